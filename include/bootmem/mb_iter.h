/* SPDX-License-Identifier: MIT */
/*
 * mb_iter.h - walk the regions, the free ranges, or the page frames of a map.
 *
 *	struct mb_free_iter it;
 *
 *	mb_for_each_free_range(&it, &mb, mb_any())
 *		printf("%llx-%llx on node %d\n", it.start, it.end, it.nid);
 *
 * A filter says which memory regions take part: of which node, and which flags they must have or
 * may have. Free ranges are memory minus reserved, one memory region at a time: two touching
 * regions of different nodes give two ranges.
 *
 * A walk holds positions into the arrays. Editing the map during a walk makes it useless: stop,
 * edit, start again at an address.
 *
 * Context: any, while nobody edits the map.
 *
 * Cost: to begin, a binary search; for a step the regions it passes, mostly one.
 */
#ifndef BOOTMEM_MB_ITER_H
#define BOOTMEM_MB_ITER_H

#include <bootmem/mb.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct mb_filter - which memory takes part in a walk
 * @nid:   node; NUMA_NO_NODE for any
 * @flags: bits of enum memblock_flags. MIRROR, KHO_SCRATCH: the region must have it. NOMAP,
 *         DRIVER_MANAGED: it may have it, without the flag such regions are left out. HOTPLUG:
 *         likewise, if mb->movable_node is set.
 */
struct mb_filter {
	int nid;
	unsigned int flags;
};

/** mb_any() - the filter that allocations start from: any node, nothing special. */
static inline struct mb_filter mb_any(void)
{
	struct mb_filter filter = { NUMA_NO_NODE, MEMBLOCK_NONE };

	return filter;
}

/** mb_passes() - does a memory region take part? Linux: the opposite of should_skip_region(). */
bool mb_passes(const struct memblock *mb, const struct memblock_region *region,
	       struct mb_filter filter);

/**
 * struct mb_free_iter - a walk over free ranges; the first three members are the current range
 * @start: address
 * @end:   address, above @start
 * @nid:   node of the memory it is in
 */
struct mb_free_iter {
	phys_addr_t start;
	int nid;
	phys_addr_t end;

	/* private: in this order for a reason, see iterate.c */
	const struct memblock_region *reserved;
	const struct memblock *mb;
	phys_addr_t pos;
	const struct memblock_region *memory;
	phys_addr_t stop;
	const struct memblock_region *last;
	struct mb_filter filter;
};

/** mb_free_first() - begin a walk upward at address @from. */
void mb_free_first(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		   phys_addr_t from);

/** mb_free_last() - begin a walk downward; only what is below address @to is seen. */
void mb_free_last(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		  phys_addr_t to);

/** mb_free_next_slow_() - a step upward that mb_free_next() began and could not end itself. */
bool mb_free_next_slow_(struct mb_free_iter *it);

/** mb_free_prev_slow_() - the same downward. */
bool mb_free_prev_slow_(struct mb_free_iter *it);

/** mb_free_next() - step to the next free range upward; false when there is none. */
static inline bool mb_free_next(struct mb_free_iter *it)
{
	const struct memblock_region *r = it->reserved++;

	if (r < it->last) {
		it->start = mb_region_end(r);
		it->end = r[1].base;
		if (it->start < it->end)
			return true;
	}
	return mb_free_next_slow_(it);
}

/** mb_free_prev() - step to the next free range downward; false when there is none. */
static inline bool mb_free_prev(struct mb_free_iter *it)
{
	const struct memblock_region *r = --it->reserved;

	if (r > it->last) {
		it->start = mb_region_end(r - 1);
		it->end = r->base;
		if (it->start < it->end)
			return true;
	}
	return mb_free_prev_slow_(it);
}

/** mb_for_each_free_range() - every free range, ascending. Linux: for_each_free_mem_range(). */
#define mb_for_each_free_range(it, mb, filter) \
	for (mb_free_first((it), (mb), (filter), 0); mb_free_next(it);)

/** mb_for_each_free_range_reverse() - every free range, descending. */
#define mb_for_each_free_range_reverse(it, mb, filter) \
	for (mb_free_last((it), (mb), (filter), PHYS_ADDR_MAX); mb_free_prev(it);)

/** mb_for_each_memory_region() - every memory region, @r a const struct memblock_region *. */
#define mb_for_each_memory_region(r, mb)                                      \
	for ((r) = (mb)->memory.regions;                                      \
	     (r) != (mb)->memory.regions + (mb)->memory.cnt; (r)++)

/** mb_for_each_memory_region_reverse() - every memory region, descending. */
#define mb_for_each_memory_region_reverse(r, mb)                              \
	for ((r) = (mb)->memory.regions + (mb)->memory.cnt;                 \
	     (r) != (mb)->memory.regions && ((r)--, true);)

/** mb_for_each_reserved_region() - every reserved region. Linux: for_each_reserved_mem_region(). */
#define mb_for_each_reserved_region(r, mb)                                      \
	for ((r) = (mb)->reserved.regions;                                      \
	     (r) != (mb)->reserved.regions + (mb)->reserved.cnt; (r)++)

/** mb_for_each_reserved_region_reverse() - every reserved region, descending. */
#define mb_for_each_reserved_region_reverse(r, mb)                              \
	for ((r) = (mb)->reserved.regions + (mb)->reserved.cnt;                 \
	     (r) != (mb)->reserved.regions && ((r)--, true);)

/**
 * struct mb_pfn_iter - a walk over the whole page frames of memory regions
 * @start_pfn: first frame, the region's base rounded up
 * @end_pfn:   frame after the last, the region's end rounded down; above @start_pfn
 * @nid:       node of the region
 */
struct mb_pfn_iter {
	pfn_t start_pfn;
	pfn_t end_pfn;
	int nid;

	/* private */
	unsigned long idx;
	int want_nid;
	const struct memblock *mb;
};

/** mb_pfn_first() - begin a walk upward over the frames of node @nid, NUMA_NO_NODE for all. */
void mb_pfn_first(struct mb_pfn_iter *it, const struct memblock *mb, int nid);

/** mb_pfn_next() - step to the next region with a whole frame; false when there is none. */
bool mb_pfn_next(struct mb_pfn_iter *it);

/** mb_pfn_last() - begin a walk downward over the frames of node @nid, NUMA_NO_NODE for all. */
void mb_pfn_last(struct mb_pfn_iter *it, const struct memblock *mb, int nid);

/** mb_pfn_prev() - step down to the next region with a whole frame; false when there is none. */
bool mb_pfn_prev(struct mb_pfn_iter *it);

/**
 * mb_for_each_pfn_range() - the whole frames of every memory region, whatever its flags
 *
 * Regions are not joined: a page that two of them share is in neither.
 * Linux: for_each_mem_pfn_range().
 */
#define mb_for_each_pfn_range(it, mb, nid) \
	for (mb_pfn_first((it), (mb), (nid)); mb_pfn_next(it);)

/** mb_for_each_pfn_range_reverse() - the whole frames of every memory region, descending. */
#define mb_for_each_pfn_range_reverse(it, mb, nid) \
	for (mb_pfn_last((it), (mb), (nid)); mb_pfn_prev(it);)

#ifdef __cplusplus
}
#endif

#endif
