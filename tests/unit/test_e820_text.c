// SPDX-License-Identifier: MIT
/*
 * test_e820_text.c - the map as kernels of all ages print it, as people paste it, and as sysfs
 * has it.
 */
#include <bootmem/fw_e820.h>

#include "told.h"

static int parse(struct told *told, enum bm_e820_log which, const char *log)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_e820_parse_log(text(log), which, &sink);
}

static void expect_log(const char *log, const char *want)
{
	struct told told = told_new();

	assert_int_equal(parse(&told, BM_E820_LOG_FIRMWARE, log), 0);
	expect_told(&told, want);
}

static void bm_e820_parse_log__since_3_x__end_is_the_last_byte(void **state)
{
	(void)state;
	expect_log(
		"[    0.000000] BIOS-provided physical RAM map:\n"
		"[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable\n"
		"[    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved\n"
		"[    0.000000] BIOS-e820: [mem 0x000000003ffe0000-0x000000003fffffff] ACPI NVS\n"
		"[    0.000000] BIOS-e820: [mem 0x0000000050000000-0x000000005fffffff] "
		"persistent (type 12)\n"
		"[    0.000000] NX (Execute Disable) protection: active\n",
		"0-9fc00 usable\n9fc00-a0000 reserved\n3ffe0000-40000000 ACPI NVS\n"
		"50000000-60000000 persistent (type 12)\n");
}

static void bm_e820_parse_log__before_3_x__end_is_exclusive(void **state)
{
	(void)state;
	expect_log(" BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)\n"
		   " BIOS-e820: 000000000009fc00 - 00000000000a0000 (reserved)\n"
		   " BIOS-e820: 000000003ffe0000 - 000000003fff0000 (ACPI data)\n"
		   " BIOS-e820: 0x1000 - 0x2000 (ACPI NVS)\n",
		   "0-9fc00 usable\n9fc00-a0000 reserved\n3ffe0000-3fff0000 ACPI data\n"
		   "1000-2000 ACPI NVS\n");
}

static void bm_e820_parse_log__since_7_0__new_words_and_gaps(void **state)
{
	(void)state;
	expect_log("BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]  System RAM\n"
		   "BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff]  device reserved\n"
		   "BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]\n"
		   "BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff]  type 20\n"
		   "BIOS-e820: [mem 0x0000000000100000-0x00000000001fffff]  "
		   "persistent RAM (type 7)\n",
		   "0-9fc00 usable\n9fc00-a0000 reserved\nf0000-100000 unknown\n"
		   "100000-200000 persistent (type 7)\n");
}

static void bm_e820_parse_log__hypervisor__both_of_its_forms(void **state)
{
	(void)state;
	expect_log("(XEN) Xen-e820 RAM map:\n"
		   "(XEN)  0000000000000000 - 000000000009fc00 (usable)\n"
		   "(XEN)  [0000000000100000, 000000003ffeffff] (usable)\n"
		   "(XEN) System RAM: 1023MB (1047868kB)\n",
		   "0-9fc00 usable\n100000-3fff0000 usable\n");
}

static void bm_e820_parse_log__as_pasted__decorations_are_skipped(void **state)
{
	(void)state;
	expect_log("> * 1. May  5 10:11:12 box kernel: BIOS-e820: "
		   "[mem 0x0000000000001000-0x0000000000001fff] usable\r\n"
		   "kernel: [    0.000000]  BIOS-e820:   "
		   "[mem 0x0000000000002000-0x0000000000002fff]   reserved  \n",
		   "1000-2000 usable\n2000-3000 reserved\n");
}

static void bm_e820_parse_log__other_maps__are_other_maps(void **state)
{
	static const char log[] =
		"BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] usable\n"
		"user-defined physical RAM map:\n"
		"user: [mem 0x0000000000002000-0x0000000000002fff] usable\n"
		"modified physical RAM map:\n"
		"modified: [mem 0x0000000000003000-0x0000000000003fff] usable\n"
		"extended physical RAM map:\n"
		"reserve setup_data: [mem 0x0000000000004000-0x0000000000004fff] usable\n";
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, BM_E820_LOG_FIRMWARE, log), 0);
	expect_told(&told, "1000-2000 usable\n");
	assert_int_equal(parse(&told, BM_E820_LOG_USER, log), 0);
	expect_told(&told, "2000-3000 usable\n");
	assert_int_equal(parse(&told, BM_E820_LOG_MODIFIED, log), 0);
	expect_told(&told, "3000-4000 usable\n");
	assert_int_equal(parse(&told, BM_E820_LOG_EXTENDED, log), 0);
	expect_told(&told, "4000-5000 usable\n");
}

static void bm_e820_parse_log__two_boots__only_the_first(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, BM_E820_LOG_FIRMWARE,
			       "BIOS-provided physical RAM map:\n"
			       "BIOS-e820: [mem 0x1000-0x1fff] usable\n"
			       "BIOS-provided physical RAM map:\n"
			       "BIOS-e820: [mem 0x5000-0x5fff] usable\n"),
			 0);
	expect_told(&told, "1000-2000 usable\n! again at 70\n");
}

static void bm_e820_parse_log__damaged_lines__are_told_with_their_place(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, BM_E820_LOG_FIRMWARE,
			       "BIOS-e820: [mem 0x1000-\n"
			       "BIOS-e820: [mem 0x2000-0x1fff] usable\n"
			       "BIOS-e820: [mem 0x3000-0x1000] usable\n"
			       "BIOS-e820: [mem 0x4000-0x4fff] broken\n"),
			 0);
	expect_told(&told, "! number at 11\n! empty at 35\n! reversed at 73\n"
			   "! word at 131\n4000-5000 reserved\n");
}

static void bm_e820_parse_log__no_map__says_so(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, BM_E820_LOG_FIRMWARE, "Linux version 6.1\n"), -BM_ENOENT);
	expect_told(&told, "! nothing at 0\n");
	assert_int_equal(parse(&told, BM_E820_LOG_USER, ""), -BM_ENOENT);
}

static void bm_e820_parse_log__sink_says_stop__ends_there(void **state)
{
	struct told told = told_new();

	(void)state;
	told.stop_after = 1;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse(&told, BM_E820_LOG_FIRMWARE,
			       "BIOS-e820: [mem 0x1000-0x1fff] usable\n"
			       "BIOS-e820: [mem 0x5000-0x5fff] usable\n"),
			 -BM_ENOSPC);
	expect_told(&told, "1000-2000 usable\n");
}

static int parse_sysfs(struct told *told, const char *lines)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_e820_parse_sysfs(text(lines), &sink);
}

static void bm_e820_parse_sysfs__usual_lines__in_line_order(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse_sysfs(&told, "0 0x0 0x9fbff System RAM\n"
					    "1 0x9fc00 0x9ffff Reserved\n"
					    "2 0x7f76c000 0x7f77dfff ACPI Tables\n"
					    "3 0x80000000 0x8fffffff Persistent Memory (legacy)\n"
					    "4 0x90000000 0x9fffffff Strange\n"),
			 0);
	expect_told(&told, "0-9fc00 usable\n9fc00-a0000 reserved\n7f76c000-7f77e000 ACPI data\n"
			   "80000000-90000000 persistent (type 12)\n! word at 163\n"
			   "90000000-a0000000 reserved\n");
}

static void bm_e820_parse_sysfs__plugged_in_later__was_not_there_at_boot(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse_sysfs(&told, "0 0x40000000 0x7fffffff System RAM\n"
					    "1 0x0 0x9fbff System RAM\n"
					    "2 0x100000 0x3fffffff System RAM\n"),
			 0);
	expect_told(&told, "40000000-80000000 nothing type 1 hotplug\n0-9fc00 usable\n"
			   "100000-40000000 usable\n");
}

static void bm_e820_parse_sysfs__other_text__says_so(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse_sysfs(&told, "hello\n0 0x0\nx 0x0 0x1 System RAM\n"), -BM_ENOENT);
	expect_told(&told, "! nothing at 0\n");
}

static int parse_firmware(struct bm_str log, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_log(log, BM_E820_LOG_FIRMWARE, sink);
}

static void bm_e820_parse_log__every_cut__is_told_or_understood(void **state)
{
	(void)state;
	every_cut(parse_firmware, "BIOS-e820: [mem 0x1000-0x1fff] persistent (type 12)\n"
				  " BIOS-e820: 0x3000 - 0x4000 (usable)\n"
				  "(XEN)  [5000, 5fff] (ACPI NVS)\n"
				  "BIOS-e820: [mem 0x6000-0x6fff]  type 20\n");
	every_cut(bm_e820_parse_sysfs, "0 0x1000 0x1fff System RAM\n1 0x0 0xfff Reserved\n"
				       "2 0x3000 0x3fff broken\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_e820_parse_log__since_3_x__end_is_the_last_byte),
		cmocka_unit_test(bm_e820_parse_log__before_3_x__end_is_exclusive),
		cmocka_unit_test(bm_e820_parse_log__since_7_0__new_words_and_gaps),
		cmocka_unit_test(bm_e820_parse_log__hypervisor__both_of_its_forms),
		cmocka_unit_test(bm_e820_parse_log__as_pasted__decorations_are_skipped),
		cmocka_unit_test(bm_e820_parse_log__other_maps__are_other_maps),
		cmocka_unit_test(bm_e820_parse_log__two_boots__only_the_first),
		cmocka_unit_test(bm_e820_parse_log__damaged_lines__are_told_with_their_place),
		cmocka_unit_test(bm_e820_parse_log__no_map__says_so),
		cmocka_unit_test(bm_e820_parse_log__sink_says_stop__ends_there),
		cmocka_unit_test(bm_e820_parse_sysfs__usual_lines__in_line_order),
		cmocka_unit_test(bm_e820_parse_sysfs__plugged_in_later__was_not_there_at_boot),
		cmocka_unit_test(bm_e820_parse_sysfs__other_text__says_so),
		cmocka_unit_test(bm_e820_parse_log__every_cut__is_told_or_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
