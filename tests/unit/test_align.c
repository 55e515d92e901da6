// SPDX-License-Identifier: MIT
/*
 * test_align.c - rounding against division, and at the top of the address space.
 */
#include "harness.h"

#include "base/align.h"

static void bm_is_pow2__small_numbers__one_bit_only(void **state)
{
	phys_addr_t x;
	phys_addr_t power = 1;

	(void)state;
	assert_false(bm_is_pow2(0));
	for (x = 1; x <= 1024; x++) {
		if (x == power * 2)
			power *= 2;
		assert_int_equal(bm_is_pow2(x), x == power);
	}
	assert_true(bm_is_pow2((phys_addr_t)1 << (BM_PHYS_ADDR_BITS - 1)));
	assert_false(bm_is_pow2(PHYS_ADDR_MAX));
}

static void bm_align_down__small_numbers__largest_multiple_not_above(void **state)
{
	phys_addr_t x;
	phys_addr_t align;

	(void)state;
	for (align = 1; align <= 64; align *= 2)
		for (x = 0; x < 300; x++)
			expect_addr(bm_align_down(x, align), x / align * align);
}

static void bm_align_up__small_numbers__smallest_multiple_not_below(void **state)
{
	phys_addr_t x;
	phys_addr_t align;

	(void)state;
	for (align = 1; align <= 64; align *= 2)
		for (x = 0; x < 300; x++)
			expect_addr(bm_align_up(x, align), (x + align - 1) / align * align);
}

/* catalogue R97: rounding up saturates where it would wrap to 0 */
static void bm_align_up__past_the_top__saturates(void **state)
{
	phys_addr_t last = PHYS_ADDR_MAX - 4095;

	(void)state;
	expect_addr(bm_align_up(last, 4096), last);
	expect_addr(bm_align_up(last - 1, 4096), last);
	expect_addr(bm_align_up(last + 1, 4096), PHYS_ADDR_MAX);
	expect_addr(bm_align_up(PHYS_ADDR_MAX, 4096), PHYS_ADDR_MAX);
	expect_addr(bm_align_up(PHYS_ADDR_MAX, 1), PHYS_ADDR_MAX);
	expect_addr(bm_align_up(PHYS_ADDR_MAX - 1, 1), PHYS_ADDR_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_is_pow2__small_numbers__one_bit_only),
		CASE(bm_align_down__small_numbers__largest_multiple_not_above),
		CASE(bm_align_up__small_numbers__smallest_multiple_not_below),
		CASE(bm_align_up__past_the_top__saturates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
