// SPDX-License-Identifier: MIT
/*
 * test_e820.c - the binary table, sound and otherwise.
 */
#include <bootmem/fw_e820.h>

#include "told.h"

static uint8_t table[8 * BM_E820_ENTRY_SIZE];

static void entry(unsigned int idx, uint64_t base, uint64_t size, uint32_t type)
{
	uint8_t *at = table + idx * BM_E820_ENTRY_SIZE;

	put(at, 0, 8, base);
	put(at, 8, 8, size);
	put(at, 16, 4, type);
}

static int parse(struct told *told, size_t size)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_e820_parse(table, size, &sink);
}

static void bm_e820_parse__usual_table__in_table_order(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x100000, 0x3fee0000, 1);
	entry(1, 0, 0x9fc00, 1);
	entry(2, 0x9fc00, 0x400, 2);
	entry(3, 0x3ffe0000, 0x20000, 3);
	assert_int_equal(parse(&told, 4 * BM_E820_ENTRY_SIZE), 0);
	expect_told(&told, "100000-3ffe0000 usable\n0-9fc00 usable\n9fc00-a0000 reserved\n"
			   "3ffe0000-40000000 ACPI data\n");
}

static void bm_e820_parse__no_bytes__tells_nothing(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, 0), 0);
	expect_told(&told, "");
}

/* catalogue R85: real firmware ends with an entry without bytes. */
static void bm_e820_parse__entry_without_bytes__is_told_and_left_out(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x1000, 0x1000, 1);
	entry(1, 0x1000, 0, 2);
	assert_int_equal(parse(&told, 2 * BM_E820_ENTRY_SIZE), 0);
	expect_told(&told, "1000-2000 usable\n! empty at 20\n");
}

static void bm_e820_parse__entry_that_wraps__ends_the_table(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x1000, 0x1000, 1);
	entry(1, 0xffffffffffff0000, 0x10001, 1);
	entry(2, 0x4000, 0x1000, 1);
	assert_int_equal(parse(&told, 3 * BM_E820_ENTRY_SIZE), -BM_EOVERFLOW);
	expect_told(&told, "1000-2000 usable\n! wraps at 20\n");
}

static void bm_e820_parse__rest_of_an_entry__is_truncated(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x1000, 0x1000, 1);
	assert_int_equal(parse(&told, BM_E820_ENTRY_SIZE + 19), 0);
	expect_told(&told, "1000-2000 usable\n! truncated at 20\n");
	assert_int_equal(parse(&told, 1), 0);
	expect_told(&told, "! truncated at 0\n");
}

/* catalogue R96: any type number; only the known ones mean anything. */
static void bm_e820_parse__unknown_types__are_told_and_kept(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x1000, 0x1000, 0);
	entry(1, 0x2000, 0x1000, 6);
	entry(2, 0x3000, 0x1000, 0x80000000);
	entry(3, 0x4000, 0x1000, 0xefffffff);
	entry(4, 0x5000, 0x1000, 12);
	assert_int_equal(parse(&told, 5 * BM_E820_ENTRY_SIZE), 0);
	expect_told(&told, "! type at 0\n1000-2000 nothing\n! type at 20\n2000-3000 unknown\n"
			   "! type at 40\n3000-4000 unknown\n4000-5000 soft reserved\n"
			   "5000-6000 persistent (type 12)\n");
}

static void bm_e820_parse__sink_says_stop__ends_there(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x1000, 0x1000, 1);
	entry(1, 0x3000, 0x1000, 1);
	entry(2, 0x5000, 0x1000, 1);
	told.stop_after = 2;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse(&told, 3 * BM_E820_ENTRY_SIZE), -BM_ENOSPC);
	expect_told(&told, "1000-2000 usable\n3000-4000 usable\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_e820_parse__usual_table__in_table_order),
		cmocka_unit_test(bm_e820_parse__no_bytes__tells_nothing),
		cmocka_unit_test(bm_e820_parse__entry_without_bytes__is_told_and_left_out),
		cmocka_unit_test(bm_e820_parse__entry_that_wraps__ends_the_table),
		cmocka_unit_test(bm_e820_parse__rest_of_an_entry__is_truncated),
		cmocka_unit_test(bm_e820_parse__unknown_types__are_told_and_kept),
		cmocka_unit_test(bm_e820_parse__sink_says_stop__ends_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
