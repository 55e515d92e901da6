// SPDX-License-Identifier: MIT
/*
 * ledger_trace.c - from memory to the hand-over, when a log tells every early allocation.
 *
 * The log is replayed; then the library hands the memory of that map over, to nobody. Three
 * sources that know nothing of each other must agree: who took what (the history), what was
 * handed over (the sink), and what fell between (the library's own audit).
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/mb_query.h>
#include <bootmem/release.h>

#include "cli/base/span.h"
#include "cli/ledger/ledger.h"
#include "cli/replay/map.h"

/** struct trace - sets that are being made of a map. */
struct trace {
	struct ledger_map *map;
	struct replay *replay;
	struct extents memory;
	struct extents handed;
	struct extents rest; /* of memory, not accounted for yet */
	struct bm_audit audit;
};

/* --- the hand-over -------------------------------------------------------------------------- */

/** struct hand - where the frames handed over are collected. */
struct hand {
	struct extents *set;
	unsigned int page_shift;
};

static int take_frames(void *ctx, pfn_t start_pfn, pfn_t end_pfn)
{
	struct hand *hand = ctx;
	struct bm_range range = { (phys_addr_t)start_pfn << hand->page_shift,
				  (phys_addr_t)end_pfn << hand->page_shift };

	return extents_add(hand->set, range) ? 0 : -BM_ENOMEM;
}

/* Zones for the memory that the log has, which need not be all that the files know of. */
static int lay_out(struct machine_boot *run, struct memblock *mb)
{
	struct bm_profile profile = *run->boot.profile;
	struct bm_boot boot = run->boot;
	struct bm_zone_policy policy;

	profile.has_e820 = false;
	boot.profile = &profile;
	boot.mb = mb;
	bm_boot_policy(&boot, &policy);
	return bm_zones_layout(&run->zones, mb, &policy);
}

static bool hand_over(struct trace *trace)
{
	struct machine_boot *run = trace->map->run;
	struct memblock *mb = &trace->replay->mb;
	struct hand hand = { &trace->handed, run->boot.profile->page_shift };
	struct bm_sink sink = { .ctx = &hand, .range = take_frames };
	struct bm_mm mm;

	if (lay_out(run, mb) != 0)
		return false;
	bm_mm_init(&mm, mb, &run->zones);
	if (bm_release(&mm, &sink) != 0)
		return false;
	trace->audit = mm.audit;
	return true;
}

/* --- lines ---------------------------------------------------------------------------------- */

/* Takes @set out of what is left; what of it was there is the line. */
static bool take(struct trace *trace, struct ledger_line line, const struct extents *set)
{
	struct extents both = { 0 }, less = { 0 };
	bool ok = extents_both(&trace->rest, set, &both) &&
		  extents_minus(&trace->rest, set, &less) &&
		  ledger_add_set(trace->map->ledger, line, &both, trace->map->window);

	extents_release(&both);
	extents_release(&trace->rest);
	trace->rest = less;
	return ok;
}

static bool take_flagged(struct trace *trace, unsigned int flag, struct ledger_line line)
{
	const struct memblock_type *memory = &trace->replay->mb.memory;
	struct extents set = { 0 };
	bool ok = true;
	unsigned long i;

	for (i = 0; i < memory->cnt && ok; i++)
		if ((memory->regions[i].flags & flag) != 0)
			ok = extents_add(&set,
					 span(memory->regions[i].base, memory->regions[i].size));
	ok = ok && take(trace, line, &set);
	extents_release(&set);
	return ok;
}

static bool take_group(struct trace *trace, const struct owners *owners, const struct group *group)
{
	struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "taken",
		.what = group->name,
		.basis = LEDGER_MEASURED,
	};
	struct extents set = { 0 };
	bool ok = true;
	size_t i;

	for (i = 0; i < owners->nr_spans && ok; i++) {
		struct bm_range range = { owners->spans[i].base, owners->spans[i].end };

		if (groups_of_tag(owners->spans[i].owner) == group)
			ok = extents_add(&set, range);
	}
	ok = ok && take(trace, line, &set);
	extents_release(&set);
	return ok;
}

static int by_bytes(const void *a, const void *b)
{
	const struct ledger_line *x = a, *y = b;

	return x->bytes < y->bytes ? 1 : x->bytes > y->bytes ? -1 : strcmp(x->what, y->what);
}

static bool take_owned(struct trace *trace)
{
	static const struct ledger_line nomap = {
		.kind = LEDGER_TAKE,
		.key = "nomap",
		.what = "never to be mapped (no-map)",
		.basis = LEDGER_MAP,
	};
	static const struct ledger_line driver = {
		.kind = LEDGER_TAKE,
		.key = "driver",
		.what = "a driver's own memory",
		.basis = LEDGER_MAP,
	};
	struct ledger *ledger = trace->map->ledger;
	struct owners owners;
	size_t first, i;
	bool ok;

	if (history_owners(&trace->replay->history, &owners) != 0)
		return false;
	ok = take_flagged(trace, MEMBLOCK_NOMAP, nomap) &&
	     take_flagged(trace, MEMBLOCK_DRIVER_MANAGED, driver);
	first = ledger->nr;
	for (i = 0; groups_nth(i) && ok; i++)
		ok = take_group(trace, &owners, groups_nth(i));
	qsort(ledger->lines + first, ledger->nr - first, sizeof(*ledger->lines), by_bytes);
	owners_release(&owners);
	return ok;
}

/* The audit's number is the one that counts: if ours is another, the ledger does not balance. */
static bool take_pieces(struct trace *trace)
{
	struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "trimmed",
		.what = "rest of pages that are partly taken",
		.basis = LEDGER_MODEL,
	};
	struct ledger *ledger = trace->map->ledger;
	struct bm_range window = trace->map->window;
	phys_addr_t audited = trace->audit.trimmed + trace->audit.unzoned;
	struct extents pieces = { 0 };
	bool ok = extents_minus(&trace->rest, &trace->handed, &pieces);

	if (ok && window.start == 0 && window.end == PHYS_ADDR_MAX) {
		line.nr = pieces.nr;
		line.largest = extents_largest(&pieces);
		line.bytes = audited;
		ledger_add(ledger, &line);
	} else {
		ok = ok && ledger_add_set(ledger, line, &pieces, window);
	}
	extents_release(&pieces);
	return ok;
}

static bool add_total(struct trace *trace, const struct extents *set, const char *key,
		      const char *what)
{
	struct ledger_line line = {
		.kind = LEDGER_TOTAL,
		.key = key,
		.what = what,
		.basis = LEDGER_MEASURED,
	};

	return ledger_add_set(trace->map->ledger, line, set, trace->map->window);
}

/* What the log's kernel had for memory, and the recipe did not. */
static bool add_surprise(struct trace *trace)
{
	static const struct ledger_line lost = {
		.kind = LEDGER_TAKE,
		.key = "unexplained",
		.what = "no memory, says the log alone",
		.basis = LEDGER_MEASURED,
	};
	static const struct ledger_line found = {
		.kind = LEDGER_GIVE,
		.key = "unexplained",
		.what = "memory, says the log alone",
		.basis = LEDGER_MEASURED,
	};
	struct ledger_map *map = trace->map;
	struct extents set = { 0 };
	bool ok = extents_minus(&map->now, &trace->memory, &set) &&
		  ledger_add_set(map->ledger, lost, &set, map->window) &&
		  extents_minus(&trace->memory, &map->now, &set) &&
		  ledger_add_set(map->ledger, found, &set, map->window);

	extents_release(&set);
	return ok;
}

static bool fill(struct trace *trace)
{
	struct ledger *ledger = trace->map->ledger;
	bool ok = extents_of_regions(&trace->memory, &trace->replay->mb.memory) &&
		  extents_of_regions(&trace->rest, &trace->replay->mb.memory) &&
		  add_surprise(trace) &&
		  add_total(trace, &trace->memory, "memory", "memory, when booting began");

	ledger->memory = ok ? ledger->lines[ledger->nr - 1].bytes : 0;
	ok = ok && hand_over(trace) && take_owned(trace) && take_pieces(trace) &&
	     add_total(trace, &trace->handed, "handed", "handed over to the page allocator");
	ledger->handed = ok ? ledger->lines[ledger->nr - 1].bytes : 0;
	return ok;
}

bool ledger_trace(struct ledger_map *map, const struct log *log)
{
	struct trace trace = { .map = map };
	bool ok;

	if (map_replay(log, &trace.replay) != 0)
		return false;
	ok = fill(&trace);
	extents_release(&trace.memory);
	extents_release(&trace.handed);
	extents_release(&trace.rest);
	replay_free(trace.replay);
	return ok;
}
