// SPDX-License-Identifier: MIT
/*
 * test_zone_log.c - the log block, as real kernels print it on these machines.
 */
#include "zone_world.h"

static void expect_log(struct zone_world *w, const char *want)
{
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	assert_string_equal(w->log, want);
}

static struct zone_world *eight_gigabytes(void)
{
	struct zone_world *w = zone_world();

	needs_64_bit();
	bank(w, 0x1, 0x9f, 0);
	bank(w, 0x100, 0xbffe0, 0);
	bank(w, 0x100000, 0x240000, 0);
	x86(w);
	return w;
}

static void bm_zones_log__eight_gigabytes__as_in_linux(void **state)
{
	(void)state;
	expect_log(eight_gigabytes(),
		   "Zone ranges:\n"
		   "  DMA      [mem 0x0000000000001000-0x0000000000ffffff]\n"
		   "  DMA32    [mem 0x0000000001000000-0x00000000ffffffff]\n"
		   "  Normal   [mem 0x0000000100000000-0x000000023fffffff]\n"
		   "  Device   empty\n"
		   "Movable zone start for each node\n"
		   "Early memory node ranges\n"
		   "  node   0: [mem 0x0000000000001000-0x000000000009efff]\n"
		   "  node   0: [mem 0x0000000000100000-0x00000000bffdffff]\n"
		   "  node   0: [mem 0x0000000100000000-0x000000023fffffff]\n"
		   "Initmem setup node 0 [mem 0x0000000000001000-0x000000023fffffff]\n"
		   "On node 0, zone DMA: 1 pages in unavailable ranges\n"
		   "On node 0, zone DMA: 97 pages in unavailable ranges\n"
		   "On node 0, zone Normal: 32 pages in unavailable ranges\n");
}

static void bm_zones_log__kernelcore_4g__has_a_movable_start(void **state)
{
	struct zone_world *w = eight_gigabytes();

	(void)state;
	w->policy.kernelcore.nr_pages = 4 * GIB_PAGES;
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "Movable zone start for each node\n"
				       "  Node 0: 0x0000000140400000\n"
				       "Early memory node ranges\n"));
}

static struct zone_world *node_1_without_memory(void)
{
	struct zone_world *w = zone_world();

	bank(w, 0x40000, 0x50000, 0);
	bank(w, 0x50000, 0x60000, 2);
	w->nodes[1].possible = true;
	w->policy.zones = 1u << BM_ZONE_DMA32 | 1u << BM_ZONE_HIGHMEM;
	w->policy.limit[BM_ZONE_DMA32] = 0x60000;
	w->policy.limit[BM_ZONE_NORMAL] = 0x60000;
	return w;
}

static void bm_zones_log__node_without_memory__one_line(void **state)
{
	(void)state;
	expect_log(node_1_without_memory(),
		   "Zone ranges:\n"
		   "  DMA32    [mem 0x0000000040000000-0x000000005fffffff]\n"
		   "  Normal   empty\n"
		   "  HighMem  empty\n"
		   "Movable zone start for each node\n"
		   "Early memory node ranges\n"
		   "  node   0: [mem 0x0000000040000000-0x000000004fffffff]\n"
		   "  node   2: [mem 0x0000000050000000-0x000000005fffffff]\n"
		   "Initmem setup node 0 [mem 0x0000000040000000-0x000000004fffffff]\n"
		   "Initmem setup node 1 as memoryless\n"
		   "Initmem setup node 2 [mem 0x0000000050000000-0x000000005fffffff]\n");
}

static void bm_zones_log__node_without_memory_in_6_1__two_lines(void **state)
{
	struct zone_world *w = node_1_without_memory();

	(void)state;
	w->policy.absent_twice = true;
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "0x000000004fffffff]\n"
				       "Initializing node 1 as memoryless\n"
				       "Initmem setup node 1 as memoryless\n"
				       "Initmem setup node 2 "));
}

static void bm_zones_log__node_numbers__are_padded_to_three(void **state)
{
	static struct bm_node nodes[BM_MAX_NODES];
	struct zone_world *w = zone_world();

	(void)state;
	bm_zones_init(&w->zones, nodes, BM_MAX_NODES);
	bank(w, 0x8000, 0x10000, 7);
	bank(w, 0x10000, 0x18000, 42);
	bank(w, 0x18000, 0x20000, 123);
	bank(w, 0x20000, 0x28000, NUMA_NO_NODE);
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "  node   7: [mem "));
	assert_non_null(strstr(w->log, "  node  42: [mem "));
	assert_non_null(strstr(w->log, "  node 123: [mem "));
	assert_non_null(strstr(w->log, "  node  -1: [mem "));
}

/* --- zonelists ------------------------------------------------------------------------ */

/* Real: a PC with 3 GiB on node 0 and a second node without memory. */
static struct zone_world *three_gigabytes(void)
{
	struct zone_world *w = zone_world();

	bank(w, 0x1, 0x9f, 0);
	bank(w, 0x100, 0xbffe0, 0);
	w->nodes[1].possible = true;
	x86(w);
	w->policy.pageblock_order = 9;
	return w;
}

static void bm_zones_log_built__new_kernel__counts_what_is_present(void **state)
{
	struct zone_world *w = three_gigabytes();

	(void)state;
	laid_out(w);
	bm_zones_log_built(&w->zones, &w->port, true);
	assert_string_equal(w->log, "Built 2 zonelists, mobility grouping on.  "
				    "Total pages: 786302\n"
				    "Policy zone: DMA32\n");
}

static void bm_zones_log_built__6_1__takes_descriptors_off(void **state)
{
	struct zone_world *w = three_gigabytes();

	(void)state;
	w->policy.counts_descriptors = true;
	w->policy.dma_reserve = 158;
	laid_out(w);
	bm_zones_log_built(&w->zones, &w->port, false);
	assert_string_equal(w->log, "Built 2 zonelists, mobility grouping on.  "
				    "Total pages: 773856\n");
}

/* More than a sixteenth of holes, and descriptors are counted of what is present. */
static void bm_zones_total_pages__many_holes__descriptors_of_what_is_present(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	bank(w, 0x0, 0x1000, 0);
	bank(w, 0x2000, 0x3000, 0);
	w->policy.counts_descriptors = true;
	laid_out(w);
	assert_int_equal(w->nodes[0].spanned, 0x3000);
	assert_int_equal(bm_zones_total_pages(&w->zones), 0x2000 - 0x2000 / 64);
	w->regions[0].size = (phys_addr_t)0x1f00 << 12;
	laid_out(w);
	assert_int_equal(bm_zones_total_pages(&w->zones), 0x2f00 - 0x3000 / 64);
}

static void bm_zones_log_built__few_pages__no_grouping(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	bank(w, 0, 6 * 512 - 1, 0);
	w->policy.pageblock_order = 9;
	laid_out(w);
	bm_zones_log_built(&w->zones, &w->port, false);
	assert_non_null(strstr(w->log, "grouping off.  Total pages: 3071\n"));
	w->regions[0].size += 0x1000;
	laid_out(w);
	bm_zones_log_built(&w->zones, &w->port, false);
	assert_non_null(strstr(w->log, "grouping on.  Total pages: 3072\n"));
}

static void bm_zones_log_built__movable_memory_on_top__is_no_policy_zone(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 4);
	w->policy.kernelcore.nr_pages = 4;
	laid_out(w);
	bm_zones_log_built(&w->zones, &w->port, true);
	assert_non_null(strstr(w->log, "Policy zone: DMA\n"));
}

static void bm_zones_log_built__no_memory__names_the_lowest_zone(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	laid_out(w);
	bm_zones_log_built(&w->zones, &w->port, true);
	assert_string_equal(w->log, "Built 0 zonelists, mobility grouping off.  "
				    "Total pages: 0\nPolicy zone: DMA\n");
}

static void bm_zones_log__no_port__is_silent(void **state)
{
	struct zone_world *w = drawn("mm..mm", NULL, 2);

	(void)state;
	w->mb.port = NULL;
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	bm_zones_log_fallback(&w->zones, NULL);
	w->port.log = NULL;
	bm_zones_log_fallback(&w->zones, &w->port);
	assert_int_equal(w->log_len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zones_log__eight_gigabytes__as_in_linux),
		cmocka_unit_test(bm_zones_log__kernelcore_4g__has_a_movable_start),
		cmocka_unit_test(bm_zones_log__node_without_memory__one_line),
		cmocka_unit_test(bm_zones_log__node_without_memory_in_6_1__two_lines),
		cmocka_unit_test(bm_zones_log__node_numbers__are_padded_to_three),
		cmocka_unit_test(bm_zones_log_built__new_kernel__counts_what_is_present),
		cmocka_unit_test(bm_zones_log_built__6_1__takes_descriptors_off),
		cmocka_unit_test(
			bm_zones_total_pages__many_holes__descriptors_of_what_is_present),
		cmocka_unit_test(bm_zones_log_built__few_pages__no_grouping),
		cmocka_unit_test(bm_zones_log_built__movable_memory_on_top__is_no_policy_zone),
		cmocka_unit_test(bm_zones_log_built__no_memory__names_the_lowest_zone),
		cmocka_unit_test(bm_zones_log__no_port__is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
