/* SPDX-License-Identifier: MIT */
/*
 * fw_int.h - how parsers speak to a sink.
 *
 * A parser fills in what it knows of a range (kind, flags, place) and passes the two numbers it
 * read; the functions here turn them into addresses that exist, or tell why not. So no parser
 * does arithmetic on addresses, and all of them treat empty, reversed, wrapping and too high
 * alike.
 */
#ifndef FW_INT_H
#define FW_INT_H

#include <bootmem/fw.h>

/** bm_fw_range_() - a range with nothing but its kind and its place in the input. */
struct bm_fw_range bm_fw_range_(uint32_t kind, size_t offset, size_t len);

/** bm_fw_tell_() - a diag about [offset, offset + len) of the input. @sink may be NULL. */
void bm_fw_tell_(const struct bm_fw_sink *sink, enum bm_diag_code code, size_t offset, size_t len,
	      const char *what);

/** bm_fw_tell_value_() - bm_fw_tell_() about a record, with the number at fault. */
void bm_fw_tell_value_(const struct bm_fw_sink *sink, enum bm_diag_code code,
		    const struct bm_fw_range *at, uint64_t value, const char *what);

/** bm_fw_wraps_() - would a range of @size bytes at @base pass the top of 64 bits? */
static inline bool bm_fw_wraps_(uint64_t base, uint64_t size)
{
	return size && size - 1 > UINT64_MAX - base;
}

/**
 * bm_fw_emit_size_() - tell a range of @size bytes at @base; start and end of @range are set here
 *
 * What is empty, wraps, or is out of reach of a phys_addr_t is told as a diag and left out.
 *
 * Return: what the sink says.
 */
BM_MUST_USE int bm_fw_emit_size_(const struct bm_fw_sink *sink, struct bm_fw_range *range,
			      uint64_t base, uint64_t size);

/** bm_fw_emit_last_() - the same, given the last byte. What is reversed is left out too. */
BM_MUST_USE int bm_fw_emit_last_(const struct bm_fw_sink *sink, struct bm_fw_range *range,
			      uint64_t base, uint64_t last);

/** bm_fw_efi_describe_() - set what follows from an EFI type and its attributes. */
void bm_fw_efi_describe_(struct bm_fw_range *range, uint32_t type, uint64_t attr);

/**
 * bm_fw_scan_kind_() - a kind in the words of any kernel version, log or sysfs, from the front of
 * @str
 *
 * Return: false with @str where it was if it is none.
 */
bool bm_fw_scan_kind_(struct bm_str *str, uint32_t *kind);

/** bm_fw_offset_() - where @at is in @text. */
static inline size_t bm_fw_offset_(struct bm_str text, const char *at)
{
	return (size_t)(at - text.at);
}

/** bm_e820_parse_at_() - bm_e820_parse() of a table that lies @at bytes into the input. */
int bm_e820_parse_at_(const void *bytes, size_t size, size_t at, const struct bm_fw_sink *sink);

#endif
