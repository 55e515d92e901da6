// SPDX-License-Identifier: MIT
/*
 * iterate.c - walk free ranges and page frames.
 *
 * A free walk goes through memory regions that pass the filter and, inside each, from reservation
 * to reservation. Upward, `pos` is where the walk is in the current memory region and `stop` where
 * that ends. `reserved` is the reservation that the next free range begins behind, `last` the last
 * one that begins below `stop`. The header's inline step goes from one to the next of those; the
 * ranges at both ends of a memory region, and reservations that touch, come here. The step counts
 * `reserved` before it looks, which keeps it in a register, and here that is taken back.
 *
 * Invariant, upward: while `pos` is below `stop`, the walk has passed everything up to the end of
 * `reserved`; when it is not, `reserved` is `last`. Downward it is the mirror image, with
 * `reserved` one further, so that neither ever points outside of the array.
 *
 * Cost: one step per range; entering a memory region costs a binary search for either end that is
 *       more than a reservation away.
 * Linux: __next_mem_range, __next_mem_range_rev, __next_mem_pfn_range; ranges of no bytes, which
 *        those can yield, are left out.
 */
#include "base/pfn.h"
#include "memblock_int.h"
#include "search.h"

bool mb_passes(const struct memblock *mb, const struct memblock_region *region,
	       struct mb_filter filter)
{
	return mb_passes_(mb, region, filter);
}

/* --- upward --------------------------------------------------------------------------------- */

/* Go to the next memory region and what is free before its first reservation; may be nothing. */
static bool enter_memory_up(struct mb_free_iter *it, struct bm_range *free)
{
	const struct memblock_region *end = it->mb->memory.regions + it->mb->memory.cnt;
	const struct memblock_type *reserved = &it->mb->reserved;
	const struct memblock_region *m = it->memory;
	unsigned long first, behind;

	while (m != end && !(mb_region_end(m) > it->pos && mb_passes_(it->mb, m, it->filter)))
		m++;
	it->memory = m;
	if (m == end)
		return false;
	it->nid = m->nid;
	it->stop = mb_region_end(m);
	free->start = bm_max_addr(it->pos, m->base);
	free->end = it->stop;
	/* One further is tried too: the reservation of a memory region that was passed over. */
	first = (unsigned long)(it->reserved - reserved->regions) + 2;
	first = mb_first_above_(reserved, first, free->start);
	behind = mb_nr_from_near_(reserved, first + 1, it->stop);
	if (first < behind) {
		it->reserved = &reserved->regions[first];
		it->last = &reserved->regions[behind - 1];
		free->end = it->reserved->base;
	}
	it->pos = free->end;
	return true;
}

void mb_free_first(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		   phys_addr_t from)
{
	it->mb = mb;
	it->filter = filter;
	it->pos = from;
	it->stop = 0;
	it->memory = mb->memory.regions + mb_first_above_(&mb->memory, mb->memory_hint, from);
	it->reserved = mb->reserved.regions;
	it->last = it->reserved;
}

bool mb_free_next_slow_(struct mb_free_iter *it)
{
	struct bm_range free;

	it->reserved--;
	do {
		if (it->pos >= it->stop) {
			if (!enter_memory_up(it, &free))
				return false;
		} else if (it->reserved == it->last) {
			free.start = mb_region_end(it->last);
			free.end = it->stop;
			it->pos = it->stop;
		} else {
			free.start = mb_region_end(it->reserved);
			it->reserved++;
			free.end = it->reserved->base;
		}
	} while (bm_range_is_empty(free));
	it->start = free.start;
	it->end = free.end;
	return true;
}

/* --- downward ------------------------------------------------------------------------------- */

static bool enter_memory_down(struct mb_free_iter *it, struct bm_range *free)
{
	const struct memblock_region *begin = it->mb->memory.regions;
	const struct memblock_type *reserved = &it->mb->reserved;
	const struct memblock_region *m = it->memory;
	unsigned long first, behind;

	while (m != begin && !((m - 1)->base < it->pos && mb_passes_(it->mb, m - 1, it->filter)))
		m--;
	it->memory = m;
	if (m == begin)
		return false;
	it->nid = (m - 1)->nid;
	it->stop = (m - 1)->base;
	free->start = it->stop;
	free->end = bm_min_addr(it->pos, mb_region_end(m - 1));
	behind = (unsigned long)(it->reserved - reserved->regions) - 1;
	behind = mb_nr_from_near_(reserved, behind, free->end);
	first = mb_first_above_(reserved, behind, it->stop);
	if (first < behind) {
		it->reserved = &reserved->regions[behind];
		it->last = &reserved->regions[first];
		free->start = mb_region_end(it->reserved - 1);
	}
	it->pos = free->start;
	return true;
}

void mb_free_last(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		  phys_addr_t to)
{
	it->mb = mb;
	it->filter = filter;
	it->pos = to;
	it->stop = PHYS_ADDR_MAX;
	it->memory = mb->memory.regions + mb_nr_from_near_(&mb->memory, mb->memory.cnt, to);
	it->last = mb->reserved.regions;
	it->reserved = it->last + 1;
}

bool mb_free_prev_slow_(struct mb_free_iter *it)
{
	struct bm_range free;

	it->reserved++;
	do {
		if (it->pos <= it->stop) {
			if (!enter_memory_down(it, &free))
				return false;
		} else if (it->reserved - 1 == it->last) {
			free.start = it->stop;
			free.end = it->last->base;
			it->pos = it->stop;
		} else {
			it->reserved--;
			free.start = mb_region_end(it->reserved - 1);
			free.end = it->reserved->base;
		}
	} while (bm_range_is_empty(free));
	it->start = free.start;
	it->end = free.end;
	return true;
}

/* --- page frames ---------------------------------------------------------------------------- */

static bool use_frames(struct mb_pfn_iter *it, const struct memblock_region *r)
{
	unsigned int shift = it->mb->page_shift;

	it->start_pfn = bm_pfn_up(r->base, shift);
	it->end_pfn = bm_pfn_down(mb_region_end(r), shift);
	it->nid = r->nid;
	return it->start_pfn < it->end_pfn &&
	       (!mb_is_node_(it->want_nid) || it->want_nid == r->nid);
}

void mb_pfn_first(struct mb_pfn_iter *it, const struct memblock *mb, int nid)
{
	it->mb = mb;
	it->want_nid = nid;
	it->idx = 0;
}

bool mb_pfn_next(struct mb_pfn_iter *it)
{
	/*@ loop invariant \at(it->idx, Pre) <= it->idx <= it->mb->memory.cnt;
	    loop assigns it->start_pfn, it->end_pfn, it->nid, it->idx;
	    loop variant it->mb->memory.cnt - it->idx; */
	while (it->idx < it->mb->memory.cnt)
		if (use_frames(it, &it->mb->memory.regions[it->idx++]))
			return true;
	return false;
}

void mb_pfn_last(struct mb_pfn_iter *it, const struct memblock *mb, int nid)
{
	it->mb = mb;
	it->want_nid = nid;
	it->idx = mb->memory.cnt;
}

bool mb_pfn_prev(struct mb_pfn_iter *it)
{
	/*@ loop invariant it->idx <= \at(it->idx, Pre);
	    loop assigns it->start_pfn, it->end_pfn, it->nid, it->idx;
	    loop variant it->idx; */
	while (it->idx > 0)
		if (use_frames(it, &it->mb->memory.regions[--it->idx]))
			return true;
	return false;
}
