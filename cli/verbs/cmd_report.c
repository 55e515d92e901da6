// SPDX-License-Identifier: MIT
/*
 * cmd_report.c - `bootmem report`: one boot in a screen, and all others in a line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/base/program.h"
#include "cli/base/progress.h"
#include "cli/render/render_report.h"
#include "cli/verbs/load.h"

static const struct cli_option options[] = {
	{ 0 },
};

/* The whole log for the verdict, then the map as it was at the hand-over. No view: quiet. */
static int report_boot(struct report_view *view, const char *name, const struct log *log,
		       bool *out_alike)
{
	struct replay *whole, *until_handover;
	struct map map;
	int err = replay_new(log, &whole);

	if (err)
		return err;
	err = replay_run(whole);
	*out_alike = replay_ok(whole);
	if (!err)
		err = map_replay(log, &until_handover);
	if (!err) {
		err = map_new(until_handover, &map);
		if (!err) {
			if (view)
				render_report_boot(view, name, whole, &map);
			map_release(&map);
		}
		replay_free(until_handover);
	}
	replay_free(whole);
	return err;
}

static int count_boot(const struct source *source, struct replay_totals *totals)
{
	struct replay *replay;
	struct log log;
	int err;

	if (load_log(source, false, &log) != EXIT_YES)
		return -1;
	err = replay_new(&log, &replay);
	if (!err) {
		err = replay_run(replay);
		replay_totals_add(totals, replay);
		replay_free(replay);
	}
	log_release(&log);
	if (err)
		say_unreplayable(source->path, 0);
	return err;
}

static int report_others(struct report_view *view, const struct sources *sources, bool alike)
{
	struct replay_totals others = { 0 };
	struct progress progress = { 0 };
	size_t i;

	progress_begin(&progress, view ? "replaying the others" : NULL);
	for (i = 1; i < sources->nr; i++) {
		progress_at(&progress, i, sources->nr - 1);
		if (count_boot(&sources->items[i], &others) != 0)
			others.unreadable = true;
	}
	progress_end(&progress);
	alike = alike && replay_ok_overall(&others);
	if (view)
		render_report_totals(view, &others, alike);
	if (others.unreadable)
		return EXIT_USAGE;
	return alike ? EXIT_YES : EXIT_NO;
}

static int report(struct report_view *view, const struct sources *sources)
{
	const struct source *first = &sources->items[0];
	bool alike = false;
	struct log log;
	int err;
	int code = load_log(first, false, &log);

	if (code != EXIT_YES)
		return code;
	err = report_boot(view, first->name, &log, &alike);
	log_release(&log);
	if (!err)
		return report_others(view, sources, alike);
	say_unreplayable(first->name, 0);
	return EXIT_USAGE;
}

static int cmd_report(struct cli *cli)
{
	struct report_view view;
	struct sources sources;
	const char *value;
	int id = cli_next_option(cli, &value);
	int code;

	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	view = (struct report_view){ .replay.colour = cli->colour, .as_json = cli->json };
	code = load_sources(cli, 0, &sources);
	if (code == EXIT_YES)
		code = report(cli->quiet ? NULL : &view, &sources);
	sources_release(&sources);
	return code;
}

const struct verb verb_report = {
	.name = "report",
	.summary = "one boot in a screen: verdict, map, biggest owners",
	.synopsis = "[INPUT]...",
	.examples = "  bootmem report boot.log\n"
		    "  bootmem report maps/x86-4g maps\n",
	.text = "Shows the first log whole: whether its allocations were placed alike, its map,\n"
		"who has how much. Of all further logs together it prints one line.\n"
		"\n"
		"JSON has the schema bootmem.report/1.\n",
	.options = options,
	.run = cmd_report,
};
