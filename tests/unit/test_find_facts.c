// SPDX-License-Identifier: MIT
/*
 * test_find_facts.c - what a search learns, when it is believed, and what a free takes back.
 *
 * Every fact says: between here and there nothing is longer than this. Searches look at a few
 * ranges before they ask for facts or leave one, so the worlds of these tests begin, seen from
 * where the search begins, with many single pages. Behind them come two pages that are free
 * together, then four; requests are for three.
 *
 * Answers are the matter of tests/model/test_find.c; here private members are looked at, because a
 * fact that is forgotten too soon gives the right answer too.
 */
#include "harness.h"

#include "base/bits.h"

#define SINGLES "mrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmr"
#define DOWN ".mmmmrmmr" SINGLES
#define UP "." SINGLES "mmrmmmm"

/* Pages of the second world. */
#define TWO 37u
#define FOUR 40u

static const struct mb_fact no_fact;

static unsigned int nr_facts(const struct world *w)
{
	unsigned int nr = 0;
	unsigned int i;

	for (i = 0; i < MB_NR_FACTS; i++)
		nr += w->mb.facts.table[i].key != 0;
	return nr;
}

static const struct mb_fact *only_fact(const struct world *w)
{
	unsigned int i;

	assert_int_equal(nr_facts(w), 1);
	for (i = 0; i < MB_NR_FACTS; i++)
		if (w->mb.facts.table[i].key != 0)
			return &w->mb.facts.table[i];
	return &no_fact;
}

static void expect_fact(const struct world *w, phys_addr_t lo, phys_addr_t hi, phys_addr_t longest)
{
	const struct mb_fact *fact = only_fact(w);

	expect_addr(fact->lo, lo);
	expect_addr(fact->hi, hi);
	expect_addr(fact->longest, longest);
}

static phys_addr_t found(struct world *w, phys_addr_t size)
{
	struct mb_req req = mb_req(size, WORLD_PAGE);
	struct mb_spot spot;

	ok(mb_find(&w->mb, &req, &spot));
	return spot.base;
}

static struct world *learnt_down(void)
{
	struct world *w = world(DOWN);

	w->mb.current_limit = at(w, 60);
	expect_addr(found(w, 0x3000), at(w, 2));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	return w;
}

static struct world *learnt_up(void)
{
	struct world *w = world(UP);

	w->mb.current_limit = at(w, 60);
	w->mb.bottom_up = true;
	expect_addr(found(w, 0x3000), at(w, FOUR));
	expect_fact(w, at(w, 1), at(w, FOUR), 0x2000);
	return w;
}

/* learnt_down() with larger or smaller pages. */
static struct world *learnt_with_units(phys_addr_t base, phys_addr_t unit)
{
	struct world *w = world_at(0, 200, ".", NULL);
	struct mb_req req = mb_req(3 * unit, unit);
	struct mb_spot spot;
	phys_addr_t i;

	ok(mb_add(&w->mb, base, sizeof(DOWN) * unit));
	for (i = 0; i + 1 < sizeof(DOWN); i++)
		if (DOWN[i] != 'm')
			ok(mb_reserve(&w->mb, base + i * unit, unit));
	ok(mb_reserve(&w->mb, base + i * unit, unit));
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, base + 2 * unit);
	assert_int_equal(nr_facts(w), 1);
	return w;
}

/* --- learning --------------------------------------------------------------------------------- */

static void search__one_of_the_first_ranges_fits__learns_nothing(void **state)
{
	struct world *w = world(DOWN);

	(void)state;
	expect_addr(found(w, 0x1000), at(w, 43));
	w->mb.bottom_up = true;
	expect_addr(found(w, 0x3000), at(w, 1));
	assert_int_equal(nr_facts(w), 0);
}

static void search__passes_what_is_too_short__learns_how_far_and_how_long(void **state)
{
	(void)state;
	learnt_down();
	learnt_up();
}

static void finds_nothing(struct world *w, phys_addr_t size)
{
	struct mb_req req = mb_req(size, 1);
	struct mb_spot spot;

	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
}

/* The same once more adds nothing; one a little larger goes on from there. */
static void search__of_about_the_same_size__goes_on_from_there(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	expect_addr(found(w, 0x3000), at(w, 2));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	ok(mb_reserve(&w->mb, at(w, 2), 1));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	finds_nothing(w, 0x3800);
	expect_fact(w, at(w, 1), at(w, 60), 0x2fff);
	w = learnt_up();
	ok(mb_reserve(&w->mb, at(w, FOUR + 2), 1));
	finds_nothing(w, 0x3800);
	expect_fact(w, at(w, 1), at(w, FOUR + 4), 0x2000);
}

static const struct mb_fact *fact_about(const struct world *w, phys_addr_t size)
{
	unsigned int i;

	for (i = 0; i < MB_NR_FACTS; i++)
		if (w->mb.facts.table[i].key >> 8 == bm_log2(size))
			return &w->mb.facts.table[i];
	return &no_fact;
}

/* What a smaller request found out is not looked at again, and is part of what is learnt now. */
static void search__of_another_magnitude__goes_on_from_there(void **state)
{
	struct mb_req req = mb_req(0x4800, 1);
	struct world *w = learnt_up();
	struct mb_spot spot;
	unsigned int shift;

	(void)state;
	req.start = at(w, 3);
	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
	expect_addr(fact_about(w, 0x4800)->lo, at(w, 1));
	for (shift = 12; shift < 21; shift++) {
		const phys_addr_t unit = (phys_addr_t)1 << shift;

		w = learnt_with_units(0x100000, unit);
		req = mb_req(5 * unit, 1);
		req.end = 0x100000 + 40 * unit;
		refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
		expect_addr(fact_about(w, 5 * unit)->hi, MEMBLOCK_ALLOC_ANYWHERE);
	}
}

static void search__finds_what_was_asked_for__has_given_up_nothing(void **state)
{
	struct mb_spot spot = { 0, MB_GAVE_UP_NODE | MB_GAVE_UP_MIRROR | MB_GAVE_UP_START };
	struct mb_req req = mb_req(0x3000, WORLD_PAGE);
	struct world *w = learnt_down();

	(void)state;
	ok(mb_find(&w->mb, &req, &spot));
	assert_int_equal(spot.gave_up, MB_GAVE_UP_NOTHING);
}

/* Neither a smaller request that ends, or begins, where the fact does, nor one without a window. */
static void search__within_what_is_known__takes_nothing_back(void **state)
{
	struct mb_req req = mb_req(0x2000, WORLD_PAGE);
	struct mb_spot spot;
	struct world *w = learnt_down();

	(void)state;
	req.start = at(w, 9);
	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	req.size = 0x3000;
	req.start = at(w, 3);
	req.end = at(w, 3);
	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	w = learnt_up();
	req = mb_req(0x2000, WORLD_PAGE);
	req.end = at(w, TWO);
	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
	expect_fact(w, at(w, 1), at(w, FOUR), 0x2000);
}

/* A range that the window cuts short is not passed for good. */
static void search__window_cuts_a_range__it_is_not_learnt(void **state)
{
	struct world *w = world(DOWN);
	struct mb_req req = mb_req(0x3000, WORLD_PAGE);
	struct mb_spot spot;

	(void)state;
	req.start = at(w, 3);
	req.end = at(w, 60);
	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	req.start = 0;
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 2));
	w = world(UP);
	w->mb.bottom_up = true;
	req.end = at(w, FOUR + 2);
	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
	expect_fact(w, at(w, 1), at(w, FOUR), 0x2000);
	req.end = at(w, 60);
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, FOUR));
}

/* A window that begins outside of what is known cannot use it, and learns for itself. */
static void search__window_outside_of_what_is_known__learns_for_itself(void **state)
{
	struct world *w = learnt_down();
	struct mb_req req = mb_req(0x3000, WORLD_PAGE);
	struct mb_spot spot;

	(void)state;
	req.end = at(w, 61);
	ok(mb_find(&w->mb, &req, &spot));
	expect_fact(w, at(w, 5), at(w, 61), 0x2000);
	req.end = at(w, 44);
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 2));
	expect_fact(w, at(w, 5), at(w, 61), 0x2000);
	w = learnt_up();
	req.end = 0;
	req.start = 0x800;
	w->mb.page_shift = 10;
	ok(mb_find(&w->mb, &req, &spot));
	expect_fact(w, 0x800, at(w, FOUR), 0x2000);
	req.start = at(w, 3);
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, FOUR));
	expect_fact(w, 0x800, at(w, FOUR), 0x2000);
}

/* --- one fact for each kind of question ------------------------------------------------------- */

static void search__of_another_kind__has_a_fact_of_its_own(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	expect_addr(found(w, 0x2200), at(w, 2));
	assert_int_equal(nr_facts(w), 1);
	expect_addr(found(w, 0x1800), at(w, 6));
	assert_int_equal(nr_facts(w), 2);
	w->mb.bottom_up = true;
	finds_nothing(w, 0x5000);
	assert_int_equal(nr_facts(w), 3);
	w->mb.bottom_up = false;
	finds_nothing(w, 0x5000);
	assert_int_equal(nr_facts(w), 4);
}

static void search__after_movable_node_was_switched__sees_what_may_be_used_now(void **state)
{
	struct world *w = world(".mmmm.hhhr" SINGLES);

	(void)state;
	w->mb.movable_node = true;
	expect_addr(found(w, 0x2000), at(w, 3));
	w->mb.movable_node = false;
	expect_addr(found(w, 0x2000), at(w, 7));
}

static void search__on_another_node__does_not_believe_what_is_known_of_one(void **state)
{
	struct world *w = world_of_nodes(".mmmmmmr" SINGLES,
					 ".1111001111111111111111111111111111111111111");
	struct mb_req req = mb_req(0x2000, WORLD_PAGE);
	struct mb_spot spot;

	(void)state;
	req.nid = 1;
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 3));
	req.nid = NUMA_NO_NODE;
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 5));
	req.nid = 0;
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 5));
}

static void search__after_scratch_only__does_not_believe_what_is_known_of_scratch(void **state)
{
	struct world *w = world_at(0, 200, ".ssss.mmrsrsrsrsrsrsrsrsrsrsrsrsrsrsrsrsrsr", NULL);

	(void)state;
	w->mb.scratch_only = true;
	expect_addr(found(w, 0x2000), at(w, 3));
	w->mb.scratch_only = false;
	expect_addr(found(w, 0x2000), at(w, 6));
}

/* --- what a free takes back ------------------------------------------------------------------- */

static void free__gap_no_longer_than_known__keeps_the_fact(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	ok(mb_free(&w->mb, at(w, 8) + 0x100, 0x10));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	w = learnt_up();
	ok(mb_free(&w->mb, at(w, TWO + 2) + 0x100, 0x10));
	expect_fact(w, at(w, 1), at(w, FOUR), 0x2000);
}

static void free__gap_behind_the_lowest_reservation__keeps_the_fact(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	ok(mb_free(&w->mb, at(w, 5) + 0x100, 0x10));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
}

static void free__gap_elsewhere__keeps_the_fact(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 1)));
	ok(mb_free(&w->mb, at(w, 3), span(w, 1)));
	expect_fact(w, at(w, 5), at(w, 60), 0x2000);
	w = learnt_up();
	ok(mb_reserve(&w->mb, at(w, FOUR + 2), span(w, 1)));
	ok(mb_free(&w->mb, at(w, FOUR + 2), span(w, 1)));
	expect_fact(w, at(w, 1), at(w, FOUR), 0x2000);
}

static void free__gap_longer_than_known__fact_begins_behind_it(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	ok(mb_free(&w->mb, at(w, 8), 0x10));
	expect_fact(w, at(w, 8) + 0x10, at(w, 60), 0x2000);
	expect_addr(found(w, 0x2008), at(w, 6));
	w = learnt_up();
	ok(mb_free(&w->mb, at(w, TWO) - 0x10, 0x10));
	expect_fact(w, at(w, 1), at(w, TWO) - 0x10, 0x2000);
}

/* An array that moves frees its page, and takes one: as many regions and bytes as before. */
static void free__page_of_an_array_that_moved__is_seen(void **state)
{
	struct world *w = world(".mmmmrmmmr" SINGLES);

	(void)state;
	ok(mb_place_array(&w->mb, &w->mb.reserved, at(w, 7), w->mb.reserved.cnt + 1));
	assert_int_equal(w->mb.reserved.cnt, w->mb.reserved.max);
	expect_addr(found(w, 0x3000), at(w, 2));
	ok(mb_reserve(&w->mb, at(w, 60), 1));
	assert_ptr_not_equal(w->mb.reserved.regions, ram_at(w, at(w, 7)));
	expect_addr(found(w, 0x3000), at(w, 6));
}

/* Facts live in a table by size; none of it outlives a change of memory. */
static void search__after_memory_was_added__no_magnitude_believes_what_was_known(void **state)
{
	unsigned int shift;

	(void)state;
	for (shift = 13; shift < 30; shift++) {
		const phys_addr_t size = (phys_addr_t)1 << shift;
		struct world *w = world(".m");

		finds_nothing(w, size);
		ok(mb_add(&w->mb, 0x40000000, 0x40000000));
		finds_nothing(w, 0x80000000);
		expect_addr(found(w, size), 0x80000000 - size);
	}
}

/* A free reaches every place of the table. */
static void free__requests_of_every_magnitude__see_the_gap(void **state)
{
	const phys_addr_t base = 0x100000;
	unsigned int shift;

	(void)state;
	for (shift = 4; shift < 21; shift++) {
		const phys_addr_t unit = (phys_addr_t)1 << shift;
		struct mb_req req = mb_req(3 * unit, unit);
		struct world *w = learnt_with_units(base, unit);
		struct mb_spot spot;

		ok(mb_free(&w->mb, base + 8 * unit, unit));
		ok(mb_find(&w->mb, &req, &spot));
		expect_addr(spot.base, base + 7 * unit);
	}
}

/* Even a short one: a search that began at the border would see only a part of it. */
static void free__gap_across_the_border__fact_begins_behind_it(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	ok(mb_free(&w->mb, at(w, 5), 0x10));
	expect_fact(w, at(w, 5) + 0x10, at(w, 60), 0x2000);
	w = learnt_up();
	ok(mb_free(&w->mb, at(w, FOUR) - 0x10, 0x10));
	expect_fact(w, at(w, 1), at(w, FOUR) - 0x10, 0x2000);
}

static void free__everything_known__fact_says_nothing_any_more(void **state)
{
	struct world *w = learnt_down();

	(void)state;
	ok(mb_unreserve(&w->mb, at(w, 5), span(w, 40)));
	expect_addr(only_fact(w)->lo, at(w, 60));
	expect_addr(found(w, 0x3000), at(w, 42));
	w = learnt_up();
	ok(mb_unreserve(&w->mb, at(w, 0), span(w, FOUR)));
	expect_addr(only_fact(w)->hi, at(w, 1));
	expect_addr(found(w, 0x3000), at(w, 1));
}

/* Behind the highest reservation there is an entry that is none. */
static void free__highest_reservation__gap_reaches_to_the_top(void **state)
{
	struct world *w = learnt_up();

	(void)state;
	ok(mb_free(&w->mb, at(w, TWO + 2), span(w, 1)));
	expect_fact(w, at(w, 1), at(w, TWO), 0x2000);
	expect_addr(found(w, 0x3000), at(w, TWO));
}

/* Before the lowest there is the last entry of memory. */
static void free__lowest_reservation__gap_reaches_to_the_bottom(void **state)
{
	struct world *w = world_at(0, 46, DOWN, NULL);
	unsigned int i;

	(void)state;
	w->mb.current_limit = at(w, 60);
	for (i = 0; w->mb.memory.cnt < w->mb.memory.max; i++)
		ok(mb_add(&w->mb, at(w, 100 + 2 * i), 1));
	expect_addr(found(w, 0x3000), at(w, 2));
	ok(mb_free(&w->mb, at(w, 5), span(w, 1)));
	expect_fact(w, at(w, 8), at(w, 60), 0x2000);
	expect_addr(found(w, 0x3000), at(w, 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(search__one_of_the_first_ranges_fits__learns_nothing),
		CASE(search__passes_what_is_too_short__learns_how_far_and_how_long),
		CASE(search__of_about_the_same_size__goes_on_from_there),
		CASE(search__of_another_magnitude__goes_on_from_there),
		CASE(search__finds_what_was_asked_for__has_given_up_nothing),
		CASE(search__within_what_is_known__takes_nothing_back),
		CASE(search__window_cuts_a_range__it_is_not_learnt),
		CASE(search__window_outside_of_what_is_known__learns_for_itself),
		CASE(search__of_another_kind__has_a_fact_of_its_own),
		CASE(search__after_movable_node_was_switched__sees_what_may_be_used_now),
		CASE(search__on_another_node__does_not_believe_what_is_known_of_one),
		CASE(search__after_scratch_only__does_not_believe_what_is_known_of_scratch),
		CASE(free__gap_no_longer_than_known__keeps_the_fact),
		CASE(free__gap_behind_the_lowest_reservation__keeps_the_fact),
		CASE(free__gap_elsewhere__keeps_the_fact),
		CASE(free__gap_longer_than_known__fact_begins_behind_it),
		CASE(free__page_of_an_array_that_moved__is_seen),
		CASE(search__after_memory_was_added__no_magnitude_believes_what_was_known),
		CASE(free__requests_of_every_magnitude__see_the_gap),
		CASE(free__gap_across_the_border__fact_begins_behind_it),
		CASE(free__everything_known__fact_says_nothing_any_more),
		CASE(free__highest_reservation__gap_reaches_to_the_top),
		CASE(free__lowest_reservation__gap_reaches_to_the_bottom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
