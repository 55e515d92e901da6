// SPDX-License-Identifier: MIT
/*
 * test_zone_defer.c - from which frame on the classic boot leaves descriptors for later.
 */
#include "zone_world.h"

static struct zone_world *deferring(const char *frames, const char *nids, unsigned int order)
{
	struct zone_world *w = drawn(frames, nids, order);

	w->policy.defers = true;
	return w;
}

static void expect_deferred(struct zone_world *w, unsigned int nid, pfn_t pfn)
{
	laid_out(w);
	assert_int_equal(w->nodes[nid].first_deferred, pfn);
}

static void bm_zones_layout__eight_gigabytes__a_section_of_the_last_zone_first(void **state)
{
	struct zone_world *w = zone_world();

	(void)state;
	needs_64_bit();
	bank(w, 0x1, 0x9f, 0);
	bank(w, 0x100, 0xbffe0, 0);
	bank(w, 0x100000, 0x240000, 0);
	x86(w);
	expect_deferred(w, 0, BM_PFN_NONE);
	w->policy.defers = true;
	expect_deferred(w, 0, 0x108000);
	w->policy.kernelcore.nr_pages = 4 * GIB_PAGES;
	expect_deferred(w, 0, 0x150000);
}

static void bm_zones_layout__one_section__nothing_is_deferred(void **state)
{
	(void)state;
	expect_deferred(deferring("mmmm", NULL, 2), 0, BM_PFN_NONE);
	expect_deferred(deferring("mmmmm", NULL, 2), 0, 4);
}

static void bm_zones_layout__start_not_on_a_section__boundary_after_a_sections_worth(void **state)
{
	(void)state;
	expect_deferred(deferring(".mmmmmmmmm", NULL, 2), 0, 8);
	expect_deferred(deferring("...mmmm", NULL, 2), 0, BM_PFN_NONE);
}

static void bm_zones_layout__holes__do_not_count(void **state)
{
	(void)state;
	expect_deferred(deferring("mm..mm..mm..mmmm", NULL, 2), 0, 8);
	expect_deferred(deferring("m...m...m...m...mmmm", NULL, 2), 0, 16);
	expect_deferred(deferring("mm..mmm.mmmm", NULL, 2), 0, 8);
}

static void bm_zones_layout__zone_below_the_nodes_end__is_never_deferred(void **state)
{
	struct zone_world *w = deferring("mmmmmmmmmmmm", NULL, 1);

	(void)state;
	zone_limit(w, BM_ZONE_DMA, 8);
	expect_deferred(w, 0, 10);
	zone_limit(w, BM_ZONE_DMA, 12);
	expect_deferred(w, 0, 2);
}

static void bm_zones_layout__two_nodes__each_counts_for_itself(void **state)
{
	struct zone_world *w = deferring("mmmmmmmm", "00001111", 1);

	(void)state;
	expect_deferred(w, 0, 2);
	expect_deferred(w, 1, 6);
}

static void bm_zones_layout__memory_without_a_node__does_not_count(void **state)
{
	(void)state;
	expect_deferred(deferring("mmmmmmmm", "0--00000", 1), 0, 4);
}

/* Linux goes over mirrored memory in Movable without counting it. */
static void bm_zones_layout__mirrored_memory_in_movable__does_not_count(void **state)
{
	const pfn_t origin = 0x100000;
	struct zone_world *w = zone_world();

	(void)state;
	needs_64_bit();
	draw_at(w, origin, "iimmiimmmm", "0011111111");
	w->policy.section_shift = 13;
	w->policy.max_order = 0;
	w->policy.mirror = true;
	w->policy.defers = true;
	expect_deferred(w, 1, origin + 6);
}

/* What is there of Normal is not of its kind, so it is not there; Movable sets the frame. */
static void bm_zones_layout__zone_without_present_pages__does_not_count(void **state)
{
	const pfn_t origin = 0x100000 - 4;
	struct zone_world *w = zone_world();

	(void)state;
	needs_64_bit();
	draw_at(w, origin, "mmmmmmmm.mmmm", NULL);
	w->policy.section_shift = 13;
	w->policy.max_order = 0;
	w->policy.mirror = true;
	w->policy.defers = true;
	zone_limit(w, BM_ZONE_DMA, 0x100000);
	laid_out(w);
	assert_int_equal(w->nodes[0].zones[BM_ZONE_NORMAL].present, 0);
	assert_int_equal(w->nodes[0].first_deferred, origin + 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			bm_zones_layout__eight_gigabytes__a_section_of_the_last_zone_first),
		cmocka_unit_test(bm_zones_layout__one_section__nothing_is_deferred),
		cmocka_unit_test(
			bm_zones_layout__start_not_on_a_section__boundary_after_a_sections_worth),
		cmocka_unit_test(bm_zones_layout__holes__do_not_count),
		cmocka_unit_test(bm_zones_layout__zone_below_the_nodes_end__is_never_deferred),
		cmocka_unit_test(bm_zones_layout__two_nodes__each_counts_for_itself),
		cmocka_unit_test(bm_zones_layout__memory_without_a_node__does_not_count),
		cmocka_unit_test(bm_zones_layout__mirrored_memory_in_movable__does_not_count),
		cmocka_unit_test(bm_zones_layout__zone_without_present_pages__does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
