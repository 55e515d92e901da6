// SPDX-License-Identifier: MIT
/*
 * cmd_report.c - `bootmem report`: one boot in a screen, and all others in a line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/base/program.h"
#include "cli/render/render_report.h"
#include "cli/verbs/load.h"

static const struct cli_option options[] = {
	{ 0 },
};

/* The whole log for the verdict, then the map as it was at the hand-over. */
static int report_boot(const struct cli *cli, const char *name, const struct log *log,
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
			if (!cli->quiet)
				render_report_boot(name, whole, &map, cli->colour);
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

static int report_all(const struct cli *cli, const struct sources *sources)
{
	struct replay_totals totals = { 0 };
	size_t i;

	for (i = 1; i < sources->nr; i++)
		if (count_boot(&sources->items[i], &totals) != 0)
			totals.unreadable = true;
	if (sources->nr > 1 && !cli->quiet)
		render_report_totals(&totals, cli->colour);
	if (totals.unreadable)
		return EXIT_USAGE;
	return replay_ok_overall(&totals) ? EXIT_YES : EXIT_NO;
}

static int cmd_report(struct cli *cli)
{
	struct sources sources;
	struct log log;
	const char *value;
	bool alike = false;
	int id = cli_next_option(cli, &value);
	int code;

	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	if (cli->json) {
		cli_wrong(cli, "a report has no JSON, but replay and map have");
		return EXIT_USAGE;
	}
	code = load_sources(cli, 0, &sources);
	if (code == EXIT_YES)
		code = load_log(&sources.items[0], false, &log);
	if (code == EXIT_YES) {
		if (report_boot(cli, sources.items[0].name, &log, &alike) != 0) {
			say_unreplayable(sources.items[0].name, 0);
			code = EXIT_USAGE;
		}
		log_release(&log);
	}
	if (code == EXIT_YES)
		code = report_all(cli, &sources);
	if (code == EXIT_YES && !alike)
		code = EXIT_NO;
	sources_release(&sources);
	return code;
}

const struct verb verb_report = {
	.name = "report",
	.summary = "one boot in a screen: verdict, map, biggest owners; others in a line",
	.synopsis = "INPUT [INPUT]...",
	.examples = "  bootmem report boot.log\n"
		    "  bootmem report maps/x86-4g maps\n",
	.text = "Shows the first log whole: whether its allocations were placed alike, its map,\n"
		"who has how much. Of all further logs together it prints one line.\n",
	.options = options,
	.run = cmd_report,
};
