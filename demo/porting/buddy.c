// SPDX-License-Identifier: MIT
/*
 * buddy.c - stage 3 of porting: zones, page descriptors and bootmem's page allocator.
 */
#include "porting.h"

/* cut */
#include <bootmem/mm.h>
#include <bootmem/profile.h>

static struct bm_cpu cpu;

static bool can_allocate(void)
{
	pfn_t pfn;

	if (bm_buddy_alloc(&cpu, 3, BM_GFP_KERNEL, &pfn))
		return false;
	bm_page(&memblock_pages, pfn)->owner[0] = 1;
	return bm_buddy_free(&cpu, pfn, 3) == 0;
}

int release_to_buddy(const char *architecture)
{
	struct bm_profile_memory memory = { memblock_start_of_DRAM(), memblock_end_of_DRAM(), 0 };
	struct bm_zone_policy policy;
	int err;

	bm_profile_policy(bm_profile_find(architecture), BM_KERNEL_NEWEST, &memory, &policy);
	err = free_area_init(&policy, BM_PAGES_DEFERRED);
	err = err ? err : memblock_free_all();
	if (err)
		return err;
	bm_cpu_init(&cpu, &memblock_buddy, 0);
	if (!can_allocate())
		return -BM_ENOMEM;
	err = page_alloc_init_late();
	return err ? err : memblock_discard();
}
/* end */
