// SPDX-License-Identifier: MIT
/*
 * test_fdt.c - is a tree sound, what memory has it, who is on which node.
 */
#include <bootmem/fw_fdt.h>

#include "sinks.h"
#include "tree.h"

static int check(struct told *told, const void *blob, size_t size)
{
	struct bm_fw_sink sink = told_sink(told);
	struct bm_fdt fdt;

	return bm_fdt_check(&fdt, blob, size, &sink);
}

static struct bm_fdt checked(const struct tree *tree)
{
	struct bm_fdt fdt = { NULL, 0 };

	assert_int_equal(bm_fdt_check(&fdt, tree->blob, TREE_ROOM, NULL), 0);
	return fdt;
}

/* --- soundness -------------------------------------------------------------------------------- */

static void bm_fdt_check__small_tree__is_sound(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	struct told told = told_new();
	struct bm_fdt fdt;

	(void)state;
	tree_finish(tree);
	fdt = checked(tree);
	assert_ptr_equal(fdt.blob, tree->blob);
	assert_int_equal(fdt.size, fdt_totalsize(tree->blob));
	assert_int_equal(check(&told, tree->blob, fdt.size), 0);
	expect_told(&told, "");
}

/* catalogue R115i: nothing, misaligned, another magic. */
static void bm_fdt_check__no_blob__one_clear_diag_each(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	struct told told = told_new();
	size_t size;

	(void)state;
	tree_finish(tree);
	size = fdt_totalsize(tree->blob);
	assert_int_equal(check(&told, NULL, 0), -BM_EBADMSG);
	expect_told(&told, "! structure at 0\n");
	assert_int_equal(check(&told, tree->blob + 4, size), -BM_EBADMSG);
	expect_told(&told, "! structure at 0\n");
	assert_int_equal(check(&told, tree->blob, 27), -BM_EBADMSG);
	expect_told(&told, "! truncated at 27\n");
	assert_int_equal(check(&told, tree->blob, size - 1), -BM_EBADMSG);
	assert_int_equal(told.nr_diags, 4);
	tree->blob[0] ^= 1;
	told = told_new();
	assert_int_equal(check(&told, tree->blob, size), -BM_EBADMSG);
	expect_told(&told, "! magic at 0\n");
}

static void bm_fdt_check__every_truncation__is_refused(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	size_t size;
	size_t cut;

	(void)state;
	tree_memory(tree, "memory@0", "0 0 0 1000");
	tree_end(tree);
	tree_finish(tree);
	size = fdt_totalsize(tree->blob);
	for (cut = 0; cut < size; cut++) {
		struct told told = told_new();

		assert_int_equal(check(&told, tree->blob, cut), -BM_EBADMSG);
		assert_int_equal(told.nr_diags, 1);
	}
}

static void bm_fdt_check__every_damaged_byte__refused_or_harmless(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	size_t size;
	size_t i;

	(void)state;
	tree_memory(tree, "memory@0", "0 0 0 1000");
	tree_end(tree);
	tree_finish(tree);
	size = fdt_totalsize(tree->blob);
	for (i = 0; i < 8 * size; i++) {
		struct told told = told_new();
		struct bm_fw_sink sink = told_sink(&told);
		struct bm_fdt fdt;

		tree->blob[i / 8] ^= (uint8_t)(1u << i % 8);
		if (bm_fdt_check(&fdt, tree->blob, size, &sink) == 0) {
			assert_in_range(bm_fdt_memory(&fdt, &sink), 0, 0);
			assert_in_range(bm_fdt_memreserve(&fdt, &sink), 0, 0);
		}
		tree->blob[i / 8] ^= (uint8_t)(1u << i % 8);
	}
}

static void bm_fdt_check__nested_too_deep__is_refused(void **state)
{
	unsigned int depth;

	(void)state;
	for (depth = BM_FDT_MAX_DEPTH - 1; depth <= BM_FDT_MAX_DEPTH; depth++) {
		struct tree *tree = tree_begin(2, 2);
		struct told told = told_new();
		unsigned int i;

		for (i = 0; i < depth; i++)
			tree_node(tree, "n");
		for (i = 0; i < depth; i++)
			tree_end(tree);
		tree_finish(tree);
		if (depth < BM_FDT_MAX_DEPTH) {
			assert_int_equal(check(&told, tree->blob, TREE_ROOM), 0);
			continue;
		}
		assert_int_equal(check(&told, tree->blob, TREE_ROOM), -BM_EBADMSG);
		assert_int_equal(told.nr_diags, 1);
	}
}

/* catalogue R115j: a second root. */
static void bm_fdt_check__two_roots__are_refused(void **state)
{
	struct tree *tree = tree_begin(2, 2);
	struct told told = told_new();

	(void)state;
	tree_finish(tree);
	/* The tokens of the root: begin, "", two properties of 4 cells, end, END. */
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 8, 4, FDT_END_NODE);
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 12, 4, FDT_BEGIN_NODE);
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 16, 4, 0);
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 20, 4, FDT_NOP);
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 24, 4, FDT_NOP);
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 28, 4, FDT_NOP);
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 32, 4, FDT_NOP);
	put_be(tree->blob, fdt_off_dt_struct(tree->blob) + 36, 4, FDT_NOP);
	assert_int_equal(check(&told, tree->blob, TREE_ROOM), -BM_EBADMSG);
	assert_int_equal(told.nr_diags, 1);
}

/* --- memory -------------------------------------------------------------------------------- */

static void expect_of(int (*parse)(const struct bm_fdt *fdt, const struct bm_fw_sink *sink),
		      struct tree *tree, const char *want)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_fdt fdt;

	tree_finish(tree);
	fdt = checked(tree);
	assert_int_equal(parse(&fdt, &sink), 0);
	expect_told(&told, want);
}

/* catalogue R115f: every pair of reg counts. */
static void bm_fdt_memory__nodes__every_pair_of_each(void **state)
{
	struct tree *tree = tree_begin(2, 2);

	(void)state;
	needs_64_bits();
	tree_memory(tree, "memory@80000000", "0 80000000 0 40000000 1 0 0 10000000 2 0 1 0");
	tree_cells(tree, "numa-node-id", "1");
	tree_end(tree);
	tree_memory(tree, "memory@40000000", "0 40000000 0 1000");
	tree_flag(tree, "hotpluggable");
	tree_end(tree);
	expect_of(bm_fdt_memory, tree,
		  "80000000-c0000000 usable node 1 'memory@80000000'\n"
		  "100000000-110000000 usable node 1 'memory@80000000'\n"
		  "200000000-300000000 usable node 1 'memory@80000000'\n"
		  "40000000-40001000 usable hotplug 'memory@40000000'\n");
}

/* catalogue R115c: cells. */
static void bm_fdt_memory__one_cell_each__is_read_so(void **state)
{
	struct tree *tree = tree_begin(1, 1);

	(void)state;
	tree_memory(tree, "memory", "80000000 40000000 c0000000 1000");
	tree_end(tree);
	expect_of(bm_fdt_memory, tree,
		  "80000000-c0000000 usable 'memory'\n"
		  "c0000000-c0001000 usable 'memory'\n");
}

static void bm_fdt_memory__cell_counts_missing__one_is_taken(void **state)
{
	struct tree *tree = tree_begin_bare();

	(void)state;
	tree_memory(tree, "memory", "80000000 40000000");
	tree_end(tree);
	expect_of(bm_fdt_memory, tree, "! cells at 64\n80000000-c0000000 usable 'memory'\n");
}

static void bm_fdt_memory__cell_counts_absurd__tells_nothing_else(void **state)
{
	struct tree *tree = tree_begin(5, 2);

	(void)state;
	tree_memory(tree, "memory", "80000000 40000000");
	tree_end(tree);
	expect_of(bm_fdt_memory, tree, "! cells at 64\n");
}

static void bm_fdt_memory__no_size_cells__is_all_empty(void **state)
{
	struct tree *tree = tree_begin(1, 0);

	(void)state;
	tree_memory(tree, "memory", "80000000 40000000");
	tree_end(tree);
	expect_of(bm_fdt_memory, tree, "! empty at 104\n! empty at 104\n");
}

/* catalogue R115h: a disabled node is no memory. */
static void bm_fdt_memory__disabled_or_other_nodes__are_left_out(void **state)
{
	struct tree *tree = tree_begin(1, 1);

	(void)state;
	tree_memory(tree, "memory@0", "0 1000");
	tree_string(tree, "status", "disabled");
	tree_end(tree);
	tree_memory(tree, "memory@1000", "1000 1000");
	tree_string(tree, "status", "okay");
	tree_end(tree);
	tree_memory(tree, "memory@2000", "2000 1000");
	tree_string(tree, "status", "ok");
	tree_end(tree);
	tree_node(tree, "memory@3000");
	tree_cells(tree, "reg", "3000 1000");
	tree_end(tree);
	tree_node(tree, "soc");
	tree_memory(tree, "memory@4000", "4000 1000");
	tree_end(tree);
	tree_end(tree);
	expect_of(bm_fdt_memory, tree,
		  "1000-2000 usable 'memory@1000'\n"
		  "2000-3000 usable 'memory@2000'\n");
}

static void bm_fdt_memory__usable_memory__stands_for_reg(void **state)
{
	struct tree *tree = tree_begin(1, 1);

	(void)state;
	tree_memory(tree, "memory@0", "0 10000");
	tree_cells(tree, "linux,usable-memory", "4000 1000");
	tree_end(tree);
	expect_of(bm_fdt_memory, tree, "4000-5000 usable 'memory@0'\n");
}

static void bm_fdt_memory__bad_reg__tells_where(void **state)
{
	struct tree *tree = tree_begin(2, 1);

	(void)state;
	tree_memory(tree, "memory@0", "0 1000 1000 0 5000");
	tree_end(tree);
	tree_node(tree, "memory@1");
	tree_string(tree, "device_type", "memory");
	tree_end(tree);
	tree_memory(tree, "memory@2", "0 1000 0");
	tree_end(tree);
	expect_of(bm_fdt_memory, tree,
		  "1000-2000 usable 'memory@0'\n! property at 152\n"
		  "! property at 176\n! empty at 216\n");
}

static void bm_fdt_memory__sink_says_stop__ends_there(void **state)
{
	struct tree *tree = tree_begin(1, 1);
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_fdt fdt;

	(void)state;
	tree_memory(tree, "memory@0", "0 1000 2000 1000");
	tree_end(tree);
	tree_memory(tree, "memory@4", "4000 1000");
	tree_end(tree);
	tree_finish(tree);
	fdt = checked(tree);
	told.stop_after = 2;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(bm_fdt_memory(&fdt, &sink), -BM_ENOSPC);
	assert_int_equal(told.nr, 2);
}

static void bm_fdt_memreserve__entries__until_the_empty_one(void **state)
{
	struct tree *tree = &the_tree;

	(void)state;
	tree_ok(fdt_create(tree->blob, TREE_ROOM));
	tree_ok(fdt_add_reservemap_entry(tree->blob, 0x1000, 0x2000));
	tree_ok(fdt_add_reservemap_entry(tree->blob, 0x80000000, 0x10));
	tree_ok(fdt_finish_reservemap(tree->blob));
	tree_node(tree, "");
	expect_of(bm_fdt_memreserve, tree, "1000-3000 reserved\n80000000-80000010 reserved\n");
}

/* --- nodes --------------------------------------------------------------------------------- */

static struct tree *tree_of_nodes(const char *matrix)
{
	struct tree *tree = tree_begin(2, 2);

	tree_node(tree, "cpus");
	tree_node(tree, "cpu@0");
	tree_string(tree, "device_type", "cpu");
	tree_cells(tree, "reg", "100");
	tree_cells(tree, "numa-node-id", "2");
	tree_end(tree);
	tree_node(tree, "cpu@1");
	tree_string(tree, "device_type", "cpu");
	tree_cells(tree, "reg", "1 203");
	tree_cells(tree, "numa-node-id", "3");
	tree_string(tree, "status", "disabled");
	tree_end(tree);
	tree_node(tree, "cpu-map");
	tree_end(tree);
	tree_end(tree);
	tree_node(tree, "distance-map");
	tree_string(tree, "compatible", "numa-distance-map-v1");
	tree_cells(tree, "distance-matrix", matrix);
	tree_end(tree);
	return tree;
}

static void bm_fdt_numa__processors_and_distances__are_told(void **state)
{
	(void)state;
	expect_of(bm_fdt_numa, tree_of_nodes("0 0 a 0 1 14 1 1 a 2 1 1f"),
		  "cpu 100 of 2\ncpu 203 of 3 by 100000203 off\n"
		  "0>0=10\n0>1=20\n1>0=20\n1>1=10\n2>1=31\n");
}

static void bm_fdt_numa__impossible_distance__none_is_told(void **state)
{
	static const char *const matrices[] = { "0 0 b", "0 1 a", "0 1 5", "0 1", "0 0 a 1" };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(matrices) / sizeof(matrices[0]); i++) {
		struct tree *tree = tree_of_nodes(matrices[i]);
		struct told told = told_new();
		struct bm_fw_sink sink = told_sink(&told);
		struct bm_fdt fdt;

		tree_finish(tree);
		fdt = checked(tree);
		sink.cpu = NULL;
		assert_int_equal(bm_fdt_numa(&fdt, &sink), -BM_EBADMSG);
		assert_int_equal(told.nr, 0);
		assert_int_equal(told.nr_diags, 1);
	}
}

static void bm_fdt_numa__nothing_of_it__tells_nothing(void **state)
{
	(void)state;
	expect_of(bm_fdt_numa, tree_begin(2, 2), "");
}

/* --- sinks --------------------------------------------------------------------------------- */

static int tree_of(const void *bytes, size_t size, const struct bm_fw_sink *to)
{
	struct bm_fdt_chosen chosen;
	struct bm_fdt fdt;
	int err = bm_fdt_check(&fdt, bytes, size, to);

	if (err)
		return err;
	bm_fdt_chosen(&fdt, &chosen, to);
	err = bm_fdt_memory(&fdt, to);
	err = err ? err : bm_fdt_reserved(&fdt, to);
	err = err ? err : bm_fdt_requests(&fdt, to);
	err = err ? err : bm_fdt_memreserve(&fdt, to);
	return err ? err : bm_fdt_numa(&fdt, to);
}

static void bm_fdt__every_sink__is_obeyed(void **state)
{
	(void)state;
	sinks_try_all("fdt", tree_of);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_fdt_check__small_tree__is_sound),
		cmocka_unit_test(bm_fdt_check__no_blob__one_clear_diag_each),
		cmocka_unit_test(bm_fdt_check__every_truncation__is_refused),
		cmocka_unit_test(bm_fdt_check__every_damaged_byte__refused_or_harmless),
		cmocka_unit_test(bm_fdt_check__nested_too_deep__is_refused),
		cmocka_unit_test(bm_fdt_check__two_roots__are_refused),
		cmocka_unit_test(bm_fdt_memory__nodes__every_pair_of_each),
		cmocka_unit_test(bm_fdt_memory__one_cell_each__is_read_so),
		cmocka_unit_test(bm_fdt_memory__cell_counts_missing__one_is_taken),
		cmocka_unit_test(bm_fdt_memory__cell_counts_absurd__tells_nothing_else),
		cmocka_unit_test(bm_fdt_memory__no_size_cells__is_all_empty),
		cmocka_unit_test(bm_fdt_memory__disabled_or_other_nodes__are_left_out),
		cmocka_unit_test(bm_fdt_memory__usable_memory__stands_for_reg),
		cmocka_unit_test(bm_fdt_memory__bad_reg__tells_where),
		cmocka_unit_test(bm_fdt_memory__sink_says_stop__ends_there),
		cmocka_unit_test(bm_fdt_memreserve__entries__until_the_empty_one),
		cmocka_unit_test(bm_fdt_numa__processors_and_distances__are_told),
		cmocka_unit_test(bm_fdt_numa__impossible_distance__none_is_told),
		cmocka_unit_test(bm_fdt_numa__nothing_of_it__tells_nothing),
		cmocka_unit_test(bm_fdt__every_sink__is_obeyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
