// SPDX-License-Identifier: MIT
/*
 * test_zone_layout.c - the whole layout, on machines that are unusual or wrong.
 */
#include "zone_world.h"

static void bm_zones_init__dirty_storage__is_cleared(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	memset(&w->zones, 0x5a, sizeof(w->zones));
	memset(w->nodes, 0x5a, sizeof(w->nodes));
	bm_zones_init(&w->zones, w->nodes, 3);
	assert_int_equal(w->zones.nr_nodes, 3);
	assert_int_equal(w->nodes[2].nid, 2);
	assert_false(w->nodes[2].possible);
	assert_null(w->zones.distance);
	assert_null(w->zones.fallback);
}

static void bm_zones_init__more_nodes_than_there_can_be__is_capped(void **state)
{
	static struct bm_node nodes[BM_MAX_NODES];
	struct bm_zones zones;

	(void)state;
	bm_zones_init(&zones, nodes, BM_MAX_NODES + 1);
	assert_int_equal(zones.nr_nodes, BM_MAX_NODES);
}

static void bm_zones_layout__no_memory__every_zone_is_empty(void **state)
{
	struct zone_world *w = zone_world();
	unsigned int idx;

	(void)state;
	w->policy.zones = 0;
	w->policy.limit[BM_ZONE_NORMAL] = 0;
	w->policy.kernelcore.percent = 50;
	laid_out(w);
	assert_int_equal(w->zones.nr_pages, 0);
	for (idx = 0; idx < BM_NR_ZONES; idx++)
		expect_zone(w, 0, idx, 0, 0, 0);
	bm_zones_log(&w->zones, &w->mb);
	assert_string_equal(w->log, "Zone ranges:\n"
				    "  Normal   empty\n"
				    "Movable zone start for each node\n"
				    "Early memory node ranges\n");
}

static void bm_zones_layout__one_page__is_one_zone(void **state)
{
	struct zone_world *w = drawn("...m", NULL, 0);

	(void)state;
	x86(w);
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_DMA, 3, 4, 1);
	assert_int_equal(w->nodes[0].spanned, 1);
	assert_int_equal(w->nodes[0].present, 1);
}

static void bm_zones_layout__less_than_one_page__has_no_frames(void **state)
{
	struct zone_world *w = drawn("m", NULL, 0);

	(void)state;
	w->regions[0].size = 0x800;
	laid_out(w);
	assert_int_equal(w->zones.nr_pages, 0);
	assert_int_equal(w->nodes[0].present, 0);
}

static void bm_zones_layout__top_of_the_address_space__nothing_wraps(void **state)
{
	struct zone_world *w = zone_world();
	pfn_t top = (pfn_t)PHYS_ADDR_MAX >> 12;

	(void)state;
	bank(w, top - 8, top, 0);
	w->regions[0].size = PHYS_ADDR_MAX;
	w->policy.limit[BM_ZONE_NORMAL] = top;
	w->policy.movablecore.nr_pages = 4;
	w->policy.max_order = 0;
	w->policy.defers = true;
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_NORMAL, top - 8, top - 4, 4);
	expect_zone(w, 0, BM_ZONE_MOVABLE, top - 4, top, 4);
	assert_int_equal(w->nodes[0].first_deferred, BM_PFN_NONE);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "On node 0, zone Normal: 32759 pages"));
	assert_non_null(strstr(w->log, "On node 0, zone Movable: 1 pages"));
}

static void bm_zones_layout__called_again__starts_afresh(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "00001111", 0);
	struct bm_node before;

	(void)state;
	w->policy.kernelcore.nr_pages = 4;
	w->nodes[0].has_cpus = true;
	laid_out(w);
	before = w->nodes[1];
	laid_out(w);
	assert_memory_equal(&before, &w->nodes[1], sizeof(before));
	assert_true(w->nodes[0].has_cpus);
}

static void bm_zones_layout__nothing_asked_after_all__nothing_is_left_over(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "00001111", 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 4;
	laid_out(w);
	assert_int_equal(w->zones.kernel_pages, 4);
	w->policy.kernelcore.nr_pages = 0;
	w->policy.mirror = true;
	laid_out(w);
	assert_int_equal(w->zones.kernel_pages, 0);
	assert_true(w->zones.low_unmirrored);
	w->policy.mirror = false;
	laid_out(w);
	assert_false(w->zones.low_unmirrored);
	assert_int_equal(w->nodes[0].movable_exact, 0);
}

/* Storage that the layout was not given looks like a node with memory, and stays as it is. */
static void bm_zones_layout__storage_beyond__is_not_touched(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "00001111", 0);
	struct bm_node before;

	(void)state;
	bm_zones_init(&w->zones, w->nodes, 2);
	w->zones.fallback = w->fallback;
	memset(&w->nodes[2], 0x5a, sizeof(w->nodes[2]));
	w->nodes[2].end_pfn++;
	w->nodes[2].possible = true;
	before = w->nodes[2];
	w->policy.kernelcore.nr_pages = 4;
	w->policy.defers = true;
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	bm_zones_log_fallback(&w->zones, &w->port);
	assert_memory_equal(&before, &w->nodes[2], sizeof(before));
	assert_null(strstr(w->log, "ode 2"));
}

static void expect_refused(struct zone_world *w)
{
	assert_int_equal(bm_zones_layout(&w->zones, &w->mb, &w->policy), -BM_EINVAL);
	assert_int_equal(w->zones.nr_pages, 0);
	assert_int_equal(w->nodes[0].end_pfn, 0);
}

static void bm_zones_layout__no_storage__is_refused(void **state)
{
	struct zone_world *w = drawn("mmmm", NULL, 0);

	(void)state;
	bm_zones_init(&w->zones, w->nodes, 0);
	expect_refused(w);
}

static void bm_zones_layout__page_size_out_of_bounds__is_refused(void **state)
{
	struct zone_world *w = drawn("mmmm", NULL, 9);

	(void)state;
	w->mb.page_shift = 9;
	w->policy.page_shift = 9;
	expect_refused(w);
	w->mb.page_shift = 21;
	w->policy.page_shift = 21;
	expect_refused(w);
	w->mb.page_shift = 12;
	w->policy.page_shift = 14;
	expect_refused(w);
	w->mb.page_shift = 14;
	laid_out(w);
}

static void bm_zones_layout__section_smaller_than_a_block__is_refused(void **state)
{
	struct zone_world *w = drawn("mmmm", NULL, 0);

	(void)state;
	w->policy.max_order = 1;
	expect_refused(w);
	w->policy.max_order = ~0u;
	expect_refused(w);
	w->policy.max_order = 1;
	w->policy.section_shift = 41;
	expect_refused(w);
	w->policy.section_shift = 13;
	laid_out(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zones_init__dirty_storage__is_cleared),
		cmocka_unit_test(bm_zones_init__more_nodes_than_there_can_be__is_capped),
		cmocka_unit_test(bm_zones_layout__no_memory__every_zone_is_empty),
		cmocka_unit_test(bm_zones_layout__one_page__is_one_zone),
		cmocka_unit_test(bm_zones_layout__less_than_one_page__has_no_frames),
		cmocka_unit_test(bm_zones_layout__top_of_the_address_space__nothing_wraps),
		cmocka_unit_test(bm_zones_layout__called_again__starts_afresh),
		cmocka_unit_test(
			bm_zones_layout__nothing_asked_after_all__nothing_is_left_over),
		cmocka_unit_test(bm_zones_layout__storage_beyond__is_not_touched),
		cmocka_unit_test(bm_zones_layout__no_storage__is_refused),
		cmocka_unit_test(bm_zones_layout__page_size_out_of_bounds__is_refused),
		cmocka_unit_test(bm_zones_layout__section_smaller_than_a_block__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
