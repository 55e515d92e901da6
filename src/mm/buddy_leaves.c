// SPDX-License-Identifier: MIT
/*
 * buddy_leaves.c - allocate a leaf or more, as a rule from the tree that is asked first.
 *
 * Where the last block of a size was found there is often another; so the search begins there, and
 * a map of the zones is needed only when the first tree has none.
 *
 * Cost: one lock, eighty instructions. Linux: __rmqueue_smallest.
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

int bm_alloc_leaves_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_tree *tree = cpu->homes[gfp % BM_NR_SLOTS];
	bool found;

	if (gfp >= BM_NR_SLOTS || order > cpu->buddy->max_order || !tree || !cpu->buddy->is_plain)
		return bm_alloc_(cpu, order, gfp, out_pfn);
	lock(&tree->lock);
	found = bm_take_block_(tree, order, out_pfn);
	unlock(&tree->lock);
	if (!found)
		return bm_alloc_(cpu, order, gfp, out_pfn);
	cpu->slots[gfp].nr_allocs += 1ul << order;
	return 0;
}
