// SPDX-License-Identifier: MIT
/*
 * fuzz_boot.c - any machine at all: from text to a page allocator.
 *
 * The first byte chooses the architecture and the release, the first line is the command line, the
 * rest is a map written by hand. A boot ends with an error that names a step, or with zones that
 * account for every page, holes that are no memory, a release whose books balance (or the port's
 * panic, which is a crash here), and a well formed allocator.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/boot.h>
#include <bootmem/check.h>
#include <bootmem/host.h>
#include <bootmem/mb_query.h>
#include <bootmem/release.h>

#define ROOM_NODES 8
#define ROOM_BLOCKS 256
#define ROOM_RANGES 1024
#define ROOM_REGIONS 4096
#include "boot_room.h"

#define MOST_RAM ((phys_addr_t)1 << 42)

static struct boot_room room;

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* --- zones ------------------------------------------------------------------------------ */

static pfn_t check_zone(const struct bm_zones *zones, const struct bm_node *node, unsigned int idx)
{
	const struct bm_zone *zone = &node->zones[idx];

	if (zone->spanned == 0) {
		require(zone->start_pfn == 0 && zone->present == 0);
		return 0;
	}
	require(zone->present <= zone->spanned);
	require(zone->start_pfn >= node->start_pfn && bm_zone_end(zone) <= node->end_pfn);
	require(idx == BM_ZONE_NORMAL || (zones->policy.zones >> idx & 1u) != 0);
	if (idx == BM_ZONE_MOVABLE)
		require(zone->start_pfn % ((pfn_t)1 << zones->policy.max_order) == 0);
	return zone->present;
}

static void check_zones(const struct bm_zones *zones)
{
	pfn_t present = 0;
	unsigned int nid, idx;

	for (nid = 0; nid < zones->nr_nodes; nid++) {
		for (idx = 0; idx < BM_NR_ZONES; idx++)
			present += check_zone(zones, &zones->nodes[nid], idx);
	}
	/* Overlapping zones leave some out of present; see bm_zone.managed. */
	if (zones->rule != BM_MOVABLE_MIRROR)
		require(present + zones->nr_unzoned == zones->nr_pages);
}

static void check_holes(const struct bm_zones *zones, const struct memblock *mb)
{
	struct bm_hole_iter it;
	pfn_t last = 0;

	bm_for_each_hole(&it, zones, mb)
	{
		require(it.start_pfn >= last && it.start_pfn < it.end_pfn);
		require(it.idx < BM_NR_ZONES);
		last = it.end_pfn;
	}
}

/* --- pages -------------------------------------------------------------------------------- */

static void try_allocations(struct bm_buddy *buddy)
{
	struct bm_cpu cpu;
	unsigned int order;
	pfn_t pfn;

	bm_cpu_init(&cpu, buddy, 0);
	for (order = 0; order <= buddy->max_order; order++) {
		if (bm_buddy_alloc(&cpu, order, BM_GFP_MOVABLE, &pfn) != 0)
			continue;
		require(bm_buddy_free(&cpu, pfn, order) == 0);
		require(bm_buddy_free(&cpu, pfn, order) != 0);
	}
	bm_cpu_drain(&cpu);
	require(bm_buddy_check(buddy) == NULL);
}

static void release(struct memblock *mb, const struct bm_zones *zones)
{
	static struct bm_pages pages;
	static struct bm_buddy buddy;
	struct bm_mm mm;

	bm_mm_init(&mm, mb, zones);
	if (bm_mm_pages(&mm, &pages, BM_PAGES_LAZY, 0) != 0 || bm_mm_buddy(&mm, &buddy, 0) != 0)
		return;
	if (bm_release(&mm, NULL) == 0)
		try_allocations(&buddy);
}

/* --- a machine ------------------------------------------------------------------------------ */

static void set_up(struct bm_boot *boot, struct memblock *mb, struct bm_zones *zones,
		   unsigned int choice)
{
	static const unsigned int kernels[] = { BM_KERNEL(6, 1), BM_KERNEL(6, 12),
						BM_KERNEL_NEWEST };
	static const struct plenty plenty = ROOM_PLENTY;

	memset(&room, 0, sizeof(room));
	bm_boot_init(boot, bm_profile_at(choice % 5), mb, zones);
	boot->kernel = kernels[choice / 5 % 3];
	boot_room_lend(&room, &plenty, boot);
}

static void run(struct bm_str cmdline, struct bm_str map, unsigned int choice, struct host *host)
{
	static struct memblock mb;
	struct bm_zones zones;
	struct bm_boot boot;

	mb_init(&mb, &host->port, room.regions, ROOM_REGIONS);
	set_up(&boot, &mb, &zones, choice);
	boot.cmdline = cmdline;
	boot.plain = map;
	if (bm_boot(&boot) != 0) {
		require(bm_step_name(boot.step)[0] != '\0');
		return;
	}
	require(mb_check(&mb) == NULL);
	check_zones(&zones);
	check_holes(&zones, &mb);
	bm_zones_log(&zones, &mb);
	bm_zones_log_fallback(&zones, &host->port);
	if (mb_end(&mb) <= MOST_RAM)
		release(&mb, &zones);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct host_config config = host_config(MOST_RAM);
	const char *text = (const char *)data + 1;
	const char *stop;
	struct host host;

	if (size < 2)
		return 0;
	stop = memchr(text, '\n', size - 1);
	stop = stop ? stop : text + size - 1;
	config.nr_threads = 1;
	if (host_init(&host, &config) != 0)
		return 0;
	run(bm_str(text, (size_t)(stop - text)),
	    bm_str(stop, (size_t)((const char *)data + size - stop)), data[0], &host);
	host_release(&host);
	return 0;
}
