// SPDX-License-Identifier: MIT
/*
 * own_pages.c - stage 2 of porting: what is free is handed to a page allocator of your own.
 *
 * Here that is the simplest there is, a list of pages linked through themselves.
 */
#include "porting.h"

/* cut */
#include <bootmem/memblock.h>
#include <bootmem/profile.h>
#include <bootmem/release.h>

struct free_page {
	struct free_page *next;
};

static struct free_page *free_pages;

static int take_block(void *ctx, pfn_t pfn, unsigned int order)
{
	struct free_page *page = (struct free_page *)(uintptr_t)(pfn << 12);

	(void)ctx;
	(void)order;
	page->next = free_pages;
	free_pages = page;
	return 0;
}

int release_to_own(const char *architecture)
{
	static struct bm_node nodes[16];
	static struct bm_zones zones;
	static struct bm_mm mm;
	struct bm_profile_memory memory = { memblock_start_of_DRAM(), memblock_end_of_DRAM(), 0 };
	struct bm_sink sink = { .block = take_block, .max_order = 0 };
	struct bm_zone_policy policy;
	int err;

	bm_profile_policy(bm_profile_find(architecture), BM_KERNEL_NEWEST, &memory, &policy);
	bm_zones_init(&zones, nodes, 16);
	err = bm_zones_layout(&zones, &memblock, &policy);
	bm_mm_init(&mm, &memblock, &zones);
	return err ? err : bm_release(&mm, &sink);
}

void *own_page(void)
{
	struct free_page *page = free_pages;

	free_pages = page ? page->next : NULL;
	return page;
}
/* end */
