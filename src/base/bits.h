/* SPDX-License-Identifier: MIT */
/*
 * bits.h - positions of bits without compiler built-ins.
 *
 * A built-in may become a call into the compiler's own library, which a kernel does not
 * link.
 */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdint.h>

/** bm_log2() - position of the highest bit set; 0 for 0. */
static inline unsigned int bm_log2(uint64_t x)
{
	unsigned int log = 0;

	if (x >> 32) {
		log += 32;
		x >>= 32;
	}
	if (x >> 16) {
		log += 16;
		x >>= 16;
	}
	if (x >> 8) {
		log += 8;
		x >>= 8;
	}
	if (x >> 4) {
		log += 4;
		x >>= 4;
	}
	if (x >> 2) {
		log += 2;
		x >>= 2;
	}
	return log + (unsigned int)(x >> 1);
}

#endif
