// SPDX-License-Identifier: MIT
/*
 * test_limine.c - the memory map of the Limine boot protocol.
 */
#include <string.h>

#include <bootmem/fw_limine.h>

#include "told.h"

static uint64_t entries[10][3];
static const void *pointers[10];

static int parse(struct told *told, size_t nr)
{
	struct bm_fw_sink sink = told_sink(told);
	size_t i;

	for (i = 0; i < nr; i++)
		pointers[i] = entries[i];
	return bm_limine_parse(pointers, nr, &sink);
}

static void entry(unsigned int idx, uint64_t base, uint64_t len, uint64_t type)
{
	entries[idx][0] = base;
	entries[idx][1] = len;
	entries[idx][2] = type;
}

static void bm_limine_parse__every_type__has_its_kind(void **state)
{
	struct told told = told_new();
	unsigned int i;

	(void)state;
	for (i = 0; i < 10; i++)
		entry(i, (i + 1) * 0x1000, 0x1000, i);
	assert_int_equal(parse(&told, 10), 0);
	expect_told(&told, "1000-2000 usable type 0\n2000-3000 reserved type 1\n"
			   "3000-4000 ACPI data type 2\n4000-5000 ACPI NVS type 3\n"
			   "5000-6000 unusable type 4\n6000-7000 reclaimable type 5\n"
			   "7000-8000 loaded type 6\n8000-9000 MMIO type 7\n"
			   "9000-a000 reserved type 8\na000-b000 reserved type 9\n");
}

static void bm_limine_parse__no_bytes_or_wrapping__is_told(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x1000, 0, 0);
	entry(1, UINT64_MAX, 2, 0);
	entry(2, 0x1000, 0x1000, UINT64_MAX);
	assert_int_equal(parse(&told, 3), 0);
	expect_told(&told, "! empty at 0\n! wraps at 1\n1000-2000 reserved type ffffffff\n");
	assert_int_equal(parse(&told, 0), 0);
}

static void bm_limine_parse__sink_says_stop__ends_there(void **state)
{
	struct told told = told_new();

	(void)state;
	entry(0, 0x1000, 0x1000, 0);
	entry(1, 0x2000, 0x1000, 0);
	told.stop_after = 1;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse(&told, 2), -BM_ENOSPC);
	assert_int_equal(told.nr, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_limine_parse__every_type__has_its_kind),
		cmocka_unit_test(bm_limine_parse__no_bytes_or_wrapping__is_told),
		cmocka_unit_test(bm_limine_parse__sink_says_stop__ends_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
