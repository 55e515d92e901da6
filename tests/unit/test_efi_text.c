// SPDX-License-Identifier: MIT
/*
 * test_efi_text.c - the UEFI memory map as efi=debug prints it, in its three forms.
 */
#include <bootmem/fw_efi.h>

#include "told.h"

#define COLUMNS "|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] "

static int parse(struct told *told, const char *log)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_efi_parse_log(text(log), &sink);
}

static void bm_efi_parse_log__x86__type_first(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(
		parse(&told,
		      "efi: mem00: [Boot Code   " COLUMNS
		      "range=[0x0000000000000000-0x0000000000000fff] (0MB)\n"
		      "efi: mem01: [Conventional|   |  |MR|  |SP|  |  |  |  |  |   |WB|  |  |  ] "
		      "range=[0x0000000000001000-0x0000000000086fff] (0MB)\n"
		      "efi: mem02: [Runtime Data|RUN|  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC] "
		      "range=[0x0000000000087000-0x0000000000087fff] (0MB)\n"),
		0);
	expect_told(&told, "0-1000 usable type 3\n1000-87000 soft reserved type 7 mirror\n"
			   "87000-88000 reserved type 6 runtime\n");
}

static void bm_efi_parse_log__arm64__interval_first(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "[    0.000000] efi: Processing EFI memory map:\n"
				      "[    0.000000] efi:   0x000040000000-0x000043ffffff "
				      "[Conventional|   |  |  |  |  |  |"
				      "  |  |  |  |   |WB|  |  |  ]\n"
				      "[    0.000000] memblock_add: "
				      "[0x0000000040000000-0x0000000043ffffff] x+0x1/0x2\n"
				      "[    0.000000] efi:   0x000004000000-0x000007ffffff [MMIO   "
				      "     |RUN|  |  |  |  |  |"
				      "  |  |  |  |   |  |  |WC|  ]\n"),
			 0);
	expect_told(&told, "40000000-44000000 usable type 7\n"
			   "4000000-8000000 reserved type b runtime\n");
}

static void bm_efi_parse_log__old_x86__numbers_and_an_exclusive_end(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "EFI: efi: mem00: type=7, attr=0xf, "
				      "range=[0x0000000000000000-0x0000000000001000) (0MB)\n"
				      "efi: mem01: type=3, attr=0x800000000000000f, "
				      "range=[0x0000000000001000-0x0000000000002000) (0MB)\n"),
			 0);
	expect_told(&told, "0-1000 usable type 7\n1000-2000 usable type 3 runtime\n");
}

static void bm_efi_parse_log__unknown_type_and_bits__are_read_as_numbers(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "efi: mem00: [type=99     |attr=0x0000000000010008] "
				      "range=[0x0000000000001000-0x0000000000001fff] (0MB)\n"),
			 0);
	expect_told(&told, "1000-2000 reserved type 63 mirror\n");
	assert_int_equal(parse(&told, "efi: mem00: [Conventional|attr=some] range=[0x0-0xfff]\n"),
			 0);
	expect_told(&told, "0-1000 reserved type 7\n");
}

static void bm_efi_parse_log__printed_again__only_the_first(void **state)
{
	struct told told = told_new();

	(void)state;
	assert_int_equal(parse(&told, "efi: mem00: [Boot Code   " COLUMNS
				      "range=[0x0000000000000000-0x0000000000000fff] (0MB)\n"
				      "efi: mem01: [Boot Code   " COLUMNS
				      "range=[0x0000000000001000-0x0000000000001fff] (0MB)\n"
				      "efi: mem00: [Boot Code   " COLUMNS
				      "range=[0x0000000000000000-0x0000000000000fff] (0MB)\n"),
			 0);
	expect_told(&told, "0-1000 usable type 3\n1000-2000 usable type 3\n! again at 252\n");
}

static void bm_efi_parse_log__lines_cut_short__are_not_lines(void **state)
{
	static const char *const lines[] = {
		"efi: mem00: [Boot Code   |   |",
		"efi: mem00: [Boot Code",
		"efi: mem",
		"efi: ",
		"efi: mem00: [Nonsense    |WB] range=[0x0-0x1]",
		"efi: 0x1000-0x1fff",
		"efi: mem00: [Boot Code   |WB] range=[0x0",
		"efi: mem00: type=7, attr=",
		"efi: mem00: [type=many   |WB] range=[0x0-0x1]",
		"",
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct told told = told_new();

		assert_int_equal(parse(&told, lines[i]), -BM_ENOENT);
		expect_told(&told, "! nothing at 0\n");
	}
}

static void bm_efi_parse_log__every_cut__is_told_or_understood(void **state)
{
	(void)state;
	every_cut(bm_efi_parse_log, "efi: mem00: [Boot Code   |  |WB] range=[0x0-0xfff] (0MB)\n"
				    "efi: mem01: type=7, attr=0xf, range=[0x1000-0x2000) (0MB)\n"
				    "efi:   0x3000-0x3fff [type=99     |attr=0x18]\n"
				    "efi: mem00: type=99999999999, attr=0xf, range=[0x0-0x1)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_efi_parse_log__x86__type_first),
		cmocka_unit_test(bm_efi_parse_log__arm64__interval_first),
		cmocka_unit_test(bm_efi_parse_log__old_x86__numbers_and_an_exclusive_end),
		cmocka_unit_test(bm_efi_parse_log__unknown_type_and_bits__are_read_as_numbers),
		cmocka_unit_test(bm_efi_parse_log__printed_again__only_the_first),
		cmocka_unit_test(bm_efi_parse_log__lines_cut_short__are_not_lines),
		cmocka_unit_test(bm_efi_parse_log__every_cut__is_told_or_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
