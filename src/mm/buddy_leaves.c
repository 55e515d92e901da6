// SPDX-License-Identifier: MIT
/*
 * buddy_leaves.c - take a leaf or more from a tree.
 *
 * Where the last block of a size was found there is often another; so the search begins there.
 *
 * Linux: __rmqueue_smallest.
 */
#include "mm_int.h"

static inline bool take_from_mid(struct bm_tree *tree, struct bm_mid *mid, unsigned int order,
				 pfn_t *out_pfn)
{
	uint64_t runs = runs_of(mid->free, order - BM_LEAF_ORDER);
	uint64_t head = runs & (~runs + 1);
	uint64_t run = bm_shl(head, 1u << (order - BM_LEAF_ORDER)) - head;

	if (runs == 0)
		return false;
	mid->free ^= run;
	mid->head |= head;
	mid->tail |= run ^ head;
	*out_pfn = tree->base_pfn + ((pfn_t)(mid - tree->mids) << MID_SHIFT) +
		   ((pfn_t)bit_of(runs) << BM_LEAF_ORDER);
	return true;
}

bool bm_take_block_(struct bm_tree *tree, unsigned int order, pfn_t *out_pfn)
{
	struct bm_mid *recent = tree->recent[order - BM_LEAF_ORDER + 1];
	unsigned long m;

	if (recent && take_from_mid(tree, recent, order, out_pfn))
		return true;
	return bm_find_block_(tree, order, &m) &&
	       take_from_mid(tree, &tree->mids[m], order, out_pfn);
}
