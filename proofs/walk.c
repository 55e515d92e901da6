// SPDX-License-Identifier: MIT
/*
 * walk.c - src/memblock/iterate.c: a walk over free ranges gives what is free, and all of it.
 *
 * Proves: src/memblock/iterate.c: seek_memory_up enter_memory_up mb_free_first step_up
 *     mb_free_next_slow_ seek_memory_down enter_memory_down mb_free_last step_down
 *     mb_free_prev_slow_
 * Machines: 64
 * Options: -wp-split -wp-model Typed+ref
 * z3: auto_config=false smt.mbqi=false
 */
#include "walk.h"

#include "memblock/iterate.c"
