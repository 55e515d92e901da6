// SPDX-License-Identifier: MIT
/*
 * buddy_alloc.c - allocate a block of any order, from any zone that will do.
 *
 * Small blocks come from a leaf that the CPU owns: nobody else allocates from it, so taking a
 * frame is a store. When the leaf has no such block, frames that were freed to it meanwhile are
 * looked at, then another leaf is owned instead. Blocks of a leaf and more are taken under the
 * tree's lock.
 *
 * What other CPUs read, they read after the block was handed to them, so the store needs release
 * order and no more. The planes head and tail are written before it: they count for frames that
 * are not free, so a reader that sees the frame taken sees what it is.
 *
 * Cost: no atomic operation for order 0, one lock in a leaf of frames. Linux: rmqueue_pcplist,
 * __rmqueue_smallest, get_page_from_freelist.
 */
#include "mm_int.h"

/* --- the owned leaf --------------------------------------------------------------------------- */

/* Remember which frames may not be freed without a further look; only the owner changes that. */
static void note_odd(struct bm_slot *slot)
{
	unsigned long head = atomic_load_explicit(&slot->leaf->head, memory_order_relaxed);
	unsigned long tail = atomic_load_explicit(&slot->leaf->tail, memory_order_relaxed);

	slot->odd = ~head | tail | tail >> 1;
}

/* Of the owned leaf just @free is known to be free. What was taken since the last time counts. */
static void learn(struct bm_slot *slot, unsigned long free)
{
	slot->nr_allocs += bm_count_bits(slot->counted ^ slot->avail);
	slot->counted = free;
	slot->avail = free;
}

/* Look what is free now; every frame of it will be a block of order 0 unless told otherwise. */
static void refresh(struct bm_slot *slot)
{
	struct bm_leaf *leaf = slot->leaf;
	unsigned long free = bm_leaf_free_(leaf);
	unsigned long head = atomic_load_explicit(&leaf->head, memory_order_relaxed);
	unsigned long tail = atomic_load_explicit(&leaf->tail, memory_order_relaxed);

	atomic_store_explicit(&leaf->head, head | free, memory_order_relaxed);
	atomic_store_explicit(&leaf->tail, tail & ~free, memory_order_relaxed);
	learn(slot, free);
	note_odd(slot);
	slot->rest = free ^ atomic_load_explicit(&leaf->takes, memory_order_relaxed);
}

/* Do as if no frame were known to be free. */
static void forget_free(struct bm_slot *slot)
{
	slot->rest ^= slot->avail;
	learn(slot, 0);
}

static bool serve(struct bm_slot *slot, unsigned int order, pfn_t *out_pfn)
{
	struct bm_leaf *leaf = slot->leaf;
	uint64_t runs = runs_of(slot->avail, order);
	unsigned int first;
	unsigned long tails;

	if (runs == 0)
		return false;
	first = bit_of(runs);
	if (order > 0) {
		tails = run_word(first, 1u << order) & ~(1ul << first);
		atomic_store_explicit(&leaf->head, atomic_load(&leaf->head) & ~tails,
				      memory_order_relaxed);
		atomic_store_explicit(&leaf->tail, atomic_load(&leaf->tail) | tails,
				      memory_order_relaxed);
		note_odd(slot);
	}
	slot->avail ^= run_word(first, 1u << order);
	atomic_store_explicit(&leaf->takes, slot->avail ^ slot->rest, memory_order_release);
	*out_pfn = slot->pfn + first;
	return true;
}

static void give_up(struct bm_slot *slot)
{
	struct bm_tree *tree = slot->tree;

	if (!slot->leaf)
		return;
	lock(&tree->lock);
	bm_disown_(tree, (unsigned long)(slot->leaf - tree->leaves));
	unlock(&tree->lock);
	slot->leaf = NULL;
	learn(slot, 0);
	slot->pfn = FAR_PFN;
}

static bool refill(struct bm_slot *slot, struct bm_tree *tree, unsigned int order)
{
	unsigned long leaf;
	bool found;

	give_up(slot);
	lock(&tree->lock);
	found = bm_find_leaf_(tree, order, &leaf);
	if (found)
		bm_own_(tree, leaf);
	unlock(&tree->lock);
	if (!found)
		return false;
	slot->tree = tree;
	slot->leaf = &tree->leaves[leaf];
	slot->pfn = tree->base_pfn + ((pfn_t)leaf << BM_LEAF_ORDER);
	refresh(slot);
	return true;
}

/* --- one tree --------------------------------------------------------------------------------- */

static bool from_tree(struct bm_slot *slot, struct bm_tree *tree, unsigned int order,
		      pfn_t *out_pfn)
{
	bool found;

	if (order < BM_LEAF_ORDER)
		return refill(slot, tree, order) && serve(slot, order, out_pfn);
	lock(&tree->lock);
	found = bm_take_block_(tree, order, out_pfn);
	unlock(&tree->lock);
	return found;
}

static bool from_zone(struct bm_cpu *cpu, const struct bm_zone *zone, struct bm_slot *slot,
		      unsigned int order, pfn_t *out_pfn)
{
	struct bm_buddy *buddy = cpu->buddy;
	uint32_t i = buddy->first_tree[(unsigned int)zone->nid * BM_NR_ZONES + zone->idx];

	for (; i != BM_NO_TREE; i = buddy->trees[i].next)
		if (from_tree(slot, &buddy->trees[i], order, out_pfn))
			return true;
	return false;
}

/* --- all zones that will do ------------------------------------------------------------------- */

static void zonelist(struct bm_zonelist *it, const struct bm_cpu *cpu, unsigned int gfp)
{
	bm_zonelist_first(it, cpu->buddy->pages->zones, (unsigned int)cpu->nid,
			  gfp & ~(unsigned int)BM_GFP_THISNODE, (gfp & BM_GFP_THISNODE) != 0);
}

static bool from_zones(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_slot *slot = &cpu->slots[gfp];
	struct bm_zonelist it;

	if (!cpu->buddy->first_tree)
		return false;
	zonelist(&it, cpu, gfp);
	while (bm_zonelist_next(&it))
		if (from_zone(cpu, it.zone, slot, order, out_pfn))
			return true;
	return false;
}

/* Frames that were freed to the owned leaf meanwhile. */
static bool quickly(struct bm_slot *slot, unsigned int order, pfn_t *out_pfn)
{
	if (order >= BM_LEAF_ORDER || !slot->leaf)
		return false;
	refresh(slot);
	return serve(slot, order, out_pfn);
}

static bool find(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	if (quickly(&cpu->slots[gfp], order, out_pfn) || from_zones(cpu, order, gfp, out_pfn))
		return true;
	/* What this CPU has parked may be what is missing. */
	bm_cpu_drain(cpu);
	return from_zones(cpu, order, gfp, out_pfn);
}

/* Frames that were written to while they were free stay allocated, or isolated if they can be. */
static void put_aside(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t pfn)
{
	struct bm_leaf *leaf = cpu->slots[gfp].leaf;
	unsigned long mask;

	atomic_fetch_add(&cpu->buddy->bad_poison, 1);
	if (order >= BM_LEAF_ORDER || !leaf)
		return;
	mask = run_word((unsigned int)(pfn - cpu->slots[gfp].pfn), 1u << order);
	atomic_store(&leaf->head, atomic_load(&leaf->head) | mask);
	atomic_store(&leaf->tail, atomic_load(&leaf->tail) | mask);
}

static int alloc_block(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_buddy *buddy = cpu->buddy;
	pfn_t pfn;

	if (buddy->options == 0)
		cpu->near_slot = &cpu->slots[gfp];
	for (;;) {
		if (!find(cpu, order, gfp, &pfn)) {
			cpu->nr_fails++;
			return -BM_ENOMEM;
		}
		if (buddy->pages->policy == BM_PAGES_DEFERRED)
			bm_pages_prepare(buddy->pages, pfn, pfn + frames(order));
		if (buddy->options != BM_BUDDY_CHECK || bm_poison_is_intact_(buddy, pfn, order))
			break;
		put_aside(cpu, order, gfp, pfn);
	}
	if (order >= BM_LEAF_ORDER)
		cpu->slots[gfp].nr_allocs += 1ul << order;
	*out_pfn = pfn;
	return 0;
}

static bool is_kind(unsigned int gfp)
{
	return gfp < BM_NR_SLOTS && (gfp & ~(unsigned int)BM_GFP_THISNODE) <= BM_GFP_MOVABLE;
}

int bm_alloc_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_buddy *buddy = cpu->buddy;
	int err;

	if (order > buddy->max_order || !is_kind(gfp))
		return -BM_EINVAL;
	if (buddy->is_plain && quickly(&cpu->slots[gfp], order, out_pfn))
		return 0;
	err = alloc_block(cpu, order, gfp, out_pfn);
	/* Every frame is to be looked at: leave none for the short way. */
	if (buddy->options == BM_BUDDY_CHECK)
		forget_free(&cpu->slots[gfp]);
	return err;
}

int bm_search_leaves_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_tree *tree = cpu->homes[gfp];
	bool found = bm_take_block_(tree, order, out_pfn);

	unlock(&tree->lock);
	if (!found)
		return bm_alloc_(cpu, order, gfp, out_pfn);
	cpu->slots[gfp].nr_allocs += 1ul << order;
	return 0;
}

/* --- CPUs ------------------------------------------------------------------------------------- */

static void find_home(struct bm_cpu *cpu, unsigned int gfp)
{
	struct bm_buddy *buddy = cpu->buddy;
	struct bm_zonelist it;
	uint32_t i;

	zonelist(&it, cpu, gfp);
	if (!bm_zonelist_next(&it))
		return;
	i = buddy->first_tree[(unsigned int)it.zone->nid * BM_NR_ZONES + it.zone->idx];
	if (i != BM_NO_TREE)
		cpu->homes[gfp] = &buddy->trees[i];
}

static int first_node(const struct bm_zones *zones)
{
	unsigned int nid = 0;

	while (nid + 1 < zones->nr_nodes && bm_node_is_memoryless(&zones->nodes[nid]))
		nid++;
	return (int)nid;
}

void bm_cpu_init(struct bm_cpu *cpu, struct bm_buddy *buddy, int nid)
{
	const struct bm_zones *zones = buddy->pages->zones;
	unsigned int gfp;

	memset(cpu, 0, sizeof(*cpu));
	cpu->buddy = buddy;
	cpu->nid = nid >= 0 && (unsigned int)nid < zones->nr_nodes ? nid : first_node(zones);
	cpu->near_slot = &cpu->slots[BM_NR_SLOTS - 1]; /* no kind: it never has a leaf */
	cpu->near_tree = &buddy->nowhere;
	for (gfp = 0; gfp < BM_NR_SLOTS; gfp++) {
		cpu->slots[gfp].pfn = FAR_PFN;
		if (buddy->first_tree && buddy->is_plain && is_kind(gfp))
			find_home(cpu, gfp);
	}
}

void bm_cpu_count(struct bm_cpu *cpu)
{
	unsigned int i;

	for (i = 0; i < BM_NR_SLOTS; i++)
		learn(&cpu->slots[i], cpu->slots[i].avail);
}

void bm_cpu_drain(struct bm_cpu *cpu)
{
	unsigned int i;

	for (i = 0; i < BM_NR_SLOTS; i++)
		give_up(&cpu->slots[i]);
}
