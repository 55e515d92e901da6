/* SPDX-License-Identifier: MIT */
/*
 * acpi.h - build ACPI tables for tests: a header, structures, and a checksum that is right.
 *
 *	struct table table = table_new("SRAT", 3, 48);
 *
 *	table_add(&table, 40);          a structure of 40 bytes; the test fills it in
 *	put(table_last(&table), 2, 4, domain);
 *	table_seal(&table);
 */
#ifndef TESTS_ACPI_H
#define TESTS_ACPI_H

#include <string.h>

#include "told.h"

struct table {
	uint8_t bytes[4096];
	size_t size;
	size_t last;
};

/** table_new() - a table of @first bytes, all 0 but name and revision. */
static inline struct table table_new(const char *name, unsigned int revision, size_t first)
{
	struct table table = { { 0 }, first, first };

	memcpy(table.bytes, name, 4);
	table.bytes[8] = (uint8_t)revision;
	return table;
}

/** table_add() - @size more bytes, all 0; returns them. */
static inline uint8_t *table_add(struct table *table, size_t size)
{
	table->last = table->size;
	table->size += size;
	return table->bytes + table->last;
}

/** table_seal() - set length and checksum. */
static inline void table_seal(struct table *table)
{
	uint8_t sum = 0;
	size_t i;

	put(table->bytes, 4, 4, table->size);
	table->bytes[9] = 0;
	for (i = 0; i < table->size; i++)
		sum = (uint8_t)(sum + table->bytes[i]);
	table->bytes[9] = (uint8_t)(0u - sum);
}

#endif
