// SPDX-License-Identifier: MIT
/*
 * buddy_tree.c - the levels above the leaves: what is there, where to look, who owns a leaf.
 *
 * Every function here wants the tree's lock. A record is written when it is first needed, from the
 * bit above it, so memory that nobody asks for has no bits. A set bit of @avail promises nothing, a
 * clear one is certain: whoever gives sets bits all the way up, whoever searches in vain clears
 * them on its way. So a search pays for each stale bit once.
 *
 * A split leaf is in one of three conditions: owned, partial, or neither because it has no free
 * frame. Frees do not take the lock. They look at `owned` after their compare-and-swap; the owner
 * looks at the frames after giving up `owned`; so one of the two sees what the other did.
 *
 * Cost: three words a search when the bits are right. Linux: free_area, __free_one_page, expand.
 */
#include "mm_int.h"

static void wrote(struct bm_tree *tree, size_t bytes)
{
	atomic_fetch_add_explicit(&tree->buddy->bytes_touched, bytes, memory_order_relaxed);
}

/* --- records ------------------------------------------------------------------------------- */

struct bm_up *bm_up_at_(struct bm_tree *tree, unsigned long i)
{
	struct bm_up *top = &tree->tops[i >> SET_SHIFT];
	struct bm_up *up = &tree->ups[i];
	unsigned int c;

	if (set_has(top->ready, (unsigned int)i))
		return up;
	memset(up, 0, sizeof(*up));
	for (c = 1; c < BM_NR_CLASSES; c++)
		up->avail[c] = top->avail[c] & bit64((unsigned int)i) ? ALL : 0;
	set_add(top->ready, (unsigned int)i);
	wrote(tree, sizeof(*up));
	return up;
}

struct bm_mid *bm_mid_at_(struct bm_tree *tree, unsigned long i)
{
	struct bm_up *up = bm_up_at_(tree, i >> SET_SHIFT);
	struct bm_mid *mid = &tree->mids[i];

	if (set_has(up->ready, (unsigned int)i))
		return mid;
	memset(mid, 0, sizeof(*mid));
	mid->free = up->avail[1] & bit64((unsigned int)i) ? ALL : 0;
	set_add(up->ready, (unsigned int)i);
	wrote(tree, sizeof(*mid));
	return mid;
}

struct bm_leaf *bm_leaf_at_(struct bm_tree *tree, unsigned long i)
{
	struct bm_mid *mid = bm_mid_at_(tree, i >> SET_SHIFT);
	struct bm_leaf *leaf = &tree->leaves[i];

	if (set_has(mid->ready, (unsigned int)i))
		return leaf;
	memset(leaf, 0, sizeof(*leaf));
	/* What it says counts when it is split, and then nobody has any frame of it. */
	atomic_store(&leaf->gives, FULL);
	set_add(mid->ready, (unsigned int)i);
	wrote(tree, sizeof(*leaf));
	return leaf;
}

void bm_write_ahead_(struct bm_tree *tree)
{
	unsigned long leaf = atomic_load(&tree->nr_written);
	unsigned long end = leaf + 64;

	if (end > tree->nr_leaves)
		end = tree->nr_leaves;
	for (; leaf < end; leaf++)
		bm_leaf_at_(tree, leaf);
	atomic_store(&tree->nr_written, end);
}

/* --- announcing and searching ----------------------------------------------------------------- */

/* Mid @mid has space of class @c. False if that was announced before. */
static bool announce(struct bm_tree *tree, unsigned long mid, unsigned int c)
{
	struct bm_up *up = &tree->ups[mid >> SET_SHIFT];
	unsigned int top = (unsigned int)(mid >> (2 * SET_SHIFT));

	if (up->avail[c] & bit64((unsigned int)mid))
		return false;
	up->avail[c] |= bit64((unsigned int)mid);
	tree->tops[top].avail[c] |= bit64((unsigned int)(mid >> SET_SHIFT));
	if (tree->first_top[c] > top)
		tree->first_top[c] = top;
	return true;
}

void bm_give_leaves_(struct bm_tree *tree, unsigned long mid, uint64_t leaves)
{
	struct bm_mid *m = &tree->mids[mid];
	unsigned int c = 1;

	m->free |= leaves;
	m->head &= ~leaves;
	m->tail &= ~leaves;
	m->partial &= ~leaves;
	while (c + 1 < BM_NR_CLASSES && runs_of(m->free, c) != 0)
		c++;
	/* Space of a class is space of all lower ones. */
	while (c > 0 && announce(tree, mid, c))
		c--;
}

/* Nothing of class @c is in a record below: then nothing of a higher class is. */
static void forget(struct bm_up *up, unsigned int i, unsigned int c)
{
	unsigned int higher = c == 0 ? 1 : BM_NR_CLASSES;

	for (; c < higher; c++)
		up->avail[c] &= ~bit64(i);
}

static bool find_in_up(struct bm_tree *tree, unsigned long u, unsigned int c,
		       unsigned long *out_mid)
{
	struct bm_up *up = bm_up_at_(tree, u);
	unsigned int bit;

	while (up->avail[c] != 0) {
		bit = bit_of(up->avail[c]);
		*out_mid = (u << SET_SHIFT) + bit;
		if (runs_of(bm_mid_at_(tree, *out_mid)->free, c - 1) != 0)
			return true;
		forget(up, bit, c);
	}
	return false;
}

bool bm_find_block_(struct bm_tree *tree, unsigned int order, unsigned long *out_mid)
{
	unsigned int c = order - BM_LEAF_ORDER + 1;
	unsigned int t = tree->first_top[c];
	struct bm_up *top;
	unsigned int bit;

	for (; t < tree->nr_tops; t++) {
		tree->first_top[c] = t;
		top = &tree->tops[t];
		while (top->avail[c] != 0) {
			bit = bit_of(top->avail[c]);
			if (find_in_up(tree, ((unsigned long)t << SET_SHIFT) + bit, c, out_mid))
				return true;
			forget(top, bit, c);
		}
	}
	tree->first_top[c] = tree->nr_tops;
	return false;
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
	*out_pfn = bm_take_recent_(recent, 1u << k);
	return true;
}

/* --- leaves ----------------------------------------------------------------------------------- */

static bool find_in_mid(struct bm_tree *tree, unsigned long mid, unsigned int order,
			unsigned long *out_leaf)
{
	uint64_t partial = tree->mids[mid].partial;

	for (; partial != 0; partial &= partial - 1) {
		*out_leaf = (mid << SET_SHIFT) + bit_of(partial);
		if (runs_of(bm_leaf_free_(&tree->leaves[*out_leaf]), order) != 0)
			return true;
	}
	return false;
}

/* Look through the partial leaves below one up; at most through @tries mids that have some. */
static bool find_partial_in_up(struct bm_tree *tree, unsigned long u, unsigned int order,
			       unsigned long *tries, unsigned long *out_leaf)
{
	struct bm_up *up = &tree->ups[u];
	uint64_t left = up->avail[0];
	unsigned long mid;

	for (; left != 0 && *tries > 0; left &= left - 1) {
		mid = (u << SET_SHIFT) + bit_of(left);
		if (find_in_mid(tree, mid, order, out_leaf))
			return true;
		if (tree->mids[mid].partial == 0)
			forget(up, bit_of(left), 0);
		else
			--*tries;
	}
	return false;
}

static bool find_partial(struct bm_tree *tree, unsigned int order, unsigned long tries,
			 unsigned long *out_leaf)
{
	unsigned int t = tree->first_top[0];
	unsigned long u;
	uint64_t left;

	while (t < tree->nr_tops && tree->tops[t].avail[0] == 0)
		t++;
	tree->first_top[0] = t;
	for (; t < tree->nr_tops && tries > 0; t++) {
		for (left = tree->tops[t].avail[0]; left != 0; left &= left - 1) {
			u = ((unsigned long)t << SET_SHIFT) + bit_of(left);
			if (find_partial_in_up(tree, u, order, &tries, out_leaf))
				return true;
			if (tree->ups[u].avail[0] == 0)
				forget(&tree->tops[t], bit_of(left), 0);
		}
	}
	return false;
}

/* A few leaves are worth a look before a larger block is split. */
#define TRIES 8

bool bm_find_leaf_(struct bm_tree *tree, unsigned int order, unsigned long *out_leaf)
{
	unsigned long mid;

	if (find_partial(tree, order, order == 0 ? ~0ul : TRIES, out_leaf))
		return true;
	if (bm_find_block_(tree, BM_LEAF_ORDER, &mid)) {
		*out_leaf = (mid << SET_SHIFT) + bit_of(tree->mids[mid].free);
		bm_split_(tree, *out_leaf);
		return true;
	}
	return order > 0 && find_partial(tree, order, ~0ul, out_leaf);
}

void bm_split_(struct bm_tree *tree, unsigned long leaf)
{
	struct bm_mid *mid = bm_mid_at_(tree, leaf >> SET_SHIFT);
	uint64_t bit = bit64((unsigned int)leaf);

	bm_leaf_at_(tree, leaf);
	mid->free &= ~bit;
	mid->head |= bit;
	mid->tail |= bit;
}

void bm_settle_(struct bm_tree *tree, unsigned long leaf)
{
	struct bm_mid *mid = &tree->mids[leaf >> SET_SHIFT];
	uint64_t bit = bit64((unsigned int)leaf);
	unsigned long free = bm_leaf_free_(&tree->leaves[leaf]);

	if (!(mid->head & mid->tail & bit) || set_has(mid->owned, (unsigned int)leaf))
		return;
	mid->partial &= ~bit;
	if (free == FULL) {
		bm_give_leaves_(tree, leaf >> SET_SHIFT, bit);
	} else if (free != 0) {
		mid->partial |= bit;
		announce(tree, leaf >> SET_SHIFT, 0);
	}
}

void bm_own_(struct bm_tree *tree, unsigned long leaf)
{
	struct bm_mid *mid = &tree->mids[leaf >> SET_SHIFT];

	set_add(mid->owned, (unsigned int)leaf);
	mid->partial &= ~bit64((unsigned int)leaf);
}

void bm_disown_(struct bm_tree *tree, unsigned long leaf)
{
	set_drop(tree->mids[leaf >> SET_SHIFT].owned, (unsigned int)leaf);
	bm_settle_(tree, leaf);
}
