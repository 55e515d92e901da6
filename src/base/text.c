// SPDX-License-Identifier: MIT
/*
 * text.c - lines of text for the log, and the two port calls every layer needs.
 *
 * A builder instead of a format string: no varargs, nothing to parse, and simple enough to prove
 * that no line can overrun its buffer.
 *
 * Linux: the wording of printk's %pa, %#x and %d.
 */
#include "base/assert.h"
#include "base/bits.h"
#include "base/range.h"
#include "base/text.h"

void bm_panic(const struct bm_port *port, const char *what, const char *file, int line)
{
	if (port && port->panic)
		port->panic(port->ctx, what, file, line);
	__builtin_trap();
}

void bm_text_char(struct bm_text *text, char c)
{
	if (text->len < BM_TEXT_ROOM - 1) {
		text->buf[text->len] = c;
		text->len++;
		text->buf[text->len] = '\0';
	}
}

void bm_text_str(struct bm_text *text, const char *str)
{
	unsigned int i;

	/*@ loop invariant i <= BM_TEXT_ROOM && is_line(text);
	    loop invariant \forall integer j; 0 <= j < i ==> str[j] != 0;
	    loop assigns i, *text;
	    loop variant BM_TEXT_ROOM - i; */
	for (i = 0; i < BM_TEXT_ROOM && str[i] != '\0'; i++)
		bm_text_char(text, str[i]);
}

void bm_text_start(struct bm_text *text, const char *str)
{
	text->len = 0;
	text->buf[0] = '\0';
	bm_text_str(text, str);
}

/* Powers of ten from a table: 64-bit division is a library call on 32-bit machines. */
#define NR_POWERS 20

static const uint64_t power_of_ten[NR_POWERS] = {
	1u,
	10u,
	100u,
	1000u,
	10000u,
	100000u,
	1000000u,
	10000000u,
	100000000u,
	1000000000u,
	10000000000u,
	100000000000u,
	1000000000000u,
	10000000000000u,
	100000000000000u,
	1000000000000000u,
	10000000000000000u,
	100000000000000000u,
	1000000000000000000u,
	10000000000000000000u,
};

void bm_text_dec(struct bm_text *text, uint64_t value)
{
	unsigned int n = NR_POWERS;
	unsigned int digit;

	/*@ loop invariant 1 <= n <= NR_POWERS && value / 10 < power_of_ten[n - 1];
	    loop assigns n;
	    loop variant n; */
	while (n > 1 && power_of_ten[n - 1] > value)
		n--;
	/*@ loop invariant n <= NR_POWERS && is_line(text);
	    loop invariant n > 0 ? value / 10 < power_of_ten[n - 1] : value == 0;
	    loop assigns n, digit, value, *text;
	    loop variant n; */
	for (; n > 0; n--) {
		/*@ loop invariant digit <= 9 && value < (10 - digit) * power_of_ten[n - 1];
		    loop assigns digit, value;
		    loop variant 9 - digit; */
		for (digit = 0; digit < 9 && value >= power_of_ten[n - 1]; digit++)
			value -= power_of_ten[n - 1];
		bm_text_char(text, (char)('0' + digit));
	}
}

void bm_text_int(struct bm_text *text, int value)
{
	if (value < 0) {
		bm_text_char(text, '-');
		bm_text_dec(text, (uint64_t)-(int64_t)value);
	} else {
		bm_text_dec(text, (uint64_t)value);
	}
}

static char hex_digit(uint64_t nibble)
{
	return (char)(nibble < 10 ? '0' + nibble : 'a' + (nibble - 10));
}

void bm_text_digits(struct bm_text *text, uint64_t value, unsigned int width)
{
	unsigned int n = 16;

	/*@ loop invariant 1 <= n <= 16;
	    loop assigns n;
	    loop variant n; */
	while (n > 1 && n > width && bm_shr(value, 4 * (n - 1)) == 0)
		n--;
	/*@ loop invariant n <= 16 && is_line(text);
	    loop assigns n, *text;
	    loop variant n; */
	for (; n > 0; n--)
		bm_text_char(text, hex_digit(bm_shr(value, 4 * (n - 1)) & 0xf));
}

void bm_text_hex(struct bm_text *text, uint64_t value)
{
	bm_text_str(text, "0x");
	bm_text_digits(text, value, 1);
}

void bm_text_addr(struct bm_text *text, phys_addr_t addr)
{
	bm_text_str(text, "0x");
	bm_text_digits(text, addr, BM_PHYS_ADDR_BITS / 4);
}

void bm_text_span(struct bm_text *text, phys_addr_t base, phys_addr_t size)
{
	bm_text_char(text, '[');
	bm_text_addr(text, base);
	bm_text_char(text, '-');
	bm_text_addr(text, bm_end(base, size) - 1);
	bm_text_char(text, ']');
}

void bm_text_log(const struct bm_text *text, const struct bm_port *port, int level)
{
	if (port && port->log)
		port->log(port->ctx, level, text->buf, text->len);
}
