// SPDX-License-Identifier: MIT
/*
 * bits.c - what is proved of src/base/bits.h, div.h, pfn.h and align.h: they end, touch nothing,
 * and no shift is out of range.
 *
 * Of masks these provers know next to nothing. That rounding gives the nearest multiple, division
 * the quotient and a logarithm the position is left to tests, which try every power of two.
 */
#include "contracts.h"

/*@ requires n < 64;
    assigns \nothing;
    ensures \result == x >> n; */
static inline uint64_t bm_shr(uint64_t x, unsigned int n);

/*@ requires n < 64;
    assigns \nothing;
    ensures \result == (uint64_t)(x << n); */
static inline uint64_t bm_shl(uint64_t x, unsigned int n);

/*@ assigns \nothing; */
static inline unsigned int bm_log2(uint64_t x);

/*@ assigns \nothing;
    ensures d == 0 ==> \result == 0; */
static inline uint64_t bm_div(uint64_t n, uint64_t d);

/*@ requires shift < 64;
    assigns \nothing;
    ensures \result == addr >> shift; */
static inline pfn_t bm_pfn_down(phys_addr_t addr, unsigned int shift);

/*@ requires shift < 64;
    assigns \nothing;
    ensures \result == addr >> shift || \result == (uint64_t)((addr >> shift) + 1); */
static inline pfn_t bm_pfn_up(phys_addr_t addr, unsigned int shift);

/*@ requires shift < 64;
    assigns \nothing;
    ensures pfn > (PHYS_ADDR_MAX >> shift) ==> \result == PHYS_ADDR_MAX; */
static inline phys_addr_t bm_pfn_addr(pfn_t pfn, unsigned int shift);

/*@ assigns \nothing;
    ensures x == 0 ==> !\result; */
static inline bool bm_is_pow2(phys_addr_t x);

/*@ assigns \nothing; */
static inline phys_addr_t bm_align_down(phys_addr_t x, phys_addr_t align);

/*@ assigns \nothing; */
static inline phys_addr_t bm_align_up(phys_addr_t x, phys_addr_t align);

#include "base/align.h"
#include "base/bits.h"
#include "base/div.h"
#include "base/pfn.h"
