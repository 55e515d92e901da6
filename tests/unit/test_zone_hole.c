// SPDX-License-Identifier: MIT
/*
 * test_zone_hole.c - frames with a descriptor that are no memory, and where they count.
 */
#include "zone_world.h"

/* Each frame of a hole is drawn as the digit of the node that it counts to. */
static void expect_holes(struct zone_world *w, const char *picture)
{
	char drawn_holes[ZONE_WORLD_BANKS + 1];
	size_t nr = strlen(picture);
	struct bm_hole_iter it;
	pfn_t pfn;

	memset(drawn_holes, '.', nr);
	drawn_holes[nr] = '\0';
	laid_out(w);
	bm_for_each_hole(&it, &w->zones, &w->mb) {
		assert_true(it.start_pfn < it.end_pfn);
		assert_true(it.end_pfn <= nr);
		for (pfn = it.start_pfn; pfn < it.end_pfn; pfn++)
			drawn_holes[pfn] = (char)('0' + it.nid);
	}
	assert_string_equal(drawn_holes, picture);
}

static void bm_hole_next__no_memory__no_holes(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	expect_holes(w, "");
}

static void bm_hole_next__whole_sections__no_holes(void **state)
{
	(void)state;
	expect_holes(drawn("mmmm....mmmm", NULL, 2), "............");
}

static void bm_hole_next__hole_in_a_section__counts_to_the_node_above(void **state)
{
	(void)state;
	expect_holes(drawn("mm..mmmm", "00  1111", 3), "..11....");
}

static void bm_hole_next__below_the_first_memory__counts_to_it(void **state)
{
	(void)state;
	expect_holes(drawn(".....mmm", NULL, 2), "....0...");
}

static void bm_hole_next__after_the_last_memory__to_the_end_of_its_section(void **state)
{
	(void)state;
	expect_holes(drawn("mmmmm", NULL, 2), ".....000");
	expect_holes(drawn("mmmmm", "00111", 2), ".....111");
}

static void bm_hole_next__sections_without_memory_between__two_pieces_of_one_hole(void **state)
{
	struct zone_world *w = drawn("mmm..........m", NULL, 2);
	struct bm_hole_iter it;

	(void)state;
	laid_out(w);
	bm_hole_first(&it, &w->zones, &w->mb);
	assert_true(bm_hole_next(&it));
	assert_int_equal(it.start_pfn, 3);
	assert_int_equal(it.end_pfn, 4);
	assert_int_equal(it.hole, 1);
	assert_true(bm_hole_next(&it));
	assert_int_equal(it.start_pfn, 12);
	assert_int_equal(it.end_pfn, 13);
	assert_int_equal(it.hole, 1);
	assert_true(bm_hole_next(&it));
	assert_int_equal(it.start_pfn, 14);
	assert_int_equal(it.end_pfn, 16);
	assert_int_equal(it.hole, 2);
	assert_false(bm_hole_next(&it));
	assert_false(bm_hole_next(&it));
}

static void bm_hole_next__memory_without_a_node__is_a_hole(void **state)
{
	(void)state;
	expect_holes(drawn("mmmmmmmm", "00--1111", 2), "..11....");
	expect_holes(drawn("mmmmmmmm", "00----11", 1), "..1111..");
	expect_holes(drawn("mmmmmm", "0000--", 1), "......");
}

static void bm_hole_next__hole_below_a_zone__counts_to_that_zone(void **state)
{
	struct zone_world *w = drawn("mm......mm", NULL, 4);
	struct bm_hole_iter it;

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 4);
	laid_out(w);
	bm_hole_first(&it, &w->zones, &w->mb);
	assert_true(bm_hole_next(&it));
	assert_int_equal(it.start_pfn, 2);
	assert_int_equal(it.end_pfn, 8);
	assert_int_equal(it.idx, BM_ZONE_NORMAL);
}

static void bm_hole_next__tail__counts_to_the_highest_zone_of_the_last_node(void **state)
{
	struct zone_world *w = drawn("hhhhmmmmmhhh", "000000000000", 4);
	struct bm_hole_iter it;

	(void)state;
	w->policy.movable_node = true;
	w->regions[0].flags = MEMBLOCK_NONE;
	laid_out(w);
	bm_hole_first(&it, &w->zones, &w->mb);
	assert_true(bm_hole_next(&it));
	assert_int_equal(it.start_pfn, 12);
	assert_int_equal(it.end_pfn, 16);
	assert_int_equal(it.idx, BM_ZONE_MOVABLE);
	assert_false(bm_hole_next(&it));
}

/* A range without a whole frame has no descriptors and no line. */
static void bm_hole_next__less_than_a_page__is_not_there(void **state)
{
	struct zone_world *w = drawn("mm......mm......mm", NULL, 2);

	(void)state;
	w->regions[1].base += 0x10;
	w->regions[1].size = 0x1000;
	expect_holes(w, "..00..............00");
	bm_zones_log(&w->zones, &w->mb);
	assert_null(strstr(w->log, "[mem 0x0000000000008"));
	assert_null(strstr(w->log, "[mem 0x0000000000009"));
	w = drawn("........mm..mm..", NULL, 2);
	w->regions[0].base += 0x10;
	w->regions[0].size = 0x1000;
	expect_holes(w, "..............00");
}

static void bm_zones_log__hole_in_pieces__is_one_line(void **state)
{
	struct zone_world *w = drawn("mmm..........m", NULL, 2);

	(void)state;
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "\nOn node 0, zone Normal: 2 pages in unavailable ranges\n"
				       "On node 0, zone Normal: 2 pages in unavailable ranges\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_hole_next__no_memory__no_holes),
		cmocka_unit_test(bm_hole_next__whole_sections__no_holes),
		cmocka_unit_test(bm_hole_next__hole_in_a_section__counts_to_the_node_above),
		cmocka_unit_test(bm_hole_next__below_the_first_memory__counts_to_it),
		cmocka_unit_test(bm_hole_next__after_the_last_memory__to_the_end_of_its_section),
		cmocka_unit_test(
			bm_hole_next__sections_without_memory_between__two_pieces_of_one_hole),
		cmocka_unit_test(bm_hole_next__memory_without_a_node__is_a_hole),
		cmocka_unit_test(bm_hole_next__hole_below_a_zone__counts_to_that_zone),
		cmocka_unit_test(bm_hole_next__tail__counts_to_the_highest_zone_of_the_last_node),
		cmocka_unit_test(bm_hole_next__less_than_a_page__is_not_there),
		cmocka_unit_test(bm_zones_log__hole_in_pieces__is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
