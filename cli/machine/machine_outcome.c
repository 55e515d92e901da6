// SPDX-License-Identifier: MIT
/*
 * machine_outcome.c - the log's later lines, and what /proc said once the machine was up.
 */
#include "cli/machine/machine_outcome.h"

struct outcome machine_outcome(const struct machine *machine)
{
	struct outcome outcome = { .page = (uint64_t)1 << machine->profile->page_shift };

	outcome_read_log(&outcome, machine_part(machine, MACHINE_LOG));
	outcome_read_meminfo(&outcome, machine_part(machine, MACHINE_MEMINFO));
	outcome_read_zoneinfo(&outcome, machine_part(machine, MACHINE_ZONEINFO));
	return outcome;
}
