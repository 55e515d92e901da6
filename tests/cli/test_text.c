// SPDX-License-Identifier: MIT
/*
 * test_text.c - the small parts under the tool: scanning, names, arrays, JSON, sizes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/base/json.h"
#include "cli/base/names.h"
#include "cli/base/scan.h"
#include "cli/base/text.h"
#include "cli/base/vec.h"

static struct scan at(const char *text)
{
	struct scan scan = { text, text + strlen(text) };

	return scan;
}

/* --- scanning ------------------------------------------------------------ */

static void scan_hex__largest_number__is_read(void **state)
{
	struct scan scan = at("0xffffffffffffffff]");
	uint64_t value;

	(void)state;
	assert_true(scan_hex(&scan, &value));
	assert_true(value == UINT64_MAX);
	assert_int_equal(*scan.pos, ']');
}

static void scan_hex__too_large_or_empty__stays(void **state)
{
	static const char *const texts[] = { "0x10000000000000000", "0x", "0xg", "12", "", "0" };
	uint64_t value;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct scan scan = at(texts[i]);

		assert_false(scan_hex(&scan, &value));
		assert_ptr_equal(scan.pos, texts[i]);
	}
}

static void scan_int__sign_and_limits__are_kept(void **state)
{
	struct scan minus = at("-1"), large = at("2147483648");
	int value;

	(void)state;
	assert_true(scan_int(&minus, &value));
	assert_int_equal(value, -1);
	assert_true(scan_done(&minus));
	assert_false(scan_int(&large, &value));
}

static void scan_find__not_ahead__stays(void **state)
{
	struct scan scan = at("abcabd");

	(void)state;
	assert_false(scan_find(&scan, "abe"));
	assert_int_equal(*scan.pos, 'a');
	assert_true(scan_find(&scan, "abd"));
	assert_true(scan_done(&scan));
	assert_false(scan_find(&scan, "a"));
}

static void scan_word__blank_or_stop__ends_it(void **state)
{
	struct scan scan = at("setup_arch+0x1 x");

	(void)state;
	assert_int_equal(scan_word(&scan, "+"), 10);
	assert_int_equal(*scan.pos, '+');
	assert_int_equal(scan_word(&scan, ""), 4);
	assert_int_equal(scan_word(&scan, ""), 0);
}

/* --- names, arrays --------------------------------------------------------- */

static void names_add__equal_text__one_pointer(void **state)
{
	struct names names = { 0 };
	char text[32];
	const char *first;
	int i;

	(void)state;
	first = names_add(&names, "setup_arch+0x1", 10);
	assert_string_equal(first, "setup_arch");
	for (i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "f%d", i);
		assert_string_equal(names_add(&names, text, strlen(text)), text);
	}
	assert_ptr_equal(names_add(&names, "setup_arch", 10), first);
	assert_int_equal(names.nr_names, 1001);
	assert_string_equal(names_add(&names, "", 0), "");
	names_release(&names);
}

static void vec_reserve__too_much__nothing_changed(void **state)
{
	int *items = NULL;
	size_t room = 0;

	(void)state;
	assert_false(vec_reserve(&items, &room, SIZE_MAX, sizeof(*items)));
	assert_null(items);
	assert_int_equal(room, 0);
}

/* --- letters ------------------------------------------------------------- */

static void text_letter__each_length__its_bytes(void **state)
{
	(void)state;
	assert_int_equal(text_letter("a"), 1);
	assert_int_equal(text_letter("\x7e"), 1);
	assert_int_equal(text_letter("\xc2\x80"), 2);
	assert_int_equal(text_letter("\xe0\xa0\x80"), 3);
	assert_int_equal(text_letter("\xed\x9f\xbf"), 3);
	assert_int_equal(text_letter("\xee\x80\x80"), 3);
	assert_int_equal(text_letter("\xf0\x90\x80\x80"), 4);
	assert_int_equal(text_letter("\xf4\x8f\xbf\xbf"), 4);
}

static void text_letter__no_letter__nothing(void **state)
{
	static const char *const texts[] = {
		"", "\n", "\x1f", "\x7f", "\x80", "\xbf", "\xff", "\xc3", "\xc3z", "\xe2\x82",
		/* longer than need be */
		"\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf",
		/* halves of UTF-16, and beyond it */
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x90\x80\x80",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(text_letter(texts[i]), 0);
}

/* --- JSON ---------------------------------------------------------------- */

static void json_text__anything__is_valid(void **state)
{
	char out[200] = "";
	FILE *file = fmemopen(out, sizeof(out), "w");
	struct json json = json_to(file);

	(void)state;
	json_open(&json, NULL, '{');
	json_text(&json, "a\"b", "\\ \n \xff\xc3\xa4");
	json_open(&json, "list", '[');
	json_number(&json, NULL, UINT64_MAX);
	json_int(&json, NULL, -1);
	json_addr(&json, NULL, 0x10);
	json_null(&json, NULL);
	json_bool(&json, NULL, true);
	json_close(&json);
	json_open(&json, "empty", '{');
	json_close(&json);
	json_close(&json);
	fclose(file);
	assert_string_equal(out, "{\n  \"a\\\"b\": \"\\\\ \\u000a \\ufffd\xc3\xa4\",\n"
				 "  \"list\": [\n    18446744073709551615,\n    -1,\n"
				 "    \"0x10\",\n"
				 "    null,\n    true\n  ],\n  \"empty\": {}\n}\n");
}

static void json_range__empty_or_not__only_what_has_a_byte(void **state)
{
	char out[200] = "";
	FILE *file = fmemopen(out, sizeof(out), "w");
	struct json json = json_to(file);

	(void)state;
	json_open(&json, NULL, '{');
	json_range(&json, "empty", 16, 16);
	json_extent(&json, 16, 8);
	json_range(&json, "a", 16, 17);
	json_extent(&json, 0, UINT64_MAX);
	json_close(&json);
	fclose(file);
	assert_string_equal(out, "{\n  \"a\": {\n    \"base\": \"0x10\",\n"
				 "    \"end\": \"0x10\",\n    \"size\": 1\n  },\n"
				 "  \"base\": \"0x0\",\n  \"end\": \"0xfffffffffffffffe\",\n"
				 "  \"size\": 18446744073709551615\n}\n");
}

/* --- sizes ----------------------------------------------------------------------- */

static void text_amount__sizes__in_the_largest_unit_that_is_whole(void **state)
{
	char out[32];

	(void)state;
	assert_string_equal(text_amount((phys_addr_t)2 << 30, out, sizeof(out)), "2G");
	assert_string_equal(text_amount((phys_addr_t)1536 << 20, out, sizeof(out)), "1536M");
	assert_string_equal(text_amount((phys_addr_t)64 << 10, out, sizeof(out)), "64K");
	assert_string_equal(text_amount((phys_addr_t)5 << 40, out, sizeof(out)), "5120G");
	assert_string_equal(text_amount(100, out, sizeof(out)), "100");
	assert_string_equal(text_amount(0, out, sizeof(out)), "0");
}

static void text_size__each_unit__four_digits_at_most(void **state)
{
	static const struct {
		phys_addr_t bytes;
		const char *text;
	} sizes[] = {
		{ 0, "0 B" },
		{ 1023, "1023 B" },
		{ 1024, "1 KiB" },
		{ 1536, "1.50 KiB" },
		{ 632 << 10, "632 KiB" },
		{ 15 << 20 | 1 << 19, "15.5 MiB" },
		{ (phys_addr_t)3 << 40, "3 TiB" },
		{ PHYS_ADDR_MAX, "16 EiB" },
	};
	char out[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		assert_string_equal(text_size(sizes[i].bytes, out, sizeof(out)), sizes[i].text);
}

static void text_count__thousands__have_commas(void **state)
{
	char out[32];

	(void)state;
	assert_string_equal(text_count(0, out, sizeof(out)), "0");
	assert_string_equal(text_count(999, out, sizeof(out)), "999");
	assert_string_equal(text_count(29879, out, sizeof(out)), "29,879");
	assert_string_equal(text_count(1000000, out, sizeof(out)), "1,000,000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scan_hex__largest_number__is_read),
		cmocka_unit_test(scan_hex__too_large_or_empty__stays),
		cmocka_unit_test(scan_int__sign_and_limits__are_kept),
		cmocka_unit_test(scan_find__not_ahead__stays),
		cmocka_unit_test(scan_word__blank_or_stop__ends_it),
		cmocka_unit_test(names_add__equal_text__one_pointer),
		cmocka_unit_test(vec_reserve__too_much__nothing_changed),
		cmocka_unit_test(text_letter__each_length__its_bytes),
		cmocka_unit_test(text_letter__no_letter__nothing),
		cmocka_unit_test(json_text__anything__is_valid),
		cmocka_unit_test(json_range__empty_or_not__only_what_has_a_byte),
		cmocka_unit_test(text_amount__sizes__in_the_largest_unit_that_is_whole),
		cmocka_unit_test(text_size__each_unit__four_digits_at_most),
		cmocka_unit_test(text_count__thousands__have_commas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
