/* SPDX-License-Identifier: MIT */
/*
 * range.h - interval arithmetic: the only place where a base and a size are added.
 *
 * Ranges are half open and end at PHYS_ADDR_MAX at the latest. Every function is total: there is no
 * pair of ranges, well formed or not, that makes it wrap.
 */
#ifndef BASE_RANGE_H
#define BASE_RANGE_H

#include <bootmem/types.h>

#include "base/align.h"

static inline phys_addr_t bm_min_addr(phys_addr_t a, phys_addr_t b)
{
	return a < b ? a : b;
}

static inline phys_addr_t bm_max_addr(phys_addr_t a, phys_addr_t b)
{
	return a < b ? b : a;
}

/** bm_range_at() - [base, base + size), clipped to the address space. */
static inline struct bm_range bm_range_at(phys_addr_t base, phys_addr_t size)
{
	struct bm_range range;

	range.start = base;
	range.end = base + bm_min_addr(size, PHYS_ADDR_MAX - base);
	return range;
}

/** bm_end() - where a range ends that is known not to wrap. */
static inline phys_addr_t bm_end(phys_addr_t base, phys_addr_t size)
{
	return base + size;
}

static inline bool bm_range_is_empty(struct bm_range a)
{
	return a.end <= a.start;
}

/** bm_range_size() - bytes in it, 0 if it is empty. */
static inline phys_addr_t bm_range_size(struct bm_range a)
{
	return a.end <= a.start ? 0 : a.end - a.start;
}

static inline bool bm_range_overlaps(struct bm_range a, struct bm_range b)
{
	return a.start < b.end && b.start < a.end;
}

static inline bool bm_range_contains(struct bm_range a, phys_addr_t addr)
{
	return a.start <= addr && addr < a.end;
}

/** bm_range_clip() - what of @a is inside @b; empty if nothing is. */
static inline struct bm_range bm_range_clip(struct bm_range a, struct bm_range b)
{
	struct bm_range both;

	both.start = bm_max_addr(a.start, b.start);
	both.end = bm_min_addr(a.end, b.end);
	return both;
}

/** bm_range_shrink_to() - the multiples of @align inside, as memory is rounded; may be empty. */
static inline struct bm_range bm_range_shrink_to(struct bm_range a, phys_addr_t align)
{
	struct bm_range inner;

	inner.start = bm_align_up(a.start, align);
	inner.end = bm_align_down(a.end, align);
	return inner;
}

#endif
