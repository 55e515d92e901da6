// SPDX-License-Identifier: MIT
/*
 * cmd_check.c - `bootmem check`: what is wrong with a machine's memory description.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/folder.h"
#include "cli/base/vec.h"
#include "cli/base/program.h"
#include "cli/base/progress.h"
#include "cli/render/render_check.h"
#include "cli/verbs/cli.h"
#include "cli/verbs/docs.h"

enum {
	ID_FAIL_ON = 256,
	ID_SARIF,
	ID_LIMITS,
	ID_CMDLINE,
};

static const struct cli_option options[] = {
	{ ID_FAIL_ON, "fail-on", "LEVEL", "exit 1 from note, warning or error (error) on" },
	{ ID_CMDLINE, "cmdline", "TEXT", "check this command line too" },
	{ ID_LIMITS, "limits", NULL, "who has a table that is too small for this machine" },
	{ ID_SARIF, "sarif", NULL, "print SARIF 2.1.0, as code review tools read it" },
	{ 0 },
};

/** struct check - the command line, and what has come of it so far. */
struct check {
	struct cli *cli;
	int fail_on;
	bool sarif;
	bool limits;
	const char *cmdline;
	struct findings findings;
	struct checked *inputs;
	size_t nr_inputs;
	size_t room;
	size_t nr_ranges;
	struct limit table[NR_LIMITS];
	bool is_unreadable;
};

/** struct taking - whose input is read. */
struct taking {
	struct check *check;
	struct lint *lint;
};

/* --- inputs -------------------------------------------------------------------------------- */

static void refuse(struct check *check, const char *name, const char *why)
{
	fprintf(stderr, "%s: error: %s\n", name, why);
	check->is_unreadable = true;
}

static void take(struct check *check, struct lint *lint, struct doc *doc)
{
	struct checked input = { doc->name ? strdup(doc->name) : NULL, doc->kind };

	if (!input.name || !lint_take(lint, doc)) {
		free(input.name);
		doc_release(doc);
		refuse(check, CLI_NAME, "out of memory");
	} else if (!vec_reserve(&check->inputs, &check->room, check->nr_inputs + 1,
				sizeof(input))) {
		free(input.name);
		refuse(check, CLI_NAME, "out of memory");
	} else {
		check->inputs[check->nr_inputs++] = input;
	}
}

static bool take_doc(void *ctx, struct doc *doc)
{
	struct taking *taking = ctx;

	take(taking->check, taking->lint, doc);
	return true;
}

static void take_input(struct check *check, struct lint *lint, const char *input)
{
	struct taking taking = { check, lint };
	struct docs docs = { &taking, take_doc, check->cli->quiet };

	if (!docs_each(&docs, input))
		check->is_unreadable = true;
}

/* --- machines ------------------------------------------------------------------------------ */

static void merge_limits(struct check *check, const struct lint *lint)
{
	struct limit limits[NR_LIMITS];
	size_t i;

	limits_of(lint, limits);
	for (i = 0; i < NR_LIMITS; i++)
		if (!check->table[i].consumer || limits[i].needs > check->table[i].needs)
			check->table[i] = limits[i];
}

static void run(struct check *check, struct lint *lint)
{
	if (!lint_run(lint))
		refuse(check, CLI_NAME, "out of memory");
	check->nr_ranges += lint->nr_ranges;
	if (check->limits)
		merge_limits(check, lint);
	lint_release(lint);
}

static void take_cmdline(struct check *check, struct lint *lint)
{
	struct doc doc;

	if (!check->cmdline)
		return;
	if (doc_of_text(&doc, "cmdline", check->cmdline, DOC_CMDLINE) == 0)
		take(check, lint, &doc);
	else
		doc_release(&doc);
}

/* Files named together are one machine, every folder is one of its own. */
static void check_all(struct check *check)
{
	struct lint files = { .findings = &check->findings };
	const struct cli *cli = check->cli;
	struct progress progress = { 0 };
	bool is_alone = cli->nr_args == 0 && check->cmdline;
	bool any_file = is_alone;
	size_t i;

	progress_begin(&progress, cli->quiet ? NULL : "checking");
	for (i = 0; !is_alone && (i == 0 || i < cli->nr_args); i++) {
		struct lint lint = { .findings = &check->findings };
		const char *input = cli_input(cli, i);

		progress_at(&progress, i, cli->nr_args);
		if (!folder_is(input)) {
			take_input(check, &files, input);
			any_file = true;
			continue;
		}
		take_input(check, &lint, input);
		take_cmdline(check, &lint);
		run(check, &lint);
	}
	if (any_file) {
		take_cmdline(check, &files);
		run(check, &files);
	}
	progress_end(&progress);
}

/* --- the verb ------------------------------------------------------------------------------ */

static int exit_code(const struct check *check)
{
	size_t i, nr = 0;

	for (i = (size_t)check->fail_on; i < NR_SEVERITIES; i++)
		nr += check->findings.nr_of[i];
	for (i = 0; check->limits && i < NR_LIMITS; i++)
		nr += check->table[i].fails;
	if (check->is_unreadable)
		return EXIT_USAGE;
	return nr > 0 ? EXIT_NO : EXIT_YES;
}

static void show(const struct check *check, int code)
{
	struct report report = {
		.findings = &check->findings,
		.inputs = check->inputs,
		.nr_inputs = check->nr_inputs,
		.nr_ranges = check->nr_ranges,
		.limits = check->limits ? check->table : NULL,
		.exit = code,
	};

	if (check->cli->quiet)
		return;
	if (check->sarif)
		render_check_sarif(&report);
	else if (check->cli->json)
		render_check_json(&report);
	else
		render_check(&report, check->cli->colour);
}

static int parse(struct check *check)
{
	struct cli *cli = check->cli;
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		check->sarif |= id == ID_SARIF;
		check->limits |= id == ID_LIMITS;
		if (id == ID_CMDLINE)
			check->cmdline = value;
		if (id != ID_FAIL_ON)
			continue;
		check->fail_on = severity_find(value);
		if (check->fail_on < 0) {
			cli_wrong(cli, "--fail-on is note, warning or error, not '%s'", value);
			return -1;
		}
	}
	return id;
}

static int cmd_check(struct cli *cli)
{
	struct check check = { .cli = cli, .fail_on = SEVERITY_ERROR };
	int code = parse(&check);
	size_t i;

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	check_all(&check);
	code = exit_code(&check);
	if (check.nr_inputs > 0)
		show(&check, code);
	findings_release(&check.findings);
	for (i = 0; i < check.nr_inputs; i++)
		free(check.inputs[i].name);
	free(check.inputs);
	return code;
}

static const struct cli_values values[] = {
	{ "fail-on", "note warning error" },
	{ 0 },
};

const struct verb verb_check = {
	.name = "check",
	.summary = "what is wrong with memory maps, device trees, command lines",
	.synopsis = "[INPUT]...",
	.examples = "  bootmem check board.dts\n"
		    "  bootmem check serial.log qemu-virt.dtb\n"
		    "  bootmem check --cmdline 'crashkernel=512M mem=8G$4G'\n"
		    "  sudo bootmem check\n",
	.text = "An INPUT is a kernel log or a piece of one, /sys/firmware/memmap as lines,\n"
		"boot_params, a device tree or its source, an SRAT or SLIT, /proc/iomem, a\n"
		"command line, a map written by hand, or a folder with such files; '-' is\n"
		"standard input. Kinds are told by content. Files named together are one machine\n"
		"and must agree; every folder is a machine of its own. Without an input it is the\n"
		"running machine, as far as whoever asks may look.\n"
		"\n"
		"Findings have numbers: bootmem explain BM203 says more. Sources of device trees\n"
		"need dtc; places in a compiled tree are paths of nodes. Exit 1 if there are\n"
		"findings of the level of --fail-on or above, 2 if an input cannot be read.\n"
		"\n"
		"JSON has the schema bootmem.check/1.\n",
	.options = options,
	.values = values,
	.run = cmd_check,
};
