// SPDX-License-Identifier: MIT
/*
 * text.c - what is proved of src/base/text.c: no line overruns its buffer, whatever is appended.
 *
 * Every function keeps a line terminated and inside its room, and ends. Not here: bm_panic() and
 * bm_text_log(), which do nothing but call the port.
 *
 * Options: -wp-literals
 */
#include "contracts.h"

#include "base/text.h"

/*@ predicate is_line(struct bm_text *t) =
      \valid(t) && t->len < BM_TEXT_ROOM && t->buf[t->len] == 0;

    predicate is_string(char *s, integer n) =
      0 <= n && \valid_read(s + (0 .. n)) && s[n] == 0; */

/*@ requires n < 64;
    assigns \nothing; */
static inline uint64_t bm_shr(uint64_t x, unsigned int n);

/*@ assigns \nothing; */
static inline phys_addr_t bm_end(phys_addr_t base, phys_addr_t size);

/*@ requires \valid(text);
    assigns *text;
    ensures is_line(text) && text->len == 0; */
void bm_text_init(struct bm_text *text);

/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text);
    ensures text->len == \min(\old(text->len) + 1, BM_TEXT_ROOM - 1); */
void bm_text_char(struct bm_text *text, char c);

/*@ requires is_line(text);
    requires \exists integer n; is_string(str, n) && \separated(text, str + (0 .. n));
    assigns *text;
    ensures is_line(text); */
void bm_text_str(struct bm_text *text, const char *str);

/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_dec(struct bm_text *text, uint64_t value);

/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_int(struct bm_text *text, int value);

/*@ requires nibble < 16;
    assigns \nothing;
    ensures '0' <= \result <= '9' || 'a' <= \result <= 'f'; */
static char hex_digit(uint64_t nibble);

/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_digits(struct bm_text *text, uint64_t value, unsigned int width);

/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_hex(struct bm_text *text, uint64_t value);

/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_addr(struct bm_text *text, phys_addr_t addr);

/*@ requires is_line(text);
    assigns *text;
    ensures is_line(text); */
void bm_text_span(struct bm_text *text, phys_addr_t base, phys_addr_t size);

#include "base/text.c"
