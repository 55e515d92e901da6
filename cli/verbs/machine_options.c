// SPDX-License-Identifier: MIT
/*
 * machine_options.c - which machine is meant.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/cmdline.h>

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

bool machine_option(const struct cli *cli, int id, const char *value, struct machine_choice *choice)
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

/*
 * Words that do not do what somebody who wrote them must have meant; those that ask for a
 * reservation are for the verbs that make one.
 */
static void tell_word(void *ctx, const struct bm_diag *diag)
{
	const struct machine *machine = ctx;
	const char *start = machine->cmdline + diag->offset;
	const char *end = start + diag->len;

	while (start > machine->cmdline && !strchr(" \t\n", start[-1]))
		start--;
	if (strncmp(start, "reserve_mem", 11) == 0)
		return;
	fprintf(stderr, "%s: warning: %.*s: %s\n", machine->name, (int)(end - start), start,
		diag->what);
}

static void tell_words(struct machine *machine)
{
	struct bm_fw_sink sink = { .ctx = machine, .diag = tell_word };
	struct bm_params params;

	bm_params_parse(&params, bm_str(machine->cmdline, strlen(machine->cmdline)), &sink);
}

bool machine_is_one(const struct cli *cli, const struct machine_choice *choice)
{
	if (cli->nr_args <= (choice->ram ? 0 : 1))
		return true;
	cli_wrong(cli, "one machine at a time, not '%s' as well", cli->args[cli->nr_args - 1]);
	return false;
}

int machine_chosen(const struct cli *cli, size_t arg, const struct machine_choice *choice,
		   struct machine *machine)
{
	const char *what = choice->ram ? choice->ram : cli_input(cli, arg);
	char why[300];
	int err;

	if (choice->ram)
		err = machine_make(machine, what, &choice->wish, why, sizeof(why));
	else
		err = machine_load(machine, what, &choice->wish, why, sizeof(why));
	if (!err) {
		if (!cli->quiet)
			tell_words(machine);
		return EXIT_YES;
	}
	fprintf(stderr, "%s: error: %s\n", choice->ram ? what : input_name(what), why);
	return EXIT_USAGE;
}
