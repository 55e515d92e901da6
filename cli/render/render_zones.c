// SPDX-License-Identifier: MIT
/*
 * render_zones.c - nodes and zones as text.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/text.h"
#include "cli/machine/zone_why.h"
#include "cli/render/render_zones.h"

static const char *told_by(const struct machine_boot *run)
{
	if (!run->told)
		return "";
	return run->told_by_iomem ? ", on the memory that /proc/iomem lists"
				  : ", on the memory that its log lists by node";
}

void render_machine(const struct machine *machine, const struct machine_boot *run)
{
	printf("%s: %s, %u KiB pages, as Linux %u.%u%s\n", machine->name, machine->profile->name,
	       (1u << machine->profile->page_shift) / 1024, machine->kernel >> 16,
	       machine->kernel & 0xffff,
	       told_by(run));
}

static void print_zone(const struct bm_zones *zones, const struct bm_zone *zone)
{
	unsigned int shift = zones->policy.page_shift;
	char size[TEXT_ROOM];

	printf("%4d  %-8s  0x%016" PRIx64 "  0x%016" PRIx64 " %11" PRIu64 " %11" PRIu64
	       " %11" PRIu64 "  %s\n",
	       zone->nid, bm_zone_name(zone->idx), (uint64_t)zone->start_pfn << shift,
	       ((uint64_t)bm_zone_end(zone) << shift) - 1, zone->spanned, zone->present,
	       zone->managed, text_size((phys_addr_t)zone->present << shift, size, sizeof(size)));
}

static void print_fallback(const struct bm_zones *zones, unsigned int nid)
{
	unsigned int nr, i;
	const uint16_t *row = bm_zones_fallback(zones, nid, &nr);

	if (nr < 2)
		return;
	printf("      fallback");
	for (i = row[0] == nid ? 1 : 0; i < nr; i++)
		printf(" %u", row[i]);
	printf("\n");
}

static void print_node(const struct bm_zones *zones, const struct bm_node *node)
{
	unsigned int idx;

	if (bm_node_is_memoryless(node))
		printf("%4d  no memory\n", node->nid);
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		if (node->zones[idx].spanned > 0)
			print_zone(zones, &node->zones[idx]);
	}
	print_fallback(zones, (unsigned int)node->nid);
}

static void print_why(const struct bm_zones *zones)
{
	unsigned int next = 0;
	struct zone_why why;

	while (zone_why(zones, &next, &why)) {
		if (why.nid >= 0)
			printf("node %d: ", why.nid);
		printf("%s\n", why.text);
	}
}

void render_zones(const struct machine *machine, const struct machine_boot *run)
{
	const struct bm_zones *zones = &run->zones;
	char size[TEXT_ROOM];
	unsigned int nid;

	render_machine(machine, run);
	printf("node  zone      first               last                    spanned     present"
	       "     managed  size\n");
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		if (zones->nodes[nid].possible)
			print_node(zones, &zones->nodes[nid]);
	}
	print_why(zones);
	if (zones->nr_unzoned > 0)
		printf("warning: %" PRIu64 " pages (%s) are in no zone and stay unused\n",
		       zones->nr_unzoned,
		       text_size((phys_addr_t)zones->nr_unzoned << zones->policy.page_shift, size,
				 sizeof(size)));
}
