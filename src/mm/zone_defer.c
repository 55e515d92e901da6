// SPDX-License-Identifier: MIT
/*
 * zone_defer.c - which descriptors the classic boot leaves for later.
 *
 * Only the zone that reaches its node's end may be deferred, and only from a section boundary on,
 * after more than a section's worth of its memory was initialised. bootmem's own policies do not
 * need the number; a predictor does.
 *
 * Linux: defer_init(), same frames.
 */
#include "zone_int.h"

/* How far the present zone has come; a zone with another end starts anew. */
struct progress {
	pfn_t zone_end;
	pfn_t nr_done;
};

/*
 * The first frame of @f that is a section's first once @nr_done and those before it exceed a
 * section.
 */
static pfn_t first_left(const struct progress *progress, struct frames f, unsigned int order)
{
	pfn_t section = bm_shl(1, order);
	pfn_t missing = progress->nr_done < section ? section - progress->nr_done : 0;

	return pfn_up_to(f.start + missing, order);
}

static void pass_range(struct progress *progress, struct bm_node *node, struct frames f,
		       pfn_t zone_end, unsigned int order)
{
	pfn_t left;

	if (zone_end < node->end_pfn || node->first_deferred != BM_PFN_NONE)
		return;
	if (progress->zone_end != zone_end) {
		progress->zone_end = zone_end;
		progress->nr_done = 0;
	}
	left = first_left(progress, f, order);
	if (left < f.end)
		node->first_deferred = left;
	else
		progress->nr_done += frames_count(f);
}

void bm_zone_deferral_(struct bm_zones *zones, const struct memblock *mb)
{
	struct progress progress = { BM_PFN_NONE, 0 };
	unsigned long i;
	unsigned int idx;

	for (i = 0; i < mb->memory.cnt; i++) {
		struct bm_node *node = bm_zone_node_of_(zones, mb, i);

		for (idx = 0; node && idx < BM_NR_ZONES; idx++) {
			struct frames f = frames_clip(region_frames(mb, i),
						      zone_frames(&node->zones[idx]));

			if (frames_count(f) == 0 || node->zones[idx].present == 0)
				continue;
			if (idx == BM_ZONE_MOVABLE && region_is(mb, i, MEMBLOCK_MIRROR))
				continue;
			pass_range(&progress, node, f, bm_zone_end(&node->zones[idx]),
				   section_order_(&zones->policy));
		}
	}
}
