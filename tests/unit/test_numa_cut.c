// SPDX-License-Identifier: MIT
/*
 * test_numa_cut.c - numa=fake= in its three ways. Expected nodes are those that Linux printed on
 * machines of these shapes (maps/x86-fake4 and its like); the rest follow from its rules.
 */
#include "nodes.h"

static struct bm_numa_block node_work[2 * NODES_BLOCKS];

/* These machines are too large for small addresses; there the tests are only compiled. */
#define ADDR(x) ((phys_addr_t)(x))
#define TIB_1024 ADDR((uint64_t)1 << 50)

/* A map with these banks, in MiB; ended by an empty one. */
static struct world *machine(const struct bm_range *banks)
{
	struct world *w = world(".");

	for (; banks->end; banks++)
		ok(mb_add(&w->mb, banks->start, banks->end - banks->start));
	return w;
}

static void node(int nid, phys_addr_t start, phys_addr_t end)
{
	struct bm_range range = { start, end };

	assert_int_equal(bm_numa_add(&nodes, range, nid), 0);
}

static int cut(struct world *w, const char *spec)
{
	struct bm_numa_fake fake = { { NULL, 0 }, { 0, 0 }, ADDR(0x100000000), node_work };

	fake.spec = bm_str(spec, strlen(spec));
	fake.span.end = mb_end(&w->mb);
	assert_int_equal(bm_numa_clean(&nodes, &w->mb, fake.span), 0);
	node_events[0] = '\0';
	return bm_numa_cut(&nodes, &w->mb, &fake);
}

static const struct bm_range pc_6g[] = {
	{ 0x1000, 0x9f000 },
	{ 0x100000, 0xbffe0000 },
	{ ADDR(0x100000000), ADDR(0x180000000) },
	{ 0, 0 },
};

/* maps/x86-2n-fake5 */
static void bm_numa_cut__five_of_two_nodes__in_turn(void **state)
{
	struct world *w = machine(pc_6g);

	(void)state;
	nodes_start();
	node(0, 0, 0x80000000);
	node(1, 0x80000000, ADDR(0x180000000));
	assert_int_equal(cut(w, "5"), 0);
	expect_node_events("fake 0 0-40000000 0-0 0\nfake 1 80000000-100000000 0-0 0\n"
			   "fake 2 40000000-80000000 0-0 0\nfake 3 100000000-140000000 0-0 0\n"
			   "fake 4 140000000-180000000 0-0 0\n"
			   "distances 0 0-0 0-0 5\n");
	assert_int_equal(nodes.nr_nodes, 5);
	assert_int_equal(nodes.nr_blocks, 5);
	assert_int_equal(node_blocks[1].nid, 2);
	assert_int_equal(node_blocks[1].cut_from, 0);
}

/* maps/x86-mc-fake7-2n-3g: seven are asked for, rests make it six. */
static void bm_numa_cut__rests_that_are_too_small__go_with_the_last(void **state)
{
	static const struct bm_range banks[] = {
		{ 0x1000, 0x9f000 },
		{ 0x100000, 0xbffe0000 },
		{ 0, 0 },
	};
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0, 0x57800000);
	node(1, 0x57800000, 0xc0000000);
	assert_int_equal(cut(w, "7"), 0);
	expect_node_events("fake 0 0-1c000000 0-0 0\nfake 1 57800000-73800000 0-0 0\n"
			   "fake 2 1c000000-38000000 0-0 0\nfake 3 73800000-8f800000 0-0 0\n"
			   "fake 4 38000000-57800000 0-0 0\nfake 5 8f800000-bffe0000 0-0 0\n"
			   "distances 0 0-0 0-0 6\n");
	assert_int_equal(nodes.nr_nodes, 6);
}

/* maps/x86-fake512m: the first lacks what the holes below 1 MiB take. */
static void bm_numa_cut__by_size__at_least_that_much(void **state)
{
	static const struct bm_range banks[] = {
		{ 0x1000, 0x9f000 },
		{ 0x100000, 0xbffe0000 },
		{ 0, 0 },
	};
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0, 0xbffe0000);
	assert_int_equal(cut(w, "512M"), 0);
	expect_node_events("fake 0 0-22000000 0-0 0\nfake 1 22000000-42000000 0-0 0\n"
			   "fake 2 42000000-62000000 0-0 0\nfake 3 62000000-82000000 0-0 0\n"
			   "fake 4 82000000-bffe0000 0-0 0\n"
			   "distances 0 0-0 0-0 5\n");
}

static void bm_numa_cut__by_span__ignores_holes(void **state)
{
	struct world *w = machine(pc_6g);

	(void)state;
	nodes_start();
	node(0, 0, ADDR(0x100000000));
	node(1, ADDR(0x100000000), ADDR(0x180000000));
	assert_int_equal(cut(w, "2U"), 0);
	expect_node_events("fake 0 0-80000000 0-0 0\nfake 1 80000000-100000000 0-0 0\n"
			   "fake 2 100000000-140000000 0-0 0\nfake 3 140000000-180000000 0-0 0\n"
			   "distances 0 0-0 0-0 4\n");
}

/* Debian's 6.1, 6.12 and 7.2 on a PC with 2000 MiB: 666 MiB each become 672, the last gets less. */
static void bm_numa_cut__by_span__takes_whole_steps(void **state)
{
	static const struct bm_range banks[] = {
		{ 0x1000, 0x9f000 },
		{ 0x100000, 0x7cfe0000 },
		{ 0, 0 },
	};
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0x1000, 0x7cfe0000);
	assert_int_equal(cut(w, "3U"), 0);
	expect_node_events("fake 0 1000-2a001000 0-0 0\nfake 1 2a001000-54001000 0-0 0\n"
			   "fake 2 54001000-7cfe0000 0-0 0\n"
			   "distances 0 0-0 0-0 3\n");
}

/* As with 20U on 1 GiB, of which the same kernels say "only got 16 of 20 nodes, failing". */
static void bm_numa_cut__by_span_fewer_than_asked__nothing_has_changed(void **state)
{
	static const struct bm_range banks[] = { { 0x100000, 0x4000000 }, { 0, 0 } };
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0, 0x4000000);
	assert_int_equal(cut(w, "3U"), -BM_EINVAL);
	assert_int_equal(nodes.nr_nodes, 1);
	assert_int_equal(cut(w, "2U"), 0);
	assert_int_equal(nodes.nr_nodes, 2);
}

static void bm_numa_cut__small_size__is_raised_to_a_step(void **state)
{
	static const struct bm_range banks[] = { { 0, 0x8000000 }, { 0, 0 } };
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0, 0x8000000);
	assert_int_equal(cut(w, "1M"), 0);
	expect_node_events("fake 0 0-2000000 0-0 0\nfake 1 2000000-4000000 0-0 0\n"
			   "fake 2 4000000-6000000 0-0 0\nfake 3 6000000-8000000 0-0 0\n"
			   "distances 0 0-0 0-0 4\n");
}

static void bm_numa_cut__distances__of_the_real_nodes_or_as_given(void **state)
{
	static const struct bm_range banks[] = { { 0, 0x10000000 }, { 0, 0 } };
	struct bm_fw_distance far = { 0, 1, 31, 0 };
	struct bm_fw_sink sink;
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0, 0x8000000);
	node(1, 0x8000000, 0x10000000);
	sink = bm_numa_sink(&nodes);
	assert_int_equal(sink.distance(sink.ctx, &far), 0);
	assert_int_equal(cut(w, "4"), 0);
	assert_int_equal(bm_numa_distance(&nodes, 0, 1), 31);
	assert_int_equal(bm_numa_distance(&nodes, 0, 2), 10);
	assert_int_equal(bm_numa_distance(&nodes, 2, 1), 31);
	nodes_start();
	node(0, 0, 0x10000000);
	assert_int_equal(cut(w, "2:10,25,26,10"), 0);
	assert_int_equal(bm_numa_distance(&nodes, 0, 1), 25);
	assert_int_equal(bm_numa_distance(&nodes, 1, 0), 26);
}

static void bm_numa_cut__cannot_be_met__nothing_has_changed(void **state)
{
	static const char *const specs[] = { "", "0", "x", "64", "0M", "U", "0U", "9U" };
	static const struct bm_range banks[] = { { 0, 0x2000000 }, { 0, 0 } };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
		struct world *w = machine(banks);

		nodes_start();
		node(0, 0, 0x2000000);
		if (i == 4) {
			/* The least a node can have is all there is. */
			assert_int_equal(cut(w, specs[i]), 0);
			continue;
		}
		assert_int_equal(cut(w, specs[i]), -BM_EINVAL);
		assert_int_equal(nodes.nr_nodes, 1);
		assert_int_equal(nodes.nr_blocks, 1);
	}
}

static void bm_numa_cut__more_than_fit__says_so(void **state)
{
	static const struct bm_range banks[] = { { 0, 0x40000000 }, { 0, 0 } };
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0, 0x40000000);
	assert_int_equal(cut(w, "32M"), -BM_ENOSPC);
	assert_int_equal(nodes.nr_nodes, 1);
}

/* A hole of 2^50 bytes is stepped over at once. */
static void bm_numa_cut__vast_hole__takes_no_time(void **state)
{
	static const struct bm_range banks[] = {
		{ 0, 0x1000000 },
		{ TIB_1024, TIB_1024 + 0x5000000 },
		{ 0, 0 },
	};
	struct world *w = machine(banks);

	(void)state;
	nodes_start();
	node(0, 0, TIB_1024 + 0x5000000);
	assert_int_equal(cut(w, "2"), 0);
	assert_int_equal(nodes.nr_nodes, 2);
}

static void bm_numa_cut__small_machine__capitals_count_and_what_is_too_much_fails(void **state)
{
	static const struct bm_range banks[] = { { ADDR(0x100000000), ADDR(0x100004000) },
						 { 0, 0 } };
	static const struct {
		const char *spec;
		int err;
		unsigned int nr_nodes;
	} cases[] = {
		{ "1U", 0, 1 },		 { "1U:10", 0, 1 },	  { "2U", -BM_EINVAL, 1 },
		{ "5U", -BM_EINVAL, 1 }, { "0U", -BM_EINVAL, 1 }, { "U", -BM_EINVAL, 1 },
		{ "4", -BM_EINVAL, 1 },	 { "0", -BM_EINVAL, 1 },  { "32M", 0, 1 },
		{ "0G", 0, 1 },		 { "2u", -BM_EINVAL, 1 }, { "32m", -BM_EINVAL, 1 },
		{ "0g", -BM_EINVAL, 1 },
	};
	struct world *w = machine(banks);
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		nodes_start();
		node(0, ADDR(0x100000000), ADDR(0x100004000));
		if (cut(w, cases[i].spec) != cases[i].err || nodes.nr_nodes != cases[i].nr_nodes)
			fail_msg("%s makes %u nodes", cases[i].spec, nodes.nr_nodes);
	}
}

static void skip_all(void **state)
{
	(void)state;
	skip();
}

int main(void)
{
	const struct CMUnitTest small[] = { CASE(skip_all) };
	const struct CMUnitTest tests[] = {
		CASE(bm_numa_cut__five_of_two_nodes__in_turn),
		CASE(bm_numa_cut__rests_that_are_too_small__go_with_the_last),
		CASE(bm_numa_cut__by_size__at_least_that_much),
		CASE(bm_numa_cut__by_span__ignores_holes),
		CASE(bm_numa_cut__by_span__takes_whole_steps),
		CASE(bm_numa_cut__by_span_fewer_than_asked__nothing_has_changed),
		CASE(bm_numa_cut__small_size__is_raised_to_a_step),
		CASE(bm_numa_cut__distances__of_the_real_nodes_or_as_given),
		CASE(bm_numa_cut__cannot_be_met__nothing_has_changed),
		CASE(bm_numa_cut__more_than_fit__says_so),
		CASE(bm_numa_cut__vast_hole__takes_no_time),
		CASE(bm_numa_cut__small_machine__capitals_count_and_what_is_too_much_fails),
	};

	if (BM_PHYS_ADDR_BITS != 64)
		return cmocka_run_group_tests(small, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
