// SPDX-License-Identifier: MIT
/*
 * numa_cut.c - numa=fake=: cut the real nodes into smaller ones.
 *
 * Three ways to say how: N nodes in all, nodes of a SIZE, or every node into NU equal spans.
 * Pieces are taken from the real nodes in turn, so that fake neighbours are rarely real
 * neighbours. A piece grows in steps of 32 MiB until it holds enough memory, and takes the rest
 * along when what would be left, below 4 GiB or in the real node, is too little.
 *
 * Growing is a search for the first step that is enough; memory only ever gets more with
 * the span, so it is a binary search, whatever holes there are.
 *
 * Linux: numa_emulation().
 */
#include "base/div.h"
#include "base/pfn.h"
#include "base/range.h"
#include "base/scan.h"
#include "numa_int.h"

#define STEP ((phys_addr_t)32 << 20)

enum way {
	BY_NUMBER,
	BY_SIZE,
	BY_SPAN,
};

struct cutter {
	const struct bm_numa *numa;
	const struct memblock *mb;
	const struct bm_numa_fake *fake;
	enum way way;
	phys_addr_t size;         /* memory that a piece must have */
	unsigned int nr_big;      /* the first so many pieces get one step more */
	unsigned int nr_nids;     /* node numbers start again at 0 after so many */
	unsigned int nr_cut;
	struct bm_numa_block *left; /* what is not cut off yet, of each real block */
	struct bm_numa_block *out;
};

/* --- how large ----------------------------------------------------------------------------- */

/* Share all memory among @nr nodes in whole steps; what is left makes the first ones bigger. */
static int plan_number(struct cutter *cutter, uint64_t nr)
{
	struct bm_range all = { 0, cutter->fake->span.end };
	phys_addr_t share;

	if (!nr)
		return -BM_EINVAL;
	if (nr > cutter->numa->room.max_nodes)
		nr = cutter->numa->room.max_nodes;
	cutter->nr_nids = (unsigned int)nr;
	share = (phys_addr_t)bm_div(bm_numa_usable_(cutter->mb, all), cutter->nr_nids);
	cutter->size = bm_align_down(share, STEP);
	cutter->nr_big = (unsigned int)(((share - cutter->size) * nr) >> 25);
	return cutter->size ? 0 : -BM_EINVAL;
}

static int plan_size(struct cutter *cutter, uint64_t size)
{
	struct bm_range all = { 0, cutter->fake->span.end };
	phys_addr_t least = bm_align_up(bm_numa_usable_(cutter->mb, all) / BM_MAX_NODES, STEP);

	if (size > PHYS_ADDR_MAX)
		size = PHYS_ADDR_MAX;
	cutter->nr_nids = BM_MAX_NODES;
	cutter->size = bm_align_down(bm_max_addr((phys_addr_t)size, least), STEP);
	return cutter->size ? 0 : -BM_EINVAL;
}

/* --- where a piece ends -------------------------------------------------------------------- */

static phys_addr_t usable(const struct cutter *cutter, phys_addr_t start, phys_addr_t end)
{
	struct bm_range range = { start, end };

	return bm_numa_usable_(cutter->mb, range);
}

static phys_addr_t offset_by(phys_addr_t addr, phys_addr_t size)
{
	return bm_range_at(addr, size).end;
}

/* The first end, in steps from @end on, before which there is enough memory; at most @limit. */
static phys_addr_t grow(const struct cutter *cutter, phys_addr_t start, phys_addr_t end,
			phys_addr_t limit)
{
	phys_addr_t lo = 0;
	phys_addr_t hi = (limit - end) / STEP + 1;

	while (lo < hi) {
		phys_addr_t mid = lo + (hi - lo) / 2;

		if (usable(cutter, start, offset_by(end, mid * STEP)) >= cutter->size)
			hi = mid;
		else
			lo = mid + 1;
	}
	return bm_min_addr(offset_by(end, lo * STEP), limit);
}

static phys_addr_t end_of_piece(const struct cutter *cutter, const struct bm_numa_block *left)
{
	phys_addr_t dma32_end = cutter->fake->dma32_end;
	phys_addr_t size = cutter->size;
	phys_addr_t end;

	if (cutter->way == BY_NUMBER && cutter->nr_cut < cutter->nr_big)
		size += STEP;
	end = bm_min_addr(offset_by(left->start, size), left->end);
	if (cutter->way != BY_SPAN)
		end = grow(cutter, left->start, end, left->end);
	if (end < dma32_end && usable(cutter, end, dma32_end) < STEP)
		end = bm_min_addr(dma32_end, left->end);
	if (cutter->way != BY_SPAN && usable(cutter, end, left->end) < cutter->size)
		end = left->end;
	return end;
}

/* --- taking turns -------------------------------------------------------------------------- */

static int cut_piece(struct cutter *cutter, struct bm_numa_block *left)
{
	unsigned int nid = cutter->nr_cut % cutter->nr_nids;
	struct bm_numa_block *piece = &cutter->out[cutter->nr_cut];

	if (cutter->nr_cut == cutter->numa->room.max_blocks ||
	    nid >= cutter->numa->room.max_nodes)
		return -BM_ENOSPC;
	piece->start = left->start;
	piece->end = end_of_piece(cutter, left);
	piece->nid = (int)nid;
	piece->cut_from = left->nid;
	left->start = piece->end;
	cutter->nr_cut++;
	bm_numa_tell_(cutter->numa, BM_NUMA_EV_FAKE_NODE, piece->nid, bm_numa_span_(piece));
	return 0;
}

static struct bm_numa_block *next_left(const struct cutter *cutter, unsigned int nid)
{
	unsigned int i;

	for (i = 0; i < cutter->numa->nr_blocks; i++)
		if (cutter->left[i].nid == (int)nid && cutter->left[i].start < cutter->left[i].end)
			return &cutter->left[i];
	return NULL;
}

/* One piece of each real node, then the next of each, until nothing is left. */
static int cut_in_turn(struct cutter *cutter)
{
	unsigned int nid = 0;
	unsigned int nr_idle = 0;
	int err = 0;

	while (nr_idle < cutter->numa->nr_nodes && !err) {
		struct bm_numa_block *left = next_left(cutter, nid);

		nr_idle = left ? 0 : nr_idle + 1;
		if (left)
			err = cut_piece(cutter, left);
		nid = nid + 1 == cutter->numa->nr_nodes ? 0 : nid + 1;
	}
	return err;
}

/* Every real block into @nr spans, of whole steps but the last, which is what the others leave. */
static int cut_spans(struct cutter *cutter, uint64_t nr)
{
	unsigned int i;
	int err = 0;

	if (!nr || nr > cutter->numa->room.max_nodes)
		return -BM_EINVAL;
	cutter->nr_nids = BM_MAX_NODES;
	for (i = 0; i < cutter->numa->nr_blocks && !err; i++) {
		struct bm_numa_block *left = &cutter->left[i];
		unsigned int before = cutter->nr_cut;

		cutter->size = bm_align_up((phys_addr_t)bm_div(left->end - left->start, nr), STEP);
		while (left->start < left->end && !err)
			err = cut_piece(cutter, left);
		if (!err && cutter->nr_cut - before < nr)
			return -BM_EINVAL;
	}
	return err;
}

/* Letters count before the distances, and only as capitals: 512m is a number of nodes. */
static bool has_letter(struct bm_str text, char letter)
{
	size_t i;

	for (i = 0; i < text.len && text.at[i] != ':'; i++)
		if (text.at[i] == letter)
			return true;
	return false;
}

static int cut_all(struct cutter *cutter)
{
	struct bm_str spec = cutter->fake->spec;
	uint64_t number = 0;
	int err;

	if (has_letter(spec, 'U')) {
		cutter->way = BY_SPAN;
		return bm_scan_digits(&spec, &number) ? cut_spans(cutter, number) : -BM_EINVAL;
	}
	cutter->way = has_letter(spec, 'M') || has_letter(spec, 'G') ? BY_SIZE : BY_NUMBER;
	if (!bm_scan_number(&spec, &number))
		return -BM_EINVAL;
	err = cutter->way == BY_SIZE ? plan_size(cutter, number) : plan_number(cutter, number);
	return err ? err : cut_in_turn(cutter);
}

/* --- from pieces to nodes ------------------------------------------------------------------ */

static void take_over(struct bm_numa *numa, const struct bm_numa *fake)
{
	struct bm_str distances = fake->fake_distances;
	unsigned int i;

	numa->nr_blocks = fake->nr_blocks;
	numa->nr_aside = fake->nr_aside;
	numa->nr_nodes = 0;
	for (i = 0; i < fake->nr_blocks + fake->nr_aside; i++)
		numa->room.blocks[i] = fake->room.blocks[i];
	for (i = 0; i < fake->nr_blocks; i++)
		if ((unsigned int)fake->room.blocks[i].nid >= numa->nr_nodes)
			numa->nr_nodes = (unsigned int)fake->room.blocks[i].nid + 1;
	for (i = 0; i < numa->nr_nodes; i++)
		numa->room.domains[i] = i;
	numa->fake_distances = bm_str(NULL, 0);
	if (bm_scan_find(&distances, ":"))
		numa->fake_distances = distances;
	bm_numa_tell_distances_(numa);
}

int bm_numa_cut(struct bm_numa *numa, const struct memblock *mb, const struct bm_numa_fake *fake)
{
	struct cutter cutter = { 0 };
	struct bm_numa cut = *numa;
	unsigned int i;
	int err;

	cutter.numa = numa;
	cutter.mb = mb;
	cutter.fake = fake;
	cutter.out = fake->work;
	cutter.left = fake->work + numa->room.max_blocks;
	for (i = 0; i < numa->nr_blocks; i++)
		cutter.left[i] = numa->room.blocks[i];
	err = cut_all(&cutter);
	if (err)
		return err;
	cut.room.blocks = cutter.out;
	cut.nr_blocks = cutter.nr_cut;
	cut.nr_aside = 0;
	cut.fake_distances = fake->spec;
	err = bm_numa_clean(&cut, mb, fake->span);
	if (err)
		return err;
	take_over(numa, &cut);
	return 0;
}
