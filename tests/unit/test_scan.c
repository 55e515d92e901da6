// SPDX-License-Identifier: MIT
/*
 * test_scan.c - text taken apart from the front: what matches, what stays, where numbers end.
 */
#include "base/scan.h"
#include "told.h"

/* What is left of a text after @scan took a number off its front, and the number. */
#define expect_number(scan, string, number, left) \
	do { \
		struct bm_str str_ = text(string); \
		uint64_t value_ = 0; \
		assert_true(scan(&str_, &value_)); \
		assert_int_equal(value_, (number)); \
		assert_true(bm_str_is(str_, (left))); \
	} while (0)

#define expect_no_number(scan, string) \
	do { \
		struct bm_str str_ = text(string); \
		uint64_t value_ = 77; \
		assert_false(scan(&str_, &value_)); \
		assert_true(bm_str_is(str_, (string))); \
	} while (0)

static void bm_scan_word__there__moves_past_it(void **state)
{
	struct bm_str str = text("[mem 0x0");

	(void)state;
	assert_true(bm_scan_word(&str, "[mem "));
	assert_true(bm_str_is(str, "0x0"));
	assert_true(bm_scan_word(&str, ""));
	assert_true(bm_str_is(str, "0x0"));
}

static void bm_scan_word__other_or_cut_off__stays(void **state)
{
	struct bm_str str = text("[me");

	(void)state;
	assert_false(bm_scan_word(&str, "[mem "));
	assert_false(bm_scan_word(&str, "x"));
	assert_true(bm_str_is(str, "[me"));
	str.len = 0;
	assert_false(bm_scan_word(&str, "["));
}

static void bm_scan_find__somewhere__moves_past_the_first(void **state)
{
	struct bm_str str = text("a efi: b efi: c");

	(void)state;
	assert_true(bm_scan_find(&str, "efi: "));
	assert_true(bm_str_is(str, "b efi: c"));
	assert_false(bm_scan_find(&str, "acpi"));
	assert_true(bm_str_is(str, "b efi: c"));
}

static void bm_scan_blanks__spaces_tabs_returns__are_skipped(void **state)
{
	struct bm_str str = text(" \t\r x");

	(void)state;
	assert_true(bm_scan_blanks(&str));
	assert_true(bm_str_is(str, "x"));
	assert_false(bm_scan_blanks(&str));
}

static void bm_scan_line__all_ends__lines_without_them(void **state)
{
	struct bm_str str = text("a\r\n\nlast");
	struct bm_str line;

	(void)state;
	assert_true(bm_scan_line(&str, &line));
	assert_true(bm_str_is(line, "a"));
	assert_true(bm_scan_line(&str, &line));
	assert_true(bm_str_is(line, ""));
	assert_true(bm_scan_line(&str, &line));
	assert_true(bm_str_is(line, "last"));
	assert_false(bm_scan_line(&str, &line));
}

static void bm_scan_hex__digits__up_to_sixteen(void **state)
{
	(void)state;
	expect_number(bm_scan_hex, "9fC00 x", 0x9fc00, " x");
	expect_number(bm_scan_hex, "ffffffffffffffff", UINT64_MAX, "");
	expect_number(bm_scan_hex, "0000000000000000000001g", 1, "g");
	expect_no_number(bm_scan_hex, "10000000000000000");
	expect_no_number(bm_scan_hex, "g");
	expect_no_number(bm_scan_hex, "");
}

static void bm_scan_addr__prefix__is_demanded(void **state)
{
	(void)state;
	expect_number(bm_scan_addr, "0x10-", 0x10, "-");
	expect_no_number(bm_scan_addr, "10");
	expect_no_number(bm_scan_addr, "0x");
	expect_no_number(bm_scan_addr, "0xg");
}

static void bm_scan_dec__limits__are_exact(void **state)
{
	(void)state;
	expect_number(bm_scan_dec, "18446744073709551615,", UINT64_MAX, ",");
	expect_no_number(bm_scan_dec, "18446744073709551616");
	expect_no_number(bm_scan_dec, "99999999999999999999");
	expect_number(bm_scan_dec, "007", 7, "");
	expect_no_number(bm_scan_dec, "-1");
}

static void bm_scan_digits__prefix__chooses_the_base(void **state)
{
	(void)state;
	expect_number(bm_scan_digits, "0x1E", 30, "");
	expect_number(bm_scan_digits, "0X1eg", 30, "g");
	expect_number(bm_scan_digits, "010", 8, "");
	expect_number(bm_scan_digits, "089", 0, "89");
	expect_number(bm_scan_digits, "0x", 0, "x");
	expect_number(bm_scan_digits, "0xg", 0, "xg");
	expect_number(bm_scan_digits, "12a", 12, "a");
	expect_no_number(bm_scan_digits, "a");
	expect_no_number(bm_scan_digits, "-1");
}

static void bm_scan_digits__too_many__wrap(void **state)
{
	(void)state;
	expect_number(bm_scan_digits, "0x10000000000000001", 1, "");
	expect_number(bm_scan_digits, "18446744073709551617", 1, "");
}

static void bm_scan_number__suffixes__one_letter_of_either_case(void **state)
{
	(void)state;
	expect_number(bm_scan_number, "1K", 1024, "");
	expect_number(bm_scan_number, "3m@", 3 << 20, "@");
	expect_number(bm_scan_number, "1Gg", 1 << 30, "g");
	expect_number(bm_scan_number, "1T", 1ull << 40, "");
	expect_number(bm_scan_number, "1p", 1ull << 50, "");
	expect_number(bm_scan_number, "1E", 1ull << 60, "");
	expect_number(bm_scan_number, "16E", 0, "");
	expect_number(bm_scan_number, "1MiB", 1 << 20, "iB");
	expect_number(bm_scan_number, "1 M", 1, " M");
	expect_no_number(bm_scan_number, "M");
}

static void bm_str_is__longer_or_shorter__is_not_the_same(void **state)
{
	(void)state;
	assert_true(bm_str_is(text("okay"), "okay"));
	assert_false(bm_str_is(text("okay "), "okay"));
	assert_false(bm_str_is(text("oka"), "okay"));
	assert_true(bm_str_is(bm_str(NULL, 0), ""));
}

static void bm_is_space__every_character__is_one_of_six(void **state)
{
	int c;

	(void)state;
	for (c = 0; c < 128; c++)
		assert_int_equal(bm_is_space((char)c), c == ' ' || c == '\t' || c == '\n' ||
						       c == '\v' || c == '\f' || c == '\r');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_scan_word__there__moves_past_it),
		cmocka_unit_test(bm_scan_word__other_or_cut_off__stays),
		cmocka_unit_test(bm_scan_find__somewhere__moves_past_the_first),
		cmocka_unit_test(bm_scan_blanks__spaces_tabs_returns__are_skipped),
		cmocka_unit_test(bm_scan_line__all_ends__lines_without_them),
		cmocka_unit_test(bm_scan_hex__digits__up_to_sixteen),
		cmocka_unit_test(bm_scan_addr__prefix__is_demanded),
		cmocka_unit_test(bm_scan_dec__limits__are_exact),
		cmocka_unit_test(bm_scan_digits__prefix__chooses_the_base),
		cmocka_unit_test(bm_scan_digits__too_many__wrap),
		cmocka_unit_test(bm_scan_number__suffixes__one_letter_of_either_case),
		cmocka_unit_test(bm_str_is__longer_or_shorter__is_not_the_same),
		cmocka_unit_test(bm_is_space__every_character__is_one_of_six),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
