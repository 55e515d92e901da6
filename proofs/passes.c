// SPDX-License-Identifier: MIT
/*
 * passes.c - src/memblock/memblock_int.h: which regions take part in a walk.
 *
 * Proves: src/memblock/memblock_int.h: mb_region_range_ mb_page_size_
 *     mb_is_node_ mb_only_ mb_passes_
 * Machines: 64
 * z3: auto_config=false smt.mbqi=false
 */
#include "memblock.h"

#include "memblock/memblock_int.h"
