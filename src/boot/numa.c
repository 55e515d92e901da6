// SPDX-License-Identifier: MIT
/*
 * numa.c - collect what firmware says of nodes: blocks of memory, processors, distances.
 *
 * Domains of the firmware are any 32-bit numbers; nodes are small and dense. A domain gets the
 * lowest number that is free when it is first named, so the order of the records numbers the nodes.
 * Device trees name nodes directly, then gaps stay gaps.
 *
 * Linux: setup_node(), acpi_map_pxm_to_node(), numa_add_memblk(), numa_set_distance().
 */
#include "base/pfn.h"
#include "base/range.h"
#include "base/scan.h"
#include "numa_int.h"

struct bm_numa_room bm_numa_room(struct bm_numa_block *blocks, unsigned int max_blocks,
				 uint32_t *domains, uint8_t *distances, unsigned int max_nodes)
{
	struct bm_numa_room room = { blocks, max_blocks, domains, distances, max_nodes };

	return room;
}

void bm_numa_reset(struct bm_numa *numa)
{
	numa->nr_blocks = 0;
	numa->nr_aside = 0;
	numa->nr_nodes = 0;
	numa->has_distances = false;
	numa->fake_distances = bm_str(NULL, 0);
}

void bm_numa_init(struct bm_numa *numa, struct bm_numa_room room)
{
	static const struct bm_numa nothing;

	*numa = nothing;
	numa->room = room;
	if (numa->room.max_nodes > BM_MAX_NODES)
		numa->room.max_nodes = BM_MAX_NODES;
}

void bm_numa_tell_(const struct bm_numa *numa, enum bm_numa_event_kind kind, int nid,
		   struct bm_range a)
{
	struct bm_numa_event event = { 0 };

	event.kind = kind;
	event.nid = nid;
	event.a = a;
	if (numa->event)
		numa->event(numa->event_ctx, &event);
}

void bm_numa_tell_distances_(const struct bm_numa *numa)
{
	struct bm_numa_event event = { 0 };

	event.kind = BM_NUMA_EV_DISTANCES;
	event.value = numa->nr_nodes;
	if (numa->event)
		numa->event(numa->event_ctx, &event);
}

static void tell_diag(const struct bm_numa *numa, enum bm_diag_code code, size_t offset,
		      uint64_t value, const char *what)
{
	struct bm_diag diag = { code, offset, 0, 0, value, what };

	if (numa->diag_to && numa->diag_to->diag)
		numa->diag_to->diag(numa->diag_to->ctx, &diag);
}

/* --- nodes --------------------------------------------------------------------------------- */

/* Name node @nid; those between that nobody names stay without a domain. */
static void name_node(struct bm_numa *numa, unsigned int nid, uint32_t domain)
{
	while (numa->nr_nodes <= nid)
		numa->room.domains[numa->nr_nodes++] = BM_FW_NO_DOMAIN;
	numa->room.domains[nid] = domain;
}

static int find_node(const struct bm_numa *numa, uint32_t domain)
{
	unsigned int nid;

	for (nid = 0; nid < numa->nr_nodes; nid++)
		if (numa->room.domains[nid] == domain)
			return (int)nid;
	return NUMA_NO_NODE;
}

/* The node of a domain, a new one if need be; -BM_ENOSPC if there can be no more. */
static int node_of(struct bm_numa *numa, uint32_t domain, size_t offset)
{
	int nid = find_node(numa, domain);
	uint32_t next = numa->domain_is_nid ? domain : numa->nr_nodes;

	if (nid >= 0)
		return nid;
	if (next >= numa->room.max_nodes) {
		tell_diag(numa, BM_DIAG_DOMAIN, offset, domain, "more nodes than there can be");
		return -BM_ENOSPC;
	}
	name_node(numa, next, domain);
	return (int)next;
}

int bm_numa_add(struct bm_numa *numa, struct bm_range range, int nid)
{
	struct bm_numa_block *block;

	if (nid < 0 || (unsigned int)nid >= numa->room.max_nodes)
		return -BM_EINVAL;
	if (numa->nr_blocks == numa->room.max_blocks)
		return -BM_ENOSPC;
	if ((unsigned int)nid >= numa->nr_nodes || numa->room.domains[nid] == BM_FW_NO_DOMAIN)
		name_node(numa, (unsigned int)nid, (uint32_t)nid);
	block = &numa->room.blocks[numa->nr_blocks++];
	block->start = range.start;
	block->end = range.end;
	block->nid = nid;
	block->cut_from = nid;
	return 0;
}

/* --- the sink ------------------------------------------------------------------------------ */

static int mark_hotplug(struct bm_numa *numa, const struct bm_fw_range *range)
{
	if (!numa->hotplug_in || !(range->flags & BM_FW_HOTPLUG))
		return 0;
	return mb_mark(numa->hotplug_in, range->start, range->end - range->start,
		       MEMBLOCK_HOTPLUG);
}

static int take_range(void *ctx, const struct bm_fw_range *range)
{
	struct bm_numa *numa = ctx;
	struct bm_numa_event event = { 0 };
	int nid;
	int err;

	if (range->kind == BM_FW_NONE || range->domain == BM_FW_NO_DOMAIN)
		return 0;
	nid = node_of(numa, range->domain, range->offset);
	if (nid < 0)
		return nid;
	event.kind = BM_NUMA_EV_MEMORY;
	event.nid = nid;
	event.domain = range->domain;
	event.a.start = range->start;
	event.a.end = range->end;
	event.hotplug = (range->flags & BM_FW_HOTPLUG) != 0;
	event.nonvolatile = (range->flags & BM_FW_NONVOLATILE) != 0;
	err = bm_numa_add(numa, event.a, nid);
	if (err)
		tell_diag(numa, BM_DIAG_FULL, range->offset, 0, "no room for this block");
	else if (numa->event)
		numa->event(numa->event_ctx, &event);
	return err ? err : mark_hotplug(numa, range);
}

static int take_cpu(void *ctx, const struct bm_fw_cpu *cpu)
{
	struct bm_numa *numa = ctx;
	struct bm_numa_event event = { 0 };
	int nid;

	if (!cpu->enabled || cpu->domain == BM_FW_NO_DOMAIN)
		return 0;
	nid = node_of(numa, cpu->domain, cpu->offset);
	if (nid < 0)
		return nid;
	event.kind = BM_NUMA_EV_CPU;
	event.nid = nid;
	event.domain = cpu->domain;
	event.id = cpu->id;
	if (cpu->is_cpu && numa->event)
		numa->event(numa->event_ctx, &event);
	return 0;
}

static uint8_t *cell_of(const struct bm_numa *numa, unsigned int from, unsigned int to)
{
	return &numa->room.distances[(size_t)from * numa->room.max_nodes + to];
}

static void fill_distances(struct bm_numa *numa)
{
	unsigned int from;
	unsigned int to;

	for (from = 0; from < numa->room.max_nodes; from++)
		for (to = 0; to < numa->room.max_nodes; to++)
			*cell_of(numa, from, to) = from == to ? BM_DISTANCE_LOCAL :
							BM_DISTANCE_REMOTE;
	numa->has_distances = true;
	bm_numa_tell_distances_(numa);
}

/* Distances between domains that nobody is in are of no use. */
static int take_distance(void *ctx, const struct bm_fw_distance *distance)
{
	struct bm_numa *numa = ctx;
	int from = find_node(numa, distance->from);
	int to = find_node(numa, distance->to);
	bool is_possible = distance->distance <= UINT8_MAX &&
			   (from == to) == (distance->distance == BM_DISTANCE_LOCAL);

	if (from < 0 || to < 0 || !numa->room.distances)
		return 0;
	if (!is_possible) {
		tell_diag(numa, BM_DIAG_DISTANCE, distance->offset, distance->distance,
			  "a distance that cannot be");
		return 0;
	}
	if (!numa->has_distances)
		fill_distances(numa);
	*cell_of(numa, (unsigned int)from, (unsigned int)to) = (uint8_t)distance->distance;
	return 0;
}

static void pass_diag(void *ctx, const struct bm_diag *diag)
{
	const struct bm_numa *numa = ctx;

	if (numa->diag_to && numa->diag_to->diag)
		numa->diag_to->diag(numa->diag_to->ctx, diag);
}

struct bm_fw_sink bm_numa_sink(struct bm_numa *numa)
{
	struct bm_fw_sink sink = { 0 };

	sink.ctx = numa;
	sink.range = take_range;
	sink.cpu = take_cpu;
	sink.distance = take_distance;
	sink.diag = pass_diag;
	return sink;
}

/* --- asking -------------------------------------------------------------------------------- */

/* The real node behind a fake one. */
static unsigned int real_node(const struct bm_numa *numa, unsigned int nid)
{
	unsigned int i;

	for (i = 0; i < numa->nr_blocks; i++)
		if (numa->room.blocks[i].nid == (int)nid)
			return (unsigned int)numa->room.blocks[i].cut_from;
	return nid;
}

/* Entry @idx of the list given with numa=fake=; false if it is not that long. */
static bool fake_distance(const struct bm_numa *numa, size_t idx, unsigned int *distance)
{
	struct bm_str rest = numa->fake_distances;
	uint64_t value;

	while (bm_scan_digits(&rest, &value)) {
		if (!idx--) {
			*distance = (unsigned int)value;
			return value <= UINT8_MAX;
		}
		(void)bm_scan_word(&rest, ",");
	}
	return false;
}

unsigned int bm_numa_distance(const struct bm_numa *numa, int from, int to)
{
	unsigned int a = (unsigned int)from;
	unsigned int b = (unsigned int)to;
	unsigned int distance;

	if (from < 0 || to < 0 || a >= numa->nr_nodes || b >= numa->nr_nodes)
		return from == to ? BM_DISTANCE_LOCAL : BM_DISTANCE_REMOTE;
	if (fake_distance(numa, (size_t)a * numa->nr_nodes + b, &distance))
		return distance;
	a = real_node(numa, a);
	b = real_node(numa, b);
	if (numa->has_distances)
		return *cell_of(numa, a, b);
	return a == b ? BM_DISTANCE_LOCAL : BM_DISTANCE_REMOTE;
}

phys_addr_t bm_numa_usable_(const struct memblock *mb, struct bm_range range)
{
	struct mb_pfn_iter it;
	phys_addr_t size = 0;

	mb_for_each_pfn_range(&it, mb, NUMA_NO_NODE) {
		struct bm_range pages = { bm_pfn_addr(it.start_pfn, mb->page_shift),
					  bm_pfn_addr(it.end_pfn, mb->page_shift) };

		size += bm_range_size(bm_range_clip(pages, range));
	}
	return size;
}
