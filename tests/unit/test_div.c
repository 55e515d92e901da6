// SPDX-License-Identifier: MIT
/*
 * test_div.c - long division against the machine's own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/div.h"

static const uint64_t corners[] = {
	0, 1, 2, 3, 7, 10, 99, 100, 10000, 0xffffffff, 0x100000000, 0x100000001,
	0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000001,
	0xfffffffffffffffe, 0xffffffffffffffff,
};

#define NR_CORNERS (sizeof(corners) / sizeof(corners[0]))

static void bm_div__all_pairs_of_corners__as_the_machine_divides(void **state)
{
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < NR_CORNERS; i++) {
		for (j = 1; j < NR_CORNERS; j++)
			assert_true(bm_div(corners[i], corners[j]) == corners[i] / corners[j]);
	}
}

static void bm_div__by_zero__is_zero(void **state)
{
	(void)state;
	assert_true(bm_div(5, 0) == 0);
	assert_true(bm_div(0, 0) == 0);
}

static void bm_div__small_numbers__as_the_machine_divides(void **state)
{
	uint64_t n;
	uint64_t d;

	(void)state;
	for (n = 0; n < 300; n++) {
		for (d = 1; d < 300; d++)
			assert_true(bm_div(n, d) == n / d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_div__all_pairs_of_corners__as_the_machine_divides),
		cmocka_unit_test(bm_div__by_zero__is_zero),
		cmocka_unit_test(bm_div__small_numbers__as_the_machine_divides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
