// SPDX-License-Identifier: MIT
/*
 * test_efi.c - the UEFI memory map in binary: strides, wrapping page counts, and what types mean.
 */
#include <bootmem/fw_efi.h>

#include "told.h"

static uint8_t bytes[512];

static void descriptor(size_t offset, uint32_t type, uint64_t base, uint64_t nr_pages,
		       uint64_t attr)
{
	put(bytes, offset, 4, type);
	put(bytes, offset + 8, 8, base);
	put(bytes, offset + 24, 8, nr_pages);
	put(bytes, offset + 32, 8, attr);
}

static int parse(struct told *told, size_t size, size_t stride)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_efi_parse(bytes, size, stride, &sink);
}

static void bm_efi_parse__any_stride__is_honoured(void **state)
{
	static const size_t strides[] = { 40, 48, 64, 200 };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(strides) / sizeof(strides[0]); i++) {
		struct told told = told_new();

		descriptor(0, BM_EFI_CONVENTIONAL, 0x100000, 0x10, BM_EFI_WB);
		descriptor(strides[i], BM_EFI_ACPI_RECLAIM, 0x200000, 1, BM_EFI_WB);
		assert_int_equal(parse(&told, 2 * strides[i], strides[i]), 0);
		expect_told(&told, "100000-110000 usable type 7\n200000-201000 ACPI data type 9\n");
	}
}

/* catalogue R92: the size of a descriptor is the firmware's, and may be nonsense. */
static void bm_efi_parse__stride_too_small__is_refused(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, 80, 39), -BM_EBADMSG);
	assert_int_equal(parse(&told, 80, 0), -BM_EBADMSG);
	expect_told(&told, "! length at 0\n! length at 0\n");
}

static void bm_efi_parse__stride_beyond_the_map__is_truncated(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, 80, SIZE_MAX), 0);
	expect_told(&told, "! truncated at 0\n");
	descriptor(0, BM_EFI_CONVENTIONAL, 0x100000, 1, BM_EFI_WB);
	assert_int_equal(parse(&told, 48 + 47, 48), 0);
	expect_told(&told, "100000-101000 usable type 7\n! truncated at 48\n");
}

/* catalogue R91, R93: base 0 with no pages, and page counts that are more than 2^64 bytes. */
static void bm_efi_parse__no_pages_or_too_many__left_out_one_by_one(void **state)
{
	struct told told = told_new();

	(void)state;
	descriptor(0, BM_EFI_RESERVED, 0, 0, 0);
	descriptor(48, BM_EFI_CONVENTIONAL, 0x1000, 1ull << 52, BM_EFI_WB);
	descriptor(96, BM_EFI_CONVENTIONAL, 0x2000, (1ull << 52) - 1, BM_EFI_WB);
	descriptor(144, BM_EFI_CONVENTIONAL, 0x3000, 1, BM_EFI_WB);
	assert_int_equal(parse(&told, 192, 48), 0);
	expect_told(&told, "! empty at 0\n! wraps at 48\n! wraps at 96\n3000-4000 usable type 7\n");
}

static void bm_efi_parse__attributes__become_flags(void **state)
{
	struct told told = told_new();

	(void)state;
	descriptor(0, BM_EFI_CONVENTIONAL, 0x1000, 1, BM_EFI_WB | BM_EFI_MORE_RELIABLE);
	descriptor(48, BM_EFI_CONVENTIONAL, 0x2000, 1, BM_EFI_WB | BM_EFI_SP);
	descriptor(96, BM_EFI_RUNTIME_DATA, 0x3000, 1, BM_EFI_WB | BM_EFI_RUNTIME);
	descriptor(144, BM_EFI_PERSISTENT, 0x4000, 1, BM_EFI_WB | BM_EFI_NV);
	descriptor(192, BM_EFI_CONVENTIONAL, 0x5000, 1, BM_EFI_UC);
	descriptor(240, BM_EFI_UNACCEPTED, 0x6000, 1, BM_EFI_WB);
	descriptor(288, BM_EFI_CONVENTIONAL, 0x7000, 1, BM_EFI_WB | BM_EFI_HOT_PLUGGABLE);
	descriptor(336, 99, 0x8000, 1, BM_EFI_WB);
	descriptor(384, 0x80000001, 0x9000, 1, BM_EFI_WB);
	assert_int_equal(parse(&told, 432, 48), 0);
	expect_told(&told, "1000-2000 usable type 7 mirror\n2000-3000 soft reserved type 7\n"
			   "3000-4000 reserved type 6 runtime\n"
			   "4000-5000 persistent (type 7) type e nonvolatile\n"
			   "5000-6000 reserved type 7\n6000-7000 unaccepted type f\n"
			   "7000-8000 usable type 7 hotplug\n! type at 336\n"
			   "8000-9000 reserved type 63\n9000-a000 reserved type 80000001\n");
}

static void bm_efi_kind__each_type__as_x86_reads_it(void **state)
{
	(void)state;
	assert_int_equal(bm_efi_kind(BM_EFI_LOADER_CODE, BM_EFI_WB, true), BM_FW_USABLE);
	assert_int_equal(bm_efi_kind(BM_EFI_BOOT_DATA, BM_EFI_WB, true), BM_FW_USABLE);
	assert_int_equal(bm_efi_kind(BM_EFI_CONVENTIONAL, BM_EFI_WT, true), BM_FW_RESERVED);
	assert_int_equal(bm_efi_kind(BM_EFI_CONVENTIONAL, BM_EFI_WB | BM_EFI_SP, false),
			 BM_FW_USABLE);
	assert_int_equal(bm_efi_kind(BM_EFI_ACPI_NVS, BM_EFI_WB | BM_EFI_SP, true), BM_FW_NVS);
	assert_int_equal(bm_efi_kind(BM_EFI_UNUSABLE, BM_EFI_WB, true), BM_FW_UNUSABLE);
	assert_int_equal(bm_efi_kind(BM_EFI_RESERVED, BM_EFI_WB, true), BM_FW_RESERVED);
	assert_int_equal(bm_efi_kind(BM_EFI_MMIO, BM_EFI_UC, true), BM_FW_RESERVED);
}

static void bm_efi_is_usable__type_and_caching__both_count(void **state)
{
	(void)state;
	assert_true(bm_efi_is_memory(BM_EFI_WC));
	assert_true(bm_efi_is_memory(BM_EFI_WT | BM_EFI_UC));
	assert_false(bm_efi_is_memory(BM_EFI_UC | BM_EFI_RUNTIME));
	assert_true(bm_efi_is_usable(BM_EFI_CONVENTIONAL, BM_EFI_WB));
	assert_true(bm_efi_is_usable(BM_EFI_ACPI_RECLAIM, BM_EFI_WB));
	assert_true(bm_efi_is_usable(BM_EFI_PERSISTENT, BM_EFI_WB));
	assert_false(bm_efi_is_usable(BM_EFI_CONVENTIONAL, BM_EFI_WC));
	assert_false(bm_efi_is_usable(BM_EFI_RUNTIME_CODE, BM_EFI_WB));
	assert_false(bm_efi_is_usable(BM_EFI_MMIO, BM_EFI_WB));
}

static void bm_efi_type_name__each__has_one(void **state)
{
	(void)state;
	assert_string_equal(bm_efi_type_name(BM_EFI_RESERVED), "Reserved");
	assert_string_equal(bm_efi_type_name(BM_EFI_UNACCEPTED), "Unaccepted");
	assert_string_equal(bm_efi_type_name(16), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_efi_parse__any_stride__is_honoured),
		cmocka_unit_test(bm_efi_parse__stride_too_small__is_refused),
		cmocka_unit_test(bm_efi_parse__stride_beyond_the_map__is_truncated),
		cmocka_unit_test(bm_efi_parse__no_pages_or_too_many__left_out_one_by_one),
		cmocka_unit_test(bm_efi_parse__attributes__become_flags),
		cmocka_unit_test(bm_efi_kind__each_type__as_x86_reads_it),
		cmocka_unit_test(bm_efi_is_usable__type_and_caching__both_count),
		cmocka_unit_test(bm_efi_type_name__each__has_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
