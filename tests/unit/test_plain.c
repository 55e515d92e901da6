// SPDX-License-Identifier: MIT
/*
 * test_plain.c - machines written by hand, and where a slip of the pen is.
 */
#include <bootmem/fw_plain.h>

#include "told.h"

static int parse(struct told *told, const char *lines)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_plain_parse(text(lines), &sink);
}

static void bm_plain_parse__both_forms_of_intervals__are_read(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "# a machine\n"
				      "\n"
				      "0x0 - 0x9fbff usable node 0\n"
				      "0xf0000-0xfffff\treserved  # the BIOS\r\n"
				      "1M+2047M usable node 0 hotplug\n"
				      "  0x90000000 + 64K acpi mirror nomap reusable name "
				      "tables\n"),
			 0);
	expect_told(&told, "0-9fc00 usable node 0\nf0000-100000 reserved\n"
			   "100000-80000000 usable hotplug node 0\n"
			   "90000000-90010000 ACPI data mirror nomap reusable 'tables'\n");
}

static void bm_plain_parse__every_kind__has_a_word(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "0+1 ram\n0+1 nvs\n0+1 unusable\n0+1 pmem\n0+1 pram\n"
				      "0+1 soft-reserved\n0+1 reclaimable\n0+1 loaded\n"
				      "0+1 mmio\n"),
			 0);
	expect_told(&told, "0-1 usable\n0-1 ACPI NVS\n0-1 unusable\n0-1 persistent (type 7)\n"
			   "0-1 persistent (type 12)\n0-1 soft reserved\n0-1 reclaimable\n"
			   "0-1 loaded\n0-1 MMIO\n");
}

static void bm_plain_parse__distances__are_told(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "distance 0 1 21\ndistance  1  0  21  # back\n"), 0);
	expect_told(&told, "0>1=21\n1>0=21\n");
}

static void bm_plain_parse__slips__are_told_where_they_are_and_left_out(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "0x0 0x9fbff usable\n"	     /* 0: no sign */
				      "x usable\n"		     /* 19 */
				      "0+1 useable\n"		     /* 28 */
				      "0+1\n"			     /* 40 */
				      "0+1 usable node x\n"	     /* 44 */
				      "0+1 usable node 4294967295\n" /* 62 */
				      "0+1 usable name\n"	     /* 89 */
				      "distance 0 1\n"		     /* 105 */
				      "distance 0 1 2 3\n"	     /* 118 */
				      "5-4 usable\n"		     /* 135 */
				      "5-3 usable\n"		     /* 146 */
				      "8+8 usable\n"),
			 -BM_EBADMSG);
	expect_told(&told, "! number at 4\n! number at 19\n! word at 32\n! word at 43\n"
			   "! word at 55\n! word at 73\n! word at 100\n! number at 117\n"
			   "! junk at 133\n! empty at 135\n! reversed at 146\n8-10 usable\n");
}

static void bm_plain_parse__nothing__is_fine(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, ""), 0);
	assert_int_equal(parse(&told, "\n # only words\n"), 0);
	expect_told(&told, "");
}

static void bm_plain_parse__sink_says_stop__ends_there(void **state)
{
	struct told told = told_new();

	(void)state;
	told.stop_after = 2;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse(&told, "0+1 ram\ndistance 0 1 2\n4+1 ram\n"), -BM_ENOSPC);
	expect_told(&told, "0-1 usable\n0>1=2\n");
}

static void bm_plain_parse__every_cut__is_told_or_understood(void **state)
{
	(void)state;
	every_cut(bm_plain_parse, "0x0 - 0xfff usable node 1 hotplug name low\n"
				  "1M+64K acpi nomap\ndistance 0 1 21\n"
				  "distance 0 4294967295 21\n0+1 ram node 4294967295\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_plain_parse__both_forms_of_intervals__are_read),
		cmocka_unit_test(bm_plain_parse__every_kind__has_a_word),
		cmocka_unit_test(bm_plain_parse__distances__are_told),
		cmocka_unit_test(bm_plain_parse__slips__are_told_where_they_are_and_left_out),
		cmocka_unit_test(bm_plain_parse__nothing__is_fine),
		cmocka_unit_test(bm_plain_parse__sink_says_stop__ends_there),
		cmocka_unit_test(bm_plain_parse__every_cut__is_told_or_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
