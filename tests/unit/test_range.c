// SPDX-License-Identifier: MIT
/*
 * test_range.c - interval arithmetic against its definition: which addresses are in it.
 *
 * The addresses that matter are few: around 0, around a border in the middle, around the top. All
 * pairs of ranges between them are tried, so whatever wraps, wraps here.
 */
#include "harness.h"

#include "base/range.h"

#define MIDDLE ((phys_addr_t)1 << (BM_PHYS_ADDR_BITS - 1))

static const phys_addr_t points[] = {
	0,          1,          2,
	3,          MIDDLE - 1, MIDDLE,
	MIDDLE + 1, MIDDLE + 2, PHYS_ADDR_MAX - 3,
	PHYS_ADDR_MAX - 2, PHYS_ADDR_MAX - 1, PHYS_ADDR_MAX,
};

#define NR_POINTS (sizeof(points) / sizeof(points[0]))
#define NR_PAIRS (NR_POINTS * NR_POINTS)

static struct bm_range pair(size_t i)
{
	struct bm_range range = { points[i / NR_POINTS], points[i % NR_POINTS] };

	return range;
}

static void bm_min_addr__any_two__is_the_smaller(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < NR_PAIRS; i++) {
		struct bm_range r = pair(i);

		expect_addr(bm_min_addr(r.start, r.end),
			    i / NR_POINTS < i % NR_POINTS ? r.start : r.end);
		expect_addr(bm_max_addr(r.start, r.end),
			    i / NR_POINTS < i % NR_POINTS ? r.end : r.start);
	}
}

/* catalogue R31 R32 R79: the end never wraps, whatever base and size are */
static void bm_range_at__any_base_and_size__ends_at_the_top_at_the_latest(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < NR_PAIRS; i++) {
		struct bm_range asked = pair(i);
		struct bm_range got = bm_range_at(asked.start, asked.end);

		expect_addr(got.start, asked.start);
		assert_true(got.end >= got.start);
		if (asked.end <= PHYS_ADDR_MAX - asked.start)
			expect_addr(bm_range_size(got), asked.end);
		else
			expect_addr(got.end, PHYS_ADDR_MAX);
	}
}

static void bm_range_is_empty__no_address_in_it__is_true(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < NR_PAIRS; i++) {
		struct bm_range r = pair(i);
		bool holds_its_start = bm_range_contains(r, r.start);

		assert_int_equal(bm_range_is_empty(r), !holds_its_start);
		assert_int_equal(bm_range_size(r) == 0, !holds_its_start);
	}
}

static void bm_range_size__well_formed__is_the_distance(void **state)
{
	struct bm_range all = { 0, PHYS_ADDR_MAX };
	struct bm_range last = { PHYS_ADDR_MAX - 1, PHYS_ADDR_MAX };
	struct bm_range inverted = { 5, 3 };

	(void)state;
	expect_addr(bm_range_size(all), PHYS_ADDR_MAX);
	expect_addr(bm_range_size(last), 1);
	expect_addr(bm_range_size(inverted), 0);
}

static void bm_range_contains__the_end__is_outside(void **state)
{
	struct bm_range r = { 4, 6 };

	(void)state;
	assert_false(bm_range_contains(r, 3));
	assert_true(bm_range_contains(r, 4));
	assert_true(bm_range_contains(r, 5));
	assert_false(bm_range_contains(r, 6));
}

static void bm_range_overlaps__two_ranges_with_addresses__share_one(void **state)
{
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < NR_PAIRS; i++) {
		for (j = 0; j < NR_PAIRS; j++) {
			struct bm_range a = pair(i);
			struct bm_range b = pair(j);
			bool share =
				(bm_range_contains(a, b.start) && bm_range_contains(b, b.start)) ||
				(bm_range_contains(b, a.start) && bm_range_contains(a, a.start));

			if (!bm_range_is_empty(a) && !bm_range_is_empty(b))
				assert_int_equal(bm_range_overlaps(a, b), share);
		}
	}
}

static void bm_range_overlaps__empty_range__only_strictly_inside(void **state)
{
	struct bm_range r = { 4, 8 };
	struct bm_range at_start = { 4, 4 };
	struct bm_range inside = { 5, 5 };
	struct bm_range at_end = { 8, 8 };

	(void)state;
	assert_false(bm_range_overlaps(r, at_start));
	assert_true(bm_range_overlaps(r, inside));
	assert_false(bm_range_overlaps(r, at_end));
}

static void bm_range_clip__any_two__holds_what_both_hold(void **state)
{
	size_t i;
	size_t j;
	size_t p;

	(void)state;
	for (i = 0; i < NR_PAIRS; i++) {
		for (j = 0; j < NR_PAIRS; j++) {
			struct bm_range a = pair(i);
			struct bm_range b = pair(j);
			struct bm_range both = bm_range_clip(a, b);

			for (p = 0; p < NR_POINTS; p++)
				assert_int_equal(bm_range_contains(both, points[p]),
						 bm_range_contains(a, points[p]) &&
							 bm_range_contains(b, points[p]));
		}
	}
}

/* catalogue R14 R21 R56: memory rounds inward at both ends */
static void bm_range_shrink_to__any_range__holds_whole_multiples_only(void **state)
{
	struct bm_range r;
	struct bm_range inner;
	phys_addr_t start;
	phys_addr_t end;

	(void)state;
	for (start = 0; start < 20; start++) {
		for (end = start; end < 20; end++) {
			r.start = start;
			r.end = end;
			inner = bm_range_shrink_to(r, 4);
			if (end / 4 <= (start + 3) / 4) {
				assert_true(bm_range_is_empty(inner));
				continue;
			}
			expect_addr(inner.start, (start + 3) / 4 * 4);
			expect_addr(inner.end, end / 4 * 4);
		}
	}
}

/* catalogue R94: rounding up at the top gives an empty range, not one that starts at 0 */
static void bm_range_shrink_to__last_partial_page__is_empty(void **state)
{
	struct bm_range r = { PHYS_ADDR_MAX - 4, PHYS_ADDR_MAX };

	(void)state;
	assert_true(bm_range_is_empty(bm_range_shrink_to(r, 4096)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_min_addr__any_two__is_the_smaller),
		CASE(bm_range_at__any_base_and_size__ends_at_the_top_at_the_latest),
		CASE(bm_range_is_empty__no_address_in_it__is_true),
		CASE(bm_range_size__well_formed__is_the_distance),
		CASE(bm_range_contains__the_end__is_outside),
		CASE(bm_range_overlaps__two_ranges_with_addresses__share_one),
		CASE(bm_range_overlaps__empty_range__only_strictly_inside),
		CASE(bm_range_clip__any_two__holds_what_both_hold),
		CASE(bm_range_shrink_to__any_range__holds_whole_multiples_only),
		CASE(bm_range_shrink_to__last_partial_page__is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
