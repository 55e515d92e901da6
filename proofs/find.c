// SPDX-License-Identifier: MIT
/*
 * find.c - src/memblock/find.c: what a glance finds is the first place in the window.
 *
 * Proves: src/memblock/find.c: fits_down fits_up glance_down glance_up glance
 * Machines: 64
 * Options: -wp-split -wp-model Typed+ref
 * z3: auto_config=false smt.mbqi=false
 */
#include "find.h"

/*@ lemma no_multiple_between: \forall phys_addr_t r, k, a;
	is_pow2(a) && r % a == 0 && k % a == 0 && k < r + a ==> k <= r;

    lemma last_multiple: \forall phys_addr_t k, a;
	is_pow2(a) && k % a == 0 ==> k + a - 1 <= PHYS_ADDR_MAX; */
