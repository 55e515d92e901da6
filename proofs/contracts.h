/* SPDX-License-Identifier: MIT */
/*
 * contracts.h - words that the contracts share.
 */
#ifndef PROOFS_CONTRACTS_H
#define PROOFS_CONTRACTS_H

#include <bootmem/types.h>

/*@ predicate in_range(integer x, struct bm_range r) = r.start <= x < r.end; */

#endif
