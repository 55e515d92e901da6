// SPDX-License-Identifier: MIT
/*
 * test_token.c - words of a command line, their quotes, and the numbers in them.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/cmdline.h>

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

static void bm_memparse__junk__is_zero_and_stays(void **state)
{
	struct bm_str number = text("12Mx");
	struct bm_str junk = text("-1");

	(void)state;
	assert_int_equal(bm_memparse(&number), 12 << 20);
	assert_int_equal(number.len, 1);
	assert_int_equal(bm_memparse(&junk), 0);
	assert_int_equal(junk.len, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_cmdline_next__blanks__separate_words),
		cmocka_unit_test(bm_cmdline_next__first_equals_sign__separates),
		cmocka_unit_test(bm_cmdline_next__quotes__hold_words_together),
		cmocka_unit_test(bm_cmdline_next__lone_dashes__the_rest_is_for_init),
		cmocka_unit_test(bm_cmdline_next__a_zero__ends_the_text),
		cmocka_unit_test(bm_cmdline_find__name__each_that_is_the_kernels),
		cmocka_unit_test(bm_name_is__dashes__are_underscores),
		cmocka_unit_test(bm_memparse__junk__is_zero_and_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
