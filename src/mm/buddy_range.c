// SPDX-License-Identifier: MIT
/*
 * buddy_range.c - take exactly these frames, to use them or to keep them away from everybody.
 *
 * A range may touch several trees. Each is looked at and taken under its lock; if one has a frame
 * that is not free, those before it are put back, and nothing has changed.
 *
 * A leaf is owned while frames of it are taken here, as by a CPU, so frees that go on meanwhile
 * are seen when it is given up.
 *
 * Cost: the leaves. Linux: alloc_contig_range, start_isolate_page_range.
 */
#include "mm_int.h"

/** What becomes of the frames: blocks of order 0, isolated, or free again. */
enum action {
	ALLOCATE,
	ISOLATE,
	PUT_BACK,
};

/* --- one leaf, locked ------------------------------------------------------------------------- */

static void take_frames(struct bm_tree *tree, unsigned long i, unsigned long mask,
			enum action action)
{
	struct bm_leaf *leaf;

	if (tree->mids[i >> SET_SHIFT].free & bit64((unsigned int)i))
		bm_split_(tree, i);
	leaf = &tree->leaves[i];
	bm_own_(tree, i);
	atomic_store(&leaf->head, atomic_load(&leaf->head) | mask);
	if (action == ISOLATE)
		atomic_store(&leaf->tail, atomic_load(&leaf->tail) | mask);
	else
		atomic_store(&leaf->tail, atomic_load(&leaf->tail) & ~mask);
	atomic_fetch_xor(&leaf->takes, mask);
	bm_disown_(tree, i);
}

static void put_frames(struct bm_tree *tree, unsigned long i, unsigned long mask)
{
	atomic_fetch_xor(&tree->leaves[i].gives, mask);
	bm_settle_(tree, i);
}

/* --- one tree, locked ------------------------------------------------------------------------- */

static bool all_are(struct bm_tree *tree, pfn_t pfn, pfn_t end_pfn, enum bm_frame_state state)
{
	struct bm_frame f;

	while (pfn < end_pfn) {
		f = bm_frame_at_(tree, pfn);
		if (f.state != state)
			return false;
		pfn = f.end_pfn;
	}
	return true;
}

static void apply(struct bm_tree *tree, pfn_t start_pfn, pfn_t end_pfn, enum action action)
{
	pfn_t rel = start_pfn - tree->base_pfn;
	pfn_t end = end_pfn - tree->base_pfn;
	unsigned int first;
	unsigned int nr;
	unsigned long i;

	for (; rel < end; rel += nr) {
		i = (unsigned long)(rel >> BM_LEAF_ORDER);
		first = (unsigned int)rel & (WORD_BITS - 1);
		nr = end - rel < WORD_BITS - first ? (unsigned int)(end - rel) : WORD_BITS - first;
		bm_leaf_at_(tree, i);
		if (action == PUT_BACK)
			put_frames(tree, i, run_word(first, nr));
		else
			take_frames(tree, i, run_word(first, nr), action);
	}
}

/* --- all trees -------------------------------------------------------------------------------- */

static pfn_t end_in(const struct bm_tree *tree, pfn_t end_pfn)
{
	return tree->end_pfn < end_pfn ? tree->end_pfn : end_pfn;
}

static bool try_tree(struct bm_tree *tree, pfn_t start_pfn, pfn_t end_pfn, enum action action)
{
	enum bm_frame_state want = action == PUT_BACK ? BM_FRAME_ISOLATED : BM_FRAME_FREE;
	bool ok;

	lock(&tree->lock);
	ok = all_are(tree, start_pfn, end_pfn, want);
	if (ok)
		apply(tree, start_pfn, end_pfn, action);
	unlock(&tree->lock);
	return ok;
}

/* Undo what was done from @start_pfn to @end_pfn. */
static void undo(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn, enum action action)
{
	struct bm_tree *tree;
	pfn_t step_end;

	for (; start_pfn < end_pfn; start_pfn = step_end) {
		tree = bm_tree_of_(cpu->buddy, start_pfn);
		step_end = end_in(tree, end_pfn);
		lock(&tree->lock);
		apply(tree, start_pfn, step_end, action == PUT_BACK ? ISOLATE : PUT_BACK);
		unlock(&tree->lock);
	}
}

static bool is_in_trees(const struct bm_buddy *buddy, pfn_t pfn, pfn_t end_pfn)
{
	const struct bm_tree *tree;

	if (pfn >= end_pfn)
		return false;
	for (; pfn < end_pfn; pfn = tree->end_pfn) {
		tree = bm_tree_of_(buddy, pfn);
		if (!tree || tree->idx == BM_NR_ZONES)
			return false;
	}
	return true;
}

static int act(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn, enum action action)
{
	pfn_t pfn = start_pfn;
	struct bm_tree *tree;

	if (!is_in_trees(cpu->buddy, start_pfn, end_pfn))
		return -BM_EINVAL;
	bm_cpu_drain(cpu);
	for (; pfn < end_pfn; pfn = tree->end_pfn) {
		tree = bm_tree_of_(cpu->buddy, pfn);
		if (!try_tree(tree, pfn, end_in(tree, end_pfn), action)) {
			undo(cpu, start_pfn, pfn, action);
			return action == PUT_BACK ? -BM_EINVAL : -BM_EBUSY;
		}
	}
	return 0;
}

int bm_buddy_alloc_range(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn)
{
	int err = act(cpu, start_pfn, end_pfn, ALLOCATE);
	struct bm_pages *pages = cpu->buddy->pages;
	const struct bm_span *span;

	if (err || pages->policy != BM_PAGES_DEFERRED)
		return err;
	for (; start_pfn < end_pfn; start_pfn = span->end_pfn) {
		span = bm_span_of(pages, start_pfn);
		bm_pages_prepare(pages, start_pfn, end_pfn);
	}
	return 0;
}

int bm_buddy_isolate(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn)
{
	return act(cpu, start_pfn, end_pfn, ISOLATE);
}

int bm_buddy_put_back(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn)
{
	return act(cpu, start_pfn, end_pfn, PUT_BACK);
}

int bm_buddy_free_range(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn)
{
	struct bm_frame f;
	pfn_t pfn;
	int err = 0;

	if (!is_in_trees(cpu->buddy, start_pfn, end_pfn))
		return -BM_EINVAL;
	for (pfn = start_pfn; pfn < end_pfn; pfn++) {
		f = bm_buddy_frame(cpu->buddy, pfn);
		if (f.state != BM_FRAME_ALLOCATED || f.order != 0)
			return -BM_EINVAL;
	}
	for (pfn = start_pfn; pfn < end_pfn && !err; pfn++)
		err = bm_buddy_free(cpu, pfn, 0);
	return err;
}
