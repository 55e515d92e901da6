// SPDX-License-Identifier: MIT
/*
 * cmd_where.c - `bootmem where`: the ledger of a boot, from the firmware's map to MemTotal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/cmdline.h>

#include "cli/base/program.h"
#include "cli/machine/machine_outcome.h"
#include "cli/render/render_where.h"
#include "cli/verbs/machine_options.h"

enum {
	ID_BELOW = 256,
	ID_STRICT,
};

static const struct cli_option options[] = {
	{ 'b', "bytes", NULL, "print bytes, not MiB" },
	{ ID_BELOW, "below", "ADDR", "count only what is below this address, such as 4G" },
	{ ID_STRICT, "strict", NULL, "exit 1 if the sum is not what the kernel said" },
	MACHINE_OPTIONS,
	{ 0 },
};

struct where_options {
	struct where_view view;
	struct bm_range window;
	bool strict;
	struct machine_choice choice;
};

static bool take_below(const struct cli *cli, const char *value, struct where_options *out)
{
	struct bm_str text = bm_str(value, strlen(value));
	uint64_t end = bm_memparse(&text);

	if (end == 0 || text.len > 0) {
		cli_wrong(cli, "--below wants an address like 4G, not '%s'", value);
		return false;
	}
	out->window.end = (phys_addr_t)end;
	return true;
}

static int parse(struct cli *cli, struct where_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		bool ok = true;

		if (id == 'b')
			out->view.bytes = true;
		else if (id == ID_BELOW)
			ok = take_below(cli, value, out);
		else if (id == ID_STRICT)
			out->strict = true;
		else
			ok = machine_option(cli, id, value, &out->choice);
		if (!ok)
			return -1;
	}
	return id == 0 && !machine_is_one(cli, &out->choice) ? -1 : id;
}

/* --- what the kernel said ------------------------------------------------------------------- */

static int judge(const struct where_options *opt, const struct where *where)
{
	if (ledger_fault(&where->ledger))
		return EXIT_BUG;
	return opt->strict && !where_agrees(where) ? EXIT_NO : EXIT_YES;
}

/* A log tells nothing of a machine that is asked about but was not booted. */
static bool is_what_if(const struct machine_wish *wish)
{
	return wish->cmdline || wish->kernel || wish->profile;
}

static int show(const struct cli *cli, const struct where_options *opt, struct where *where)
{
	const struct outcome *outcome = &where->outcome;
	char why[300];
	int code;

	where->window = opt->window;
	where->what_if = is_what_if(&opt->choice.wish);
	if (where->what_if)
		outcome = NULL;
	if (ledger_make(&where->ledger, where->machine, outcome, opt->window, why) != 0) {
		fprintf(stderr, "%s: error: %s\n", where->machine->name, why);
		return EXIT_USAGE;
	}
	code = judge(opt, where);
	if (!cli->quiet && cli->json)
		render_where_json(where, code);
	else if (!cli->quiet)
		render_where(where, &opt->view);
	if (code == EXIT_BUG)
		fprintf(stderr, "%s: this ledger does not balance at '%s': a bug\n", CLI_NAME,
			ledger_fault(&where->ledger)->what);
	return code;
}

static int cmd_where(struct cli *cli)
{
	struct where_options opt = { .window = { 0, PHYS_ADDR_MAX } };
	struct machine machine;
	struct where *where;
	int code = parse(cli, &opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	opt.view.colour = cli->colour;
	where = calloc(1, sizeof(*where));
	if (!where) {
		fprintf(stderr, "%s: out of memory\n", CLI_NAME);
		return EXIT_USAGE;
	}
	code = machine_chosen(cli, 0, &opt.choice, &machine);
	if (code == EXIT_YES) {
		where->machine = &machine;
		where->outcome = machine_outcome(&machine);
		code = show(cli, &opt, where);
		machine_release(&machine);
	}
	free(where);
	return code;
}

const struct verb verb_where = {
	.name = "where",
	.summary = "where the memory went, from the firmware's map to MemTotal",
	.synopsis = "[INPUT] | --ram=MAP",
	.examples = "  bootmem where\n"
		    "  bootmem where boot.log\n"
		    "  bootmem where --below 4G maps/x86-612-crash\n"
		    "  bootmem where --bytes --json boot.log | jq .ledger\n"
		    "  bootmem where --ram 16G\n",
	.text = "A ledger: each line takes bytes or gives them back, each total is computed by\n"
		"itself, and all must come out even. The last column says how a number is known:\n"
		"from the firmware's map, measured by the kernel that was running, asked for on\n"
		"the command line, or by a model of what a kernel does. The end is compared with\n"
		"the log's own Memory: line and with /proc/meminfo where there is one.\n"
		"\n"
		"A log taken with memblock=debug names every early allocation. Any other log\n"
		"names a part, and the rest stands as the remainder. Without a log a model is\n"
		"used. INPUT is as for bootmem zones. With --cmdline, --kernel or --arch a model\n"
		"answers. JSON has the schema bootmem.where/1.\n",
	.options = options,
	.run = cmd_where,
};
