// SPDX-License-Identifier: MIT
/*
 * machine_options.c - which machine is meant.
 */
#include <stdio.h>

#include "cli/base/program.h"
#include "cli/verbs/machine_options.h"

static bool take_arch(const struct cli *cli, const char *value, struct machine_choice *choice)
{
	choice->wish.profile = bm_profile_find(value);
	if (!choice->wish.profile)
		cli_wrong(cli, "unknown architecture '%s'", value);
	return choice->wish.profile != NULL;
}

static bool take_kernel(const struct cli *cli, const char *value, struct machine_choice *choice)
{
	choice->wish.kernel = machine_kernel(value);
	if (!choice->wish.kernel)
		cli_wrong(cli, "--kernel wants a release like 6.12, not '%s'", value);
	return choice->wish.kernel != 0;
}

bool machine_option(const struct cli *cli, int id, const char *value,
		    struct machine_choice *choice)
{
	switch (id) {
	case ID_MACHINE_ARCH:
		return take_arch(cli, value, choice);
	case ID_MACHINE_KERNEL:
		return take_kernel(cli, value, choice);
	case ID_MACHINE_CMDLINE:
		choice->wish.cmdline = value;
		return true;
	case ID_MACHINE_RAM:
		choice->ram = value;
		return true;
	default:
		return false;
	}
}

int machine_chosen(const struct cli *cli, size_t arg, const struct machine_choice *choice,
		   struct machine *machine)
{
	const char *what = choice->ram ? choice->ram : NULL;
	char why[300];
	int err;

	if (!what && arg < cli->nr_args)
		what = cli->args[arg];
	if (!what) {
		cli_wrong(cli, "which machine?");
		return EXIT_USAGE;
	}
	if (choice->ram)
		err = machine_make(machine, what, &choice->wish, why, sizeof(why));
	else
		err = machine_load(machine, what, &choice->wish, why, sizeof(why));
	if (!err)
		return EXIT_YES;
	fprintf(stderr, "%s: error: %s\n", what, why);
	return EXIT_USAGE;
}
