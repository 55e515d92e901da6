// SPDX-License-Identifier: MIT
/*
 * own_buddy.c - release into a page allocator of your own.
 *
 * Yours needs one function: here is a naturally aligned block, it is free now. This one is the
 * oldest kind there is, a list for each order, linked through the free frames themselves. The audit
 * watches the hand-over all the same.
 */
#include <stdio.h>
#include <stdlib.h>

#include <bootmem/release.h>

#define RAM_SIZE ((size_t)4 << 20)
#define ORDERS 11

struct block {
	struct block *next;
};

struct lists {
	unsigned char *ram;
	struct block *free[ORDERS];
	unsigned long nr[ORDERS];
};

static int put(void *ctx, pfn_t pfn, unsigned int order)
{
	struct lists *lists = ctx;
	struct block *block = (struct block *)(void *)(lists->ram + (pfn << 12));

	block->next = lists->free[order];
	lists->free[order] = block;
	lists->nr[order]++;
	return 0;
}

int main(void)
{
	static struct memblock_region regions[64];
	static struct bm_node nodes[1];
	struct lists lists = { aligned_alloc(RAM_SIZE, RAM_SIZE), { NULL }, { 0 } };
	struct bm_sink sink = { &lists, NULL, put, ORDERS - 1 };
	struct bm_zone_policy policy = { 0 };
	struct bm_zones zones;
	struct memblock mb;
	struct bm_mm mm;
	unsigned int order;

	mb_init(&mb, NULL, regions, 64);
	if (!lists.ram || mb_add(&mb, 0, RAM_SIZE) || mb_reserve(&mb, 0x1234, 0x4321))
		return 1;

	policy.page_shift = 12;
	policy.section_shift = 27;
	policy.max_order = ORDERS - 1;
	policy.zones = 1u << BM_ZONE_NORMAL;
	policy.limit[BM_ZONE_NORMAL] = RAM_SIZE >> 12;
	bm_zones_init(&zones, nodes, 1);
	if (bm_zones_layout(&zones, &mb, &policy))
		return 1;

	bm_mm_init(&mm, &mb, &zones);
	if (bm_release(&mm, &sink))
		return 1;
	for (order = 0; order < ORDERS; order++)
		printf("order %2u: %lu blocks\n", order, lists.nr[order]);
	printf("%llu of %llu bytes are free\n", (unsigned long long)mm.audit.handed,
	       (unsigned long long)mm.audit.memory);
	free(lists.ram);
	return mm.audit.handed == RAM_SIZE - 0x5000 ? 0 : 1;
}
