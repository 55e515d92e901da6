// SPDX-License-Identifier: MIT
/*
 * cmd_predict.c - `bootmem predict`: will each reservation of a command line fit, and where?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/render/render_predict.h"
#include "cli/verbs/machine_options.h"

static const struct cli_option options[] = {
	MACHINE_OPTIONS,
	{ 0 },
};

static int parse(struct cli *cli, struct machine_choice *choice)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0)
		if (!machine_option(cli, id, value, choice))
			return -1;
	if (id == 0 && cli->nr_args > (choice->ram ? 0 : 1)) {
		cli_wrong(cli, "one machine at a time, not '%s' as well",
			  cli->args[cli->nr_args - 1]);
		return -1;
	}
	return id;
}

static int show(const struct cli *cli, const struct machine *machine)
{
	struct predict predict;
	char why[300];
	int code;

	if (predict_make(&predict, machine, why) != 0) {
		fprintf(stderr, "%s: error: %s\n", machine->name, why);
		return EXIT_USAGE;
	}
	code = predict_fits(&predict) ? EXIT_YES : EXIT_NO;
	if (!cli->quiet && cli->json)
		render_predict_json(&predict);
	else if (!cli->quiet)
		render_predict(&predict);
	predict_release(&predict);
	return code;
}

static int cmd_predict(struct cli *cli)
{
	struct machine_choice choice = { 0 };
	struct machine machine;
	int code = parse(cli, &choice);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	code = machine_chosen(cli, 0, &choice, &machine);
	if (code != EXIT_YES)
		return code;
	code = show(cli, &machine);
	machine_release(&machine);
	return code;
}

const struct verb verb_predict = {
	.name = "predict",
	.summary = "will each reservation of a command line fit, where, and if not what would",
	.synopsis = "INPUT | --ram=MAP",
	.examples = "  bootmem predict --ram 4G --cmdline crashkernel=512M\n"
		    "  bootmem predict --cmdline 'crashkernel=2G,high' boot.log\n"
		    "  bootmem predict --ram 64G --cmdline 'hugepagesz=1G hugepages=0:8'\n"
		    "  bootmem predict maps/x86-612-rm1\n",
	.text = "Boots the machine to where each reservation is made and searches as the kernel\n"
		"does: crashkernel= with every step of its search order, cma=, hugetlb_cma=,\n"
		"hugepages= by node, reserve_mem=, and what kernelcore= and movablecore= make\n"
		"movable. What does not fit is said with the largest that would have.\n"
		"\n"
		"With a log taken with memblock=debug all other allocations of that kernel are\n"
		"made again, also with other reservations or another log buffer, and addresses\n"
		"are exact. Other words in --cmdline may change what a kernel allocates (numa=,\n"
		"swiotlb=, nokaslr): these are named, and addresses marked. Without a log, or\n"
		"with one of another kernel or other memory, the large allocations are modelled.\n"
		"INPUT is as for bootmem zones. Exits 1 if something does not fit. JSON:\n"
		"bootmem.predict/1.\n",
	.options = options,
	.run = cmd_predict,
};
