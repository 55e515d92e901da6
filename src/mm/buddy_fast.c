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
 * What is wrong with freeing frames of a leaf as blocks of order 0, a bit for each: it is free, or
 * no block's first frame, or perhaps the first of several.
 */
static unsigned long wrong_frames(struct bm_leaf *leaf, unsigned long gives, unsigned long takes)
{
	unsigned long tail = atomic_load_explicit(&leaf->tail, memory_order_relaxed);
	unsigned long head = atomic_load_explicit(&leaf->head, memory_order_relaxed);

	return tail | tail >> 1 | ~head | (gives ^ takes);
}

/* A frame of any leaf: anybody may flip `gives`. */
static int free_frame(struct bm_cpu *cpu, pfn_t pfn)
{
	struct bm_tree *tree = cpu->near_tree;
	pfn_t rel = pfn - tree->base_pfn;
	unsigned long bit = 1ul << (rel & (WORD_BITS - 1));
	struct bm_leaf *leaf;
	unsigned long gives;
	unsigned long free;

	if (rel >= tree->frames || !bm_mid_is_whole_(tree, rel))
		return bm_free_(cpu, pfn, 0);
	leaf = &tree->leaves[rel >> BM_LEAF_ORDER];
	gives = atomic_load_explicit(&leaf->gives, memory_order_relaxed);
	free = atomic_load_explicit(&leaf->takes, memory_order_acquire);
	if (wrong_frames(leaf, gives, free) & bit ||
	    !atomic_compare_exchange_strong(&leaf->gives, &gives, gives ^ bit))
		return bm_free_(cpu, pfn, 0);
	cpu->nr_frees++;
	free = gives ^ bit ^ atomic_load(&leaf->takes);
	if (free == FULL || free == bit)
		return bm_tell_(tree, (unsigned long)(rel >> BM_LEAF_ORDER));
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
