/* SPDX-License-Identifier: MIT */
/*
 * bits.h - shifts and positions of bits that never become a call.
 *
 * Built-ins, and on 32-bit machines 64-bit shifts by a variable, may be compiled to calls into the
 * compiler's own library, which a kernel does not link.
 */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stddef.h>
#include <stdint.h>

/** bm_shr() - @x >> @n, @n below 64. */
static inline uint64_t bm_shr(uint64_t x, unsigned int n)
{
	uint32_t hi = (uint32_t)(x >> 32);
	uint32_t lo = (uint32_t)x;

	if (sizeof(size_t) == sizeof(uint64_t))
		return x >> n;
	if (n >= 32)
		return hi >> (n - 32);
	if (n > 0)
		lo = lo >> n | hi << (32 - n);
	return (uint64_t)(hi >> n) << 32 | lo;
}

/** bm_shl() - @x << @n, @n below 64. */
static inline uint64_t bm_shl(uint64_t x, unsigned int n)
{
	uint32_t hi = (uint32_t)(x >> 32);
	uint32_t lo = (uint32_t)x;

	if (sizeof(size_t) == sizeof(uint64_t))
		return x << n;
	if (n >= 32)
		return (uint64_t)(lo << (n - 32)) << 32;
	if (n > 0)
		hi = hi << n | lo >> (32 - n);
	return (uint64_t)hi << 32 | (uint32_t)(lo << n);
}

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

/** bm_lowest_bit() - position of the lowest bit set; @x is not 0. */
static inline unsigned int bm_lowest_bit(uint64_t x)
{
#if defined(__x86_64__) || defined(__aarch64__)
	return (unsigned int)__builtin_ctzll(x); /* one instruction here */
#else
	return bm_log2(x & (~x + 1));
#endif
}

/** bm_count_bits() - how many are set. */
static inline unsigned int bm_count_bits(uint64_t x)
{
	x = x - (x >> 1 & 0x5555555555555555);
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	x = x + (x >> 8);
	x = x + (x >> 16);
	return (unsigned int)(x + (x >> 32)) & 0x7f;
}

#endif
