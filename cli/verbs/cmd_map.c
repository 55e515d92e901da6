// SPDX-License-Identifier: MIT
/*
 * cmd_map.c - `bootmem map`: who has which memory when the page allocator takes over.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/base/program.h"
#include "cli/render/render_map.h"
#include "cli/render/render_svg.h"
#include "cli/verbs/load.h"

enum {
	ID_PARTIAL = 256,
	ID_SVG,
	ID_HTML,
};

static const struct cli_option options[] = {
	{ 'n', "top", "N", "N biggest owners, about N ranges (20); 0 for all" },
	{ ID_PARTIAL, "partial", NULL, "accept a log that ends before the hand-over" },
	{ ID_SVG, "svg", NULL, "a drawing, one file that stands alone" },
	{ ID_HTML, "html", NULL, "the drawing with zoom, search and a table" },
	{ 0 },
};

static int show(const struct cli *cli, const char *name, const struct log *log,
		const struct map_view *view)
{
	struct replay *replay;
	struct map map;
	int err = map_replay(log, &replay);

	if (!err) {
		err = map_new(replay, &map);
		if (!err && !cli->quiet) {
			const struct drawing drawing = { .nr = 1,
							 .names = { name },
							 .maps = { &map } };

			if (view->form == MAP_AS_SVG)
				render_svg(&drawing);
			else if (view->form == MAP_AS_HTML)
				render_html(&drawing);
			else if (cli->json)
				render_map_json(name, replay, &map);
			else
				render_map(name, replay, &map, view);
		}
		if (!err)
			map_release(&map);
		replay_free(replay);
	}
	if (err) {
		say_unreplayable(name, 0);
		return EXIT_USAGE;
	}
	return EXIT_YES;
}

static int cmd_map(struct cli *cli)
{
	struct map_view view = { .nr_owners = 20, .nr_spans = 20 };
	bool partial = false;
	const char *value;
	struct log log;
	char *name;
	int id, code;

	while ((id = cli_next_option(cli, &value)) > 0) {
		if (id == ID_PARTIAL)
			partial = true;
		else if (id == ID_SVG || id == ID_HTML)
			view.form = id == ID_SVG ? MAP_AS_SVG : MAP_AS_HTML;
		else if (!cli_number(cli, "--top", value, &view.nr_owners))
			return EXIT_USAGE;
		else
			view.nr_spans = view.nr_owners;
	}
	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	view.colour = cli->colour;
	code = load_one(cli, 0, partial, &log, &name);
	if (code != EXIT_YES)
		return code;
	code = show(cli, name, &log, &view);
	free(name);
	log_release(&log);
	return code;
}

const struct verb verb_map = {
	.name = "map",
	.summary = "draw the physical map of a boot: what there is, who has taken what",
	.synopsis = "[INPUT]",
	.examples = "  bootmem map\n"
		    "  dmesg | bootmem map -\n"
		    "  bootmem map --top 0 boot.log.xz\n"
		    "  bootmem map --json boot.log | jq .owners\n"
		    "  bootmem map --html boot.log >map.html\n",
	.text = "Replays a kernel log up to the moment when the page allocator takes over, and\n"
		"shows the map as it is then: a picture to scale, a table by address, and who\n"
		"has how much. Owners are callers' names from the log, grouped by purpose. A\n"
		"character of the picture shows its biggest owner if a third of it is taken.\n"
		"INPUT may also be a machine (see bootmem zones --help): it is booted, and its\n"
		"map shown as it is before page descriptors; owners are then steps of the boot.\n"
		"\n"
		"JSON has the schema bootmem.map/1; `end` is the last byte, `size` counts.\n",
	.options = options,
	.run = cmd_map,
};
