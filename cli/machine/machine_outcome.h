/* SPDX-License-Identifier: MIT */
/*
 * machine_outcome.h - what came of a machine's memory, as its files have it.
 */
#ifndef CLI_MACHINE_OUTCOME_H
#define CLI_MACHINE_OUTCOME_H

#include "cli/log/outcome.h"
#include "cli/machine/machine.h"

/** machine_outcome() - what the kernel said: the log, meminfo and zoneinfo, those it has. */
struct outcome machine_outcome(const struct machine *machine);

#endif
