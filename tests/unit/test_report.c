// SPDX-License-Identifier: MIT
/*
 * test_report.c - foreign numbers become ranges that exist, or diags; kinds and diags have names.
 */
#include "fw/fw_int.h"
#include "told.h"

static int emit_size(struct told *told, uint64_t base, uint64_t size)
{
	struct bm_fw_sink sink = told_sink(told);
	struct bm_fw_range range = bm_fw_range_(BM_FW_USABLE, 40, 20);

	return bm_fw_emit_size_(&sink, &range, base, size);
}

static int emit_last(struct told *told, uint64_t base, uint64_t last)
{
	struct bm_fw_sink sink = told_sink(told);
	struct bm_fw_range range = bm_fw_range_(BM_FW_USABLE, 40, 20);

	return bm_fw_emit_last_(&sink, &range, base, last);
}

static void bm_fw_emit_size__ordinary__is_told(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(emit_size(&told, 0x1000, 0x9e000), 0);
	assert_int_equal(emit_size(&told, 0, 1), 0);
	expect_told(&told, "1000-9f000 usable\n0-1 usable\n");
}

static void bm_fw_emit_size__no_bytes__is_a_diag(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(emit_size(&told, 0x1000, 0), 0);
	assert_int_equal(emit_size(&told, UINT64_MAX, 0), 0);
	expect_told(&told, "! empty at 40\n! empty at 40\n");
}

static void bm_fw_emit_size__passing_the_top__is_left_out(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(emit_size(&told, UINT64_MAX, 2), 0);
	assert_int_equal(emit_size(&told, 2, UINT64_MAX), 0);
	expect_told(&told, "! wraps at 40\n! wraps at 40\n");
}

/* catalogue R94: the last byte is never described. */
static void bm_fw_emit_size__reaching_the_top__is_cut_by_a_byte(void **state)
{
	struct told told = told_new();

	(void)state;
	needs_64_bits();
	assert_int_equal(emit_size(&told, 1, UINT64_MAX), 0);
	assert_int_equal(emit_size(&told, UINT64_MAX, 1), 0);
	expect_told(&told, "! clipped at 40\n1-ffffffffffffffff usable\n! clipped at 40\n");
}

static void bm_fw_emit_last__last_below_start__is_empty_or_reversed(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(emit_last(&told, 0x1000, 0xfff), 0);
	assert_int_equal(emit_last(&told, 0x1000, 0xffe), 0);
	assert_int_equal(emit_last(&told, 0, 0), 0);
	expect_told(&told, "! empty at 40\n! reversed at 40\n0-1 usable\n");
}

static void bm_fw_emit_last__beyond_small_addresses__is_cut(void **state)
{
	struct told told = told_new();

	(void)state;
	if (BM_PHYS_ADDR_BITS != 32)
		skip();
	assert_int_equal(emit_last(&told, 0xf0000000, 0x1ffffffff), 0);
	assert_int_equal(emit_last(&told, 0x100000000, 0x1ffffffff), 0);
	expect_told(&told, "! clipped at 40\nf0000000-ffffffff usable\n! clipped at 40\n");
}

static void bm_fw_emit_size__sink_says_stop__is_passed_on(void **state)
{
	struct told told = told_new();

	(void)state;
	told.stop_after = 1;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(emit_size(&told, 0, 1), -BM_ENOSPC);
}

static void bm_fw_emit_size__nobody_listens__is_fine(void **state)
{
	struct bm_fw_sink sink = { 0 };
	struct bm_fw_range range = bm_fw_range_(BM_FW_USABLE, 0, 0);

	(void)state;
	assert_int_equal(bm_fw_emit_size_(&sink, &range, 0, 1), 0);
	assert_int_equal(bm_fw_emit_size_(&sink, &range, 0, 0), 0);
	bm_fw_tell_(NULL, BM_DIAG_EMPTY, 0, 0, "nobody");
}

static void bm_fw_wraps__around_the_top__is_exact(void **state)
{
	(void)state;
	assert_false(bm_fw_wraps_(UINT64_MAX, 1));
	assert_true(bm_fw_wraps_(UINT64_MAX, 2));
	assert_false(bm_fw_wraps_(UINT64_MAX, 0));
	assert_false(bm_fw_wraps_(0, UINT64_MAX));
	assert_false(bm_fw_wraps_(1, UINT64_MAX));
	assert_true(bm_fw_wraps_(2, UINT64_MAX));
}

static void bm_fw_kind_name__each__has_one(void **state)
{
	(void)state;
	assert_string_equal(bm_fw_kind_name(BM_FW_USABLE), "usable");
	assert_string_equal(bm_fw_kind_name(BM_FW_PRAM), "persistent (type 12)");
	assert_string_equal(bm_fw_kind_name(BM_FW_SOFT_RESERVED), "soft reserved");
	assert_string_equal(bm_fw_kind_name(6), "unknown");
}

static void bm_diag_name__each__has_one(void **state)
{
	(void)state;
	assert_string_equal(bm_diag_name(BM_DIAG_TRUNCATED), "truncated");
	assert_string_equal(bm_diag_name(BM_DIAG_FULL), "full");
	assert_string_equal(bm_diag_name((enum bm_diag_code)0), "unknown");
	assert_string_equal(bm_diag_name((enum bm_diag_code)26), "unknown");
	assert_string_equal(bm_diag_name((enum bm_diag_code)1000), "unknown");
}

static void bm_place_of__offsets__count_from_one(void **state)
{
	struct bm_str log = text("ab\nc\n");
	struct bm_place place = bm_place_of(log, 0);

	(void)state;
	assert_int_equal(place.line, 1);
	assert_int_equal(place.column, 1);
	place = bm_place_of(log, 3);
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 1);
	place = bm_place_of(log, 99);
	assert_int_equal(place.line, 3);
	assert_int_equal(place.column, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_fw_emit_size__ordinary__is_told),
		cmocka_unit_test(bm_fw_emit_size__no_bytes__is_a_diag),
		cmocka_unit_test(bm_fw_emit_size__passing_the_top__is_left_out),
		cmocka_unit_test(bm_fw_emit_size__reaching_the_top__is_cut_by_a_byte),
		cmocka_unit_test(bm_fw_emit_last__last_below_start__is_empty_or_reversed),
		cmocka_unit_test(bm_fw_emit_last__beyond_small_addresses__is_cut),
		cmocka_unit_test(bm_fw_emit_size__sink_says_stop__is_passed_on),
		cmocka_unit_test(bm_fw_emit_size__nobody_listens__is_fine),
		cmocka_unit_test(bm_fw_wraps__around_the_top__is_exact),
		cmocka_unit_test(bm_fw_kind_name__each__has_one),
		cmocka_unit_test(bm_diag_name__each__has_one),
		cmocka_unit_test(bm_place_of__offsets__count_from_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
