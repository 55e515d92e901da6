// SPDX-License-Identifier: MIT
/*
 * numa_clean.c - make a list of blocks agree with the memory there is, and with itself.
 *
 * Afterwards blocks are sorted, none overlaps another, each holds memory, and no two neighbours
 * are of the same node. Blocks without memory follow behind, aside: something may be plugged in
 * there.
 *
 * After sorting, blocks of one node with nothing of another between them are simply neighbours,
 * so one pass joins them where a comparison of all pairs would be the obvious way.
 *
 * Linux: numa_cleanup_meminfo().
 */
#include "base/range.h"
#include "numa_int.h"

/* --- sorting ------------------------------------------------------------------------------- */

static bool is_before(const struct bm_numa_block *a, const struct bm_numa_block *b)
{
	if (a->start != b->start)
		return a->start < b->start;
	return a->end != b->end ? a->end < b->end : a->nid < b->nid;
}

static void swap(struct bm_numa_block *a, struct bm_numa_block *b)
{
	struct bm_numa_block spare = *a;

	*a = *b;
	*b = spare;
}

/* Let the block at @at sink to where no child is behind it. */
static void sift(struct bm_numa_block *blocks, unsigned int at, unsigned int cnt)
{
	while (2 * at + 1 < cnt) {
		unsigned int child = 2 * at + 1;

		if (child + 1 < cnt && is_before(&blocks[child], &blocks[child + 1]))
			child++;
		if (!is_before(&blocks[at], &blocks[child]))
			return;
		swap(&blocks[at], &blocks[child]);
		at = child;
	}
}

static void sort(struct bm_numa_block *blocks, unsigned int cnt)
{
	unsigned int i;

	for (i = cnt / 2; i-- > 0;)
		sift(blocks, i, cnt);
	while (cnt > 1) {
		swap(&blocks[0], &blocks[--cnt]);
		sift(blocks, 0, cnt);
	}
}

/* --- cutting ------------------------------------------------------------------------------- */

/* Cut a block to @span; what is beyond its end goes aside as a block of its own. */
static int cut(struct bm_numa *numa, unsigned int idx, struct bm_range span)
{
	struct bm_numa_block *block = &numa->room.blocks[idx];
	struct bm_numa_block beyond = *block;

	block->start = bm_max_addr(block->start, span.start);
	if (block->end <= span.end)
		return 0;
	if (numa->nr_blocks + numa->nr_aside == numa->room.max_blocks)
		return -BM_ENOSPC;
	beyond.start = bm_max_addr(beyond.start, span.end);
	numa->room.blocks[numa->nr_blocks + numa->nr_aside++] = beyond;
	block->end = span.end;
	return 0;
}

static bool has_memory(const struct memblock *mb, const struct bm_numa_block *block)
{
	return block->start < block->end &&
	       mb_overlaps(&mb->memory, block->start, block->end - block->start);
}

/* Move blocks without memory behind the others, drop those that are empty. Sorted either side. */
static void set_aside(struct bm_numa *numa, const struct memblock *mb)
{
	struct bm_numa_block *blocks = numa->room.blocks;
	unsigned int all = numa->nr_blocks + numa->nr_aside;
	unsigned int nr = 0;
	unsigned int i;

	for (i = 0; i < all; i++)
		if (has_memory(mb, &blocks[i]))
			swap(&blocks[nr++], &blocks[i]);
	numa->nr_blocks = nr;
	numa->nr_aside = 0;
	for (i = nr; i < all; i++)
		if (blocks[i].start < blocks[i].end)
			swap(&blocks[nr + numa->nr_aside++], &blocks[i]);
	sort(blocks, numa->nr_blocks);
	sort(blocks + numa->nr_blocks, numa->nr_aside);
}

/* --- joining ------------------------------------------------------------------------------- */

static void tell_pair(const struct bm_numa *numa, enum bm_numa_event_kind kind,
		      const struct bm_numa_block *a, const struct bm_numa_block *b)
{
	struct bm_numa_event event = { 0 };

	event.kind = kind;
	event.nid = a->nid;
	event.nid_b = b->nid;
	event.a = bm_numa_span_(a);
	event.b = bm_numa_span_(b);
	if (numa->event)
		numa->event(numa->event_ctx, &event);
}

/* Blocks are sorted: one that overlaps any before it overlaps the one that reaches farthest. */
static int check_overlaps(const struct bm_numa *numa)
{
	const struct bm_numa_block *far = &numa->room.blocks[0];
	unsigned int i;

	for (i = 1; i < numa->nr_blocks; i++) {
		const struct bm_numa_block *block = &numa->room.blocks[i];
		bool is_other = block->nid != far->nid;

		if (block->start < far->end) {
			tell_pair(numa, is_other ? BM_NUMA_EV_CONFLICT : BM_NUMA_EV_TWICE, far,
				  block);
			if (is_other)
				return -BM_EINVAL;
		}
		if (block->end > far->end)
			far = block;
	}
	return 0;
}

static void join(struct bm_numa *numa)
{
	struct bm_numa_block *blocks = numa->room.blocks;
	unsigned int last = 0;
	unsigned int all = numa->nr_blocks + numa->nr_aside;
	unsigned int i;

	for (i = 1; i < numa->nr_blocks; i++) {
		if (blocks[i].nid != blocks[last].nid) {
			blocks[++last] = blocks[i];
			continue;
		}
		tell_pair(numa, BM_NUMA_EV_JOINED, &blocks[last], &blocks[i]);
		blocks[last].end = bm_max_addr(blocks[last].end, blocks[i].end);
	}
	for (i = numa->nr_blocks, numa->nr_blocks = last + 1; i < all; i++)
		blocks[++last] = blocks[i];
}

int bm_numa_clean(struct bm_numa *numa, const struct memblock *mb, struct bm_range span)
{
	unsigned int given;
	unsigned int i;
	int err;

	/* Asked of whole blocks: memory beyond the span keeps the part within. */
	set_aside(numa, mb);
	given = numa->nr_blocks;
	for (i = 0; i < given; i++) {
		err = cut(numa, i, span);
		if (err)
			return err;
	}
	set_aside(numa, mb);
	if (!numa->nr_blocks)
		return 0;
	err = check_overlaps(numa);
	if (err)
		return err;
	join(numa);
	return 0;
}
