// SPDX-License-Identifier: MIT
/*
 * cmd_diff.c - `bootmem diff`: what changes between two machines, logs or command lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/base/program.h"
#include "cli/render/render_diff.h"
#include "cli/render/render_svg.h"
#include "cli/verbs/diff_drawing.h"
#include "cli/verbs/machine_options.h"

enum {
	ID_ALL = 256,
	ID_WITH,
	ID_SVG,
	ID_HTML,
};

static const struct cli_option options[] = {
	{ ID_WITH, "with", "TEXT", "B is A with this command line" },
	{ ID_ALL, "all", NULL, "list also what is the same" },
	{ ID_SVG, "svg", NULL, "both maps as a drawing, and what differs" },
	{ ID_HTML, "html", NULL, "the drawing with zoom, search and a table" },
	MACHINE_OPTIONS,
	{ 0 },
};

struct diff_options {
	bool all;
	bool svg;
	bool html;
	const char *with;
	struct machine_choice choice;
};

static bool check_arguments(const struct cli *cli, const struct diff_options *opt)
{
	size_t given = cli->nr_args + (opt->choice.ram ? 1 : 0);
	size_t wanted = opt->with ? 1 : 2;

	if (opt->choice.ram && !opt->with)
		cli_wrong(cli, "a made-up machine can be compared --with another command line");
	else if (given < wanted && !opt->with)
		cli_wrong(cli, "two inputs are compared, or one --with another command line");
	else if (given > wanted)
		cli_wrong(cli, "not '%s' as well", cli->args[cli->nr_args - 1]);
	else
		return true;
	return false;
}

static int parse(struct cli *cli, struct diff_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		if (id == ID_ALL)
			out->all = true;
		else if (id == ID_SVG || id == ID_HTML)
			*(id == ID_SVG ? &out->svg : &out->html) = true;
		else if (id == ID_WITH)
			out->with = value;
		else if (!machine_option(cli, id, value, &out->choice))
			return -1;
	}
	return id == 0 && !check_arguments(cli, out) ? -1 : id;
}

/* A log tells of what was booted, so nothing that is asked about is compared with one. */
static bool is_what_if(const struct diff_options *opt)
{
	const struct machine_wish *wish = &opt->choice.wish;

	return opt->with || wish->cmdline || wish->kernel || wish->profile;
}

static int draw(const struct diff_options *opt, struct side *a, struct side *b)
{
	struct side *const sides[] = { a, b };
	struct side_map maps[2] = { 0 };
	struct drawing drawing = { .nr = 2 };
	char why[300];
	size_t i;

	for (i = 0; i < 2; i++) {
		if (!side_map_new(&maps[i], sides[i], is_what_if(opt), why))
			break;
		drawing.names[i] = i == 1 && opt->with ? opt->with : sides[i]->machine.name;
		drawing.maps[i] = maps[i].map;
		drawing.predicted[i] = maps[i].is_predicted;
	}
	if (i == 2)
		(opt->html ? render_html : render_svg)(&drawing);
	else
		fprintf(stderr, "%s: error: %s\n", sides[i]->machine.name, why);
	side_map_release(&maps[0]);
	side_map_release(&maps[1]);
	return i == 2 ? EXIT_YES : EXIT_USAGE;
}

static int compare(const struct cli *cli, const struct diff_options *opt, struct side *a,
		   struct side *b)
{
	struct diff_view view = { a, b, opt->all };
	struct diff diff;
	int code = EXIT_USAGE;

	if (diff_make(&diff, a, b)) {
		code = diff_same(&diff) ? EXIT_YES : EXIT_NO;
		if (cli->quiet)
			;
		else if (opt->html || opt->svg)
			code = draw(opt, a, b) == EXIT_YES ? code : EXIT_USAGE;
		else
			(cli->json ? render_diff_json : render_diff)(&diff, &view);
	} else {
		fprintf(stderr, "%s: out of memory\n", CLI_NAME);
	}
	diff_release(&diff);
	return code;
}

/* With one input for both sides, standard input is read twice: a pipe becomes a file. */
static bool keep_stdin(off_t *start)
{
	char block[4096];
	FILE *copy;
	size_t n;
	bool ok;

	*start = lseek(STDIN_FILENO, 0, SEEK_CUR);
	if (*start >= 0)
		return true;
	*start = 0;
	copy = tmpfile();
	if (!copy)
		return false;
	while ((n = fread(block, 1, sizeof(block), stdin)) > 0)
		fwrite(block, 1, n, copy);
	rewind(copy);
	ok = !ferror(copy) && dup2(fileno(copy), STDIN_FILENO) >= 0;
	fclose(copy);
	return ok;
}

static int load(const struct cli *cli, const struct diff_options *opt, size_t nr, struct side *side)
{
	struct machine_choice choice = opt->choice;
	char why[300];
	int code;

	if (nr == 1 && opt->with)
		choice.wish.cmdline = opt->with;
	code = machine_chosen(cli, opt->with ? 0 : nr, &choice, &side->machine);
	if (code != EXIT_YES || side_fill(side, is_what_if(opt), why) == 0)
		return code;
	fprintf(stderr, "%s: error: %s\n", side->machine.name, why);
	side_release(side);
	return EXIT_USAGE;
}

static int cmd_diff(struct cli *cli)
{
	struct side *sides = calloc(2, sizeof(*sides));
	struct diff_options opt = { 0 };
	int code = parse(cli, &opt);
	off_t start = 0;
	bool twice;

	if (code < 0 || !sides) {
		free(sides);
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	}
	twice = opt.with && cli->nr_args == 1 && strcmp(cli->args[0], "-") == 0;
	code = twice && !keep_stdin(&start) ? EXIT_USAGE : load(cli, &opt, 0, &sides[0]);
	if (code == EXIT_YES) {
		if (twice)
			lseek(STDIN_FILENO, start, SEEK_SET);
		code = load(cli, &opt, 1, &sides[1]);
		if (code == EXIT_YES) {
			code = compare(cli, &opt, &sides[0], &sides[1]);
			side_release(&sides[1]);
		}
		side_release(&sides[0]);
	}
	free(sides);
	return code;
}

const struct verb verb_diff = {
	.name = "diff",
	.summary = "what changes between two machines, logs or command lines",
	.synopsis = "A B | [A] --with=TEXT",
	.examples = "  bootmem diff old-kernel.log new-kernel.log\n"
		    "  bootmem diff maps/x86-4g --with 'crashkernel=512M'\n"
		    "  bootmem diff --ram 64G --cmdline kernelcore=8G --with movablecore=56G\n"
		    "  bootmem diff --html old-kernel.log new-kernel.log >diff.html\n",
	.text = "Sets two ledgers side by side (see bootmem where), then the reservations of\n"
		"both command lines (see bootmem predict), then zones. Of each thing that is\n"
		"different it says whether it grew, shrank, moved, came or went, or no longer\n"
		"fits, and where it was and is. Two inputs that were booted are compared as they\n"
		"were; --with and the other options ask about boots that were not, so a model\n"
		"answers for both sides. Exits 1 if anything differs. JSON: bootmem.diff/1.\n"
		"\n"
		"--svg and --html draw both maps to one scale, and mark what is taken for\n"
		"something else in A than in B. Of boots that were not they show what bootmem\n"
		"predict foresees, drawn dashed: all that is taken up to where the kernel reads\n"
		"its command line, so no hash tables or bounce buffers.\n",
	.options = options,
	.run = cmd_diff,
};
