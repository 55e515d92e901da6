/* SPDX-License-Identifier: MIT */
/*
 * mb_query.h - questions about a map: what is here, how much is there, how does it look.
 *
 *	if (!mb_is_region_reserved(&mb, initrd_base, initrd_size))
 *		err = mb_reserve(&mb, initrd_base, initrd_size);
 *
 * Context: any, while nobody edits the map.
 *
 * Cost: for a question about an address or a range a binary search; for a sum or a dump a walk over
 * the regions.
 */
#ifndef BOOTMEM_MB_QUERY_H
#define BOOTMEM_MB_QUERY_H

#include <bootmem/mb.h>

#ifdef __cplusplus
extern "C" {
#endif

/** mb_is_memory() - is the byte at @addr RAM? Linux: same as memblock_is_memory(). */
bool mb_is_memory(const struct memblock *mb, phys_addr_t addr);

/** mb_memory_at() - the memory region that holds the byte at @addr, or NULL. */
const struct memblock_region *mb_memory_at(const struct memblock *mb, phys_addr_t addr);

/** mb_is_map_memory() - is it RAM that may be mapped? Linux: same as memblock_is_map_memory(). */
bool mb_is_map_memory(const struct memblock *mb, phys_addr_t addr);

/** mb_is_reserved() - is the byte at @addr reserved? Linux: same as memblock_is_reserved(). */
bool mb_is_reserved(const struct memblock *mb, phys_addr_t addr);

/**
 * mb_is_region_memory() - does one memory region hold all of [base, base + size)?
 *
 * False across a border of node or flags although every byte is RAM. True for @size 0 in RAM.
 * Linux: same as memblock_is_region_memory().
 */
bool mb_is_region_memory(const struct memblock *mb, phys_addr_t base, phys_addr_t size);

/** mb_is_all_mapped() - is all of [base, base + size) RAM that may be mapped, borders or not? */
bool mb_is_all_mapped(const struct memblock *mb, phys_addr_t base, phys_addr_t size);

/**
 * mb_is_region_reserved() - is any byte of [base, base + size) reserved?
 *
 * For @size 0: is @base strictly inside a reserved region?
 * Linux: same as memblock_is_region_reserved().
 */
bool mb_is_region_reserved(const struct memblock *mb, phys_addr_t base, phys_addr_t size);

/** mb_overlaps() - mb_is_region_reserved() of either array, true if so. Linux: same as
 * memblock_overlaps_region(). */
bool mb_overlaps(const struct memblock_type *type, phys_addr_t base, phys_addr_t size);

/**
 * mb_search_pfn() - the memory region that holds a page frame
 * @mb:        the map
 * @pfn:       frame number
 * @start_pfn: set to the region's first frame, rounded down, unless NULL
 * @end_pfn:   set to the frame of the region's end, rounded down, unless NULL
 *
 * Return: the region, or NULL with nothing set. Linux: memblock_search_pfn_nid(), which returns
 *         its node.
 */
const struct memblock_region *mb_search_pfn(const struct memblock *mb, pfn_t pfn, pfn_t *start_pfn,
					    pfn_t *end_pfn);

/** mb_start() - lowest address of memory; 0 if there is none. Linux: memblock_start_of_DRAM(). */
phys_addr_t mb_start(const struct memblock *mb);

/** mb_end() - end of the highest memory; 0 if there is none. Linux: memblock_end_of_DRAM(). */
phys_addr_t mb_end(const struct memblock *mb);

/**
 * mb_reserved_kern_size() - bytes below @limit that the kernel reserved for itself
 * @mb:    the map
 * @limit: address; PHYS_ADDR_MAX for no limit
 * @nid:   only regions of this node; NUMA_NO_NODE for all
 *
 * Linux: same as memblock_reserved_kern_size().
 */
phys_addr_t mb_reserved_kern_size(const struct memblock *mb, phys_addr_t limit, int nid);

/**
 * mb_estimated_free_pages() - pages of memory the kernel has not taken
 *
 * Linux: same as memblock_estimated_nr_free_pages().
 */
pfn_t mb_estimated_free_pages(const struct memblock *mb);

/**
 * mb_numa_covers() - is at most @threshold bytes of memory without a node?
 *
 * If not, how much is logged. Linux: same as memblock_validate_numa_coverage().
 */
bool mb_numa_covers(const struct memblock *mb, phys_addr_t threshold);

/** mb_has_mirror() - was any region ever marked MIRROR? Linux: memblock_has_mirror(). */
bool mb_has_mirror(const struct memblock *mb);

/** mb_flag_name() - "HOTPLUG" ... for the lowest of @flags (enum memblock_flags), "NONE" for none.
 * Linux: its debugfs text. */
const char *mb_flag_name(unsigned int flags);

/** mb_dump() - log both arrays, also if not mb->debug. Linux: memblock_dump_all(), worded alike. */
void mb_dump(const struct memblock *mb);

#ifdef __cplusplus
}
#endif

#endif
