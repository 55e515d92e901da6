// SPDX-License-Identifier: MIT
/*
 * test_iomem.c - /proc/iomem: memory, what lies in it, and what is hidden.
 */
#include <bootmem/fw_iomem.h>

#include "told.h"

static int parse(struct told *told, const char *lines)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_iomem_parse(text(lines), &sink);
}

static void bm_iomem_parse__usual_text__memory_and_what_is_in_it(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "00000000-00000fff : Reserved\n"
				      "00001000-0009fbff : System RAM\n"
				      "000a0000-000bffff : PCI Bus 0000:00\n"
				      "  000a0000-000bffff : Video RAM area\n"
				      "00100000-bffdffff : System RAM\n"
				      "  01000000-01e00286 : Kernel code\n"
				      "  20000000-2fffffff : Crash kernel\n"
				      "  30000000-3000ffff : ramoops:dump(0/1)\n"
				      "bffe0000-bfffffff : ACPI Tables\n"
				      "c0000000-c0ffffff : Persistent Memory (legacy)\n"
				      "c1000000-c1ffffff : RAM buffer\n"
				      "fec00000-fec003ff : IOAPIC 0\n"),
			 0);
	expect_told(&told, "0-1000 reserved 'Reserved'\n1000-9fc00 usable 'System RAM'\n"
			   "100000-bffe0000 usable 'System RAM'\n"
			   "1000000-1e00287 loaded nested 'Kernel code'\n"
			   "20000000-30000000 reserved nested 'Crash kernel'\n"
			   "30000000-30010000 reserved nested 'ramoops:dump(0/1)'\n"
			   "bffe0000-c0000000 ACPI data 'ACPI Tables'\n"
			   "c0000000-c1000000 persistent (type 12) 'Persistent Memory (legacy)'\n"
			   "c1000000-c2000000 reserved 'RAM buffer'\n");
}

static void bm_iomem_parse__without_privilege__says_hidden(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "00000000-00000000 : System RAM\n"
				      "  00000000-00000000 : Kernel code\n"),
			 -BM_ENOENT);
	expect_told(&told, "! hidden at 0\n");
}

static void bm_iomem_parse__other_text__says_so(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "hello\n-\n0-\n0-1\n0-1 :x\n"), -BM_ENOENT);
	expect_told(&told, "! nothing at 0\n");
}

static void bm_iomem_parse__reversed_or_stop__as_everywhere(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "5000-3000 : System RAM\n1000-1fff : System RAM\n"), 0);
	expect_told(&told, "! reversed at 0\n1000-2000 usable 'System RAM'\n");
	told.stop_after = 2;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse(&told, "1000-1fff : System RAM\n"
				      "3000-3fff : System RAM\n"),
			 -BM_ENOSPC);
	expect_told(&told, "1000-2000 usable 'System RAM'\n");
}

static void bm_iomem_parse__every_cut__is_told_or_understood(void **state)
{
	(void)state;
	every_cut(bm_iomem_parse, "00001000-0009fbff : System RAM\n"
				  "  00002000-00002fff : Kernel code\n"
				  "000a0000-000bffff : Reserved by somebody\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_iomem_parse__usual_text__memory_and_what_is_in_it),
		cmocka_unit_test(bm_iomem_parse__without_privilege__says_hidden),
		cmocka_unit_test(bm_iomem_parse__other_text__says_so),
		cmocka_unit_test(bm_iomem_parse__reversed_or_stop__as_everywhere),
		cmocka_unit_test(bm_iomem_parse__every_cut__is_told_or_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
