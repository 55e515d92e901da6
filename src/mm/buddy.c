// SPDX-License-Identifier: MIT
/*
 * buddy.c - set an allocator up, and give it frames.
 *
 * All bitmaps of a tree are one piece of the map, of which only the tops are written now. Giving a
 * range climbs from its first frame to the highest level that it fills, and down again at its
 * end: at most two records a level are written, however long the range.
 *
 * Linux: zone_init_free_lists, __free_pages_core.
 */
#include "mm_int.h"

/* --- room ------------------------------------------------------------------------------------- */

/** Records a tree needs, from the lowest. */
struct shape {
	pfn_t base_pfn;
	unsigned long leaves;
	unsigned long mids;
	unsigned long ups;
	unsigned long tops;
	phys_addr_t size;
};

static unsigned long records(pfn_t frames, unsigned int shift)
{
	return (unsigned long)bm_shr(frames - 1, shift) + 1;
}

static phys_addr_t bytes(unsigned long nr, size_t each)
{
	return (phys_addr_t)nr * (phys_addr_t)each;
}

static struct shape shape_of(const struct bm_span *span)
{
	struct shape s;
	pfn_t frames;

	s.base_pfn = bm_shl(bm_shr(span->start_pfn, MID_SHIFT), MID_SHIFT);
	frames = span->end_pfn - s.base_pfn;
	s.leaves = records(frames, BM_LEAF_ORDER);
	s.mids = records(frames, MID_SHIFT);
	s.ups = records(frames, UP_SHIFT);
	s.tops = records(frames, TOP_SHIFT);
	s.size = bytes(s.leaves, sizeof(struct bm_leaf)) + bytes(s.mids, sizeof(struct bm_mid)) +
		 bytes(s.ups + s.tops, sizeof(struct bm_up));
	return s;
}

static phys_addr_t tables_size(const struct bm_pages *pages)
{
	return bytes(pages->nr_spans, sizeof(struct bm_tree)) +
	       bytes(pages->zones->nr_nodes, BM_NR_ZONES * sizeof(uint32_t));
}

phys_addr_t bm_buddy_size(const struct bm_pages *pages)
{
	phys_addr_t size = tables_size(pages);
	unsigned int i;

	for (i = 0; i < pages->nr_spans; i++)
		size += shape_of(&pages->spans[i]).size;
	return size;
}

static bool take_tree(struct bm_buddy *buddy, unsigned int i)
{
	const struct bm_span *span = &buddy->pages->spans[i];
	struct bm_tree *tree = &buddy->trees[i];
	struct shape s = shape_of(span);
	char *mem = bm_take_(buddy->pages->mb, s.size, span->nid, &tree->base);

	if (!mem)
		return false;
	tree->size = s.size;
	tree->start_pfn = span->start_pfn;
	tree->end_pfn = span->end_pfn;
	tree->base_pfn = s.base_pfn;
	tree->nid = span->nid;
	tree->idx = span->idx;
	tree->nr_leaves = s.leaves;
	tree->nr_tops = (unsigned int)s.tops;
	tree->buddy = buddy;
	tree->next = BM_NO_TREE;
	tree->tops = (struct bm_up *)(void *)mem;
	tree->ups = tree->tops + s.tops;
	tree->mids = (struct bm_mid *)(void *)(tree->ups + s.ups);
	tree->leaves = (struct bm_leaf *)(void *)(tree->mids + s.mids);
	memset(tree->tops, 0, s.tops * sizeof(*tree->tops));
	atomic_fetch_add(&buddy->bytes_touched, s.tops * sizeof(*tree->tops));
	return true;
}

static void untake(struct bm_buddy *buddy, unsigned int nr_trees)
{
	unsigned int i;

	for (i = 0; i < nr_trees; i++)
		bm_untake_(buddy->pages->mb, buddy->trees[i].base, buddy->trees[i].size);
	bm_untake_(buddy->pages->mb, buddy->tables_base, buddy->tables_size);
}

/* Chain the trees of each zone, the lowest first. */
static void chain(struct bm_buddy *buddy)
{
	unsigned int i = buddy->pages->nr_spans;
	struct bm_tree *tree;
	uint32_t *first;

	memset(buddy->first_tree, 0xff,
	       buddy->pages->zones->nr_nodes * BM_NR_ZONES * sizeof(uint32_t));
	while (i-- > 0) {
		tree = &buddy->trees[i];
		if (tree->idx == BM_NR_ZONES)
			continue;
		first = &buddy->first_tree[(unsigned int)tree->nid * BM_NR_ZONES + tree->idx];
		tree->next = *first;
		*first = i;
	}
}

int bm_buddy_init(struct bm_buddy *buddy, struct bm_pages *pages, unsigned int options)
{
	unsigned int max_order = pages->zones->policy.max_order;
	char *mem;
	unsigned int i;

	memset(buddy, 0, sizeof(*buddy));
	buddy->pages = pages;
	buddy->port = pages->mb->port;
	buddy->options = options;
	buddy->is_plain = options == 0 && pages->policy != BM_PAGES_DEFERRED;
	buddy->max_order = max_order < BM_MAX_ORDER ? max_order : BM_MAX_ORDER;
	buddy->tables_size = tables_size(pages);
	if (pages->nr_spans == 0)
		return 0;
	mem = bm_take_(pages->mb, buddy->tables_size, pages->boot_nid, &buddy->tables_base);
	if (!mem)
		return -BM_ENOMEM;
	memset(mem, 0, (size_t)buddy->tables_size);
	atomic_store(&buddy->bytes_touched, (unsigned long)buddy->tables_size);
	buddy->trees = (struct bm_tree *)(void *)mem;
	buddy->first_tree = (uint32_t *)(void *)(buddy->trees + pages->nr_spans);
	for (i = 0; i < pages->nr_spans; i++) {
		if (!take_tree(buddy, i)) {
			untake(buddy, i);
			return -BM_ENOMEM;
		}
	}
	chain(buddy);
	return 0;
}

/* --- giving ----------------------------------------------------------------------------------- */

static unsigned int least(unsigned int nr, pfn_t limit)
{
	return limit < nr ? (unsigned int)limit : nr;
}

/* How many records of a level begin at @rel, lie within the range, and were never written? */
static unsigned int unwritten(const struct bm_up *above, pfn_t rel, pfn_t end, unsigned int shift)
{
	if ((rel & (frames(shift) - 1)) != 0)
		return 0;
	return least(clear_from(set_word(above->ready), (unsigned int)bm_shr(rel, shift)),
		     bm_shr(end - rel, shift));
}

/* Records of @run below @up are free with all that is below them, and need not be written. */
static void give_unwritten(struct bm_tree *tree, struct bm_up *up, uint64_t run, unsigned int top)
{
	unsigned int c;

	for (c = 1; c < BM_NR_CLASSES; c++) {
		up->avail[c] |= run;
		if (tree->first_top[c] > top)
			tree->first_top[c] = top;
	}
}

static pfn_t give_ups(struct bm_tree *tree, pfn_t rel, unsigned int nr)
{
	unsigned int top = (unsigned int)(rel >> TOP_SHIFT);
	unsigned int first = (unsigned int)(rel >> UP_SHIFT) & SET_MASK;

	give_unwritten(tree, &tree->tops[top], run64(first, nr), top);
	return rel + ((pfn_t)nr << UP_SHIFT);
}

static pfn_t give_mids(struct bm_tree *tree, struct bm_up *up, pfn_t rel, unsigned int nr)
{
	unsigned int top = (unsigned int)(rel >> TOP_SHIFT);
	unsigned int first = (unsigned int)(rel >> MID_SHIFT) & SET_MASK;

	give_unwritten(tree, up, run64(first, nr), top);
	give_unwritten(tree, &tree->tops[top], bit64((unsigned int)(rel >> UP_SHIFT)), top);
	return rel + ((pfn_t)nr << MID_SHIFT);
}

/* As many whole leaves of one mid as there are. */
static pfn_t give_leaves(struct bm_tree *tree, pfn_t rel, pfn_t end)
{
	unsigned long i = (unsigned long)(rel >> BM_LEAF_ORDER);
	unsigned int first = (unsigned int)i & SET_MASK;
	unsigned int nr = least(64 - first, (end - rel) >> BM_LEAF_ORDER);

	bm_mid_at_(tree, i >> SET_SHIFT);
	bm_give_leaves_(tree, i >> SET_SHIFT, run64(first, nr));
	return rel + ((pfn_t)nr << BM_LEAF_ORDER);
}

static pfn_t give_frames(struct bm_tree *tree, pfn_t rel, pfn_t end)
{
	unsigned long i = (unsigned long)(rel >> BM_LEAF_ORDER);
	unsigned int first = (unsigned int)(rel & (WORD_BITS - 1));
	unsigned int nr = least(WORD_BITS - first, end - rel);
	struct bm_mid *mid = bm_mid_at_(tree, i >> SET_SHIFT);
	struct bm_leaf *leaf = bm_leaf_at_(tree, i);
	uint64_t bit = bit64((unsigned int)i);

	if (!(mid->head & mid->tail & bit)) {
		/* Split it; none of its frames was given yet. */
		mid->head |= bit;
		mid->tail |= bit;
		atomic_fetch_xor(&leaf->gives, FULL);
	}
	atomic_fetch_xor(&leaf->gives, run_word(first, nr));
	bm_settle_(tree, i);
	return rel + nr;
}

static pfn_t give_some(struct bm_tree *tree, pfn_t rel, pfn_t end)
{
	unsigned int nr = unwritten(&tree->tops[rel >> TOP_SHIFT], rel, end, UP_SHIFT);
	struct bm_up *up;

	if (nr > 0)
		return give_ups(tree, rel, nr);
	up = bm_up_at_(tree, (unsigned long)(rel >> UP_SHIFT));
	nr = unwritten(up, rel, end, MID_SHIFT);
	if (nr > 0)
		return give_mids(tree, up, rel, nr);
	if ((rel & (WORD_BITS - 1)) == 0 && end - rel >= WORD_BITS)
		return give_leaves(tree, rel, end);
	return give_frames(tree, rel, end);
}

static int check_not_given(struct bm_tree *tree, pfn_t pfn, pfn_t end_pfn)
{
	struct bm_frame frame;

	while (pfn < end_pfn) {
		frame = bm_frame_at_(tree, pfn);
		if (frame.state != BM_FRAME_NOT_GIVEN)
			return -BM_EEXIST;
		pfn = frame.end_pfn;
	}
	return 0;
}

static int give(struct bm_tree *tree, pfn_t start_pfn, pfn_t end_pfn)
{
	pfn_t rel = start_pfn - tree->base_pfn;

	while (rel < end_pfn - tree->base_pfn)
		rel = give_some(tree, rel, end_pfn - tree->base_pfn);
	tree->managed += end_pfn - start_pfn;
	return 0;
}

/** Something to do to the part of a range that is in one tree; locked. */
typedef int (*for_tree)(struct bm_tree *tree, pfn_t start_pfn, pfn_t end_pfn);

static int for_each_tree(struct bm_buddy *buddy, pfn_t pfn, pfn_t end_pfn, for_tree act)
{
	struct bm_tree *tree;
	pfn_t step_end;
	int err = 0;

	for (; pfn < end_pfn && !err; pfn = step_end) {
		tree = bm_tree_of_(buddy, pfn);
		if (!tree || tree->idx == BM_NR_ZONES)
			return -BM_EINVAL;
		step_end = tree->end_pfn < end_pfn ? tree->end_pfn : end_pfn;
		lock(&tree->lock);
		err = act(tree, pfn, step_end);
		unlock(&tree->lock);
	}
	return err;
}

int bm_buddy_add(struct bm_buddy *buddy, pfn_t start_pfn, pfn_t end_pfn)
{
	int err = for_each_tree(buddy, start_pfn, end_pfn, check_not_given);

	if (err)
		return err;
	if (buddy->options & BM_BUDDY_POISON)
		bm_poison_(buddy, start_pfn, end_pfn);
	return for_each_tree(buddy, start_pfn, end_pfn, give);
}
