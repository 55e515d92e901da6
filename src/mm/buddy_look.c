// SPDX-License-Identifier: MIT
/*
 * buddy_look.c - what a frame is, how many there are of each kind, and how that is printed.
 *
 * Nothing is written here, records that were never written included: what they would say is
 * known from the bit above. A leaf and a mid look alike, a word of units with three planes, so one
 * function explains both.
 *
 * Linux: /proc/buddyinfo, /proc/zoneinfo, page_is_buddy.
 */
#include "base/text.h"
#include "mm_int.h"

const char *bm_frame_name(enum bm_frame_state state)
{
	static const char names[][16] = {
		"no memory", "reserved", "free", "parked", "allocated", "isolated",
	};

	return (unsigned int)state < sizeof(names) / sizeof(names[0]) ? names[state] : "unknown";
}

/* --- one frame -------------------------------------------------------------------------------- */

/** A leaf's word of frames, or a mid's word of leaves. */
struct units {
	uint64_t free;
	uint64_t head;
	uint64_t tail;
	unsigned int order;        /* of a unit */
	unsigned int max;          /* order of the largest block here, in units */
};

/* The largest free block that unit @i is in. */
static unsigned int free_order(const struct units *u, unsigned int i)
{
	unsigned int k = 0;
	unsigned int up;
	uint64_t run;

	for (up = 1; up <= u->max; up++) {
		run = run64(i >> up << up, 1u << up);
		if ((u->free & run) == run)
			k = up;
	}
	return k;
}

/* The allocated block that unit @i is in: its first unit and its order. */
static unsigned int block_of(const struct units *u, unsigned int i, unsigned int *out_order)
{
	unsigned int first = bm_log2(u->head & ~u->tail & run64(0, i + 1));
	uint64_t tails = ~u->free & ~u->head & u->tail;
	unsigned int nr = 1;

	while (first + nr < 64 && tails & bit64(first + nr))
		nr++;
	*out_order = bm_log2(nr);
	return first;
}

/* How many units from @i on are not in @other. */
static unsigned int alike(const struct units *u, uint64_t other, unsigned int i)
{
	unsigned int nr = u->order == 0 ? WORD_BITS : 64;

	other &= ~run64(0, i + 1);
	return (other != 0 && bit_of(other) < nr ? bit_of(other) : nr) - i;
}

static struct bm_frame explain(const struct units *u, unsigned int i, pfn_t base_pfn)
{
	struct bm_frame f = { BM_FRAME_NOT_GIVEN, 0, 0, 0 };
	uint64_t other = 0;
	unsigned int order = 0;
	unsigned int first = i;

	if (u->free & bit64(i)) {
		f.state = BM_FRAME_FREE;
		order = free_order(u, i);
		first = i >> order << order;
	} else if (u->head & u->tail & bit64(i)) {
		f.state = BM_FRAME_ISOLATED;
		other = u->free | ~(u->head & u->tail);
	} else if ((u->head | u->tail) & bit64(i)) {
		f.state = BM_FRAME_ALLOCATED;
		first = block_of(u, i, &order);
	} else {
		other = u->free | u->head | u->tail;
	}
	f.order = order + u->order;
	f.start_pfn = base_pfn + bm_shl(first, u->order);
	f.end_pfn = f.start_pfn + frames(f.order);
	if (other != 0 || f.state == BM_FRAME_NOT_GIVEN)
		f.end_pfn = f.start_pfn + bm_shl(alike(u, other, i), u->order);
	return f;
}

static unsigned int min_order(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

static struct bm_frame in_leaf(struct bm_tree *tree, pfn_t rel)
{
	unsigned long i = (unsigned long)(rel >> BM_LEAF_ORDER);
	struct bm_leaf *leaf = &tree->leaves[i];
	unsigned int max = min_order(tree->buddy->max_order, BM_LEAF_ORDER);
	struct units u = { bm_leaf_free_(leaf), atomic_load(&leaf->head),
			   atomic_load(&leaf->tail), 0, max };
	pfn_t base = tree->base_pfn + ((pfn_t)i << BM_LEAF_ORDER);
	struct bm_frame f = explain(&u, (unsigned int)(rel & (WORD_BITS - 1)), base);

	if (f.state == BM_FRAME_FREE &&
	    set_has(tree->mids[i >> SET_SHIFT].owned, (unsigned int)i))
		f.state = BM_FRAME_PARKED;
	return f;
}

static struct bm_frame in_mid(struct bm_tree *tree, pfn_t rel)
{
	unsigned long i = (unsigned long)(rel >> MID_SHIFT);
	unsigned int unit = (unsigned int)(rel >> BM_LEAF_ORDER) & SET_MASK;
	const struct bm_mid *mid = &tree->mids[i];
	unsigned int max = tree->buddy->max_order;
	struct units u = { mid->free, mid->head, mid->tail, BM_LEAF_ORDER, 0 };

	u.max = max > BM_LEAF_ORDER ? max - BM_LEAF_ORDER : 0;
	if (~mid->free & mid->head & mid->tail & bit64(unit))
		return in_leaf(tree, rel);
	return explain(&u, unit, tree->base_pfn + ((pfn_t)i << MID_SHIFT));
}

/* Below a bit whose record was never written, all is alike; often it is below the next, too. */
static struct bm_frame unwritten(const struct bm_tree *tree, const struct bm_up *above, pfn_t rel,
				 unsigned int shift)
{
	unsigned int i = (unsigned int)bm_shr(rel, shift) & SET_MASK;
	uint64_t ready = set_word(above->ready);
	uint64_t free = above->avail[1];
	struct bm_frame f = { BM_FRAME_NOT_GIVEN, 0, 0, 0 };

	f.start_pfn = tree->base_pfn + (rel & ~(frames(shift) - 1));
	f.end_pfn = f.start_pfn + bm_shl(clear_from(ready | free, i), shift);
	if (free & bit64(i)) {
		f.state = BM_FRAME_FREE;
		f.order = tree->buddy->max_order;
		f.end_pfn = f.start_pfn + bm_shl(clear_from(ready | ~free, i), shift);
	}
	return f;
}

struct bm_frame bm_frame_at_(struct bm_tree *tree, pfn_t pfn)
{
	pfn_t rel = pfn - tree->base_pfn;
	const struct bm_up *top = &tree->tops[rel >> TOP_SHIFT];
	const struct bm_up *up = &tree->ups[rel >> UP_SHIFT];
	unsigned int in_top = (unsigned int)(rel >> UP_SHIFT);
	unsigned int in_up = (unsigned int)(rel >> MID_SHIFT);

	if (!set_has(top->ready, in_top))
		return unwritten(tree, top, rel, UP_SHIFT);
	if (!set_has(up->ready, in_up))
		return unwritten(tree, up, rel, MID_SHIFT);
	return in_mid(tree, rel);
}

static struct bm_frame outside(pfn_t pfn)
{
	struct bm_frame f = { BM_FRAME_NONE, 0, pfn, pfn };

	if (pfn != BM_PFN_NONE)
		f.end_pfn++;
	return f;
}

struct bm_frame bm_buddy_frame(struct bm_buddy *buddy, pfn_t pfn)
{
	struct bm_tree *tree = bm_tree_of_(buddy, pfn);
	struct bm_frame f;

	if (!tree)
		return outside(pfn);
	lock(&tree->lock);
	f = bm_frame_at_(tree, pfn);
	unlock(&tree->lock);
	if (f.start_pfn < tree->start_pfn)
		f.start_pfn = tree->start_pfn;
	if (f.end_pfn > tree->end_pfn)
		f.end_pfn = tree->end_pfn;
	return f;
}

bool bm_buddy_in_the_way(struct bm_buddy *buddy, pfn_t start_pfn, pfn_t end_pfn,
			 struct bm_frame *frame)
{
	while (start_pfn < end_pfn) {
		*frame = bm_buddy_frame(buddy, start_pfn);
		if (frame->state != BM_FRAME_FREE)
			return true;
		start_pfn = frame->end_pfn;
	}
	return false;
}

/* --- all frames of a zone --------------------------------------------------------------------- */

static void add_blocks(struct bm_zone_counts *counts, unsigned int order, unsigned int max,
		       uint64_t nr)
{
	if (order > max) {
		nr = bm_shl(nr, order - max);
		order = max;
	}
	counts->blocks[order] += nr;
}

/* Take free blocks of @free from the largest down; a unit is of order @base. */
static void count_units(struct bm_zone_counts *counts, uint64_t free, unsigned int base,
			unsigned int top, unsigned int max)
{
	unsigned int k = top;
	uint64_t runs;
	unsigned int i;

	counts->free += bm_shl(bm_count_bits(free), base);
	for (;; k--) {
		runs = runs_of(free, k);
		add_blocks(counts, base + k, max, bm_count_bits(runs));
		for (i = 0; i < k; i++)
			runs |= bm_shl(runs, 1u << i);
		free &= ~runs;
		if (k == 0)
			return;
	}
}

static void count_mid(struct bm_zone_counts *counts, struct bm_tree *tree, unsigned long m)
{
	const struct bm_mid *mid = &tree->mids[m];
	unsigned int max = tree->buddy->max_order;
	uint64_t split = ~mid->free & mid->head & mid->tail;
	unsigned long free;
	unsigned int i;

	count_units(counts, mid->free, BM_LEAF_ORDER, BM_NR_CLASSES - 2, max);
	for (; split != 0; split &= split - 1) {
		i = bit_of(split);
		free = bm_leaf_free_(&tree->leaves[(m << SET_SHIFT) + i]);
		count_units(counts, free, 0, BM_LEAF_ORDER, max);
		if (set_has(mid->owned, i))
			counts->parked += bm_count_bits(free);
	}
}

static void count_unwritten(struct bm_zone_counts *counts, uint64_t free, unsigned int order,
			    unsigned int max)
{
	uint64_t nr = bm_count_bits(free);

	counts->free += bm_shl(nr, order);
	add_blocks(counts, order, max, nr);
}

static void count_up(struct bm_zone_counts *counts, struct bm_tree *tree, unsigned long u)
{
	const struct bm_up *up = &tree->ups[u];
	uint64_t unready = 0;
	unsigned int i;

	for (i = 0; i < 64; i++) {
		if (set_has(up->ready, i))
			count_mid(counts, tree, (u << SET_SHIFT) + i);
		else
			unready |= bit64(i);
	}
	count_unwritten(counts, up->avail[1] & unready, MID_SHIFT, tree->buddy->max_order);
}

static void count_tree(struct bm_zone_counts *counts, struct bm_tree *tree)
{
	uint64_t unready;
	unsigned long t;
	unsigned int i;

	counts->managed += tree->managed;
	for (t = 0; t < tree->nr_tops; t++) {
		unready = 0;
		for (i = 0; i < 64; i++) {
			if (set_has(tree->tops[t].ready, i))
				count_up(counts, tree, (t << SET_SHIFT) + i);
			else
				unready |= bit64(i);
		}
		count_unwritten(counts, tree->tops[t].avail[1] & unready, UP_SHIFT,
				tree->buddy->max_order);
	}
}

void bm_buddy_count(struct bm_buddy *buddy, int nid, unsigned int idx,
		    struct bm_zone_counts *counts)
{
	uint32_t i = BM_NO_TREE;

	memset(counts, 0, sizeof(*counts));
	if (buddy->first_tree && nid >= 0 && (unsigned int)nid < buddy->pages->zones->nr_nodes &&
	    idx < BM_NR_ZONES)
		i = buddy->first_tree[(unsigned int)nid * BM_NR_ZONES + idx];
	for (; i != BM_NO_TREE; i = buddy->trees[i].next) {
		lock(&buddy->trees[i].lock);
		count_tree(counts, &buddy->trees[i]);
		unlock(&buddy->trees[i].lock);
	}
}

/* --- dumps ------------------------------------------------------------------------------------ */

static void padded(struct bm_text *text, uint64_t value, unsigned int width)
{
	struct bm_text number;
	unsigned int i;

	bm_text_start(&number, "");
	bm_text_dec(&number, value);
	for (i = number.len; i < width; i++)
		bm_text_char(text, ' ');
	bm_text_str(text, number.buf);
}

static void zone_head(struct bm_text *text, const struct bm_zone *zone)
{
	const char *name = bm_zone_name(zone->idx);
	unsigned int len = 0;

	bm_text_start(text, "Node ");
	bm_text_int(text, zone->nid);
	bm_text_str(text, ", zone ");
	while (name[len] != '\0')
		len++;
	for (; len < 8; len++)
		bm_text_char(text, ' ');
	bm_text_str(text, name);
}

static void log_blocks(struct bm_buddy *buddy, const struct bm_zone *zone)
{
	struct bm_zone_counts counts;
	struct bm_text text;
	unsigned int k;

	bm_buddy_count(buddy, zone->nid, zone->idx, &counts);
	zone_head(&text, zone);
	bm_text_char(&text, ' ');
	for (k = 0; k <= buddy->max_order; k++) {
		padded(&text, counts.blocks[k], 6);
		bm_text_char(&text, ' ');
	}
	bm_text_log(&text, buddy->port, BM_LOG_INFO);
}

static void log_field(struct bm_buddy *buddy, const char *name, uint64_t value)
{
	struct bm_text text;
	unsigned int i;

	bm_text_start(&text, name);
	for (i = text.len; i < 17; i++)
		bm_text_char(&text, ' ');
	bm_text_dec(&text, value);
	bm_text_log(&text, buddy->port, BM_LOG_INFO);
}

static void log_zone(struct bm_buddy *buddy, const struct bm_zone *zone)
{
	struct bm_zone_counts counts;
	struct bm_text text;

	bm_buddy_count(buddy, zone->nid, zone->idx, &counts);
	zone_head(&text, zone);
	bm_text_log(&text, buddy->port, BM_LOG_INFO);
	log_field(buddy, "  pages free", counts.free);
	log_field(buddy, "        boost", 0);
	log_field(buddy, "        min", 0);
	log_field(buddy, "        low", 0);
	log_field(buddy, "        high", 0);
	log_field(buddy, "        spanned", zone->spanned);
	log_field(buddy, "        present", zone->present);
	log_field(buddy, "        managed", counts.managed);
	log_field(buddy, "        parked", counts.parked);
	bm_text_start(&text, "  start_pfn:           ");
	bm_text_dec(&text, zone->start_pfn);
	bm_text_log(&text, buddy->port, BM_LOG_INFO);
}

static void for_each_zone(struct bm_buddy *buddy,
			  void (*log)(struct bm_buddy *buddy, const struct bm_zone *zone))
{
	const struct bm_zones *zones = buddy->pages->zones;
	unsigned int nid;
	unsigned int idx;

	for (nid = 0; nid < zones->nr_nodes; nid++)
		for (idx = 0; idx < BM_NR_ZONES; idx++)
			if (zones->nodes[nid].zones[idx].present > 0)
				log(buddy, &zones->nodes[nid].zones[idx]);
}

void bm_buddy_log(struct bm_buddy *buddy)
{
	for_each_zone(buddy, log_blocks);
}

void bm_buddy_log_zones(struct bm_buddy *buddy)
{
	for_each_zone(buddy, log_zone);
}
