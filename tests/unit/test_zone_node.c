// SPDX-License-Identifier: MIT
/*
 * test_zone_node.c - which frames belong to which node.
 */
#include "zone_world.h"

static void expect_node(const struct zone_world *w, unsigned int nid, pfn_t start_pfn,
			pfn_t end_pfn)
{
	assert_int_equal(w->nodes[nid].nid, nid);
	assert_int_equal(w->nodes[nid].start_pfn, start_pfn);
	assert_int_equal(w->nodes[nid].end_pfn, end_pfn);
}

static void bm_zones_layout__no_memory_has_a_node__all_is_node_0(void **state)
{
	struct zone_world *w = drawn("..mmm..mm.", NULL, 0);

	(void)state;
	laid_out(w);
	expect_node(w, 0, 2, 9);
	assert_true(w->nodes[0].possible);
	assert_int_equal(w->zones.nr_pages, 5);
	assert_int_equal(w->zones.nr_unzoned, 0);
	expect_zone(w, 0, BM_ZONE_NORMAL, 2, 9, 5);
}

static void bm_zones_layout__some_memory_has_a_node__the_rest_is_left_out(void **state)
{
	struct zone_world *w = drawn("mmmmmmmmm", "000--1111", 0);

	(void)state;
	laid_out(w);
	expect_node(w, 0, 0, 3);
	expect_node(w, 1, 5, 9);
	assert_int_equal(w->zones.nr_pages, 9);
	assert_int_equal(w->zones.nr_unzoned, 2);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "  node  -1: [mem 0x0000000000003000-"
				       "0x0000000000004fff]\n"));
	assert_non_null(strstr(w->log, "On node 1, zone Normal: 2 pages in unavailable ranges\n"));
}

static void bm_zones_layout__nodes_interleave__ranges_overlap(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "00110011", 0);

	(void)state;
	laid_out(w);
	expect_node(w, 0, 0, 6);
	expect_node(w, 1, 2, 8);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0, 6, 4);
	expect_zone(w, 1, BM_ZONE_NORMAL, 2, 8, 4);
}

static void bm_zones_layout__less_than_a_page__makes_no_node(void **state)
{
	struct zone_world *w = drawn("mmmm", "0001", 0);

	(void)state;
	w->regions[1].base += 0x10;
	w->regions[1].size -= 0x10;
	laid_out(w);
	expect_node(w, 0, 0, 3);
	expect_node(w, 1, 0, 0);
	assert_true(bm_node_is_memoryless(&w->nodes[1]));
	assert_false(w->nodes[1].possible);
	assert_int_equal(w->zones.nr_pages, 3);
}

static void bm_zones_layout__possible_without_memory__stays_possible(void **state)
{
	struct zone_world *w = drawn("mmmm", "0011", 0);

	(void)state;
	w->nodes[2].possible = true;
	laid_out(w);
	expect_node(w, 2, 0, 0);
	assert_true(w->nodes[2].possible);
	assert_false(w->nodes[3].possible);
	assert_int_equal(w->nodes[2].spanned, 0);
}

static void bm_zones_layout__node_beyond_the_storage__is_refused(void **state)
{
	struct zone_world *w = drawn("mmmm", "0077", 0);

	(void)state;
	laid_out(w);
	bm_zones_init(&w->zones, w->nodes, 7);
	assert_int_equal(bm_zones_layout(&w->zones, &w->mb, &w->policy), -BM_ENOSPC);
}

static void bm_zones_layout__number_that_is_no_node__counts_as_none(void **state)
{
	struct zone_world *w = drawn("mmmm", "0011", 0);

	(void)state;
	w->regions[1].nid = BM_MAX_NODES;
	laid_out(w);
	assert_int_equal(w->zones.nr_unzoned, 2);
}

static void bm_zones_layout__nomap_and_hotplug__count_as_memory(void **state)
{
	struct zone_world *w = drawn("mmnnhh", NULL, 0);

	(void)state;
	laid_out(w);
	expect_zone(w, 0, BM_ZONE_NORMAL, 0, 6, 6);
}

static void bm_zones_layout__as_many_nodes_as_there_can_be__all_laid_out(void **state)
{
	static struct memblock_region regions[BM_MAX_NODES];
	static struct bm_node nodes[BM_MAX_NODES];
	static uint16_t fallback[BM_MAX_NODES * BM_MAX_NODES];
	struct zone_world *w = drawn("m", NULL, 0);
	unsigned int nid;
	unsigned int nr;

	(void)state;
	w->mb.memory.regions = regions;
	w->mb.memory.cnt = BM_MAX_NODES;
	for (nid = 0; nid < BM_MAX_NODES; nid++) {
		regions[nid].base = (phys_addr_t)nid << 14;
		regions[nid].size = (phys_addr_t)4 << 12;
		regions[nid].nid = (int)nid;
	}
	bm_zones_init(&w->zones, nodes, BM_MAX_NODES);
	w->zones.fallback = fallback;
	w->policy.kernelcore.percent = 50;
	laid_out(w);
	for (nid = 0; nid < BM_MAX_NODES; nid++) {
		assert_int_equal(nodes[nid].movable_start, 4 * (pfn_t)nid + 2);
		assert_int_equal(nodes[nid].zones[BM_ZONE_NORMAL].present, 2);
		assert_int_equal(bm_zones_fallback(&w->zones, nid, &nr)[0], nid);
		assert_int_equal(nr, BM_MAX_NODES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zones_layout__no_memory_has_a_node__all_is_node_0),
		cmocka_unit_test(bm_zones_layout__some_memory_has_a_node__the_rest_is_left_out),
		cmocka_unit_test(bm_zones_layout__nodes_interleave__ranges_overlap),
		cmocka_unit_test(bm_zones_layout__less_than_a_page__makes_no_node),
		cmocka_unit_test(bm_zones_layout__possible_without_memory__stays_possible),
		cmocka_unit_test(bm_zones_layout__node_beyond_the_storage__is_refused),
		cmocka_unit_test(bm_zones_layout__number_that_is_no_node__counts_as_none),
		cmocka_unit_test(bm_zones_layout__nomap_and_hotplug__count_as_memory),
		cmocka_unit_test(bm_zones_layout__as_many_nodes_as_there_can_be__all_laid_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
