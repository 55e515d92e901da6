// SPDX-License-Identifier: MIT
/*
 * fuzz_acpi.c - any bytes as each ACPI table, with the checksum put right; and as memory with all
 * of ACPI.
 *
 * A wrong checksum ends every parse, so a fuzzer that had to guess it would never get further.
 */
#include <bootmem/fw_acpi.h>

#include "witness.h"

/* A copy that says its own length and sums to 0. */
static uint8_t *sealed(const uint8_t *data, size_t size)
{
	uint8_t *table = malloc(size);
	uint8_t sum = 0;
	size_t i;

	require(table != NULL);
	memcpy(table, data, size);
	for (i = 0; i < 4; i++)
		table[4 + i] = (uint8_t)(size >> (8 * i));
	for (i = 0; i < size; i++)
		sum = (uint8_t)(sum + table[i]);
	table[9] = (uint8_t)(table[9] - sum);
	return table;
}

static void try_tables(const uint8_t *table, size_t size)
{
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, table, size);
	int err = bm_srat_parse(table, size, &sink);

	require_reason(&w, err);
	require(err == 0 || w.nr_records == 0);
	sink = witness_sink(&w, table, size);
	err = bm_slit_parse(table, size, &sink);
	require_reason(&w, err);
	require(err == 0 || w.nr_records == 0);
	sink = witness_sink(&w, table, size);
	require_reason(&w, bm_madt_parse(table, size, &sink));
	sink = witness_sink(&w, table, size);
	require_reason(&w, bm_hmat_parse(table, size, &sink));
	sink = witness_sink(&w, table, size);
	require_reason(&w, bm_cedt_parse(table, size, &sink));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_fw_bytes piece = { data, size, 0x1000 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_acpi_tables tables;
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);

	require_reason(&w, bm_acpi_walk(0x1000, &view, &tables, &sink));
	try_tables(data, size);
	if (size >= 36) {
		uint8_t *table = sealed(data, size);

		try_tables(table, size);
		free(table);
	}
	return 0;
}
