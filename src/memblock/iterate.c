// SPDX-License-Identifier: MIT
/*
 * iterate.c - walk free ranges and page frames.
 *
 * A free walk goes through memory regions that pass the filter and, inside each, from reservation
 * to reservation. `pos` is where the next free range would begin, `stop` where the current memory
 * region ends, `reserved` the next reservation not yet behind us. The header's inline step covers
 * the common case, that the next reservation lies inside the memory region; everything else comes
 * here.
 *
 * Invariant, upward: all reservations before `reserved` end at or below `pos`, or end above `stop`.
 * Downward it is the mirror image: `reserved` points behind the next one, `pos` is an end.
 *
 * Cost: one step per range; entering a memory region costs a binary search if reservations lie
 *       between.
 * Linux: __next_mem_range, __next_mem_range_rev, __next_mem_pfn_range; ranges of no bytes, which
 *        those can yield, are left out.
 */
#include "base/pfn.h"
#include "memblock_int.h"
#include "search.h"

/** Reservations that are stepped over one by one before a search seems worth it. */
#define NEAR 8

bool mb_passes(const struct memblock *mb, const struct memblock_region *region,
	       struct mb_filter filter)
{
	return mb_passes_(mb, region, filter);
}

/* --- upward --------------------------------------------------------------------------------- */

/* The first reservation, from the next one on, that ends above @addr: mostly it is near. */
static const struct memblock_region *reserved_above(const struct mb_free_iter *it, phys_addr_t addr)
{
	const struct memblock_type *type = &it->mb->reserved;
	const struct memblock_region *r = it->reserved;
	unsigned int steps;

	for (steps = 0; steps < NEAR; steps++, r++)
		if (r == it->reserved_stop || mb_region_end(r) > addr)
			return r;
	return type->regions + mb_first_above_(type, it->mb->reserved_hint, addr);
}

static bool enter_memory_up(struct mb_free_iter *it)
{
	const struct memblock_region *end = it->mb->memory.regions + it->mb->memory.cnt;
	const struct memblock_region *m;

	for (m = it->memory; m != end; m++)
		if (mb_region_end(m) > it->pos && mb_passes_(it->mb, m, it->filter))
			break;
	if (m == end) {
		it->memory = end;
		return false;
	}
	it->memory = m + 1;
	it->pos = bm_max_addr(it->pos, m->base);
	it->stop = mb_region_end(m);
	it->nid = m->nid;
	it->reserved = reserved_above(it, it->pos);
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
	it->reserved_stop = mb->reserved.regions + mb->reserved.cnt;
}

bool mb_free_next_slow_(struct mb_free_iter *it)
{
	for (;;) {
		const struct memblock_region *r;

		if (it->pos >= it->stop && !enter_memory_up(it))
			return false;
		r = it->reserved;
		it->start = it->pos;
		if (r != it->reserved_stop && r->base < it->stop) {
			it->end = r->base;
			it->pos = mb_region_end(r);
			it->reserved = r + 1;
		} else {
			it->end = it->stop;
			it->pos = it->stop;
		}
		if (it->start < it->end)
			return true;
	}
}

/* --- downward ------------------------------------------------------------------------------- */

/* Behind the last reservation, from the next one down, that starts below @addr. */
static const struct memblock_region *reserved_below(const struct mb_free_iter *it, phys_addr_t addr)
{
	const struct memblock_type *type = &it->mb->reserved;
	const struct memblock_region *r = it->reserved;
	unsigned int steps;

	for (steps = 0; steps < NEAR; steps++, r--)
		if (r == it->reserved_stop || (r - 1)->base < addr)
			return r;
	return type->regions + mb_nr_from_near_(type, it->mb->reserved_hint, addr - 1);
}

static bool enter_memory_down(struct mb_free_iter *it)
{
	const struct memblock_region *begin = it->mb->memory.regions;
	const struct memblock_region *m = it->memory;

	while (m != begin && !((m - 1)->base < it->pos && mb_passes_(it->mb, m - 1, it->filter)))
		m--;
	if (m == begin) {
		it->memory = begin;
		return false;
	}
	it->memory = m - 1;
	it->pos = bm_min_addr(it->pos, mb_region_end(m - 1));
	it->stop = (m - 1)->base;
	it->nid = (m - 1)->nid;
	it->reserved = reserved_below(it, it->pos);
	return true;
}

void mb_free_last(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		  phys_addr_t to)
{
	const struct memblock_type *memory = &mb->memory;
	const struct memblock_type *reserved = &mb->reserved;

	it->mb = mb;
	it->filter = filter;
	it->pos = to;
	it->stop = PHYS_ADDR_MAX;
	it->memory = memory->regions;
	if (to > 0)
		it->memory += mb_nr_from_near_(memory, memory->cnt, to - 1);
	it->reserved_stop = reserved->regions;
	it->reserved = reserved->regions + reserved->cnt;
}

bool mb_free_prev_slow_(struct mb_free_iter *it)
{
	for (;;) {
		const struct memblock_region *r;

		if (it->pos <= it->stop && !enter_memory_down(it))
			return false;
		r = it->reserved;
		it->end = it->pos;
		if (r != it->reserved_stop && mb_region_end(r - 1) > it->stop) {
			it->start = mb_region_end(r - 1);
			it->pos = (r - 1)->base;
			it->reserved = r - 1;
		} else {
			it->start = it->stop;
			it->pos = it->stop;
		}
		if (it->start < it->end)
			return true;
	}
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
	while (it->idx > 0)
		if (use_frames(it, &it->mb->memory.regions[--it->idx]))
			return true;
	return false;
}
