// SPDX-License-Identifier: MIT
/*
 * find_ladder.c - src/memblock/find.c: what is found is the first place of the strictest rung that
 * has one.
 *
 * Proves: src/memblock/find.c: first_flags search_nodes search_rungs fits_at_a_glance window_of
 *     mb_find
 * Machines: 64
 * Options: -wp-split -wp-model Typed+ref
 * z3: auto_config=false smt.mbqi=false
 */
#include "find.h"

/*@ lemma mirror_is_a_bit: \forall uint32_t g; g < 2 ==> (g | 2) == g + 2;

    lemma start_is_a_bit: \forall uint32_t g; g < 4 ==> (g | 4) == g + 4; */
