// SPDX-License-Identifier: MIT
/*
 * replay_sync.c - what lines do not say, taken from the log's own dumps.
 *
 * A dump shows the arrays at one moment. Undoing the lines between an earlier moment and the
 * dump gives the arrays as they were then; whatever the replay lacks of that, it could not have
 * known. There are few such moments: before the first line, before the first allocation, when
 * mirrored memory is marked, and when nodes are given to memory. At a dump itself everything is
 * compared, and a difference adopted.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/mb_iter.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/replay/past.h"
#include "cli/replay/replay_int.h"

#define RESERVED_FLAGS ((unsigned int)(MEMBLOCK_RSRV_NOINIT | MEMBLOCK_RSRV_KERN))

/** Which differences are adopted. */
struct aspects {
	bool add;
	bool remove;
	bool nodes;
	unsigned int flags;
};

/** One stretch in which two arrays differ: what is there, and what should be. */
struct fix {
	phys_addr_t base;
	phys_addr_t size;
	bool is_there;
	bool belongs;
	unsigned int old_flags;
	unsigned int new_flags;
	int nid;
};

struct fixes {
	struct fix *items;
	size_t nr;
	size_t room;
};

/* --- differences --------------------------------------------------------- */

/* The region at @addr, or NULL; *edge is where that answer ends. */
static const struct memblock_region *region_at(const struct memblock_type *type, unsigned long *idx,
					       phys_addr_t addr, phys_addr_t *edge)
{
	const struct memblock_region *region;

	while (*idx < type->cnt && region_end(&type->regions[*idx]) <= addr)
		(*idx)++;
	if (*idx == type->cnt)
		return NULL;
	region = &type->regions[*idx];
	*edge = lower(*edge, region->base > addr ? region->base : region_end(region));
	return region->base > addr ? NULL : region;
}

static bool wants_fix(const struct memblock_region *ours, const struct memblock_region *theirs,
		      const struct aspects *aspects)
{
	if (!ours && !theirs)
		return false;
	if (!ours || !theirs)
		return theirs ? aspects->add : aspects->remove;
	return (aspects->nodes && ours->nid != theirs->nid) ||
	       ((ours->flags ^ theirs->flags) & aspects->flags) != 0;
}

static int find_fixes(const struct memblock_type *ours, const struct memblock_type *theirs,
		      const struct aspects *aspects, struct fixes *fixes)
{
	unsigned long i = 0, j = 0;
	phys_addr_t pos = 0, edge;

	for (; pos < PHYS_ADDR_MAX; pos = edge) {
		const struct memblock_region *a, *b;
		struct fix fix;

		edge = PHYS_ADDR_MAX;
		a = region_at(ours, &i, pos, &edge);
		b = region_at(theirs, &j, pos, &edge);
		if (!wants_fix(a, b, aspects))
			continue;
		fix = (struct fix){ .base = pos, .size = edge - pos, .nid = NUMA_NO_NODE };
		fix.is_there = a != NULL;
		fix.belongs = b != NULL;
		fix.old_flags = a ? (unsigned int)a->flags & aspects->flags : 0;
		fix.new_flags = b ? (unsigned int)b->flags & aspects->flags : 0;
		if (b && aspects->nodes)
			fix.nid = b->nid;
		if (!vec_reserve(&fixes->items, &fixes->room, fixes->nr + 1, sizeof(fix)))
			return -BM_ENOMEM;
		fixes->items[fixes->nr++] = fix;
	}
	return 0;
}

static int change_flags(struct memblock *mb, const struct fix *fix)
{
	enum memblock_flags set = (enum memblock_flags)(fix->new_flags & ~fix->old_flags);
	enum memblock_flags cleared = (enum memblock_flags)(fix->old_flags & ~fix->new_flags);
	int err = 0;

	if (set)
		err = mb_mark(mb, fix->base, fix->size, set);
	if (cleared && !err)
		err = mb_clear(mb, fix->base, fix->size, cleared);
	return err;
}

static int fix_memory(struct memblock *mb, const struct fix *fix, bool nodes)
{
	int err = 0;

	if (!fix->belongs)
		return mb_remove(mb, fix->base, fix->size);
	if (!fix->is_there)
		return mb_add_node(mb, fix->base, fix->size, fix->nid,
				   (enum memblock_flags)fix->new_flags);
	if (nodes)
		err = mb_set_node(mb, fix->base, fix->size, &mb->memory, fix->nid);
	return err ? err : change_flags(mb, fix);
}

static int fix_reserved(struct memblock *mb, const struct fix *fix, bool nodes)
{
	int err = 0;

	if (!fix->belongs)
		return mb_unreserve(mb, fix->base, fix->size);
	if (!fix->is_there)
		return mb_reserve_node(mb, fix->base, fix->size, fix->nid,
				       (enum memblock_flags)fix->new_flags);
	if (nodes)
		err = mb_set_node(mb, fix->base, fix->size, &mb->reserved, fix->nid);
	return err ? err : change_flags(mb, fix);
}

/*
 * What a reservation most likely is that was made before logging began. Of those above 1 MiB on a
 * PC the kernel is the largest; beside it a loader leaves lists, EFI's map among them.
 */
static const char *unlogged_owner(const struct log *log, const struct fix *fix,
				  const struct fixes *all)
{
	size_t i;

	if (log->arch != LOG_ARCH_X86)
		return group_device_tree.name;
	if (fix->base < MIB)
		return group_first_mib.name;
	for (i = 0; i < all->nr; i++)
		if (all->items[i].base >= MIB && all->items[i].size > fix->size)
			return group_firmware.name;
	return group_kernel.name;
}

/* --- adopting them ------------------------------------------------------- */

static int note_resync(struct replay *replay, unsigned int line, size_t nr_regions,
		       const char *what)
{
	struct resync resync = { line, nr_regions, what };
	struct replayer *r = (struct replayer *)replay;

	if (nr_regions == 0)
		return 0;
	replay->resynced += nr_regions;
	if (replay->nr_resyncs > 0) {
		struct resync *last = &replay->resyncs[replay->nr_resyncs - 1];

		if (last->line == line && strcmp(last->what, what) == 0) {
			last->nr_regions += nr_regions;
			return 0;
		}
	}
	if (!vec_reserve(&replay->resyncs, &r->resyncs_room, replay->nr_resyncs + 1,
			 sizeof(resync)))
		return -BM_ENOMEM;
	replay->resyncs[replay->nr_resyncs++] = resync;
	return 0;
}

/*
 * Bring one array of the replay's map in line with @past; the number of stretches changed, or
 * an error.
 */
static long adopt(struct replayer *r, const struct past *past, bool memory, struct aspects aspects)
{
	struct memblock *mb = &r->pub.mb;
	struct fixes fixes = { 0 };
	size_t i;
	int err;

	err = find_fixes(memory ? &mb->memory : &mb->reserved,
			 memory ? &past->mb.memory : &past->mb.reserved, &aspects, &fixes);
	for (i = 0; i < fixes.nr && !err; i++) {
		mb->owner = unlogged_owner(r->pub.log, &fixes.items[i], &fixes);
		err = memory ? fix_memory(mb, &fixes.items[i], aspects.nodes)
			     : fix_reserved(mb, &fixes.items[i], aspects.nodes);
	}
	mb->owner = NULL;
	free(fixes.items);
	return err ? err : (long)fixes.nr;
}

static int adopt_both(struct replayer *r, struct past *past, struct aspects memory,
		      struct aspects reserved, const char *what)
{
	long nr_memory, nr_reserved;

	r->cause = NO_EVENT;
	nr_memory = adopt(r, past, true, memory);
	nr_reserved = nr_memory < 0 ? nr_memory : adopt(r, past, false, reserved);
	r->cause = r->pub.pos;
	past_release(past);
	if (nr_reserved < 0)
		return (int)nr_reserved;
	return note_resync(&r->pub, past->line, (size_t)(nr_memory + nr_reserved), what);
}

/*
 * The initial ram disk is reserved before logging begins, but a later line says where it is. It
 * often touches the kernel, so it is taken first: then it stays recognisable.
 */
static int reserve_initrd(struct replayer *r, const struct past *past)
{
	const struct log *log = r->pub.log;
	size_t i;
	int err = 0;

	r->pub.mb.owner = group_initrd.name;
	for (i = 0; i < log->nr_events && !err; i++) {
		const struct log_event *event = &log->events[i];
		const struct memblock_region *there;
		phys_addr_t edge = PHYS_ADDR_MAX;
		unsigned long first = 0;

		if (event->kind != LOG_INITRD)
			continue;
		r->cause = i;
		there = region_at(&past->mb.reserved, &first, event->base, &edge);
		if (there)
			err = mb_reserve_node(&r->pub.mb, event->base, event->size, NUMA_NO_NODE,
					      there->flags);
	}
	r->pub.mb.owner = NULL;
	return err;
}

int sync_start(struct replayer *r)
{
	const struct aspects memory = { .add = true };
	const struct aspects reserved = { .add = true, .flags = RESERVED_FLAGS };
	struct past past;
	int err = past_ahead(r->pub.log, 0, &past);

	if (!err)
		err = reserve_initrd(r, &past);
	if (err) {
		past_release(&past);
		return err;
	}
	return adopt_both(r, &past, memory, reserved, "there before logging began");
}

int sync_before_request(struct replayer *r)
{
	const struct aspects memory = {
		.add = true,
		.remove = true,
		.flags = MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED,
	};
	const struct aspects reserved = { .add = true };
	struct past past;
	size_t dump_pos;
	int err;

	if (r->map_known)
		return 0;
	dump_pos = past_next_dump(r->pub.log, r->pub.pos);
	if (dump_pos == NO_EVENT)
		return 0;
	r->map_known = true;
	err = past_at(r->pub.log, r->pub.pos, dump_pos, &past);
	return err ? err
		   : adopt_both(r, &past, memory, reserved,
				"firmware's map, beyond what lines say");
}

/*
 * Where the list of blocks that is in force begins: made-up nodes put an end to what was read
 * before.
 */
static size_t first_node_block(const struct log *log, size_t pos)
{
	enum log_kind before = LOG_NODE_BLOCK;
	size_t i, first = 0;

	for (i = 0; i < pos; i++) {
		enum log_kind kind = log->events[i].kind;

		if (kind < LOG_NODE_BLOCK || kind > LOG_NODE_FAKE)
			continue;
		if (kind == LOG_NODE_DUMMY || (kind == LOG_NODE_FAKE && before != LOG_NODE_FAKE))
			first = i;
		before = kind;
	}
	return first;
}

/*
 * A node with anything reserved in it cannot be unplugged, so its memory is as good as any
 * other.
 */
static int keep_used_nodes(struct memblock *mb)
{
	bool used[BM_MAX_NODES] = { false };
	const struct memblock_region *taken;
	unsigned long i;
	int err = 0;

	mb_for_each_reserved_region(taken, mb)
		if (taken->nid >= 0 && taken->nid < BM_MAX_NODES)
			used[taken->nid] = true;
	for (i = 0; i < mb->memory.cnt && !err; i++) {
		struct memblock_region region = mb->memory.regions[i];

		if ((region.flags & MEMBLOCK_HOTPLUG) && region.nid >= 0 && used[region.nid])
			err = mb_clear(mb, region.base, region.size, MEMBLOCK_HOTPLUG);
	}
	return err;
}

/*
 * Give nodes to memory and reservations, block by block as lines have shown them. Systems with
 * a device tree show nothing; what lines leave open the next dump tells. Until 6.11 only x86
 * gave nodes to reservations, those below the first memory included; since then all
 * architectures share one way.
 * Linux: numa_register_meminfo(), numa_clear_kernel_node_hotplug().
 */
static int give_nodes(struct replayer *r)
{
	struct memblock *mb = &r->pub.mb;
	bool generic = log_is_since(r->pub.log, 6, 12);
	bool reserved_too = generic || r->pub.log->arch == LOG_ARCH_X86;
	phys_addr_t bottom = generic ? mb_start(mb) : 0;
	phys_addr_t top = mb_end(mb);
	size_t i;
	int err = 0;

	for (i = first_node_block(r->pub.log, r->pub.pos); i < r->pub.pos && !err; i++) {
		const struct log_event *block = &r->pub.log->events[i];
		phys_addr_t base = higher(block->base, bottom);
		phys_addr_t end = lower(log_end(block), top);

		if (block->kind < LOG_NODE_BLOCK || block->kind > LOG_NODE_FAKE || base >= end)
			continue;
		r->cause = i;
		err = mb_set_node(mb, base, end - base, &mb->memory, block->nid);
		if (!err && reserved_too)
			err = mb_set_node(mb, base, end - base, &mb->reserved, block->nid);
	}
	r->cause = r->pub.pos;
	return err ? err : keep_used_nodes(mb);
}

int sync_mirror(struct replayer *r)
{
	const struct aspects memory = { .flags = MEMBLOCK_MIRROR };
	const struct aspects nothing = { 0 };
	struct past past;
	int err;

	if (!r->pub.mb.mirrored_kernelcore)
		return 0;
	err = past_ahead(r->pub.log, r->pub.pos, &past);
	return err ? err : adopt_both(r, &past, memory, nothing, "which memory is mirrored");
}

int sync_nodes(struct replayer *r)
{
	const struct aspects memory = { .nodes = true, .flags = MEMBLOCK_HOTPLUG };
	const struct aspects reserved = { .nodes = true };
	struct past past;
	int err = give_nodes(r);

	if (!err)
		err = past_ahead(r->pub.log, r->pub.pos, &past);
	return err ? err : adopt_both(r, &past, memory, reserved, "nodes of memory");
}

/*
 * What x86 does, without a line, between adding the last of firmware's memory and the first dump:
 * it trims memory to whole pages, and since 6.18 keeps the first MiB usable when nothing but
 * scratch areas is. That ends with real mode's reservation, see reserve_as_logged().
 */
static int end_of_memory(struct replayer *r)
{
	if (r->pub.log->arch != LOG_ARCH_X86 || r->map_known)
		return 0;
	mb_trim(&r->pub.mb, (phys_addr_t)1 << r->pub.mb.page_shift);
	if (!log_is_since(r->pub.log, 6, 18))
		return 0;
	return mb_mark(&r->pub.mb, 0, MIB, MEMBLOCK_KHO_SCRATCH);
}

int sync_dump(struct replayer *r)
{
	const struct aspects all = { true, true, true, 0xffff };
	struct past past;
	int err = end_of_memory(r);

	if (err)
		return err;
	err = past_at(r->pub.log, r->pub.pos, r->pub.pos, &past);
	if (err)
		return err;
	if (past.mb.memory.cnt > 0)
		r->map_known = true;
	r->pub.nr_dumps++;
	r->pub.nr_dumps_same += past_equals(&past, &r->pub.mb);
	err = adopt_both(r, &past, all, all, "shown by a dump");
	return err;
}
