// SPDX-License-Identifier: MIT
/*
 * render_zones_json.c - nodes and zones as JSON. Addresses are text, end is the last byte.
 */
#include "cli/machine/zone_why.h"
#include "cli/render/render_zones.h"

static uint64_t addr_of(const struct bm_zones *zones, pfn_t pfn)
{
	return (uint64_t)pfn << zones->policy.page_shift;
}

static void put_range(struct json *json, const struct bm_zones *zones, pfn_t start, pfn_t end)
{
	json_extent(json, addr_of(zones, start), addr_of(zones, end));
}

void render_machine_json(struct json *json, const struct machine *machine)
{
	char kernel[32];

	snprintf(kernel, sizeof(kernel), "%u.%u", machine->kernel >> 16, machine->kernel & 0xffff);
	json_text(json, "name", machine->name);
	json_text(json, "arch", machine->profile->name);
	json_text(json, "kernel", kernel);
	json_number(json, "page_size", (uint64_t)1 << machine->profile->page_shift);
	json_text(json, "cmdline", machine->cmdline);
}

static void put_ranges(struct json *json, const struct bm_zones *zones)
{
	unsigned int idx;

	json_open(json, "zone_ranges", '[');
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		if ((zones->policy.zones >> idx & 1u) == 0 || idx == BM_ZONE_MOVABLE)
			continue;
		json_open(json, NULL, '{');
		json_text(json, "zone", bm_zone_name(idx));
		put_range(json, zones, zones->lowest_pfn[idx], zones->end_pfn[idx]);
		json_close(json);
	}
	json_close(json);
}

static void put_zone(struct json *json, const struct bm_zones *zones, const struct bm_zone *zone)
{
	json_open(json, NULL, '{');
	json_text(json, "zone", bm_zone_name(zone->idx));
	put_range(json, zones, zone->start_pfn, bm_zone_end(zone));
	json_number(json, "start_pfn", zone->start_pfn);
	json_number(json, "spanned", zone->spanned);
	json_number(json, "present", zone->present);
	json_number(json, "managed", zone->managed);
	json_close(json);
}

static void put_fallback(struct json *json, const struct bm_zones *zones, unsigned int nid)
{
	unsigned int nr, i;
	const uint16_t *row = bm_zones_fallback(zones, nid, &nr);

	json_open(json, "fallback", '[');
	for (i = 0; i < nr; i++)
		json_number(json, NULL, row[i]);
	json_close(json);
}

static void put_node(struct json *json, const struct bm_zones *zones, const struct bm_node *node)
{
	unsigned int idx;

	json_open(json, NULL, '{');
	json_int(json, "nid", node->nid);
	put_range(json, zones, node->start_pfn, node->end_pfn);
	json_number(json, "spanned", node->spanned);
	json_number(json, "present", node->present);
	if (node->movable_start)
		json_addr(json, "movable_start", addr_of(zones, node->movable_start));
	if (node->first_deferred != BM_PFN_NONE)
		json_addr(json, "first_deferred", addr_of(zones, node->first_deferred));
	put_fallback(json, zones, (unsigned int)node->nid);
	json_open(json, "zones", '[');
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		if (node->zones[idx].spanned > 0)
			put_zone(json, zones, &node->zones[idx]);
	}
	json_close(json);
	json_close(json);
}

static void put_holes(struct json *json, const struct machine_boot *run)
{
	struct bm_hole_iter it;

	json_open(json, "unavailable", '[');
	bm_for_each_hole(&it, &run->zones, &run->mb) {
		json_open(json, NULL, '{');
		json_int(json, "nid", it.nid);
		json_text(json, "zone", bm_zone_name(it.idx));
		put_range(json, &run->zones, it.start_pfn, it.end_pfn);
		json_number(json, "pages", it.end_pfn - it.start_pfn);
		json_close(json);
	}
	json_close(json);
}

static void put_why(struct json *json, const struct bm_zones *zones)
{
	unsigned int next = 0;
	struct zone_why why;

	json_open(json, "movable", '[');
	while (zone_why(zones, &next, &why)) {
		json_open(json, NULL, '{');
		if (why.nid >= 0)
			json_int(json, "nid", why.nid);
		json_text(json, "why", why.text);
		json_close(json);
	}
	json_close(json);
}

void render_zones_json(struct json *json, const struct machine *machine,
		       const struct machine_boot *run)
{
	const struct bm_zones *zones = &run->zones;
	unsigned int nid;

	json_open(json, NULL, '{');
	render_machine_json(json, machine);
	json_number(json, "pages", zones->nr_pages);
	json_number(json, "unzoned_pages", zones->nr_unzoned);
	put_ranges(json, zones);
	json_open(json, "nodes", '[');
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		if (zones->nodes[nid].possible)
			put_node(json, zones, &zones->nodes[nid]);
	}
	json_close(json);
	put_holes(json, run);
	put_why(json, zones);
	json_close(json);
}
