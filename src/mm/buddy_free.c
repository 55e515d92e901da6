// SPDX-License-Identifier: MIT
/*
 * buddy_free.c - free a block of any kind, or say why not.
 *
 * Before anything changes the leaf must show one taken block of just that order. Then one
 * compare-and-swap flips its frames in `gives`. It fails if any frame of the leaf was freed in
 * between, and the leaf is looked at again: so of two CPUs that free the same block, the second
 * finds it free. Only the owner turns free frames into taken ones, so nothing can turn a checked
 * block into another in between.
 *
 * The lock is taken when a leaf that nobody owns had no free frame before, or has no other now. To
 * know that, `takes` is read again after the swap: what an owner did before it gave the leaf up is
 * seen then.
 *
 * Cost: one compare-and-swap. Linux: free_unref_page, __free_one_page, bad_page.
 */
#include "base/text.h"
#include "mm_int.h"

/* --- refusing --------------------------------------------------------------------------------- */

static const char *reason(const struct bm_frame *f, pfn_t pfn, unsigned int order)
{
	if (f->state == BM_FRAME_FREE || f->state == BM_FRAME_PARKED)
		return "it is free already";
	if (f->state == BM_FRAME_ISOLATED)
		return "it is isolated";
	if (f->state == BM_FRAME_NONE)
		return "there is no memory";
	if (f->state == BM_FRAME_NOT_GIVEN)
		return "it is reserved or was never given to the allocator";
	if (f->start_pfn != pfn)
		return "it is in the middle of an allocated block";
	return f->order == order ? "it was changed by another CPU" :
				   "it was allocated with another order";
}

static int refuse(struct bm_cpu *cpu, pfn_t pfn, unsigned int order)
{
	struct bm_buddy *buddy = cpu->buddy;
	struct bm_frame f = bm_buddy_frame(buddy, pfn);
	struct bm_text text;

	atomic_fetch_add(&buddy->bad_frees, 1);
	bm_text_start(&text, "buddy: cannot free frame ");
	bm_text_hex(&text, pfn);
	bm_text_str(&text, " order ");
	bm_text_dec(&text, order);
	bm_text_str(&text, ": ");
	bm_text_str(&text, reason(&f, pfn, order));
	if (f.state == BM_FRAME_FREE || f.state == BM_FRAME_ALLOCATED) {
		bm_text_str(&text, " (block ");
		bm_text_hex(&text, f.start_pfn);
		bm_text_str(&text, " order ");
		bm_text_dec(&text, f.order);
		bm_text_char(&text, ')');
	}
	bm_text_log(&text, buddy->port, BM_LOG_ERR);
	return -BM_EINVAL;
}

/* --- within a leaf ---------------------------------------------------------------------------- */

/* Frames are read before the planes that explain them. */
static bool is_block(struct bm_leaf *leaf, unsigned long gives, unsigned int first,
		     unsigned int order)
{
	unsigned long free = gives ^ atomic_load_explicit(&leaf->takes, memory_order_acquire);
	unsigned long head = atomic_load_explicit(&leaf->head, memory_order_relaxed);
	unsigned long tail = atomic_load_explicit(&leaf->tail, memory_order_relaxed);

	return bm_is_block_(free, head, tail, first, order);
}

int bm_tell_(struct bm_tree *tree, unsigned long leaf)
{
	/* The owner will see it when it gives the leaf up. */
	if (set_has(tree->mids[leaf >> SET_SHIFT].owned, (unsigned int)leaf))
		return 0;
	lock(&tree->lock);
	bm_settle_(tree, leaf);
	unlock(&tree->lock);
	return 0;
}

/* Each free that finds no short way makes it longer, so that soon all do. */
static void write_ahead(struct bm_tree *tree)
{
	lock(&tree->lock);
	bm_write_ahead_(tree);
	unlock(&tree->lock);
}

static int free_frames(struct bm_cpu *cpu, struct bm_tree *tree, pfn_t pfn, unsigned int order)
{
	pfn_t rel = pfn - tree->base_pfn;
	struct bm_leaf *leaf = &tree->leaves[rel >> BM_LEAF_ORDER];
	unsigned int first = (unsigned int)rel & (WORD_BITS - 1);
	unsigned long mask;
	unsigned long gives;

	if (!bm_leaf_is_ready_(tree, rel) || (first & ((1u << order) - 1)) != 0)
		return refuse(cpu, pfn, order);
	if (rel >> BM_LEAF_ORDER >= atomic_load(&tree->nr_written))
		write_ahead(tree);
	mask = run_word(first, 1u << order);
	gives = atomic_load(&leaf->gives);
	if (cpu->buddy->options & BM_BUDDY_POISON && is_block(leaf, gives, first, order))
		bm_poison_(cpu->buddy, pfn, pfn + frames(order));
	do {
		if (!is_block(leaf, gives, first, order))
			return refuse(cpu, pfn, order);
	} while (!atomic_compare_exchange_weak(&leaf->gives, &gives, gives ^ mask));
	cpu->nr_frees += 1ul << order;
	gives ^= mask ^ atomic_load(&leaf->takes);
	if (gives == FULL || (gives & ~mask) == 0)
		return bm_tell_(tree, (unsigned long)(rel >> BM_LEAF_ORDER));
	return 0;
}

/* --- leaves and more -------------------------------------------------------------------------- */

/* The block at leaf @leaf is no longer one; locked. False if it was none. */
static bool dissolve(struct bm_tree *tree, unsigned long leaf, unsigned int order)
{
	struct bm_mid *mid = &tree->mids[leaf >> SET_SHIFT];
	unsigned int first = (unsigned int)leaf & SET_MASK;
	uint64_t run;

	if (!bm_is_block_(mid->free, mid->head, mid->tail, first, order))
		return false;
	run = run64(first, 1u << order);
	mid->head &= ~run;
	mid->tail &= ~run;
	return true;
}

/* In between the block is nobody's, so that it cannot be freed twice while it is filled. */
static int free_block(struct bm_cpu *cpu, struct bm_tree *tree, pfn_t pfn, unsigned int order)
{
	unsigned long leaf = (unsigned long)((pfn - tree->base_pfn) >> BM_LEAF_ORDER);
	unsigned long m = leaf >> SET_SHIFT;
	bool ok = (pfn & (frames(order) - 1)) == 0;
	uint64_t run;

	order -= BM_LEAF_ORDER;
	lock(&tree->lock);
	ok = ok && bm_mid_is_ready_(tree, m) && dissolve(tree, leaf, order);
	if (ok && cpu->buddy->options & BM_BUDDY_POISON) {
		unlock(&tree->lock);
		bm_poison_(cpu->buddy, pfn, pfn + frames(order + BM_LEAF_ORDER));
		lock(&tree->lock);
	}
	if (ok) {
		run = run64((unsigned int)leaf & SET_MASK, 1u << order);
		bm_give_leaves_(tree, m, run);
	}
	unlock(&tree->lock);
	if (!ok)
		return refuse(cpu, pfn, order + BM_LEAF_ORDER);
	cpu->nr_frees += 1ul << (order + BM_LEAF_ORDER);
	return 0;
}

int bm_free_(struct bm_cpu *cpu, pfn_t pfn, unsigned int order)
{
	struct bm_tree *tree = cpu->near_tree;

	if (!bm_tree_has_(tree, pfn)) {
		tree = bm_tree_of_(cpu->buddy, pfn);
		if (!tree || order > cpu->buddy->max_order)
			return refuse(cpu, pfn, order);
		if (cpu->buddy->options == 0)
			cpu->near_tree = tree;
	}
	if (order < BM_LEAF_ORDER)
		return free_frames(cpu, tree, pfn, order);
	if (order > cpu->buddy->max_order)
		return refuse(cpu, pfn, order);
	return free_block(cpu, tree, pfn, order);
}
