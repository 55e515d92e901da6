/* SPDX-License-Identifier: MIT */
/*
 * machine_options.h - the options that say which machine, common to all verbs that boot one.
 *
 *	static const struct cli_option options[] = {
 *		{ ID_LOG, "log", NULL, "..." },
 *		MACHINE_OPTIONS,
 *		{ 0 },
 *	};
 */
#ifndef CLI_MACHINE_OPTIONS_H
#define CLI_MACHINE_OPTIONS_H

#include "cli/base/program.h"
#include "cli/machine/machine.h"
#include "cli/verbs/cli.h"

enum {
	ID_MACHINE_ARCH = 400,
	ID_MACHINE_KERNEL,
	ID_MACHINE_CMDLINE,
	ID_MACHINE_RAM,
};

#define MACHINE_OPTIONS \
	{ ID_MACHINE_RAM, "ram", "MAP", "a made-up machine: 8G, or '0+3G usable; ...'" }, \
		{ ID_MACHINE_ARCH, "arch", "NAME", \
		  "x86_64, arm64, arm64-16k, arm64-64k, riscv64" }, \
		{ ID_MACHINE_KERNEL, "kernel", "X.Y", "behave like this release of Linux" }, \
	{ \
		ID_MACHINE_CMDLINE, "cmdline", "TEXT", "command line instead of the machine's" \
	}

/** struct machine_choice - what the options say. */
struct machine_choice {
	struct machine_wish wish;
	const char *ram;
};

/** machine_option() - take an option; false, after saying so, if its value is wrong. */
bool machine_option(const struct cli *cli, int id, const char *value,
		    struct machine_choice *choice);

/** machine_is_one() - no more than one argument, none with --ram; false after saying so. */
bool machine_is_one(const struct cli *cli, const struct machine_choice *choice);

/**
 * machine_chosen() - the machine that options and arguments name
 * @cli:    its arguments
 * @arg:    which of them; counts only without --ram
 * @choice: the options
 *
 * Return: EXIT_YES; EXIT_USAGE, after saying why.
 */
int machine_chosen(const struct cli *cli, size_t arg, const struct machine_choice *choice,
		   struct machine *machine);

#endif
