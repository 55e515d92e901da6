// SPDX-License-Identifier: MIT
/*
 * test_words.c - every word any kernel has printed for a kind of memory.
 */
#include "base/scan.h"
#include "fw/fw_int.h"
#include "told.h"

static void expect_kind(const char *words, uint32_t want, const char *left)
{
	struct bm_str str = text(words);
	uint32_t kind = 0;

	assert_true(bm_fw_scan_kind_(&str, &kind));
	assert_int_equal(kind, want);
	assert_true(bm_str_is(str, left));
}

static void bm_fw_scan_kind__words_up_to_6_19__are_known(void **state)
{
	(void)state;
	expect_kind("usable", BM_FW_USABLE, "");
	expect_kind("reserved", BM_FW_RESERVED, "");
	expect_kind("soft reserved", BM_FW_SOFT_RESERVED, "");
	expect_kind("ACPI data", BM_FW_ACPI, "");
	expect_kind("ACPI NVS)", BM_FW_NVS, ")");
	expect_kind("unusable", BM_FW_UNUSABLE, "");
	expect_kind("persistent (type 7)", BM_FW_PMEM, ")");
	expect_kind("persistent (type 12)", BM_FW_PRAM, ")");
	expect_kind("type 20", 20, "");
}

static void bm_fw_scan_kind__words_since_7_0__are_known(void **state)
{
	(void)state;
	expect_kind("System RAM", BM_FW_USABLE, "");
	expect_kind("device reserved", BM_FW_RESERVED, "");
	expect_kind("persistent RAM (type 12)", BM_FW_PRAM, ")");
}

static void bm_fw_scan_kind__words_of_sysfs__are_known(void **state)
{
	(void)state;
	expect_kind("Reserved", BM_FW_RESERVED, "");
	expect_kind("ACPI Tables", BM_FW_ACPI, "");
	expect_kind("ACPI Non-volatile Storage", BM_FW_NVS, "");
	expect_kind("Unusable memory", BM_FW_UNUSABLE, "");
	expect_kind("Persistent Memory", BM_FW_PMEM, "");
	expect_kind("Persistent Memory (legacy)", BM_FW_PRAM, "");
	expect_kind("Soft Reserved", BM_FW_SOFT_RESERVED, "");
}

static void bm_fw_scan_kind__other_words__stay(void **state)
{
	static const char *const others[] = { "",
					      "broken",
					      "type",
					      "type x",
					      "persistent",
					      "type 99999999999",
					      "persistent (type x" };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct bm_str str = text(others[i]);
		uint32_t kind = 7;

		assert_false(bm_fw_scan_kind_(&str, &kind));
		assert_true(bm_str_is(str, others[i]));
		assert_int_equal(kind, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_fw_scan_kind__words_up_to_6_19__are_known),
		cmocka_unit_test(bm_fw_scan_kind__words_since_7_0__are_known),
		cmocka_unit_test(bm_fw_scan_kind__words_of_sysfs__are_known),
		cmocka_unit_test(bm_fw_scan_kind__other_words__stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
