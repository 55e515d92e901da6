// SPDX-License-Identifier: MIT
/*
 * test_edit.c - adding, removing, reserving and freeing: which bytes are what afterwards.
 *
 * Attributes are in test_edit_attr.c, full arrays in test_grow.c, what edits say in test_dump.c.
 */
#include "harness.h"

/* --- mb_init ---------------------------------------------------------------------------------- */

static void mb_init__fresh__is_empty_and_unlimited(void **state)
{
	struct world *w = world(".");

	(void)state;
	assert_int_equal(w->mb.memory.cnt, 0);
	assert_int_equal(w->mb.reserved.cnt, 0);
	expect_addr(w->mb.memory.total_size, 0);
	expect_addr(w->mb.reserved.total_size, 0);
	assert_string_equal(w->mb.memory.name, "memory");
	assert_string_equal(w->mb.reserved.name, "reserved");
	assert_false(w->mb.bottom_up);
	expect_addr(w->mb.current_limit, PHYS_ADDR_MAX);
	assert_int_equal(w->mb.page_shift, BM_PAGE_SHIFT);
	assert_ptr_equal(w->mb.port, &w->port);
	assert_null(w->mb.owner);
	assert_false(w->mb.debug || w->mb.untagged || w->mb.movable_node || w->mb.scratch_only);
	assert_false(w->mb.mirrored_kernelcore || mb_has_mirror(&w->mb));
	assert_int_equal(w->mb.nr_bad_frees, 0);
	expect_addr(w->mb.trimmed_size, 0);
}

static void mb_init__odd_number_of_regions__memory_gets_the_smaller_half(void **state)
{
	struct world *w = world_at(0, 7, "..", NULL);

	(void)state;
	assert_int_equal(w->mb.memory.max, 3);
	assert_int_equal(w->mb.reserved.max, 4);
	assert_ptr_equal(w->mb.memory.regions, w->slots);
	assert_ptr_equal(w->mb.reserved.regions, w->slots + 3);
}

static void mb_init__used_map__forgets_everything(void **state)
{
	struct world *w = world_of_nodes("irm", "101");
	struct memblock fresh;

	(void)state;
	w->mb.bottom_up = true;
	w->mb.nr_bad_frees = 3;
	mb_init(&fresh, &w->port, w->slots, WORLD_SLOTS);
	mb_init(&w->mb, &w->port, w->slots, WORLD_SLOTS);
	expect_memory(w, "...");
	expect_reserved(w, "...");
	assert_false(w->mb.bottom_up);
	assert_int_equal(w->mb.nr_bad_frees, 0);
	assert_false(mb_has_mirror(&w->mb));
	assert_null(mb_check(&fresh));
}

static void mb_init__less_than_two_regions__panics(void **state)
{
	struct world *w = world(".");
	struct memblock mb;

	(void)state;
	panics(w, mb_init(&mb, &w->port, w->slots, 1));
	panics(w, mb_init(&mb, &w->port, w->slots, 0));
}

/* --- mb_add ----------------------------------------------------------------------------------- */

static void mb_add__first_range__is_the_only_region(void **state)
{
	struct world *w = world("........");

	(void)state;
	ok(mb_add(&w->mb, at(w, 2), span(w, 3)));
	expect_regions(&w->mb.memory, "2000+3000 -1 0");
	expect_addr(w->mb.memory.total_size, 0x3000);
}

/* catalogue R68: firmware maps hold empty entries */
static void mb_add__size_zero__changes_nothing(void **state)
{
	struct world *w = world("..mm..");

	(void)state;
	unchanged(ok(mb_add(&w->mb, at(w, 0), 0)));
	unchanged(ok(mb_add(&w->mb, at(w, 3), 0)));
	unchanged(ok(mb_add(&w->mb, PHYS_ADDR_MAX, 0)));
}

static void mb_add__touching_either_side__is_one_region(void **state)
{
	struct world *w = world("..mm..");

	(void)state;
	ok(mb_add(&w->mb, at(w, 4), span(w, 1)));
	ok(mb_add(&w->mb, at(w, 1), span(w, 1)));
	expect_regions(&w->mb.memory, "1000+4000 -1 0");
}

static void mb_add__apart__is_sorted_whatever_the_order(void **state)
{
	static const unsigned int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
						   { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < 6; i++) {
		struct world *w = world("......");

		for (j = 0; j < 3; j++)
			ok(mb_add(&w->mb, at(w, 2 * orders[i][j]), span(w, 1)));
		expect_memory(w, "m.m.m.");
		expect_addr(w->mb.memory.total_size, 0x3000);
	}
}

static void mb_add__overlap_above_below_within_twice__is_the_union(void **state)
{
	struct world *w = world("..mmm...");

	(void)state;
	ok(mb_add(&w->mb, at(w, 4), span(w, 2)));
	expect_memory(w, "..mmmm..");
	ok(mb_add(&w->mb, at(w, 1), span(w, 2)));
	expect_memory(w, ".mmmmm..");
	unchanged(ok(mb_add(&w->mb, at(w, 2), span(w, 2))));
	unchanged(ok(mb_add(&w->mb, at(w, 1), span(w, 5))));
	expect_addr(w->mb.memory.total_size, 0x5000);
}

static void mb_add__between_two__joins_all_three(void **state)
{
	struct world *w = world("mm..mm");

	(void)state;
	ok(mb_add(&w->mb, at(w, 2), span(w, 2)));
	expect_regions(&w->mb.memory, "0+6000 -1 0");
}

/* catalogue R36 R37: a range that covers several regions and the holes between them */
static void mb_add__over_many_regions_and_holes__is_one_region(void **state)
{
	struct world *w = world(".m.m.m.m.");

	(void)state;
	ok(mb_add(&w->mb, at(w, 0), span(w, 9)));
	expect_regions(&w->mb.memory, "0+9000 -1 0");
	expect_addr(w->mb.memory.total_size, 0x9000);
}

static void mb_add__every_shape_of_overlap_with_three_nodes__fills_the_gaps_only(void **state)
{
	struct world *w = world_of_nodes(".m.m.m.", "-0-1-0-");

	(void)state;
	ok(mb_add_node(&w->mb, at(w, 0), span(w, 7), 0, MEMBLOCK_NONE));
	expect_regions(&w->mb.memory, "0+3000 0 0, 3000+1000 1 0, 4000+3000 0 0");
}

/* catalogue R31 R32 R79: at the top an end saturates, the last byte is never described */
static void mb_add__past_the_top__is_clipped(void **state)
{
	struct world *w = world(".");
	phys_addr_t base = PHYS_ADDR_MAX - 0xfff;

	(void)state;
	ok(mb_add(&w->mb, base, 0x1000));
	assert_int_equal(w->mb.memory.cnt, 1);
	expect_addr(w->mb.memory.regions[0].size, 0xfff);
	ok(mb_add(&w->mb, base - 0x1000, PHYS_ADDR_MAX));
	assert_int_equal(w->mb.memory.cnt, 1);
	expect_addr(w->mb.memory.regions[0].base, base - 0x1000);
	expect_addr(w->mb.memory.regions[0].size, 0x1fff);
	expect_addr(mb_end(&w->mb), PHYS_ADDR_MAX);
	unchanged(ok(mb_add(&w->mb, PHYS_ADDR_MAX, 0x1000)));
}

static void mb_add__whole_address_space__is_one_region(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add(&w->mb, 5, 6));
	ok(mb_add(&w->mb, 0, PHYS_ADDR_MAX));
	assert_int_equal(w->mb.memory.cnt, 1);
	expect_addr(w->mb.memory.total_size, PHYS_ADDR_MAX);
}

/* catalogue R21 R14: nothing is rounded on the way in */
static void mb_add__bytes_not_pages__are_kept_as_given(void **state)
{
	struct world *w = world("...");

	(void)state;
	ok(mb_add(&w->mb, 0x123, 0x456));
	ok(mb_add(&w->mb, 0x57a, 1));
	expect_regions(&w->mb.memory, "123+456 -1 0, 57a+1 -1 0");
	ok(mb_add(&w->mb, 0x579, 1));
	expect_regions(&w->mb.memory, "123+458 -1 0");
}

/* --- mb_remove -------------------------------------------------------------------------------- */

static void mb_remove__every_shape__leaves_what_is_outside(void **state)
{
	static const struct {
		unsigned int page;
		unsigned int nr;
		const char *left;
	} cases[] = {
		{ 0, 2, "..mmmm..mm" }, /* beside */
		{ 6, 2, "..mmmm..mm" }, /* in the hole */
		{ 2, 4, "........mm" }, /* all of one */
		{ 2, 1, "...mmm..mm" }, /* its lower end */
		{ 5, 1, "..mmm...mm" }, /* its upper end */
		{ 3, 2, "..m..m..mm" }, /* its middle */
		{ 0, 4, "....mm..mm" }, /* over its lower end */
		{ 4, 4, "..mm....mm" }, /* over its upper end */
		{ 4, 5, "..mm.....m" }, /* into both */
		{ 0, 10, ".........." }, /* everything */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct world *w = world("..mmmm..mm");

		ok(mb_remove(&w->mb, at(w, cases[i].page), span(w, cases[i].nr)));
		expect_memory(w, cases[i].left);
	}
}

static void mb_remove__absent_or_empty__changes_nothing(void **state)
{
	struct world *w = world("..mm..");

	(void)state;
	unchanged(ok(mb_remove(&w->mb, at(w, 0), span(w, 2))));
	unchanged(ok(mb_remove(&w->mb, at(w, 4), span(w, 2))));
	unchanged(ok(mb_remove(&w->mb, at(w, 3), 0)));
	unchanged(ok(mb_remove(&w->mb, PHYS_ADDR_MAX, 1)));
}

static void mb_remove__from_an_empty_map__is_no_error(void **state)
{
	struct world *w = world("..");

	(void)state;
	ok(mb_remove(&w->mb, 0, PHYS_ADDR_MAX));
	expect_memory(w, "..");
}

/* Programs that know the well-known API look at the first entry of an empty array. */
static void mb_remove__last_region__total_is_zero_and_first_entry_wiped(void **state)
{
	struct world *w = world_of_nodes(".hh.", ".11.");
	const struct memblock_region *first = w->mb.memory.regions;

	(void)state;
	ok(mb_remove(&w->mb, at(w, 1), span(w, 2)));
	assert_int_equal(w->mb.memory.cnt, 0);
	expect_addr(w->mb.memory.total_size, 0);
	expect_addr(first->base, 0);
	expect_addr(first->size, 0);
	assert_int_equal(first->flags, MEMBLOCK_NONE);
	assert_int_equal(first->nid, NUMA_NO_NODE);
	ok(mb_add(&w->mb, at(w, 0), span(w, 1)));
	expect_memory(w, "m...");
}

/* catalogue R32: "everything from here on" is said with the largest size */
static void mb_remove__size_max__removes_everything_above(void **state)
{
	struct world *w = world("mm.mm.m");

	(void)state;
	ok(mb_add(&w->mb, PHYS_ADDR_MAX - 10, 10));
	ok(mb_remove(&w->mb, at(w, 1), PHYS_ADDR_MAX));
	expect_regions(&w->mb.memory, "0+1000 -1 0");
}

static void mb_remove__middle__both_halves_keep_node_and_flags(void **state)
{
	struct world *w = world_of_nodes("hhhhh", "33333");

	(void)state;
	ok(mb_remove(&w->mb, at(w, 2), span(w, 1)));
	expect_memory(w, "hh.hh");
	expect_nodes(w, "33.33");
}

static void mb_remove__reserved_memory__reservation_stays(void **state)
{
	struct world *w = world("mrrm");

	(void)state;
	ok(mb_remove(&w->mb, at(w, 1), span(w, 2)));
	expect_memory(w, "m..m");
	expect_reserved(w, ".rr.");
}

/* --- mb_reserve ------------------------------------------------------------------------------- */

static void mb_reserve__middle_of_a_bank__leaves_two_free_ranges(void **state)
{
	struct world *w = world("mmmmmmmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 4)));
	expect_free(w, "fff....fff");
	expect_reserved(w, "...rrrr...");
	expect_memory(w, "mmmmmmmmmm");
}

/* catalogue R47: one reservation over several fragments of memory */
static void mb_reserve__over_fragments_and_holes__nothing_is_free(void **state)
{
	struct world *w = world("m.m.m");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 0), span(w, 5)));
	expect_regions(&w->mb.reserved, "0+5000 -1 0");
	expect_free(w, ".....");
}

/* catalogue R8: a reservation need not be memory */
static void mb_reserve__where_no_memory_is__is_recorded(void **state)
{
	struct world *w = world("mm....");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 4), span(w, 1)));
	expect_reserved(w, "....r.");
	expect_memory(w, "mm....");
	expect_free(w, "ff....");
}

/* catalogue R1 R40 R44: overlapping reservations become one, and that is plain success */
static void mb_reserve__over_two_reservations__is_one_region(void **state)
{
	struct world *w = world("mmmmrrmmrrmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 2), span(w, 10)));
	expect_regions(&w->mb.reserved, "2000+a000 -1 0");
	expect_addr(w->mb.reserved.total_size, 0xa000);
}

/* catalogue R42: reserving again what is reserved is no error and changes nothing */
static void mb_reserve__twice__changes_nothing_the_second_time(void **state)
{
	struct world *w = world("mrrm");

	(void)state;
	unchanged(ok(mb_reserve(&w->mb, at(w, 1), span(w, 2))));
	unchanged(ok(mb_reserve(&w->mb, at(w, 2), span(w, 1))));
	unchanged(ok(mb_reserve(&w->mb, at(w, 2), 0)));
}

/* catalogue R43: a reservation is not bound by the allocation limit */
static void mb_reserve__above_the_limit__is_recorded(void **state)
{
	struct world *w = world("mmmm");

	(void)state;
	w->mb.current_limit = at(w, 2);
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 1)));
	expect_reserved(w, "...r");
}

/* catalogue R33: what was reserved is freed completely, byte for byte */
static void mb_reserve__then_free__returns_to_the_start(void **state)
{
	struct world *w = world("mmmmrm");
	phys_addr_t base;
	phys_addr_t size;

	(void)state;
	for (base = 0; base < 0x3000; base += 0x7ff) {
		for (size = 1; base + size < 0x4000; size += 0x3ff) {
			ok(mb_reserve(&w->mb, base, size));
			ok(mb_free(&w->mb, base, size));
			expect_regions(&w->mb.reserved, "4000+1000 -1 0");
		}
	}
}

/* catalogue R13: a reservation from address 0 on */
static void mb_reserve__from_zero__underflows_nowhere(void **state)
{
	struct world *w = world("mmm");

	(void)state;
	ok(mb_reserve(&w->mb, 0, span(w, 1)));
	expect_free(w, ".ff");
	ok(mb_free(&w->mb, 0, span(w, 1)));
	expect_free(w, "fff");
}

static void mb_reserve__past_the_top__is_clipped(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_reserve(&w->mb, PHYS_ADDR_MAX - 0xfff, 0x1000));
	expect_addr(w->mb.reserved.regions[0].size, 0xfff);
	ok(mb_free(&w->mb, PHYS_ADDR_MAX - 0xfff, 0xfff));
	assert_int_equal(w->mb.reserved.cnt, 0);
}

/* --- mb_free, mb_unreserve -------------------------------------------------------------------- */

static void mb_free__every_reserved_part__goes(void **state)
{
	struct world *w = world("rrrrr");

	(void)state;
	ok(mb_free(&w->mb, at(w, 2), span(w, 1)));
	expect_reserved(w, "rr.rr");
	ok(mb_free(&w->mb, at(w, 0), span(w, 1)));
	expect_reserved(w, ".r.rr");
	ok(mb_free(&w->mb, at(w, 4), span(w, 1)));
	expect_reserved(w, ".r.r.");
	ok(mb_free(&w->mb, at(w, 1), span(w, 1)));
	ok(mb_free(&w->mb, at(w, 3), span(w, 1)));
	expect_reserved(w, ".....");
	expect_addr(w->mb.reserved.total_size, 0);
	assert_int_equal(w->mb.nr_bad_frees, 0);
}

/* catalogue R60: freeing twice is seen at the second call */
static void mb_free__twice__second_is_refused(void **state)
{
	struct world *w = world("mrm");

	(void)state;
	ok(mb_free(&w->mb, at(w, 1), span(w, 1)));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), span(w, 1)));
}

static void mb_free__one_byte_not_reserved__is_refused(void **state)
{
	struct world *w = world("mrr.rrm");

	(void)state;
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1) - 1, span(w, 2) + 1));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), span(w, 2) + 1));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), span(w, 5)));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 3), 1));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 6), 1));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 4), PHYS_ADDR_MAX));
	unchanged(ok(mb_free(&w->mb, at(w, 0), 0)));
	unchanged(ok(mb_free(&w->mb, PHYS_ADDR_MAX, 0)));
}

static void mb_free__from_an_empty_map__is_refused(void **state)
{
	struct world *w = world("mm");

	(void)state;
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 0), 1));
	refused(BM_ENOENT, mb_free(&w->mb, 0, PHYS_ADDR_MAX));
}

static void mb_free__across_touching_reservations__frees_from_both(void **state)
{
	struct world *w = world("mmmmmm");

	(void)state;
	ok(mb_reserve_node(&w->mb, at(w, 1), span(w, 2), 1, MEMBLOCK_RSRV_KERN));
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 2)));
	ok(mb_free(&w->mb, at(w, 2), span(w, 2)));
	expect_reserved(w, ".k..r.");
	expect_reserved_nodes(w, ".1..-.");
}

static void mb_unreserve__some_of_it_reserved__frees_that_and_counts(void **state)
{
	struct world *w = world("mrmrm");

	(void)state;
	ok(mb_unreserve(&w->mb, at(w, 0), span(w, 2)));
	expect_reserved(w, "...r.");
	assert_int_equal(w->mb.nr_bad_frees, 1);
	ok(mb_unreserve(&w->mb, at(w, 3), span(w, 1)));
	expect_reserved(w, ".....");
	assert_int_equal(w->mb.nr_bad_frees, 1);
	ok(mb_unreserve(&w->mb, at(w, 3), span(w, 1)));
	assert_int_equal(w->mb.nr_bad_frees, 2);
}

static void mb_unreserve__size_zero__frees_and_counts_nothing(void **state)
{
	struct world *w = world("mrm");

	(void)state;
	unchanged(ok(mb_unreserve(&w->mb, at(w, 1), 0)));
	unchanged(ok(mb_unreserve(&w->mb, at(w, 2), 0)));
}

static void mb_unreserve__size_max__frees_everything_above(void **state)
{
	struct world *w = world("rrmrr");

	(void)state;
	ok(mb_reserve(&w->mb, PHYS_ADDR_MAX - 1, 1));
	ok(mb_unreserve(&w->mb, at(w, 1), PHYS_ADDR_MAX));
	expect_regions(&w->mb.reserved, "0+1000 -1 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_init__fresh__is_empty_and_unlimited),
		CASE(mb_init__odd_number_of_regions__memory_gets_the_smaller_half),
		CASE(mb_init__used_map__forgets_everything),
		CASE(mb_init__less_than_two_regions__panics),
		CASE(mb_add__first_range__is_the_only_region),
		CASE(mb_add__size_zero__changes_nothing),
		CASE(mb_add__touching_either_side__is_one_region),
		CASE(mb_add__apart__is_sorted_whatever_the_order),
		CASE(mb_add__overlap_above_below_within_twice__is_the_union),
		CASE(mb_add__between_two__joins_all_three),
		CASE(mb_add__over_many_regions_and_holes__is_one_region),
		CASE(mb_add__every_shape_of_overlap_with_three_nodes__fills_the_gaps_only),
		CASE(mb_add__past_the_top__is_clipped),
		CASE(mb_add__whole_address_space__is_one_region),
		CASE(mb_add__bytes_not_pages__are_kept_as_given),
		CASE(mb_remove__every_shape__leaves_what_is_outside),
		CASE(mb_remove__absent_or_empty__changes_nothing),
		CASE(mb_remove__from_an_empty_map__is_no_error),
		CASE(mb_remove__last_region__total_is_zero_and_first_entry_wiped),
		CASE(mb_remove__size_max__removes_everything_above),
		CASE(mb_remove__middle__both_halves_keep_node_and_flags),
		CASE(mb_remove__reserved_memory__reservation_stays),
		CASE(mb_reserve__middle_of_a_bank__leaves_two_free_ranges),
		CASE(mb_reserve__over_fragments_and_holes__nothing_is_free),
		CASE(mb_reserve__where_no_memory_is__is_recorded),
		CASE(mb_reserve__over_two_reservations__is_one_region),
		CASE(mb_reserve__twice__changes_nothing_the_second_time),
		CASE(mb_reserve__above_the_limit__is_recorded),
		CASE(mb_reserve__then_free__returns_to_the_start),
		CASE(mb_reserve__from_zero__underflows_nowhere),
		CASE(mb_reserve__past_the_top__is_clipped),
		CASE(mb_free__every_reserved_part__goes),
		CASE(mb_free__twice__second_is_refused),
		CASE(mb_free__one_byte_not_reserved__is_refused),
		CASE(mb_free__from_an_empty_map__is_refused),
		CASE(mb_free__across_touching_reservations__frees_from_both),
		CASE(mb_unreserve__some_of_it_reserved__frees_that_and_counts),
		CASE(mb_unreserve__size_zero__frees_and_counts_nothing),
		CASE(mb_unreserve__size_max__frees_everything_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
