// SPDX-License-Identifier: MIT
/*
 * text.c - src/base/text.c: no line overruns its buffer, whatever is appended.
 *
 * Every function keeps a line terminated and inside its room, and ends. The two left out do
 * nothing but call the port.
 *
 * Proves: src/base/text.c
 * Leaves out: bm_panic bm_text_log
 * Machines: 64 32
 * Options: -wp-literals
 */
#include "base.h"

#include "base/text.h"

/*@ predicate is_line(struct bm_text *t) =
      \valid(t) && t->len < BM_TEXT_ROOM && t->buf[t->len] == 0;

    predicate is_string(char *s, integer n) =
      0 <= n && \valid_read(s + (0 .. n)) && s[n] == 0; */

/* bm_text_char() - one character more, if there is room; what was there stays */
/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text);
    ensures text->len == \min(\old(text->len) + 1, BM_TEXT_ROOM - 1);
    ensures text->len > \old(text->len) ==> text->buf[text->len - 1] == c;
    ensures \forall integer i; 0 <= i < \old(text->len) ==> text->buf[i] == \old(text->buf[i]); */
void bm_text_char(struct bm_text *text, char c);

/* bm_text_str() - reads the string up to its end and no further; the line stays in its room */
/*@ requires is_line(text);
    requires \exists integer n; is_string(str, n) && \separated(text, str + (0 .. n));
    assigns *text;
    ensures is_line(text); */
void bm_text_str(struct bm_text *text, const char *str);

/* bm_text_start() - the same into a new line */
/*@ requires \valid(text);
    requires \exists integer n; is_string(str, n) && \separated(text, str + (0 .. n));
    assigns *text;
    ensures is_line(text); */
void bm_text_start(struct bm_text *text, const char *str);

/* bm_text_dec() - the line stays in its room, and of the value nothing is left over */
/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_dec(struct bm_text *text, uint64_t value);

/* bm_text_int() - the line stays in its room; the lowest int has a magnitude too */
/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_int(struct bm_text *text, int value);

/* hex_digit() - 0 to 9, a to f, in order */
/*@ requires nibble < 16;
    assigns \nothing;
    ensures \result == (nibble < 10 ? '0' + nibble : 'a' + nibble - 10); */
static char hex_digit(uint64_t nibble);

/* bm_text_digits() - the line stays in its room, for every value and every width */
/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_digits(struct bm_text *text, uint64_t value, unsigned int width);

/* bm_text_hex() - the line stays in its room */
/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_hex(struct bm_text *text, uint64_t value);

/* bm_text_addr() - the line stays in its room */
/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_addr(struct bm_text *text, phys_addr_t addr);

/* bm_text_span() - the line stays in its room, for every base and size */
/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_span(struct bm_text *text, phys_addr_t base, phys_addr_t size);

#include "base/text.c"
