/* SPDX-License-Identifier: MIT */
/*
 * text.h - put a line of text together without a libc.
 *
 *	struct bm_text text;
 *
 *	bm_text_start(&text, "memory.cnt  = ");
 *	bm_text_hex(&text, mb->memory.cnt);
 *	bm_text_log(&text, mb->port, BM_LOG_INFO);
 *
 * A line holds BM_TEXT_ROOM - 1 characters; what does not fit is dropped.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <bootmem/port.h>

#define BM_TEXT_ROOM 192u

struct bm_text {
	unsigned int len;
	char buf[BM_TEXT_ROOM];
};

/** bm_text_start() - a new line that begins with @str. */
void bm_text_start(struct bm_text *text, const char *str);

void bm_text_char(struct bm_text *text, char c);
void bm_text_str(struct bm_text *text, const char *str);

/** bm_text_dec() - decimal, no padding. */
void bm_text_dec(struct bm_text *text, uint64_t value);

/** bm_text_int() - decimal with sign. */
void bm_text_int(struct bm_text *text, int value);

/** bm_text_digits() - hexadecimal without prefix, at least @width digits, zero padded. */
void bm_text_digits(struct bm_text *text, uint64_t value, unsigned int width);

/** bm_text_hex() - "0x" and as many digits as needed. */
void bm_text_hex(struct bm_text *text, uint64_t value);

/** bm_text_addr() - "0x" and all digits of a phys_addr_t, as the kernel's %pa. */
void bm_text_addr(struct bm_text *text, phys_addr_t addr);

/** bm_text_span() - "[first-last]", the last byte included; of an empty range the byte before. */
void bm_text_span(struct bm_text *text, phys_addr_t base, phys_addr_t size);

/** bm_text_log() - hand the line to the port, if it has a log. */
void bm_text_log(const struct bm_text *text, const struct bm_port *port, int level);

#endif
