// SPDX-License-Identifier: MIT
/*
 * test_buddy_poison.c - a write to freed memory is found when the frame is allocated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm_world.h"

static void world(struct mm_world *w, unsigned int options)
{
	mm_world_init(w, 4);
	ok(mb_add(&w->mb, 0, 4 * MIB));
	mm_world_zones(w);
	mm_world_pages(w, BM_PAGES_LAZY, options);
	ok(bm_release(&w->mm, NULL));
	bm_cpu_init(&w->cpu, &w->buddy, 0);
}

static void bm_buddy_free__poison__frames_are_overwritten(void **state)
{
	struct mm_world w;
	unsigned int order;
	pfn_t pfn;

	(void)state;
	world(&w, BM_BUDDY_POISON);
	for (order = 0; order <= 7; order++) {
		ok(bm_buddy_alloc(&w.cpu, order, BM_GFP_KERNEL, &pfn));
		memset(w.ram + pfn * PAGE, 0x11, PAGE << order);
		ok(bm_buddy_free(&w.cpu, pfn, order));
		assert_int_equal(w.ram[pfn * PAGE], 0xaa);
		assert_int_equal(w.ram[((pfn + (1u << order)) * PAGE) - 1], 0xaa);
		assert_int_equal(bm_buddy_free(&w.cpu, pfn, order), -BM_EINVAL);
	}
	mm_world_reset(&w);
}

static void bm_buddy_alloc__a_frame_was_written_to__it_stays_out_of_use(void **state)
{
	struct mm_world w;
	pfn_t bad;
	pfn_t pfn;

	(void)state;
	world(&w, BM_BUDDY_CHECK);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &bad));
	ok(bm_buddy_free(&w.cpu, bad, 0));
	w.ram[bad * PAGE + 0x123] = 0;
	while (bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn) == 0)
		assert_int_not_equal(pfn, bad);
	assert_int_equal(w.buddy.bad_poison, 1);
	assert_true(mm_world_said(&w, "was written to after it was freed, at offset 0x123"));
	assert_int_equal(bm_buddy_frame(&w.buddy, bad).state, BM_FRAME_ISOLATED);
	assert_int_equal(mm_world_free(&w), 0);
	bm_cpu_drain(&w.cpu);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void bm_buddy_alloc__a_large_block_was_written_to__another_is_found(void **state)
{
	struct mm_world w;
	pfn_t bad;
	pfn_t pfn;

	(void)state;
	world(&w, BM_BUDDY_CHECK);
	ok(bm_buddy_alloc(&w.cpu, 7, BM_GFP_KERNEL, &bad));
	ok(bm_buddy_free(&w.cpu, bad, 7));
	w.ram[bad * PAGE] = 0;
	ok(bm_buddy_alloc(&w.cpu, 7, BM_GFP_KERNEL, &pfn));
	assert_int_not_equal(pfn, bad);
	assert_int_equal(w.buddy.bad_poison, 1);
	mm_world_reset(&w);
}

/* The one before it is in order; what comes next is looked at all the same. */
static void bm_buddy_alloc__the_second_frame_was_written_to__it_stays_out_of_use(void **state)
{
	struct mm_world w;
	pfn_t first;
	pfn_t bad;
	pfn_t pfn;

	(void)state;
	world(&w, BM_BUDDY_CHECK);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &first));
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &bad));
	ok(bm_buddy_free(&w.cpu, first, 0));
	ok(bm_buddy_free(&w.cpu, bad, 0));
	w.ram[bad * PAGE] = 0;
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, first);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_int_not_equal(pfn, bad);
	assert_int_equal(w.buddy.bad_poison, 1);
	mm_world_reset(&w);
}

/* Every frame of it is isolated, and no other, wherever in the leaf it is. */
static void bm_buddy_alloc__a_pair_was_written_to__both_are_isolated(void **state)
{
	struct mm_world w;
	pfn_t first;
	pfn_t bad;
	pfn_t pfn;

	(void)state;
	world(&w, BM_BUDDY_CHECK);
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &first));
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &bad));
	ok(bm_buddy_free(&w.cpu, bad, 1));
	w.ram[bad * PAGE] = 0;
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, bad + 2);
	assert_int_equal(bm_buddy_frame(&w.buddy, first + 1).state, BM_FRAME_ALLOCATED);
	assert_int_equal(bm_buddy_frame(&w.buddy, bad).state, BM_FRAME_ISOLATED);
	assert_int_equal(bm_buddy_frame(&w.buddy, bad + 1).state, BM_FRAME_ISOLATED);
	assert_int_equal(bm_buddy_frame(&w.buddy, pfn).state, BM_FRAME_ALLOCATED);
	mm_world_reset(&w);
}

static void bm_buddy_alloc__a_large_block_was_written_to__owned_frames_stay(void **state)
{
	struct mm_world w;
	unsigned int order;
	pfn_t mine;
	pfn_t bad;
	pfn_t pfn;

	(void)state;
	for (order = 6; order <= 7; order++) {
		world(&w, BM_BUDDY_CHECK);
		ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &mine));
		ok(bm_buddy_alloc(&w.cpu, order, BM_GFP_KERNEL, &bad));
		ok(bm_buddy_free(&w.cpu, bad, order));
		w.ram[bad * PAGE] = 0;
		ok(bm_buddy_alloc(&w.cpu, order, BM_GFP_KERNEL, &pfn));
		assert_int_not_equal(pfn, bad);
		assert_int_equal(bm_buddy_frame(&w.buddy, mine).state, BM_FRAME_ALLOCATED);
		assert_int_equal(bm_buddy_frame(&w.buddy, mine + 1).state, BM_FRAME_PARKED);
		assert_null(bm_buddy_check(&w.buddy));
		mm_world_reset(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_free__poison__frames_are_overwritten),
		cmocka_unit_test(bm_buddy_alloc__a_frame_was_written_to__it_stays_out_of_use),
		cmocka_unit_test(bm_buddy_alloc__a_large_block_was_written_to__another_is_found),
		cmocka_unit_test(
			bm_buddy_alloc__the_second_frame_was_written_to__it_stays_out_of_use),
		cmocka_unit_test(bm_buddy_alloc__a_pair_was_written_to__both_are_isolated),
		cmocka_unit_test(bm_buddy_alloc__a_large_block_was_written_to__owned_frames_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
