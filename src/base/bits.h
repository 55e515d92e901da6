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
	/*@ assert n >= 32 ==> right_from_high(x, n); */
	if (n >= 32)
		return hi >> (n - 32);
	if (n > 0)
		lo = lo >> n | hi << (32 - n);
	/*@ assert right_by_halves(x, n, lo); */
	return (uint64_t)(hi >> n) << 32 | lo;
}

/** bm_shl() - @x << @n, @n below 64. */
static inline uint64_t bm_shl(uint64_t x, unsigned int n)
{
	uint32_t hi = (uint32_t)(x >> 32);
	uint32_t lo = (uint32_t)x;
	uint32_t carry;

	if (sizeof(size_t) == sizeof(uint64_t))
		return x << n;
	/*@ assert n >= 32 ==> left_from_low(x, n); */
	if (n >= 32)
		return (uint64_t)(lo << (n - 32)) << 32;
	carry = n > 0 ? lo >> (32 - n) : 0;
	/*@ assert left_by_halves(x, n, carry); */
	return (uint64_t)(hi << n | carry) << 32 | (uint32_t)(lo << n);
}

/* Drop the low @n bits of @x, unless nothing would be left. Returns how many were dropped. */
static inline unsigned int bm_drop_bits_(uint64_t *x, unsigned int n)
{
	uint64_t rest = bm_shr(*x, n);

	if (rest == 0)
		return 0;
	*x = rest;
	return n;
}

/** bm_log2() - position of the highest bit set; 0 for 0. */
static inline unsigned int bm_log2(uint64_t x)
{
	unsigned int log = bm_drop_bits_(&x, 32);

	log += bm_drop_bits_(&x, 16);
	/*@ assert log <= 48 && is_shr(\at(x, Pre), log, x); */
	log += bm_drop_bits_(&x, 8);
	/*@ assert log <= 56 && is_shr(\at(x, Pre), log, x); */
	log += bm_drop_bits_(&x, 4);
	/*@ assert log <= 60 && is_shr(\at(x, Pre), log, x); */
	log += bm_drop_bits_(&x, 2);
	/*@ assert log <= 62 && is_shr(\at(x, Pre), log, x); */
	log += bm_drop_bits_(&x, 1);
	/*@ assert log <= 63 && is_shr(\at(x, Pre), log, x); */
	return log;
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
	uint64_t twos = x - (x >> 1 & 0x5555555555555555);
	uint64_t fours = (twos & 0x3333333333333333) + (twos >> 2 & 0x3333333333333333);
	uint64_t eights = (fours + (fours >> 4)) & 0x0f0f0f0f0f0f0f0f;
	uint64_t sum = eights + (eights >> 8);
	unsigned int nr;

	sum += sum >> 16;
	nr = (unsigned int)(sum + (sum >> 32)) & 0x7f;
	/*@ assert adds_up(x, twos, fours, eights, nr); */
	return nr;
}

#endif
