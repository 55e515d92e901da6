// SPDX-License-Identifier: MIT
/*
 * align.c - src/base/align.h: rounding gives the nearest multiple, or says that there is none.
 *
 * Proves: src/base/align.h
 * Machines: 64 32 pa32
 */
#include "base.h"

/*@ lemma pow2_test: \forall phys_addr_t a; a != 0 && (a & (a - 1)) == 0 <==> is_pow2(a);

    lemma mask_down: \forall phys_addr_t x, a; is_pow2(a) ==>
	\let r = x & (phys_addr_t)~(a - 1); r <= x < r + a && r % a == 0;

    lemma mask_up: \forall phys_addr_t x, a; is_pow2(a) && x + a - 1 <= PHYS_ADDR_MAX ==>
	\let r = (phys_addr_t)(((phys_addr_t)(x - 1) | (a - 1)) + 1);
	x <= r < x + a && (r & (a - 1)) == 0;

    lemma mask_rest: \forall phys_addr_t x, a;
	is_pow2(a) && (x & (a - 1)) == 0 ==> x % a == 0; */

#include "base/align.h"
