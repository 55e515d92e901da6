// SPDX-License-Identifier: MIT
/*
 * page_index.c - which of many sorted intervals holds a key, and what the map is asked for.
 *
 * A root table divides the keys evenly and says for each part where to begin. It has four entries
 * for each interval, so one load finds the interval unless many crowd into one part; only then is
 * that part searched. The table grows with the number of intervals, never with the highest key.
 *
 * Cost: a load; at worst a binary search. Linux: the section roots of sparsemem.
 */
#include <bootmem/mb_alloc.h>

#include "mm_int.h"

unsigned int bm_index_roots_(unsigned int nr_ends)
{
	return nr_ends == 0 ? 0 : 8u << bm_log2(nr_ends);
}

void bm_index_build_(struct bm_index *index)
{
	unsigned int end = 0;
	unsigned int i;

	index->nr_roots = bm_index_roots_(index->nr_ends);
	index->shift = 0;
	if (index->nr_ends == 0)
		return;
	while (bm_shr(index->ends[index->nr_ends - 1] - 1, index->shift) >= index->nr_roots)
		index->shift++;
	for (i = 0; i < index->nr_roots; i++) {
		while (end < index->nr_ends && index->ends[end] <= bm_shl(i, index->shift))
			end++;
		index->root[i] = end;
	}
}

unsigned int bm_index_find_(const struct bm_index *index, uint64_t key)
{
	uint64_t part = bm_shr(key, index->shift);
	unsigned int first;
	unsigned int last;
	unsigned int middle;

	if (part >= index->nr_roots)
		return index->nr_ends;
	first = index->root[part];
	if (first < index->nr_ends && index->ends[first] > key)
		return first;
	last = part + 1 < index->nr_roots ? index->root[part + 1] : index->nr_ends;
	while (first < last) {
		middle = first + (last - first) / 2;
		if (index->ends[middle] > key)
			last = middle;
		else
			first = middle + 1;
	}
	return first;
}

unsigned long bm_region_above_(const struct memblock_type *type, phys_addr_t addr)
{
	unsigned long first = 0;
	unsigned long last = type->cnt;
	unsigned long middle;

	while (first < last) {
		middle = first + (last - first) / 2;
		if (bm_region_range_(&type->regions[middle]).end > addr)
			last = middle;
		else
			first = middle + 1;
	}
	return first;
}

static void *map(const struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	if (size != (size_t)size)
		return NULL;
	if (mb->port && mb->port->map)
		return mb->port->map(mb->port->ctx, base, (size_t)size);
	return base == (uintptr_t)base ? (void *)(uintptr_t)base : NULL;
}

void *bm_take_(struct memblock *mb, phys_addr_t size, int nid, phys_addr_t *out_base)
{
	struct mb_req req = mb_req(size, (phys_addr_t)frames(mb->page_shift));
	struct mb_spot spot;
	void *mem;

	req.nid = nid;
	if (mb_find(mb, &req, &spot))
		return NULL;
	mem = map(mb, spot.base, size);
	if (!mem || mb_alloc(mb, &req, &spot))
		return NULL;
	*out_base = spot.base;
	return mem;
}

void bm_untake_(struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	int err = mb_unreserve(mb, base, size);

	/* What was just added is removed whole, or what it merged with shrinks. */
	BM_ASSERT(err == 0);
	(void)err;
}
