// SPDX-License-Identifier: MIT
/*
 * pfn.c - src/base/pfn.h: from addresses to frames and back, whatever the page size.
 *
 * Proves: src/base/pfn.h
 * Machines: 64 32 pa32
 */
#include "base.h"

/*@ lemma rounding: \forall uint64_t x, n; n < 64 ==> rounds_up(x, n);
    lemma addressing: \forall uint64_t x, n; n < 64 ==> has_addr(x, n); */

#include "base/pfn.h"
