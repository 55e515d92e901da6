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

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/replay/replay_int.h"

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
	r->regions = calloc(memory + reserved, sizeof(*r->regions));
	if (!r->regions)
		return -BM_ENOMEM;
	mb_init_uneven(mb, &r->host.port, r->regions, memory, reserved);
	mb->untagged = !log_is_since(log, 6, 18);
	mb->movable_node = find_option(log->cmdline, "movable_node") != NULL;
	mb->mirrored_kernelcore = asks_for_mirror(log->cmdline);
	if (log->arch == LOG_ARCH_X86) {
		mb->current_limit = MIB;
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

/* --- what is done at once, and said later -------------------------------- */

void raise_limit(struct replayer *r)
{
	struct memblock *mb = &r->pub.mb;

	if (r->limit_raised || r->pub.log->arch != LOG_ARCH_X86 || mb->memory.cnt == 0)
		return;
	mb->current_limit = mb_end(mb);
	r->limit_raised = true;
}

static int learn_nodes(struct replayer *r)
{
	if (r->nodes_known)
		return 0;
	r->nodes_known = true;
	raise_limit(r);
	r->pub.mb.bottom_up = false;
	return sync_nodes(r);
}

static int learn_mirror(struct replayer *r)
{
	if (r->mirror_known)
		return 0;
	r->mirror_known = true;
	return sync_mirror(r);
}

/*
 * Nodes are given to memory right before each node's own data is allocated. Of what the log does
 * not show being asked for only areas of contiguous memory may come earlier.
 */
static int step_to_nodes(struct replayer *r, size_t pos)
{
	bool unasked = is_answer(&r->pub.log->events[pos]) && pos != r->answer;

	return unasked && !is_area(r->pub.log, pos) ? learn_nodes(r) : 0;
}

/*
 * An array has moved without an edit that the log has told of. Then it was one of those that
 * are only said when they are done: marking mirrored memory, or giving nodes to memory.
 */
int anticipate(struct replayer *r)
{
	const struct log *log = r->pub.log;
	size_t i;

	for (i = r->pub.pos + 1; i < log->nr_events; i++) {
		const struct log_event *event = &log->events[i];

		if (event->kind == LOG_MIRROR)
			return learn_mirror(r);
		if (log_is_trace(event) && !is_array_move(event))
			return step_to_nodes(r, i);
	}
	return 0;
}

/* --- edits --------------------------------------------------------------- */

/* Real mode has what it needs of the first MiB: no longer scratch, see end_of_memory(). */
static int reserve_as_logged(struct memblock *mb, const struct log_event *event)
{
	int err = mb_reserve_node(mb, event->base, event->size, event->nid,
				  (enum memblock_flags)event->flags);

	if (!err && strcmp(event->who, "reserve_real_mode") == 0)
		err = mb_clear(mb, event->base, event->size, MEMBLOCK_KHO_SCRATCH);
	return err;
}

static int step_reserve(struct replayer *r, const struct log_event *event)
{
	if (r->pub.pos == r->answer)
		return 0;
	if (is_answer(event))
		return place_unasked(r, event);
	return reserve_as_logged(&r->pub.mb, event);
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
		if (!event->flags)
			return 0;
		return mb_mark(mb, event->base, event->size, (enum memblock_flags)event->flags);
	case LOG_NODE_DUMMY:
		mb->bottom_up = false;
		return forget_hotplug(mb);
	case LOG_NODE_JOIN:
	case LOG_NODE_FAKE:
		mb->bottom_up = false;
		return 0;
	case LOG_MIRROR:
		return learn_mirror(r);
	default:
		return 0;
	}
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
		return place_request(r, event);
	case LOG_GREW:
		return place_grown(r, event);
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
		err = step_to_nodes(r, replay->pos);
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
