// SPDX-License-Identifier: MIT
/*
 * cmd_replay.c - `bootmem replay`: does the library place what the kernel placed, where the
 * kernel placed it?
 */
#include <stdio.h>

#include <bootmem/check.h>

#include "cli/base/text.h"
#include "cli/base/program.h"
#include "cli/base/progress.h"
#include "cli/render/render_replay.h"
#include "cli/verbs/load.h"

enum {
	ID_UNTIL_FAIL = 256,
	ID_STEP,
	ID_AT,
	ID_PARTIAL,
};

static const struct cli_option options[] = {
	{ ID_UNTIL_FAIL, "until-fail", NULL, "stop at the first difference, show the map there" },
	{ ID_STEP, "step", NULL, "print a line for every event" },
	{ ID_AT, "at", "EVENT", "stop behind that event of the trace, show the map" },
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

/** All logs of one command line: how to go through them, how to show them, what came of it. */
struct job {
	struct replay_options opt;
	const struct replay_renderer *renderer;
	struct replay_view view;
	struct replay_totals totals;
	bool broken;
};

/* Whatever the log says, the library's map must be well formed. */
static void check(struct job *job, const struct source *source, const struct replay *replay)
{
	const char *fault = mb_check(&replay->mb);

	if (!fault)
		return;
	fprintf(stderr,
		"%s: error: the map is damaged: %s\n"
		"      = help: this is a bug of %s; please report it with the log\n",
		source->path, fault, CLI_NAME);
	job->broken = true;
}

static int show(struct job *job, const struct source *source, struct replay *replay)
{
	run(replay, &job->opt);
	check(job, source, replay);
	if (replay->err) {
		say_unreplayable(source->path, replay->log->events[replay->pos - 1].line);
		return replay->err;
	}
	replay_totals_add(&job->totals, replay);
	if ((job->opt.until_fail && !replay_ok(replay)) || job->opt.at > 0)
		render_stop(replay);
	job->renderer->log(&job->view, source->name, replay);
	return 0;
}

static void replay_one(struct job *job, const struct source *source)
{
	struct replay *replay;
	struct log log;

	if (load_log(source, job->opt.partial, &log) != EXIT_YES) {
		job->totals.unreadable = true;
		return;
	}
	if (replay_new(&log, &replay) != 0) {
		say_unreplayable(source->path, 0);
		job->totals.unreadable = true;
	} else {
		if (show(job, source, replay) != 0)
			job->totals.unreadable = true;
		replay_free(replay);
	}
	log_release(&log);
}

static int replay_all(struct job *job, const struct sources *sources)
{
	struct progress progress = { .prints = true };
	size_t i;

	job->view.several = sources->nr > 1;
	job->renderer->begin(&job->view);
	progress_begin(&progress, job->renderer == &replay_as_nothing ? NULL : "replaying");
	for (i = 0; i < sources->nr; i++) {
		progress_at(&progress, i, sources->nr);
		replay_one(job, &sources->items[i]);
	}
	progress_end(&progress);
	job->renderer->end(&job->view, &job->totals);
	if (job->broken)
		return EXIT_BUG;
	if (job->totals.unreadable)
		return EXIT_USAGE;
	return replay_ok_overall(&job->totals) ? EXIT_YES : EXIT_NO;
}

static const struct replay_renderer *renderer_for(const struct cli *cli)
{
	if (cli->quiet)
		return &replay_as_nothing;
	return cli->json ? &replay_as_json : &replay_as_text;
}

static int cmd_replay(struct cli *cli)
{
	struct job job = { .renderer = NULL };
	struct sources sources;
	int code = parse(cli, &job.opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	job.renderer = renderer_for(cli);
	job.view.colour = cli->colour;
	code = load_sources(cli, 0, &sources);
	if (code == EXIT_YES)
		code = replay_all(&job, &sources);
	sources_release(&sources);
	return code;
}

const struct verb verb_replay = {
	.name = "replay",
	.summary = "place each early allocation of a real boot, and compare",
	.synopsis = "[INPUT]...",
	.examples = "  dmesg | bootmem replay -\n"
		    "  bootmem replay boot.log.xz\n"
		    "  bootmem replay maps/*\n"
		    "  bootmem replay --until-fail boot.log\n",
	.text = "Feeds every add, remove, reserve and free of a log to the library and asks\n"
		"it to place every allocation before looking at the log's answer. Where both\n"
		"agree, the allocation has matched. What the log does not say, like\n"
		"reservations made before logging began, is taken from its dumps and counted as\n"
		"resynced. A difference is shown with the request, both addresses, and why; then\n"
		"the log's address is put in force, so that it does not hide the next.\n"
		"\n"
		"  EVENTS      lines of boot memory in the log\n"
		"  ALLOCS      allocations among them: MATCHED + MISMATCHED + SKIPPED\n"
		"  SKIPPED     nothing in the log says what was asked for, or what the answer was\n"
		"  RESYNCED    regions whose existence, node or flags were taken from a dump\n"
		"\n"
		"JSON has the schema bootmem.replay/1; addresses are text, sizes are numbers.\n",
	.options = options,
	.run = cmd_replay,
};
