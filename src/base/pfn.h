/* SPDX-License-Identifier: MIT */
/*
 * pfn.h - from addresses to page frames and back.
 *
 * Memory rounds inward and reservations outward, so both directions exist; which one a caller
 * means is in the name. @shift is the map's page_shift.
 */
#ifndef BASE_PFN_H
#define BASE_PFN_H

#include <bootmem/types.h>

#include "base/bits.h"

/** bm_pfn_down() - the frame that holds @addr. */
static inline pfn_t bm_pfn_down(phys_addr_t addr, unsigned int shift)
{
	return bm_shr(addr, shift);
}

/** bm_pfn_up() - the first frame that starts at or above @addr. */
static inline pfn_t bm_pfn_up(phys_addr_t addr, unsigned int shift)
{
	pfn_t down = bm_shr(addr, shift);

	/*@ assert rounds_up(addr, shift); */
	return bm_shl(down, shift) == addr ? down : down + 1;
}

/** bm_pfn_addr() - where frame @pfn starts; PHYS_ADDR_MAX if that is beyond the address space. */
static inline phys_addr_t bm_pfn_addr(pfn_t pfn, unsigned int shift)
{
	/*@ assert has_addr(pfn, shift); */
	if (pfn > bm_shr(PHYS_ADDR_MAX, shift))
		return PHYS_ADDR_MAX;
	return (phys_addr_t)bm_shl(pfn, shift);
}

#endif
