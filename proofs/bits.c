// SPDX-License-Identifier: MIT
/*
 * bits.c - src/base/bits.h: shifts are shifts, and a logarithm is the position of the highest bit.
 *
 * Proves: src/base/bits.h: bm_shr bm_shl bm_drop_bits_ bm_log2
 * Machines: 64 32
 */
#include "base.h"

/*@ lemma right_high: \forall uint64_t x, n; 32 <= n < 64 ==> right_from_high(x, n);
    lemma right_low: \forall uint64_t x, n; \forall uint32_t lo;
	n < 32 ==> right_by_halves(x, n, lo);
    lemma left_high: \forall uint64_t x, n; 32 <= n < 64 ==> left_from_low(x, n);
    lemma left_low: \forall uint64_t x, n; \forall uint32_t carry;
	n < 32 ==> left_by_halves(x, n, carry);

    lemma shr_twice: \forall uint64_t x, y, z, n, m;
	is_shr(x, n, y) && is_shr(y, m, z) && n + m < 64 ==> is_shr(x, n + m, z);
    lemma no_bit_64: \forall uint64_t x; ((x >> 32) >> 32) == 0;
    lemma any_bit: \forall uint64_t x, n; n < 64 && (x >> n) > 0 ==> x > 0;
    lemma only_bit_0: \forall uint64_t x; (x & 0xFFFFFFFFFFFFFFFE) == 0 ==> x <= 1; */


/* bm_drop_bits_() - a shift to the right that leaves something, if there was something */
/*@ requires \valid(x) && n < 64 && ((*x >> n) >> n) == 0;
    assigns *x;
    ensures (*x >> n) == 0;
    ensures is_shr(\old(*x), \result, *x);
    ensures \result == 0 || \result == n;
    ensures \old(*x) > 0 ? *x > 0 : \result == 0; */
static inline unsigned int bm_drop_bits_(uint64_t *x, unsigned int n);

#include "base/bits.h"
