// SPDX-License-Identifier: MIT
/*
 * test_boot_params.c - the zero page: its fields, its table, and the list it points to.
 */
#include <string.h>

#include <bootmem/fw_boot_params.h>

#include "told.h"

#define LIST 0x100000u

static uint8_t page[BM_BOOT_PARAMS_SIZE];
static uint8_t list[0x1000];

static void blank(void)
{
	memset(page, 0, sizeof(page));
	memset(list, 0, sizeof(list));
	put(page, 0x1fe, 2, 0xaa55);
	memcpy(page + 0x202, "HdrS", 4);
	put(page, 0x206, 2, 0x020f);
}

static void entry(void *table, unsigned int idx, uint64_t base, uint64_t size, uint32_t type)
{
	uint8_t *at = (uint8_t *)table + idx * 20;

	put(at, 0, 8, base);
	put(at, 8, 8, size);
	put(at, 16, 4, type);
}

static void e820(unsigned int idx, uint64_t base, uint64_t size)
{
	entry(page + 0x2d0, idx, base, size, 1);
	page[0x1e8] = (uint8_t)(idx + 1);
}

/* A node of the list at offset @at, followed by the one at @next. */
static void node(size_t at, size_t next, uint32_t type, uint32_t len)
{
	put(list, at, 8, next ? LIST + next : 0);
	put(list, at + 8, 4, type);
	put(list, at + 12, 4, len);
}

static struct bm_boot_params parsed(void)
{
	struct bm_boot_params params;

	assert_int_equal(bm_boot_params_parse(page, sizeof(page), &params, NULL), 0);
	return params;
}

static int tell_e820(struct told *told, bool needs_two)
{
	struct bm_fw_bytes piece = { list, sizeof(list), LIST };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_fw_sink sink = told_sink(told);
	struct bm_boot_params params = parsed();

	return bm_boot_params_e820(&params, &view, needs_two, &sink);
}

static int tell_list(struct told *told)
{
	struct bm_fw_bytes piece = { list, sizeof(list), LIST };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_fw_sink sink = told_sink(told);
	struct bm_boot_params params = parsed();

	return bm_boot_params_setup_data(&params, &view, &sink);
}

static void bm_boot_params_parse__fields__are_put_together(void **state)
{
	struct bm_boot_params params;

	(void)state;
	needs_64_bits();
	blank();
	put(page, 0x218, 4, 0x1000);
	put(page, 0x0c0, 4, 1);
	put(page, 0x21c, 4, 0x2000);
	put(page, 0x228, 4, 0x99000);
	put(page, 0x250, 8, 0x123456789);
	put(page, 0x070, 8, 0xf5b70);
	put(page, 0x1e0, 4, 0x3fb80);
	put(page, 0x002, 2, 0xffff);
	params = parsed();
	assert_int_equal(params.version, 0x20f);
	assert_int_equal(params.initrd.start, 0x100001000);
	assert_int_equal(params.initrd.end, 0x100003000);
	assert_int_equal(params.cmdline_addr, 0x99000);
	assert_int_equal(params.setup_data, 0x123456789);
	assert_int_equal(params.rsdp, 0xf5b70);
	assert_int_equal(params.memory_k, 0x3fb80);
	assert_int_equal(params.efi_map.end, 0);
}

static void bm_boot_params_parse__started_by_efi__needs_no_other_signature(void **state)
{
	struct bm_boot_params params;

	(void)state;
	memset(page, 0, sizeof(page));
	memcpy(page + 0x1c0, "EL64", 4);
	put(page, 0x1c8, 4, 48);
	put(page, 0x1d0, 4, 0x7f773040);
	put(page, 0x1d4, 4, 0x1770);
	params = parsed();
	assert_int_equal(params.efi_map.start, 0x7f773040);
	assert_int_equal(params.efi_map.end, 0x7f773040 + 0x1770);
	assert_int_equal(params.efi_stride, 48);
	memcpy(page + 0x1c0, "EL32", 4);
	params = parsed();
	assert_int_equal(params.efi_map.start, 0x7f773040);
}

static void bm_boot_params_parse__no_signature_or_short__is_refused(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_boot_params params;

	(void)state;
	blank();
	assert_int_equal(bm_boot_params_parse(page, 4095, &params, &sink), -BM_EBADMSG);
	page[0x1fe] = 0;
	assert_int_equal(bm_boot_params_parse(page, 4096, &params, &sink), -BM_EBADMSG);
	blank();
	page[0x202] = 'X';
	assert_int_equal(bm_boot_params_parse(page, 4096, &params, &sink), -BM_EBADMSG);
	expect_told(&told, "! truncated at 4095\n! magic at 510\n! magic at 510\n");
}

static void bm_boot_params_e820__page__in_table_order(void **state)
{
	struct told told = told_new();

	(void)state;
	blank();
	e820(0, 0, 0x9fc00);
	e820(1, 0x100000, 0x100000);
	assert_int_equal(tell_e820(&told, true), 0);
	expect_told(&told, "0-9fc00 usable\n100000-200000 usable\n");
}

static void bm_boot_params_e820__count_beyond_the_page__is_cut(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_boot_params params;

	(void)state;
	blank();
	page[0x1e8] = 129;
	assert_int_equal(bm_boot_params_parse(page, 4096, &params, &sink), 0);
	assert_int_equal(params.nr_e820, 128);
	expect_told(&told, "! length at 488\n");
}

static void bm_boot_params_e820__extension__follows(void **state)
{
	struct told told = told_new();

	(void)state;
	blank();
	e820(0, 0, 0x1000);
	e820(1, 0x2000, 0x1000);
	put(page, 0x250, 8, LIST + 0x100);
	node(0x100, 0x200, BM_SETUP_PCI, 8);
	node(0x200, 0x300, BM_SETUP_E820_EXT, 40);
	entry(list + 0x210, 0, 0x4000, 0x1000, 1);
	entry(list + 0x210, 1, 0x6000, 0x1000, 2);
	node(0x300, 0, BM_SETUP_E820_EXT, 20);
	entry(list + 0x310, 0, 0x8000, 0x1000, 3);
	assert_int_equal(tell_e820(&told, true), 0);
	expect_told(&told, "0-1000 usable\n2000-3000 usable\n4000-5000 usable\n"
			   "6000-7000 reserved\n8000-9000 ACPI data\n");
}

static void bm_boot_params_e820__extension_that_wraps__ends_only_itself(void **state)
{
	struct told told = told_new();

	(void)state;
	blank();
	e820(0, 0, 0x1000);
	e820(1, 0x2000, 0x1000);
	put(page, 0x250, 8, LIST + 0x200);
	node(0x200, 0, BM_SETUP_E820_EXT, 40);
	entry(list + 0x210, 0, UINT64_MAX, 2, 1);
	entry(list + 0x210, 1, 0x6000, 0x1000, 2);
	assert_int_equal(tell_e820(&told, true), 0);
	expect_told(&told, "0-1000 usable\n2000-3000 usable\n! wraps at 0\n");
}

/* catalogue R83: a loader without a map; Linux then makes one up. */
static void bm_boot_params_e820__unusable_table__an_older_count_is_taken(void **state)
{
	static const char made_up[] = "! nothing at 488\n0-a0000 usable\n100000-500000 usable\n";
	struct told told = told_new();

	(void)state;
	blank();
	put(page, 0x1e0, 4, 0x1000);
	assert_int_equal(tell_e820(&told, false), 0);
	expect_told(&told, made_up);
	e820(0, 0x2000, 0x1000);
	assert_int_equal(tell_e820(&told, true), 0);
	expect_told(&told, made_up);
	assert_int_equal(tell_e820(&told, false), 0);
	expect_told(&told, "2000-3000 usable\n");
	e820(1, UINT64_MAX, 0x1000);
	assert_int_equal(tell_e820(&told, false), 0);
	expect_told(&told, "! wraps at 740\n! nothing at 488\n0-a0000 usable\n"
			   "100000-500000 usable\n");
}

static void bm_boot_params_setup_data__nodes__header_included(void **state)
{
	struct told told = told_new();

	(void)state;
	blank();
	put(page, 0x250, 8, LIST + 0x100);
	node(0x100, 0x200, BM_SETUP_PCI, 0x20);
	node(0x200, 0, 0x80000000, 24);
	put(list, 0x210, 4, 0x80000003);
	put(list, 0x218, 8, 0x1000);
	put(list, 0x220, 8, 0x500000);
	assert_int_equal(tell_list(&told), 0);
	expect_told(&told, "100100-100130 loader data type 3\n"
			   "100200-100228 loader data type 80000000\n"
			   "500000-501000 loader data type 80000003\n");
}

static void bm_boot_params_setup_data__cycle_or_nowhere__is_refused(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct bm_fw_bytes piece = { list, sizeof(list), LIST };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_boot_params params;

	(void)state;
	blank();
	put(page, 0x250, 8, LIST);
	node(0, 0x100, BM_SETUP_PCI, 0);
	put(list, 0x100, 8, LIST);
	params = parsed();
	sink.range = NULL;
	assert_int_equal(bm_boot_params_setup_data(&params, &view, &sink), -BM_EBADMSG);
	expect_told(&told, "! cycle at 592\n");
	put(list, 0x100, 8, LIST + 0xff8);
	assert_int_equal(bm_boot_params_setup_data(&params, &view, &sink), -BM_EBADMSG);
	expect_told(&told, "! length at 592\n");
	assert_int_equal(tell_e820(&told, false), 0);
}

static void bm_boot_params_setup_data__length_beyond_memory__content_is_not_read(void **state)
{
	struct told told = told_new();

	(void)state;
	blank();
	e820(0, 0, 0x1000);
	e820(1, 0x2000, 0x1000);
	put(page, 0x250, 8, LIST + 0xf00);
	node(0xf00, 0, BM_SETUP_E820_EXT, 0xffffffff);
	assert_int_equal(tell_e820(&told, true), 0);
	expect_told(&told, "0-1000 usable\n2000-3000 usable\n");
	node(0xf00, 0, 0x80000000, 0x1000);
	assert_int_equal(tell_list(&told), 0);
	expect_told(&told, "100f00-101f10 loader data type 80000000\n");
}

static void bm_boot_params_e820__sink_says_stop__ends_there(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 1; i <= 3; i++) {
		struct told told = told_new();

		blank();
		e820(0, 0, 0x1000);
		e820(1, 0x2000, 0x1000);
		put(page, 0x250, 8, LIST + 0x200);
		node(0x200, 0, BM_SETUP_E820_EXT, 20);
		entry(list + 0x210, 0, 0x4000, 0x1000, 1);
		told.stop_after = i;
		told.stop_with = -BM_ENOSPC;
		assert_int_equal(tell_e820(&told, true), -BM_ENOSPC);
		assert_int_equal(told.nr, i);
	}
}

static void bm_boot_params_setup_data__short_indirect__is_told_as_it_lies(void **state)
{
	struct told told = told_new();

	(void)state;
	blank();
	put(page, 0x250, 8, LIST + 0x200);
	node(0x200, 0, 0x80000000, 23);
	assert_int_equal(tell_list(&told), 0);
	expect_told(&told, "100200-100227 loader data type 80000000\n");
	node(0x200, 0, 0x80000000, 24);
	put(list, 0x220, 8, 0x500000);
	told = told_new();
	told.stop_after = 1;
	told.stop_with = 4711;
	assert_int_equal(tell_list(&told), 4711);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_boot_params_parse__fields__are_put_together),
		cmocka_unit_test(bm_boot_params_parse__started_by_efi__needs_no_other_signature),
		cmocka_unit_test(bm_boot_params_parse__no_signature_or_short__is_refused),
		cmocka_unit_test(bm_boot_params_e820__page__in_table_order),
		cmocka_unit_test(bm_boot_params_e820__count_beyond_the_page__is_cut),
		cmocka_unit_test(bm_boot_params_e820__extension__follows),
		cmocka_unit_test(bm_boot_params_e820__extension_that_wraps__ends_only_itself),
		cmocka_unit_test(bm_boot_params_e820__unusable_table__an_older_count_is_taken),
		cmocka_unit_test(bm_boot_params_setup_data__nodes__header_included),
		cmocka_unit_test(bm_boot_params_setup_data__cycle_or_nowhere__is_refused),
		cmocka_unit_test(
			bm_boot_params_setup_data__length_beyond_memory__content_is_not_read),
		cmocka_unit_test(bm_boot_params_e820__sink_says_stop__ends_there),
		cmocka_unit_test(bm_boot_params_setup_data__short_indirect__is_told_as_it_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
