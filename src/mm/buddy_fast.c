// SPDX-License-Identifier: MIT
/*
 * buddy_fast.c - the short way: a frame from the leaf that this CPU owns, and back to it.
 *
 * No atomic operation here. Only the owner allocates from a leaf, so a frame known to be free is
 * taken by a store; and as the owner alone writes `takes`, it may free a frame by flipping that
 * back, instead of flipping `gives` as everybody else must. What the leaf says of the frame is
 * looked at first, as in buddy_free.c, which decides whenever anything is out of the ordinary.
 *
 * What is freed here is allocated again when the frames known to be free are used up, not before:
 * should another CPU free the same frame in the few nanoseconds until the store is visible
 * there, both flips together leave the frame taken. It is lost then, never given out twice.
 *
 * Cost: some fifteen and twenty-five instructions. Linux: the per-CPU lists.
 */
#include "mm_int.h"

int bm_buddy_alloc(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn)
{
	struct bm_slot *slot = &cpu->slots[gfp % BM_NR_SLOTS];
	unsigned long avail = slot->avail;
	unsigned long left = avail & (avail - 1);

	if (order >= BM_LEAF_ORDER)
		return bm_alloc_leaves_(cpu, order, gfp, out_pfn);
	if ((order | gfp / BM_NR_SLOTS) != 0 || avail == 0)
		return bm_alloc_(cpu, order, gfp, out_pfn);
	slot->avail = left;
	atomic_store_explicit(&slot->leaf->takes, left ^ slot->rest, memory_order_release);
	*out_pfn = slot->pfn + bit_of(avail);
	return 0;
}

/*
 * A frame of any leaf: anybody may flip `gives`. Not if it is free, or no block's first frame, or
 * it or the next is a further one. Nothing is computed of what the planes say but these tests: the
 * swap cannot begin before they are done, and the leaf is rarely in the nearest cache.
 */
static int free_frame(struct bm_cpu *cpu, pfn_t pfn)
{
	struct bm_tree *tree = cpu->near_tree;
	pfn_t i = (pfn - tree->base_pfn) >> BM_LEAF_ORDER;
	unsigned long bit = 1ul << (pfn & (WORD_BITS - 1));
	struct bm_leaf *leaf;
	unsigned long takes;
	unsigned long seen;
	unsigned long gives;

	if (i >= atomic_load_explicit(&tree->nr_written, memory_order_acquire))
		return bm_free_(cpu, pfn, 0);
	leaf = &tree->leaves[i];
	seen = atomic_load_explicit(&leaf->gives, memory_order_relaxed);
	takes = atomic_load_explicit(&leaf->takes, memory_order_acquire);
	gives = seen ^ bit;
	if ((seen ^ takes) & bit ||
	    !(atomic_load_explicit(&leaf->head, memory_order_relaxed) & bit) ||
	    atomic_load_explicit(&leaf->tail, memory_order_relaxed) & (bit | bit << 1) ||
	    !atomic_compare_exchange_strong(&leaf->gives, &seen, gives))
		return bm_free_(cpu, pfn, 0);
	cpu->nr_frees++;
	takes = atomic_load(&leaf->takes);
	/* The leaf had no free frame before, or has no other now. */
	if (takes == (gives ^ bit) || takes == ~gives)
		return bm_tell_(tree, (unsigned long)i);
	return 0;
}

int bm_buddy_free(struct bm_cpu *cpu, pfn_t pfn, unsigned int order)
{
	struct bm_slot *slot = cpu->near_slot;
	struct bm_leaf *leaf = slot->leaf;
	pfn_t first = pfn - slot->pfn;
	unsigned long takes;
	unsigned long gives;

	if (order != 0)
		return bm_free_(cpu, pfn, order);
	if (first >= WORD_BITS)
		return free_frame(cpu, pfn);
	takes = slot->avail ^ slot->rest;
	gives = atomic_load_explicit(&leaf->gives, memory_order_acquire);
	if (((gives ^ takes) | slot->odd) >> first & 1)
		return bm_free_(cpu, pfn, 0);
	slot->rest ^= 1ul << first;
	atomic_store_explicit(&leaf->takes, takes ^ 1ul << first, memory_order_release);
	cpu->nr_frees++;
	return 0;
}
