// SPDX-License-Identifier: MIT
/*
 * test_srat_text.c - the SRAT out of a kernel log.
 */
#include <bootmem/fw_acpi.h>

#include "told.h"

static int parse(struct told *told, const char *log)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_srat_parse_log(text(log), &sink);
}

static void bm_srat_parse_log__usual_lines__processors_and_memory(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(
		parse(&told, "[    0.095091] SRAT: PXM 0 -> APIC 0x00 -> Node 0\n"
			     "[    0.095146] SRAT: PXM 17 -> APIC 0x1f -> Node 1\n"
			     "[    0.095357] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x0009ffff]\n"
			     "[    0.095420] ACPI: SRAT: Node 1 PXM 17 [mem 0x80000000-0xbfffffff] "
			     "hotplug\n"
			     "[    0.095420] ACPI: SRAT: Node 1 PXM 17 [mem 0xc0000000-0xc0000fff] "
			     "hotplug "
			     "non-volatile\n"
			     "[    0.095844] NUMA: Node 0 [mem 0x0-0x9ffff]\n"),
		0);
	expect_told(&told, "cpu 0 of 0\ncpu 1f of 11\n0-a0000 usable node 0\n"
			   "80000000-c0000000 usable hotplug node 17\n"
			   "c0000000-c0001000 usable hotplug nonvolatile node 17\n");
}

static void bm_srat_parse_log__old_form__end_is_exclusive(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "SRAT: Node 0 PXM 0 0-a0000\n"
				      "SRAT: Node 0 PXM 3 100000-80000000\n"),
			 0);
	expect_told(&told, "0-a0000 usable node 0\n100000-80000000 usable node 3\n");
}

static void bm_srat_parse_log__other_or_damaged_lines__are_none(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "ACPI: SRAT 0x00000000BFFE1B17 0000F0 (v01 BOCHS)\n"
				      "SRAT: PXM 0 -> APIC\nSRAT: Node 0 PXM 0 [mem 0x0\n"
				      "SRAT: Node 0 PXM 4294967295 [mem 0x0-0x1]\n"
				      "SRAT: Node x PXM 0 0-1\n"),
			 -BM_ENOENT);
	expect_told(&told, "! nothing at 0\n");
}

static void bm_srat_parse_log__sink_says_stop__ends_there(void **state)
{
	struct told told = told_new();

	(void)state;
	told.stop_after = 1;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse(&told, "SRAT: PXM 0 -> APIC 0x00 -> Node 0\n"
				      "SRAT: PXM 0 -> APIC 0x01 -> Node 0\n"),
			 -BM_ENOSPC);
	expect_told(&told, "cpu 0 of 0\n");
}

static void bm_srat_parse_log__every_cut__is_told_or_understood(void **state)
{
	(void)state;
	every_cut(bm_srat_parse_log, "SRAT: PXM 1 -> APIC 0x1f -> Node 0\n"
				     "SRAT: PXM 4294967295 -> APIC 0x1 -> Node 0\n"
				     "SRAT: PXM 1 -> APIC 0x100000000 -> Node 0\n"
				     "ACPI: SRAT: Node 0 PXM 1 [mem 0x0-0xfff] hotplug\n"
				     "SRAT: Node 1 PXM 2 1000-2000\n");
}

/* Node 0 was numbered before node 1 by a line that is not there: its domain is made up. */
static void bm_srat_parse_log__nodes_that_no_line_names__keep_their_numbers(void **state)
{
	static const char log[] = "SRAT: Node 1 PXM 5 [mem 0x0-0xfff]\n"
				  "SRAT: PXM 7 -> APIC 0x03 -> Node 2\n"
				  "SRAT: Node 99999999 PXM 1 [mem 0x2000-0x2fff]\n";
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);

	(void)state;
	assert_int_equal(parse(&told, log), 0);
	expect_told(&told, "cpu 0 of fffffbff\ncpu 0 of 5\ncpu 0 of 7\n0-1000 usable node 5\n"
			   "cpu 3 of 7\n2000-3000 usable node 1\n");
	told.stop_after = told.nr + 2;
	told.stop_with = 4711;
	assert_int_equal(parse(&told, log), 4711);
	sink.cpu = NULL;
	told = told_new();
	assert_int_equal(bm_srat_parse_log(text(log), &sink), 0);
	expect_told(&told, "0-1000 usable node 5\n2000-3000 usable node 1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_srat_parse_log__usual_lines__processors_and_memory),
		cmocka_unit_test(bm_srat_parse_log__old_form__end_is_exclusive),
		cmocka_unit_test(bm_srat_parse_log__other_or_damaged_lines__are_none),
		cmocka_unit_test(bm_srat_parse_log__sink_says_stop__ends_there),
		cmocka_unit_test(bm_srat_parse_log__every_cut__is_told_or_understood),
		cmocka_unit_test(bm_srat_parse_log__nodes_that_no_line_names__keep_their_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
