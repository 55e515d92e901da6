// SPDX-License-Identifier: MIT
/*
 * test_ingest_fdt.c - memory and reservations of device trees, with the collisions that people
 * run into.
 */
#include <stdio.h>

#include <bootmem/boot.h>
#include <bootmem/ingest.h>

#include "sinks.h"
#include "tree.h"

#include "harness.h"
#include "shortage.h"

static const struct bm_addr_limits everywhere = { 0, PHYS_ADDR_MAX };
static struct told heard;
static struct bm_fw_sink sink;

static struct bm_fdt finished(struct tree *tree)
{
	struct bm_fdt fdt = { NULL, 0 };

	heard = told_new();
	sink = told_sink(&heard);
	tree_finish(tree);
	assert_int_equal(bm_fdt_check(&fdt, tree->blob, TREE_ROOM, NULL), 0);
	return fdt;
}

static struct tree *reserving(void)
{
	struct tree *tree = tree_begin(1, 1);

	tree_node(tree, "reserved-memory");
	tree_cell_counts(tree, 1, 1);
	tree_flag(tree, "ranges");
	return tree;
}

static void node(struct tree *tree, const char *name, const char *prop, const char *cells)
{
	tree_node(tree, name);
	tree_cells(tree, prop, cells);
}

/* --- memory -------------------------------------------------------------------------------- */

static void bm_fdt_add_memory__pages__whole_and_within_limits(void **state)
{
	struct world *w = world(".");
	struct bm_addr_limits limits = { 0x2000, 0x9000 };
	struct tree *tree = tree_begin(1, 1);
	struct bm_fdt fdt;

	(void)state;
	tree_memory(tree, "memory@0", "800 3000 5800 800 7000 4000 20000 1000");
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_add_memory(&w->mb, &fdt, limits, &sink));
	expect_regions(&w->mb.memory, "2000+1000 -1 0, 7000+2000 -1 0");
	expect_told(&heard, "! clipped at 104\n! lost at 104\n! clipped at 104\n"
			    "! clipped at 104\n");
}

static void bm_fdt_add_memory__hotpluggable__is_marked(void **state)
{
	struct world *w = world(".");
	struct tree *tree = tree_begin(1, 1);
	struct bm_fdt fdt;

	(void)state;
	tree_memory(tree, "memory@1000", "1000 1000");
	tree_end(tree);
	tree_memory(tree, "memory@2000", "2000 1000");
	tree_flag(tree, "hotpluggable");
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_add_memory(&w->mb, &fdt, everywhere, NULL));
	expect_regions(&w->mb.memory, "1000+1000 -1 0, 2000+1000 -1 1");
}

static void bm_fdt_cap__usable_range__caps_then_adds(void **state)
{
	struct world *w = world("mmmmmm");
	struct bm_fdt_chosen chosen = { 0 };

	(void)state;
	ok(bm_fdt_cap(&w->mb, &chosen));
	expect_memory(w, "mmmmmm");
	chosen.usable[0].start = at(w, 1);
	chosen.usable[0].end = at(w, 3);
	chosen.usable[1].start = at(w, 5);
	chosen.usable[1].end = at(w, 6);
	ok(bm_fdt_cap(&w->mb, &chosen));
	expect_memory(w, ".mm..m");
}

/* --- reservations -------------------------------------------------------------------------- */

static void bm_fdt_reserve__static_nodes__reserved_or_nomap(void **state)
{
	struct world *w = world("mmmmmm");
	struct tree *tree = reserving();
	struct bm_fdt fdt;

	(void)state;
	node(tree, "a@1000", "reg", "1000 1000");
	tree_end(tree);
	node(tree, "b@3000", "reg", "3000 1000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	node(tree, "c@9000", "reg", "9000 1000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_SAFE, &sink));
	expect_memory(w, "mmmnmm");
	expect_reserved(w, ".r....");
	expect_told(&heard, "1000-2000 reserved 'a@1000'\n3000-4000 reserved nomap 'b@3000'\n"
			    "9000-a000 reserved nomap 'c@9000'\n");
}

/* catalogue vivado #81, openbmc #3871: taken already, and no RAM there; both are named. */
static void bm_fdt_reserve__nomap_in_use__node_is_refused(void **state)
{
	struct world *w = world("mmmm..");
	struct tree *tree = reserving();
	struct bm_fdt fdt;

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 2), span(w, 1)));
	ok(mb_reserve(&w->mb, at(w, 5), span(w, 1)));
	node(tree, "a@1000", "reg", "1000 2000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	node(tree, "b@5000", "reg", "5000 1000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_7_1, &sink));
	expect_memory(w, "mmmm..");
	expect_told(&heard, "! overlap at 168\n5000-6000 reserved nomap 'b@5000'\n");
}

/* catalogue R115k: whatever has an address comes first, wherever its node is. */
static void bm_fdt_reserve__request_before_static__never_hits_it(void **state)
{
	struct world *w = world("mmmm");
	struct tree *tree = reserving();
	struct bm_fdt fdt;

	(void)state;
	node(tree, "wish", "size", "1000");
	tree_end(tree);
	node(tree, "fixed@3000", "reg", "3000 1000");
	tree_end(tree);
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_6_1, &sink));
	expect_reserved(w, "..kr");
	expect_told(&heard, "3000-4000 reserved 'fixed@3000'\n2000-3000 reserved 'wish'\n");
}

/* catalogue R115e: the header's map alone, the nodes alone, both. */
static void bm_fdt_reserve__header_map__is_honoured_in_every_order(void **state)
{
	unsigned int order;

	(void)state;
	for (order = 0; order <= BM_FDT_ORDER_SAFE; order++) {
		struct world *w = world("mmmmmmm");
		struct tree *tree = &the_tree;
		struct bm_fdt fdt;

		memset(tree, 0, sizeof(*tree));
		tree_ok(fdt_create(tree->blob, TREE_ROOM));
		tree_ok(fdt_add_reservemap_entry(tree->blob, 0x1000, 0x1000));
		tree_ok(fdt_finish_reservemap(tree->blob));
		tree_node(tree, "");
		tree_cell_counts(tree, 1, 1);
		tree_node(tree, "reserved-memory");
		tree_cell_counts(tree, 1, 1);
		tree_flag(tree, "ranges");
		node(tree, "a", "reg", "3000 1000");
		tree_end(tree);
		tree_end(tree);
		tree_node(tree, "chosen");
		tree_cells(tree, "linux,elfcorehdr", "5000 1000");
		tree_end(tree);
		fdt = finished(tree);
		ok(bm_fdt_reserve(&w->mb, &fdt, (enum bm_fdt_order)order, NULL));
		expect_reserved(w, ".r.r.r.");
	}
}

static void bm_fdt_reserve__elfcorehdr_in_use__is_refused(void **state)
{
	struct world *w = world("mmmm");
	struct tree *tree = tree_begin(1, 1);
	struct bm_fdt fdt;

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 1), 1));
	tree_node(tree, "chosen");
	tree_cells(tree, "linux,elfcorehdr", "1000 1000");
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_7_1, &sink));
	expect_told(&heard, "! overlap at 0\n");
	expect_regions(&w->mb.reserved, "1000+1 -1 0");
}

/* --- requests ------------------------------------------------------------------------------ */

static void bm_fdt_reserve__requests__in_their_windows(void **state)
{
	struct world *w = world("mmmmmmmm");
	struct tree *tree = reserving();
	struct bm_fdt fdt;

	(void)state;
	node(tree, "first", "size", "1000");
	tree_cells(tree, "alloc-ranges", "a000 1000 2000 2000");
	tree_end(tree);
	node(tree, "nomap", "size", "1000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	node(tree, "too-large", "size", "100000");
	tree_end(tree);
	node(tree, "odd", "size", "1000");
	tree_cells(tree, "alignment", "3000");
	tree_end(tree);
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_SAFE, &sink));
	expect_memory(w, "mmmmmmmn");
	expect_reserved(w, "...k...k");
	expect_told(&heard, "3000-4000 reserved 'first'\n7000-8000 reserved nomap 'nomap'\n"
			    "! lost at 272\n! property at 308\n");
}

/* A window that begins in an earlier request is filled upward, so that the two touch. */
static void bm_fdt_reserve_request__earlier_at_an_end__chooses_the_direction(void **state)
{
	struct world *w = world("mmmmmmmm");
	struct bm_fw_request request = { 0 };
	struct bm_range first = { 0, 0 };
	struct bm_earlier earlier = { &first, 1 };
	struct bm_range got;

	(void)state;
	first.start = at(w, 0);
	first.end = at(w, 2);
	ok(mb_reserve(&w->mb, first.start, 2 * WORLD_PAGE));
	request.size = WORLD_PAGE;
	request.align = WORLD_PAGE;
	request.nr_windows = 1;
	request.windows[0].start = at(w, 2);
	request.windows[0].end = at(w, 6);
	ok(bm_fdt_reserve_request(&w->mb, &request, earlier, &got));
	expect_reserved(w, "rrk.....");
	assert_false(w->mb.bottom_up);
	first.start = at(w, 6);
	first.end = at(w, 8);
	ok(bm_fdt_reserve_request(&w->mb, &request, earlier, &got));
	expect_reserved(w, "rrk..k..");
	earlier.cnt = 0;
	w->mb.bottom_up = true;
	ok(bm_fdt_reserve_request(&w->mb, &request, earlier, &got));
	expect_reserved(w, "rrkk.k..");
	assert_true(w->mb.bottom_up);
	assert_true(got.start == at(w, 3));
}

/* catalogue HAOS #4954: the blob splits the range, the pool fits nowhere in it. */
static void bm_fdt_reserve_request__range_split_by_the_blob__fits_nowhere(void **state)
{
	struct world *w = world(".");
	struct bm_fw_request request = { 0 };
	struct bm_earlier earlier = { NULL, 0 };
	struct bm_range got = { 7, 7 };

	(void)state;
	ok(mb_add(&w->mb, 0, 0x40000000));
	ok(mb_reserve(&w->mb, 0x1ff00000, 0x10000));
	request.size = 0x20000000;
	request.align = 0x400000;
	request.nr_windows = 1;
	request.windows[0].end = 0x30000000;
	refused(BM_ENOMEM, bm_fdt_reserve_request(&w->mb, &request, earlier, &got));
	assert_int_equal(got.start, 7);
	request.windows[0].end = 0x40000000;
	ok(bm_fdt_reserve_request(&w->mb, &request, earlier, &got));
	assert_int_equal(got.start, 0x20000000);
}

/* catalogue R115a: more than sixty-four of them. */
static void bm_fdt_reserve__many_requests__have_no_limit(void **state)
{
	struct world *w = world(".");
	struct tree *tree = reserving();
	struct bm_fdt fdt;
	char name[16];
	unsigned int i;

	(void)state;
	ok(mb_add(&w->mb, 0x100000, 0x1000000));
	for (i = 0; i < 128; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		node(tree, name, "size", "1000");
		tree_end(tree);
	}
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_SAFE, NULL));
	assert_int_equal(w->mb.reserved.total_size, 128 * 0x1000);
}

/* --- shortages ----------------------------------------------------------------------------- */

static struct bm_fdt short_tree;

static int no_memory(struct memblock *mb)
{
	(void)mb;
	return 0;
}

static int add_memory(struct memblock *mb)
{
	return bm_fdt_add_memory(mb, &short_tree, everywhere, NULL);
}

static int one_bank(struct memblock *mb)
{
	return mb_add(mb, 0x1000, 0xf000);
}

static int reserve(struct memblock *mb)
{
	mb->current_limit = 0;
	return bm_fdt_reserve(mb, &short_tree, BM_FDT_ORDER_7_1, NULL);
}

static void bm_fdt__every_shortage_of_slots__is_told(void **state)
{
	struct tree *tree = tree_begin(1, 1);

	(void)state;
	tree_memory(tree, "memory@0", "10000 1000 12000 1000");
	tree_flag(tree, "hotpluggable");
	tree_end(tree);
	tree_node(tree, "reserved-memory");
	tree_cell_counts(tree, 1, 1);
	tree_flag(tree, "ranges");
	node(tree, "a", "reg", "2000 1000 4000 1000");
	tree_end(tree);
	node(tree, "b", "reg", "6000 1000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	tree_end(tree);
	tree_node(tree, "chosen");
	tree_cells(tree, "linux,elfcorehdr", "8000 1000");
	tree_end(tree);
	short_tree = finished(tree);
	every_shortage(no_memory, add_memory);
	every_shortage(one_bank, reserve);
}

static void bm_fdt_reserve__cma__whole_pageblocks_since_7_0(void **state)
{
	struct tree *tree = reserving();
	struct world *w = world(".");
	struct bm_fdt fdt;

	(void)state;
	ok(mb_add(&w->mb, 0x1000000, 0x1000000));
	node(tree, "pool", "size", "400000");
	tree_string(tree, "compatible", "shared-dma-pool");
	tree_flag(tree, "reusable");
	tree_cells(tree, "alloc-ranges", "1001000 ff8000");
	tree_end(tree);
	tree_end(tree);
	fdt = finished(tree);
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_6_13, &sink));
	expect_told(&heard, "1bf9000-1ff9000 reserved reusable 'pool'\n");
	ok(mb_unreserve(&w->mb, 0, PHYS_ADDR_MAX));
	ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_7_1, &sink));
	expect_told(&heard, "1a00000-1e00000 reserved reusable 'pool'\n");
}

static void bm_fdt_reserve__sink_says_stop__ends_there(void **state)
{
	struct tree *tree = reserving();
	struct bm_fdt fdt;
	unsigned int i;

	(void)state;
	node(tree, "a", "reg", "1000 1000");
	tree_end(tree);
	node(tree, "wish", "size", "1000");
	tree_end(tree);
	tree_end(tree);
	fdt = finished(tree);
	for (i = 1; i <= 2; i++) {
		struct world *w = world("mmmm");

		heard = told_new();
		heard.stop_after = i;
		heard.stop_with = 4711;
		assert_int_equal(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_SAFE, &sink), 4711);
		assert_int_equal(heard.nr, i);
	}
}

/* --- sinks --------------------------------------------------------------------------------- */

static int intake_of(const void *bytes, size_t size, const struct bm_fw_sink *to)
{
	static struct memblock_region slots[512];
	struct memblock mb;
	struct bm_fdt fdt;
	int err = bm_fdt_check(&fdt, bytes, size, NULL);

	if (err)
		return 0;
	mb_init(&mb, NULL, slots, 512);
	err = bm_fdt_add_memory(&mb, &fdt, everywhere, to);
	err = err ? err : bm_fdt_reserve(&mb, &fdt, BM_FDT_ORDER_7_1, to);
	assert_null(mb_check(&mb));
	return err;
}

static int intake_in_silence(const void *bytes, size_t size, const struct bm_fw_sink *to)
{
	(void)to;
	return intake_of(bytes, size, NULL);
}

static void bm_fdt_reserve__every_sink__is_obeyed(void **state)
{
	(void)state;
	sinks_try_all("fdt", intake_of);
	sinks_try_all("fdt", intake_in_silence);
}

/* What is done does not depend on who is told, also where something is wrong. */
static void bm_fdt_reserve__nobody_listens__the_same_is_done(void **state)
{
	static const struct bm_fw_sink deaf;
	const struct bm_fw_sink *sinks[] = { NULL, &deaf, &sink };
	struct tree *tree = reserving();
	struct bm_fdt fdt;
	unsigned int i;

	(void)state;
	node(tree, "a@1000", "reg", "1000 2000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	node(tree, "wish", "size", "1000");
	tree_end(tree);
	node(tree, "too-large", "size", "100000");
	tree_end(tree);
	node(tree, "odd", "size", "1000");
	tree_cells(tree, "alignment", "3000");
	tree_end(tree);
	tree_end(tree);
	tree_memory(tree, "memory@800", "800 3000 20000 800");
	tree_end(tree);
	fdt = finished(tree);
	for (i = 0; i < 3; i++) {
		struct world *w = world("mmmm..");

		ok(mb_reserve(&w->mb, at(w, 2), span(w, 1)));
		ok(bm_fdt_reserve(&w->mb, &fdt, BM_FDT_ORDER_SAFE, sinks[i]));
		expect_reserved(w, "..rk..");
		ok(bm_fdt_add_memory(&w->mb, &fdt, everywhere, sinks[i]));
		expect_memory(w, "mmmm..");
	}
}

/* --- the whole boot ------------------------------------------------------------------------ */

/* A node for each bank; reservations in the order of each release. */
static void bm_boot__device_tree__in_the_order_of_each_release(void **state)
{
	static const unsigned int kernels[] = { BM_KERNEL(6, 1), BM_KERNEL(6, 12),
						BM_KERNEL(7, 1) };
	static struct memblock_region regions[32];
	static struct bm_numa_block blocks[8];
	static uint32_t domains[2];
	struct tree *tree = tree_begin(1, 1);
	struct bm_node nodes[2];
	struct bm_zones zones;
	struct memblock mb;
	struct bm_boot boot;
	unsigned int i;

	(void)state;
	tree_memory(tree, "memory@40000000", "40000000 20000000");
	tree_cells(tree, "numa-node-id", "0");
	tree_end(tree);
	tree_memory(tree, "memory@60000000", "60000000 20000000");
	tree_cells(tree, "numa-node-id", "1");
	tree_end(tree);
	for (i = 0; i < 3; i++) {
		mb_init(&mb, NULL, regions, 32);
		bm_zones_init(&zones, nodes, 2);
		bm_boot_init(&boot, bm_profile_find("arm64"), &mb, &zones);
		boot.kernel = kernels[i];
		boot.numa_room = bm_numa_room(blocks, 8, domains, NULL, 2);
		if (i == 0)
			boot.fdt = finished(tree);
		else
			assert_int_equal(bm_fdt_check(&boot.fdt, tree->blob, TREE_ROOM, NULL), 0);
		assert_int_equal(bm_boot(&boot), 0);
		assert_int_equal(nodes[0].present, 0x20000);
		assert_int_equal(nodes[1].present, 0x20000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_fdt_add_memory__pages__whole_and_within_limits),
		CASE(bm_fdt_add_memory__hotpluggable__is_marked),
		CASE(bm_fdt_cap__usable_range__caps_then_adds),
		CASE(bm_fdt_reserve__static_nodes__reserved_or_nomap),
		CASE(bm_boot__device_tree__in_the_order_of_each_release),
		CASE(bm_fdt_reserve__nomap_in_use__node_is_refused),
		CASE(bm_fdt_reserve__nobody_listens__the_same_is_done),
		CASE(bm_fdt_reserve__request_before_static__never_hits_it),
		CASE(bm_fdt_reserve__header_map__is_honoured_in_every_order),
		CASE(bm_fdt_reserve__elfcorehdr_in_use__is_refused),
		CASE(bm_fdt_reserve__requests__in_their_windows),
		CASE(bm_fdt_reserve_request__earlier_at_an_end__chooses_the_direction),
		CASE(bm_fdt_reserve_request__range_split_by_the_blob__fits_nowhere),
		CASE(bm_fdt_reserve__many_requests__have_no_limit),
		CASE(bm_fdt__every_shortage_of_slots__is_told),
		CASE(bm_fdt_reserve__cma__whole_pageblocks_since_7_0),
		CASE(bm_fdt_reserve__sink_says_stop__ends_there),
		cmocka_unit_test(bm_fdt_reserve__every_sink__is_obeyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
