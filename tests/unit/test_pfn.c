// SPDX-License-Identifier: MIT
/*
 * test_pfn.c - addresses to page frames and back, for every page size in use.
 */
#include "harness.h"

#include "base/pfn.h"

static void bm_pfn_down__around_page_borders__is_the_frame_that_holds_it(void **state)
{
	unsigned int shift;
	phys_addr_t page;

	(void)state;
	for (shift = 10; shift <= 20; shift++) {
		page = (phys_addr_t)1 << shift;
		assert_int_equal(bm_pfn_down(0, shift), 0);
		assert_int_equal(bm_pfn_down(page - 1, shift), 0);
		assert_int_equal(bm_pfn_down(page, shift), 1);
		assert_int_equal(bm_pfn_down(3 * page + 1, shift), 3);
		assert_int_equal(bm_pfn_down(PHYS_ADDR_MAX, shift), PHYS_ADDR_MAX >> shift);
	}
}

static void bm_pfn_up__around_page_borders__is_the_first_frame_not_below(void **state)
{
	unsigned int shift;
	phys_addr_t page;

	(void)state;
	for (shift = 10; shift <= 20; shift++) {
		page = (phys_addr_t)1 << shift;
		assert_int_equal(bm_pfn_up(0, shift), 0);
		assert_int_equal(bm_pfn_up(1, shift), 1);
		assert_int_equal(bm_pfn_up(page, shift), 1);
		assert_int_equal(bm_pfn_up(page + 1, shift), 2);
		assert_int_equal(bm_pfn_up(PHYS_ADDR_MAX, shift),
				 (uint64_t)(PHYS_ADDR_MAX >> shift) + 1);
	}
}

static void bm_pfn_addr__frame_in_the_address_space__is_its_start(void **state)
{
	(void)state;
	expect_addr(bm_pfn_addr(0, 12), 0);
	expect_addr(bm_pfn_addr(3, 12), 0x3000);
	expect_addr(bm_pfn_addr(PHYS_ADDR_MAX >> 12, 12), PHYS_ADDR_MAX - 0xfff);
}

/* catalogue R93: a frame number from outside whose address would wrap */
static void bm_pfn_addr__frame_beyond_the_address_space__saturates(void **state)
{
	(void)state;
	expect_addr(bm_pfn_addr((pfn_t)(PHYS_ADDR_MAX >> 12) + 1, 12), PHYS_ADDR_MAX);
	expect_addr(bm_pfn_addr(~(pfn_t)0, 12), PHYS_ADDR_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_pfn_down__around_page_borders__is_the_frame_that_holds_it),
		CASE(bm_pfn_up__around_page_borders__is_the_first_frame_not_below),
		CASE(bm_pfn_addr__frame_in_the_address_space__is_its_start),
		CASE(bm_pfn_addr__frame_beyond_the_address_space__saturates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
