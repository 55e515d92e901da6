/* SPDX-License-Identifier: MIT */
/*
 * scan.h - read text left to right: literals, numbers, words, with a position to point at.
 *
 * A scan that fails stays where it was, so the position of a cursor after a failure is where the
 * text stopped making sense: that is where a caret goes.
 */
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bootmem/str.h>

struct scan {
	const char *pos;
	const char *end;
};

/** scan_all() - from the first character of @text on; what is not there is empty. */
static inline struct scan scan_all(struct bm_str text)
{
	const char *at = text.at ? text.at : "";

	return (struct scan){ at, at + text.len };
}

/** scan_text() - step over @literal if it is next. */
bool scan_text(struct scan *scan, const char *literal);

/** scan_find() - step over the first @literal anywhere ahead. */
bool scan_find(struct scan *scan, const char *literal);

/** scan_dec() - a decimal number that fits. */
bool scan_dec(struct scan *scan, uint64_t *out);

/** scan_int() - a decimal number with an optional minus sign. */
bool scan_int(struct scan *scan, int *out);

/** scan_digits() - hexadecimal digits without prefix, a number that fits. */
bool scan_digits(struct scan *scan, uint64_t *out);

/** scan_hex() - the same after "0x". */
bool scan_hex(struct scan *scan, uint64_t *out);

/** scan_spaces() - step over blanks and tabs, maybe none. */
void scan_spaces(struct scan *scan);

/** scan_word() - step over what is no blank and none of @stops; its length, maybe 0. */
size_t scan_word(struct scan *scan, const char *stops);

/** scan_done() - nothing left? */
static inline bool scan_done(const struct scan *scan)
{
	return scan->pos == scan->end;
}

#endif
