/* SPDX-License-Identifier: MIT */
/*
 * scan.h - take text apart from the front, without a libc and without reading past its end.
 *
 * Every function looks at the front of a struct bm_str and, if what it wants is there, moves the
 * front past it; if not, nothing has moved. So a parser is a list of what it wants:
 *
 *	if (bm_scan_word(&line, "[mem ") && bm_scan_addr(&line, &start) && ...)
 *
 * bm_scan_number() takes numbers as the kernel's command line has them: see cmdline.h.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include <bootmem/str.h>

static inline bool bm_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static inline bool bm_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char bm_to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/** bm_hex_value() - 0 to 15, or 16 if @c is no hexadecimal digit. */
static inline unsigned int bm_hex_value(char c)
{
	char low = bm_to_lower(c);

	if (low >= '0' && low <= '9')
		return (unsigned int)(low - '0');
	if (low >= 'a' && low <= 'f')
		return (unsigned int)(low - 'a') + 10;
	return 16;
}

/** bm_scan_skip() - move the front by @len bytes, which must be there. */
static inline void bm_scan_skip(struct bm_str *str, size_t len)
{
	if (len)
		str->at += len;
	str->len -= len;
}

/** bm_scan_blanks() - move past spaces and tabs; true if there were any. */
bool bm_scan_blanks(struct bm_str *str);

/** bm_scan_word() - exactly this text. */
bool bm_scan_word(struct bm_str *str, const char *want);

/** bm_scan_find() - move past the first place where this text is. */
bool bm_scan_find(struct bm_str *str, const char *want);

/** bm_scan_line() - the next line, without its end; false at the end of the text. */
bool bm_scan_line(struct bm_str *str, struct bm_str *line);

/** bm_scan_hex() - hexadecimal digits without prefix, at most 16 that count. */
bool bm_scan_hex(struct bm_str *str, uint64_t *value);

/** bm_scan_addr() - 0x and hexadecimal digits. */
bool bm_scan_addr(struct bm_str *str, uint64_t *value);

/** bm_scan_dec() - decimal digits that fit in 64 bits. */
bool bm_scan_dec(struct bm_str *str, uint64_t *value);

/** bm_scan_digits() - digits in the base that their prefix says; overflow wraps. */
bool bm_scan_digits(struct bm_str *str, uint64_t *value);

/** bm_scan_number() - bm_scan_digits() with an optional suffix K M G T P E, either case. */
bool bm_scan_number(struct bm_str *str, uint64_t *value);

/** bm_str_is() - the same bytes? */
bool bm_str_is(struct bm_str str, const char *want);

#endif
