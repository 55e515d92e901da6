// SPDX-License-Identifier: MIT
/*
 * search.c - src/memblock/search.h: on a sorted array the search is right.
 *
 * For an array of any length, any hint and any address: the index returned splits the array into
 * what lies below the address and what does not, nothing outside of the array is read, and the
 * loop ends.
 *
 * Proves: src/memblock/search.h
 * Machines: 64 32 pa32
 * Options: -warn-unsigned-overflow
 * z3: auto_config=false smt.mbqi=false
 */
#include "memblock.h"

#include "memblock/search.h"
