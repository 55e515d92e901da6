/* SPDX-License-Identifier: MIT */
/*
 * acpi_int.h - what the readers of ACPI tables share: a table that was checked, and a walk over
 * the structures in it.
 */
#ifndef FW_ACPI_INT_H
#define FW_ACPI_INT_H

#include <bootmem/fw_acpi.h>

/** struct bm_acpi_table_ - a table whose header, length and checksum are right. */
struct bm_acpi_table_ {
	const uint8_t *bytes;
	size_t size;
	unsigned int revision;
	const struct bm_fw_sink *sink;
};

/** bm_acpi_sum_() - sum of all bytes, 0 if a checksum is right. */
uint8_t bm_acpi_sum_(const uint8_t *bytes, size_t size);

/**
 * bm_acpi_open_() - check a table as a whole
 * @table: set on success only
 * @bytes: @size bytes, of which the table may be fewer
 * @name:  its four letters
 * @first: where its structures begin; it must be as long as that
 *
 * Return: 0, or -BM_EBADMSG, told.
 */
BM_MUST_USE int bm_acpi_open_(struct bm_acpi_table_ *table, struct bm_str bytes, const char *name,
			      size_t first, const struct bm_fw_sink *sink);

/** How structures of a table say what they are and how long. */
enum bm_acpi_style_ {
	BM_ACPI_STYLE_1_1, /* type (1), length (1) */
	BM_ACPI_STYLE_1_2, /* type (1), reserved (1), length (2) */
	BM_ACPI_STYLE_2_4, /* type (2), reserved (2), length (4) */
};

/** struct bm_acpi_walk_ - a walk; the first four members are the current structure. */
struct bm_acpi_walk_ {
	const uint8_t *at;
	size_t offset;
	size_t len;
	unsigned int type;

	const struct bm_acpi_table_ *table;
	enum bm_acpi_style_ style;
	size_t next;
	bool is_damaged;
};

/** bm_acpi_first_() - begin a walk at offset @first. */
void bm_acpi_first_(struct bm_acpi_walk_ *walk, const struct bm_acpi_table_ *table,
		    enum bm_acpi_style_ style, size_t first);

/**
 * bm_acpi_next_() - step; false at the end, or with is_damaged set at a length that cannot be,
 * which is told.
 */
bool bm_acpi_next_(struct bm_acpi_walk_ *walk);

/** bm_acpi_has_() - has the structure @want bytes? If not, is_damaged is set and it is told. */
bool bm_acpi_has_(struct bm_acpi_walk_ *walk, size_t want);

#endif
