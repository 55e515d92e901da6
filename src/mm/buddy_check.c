// SPDX-License-Identifier: MIT
/*
 * buddy_check.c - is a tree well formed?
 *
 * Everything that the other files lean on is looked at from the outside: what is free is announced
 * all the way up, a leaf is in one condition only, blocks are aligned and whole, and the frames of
 * all kinds add up to those that were given.
 *
 * Cost: the records that were written.
 */
#include "mm_int.h"

/** What a walk carries. */
struct walk {
	struct bm_tree *tree;
	pfn_t managed;
	const char *fault;
};

/* Keep the first fault. */
static void expect(struct walk *w, bool ok, const char *fault)
{
	if (!ok && !w->fault)
		w->fault = fault;
}

/* Blocks of a word: each head starts an aligned run of 2^k units, each tail is in one. */
static void check_blocks(struct walk *w, uint64_t taken, uint64_t head, uint64_t tail,
			 unsigned int max)
{
	uint64_t heads = taken & head & ~tail;
	uint64_t tails = taken & tail & ~head;
	unsigned int first;
	unsigned int nr;

	for (; heads != 0; heads &= heads - 1) {
		first = bit_of(heads);
		for (nr = 1; first + nr < 64 && tails & bit64(first + nr); nr++)
			tails &= ~bit64(first + nr);
		expect(w, (nr & (nr - 1)) == 0, "the size of a block is no power of two");
		expect(w, first % nr == 0, "a block is not aligned to its size");
		expect(w, bm_log2(nr) <= max, "a block is larger than the largest order");
	}
	expect(w, tails == 0, "a frame belongs to a block that does not start");
}

static void check_leaf(struct walk *w, unsigned long m, unsigned int i)
{
	const struct bm_mid *mid = &w->tree->mids[m];
	struct bm_leaf *leaf = &w->tree->leaves[(m << SET_SHIFT) + i];
	unsigned long free = bm_leaf_free_(leaf);
	unsigned long head = atomic_load(&leaf->head);
	unsigned long tail = atomic_load(&leaf->tail);
	bool split = ~mid->free & mid->head & mid->tail & bit64(i);
	bool partial = (mid->partial & bit64(i)) != 0;
	bool owned = set_has(mid->owned, i);

	if (!split) {
		expect(w, !partial, "a leaf that is not split is partial");
		expect(w, !owned, "a leaf that is not split is owned");
		expect(w, free == FULL, "a leaf that is not split has frames taken");
		return;
	}
	expect(w, set_has(mid->ready, i), "a split leaf was never written");
	expect(w, !(partial && owned), "an owned leaf is partial");
	expect(w, owned || partial == (free != 0),
	       "a leaf is partial without a free frame");
	expect(w, owned || free != FULL, "a free leaf was not merged");
	check_blocks(w, (unsigned long)~free, head, tail, BM_LEAF_ORDER - 1);
	w->managed += bm_count_bits(free) + bm_count_bits(~free & (head | tail));
}

static void check_mid(struct walk *w, unsigned long m)
{
	const struct bm_mid *mid = &w->tree->mids[m];
	const struct bm_up *up = &w->tree->ups[m >> SET_SHIFT];
	uint64_t split = ~mid->free & mid->head & mid->tail;
	uint64_t bit = bit64((unsigned int)m);
	unsigned int max = w->tree->buddy->max_order;
	unsigned int c;
	unsigned int i;

	expect(w, mid->partial == 0 || up->avail[0] & bit, "a partial leaf is not announced");
	for (c = 1; c < BM_NR_CLASSES; c++) {
		expect(w, runs_of(mid->free, c - 1) == 0 || up->avail[c] & bit,
		       "a free block is not announced");
	}
	expect(w, (mid->free & (mid->head | mid->tail)) == 0, "a free leaf is part of a block");
	check_blocks(w, ~mid->free, mid->head & ~split, mid->tail & ~split,
		     max > BM_LEAF_ORDER ? max - BM_LEAF_ORDER : 0);
	for (i = 0; i < 64; i++)
		if (split & bit64(i) || set_has(mid->ready, i))
			check_leaf(w, m, i);
	w->managed += (pfn_t)bm_count_bits(mid->free | (mid->head ^ mid->tail)) << BM_LEAF_ORDER;
}

/* What a level's bits say of the record at bit @i, which was written (@ready) or not. */
static void check_bits(struct walk *w, const struct bm_up *up, unsigned int i, bool ready,
		       unsigned int shift)
{
	unsigned int c;

	for (c = 2; c < BM_NR_CLASSES; c++) {
		expect(w, !(up->avail[c] & ~up->avail[c - 1] & bit64(i)),
		       "large blocks are announced where small ones are not");
		expect(w, ready || !((up->avail[c] ^ up->avail[c - 1]) & bit64(i)),
		       "memory that was never split lacks blocks of some order");
	}
	expect(w, ready || !(up->avail[0] & bit64(i)),
	       "memory that was never split has split leaves");
	if (!ready && up->avail[1] & bit64(i))
		w->managed += frames(shift);
}

static void check_up(struct walk *w, unsigned long u)
{
	const struct bm_up *up = &w->tree->ups[u];
	const struct bm_up *top = &w->tree->tops[u >> SET_SHIFT];
	unsigned int c;
	unsigned int i;

	for (c = 0; c < BM_NR_CLASSES; c++)
		expect(w, up->avail[c] == 0 || top->avail[c] & bit64((unsigned int)u),
		       "space is not announced at the top");
	for (i = 0; i < 64; i++) {
		check_bits(w, up, i, set_has(up->ready, i), MID_SHIFT);
		if (set_has(up->ready, i))
			check_mid(w, (u << SET_SHIFT) + i);
	}
}

static void check_tree(struct walk *w)
{
	const struct bm_up *top;
	unsigned long t;
	unsigned int c;
	unsigned int i;

	for (t = 0; t < w->tree->nr_tops; t++) {
		top = &w->tree->tops[t];
		for (c = 0; c < BM_NR_CLASSES; c++)
			expect(w, top->avail[c] == 0 || w->tree->first_top[c] <= t,
			       "a search would begin behind free space");
		for (i = 0; i < 64; i++) {
			check_bits(w, top, i, set_has(top->ready, i), UP_SHIFT);
			if (set_has(top->ready, i))
				check_up(w, (t << SET_SHIFT) + i);
		}
	}
	expect(w, w->managed == w->tree->managed, "frames were lost or won");
}

const char *bm_buddy_check(struct bm_buddy *buddy)
{
	struct walk w = { NULL, 0, NULL };
	unsigned int i;

	for (i = 0; buddy->trees && i < buddy->pages->nr_spans && !w.fault; i++) {
		w.tree = &buddy->trees[i];
		w.managed = 0;
		lock(&w.tree->lock);
		check_tree(&w);
		unlock(&w.tree->lock);
	}
	return w.fault;
}
