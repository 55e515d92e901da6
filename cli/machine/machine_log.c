// SPDX-License-Identifier: MIT
/*
 * machine_log.c - the machine's log, parsed when it is first asked for.
 *
 * A ledger, a prediction and a plan each read the log, and a plan makes many predictions. They
 * share one parse: it is kept with the machine and with every copy of it, and belongs to the bytes
 * it was made of, so a machine whose log is replaced gets another.
 */
#include <stdlib.h>

#include "cli/log/log.h"
#include "cli/machine/machine.h"

/** struct machine_log - what was parsed; bytes is NULL where nothing is kept. */
struct machine_log {
	const char *bytes;
	bool is_good;
	struct log log;
};

struct machine_log *machine_log_new(void)
{
	return calloc(1, sizeof(struct machine_log));
}

static void forget(struct machine_log *kept)
{
	if (kept->is_good)
		log_release(&kept->log);
	*kept = (struct machine_log){ 0 };
}

void machine_log_free(struct machine_log *kept)
{
	if (kept)
		forget(kept);
	free(kept);
}

const struct log *machine_log(const struct machine *machine)
{
	struct bm_str text = machine_part(machine, MACHINE_LOG);
	struct machine_log *kept = machine->log;
	struct log_error error;

	if (!text.at)
		return NULL;
	if (kept->bytes != text.at) {
		forget(kept);
		kept->is_good = log_parse(text.at, text.len, &kept->log, &error) == 0;
		kept->bytes = text.at;
	}
	return kept->is_good ? &kept->log : NULL;
}
