/* SPDX-License-Identifier: MIT */
/*
 * align.h - rounding to powers of two, and the only masks in the code.
 *
 * @align is a power of two, except where a tool asks for Linux' masks as they are. Rounding up
 * saturates: what would pass the top of the address space becomes PHYS_ADDR_MAX, which no multiple
 * is, so no caller can take a wrapped 0 for an address.
 */
#ifndef BASE_ALIGN_H
#define BASE_ALIGN_H

#include <bootmem/types.h>

static inline bool bm_is_pow2(phys_addr_t x)
{
	return x != 0 && (x & (x - 1)) == 0;
}

static inline phys_addr_t bm_align_down(phys_addr_t x, phys_addr_t align)
{
	return x & ~(align - 1);
}

static inline phys_addr_t bm_align_up(phys_addr_t x, phys_addr_t align)
{
	phys_addr_t room = PHYS_ADDR_MAX - x;

	return room < align - 1 ? PHYS_ADDR_MAX : ((x - 1) | (align - 1)) + 1;
}

#endif
