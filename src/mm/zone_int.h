/* SPDX-License-Identifier: MIT */
/*
 * zone_int.h - the steps of a layout, and the frames that they all count in.
 *
 * Each step is one file and needs what those before it wrote: nodes, limits, movable, span.
 */
#ifndef ZONE_INT_H
#define ZONE_INT_H

#include <bootmem/zone.h>

#include "base/bits.h"
#include "base/pfn.h"
#include "base/range.h"

/** struct frames - the frames [start, end); empty when end <= start. */
struct frames {
	pfn_t start;
	pfn_t end;
};

static inline pfn_t frames_count(struct frames f)
{
	return f.end > f.start ? f.end - f.start : 0;
}

static inline struct frames frames_clip(struct frames a, struct frames b)
{
	struct frames both = {
		a.start > b.start ? a.start : b.start,
		a.end < b.end ? a.end : b.end,
	};

	return both;
}

/** region_frames() - the whole frames of a memory region; may be empty. */
static inline struct frames region_frames(const struct memblock *mb, unsigned long idx)
{
	const struct memblock_region *region = &mb->memory.regions[idx];
	struct bm_range bytes = bm_range_at(region->base, region->size);
	struct frames f = {
		bm_pfn_up(bytes.start, mb->page_shift),
		bm_pfn_down(bytes.end, mb->page_shift),
	};

	return f;
}

static inline bool region_is(const struct memblock *mb, unsigned long idx,
			     enum memblock_flags flag)
{
	return ((unsigned int)mb->memory.regions[idx].flags & (unsigned int)flag) != 0;
}

static inline struct frames zone_frames(const struct bm_zone *zone)
{
	struct frames f = { zone->start_pfn, bm_zone_end(zone) };

	return f;
}

static inline bool zone_exists(const struct bm_zones *zones, unsigned int idx)
{
	return (zones->policy.zones >> idx & 1u) != 0;
}

/** pfn_down_to(), pfn_up_to() - to a multiple of 2^@order frames; up saturates. */
static inline pfn_t pfn_down_to(pfn_t pfn, unsigned int order)
{
	return pfn & ~(bm_shl(1, order) - 1);
}

static inline pfn_t pfn_up_to(pfn_t pfn, unsigned int order)
{
	pfn_t up = pfn_down_to(pfn + bm_shl(1, order) - 1, order);

	return up < pfn ? BM_PFN_NONE : up;
}

/** section_order_() - log2 of the frames in a section. */
static inline unsigned int section_order_(const struct bm_zone_policy *policy)
{
	return policy->section_shift - policy->page_shift;
}

/** bm_zone_node_of_() - the node that a memory region counts to, NULL if none does. */
struct bm_node *bm_zone_node_of_(const struct bm_zones *zones, const struct memblock *mb,
				 unsigned long idx);

int bm_zone_nodes_(struct bm_zones *zones, const struct memblock *mb);
void bm_zone_limits_(struct bm_zones *zones, const struct memblock *mb);
void bm_zone_movable_(struct bm_zones *zones, const struct memblock *mb);
void bm_zone_spans_(struct bm_zones *zones, const struct memblock *mb);
void bm_zone_deferral_(struct bm_zones *zones, const struct memblock *mb);
void bm_zone_fallback_(struct bm_zones *zones);

#endif
