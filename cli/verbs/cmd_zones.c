// SPDX-License-Identifier: MIT
/*
 * cmd_zones.c - `bootmem zones`: which nodes and zones a machine will have, and why.
 */
#include <stdio.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/base/progress.h"
#include "cli/machine/machine_mm.h"
#include "cli/render/render_zones.h"
#include "cli/verbs/machine_options.h"

enum {
	ID_LOG = 256,
};

static const struct cli_option options[] = {
	{ ID_LOG, "log", NULL, "print it as a kernel logs it, to compare with a log" },
	MACHINE_OPTIONS,
	{ 0 },
};

struct zones_options {
	bool log;
	struct machine_choice choice;
};

static int parse(struct cli *cli, struct zones_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		if (id == ID_LOG)
			out->log = true;
		else if (!machine_option(cli, id, value, &out->choice))
			return -1;
	}
	if (id == 0 && out->choice.ram && cli->nr_args > 0) {
		cli_wrong(cli, "--ram or '%s', not both", cli->args[0]);
		return -1;
	}
	return id;
}

static void print_line(void *ctx, int level, const char *text, size_t len)
{
	(void)ctx;
	(void)level;
	(void)len;
	puts(text);
}

static const struct bm_port printing = { .log = print_line };

static void show(const struct cli *cli, const struct zones_options *opt, struct json *json,
		 const struct machine *machine, struct machine_boot *run)
{
	if (cli->quiet)
		return;
	if (opt->log) {
		run->mb.port = &printing;
		bm_zones_log(&run->zones, &run->mb);
	} else if (cli->json) {
		render_zones_json(json, machine, run);
	} else {
		render_zones(machine, run);
	}
}

static int show_one(const struct cli *cli, size_t arg, const struct zones_options *opt,
		    struct json *json)
{
	struct machine_boot *run;
	struct machine machine;
	char why[300];
	int code = machine_chosen(cli, arg, &opt->choice, &machine);

	if (code != EXIT_YES)
		return code;
	if (machine_boot(&machine, NULL, &run, why, sizeof(why)) == 0) {
		if (!opt->log && machine_count_managed(run) != 0)
			code = EXIT_BUG;
		show(cli, opt, json, &machine, run);
		machine_boot_free(run);
	} else {
		fprintf(stderr, "%s: error: %s\n", machine.name, why);
		code = EXIT_USAGE;
	}
	machine_release(&machine);
	return code;
}

static int show_all(const struct cli *cli, const struct zones_options *opt)
{
	struct json json = json_to(stdout);
	bool as_json = cli->json && !cli->quiet && !opt->log;
	struct progress progress = { .prints = true };
	int code = EXIT_YES;
	size_t i;

	if (as_json) {
		json_open(&json, NULL, '{');
		json_text(&json, "schema", "bootmem.zones/1");
		json_open(&json, "machines", '[');
	}
	progress_begin(&progress, cli->quiet ? NULL : "booting");
	for (i = 0; i == 0 || i < cli->nr_args; i++) {
		int one;

		progress_at(&progress, i, cli->nr_args);
		one = show_one(cli, i, opt, &json);
		code = one > code ? one : code;
	}
	progress_end(&progress);
	if (as_json) {
		json_close(&json);
		json_open(&json, "result", '{');
		json_bool(&json, "ok", code == EXIT_YES);
		json_close(&json);
		json_close(&json);
	}
	return code;
}

static int cmd_zones(struct cli *cli)
{
	struct zones_options opt = { 0 };
	int code = parse(cli, &opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	return show_all(cli, &opt);
}

const struct verb verb_zones = {
	.name = "zones",
	.summary = "nodes and zones of a machine, and why Movable is where it is",
	.synopsis = "[INPUT]... | --ram=MAP",
	.examples = "  bootmem zones\n"
		    "  bootmem zones maps/x86-2n-equal\n"
		    "  bootmem zones --cmdline kernelcore=4G boot.log\n"
		    "  bootmem zones --ram 64G --cmdline movablecore=50%\n"
		    "  bootmem zones --ram '0+3G usable node 0; 4G+8G usable node 1 hotplug' \\\n"
		    "    --cmdline movable_node\n"
		    "  diff <(bootmem zones --log maps/x86-8g) zone-lines-of-a-real-log\n",
	.text = "Boots a machine from what its firmware said and its command line, up to where\n"
		"the kernel knows its zones. INPUT is a folder with any of cmdline.txt, e820.txt,\n"
		"boot_params.bin, efi_memmap.txt, guest.dtb, acpi/SRAT.bin, iomem.txt, compressed\n"
		"or not; or one such file; or a kernel log, of which only what firmware said is\n"
		"read. Without one, or with /, it is the running machine, as far as whoever asks\n"
		"may look; any other folder with /proc in it is a copy of a system, as reports\n"
		"for support are. What /proc/iomem lists counts if nothing else says where memory\n"
		"is. Nodes are listed with the nodes that are asked for memory after them.\n"
		"spanned, present and managed count pages; managed are those that nothing has\n"
		"reserved by then.\n",
	.options = options,
	.run = cmd_zones,
};
