// SPDX-License-Identifier: MIT
/*
 * test_find.c - where a request fits: direction, alignment, bounds, and every rung of the ladder.
 *
 * That a search is not misled by what earlier searches learnt is the matter of
 * tests/model/find.c; here are the cases one can see by eye.
 */
#include "harness.h"

#define NOWHERE PHYS_ADDR_MAX

/* The page, counted from the origin, where @req fits; NOWHERE if it does not. */
static phys_addr_t page_found(struct world *w, const struct mb_req *req)
{
	struct mb_spot spot;
	int err = mb_find(&w->mb, req, &spot);

	if (err) {
		assert_int_equal(err, -BM_ENOMEM);
		return NOWHERE;
	}
	expect_addr(spot.base % WORLD_PAGE, w->origin % WORLD_PAGE);
	return (spot.base - w->origin) / WORLD_PAGE;
}

static phys_addr_t pages_found(struct world *w, unsigned int nr)
{
	struct mb_req req = mb_req(span(w, nr), WORLD_PAGE);

	return page_found(w, &req);
}

/* As pages_found(), both directions: upward first. */
static void expect_found(struct world *w, unsigned int nr, phys_addr_t up, phys_addr_t down)
{
	w->mb.bottom_up = true;
	expect_addr(pages_found(w, nr), up);
	w->mb.bottom_up = false;
	expect_addr(pages_found(w, nr), down);
}

static void expect_rung(struct world *w, const struct mb_req *req, phys_addr_t page,
			unsigned int gave_up)
{
	struct mb_spot spot = { 0, 0 };

	assert_int_equal(mb_find(&w->mb, req, &spot), 0);
	expect_addr(spot.base, at(w, (unsigned int)page));
	assert_int_equal(spot.gave_up, gave_up);
}

static void mb_req__constructed__anywhere_on_any_node(void **state)
{
	struct mb_req req = mb_req(0x123, 0x40);

	(void)state;
	expect_addr(req.size, 0x123);
	expect_addr(req.align, 0x40);
	expect_addr(req.start, 0);
	expect_addr(req.end, MEMBLOCK_ALLOC_ACCESSIBLE);
	assert_int_equal(req.nid, NUMA_NO_NODE);
	assert_false(req.exact_nid || req.soft_start || req.under_limit || req.odd_align);
	assert_null(req.call);
}

/* --- direction and size ----------------------------------------------------------------------- */

static void mb_find__first_fit__is_the_outermost_range_that_fits(void **state)
{
	struct world *w = world(".mmrmmmr.mmmrm");

	(void)state;
	expect_found(w, 1, 1, 13);
	expect_found(w, 2, 1, 10);
	expect_found(w, 3, 4, 9);
	expect_found(w, 4, NOWHERE, NOWHERE);
}

/* catalogue R48 R71: nothing fits, in either direction */
static void mb_find__nothing_fits__is_refused(void **state)
{
	(void)state;
	expect_found(world("...."), 1, NOWHERE, NOWHERE);
	expect_found(world("rrrr"), 1, NOWHERE, NOWHERE);
	expect_found(world("RRRR"), 1, NOWHERE, NOWHERE);
	expect_found(world(".m.m.m"), 2, NOWHERE, NOWHERE);
	expect_found(world(".mmmm"), 5, NOWHERE, NOWHERE);
	expect_found(world(".nnddm"), 2, NOWHERE, NOWHERE);
}

/* catalogue R13: a size larger than where the free range ends must not wrap below 0 */
static void mb_find__size_larger_than_the_end_address__is_refused(void **state)
{
	struct world *w = world("mmm");
	struct mb_req req = mb_req(0, 1);
	static const phys_addr_t sizes[] = { 0x3001, 0x10000, PHYS_ADDR_MAX / 2, PHYS_ADDR_MAX - 1,
					     PHYS_ADDR_MAX };
	size_t i;

	(void)state;
	for (i = 0; i < 2 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		w->mb.bottom_up = i % 2;
		req.size = sizes[i / 2];
		expect_addr(page_found(w, &req), NOWHERE);
	}
}

static void mb_find__size_zero_or_odd_alignment__is_invalid(void **state)
{
	struct world *w = world("mmmmmm");
	struct mb_req req = mb_req(0, 1);
	struct mb_spot spot;

	(void)state;
	refused(BM_EINVAL, mb_find(&w->mb, &req, &spot));
	req.size = 1;
	req.align = 3;
	refused(BM_EINVAL, mb_find(&w->mb, &req, &spot));
	req.align = PHYS_ADDR_MAX;
	refused(BM_EINVAL, mb_find(&w->mb, &req, &spot));
	req.odd_align = true;
	req.size = 0;
	refused(BM_EINVAL, mb_find(&w->mb, &req, &spot));
}

static void mb_find__odd_alignment_wanted__is_used_as_a_mask(void **state)
{
	struct world *w = world("mmmmmmmmmm");
	struct mb_req req = mb_req(0x1000, 0x3000);
	struct mb_spot spot;

	(void)state;
	req.odd_align = true;
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, 0x9000 & ~(phys_addr_t)0x2fff);
}

static void mb_find__no_alignment_given__is_a_cache_line(void **state)
{
	struct world *w = world("mmmm");
	struct mb_req req = mb_req(1, 0);
	struct mb_spot spot;

	(void)state;
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, 0x4000 - BM_CACHE_LINE);
	ok(mb_reserve(&w->mb, 0, 0x1001));
	w->mb.bottom_up = true;
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, 0x1000 + BM_CACHE_LINE);
}

static void mb_find__refused__leaves_the_answer_alone(void **state)
{
	struct world *w = world("mm");
	struct mb_req req = mb_req(0x10000, 1);
	struct mb_spot spot = { 77, 78 };

	(void)state;
	refused(BM_ENOMEM, mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, 77);
	assert_int_equal(spot.gave_up, 78);
}

static void mb_find__nothing_is_taken__found_again(void **state)
{
	struct world *w = world("mmmm");

	(void)state;
	unchanged(expect_found(w, 1, 1, 3));
	unchanged(expect_found(w, 1, 1, 3));
}

/* --- alignment -------------------------------------------------------------------------------- */

static void mb_find__aligned__rounds_down_from_the_top_and_up_from_the_bottom(void **state)
{
	struct world *w = world("..mmmmmmmm");
	struct mb_req req = mb_req(0x1000, 0x4000);

	(void)state;
	expect_addr(page_found(w, &req), 8);
	w->mb.bottom_up = true;
	expect_addr(page_found(w, &req), 4);
	req.align = 0x8000;
	expect_addr(page_found(w, &req), 8);
	req.align = 0x10000;
	expect_addr(page_found(w, &req), NOWHERE);
	w->mb.bottom_up = false;
	expect_addr(page_found(w, &req), NOWHERE);
	req.align = (phys_addr_t)1 << (BM_PHYS_ADDR_BITS - 1);
	expect_addr(page_found(w, &req), NOWHERE);
}

static void mb_find__range_long_enough_but_misaligned__is_passed_over(void **state)
{
	struct world *w = world(".....mmm..mmmm..mmm.");
	struct mb_req req = mb_req(0x3000, 0x4000);

	(void)state;
	expect_addr(page_found(w, &req), 16);
	ok(mb_reserve(&w->mb, at(w, 16), 1));
	expect_addr(page_found(w, &req), NOWHERE);
	req.align = 0x1000;
	expect_addr(page_found(w, &req), 11);
}

/* catalogue R32 R94: rounding up at the top of the address space finds nothing, not address 0 */
static void mb_find__rounding_past_the_top__is_refused(void **state)
{
	struct world *w = world_at(world_top(3), WORLD_SLOTS, "mmm", NULL);
	struct mb_req req = mb_req(0x1000, (phys_addr_t)1 << (BM_PHYS_ADDR_BITS - 1));

	(void)state;
	w->mb.bottom_up = true;
	expect_addr(page_found(w, &req), NOWHERE);
	req.align = 0x1000;
	expect_addr(page_found(w, &req), 0);
	w->mb.bottom_up = false;
	expect_addr(page_found(w, &req), 2);
}

/* --- bounds ----------------------------------------------------------------------------------- */

static void mb_find__memory_up_to_the_top__what_is_reserved_there_is_seen(void **state)
{
	const phys_addr_t last_page = PHYS_ADDR_MAX & ~(WORLD_PAGE - 1);
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);
	struct world *w = world(".");
	struct mb_spot spot;

	(void)state;
	ok(mb_add(&w->mb, last_page - span(w, 3), span(w, 4)));
	ok(mb_reserve(&w->mb, last_page - span(w, 1), span(w, 2)));
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, last_page - span(w, 2));
}

/* catalogue R41: page 0 is never given, so that 0 can mean none */
static void mb_find__page_zero__is_never_given(void **state)
{
	struct world *w = world("mm");

	(void)state;
	expect_found(w, 1, 1, 1);
	expect_found(w, 2, NOWHERE, NOWHERE);
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 1)));
	expect_found(w, 1, NOWHERE, NOWHERE);
	w->mb.page_shift = 10;
	w->mb.bottom_up = true;
	{
		struct mb_req req = mb_req(1, 1);
		struct mb_spot spot;

		ok(mb_find(&w->mb, &req, &spot));
		expect_addr(spot.base, 0x400);
	}
}

/* catalogue R31 R49 R66: an allocation ends at or below the limit */
static void mb_find__every_limit__ends_at_or_below_it(void **state)
{
	struct world *w = world(".mmm.mmm");
	static const phys_addr_t down_one[] = { NOWHERE, NOWHERE, 1, 2, 3, 3, 5, 6, 7, 7 };
	unsigned int page;

	(void)state;
	for (page = 0; page < 10; page++) {
		w->mb.current_limit = at(w, page);
		expect_found(w, 1, page < 2 ? NOWHERE : 1, down_one[page]);
		w->mb.current_limit = at(w, page) + WORLD_PAGE - 1;
		expect_found(w, 1, page < 2 ? NOWHERE : 1, down_one[page]);
	}
}

/* catalogue R23: who names an end himself is bound by that end, not by the limit */
static void mb_find__end_given__replaces_the_limit_unless_asked_to_respect_it(void **state)
{
	struct world *w = world(".mmmmmmm");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	w->mb.current_limit = at(w, 4);
	expect_addr(page_found(w, &req), 3);
	req.end = MEMBLOCK_ALLOC_NOLEAKTRACE;
	expect_addr(page_found(w, &req), 3);
	req.end = MEMBLOCK_ALLOC_ANYWHERE;
	expect_addr(page_found(w, &req), 7);
	req.end = at(w, 6);
	expect_addr(page_found(w, &req), 5);
	req.under_limit = true;
	expect_addr(page_found(w, &req), 3);
	req.end = MEMBLOCK_ALLOC_ANYWHERE;
	expect_addr(page_found(w, &req), 3);
	req.end = at(w, 3);
	expect_addr(page_found(w, &req), 2);
	req.end = MEMBLOCK_ALLOC_ACCESSIBLE;
	expect_addr(page_found(w, &req), 3);
}

static void mb_find__start_given__nothing_below_it(void **state)
{
	struct world *w = world(".mmm.mmm");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	w->mb.bottom_up = true;
	req.start = at(w, 2);
	expect_addr(page_found(w, &req), 2);
	req.start = at(w, 2) + 1;
	expect_addr(page_found(w, &req), 3);
	req.start = at(w, 4);
	expect_addr(page_found(w, &req), 5);
	req.start = at(w, 7);
	expect_addr(page_found(w, &req), 7);
	w->mb.bottom_up = false;
	expect_addr(page_found(w, &req), 7);
	req.start = at(w, 7) + 1;
	expect_addr(page_found(w, &req), NOWHERE);
	w->mb.bottom_up = true;
	expect_addr(page_found(w, &req), NOWHERE);
	req.start = PHYS_ADDR_MAX;
	expect_addr(page_found(w, &req), NOWHERE);
}

static void mb_find__window_of_exactly_the_size__fits(void **state)
{
	struct world *w = world(".mmmmmm");
	struct mb_req req = mb_req(span(w, 2), WORLD_PAGE);
	unsigned int page;

	(void)state;
	for (page = 1; page < 6; page++) {
		req.start = at(w, page);
		req.end = at(w, page + 2);
		w->mb.bottom_up = false;
		expect_addr(page_found(w, &req), page);
		w->mb.bottom_up = true;
		expect_addr(page_found(w, &req), page);
		req.start++;
		expect_addr(page_found(w, &req), NOWHERE);
		w->mb.bottom_up = false;
		expect_addr(page_found(w, &req), NOWHERE);
	}
}

static void mb_find__start_above_end__finds_nothing(void **state)
{
	struct world *w = world(".mmmmmm");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	req.start = at(w, 5);
	req.end = at(w, 3);
	expect_addr(page_found(w, &req), NOWHERE);
	w->mb.bottom_up = true;
	expect_addr(page_found(w, &req), NOWHERE);
}

/* --- rungs ------------------------------------------------------------------------------------ */

static void mb_find__node_with_room__gives_nothing_up(void **state)
{
	struct world *w = world_of_nodes(".mmmmmm", "-001122");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	req.nid = 1;
	expect_rung(w, &req, 4, MB_GAVE_UP_NOTHING);
	w->mb.bottom_up = true;
	expect_rung(w, &req, 3, MB_GAVE_UP_NOTHING);
	req.exact_nid = true;
	expect_rung(w, &req, 3, MB_GAVE_UP_NOTHING);
	req.nid = NUMA_NO_NODE;
	expect_rung(w, &req, 1, MB_GAVE_UP_NOTHING);
}

static void mb_find__node_without_room__takes_any_unless_exact(void **state)
{
	struct world *w = world_of_nodes(".mmrmmm", "-001122");
	struct mb_req req = mb_req(span(w, 2), WORLD_PAGE);

	(void)state;
	req.nid = 1;
	expect_rung(w, &req, 5, MB_GAVE_UP_NODE);
	w->mb.bottom_up = true;
	expect_rung(w, &req, 1, MB_GAVE_UP_NODE);
	req.exact_nid = true;
	expect_addr(page_found(w, &req), NOWHERE);
	req.nid = 9;
	expect_addr(page_found(w, &req), NOWHERE);
	req.exact_nid = false;
	expect_rung(w, &req, 1, MB_GAVE_UP_NODE);
}

/* catalogue R53 R57: never across the border of two nodes */
static void mb_find__contiguous_memory_of_two_nodes__is_two_ranges(void **state)
{
	struct world *w = world_of_nodes(".mmmm", "-0011");

	(void)state;
	expect_found(w, 2, 1, 3);
	expect_found(w, 3, NOWHERE, NOWHERE);
}

static void mb_find__mirrored_memory_exists__is_preferred_on_the_node_then_anywhere(void **state)
{
	struct world *w = world_of_nodes(".mimi", "-0011");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	expect_rung(w, &req, 4, MB_GAVE_UP_NOTHING);
	req.nid = 0;
	expect_rung(w, &req, 2, MB_GAVE_UP_NOTHING);
	ok(mb_reserve(&w->mb, at(w, 2), span(w, 1)));
	expect_rung(w, &req, 4, MB_GAVE_UP_NODE);
	req.exact_nid = true;
	expect_rung(w, &req, 1, MB_GAVE_UP_MIRROR);
	req.exact_nid = false;
	ok(mb_reserve(&w->mb, at(w, 4), span(w, 1)));
	expect_rung(w, &req, 1, MB_GAVE_UP_MIRROR);
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 1)));
	expect_rung(w, &req, 3, MB_GAVE_UP_MIRROR | MB_GAVE_UP_NODE);
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 1)));
	expect_addr(page_found(w, &req), NOWHERE);
}

static void mb_find__soft_start__is_dropped_last(void **state)
{
	struct world *w = world_of_nodes(".mmrrmm", "-000011");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	req.nid = 0;
	req.start = at(w, 3);
	expect_rung(w, &req, 6, MB_GAVE_UP_NODE);
	req.exact_nid = true;
	expect_addr(page_found(w, &req), NOWHERE);
	req.soft_start = true;
	expect_rung(w, &req, 2, MB_GAVE_UP_START);
	req.exact_nid = false;
	expect_rung(w, &req, 6, MB_GAVE_UP_NODE);
	ok(mb_reserve(&w->mb, at(w, 5), span(w, 2)));
	expect_rung(w, &req, 2, MB_GAVE_UP_START);
	req.nid = 1;
	expect_rung(w, &req, 2, MB_GAVE_UP_START | MB_GAVE_UP_NODE);
	req.start = 0;
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 2)));
	expect_addr(page_found(w, &req), NOWHERE);
	req.start = at(w, 3);
	expect_addr(page_found(w, &req), NOWHERE);
}

static void mb_find__soft_start_in_mirrored_world__climbs_the_whole_ladder_twice(void **state)
{
	struct world *w = world_of_nodes(".imm", "-000");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	req.start = at(w, 2);
	req.soft_start = true;
	expect_rung(w, &req, 3, MB_GAVE_UP_MIRROR);
	ok(mb_reserve(&w->mb, at(w, 2), span(w, 2)));
	expect_rung(w, &req, 1, MB_GAVE_UP_START);
}

/* The end binds in the second round as it does in the first, also when the start was above it. */
static void mb_find__soft_start_above_end__ends_at_or_below_the_end(void **state)
{
	struct world *w = world(".mmmmmm");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	req.soft_start = true;
	req.start = at(w, 5);
	req.end = at(w, 3);
	expect_rung(w, &req, 2, MB_GAVE_UP_START);
	req.end = 2;
	expect_addr(page_found(w, &req), NOWHERE);
}

static void mb_find__scratch_only__nothing_else_will_do(void **state)
{
	struct world *w = world_of_nodes(".sims", "-0001");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);

	(void)state;
	w->mb.scratch_only = true;
	expect_rung(w, &req, 4, MB_GAVE_UP_NOTHING);
	req.nid = 0;
	expect_rung(w, &req, 1, MB_GAVE_UP_NOTHING);
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 1)));
	expect_rung(w, &req, 4, MB_GAVE_UP_NODE);
	ok(mb_reserve(&w->mb, at(w, 4), span(w, 1)));
	expect_addr(page_found(w, &req), NOWHERE);
	w->mb.scratch_only = false;
	expect_rung(w, &req, 2, MB_GAVE_UP_NOTHING);
}

static void mb_find__hotplug_memory__only_without_movable_node(void **state)
{
	struct world *w = world(".mhndm");

	(void)state;
	expect_found(w, 1, 1, 5);
	ok(mb_reserve(&w->mb, at(w, 5), span(w, 1)));
	expect_found(w, 1, 1, 2);
	w->mb.movable_node = true;
	expect_found(w, 1, 1, 1);
	w->mb.movable_node = false;
	expect_found(w, 1, 1, 2);
}

/* --- what earlier searches learnt ------------------------------------------------------------- */

/* Nothing of 3 pages in the upper half; learnt by a first search, believed by the next. */
static struct world *learnt_world(void)
{
	struct world *w = world(".mmmm.mrmrmm.");

	expect_addr(pages_found(w, 3), 2);
	return w;
}

static void mb_find__freed_since__is_seen(void **state)
{
	struct world *w = learnt_world();

	(void)state;
	ok(mb_free(&w->mb, at(w, 9), span(w, 1)));
	expect_addr(pages_found(w, 3), 9);
	ok(mb_unreserve(&w->mb, at(w, 3), 0));
	expect_addr(pages_found(w, 3), 9);
}

static void mb_find__counts_or_sizes_assigned_by_hand__is_seen(void **state)
{
	struct world *w = learnt_world();
	struct memblock_type *type = &w->mb.reserved;

	(void)state;
	type->regions[1].base += 0x800;
	type->regions[1].size -= 0x800;
	type->total_size -= 0x800;
	expect_addr(pages_found(w, 3), 2);
	type->regions[1].base = at(w, 12);
	type->regions[1].size = span(w, 1);
	type->total_size += 0x800;
	type->cnt = 1;
	type->total_size -= span(w, 1);
	expect_addr(pages_found(w, 3), 9);
	w = learnt_world();
	w->mb.memory.regions[1].size += span(w, 2);
	w->mb.memory.total_size += span(w, 2);
	expect_addr(pages_found(w, 3), 11);
	w = learnt_world();
	w->mb.memory.regions[1].size -= span(w, 1);
	w->mb.memory.total_size -= span(w, 1);
	expect_addr(pages_found(w, 3), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_req__constructed__anywhere_on_any_node),
		CASE(mb_find__first_fit__is_the_outermost_range_that_fits),
		CASE(mb_find__nothing_fits__is_refused),
		CASE(mb_find__size_larger_than_the_end_address__is_refused),
		CASE(mb_find__size_zero_or_odd_alignment__is_invalid),
		CASE(mb_find__odd_alignment_wanted__is_used_as_a_mask),
		CASE(mb_find__no_alignment_given__is_a_cache_line),
		CASE(mb_find__refused__leaves_the_answer_alone),
		CASE(mb_find__nothing_is_taken__found_again),
		CASE(mb_find__aligned__rounds_down_from_the_top_and_up_from_the_bottom),
		CASE(mb_find__range_long_enough_but_misaligned__is_passed_over),
		CASE(mb_find__rounding_past_the_top__is_refused),
		CASE(mb_find__memory_up_to_the_top__what_is_reserved_there_is_seen),
		CASE(mb_find__page_zero__is_never_given),
		CASE(mb_find__every_limit__ends_at_or_below_it),
		CASE(mb_find__end_given__replaces_the_limit_unless_asked_to_respect_it),
		CASE(mb_find__start_given__nothing_below_it),
		CASE(mb_find__window_of_exactly_the_size__fits),
		CASE(mb_find__start_above_end__finds_nothing),
		CASE(mb_find__node_with_room__gives_nothing_up),
		CASE(mb_find__node_without_room__takes_any_unless_exact),
		CASE(mb_find__contiguous_memory_of_two_nodes__is_two_ranges),
		CASE(mb_find__mirrored_memory_exists__is_preferred_on_the_node_then_anywhere),
		CASE(mb_find__soft_start__is_dropped_last),
		CASE(mb_find__soft_start_in_mirrored_world__climbs_the_whole_ladder_twice),
		CASE(mb_find__soft_start_above_end__ends_at_or_below_the_end),
		CASE(mb_find__scratch_only__nothing_else_will_do),
		CASE(mb_find__freed_since__is_seen),
		CASE(mb_find__counts_or_sizes_assigned_by_hand__is_seen),
		CASE(mb_find__hotplug_memory__only_without_movable_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
