/* SPDX-License-Identifier: MIT */
/*
 * search.h - where in a sorted region array an address is.
 *
 * One search answers every question: how many regions start at or below an address. The region
 * that holds the address, if any, is the last of those. The loop runs as often for every address
 * and its step is a choice between two values, which compilers make without a branch that a
 * processor could guess wrong.
 *
 * A hint is a guess at the answer; the one before it is tried as well. It is checked, so a wrong
 * one costs three comparisons and a right one saves the search: edits in rising or falling order
 * never search.
 */
#ifndef MEMBLOCK_SEARCH_H
#define MEMBLOCK_SEARCH_H

#include <bootmem/mb.h>

/** mb_nr_from_() - number of regions whose base is at or below @addr. */
static inline unsigned long mb_nr_from_(const struct memblock_region *regions, unsigned long cnt,
					phys_addr_t addr)
{
	unsigned long first = 0;
	unsigned long left;

	if (cnt == 0)
		return 0;
	/*@ loop invariant 0 < left && first + left <= cnt;
	    loop invariant first > 0 ==> regions[first].base <= addr;
	    loop invariant \forall integer i; first + left <= i < cnt ==> regions[i].base > addr;
	    loop assigns first, left;
	    loop variant left; */
	for (left = cnt; left > 1; left -= left / 2) {
		unsigned long middle = first + left / 2;

		first = regions[middle].base <= addr ? middle : first;
	}
	return first + (unsigned long)(regions[first].base <= addr);
}

/** mb_nr_from_near_() - the same, trying @hint first. */
static inline unsigned long mb_nr_from_near_(const struct memblock_type *type, unsigned long hint,
					     phys_addr_t addr)
{
	const struct memblock_region *r = type->regions;

	if (hint > type->cnt)
		return mb_nr_from_(r, type->cnt, addr);
	if (hint > 0)
		hint -= (unsigned long)(addr < r[hint - 1].base);
	if ((hint == 0 || r[hint - 1].base <= addr) && (hint == type->cnt || addr < r[hint].base))
		return hint;
	return mb_nr_from_(r, type->cnt, addr);
}

/** mb_first_above_() - index of the first region that ends above @addr; type->cnt if none does. */
static inline unsigned long mb_first_above_(const struct memblock_type *type, unsigned long hint,
					    phys_addr_t addr)
{
	unsigned long n = mb_nr_from_near_(type, hint, addr);

	return n > 0 && mb_region_end(&type->regions[n - 1]) > addr ? n - 1 : n;
}

/** mb_holder_() - the region that holds the byte at @addr, or NULL. */
static inline const struct memblock_region *mb_holder_(const struct memblock_type *type,
							phys_addr_t addr)
{
	unsigned long n = mb_nr_from_(type->regions, type->cnt, addr);

	if (n == 0 || mb_region_end(&type->regions[n - 1]) <= addr)
		return NULL;
	return &type->regions[n - 1];
}

#endif
