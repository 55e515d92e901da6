// SPDX-License-Identifier: MIT
/*
 * test_acpi_more.c - processors of the MADT, initiators of the HMAT, windows of the CEDT.
 */
#include <bootmem/fw_acpi.h>

#include "acpi.h"

typedef int parser(const void *bytes, size_t size, const struct bm_fw_sink *sink);

static int parse(parser *parse_it, struct told *told, struct table *table)
{
	struct bm_fw_sink sink = told_sink(told);

	table_seal(table);
	return parse_it(table->bytes, table->size, &sink);
}

static uint8_t *structure(struct table *table, unsigned int type, size_t size)
{
	uint8_t *at = table_add(table, size);

	at[0] = (uint8_t)type;
	at[1] = (uint8_t)size;
	return at;
}

static void bm_madt_parse__all_kinds__enabled_or_later(void **state)
{
	struct told told = told_new();
	struct table table = table_new("APIC", 4, 44);
	uint8_t *at = structure(&table, 0, 8);

	(void)state;
	at[3] = 5;
	put(at, 4, 4, 1);
	at = structure(&table, 0, 8);
	at[3] = 6;
	put(at, 4, 4, 2);
	at = structure(&table, 9, 16);
	put(at, 4, 4, 0x1234);
	put(at, 8, 4, 1);
	structure(&table, 1, 12);
	at = structure(&table, 11, 80);
	put(at, 4, 4, 7);
	put(at, 8, 4, 0x11);
	put(at, 12, 4, 8);
	put(at, 68, 8, 0x100000203);
	at = structure(&table, 24, 20);
	put(at, 4, 4, 1);
	put(at, 8, 8, 0x300000004);
	put(at, 16, 4, 0x12);
	assert_int_equal(parse(bm_madt_parse, &told, &table), 0);
	expect_told(&told, "cpu 5\ncpu 6 off later\ncpu 1234\n"
			   "cpu 11 by 100000203 off later\ncpu 12 by 300000004\n");
}

/* An MPIDR that the structure ends within is none. */
static void bm_madt_parse__old_gicc__starts_by_its_interface(void **state)
{
	struct told told = told_new();
	struct table table = table_new("APIC", 3, 44);
	static const size_t sizes[] = { 16, 40, 75, 76 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t *at = structure(&table, 11, sizes[i]);

		put(at, 4, 4, i);
		put(at, 8, 4, 8);
		put(at, 12, 4, 1);
	}
	assert_int_equal(parse(bm_madt_parse, &told, &table), 0);
	expect_told(&told, "cpu 8 by 0\ncpu 8 by 1\ncpu 8 by 2\ncpu 8 by 0\n");
}

static void bm_madt_parse__short_structure__ends_it(void **state)
{
	struct told told = told_new();
	struct table table = table_new("APIC", 4, 44);

	(void)state;
	structure(&table, 0, 8);
	structure(&table, 9, 12);
	structure(&table, 0, 8);
	assert_int_equal(parse(bm_madt_parse, &told, &table), -BM_EBADMSG);
	expect_told(&told, "cpu 0 off\n! length at 52\n");
}

static void bm_madt_parse__other_table__is_refused(void **state)
{
	struct told told = told_new();
	struct table table = table_new("SRAT", 4, 44);

	(void)state;
	assert_int_equal(parse(bm_madt_parse, &told, &table), -BM_EBADMSG);
	assert_int_equal(parse(bm_hmat_parse, &told, &table), -BM_EBADMSG);
	assert_int_equal(parse(bm_cedt_parse, &told, &table), -BM_EBADMSG);
	expect_told(&told, "! magic at 0\n! magic at 0\n! magic at 0\n");
}

static void bm_hmat_parse__initiators__where_they_are_named(void **state)
{
	struct told told = told_new();
	struct table table = table_new("HMAT", 2, 40);
	uint8_t *at = table_add(&table, 40);

	(void)state;
	put(at, 4, 4, 40);
	put(at, 8, 2, 1);
	put(at, 12, 4, 1);
	put(at, 16, 4, 3);
	at = table_add(&table, 40);
	put(at, 4, 4, 40);
	at = table_add(&table, 32);
	put(at, 0, 2, 1);
	put(at, 4, 4, 32);
	assert_int_equal(parse(bm_hmat_parse, &told, &table), 0);
	expect_told(&told, "initiator 3 of 1\n");
	put(table.bytes + table.last, 4, 4, 7);
	assert_int_equal(parse(bm_hmat_parse, &told, &table), -BM_EBADMSG);
	expect_told(&told, "initiator 3 of 1\n! length at 120\n");
	put(table.bytes + 40, 4, 4, 0xffffffff);
	assert_int_equal(parse(bm_hmat_parse, &told, &table), -BM_EBADMSG);
	expect_told(&told, "! length at 40\n");
}

static void bm_cedt_parse__windows__are_told_as_nothing(void **state)
{
	struct told told = told_new();
	struct table table = table_new("CEDT", 1, 36);
	uint8_t *at = table_add(&table, 32);

	(void)state;
	put(at, 2, 2, 32);
	at = table_add(&table, 40);
	at[0] = 1;
	put(at, 2, 2, 40);
	put(at, 8, 8, 0x40000000);
	put(at, 16, 8, 0x10000000);
	put(at, 32, 2, 6);
	assert_int_equal(parse(bm_cedt_parse, &told, &table), 0);
	expect_told(&told, "40000000-50000000 nothing type 6\n");
	put(at, 2, 2, 35);
	assert_int_equal(parse(bm_cedt_parse, &told, &table), -BM_EBADMSG);
	expect_told(&told, "! length at 68\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_madt_parse__all_kinds__enabled_or_later),
		cmocka_unit_test(bm_madt_parse__old_gicc__starts_by_its_interface),
		cmocka_unit_test(bm_madt_parse__short_structure__ends_it),
		cmocka_unit_test(bm_madt_parse__other_table__is_refused),
		cmocka_unit_test(bm_hmat_parse__initiators__where_they_are_named),
		cmocka_unit_test(bm_cedt_parse__windows__are_told_as_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
