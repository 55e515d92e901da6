// SPDX-License-Identifier: MIT
/*
 * test_extents.c - sets of bytes, as pictures: one character is one byte of a world of 20.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli/base/extents.h"

#define WORLD 20

static struct extents set_of(const char *picture)
{
	struct extents set = { 0 };
	phys_addr_t i;

	for (i = 0; picture[i] != '\0'; i++) {
		struct bm_range byte = { i, i + 1 };

		if (picture[i] == '#')
			assert_true(extents_add(&set, byte));
	}
	return set;
}

/* Ranges that touch, or are out of order, would be drawn as what they are not. */
static void expect(struct extents *set, const char *picture)
{
	char drawn[WORLD + 1] = "";
	phys_addr_t end = 0;
	size_t i;

	memset(drawn, '.', strlen(picture));
	for (i = 0; i < set->nr; i++) {
		assert_true(set->items[i].start < set->items[i].end);
		assert_true(i == 0 || set->items[i].start > end);
		end = set->items[i].end;
		memset(drawn + set->items[i].start, '#', end - set->items[i].start);
	}
	assert_string_equal(drawn, picture);
	extents_release(set);
}

static void extents_add__any_order__sorted_and_joined(void **state)
{
	static const struct bm_range ranges[] = {
		{ 12, 14 }, { 2, 4 }, { 6, 8 }, { 4, 6 }, { 20, 20 }, { 13, 18 }, { 0, 1 },
	};
	struct extents set = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		assert_true(extents_add(&set, ranges[i]));
	assert_int_equal(set.nr, 3);
	assert_int_equal(extents_size(&set), 1 + 6 + 6);
	expect(&set, "#.######....######..");
}

static void extents_minus__every_way_to_overlap__what_is_left(void **state)
{
	static const char *const rows[][3] = {
		/* a                        b                          a without b */
		{ "########............", "........########....", "########............" },
		{ "########............", "########............", "...................." },
		{ "########............", "..###...............", "##...###............" },
		{ "..####..####........", "####................", "....##..####........" },
		{ "..####..####........", "...######...........", "..#......###........" },
		{ "####################", "#.#.#.#.#.#.#.#.#.#.", ".#.#.#.#.#.#.#.#.#.#" },
		{ "....................", "####################", "...................." },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct extents a = set_of(rows[i][0]), b = set_of(rows[i][1]), out = { 0 };

		assert_true(extents_minus(&a, &b, &out));
		expect(&out, rows[i][2]);
		extents_release(&a);
		extents_release(&b);
	}
}

static void extents_both__every_way_to_overlap__what_they_share(void **state)
{
	static const char *const rows[][3] = {
		{ "########............", "........########....", "...................." },
		{ "########............", "####................", "####................" },
		{ "..####..####........", "...######...........", "...###..#..........." },
		{ "####################", "#.#.#.#.#.#.#.#.#.#.", "#.#.#.#.#.#.#.#.#.#." },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct extents a = set_of(rows[i][0]), b = set_of(rows[i][1]), out = { 0 };

		assert_true(extents_both(&a, &b, &out));
		expect(&out, rows[i][2]);
		extents_release(&a);
		extents_release(&b);
	}
}

static void extents_largest__some__the_longest_and_of_equals_the_first(void **state)
{
	struct extents set = set_of("##..####..####..#..."), none = { 0 };
	struct bm_range largest = extents_largest(&set);

	(void)state;
	assert_int_equal(largest.start, 4);
	assert_int_equal(largest.end, 8);
	assert_int_equal(extents_largest(&none).end, 0);
	extents_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(extents_add__any_order__sorted_and_joined),
		cmocka_unit_test(extents_minus__every_way_to_overlap__what_is_left),
		cmocka_unit_test(extents_both__every_way_to_overlap__what_they_share),
		cmocka_unit_test(extents_largest__some__the_longest_and_of_equals_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
