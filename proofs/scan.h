/* SPDX-License-Identifier: MIT */
/*
 * scan.h - what src/base/scan.h and scan.c promise: nothing past the end of a text is read.
 *
 * Text moves only forward and never beyond its end; where a function says false it did not move.
 */
#ifndef PROOFS_SCAN_H
#define PROOFS_SCAN_H

#include <bootmem/str.h>

#include "base.h"

/*@ predicate can_read(struct bm_str s) =
	s.len <= SIZE_MAX / 2 && \valid_read(s.at + (0 .. s.len - 1));

    predicate is_text(struct bm_str *s) = \valid(s) && can_read(*s) &&
	\separated(s, s->at + (0 .. s->len - 1));

    predicate is_string(char *s, integer n) =
	0 <= n <= SIZE_MAX / 2 && \valid_read(s + (0 .. n)) && s[n] == 0;

    predicate is_alike(char *at, char *want, integer n) =
	\forall integer i; 0 <= i < n ==> at[i] == want[i] && want[i] != 0;

    predicate is_word(char *at, char *want, integer n) = is_alike(at, want, n) && want[n] == 0;

    predicate moved{L1, L2}(struct bm_str *s) =
	\at(s->len, L2) <= \at(s->len, L1) &&
	\at(s->at, L2) == \at(s->at, L1) + (\at(s->len, L1) - \at(s->len, L2));

    predicate stayed{L1, L2}(struct bm_str *s) =
	\at(s->len, L2) == \at(s->len, L1) && \at(s->at, L2) == \at(s->at, L1); */

/* bm_str() - what it is told */
/*@ assigns \nothing;
    ensures \result.at == at && \result.len == len; */
static inline struct bm_str bm_str(const char *at, size_t len);

/* bm_is_blank() - a blank, a tab, or a carriage return */
/*@ assigns \nothing;
    ensures \result <==> c == ' ' || c == '\t' || c == '\r'; */
static inline bool bm_is_blank(char c);

/* bm_is_space() - what isspace() says */
/*@ assigns \nothing;
    ensures \result <==> c == ' ' || '\t' <= c <= '\r'; */
static inline bool bm_is_space(char c);

/* bm_to_lower() - letters become small, all else stays */
/*@ assigns \nothing;
    ensures \result == ('A' <= c <= 'Z' ? c - 'A' + 'a' : c); */
static inline char bm_to_lower(char c);

/*@ logic integer hex_value(integer c) =
	'0' <= c <= '9' ? c - '0' :
	'a' <= c <= 'f' ? c - 'a' + 10 :
	'A' <= c <= 'F' ? c - 'A' + 10 : 16; */

/* bm_hex_value() - 0 to 15 of a digit in either case, 16 of anything else */
/*@ assigns \nothing;
    ensures \result == hex_value(c); */
static inline unsigned int bm_hex_value(char c);

/* bm_scan_skip() - forward by that much */
/*@ requires is_text(str) && len <= str->len;
    assigns *str;
    ensures is_text(str) && moved{Pre, Post}(str) && str->len == \old(str->len) - len; */
static inline void bm_scan_skip(struct bm_str *str, size_t len);

/* bm_scan_blanks() - past all blanks; true if and only if there were any */
/*@ requires is_text(str);
    assigns *str;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result <==> str->len < \old(str->len); */
bool bm_scan_blanks(struct bm_str *str);

/* word_len() - the length of the word if the text begins with it; reads neither past its end */
/*@ requires can_read(str) && \exists integer n; is_string(want, n);
    assigns \nothing;
    ensures \result == SIZE_MAX || (\result <= str.len && is_word(str.at, want, \result)); */
static size_t word_len(struct bm_str str, const char *want);

/* bm_scan_word() - past the word if the text begins with it, and only then */
/*@ requires is_text(str) && \exists integer n; is_string(want, n) &&
	\separated(str, want + (0 .. n));
    assigns *str;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> is_word(\old(str->at), want, \old(str->len) - str->len);
    ensures !\result ==> stayed{Pre, Post}(str); */
bool bm_scan_word(struct bm_str *str, const char *want);

/* bm_scan_find() - past the word; if it is nowhere, not at all */
/*@ requires is_text(str) && \exists integer n; is_string(want, n) &&
	\separated(str, want + (0 .. n));
    assigns *str;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> \exists integer i, n; 0 <= i && i + n == \old(str->len) - str->len &&
	is_word(\old(str->at) + i, want, n);
    ensures !\result ==> stayed{Pre, Post}(str); */
bool bm_scan_find(struct bm_str *str, const char *want);

/* bm_scan_line() - a line without its end, and past it; false only at the end of the text */
/*@ requires is_text(str) && \valid(line) && \separated(line, str) &&
	\separated(line, str->at + (0 .. str->len - 1));
    assigns *str, *line;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> str->len < \old(str->len) && line->at == \old(str->at) &&
	line->len <= \old(str->len) - str->len && is_text(line);
    ensures \result ==> \forall integer i; 0 <= i < line->len ==> line->at[i] != '\n';
    ensures !\result ==> stayed{Pre, Post}(str) && str->len == 0; */
bool bm_scan_line(struct bm_str *str, struct bm_str *line);

/* bm_scan_hex() - past the digits, at least one, if their value fits in 64 bits */
/*@ requires is_text(str) && \valid(value) && \separated(value, str) &&
	\separated(value, str->at + (0 .. str->len - 1));
    assigns *str, *value;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> str->len < \old(str->len);
    ensures !\result ==> stayed{Pre, Post}(str) && *value == \old(*value); */
bool bm_scan_hex(struct bm_str *str, uint64_t *value);

/* bm_scan_addr() - the same with 0x before it */
/*@ requires is_text(str) && \valid(value) && \separated(value, str) &&
	\separated(value, str->at + (0 .. str->len - 1));
    assigns *str, *value;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> str->len < \old(str->len);
    ensures !\result ==> stayed{Pre, Post}(str) && *value == \old(*value); */
bool bm_scan_addr(struct bm_str *str, uint64_t *value);

/* bm_scan_dec() - past the digits, at least one, if their value fits in 64 bits */
/*@ requires is_text(str) && \valid(value) && \separated(value, str) &&
	\separated(value, str->at + (0 .. str->len - 1));
    assigns *str, *value;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> str->len < \old(str->len);
    ensures !\result ==> stayed{Pre, Post}(str) && *value == \old(*value); */
bool bm_scan_dec(struct bm_str *str, uint64_t *value);

/* take_base() - 8, 10 or 16; past the prefix only where a digit follows */
/*@ requires is_text(str);
    assigns *str;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result == 8 || \result == 10 || \result == 16;
    ensures \result == 10 ==> stayed{Pre, Post}(str);
    ensures \result != 10 ==> str->len > 0 && hex_value(str->at[0]) < \result; */
static unsigned int take_base(struct bm_str *str);

/* bm_scan_digits() - past prefix and digits, at least one digit */
/*@ requires is_text(str) && \valid(value) && \separated(value, str) &&
	\separated(value, str->at + (0 .. str->len - 1));
    assigns *str, *value;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> str->len < \old(str->len);
    ensures !\result ==> stayed{Pre, Post}(str) && *value == \old(*value); */
bool bm_scan_digits(struct bm_str *str, uint64_t *value);

/*@ logic integer shift_of(integer c) =
	c == 'K' || c == 'k' ? 10 : c == 'M' || c == 'm' ? 20 : c == 'G' || c == 'g' ? 30 :
	c == 'T' || c == 't' ? 40 : c == 'P' || c == 'p' ? 50 : c == 'E' || c == 'e' ? 60 : 0; */

/* suffix_shift() - 10 for K, 20 for M, and so on to E, in either case; 0 for what is no suffix */
/*@ assigns \nothing;
    ensures \result == shift_of(c); */
static unsigned int suffix_shift(char c);

/* bm_scan_number() - the same, and past one suffix */
/*@ requires is_text(str) && \valid(value) && \separated(value, str) &&
	\separated(value, str->at + (0 .. str->len - 1));
    assigns *str, *value;
    ensures is_text(str) && moved{Pre, Post}(str);
    ensures \result ==> str->len < \old(str->len);
    ensures !\result ==> stayed{Pre, Post}(str) && *value == \old(*value); */
bool bm_scan_number(struct bm_str *str, uint64_t *value);

/* bm_str_is() - if true, the text is the word, byte for byte */
/*@ requires can_read(str) && \exists integer n; is_string(want, n);
    assigns \nothing;
    ensures \result ==> is_word(str.at, want, str.len); */
bool bm_str_is(struct bm_str str, const char *want);

#endif
