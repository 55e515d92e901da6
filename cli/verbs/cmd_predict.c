// SPDX-License-Identifier: MIT
/*
 * cmd_predict.c - `bootmem predict`: will each reservation of a command line fit, and where?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/base/progress.h"
#include "cli/predict/kaslr.h"
#include "cli/predict/predicted_map.h"
#include "cli/render/render_predict.h"
#include "cli/render/render_svg.h"
#include "cli/verbs/machine_options.h"

enum {
	ID_KASLR = 256,
	ID_SEED,
	ID_SVG,
	ID_HTML,
};

#define MOST_BOOTS 1000000u

static const struct cli_option options[] = {
	{ ID_KASLR, "kaslr", "N", "N more boots, the kernel elsewhere; 'all' of them" },
	{ ID_SEED, "seed", "N", "of the places where the kernel is then (1)" },
	{ ID_SVG, "svg", NULL, "a drawing of what would be taken" },
	{ ID_HTML, "html", NULL, "the drawing with zoom, search and a table" },
	MACHINE_OPTIONS,
	{ 0 },
};

/** struct predict_options - @elsewhere: the kernel, in @draws boots; 0: everywhere */
struct predict_options {
	bool elsewhere;
	size_t draws;
	size_t seed;
	bool svg;
	bool html;
	struct machine_choice choice;
};

static bool take_kaslr(const struct cli *cli, const char *value, struct predict_options *out)
{
	out->elsewhere = true;
	out->draws = 0;
	if (strcmp(value, "all") == 0)
		return true;
	if (!cli_number(cli, "--kaslr", value, &out->draws))
		return false;
	if (out->draws == 0 || out->draws > MOST_BOOTS)
		cli_wrong(cli, "--kaslr is 1 to %u, or all", MOST_BOOTS);
	return out->draws > 0 && out->draws <= MOST_BOOTS;
}

static int parse(struct cli *cli, struct predict_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		bool ok;

		if (id == ID_KASLR)
			ok = take_kaslr(cli, value, out);
		else if (id == ID_SVG || id == ID_HTML)
			ok = *(id == ID_SVG ? &out->svg : &out->html) = true;
		else if (id == ID_SEED)
			ok = cli_number(cli, "--seed", value, &out->seed);
		else
			ok = machine_option(cli, id, value, &out->choice);
		if (!ok)
			return -1;
	}
	return id == 0 && !machine_is_one(cli, &out->choice) ? -1 : id;
}

static bool boot_elsewhere(const struct cli *cli, struct predict *predict,
			   const struct predict_options *opt)
{
	struct progress progress = { 0 };
	bool ok;

	progress_begin(&progress, cli->quiet ? NULL : "booting");
	ok = kaslr_try(predict, opt->draws, opt->seed, &progress);
	progress_end(&progress);
	return ok;
}

static int make(const struct cli *cli, struct predict *predict, const struct machine *machine,
		const struct predict_options *opt, char *why)
{
	if (predict_make(predict, machine, why) != 0)
		return -1;
	if (!opt->elsewhere || boot_elsewhere(cli, predict, opt))
		return 0;
	snprintf(why, 300, "out of memory");
	predict_release(predict);
	return -1;
}

static bool draw(struct predict *predict, const struct predict_options *opt, char *why)
{
	struct drawing drawing = { .nr = 1,
				   .names = { predict->machine->name },
				   .predicted = { true } };
	struct predicted_map predicted;
	bool ok = predicted_map_new(&predicted, predict, why);

	drawing.maps[0] = &predicted.map;
	if (ok)
		(opt->html ? render_html : render_svg)(&drawing);
	predicted_map_release(&predicted);
	return ok;
}

static void print(const struct cli *cli, const struct predict *predict)
{
	if (cli->json)
		render_predict_json(predict);
	else
		render_predict(predict);
}

static int show(const struct cli *cli, const struct machine *machine,
		const struct predict_options *opt)
{
	struct predict predict;
	char why[300];
	int code;

	if (make(cli, &predict, machine, opt, why) != 0) {
		fprintf(stderr, "%s: error: %s\n", machine->name, why);
		return EXIT_USAGE;
	}
	code = predict_fits(&predict) ? EXIT_YES : EXIT_NO;
	if (!cli->quiet && !opt->svg && !opt->html)
		print(cli, &predict);
	else if (!cli->quiet && !draw(&predict, opt, why)) {
		fprintf(stderr, "%s: error: %s\n", machine->name, why);
		code = EXIT_USAGE;
	}
	if (!cli->quiet && opt->elsewhere && predict.nr_places == 0)
		fprintf(stderr, "%s: note: this kernel is always where it is\n", machine->name);
	predict_release(&predict);
	return code;
}

static int cmd_predict(struct cli *cli)
{
	struct predict_options opt = { .seed = 1 };
	struct machine machine;
	int code = parse(cli, &opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	code = machine_chosen(cli, 0, &opt.choice, &machine);
	if (code != EXIT_YES)
		return code;
	code = show(cli, &machine, &opt);
	machine_release(&machine);
	return code;
}

static const struct cli_values values[] = {
	{ "kaslr", "all" },
	{ 0 },
};

const struct verb verb_predict = {
	.name = "predict",
	.summary = "will each reservation of a command line fit, and where?",
	.synopsis = "[INPUT] | --ram=MAP",
	.examples = "  bootmem predict --cmdline crashkernel=512M\n"
		    "  bootmem predict --ram 4G --cmdline crashkernel=512M\n"
		    "  bootmem predict --cmdline 'crashkernel=2G,high' boot.log\n"
		    "  bootmem predict --ram 64G --cmdline 'hugepagesz=1G hugepages=0:8'\n"
		    "  bootmem predict maps/x86-612-rm1\n"
		    "  bootmem predict --html --ram 16G --cmdline crashkernel=1G >boot.html\n"
		    "  bootmem predict --kaslr all --cmdline crashkernel=1100M maps/x86-kaslr-2g\n",
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
		"\n"
		"A kernel that is somewhere else at each boot may be in the way: --kaslr boots\n"
		"with it at other places where it may be, and says in how many of these boots\n"
		"each reservation fits. --svg and --html draw the map as it is when the command\n"
		"line has been read, with all that is taken by then. INPUT is as for bootmem\n"
		"zones. Exits 1 if something does not fit, then or now. JSON: bootmem.predict/1.\n",
	.options = options,
	.values = values,
	.run = cmd_predict,
};
