// SPDX-License-Identifier: MIT
/*
 * replay_place.c - ask for what the log's kernel asked for, and compare.
 *
 * The library is asked first; only then is the log's answer looked at. Where they differ, ours is
 * taken back and the log's put in force, so that one difference does not hide the next. An array
 * that moves is an allocation too, made by the library of its own accord: the observer has
 * remembered where it went until the log says so, or something else.
 */
#include <stdio.h>

#include "cli/base/vec.h"
#include "cli/replay/replay_int.h"

/* --- allocations --------------------------------------------------------- */

static int record(struct replayer *r)
{
	struct replay *replay = &r->pub;
	const struct placement *placed = &r->placed;

	replay->last = placed;
	replay->nr_allocs++;
	if (placement_is_alike(placed)) {
		replay->nr_matched++;
		return 0;
	}
	replay->nr_mismatched++;
	if (!vec_reserve(&replay->mismatches, &r->mismatches_room, replay->nr_mismatches + 1,
			 sizeof(*placed)))
		return -BM_ENOMEM;
	replay->mismatches[replay->nr_mismatches++] = *placed;
	return 0;
}

static int skip(struct replayer *r, const struct log_event *event, const char *reason)
{
	struct replay *replay = &r->pub;
	struct skip item = { event->line, reason };

	replay->nr_allocs++;
	replay->nr_skipped++;
	if (!vec_reserve(&replay->skips, &r->skips_room, replay->nr_skips + 1, sizeof(item)))
		return -BM_ENOMEM;
	replay->skips[replay->nr_skips++] = item;
	return 0;
}

/* Take ours back, say why the log's differs, put the log's in force. */
static int correct(struct replayer *r)
{
	struct memblock *mb = &r->pub.mb;
	struct placement *placed = &r->placed;
	int nid = mb->untagged ? NUMA_NO_NODE : placed->req.nid;
	int err = 0;

	if (placed->ours_fits)
		err = mb_unreserve(mb, placed->ours, placed->req.size);
	explain(mb, placed);
	if (placed->theirs_fits && !err)
		err = mb_reserve_node(mb, placed->theirs, placed->req.size, nid,
				      mb->untagged ? MEMBLOCK_NONE : MEMBLOCK_RSRV_KERN);
	return err;
}

/* Ask first, then look at the answer, which is an event or NULL. */
static int place(struct replayer *r, const struct log_event *answer)
{
	struct memblock *mb = &r->pub.mb;
	struct placement *placed = &r->placed;
	struct mb_spot spot = { 0 };
	bool direction = mb->bottom_up;
	int err = 0;

	mb->bottom_up = placed->bottom_up;
	placed->ours_fits = mb_alloc(mb, &placed->req, &spot) == 0;
	mb->bottom_up = direction;
	placed->ours = spot.base;
	placed->gave_up = spot.gave_up;
	placed->theirs_fits = answer != NULL;
	placed->theirs = answer ? answer->base : 0;
	if (!placement_is_alike(placed))
		err = correct(r);
	return err ? err : record(r);
}

/*
 * x86 may use the first MiB only, until its page tables map the rest. What it takes before then
 * names its bounds itself; the first request that leaves them open shows that the limit has
 * gone.
 */
static void raise_limit_for(struct replayer *r, const struct mb_req *req)
{
	if (req->under_limit || req->end <= MEMBLOCK_ALLOC_NOLEAKTRACE)
		raise_limit(r);
}

int place_request(struct replayer *r, const struct log_event *event)
{
	const struct log *log = r->pub.log;
	int err = sync_before_request(r);

	if (err)
		return err;
	r->answer = answer_of(log, r->pub.pos);
	if (event->size == 0)
		return skip(r, event, "it asks for 0 bytes");
	if (r->pub.mb.memory.cnt == 0)
		return skip(r, event, "the log never shows where memory is");
	if (r->answer == NO_EVENT && r->pub.pos + 1 == log->nr_events && !log->complete)
		return skip(r, event, "the log ends before the answer");
	r->placed = (struct placement){ .cause = event, .what = event->call };
	r->placed.req = req_of_event(event);
	raise_limit_for(r, &r->placed.req);
	r->placed.bottom_up = r->pub.mb.bottom_up;
	r->pub.mb.owner = groups_of_event(log, event)->name;
	return place(r, r->answer == NO_EVENT ? NULL : &log->events[r->answer]);
}

int place_unasked(struct replayer *r, const struct log_event *event)
{
	struct memblock *mb = &r->pub.mb;

	r->placed = (struct placement){ .cause = event };
	if (mb->memory.cnt > 0 && ask_unlogged(r, r->pub.pos, &r->placed)) {
		mb->owner = r->placed.what;
		raise_limit_for(r, &r->placed.req);
		return place(r, event);
	}
	mb->owner = group_other.name;
	if (mb_reserve_node(mb, event->base, event->size, event->nid,
			    (enum memblock_flags)event->flags) != 0)
		return -BM_ENOMEM;
	return skip(r, event, "nothing in the log says what was asked for");
}

/* --- growth -------------------------------------------------------------- */

/* Where one of our arrays went, or nowhere. */
static void set_growth(struct replayer *r, const struct log_event *cause, bool ours)
{
	const phys_addr_t page = (phys_addr_t)1 << r->pub.mb.page_shift;
	struct bm_range to = { 0, 0 };

	if (ours)
		to = r->grown[r->next_grown++];
	r->placed = (struct placement){ .cause = cause, .what = "array doubling" };
	r->placed.req = mb_req(ours ? to.end - to.start : cause->size, page);
	r->placed.ours_fits = ours;
	r->placed.ours = to.start;
}

/* Nothing is kept in an array of the log's kernel, so ours may stay where it is, unreserved. */
static int correct_growth(struct replayer *r)
{
	int err = 0;

	if (r->placed.ours_fits)
		err = mb_unreserve(&r->pub.mb, r->placed.ours, r->placed.req.size);
	if (r->placed.theirs_fits)
		explain(&r->pub.mb, &r->placed);
	else
		snprintf(r->placed.why, sizeof(r->placed.why), "the log's array did not move");
	return err;
}

int place_grown(struct replayer *r, const struct log_event *event)
{
	int err = r->next_grown < r->nr_grown ? 0 : anticipate(r);

	if (err)
		return err;
	set_growth(r, event, r->next_grown < r->nr_grown);
	r->placed.theirs_fits = true;
	r->placed.theirs = event->base;
	r->grew_same = placement_is_alike(&r->placed);
	if (!r->grew_same)
		err = correct_growth(r);
	return err ? err : record(r);
}

/* Arrays of ours that moved although the log's did not. */
int check_grown(struct replayer *r, const struct log_event *event)
{
	int err = 0;

	while (r->next_grown < r->nr_grown && !err) {
		set_growth(r, event, true);
		err = correct_growth(r);
		if (!err)
			err = record(r);
	}
	return err;
}
