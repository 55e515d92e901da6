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
 * `reserved`. Downward it is the mirror image, with `reserved` one further, so that neither ever
 * points outside of the array.
 *
 * Cost: one step per range; entering a memory region costs a binary search at either end of it
 *       that no reservation is near.
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

/* The first reservation, from @r on, that ends above @addr: mostly it is near. */
static const struct memblock_region *first_above(const struct memblock *mb,
						 const struct memblock_region *r, phys_addr_t addr)
{
	const struct memblock_type *type = &mb->reserved;
	const struct memblock_region *end = type->regions + type->cnt;
	unsigned int steps;

	for (steps = 0; steps < NEAR; steps++, r++)
		if (r == end || mb_region_end(r) > addr)
			return r;
	return type->regions + mb_first_above_(type, mb->reserved_hint, addr);
}

/* Behind the last reservation that begins below @addr; it is not before @r. */
static const struct memblock_region *last_below(const struct memblock *mb,
						const struct memblock_region *r, phys_addr_t addr)
{
	const struct memblock_type *type = &mb->reserved;
	const struct memblock_region *end = type->regions + type->cnt;
	unsigned int steps;

	if (r == end || (end - 1)->base < addr)
		return end;
	for (steps = 0; steps < NEAR; steps++, r++)
		if (r->base >= addr)
			return r;
	return type->regions + mb_nr_from_(type->regions, type->cnt, addr - 1);
}

/* Go to the next memory region and what is free before its first reservation; may be nothing. */
static bool enter_memory_up(struct mb_free_iter *it, struct bm_range *free)
{
	const struct memblock_region *end = it->mb->memory.regions + it->mb->memory.cnt;
	const struct memblock_region *m = it->memory;
	const struct memblock_region *first, *behind;

	while (m != end && !(mb_region_end(m) > it->pos && mb_passes_(it->mb, m, it->filter)))
		m++;
	it->memory = m;
	if (m == end)
		return false;
	it->memory++;
	it->nid = m->nid;
	free->start = bm_max_addr(it->pos, m->base);
	it->stop = mb_region_end(m);
	first = first_above(it->mb, it->reserved, free->start);
	behind = last_below(it->mb, first, it->stop);
	if (first == behind) {
		it->reserved = first > it->mb->reserved.regions ? first - 1 : first;
		it->last = it->reserved;
		free->end = it->stop;
	} else {
		it->reserved = first;
		it->last = behind - 1;
		free->end = first->base;
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

/* Behind the last reservation, from the one before @r on, that begins below @addr. */
static const struct memblock_region *first_below(const struct memblock *mb,
						 const struct memblock_region *r, phys_addr_t addr)
{
	const struct memblock_type *type = &mb->reserved;
	unsigned int steps;

	if (type->cnt == 0)
		return type->regions;
	for (steps = 0; steps < NEAR; steps++, r--)
		if (r == type->regions || (r - 1)->base < addr)
			return r;
	return type->regions + mb_nr_from_near_(type, mb->reserved_hint, addr - 1);
}

/* The first reservation that ends above @addr; it is not behind @r. */
static const struct memblock_region *last_above(const struct memblock *mb,
						const struct memblock_region *r, phys_addr_t addr)
{
	const struct memblock_type *type = &mb->reserved;
	unsigned int steps;

	if (r == type->regions || mb_region_end(type->regions) > addr)
		return type->regions;
	for (steps = 0; steps < NEAR; steps++, r--)
		if (mb_region_end(r - 1) <= addr)
			return r;
	return type->regions + mb_first_above_(type, type->cnt, addr);
}

/* Where a walk downward begins: behind all reservations, or where the first would end. */
static const struct memblock_region *behind_all(const struct memblock *mb)
{
	return mb->reserved.regions + (mb->reserved.cnt > 0 ? mb->reserved.cnt : 1);
}

static bool enter_memory_down(struct mb_free_iter *it, struct bm_range *free)
{
	const struct memblock_region *begin = it->mb->memory.regions;
	const struct memblock_region *m = it->memory;
	const struct memblock_region *first, *behind;

	while (m != begin && !((m - 1)->base < it->pos && mb_passes_(it->mb, m - 1, it->filter)))
		m--;
	it->memory = m;
	if (m == begin)
		return false;
	it->memory = --m;
	it->nid = m->nid;
	free->end = bm_min_addr(it->pos, mb_region_end(m));
	it->stop = m->base;
	behind = first_below(it->mb, it->reserved, free->end);
	first = last_above(it->mb, behind, it->stop);
	if (first == behind) {
		it->reserved = first < behind_all(it->mb) ? first + 1 : first;
		it->last = it->reserved - 1;
		free->start = it->stop;
	} else {
		it->reserved = behind;
		it->last = first;
		free->start = mb_region_end(behind - 1);
	}
	it->pos = free->start;
	return true;
}

void mb_free_last(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		  phys_addr_t to)
{
	const struct memblock_type *memory = &mb->memory;

	it->mb = mb;
	it->filter = filter;
	it->pos = to;
	it->stop = PHYS_ADDR_MAX;
	it->memory = memory->regions;
	if (to > 0)
		it->memory += mb_nr_from_near_(memory, memory->cnt, to - 1);
	it->reserved = behind_all(mb);
	it->last = it->reserved - 1;
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
