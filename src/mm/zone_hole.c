// SPDX-License-Identifier: MIT
/*
 * zone_hole.c - frames that have a descriptor without being memory of any zone.
 *
 * Descriptors come by whole sections, memory does not. What lies between two ranges of memory
 * counts to the zone of the upper one; what follows the last, up to the end of its section, to
 * the highest zone with memory of that range's node, even if that zone does not end there.
 *
 * One walk over regions and their zones finds holes in ascending order; a second position, never
 * moving back, finds the sections within them.
 *
 * Linux: memmap_init(), init_unavailable_range(), same frames and zones.
 */
#include "zone_int.h"

void bm_hole_first(struct bm_hole_iter *it, const struct bm_zones *zones, const struct memblock *mb)
{
	struct bm_hole_iter blank = { 0 };

	*it = blank;
	it->zones = zones;
	it->mb = mb;
}

static struct frames region_sections(const struct bm_hole_iter *it, unsigned long idx)
{
	unsigned int order = section_order_(&it->zones->policy);
	struct frames f = region_frames(it->mb, idx);

	if (frames_count(f) == 0)
		return (struct frames){ 0, 0 };
	f.start = pfn_down_to(f.start, order);
	f.end = pfn_up_to(f.end, order);
	return f;
}

/* The next part of the hole that lies in sections with memory. */
static bool next_piece(struct bm_hole_iter *it)
{
	for (; it->from_pfn < it->to_pfn && it->section < it->mb->memory.cnt; it->section++) {
		struct frames hole = { it->from_pfn, it->to_pfn };
		struct frames sections = region_sections(it, it->section);

		if (sections.end <= hole.start)
			continue;
		hole = frames_clip(hole, sections);
		if (frames_count(hole) == 0)
			break;
		it->start_pfn = hole.start;
		it->end_pfn = hole.end;
		it->from_pfn = hole.end;
		return true;
	}
	return false;
}

static void open_hole(struct bm_hole_iter *it, pfn_t to_pfn, int nid, unsigned int idx)
{
	it->from_pfn = it->used_pfn;
	it->to_pfn = to_pfn;
	it->nid = nid;
	it->idx = idx;
	it->hole++;
}

/* Go through the zones of one range; stop after the first that has a hole below. */
static bool pass_zones(struct bm_hole_iter *it, const struct bm_node *node, struct frames f)
{
	while (it->zone < BM_NR_ZONES) {
		const struct bm_zone *zone = &node->zones[it->zone++];
		struct frames part = frames_clip(f, zone_frames(zone));
		bool found;

		if (zone->present == 0)
			continue;
		it->last_idx = zone->idx;
		if (frames_count(part) == 0)
			continue;
		found = it->used_pfn < part.start;
		if (found)
			open_hole(it, part.start, node->nid, zone->idx);
		it->used_pfn = part.end;
		if (found)
			return true;
	}
	return false;
}

static bool next_hole(struct bm_hole_iter *it)
{
	for (; it->region < it->mb->memory.cnt; it->region++) {
		const struct bm_node *node = bm_zone_node_of_(it->zones, it->mb, it->region);
		struct frames f = region_frames(it->mb, it->region);

		if (!node || frames_count(f) == 0)
			continue;
		it->last_nid = node->nid;
		it->last_end_pfn = f.end;
		if (pass_zones(it, node, f))
			return true;
		it->zone = 0;
	}
	if (it->tail_done)
		return false;
	it->tail_done = true;
	open_hole(it, pfn_up_to(it->last_end_pfn, section_order_(&it->zones->policy)),
		  it->last_nid, it->last_idx);
	return true;
}

bool bm_hole_next(struct bm_hole_iter *it)
{
	while (!next_piece(it)) {
		if (!next_hole(it))
			return false;
	}
	return true;
}
