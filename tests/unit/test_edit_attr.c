// SPDX-License-Identifier: MIT
/*
 * test_edit_attr.c - nodes and flags: who keeps them, who gets them, and where regions part.
 */
#include "harness.h"

#include <string.h>

/* --- what an add or a reserve finds there already --------------------------------------------- */

/* catalogue R38: two touching regions of different attributes stay two */
static void mb_add_node__touching_other_attributes__stays_apart(void **state)
{
	struct world *w = world("......");

	(void)state;
	ok(mb_add_node(&w->mb, at(w, 0), span(w, 2), 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, at(w, 2), span(w, 2), 0, MEMBLOCK_HOTPLUG));
	ok(mb_add_node(&w->mb, at(w, 4), span(w, 2), 1, MEMBLOCK_HOTPLUG));
	expect_regions(&w->mb.memory, "0+2000 0 0, 2000+2000 0 1, 4000+2000 1 1");
}

static void mb_add_node__overlap__existing_node_and_flags_win(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add_node(&w->mb, 0x10000, 0x10000, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, 0x18000, 0x10000, 1, MEMBLOCK_HOTPLUG));
	expect_regions(&w->mb.memory, "10000+10000 0 0, 20000+8000 1 1");
	ok(mb_add_node(&w->mb, 0x8000, 0x40000, 2, MEMBLOCK_NONE));
	expect_regions(&w->mb.memory,
		       "8000+8000 2 0, 10000+10000 0 0, 20000+8000 1 1, 28000+20000 2 0");
	expect_addr(w->mb.memory.total_size, 0x40000);
}

static void mb_add_node__fills_gap_between_two_of_the_same__joins_them(void **state)
{
	struct world *w = world_of_nodes("hh.hhm", "11-110");

	(void)state;
	ok(mb_add_node(&w->mb, at(w, 2), span(w, 1), 1, MEMBLOCK_HOTPLUG));
	expect_regions(&w->mb.memory, "0+5000 1 1, 5000+1000 0 0");
}

static void mb_add_node__gap_between_two_kinds__joins_the_one_that_is_alike(void **state)
{
	struct world *w = world_of_nodes("m.m", "0-1");
	struct world *v = world_of_nodes("m.m", "0-1");

	(void)state;
	ok(mb_add_node(&w->mb, at(w, 1), span(w, 1), 0, MEMBLOCK_NONE));
	expect_regions(&w->mb.memory, "0+2000 0 0, 2000+1000 1 0");
	ok(mb_add_node(&v->mb, at(v, 1), span(v, 1), 1, MEMBLOCK_NONE));
	expect_regions(&v->mb.memory, "0+1000 0 0, 1000+2000 1 0");
}

/* catalogue R38: every combination of three kinds and holes, filled by each of the three kinds */
static void mb_add_node__over_every_pattern_of_four_pages__fills_holes_only(void **state)
{
	unsigned int pattern;
	int nid;
	unsigned int i;

	(void)state;
	for (pattern = 0; pattern < 256; pattern++) {
		for (nid = 0; nid < 3; nid++) {
			char kinds[] = "------";
			char pages[] = "......";
			char want[] = "......";
			struct world *w;

			for (i = 0; i < 4; i++) {
				unsigned int kind = pattern >> (2 * i) & 3;

				kinds[1 + i] = "-012"[kind];
				pages[1 + i] = kind ? 'm' : '.';
			}
			for (i = 0; i < 6; i++)
				want[i] = kinds[i] == '-' ? (char)('0' + nid) : kinds[i];
			w = world_of_nodes(pages, kinds);
			ok(mb_add_node(&w->mb, at(w, 0), span(w, 6), nid, MEMBLOCK_NONE));
			expect_memory(w, "mmmmmm");
			expect_nodes(w, want);
			expect_addr(w->mb.memory.total_size, 0x6000);
			worlds_end(NULL);
		}
	}
}

static void mb_reserve_node__over_a_plain_reservation__plain_keeps_its_part(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_reserve(&w->mb, 0x10000, 0x1000));
	ok(mb_reserve_node(&w->mb, 0x8000, 0x10000, NUMA_NO_NODE, MEMBLOCK_RSRV_KERN));
	expect_regions(&w->mb.reserved, "8000+8000 -1 20, 10000+1000 -1 0, 11000+7000 -1 20");
}

static void mb_reserve_node__every_attribute__is_kept(void **state)
{
	struct world *w = world("......");

	(void)state;
	ok(mb_reserve_node(&w->mb, at(w, 1), span(w, 1), 3, MEMBLOCK_RSRV_NOINIT));
	ok(mb_reserve_node(&w->mb, at(w, 2), span(w, 1), 3, MEMBLOCK_RSRV_KERN));
	ok(mb_reserve_node(&w->mb, at(w, 3), span(w, 1), 4, MEMBLOCK_RSRV_KERN));
	expect_reserved(w, ".xkk..");
	expect_reserved_nodes(w, ".334..");
	assert_int_equal(w->mb.reserved.cnt, 3);
}

/* --- conflicts are told ----------------------------------------------------------------------- */

static void mb_add_node__same_attributes_again__says_nothing(void **state)
{
	struct world *w = world_of_nodes("hhh", "111");

	(void)state;
	ok(mb_add_node(&w->mb, at(w, 0), span(w, 3), 1, MEMBLOCK_HOTPLUG));
	ok(mb_add(&w->mb, at(w, 0), span(w, 3)));
	expect_log(w, "");
}

static void mb_add_node__other_node_or_flags__is_warned_of_once_per_region(void **state)
{
	struct world *w = world_of_nodes("mhm", "101");

	(void)state;
	ok(mb_add_node(&w->mb, at(w, 0), span(w, 3), 1, MEMBLOCK_HOTPLUG));
	assert_non_null(strstr(w->log, "W "));
	w->log_len = 0;
	ok(mb_add_node(&w->mb, at(w, 1), span(w, 1), 0, MEMBLOCK_HOTPLUG));
	expect_log(w, "");
}

/* --- mark and clear --------------------------------------------------------------------------- */

static void mb_mark__every_memory_flag__splits_at_both_ends(void **state)
{
	static const struct {
		enum memblock_flags flag;
		const char *picture;
	} cases[] = {
		{ MEMBLOCK_HOTPLUG, "m..mhh" },
		{ MEMBLOCK_MIRROR, "m..mii" },
		{ MEMBLOCK_NOMAP, "m..mnn" },
		{ MEMBLOCK_DRIVER_MANAGED, "m..mdd" },
		{ MEMBLOCK_KHO_SCRATCH, "m..mss" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct world *w = world_of_nodes("m..mmm", "2--222");

		w->mb.mirrored_kernelcore = true;
		ok(mb_mark(&w->mb, at(w, 4), span(w, 2), cases[i].flag));
		expect_memory(w, cases[i].picture);
		expect_nodes(w, "2..222");
		expect_addr(w->mb.memory.total_size, 0x4000);
		assert_int_equal(mb_has_mirror(&w->mb), cases[i].flag == MEMBLOCK_MIRROR);
		ok(mb_clear(&w->mb, 0, PHYS_ADDR_MAX, cases[i].flag));
		expect_memory(w, "m..mmm");
		assert_int_equal(w->mb.memory.cnt, 2);
	}
}

static void mb_mark__every_reserved_flag__changes_reserved_only(void **state)
{
	struct world *w = world("rrrrrr");

	(void)state;
	ok(mb_mark(&w->mb, at(w, 1), span(w, 2), MEMBLOCK_RSRV_NOINIT));
	expect_reserved(w, "rxxrrr");
	ok(mb_mark(&w->mb, at(w, 2), span(w, 2), MEMBLOCK_RSRV_KERN));
	expect_reserved(w, "rxbkrr");
	ok(mb_clear(&w->mb, at(w, 1), span(w, 2), MEMBLOCK_RSRV_NOINIT));
	expect_reserved(w, "rrkkrr");
	ok(mb_clear(&w->mb, at(w, 0), span(w, 6), MEMBLOCK_RSRV_KERN));
	expect_regions(&w->mb.reserved, "0+6000 -1 0");
	expect_memory(w, "mmmmmm");
}

static void mb_mark__several_flags_at_once__sets_all(void **state)
{
	struct world *w = world("mm");

	(void)state;
	ok(mb_mark(&w->mb, at(w, 0), span(w, 1),
		   (enum memblock_flags)(MEMBLOCK_HOTPLUG | MEMBLOCK_NOMAP)));
	expect_regions(&w->mb.memory, "0+1000 -1 5, 1000+1000 -1 0");
	ok(mb_clear(&w->mb, at(w, 0), span(w, 1), MEMBLOCK_HOTPLUG));
	expect_memory(w, "nm");
}

static void mb_mark__flags_of_both_arrays__panics(void **state)
{
	struct world *w = world("mm");

	(void)state;
	panics(w, ok(mb_mark(&w->mb, at(w, 0), span(w, 1),
			     (enum memblock_flags)(MEMBLOCK_NOMAP | MEMBLOCK_RSRV_KERN))));
	panics(w, ok(mb_clear(&w->mb, at(w, 0), span(w, 1),
			      (enum memblock_flags)(MEMBLOCK_NOMAP | MEMBLOCK_RSRV_NOINIT))));
}

static void mb_mark__partly_or_not_registered__marks_what_there_is(void **state)
{
	struct world *w = world(".mm..m");

	(void)state;
	ok(mb_mark(&w->mb, at(w, 0), span(w, 5), MEMBLOCK_NOMAP));
	expect_memory(w, ".nn..m");
	unchanged(ok(mb_mark(&w->mb, at(w, 3), span(w, 2), MEMBLOCK_HOTPLUG)));
	unchanged(ok(mb_mark(&w->mb, at(w, 1), 0, MEMBLOCK_HOTPLUG)));
	unchanged(ok(mb_mark(&w->mb, at(w, 0), PHYS_ADDR_MAX, MEMBLOCK_NONE)));
	unchanged(ok(mb_clear(&w->mb, at(w, 0), PHYS_ADDR_MAX, MEMBLOCK_DRIVER_MANAGED)));
}

static void mb_mark__within_bytes_of_a_page__splits_at_the_byte(void **state)
{
	struct world *w = world("mm");

	(void)state;
	ok(mb_mark(&w->mb, 0x10, 0x20, MEMBLOCK_HOTPLUG));
	expect_regions(&w->mb.memory, "0+10 -1 0, 10+20 -1 1, 30+1fd0 -1 0");
}

static void mb_mark__whole_region_between_others__joins_both_neighbours(void **state)
{
	struct world *w = world("hmh");

	(void)state;
	ok(mb_mark(&w->mb, at(w, 1), span(w, 1), MEMBLOCK_HOTPLUG));
	expect_regions(&w->mb.memory, "0+3000 -1 1");
}

static void mb_mark__mirror_without_the_option__does_nothing(void **state)
{
	struct world *w = world("mm");

	(void)state;
	unchanged(ok(mb_mark(&w->mb, at(w, 0), span(w, 1), MEMBLOCK_MIRROR)));
	assert_false(mb_has_mirror(&w->mb));
	w->mb.mirrored_kernelcore = true;
	ok(mb_mark(&w->mb, at(w, 0), span(w, 1), MEMBLOCK_MIRROR));
	expect_memory(w, "im");
	assert_true(mb_has_mirror(&w->mb));
}

static void mb_has_mirror__cleared_again__stays_set(void **state)
{
	struct world *w = world("im");

	(void)state;
	assert_true(mb_has_mirror(&w->mb));
	ok(mb_clear(&w->mb, at(w, 0), span(w, 1), MEMBLOCK_MIRROR));
	expect_memory(w, "mm");
	assert_true(mb_has_mirror(&w->mb));
}

/* --- set_node --------------------------------------------------------------------------------- */

static void mb_set_node__part_of_memory__splits_and_keeps_flags(void **state)
{
	struct world *w = world("hhhhnn");

	(void)state;
	ok(mb_set_node(&w->mb, at(w, 1), span(w, 4), &w->mb.memory, 2));
	expect_memory(w, "hhhhnn");
	expect_nodes(w, "-2222-");
	ok(mb_set_node(&w->mb, 0, PHYS_ADDR_MAX, &w->mb.memory, NUMA_NO_NODE));
	expect_regions(&w->mb.memory, "0+4000 -1 1, 4000+2000 -1 4");
}

/* catalogue R7: a size is no end; every base and size, and no page outside them changes */
static void mb_set_node__every_base_and_size__only_within(void **state)
{
	unsigned int first, nr, i;

	(void)state;
	for (first = 0; first < 6; first++)
		for (nr = 0; first + nr <= 6; nr++) {
			char nodes[7] = "000000";
			struct world *w = world_of_nodes("mmmmmm", nodes);

			ok(mb_set_node(&w->mb, at(w, first), span(w, nr), &w->mb.memory, 1));
			for (i = first; i < first + nr; i++)
				nodes[i] = '1';
			expect_nodes(w, nodes);
		}
}

static void mb_set_node__reserved__leaves_memory_alone(void **state)
{
	struct world *w = world_of_nodes("mrrrm", "00000");

	(void)state;
	ok(mb_set_node(&w->mb, at(w, 2), span(w, 3), &w->mb.reserved, 1));
	expect_reserved_nodes(w, ".-11.");
	expect_nodes(w, "00000");
}

/* catalogue R57: a range over two nodes */
static void mb_set_node__over_two_nodes__both_change(void **state)
{
	struct world *w = world_of_nodes("mmmm", "0011");

	(void)state;
	ok(mb_set_node(&w->mb, at(w, 1), span(w, 2), &w->mb.memory, 3));
	expect_nodes(w, "0331");
	ok(mb_set_node(&w->mb, at(w, 1), span(w, 1), &w->mb.memory, 0));
	expect_nodes(w, "0031");
	assert_int_equal(w->mb.memory.cnt, 3);
}

static void mb_set_node__nothing_there_or_same_node__changes_nothing(void **state)
{
	struct world *w = world_of_nodes("mm..", "11--");

	(void)state;
	unchanged(ok(mb_set_node(&w->mb, at(w, 2), span(w, 2), &w->mb.memory, 0)));
	unchanged(ok(mb_set_node(&w->mb, at(w, 0), 0, &w->mb.memory, 0)));
	unchanged(ok(mb_set_node(&w->mb, at(w, 0) + 1, 2, &w->mb.memory, 1)));
}

static void mb_set_node__array_of_another_map__panics(void **state)
{
	struct world *w = world("mm");
	struct world *other = world("mm");

	(void)state;
	panics(w, ok(mb_set_node(&w->mb, 0, 1, &other->mb.memory, 0)));
}

/* catalogue R10 R58: numbers that are no node are never taken for one */
static void mb_set_node__number_out_of_range__is_no_node(void **state)
{
	static const int strange[] = { -2, BM_MAX_NODES, BM_MAX_NODES + 1, INT32_MAX, INT32_MIN };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
		struct world *w = world_of_nodes("mm", "01");
		struct mb_req req = mb_req(WORLD_PAGE, 0);
		struct mb_spot spot;

		ok(mb_set_node(&w->mb, at(w, 1), span(w, 1), &w->mb.memory, strange[i]));
		assert_false(mb_numa_covers(&w->mb, 0));
		req.nid = strange[i];
		ok(mb_find(&w->mb, &req, &spot));
		expect_addr(spot.base, at(w, 1));
		assert_int_equal(spot.gave_up, MB_GAVE_UP_NOTHING);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_add_node__touching_other_attributes__stays_apart),
		CASE(mb_add_node__overlap__existing_node_and_flags_win),
		CASE(mb_add_node__fills_gap_between_two_of_the_same__joins_them),
		CASE(mb_add_node__gap_between_two_kinds__joins_the_one_that_is_alike),
		CASE(mb_add_node__over_every_pattern_of_four_pages__fills_holes_only),
		CASE(mb_reserve_node__over_a_plain_reservation__plain_keeps_its_part),
		CASE(mb_reserve_node__every_attribute__is_kept),
		CASE(mb_add_node__same_attributes_again__says_nothing),
		CASE(mb_add_node__other_node_or_flags__is_warned_of_once_per_region),
		CASE(mb_mark__every_memory_flag__splits_at_both_ends),
		CASE(mb_mark__every_reserved_flag__changes_reserved_only),
		CASE(mb_mark__several_flags_at_once__sets_all),
		CASE(mb_mark__flags_of_both_arrays__panics),
		CASE(mb_mark__partly_or_not_registered__marks_what_there_is),
		CASE(mb_mark__within_bytes_of_a_page__splits_at_the_byte),
		CASE(mb_mark__whole_region_between_others__joins_both_neighbours),
		CASE(mb_mark__mirror_without_the_option__does_nothing),
		CASE(mb_has_mirror__cleared_again__stays_set),
		CASE(mb_set_node__part_of_memory__splits_and_keeps_flags),
		CASE(mb_set_node__every_base_and_size__only_within),
		CASE(mb_set_node__reserved__leaves_memory_alone),
		CASE(mb_set_node__over_two_nodes__both_change),
		CASE(mb_set_node__nothing_there_or_same_node__changes_nothing),
		CASE(mb_set_node__array_of_another_map__panics),
		CASE(mb_set_node__number_out_of_range__is_no_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
