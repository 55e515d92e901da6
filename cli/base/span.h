/* SPDX-License-Identifier: MIT */
/*
 * span.h - the one place of the tool where a base and a size are added; amounts of memory.
 */
#ifndef CLI_SPAN_H
#define CLI_SPAN_H

#include <bootmem/mb.h>

#define MIB ((phys_addr_t)1 << 20)
#define GIB ((phys_addr_t)1 << 30)

/** span_end() - base + size, at most PHYS_ADDR_MAX. */
static inline phys_addr_t span_end(phys_addr_t base, phys_addr_t size)
{
	return size < PHYS_ADDR_MAX - base ? base + size : PHYS_ADDR_MAX;
}

/** span() - the same as a range. */
static inline struct bm_range span(phys_addr_t base, phys_addr_t size)
{
	struct bm_range range = { base, span_end(base, size) };

	return range;
}

static inline phys_addr_t region_end(const struct memblock_region *region)
{
	return span_end(region->base, region->size);
}

static inline phys_addr_t lower(phys_addr_t a, phys_addr_t b)
{
	return a < b ? a : b;
}

static inline phys_addr_t higher(phys_addr_t a, phys_addr_t b)
{
	return a < b ? b : a;
}

#endif
