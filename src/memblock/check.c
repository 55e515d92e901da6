// SPDX-License-Identifier: MIT
/*
 * check.c - is this map well formed? Every invariant the other files lean on, stated once.
 *
 * Used by the tests after every step and by embedders after their own surgery.
 *
 * Cost: one pass over both arrays.
 * Linux: none.
 */
#include "memblock_int.h"

#define MEMORY_FLAGS                                                                     \
	((unsigned int)(MEMBLOCK_HOTPLUG | MEMBLOCK_MIRROR | MEMBLOCK_NOMAP |            \
			MEMBLOCK_DRIVER_MANAGED | MEMBLOCK_KHO_SCRATCH))
#define RESERVED_FLAGS ((unsigned int)(MEMBLOCK_RSRV_NOINIT | MEMBLOCK_RSRV_KERN))

static const char *check_region(const struct memblock_region *r, unsigned int known_flags)
{
	if (r->size == 0)
		return "a region is empty";
	if (PHYS_ADDR_MAX - r->base < r->size)
		return "a region wraps around the address space";
	if ((unsigned int)r->flags & ~known_flags)
		return "a region has flags that do not belong on it";
	return NULL;
}

static const char *check_neighbours(const struct memblock_region *r)
{
	if (r[1].base < mb_region_end(&r[0]))
		return "two regions overlap or are out of order";
	if (r[1].base == mb_region_end(&r[0]) && mb_same_attr_(&r[0], &r[1]))
		return "two touching regions are alike and not joined";
	return NULL;
}

static const char *check_type(const struct memblock_type *type, unsigned int known_flags,
			      phys_addr_t trimmed_size)
{
	phys_addr_t total = trimmed_size;
	const char *fault = NULL;
	unsigned long i;

	if (type->cnt > type->max)
		return "an array holds more regions than it has room for";
	for (i = 0; i < type->cnt && !fault; i++) {
		fault = check_region(&type->regions[i], known_flags);
		if (!fault && i + 1 < type->cnt)
			fault = check_neighbours(&type->regions[i]);
		total += type->regions[i].size;
	}
	if (!fault && total != type->total_size)
		fault = "total_size is not the sum of the sizes";
	return fault;
}

const char *mb_check(const struct memblock *mb)
{
	const char *fault = check_type(&mb->memory, MEMORY_FLAGS, mb->trimmed_size);

	return fault ? fault : check_type(&mb->reserved, RESERVED_FLAGS, 0);
}
