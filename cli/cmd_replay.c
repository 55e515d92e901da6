// SPDX-License-Identifier: MIT
/*
 * cmd_replay.c - `bootmem replay`: does the library place what the kernel placed, where the
 * kernel placed it?
 */
#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/render_replay.h"
#include "cli/text.h"

enum {
	ID_UNTIL_FAIL = 256,
	ID_STEP,
	ID_AT,
	ID_PARTIAL,
};

static const struct cli_option options[] = {
	{ ID_UNTIL_FAIL, "until-fail", NULL, "stop at the first difference, show the map there" },
	{ ID_STEP, "step", NULL, "print a line for every event" },
	{ ID_AT, "at", "EVENT", "stop behind the EVENTth line of the trace, show the map" },
	{ ID_PARTIAL, "partial", NULL, "accept logs that end before the hand-over" },
	{ 0 },
};

struct replay_options {
	bool until_fail;
	bool step;
	bool partial;
	size_t at; /* 0: to the end */
};

static int parse(struct cli *cli, struct replay_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		if (id == ID_UNTIL_FAIL)
			out->until_fail = true;
		else if (id == ID_STEP)
			out->step = true;
		else if (id == ID_PARTIAL)
			out->partial = true;
		else if (!cli_number(cli, "--at", value, &out->at))
			return -1;
	}
	if (id == 0 && cli->json && (out->step || out->until_fail || out->at > 0)) {
		cli_wrong(cli, "--json cannot be used with --step, --until-fail or --at");
		return -1;
	}
	return id;
}

static bool is_over(const struct replay *replay, const struct replay_options *opt, size_t number)
{
	return (opt->until_fail && !replay_ok(replay)) || (opt->at > 0 && number >= opt->at);
}

/* Step by step, as long as the options allow. */
static void run(struct replay *replay, const struct replay_options *opt)
{
	size_t pos, number = 0;

	for (pos = 0; replay_step(replay); pos = replay->pos) {
		bool counts = log_is_trace(&replay->log->events[pos]);

		number += counts;
		if (opt->step && counts)
			render_step(replay, pos, number);
		if (is_over(replay, opt, number))
			return;
	}
}

static int replay_one(const struct source *source, const struct replay_options *opt,
		      const struct replay_renderer *renderer, struct replay_view *view,
		      struct replay_totals *totals)
{
	struct replay *replay;
	struct log log;
	unsigned int line = 0;
	int err;

	if (load_log(source, opt->partial, &log) != EXIT_YES) {
		totals->unreadable = true;
		return EXIT_USAGE;
	}
	err = replay_new(&log, &replay);
	if (!err) {
		run(replay, opt);
		err = replay->err;
		line = err ? log.events[replay->pos - 1].line : 0;
		replay_totals_add(totals, replay);
		if ((opt->until_fail && !replay_ok(replay)) || opt->at > 0)
			render_stop(replay);
		renderer->log(view, source->name, replay);
		replay_free(replay);
	}
	log_release(&log);
	if (err) {
		say_unreplayable(source->path, line);
		totals->unreadable = true;
		return EXIT_USAGE;
	}
	return EXIT_YES;
}

static int replay_all(const struct cli *cli, const struct replay_options *opt,
		      const struct sources *sources)
{
	const struct replay_renderer *renderer = cli->quiet  ? &replay_as_nothing
						 : cli->json ? &replay_as_json
							     : &replay_as_text;
	struct replay_view view = { .several = sources->nr > 1, .colour = cli->colour };
	struct replay_totals totals = { 0 };
	size_t i;

	renderer->begin(&view);
	for (i = 0; i < sources->nr; i++)
		replay_one(&sources->items[i], opt, renderer, &view, &totals);
	renderer->end(&view, &totals);
	if (totals.unreadable)
		return EXIT_USAGE;
	return replay_ok_overall(&totals) ? EXIT_YES : EXIT_NO;
}

static int cmd_replay(struct cli *cli)
{
	struct replay_options opt = { 0 };
	struct sources sources;
	int code = parse(cli, &opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	code = load_sources(cli, 0, &sources);
	if (code == EXIT_YES)
		code = replay_all(cli, &opt, &sources);
	sources_release(&sources);
	return code;
}

const struct verb verb_replay = {
	.name = "replay",
	.summary = "place every early allocation of a real boot, compare with where it went",
	.synopsis = "INPUT...",
	.examples = "  dmesg | bootmem replay -\n"
		    "  bootmem replay boot.log.xz\n"
		    "  bootmem replay maps/*\n"
		    "  bootmem replay --until-fail boot.log\n",
	.text = "Feeds every add, remove, reserve and free of a log to the library and asks\n"
		"it to place every allocation before looking at the log's answer. Where both\n"
		"agree, the allocation has matched. What the log does not say, like\n"
		"reservations made before logging began, is taken from its dumps and counted as\n"
		"resynced.\n",
	.options = options,
	.run = cmd_replay,
};
