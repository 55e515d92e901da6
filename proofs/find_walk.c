// SPDX-License-Identifier: MIT
/*
 * find_walk.c - src/memblock/find.c: a search gives the first place that fits, if there is one.
 *
 * Proves: src/memblock/find.c: search_up search_down
 * Machines: 64
 * Options: -wp-split -wp-model Typed+ref
 * z3: auto_config=false smt.mbqi=false
 */
#include "find.h"
