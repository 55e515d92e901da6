// SPDX-License-Identifier: MIT
/*
 * bits_set.c - src/base/bits.h: which is the lowest bit that is set, and how many are.
 *
 * Proves: src/base/bits.h: bm_lowest_bit bm_count_bits
 * Machines: 64 32
 */
#include "base.h"

/*@ lemma alone: \forall uint64_t x; x > 0 ==> (x & (uint64_t)((uint64_t)~x + 1)) > 0;
    lemma lowest: \forall uint64_t x, n; x > 0 && n < 64 &&
	((x & (uint64_t)((uint64_t)~x + 1)) >> n) == 1 ==> is_lowest_bit(x, n);
    lemma adding_up: \forall uint64_t x, twos, fours, eights; \forall uint32_t nr;
	adds_up(x, twos, fours, eights, nr); */

/* What a compiler has of its own, and only where it is one instruction. */
/*@ requires x != 0;
    assigns \nothing;
    ensures is_lowest_bit(x, \result); */
int __builtin_ctzll(unsigned long long x);

#include "base/bits.h"
