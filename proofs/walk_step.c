// SPDX-License-Identifier: MIT
/*
 * walk_step.c - include/bootmem/mb_iter.h: the same of the part of a step that is inline.
 *
 * Proves: include/bootmem/mb_iter.h: mb_free_next mb_free_prev
 * Machines: 64
 * Options: -wp-split -wp-model Typed+ref
 * z3: auto_config=false smt.mbqi=false
 */
#include "walk.h"
