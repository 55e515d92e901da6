// SPDX-License-Identifier: MIT
/*
 * zone_why.c - from the numbers that a layout left behind to the reason for each boundary.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "cli/base/text.h"
#include "cli/machine/zone_why.h"

struct sentence {
	const struct bm_zones *zones;
	struct zone_why *why;
	size_t len;
};

static void say(struct sentence *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct sentence *s, const char *format, ...)
{
	va_list args;
	int added;

	va_start(args, format);
	added = vsnprintf(s->why->text + s->len, ZONE_WHY_ROOM - s->len, format, args);
	va_end(args);
	if (added > 0)
		s->len += (size_t)added < ZONE_WHY_ROOM - s->len ? (size_t)added : 0;
}

static phys_addr_t addr_of(const struct bm_zones *zones, pfn_t pfn)
{
	return (phys_addr_t)pfn << zones->policy.page_shift;
}

static void say_size(struct sentence *s, pfn_t nr_pages)
{
	char size[TEXT_ROOM];

	say(s, "%s", text_size(addr_of(s->zones, nr_pages), size, sizeof(size)));
}

/* --- the machine ---------------------------------------------------------------------- */

static unsigned int count_nodes(const struct bm_zones *zones)
{
	unsigned int nid, nr = 0;

	for (nid = 0; nid < zones->nr_nodes; nid++)
		nr += !bm_node_is_memoryless(&zones->nodes[nid]);
	return nr;
}

static bool any_movable(const struct bm_zones *zones)
{
	unsigned int nid;

	for (nid = 0; nid < zones->nr_nodes; nid++) {
		if (zones->nodes[nid].movable_exact)
			return true;
	}
	return false;
}

static void say_amount(struct sentence *s)
{
	const struct bm_zones *zones = s->zones;
	unsigned int nr = count_nodes(zones);

	say(s, "the kernel keeps at least ");
	say_size(s, zones->kernel_pages);
	say(s, " of ");
	say_size(s, zones->nr_pages);
	say(s, " (%" PRIu64 " of %" PRIu64 " pages)", zones->kernel_pages, zones->nr_pages);
	if (nr > 1)
		say(s, ", shared evenly by %u nodes", nr);
}

static void say_all_kernel(struct sentence *s)
{
	if (s->zones->kernel_pages == 0) {
		say(s, "no ZONE_MOVABLE: what is asked for leaves the kernel nothing, which counts "
		       "as everything");
		return;
	}
	say(s, "no ZONE_MOVABLE: the kernel is to keep ");
	say_size(s, s->zones->kernel_pages);
	say(s, ", and there is ");
	say_size(s, s->zones->nr_pages);
}

static void say_hotplug(struct sentence *s)
{
	const struct bm_zone_policy *policy = &s->zones->policy;
	bool ignored = policy->kernelcore.nr_pages || policy->kernelcore.percent ||
		       policy->movablecore.nr_pages || policy->movablecore.percent;

	if (any_movable(s->zones))
		say(s, "movable_node: hot-pluggable memory is movable, and that alone");
	else
		say(s, "no ZONE_MOVABLE: movable_node, but no memory is hot-pluggable on a node "
		       "where nothing is reserved yet");
	if (ignored)
		say(s, "; kernelcore= and movablecore= are ignored");
}

static void say_mirror(struct sentence *s)
{
	if (any_movable(s->zones))
		say(s, "kernelcore=mirror: memory above 4 GiB that is not mirrored is movable");
	else
		say(s, "no ZONE_MOVABLE: kernelcore=mirror, and all memory above 4 GiB is "
		       "mirrored");
	if (s->zones->low_unmirrored)
		say(s, "; below 4 GiB some is not mirrored and stays the kernel's");
}

static void say_machine(struct sentence *s)
{
	switch (s->zones->rule) {
	case BM_MOVABLE_NOT_ASKED:
		say(s, "no ZONE_MOVABLE: nothing asks for one");
		return;
	case BM_MOVABLE_HOTPLUG:
		say_hotplug(s);
		return;
	case BM_MOVABLE_MIRROR:
		say_mirror(s);
		return;
	case BM_MOVABLE_AMOUNT:
		say_amount(s);
		return;
	case BM_MOVABLE_NO_MIRROR:
		say(s, "no ZONE_MOVABLE: kernelcore=mirror is ignored, nothing is mirrored");
		return;
	case BM_MOVABLE_KDUMP:
		say(s, "no ZONE_MOVABLE: kernelcore=mirror is ignored in a crash kernel");
		return;
	case BM_MOVABLE_ALL_KERNEL:
		say_all_kernel(s);
		return;
	}
}

/* --- a node ---------------------------------------------------------------------------- */

static pfn_t kernel_pages(const struct bm_node *node, unsigned int below)
{
	unsigned int idx;
	pfn_t pages = 0;

	for (idx = 0; idx < below; idx++)
		pages += node->zones[idx].present;
	return pages;
}

static void say_share(struct sentence *s, const struct bm_node *node)
{
	unsigned int movable_zone = s->zones->movable_zone;
	pfn_t low = kernel_pages(node, movable_zone);

	say(s, "the kernel has ");
	say_size(s, kernel_pages(node, BM_ZONE_MOVABLE));
	say(s, " of this node below");
	if (low == 0)
		return;
	say(s, ", ");
	if (low < kernel_pages(node, BM_ZONE_MOVABLE)) {
		say_size(s, low);
		say(s, " of it ");
	}
	say(s, "below 0x%" PRIx64 " where nothing can be movable",
	    addr_of(s->zones, s->zones->lowest_pfn[movable_zone]));
}

static void say_reason(struct sentence *s, const struct bm_node *node)
{
	if (s->zones->rule == BM_MOVABLE_HOTPLUG)
		say(s, "where its hot-pluggable memory starts");
	else if (s->zones->rule == BM_MOVABLE_MIRROR)
		say(s, "its first memory above 4 GiB that is not mirrored");
	else
		say_share(s, node);
}

static void say_block(struct sentence *s)
{
	say_size(s, (pfn_t)1 << s->zones->policy.max_order);
}

static void say_start(struct sentence *s, const struct bm_node *node)
{
	say(s, "Movable from 0x%" PRIx64 ": ", addr_of(s->zones, node->movable_start));
	say_reason(s, node);
	if (node->movable_start == node->movable_exact)
		return;
	say(s, "; 0x%" PRIx64 " rounded up to ", addr_of(s->zones, node->movable_exact));
	say_block(s);
}

static void say_no_start(struct sentence *s, const struct bm_node *node)
{
	if (node->movable_exact == 0) {
		say(s, "no Movable: nothing of it is movable");
	} else if (node->movable_exact >= node->end_pfn) {
		say(s, "no Movable: all of it is the kernel's");
	} else {
		say(s, "no Movable: 0x%" PRIx64 " rounded up to ",
		    addr_of(s->zones, node->movable_exact));
		say_block(s);
		say(s, " is past its end");
	}
}

static bool decides_by_node(const struct bm_zones *zones)
{
	return zones->rule == BM_MOVABLE_AMOUNT || any_movable(zones);
}

bool zone_why(const struct bm_zones *zones, unsigned int *next, struct zone_why *why)
{
	struct sentence s = { zones, why, 0 };
	const struct bm_node *node;

	why->nid = NUMA_NO_NODE;
	if (*next == 0) {
		*next = 1;
		say_machine(&s);
		return true;
	}
	while (decides_by_node(zones) && *next <= zones->nr_nodes) {
		node = &zones->nodes[(*next)++ - 1];
		if (bm_node_is_memoryless(node))
			continue;
		why->nid = node->nid;
		if (node->movable_start)
			say_start(&s, node);
		else
			say_no_start(&s, node);
		return true;
	}
	return false;
}
