// SPDX-License-Identifier: MIT
/*
 * query.c - src/memblock/query.c: questions get the right answer.
 *
 * Proves: src/memblock/query.c: mb_is_memory mb_memory_at mb_is_map_memory mb_is_reserved
 *     mb_is_region_memory mb_is_all_mapped mb_overlaps mb_is_region_reserved
 *     mb_search_pfn mb_start mb_end
 * Machines: 64
 * z3: auto_config=false smt.mbqi=false
 */
#include "memblock.h"

#include "memblock/query.c"
