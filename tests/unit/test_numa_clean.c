// SPDX-License-Identifier: MIT
/*
 * test_numa_clean.c - blocks cut to memory, joined, set aside, or found to contradict each other.
 */
#include "nodes.h"

static void bm_numa_clean__holes_of_one_node__are_bridged(void **state)
{
	struct world *w = world("mm..mmmmmm");

	(void)state;
	nodes_start();
	block(w, 0, 0, 2);
	block(w, 0, 4, 6);
	block(w, 1, 6, 10);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), 0);
	expect_blocks(w, "0:0-6 1:6-10");
	expect_node_events("joined 0 0-2000 4000-6000 0\n");
}

/* catalogue R113a: nodes that take turns. */
static void bm_numa_clean__interleaved_nodes__stay_apart(void **state)
{
	struct world *w = world("mmmmmmmm");

	(void)state;
	nodes_start();
	block(w, 0, 0, 2);
	block(w, 0, 4, 6);
	block(w, 1, 2, 4);
	block(w, 1, 6, 8);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), 0);
	expect_blocks(w, "0:0-2 1:2-4 0:4-6 1:6-8");
	expect_node_events("");
}

/* catalogue R113b, R113c: contiguous entries in any order. */
static void bm_numa_clean__every_order_of_four__gives_the_same(void **state)
{
	static const unsigned int starts[] = { 0, 2, 4, 6 };
	unsigned int order;

	(void)state;
	for (order = 0; order < 256; order++) {
		struct world *w = world("mmmmmmmm");
		unsigned int used = 0;
		unsigned int i;

		nodes_start();
		for (i = 0; i < 4; i++) {
			unsigned int pick = order >> (2 * i) & 3;

			used |= 1u << pick;
			block(w, starts[pick] < 6 ? 0 : 1, starts[pick], starts[pick] + 2);
		}
		if (used != 15)
			continue;
		assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), 0);
		expect_blocks(w, "0:0-6 1:6-8");
	}
}

static void bm_numa_clean__without_memory_or_beyond_it__is_set_aside(void **state)
{
	struct world *w = world("mm..mm..");
	struct bm_range span = { 0, 0 };

	(void)state;
	span.end = at(w, 6);
	nodes_start();
	block(w, 0, 0, 2);
	block(w, 1, 2, 4);
	block(w, 0, 4, 8);
	block(w, 2, 8, 12);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, span), 0);
	expect_blocks(w, "0:0-6 | 1:2-4 0:6-8 2:8-12");
}

static void bm_numa_clean__below_the_span__is_cut_off(void **state)
{
	struct world *w = world("..mm");
	struct bm_range span = { 0, 0 };

	(void)state;
	span.start = at(w, 2);
	span.end = at(w, 4);
	nodes_start();
	block(w, 0, 0, 4);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, span), 0);
	expect_blocks(w, "0:2-4");
}

static void bm_numa_clean__same_node_twice__is_told_and_joined(void **state)
{
	struct world *w = world("mmmmmm");

	(void)state;
	nodes_start();
	block(w, 0, 0, 4);
	block(w, 0, 2, 6);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), 0);
	expect_blocks(w, "0:0-6");
	expect_node_events("twice 0 0-4000 2000-6000 0\njoined 0 0-4000 2000-6000 0\n");
}

static void bm_numa_clean__two_nodes_on_a_byte__is_refused(void **state)
{
	struct world *w = world("mmmmmm");

	(void)state;
	nodes_start();
	block(w, 0, 0, 6);
	block(w, 0, 1, 2);
	block(w, 1, 4, 5);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), -BM_EINVAL);
	expect_node_events("twice 0 0-6000 1000-2000 0\nconflict 0 0-6000 4000-5000 0\n");
}

static void bm_numa_clean__no_room_for_what_is_cut_off__says_so(void **state)
{
	struct world *w = world("mmmm");
	struct bm_range span = { 0, 0 };

	(void)state;
	span.end = at(w, 2);
	nodes_start();
	nodes.room.max_blocks = 2;
	block(w, 0, 0, 1);
	block(w, 1, 1, 4);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, span), -BM_ENOSPC);
}

static void bm_numa_clean__nothing_or_all_aside__is_empty(void **state)
{
	struct world *w = world("mm..");

	(void)state;
	nodes_start();
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), 0);
	expect_blocks(w, "");
	block(w, 0, 2, 4);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), 0);
	expect_blocks(w, "| 0:2-4");
	assert_int_equal(nodes.nr_blocks, 0);
}

/* The oracle: memory is on the node it was said to be on. Page 2 has none and may be bridged. */
static void bm_numa_clean__any_three_blocks__agree_with_their_bytes(void **state)
{
	unsigned int code;

	(void)state;
	for (code = 0; code < 1u << 15; code++) {
		struct world *w = world("mm.mm");
		int said[5] = { -1, -1, -1, -1, -1 };
		bool conflict = false;
		unsigned int i;
		unsigned int page;
		int err;

		nodes_start();
		for (i = 0; i < 3; i++) {
			unsigned int first = code >> (5 * i) & 3;
			unsigned int end = first + 1 + (code >> (5 * i + 2) & 1);
			int nid = (int)(code >> (5 * i + 3) & 3);

			block(w, nid, first, end);
			for (page = first; page < end; page++) {
				conflict = conflict || (said[page] >= 0 && said[page] != nid);
				said[page] = nid;
			}
		}
		err = bm_numa_clean(&nodes, &w->mb, whole(w));
		if (!conflict)
			assert_int_equal(err, 0);
		for (i = 0; !err && i < nodes.nr_blocks; i++)
			for (page = 0; page < 5; page++)
				if (page != 2 && said[page] >= 0 &&
				    node_blocks[i].start <= at(w, page) &&
				    at(w, page) < node_blocks[i].end)
					assert_int_equal(said[page], node_blocks[i].nid);
		worlds_end(NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_numa_clean__holes_of_one_node__are_bridged),
		CASE(bm_numa_clean__interleaved_nodes__stay_apart),
		CASE(bm_numa_clean__every_order_of_four__gives_the_same),
		CASE(bm_numa_clean__without_memory_or_beyond_it__is_set_aside),
		CASE(bm_numa_clean__below_the_span__is_cut_off),
		CASE(bm_numa_clean__same_node_twice__is_told_and_joined),
		CASE(bm_numa_clean__two_nodes_on_a_byte__is_refused),
		CASE(bm_numa_clean__no_room_for_what_is_cut_off__says_so),
		CASE(bm_numa_clean__nothing_or_all_aside__is_empty),
		CASE(bm_numa_clean__any_three_blocks__agree_with_their_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
