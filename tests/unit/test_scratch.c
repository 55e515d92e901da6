// SPDX-License-Identifier: MIT
/*
 * test_scratch.c - how large scratch areas are, and where they go.
 */
#include "harness.h"

#include <string.h>

#include <bootmem/persist.h>

#define ALIGN (2 * WORLD_PAGE)

static phys_addr_t node_sizes[2];

static struct bm_scratch_plan plan_below(phys_addr_t low_limit)
{
	struct bm_scratch_plan plan = { .low_limit = low_limit, .align = ALIGN,
					.node = node_sizes, .nr_nodes = 2 };

	return plan;
}

static void take(struct world *w, unsigned int page, unsigned int nr, int nid)
{
	ok(mb_reserve_node(&w->mb, at(w, page), span(w, nr), nid, MEMBLOCK_RSRV_KERN));
}

static void bm_scratch_size__percent__is_of_what_the_kernel_took(void **state)
{
	struct world *w = world_of_nodes(".mmmmmmmmmmmmmmm", ".000000001111111");
	struct bm_scratch_plan plan = plan_below(at(w, 8));

	(void)state;
	take(w, 2, 2, 0);
	take(w, 10, 3, 1);
	ok(mb_reserve(&w->mb, at(w, 5), span(w, 1)));
	bm_scratch_size(&plan, &w->mb, 200);
	expect_addr(plan.low, span(w, 4));
	expect_addr(plan.global, span(w, 10) - span(w, 4));
	expect_addr(plan.node[0], span(w, 4));
	expect_addr(plan.node[1], span(w, 6));
	bm_scratch_size(&plan, &w->mb, 50);
	expect_addr(plan.low, ALIGN);
	expect_addr(plan.global, span(w, 4) - ALIGN);
	expect_addr(plan.node[1], ALIGN);
	bm_scratch_size(&plan, &w->mb, 0);
	expect_addr(plan.low + plan.global + plan.node[0] + plan.node[1], 0);
}

static void bm_scratch_place__all_fit__low_global_and_one_a_node(void **state)
{
	struct world *w = world_of_nodes(".mmmmmmmmmmmmmmm", ".000000001111111");
	struct bm_scratch_plan plan = plan_below(at(w, 6));
	struct bm_range areas[4];

	(void)state;
	plan.low = ALIGN;
	plan.global = ALIGN;
	plan.node[0] = ALIGN;
	plan.node[1] = 0;
	assert_int_equal(bm_scratch_place(&plan, &w->mb, areas, 4), 3);
	expect_addr(areas[0].start, at(w, 4));
	expect_addr(areas[1].start, at(w, 14));
	expect_addr(areas[2].start, at(w, 6));
	expect_reserved(w, "....kkkk......kk");
}

static void bm_scratch_place__one_does_not_fit__none_is_taken(void **state)
{
	struct world *w = world_of_nodes(".mmmmmmmmmmmmmmm", ".000000001111111");
	struct bm_scratch_plan plan = plan_below(at(w, 6));
	struct bm_range areas[4];

	(void)state;
	plan.low = ALIGN;
	plan.global = ALIGN;
	plan.node[0] = ALIGN;
	plan.node[1] = 8 * WORLD_PAGE;
	refused(BM_ENOMEM, bm_scratch_place(&plan, &w->mb, areas, 4));
	plan.node[1] = ALIGN;
	refused(BM_ENOSPC, bm_scratch_place(&plan, &w->mb, areas, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_scratch_size__percent__is_of_what_the_kernel_took),
		CASE(bm_scratch_place__all_fit__low_global_and_one_a_node),
		CASE(bm_scratch_place__one_does_not_fit__none_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
