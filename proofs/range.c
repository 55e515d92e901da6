// SPDX-License-Identifier: MIT
/*
 * range.c - what is proved of src/base/range.h: no pair of ranges makes it wrap.
 *
 * Contracts are declared here, ahead of the code they are about, so that the code stays free of
 * them. `make prove` shows that every function keeps its own for all arguments that `requires`
 * admits, and that no unsigned addition or subtraction wraps where C would let it.
 *
 * Options: -warn-unsigned-overflow
 */
#include "contracts.h"

/*@ assigns \nothing;
    ensures \result == \min(a, b); */
static inline phys_addr_t bm_min_addr(phys_addr_t a, phys_addr_t b);

/*@ assigns \nothing;
    ensures \result == \max(a, b); */
static inline phys_addr_t bm_max_addr(phys_addr_t a, phys_addr_t b);

/*@ assigns \nothing;
    ensures \result.start == base;
    ensures \result.end == \min(base + size, PHYS_ADDR_MAX); */
static inline struct bm_range bm_range_at(phys_addr_t base, phys_addr_t size);

/*@ requires base + size <= PHYS_ADDR_MAX;
    assigns \nothing;
    ensures \result == base + size; */
static inline phys_addr_t bm_end(phys_addr_t base, phys_addr_t size);

/*@ assigns \nothing;
    ensures \result <==> !(\exists integer x; a.start <= x < a.end); */
static inline bool bm_range_is_empty(struct bm_range a);

/*@ assigns \nothing;
    ensures \result == \max(a.end - a.start, 0); */
static inline phys_addr_t bm_range_size(struct bm_range a);

/*@ assigns \nothing;
    ensures \result <==> (a.start < b.end && b.start < a.end);
    ensures a.start < a.end && b.start < b.end ==>
            (\result <==> (\exists integer x; in_range(x, a) && in_range(x, b))); */
static inline bool bm_range_overlaps(struct bm_range a, struct bm_range b);

/*@ assigns \nothing;
    ensures \result <==> in_range(addr, a); */
static inline bool bm_range_contains(struct bm_range a, phys_addr_t addr);

/*@ assigns \nothing;
    ensures \forall integer x; in_range(x, \result) <==> in_range(x, a) && in_range(x, b); */
static inline struct bm_range bm_range_clip(struct bm_range a, struct bm_range b);

#include "base/range.h"
