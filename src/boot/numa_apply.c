// SPDX-License-Identifier: MIT
/*
 * numa_apply.c - give memory its nodes, and the order in which sources of them are tried.
 *
 * A source either serves as a whole or not at all: one that cannot be parsed, contradicts itself
 * or leaves too much memory without a node is forgotten, with every mark it made, and the next is
 * tried. The last resort puts all memory on one node and cannot fail for what an input says.
 *
 * Linux: numa_memblks_init(), numa_register_meminfo(), dummy_numa_init().
 */
#include "base/range.h"
#include "numa_int.h"

/* --- applying ------------------------------------------------------------------------------ */

static int set_nodes(const struct bm_numa *numa, struct memblock *mb, struct memblock_type *type)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < numa->nr_blocks && !err; i++) {
		const struct bm_numa_block *block = &numa->room.blocks[i];

		err = mb_set_node(mb, block->start, block->end - block->start, type, block->nid);
	}
	return err;
}

static bool has_reservation(const struct memblock *mb, int nid)
{
	const struct memblock_region *r;

	mb_for_each_reserved_region(r, mb)
		if (r->nid == nid)
			return true;
	return false;
}

/* What the kernel has taken cannot be unplugged, nor can the rest of its node. */
static int clear_hotplug(const struct bm_numa *numa, struct memblock *mb)
{
	unsigned int nid;
	unsigned int i;
	int err = 0;

	for (nid = 0; nid < numa->nr_nodes; nid++) {
		if (!has_reservation(mb, (int)nid))
			continue;
		for (i = 0; i < numa->nr_blocks && !err; i++) {
			const struct bm_numa_block *block = &numa->room.blocks[i];

			if (block->nid == (int)nid)
				err = mb_clear(mb, block->start, block->end - block->start,
					       MEMBLOCK_HOTPLUG);
		}
	}
	return err;
}

int bm_numa_apply_partial(const struct bm_numa *numa, struct memblock *mb, bool reserved_too)
{
	int err = set_nodes(numa, mb, &mb->memory);

	if (err || !reserved_too)
		return err;
	err = set_nodes(numa, mb, &mb->reserved);
	return err ? err : clear_hotplug(numa, mb);
}

/* --- is it any good? ----------------------------------------------------------------------- */

/* Bytes of memory that no block covers. */
static phys_addr_t uncovered_by_blocks(const struct bm_numa *numa, const struct memblock *mb,
				       struct bm_range span)
{
	phys_addr_t missing = bm_numa_usable_(mb, span);
	unsigned int i;

	for (i = 0; i < numa->nr_blocks; i++)
		missing -= bm_numa_usable_(mb, bm_numa_span_(&numa->room.blocks[i]));
	return missing;
}

static phys_addr_t without_node(const struct memblock *mb)
{
	const struct memblock_region *r;
	phys_addr_t missing = 0;

	mb_for_each_memory_region(r, mb)
		if (r->nid < 0 || r->nid >= BM_MAX_NODES)
			missing += r->size;
	return missing;
}

static bool is_covered(const struct bm_numa *numa, const struct memblock *mb,
		       const struct bm_numa_plan *plan)
{
	struct bm_range all = { 0, plan->span.end };
	phys_addr_t missing = plan->by_blocks ? uncovered_by_blocks(numa, mb, all)
					      : without_node(mb);
	struct bm_numa_event event = { 0 };
	bool is_enough = plan->by_blocks ? missing < plan->slack : missing <= plan->slack;

	event.kind = BM_NUMA_EV_UNCOVERED;
	event.value = missing;
	if (!is_enough && numa->event)
		numa->event(numa->event_ctx, &event);
	return is_enough;
}

/* --- one source after the other ------------------------------------------------------------ */

static int forget(struct bm_numa *numa, struct memblock *mb, const struct bm_numa_plan *plan)
{
	int err;

	bm_numa_reset(numa);
	err = mb_set_node(mb, 0, PHYS_ADDR_MAX, &mb->memory, NUMA_NO_NODE);
	if (err || plan->memory_only)
		return err;
	err = mb_set_node(mb, 0, PHYS_ADDR_MAX, &mb->reserved, NUMA_NO_NODE);
	return err ? err : mb_clear(mb, 0, PHYS_ADDR_MAX, MEMBLOCK_HOTPLUG);
}

/* From blocks as told to nodes in the map. -BM_EINVAL: they will not do. */
static int finish(struct bm_numa *numa, struct memblock *mb, const struct bm_numa_plan *plan)
{
	struct bm_range nowhere = { 0, 0 };
	int err = bm_numa_clean(numa, mb, plan->span);

	if (err || !numa->nr_blocks)
		return -BM_EINVAL;
	if (plan->fake.spec.at && plan->fake.work && bm_numa_cut(numa, mb, &plan->fake))
		bm_numa_tell_(numa, BM_NUMA_EV_FAKE_FAILED, NUMA_NO_NODE, nowhere);
	err = bm_numa_apply_partial(numa, mb, !plan->memory_only);
	if (err)
		return err;
	return is_covered(numa, mb, plan) ? 0 : -BM_EINVAL;
}

static int try_source(struct bm_numa *numa, struct memblock *mb, const struct bm_numa_plan *plan,
		      const struct bm_numa_source *source)
{
	int err = forget(numa, mb, plan);

	if (err)
		return err;
	numa->hotplug_in = plan->memory_only ? NULL : mb;
	err = source->parse(source->ctx, numa);
	numa->hotplug_in = NULL;
	if (err == -BM_ENOMEM)
		return err;
	return err ? -BM_EINVAL : finish(numa, mb, plan);
}

static int try_dummy(struct bm_numa *numa, struct memblock *mb, const struct bm_numa_plan *plan)
{
	int err = forget(numa, mb, plan);

	if (err)
		return err;
	bm_numa_tell_(numa, BM_NUMA_EV_DUMMY, 0, plan->dummy);
	err = bm_numa_add(numa, plan->dummy, 0);
	if (err)
		return err;
	err = finish(numa, mb, plan);
	return err == -BM_EINVAL ? 0 : err;
}

int bm_numa_set_up(struct bm_numa *numa, struct memblock *mb, const struct bm_numa_plan *plan)
{
	struct bm_range nowhere = { 0, 0 };
	unsigned int nr = plan->off ? 0 : plan->nr_sources;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		int err = try_source(numa, mb, plan, &plan->sources[i]);

		if (err != -BM_EINVAL)
			return err;
	}
	bm_numa_tell_(numa, plan->off ? BM_NUMA_EV_OFF : BM_NUMA_EV_NONE, NUMA_NO_NODE, nowhere);
	return try_dummy(numa, mb, plan);
}
