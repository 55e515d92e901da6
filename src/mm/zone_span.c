// SPDX-License-Identifier: MIT
/*
 * zone_span.c - how far each zone of each node reaches, and how much of that is memory.
 *
 * A zone is its node clipped to the zone's limits; ZONE_MOVABLE then cuts off the upper part.
 * With kernelcore=mirror it does not: mirrored and other memory may alternate, so Normal and
 * Movable span the same frames, and each counts as present only the memory of its kind.
 *
 * Linux: zone_spanned_pages_in_node(), zone_absent_pages_in_node(), same numbers.
 */
#include "zone_int.h"

static pfn_t clamp(pfn_t pfn, pfn_t lo, pfn_t hi)
{
	return pfn < lo ? lo : pfn > hi ? hi : pfn;
}

static struct frames node_frames(const struct bm_node *node)
{
	struct frames f = { node->start_pfn, node->end_pfn };

	return f;
}

static bool overlaps_movable(const struct bm_zones *zones, const struct bm_node *node)
{
	return zones->rule == BM_MOVABLE_MIRROR && node->movable_start != 0;
}

/* The part of the zone that ZONE_MOVABLE leaves. */
static struct frames below_movable(const struct bm_zones *zones, const struct bm_node *node,
				   struct frames f)
{
	pfn_t movable = node->movable_start;

	if (movable == 0)
		return f;
	if (f.start >= movable)
		f.start = f.end;
	else if (f.end > movable && zones->rule != BM_MOVABLE_MIRROR)
		f.end = movable;
	return f;
}

static struct frames span(const struct bm_zones *zones, const struct bm_node *node,
			  unsigned int idx)
{
	pfn_t lo = zones->lowest_pfn[idx];
	pfn_t hi = zones->end_pfn[idx];
	struct frames f = { clamp(node->start_pfn, lo, hi), clamp(node->end_pfn, lo, hi) };

	if (idx != BM_ZONE_MOVABLE)
		return frames_clip(below_movable(zones, node, f), node_frames(node));
	f.start = node->movable_start;
	f.end = f.start == 0 ? 0 : zones->end_pfn[zones->movable_zone];
	return frames_clip(f, node_frames(node));
}

static void set_spans(const struct bm_zones *zones, struct bm_node *node)
{
	unsigned int idx;

	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		struct bm_zone *zone = &node->zones[idx];
		struct frames f = span(zones, node, idx);

		zone->spanned = frames_count(f);
		zone->start_pfn = zone->spanned ? f.start : 0;
	}
}

static void count_region(struct bm_node *node, struct frames f)
{
	unsigned int idx;

	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		struct bm_zone *zone = &node->zones[idx];

		zone->present += frames_count(frames_clip(f, zone_frames(zone)));
	}
}

/* Mirrored memory is not Movable's, other memory is not Normal's. As in Linux, of every node. */
static void uncount_other_kind(struct bm_node *node, const struct memblock *mb)
{
	unsigned long i;

	for (i = 0; i < mb->memory.cnt; i++) {
		unsigned int idx = region_is(mb, i, MEMBLOCK_MIRROR) ? BM_ZONE_MOVABLE
								     : BM_ZONE_NORMAL;
		struct bm_zone *zone = &node->zones[idx];
		pfn_t nr = frames_count(frames_clip(region_frames(mb, i), zone_frames(zone)));

		zone->present -= nr < zone->present ? nr : zone->present;
	}
}

/* Frames of a region that no zone of its node spans. Zones are sorted by both ends. */
static pfn_t count_unzoned(const struct bm_node *node, struct frames f)
{
	pfn_t nr = frames_count(f);
	unsigned int idx;

	for (idx = 0; node && idx < BM_NR_ZONES; idx++) {
		struct frames part = frames_clip(f, zone_frames(&node->zones[idx]));

		if (frames_count(part) == 0)
			continue;
		nr -= frames_count(part);
		f.start = part.end;
	}
	return nr;
}

static void sum_up(struct bm_node *node)
{
	unsigned int idx;

	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		node->zones[idx].managed = node->zones[idx].present;
		node->spanned += node->zones[idx].spanned;
		node->present += node->zones[idx].present;
	}
}

unsigned int bm_zone_of(const struct bm_node *node, pfn_t pfn, bool mirrored)
{
	unsigned int found = BM_NR_ZONES;
	unsigned int idx;

	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		const struct bm_zone *zone = &node->zones[idx];

		if (pfn < zone->start_pfn || pfn >= bm_zone_end(zone))
			continue;
		found = idx;
		if (mirrored)
			break;
	}
	return found;
}

void bm_zone_spans_(struct bm_zones *zones, const struct memblock *mb)
{
	unsigned long i;
	unsigned int nid;

	for (nid = 0; nid < zones->nr_nodes; nid++)
		set_spans(zones, &zones->nodes[nid]);
	zones->nr_unzoned = 0;
	for (i = 0; i < mb->memory.cnt; i++) {
		struct bm_node *node = bm_zone_node_of_(zones, mb, i);
		struct frames f = region_frames(mb, i);

		if (node)
			count_region(node, f);
		zones->nr_unzoned += count_unzoned(node, f);
	}
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		if (overlaps_movable(zones, &zones->nodes[nid]))
			uncount_other_kind(&zones->nodes[nid], mb);
		sum_up(&zones->nodes[nid]);
	}
}
