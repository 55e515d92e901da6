// SPDX-License-Identifier: MIT
/*
 * test_region.c - one array: every pattern of six pages, every range, every edit, against pages.
 *
 * The array is allocated at exactly the slots that the plan says it needs, so a plan that is too
 * small writes past the end under a sanitizer, and one that is too large fails here: in the end,
 * or in the middle of applying, each slot must have been needed.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "memblock/insert.h"
#include "memblock/memblock_int.h"

#define NR_PAGES 6u
#define NR_KINDS 4u /* nothing, and three combinations of node and flags */
#define UNIT ((phys_addr_t)0x1000)

/** What each page is: 0 nothing, else a kind. */
struct pages {
	unsigned char kind[NR_PAGES];
};

static const struct mb_attr kinds[NR_KINDS] = { { 0, 0 }, { 0, 0 }, { 1, 0 }, { 1, 1 } };

static phys_addr_t origin;

static struct pages pattern(unsigned int nr)
{
	struct pages pages;
	unsigned int i;

	for (i = 0; i < NR_PAGES; i++) {
		pages.kind[i] = (unsigned char)(nr % NR_KINDS);
		nr /= NR_KINDS;
	}
	return pages;
}

/* The canonical regions of @pages: as few as possible. Returns their number. */
static unsigned long regions_of(const struct pages *pages, struct memblock_region *r)
{
	unsigned long cnt = 0;
	unsigned int i;

	for (i = 0; i < NR_PAGES; i++) {
		unsigned int kind = pages->kind[i];

		if (kind == 0)
			continue;
		if (i > 0 && pages->kind[i - 1] == kind) {
			r[cnt - 1].size += UNIT;
			continue;
		}
		r[cnt].base = origin + i * UNIT;
		r[cnt].size = UNIT;
		r[cnt].nid = kinds[kind].nid;
		r[cnt].flags = (enum memblock_flags)kinds[kind].flags;
		cnt++;
	}
	return cnt;
}

/* An array of @pages with @room slots more than it holds, at exactly that size. */
static struct memblock_type array_of(const struct pages *pages, unsigned long room)
{
	struct memblock_region r[NR_PAGES];
	struct memblock_type type = { .name = "memory" };
	unsigned long i;

	type.cnt = regions_of(pages, r);
	type.max = type.cnt + room;
	type.regions = malloc(type.max * sizeof(*r) + (type.max == 0));
	assert_non_null(type.regions);
	if (type.cnt > 0)
		memcpy(type.regions, r, type.cnt * sizeof(*r));
	for (i = 0; i < type.cnt; i++)
		type.total_size += r[i].size;
	return type;
}

static void expect_pages(const struct memblock_type *type, const struct pages *pages)
{
	struct memblock_region want[NR_PAGES];
	unsigned long cnt = regions_of(pages, want);
	phys_addr_t total = 0;
	unsigned long i;

	assert_int_equal(type->cnt, cnt);
	assert_true(type->cnt <= type->max);
	for (i = 0; i < cnt; i++) {
		expect_addr(type->regions[i].base, want[i].base);
		expect_addr(type->regions[i].size, want[i].size);
		assert_int_equal(type->regions[i].nid, want[i].nid);
		assert_int_equal(type->regions[i].flags, want[i].flags);
		total += want[i].size;
	}
	expect_addr(type->total_size, total);
}

typedef void edit_fn(const struct pages *before, unsigned int first, unsigned int last);

static struct bm_range range_of(unsigned int first, unsigned int last)
{
	return bm_range_at(origin + first * UNIT, (last - first) * UNIT);
}

static void for_all(edit_fn *edit)
{
	static const phys_addr_t origins[] = { 0, PHYS_ADDR_MAX / 2 + 1 - 3 * UNIT,
					       (PHYS_ADDR_MAX & ~(UNIT - 1)) - NR_PAGES * UNIT };
	unsigned int nr_patterns = 1u << (2 * NR_PAGES);
	unsigned int nr;
	unsigned int first;
	unsigned int last;
	size_t i;

	for (i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		origin = origins[i];
		for (nr = 0; nr < nr_patterns; nr++) {
			struct pages before = pattern(nr);

			for (first = 0; first < NR_PAGES; first++)
				for (last = first + 1; last <= NR_PAGES; last++)
					edit(&before, first, last);
		}
	}
}

/* Uncovered stretches within [first, last): what Linux counts. */
static unsigned long nr_gaps(const struct pages *pages, unsigned int first, unsigned int last)
{
	unsigned long nr = 0;
	unsigned int i;

	for (i = first; i < last; i++)
		nr += pages->kind[i] == 0 && (i == first || pages->kind[i - 1] != 0);
	return nr;
}

static unsigned long nr_regions(const struct pages *pages)
{
	struct memblock_region r[NR_PAGES];

	return regions_of(pages, r);
}

static unsigned long growth(const struct pages *before, const struct pages *after)
{
	unsigned long was = nr_regions(before);
	unsigned long is = nr_regions(after);

	return is > was ? is - was : 0;
}

static void insert(const struct pages *before, unsigned int first, unsigned int last)
{
	struct pages after = *before;
	struct memblock_type type;
	struct mb_plan plan;
	unsigned int kind = 1 + (first + last) % 3;
	unsigned int i;

	for (i = first; i < last; i++)
		if (after.kind[i] == 0)
			after.kind[i] = (unsigned char)kind;
	type = array_of(before, growth(before, &after));
	plan = mb_plan_insert_(&type, first, range_of(first, last), kinds[kind]);
	assert_int_equal(plan.want, nr_gaps(before, first, last));
	assert_int_equal(plan.need, growth(before, &after));
	if (plan.want > 0)
		mb_apply_insert_(&type, &plan, kinds[kind]);
	expect_pages(&type, &after);
	free(type.regions);
}

/* catalogue R29: one entry too far is written past the end of the allocation */
static void insert__every_pattern_and_range__fills_the_holes(void **state)
{
	(void)state;
	for_all(insert);
}

static void insert_apart(const struct pages *before, unsigned int first, unsigned int last)
{
	struct pages after = *before;
	unsigned int kind = 1 + (first + last) % 3;
	unsigned long room = (first ^ last) % 2;
	struct memblock_type type = array_of(before, room);
	bool apart = true;
	unsigned long hint = last;
	unsigned int i;

	for (i = first; i < last; i++) {
		apart = apart && after.kind[i] == 0;
		after.kind[i] = (unsigned char)kind;
	}
	assert_false(mb_insert_apart_(&type, &hint, range_of(first, first), kinds[kind]));
	if (mb_insert_apart_(&type, &hint, range_of(first, last), kinds[kind])) {
		assert_true(apart && room > 0);
		expect_pages(&type, &after);
	} else {
		assert_false(apart && room > 0);
		expect_pages(&type, before);
	}
	free(type.regions);
}

static void insert_apart__every_pattern_and_range__done_if_nothing_overlaps(void **state)
{
	(void)state;
	for_all(insert_apart);
}

/* Is [first, last) where a hint of @n says, with at most one region behind it unless it joins? */
static bool is_next(const struct pages *pages, unsigned int first, unsigned int last,
		    unsigned long n, unsigned char kind)
{
	struct pages head = *pages;
	unsigned int i;

	for (i = first; i < last || (i == last && i < NR_PAGES); i++)
		if (pages->kind[i] != 0)
			return false;
	memset(head.kind + first, 0, NR_PAGES - first);
	if (n == 0 || n != nr_regions(&head))
		return false;
	return pages->kind[first - 1] == kind || nr_regions(pages) - n <= 1;
}

/* With every hint: one at most is right, and then it moves behind the range. */
static void append(const struct pages *before, unsigned int first, unsigned int last)
{
	struct pages after = *before;
	unsigned char kind = (unsigned char)(1 + (first + last) % 3);
	unsigned long room = (first ^ last) % 2;
	struct memblock_type type = array_of(before, room);
	unsigned long cnt = type.cnt;
	bool done = false;
	unsigned long n;

	memset(after.kind + first, kind, last - first);
	for (n = 0; n <= cnt + 2 && !done; n++) {
		unsigned long hint = n;

		assert_false(mb_append_(&type, &hint, range_of(first, first), kinds[kind]));
		done = mb_append_(&type, &hint, range_of(first, last), kinds[kind]);
		assert_int_equal(done, room > 0 && is_next(before, first, last, n, kind));
		assert_int_equal(hint, n + (type.cnt - cnt));
	}
	expect_pages(&type, done ? &after : before);
	free(type.regions);
}

static void append__every_pattern_range_and_hint__done_if_the_hint_is_right(void **state)
{
	(void)state;
	for_all(append);
}

static void cut(const struct pages *before, unsigned int first, unsigned int last)
{
	struct pages after = *before;
	struct memblock_type type;
	struct mb_plan plan;

	memset(after.kind + first, 0, last - first);
	type = array_of(before, growth(before, &after));
	plan = mb_plan_remove_(&type, last, range_of(first, last));
	assert_int_equal(plan.want, 2);
	assert_int_equal(plan.need, growth(before, &after));
	mb_apply_remove_(&type, &plan);
	expect_pages(&type, &after);
	free(type.regions);
}

/* catalogue R70: ends and beginnings, every one of them */
static void remove__every_pattern_and_range__leaves_the_rest(void **state)
{
	(void)state;
	for_all(cut);
}

static void cut_inside(const struct pages *before, unsigned int first, unsigned int last)
{
	struct pages after = *before;
	unsigned long room = 1 + (first ^ last) % 3;
	struct memblock_type type = array_of(before, room);
	bool inside = before->kind[first] != 0;
	unsigned long hint = last;
	unsigned int i;

	for (i = first; i < last; i++) {
		inside = inside && before->kind[i] == before->kind[first];
		after.kind[i] = 0;
	}
	if (mb_remove_inside_(&type, &hint, range_of(first, last))) {
		assert_true(inside && room >= 2);
		expect_pages(&type, &after);
	} else {
		assert_false(inside && room >= 2);
		expect_pages(&type, before);
	}
	free(type.regions);
}

/* Only where slots are not scarce: then Linux would move the array first. */
static void remove_inside__every_pattern_and_range__done_if_in_one_region(void **state)
{
	(void)state;
	for_all(cut_inside);
}

/*
 * Splitting at both ends comes before joining, so two slots may be needed although none is in the
 * end.
 */
static void retag_with(const struct pages *before, unsigned int first, unsigned int last,
		       const struct mb_retag *tag, const unsigned char *becomes)
{
	struct pages after = *before;
	struct memblock_type type;
	struct mb_plan plan;
	unsigned int i;

	for (i = first; i < last; i++)
		after.kind[i] = becomes[after.kind[i]];
	type = array_of(before, 0);
	plan = mb_plan_retag_(&type, first, range_of(first, last), tag);
	assert_int_equal(plan.want, 2);
	assert_in_range(plan.need, growth(before, &after), 2);
	free(type.regions);
	type = array_of(before, plan.need);
	mb_apply_retag_(&type, &plan, tag);
	expect_pages(&type, &after);
	free(type.regions);
}

static void retag(const struct pages *before, unsigned int first, unsigned int last)
{
	static const unsigned char nid_to_1[NR_KINDS] = { 0, 2, 2, 3 };
	static const unsigned char flag_set[NR_KINDS] = { 0, 0, 3, 3 };
	static const unsigned char flag_cleared[NR_KINDS] = { 0, 1, 2, 2 };
	const struct mb_retag set_nid = { .set_nid = true, .nid = 1 };
	const struct mb_retag set = { .set = 1 };
	const struct mb_retag clear = { .clear = 1 };

	retag_with(before, first, last, &set_nid, nid_to_1);
	retag_with(before, first, last, &clear, flag_cleared);
	if (!memchr(before->kind, 1, NR_PAGES))
		retag_with(before, first, last, &set, flag_set);
}

static void retag__every_pattern_and_range__changes_what_is_there(void **state)
{
	(void)state;
	for_all(retag);
}

static void mb_drop_empty__every_pattern_of_empty_ones__only_they_go(void **state)
{
	unsigned int empty;
	unsigned int i;

	(void)state;
	for (empty = 0; empty < 1u << 4; empty++) {
		const struct pages apart = { { 1, 2, 1, 2, 0, 0 } };
		struct memblock_type type = array_of(&apart, 0);
		struct pages after = apart;

		for (i = 0; i < 4; i++) {
			if (!(empty & 1u << i))
				continue;
			type.total_size -= type.regions[i].size;
			type.regions[i].size = 0;
			after.kind[i] = 0;
		}
		mb_drop_empty_(&type);
		expect_pages(&type, &after);
		free(type.regions);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(insert__every_pattern_and_range__fills_the_holes),
		CASE(insert_apart__every_pattern_and_range__done_if_nothing_overlaps),
		CASE(append__every_pattern_range_and_hint__done_if_the_hint_is_right),
		CASE(remove__every_pattern_and_range__leaves_the_rest),
		CASE(remove_inside__every_pattern_and_range__done_if_in_one_region),
		CASE(retag__every_pattern_and_range__changes_what_is_there),
		CASE(mb_drop_empty__every_pattern_of_empty_ones__only_they_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
