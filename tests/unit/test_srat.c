// SPDX-License-Identifier: MIT
/*
 * test_srat.c - memory and processors of domains, distances: sound tables, and every way to
 * damage one.
 */
#include <stdlib.h>

#include <bootmem/fw_acpi.h>

#include "acpi.h"

static struct table srat(unsigned int revision)
{
	return table_new("SRAT", revision, 48);
}

static void memory(struct table *table, uint32_t domain, uint64_t base, uint64_t size,
		   uint32_t flags)
{
	uint8_t *at = table_add(table, 40);

	at[0] = 1;
	at[1] = 40;
	put(at, 2, 4, domain);
	put(at, 8, 8, base);
	put(at, 16, 8, size);
	put(at, 28, 4, flags);
}

static void cpu(struct table *table, uint32_t domain, unsigned int apic, uint32_t flags)
{
	uint8_t *at = table_add(table, 16);

	at[0] = 0;
	at[1] = 16;
	at[2] = (uint8_t)domain;
	at[3] = (uint8_t)apic;
	put(at, 4, 4, flags);
	at[9] = (uint8_t)(domain >> 8);
	at[10] = (uint8_t)(domain >> 16);
	at[11] = (uint8_t)(domain >> 24);
}

static int parse(struct told *told, const struct table *table)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_srat_parse(table->bytes, table->size, &sink);
}

static void bm_srat_parse__usual_table__processors_first(void **state)
{
	struct told told = told_new();
	struct table table = srat(3);

	(void)state;
	memory(&table, 0, 0, 0xa0000, 1);
	cpu(&table, 0, 0, 1);
	memory(&table, 1, 0x100000, 0x7ff00000, 3);
	cpu(&table, 1, 1, 1);
	memory(&table, 2, 0x80000000, 0x1000, 5);
	table_seal(&table);
	assert_int_equal(parse(&told, &table), 0);
	expect_told(&told, "cpu 0 of 0\ncpu 1 of 1\n0-a0000 usable node 0\n"
			   "100000-80000000 usable type 3 hotplug node 1\n"
			   "80000000-80001000 usable type 5 nonvolatile node 2\n");
}

static void bm_srat_parse__not_enabled__is_told_as_nothing(void **state)
{
	struct told told = told_new();
	struct table table = srat(3);

	(void)state;
	cpu(&table, 1, 7, 0);
	memory(&table, 1, 0x1000, 0x1000, 2);
	memory(&table, 1, 0x1000, 0, 1);
	table_seal(&table);
	assert_int_equal(parse(&told, &table), 0);
	expect_told(&told, "cpu 7 of 1 off\n1000-2000 nothing type 2 hotplug node 1\n"
			   "! empty at 104\n");
}

static void bm_srat_parse__all_kinds_of_processors__are_known(void **state)
{
	struct told told = told_new();
	struct table table = srat(3);
	uint8_t *at;

	(void)state;
	at = table_add(&table, 24);
	at[0] = 2;
	at[1] = 24;
	put(at, 4, 4, 0x12345);
	put(at, 8, 4, 0x100);
	put(at, 12, 4, 1);
	at = table_add(&table, 18);
	at[0] = 3;
	at[1] = 18;
	put(at, 2, 4, 4);
	put(at, 6, 4, 5);
	put(at, 10, 4, 1);
	at = table_add(&table, 32);
	at[0] = 5;
	at[1] = 32;
	put(at, 4, 4, 6);
	put(at, 8, 4, 0xabc);
	put(at, 24, 4, 1);
	at = table_add(&table, 20);
	at[0] = 7;
	at[1] = 20;
	put(at, 4, 4, 8);
	put(at, 8, 4, 9);
	put(at, 12, 4, 1);
	at = table_add(&table, 6);
	at[0] = 200;
	at[1] = 6;
	table_seal(&table);
	assert_int_equal(parse(&told, &table), 0);
	expect_told(&told, "cpu 100 of 12345\ncpu 5 of 4\ninitiator abc of 6\ncpu 9 of 8\n");
}

static void bm_srat_parse__revision_one__domains_have_eight_bits(void **state)
{
	struct told told = told_new();
	struct table table = srat(1);

	(void)state;
	cpu(&table, 0xaabbcc01, 0, 1);
	memory(&table, 0xaabbcc02, 0x1000, 0x1000, 1);
	table_seal(&table);
	assert_int_equal(parse(&told, &table), 0);
	expect_told(&told, "cpu 0 of 1\n1000-2000 usable node 2\n");
	table.bytes[8] = 2;
	table_seal(&table);
	assert_int_equal(parse(&told, &table), 0);
	expect_told(&told, "cpu 0 of aabbcc01\n1000-2000 usable node 2864434178\n");
}

/* catalogue R113e: lengths of structures. */
static void bm_srat_parse__structure_of_a_senseless_length__whole_table_is_refused(void **state)
{
	static const unsigned int lengths[] = { 0, 1, 39, 41, 255 };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct told told = told_new();
		struct table table = srat(3);

		cpu(&table, 0, 0, 1);
		memory(&table, 0, 0x1000, 0x1000, 1);
		table.bytes[table.last + 1] = (uint8_t)lengths[i];
		table_seal(&table);
		assert_int_equal(parse(&told, &table), -BM_EBADMSG);
		expect_told(&told, "! length at 64\n");
	}
}

static void bm_srat_parse__rest_of_a_structure__is_refused(void **state)
{
	struct told told = told_new();
	struct table table = srat(3);

	(void)state;
	memory(&table, 0, 0x1000, 0x1000, 1);
	table_add(&table, 1);
	table_seal(&table);
	assert_int_equal(parse(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! truncated at 88\n");
}

static void bm_srat_parse__damaged_as_a_whole__one_clear_diag_each(void **state)
{
	struct told told = told_new();
	struct table table = srat(3);

	(void)state;
	memory(&table, 0, 0x1000, 0x1000, 1);
	table_seal(&table);
	table.bytes[60] ^= 1;
	assert_int_equal(parse(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! checksum at 0\n");
	table.bytes[60] ^= 1;
	table.size--;
	assert_int_equal(parse(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! truncated at 0\n");
	table.size = 35;
	assert_int_equal(parse(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! truncated at 0\n");
	table.size = 88;
	table.bytes[0] = 'X';
	assert_int_equal(parse(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! magic at 0\n");
	table.bytes[0] = 'S';
	put(table.bytes, 4, 4, 47);
	assert_int_equal(parse(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! length at 0\n");
}

/* catalogue R113f: a table without memory is sound and says nothing. */
static void bm_srat_parse__empty_table__says_nothing(void **state)
{
	struct told told = told_new();
	struct table table = srat(3);

	(void)state;
	table_seal(&table);
	assert_int_equal(parse(&told, &table), 0);
	expect_told(&told, "");
}

static void bm_srat_parse__sink_says_stop__ends_there(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 1; i <= 4; i++) {
		struct told told = told_new();
		struct table table = srat(3);

		cpu(&table, 0, 0, 1);
		cpu(&table, 1, 1, 1);
		memory(&table, 0, 0x1000, 0x1000, 1);
		memory(&table, 1, 0x2000, 0x1000, 1);
		table_seal(&table);
		told.stop_after = i;
		told.stop_with = -BM_ENOSPC;
		assert_int_equal(parse(&told, &table), -BM_ENOSPC);
		assert_int_equal(told.nr, i);
	}
}

/* --- SLIT ------------------------------------------------------------------------------------- */

static struct table slit(uint64_t nr, const char *matrix, size_t len)
{
	struct table table = table_new("SLIT", 1, 44);

	put(table.bytes, 36, 8, nr);
	memcpy(table_add(&table, len), matrix, len);
	table_seal(&table);
	return table;
}

static int parse_slit(struct told *told, const struct table *table)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_slit_parse(table->bytes, table->size, &sink);
}

static void bm_slit_parse__matrix__row_by_row(void **state)
{
	struct told told = told_new();
	struct table table = slit(2, "\x0a\x15\x1f\x0a", 4);

	(void)state;
	assert_int_equal(parse_slit(&told, &table), 0);
	expect_told(&told, "0>0=10\n0>1=21\n1>0=31\n1>1=10\n");
}

static void bm_slit_parse__impossible_distance__nothing_is_used(void **state)
{
	struct told told = told_new();
	struct table table = slit(2, "\x0a\x0a\x15\x0a", 4);

	(void)state;
	assert_int_equal(parse_slit(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! distance at 45\n");
	table = slit(2, "\x0b\x15\x15\x0a", 4);
	assert_int_equal(parse_slit(&told, &table), -BM_EBADMSG);
	expect_told(&told, "! distance at 44\n");
}

static void bm_slit_parse__matrix_that_is_not_there__is_refused(void **state)
{
	static const uint64_t sizes[] = { 0, 3, 0x10000, 0x100000000, UINT64_MAX };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct told told = told_new();
		struct table table = slit(sizes[i], "\x0a\x15\x15\x0a", 4);

		assert_int_equal(parse_slit(&told, &table), -BM_EBADMSG);
		expect_told(&told, "! length at 36\n");
	}
}

static void bm_slit_parse__sink_says_stop__ends_there(void **state)
{
	struct told told = told_new();
	struct table table = slit(2, "\x0a\x15\x1f\x0a", 4);

	(void)state;
	told.stop_after = 3;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse_slit(&told, &table), -BM_ENOSPC);
	expect_told(&told, "0>0=10\n0>1=21\n1>0=31\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_srat_parse__usual_table__processors_first),
		cmocka_unit_test(bm_srat_parse__not_enabled__is_told_as_nothing),
		cmocka_unit_test(bm_srat_parse__all_kinds_of_processors__are_known),
		cmocka_unit_test(bm_srat_parse__revision_one__domains_have_eight_bits),
		cmocka_unit_test(
			bm_srat_parse__structure_of_a_senseless_length__whole_table_is_refused),
		cmocka_unit_test(bm_srat_parse__rest_of_a_structure__is_refused),
		cmocka_unit_test(bm_srat_parse__damaged_as_a_whole__one_clear_diag_each),
		cmocka_unit_test(bm_srat_parse__empty_table__says_nothing),
		cmocka_unit_test(bm_srat_parse__sink_says_stop__ends_there),
		cmocka_unit_test(bm_slit_parse__matrix__row_by_row),
		cmocka_unit_test(bm_slit_parse__impossible_distance__nothing_is_used),
		cmocka_unit_test(bm_slit_parse__matrix_that_is_not_there__is_refused),
		cmocka_unit_test(bm_slit_parse__sink_says_stop__ends_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
