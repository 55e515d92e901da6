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

/** bm_pfn_down() - the frame that holds @addr. */
static inline pfn_t bm_pfn_down(phys_addr_t addr, unsigned int shift)
{
	return (pfn_t)addr >> shift;
}

/** bm_pfn_up() - the first frame that starts at or above @addr. */
static inline pfn_t bm_pfn_up(phys_addr_t addr, unsigned int shift)
{
	pfn_t down = (pfn_t)addr >> shift;

	return down + (((pfn_t)addr & (((pfn_t)1 << shift) - 1)) != 0);
}

/** bm_pfn_addr() - where frame @pfn starts; PHYS_ADDR_MAX if that is beyond the address space. */
static inline phys_addr_t bm_pfn_addr(pfn_t pfn, unsigned int shift)
{
	return pfn > (pfn_t)PHYS_ADDR_MAX >> shift ? PHYS_ADDR_MAX : (phys_addr_t)(pfn << shift);
}

#endif
