// SPDX-License-Identifier: MIT
/*
 * scan.c - take text apart from the front.
 *
 * Whatever does not match leaves the text where it was, so callers can try one form after the
 * other. Lengths are known throughout; a 0 byte is a character like any other.
 *
 * Cost: the bytes looked at.
 * Linux: bm_scan_digits() and bm_scan_number() are simple_strtoull() and memparse().
 */
#include "base/bits.h"
#include "base/scan.h"

#define NOT_THERE SIZE_MAX

bool bm_scan_blanks(struct bm_str *str)
{
	size_t before = str->len;

	/*@ loop invariant is_text(str) && moved{Pre, Here}(str);
	    loop assigns *str;
	    loop variant str->len; */
	while (str->len && bm_is_blank(*str->at))
		bm_scan_skip(str, 1);
	return str->len != before;
}

/* How long is @want, if @str begins with it? Otherwise NOT_THERE. */
static size_t word_len(struct bm_str str, const char *want)
{
	size_t i;

	/*@ loop invariant i <= str.len && is_alike(str.at, want, i);
	    loop assigns i;
	    loop variant str.len - i; */
	for (i = 0; want[i]; i++)
		if (i == str.len || str.at[i] != want[i])
			return NOT_THERE;
	return i;
}

bool bm_scan_word(struct bm_str *str, const char *want)
{
	size_t len = word_len(*str, want);

	if (len == NOT_THERE)
		return false;
	bm_scan_skip(str, len);
	return true;
}

bool bm_scan_find(struct bm_str *str, const char *want)
{
	size_t i, len;

	/*@ loop invariant i <= str->len;
	    loop assigns i, len;
	    loop variant str->len - i; */
	for (i = 0; i < str->len; i++) {
		len = word_len(bm_str(str->at + i, str->len - i), want);
		if (len != NOT_THERE) {
			bm_scan_skip(str, i + len);
			return true;
		}
	}
	return false;
}

bool bm_scan_line(struct bm_str *str, struct bm_str *line)
{
	size_t len = 0;

	if (!str->len)
		return false;
	/*@ loop invariant len <= str->len;
	    loop invariant \forall integer i; 0 <= i < len ==> str->at[i] != '\n';
	    loop assigns len;
	    loop variant str->len - len; */
	while (len < str->len && str->at[len] != '\n')
		len++;
	*line = bm_str(str->at, len);
	bm_scan_skip(str, len < str->len ? len + 1 : len);
	if (line->len && line->at[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool bm_scan_hex(struct bm_str *str, uint64_t *value)
{
	uint64_t sum = 0;
	size_t i;

	/*@ loop invariant i <= str->len;
	    loop assigns i, sum;
	    loop variant str->len - i; */
	for (i = 0; i < str->len && bm_hex_value(str->at[i]) < 16; i++) {
		if (sum >> 60)
			return false;
		sum = sum << 4 | bm_hex_value(str->at[i]);
	}
	if (!i)
		return false;
	bm_scan_skip(str, i);
	*value = sum;
	return true;
}

bool bm_scan_addr(struct bm_str *str, uint64_t *value)
{
	struct bm_str before = *str;

	if (bm_scan_word(str, "0x") && bm_scan_hex(str, value))
		return true;
	*str = before;
	return false;
}

bool bm_scan_dec(struct bm_str *str, uint64_t *value)
{
	uint64_t sum = 0;
	size_t i;

	/*@ loop invariant i <= str->len;
	    loop assigns i, sum;
	    loop variant str->len - i; */
	for (i = 0; i < str->len && str->at[i] >= '0' && str->at[i] <= '9'; i++) {
		uint64_t digit = (uint64_t)(str->at[i] - '0');

		if (sum > 0x1999999999999999u || (sum == 0x1999999999999999u && digit > 5))
			return false;
		sum = sum * 10 + digit;
	}
	if (!i)
		return false;
	bm_scan_skip(str, i);
	*value = sum;
	return true;
}

/* The prefix chooses the base; 0x without a digit is the number 0, and stops at the x. */
static unsigned int take_base(struct bm_str *str)
{
	if (str->len < 1 || str->at[0] != '0')
		return 10;
	if (str->len < 3 || bm_to_lower(str->at[1]) != 'x' || bm_hex_value(str->at[2]) == 16)
		return 8;
	bm_scan_skip(str, 2);
	return 16;
}

bool bm_scan_digits(struct bm_str *str, uint64_t *value)
{
	unsigned int base = take_base(str);
	uint64_t sum = 0;
	size_t i;

	/*@ loop invariant i <= str->len;
	    loop assigns i, sum;
	    loop variant str->len - i; */
	for (i = 0; i < str->len && bm_hex_value(str->at[i]) < base; i++)
		sum = sum * base + bm_hex_value(str->at[i]);
	if (!i)
		return false;
	bm_scan_skip(str, i);
	*value = sum;
	return true;
}

/* What a suffix multiplies by, as a shift; 0 if it is none. */
static unsigned int suffix_shift(char c)
{
	switch (bm_to_lower(c)) {
	case 'k':
		return 10;
	case 'm':
		return 20;
	case 'g':
		return 30;
	case 't':
		return 40;
	case 'p':
		return 50;
	case 'e':
		return 60;
	default:
		return 0;
	}
}

bool bm_scan_number(struct bm_str *str, uint64_t *value)
{
	unsigned int shift;

	if (!bm_scan_digits(str, value))
		return false;
	shift = str->len ? suffix_shift(*str->at) : 0;
	*value = bm_shl(*value, shift);
	bm_scan_skip(str, shift ? 1 : 0);
	return true;
}

bool bm_str_is(struct bm_str str, const char *want)
{
	return word_len(str, want) == str.len;
}
