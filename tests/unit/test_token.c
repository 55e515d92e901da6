// SPDX-License-Identifier: MIT
/*
 * test_token.c - words of a command line, their quotes, and the numbers in them.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/cmdline.h>

#include "base/scan.h"
#include "told.h"

/* Words as "name|value" or "name" alone, separated by blanks; those for init in brackets. */
static void expect_words(const char *line, const char *want)
{
	struct bm_cmdline_iter it;
	char have[512] = "";

	bm_cmdline_first(&it, text(line));
	while (bm_cmdline_next(&it)) {
		size_t at = strlen(have);

		snprintf(have + at, sizeof(have) - at, it.for_init ? "%s[%.*s" : "%s%.*s",
			 at ? " " : "", (int)it.name.len, it.name.at);
		at = strlen(have);
		if (it.value.at)
			snprintf(have + at, sizeof(have) - at, "|%.*s", (int)it.value.len,
				 it.value.at);
		strcat(have, it.for_init ? "]" : "");
	}
	assert_string_equal(have, want);
}

static void bm_cmdline_next__blanks__separate_words(void **state)
{
	(void)state;
	expect_words("", "");
	expect_words("  \t\n ", "");
	expect_words("quiet", "quiet");
	expect_words(" ro\tmem=1G\n quiet ", "ro mem|1G quiet");
}

static void bm_cmdline_next__first_equals_sign__separates(void **state)
{
	(void)state;
	expect_words("root=UUID=1 x= =y ==", "root|UUID=1 x| =y =|");
}

static void bm_cmdline_next__quotes__hold_words_together(void **state)
{
	(void)state;
	expect_words("a=\"b c\" d", "a|b c d");
	expect_words("\"a=b c\" d", "a|b c d");
	expect_words("a=b\" \"c", "a|b\" \"c");
	expect_words("a=\"b", "a|b");
	expect_words("\"a b\"", "a b");
	expect_words("a=\"\" \"\" b", "a|  b");
	expect_words("\"", "");
}

static void bm_cmdline_next__backslash__escapes_nothing(void **state)
{
	(void)state;
	expect_words("a=\"b\\\" c d\\ e", "a|b\\ c d\\ e");
	expect_words("a=\\\"b c\\\" d", "a|\\\"b c\\\" d");
}

static void bm_cmdline_next__lone_dashes__the_rest_is_for_init(void **state)
{
	(void)state;
	expect_words("a -- b c=d", "a -- [b] [c|d]");
	expect_words("a --b --=x d", "a --b --|x d");
}

static void bm_cmdline_next__a_zero__ends_the_text(void **state)
{
	struct bm_cmdline_iter it;

	(void)state;
	bm_cmdline_first(&it, bm_str("a\0b", 3));
	assert_true(bm_cmdline_next(&it));
	assert_false(bm_cmdline_next(&it));
	bm_cmdline_first(&it, bm_str(NULL, 0));
	assert_false(bm_cmdline_next(&it));
}

static void bm_cmdline_find__name__each_that_is_the_kernels(void **state)
{
	struct bm_cmdline_iter it;

	(void)state;
	bm_cmdline_first(&it, text("kernelcore=1 movable-node kernelcore=2 -- kernelcore=3"));
	assert_true(bm_cmdline_find(&it, "kernelcore"));
	assert_int_equal(*it.value.at, '1');
	assert_true(bm_cmdline_find(&it, "kernelcore"));
	assert_int_equal(*it.value.at, '2');
	assert_false(bm_cmdline_find(&it, "kernelcore"));
}

static void bm_name_is__dashes__are_underscores(void **state)
{
	(void)state;
	assert_true(bm_name_is(text("movable-node"), "movable_node"));
	assert_true(bm_name_is(text("movable_node"), "movable-node"));
	assert_false(bm_name_is(text("movable"), "movable_node"));
	assert_false(bm_name_is(text("movable_node_"), "movable_node"));
	assert_false(bm_name_is(text("Mem"), "mem"));
}

struct number {
	const char *text;
	uint64_t value;
	const char *left;
};

static void expect_numbers(const struct number *numbers, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		struct bm_str rest = text(numbers[i].text);

		if (bm_memparse(&rest) != numbers[i].value || !bm_str_is(rest, numbers[i].left))
			fail_msg("%s leaves %.*s", numbers[i].text, (int)rest.len, rest.at);
	}
}

#define EXPECT_NUMBERS(numbers) expect_numbers(numbers, sizeof(numbers) / sizeof((numbers)[0]))

static void bm_memparse__base__is_told_by_the_first_digits(void **state)
{
	static const struct number numbers[] = {
		{ "10", 10, "" },	   { "010", 8, "" },	    { "0x10", 16, "" },
		{ "0X10", 16, "" },	   { "0", 0, "" },	    { "08", 0, "8" },
		{ "0778", 077, "8" },	   { "12ab", 12, "ab" },    { "0xag", 10ull << 30, "" },
		{ "0x", 0, "x" },	   { "0xM", 0, "xM" },	    { "0M", 0, "" },
		{ "00x1", 0, "x1" },	   { "0x1E", 30, "" },	    { "0xeE", 0xee, "" },
		{ "0x1EK", 30 << 10, "" }, { "010K", 8 << 10, "" }, { "0x10M", 16 << 20, "" },
	};

	(void)state;
	EXPECT_NUMBERS(numbers);
}

static void bm_memparse__suffix__is_one_letter_of_either_case(void **state)
{
	static const struct number numbers[] = {
		{ "1K", 1ull << 10, "" },    { "1k", 1ull << 10, "" },
		{ "1M", 1ull << 20, "" },    { "1m", 1ull << 20, "" },
		{ "1G", 1ull << 30, "" },    { "1g", 1ull << 30, "" },
		{ "1T", 1ull << 40, "" },    { "1t", 1ull << 40, "" },
		{ "1P", 1ull << 50, "" },    { "1p", 1ull << 50, "" },
		{ "1E", 1ull << 60, "" },    { "1e", 1ull << 60, "" },
		{ "1KM", 1024, "M" },	     { "1MB", 1 << 20, "B" },
		{ "1GiB", 1 << 30, "iB" },   { "1B", 1, "B" },
		{ "1 K", 1, " K" },	     { "1.5G", 1, ".5G" },
		{ "1G@2G", 1 << 30, "@2G" },
	};

	(void)state;
	EXPECT_NUMBERS(numbers);
}

static void bm_memparse__more_than_64_bits__wraps(void **state)
{
	static const struct number numbers[] = {
		{ "18446744073709551615", UINT64_MAX, "" },
		{ "18446744073709551617", 1, "" },
		{ "0x10000000000000002", 2, "" },
		{ "16E", 0, "" },
		{ "17E", 1ull << 60, "" },
		{ "0x4000000000000001K", 1024, "" },
	};

	(void)state;
	EXPECT_NUMBERS(numbers);
}

static void bm_memparse__junk__is_zero_and_stays(void **state)
{
	static const struct number numbers[] = {
		{ "", 0, "" },	   { "K", 0, "K" },	{ "-1", 0, "-1" },   { "+1", 0, "+1" },
		{ " 1", 0, " 1" }, { ".5G", 0, ".5G" }, { "x10", 0, "x10" }, { "%", 0, "%" },
	};

	(void)state;
	EXPECT_NUMBERS(numbers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_cmdline_next__blanks__separate_words),
		cmocka_unit_test(bm_cmdline_next__first_equals_sign__separates),
		cmocka_unit_test(bm_cmdline_next__quotes__hold_words_together),
		cmocka_unit_test(bm_cmdline_next__backslash__escapes_nothing),
		cmocka_unit_test(bm_cmdline_next__lone_dashes__the_rest_is_for_init),
		cmocka_unit_test(bm_cmdline_next__a_zero__ends_the_text),
		cmocka_unit_test(bm_cmdline_find__name__each_that_is_the_kernels),
		cmocka_unit_test(bm_name_is__dashes__are_underscores),
		cmocka_unit_test(bm_memparse__base__is_told_by_the_first_digits),
		cmocka_unit_test(bm_memparse__suffix__is_one_letter_of_either_case),
		cmocka_unit_test(bm_memparse__more_than_64_bits__wraps),
		cmocka_unit_test(bm_memparse__junk__is_zero_and_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
