// SPDX-License-Identifier: MIT
/*
 * test_buddy_alloc.c - which zone and node serves a request, and what is refused.
 *
 * Node 0: DMA to 1 MiB, DMA32 to 4, Normal to 8. Node 1: Normal to 16, Movable to 24.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm/mm_int.h"
#include "mm_world.h"

static void world_with(struct mm_world *w, unsigned int options)
{
	mm_world_init(w, 24);
	w->policy.zones |= 1u << BM_ZONE_DMA | 1u << BM_ZONE_DMA32;
	w->policy.limit[BM_ZONE_DMA] = 256;
	w->policy.limit[BM_ZONE_DMA32] = 1024;
	w->policy.movable_node = true;
	w->mb.movable_node = true;
	ok(mb_add_node(&w->mb, 0, 8 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, 8 * MIB, 8 * MIB, 1, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, 16 * MIB, 8 * MIB, 1, MEMBLOCK_HOTPLUG));
	mm_world_zones(w);
	mm_world_pages(w, BM_PAGES_LAZY, options);
	ok(bm_release(&w->mm, NULL));
	bm_cpu_init(&w->cpu, &w->buddy, 0);
}

static void world(struct mm_world *w)
{
	world_with(w, 0);
}

static bool is_in(const struct mm_world *w, pfn_t pfn, int nid, unsigned int idx)
{
	return bm_page_nid(&w->pages, pfn) == nid && bm_page_zone(&w->pages, pfn) == idx;
}

static void expect_zone(struct mm_world *w, unsigned int gfp, int nid, unsigned int idx)
{
	unsigned int order;
	pfn_t pfn;

	for (order = 0; order <= 8; order += 4) {
		ok(bm_buddy_alloc(&w->cpu, order, gfp, &pfn));
		assert_true(is_in(w, pfn, nid, idx));
		ok(bm_buddy_free(&w->cpu, pfn, order));
	}
}

static void bm_buddy_alloc__each_kind__comes_from_its_zone(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	expect_zone(&w, BM_GFP_DMA, 0, BM_ZONE_DMA);
	expect_zone(&w, BM_GFP_DMA32, 0, BM_ZONE_DMA32);
	expect_zone(&w, BM_GFP_KERNEL, 0, BM_ZONE_NORMAL);
	expect_zone(&w, BM_GFP_KERNEL | BM_GFP_THISNODE, 0, BM_ZONE_NORMAL);
	expect_zone(&w, BM_GFP_MOVABLE, 0, BM_ZONE_NORMAL);
	bm_cpu_init(&w.cpu, &w.buddy, 1);
	expect_zone(&w, BM_GFP_KERNEL, 1, BM_ZONE_NORMAL);
	expect_zone(&w, BM_GFP_MOVABLE, 1, BM_ZONE_MOVABLE);
	expect_zone(&w, BM_GFP_DMA, 0, BM_ZONE_DMA);
	bm_cpu_init(&w.cpu, &w.buddy, NUMA_NO_NODE);
	expect_zone(&w, BM_GFP_KERNEL, 0, BM_ZONE_NORMAL);
	mm_world_reset(&w);
}

/* What was taken from a leaf, in one go or not, and what is larger than one. */
static void bm_cpu_count__after_some__has_counted_frames(void **state)
{
	static const unsigned int options[] = { 0, BM_BUDDY_CHECK };
	struct mm_world w;
	unsigned int k;
	unsigned int i;
	pfn_t pfn[80];

	(void)state;
	for (k = 0; k < 2; k++) {
		world_with(&w, options[k]);
		for (i = 0; i < 80; i++)
			ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn[i]));
		bm_cpu_count(&w.cpu);
		assert_int_equal(w.cpu.slots[BM_GFP_KERNEL].nr_allocs, 80);
		for (i = 0; i < 80; i++)
			ok(bm_buddy_free(&w.cpu, pfn[i], 0));
		assert_int_equal(w.cpu.nr_frees, 80);
		ok(bm_buddy_alloc(&w.cpu, 3, BM_GFP_DMA, &pfn[0]));
		ok(bm_buddy_alloc(&w.cpu, 7, BM_GFP_DMA, &pfn[1]));
		ok(bm_buddy_alloc(&w.cpu, 6, BM_GFP_DMA, &pfn[2]));
		ok(bm_buddy_free(&w.cpu, pfn[0], 3));
		ok(bm_buddy_free(&w.cpu, pfn[1], 7));
		ok(bm_buddy_free(&w.cpu, pfn[2], 6));
		bm_cpu_drain(&w.cpu);
		bm_cpu_count(&w.cpu);
		assert_int_equal(w.cpu.slots[BM_GFP_KERNEL].nr_allocs, 80);
		assert_int_equal(w.cpu.slots[BM_GFP_DMA].nr_allocs, 8 + 128 + 64);
		assert_int_equal(w.cpu.nr_frees, 80 + 8 + 128 + 64);
		assert_int_equal(w.cpu.nr_fails, 0);
		mm_world_reset(&w);
	}
}

/* Allocate until a request fails; note where the frames came from, in the order of the zonelist. */
static unsigned int drain_zones(struct mm_world *w, unsigned int gfp, unsigned int order, int *nids,
				unsigned int *idxs)
{
	unsigned int nr = 0;
	pfn_t pfn;

	while (bm_buddy_alloc(&w->cpu, order, gfp, &pfn) == 0) {
		if (nr > 0 && is_in(w, pfn, nids[nr - 1], idxs[nr - 1]))
			continue;
		assert_true(nr < 8);
		nids[nr] = bm_page_nid(&w->pages, pfn);
		idxs[nr++] = bm_page_zone(&w->pages, pfn);
	}
	return nr;
}

static void expect_fallback(unsigned int order)
{
	unsigned int idxs[8];
	struct mm_world w;
	int nids[8];

	world(&w);
	bm_cpu_init(&w.cpu, &w.buddy, 1);
	assert_int_equal(drain_zones(&w, BM_GFP_MOVABLE, order, nids, idxs), 5);
	assert_int_equal(nids[0], 1);
	assert_int_equal(idxs[0], BM_ZONE_MOVABLE);
	assert_int_equal(nids[1], 1);
	assert_int_equal(idxs[1], BM_ZONE_NORMAL);
	assert_int_equal(nids[2], 0);
	assert_int_equal(idxs[2], BM_ZONE_NORMAL);
	assert_int_equal(idxs[3], BM_ZONE_DMA32);
	assert_int_equal(idxs[4], BM_ZONE_DMA);
	assert_int_equal(w.cpu.nr_fails, 1);
	if (order == 0)
		assert_int_equal(mm_world_free(&w), 0);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void bm_buddy_alloc__a_zone_is_full__the_zonelist_goes_on(void **state)
{
	(void)state;
	expect_fallback(0);
	expect_fallback(3);
	expect_fallback(6);
}

static void bm_buddy_alloc__this_node_is_full__fails(void **state)
{
	unsigned int idxs[8];
	struct mm_world w;
	int nids[8];
	pfn_t pfn;

	(void)state;
	world(&w);
	assert_int_equal(drain_zones(&w, BM_GFP_KERNEL | BM_GFP_THISNODE, 0, nids, idxs), 3);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_int_equal(bm_page_nid(&w.pages, pfn), 1);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL | BM_GFP_THISNODE, &pfn),
			 -BM_ENOMEM);
	mm_world_reset(&w);
}

static void bm_buddy_alloc__kinds_and_orders_that_do_not_exist__are_refused(void **state)
{
	struct mm_world w;
	pfn_t pfn = 77;

	(void)state;
	world(&w);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 9, BM_GFP_KERNEL, &pfn), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc(&w.cpu, ~0u, BM_GFP_KERNEL, &pfn), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 0, 5, &pfn), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 0, 16, &pfn), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 0, ~0u, &pfn), -BM_EINVAL);
	assert_int_equal(pfn, 77);
	mm_world_reset(&w);
}

/* One block of @order is free, nothing else. */
static void expect_found_though_parked(unsigned int order)
{
	struct mm_world w;
	pfn_t pfn;

	mm_world_init(&w, 8);
	w.policy.max_order = 8;
	ok(mb_add(&w.mb, 0, 8 * MIB));
	mm_world_zones(&w);
	mm_world_pages(&w, BM_PAGES_LAZY, 0);
	ok(mb_reserve(&w.mb, 0, 8 * MIB));
	ok(mb_free(&w.mb, 0, PAGE << order));
	ok(bm_release(&w.mm, NULL));
	bm_cpu_init(&w.cpu, &w.buddy, 0);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	ok(bm_buddy_free(&w.cpu, pfn, 0));
	assert_int_equal(bm_buddy_frame(&w.buddy, pfn).state, BM_FRAME_PARKED);
	ok(bm_buddy_alloc(&w.cpu, order, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, 0);
	assert_int_equal(bm_buddy_frame(&w.buddy, 1).order, order);
	assert_null(bm_buddy_check(&w.buddy));
	ok(bm_buddy_free(&w.cpu, pfn, order));
	assert_int_equal(mm_world_free(&w), 1u << order);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* Also one of just the frames that the CPU owns: no part of a leaf, but a leaf. */
static void bm_buddy_alloc__all_of_a_leaf_is_parked__a_larger_block_is_found(void **state)
{
	(void)state;
	expect_found_though_parked(7);
	expect_found_though_parked(6);
}

/* A frame that was never given, among those that the CPU owns, in one leaf after the other. */
static void bm_buddy_free__reserved_among_the_owned__is_refused(void **state)
{
	static const pfn_t reserved[] = { 3, WORD_BITS + 5, 2 * WORD_BITS + 7 };
	struct mm_world w;
	unsigned int leaf;
	unsigned int i;
	pfn_t pfn;

	(void)state;
	mm_world_init(&w, 4);
	ok(mb_add(&w.mb, 0, 4 * MIB));
	for (leaf = 0; leaf < 3; leaf++)
		ok(mb_reserve(&w.mb, (phys_addr_t)reserved[leaf] * PAGE, PAGE));
	mm_world_release(&w, BM_PAGES_LAZY);
	for (leaf = 0; leaf < 3; leaf++) {
		for (i = 1; i < WORD_BITS; i++) {
			ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
			assert_int_equal(pfn / WORD_BITS, leaf);
			assert_int_equal(bm_buddy_free(&w.cpu, reserved[leaf], 0), -BM_EINVAL);
		}
	}
	mm_world_reset(&w);
}

/* A leaf in which the frames with an x are free, and nothing else. */
static void world_of_frames(struct mm_world *w, const char *frames)
{
	pfn_t pfn;

	mm_world_init(w, 4);
	ok(mb_add(&w->mb, 0, 4 * MIB));
	mm_world_zones(w);
	mm_world_pages(w, BM_PAGES_LAZY, 0);
	ok(mb_reserve(&w->mb, 0, 4 * MIB));
	for (pfn = 0; frames[pfn]; pfn++)
		if (frames[pfn] == 'x')
			ok(mb_free(&w->mb, (phys_addr_t)pfn * PAGE, PAGE));
	ok(bm_release(&w->mm, NULL));
	bm_cpu_init(&w->cpu, &w->buddy, 0);
}

static void bm_buddy_alloc__a_pair_was_freed__its_frames_are_single_ones_next(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world_of_frames(&w, "xxxx");
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn));
	ok(bm_buddy_free(&w.cpu, pfn, 1));
	while (bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn) == 0)
		;
	for (pfn = 0; pfn < 4; pfn++)
		ok(bm_buddy_free(&w.cpu, pfn, 0));
	assert_int_equal(mm_world_free(&w), 4);
	mm_world_reset(&w);
}

static void bm_buddy_alloc__after_a_pair_was_not_found__single_ones_are(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world_of_frames(&w, "x.x.x");
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, 0);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn), -BM_ENOMEM);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, 2);
	bm_cpu_count(&w.cpu);
	assert_int_equal(w.cpu.slots[BM_GFP_KERNEL].nr_allocs, 2);
	mm_world_reset(&w);
}

static void bm_buddy_alloc__no_memory_at_all__fails(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	mm_world_init(&w, 8);
	mm_world_release(&w, BM_PAGES_LAZY);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn), -BM_ENOMEM);
	assert_int_equal(bm_buddy_free(&w.cpu, 0, 0), -BM_EINVAL);
	assert_true(mm_world_said(&w, "there is no memory"));
	assert_null(bm_buddy_check(&w.buddy));
	bm_buddy_log(&w.buddy);
	bm_cpu_drain(&w.cpu);
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_alloc__each_kind__comes_from_its_zone),
		cmocka_unit_test(bm_cpu_count__after_some__has_counted_frames),
		cmocka_unit_test(bm_buddy_alloc__a_zone_is_full__the_zonelist_goes_on),
		cmocka_unit_test(bm_buddy_alloc__this_node_is_full__fails),
		cmocka_unit_test(bm_buddy_alloc__kinds_and_orders_that_do_not_exist__are_refused),
		cmocka_unit_test(bm_buddy_alloc__all_of_a_leaf_is_parked__a_larger_block_is_found),
		cmocka_unit_test(bm_buddy_free__reserved_among_the_owned__is_refused),
		cmocka_unit_test(bm_buddy_alloc__a_pair_was_freed__its_frames_are_single_ones_next),
		cmocka_unit_test(bm_buddy_alloc__after_a_pair_was_not_found__single_ones_are),
		cmocka_unit_test(bm_buddy_alloc__no_memory_at_all__fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
