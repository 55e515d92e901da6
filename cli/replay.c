// SPDX-License-Identifier: MIT
/*
 * replay.c - walk a log's events through the library, one at a time.
 *
 * The map is the one that the log's kernel had: its version decides whether allocations are
 * tagged, its architecture how much room the first arrays have, how far up memory may be used
 * at first, and in which direction the search begins. Such causes are modelled here, each in
 * one place; no log is special.
 *
 * Linux: the first room of arrays, setup_arch() of x86 for limit and direction.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/replay_int.h"
#include "cli/span.h"
#include "cli/vec.h"

#define ONE_MIB ((phys_addr_t)1 << 20)

static struct replayer *replayer_of(struct replay *replay)
{
	return (struct replayer *)replay;
}

/* --- setting up ---------------------------------------------------------- */

static void observe(void *ctx, const struct bm_event *event)
{
	struct replayer *r = ctx;
	struct bm_event named = *event;

	if (event->kind == BM_EV_ARRAY_GREW) {
		named.owner = group_arrays.name;
		if (vec_reserve(&r->grown, &r->grown_room, r->nr_grown + 1, sizeof(*r->grown)))
			r->grown[r->nr_grown++] = span(event->base, event->size);
		else
			r->pub.err = -BM_ENOMEM;
	}
	history_note(&r->pub.history, &named, r->cause);
}

/* Is @option a word of the command line, or the start of one if it ends in '='? */
static const char *find_option(const char *cmdline, const char *option)
{
	size_t len = strlen(option);
	const char *at = cmdline;

	while ((at = strstr(at, option)) != NULL) {
		bool starts = at == cmdline || at[-1] == ' ';
		bool ends = option[len - 1] == '=' || at[len] == '\0' || at[len] == ' ' ||
			    at[len] == '=';

		at += len;
		if (starts && ends)
			return at;
	}
	return NULL;
}

static bool asks_for_mirror(const char *cmdline)
{
	const char *value = cmdline;

	while ((value = find_option(value, "kernelcore=")) != NULL) {
		size_t len = strcspn(value, " ");
		const char *mirror = strstr(value, "mirror");

		if (mirror && mirror < value + len)
			return true;
	}
	return false;
}

/* The highest address that the log speaks of, where arrays may come to live. */
static phys_addr_t top_of(const struct log *log)
{
	const phys_addr_t most = HOST_RAM_MAX;
	phys_addr_t top = 0;
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_ADD || log->events[i].kind == LOG_NODE_RANGE)
			top = higher(top, log_end(&log->events[i]));
	for (i = 0; i < log->nr_regions; i++)
		top = higher(top, region_end(&log->regions[i]));
	return lower(top, most);
}

/*
 * Room of the first arrays. On arm64 with EFI a fragmented firmware map and the interrupt
 * controller's tables of every CPU must fit before any array may grow.
 */
static void first_room(const struct log *log, unsigned long *memory, unsigned long *reserved)
{
	const unsigned long usual = 128;

	*memory = usual;
	*reserved = usual;
	if (log->arch != LOG_ARCH_ARM64)
		return;
	*memory = 8 * usual;
	*reserved = usual + log->nr_cpus + 1;
}

static int set_up_map(struct replayer *r)
{
	const struct log *log = r->pub.log;
	struct memblock *mb = &r->pub.mb;
	unsigned long memory, reserved;

	first_room(log, &memory, &reserved);
	r->regions = calloc(2 * higher(memory, reserved), sizeof(*r->regions));
	if (!r->regions)
		return -BM_ENOMEM;
	mb_init(mb, &r->host.port, r->regions, 2 * (unsigned long)higher(memory, reserved));
	mb->memory.max = memory;
	mb->reserved.max = reserved;
	mb->untagged = !log_is_since(log, 6, 18);
	mb->movable_node = find_option(log->cmdline, "movable_node") != NULL;
	mb->mirrored_kernelcore = asks_for_mirror(log->cmdline);
	if (log->arch == LOG_ARCH_X86) {
		mb->current_limit = ONE_MIB;
		mb->bottom_up = mb->movable_node;
	}
	return 0;
}

/* Page tables are taken page by page, which shows how large a page is. */
static void set_page_size(struct replayer *r)
{
	const struct log *log = r->pub.log;
	size_t i;

	for (i = 0; i < log->nr_events; i++) {
		const struct log_event *event = &log->events[i];

		if (event->kind != LOG_REQUEST || strcmp(event->who, "early_pgtable_alloc") != 0)
			continue;
		if (event->size == 1u << 14 || event->size == 1u << 16)
			r->pub.mb.page_shift = event->size == 1u << 14 ? 14 : 16;
		return;
	}
}

int replay_new(const struct log *log, struct replay **out)
{
	struct replayer *r = calloc(1, sizeof(*r));
	struct host_config config = host_config(top_of(log));
	int err;

	if (!r)
		return -BM_ENOMEM;
	r->pub.log = log;
	r->answer = NO_EVENT;
	config.observe = observe;
	config.observe_ctx = r;
	err = host_init(&r->host, &config);
	if (!err)
		err = set_up_map(r);
	if (!err) {
		set_page_size(r);
		err = sync_start(r);
	}
	if (err) {
		replay_free(&r->pub);
		return err;
	}
	*out = &r->pub;
	return 0;
}

void replay_free(struct replay *replay)
{
	struct replayer *r = replayer_of(replay);

	if (!replay)
		return;
	history_release(&replay->history);
	host_release(&r->host);
	free(replay->mismatches);
	free(replay->resyncs);
	free(replay->skips);
	free(r->grown);
	free(r->regions);
	free(r);
}

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
static void raise_limit(struct replayer *r, const struct mb_req *req)
{
	struct memblock *mb = &r->pub.mb;

	if (r->limit_raised || r->pub.log->arch != LOG_ARCH_X86 || mb->memory.cnt == 0)
		return;
	if (!req->under_limit && req->end > MEMBLOCK_ALLOC_NOLEAKTRACE)
		return;
	mb->current_limit = mb_end(mb);
	r->limit_raised = true;
}

static int step_request(struct replayer *r, const struct log_event *event)
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
	raise_limit(r, &r->placed.req);
	r->placed.bottom_up = r->pub.mb.bottom_up;
	r->pub.mb.owner = groups_of_event(log, event)->name;
	return place(r, r->answer == NO_EVENT ? NULL : &log->events[r->answer]);
}

static int step_unasked(struct replayer *r, const struct log_event *event)
{
	struct memblock *mb = &r->pub.mb;

	r->placed = (struct placement){ .cause = event };
	if (mb->memory.cnt > 0 && ask_unlogged(r, r->pub.pos, &r->placed)) {
		mb->owner = r->placed.what;
		raise_limit(r, &r->placed.req);
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
	explain(&r->pub.mb, &r->placed);
	return err;
}

static int step_grew(struct replayer *r, const struct log_event *event)
{
	int err = 0;

	set_growth(r, event, r->next_grown < r->nr_grown);
	r->placed.theirs_fits = true;
	r->placed.theirs = event->base;
	r->grew_same = placement_is_alike(&r->placed);
	if (!r->grew_same)
		err = correct_growth(r);
	return err ? err : record(r);
}

/* Arrays of ours that moved although the log's did not. */
static int check_grown(struct replayer *r, const struct log_event *event)
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

/* --- edits --------------------------------------------------------------- */

static int step_reserve(struct replayer *r, const struct log_event *event)
{
	if (r->pub.pos == r->answer)
		return 0;
	if (is_answer(event))
		return step_unasked(r, event);
	return mb_reserve_node(&r->pub.mb, event->base, event->size, event->nid,
			       (enum memblock_flags)event->flags);
}

static int step_edit(struct replayer *r, const struct log_event *event)
{
	struct memblock *mb = &r->pub.mb;

	if (is_array_move(event) && r->grew_same)
		return 0;
	if (event->kind == LOG_ADD)
		return mb_add_node(mb, event->base, event->size, event->nid,
				   (enum memblock_flags)event->flags);
	if (event->kind == LOG_REMOVE)
		return mb_remove(mb, event->base, event->size);
	if (event->kind == LOG_FREE)
		return mb_unreserve(mb, event->base, event->size);
	return step_reserve(r, event);
}

/* A node that is made up for all memory takes back what firmware said of its parts. */
static int forget_hotplug(struct memblock *mb)
{
	unsigned long i;

	for (i = 0; i < mb->memory.cnt; i++)
		if (mb->memory.regions[i].flags & MEMBLOCK_HOTPLUG)
			return mb_clear(mb, 0, PHYS_ADDR_MAX, MEMBLOCK_HOTPLUG);
	return 0;
}

/*
 * The bottom-up search of movable_node keeps clear of memory that might be unplugged. It ends
 * when it is known which that is: when the kernel begins to work on the nodes that it has read.
 */
static int step_note(struct replayer *r, const struct log_event *event)
{
	struct memblock *mb = &r->pub.mb;

	switch (event->kind) {
	case LOG_NODE_BLOCK:
		return mb_mark(mb, event->base, event->size, (enum memblock_flags)event->flags);
	case LOG_NODE_DUMMY:
		mb->bottom_up = false;
		return forget_hotplug(mb);
	case LOG_NODE_JOIN:
	case LOG_NODE_FAKE:
		mb->bottom_up = false;
		return 0;
	case LOG_MIRROR:
		return sync_mirror(r);
	default:
		return 0;
	}
}

/* Nodes are given to memory right before each node's own data is allocated. */
static int step_to_nodes(struct replayer *r, const struct log_event *event)
{
	if (!is_answer(event) || r->pub.pos == r->answer || r->nodes_known)
		return 0;
	r->nodes_known = true;
	r->pub.mb.bottom_up = false;
	return sync_nodes(r);
}

static int step_event(struct replayer *r, const struct log_event *event)
{
	switch (event->kind) {
	case LOG_ADD:
	case LOG_REMOVE:
	case LOG_RESERVE:
	case LOG_FREE:
		return step_edit(r, event);
	case LOG_REQUEST:
		return step_request(r, event);
	case LOG_GREW:
		return step_grew(r, event);
	case LOG_DUMP:
		return sync_dump(r);
	default:
		return step_note(r, event);
	}
}

bool replay_step(struct replay *replay)
{
	struct replayer *r = replayer_of(replay);
	const struct log_event *event;
	int err = 0;

	replay->last = NULL;
	if (replay->err || replay->pos == replay->log->nr_events)
		return false;
	event = &replay->log->events[replay->pos];
	r->cause = replay->pos;
	if (log_is_trace(event) && !is_array_move(event) && replay->pos != r->answer)
		err = check_grown(r, event);
	if (!err)
		err = step_to_nodes(r, event);
	replay->mb.owner = groups_of_event(replay->log, event)->name;
	if (!err)
		err = step_event(r, event);
	replay->mb.owner = NULL;
	if (err)
		replay->err = err;
	if (replay->history.out_of_memory)
		replay->err = -BM_ENOMEM;
	replay->pos++;
	return replay->err == 0;
}

int replay_run(struct replay *replay)
{
	while (replay_step(replay))
		;
	return replay->err;
}
