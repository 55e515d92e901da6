// SPDX-License-Identifier: MIT
/*
 * buddy_leaves.c - take a leaf or more from a tree.
 *
 * Behind the last block of a size there is often another; so that is tried first, in the tree that
 * is asked first, and nothing need be known of zones or of other levels.
 *
 * Cost: one lock. Linux: __rmqueue_smallest.
 */
#include "mm_int.h"

/* Take leaves that are free; those behind them are the ones to try next; locked. */
static inline pfn_t take(struct bm_recent *recent, unsigned int leaves)
{
	struct bm_mid *mid = recent->mid;
	uint64_t run = recent->run;
	uint64_t head = run & (~run + 1);

	mid->free ^= run;
	mid->head |= head;
	mid->tail |= run ^ head;
	recent->run = bm_shl(run, leaves);
	return recent->mid_pfn + ((pfn_t)bit_of(run) << BM_LEAF_ORDER);
}

static inline bool is_free(const struct bm_recent *recent, unsigned int order)
{
	return recent->order == order && recent->run != 0 && !(recent->run & ~recent->mid->free);
}

bool bm_take_block_(struct bm_tree *tree, unsigned int order, pfn_t *out_pfn)
{
	struct bm_recent *recent = &tree->recent;
	unsigned int k = order - BM_LEAF_ORDER;
	unsigned long m;

	if (!bm_find_block_(tree, order, &m))
		return false;
	recent->mid = &tree->mids[m];
	recent->mid_pfn = tree->base_pfn + ((pfn_t)m << MID_SHIFT);
	recent->run = run64(bit_of(runs_of(recent->mid->free, k)), 1u << k);
	recent->order = order;
	*out_pfn = take(recent, 1u << k);
	return true;
}

int bm_alloc_leaves_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_tree *tree = cpu->homes[gfp % BM_NR_SLOTS];

	if (gfp >= BM_NR_SLOTS || order > cpu->buddy->max_order || !tree)
		return bm_alloc_(cpu, order, gfp, out_pfn);
	lock(&tree->lock);
	if (!is_free(&tree->recent, order))
		return bm_search_leaves_(cpu, order, gfp, out_pfn);
	*out_pfn = take(&tree->recent, 1u << (order - BM_LEAF_ORDER));
	unlock(&tree->lock);
	cpu->slots[gfp].nr_allocs += 1ul << order;
	return 0;
}
