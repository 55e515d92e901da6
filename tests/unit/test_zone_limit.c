// SPDX-License-Identifier: MIT
/*
 * test_zone_limit.c - between which frames zones can lie.
 */
#include "zone_world.h"

static void expect_limits(const struct zone_world *w, unsigned int idx, pfn_t lowest, pfn_t end)
{
	assert_int_equal(w->zones.lowest_pfn[idx], lowest);
	assert_int_equal(w->zones.end_pfn[idx], end);
}

static void bm_zone_name__each_zone__has_the_name_of_the_field(void **state)
{
	(void)state;
	assert_string_equal(bm_zone_name(BM_ZONE_DMA), "DMA");
	assert_string_equal(bm_zone_name(BM_ZONE_DMA32), "DMA32");
	assert_string_equal(bm_zone_name(BM_ZONE_NORMAL), "Normal");
	assert_string_equal(bm_zone_name(BM_ZONE_HIGHMEM), "HighMem");
	assert_string_equal(bm_zone_name(BM_ZONE_MOVABLE), "Movable");
	assert_string_equal(bm_zone_name(BM_ZONE_DEVICE), "Device");
	assert_string_equal(bm_zone_name(BM_NR_ZONES), "none");
}

static void bm_zones_layout__memory_below_and_above_4g__zones_touch(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	needs_64_bit();
	bank(w, 0x1, 0x9f, 0);
	bank(w, 0x100, 0xbffe0, 0);
	bank(w, 0x100000, 0x240000, 0);
	x86(w);
	laid_out(w);
	expect_limits(w, BM_ZONE_DMA, 0x1, 0x1000);
	expect_limits(w, BM_ZONE_DMA32, 0x1000, 0x100000);
	expect_limits(w, BM_ZONE_NORMAL, 0x100000, 0x240000);
	expect_limits(w, BM_ZONE_HIGHMEM, 0, 0);
	expect_limits(w, BM_ZONE_MOVABLE, 0, 0);
	expect_limits(w, BM_ZONE_DEVICE, 0, 0);
	assert_int_equal(w->zones.movable_zone, BM_ZONE_NORMAL);
}

static void bm_zones_layout__little_memory__upper_zones_are_impossible(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	bank(w, 0x1, 0x8000, 0);
	x86(w);
	laid_out(w);
	expect_limits(w, BM_ZONE_DMA32, 0x1000, 0x8000);
	expect_limits(w, BM_ZONE_NORMAL, 0x8000, 0x8000);
	assert_int_equal(w->zones.movable_zone, BM_ZONE_DMA32);
}

static void bm_zones_layout__memory_starts_above_a_limit__lower_zone_is_impossible(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	bank(w, 0x80000, 0xa0000, 0);
	x86(w);
	laid_out(w);
	expect_limits(w, BM_ZONE_DMA, 0x80000, 0x80000);
	expect_limits(w, BM_ZONE_DMA32, 0x80000, 0xa0000);
	assert_int_equal(w->nodes[0].zones[BM_ZONE_DMA].spanned, 0);
	expect_zone(w, 0, BM_ZONE_DMA32, 0x80000, 0xa0000, 0x20000);
}

static void bm_zones_layout__highmem__is_where_movable_comes_from(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 2);
	zone_limit(w, BM_ZONE_NORMAL, 5);
	zone_limit(w, BM_ZONE_HIGHMEM, 8);
	w->policy.kernelcore.nr_pages = 6;
	laid_out(w);
	assert_int_equal(w->zones.movable_zone, BM_ZONE_HIGHMEM);
	expect_zone(w, 0, BM_ZONE_DMA, 0, 2, 2);
	expect_zone(w, 0, BM_ZONE_NORMAL, 2, 5, 3);
	expect_zone(w, 0, BM_ZONE_HIGHMEM, 5, 6, 1);
	expect_zone(w, 0, BM_ZONE_MOVABLE, 6, 8, 2);
}

static void bm_zones_layout__limit_of_movable_or_device__is_not_looked_at(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	zone_limit(w, BM_ZONE_NORMAL, 8);
	zone_limit(w, BM_ZONE_MOVABLE, 9);
	zone_limit(w, BM_ZONE_DEVICE, 9);
	laid_out(w);
	expect_limits(w, BM_ZONE_MOVABLE, 0, 0);
	expect_limits(w, BM_ZONE_DEVICE, 0, 0);
}

/*
 * The lower end is rounded down, as in Linux: the first zone begins in a page that is not whole.
 */
static void bm_zones_layout__first_page_not_whole__zone_starts_in_it(void **state)
{
	struct zone_world *w = drawn("mmmm", NULL, 0);

	(void)state;
	w->regions[0].base = 0x800;
	w->regions[0].size = 0x3800;
	laid_out(w);
	expect_limits(w, BM_ZONE_NORMAL, 0, BM_PFN_NONE >> 12);
	assert_int_equal(w->nodes[0].start_pfn, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zone_name__each_zone__has_the_name_of_the_field),
		cmocka_unit_test(bm_zones_layout__memory_below_and_above_4g__zones_touch),
		cmocka_unit_test(bm_zones_layout__little_memory__upper_zones_are_impossible),
		cmocka_unit_test(
			bm_zones_layout__memory_starts_above_a_limit__lower_zone_is_impossible),
		cmocka_unit_test(bm_zones_layout__highmem__is_where_movable_comes_from),
		cmocka_unit_test(bm_zones_layout__limit_of_movable_or_device__is_not_looked_at),
		cmocka_unit_test(bm_zones_layout__first_page_not_whole__zone_starts_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
