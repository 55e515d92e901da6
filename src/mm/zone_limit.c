// SPDX-License-Identifier: MIT
/*
 * zone_limit.c - between which frames each zone can lie on any node.
 *
 * Zones touch: one begins where the one below ends, the lowest where memory begins. A zone whose
 * limit is not above that is impossible on this machine. MOVABLE has no limits of its own: it
 * takes its frames from the highest possible zone.
 *
 * Linux: the first part of free_area_init().
 */
#include "zone_int.h"

static const char zone_names[BM_NR_ZONES + 1][8] = {
	"DMA", "DMA32", "Normal", "HighMem", "Movable", "Device", "none",
};

const char *bm_zone_name(unsigned int idx)
{
	return zone_names[idx < BM_NR_ZONES ? idx : BM_NR_ZONES];
}

/* Linux truncates here: a first page that is only partly memory still sets the lower end. */
static pfn_t first_pfn(const struct memblock *mb)
{
	if (mb->memory.cnt == 0)
		return 0;
	return bm_pfn_down(mb->memory.regions[0].base, mb->page_shift);
}

static bool is_limited(const struct bm_zones *zones, unsigned int idx)
{
	return zone_exists(zones, idx) && idx != BM_ZONE_MOVABLE && idx != BM_ZONE_DEVICE;
}

void bm_zone_limits_(struct bm_zones *zones, const struct memblock *mb)
{
	pfn_t pfn = first_pfn(mb);
	unsigned int idx;

	zones->movable_zone = BM_ZONE_NORMAL;
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		zones->lowest_pfn[idx] = 0;
		zones->end_pfn[idx] = 0;
		if (!is_limited(zones, idx))
			continue;
		zones->lowest_pfn[idx] = pfn;
		if (zones->policy.limit[idx] > pfn) {
			pfn = zones->policy.limit[idx];
			zones->movable_zone = idx;
		}
		zones->end_pfn[idx] = pfn;
	}
}
