// SPDX-License-Identifier: MIT
/*
 * machine_outcome.c - the log's later lines, and what /proc said once the machine was up.
 */
#include <stdlib.h>

#include "cli/machine/machine_outcome.h"

static void read_beside(struct outcome *outcome, const char *folder, const char *name,
			void (*read)(struct outcome *, struct bm_str))
{
	struct input text;

	if (!machine_read_beside(folder, name, &text))
		return;
	read(outcome, bm_str(text.bytes, text.len));
	free(text.bytes);
}

struct outcome machine_outcome(const struct machine *machine, const char *folder)
{
	struct outcome outcome = { .page = (uint64_t)1 << machine->profile->page_shift };

	outcome_read_log(&outcome, machine_part(machine, MACHINE_LOG));
	if (folder) {
		read_beside(&outcome, folder, "meminfo.txt", outcome_read_meminfo);
		read_beside(&outcome, folder, "zoneinfo.txt", outcome_read_zoneinfo);
	}
	return outcome;
}
