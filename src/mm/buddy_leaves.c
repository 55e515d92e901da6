// SPDX-License-Identifier: MIT
/*
 * buddy_leaves.c - the short way for a leaf or more.
 *
 * Behind the last block of a size there is often another; so that is tried first, in the tree that
 * is asked first, and nothing need be known of zones or of other levels. Not part of buddy_fast.c,
 * so that what it needs of registers is not saved where a single frame is allocated.
 *
 * Cost: one lock. Linux: __rmqueue_smallest.
 */
#include "mm_int.h"

static inline bool is_free(const struct bm_recent *recent, unsigned int order)
{
	return recent->order == order && recent->run != 0 && !(recent->run & ~recent->mid->free);
}

int bm_alloc_leaves_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_tree *tree = cpu->homes[gfp % BM_NR_SLOTS];

	if (gfp >= BM_NR_SLOTS || order > cpu->buddy->max_order || !tree)
		return bm_alloc_(cpu, order, gfp, out_pfn);
	lock(&tree->lock);
	if (!is_free(&tree->recent, order))
		return bm_search_leaves_(cpu, order, gfp, out_pfn);
	*out_pfn = bm_take_recent_(&tree->recent, 1u << (order - BM_LEAF_ORDER));
	unlock(&tree->lock);
	cpu->slots[gfp].nr_allocs += 1ul << order;
	return 0;
}
