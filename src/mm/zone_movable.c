// SPDX-License-Identifier: MIT
/*
 * zone_movable.c - where ZONE_MOVABLE starts on each node. Numbers in, numbers out.
 *
 * One of three rules, the first that was asked for: where hot-pluggable memory starts; where
 * memory that is not mirrored starts; or after each node's share of the memory that the kernel
 * keeps for itself. Then every start is rounded up to the largest buddy block, and dropped if
 * that leaves the node nothing.
 *
 * The kernel's memory is shared out in rounds. In each, every node gives the same share, lowest
 * frames first; what small nodes could not give is shared out again among the rest. A node
 * remembers the first region it has not used up, so rounds do not walk the map again.
 *
 * Cost: the regions, plus nodes times rounds; there are at most as many rounds as nodes.
 * Linux: find_zone_movable_pfns_for_nodes(), same numbers. Its low limit for mirrors is 4 GiB.
 */
#include "base/div.h"
#include "zone_int.h"

/* Regions ascend, so the first is the lowest. */
static void start_at_first(struct bm_node *node, pfn_t pfn)
{
	if (node->movable_start == 0)
		node->movable_start = pfn;
}

/* --- movable_node ---------------------------------------------------------------------- */

static void from_hotplug(struct bm_zones *zones, const struct memblock *mb)
{
	unsigned long idx;

	for (idx = 0; idx < mb->memory.cnt; idx++) {
		struct bm_node *node = bm_zone_node_of_(zones, mb, idx);

		if (node && region_is(mb, idx, MEMBLOCK_HOTPLUG))
			start_at_first(node, region_frames(mb, idx).start);
	}
}

/* --- kernelcore=mirror ----------------------------------------------------------------- */

static void from_mirror(struct bm_zones *zones, const struct memblock *mb)
{
	pfn_t low_end = bm_shl(1, 32 - mb->page_shift);
	unsigned long idx;

	for (idx = 0; idx < mb->memory.cnt; idx++) {
		struct bm_node *node = bm_zone_node_of_(zones, mb, idx);
		struct frames f = region_frames(mb, idx);

		if (!node || region_is(mb, idx, MEMBLOCK_MIRROR))
			continue;
		if (f.start < low_end)
			zones->low_unmirrored = true;
		else
			start_at_first(node, f.start);
	}
}

static bool has_mirror(const struct memblock *mb)
{
	unsigned long idx;

	for (idx = 0; idx < mb->memory.cnt; idx++) {
		if (region_is(mb, idx, MEMBLOCK_MIRROR))
			return true;
	}
	return false;
}

/* --- kernelcore=, movablecore= --------------------------------------------------------- */

static pfn_t amount_pages(struct bm_zone_amount amount, pfn_t total)
{
	/* Wraps for absurd percentages, as Linux does. */
	return amount.percent != 0 ? bm_div(total * 100 * amount.percent, 10000)
				   : amount.nr_pages;
}

/* How many pages the kernel is to have; 0 or everything means that nothing is movable. */
static pfn_t kernel_pages(const struct bm_zones *zones)
{
	const struct bm_zone_policy *policy = &zones->policy;
	pfn_t total = zones->nr_pages;
	pfn_t kernel = amount_pages(policy->kernelcore, total);
	pfn_t movable = amount_pages(policy->movablecore, total);
	pfn_t rest;

	if (movable == 0)
		return kernel;
	movable = pfn_up_to(movable, policy->max_order);
	rest = movable < total ? total - movable : 0;
	return kernel > rest ? kernel : rest;
}

/*
 * The state of the spread: @kernel pages are still to be given by @nr_nodes nodes, @share by
 * each. Below @low everything is the kernel's anyway, because MOVABLE cannot begin there.
 */
struct spread {
	pfn_t kernel;
	pfn_t share;
	unsigned int nr_nodes;
	pfn_t low;
};

static void take_pages(pfn_t *from, pfn_t nr_pages)
{
	*from -= nr_pages < *from ? nr_pages : *from;
}

/*
 * What the kernel takes of one range; @rest is what the node's share still asks for. Returns the
 * new rest.
 */
static pfn_t take_from_range(struct spread *spread, struct bm_node *node, struct frames f,
			     pfn_t rest)
{
	struct frames low = frames_clip(f, (struct frames){ 0, spread->low });
	pfn_t above;

	take_pages(&rest, frames_count(low));
	take_pages(&spread->kernel, frames_count(low));
	if (f.end <= spread->low) {
		node->movable_start = f.end;
		return rest;
	}
	f.start += frames_count(low);
	above = frames_count(f) < rest ? frames_count(f) : rest;
	node->movable_start = f.start + above;
	take_pages(&spread->kernel, above);
	return rest - above;
}

/* One node gives its share. A share that is met while still below @low does not end the walk. */
static void walk_node(struct bm_zones *zones, const struct memblock *mb, struct spread *spread,
		      struct bm_node *node)
{
	pfn_t rest = spread->share;

	for (; node->next_region < node->end_region; node->next_region++) {
		struct frames f = region_frames(mb, node->next_region);

		if (bm_zone_node_of_(zones, mb, node->next_region) != node)
			continue;
		if (f.start < node->movable_start)
			f.start = node->movable_start;
		if (frames_count(f) == 0)
			continue;
		rest = take_from_range(spread, node, f, rest);
		if (f.end > spread->low && rest == 0)
			break;
	}
}

/* Every node gives a share; less if there is not a whole share left to give. */
static void spread_once(struct bm_zones *zones, const struct memblock *mb, struct spread *spread)
{
	unsigned int nid;

	spread->share = bm_div(spread->kernel, spread->nr_nodes);
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		if (bm_node_is_memoryless(&zones->nodes[nid]))
			continue;
		if (spread->kernel < spread->share)
			spread->share = bm_div(spread->kernel, spread->nr_nodes);
		walk_node(zones, mb, spread, &zones->nodes[nid]);
	}
}

static unsigned int count_nodes(const struct bm_zones *zones)
{
	unsigned int nr = 0;
	unsigned int nid;

	for (nid = 0; nid < zones->nr_nodes; nid++)
		nr += !bm_node_is_memoryless(&zones->nodes[nid]);
	return nr;
}

static void from_amount(struct bm_zones *zones, const struct memblock *mb)
{
	struct spread spread = { 0 };

	spread.kernel = zones->kernel_pages;
	spread.low = zones->lowest_pfn[zones->movable_zone];
	spread.nr_nodes = count_nodes(zones);
	/* At most a page per node is left over in the end, and stays movable. */
	while (spread.nr_nodes > 0) {
		spread_once(zones, mb, &spread);
		spread.nr_nodes--;
		if (spread.kernel <= spread.nr_nodes)
			break;
	}
}

/* --- which rule, and the end result ---------------------------------------------------- */

static enum bm_movable_rule mirror_rule(const struct bm_zones *zones, const struct memblock *mb)
{
	if (!zones->policy.mirror_strict)
		return BM_MOVABLE_MIRROR;
	if (!has_mirror(mb))
		return BM_MOVABLE_NO_MIRROR;
	return zones->policy.kdump ? BM_MOVABLE_KDUMP : BM_MOVABLE_MIRROR;
}

static bool amounts_asked(const struct bm_zone_policy *policy)
{
	return policy->kernelcore.nr_pages != 0 || policy->kernelcore.percent != 0 ||
	       policy->movablecore.nr_pages != 0 || policy->movablecore.percent != 0;
}

static enum bm_movable_rule choose_rule(struct bm_zones *zones, const struct memblock *mb)
{
	if (zones->policy.movable_node)
		return BM_MOVABLE_HOTPLUG;
	if (zones->policy.mirror)
		return mirror_rule(zones, mb);
	if (!amounts_asked(&zones->policy))
		return BM_MOVABLE_NOT_ASKED;
	zones->kernel_pages = kernel_pages(zones);
	return zones->kernel_pages == 0 || zones->kernel_pages >= zones->nr_pages
		       ? BM_MOVABLE_ALL_KERNEL
		       : BM_MOVABLE_AMOUNT;
}

static void round_start(struct bm_node *node, unsigned int max_order)
{
	node->movable_exact = node->movable_start;
	node->movable_start = pfn_up_to(node->movable_start, max_order);
	if (node->movable_start >= node->end_pfn)
		node->movable_start = 0;
}

void bm_zone_movable_(struct bm_zones *zones, const struct memblock *mb)
{
	unsigned int nid;

	zones->kernel_pages = 0;
	zones->low_unmirrored = false;
	zones->rule = choose_rule(zones, mb);
	switch (zones->rule) {
	case BM_MOVABLE_HOTPLUG:
		from_hotplug(zones, mb);
		break;
	case BM_MOVABLE_MIRROR:
		from_mirror(zones, mb);
		break;
	case BM_MOVABLE_AMOUNT:
		from_amount(zones, mb);
		break;
	default:
		return;
	}
	for (nid = 0; nid < zones->nr_nodes; nid++)
		round_start(&zones->nodes[nid], zones->policy.max_order);
}
