// SPDX-License-Identifier: MIT
/*
 * boot_numa.c - where the nodes of a machine come from.
 *
 * ACPI first, then a device tree, then a map written by hand, then one node over everything. All
 * nodes that the winning source names exist, also those without memory.
 *
 * Linux: x86_numa_init(), arch_numa_init().
 */
#include <bootmem/fw_acpi.h>
#include <bootmem/fw_plain.h>
#include <bootmem/mb_query.h>

#include "boot_int.h"

#define FOUR_GIB ((uint64_t)1 << 32)
#define NR_SOURCES 3

static uint32_t unused_domain(const struct bm_numa *numa)
{
	uint32_t next = 0;
	unsigned int nid;

	for (nid = 0; nid < numa->nr_nodes; nid++)
		if (numa->room.domains[nid] != BM_FW_NO_DOMAIN && numa->room.domains[nid] >= next)
			next = numa->room.domains[nid] + 1;
	return next;
}

/* A CXL window that the SRAT does not describe is a node, the first that is not used. */
static int take_window(void *ctx, const struct bm_fw_range *range)
{
	struct bm_numa *numa = ctx;
	struct bm_range window = { range->start, range->end };
	unsigned int nid = numa->nr_nodes;
	unsigned int i;

	for (i = 0; i < numa->nr_blocks; i++)
		if (numa->room.blocks[i].start < window.end &&
		    window.start < numa->room.blocks[i].end)
			return 0;
	if (nid >= numa->room.max_nodes)
		return -BM_ENOSPC;
	numa->room.domains[nid] = unused_domain(numa);
	numa->nr_nodes++;
	return bm_numa_add(numa, window, (int)nid);
}

/* Windows that cannot be taken are no reason to lose the nodes there are. */
static void parse_windows(const struct bm_boot *boot, struct bm_numa *numa)
{
	struct bm_fw_sink sink = { .ctx = numa, .range = take_window };

	if (boot->cedt.bytes)
		(void)!bm_cedt_parse(boot->cedt.bytes, boot->cedt.size, &sink);
}

static int parse_acpi(void *ctx, struct bm_numa *numa)
{
	struct bm_boot *boot = ctx;
	struct bm_fw_sink sink = bm_numa_sink(numa);
	int err;

	if (boot->srat.bytes)
		err = bm_srat_parse(boot->srat.bytes, boot->srat.size, &sink);
	else
		err = boot->srat_log.at ? bm_srat_parse_log(boot->srat_log, &sink) : -BM_ENOENT;
	if (err)
		return err;
	parse_windows(boot, numa);
	/* Distances that make no sense are not told; the nodes are good all the same. */
	if (boot->slit.bytes)
		err = bm_slit_parse(boot->slit.bytes, boot->slit.size, &sink);
	return err == -BM_EBADMSG ? 0 : err;
}

static int parse_tree(void *ctx, struct bm_numa *numa)
{
	struct bm_boot *boot = ctx;
	struct bm_fw_sink sink = bm_numa_sink(numa);
	int err;

	if (!boot->fdt.blob)
		return -BM_ENOENT;
	numa->domain_is_nid = true;
	err = bm_fdt_memory(&boot->fdt, &sink);
	return err ? err : bm_fdt_numa(&boot->fdt, &sink);
}

static int parse_plain(void *ctx, struct bm_numa *numa)
{
	struct bm_boot *boot = ctx;
	struct bm_fw_sink sink = bm_numa_sink(numa);

	if (!boot->plain.at)
		return -BM_ENOENT;
	numa->domain_is_nid = true;
	return bm_plain_parse(boot->plain, &sink);
}

static void plan_numa(struct bm_boot *boot, struct bm_numa_plan *plan,
		      struct bm_numa_source sources[NR_SOURCES])
{
	const struct bm_profile *profile = boot->profile;
	bool is_old = boot->kernel < BM_KERNEL(6, 12);
	struct bm_numa_plan blank = { 0 };

	*plan = blank;
	plan->off = boot->params.numa_off;
	plan->span.start = profile->has_e820 && is_old ? 0 : mb_start(boot->mb);
	plan->span.end = profile->has_e820 && is_old ? bm_boot_end_(boot) : mb_end(boot->mb);
	plan->dummy.start = profile->has_e820 ? 0 : mb_start(boot->mb);
	plan->dummy.end = bm_boot_end_(boot);
	plan->slack = (phys_addr_t)profile->numa_slack;
	plan->by_blocks = profile->has_e820 && is_old;
	plan->memory_only = !profile->has_e820 && is_old;
	plan->fake.span = plan->span;
	plan->fake.dma32_end = bm_pfn_addr(bm_shr(FOUR_GIB, profile->page_shift),
					   profile->page_shift);
	plan->fake.work = boot->numa_work;
	if (boot->kernel >= profile->fake_numa_since)
		plan->fake.spec = boot->params.numa_fake;
	sources[0].parse = parse_acpi;
	sources[0].ctx = boot;
	sources[1].parse = parse_tree;
	sources[1].ctx = boot;
	sources[2].parse = parse_plain;
	sources[2].ctx = boot;
	plan->sources = boot->params.numa_noacpi ? &sources[1] : sources;
	plan->nr_sources = NR_SOURCES - (boot->params.numa_noacpi ? 1 : 0);
}

/* Nodes are there once firmware names them, with memory or without. */
static void tell_zones(struct bm_boot *boot)
{
	const struct bm_numa *numa = &boot->numa;
	struct bm_zones *zones = boot->zones;
	unsigned int from;
	unsigned int to;

	for (from = 0; from < numa->nr_nodes && from < zones->nr_nodes; from++) {
		zones->nodes[from].possible = numa->room.domains[from] != BM_FW_NO_DOMAIN;
		for (to = 0; boot->distances && to < numa->nr_nodes && to < zones->nr_nodes; to++)
			boot->distances[(size_t)from * zones->nr_nodes + to] =
				(uint8_t)bm_numa_distance(numa, (int)from, (int)to);
	}
	zones->distance = boot->distances;
}

int bm_boot_numa_(struct bm_boot *boot)
{
	struct bm_numa_source sources[NR_SOURCES];
	struct bm_numa_plan plan;
	int err;

	boot->mb->bottom_up = false;
	if (boot->numa_room.max_nodes == 0)
		return 0;
	bm_numa_init(&boot->numa, boot->numa_room);
	boot->numa.diag_to = boot->sink;
	plan_numa(boot, &plan, sources);
	err = bm_numa_set_up(&boot->numa, boot->mb, &plan);
	if (!err)
		tell_zones(boot);
	return err;
}
