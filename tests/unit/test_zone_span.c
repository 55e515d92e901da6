// SPDX-License-Identifier: MIT
/*
 * test_zone_span.c - how far zones reach, and what of it is memory.
 */
#include "zone_world.h"

static void bm_zones_layout__eight_gigabytes__spans_as_in_linux(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	needs_64_bit();
	bank(w, 0x1, 0x9f, 0);
	bank(w, 0x100, 0xbffe0, 0);
	bank(w, 0x100000, 0x240000, 0);
	x86(w);
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_DMA, 1, 0x1000, 3998);
	expect_zone(w, 0, BM_ZONE_DMA32, 0x1000, 0x100000, 782304);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0x100000, 0x240000, 1310720);
	assert_int_equal(w->nodes[0].zones[BM_ZONE_DMA].spanned, 4095);
	assert_int_equal(w->nodes[0].spanned, 2359295);
	assert_int_equal(w->nodes[0].present, 2097022);
	assert_int_equal(w->zones.nr_pages, 2097022);
	assert_int_equal(w->zones.nr_unzoned, 0);
	assert_int_equal(bm_zone_of(&w->nodes[0], 0x9e, false), BM_ZONE_DMA);
	assert_int_equal(bm_zone_of(&w->nodes[0], 0x9e, true), BM_ZONE_DMA);
	assert_int_equal(bm_zone_of(&w->nodes[0], 0, false), BM_NR_ZONES);
	w->policy.kernelcore.nr_pages = 4 * GIB_PAGES;
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0x100000, 0x140400, 0x40400);
	expect_zone(w, 0, BM_ZONE_MOVABLE, 0x140400, 0x240000, 0xffc00);
}

static void bm_zones_layout__fresh__managed_is_present(void **state)
{
	struct zone_world *w = drawn("mm.m", NULL, 0);

	(void)state;
	laid_out(w);
	assert_int_equal(w->nodes[0].zones[BM_ZONE_NORMAL].managed, 3);
}

static void bm_zones_layout__node_within_one_zone__others_are_empty(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "00001111", 0);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 2);
	zone_limit(w, BM_ZONE_DMA32, 4);
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_DMA, 0, 2, 2);
	expect_zone(w, 0, BM_ZONE_DMA32, 2, 4, 2);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0, 0, 0);
	expect_zone(w, 1, BM_ZONE_DMA, 0, 0, 0);
	expect_zone(w, 1, BM_ZONE_DMA32, 0, 0, 0);
	expect_zone(w, 1, BM_ZONE_NORMAL, 4, 8, 4);
}

static void bm_zones_layout__memory_above_the_last_limit__is_in_no_zone(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	zone_limit(w, BM_ZONE_NORMAL, 6);
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0, 6, 6);
	assert_int_equal(w->zones.nr_unzoned, 2);
	assert_int_equal(bm_zone_of(&w->nodes[0], 5, false), BM_ZONE_NORMAL);
	assert_int_equal(bm_zone_of(&w->nodes[0], 6, false), BM_NR_ZONES);
}

static void bm_zones_layout__hotplug_in_a_low_zone__movable_cuts_all_above(void **state)
{
	struct zone_world *w = drawn("mmhhmmmm", NULL, 0);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 4);
	w->policy.movable_node = true;
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_DMA, 0, 2, 2);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0, 0, 0);
	expect_zone(w, 0, BM_ZONE_MOVABLE, 2, 8, 6);
}

static void bm_zones_layout__whole_node_movable__it_has_no_other_zone(void **state)
{
	struct zone_world *w = drawn("mmmmhhhh", "00001111", 0);

	(void)state;
	w->policy.movable_node = true;
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0, 4, 4);
	expect_zone(w, 0, BM_ZONE_MOVABLE, 0, 0, 0);
	expect_zone(w, 1, BM_ZONE_NORMAL, 0, 0, 0);
	expect_zone(w, 1, BM_ZONE_MOVABLE, 4, 8, 4);
}

/* --- kernelcore=mirror: zones that span the same frames ------------------------------- */

#define PFN_4G ((pfn_t)0x100000)

static struct zone_world *mirrored(const char *frames, const char *nids)
{
	struct zone_world *w = zone_world();

	needs_64_bit();
	draw_at(w, PFN_4G, frames, nids);
	w->policy.section_shift = 14;
	w->policy.max_order = 0;
	w->policy.mirror = true;
	return w;
}

static void bm_zones_layout__mirror__normal_and_movable_overlap(void **state)
{
	struct zone_world *w = mirrored("iimmiimm", NULL);

	(void)state;
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_NORMAL, PFN_4G, PFN_4G + 8, 4);
	expect_zone(w, 0, BM_ZONE_MOVABLE, PFN_4G + 2, PFN_4G + 8, 4);
	assert_int_equal(w->nodes[0].spanned, 14);
	assert_int_equal(w->nodes[0].present, 8);
	assert_int_equal(w->zones.nr_unzoned, 0);
}

static void bm_zone_of__overlapping_zones__by_kind_of_memory(void **state)
{
	struct zone_world *w = mirrored("iimmiimm", NULL);

	(void)state;
	laid_out(w);
	assert_int_equal(bm_zone_of(&w->nodes[0], PFN_4G + 1, true), BM_ZONE_NORMAL);
	assert_int_equal(bm_zone_of(&w->nodes[0], PFN_4G + 2, false), BM_ZONE_MOVABLE);
	assert_int_equal(bm_zone_of(&w->nodes[0], PFN_4G + 4, true), BM_ZONE_NORMAL);
	assert_int_equal(bm_zone_of(&w->nodes[0], PFN_4G + 8, true), BM_NR_ZONES);
}

/* Node 1 begins with memory that is not mirrored, so it has no Normal for what follows. */
static void bm_zones_layout__mirror_above_the_movable_start__is_movable(void **state)
{
	struct zone_world *w = mirrored("iimmmmii", "00001111");

	(void)state;
	laid_out(w);
	expect_zone(w, 1, BM_ZONE_NORMAL, 0, 0, 0);
	expect_zone(w, 1, BM_ZONE_MOVABLE, PFN_4G + 4, PFN_4G + 8, 2);
	assert_int_equal(bm_zone_of(&w->nodes[1], PFN_4G + 6, true), BM_ZONE_MOVABLE);
	assert_int_equal(w->zones.nr_unzoned, 0);
}

static void bm_zones_layout__all_mirrored__no_movable_zone(void **state)
{
	struct zone_world *w = mirrored("iiiiiiii", NULL);

	(void)state;
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_NORMAL, PFN_4G, PFN_4G + 8, 8);
	expect_zone(w, 0, BM_ZONE_MOVABLE, 0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zones_layout__eight_gigabytes__spans_as_in_linux),
		cmocka_unit_test(bm_zones_layout__fresh__managed_is_present),
		cmocka_unit_test(bm_zones_layout__node_within_one_zone__others_are_empty),
		cmocka_unit_test(bm_zones_layout__memory_above_the_last_limit__is_in_no_zone),
		cmocka_unit_test(bm_zones_layout__hotplug_in_a_low_zone__movable_cuts_all_above),
		cmocka_unit_test(bm_zones_layout__whole_node_movable__it_has_no_other_zone),
		cmocka_unit_test(bm_zones_layout__mirror__normal_and_movable_overlap),
		cmocka_unit_test(bm_zone_of__overlapping_zones__by_kind_of_memory),
		cmocka_unit_test(bm_zones_layout__mirror_above_the_movable_start__is_movable),
		cmocka_unit_test(bm_zones_layout__all_mirrored__no_movable_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
