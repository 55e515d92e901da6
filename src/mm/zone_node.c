// SPDX-License-Identifier: MIT
/*
 * zone_node.c - which frames belong to which node.
 *
 * A node reaches from the first to the last whole frame of its memory; nodes may interleave. A
 * node that has no whole frame is memoryless, and its range is [0, 0).
 *
 * One walk over the memory regions. Each node remembers between which regions all of its memory
 * lies, so later steps need not look at the others.
 *
 * Linux: get_pfn_range_for_nid(). There memory without a node crashes the boot when others have
 * one (6.1, 6.12); here it is left unused.
 */
#include "base/mem.h"
#include "zone_int.h"

static bool is_node(const struct bm_zones *zones, int nid)
{
	return nid >= 0 && (unsigned int)nid < zones->nr_nodes;
}

struct bm_node *bm_zone_node_of_(const struct bm_zones *zones, const struct memblock *mb,
				 unsigned long idx)
{
	int nid = mb->memory.regions[idx].nid;

	if (!zones->has_nids)
		return &zones->nodes[0];
	return is_node(zones, nid) ? &zones->nodes[nid] : NULL;
}

static void clear_node(struct bm_node *node, unsigned int nid)
{
	bool possible = node->possible;
	bool has_cpus = node->has_cpus;
	unsigned int idx;

	memset(node, 0, sizeof(*node));
	node->possible = possible;
	node->has_cpus = has_cpus;
	node->nid = (int)nid;
	node->first_deferred = BM_PFN_NONE;
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		node->zones[idx].nid = (int)nid;
		node->zones[idx].idx = idx;
	}
}

static void add_region(struct bm_node *node, unsigned long idx, struct frames f)
{
	if (bm_node_is_memoryless(node)) {
		node->possible = true;
		node->start_pfn = f.start;
		node->first_region = idx;
		node->next_region = idx;
	}
	node->end_pfn = f.end;
	node->end_region = idx + 1;
}

/*
 * Any number outside [0, BM_MAX_NODES) means "no node", as everywhere; only real ones need room.
 */
static int look_for_nids(struct bm_zones *zones, const struct memblock *mb)
{
	bool found = false;
	unsigned long idx;

	for (idx = 0; idx < mb->memory.cnt; idx++) {
		int nid = mb->memory.regions[idx].nid;

		if (nid < 0 || nid >= BM_MAX_NODES)
			continue;
		if (!is_node(zones, nid))
			return -BM_ENOSPC;
		found = true;
	}
	zones->has_nids = found;
	return 0;
}

int bm_zone_nodes_(struct bm_zones *zones, const struct memblock *mb)
{
	unsigned long idx;
	unsigned int nid;
	int err = look_for_nids(zones, mb);

	if (err)
		return err;
	for (nid = 0; nid < zones->nr_nodes; nid++)
		clear_node(&zones->nodes[nid], nid);
	zones->nr_pages = 0;
	for (idx = 0; idx < mb->memory.cnt; idx++) {
		struct bm_node *node = bm_zone_node_of_(zones, mb, idx);
		struct frames f = region_frames(mb, idx);

		if (frames_count(f) == 0)
			continue;
		zones->nr_pages += frames_count(f);
		if (node)
			add_region(node, idx, f);
	}
	return 0;
}
