// SPDX-License-Identifier: MIT
/*
 * test_fdt_reserved.c - /reserved-memory in its two sorts, and /chosen.
 */
#include <bootmem/fw_fdt.h>

#include "tree.h"

typedef int parser(const struct bm_fdt *fdt, const struct bm_fw_sink *sink);

static struct bm_fdt finished(struct tree *tree)
{
	struct bm_fdt fdt = { NULL, 0 };

	tree_finish(tree);
	assert_int_equal(bm_fdt_check(&fdt, tree->blob, TREE_ROOM, NULL), 0);
	return fdt;
}

static void expect_of(parser *parse, struct tree *tree, const char *want)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_fdt fdt = finished(tree);

	assert_int_equal(parse(&fdt, &sink), 0);
	expect_told(&told, want);
}

/* A tree whose /reserved-memory is open. */
static struct tree *reserving(unsigned int addr, unsigned int size)
{
	struct tree *tree = tree_begin(addr, size);

	tree_node(tree, "reserved-memory");
	tree_cell_counts(tree, addr, size);
	tree_flag(tree, "ranges");
	return tree;
}

static void node(struct tree *tree, const char *name, const char *prop, const char *cells)
{
	tree_node(tree, name);
	tree_cells(tree, prop, cells);
}

static void bm_fdt_reserved__static_nodes__every_pair_of_each(void **state)
{
	struct tree *tree = reserving(2, 2);

	(void)state;
	node(tree, "a@1000", "reg", "0 1000 0 1000 0 8000 0 800");
	tree_end(tree);
	node(tree, "b@2000", "reg", "0 2000 0 1000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	node(tree, "c@3000", "reg", "0 3000 0 1000");
	tree_flag(tree, "reusable");
	tree_end(tree);
	node(tree, "d@4000", "reg", "0 4000 0 1000");
	tree_string(tree, "status", "disabled");
	tree_end(tree);
	node(tree, "e", "size", "0 1000");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_reserved, tree,
		  "1000-2000 reserved 'a@1000'\n8000-8800 reserved 'a@1000'\n"
		  "2000-3000 reserved nomap 'b@2000'\n"
		  "3000-4000 reserved reusable 'c@3000'\n");
}

static void bm_fdt_reserved__no_map_and_reusable__is_a_conflict(void **state)
{
	struct tree *tree = reserving(1, 1);

	(void)state;
	node(tree, "a@1000", "reg", "1000 1000");
	tree_flag(tree, "no-map");
	tree_flag(tree, "reusable");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_reserved, tree,
		  "! conflict at 168\n"
		  "1000-2000 reserved nomap reusable 'a@1000'\n");
}

/* The format is what most trees get wrong; the whole node is then void. */
static void bm_fdt_reserved__other_cell_counts_or_no_ranges__all_is_ignored(void **state)
{
	struct tree *tree = tree_begin(2, 2);

	(void)state;
	tree_node(tree, "reserved-memory");
	tree_cell_counts(tree, 2, 1);
	tree_flag(tree, "ranges");
	node(tree, "a", "reg", "0 1000 1000");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_reserved, tree, "! cells at 104\n");
	tree = tree_begin(2, 2);
	tree_node(tree, "reserved-memory");
	tree_cell_counts(tree, 2, 2);
	tree_end(tree);
	expect_of(bm_fdt_requests, tree, "! ranges at 104\n");
	tree = tree_begin(2, 2);
	expect_of(bm_fdt_reserved, tree, "");
}

static void bm_fdt_reserved__reg_of_the_wrong_length__node_is_ignored(void **state)
{
	struct tree *tree = reserving(2, 2);

	(void)state;
	node(tree, "a", "reg", "1000 1000");
	tree_end(tree);
	tree_node(tree, "b");
	tree_flag(tree, "reg");
	tree_end(tree);
	node(tree, "c", "reg", "0 3000 0 0");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_reserved, tree, "! property at 188\n! property at 220\n! empty at 224\n");
}

static void bm_fdt_requests__sizes__with_all_they_ask(void **state)
{
	struct tree *tree = reserving(2, 2);

	(void)state;
	node(tree, "linux,cma", "size", "0 4000000");
	tree_string(tree, "compatible", "shared-dma-pool");
	tree_flag(tree, "reusable");
	tree_cells(tree, "alignment", "0 2000");
	tree_cells(tree, "alloc-ranges", "0 40000000 0 10000000 0 80000000 0 20000000");
	tree_end(tree);
	node(tree, "secure", "size", "0 1000");
	tree_flag(tree, "no-map");
	tree_end(tree);
	node(tree, "a@1000", "reg", "0 1000 0 1000");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_requests, tree,
		  "? 4000000 align 2000 reusable cma in 40000000-50000000 80000000-a0000000 "
		  "'linux,cma'\n? 1000 align 0 nomap 'secure'\n");
}

static void bm_fdt_requests__wrong_lengths__node_is_ignored(void **state)
{
	struct tree *tree = reserving(2, 2);

	(void)state;
	node(tree, "one-cell", "size", "4000000");
	tree_end(tree);
	node(tree, "zero", "size", "0 0");
	tree_end(tree);
	node(tree, "align", "size", "0 1000");
	tree_cells(tree, "alignment", "1000");
	tree_end(tree);
	node(tree, "ranges", "size", "0 1000");
	tree_cells(tree, "alloc-ranges", "0 1000 0");
	tree_end(tree);
	tree_node(tree, "neither");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_requests, tree,
		  "! property at 196\n! property at 228\n"
		  "! property at 284\n! property at 336\n"
		  "! property at 352\n");
}

static void bm_fdt_requests__more_windows_than_fit__the_rest_is_told(void **state)
{
	struct tree *tree = reserving(1, 1);

	(void)state;
	node(tree, "many", "size", "1000");
	tree_cells(tree, "alloc-ranges", "1 1 2 1 3 1 4 1 5 1 6 1 7 1 8 1 9 1");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_requests, tree,
		  "! full at 272\n"
		  "? 1000 align 0 in 1-2 2-3 3-4 4-5 5-6 6-7 7-8 8-9 'many'\n");
}

static void bm_fdt_reserved__sink_says_stop__ends_there(void **state)
{
	struct tree *tree = reserving(1, 1);
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_fdt fdt;

	(void)state;
	node(tree, "a", "reg", "1000 1000");
	tree_end(tree);
	node(tree, "b", "reg", "3000 1000");
	tree_end(tree);
	node(tree, "c", "size", "1000");
	tree_end(tree);
	node(tree, "d", "size", "1000");
	tree_end(tree);
	tree_end(tree);
	fdt = finished(tree);
	told.stop_after = 1;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(bm_fdt_reserved(&fdt, &sink), -BM_ENOSPC);
	assert_int_equal(told.nr, 1);
	assert_int_equal(bm_fdt_requests(&fdt, &sink), -BM_ENOSPC);
	assert_int_equal(told.nr, 2);
}

/* --- /chosen ------------------------------------------------------------------------------- */

static void bm_fdt_chosen__all_of_it__is_read(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	struct bm_fdt_chosen chosen;
	struct bm_fdt fdt;

	(void)state;
	tree_node(tree, "chosen");
	tree_string(tree, "bootargs", "quiet mem=1G");
	tree_cells(tree, "linux,initrd-start", "48000000");
	tree_cells(tree, "linux,initrd-end", "0 480f170b");
	tree_cells(tree, "linux,elfcorehdr", "0 1000 0 2000");
	tree_cells(tree, "linux,usable-memory-range", "0 40000000 0 1000000 0 80000000 0 1000");
	tree_cells(tree, "linux,kho-fdt", "0 5000 0 1000");
	tree_cells(tree, "linux,kho-scratch", "0 6000 0 1000");
	tree_cells(tree, "linux,uefi-mmap-start", "0 7c43d9c0");
	tree_cells(tree, "linux,uefi-mmap-size", "630");
	tree_cells(tree, "linux,uefi-mmap-desc-size", "30");
	tree_cells(tree, "linux,uefi-system-table", "0 7ffd0018");
	tree_end(tree);
	fdt = finished(tree);
	bm_fdt_chosen(&fdt, &chosen, NULL);
	assert_int_equal(chosen.bootargs.len, 12);
	assert_memory_equal(chosen.bootargs.at, "quiet mem=1G", 12);
	assert_int_equal(chosen.initrd.start, 0x48000000);
	assert_int_equal(chosen.initrd.end, 0x480f170b);
	assert_int_equal(chosen.elfcorehdr.end, 0x3000);
	assert_int_equal(chosen.usable[0].end, 0x41000000);
	assert_int_equal(chosen.usable[1].start, 0x80000000);
	assert_int_equal(chosen.kho_fdt.start, 0x5000);
	assert_int_equal(chosen.kho_scratch.end, 0x7000);
	assert_int_equal(chosen.efi_map.start, 0x7c43d9c0);
	assert_int_equal(chosen.efi_map.end, 0x7c43d9c0 + 0x630);
	assert_int_equal(chosen.efi_stride, 48);
	assert_int_equal(chosen.efi_systab, 0x7ffd0018);
}

static void bm_fdt_chosen__not_there__says_nothing(void **state)
{
	struct bm_fdt fdt = finished(tree_begin(2, 2));
	struct bm_fdt_chosen chosen;

	(void)state;
	bm_fdt_chosen(&fdt, &chosen, NULL);
	assert_null(chosen.bootargs.at);
	assert_int_equal(chosen.initrd.end, 0);
	assert_int_equal(chosen.usable[0].end, 0);
}

static void bm_fdt_chosen__wrong_lengths_and_a_reversed_initrd__are_told(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_fdt_chosen chosen;
	struct bm_fdt fdt;

	(void)state;
	tree_node(tree, "chosen");
	tree_cells(tree, "linux,initrd-start", "2000");
	tree_cells(tree, "linux,initrd-end", "1000");
	tree_cells(tree, "linux,elfcorehdr", "0 1000 0");
	tree_cells(tree, "linux,usable-memory-range", "0 1 0 1 0 2 0 1 0 3 0 1");
	tree_cells(tree, "linux,uefi-mmap-size", "1 2 3");
	tree_end(tree);
	fdt = finished(tree);
	bm_fdt_chosen(&fdt, &chosen, &sink);
	expect_told(&told, "! reversed at 104\n! property at 160\n! property at 184\n"
			   "! property at 244\n");
	assert_int_equal(chosen.initrd.end, 0);
	assert_int_equal(chosen.elfcorehdr.end, 0);
	assert_int_equal(chosen.usable[1].start, 2);
}

static void bm_fdt_requests__disabled_or_of_another_sort__as_they_say(void **state)
{
	struct tree *tree = reserving(1, 1);

	(void)state;
	node(tree, "a", "size", "1000");
	tree_string(tree, "status", "disabled");
	tree_end(tree);
	node(tree, "b", "size", "2000");
	tree_string(tree, "compatible", "ramoops");
	tree_flag(tree, "reusable");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_requests, tree, "? 2000 align 0 reusable 'b'\n");
}

static void bm_fdt_reserved__cell_counts_without_sense__all_is_ignored(void **state)
{
	struct tree *tree = tree_begin(2, 2);

	(void)state;
	tree_node(tree, "reserved-memory");
	tree_cell_counts(tree, 2, 1);
	tree_flag(tree, "ranges");
	node(tree, "a@1000", "reg", "0 1000 1000");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_reserved, tree, "! cells at 104\n");
	tree = tree_begin(9, 9);
	tree_node(tree, "reserved-memory");
	tree_cell_counts(tree, 9, 9);
	tree_flag(tree, "ranges");
	tree_end(tree);
	expect_of(bm_fdt_reserved, tree, "! cells at 64\n");
}

static void bm_fdt_chosen__empty_or_odd__is_left_out(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_fdt_chosen chosen;
	struct bm_fdt fdt;

	(void)state;
	tree_node(tree, "chosen");
	tree_cells(tree, "bootargs", "61626364");
	tree_cells(tree, "linux,initrd-end", "0 1000");
	tree_flag(tree, "linux,usable-memory-range");
	tree_end(tree);
	fdt = finished(tree);
	bm_fdt_chosen(&fdt, &chosen, &sink);
	assert_int_equal(chosen.bootargs.len, 4);
	assert_int_equal(chosen.initrd.end, 0x1000);
	assert_int_equal(told.nr_diags, 1);
	tree = tree_begin(9, 9);
	tree_node(tree, "chosen");
	tree_cells(tree, "linux,elfcorehdr", "0 1 0 1");
	tree_end(tree);
	fdt = finished(tree);
	bm_fdt_chosen(&fdt, &chosen, NULL);
	assert_int_equal(chosen.elfcorehdr.end, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_fdt_reserved__static_nodes__every_pair_of_each),
		cmocka_unit_test(bm_fdt_reserved__no_map_and_reusable__is_a_conflict),
		cmocka_unit_test(bm_fdt_reserved__other_cell_counts_or_no_ranges__all_is_ignored),
		cmocka_unit_test(bm_fdt_reserved__reg_of_the_wrong_length__node_is_ignored),
		cmocka_unit_test(bm_fdt_requests__sizes__with_all_they_ask),
		cmocka_unit_test(bm_fdt_requests__wrong_lengths__node_is_ignored),
		cmocka_unit_test(bm_fdt_requests__more_windows_than_fit__the_rest_is_told),
		cmocka_unit_test(bm_fdt_reserved__sink_says_stop__ends_there),
		cmocka_unit_test(bm_fdt_chosen__all_of_it__is_read),
		cmocka_unit_test(bm_fdt_chosen__not_there__says_nothing),
		cmocka_unit_test(bm_fdt_chosen__wrong_lengths_and_a_reversed_initrd__are_told),
		cmocka_unit_test(bm_fdt_requests__disabled_or_of_another_sort__as_they_say),
		cmocka_unit_test(bm_fdt_reserved__cell_counts_without_sense__all_is_ignored),
		cmocka_unit_test(bm_fdt_chosen__empty_or_odd__is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
