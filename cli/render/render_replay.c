// SPDX-License-Identifier: MIT
/*
 * render_replay.c - replays as text: a line for each log when there are several, the whole
 * story for one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/log/log_words.h"
#include "cli/render/render_replay.h"

static const char *green(const struct replay_view *view)
{
	return view->colour ? "\033[32m" : "";
}

static const char *red(const struct replay_view *view)
{
	return view->colour ? "\033[1;31m" : "";
}

static const char *plain(const struct replay_view *view)
{
	return view->colour ? "\033[0m" : "";
}

/* --- pieces -------------------------------------------------------------- */

static void print_place(bool fits, phys_addr_t addr)
{
	if (fits)
		printf("0x%" PRIx64, addr);
	else
		printf("no place");
}

static void print_mismatch(const struct placement *miss)
{
	printf("  line %u: %s, %" PRIu64 " bytes align 0x%" PRIx64, miss->cause->line, miss->what,
	       miss->req.size, miss->req.align);
	if (miss->req.nid >= 0)
		printf(" on node %d%s", miss->req.nid, miss->req.exact_nid ? " only" : "");
	if (miss->req.start > 0)
		printf(" from 0x%" PRIx64, miss->req.start);
	if (miss->req.end > MEMBLOCK_ALLOC_NOLEAKTRACE)
		printf(" below 0x%" PRIx64, miss->req.end);
	if (miss->cause->kind == LOG_REQUEST)
		printf(", by %s", miss->cause->who);
	printf("\n    ours ");
	print_place(miss->ours_fits, miss->ours);
	printf(", the log's ");
	print_place(miss->theirs_fits, miss->theirs);
	printf("\n    %s\n", miss->why);
}

static void print_mismatches(const struct replay *replay)
{
	const size_t most = 20;
	size_t i;

	for (i = 0; i < replay->nr_mismatches && i < most; i++)
		print_mismatch(&replay->mismatches[i]);
	if (i < replay->nr_mismatches)
		printf("  and %zu more; --json lists all\n", replay->nr_mismatches - i);
}

static void print_skips(const struct replay *replay)
{
	size_t i;

	for (i = 0; i < replay->nr_skips; i++)
		printf("  line %u: skipped, %s\n", replay->skips[i].line, replay->skips[i].reason);
}

static void print_resyncs(const struct replay *replay)
{
	size_t i;

	for (i = 0; i < replay->nr_resyncs; i++)
		printf("  resynced from line %u: %zu region%s, %s\n", replay->resyncs[i].line,
		       replay->resyncs[i].nr_regions, replay->resyncs[i].nr_regions == 1 ? "" : "s",
		       replay->resyncs[i].what);
}

/* --- one log ------------------------------------------------------------- */

static void print_verdict(const struct replay_view *view, const struct replay *replay)
{
	char allocs[32], matched[32];

	text_count(replay->nr_allocs, allocs, sizeof(allocs));
	text_count(replay->nr_matched, matched, sizeof(matched));
	if (replay_ok(replay) && replay->nr_skipped == 0)
		printf("%s%s of %s allocations%s placed where this kernel placed them\n",
		       green(view), matched, allocs, plain(view));
	else
		printf("%s%s of %s allocations%s placed where this kernel placed them, "
		       "%zu elsewhere, %zu skipped\n",
		       replay_ok(replay) ? green(view) : red(view), matched, allocs, plain(view),
		       replay->nr_mismatched, replay->nr_skipped);
}

static void print_log(const struct replay_view *view, const char *name, const struct replay *replay)
{
	const struct log *log = replay->log;

	printf("%s: Linux %s, %s, %zu events\n", name, log->release, text_arch(log->arch),
	       log->nr_trace);
	print_verdict(view, replay);
	print_mismatches(replay);
	print_skips(replay);
	if (replay->nr_dumps > 0)
		printf("%zu of %zu dumps equal the library's arrays entry by entry\n",
		       replay->nr_dumps_same, replay->nr_dumps);
	print_resyncs(replay);
}

/* --- several ------------------------------------------------------------- */

static void print_row(const struct replay_view *view, const char *name, const struct replay *replay)
{
	printf("%-28s %7zu %7zu %7zu %s%10zu%s %7zu %8zu\n", name, replay->log->nr_trace,
	       replay->nr_allocs, replay->nr_matched, replay_ok(replay) ? "" : red(view),
	       replay->nr_mismatched, replay_ok(replay) ? "" : plain(view), replay->nr_skipped,
	       replay->resynced);
	print_mismatches(replay);
	print_skips(replay);
}

static void begin(struct replay_view *view)
{
	if (view->several)
		printf("%-28s %7s %7s %7s %10s %7s %8s\n", "LOG", "EVENTS", "ALLOCS", "MATCHED",
		       "MISMATCHED", "SKIPPED", "RESYNCED");
}

static void one(struct replay_view *view, const char *name, const struct replay *replay)
{
	if (view->several)
		print_row(view, name, replay);
	else
		print_log(view, name, replay);
}

void render_totals(const struct replay_view *view, const struct replay_totals *totals)
{
	char allocs[32], matched[32];

	text_count(totals->nr_allocs, allocs, sizeof(allocs));
	text_count(totals->nr_matched, matched, sizeof(matched));
	printf("%s%zu boots, %zu of them alike: %s of %s allocations placed where the kernel "
	       "placed them%s\n",
	       replay_ok_overall(totals) ? green(view) : red(view), totals->nr_logs,
	       totals->nr_alike, matched, allocs, plain(view));
}

static void end(struct replay_view *view, const struct replay_totals *totals)
{
	if (!view->several)
		return;
	printf("%-28s %7zu %7zu %7zu %10zu %7zu %8zu\n", "all", totals->nr_events,
	       totals->nr_allocs, totals->nr_matched, totals->nr_mismatched, totals->nr_skipped,
	       totals->resynced);
	render_totals(view, totals);
}

const struct replay_renderer replay_as_text = { begin, one, end };

/* --- nothing ------------------------------------------------------------- */

static void begin_nothing(struct replay_view *view)
{
	(void)view;
}

static void show_nothing(struct replay_view *view, const char *name, const struct replay *replay)
{
	(void)view;
	(void)name;
	(void)replay;
}

static void end_nothing(struct replay_view *view, const struct replay_totals *totals)
{
	(void)view;
	(void)totals;
}

const struct replay_renderer replay_as_nothing = { begin_nothing, show_nothing, end_nothing };

/* --- stepping ------------------------------------------------------------ */

void render_step(const struct replay *replay, size_t pos, size_t number)
{
	const struct log_event *event = &replay->log->events[pos];
	const struct placement *placed = replay->last;
	char text[TEXT_ROOM];

	printf("%6zu  line %-6u %s", number, event->line, text_event(event, text, sizeof(text)));
	if (placed) {
		printf(" -> ");
		print_place(placed->ours_fits, placed->ours);
		if (!placement_is_alike(placed)) {
			printf(", the log's ");
			print_place(placed->theirs_fits, placed->theirs);
		}
	}
	putchar('\n');
}

static void print_array(const struct memblock_type *type)
{
	unsigned long i;
	char size[32];

	printf("%s: %lu regions, room for %lu, %s\n", type->name, type->cnt, type->max,
		text_size(type->total_size, size, sizeof(size)));
	for (i = 0; i < type->cnt; i++) {
		const struct memblock_region *region = &type->regions[i];

		printf("  0x%012" PRIx64 "-0x%012" PRIx64 " %10s", region->base,
			region_end(region) - 1, text_size(region->size, size, sizeof(size)));
		if (region->nid >= 0)
			printf("  node %d", region->nid);
		if (region->flags)
			printf("  flags %#x", (unsigned int)region->flags);
		putchar('\n');
	}
}

void render_stop(const struct replay *replay)
{
	size_t pos = replay->pos > 0 ? replay->pos - 1 : 0;
	char text[TEXT_ROOM];

	if (replay->pos == replay->log->nr_events)
		printf("at the end of the log\n");
	else
		printf("behind event %zu, line %u: %s\n", event_number(replay->log, pos),
		       replay->log->events[pos].line,
		       text_event(&replay->log->events[pos], text, sizeof(text)));
	print_array(&replay->mb.memory);
	print_array(&replay->mb.reserved);
}
