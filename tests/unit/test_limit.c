// SPDX-License-Identifier: MIT
/*
 * test_limit.c - whole pages only, at most so much, only this window.
 */
#include "harness.h"

static void mb_trim__already_aligned__changes_nothing(void **state)
{
	struct world *w = world("mm.hh");

	(void)state;
	unchanged(mb_trim(&w->mb, WORLD_PAGE));
	unchanged(mb_trim(&w->mb, 1));
}

/* catalogue R14 R56: both ends go inward */
static void mb_trim__unaligned_ends__shrink_inward_and_stay_counted(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add(&w->mb, 0x1000, 0x4c00));
	ok(mb_add(&w->mb, 0x10400, 0x2c00));
	mb_trim(&w->mb, 0x1000);
	expect_regions(&w->mb.memory, "1000+4000 -1 0, 11000+2000 -1 0");
	expect_addr(w->mb.trimmed_size, 0xc00 + 0xc00);
	expect_addr(w->mb.memory.total_size, 0x4c00 + 0x2c00);
	assert_null(mb_check(&w->mb));
}

static void mb_trim__less_than_a_page__is_removed_and_not_counted(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add(&w->mb, 0x1400, 0x800));
	ok(mb_add(&w->mb, 0x2f00, 0x200));
	ok(mb_add(&w->mb, 0x5000, 0x1000));
	mb_trim(&w->mb, 0x1000);
	expect_regions(&w->mb.memory, "5000+1000 -1 0");
	expect_addr(w->mb.memory.total_size, 0x1000);
	expect_addr(w->mb.trimmed_size, 0);
}

static void mb_trim__every_region_too_small__map_is_empty(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add(&w->mb, 0x1400, 0x800));
	mb_trim(&w->mb, 0x1000);
	assert_int_equal(w->mb.memory.cnt, 0);
	expect_addr(w->mb.memory.total_size, 0);
	ok(mb_add(&w->mb, 0x1000, 0x1000));
	expect_regions(&w->mb.memory, "1000+1000 -1 0");
}

/* An empty array shows an empty first entry, whatever was there. */
static void mb_trim__all_memory_vanishes__first_entry_is_empty(void **state)
{
	struct world *w = world("......");

	(void)state;
	ok(mb_add_node(&w->mb, at(w, 1) + 1, 0x1000, 1, MEMBLOCK_HOTPLUG));
	mb_trim(&w->mb, 0x1000);
	assert_int_equal(w->mb.memory.cnt, 0);
	expect_addr(w->mb.memory.regions[0].base, 0);
	expect_addr(w->mb.memory.regions[0].size, 0);
	assert_int_equal(w->mb.memory.regions[0].flags, MEMBLOCK_NONE);
	assert_int_equal(w->mb.memory.regions[0].nid, NUMA_NO_NODE);
}

/* catalogue R94: an alignment larger than the region, and at the top of the address space */
static void mb_trim__last_page_of_the_address_space__vanishes(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add(&w->mb, PHYS_ADDR_MAX - 0xfff, 0x1000));
	mb_trim(&w->mb, 0x1000);
	assert_int_equal(w->mb.memory.cnt, 0);
	ok(mb_add(&w->mb, PHYS_ADDR_MAX - 0x1fff, 0x2000));
	mb_trim(&w->mb, 0x1000);
	assert_int_equal(w->mb.memory.cnt, 1);
	expect_addr(w->mb.memory.regions[0].size, 0x1000);
	mb_trim(&w->mb, (phys_addr_t)1 << (BM_PHYS_ADDR_BITS - 1));
	assert_int_equal(w->mb.memory.cnt, 0);
	assert_null(mb_check(&w->mb));
}

static void mb_trim__reservations__are_left_alone(void **state)
{
	struct world *w = world("mm");

	(void)state;
	ok(mb_reserve(&w->mb, 0x123, 0x45));
	mb_trim(&w->mb, 0x1000);
	expect_regions(&w->mb.reserved, "123+45 -1 0");
}

static void mb_trim__no_power_of_two__panics(void **state)
{
	struct world *w = world("m");

	(void)state;
	panics(w, mb_trim(&w->mb, 0));
	panics(w, mb_trim(&w->mb, 0x1800));
}

static void mb_trim__after_a_search__the_next_search_sees_the_new_ends(void **state)
{
	struct world *w = world(".");
	struct mb_req req = mb_req(0x2000, 0x400);
	struct mb_spot spot;

	(void)state;
	ok(mb_add(&w->mb, 0x10000, 0x2400));
	ok(mb_add(&w->mb, 0x20400, 0x2000));
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, 0x20400);
	mb_trim(&w->mb, 0x1000);
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, 0x10000);
}

/* catalogue R20: the amount is what is left, exactly, holes do not count */
static void mb_limit_memory__amount_within__is_an_amount_not_an_address(void **state)
{
	static const struct {
		unsigned int nr;
		const char *memory;
		const char *reserved;
	} cases[] = {
		{ 1, ".m.......", "........." },
		{ 2, ".mm......", "..r......" },
		{ 3, ".mm..m...", "..r..r..." },
		{ 4, ".mm..mm..", "..r..rr.." },
		{ 5, ".mm..mm.n", "..r..rrR." },
		{ 0, ".mm..mm.n", "..r..rrR." },
		{ 6, ".mm..mm.n", "..r..rrR." },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct world *w = world(".mr..rrRn");
		char reserved[] = ".........";
		unsigned int page;

		for (page = 0; page < 9; page++)
			reserved[page] = cases[i].reserved[page] == '.' ? '.' : 'r';
		mb_limit_memory(&w->mb, span(w, cases[i].nr));
		expect_memory(w, cases[i].memory);
		expect_reserved(w, reserved);
		mb_limit_memory(&w->mb, span(w, cases[i].nr));
		expect_memory(w, cases[i].memory);
	}
}

static void mb_limit_memory__inside_a_region__cuts_at_the_byte(void **state)
{
	struct world *w = world("mm.mm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 2)));
	mb_limit_memory(&w->mb, 0x2123);
	expect_regions(&w->mb.memory, "0+2000 -1 0, 3000+123 -1 0");
	expect_regions(&w->mb.reserved, "3000+123 -1 0");
	expect_addr(w->mb.memory.total_size, 0x2123);
}

static void mb_limit_memory__exactly_the_total__reservations_above_go(void **state)
{
	struct world *w = world("mm.R");

	(void)state;
	mb_limit_memory(&w->mb, span(w, 2));
	expect_memory(w, "mm..");
	expect_reserved(w, "....");
}

static void mb_limit_memory__empty_map__nothing_happens(void **state)
{
	struct world *w = world("..R");

	(void)state;
	unchanged(mb_limit_memory(&w->mb, 1));
}

static void mb_limit_memory__nomap_above__goes_too(void **state)
{
	struct world *w = world("mm.n");

	(void)state;
	mb_limit_memory(&w->mb, span(w, 1));
	expect_memory(w, "m...");
}

static void mb_limit_mapped__nomap_above__stays(void **state)
{
	struct world *w = world("mmRn.m");

	(void)state;
	mb_limit_mapped(&w->mb, span(w, 1));
	expect_memory(w, "m..n..");
	expect_reserved(w, "......");
	expect_addr(w->mb.memory.total_size, 0x2000);
}

static void mb_limit_memory__hotplug_above__goes_too(void **state)
{
	struct world *w = world("mm.hds");

	(void)state;
	mb_limit_memory(&w->mb, span(w, 1));
	expect_memory(w, "m.....");
}

static void mb_limit_mapped__memory_above_zero__amount_is_not_an_address(void **state)
{
	struct world *w = world("..mm");

	(void)state;
	unchanged(mb_limit_mapped(&w->mb, 0));
	unchanged(mb_limit_memory(&w->mb, 0));
	mb_limit_mapped(&w->mb, 1);
	expect_regions(&w->mb.memory, "2000+1 -1 0");
}

static void mb_limit_mapped__zero_or_more_than_there_is__changes_nothing(void **state)
{
	struct world *w = world("mrm.n.R");

	(void)state;
	unchanged(mb_limit_mapped(&w->mb, 0));
	unchanged(mb_limit_mapped(&w->mb, span(w, 5)));
	unchanged(mb_limit_mapped(&w->mb, PHYS_ADDR_MAX));
}

static void mb_cap__window__drops_all_outside_but_nomap(void **state)
{
	struct world *w = world("nmrmRmrmn");

	(void)state;
	mb_cap(&w->mb, at(w, 2) + 0x800, span(w, 4));
	expect_memory(w, "n.?m.m?.n");
	expect_regions(&w->mb.reserved, "2800+800 -1 0, 4000+1000 -1 0, 6000+800 -1 0");
	expect_addr(w->mb.memory.total_size, 0x5000);
}

static void mb_cap__window_without_memory__only_nomap_stays(void **state)
{
	struct world *w = world("mmn..rm");

	(void)state;
	mb_cap(&w->mb, at(w, 3), span(w, 2));
	expect_memory(w, "..n....");
	expect_reserved(w, ".......");
}

static void mb_cap__size_zero__changes_nothing(void **state)
{
	struct world *w = world("mrm");

	(void)state;
	unchanged(mb_cap(&w->mb, at(w, 1), 0));
	expect_log(w, "");
}

static void mb_cap__size_max__keeps_everything_above(void **state)
{
	struct world *w = world("mrmr");

	(void)state;
	mb_cap(&w->mb, at(w, 2), PHYS_ADDR_MAX);
	expect_memory(w, "..mm");
	expect_reserved(w, "...r");
}

/* catalogue R19: a cap before there is memory does nothing, and says so */
static void mb_cap__no_memory_yet__warns_and_keeps_reservations(void **state)
{
	struct world *w = world("..R");

	(void)state;
	unchanged(mb_cap(&w->mb, 0, span(w, 1)));
	expect_log(w, "W memblock_cap_memory_range: No memory registered yet\n");
}

static void mb_cap__after_a_search__the_next_search_sees_the_window(void **state)
{
	struct world *w = world("mmmmmrmm");
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);
	struct mb_spot spot;

	(void)state;
	req.size = span(w, 3);
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 2));
	mb_cap(&w->mb, 0, at(w, 4));
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_trim__already_aligned__changes_nothing),
		CASE(mb_trim__unaligned_ends__shrink_inward_and_stay_counted),
		CASE(mb_trim__less_than_a_page__is_removed_and_not_counted),
		CASE(mb_trim__every_region_too_small__map_is_empty),
		CASE(mb_trim__all_memory_vanishes__first_entry_is_empty),
		CASE(mb_trim__last_page_of_the_address_space__vanishes),
		CASE(mb_trim__reservations__are_left_alone),
		CASE(mb_trim__no_power_of_two__panics),
		CASE(mb_trim__after_a_search__the_next_search_sees_the_new_ends),
		CASE(mb_limit_memory__amount_within__is_an_amount_not_an_address),
		CASE(mb_limit_memory__inside_a_region__cuts_at_the_byte),
		CASE(mb_limit_memory__exactly_the_total__reservations_above_go),
		CASE(mb_limit_memory__empty_map__nothing_happens),
		CASE(mb_limit_memory__nomap_above__goes_too),
		CASE(mb_limit_mapped__nomap_above__stays),
		CASE(mb_limit_memory__hotplug_above__goes_too),
		CASE(mb_limit_mapped__memory_above_zero__amount_is_not_an_address),
		CASE(mb_limit_mapped__zero_or_more_than_there_is__changes_nothing),
		CASE(mb_cap__window__drops_all_outside_but_nomap),
		CASE(mb_cap__window_without_memory__only_nomap_stays),
		CASE(mb_cap__size_zero__changes_nothing),
		CASE(mb_cap__size_max__keeps_everything_above),
		CASE(mb_cap__no_memory_yet__warns_and_keeps_reservations),
		CASE(mb_cap__after_a_search__the_next_search_sees_the_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
