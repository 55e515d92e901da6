// SPDX-License-Identifier: MIT
/*
 * test_query.c - questions about a map, each at both sides of every border.
 */
#include "harness.h"

#include <string.h>

static void mb_is_memory__every_byte_around_a_border__is_right(void **state)
{
	struct world *w = world(".mm.nm");

	(void)state;
	assert_false(mb_is_memory(&w->mb, 0));
	assert_false(mb_is_memory(&w->mb, at(w, 1) - 1));
	assert_true(mb_is_memory(&w->mb, at(w, 1)));
	assert_true(mb_is_memory(&w->mb, at(w, 3) - 1));
	assert_false(mb_is_memory(&w->mb, at(w, 3)));
	assert_true(mb_is_memory(&w->mb, at(w, 4)));
	assert_true(mb_is_memory(&w->mb, at(w, 6) - 1));
	assert_false(mb_is_memory(&w->mb, at(w, 6)));
	assert_false(mb_is_memory(&w->mb, PHYS_ADDR_MAX));
}

/* catalogue R11: what must not be mapped is memory, but not map memory */
static void mb_is_map_memory__nomap__is_not(void **state)
{
	struct world *w = world(".mnh.");

	(void)state;
	assert_false(mb_is_map_memory(&w->mb, at(w, 0)));
	assert_true(mb_is_map_memory(&w->mb, at(w, 1)));
	assert_true(mb_is_memory(&w->mb, at(w, 2)));
	assert_false(mb_is_map_memory(&w->mb, at(w, 2)));
	assert_true(mb_is_map_memory(&w->mb, at(w, 3)));
	assert_false(mb_is_map_memory(&w->mb, at(w, 4)));
}

static void mb_is_reserved__every_byte_around_a_border__is_right(void **state)
{
	struct world *w = world("mrmR.");

	(void)state;
	assert_false(mb_is_reserved(&w->mb, at(w, 1) - 1));
	assert_true(mb_is_reserved(&w->mb, at(w, 1)));
	assert_true(mb_is_reserved(&w->mb, at(w, 2) - 1));
	assert_false(mb_is_reserved(&w->mb, at(w, 2)));
	assert_true(mb_is_reserved(&w->mb, at(w, 3)));
	assert_false(mb_is_reserved(&w->mb, at(w, 4)));
}

static void queries__empty_map__hold_nothing(void **state)
{
	struct world *w = world("..");

	(void)state;
	assert_false(mb_is_memory(&w->mb, 0));
	assert_false(mb_is_map_memory(&w->mb, 0));
	assert_false(mb_is_reserved(&w->mb, 0));
	assert_false(mb_is_region_memory(&w->mb, 0, 0));
	assert_false(mb_is_region_reserved(&w->mb, 0, PHYS_ADDR_MAX));
	assert_null(mb_search_pfn(&w->mb, 0, NULL, NULL));
	expect_addr(mb_start(&w->mb), 0);
	expect_addr(mb_end(&w->mb), 0);
	expect_addr(mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, NUMA_NO_NODE), 0);
	assert_int_equal(mb_estimated_free_pages(&w->mb), 0);
	assert_true(mb_numa_covers(&w->mb, 0));
	assert_false(mb_has_mirror(&w->mb));
}

static void mb_is_region_memory__whole_or_partly_inside__one_region_must_hold_it(void **state)
{
	struct world *w = world_of_nodes(".mmm.mm", "-000-01");

	(void)state;
	assert_true(mb_is_region_memory(&w->mb, at(w, 1), span(w, 3)));
	assert_true(mb_is_region_memory(&w->mb, at(w, 2), span(w, 1)));
	assert_false(mb_is_region_memory(&w->mb, at(w, 1), span(w, 3) + 1));
	assert_false(mb_is_region_memory(&w->mb, at(w, 1) - 1, 2));
	assert_false(mb_is_region_memory(&w->mb, at(w, 4), span(w, 1)));
	assert_true(mb_is_region_memory(&w->mb, at(w, 5), span(w, 1)));
	assert_false(mb_is_region_memory(&w->mb, at(w, 5), span(w, 2)));
}

static void mb_is_region_memory__size_zero_or_past_the_top__as_documented(void **state)
{
	struct world *w = world(".m.");

	(void)state;
	assert_true(mb_is_region_memory(&w->mb, at(w, 1), 0));
	assert_false(mb_is_region_memory(&w->mb, at(w, 2), 0));
	ok(mb_add(&w->mb, PHYS_ADDR_MAX - 0x1000, 0x1000));
	assert_true(mb_is_region_memory(&w->mb, PHYS_ADDR_MAX - 5, PHYS_ADDR_MAX));
	assert_false(mb_is_region_memory(&w->mb, at(w, 1), PHYS_ADDR_MAX));
}

/* catalogue R45: any overlap counts, whatever the length */
static void mb_is_region_reserved__every_overlap__is_seen(void **state)
{
	struct world *w = world("mmrrmm");

	(void)state;
	assert_false(mb_is_region_reserved(&w->mb, at(w, 0), span(w, 2)));
	assert_true(mb_is_region_reserved(&w->mb, at(w, 0), span(w, 2) + 1));
	assert_true(mb_is_region_reserved(&w->mb, at(w, 2), 1));
	assert_true(mb_is_region_reserved(&w->mb, at(w, 4) - 1, span(w, 2)));
	assert_false(mb_is_region_reserved(&w->mb, at(w, 4), span(w, 2)));
	assert_true(mb_is_region_reserved(&w->mb, at(w, 0), span(w, 6)));
	assert_true(mb_is_region_reserved(&w->mb, at(w, 0), PHYS_ADDR_MAX));
	assert_false(mb_is_region_reserved(&w->mb, at(w, 4), PHYS_ADDR_MAX));
}

static void mb_overlaps__size_zero__only_strictly_inside(void **state)
{
	struct world *w = world(".mm.");

	(void)state;
	assert_false(mb_overlaps(&w->mb.memory, at(w, 1), 0));
	assert_false(mb_overlaps(&w->mb.memory, 0, 0));
	assert_true(mb_overlaps(&w->mb.memory, at(w, 1) + 1, 0));
	assert_true(mb_overlaps(&w->mb.memory, at(w, 3) - 1, 0));
	assert_false(mb_overlaps(&w->mb.memory, at(w, 3), 0));
	assert_false(mb_overlaps(&w->mb.reserved, at(w, 1) + 1, 0));
	w = world("m");
	assert_true(mb_overlaps(&w->mb.memory, 0, 1));
}

static void mb_overlaps__both_arrays__each_is_asked(void **state)
{
	struct world *w = world("mR");

	(void)state;
	assert_true(mb_overlaps(&w->mb.memory, at(w, 0), span(w, 1)));
	assert_false(mb_overlaps(&w->mb.memory, at(w, 1), span(w, 1)));
	assert_false(mb_overlaps(&w->mb.reserved, at(w, 0), span(w, 1)));
	assert_true(mb_overlaps(&w->mb.reserved, at(w, 1), span(w, 1)));
}

static void mb_search_pfn__frame_of_a_region__gives_its_frames_and_node(void **state)
{
	struct world *w = world_of_nodes(".mm.hh", "-00-11");
	const struct memblock_region *r;
	pfn_t start = 77;
	pfn_t end = 78;

	(void)state;
	assert_null(mb_search_pfn(&w->mb, 3, &start, &end));
	assert_int_equal(start, 77);
	assert_int_equal(end, 78);
	r = mb_search_pfn(&w->mb, 5, &start, &end);
	assert_non_null(r);
	assert_int_equal(r->nid, 1);
	assert_int_equal(start, 4);
	assert_int_equal(end, 6);
	assert_ptr_equal(mb_search_pfn(&w->mb, 4, NULL, NULL), r);
	assert_null(mb_search_pfn(&w->mb, 6, NULL, NULL));
	assert_null(mb_search_pfn(&w->mb, 0, NULL, NULL));
}

/* catalogue R93: a frame whose address does not exist is in no region */
static void mb_search_pfn__frame_beyond_the_address_space__is_nowhere(void **state)
{
	struct world *w = world("m");

	(void)state;
	ok(mb_add(&w->mb, 0, PHYS_ADDR_MAX));
	assert_null(mb_search_pfn(&w->mb, ~(pfn_t)0, NULL, NULL));
	assert_null(mb_search_pfn(&w->mb, (pfn_t)(PHYS_ADDR_MAX >> 12) + 1, NULL, NULL));
	assert_non_null(mb_search_pfn(&w->mb, PHYS_ADDR_MAX >> 12, NULL, NULL));
}

static void mb_search_pfn__unaligned_region__both_ends_are_rounded_down(void **state)
{
	struct world *w = world("...");
	pfn_t start;
	pfn_t end;

	(void)state;
	ok(mb_add(&w->mb, 0x1000, 0x1800));
	assert_non_null(mb_search_pfn(&w->mb, 2, &start, &end));
	assert_int_equal(start, 1);
	assert_int_equal(end, 2);
	ok(mb_remove(&w->mb, 0x1000, 0x10));
	assert_null(mb_search_pfn(&w->mb, 1, &start, &end));
	assert_non_null(mb_search_pfn(&w->mb, 2, &start, &end));
	assert_int_equal(start, 1);
}

static void mb_start__and_end__of_the_outermost_memory(void **state)
{
	struct world *w = world("..m.n..R");

	(void)state;
	expect_addr(mb_start(&w->mb), at(w, 2));
	expect_addr(mb_end(&w->mb), at(w, 5));
	w = world("..m.");
	expect_addr(mb_start(&w->mb), at(w, 2));
	expect_addr(mb_end(&w->mb), at(w, 3));
}

/* Users of the well-known API empty an array so; its first entry still looks like memory. */
static void mb_start__count_set_to_zero_by_hand__is_zero(void **state)
{
	struct world *w = world("..m.");

	(void)state;
	w->mb.memory.cnt = 0;
	expect_addr(mb_start(&w->mb), 0);
	expect_addr(mb_end(&w->mb), 0);
	w->mb.memory.cnt = 1;
}

static void mb_reserved_kern_size__by_limit_and_node__counts_kernel_only(void **state)
{
	struct world *w = world("mmmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 0), span(w, 1)));
	ok(mb_reserve_node(&w->mb, at(w, 1), span(w, 2), 0, MEMBLOCK_RSRV_KERN));
	ok(mb_reserve_node(&w->mb, at(w, 4), span(w, 1), 1, MEMBLOCK_RSRV_KERN));
	expect_addr(mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, NUMA_NO_NODE), 0x3000);
	expect_addr(mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, 0), 0x2000);
	expect_addr(mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, 1), 0x1000);
	expect_addr(mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, 2), 0);
	expect_addr(mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, BM_MAX_NODES), 0x3000);
	expect_addr(mb_reserved_kern_size(&w->mb, at(w, 2), NUMA_NO_NODE), 0x1000);
	expect_addr(mb_reserved_kern_size(&w->mb, at(w, 3), NUMA_NO_NODE), 0x2000);
	expect_addr(mb_reserved_kern_size(&w->mb, at(w, 4), NUMA_NO_NODE), 0x2000);
	expect_addr(mb_reserved_kern_size(&w->mb, at(w, 4) + 5, NUMA_NO_NODE), 0x2005);
	expect_addr(mb_reserved_kern_size(&w->mb, at(w, 1), NUMA_NO_NODE), 0);
	expect_addr(mb_reserved_kern_size(&w->mb, 0, NUMA_NO_NODE), 0);
	w = world("mm");
	ok(mb_reserve_node(&w->mb, 0, span(w, 1), 0, MEMBLOCK_RSRV_KERN));
	expect_addr(mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, NUMA_NO_NODE), 0x1000);
	expect_addr(mb_reserved_kern_size(&w->mb, 1, NUMA_NO_NODE), 1);
}

static void mb_estimated_free_pages__with_reservations__kernel_ones_are_not_free(void **state)
{
	struct world *w = world("mmmmmm");

	(void)state;
	assert_int_equal(mb_estimated_free_pages(&w->mb), 6);
	ok(mb_reserve(&w->mb, at(w, 0), span(w, 1)));
	assert_int_equal(mb_estimated_free_pages(&w->mb), 6);
	ok(mb_reserve_node(&w->mb, at(w, 2), span(w, 1) + 1, 0, MEMBLOCK_RSRV_KERN));
	assert_int_equal(mb_estimated_free_pages(&w->mb), 4);
}

static void mb_estimated_free_pages__more_reserved_than_there_is__is_zero(void **state)
{
	struct world *w = world("mm....");

	(void)state;
	ok(mb_reserve_node(&w->mb, at(w, 2), span(w, 2), 0, MEMBLOCK_RSRV_KERN));
	assert_int_equal(mb_estimated_free_pages(&w->mb), 0);
	ok(mb_reserve_node(&w->mb, at(w, 4), span(w, 2), 0, MEMBLOCK_RSRV_KERN));
	assert_int_equal(mb_estimated_free_pages(&w->mb), 0);
}

static void mb_estimated_free_pages__untagged__every_reservation_is_taken(void **state)
{
	struct world *w = world("mmmmrr");

	(void)state;
	assert_int_equal(mb_estimated_free_pages(&w->mb), 6);
	w->mb.untagged = true;
	assert_int_equal(mb_estimated_free_pages(&w->mb), 4);
}

/* catalogue R25: a threshold of 0 is a threshold */
static void mb_numa_covers__around_the_threshold__at_most_is_enough(void **state)
{
	struct world *w = world_of_nodes("mm.mm", "0-.-1");

	(void)state;
	assert_true(mb_numa_covers(&w->mb, 0x2000));
	assert_true(mb_numa_covers(&w->mb, PHYS_ADDR_MAX));
	expect_log(w, "");
	assert_false(mb_numa_covers(&w->mb, 0x1fff));
	assert_false(mb_numa_covers(&w->mb, 0));
	ok(mb_set_node(&w->mb, 0, PHYS_ADDR_MAX, &w->mb.memory, 0));
	assert_true(mb_numa_covers(&w->mb, 0));
}

static void mb_numa_covers__too_much_without_a_node__says_how_much_of_what(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add_node(&w->mb, 0, 5ul << 20, 0, MEMBLOCK_NONE));
	ok(mb_add(&w->mb, 16ul << 20, 3ul << 20));
	assert_false(mb_numa_covers(&w->mb, 1ul << 20));
	assert_non_null(strstr(w->log, "NUMA: no nodes coverage for 3MB of 8MB RAM\n"));
}

static void mb_numa_covers__parts_of_pages__are_not_counted(void **state)
{
	struct world *w = world("...");

	(void)state;
	ok(mb_add(&w->mb, 0x800, 0x1000));
	assert_true(mb_numa_covers(&w->mb, 0));
	ok(mb_add(&w->mb, 0x1800, 0x800));
	assert_false(mb_numa_covers(&w->mb, 0xfff));
	assert_true(mb_numa_covers(&w->mb, 0x1000));
}

static void mb_flag_name__each_flag__is_the_text_of_the_lowest(void **state)
{
	(void)state;
	assert_string_equal(mb_flag_name(MEMBLOCK_NONE), "NONE");
	assert_string_equal(mb_flag_name(MEMBLOCK_HOTPLUG), "HOTPLUG");
	assert_string_equal(mb_flag_name(MEMBLOCK_MIRROR), "MIRROR");
	assert_string_equal(mb_flag_name(MEMBLOCK_NOMAP), "NOMAP");
	assert_string_equal(mb_flag_name(MEMBLOCK_DRIVER_MANAGED), "DRV_MNG");
	assert_string_equal(mb_flag_name(MEMBLOCK_RSRV_NOINIT), "RSV_NIT");
	assert_string_equal(mb_flag_name(MEMBLOCK_RSRV_KERN), "RSV_KERN");
	assert_string_equal(mb_flag_name(MEMBLOCK_KHO_SCRATCH), "KHO_SCRATCH");
	assert_string_equal(mb_flag_name(MEMBLOCK_NOMAP | MEMBLOCK_RSRV_KERN), "NOMAP");
}

/* catalogue R46: every possible mask has a name, none is looked up past the table */
static void mb_flag_name__unknown_flags__has_a_name_all_the_same(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 32; i++) {
		assert_non_null(mb_flag_name(1u << i));
		assert_non_null(mb_flag_name(~0u << i));
		assert_true(strlen(mb_flag_name(1u << i)) > 0);
	}
}

static void mb_overlaps__nothing_at_address_zero__is_nowhere(void **state)
{
	struct world *w = world("rrm");

	(void)state;
	assert_false(mb_overlaps(&w->mb.reserved, 0, 0));
	assert_true(mb_overlaps(&w->mb.reserved, 0, 1));
}

static void mb_memory_at__address__gives_its_region(void **state)
{
	struct world *w = world(".mmh");

	(void)state;
	assert_null(mb_memory_at(&w->mb, at(w, 1) - 1));
	expect_addr(mb_memory_at(&w->mb, at(w, 3) - 1)->base, at(w, 1));
	expect_addr(mb_memory_at(&w->mb, at(w, 3))->base, at(w, 3));
	assert_null(mb_memory_at(&w->mb, at(w, 4)));
}

static void mb_is_all_mapped__borders_holes_and_nomap__only_the_first_are_crossed(void **state)
{
	struct world *w = world(".mmhh.mn");

	(void)state;
	assert_true(mb_is_all_mapped(&w->mb, at(w, 1), span(w, 4)));
	assert_true(mb_is_all_mapped(&w->mb, at(w, 2) + 5, span(w, 2)));
	assert_true(mb_is_all_mapped(&w->mb, at(w, 5), 0));
	assert_false(mb_is_all_mapped(&w->mb, at(w, 1) - 1, 2));
	assert_false(mb_is_all_mapped(&w->mb, at(w, 4), span(w, 1) + 1));
	assert_false(mb_is_all_mapped(&w->mb, at(w, 6), span(w, 2)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_is_memory__every_byte_around_a_border__is_right),
		CASE(mb_is_map_memory__nomap__is_not),
		CASE(mb_is_reserved__every_byte_around_a_border__is_right),
		CASE(queries__empty_map__hold_nothing),
		CASE(mb_is_region_memory__whole_or_partly_inside__one_region_must_hold_it),
		CASE(mb_is_region_memory__size_zero_or_past_the_top__as_documented),
		CASE(mb_is_region_reserved__every_overlap__is_seen),
		CASE(mb_overlaps__size_zero__only_strictly_inside),
		CASE(mb_overlaps__both_arrays__each_is_asked),
		CASE(mb_search_pfn__frame_of_a_region__gives_its_frames_and_node),
		CASE(mb_search_pfn__frame_beyond_the_address_space__is_nowhere),
		CASE(mb_search_pfn__unaligned_region__both_ends_are_rounded_down),
		CASE(mb_start__and_end__of_the_outermost_memory),
		CASE(mb_start__count_set_to_zero_by_hand__is_zero),
		CASE(mb_reserved_kern_size__by_limit_and_node__counts_kernel_only),
		CASE(mb_estimated_free_pages__with_reservations__kernel_ones_are_not_free),
		CASE(mb_estimated_free_pages__more_reserved_than_there_is__is_zero),
		CASE(mb_estimated_free_pages__untagged__every_reservation_is_taken),
		CASE(mb_numa_covers__around_the_threshold__at_most_is_enough),
		CASE(mb_numa_covers__too_much_without_a_node__says_how_much_of_what),
		CASE(mb_numa_covers__parts_of_pages__are_not_counted),
		CASE(mb_flag_name__each_flag__is_the_text_of_the_lowest),
		CASE(mb_flag_name__unknown_flags__has_a_name_all_the_same),
		CASE(mb_overlaps__nothing_at_address_zero__is_nowhere),
		CASE(mb_memory_at__address__gives_its_region),
		CASE(mb_is_all_mapped__borders_holes_and_nomap__only_the_first_are_crossed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
