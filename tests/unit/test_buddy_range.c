// SPDX-License-Identifier: MIT
/*
 * test_buddy_range.c - exactly these frames: taken, isolated, put back, or not at all.
 *
 * Classes: (d) frames that are not there, (g) borders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm_world.h"

static void world(struct mm_world *w)
{
	mm_world_init(w, 16);
	ok(mb_add_node(&w->mb, 0, 8 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, 8 * MIB, 8 * MIB, 1, MEMBLOCK_NONE));
	ok(mb_reserve(&w->mb, 300 * PAGE, 10 * PAGE));
	mm_world_release(w, BM_PAGES_DEFERRED);
}

static void expect_all(struct mm_world *w, pfn_t start, pfn_t end, enum bm_frame_state state,
		       unsigned int order)
{
	struct bm_frame f;

	for (; start < end; start++) {
		f = bm_buddy_frame(&w->buddy, start);
		assert_int_equal(f.state, state);
		if (state == BM_FRAME_ALLOCATED)
			assert_int_equal(f.order, order);
	}
}

static void bm_buddy_alloc_range__free_frames__are_blocks_of_order_0(void **state)
{
	struct mm_world w;
	pfn_t free;

	(void)state;
	world(&w);
	free = mm_world_free(&w);
	ok(bm_buddy_alloc_range(&w.cpu, 401, 999));
	expect_all(&w, 401, 999, BM_FRAME_ALLOCATED, 0);
	expect_all(&w, 400, 401, BM_FRAME_FREE, 0);
	expect_all(&w, 999, 1000, BM_FRAME_FREE, 0);
	assert_int_equal(mm_world_free(&w), free - 598);
	assert_int_equal(bm_page_flags(bm_page(&w.pages, 401)), 0);
	ok(bm_buddy_free(&w.cpu, 500, 0));
	assert_int_equal(bm_buddy_free_range(&w.cpu, 401, 999), -BM_EINVAL);
	ok(bm_buddy_free_range(&w.cpu, 401, 500));
	ok(bm_buddy_free_range(&w.cpu, 501, 999));
	assert_int_equal(mm_world_free(&w), free);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void bm_buddy_alloc_range__across_nodes__takes_from_both(void **state)
{
	struct mm_world w;
	pfn_t border = 8 * MIB / PAGE;
	pfn_t free;

	(void)state;
	world(&w);
	free = mm_world_free(&w);
	/* Metadata is at the top of each node. */
	assert_int_equal(bm_buddy_alloc_range(&w.cpu, border - 200, border + 10), -BM_EBUSY);
	assert_int_equal(mm_world_free(&w), free);
	ok(bm_buddy_alloc_range(&w.cpu, border, border + 10));
	ok(bm_buddy_isolate(&w.cpu, border + 10, border + 300));
	assert_int_equal(mm_world_free(&w), free - 300);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* The records of a node begin with its first frames, not with frame 0. */
static void bm_buddy_alloc_range__on_a_node_further_up__takes_these_frames(void **state)
{
	const pfn_t start = 16 * MIB / PAGE + 70;
	struct mm_world w;
	pfn_t free;

	(void)state;
	mm_world_init(&w, 32);
	ok(mb_add_node(&w.mb, 0, 16 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 16 * MIB, 16 * MIB, 1, MEMBLOCK_NONE));
	mm_world_release(&w, BM_PAGES_LAZY);
	free = mm_world_free(&w);
	ok(bm_buddy_alloc_range(&w.cpu, start, start + 200));
	expect_all(&w, start - 1, start, BM_FRAME_FREE, 0);
	expect_all(&w, start, start + 200, BM_FRAME_ALLOCATED, 0);
	expect_all(&w, start + 200, start + 201, BM_FRAME_FREE, 0);
	assert_int_equal(mm_world_free(&w), free - 200);
	ok(bm_buddy_free_range(&w.cpu, start, start + 200));
	assert_int_equal(mm_world_free(&w), free);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* A frame on the far side of the border is taken: the near side is put back. */
static void bm_buddy_isolate__the_second_tree_is_busy__the_first_is_undone(void **state)
{
	struct mm_world w;
	pfn_t free;

	(void)state;
	mm_world_init(&w, 16);
	ok(mb_add_node(&w.mb, 0, 4 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 4 * MIB, 4 * MIB, 1, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 8 * MIB, 8 * MIB, 2, MEMBLOCK_NONE));
	ok(mb_reserve(&w.mb, 3 * MIB, MIB - 100 * PAGE));
	w.mb.bottom_up = true;
	mm_world_release(&w, BM_PAGES_LAZY);
	free = mm_world_free(&w);
	ok(bm_buddy_alloc_range(&w.cpu, 1024 + 200, 1024 + 201));
	assert_int_equal(bm_buddy_isolate(&w.cpu, 1024 - 50, 1024 + 300), -BM_EBUSY);
	expect_all(&w, 1024 - 50, 1024, BM_FRAME_FREE, 0);
	assert_int_equal(mm_world_free(&w), free - 1);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void bm_buddy_isolate__and_put_back__as_before(void **state)
{
	struct bm_zone_counts before;
	struct bm_zone_counts after;
	struct mm_world w;

	(void)state;
	world(&w);
	bm_buddy_count(&w.buddy, 0, BM_ZONE_NORMAL, &before);
	ok(bm_buddy_isolate(&w.cpu, 320, 1500));
	expect_all(&w, 320, 1500, BM_FRAME_ISOLATED, 0);
	assert_int_equal(bm_buddy_isolate(&w.cpu, 1499, 1600), -BM_EBUSY);
	assert_int_equal(bm_buddy_put_back(&w.cpu, 320, 1501), -BM_EINVAL);
	expect_all(&w, 320, 1500, BM_FRAME_ISOLATED, 0);
	assert_null(bm_buddy_check(&w.buddy));
	ok(bm_buddy_put_back(&w.cpu, 320, 1500));
	bm_buddy_count(&w.buddy, 0, BM_ZONE_NORMAL, &after);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void bm_buddy_in_the_way__taken_frames__are_told_one_by_one(void **state)
{
	struct mm_world w;
	struct bm_frame f;
	pfn_t pfn;

	(void)state;
	world(&w);
	ok(bm_buddy_alloc_range(&w.cpu, 400, 401));
	ok(bm_buddy_alloc(&w.cpu, 4, BM_GFP_KERNEL, &pfn));
	bm_cpu_drain(&w.cpu);
	assert_true(bm_buddy_in_the_way(&w.buddy, 290, 500, &f));
	assert_true(bm_buddy_in_the_way(&w.buddy, 309, 500, &f));
	assert_int_equal(f.state, BM_FRAME_NOT_GIVEN);
	assert_int_equal(f.start_pfn, 309);
	assert_true(bm_buddy_in_the_way(&w.buddy, pfn + 3, pfn + 9, &f));
	assert_int_equal(f.state, BM_FRAME_ALLOCATED);
	assert_int_equal(f.start_pfn, pfn);
	assert_int_equal(f.order, 4);
	assert_int_equal(f.end_pfn, pfn + 16);
	assert_false(bm_buddy_in_the_way(&w.buddy, 500, 600, &f));
	assert_true(bm_buddy_in_the_way(&w.buddy, 4095, 5000, &f));
	mm_world_reset(&w);
}

static void bm_buddy_alloc_range__parked_by_another__is_busy_until_drained(void **state)
{
	struct bm_cpu other;
	struct mm_world w;
	struct bm_frame f;
	pfn_t pfn;

	(void)state;
	world(&w);
	bm_cpu_init(&other, &w.buddy, 0);
	ok(bm_buddy_alloc(&other, 0, BM_GFP_KERNEL, &pfn));
	assert_int_equal(bm_buddy_alloc_range(&w.cpu, pfn + 1, pfn + 2), -BM_EBUSY);
	assert_true(bm_buddy_in_the_way(&w.buddy, pfn + 1, pfn + 2, &f));
	assert_int_equal(f.state, BM_FRAME_PARKED);
	bm_cpu_drain(&other);
	ok(bm_buddy_alloc_range(&w.cpu, pfn + 1, pfn + 2));
	mm_world_reset(&w);
}

static void bm_buddy_alloc_range__outside__is_refused(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_int_equal(bm_buddy_alloc_range(&w.cpu, 5, 5), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc_range(&w.cpu, 6, 5), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc_range(&w.cpu, 4000, 4097), -BM_EINVAL);
	assert_int_equal(bm_buddy_isolate(&w.cpu, 0, BM_PFN_NONE), -BM_EINVAL);
	assert_int_equal(bm_buddy_put_back(&w.cpu, 9000, 9001), -BM_EINVAL);
	assert_int_equal(bm_buddy_free_range(&w.cpu, 9000, 9001), -BM_EINVAL);
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_alloc_range__free_frames__are_blocks_of_order_0),
		cmocka_unit_test(bm_buddy_alloc_range__across_nodes__takes_from_both),
		cmocka_unit_test(bm_buddy_alloc_range__on_a_node_further_up__takes_these_frames),
		cmocka_unit_test(bm_buddy_isolate__the_second_tree_is_busy__the_first_is_undone),
		cmocka_unit_test(bm_buddy_isolate__and_put_back__as_before),
		cmocka_unit_test(bm_buddy_in_the_way__taken_frames__are_told_one_by_one),
		cmocka_unit_test(bm_buddy_alloc_range__parked_by_another__is_busy_until_drained),
		cmocka_unit_test(bm_buddy_alloc_range__outside__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
