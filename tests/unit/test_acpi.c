// SPDX-License-Identifier: MIT
/*
 * test_acpi.c - from the root pointer to the tables, through damage of every sort.
 *
 * A small memory at 0x1000 holds the root pointer, two root tables and what they point to.
 */
#include <bootmem/fw_acpi.h>

#include "acpi.h"

#define BASE 0x1000u
#define RSDP 0x1000u
#define XSDT 0x1100u
#define RSDT 0x1200u
#define SRAT 0x1300u
#define APIC 0x1400u

static uint8_t image[0x600];

static void place(uint64_t addr, struct table *table)
{
	table_seal(table);
	memcpy(image + (addr - BASE), table->bytes, table->size);
}

static void seal_rsdp(unsigned int revision, uint64_t xsdt)
{
	uint8_t *at = image;
	uint8_t sum = 0;
	unsigned int i;

	memset(at, 0, 36);
	memcpy(at, "RSD PTR ", 8);
	at[15] = (uint8_t)revision;
	put(at, 16, 4, RSDT);
	put(at, 20, 4, 36);
	put(at, 24, 8, xsdt);
	for (i = 0; i < 20; i++)
		sum = (uint8_t)(sum + at[i]);
	at[8] = (uint8_t)(0u - sum);
	for (i = 0, sum = 0; i < 36; i++)
		sum = (uint8_t)(sum + at[i]);
	at[32] = (uint8_t)(0u - sum);
}

static void build(void)
{
	struct table table = table_new("XSDT", 1, 36);

	memset(image, 0, sizeof(image));
	seal_rsdp(2, XSDT);
	put(table_add(&table, 8), 0, 8, SRAT);
	put(table_add(&table, 8), 0, 8, APIC);
	place(XSDT, &table);
	table = table_new("RSDT", 1, 36);
	put(table_add(&table, 4), 0, 4, APIC);
	place(RSDT, &table);
	table = table_new("SRAT", 3, 48);
	place(SRAT, &table);
	table = table_new("APIC", 3, 44);
	place(APIC, &table);
}

static int walk(struct told *told, uint64_t rsdp, struct bm_acpi_tables *tables)
{
	struct bm_fw_bytes piece = { image, sizeof(image), BASE };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_fw_sink sink = told_sink(told);

	return bm_acpi_walk(rsdp, &view, tables, &sink);
}

static void bm_acpi_walk__xsdt__every_table_is_found(void **state)
{
	struct told told = told_new();
	struct bm_acpi_tables tables;

	(void)state;
	build();
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	expect_told(&told, "1100-1134 ACPI data 'XSDT'\n1300-1330 ACPI data 'SRAT'\n"
			   "1400-142c ACPI data 'APIC'\n");
	assert_int_equal(tables.srat.addr, SRAT);
	assert_int_equal(tables.srat.size, 48);
	assert_int_equal(tables.madt.addr, APIC);
	assert_int_equal(tables.slit.size, 0);
}

static void bm_acpi_walk__first_revision__uses_the_rsdt(void **state)
{
	struct told told = told_new();
	struct bm_acpi_tables tables;

	(void)state;
	build();
	seal_rsdp(0, XSDT);
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	expect_told(&told, "1200-1228 ACPI data 'RSDT'\n1400-142c ACPI data 'APIC'\n");
}

static void bm_acpi_walk__damaged_xsdt__falls_back_to_the_rsdt(void **state)
{
	struct told told = told_new();
	struct bm_acpi_tables tables;

	(void)state;
	build();
	image[XSDT - BASE + 40] ^= 1;
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	expect_told(&told, "! checksum at 0\n1200-1228 ACPI data 'RSDT'\n"
			   "1400-142c ACPI data 'APIC'\n");
	build();
	image[32] ^= 1;
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	expect_told(&told, "! checksum at 0\n1200-1228 ACPI data 'RSDT'\n"
			   "1400-142c ACPI data 'APIC'\n");
}

static void bm_acpi_walk__no_root_pointer__is_refused(void **state)
{
	struct told told = told_new();
	struct bm_acpi_tables tables;

	(void)state;
	build();
	image[3] = 'X';
	assert_int_equal(walk(&told, RSDP, &tables), -BM_EBADMSG);
	expect_told(&told, "! magic at 0\n");
	assert_int_equal(walk(&told, 0, &tables), -BM_EBADMSG);
	assert_int_equal(walk(&told, UINT64_MAX - 4, &tables), -BM_EBADMSG);
	expect_told(&told, "! magic at 0\n! magic at 0\n");
	build();
	image[8] ^= 1;
	assert_int_equal(walk(&told, RSDP, &tables), -BM_EBADMSG);
	assert_int_equal(tables.srat.size, 0);
}

static void bm_acpi_walk__no_sound_root_table__is_refused(void **state)
{
	struct told told = told_new();
	struct bm_acpi_tables tables;

	(void)state;
	build();
	image[XSDT - BASE] = 'Y';
	image[XSDT - BASE + 9] = (uint8_t)(image[XSDT - BASE + 9] - 1);
	image[RSDT - BASE + 9] ^= 1;
	assert_int_equal(walk(&told, RSDP, &tables), -BM_EBADMSG);
	expect_told(&told, "1100-1134 ACPI data 'YSDT'\n! checksum at 0\n! structure at 0\n");
}

/* A pointer back to the root table is a table like any other: it is not followed again. */
static void bm_acpi_walk__pointers_to_nowhere_or_back__are_told(void **state)
{
	struct told told = told_new();
	struct bm_acpi_tables tables;
	struct table table = table_new("XSDT", 1, 36);

	(void)state;
	build();
	put(table_add(&table, 8), 0, 8, 0xdeadbeef);
	put(table_add(&table, 8), 0, 8, 0);
	put(table_add(&table, 8), 0, 8, XSDT);
	put(table_add(&table, 8), 0, 8, SRAT);
	put(table_add(&table, 8), 0, 8, SRAT);
	put(table_add(&table, 3), 0, 3, 0);
	place(XSDT, &table);
	put(image, SRAT - BASE + 4, 4, 35);
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	expect_told(&told, "1100-114f ACPI data 'XSDT'\n! length at 0\n"
			   "1100-114f ACPI data 'XSDT'\n! length at 0\n! length at 0\n");
	put(image, SRAT - BASE + 4, 4, 0xffffffff);
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	assert_int_equal(tables.srat.size, 0);
}

static void bm_acpi_walk__sink_says_stop__ends_there(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 1; i <= 3; i++) {
		struct told told = told_new();
		struct bm_acpi_tables tables;

		build();
		told.stop_after = i;
		told.stop_with = -BM_ENOSPC;
		assert_int_equal(walk(&told, RSDP, &tables), -BM_ENOSPC);
		assert_int_equal(told.nr, i);
	}
}

static void bm_acpi_walk__one_table_twice__the_first_counts(void **state)
{
	struct table table = table_new("XSDT", 1, 36);
	struct told told = told_new();
	struct bm_acpi_tables tables;

	(void)state;
	build();
	put(table_add(&table, 8), 0, 8, SRAT);
	put(table_add(&table, 8), 0, 8, SRAT + 0x40);
	place(XSDT, &table);
	table = table_new("SRAT", 3, 52);
	place(SRAT + 0x40, &table);
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	assert_int_equal(tables.srat.addr, SRAT);
	assert_int_equal(tables.srat.size, 48);
}

static void bm_acpi_walk__newer_pointer_too_short__the_rsdt_is_used(void **state)
{
	struct bm_fw_bytes piece = { image, 20, BASE };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_fw_sink sink;
	struct bm_acpi_tables tables;
	struct told told = told_new();

	(void)state;
	build();
	sink = told_sink(&told);
	put(image, 20, 4, 35);
	assert_int_equal(walk(&told, RSDP, &tables), 0);
	assert_int_equal(tables.srat.size, 0);
	assert_int_equal(tables.madt.addr, APIC);
	build();
	assert_int_equal(bm_acpi_walk(RSDP, &view, &tables, &sink), -BM_EBADMSG);
	assert_true(told.nr_diags > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_acpi_walk__xsdt__every_table_is_found),
		cmocka_unit_test(bm_acpi_walk__first_revision__uses_the_rsdt),
		cmocka_unit_test(bm_acpi_walk__damaged_xsdt__falls_back_to_the_rsdt),
		cmocka_unit_test(bm_acpi_walk__no_root_pointer__is_refused),
		cmocka_unit_test(bm_acpi_walk__no_sound_root_table__is_refused),
		cmocka_unit_test(bm_acpi_walk__pointers_to_nowhere_or_back__are_told),
		cmocka_unit_test(bm_acpi_walk__sink_says_stop__ends_there),
		cmocka_unit_test(bm_acpi_walk__one_table_twice__the_first_counts),
		cmocka_unit_test(bm_acpi_walk__newer_pointer_too_short__the_rsdt_is_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
