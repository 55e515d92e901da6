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
 * In struct mb_free_iter `start`, `end` and `reserved`, which the step writes, lie together: a
 * processor writes to one line of its cache at a time. But no two that are written at once are
 * neighbours: compilers would write them as a pair and read them as two, which is slower.
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

/* Index of the next memory region that takes part and ends above `pos`; their number if none. */
static unsigned long seek_memory_up(const struct mb_free_iter *it)
{
	const struct memblock_type *memory = &it->mb->memory;
	unsigned long i = (unsigned long)(it->memory - memory->regions);

	/*@ loop invariant at_mem(it) <= i <= nr_mem(it);
	    loop invariant \forall integer k; at_mem(it) <= k < i ==>
		!(end_of(mem(it) + k) > it->pos && takes_part(it, k));
	    loop assigns i;
	    loop variant nr_mem(it) - i; */
	while (i < memory->cnt && !(mb_region_end(&memory->regions[i]) > it->pos &&
				    mb_passes_(it->mb, &memory->regions[i], it->filter)))
		i++;
	return i;
}

/* Go there, and to what is free ahead of its first reservation; that may be nothing. */
static bool enter_memory_up(struct mb_free_iter *it)
{
	const struct memblock_type *reserved = &it->mb->reserved;
	unsigned long i = seek_memory_up(it);
	const struct memblock_region *m = &it->mb->memory.regions[i];
	unsigned long first, behind;
	phys_addr_t start, stop;

	if (i == it->mb->memory.cnt)
		return false;
	start = bm_max_addr(it->pos, m->base);
	stop = mb_region_end(m);
	/* One further is tried too: the reservation of a memory region that was passed over. */
	first = (unsigned long)(it->reserved - reserved->regions) + 2;
	first = mb_first_above_(reserved, first, start);
	behind = mb_nr_from_near_(reserved, first + 1, stop);
	it->memory = m;
	it->nid = m->nid;
	it->stop = stop;
	it->start = start;
	it->end = stop;
	if (first < behind) {
		it->reserved = &reserved->regions[first];
		it->last = &reserved->regions[behind - 1];
		it->end = it->reserved->base;
	}
	it->pos = it->end;
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

/* Go behind the reservation that the walk is at, to the next one or to the end of the memory. */
static void step_up(struct mb_free_iter *it)
{
	it->start = mb_region_end(it->reserved);
	if (it->reserved == it->last) {
		it->end = it->stop;
		it->pos = it->stop;
	} else {
		it->reserved++;
		it->end = it->reserved->base;
	}
}

bool mb_free_next_slow_(struct mb_free_iter *it)
{
	it->reserved--;
	/*@ loop invariant walks_up(it) && \at(edge_before_up(it, -1), Pre) <= edge_up(it);
	    loop invariant all_free_up(it, \at(edge_before_up(it, -1), Pre),
		edge_up(it) <= any_start);
	    loop assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved,
		it->last;
	    loop variant steps_left_up(it); */
	do {
		if (it->pos < it->stop)
			step_up(it);
		else if (!enter_memory_up(it))
			return false;
	} while (it->start >= it->end);
	return true;
}

/* --- downward ------------------------------------------------------------------------------- */

/* Index after the next memory region that takes part and begins below `pos`; 0 if none does. */
static unsigned long seek_memory_down(const struct mb_free_iter *it)
{
	const struct memblock_region *m = it->mb->memory.regions;
	unsigned long i = (unsigned long)(it->memory - m);

	/*@ loop invariant i <= at_mem(it);
	    loop invariant \forall integer k; i <= k < at_mem(it) ==>
		!(mem(it)[k].base < it->pos && takes_part(it, k));
	    loop assigns i;
	    loop variant i; */
	while (i > 0 && !(m[i - 1].base < it->pos && mb_passes_(it->mb, &m[i - 1], it->filter)))
		i--;
	return i;
}

static bool enter_memory_down(struct mb_free_iter *it)
{
	const struct memblock_type *reserved = &it->mb->reserved;
	unsigned long i = seek_memory_down(it);
	const struct memblock_region *m = &it->mb->memory.regions[i];
	unsigned long first, behind;
	phys_addr_t end, stop;

	if (i == 0)
		return false;
	end = bm_min_addr(it->pos, mb_region_end(m - 1));
	stop = (m - 1)->base;
	behind = (unsigned long)(it->reserved - reserved->regions) - 1;
	behind = mb_nr_from_near_(reserved, behind, end);
	first = mb_first_above_(reserved, behind, stop);
	it->memory = m;
	it->nid = (m - 1)->nid;
	it->stop = stop;
	it->start = stop;
	it->end = end;
	if (first < behind) {
		it->reserved = &reserved->regions[behind];
		it->last = &reserved->regions[first];
		it->start = mb_region_end(it->reserved - 1);
	}
	it->pos = it->start;
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

static void step_down(struct mb_free_iter *it)
{
	it->reserved--;
	it->end = it->reserved->base;
	if (it->reserved == it->last) {
		it->reserved++;
		it->start = it->stop;
		it->pos = it->stop;
	} else {
		it->start = mb_region_end(it->reserved - 1);
		/*@ assert it->start == end_of(res(it) + (at_res(it) - 1)) &&
			it->end == res(it)[at_res(it)].base; */
	}
}

bool mb_free_prev_slow_(struct mb_free_iter *it)
{
	it->reserved++;
	//@ assert at_res(it) == \at(at_res(it), Pre) + 1;
	/*@ loop invariant walks_down(it) && \at(edge_before_down(it, 1), Pre) >= edge_down(it);
	    loop invariant all_free_down(it, \at(edge_before_down(it, 1), Pre),
		any_end <= edge_down(it));
	    loop assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved,
		it->last;
	    loop variant steps_left_down(it); */
	do {
		if (it->pos > it->stop)
			step_down(it);
		else if (!enter_memory_down(it))
			return false;
	} while (it->start >= it->end);
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
