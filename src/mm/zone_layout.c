// SPDX-License-Identifier: MIT
/*
 * zone_layout.c - the order of the steps, and nothing else.
 *
 * Checks come first, so a layout that is refused has changed nothing that a caller set. Then
 * nodes, limits, the start of ZONE_MOVABLE, the extents of every zone; each needs the one before.
 *
 * Linux: free_area_init().
 */
#include "base/mem.h"
#include "zone_int.h"

#define MIN_PAGE_SHIFT 10u
#define MAX_PAGE_SHIFT 20u
#define MAX_SECTION_SHIFT 40u

void bm_zones_init(struct bm_zones *zones, struct bm_node *nodes, unsigned int nr_nodes)
{
	unsigned int nid;

	memset(zones, 0, sizeof(*zones));
	zones->nodes = nodes;
	zones->nr_nodes = nr_nodes < BM_MAX_NODES ? nr_nodes : BM_MAX_NODES;
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		memset(&nodes[nid], 0, sizeof(nodes[nid]));
		nodes[nid].nid = (int)nid;
	}
}

static bool policy_is_sound(const struct bm_zone_policy *policy, const struct memblock *mb)
{
	if (policy->page_shift < MIN_PAGE_SHIFT || policy->page_shift > MAX_PAGE_SHIFT)
		return false;
	if (policy->page_shift != mb->page_shift)
		return false;
	if (policy->section_shift > MAX_SECTION_SHIFT)
		return false;
	return policy->max_order <= MAX_SECTION_SHIFT &&
	       policy->section_shift >= policy->page_shift + policy->max_order;
}

int bm_zones_layout(struct bm_zones *zones, const struct memblock *mb,
		    const struct bm_zone_policy *policy)
{
	int err;

	if (zones->nr_nodes == 0 || !policy_is_sound(policy, mb))
		return -BM_EINVAL;
	err = bm_zone_nodes_(zones, mb);
	if (err)
		return err;
	zones->policy = *policy;
	zones->policy.zones |= 1u << BM_ZONE_NORMAL | 1u << BM_ZONE_MOVABLE;
	bm_zone_limits_(zones, mb);
	bm_zone_movable_(zones, mb);
	bm_zone_spans_(zones, mb);
	if (policy->defers)
		bm_zone_deferral_(zones, mb);
	bm_zone_fallback_(zones);
	return 0;
}
