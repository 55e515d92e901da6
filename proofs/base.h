/* SPDX-License-Identifier: MIT */
/*
 * base.h - what src/base promises: contracts that code above it is proved with.
 *
 * Each is proved in the file of the same name next to this one. A contract stands ahead of the code
 * it is about, so that the code stays free of them; loops and a few hints are annotated in place.
 */
#ifndef PROOFS_BASE_H
#define PROOFS_BASE_H

#include <bootmem/types.h>

/*@ predicate in_range(integer x, struct bm_range r) = r.start <= x < r.end;

    predicate is_pow2(integer a) = \exists integer k; 0 <= k < 64 && a == (1 << k); */

/* --- bits.h ------------------------------------------------------------------------------- */

/*@ predicate right_from_high(uint64_t x, integer n) =
	(x >> n) == ((uint32_t)(x >> 32) >> (n - 32));
    predicate right_by_halves(uint64_t x, integer n, uint32_t lo) =
	lo == (n == 0 ? (uint32_t)x :
	       ((uint32_t)x >> n) | (uint32_t)((uint32_t)(x >> 32) << (32 - n))) ==>
	(x >> n) == ((uint64_t)(((uint32_t)(x >> 32) >> n) << 32) | lo);
    predicate left_from_low(uint64_t x, integer n) =
	(uint64_t)(x << n) == (uint64_t)((uint32_t)((uint32_t)x << (n - 32)) << 32);
    predicate left_by_halves(uint64_t x, integer n, uint32_t carry) =
	carry == (n == 0 ? 0 : (uint32_t)x >> (32 - n)) ==> (uint64_t)(x << n) ==
	((uint64_t)(((uint32_t)((uint32_t)(x >> 32) << n) | carry) << 32) |
	 (uint32_t)((uint32_t)x << n));
    predicate is_shr(integer x, integer n, integer rest) = rest == (x >> n);
    predicate is_lowest_bit(integer x, integer n) =
	0 <= n < 64 && x % (2 << n) == (1 << n); */

/* bm_shr() - x >> n, on 32-bit machines from two halves */
/*@ requires n < 64;
    assigns \nothing;
    ensures \result == (x >> n); */
static inline uint64_t bm_shr(uint64_t x, unsigned int n);

/* bm_shl() - x << n without what does not fit, on 32-bit machines from two halves */
/*@ requires n < 64;
    assigns \nothing;
    ensures \result == (uint64_t)(x << n); */
static inline uint64_t bm_shl(uint64_t x, unsigned int n);

/* bm_log2() - the highest bit, and only that, is left when x is shifted by the result */
/*@ assigns \nothing;
    ensures x == 0 ==> \result == 0;
    ensures x > 0 ==> \result < 64 && (x >> \result) == 1; */
static inline unsigned int bm_log2(uint64_t x);

/*@ logic integer ones_of_2(integer x) = (x & 1) + ((x >> 1) & 1);
    logic integer ones_of_4(integer x) = ones_of_2(x) + ones_of_2(x >> 2);
    logic integer ones_of_8(integer x) = ones_of_4(x) + ones_of_4(x >> 4);
    logic integer ones_of_16(integer x) = ones_of_8(x) + ones_of_8(x >> 8);
    logic integer ones_of_32(integer x) = ones_of_16(x) + ones_of_16(x >> 16);
    logic integer ones(integer x) = ones_of_32(x) + ones_of_32(x >> 32);

    predicate adds_up(uint64_t x, uint64_t twos, uint64_t fours, uint64_t eights, uint32_t nr) =
	twos == (uint64_t)(x - ((x >> 1) & 0x5555555555555555)) &&
	fours == (uint64_t)((twos & 0x3333333333333333) + ((twos >> 2) & 0x3333333333333333)) &&
	eights == ((uint64_t)(fours + (fours >> 4)) & 0x0f0f0f0f0f0f0f0f) &&
	(\let a = (uint64_t)(eights + (eights >> 8)); \let b = (uint64_t)(a + (a >> 16));
	 nr == ((uint32_t)(b + (b >> 32)) & 0x7f)) ==> nr == ones(x); */

/* bm_count_bits() - the sum of all bits */
/*@ assigns \nothing;
    ensures \result == ones(x); */
static inline unsigned int bm_count_bits(uint64_t x);

/* bm_lowest_bit() - the bit at the result is set, all below are not */
/*@ requires x != 0;
    assigns \nothing;
    ensures is_lowest_bit(x, \result); */
static inline unsigned int bm_lowest_bit(uint64_t x);

/* --- div.h -------------------------------------------------------------------------------- */

/* bm_div() - ends, and gives 0 if the divisor is 0; that it divides is left to tests */
/*@ assigns \nothing;
    ensures d == 0 ==> \result == 0; */
static inline uint64_t bm_div(uint64_t n, uint64_t d);

/* --- align.h ------------------------------------------------------------------------------ */

/* bm_is_pow2() - true for the powers of two and for nothing else */
/*@ assigns \nothing;
    ensures \result <==> is_pow2(x); */
static inline bool bm_is_pow2(phys_addr_t x);

/* bm_align_down() - the greatest multiple that is not above */
/*@ requires is_pow2(align);
    assigns \nothing;
    ensures \result <= x < \result + align && \result % align == 0; */
static inline phys_addr_t bm_align_down(phys_addr_t x, phys_addr_t align);

/* bm_align_up() - the least multiple that is not below; PHYS_ADDR_MAX if that is out of reach */
/*@ requires is_pow2(align);
    assigns \nothing;
    behavior fits:
	assumes x + align - 1 <= PHYS_ADDR_MAX;
	ensures x <= \result < x + align && \result % align == 0;
    behavior saturates:
	assumes x + align - 1 > PHYS_ADDR_MAX;
	ensures \result == PHYS_ADDR_MAX; */
static inline phys_addr_t bm_align_up(phys_addr_t x, phys_addr_t align);

/* --- pfn.h -------------------------------------------------------------------------------- */

/*@ predicate rounds_up(uint64_t x, integer n) = ((x + (1 << n) - 1) >> n) ==
	((uint64_t)((x >> n) << n) == x ? x >> n : (uint64_t)((x >> n) + 1));
    predicate has_addr(uint64_t x, integer n) =
	x <= (PHYS_ADDR_MAX >> n) ? 0 <= (x << n) <= PHYS_ADDR_MAX : (x << n) > PHYS_ADDR_MAX; */

/* bm_pfn_down() - the number of the frame, rounded down */
/*@ requires shift < 64;
    assigns \nothing;
    ensures \result == (addr >> shift); */
static inline pfn_t bm_pfn_down(phys_addr_t addr, unsigned int shift);

/* bm_pfn_up() - the number of the frame, rounded up, also at the top of the address space */
/*@ requires shift < 64;
    assigns \nothing;
    ensures \result == ((addr + (1 << shift) - 1) >> shift); */
static inline pfn_t bm_pfn_up(phys_addr_t addr, unsigned int shift);

/* bm_pfn_addr() - the address; PHYS_ADDR_MAX if that is beyond the address space */
/*@ requires shift < 64;
    assigns \nothing;
    ensures \result == \min(pfn << shift, PHYS_ADDR_MAX); */
static inline phys_addr_t bm_pfn_addr(pfn_t pfn, unsigned int shift);

/* --- range.h ------------------------------------------------------------------------------ */

/* bm_min_addr() - the lesser */
/*@ assigns \nothing;
    ensures \result == \min(a, b); */
static inline phys_addr_t bm_min_addr(phys_addr_t a, phys_addr_t b);

/* bm_max_addr() - the greater */
/*@ assigns \nothing;
    ensures \result == \max(a, b); */
static inline phys_addr_t bm_max_addr(phys_addr_t a, phys_addr_t b);

/* bm_range_at() - never wraps: the end is the sum, or PHYS_ADDR_MAX where that is less */
/*@ assigns \nothing;
    ensures \result.start == base;
    ensures \result.end == \min(base + size, PHYS_ADDR_MAX); */
static inline struct bm_range bm_range_at(phys_addr_t base, phys_addr_t size);

/* bm_end() - the sum; it wraps only where the range does, which the log shows as it is */
/*@ assigns \nothing;
    ensures \result == (phys_addr_t)(base + size); */
static inline phys_addr_t bm_end(phys_addr_t base, phys_addr_t size);

/* bm_range_is_empty() - true if and only if no address is inside */
/*@ assigns \nothing;
    ensures \result <==> a.end <= a.start;
    ensures \result <==> !(\exists integer x; a.start <= x < a.end); */
static inline bool bm_range_is_empty(struct bm_range a);

/* bm_range_size() - never wraps; 0 of an empty range */
/*@ assigns \nothing;
    ensures \result == \max(a.end - a.start, 0); */
static inline phys_addr_t bm_range_size(struct bm_range a);

/* bm_range_overlaps() - of ranges that are not empty: true if and only if they share an address */
/*@ assigns \nothing;
    ensures \result <==> (a.start < b.end && b.start < a.end);
    ensures a.start < a.end && b.start < b.end ==>
            (\result <==> (\exists integer x; in_range(x, a) && in_range(x, b))); */
static inline bool bm_range_overlaps(struct bm_range a, struct bm_range b);

/* bm_range_contains() - true if and only if the address is inside */
/*@ assigns \nothing;
    ensures \result <==> in_range(addr, a); */
static inline bool bm_range_contains(struct bm_range a, phys_addr_t addr);

/* bm_range_clip() - an address is inside if and only if it is in both */
/*@ assigns \nothing;
    ensures \result.start == \max(a.start, b.start) && \result.end == \min(a.end, b.end);
    ensures \forall integer x; in_range(x, \result) <==> in_range(x, a) && in_range(x, b); */
static inline struct bm_range bm_range_clip(struct bm_range a, struct bm_range b);

/* bm_range_shrink_to() - both ends are multiples, inside, and less than one alignment away */
/*@ requires is_pow2(align);
    assigns \nothing;
    ensures \result.start == PHYS_ADDR_MAX || \result.start % align == 0;
    ensures \result.end % align == 0;
    ensures a.start <= \result.start < a.start + align;
    ensures \result.end <= a.end < \result.end + align; */
static inline struct bm_range bm_range_shrink_to(struct bm_range a, phys_addr_t align);

#endif
