/* SPDX-License-Identifier: MIT */
/*
 * div.h - 64-bit division without the compiler's own library.
 *
 * On 32-bit machines '/' between 64-bit numbers is a call that a kernel does not link. Long
 * division, one bit a step: 64 steps are cheap where this is used, a few times per node. What is
 * left over is never more than the bits of @n seen so far, so it needs no 65th bit.
 */
#ifndef BASE_DIV_H
#define BASE_DIV_H

#include <stdint.h>

/** bm_div() - @n / @d, rounded down; 0 if @d is 0, so that no input can trap. */
static inline uint64_t bm_div(uint64_t n, uint64_t d)
{
	uint64_t quotient = 0;
	uint64_t rest = 0;
	unsigned int bit;

	if (d == 0)
		return 0;
	/*@ loop invariant bit <= 64;
	    loop assigns bit, n, rest, quotient;
	    loop variant 64 - bit; */
	for (bit = 0; bit < 64; bit++) {
		rest = rest << 1 | n >> 63;
		n <<= 1;
		quotient <<= 1;
		if (rest >= d) {
			rest -= d;
			quotient |= 1;
		}
	}
	return quotient;
}

#endif
