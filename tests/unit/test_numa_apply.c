// SPDX-License-Identifier: MIT
/*
 * test_numa_apply.c - nodes in the map, and what happens when a source will not do.
 */
#include "nodes.h"
#include "shortage.h"

static struct bm_numa_block node_work[2 * NODES_BLOCKS];

/* --- applying ------------------------------------------------------------------------------ */

static void bm_numa_apply__memory_and_reservations__get_nodes(void **state)
{
	struct world *w = world("mmrrrrmm");

	(void)state;
	nodes_start();
	block(w, 0, 0, 4);
	block(w, 1, 4, 8);
	assert_int_equal(bm_numa_apply_partial(&nodes, &w->mb, true), 0);
	expect_nodes(w, "00001111");
	expect_reserved_nodes(w, "..0011..");
}

/* What the kernel has taken pins its node; others stay removable. */
static void bm_numa_apply__reservation_on_a_node__makes_it_unremovable(void **state)
{
	struct world *w = world("hhhhhhhh");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 1)));
	nodes_start();
	block(w, 0, 0, 4);
	block(w, 1, 4, 8);
	assert_int_equal(bm_numa_apply_partial(&nodes, &w->mb, true), 0);
	expect_memory(w, "mmmmhhhh");
}

static void bm_numa_apply__memory_only__leaves_the_rest(void **state)
{
	struct world *w = world("hhrr");

	(void)state;
	nodes_start();
	block(w, 3, 0, 4);
	assert_int_equal(bm_numa_apply_partial(&nodes, &w->mb, false), 0);
	expect_nodes(w, "3333");
	expect_reserved_nodes(w, "..--");
	expect_memory(w, "hhmm");
}

/* --- sources ------------------------------------------------------------------------------- */

/* What a source tells: blocks as triples nid, first, end; after a negative nid its result. */
static int from_list(void *ctx, struct bm_numa *numa)
{
	const int *list = ctx;
	struct bm_fw_sink sink = bm_numa_sink(numa);

	for (; list[0] >= 0; list += 3) {
		struct bm_fw_range range = { (phys_addr_t)list[1] * WORLD_PAGE,
					     (phys_addr_t)list[2] * WORLD_PAGE,
					     BM_FW_USABLE,
					     BM_FW_HOTPLUG,
					     (uint32_t)list[0],
					     0,
					     0,
					     0,
					     0,
					     { NULL, 0 } };
		int err = sink.range(sink.ctx, &range);

		if (err)
			return err;
	}
	return list[1];
}

static int good[] = { 7, 0, 4, 8, 4, 8, -1, 0 };
static int conflicting[] = { 7, 0, 5, 8, 4, 8, -1, 0 };
static int leaving_out[] = { 7, 0, 4, 8, 5, 8, -1, 0 };
static int failing[] = { 7, 0, 4, -1, -BM_EBADMSG };
static int empty[] = { -1, 0 };

static struct bm_numa_plan plan_of(const struct world *w, const struct bm_numa_source *sources,
				   unsigned int nr)
{
	struct bm_numa_plan plan = { 0 };

	plan.span = whole(w);
	plan.dummy = whole(w);
	plan.sources = sources;
	plan.nr_sources = nr;
	return plan;
}

static int set_up(struct world *w, int *list)
{
	struct bm_numa_source source = { list, from_list };
	struct bm_numa_plan plan = plan_of(w, &source, 1);

	nodes_start();
	nodes.event = NULL;
	return bm_numa_set_up(&nodes, &w->mb, &plan);
}

static void bm_numa_set_up__good_source__is_in_force(void **state)
{
	struct world *w = world("mmmmmmmm");

	(void)state;
	assert_int_equal(set_up(w, good), 0);
	expect_nodes(w, "00001111");
	expect_memory(w, "hhhhhhhh");
	assert_int_equal(nodes.nr_nodes, 2);
	assert_int_equal(node_domains[0], 7);
}

/* catalogue R113d, R113f: every way to fail ends in one node, without a trace of what failed. */
static void bm_numa_set_up__source_that_will_not_do__one_node(void **state)
{
	int *lists[] = { conflicting, leaving_out, failing, empty };
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct world *w = world("mmmmmmmm");

		assert_int_equal(set_up(w, lists[i]), 0);
		expect_nodes(w, "00000000");
		expect_memory(w, "mmmmmmmm");
		assert_int_equal(nodes.nr_nodes, 1);
	}
}

static void bm_numa_set_up__second_source__after_the_first_failed(void **state)
{
	struct world *w = world("mmmmmmmm");
	struct bm_numa_source sources[] = { { conflicting, from_list }, { good, from_list } };
	struct bm_numa_plan plan = plan_of(w, sources, 2);

	(void)state;
	nodes_start();
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), 0);
	expect_nodes(w, "00001111");
}

static void bm_numa_set_up__off__no_source_is_asked(void **state)
{
	struct world *w = world_of_nodes("hhhhhhhh", "00112233");
	struct bm_numa_source source = { good, from_list };
	struct bm_numa_plan plan = plan_of(w, &source, 1);

	(void)state;
	plan.off = true;
	nodes_start();
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), 0);
	expect_nodes(w, "00000000");
	expect_memory(w, "mmmmmmmm");
	expect_node_events("off -1 0-0 0-0 0\ndummy 0 0-8000 0-0 0\n");
}

static void bm_numa_set_up__memory_without_node__within_the_slack(void **state)
{
	struct world *w = world("mmmmmmmm");
	struct bm_numa_source source = { leaving_out, from_list };
	struct bm_numa_plan plan = plan_of(w, &source, 1);

	(void)state;
	nodes_start();
	plan.slack = WORLD_PAGE;
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), 0);
	expect_nodes(w, "0000-111");
	plan.by_blocks = true;
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), 0);
	expect_nodes(w, "00000000");
	plan.slack = WORLD_PAGE + 1;
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), 0);
	expect_nodes(w, "0000-111");
}

static void bm_numa_set_up__memory_only__hotplug_is_not_touched(void **state)
{
	struct world *w = world("hhmm");
	struct bm_numa_plan plan = plan_of(w, NULL, 0);

	(void)state;
	plan.memory_only = true;
	nodes_start();
	ok(mb_reserve(&w->mb, at(w, 0), span(w, 1)));
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), 0);
	expect_memory(w, "hhmm");
	expect_reserved_nodes(w, "-...");
}

static void bm_numa_set_up__no_memory_at_all__is_fine(void **state)
{
	struct world *w = world("....");

	(void)state;
	assert_int_equal(set_up(w, good), 0);
	assert_int_equal(nodes.nr_blocks, 0);
}

static void bm_numa_set_up__fake_that_fails__real_nodes_stay(void **state)
{
	struct world *w = world("mmmmmmmm");
	struct bm_numa_source source = { good, from_list };
	struct bm_numa_plan plan = plan_of(w, &source, 1);

	(void)state;
	nodes_start();
	plan.fake.spec = bm_str("4", 1);
	plan.fake.span = plan.span;
	plan.fake.work = node_work;
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), 0);
	expect_nodes(w, "00001111");
	assert_non_null(strstr(node_events, "fake failed"));
}

static void bm_numa_set_up__not_even_a_block__says_so(void **state)
{
	struct world *w = world("mmmm");
	struct bm_numa_plan plan = plan_of(w, NULL, 0);

	(void)state;
	nodes_start();
	nodes.room.max_blocks = 0;
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), -BM_ENOSPC);
}

/* The map has no slot for a border between nodes, nor room to grow. */
static void bm_numa_set_up__no_slot_left__is_no_memory(void **state)
{
	struct world *w = world_at(0, 2, "m", NULL);
	struct bm_numa_source source = { good, from_list };
	struct bm_numa_plan plan = plan_of(w, &source, 1);

	(void)state;
	nodes_start();
	ok(mb_add(&w->mb, 0, 8 * WORLD_PAGE));
	ok(mb_reserve(&w->mb, 0, 8 * WORLD_PAGE));
	plan.span.end = 8 * WORLD_PAGE;
	assert_int_equal(bm_numa_set_up(&nodes, &w->mb, &plan), -BM_ENOMEM);
	assert_null(mb_check(&w->mb));
}

/* --- shortages ----------------------------------------------------------------------------- */

static int some_memory(struct memblock *mb)
{
	return mb_add(mb, 0, 8 * WORLD_PAGE) || mb_reserve(mb, WORLD_PAGE, 6 * WORLD_PAGE);
}

static int nodes_of_a_mix(struct memblock *mb)
{
	static int mixed[] = { 7, 0, 2, 8, 2, 4, 7, 4, 6, 8, 6, 8, -1, 0 };
	struct bm_numa_source source = { mixed, from_list };
	struct bm_numa_plan plan = { 0 };

	nodes_start();
	plan.span.end = 8 * WORLD_PAGE;
	plan.dummy.end = 8 * WORLD_PAGE;
	plan.sources = &source;
	plan.nr_sources = 1;
	return bm_numa_set_up(&nodes, mb, &plan);
}

/* The reservation is on one node only, so clearing HOTPLUG there splits nothing. */
static int nodes_of_a_half(struct memblock *mb)
{
	static int half[] = { 7, 0, 4, 8, 4, 8, -1, 0 };
	struct bm_numa_source source = { half, from_list };
	struct bm_numa_plan plan = { 0 };

	nodes_start();
	plan.memory_only = true;
	plan.span.end = 8 * WORLD_PAGE;
	plan.dummy.end = 8 * WORLD_PAGE;
	plan.sources = &source;
	plan.nr_sources = 1;
	return bm_numa_set_up(&nodes, mb, &plan);
}

static void bm_numa_set_up__every_shortage_of_slots__is_told(void **state)
{
	(void)state;
	every_shortage(some_memory, nodes_of_a_mix);
	every_shortage(some_memory, nodes_of_a_half);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_numa_apply__memory_and_reservations__get_nodes),
		CASE(bm_numa_apply__reservation_on_a_node__makes_it_unremovable),
		CASE(bm_numa_apply__memory_only__leaves_the_rest),
		CASE(bm_numa_set_up__good_source__is_in_force),
		CASE(bm_numa_set_up__source_that_will_not_do__one_node),
		CASE(bm_numa_set_up__second_source__after_the_first_failed),
		CASE(bm_numa_set_up__off__no_source_is_asked),
		CASE(bm_numa_set_up__memory_without_node__within_the_slack),
		CASE(bm_numa_set_up__memory_only__hotplug_is_not_touched),
		CASE(bm_numa_set_up__no_memory_at_all__is_fine),
		CASE(bm_numa_set_up__fake_that_fails__real_nodes_stay),
		CASE(bm_numa_set_up__not_even_a_block__says_so),
		CASE(bm_numa_set_up__no_slot_left__is_no_memory),
		CASE(bm_numa_set_up__every_shortage_of_slots__is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
