// SPDX-License-Identifier: MIT
/*
 * test_callout.c - words beside boxes: none covers another, or another's line.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "cli/render/callout.h"

#define WIDE 1000.0

static struct callouts none(void)
{
	return (struct callouts){ .left = 0, .right = WIDE };
}

static void assert_apart(const struct callouts *callouts)
{
	size_t i, j;

	for (i = 0; i < callouts->nr; i++) {
		const struct callout *a = &callouts->items[i];

		if (a->level < 0)
			continue;
		assert_true(a->lo >= 0 && a->hi <= WIDE && a->level < callouts->nr_levels);
		assert_true(a->x < a->lo || a->x > a->hi);
		for (j = 0; j < callouts->nr; j++) {
			const struct callout *b = &callouts->items[j];

			if (i == j || b->level < 0)
				continue;
			assert_false(a->level == b->level && a->lo < b->hi && b->lo < a->hi);
			assert_false(b->level < a->level && b->lo < a->x && a->x < b->hi);
		}
	}
}

static void callouts_add__more_than_there_is_room_for__heaviest_first(void **state)
{
	struct callouts callouts = none();
	char text[16];
	phys_addr_t i;

	(void)state;
	for (i = 0; i < 3 * CALLOUTS; i++) {
		snprintf(text, sizeof(text), "%d", (int)i);
		callouts_add(&callouts, text, 1, i % 2 ? i : 100 + i);
	}
	assert_int_equal(callouts.nr, CALLOUTS);
	assert_int_equal(callouts.items[0].weight, 100 + 3 * CALLOUTS - 1);
	for (i = 1; i < CALLOUTS; i++)
		assert_true(callouts.items[i].weight < callouts.items[i - 1].weight);
}

static void callouts_add__same_words__heavier_is_kept(void **state)
{
	struct callouts callouts = none();

	(void)state;
	callouts_add(&callouts, "a", 10, 5);
	callouts_add(&callouts, "b", 20, 4);
	callouts_add(&callouts, "a", 30, 3);
	callouts_add(&callouts, "b", 40, 6);
	assert_int_equal(callouts.nr, 2);
	assert_string_equal(callouts.items[0].text, "b");
	assert_int_equal((int)callouts.items[0].x, 40);
	assert_int_equal((int)callouts.items[1].x, 10);
}

static void callouts_place__room_for_all__each_in_the_first_line(void **state)
{
	struct callouts callouts = none();

	(void)state;
	callouts_add(&callouts, "left", 0, 2);
	callouts_add(&callouts, "middle", 500, 3);
	callouts_add(&callouts, "right", WIDE, 1);
	callouts_place(&callouts);
	assert_int_equal(callouts.nr_levels, 1);
	assert_true(callouts.items[0].lo > 500);
	assert_true(callouts.items[2].hi < WIDE);
	assert_apart(&callouts);
}

/* Wherever they are: all in a heap at an edge, or spread at random. */
static void callouts_place__crowded__none_covers_another(void **state)
{
	uint32_t seed = 1;
	unsigned int turn, i;

	(void)state;
	for (turn = 0; turn < 2000; turn++) {
		struct callouts callouts = none();
		char text[64];

		for (i = 0; i < CALLOUTS; i++) {
			seed = seed * 1664525 + 1013904223;
			snprintf(text, sizeof(text), "%u %.*s", i, (int)(seed >> 27),
				 "these are words of some length");
			callouts_add(&callouts, text,
				     turn % 3 ? (seed >> 8) % 1000 : WIDE - (seed >> 8) % 20,
				     seed >> 4);
		}
		callouts_place(&callouts);
		assert_true(callouts.nr_levels > 0);
		assert_apart(&callouts);
	}
}

static void callouts_place__wider_than_all__left_out(void **state)
{
	struct callouts callouts = { .left = 0, .right = 20 };

	(void)state;
	callouts_add(&callouts, "much too wide for that", 10, 1);
	callouts_place(&callouts);
	assert_int_equal(callouts.items[0].level, -1);
	assert_int_equal(callouts.nr_levels, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(callouts_add__more_than_there_is_room_for__heaviest_first),
		cmocka_unit_test(callouts_add__same_words__heavier_is_kept),
		cmocka_unit_test(callouts_place__room_for_all__each_in_the_first_line),
		cmocka_unit_test(callouts_place__crowded__none_covers_another),
		cmocka_unit_test(callouts_place__wider_than_all__left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
