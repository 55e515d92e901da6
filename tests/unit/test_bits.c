// SPDX-License-Identifier: MIT
/*
 * test_bits.c - the highest bit, found without built-ins.
 */
#include "harness.h"

#include "base/bits.h"

static void bm_log2__zero__is_zero(void **state)
{
	(void)state;
	assert_int_equal(bm_log2(0), 0);
}

/* catalogue R62: every one of the 64 positions, alone, with all bits below, and with the lowest */
static void bm_log2__every_position__is_found_whatever_is_below(void **state)
{
	unsigned int i;
	uint64_t bit;

	(void)state;
	for (i = 0; i < 64; i++) {
		bit = (uint64_t)1 << i;
		assert_int_equal(bm_log2(bit), i);
		assert_int_equal(bm_log2(bit | (bit - 1)), i);
		assert_int_equal(bm_log2(bit | 1), i);
	}
}

/* Machines without 64-bit registers go another way; it must lead to the same. */
static void bm_shr_and_shl__every_distance__as_the_operators(void **state)
{
	static const uint64_t values[] = { 0, 1, 0x80000000u, 0xffffffffu, 0x123456789abcdef0u,
					   ~(uint64_t)0 };
	unsigned int n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		for (n = 0; n < 64; n++) {
			assert_true(bm_shr(values[i], n) == values[i] >> n);
			assert_true(bm_shl(values[i], n) == values[i] << n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_log2__zero__is_zero),
		CASE(bm_shr_and_shl__every_distance__as_the_operators),
		CASE(bm_log2__every_position__is_found_whatever_is_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
