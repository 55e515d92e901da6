// SPDX-License-Identifier: MIT
/*
 * render_replay_json.c - replays as JSON, schema bootmem.replay/1.
 */
#include "cli/base/text.h"
#include "cli/log/log_words.h"
#include "cli/render/render_replay.h"

static void put_place(struct json *json, const char *key, bool fits, phys_addr_t addr)
{
	if (fits)
		json_addr(json, key, addr);
	else
		json_null(json, key);
}

static void put_mismatch(struct json *json, const struct placement *miss)
{
	json_open(json, NULL, '{');
	json_number(json, "line", miss->cause->line);
	json_text(json, "call", miss->what);
	json_number(json, "size", miss->req.size);
	json_addr(json, "align", miss->req.align);
	json_int(json, "node", miss->req.nid);
	json_addr(json, "from", miss->req.start);
	json_addr(json, "max_addr", miss->req.end);
	json_text(json, "caller", miss->cause->who ? miss->cause->who : "");
	put_place(json, "ours", miss->ours_fits, miss->ours);
	put_place(json, "theirs", miss->theirs_fits, miss->theirs);
	json_text(json, "why", miss->why);
	json_close(json);
}

static void put_skips(struct json *json, const struct replay *replay)
{
	size_t i;

	json_open(json, "skips", '[');
	for (i = 0; i < replay->nr_skips; i++) {
		json_open(json, NULL, '{');
		json_number(json, "line", replay->skips[i].line);
		json_text(json, "reason", replay->skips[i].reason);
		json_close(json);
	}
	json_close(json);
}

static void put_resyncs(struct json *json, const struct replay *replay)
{
	size_t i;

	json_open(json, "resyncs", '[');
	for (i = 0; i < replay->nr_resyncs; i++) {
		json_open(json, NULL, '{');
		json_number(json, "line", replay->resyncs[i].line);
		json_number(json, "regions", replay->resyncs[i].nr_regions);
		json_text(json, "what", replay->resyncs[i].what);
		json_close(json);
	}
	json_close(json);
}

static void begin(struct replay_view *view)
{
	view->json = json_to(stdout);
	json_open(&view->json, NULL, '{');
	json_text(&view->json, "schema", "bootmem.replay/1");
	json_open(&view->json, "logs", '[');
}

static void one(struct replay_view *view, const char *name, const struct replay *replay)
{
	struct json *json = &view->json;
	size_t i;

	json_open(json, NULL, '{');
	json_text(json, "name", name);
	json_text(json, "kernel", replay->log->release);
	json_text(json, "arch", text_arch(replay->log->arch));
	json_number(json, "events", replay->log->nr_trace);
	json_number(json, "allocations", replay->nr_allocs);
	json_number(json, "matched", replay->nr_matched);
	json_number(json, "mismatched", replay->nr_mismatched);
	json_number(json, "skipped", replay->nr_skipped);
	json_number(json, "resynced", replay->resynced);
	json_number(json, "dumps", replay->nr_dumps);
	json_number(json, "dumps_equal", replay->nr_dumps_same);
	json_open(json, "mismatches", '[');
	for (i = 0; i < replay->nr_mismatches; i++)
		put_mismatch(json, &replay->mismatches[i]);
	json_close(json);
	put_skips(json, replay);
	put_resyncs(json, replay);
	json_close(json);
}

static void end(struct replay_view *view, const struct replay_totals *totals)
{
	struct json *json = &view->json;

	json_close(json);
	json_open(json, "result", '{');
	json_bool(json, "ok", replay_ok_overall(totals));
	json_number(json, "logs", totals->nr_logs);
	json_number(json, "allocations", totals->nr_allocs);
	json_number(json, "matched", totals->nr_matched);
	json_close(json);
	json_close(json);
}

const struct replay_renderer replay_as_json = { begin, one, end };
