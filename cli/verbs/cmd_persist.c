// SPDX-License-Identifier: MIT
/*
 * cmd_persist.c - `bootmem persist`: show, check and compare handover records.
 */
#include <stdio.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/machine/machine_boot.h"
#include "cli/render/render_persist.h"
#include "cli/verbs/machine_options.h"

enum {
	ID_ON = 256,
};

static const struct cli_option options[] = {
	{ ID_ON, "on", "MACHINE", "check: would a boot of this machine revive all?" },
	MACHINE_OPTIONS,
	{ 0 },
};

struct persist_options {
	const char *on;
	struct machine_choice choice;
};

/* --- inputs ------------------------------------------------------------------------------- */

static int open_or_say(struct image *image, const char *path)
{
	char why[400];
	int err = image_open(image, path, why, sizeof(why));

	if (err)
		fprintf(stderr, "%s: error: %s\n", path, why);
	return err;
}

static int parse(struct cli *cli, struct persist_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		if (id == ID_ON)
			out->on = value;
		else if (!machine_option(cli, id, value, &out->choice))
			return -1;
	}
	if (id == 0 && cli->nr_args == 0) {
		cli_wrong(cli, "show, check or compare?");
		return -1;
	}
	return id;
}

static bool needs_files(const struct cli *cli, size_t nr)
{
	bool ok = nr ? cli->nr_args == nr + 1 : cli->nr_args > 1;

	if (!ok)
		cli_wrong(cli, nr ? "%s wants two records" : "%s what?", cli->args[0]);
	return ok;
}

static struct json begin_json(const char *schema)
{
	struct json json = json_to(stdout);

	json_open(&json, NULL, '{');
	json_text(&json, "schema", schema);
	return json;
}

static void end_json(struct json *json, int code)
{
	json_open(json, "result", '{');
	json_bool(json, "ok", code == EXIT_YES);
	json_close(json);
	json_close(json);
}

/** record_fn - what is done with a record; @json is NULL if text is wanted. An exit code. */
typedef int record_fn(const struct cli *cli, const struct persist_options *opt, const char *path,
		      struct json *json);

/* The worst of them is the answer. */
static int each_record(const struct cli *cli, const struct persist_options *opt, const char *schema,
		       record_fn *one)
{
	bool as_json = cli->json && !cli->quiet;
	int code = EXIT_YES;
	struct json json;
	size_t i;

	if (!needs_files(cli, 0))
		return EXIT_USAGE;
	if (as_json) {
		json = begin_json(schema);
		json_open(&json, "records", '[');
	}
	for (i = 1; i < cli->nr_args; i++) {
		int this_one = one(cli, opt, cli->args[i], as_json ? &json : NULL);

		code = this_one > code ? this_one : code;
	}
	if (as_json) {
		json_close(&json);
		end_json(&json, code);
	}
	return code;
}

/* --- show ----------------------------------------------------------------------------------- */

static int show(const struct cli *cli, const struct persist_options *opt, const char *path,
		struct json *json)
{
	struct image image;

	(void)opt;
	if (open_or_say(&image, path) != 0)
		return EXIT_USAGE;
	if (json)
		render_record_json(json, path, &image);
	else if (!cli->quiet)
		render_record(path, &image);
	image_release(&image);
	return EXIT_YES;
}

/* --- check ---------------------------------------------------------------------------------- */

/* The machine's own, with its memory and what is taken on it; none if no machine is named. */
static int boot_machine(const struct cli *cli, const struct persist_options *opt,
			struct machine *machine, struct machine_boot **run)
{
	char why[300];
	struct cli named = *cli;
	int code;

	*run = NULL;
	*machine = (struct machine){ 0 };
	if (!opt->on && !opt->choice.ram)
		return EXIT_YES;
	named.args = (char *[]){ (char *)(uintptr_t)opt->on };
	named.nr_args = 1;
	code = machine_chosen(&named, 0, &opt->choice, machine);
	if (code == EXIT_YES && machine_boot(machine, NULL, run, why, sizeof(why)) != 0) {
		fprintf(stderr, "%s: error: %s\n", machine->name, why);
		code = EXIT_USAGE;
	}
	return code;
}

static int check_image(const struct cli *cli, const char *path, const struct image *image,
		       struct memblock *mb, struct json *json)
{
	struct judge judge;
	int code = EXIT_USAGE;

	if (judge_open(&judge, image) != 0 || judge_run(&judge, mb) != 0) {
		fprintf(stderr, "%s: error: out of memory\n", path);
	} else {
		code = judge_lost(&judge) > 0 || judge.lost ? EXIT_NO : EXIT_YES;
		if (json)
			render_verdict_json(json, path, &judge);
		else if (!cli->quiet)
			render_verdict(path, &judge);
	}
	judge_release(&judge);
	return code;
}

/* Every record is held against a machine of its own. */
static int check(const struct cli *cli, const struct persist_options *opt, const char *path,
		 struct json *json)
{
	struct machine_boot *run;
	struct machine machine;
	struct image image;
	int code;
	int err = open_or_say(&image, path);

	if (err)
		return err == -BM_EBADMSG ? EXIT_NO : EXIT_USAGE;
	code = boot_machine(cli, opt, &machine, &run);
	if (code == EXIT_YES)
		code = check_image(cli, path, &image, run ? &run->mb : NULL, json);
	machine_boot_free(run);
	machine_release(&machine);
	image_release(&image);
	return code;
}

/* --- compare -------------------------------------------------------------------------------- */

/* New names are no loss. */
static int compare_images(const struct cli *cli, const struct image *a, const struct image *b)
{
	int code = EXIT_YES;
	struct json json;
	unsigned int i;

	for (i = 0; i < a->nr_named; i++)
		if (change_of(&a->named[i], find_named(b, a->named[i].name)) != CHANGE_NONE)
			code = EXIT_NO;
	if (cli->quiet)
		return code;
	if (!cli->json) {
		render_changes(a, b);
		return code;
	}
	json = begin_json("bootmem.persist-compare/1");
	render_changes_json(&json, a, b);
	end_json(&json, code);
	return code;
}

static int compare(const struct cli *cli)
{
	struct image a, b;
	int code = EXIT_USAGE;

	if (!needs_files(cli, 2) || open_or_say(&a, cli->args[1]) != 0)
		return EXIT_USAGE;
	if (open_or_say(&b, cli->args[2]) == 0) {
		code = compare_images(cli, &a, &b);
		image_release(&b);
	}
	image_release(&a);
	return code;
}

/* --- the verb ------------------------------------------------------------------------------- */

static int cmd_persist(struct cli *cli)
{
	struct persist_options opt = { 0 };
	int code = parse(cli, &opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	if (strcmp(cli->args[0], "show") == 0)
		return each_record(cli, &opt, "bootmem.persist-show/1", show);
	if (strcmp(cli->args[0], "check") == 0)
		return each_record(cli, &opt, "bootmem.persist-check/1", check);
	if (strcmp(cli->args[0], "compare") == 0)
		return compare(cli);
	cli_wrong(cli, "show, check or compare, not '%s'", cli->args[0]);
	return EXIT_USAGE;
}

static const struct cli_values values[] = {
	{ "", "show check compare" },
	{ 0 },
};

const struct verb verb_persist = {
	.name = "persist",
	.summary = "show, check, compare records that carry memory over a kexec",
	.synopsis = "show|check FILE... | compare OLD NEW",
	.examples = "  bootmem persist show handover.rec\n"
		    "  bootmem persist check --on maps/x86-4g handover.rec\n"
		    "  bootmem persist compare before.rec after.rec\n"
		    "  bootmem persist show memblock.fdt\n",
	.text = "A FILE is a handover record (docs/handover-format.md), perhaps with contents as\n"
		"'bootmem boot --handover' leaves them, or what Linux hands over for reserve_mem.\n"
		"\n"
		"  show      names, preserved memory, scratch areas\n"
		"  check     is it whole, and would every name be revived? On the machine of --on\n"
		"            or --ram; without, on one that has just the memory it speaks of\n"
		"  compare   is every name of OLD in NEW, at its place, with size and content?\n"
		"\n"
		"Exit 1 if check finds a name that would be lost, or a record that is damaged; if\n"
		"compare finds a difference; new names are none.\n"
		"\n"
		"JSON has the schemas bootmem.persist-show/1, -check/1 and -compare/1.\n",
	.options = options,
	.values = values,
	.run = cmd_persist,
};
