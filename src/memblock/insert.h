/* SPDX-License-Identifier: MIT */
/*
 * insert.h - insertions that need no plan: of a range that overlaps nothing, where there is a slot.
 *
 * Nearly all edits are that, and most of those come in rising order, as firmware reports memory and
 * as pages are reserved one by one. Then the hint is the place, and all there is to do is to let
 * the region before it grow, or to put one entry there. These functions are inline, so that this
 * takes no call and an edit stays in registers.
 *
 * What they refuse they leave as it was, and region.c plans it. The result is the same as if it had
 * planned it at once.
 *
 * Cost: mb_append_() constant; mb_insert_apart_() a search and a memmove of the entries behind.
 */
#ifndef MEMBLOCK_INSERT_H
#define MEMBLOCK_INSERT_H

#include "base/mem.h"
#include "memblock_int.h"
#include "search.h"

/** mb_put_() - make an entry of @range. */
static inline void mb_put_(struct memblock_region *r, struct bm_range range, struct mb_attr attr)
{
	r->base = range.start;
	r->size = range.end - range.start;
	r->flags = (enum memblock_flags)attr.flags;
	r->nid = attr.nid;
}

/** mb_move_tail_() - move the entries from @idx on to @to, and let the count follow. */
static inline void mb_move_tail_(struct memblock_type *type, unsigned long idx, unsigned long to)
{
	struct memblock_region *r = type->regions;

	if (to != idx && idx < type->cnt)
		memmove(&r[to], &r[idx], (type->cnt - idx) * sizeof(*r));
	type->cnt = type->cnt - idx + to;
}

/**
 * mb_append_() - insert a range right behind the last edit
 *
 * At most one entry may have to move: an array that grew lives at the far end of memory.
 *
 * Return: false, with nothing changed, if that is not its place or if it touches what is behind.
 */
static inline bool mb_append_(struct memblock_type *type, unsigned long *hint,
			      struct bm_range range, struct mb_attr attr)
{
	unsigned long n = *hint;
	struct memblock_region *r;

	if (n == 0 || n > type->cnt || type->cnt == type->max || bm_range_is_empty(range))
		return false;
	r = &type->regions[n - 1];
	if (mb_region_end(r) > range.start || (n < type->cnt && r[1].base <= range.end))
		return false;
	if (mb_region_end(r) == range.start && mb_has_attr_(r, attr)) {
		r->size += range.end - range.start;
	} else if (n + 1 < type->cnt) {
		return false;
	} else {
		if (n < type->cnt)
			r[2] = r[1];
		mb_put_(&r[1], range, attr);
		type->cnt++;
		*hint = n + 1;
	}
	type->total_size += range.end - range.start;
	return true;
}

/**
 * mb_insert_apart_() - insert a range between any two regions
 *
 * Return: false, with nothing changed, if it is empty, overlaps one, or the array is full.
 */
static inline bool mb_insert_apart_(struct memblock_type *type, unsigned long *hint,
				    struct bm_range range, struct mb_attr attr)
{
	unsigned long i = mb_nr_from_near_(type, *hint, range.start);
	struct memblock_region *r = &type->regions[i];
	phys_addr_t size = range.end - range.start;
	bool joins_left, joins_right;

	if (type->cnt == type->max || bm_range_is_empty(range) ||
	    (i > 0 && mb_region_end(r - 1) > range.start) ||
	    (i < type->cnt && r->base < range.end))
		return false;
	joins_left = i > 0 && mb_region_end(r - 1) == range.start && mb_has_attr_(r - 1, attr);
	joins_right = i < type->cnt && r->base == range.end && mb_has_attr_(r, attr);
	*hint = joins_left ? i : i + 1;
	type->total_size += size;
	if (joins_left && joins_right) {
		(r - 1)->size += size + r->size;
		mb_move_tail_(type, i + 1, i);
	} else if (joins_left) {
		(r - 1)->size += size;
	} else if (joins_right) {
		r->base = range.start;
		r->size += size;
	} else {
		mb_move_tail_(type, i, i + 1);
		mb_put_(r, range, attr);
	}
	return true;
}

#endif
