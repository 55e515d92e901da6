// SPDX-License-Identifier: MIT
/*
 * test_zone_movable.c - where ZONE_MOVABLE starts, by table.
 *
 * The first table holds starts that real kernels of several versions give for these machines; the
 * others pin the corners of the rules one at a time.
 */
#include "zone_world.h"

/* --- machines ------------------------------------------------------------------------- */

static void one_node_8g(struct zone_world *w)
{
	bank(w, 0x1, 0x9f, 0);
	bank(w, 0x100, 0xbffe0, 0);
	bank(w, 0x100000, 0x240000, 0);
}

static void two_nodes_16g(struct zone_world *w)
{
	bank(w, 0x100, 0xc0000, 0);
	bank(w, 0x100000, 0x240000, 0);
	bank(w, 0x240000, 0x440000, 1);
}

static void small_node_between(struct zone_world *w)
{
	bank(w, 0x80000, 0x180000, 0);
	bank(w, 0x1000000, 0x1040000, 1);
	bank(w, 0x2000000, 0x2200000, 2);
}

static void across_4g(struct zone_world *w)
{
	bank(w, 0x80000, 0x180000, 0);
}

static void half_gib(struct zone_world *w)
{
	bank(w, 0x1, 0x9f, 0);
	bank(w, 0x100, 0x7ffe0, 0);
}

struct vector {
	void (*machine)(struct zone_world *w);
	struct bm_zone_amount kernelcore;
	struct bm_zone_amount movablecore;
	pfn_t start[3];
};

static void run(const struct vector *v)
{
	struct zone_world *w = zone_world();
	unsigned int nid;

	v->machine(w);
	x86(w);
	w->policy.kernelcore = v->kernelcore;
	w->policy.movablecore = v->movablecore;
	laid_out(w);
	for (nid = 0; nid < 3; nid++)
		assert_int_equal(w->nodes[nid].movable_start, v->start[nid]);
}

#define PAGES(n) { (n), 0 }
#define PERCENT(p) { 0, (p) }
#define NOTHING { 0, 0 }

static const struct vector vectors[] = {
	{ one_node_8g, PAGES(2 * GIB_PAGES), NOTHING, { 0x100000 } },
	{ one_node_8g, PAGES(4 * GIB_PAGES), NOTHING, { 0x140400 } },
	{ one_node_8g, PERCENT(30), NOTHING, { 0x100000 } },
	{ one_node_8g, NOTHING, PAGES(2 * GIB_PAGES), { 0x1c0000 } },
	{ one_node_8g, NOTHING, PAGES(MIB_PAGES), { 0x23fc00 } },
	{ one_node_8g, NOTHING, PERCENT(100), { 0 } },
	{ two_nodes_16g, PAGES(4 * GIB_PAGES), NOTHING, { 0x120400, 0x260400 } },
	{ two_nodes_16g, PAGES(10 * GIB_PAGES), NOTHING, { 0x180400, 0x380000 } },
	{ two_nodes_16g, NOTHING, PAGES(4 * GIB_PAGES), { 0x1c0400, 0x3c0000 } },
	{ small_node_between, PAGES(6 * GIB_PAGES), NOTHING, { 0x120000, 0, 0x20a0000 } },
	{ across_4g, PAGES(GIB_PAGES), NOTHING, { 0x100000 } },
	{ half_gib, PAGES(512 * MIB_PAGES), NOTHING, { 0x20400 } },
};

static void bm_zones_layout__known_machines__movable_starts_as_in_linux(void **state)
{
	size_t i;

	(void)state;
	needs_64_bit();
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		run(&vectors[i]);
}

/* --- amounts -------------------------------------------------------------------------- */

static void expect_none(struct zone_world *w, enum bm_movable_rule rule)
{
	unsigned int nid;

	laid_out(w);
	assert_int_equal(w->zones.rule, rule);
	for (nid = 0; nid < ZONE_WORLD_NODES; nid++)
		assert_int_equal(w->nodes[nid].movable_start, 0);
}

static void bm_zones_layout__no_amount__no_movable_zone(void **state)
{
	(void)state;
	expect_none(drawn("mmmmmmmm", NULL, 0), BM_MOVABLE_NOT_ASKED);
}

static void bm_zones_layout__kernelcore_of_everything__no_movable_zone(void **state)
{
	struct zone_world *w = drawn("mmmm.mmm", NULL, 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 7;
	expect_none(w, BM_MOVABLE_ALL_KERNEL);
	w->policy.kernelcore.nr_pages = BM_PFN_NONE;
	expect_none(w, BM_MOVABLE_ALL_KERNEL);
	w->policy.kernelcore.nr_pages = 6;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_AMOUNT);
	assert_int_equal(w->nodes[0].movable_start, 7);
}

static void bm_zones_layout__movablecore_of_everything__no_movable_zone(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	w->policy.movablecore.nr_pages = 8;
	expect_none(w, BM_MOVABLE_ALL_KERNEL);
	w->policy.movablecore.nr_pages = BM_PFN_NONE;
	expect_none(w, BM_MOVABLE_ALL_KERNEL);
	w->policy.movablecore.nr_pages = 7;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 1);
}

static void bm_zones_layout__both_amounts__the_kernel_gets_the_larger_part(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 3;
	w->policy.movablecore.nr_pages = 2;
	laid_out(w);
	assert_int_equal(w->zones.kernel_pages, 6);
	assert_int_equal(w->nodes[0].movable_start, 6);
	w->policy.movablecore.nr_pages = 7;
	laid_out(w);
	assert_int_equal(w->zones.kernel_pages, 3);
	assert_int_equal(w->nodes[0].movable_start, 3);
}

static void bm_zones_layout__percent_and_pages__percent_wins(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 2;
	w->policy.kernelcore.percent = 50;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 4);
	w->policy.kernelcore.percent = 1;
	expect_none(w, BM_MOVABLE_ALL_KERNEL);
	w->policy.kernelcore.percent = 150;
	expect_none(w, BM_MOVABLE_ALL_KERNEL);
}

static void bm_zones_layout__movablecore_of_one_page__is_rounded_up_to_a_block(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 2);

	(void)state;
	w->policy.max_order = 2;
	w->policy.movablecore.nr_pages = 1;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 4);
}

static void bm_zones_layout__start_within_the_last_block__no_movable_zone(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 2);

	(void)state;
	w->policy.max_order = 2;
	w->policy.kernelcore.nr_pages = 5;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_AMOUNT);
	assert_int_equal(w->nodes[0].movable_exact, 5);
	assert_int_equal(w->nodes[0].movable_start, 0);
}

static void bm_zones_layout__low_memory__is_all_the_kernels(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 5);
	w->policy.kernelcore.nr_pages = 2;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 5);
}

/*
 * 000111 with low 5: node 0 gives 3 although its share is 2, so node 1 has only 1 left to give.
 */
static void bm_zones_layout__node_gives_more_than_its_share__others_give_less(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "00001111", 0);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 4);
	w->policy.kernelcore.nr_pages = 6;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 0);
	assert_int_equal(w->nodes[0].movable_exact, 4);
	assert_int_equal(w->nodes[1].movable_start, 5);
}

static void bm_zones_layout__small_node__the_rest_is_shared_out_again(void **state)
{
	struct zone_world *w = drawn("mmmmmmmmmmm", "01111112222", 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 8;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_exact, 1);
	assert_int_equal(w->nodes[1].movable_start, 1 + 2 + 1);
	assert_int_equal(w->nodes[2].movable_start, 7 + 2 + 1);
	w->policy.kernelcore.nr_pages = 10;
	laid_out(w);
	assert_int_equal(w->nodes[1].movable_start, 1 + 3 + 1);
	assert_int_equal(w->nodes[2].movable_exact, 7 + 3 + 1);
	assert_int_equal(w->nodes[2].movable_start, 0);
}

/* 1 + 3 + 3 given of 9: two pages for two nodes are no reason for another round. */
static void bm_zones_layout__a_page_per_node_left__stays_movable(void **state)
{
	struct zone_world *w = drawn("mmmmmmmmmmm", "01111112222", 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 9;
	laid_out(w);
	assert_int_equal(w->nodes[1].movable_start, 1 + 3);
	assert_int_equal(w->nodes[2].movable_start, 7 + 3);
}

static void bm_zones_layout__nodes_interleave__each_gives_its_own_frames(void **state)
{
	struct zone_world *w = drawn("mmmmmmmmmmmm", "001100110011", 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 6;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 5);
	assert_int_equal(w->nodes[1].movable_start, 7);
}

static void bm_zones_layout__half_of_many_pages__is_half(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	bank(w, 0, 1000, 0);
	w->policy.max_order = 0;
	w->policy.kernelcore.percent = 50;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 500);
}

/* The share is met below the border, and the walk goes on to the first frame above. */
static void bm_zones_layout__share_met_at_the_border__starts_above_the_hole(void **state)
{
	struct zone_world *w = drawn("mmmmm..mmm", NULL, 0);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 5);
	w->policy.kernelcore.nr_pages = 3;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 7);
}

/* In the first round node 1 uses up its first range, in the second it goes on with the next. */
static void bm_zones_layout__range_used_up__next_round_goes_on_behind(void **state)
{
	struct zone_world *w = drawn("m.mm.mmmm.mmmm", "0.11.1111.2222", 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 8;
	laid_out(w);
	assert_int_equal(w->nodes[1].movable_start, 6);
	assert_int_equal(w->nodes[2].movable_start, 13);
}

static void bm_zones_layout__node_without_memory_between__is_passed_over(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "00002222", 0);

	(void)state;
	w->policy.kernelcore.nr_pages = 4;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 2);
	assert_int_equal(w->nodes[2].movable_start, 6);
}

/* All whole frames are of no node; the only node has less than a page. */
static void bm_zones_layout__no_node_has_a_frame__no_movable_zone(void **state)
{
	struct zone_world *w = drawn("mmmmm", "0----", 0);

	(void)state;
	w->regions[0].size = 0x10;
	w->policy.kernelcore.nr_pages = 2;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_AMOUNT);
	assert_int_equal(w->nodes[0].movable_start, 0);
	assert_int_equal(w->zones.nr_unzoned, 4);
}

/* --- movable_node --------------------------------------------------------------------- */

static void bm_zones_layout__movable_node__starts_at_hotplug_memory(void **state)
{
	struct zone_world *w = drawn("mmhhmhhhmm", "0000001111", 0);

	(void)state;
	w->policy.movable_node = true;
	w->policy.kernelcore.nr_pages = 1;
	w->policy.mirror = true;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_HOTPLUG);
	assert_int_equal(w->nodes[0].movable_start, 2);
	assert_int_equal(w->nodes[1].movable_start, 6);
}

static void bm_zones_layout__memory_without_a_node__starts_nothing(void **state)
{
	struct zone_world *w = drawn("mmhhhhmm", "00--1111", 0);

	(void)state;
	w->policy.movable_node = true;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 0);
	assert_int_equal(w->nodes[1].movable_start, 4);
	w->policy.movable_node = false;
	w->policy.mirror = true;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_MIRROR);
	assert_true(w->zones.low_unmirrored);
}

static void bm_zones_layout__first_region_hotplug__is_all_movable(void **state)
{
	struct zone_world *w = drawn(".hhmm", NULL, 0);

	(void)state;
	w->policy.movable_node = true;
	laid_out(w);
	assert_int_equal(w->nodes[0].movable_start, 1);
}

static void bm_zones_layout__movable_node_without_hotplug__no_movable_zone(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", NULL, 0);

	(void)state;
	w->policy.movable_node = true;
	w->policy.kernelcore.nr_pages = 3;
	expect_none(w, BM_MOVABLE_HOTPLUG);
}

/* --- kernelcore=mirror ---------------------------------------------------------------- */

#define PFN_4G ((pfn_t)0x100000)

static struct zone_world *mirrored(void)
{
	struct zone_world *w = zone_world();

	needs_64_bit();
	draw_at(w, PFN_4G - 4, "iiii" "iimm" "mmii", "0000" "0000" "1111");
	w->policy.section_shift = 14;
	w->policy.max_order = 0;
	w->policy.mirror = true;
	return w;
}

static void bm_zones_layout__mirror__starts_at_the_first_that_is_not_mirrored(void **state)
{
	struct zone_world *w = mirrored();

	(void)state;
	w->policy.movablecore.nr_pages = 3;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_MIRROR);
	assert_int_equal(w->nodes[0].movable_start, PFN_4G + 2);
	assert_int_equal(w->nodes[1].movable_start, PFN_4G + 4);
	assert_false(w->zones.low_unmirrored);
}

static void bm_zones_layout__low_memory_not_mirrored__stays_the_kernels(void **state)
{
	struct zone_world *w = mirrored();

	(void)state;
	w->regions[0].flags = MEMBLOCK_NONE;
	laid_out(w);
	assert_true(w->zones.low_unmirrored);
	assert_int_equal(w->nodes[0].movable_start, PFN_4G + 2);
	laid_out(w);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "This configuration results in unmirrored kernel memory.\n"
				       "Zone ranges:\n"));
}

static void bm_zones_layout__nothing_mirrored__old_kernels_do_it_anyway(void **state)
{
	struct zone_world *w = mirrored();
	unsigned long i;

	(void)state;
	for (i = 0; i < w->mb.memory.cnt; i++)
		w->regions[i].flags = MEMBLOCK_NONE;
	w->mb.memory.cnt = 2;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_MIRROR);
	assert_int_equal(w->nodes[0].movable_start, PFN_4G + 2);
	w->policy.mirror_strict = true;
	expect_none(w, BM_MOVABLE_NO_MIRROR);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "The system has no mirror memory, ignore "
				       "kernelcore=mirror.\nZone ranges:\n"));
}

static void bm_zones_layout__movable_node_and_mirror__hotplug_decides(void **state)
{
	struct zone_world *w = mirrored();

	(void)state;
	w->policy.movable_node = true;
	expect_none(w, BM_MOVABLE_HOTPLUG);
}

static void bm_zones_layout__not_mirrored_from_4_gib_on__is_movable(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	needs_64_bit();
	draw_at(w, PFN_4G - 4, "iiiimmmm", "00001111");
	w->policy.section_shift = 14;
	w->policy.max_order = 0;
	w->policy.mirror = true;
	laid_out(w);
	assert_int_equal(w->nodes[1].movable_start, PFN_4G);
	assert_false(w->zones.low_unmirrored);
}

static void bm_zones_layout__one_region_mirrored__is_enough(void **state)
{
	static const char *const worlds[] = { "iimmmm", "mmiimm", "mmmmii" };
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct zone_world *w = drawn(worlds[i], "001122", 0);

		w->policy.mirror = true;
		w->policy.mirror_strict = true;
		laid_out(w);
		assert_int_equal(w->zones.rule, BM_MOVABLE_MIRROR);
	}
}

static void bm_zones_layout__mirror_in_a_crash_kernel__is_ignored(void **state)
{
	struct zone_world *w = mirrored();

	(void)state;
	w->policy.kdump = true;
	laid_out(w);
	assert_int_equal(w->zones.rule, BM_MOVABLE_MIRROR);
	w->policy.mirror_strict = true;
	expect_none(w, BM_MOVABLE_KDUMP);
	bm_zones_log(&w->zones, &w->mb);
	assert_non_null(strstr(w->log, "The system is under kdump, ignore kernelcore=mirror.\n"
				       "Zone ranges:\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zones_layout__known_machines__movable_starts_as_in_linux),
		cmocka_unit_test(bm_zones_layout__no_amount__no_movable_zone),
		cmocka_unit_test(bm_zones_layout__kernelcore_of_everything__no_movable_zone),
		cmocka_unit_test(bm_zones_layout__movablecore_of_everything__no_movable_zone),
		cmocka_unit_test(bm_zones_layout__both_amounts__the_kernel_gets_the_larger_part),
		cmocka_unit_test(bm_zones_layout__percent_and_pages__percent_wins),
		cmocka_unit_test(
			bm_zones_layout__movablecore_of_one_page__is_rounded_up_to_a_block),
		cmocka_unit_test(bm_zones_layout__start_within_the_last_block__no_movable_zone),
		cmocka_unit_test(bm_zones_layout__low_memory__is_all_the_kernels),
		cmocka_unit_test(bm_zones_layout__node_gives_more_than_its_share__others_give_less),
		cmocka_unit_test(bm_zones_layout__small_node__the_rest_is_shared_out_again),
		cmocka_unit_test(bm_zones_layout__a_page_per_node_left__stays_movable),
		cmocka_unit_test(bm_zones_layout__nodes_interleave__each_gives_its_own_frames),
		cmocka_unit_test(bm_zones_layout__half_of_many_pages__is_half),
		cmocka_unit_test(bm_zones_layout__share_met_at_the_border__starts_above_the_hole),
		cmocka_unit_test(bm_zones_layout__range_used_up__next_round_goes_on_behind),
		cmocka_unit_test(bm_zones_layout__node_without_memory_between__is_passed_over),
		cmocka_unit_test(bm_zones_layout__no_node_has_a_frame__no_movable_zone),
		cmocka_unit_test(bm_zones_layout__first_region_hotplug__is_all_movable),
		cmocka_unit_test(bm_zones_layout__movable_node_and_mirror__hotplug_decides),
		cmocka_unit_test(bm_zones_layout__not_mirrored_from_4_gib_on__is_movable),
		cmocka_unit_test(bm_zones_layout__one_region_mirrored__is_enough),
		cmocka_unit_test(bm_zones_layout__movable_node__starts_at_hotplug_memory),
		cmocka_unit_test(bm_zones_layout__memory_without_a_node__starts_nothing),
		cmocka_unit_test(bm_zones_layout__movable_node_without_hotplug__no_movable_zone),
		cmocka_unit_test(bm_zones_layout__mirror__starts_at_the_first_that_is_not_mirrored),
		cmocka_unit_test(bm_zones_layout__low_memory_not_mirrored__stays_the_kernels),
		cmocka_unit_test(bm_zones_layout__nothing_mirrored__old_kernels_do_it_anyway),
		cmocka_unit_test(bm_zones_layout__mirror_in_a_crash_kernel__is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
