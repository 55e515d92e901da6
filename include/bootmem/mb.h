/* SPDX-License-Identifier: MIT */
/*
 * mb.h - the core: what is memory, what of it is taken. Any number of maps, no globals.
 *
 * A map is a struct memblock: two arrays of regions, `memory` (RAM as firmware reports it)
 * and `reserved` (whatever may not be handed out). What is in memory and not in reserved is
 * free. Arrays are sorted by address, never overlap, and hold no two touching regions with
 * the same node and flags.
 *
 *	static struct memblock_region slots[64];
 *	static struct memblock mb;
 *
 *	mb_init(&mb, &port, slots, 64);
 *	err = mb_add(&mb, 0x80000000, 0x40000000);
 *	err = mb_reserve(&mb, kernel_base, kernel_size);
 *
 * An edit is planned, then room is made, then it is applied. Only the middle step can
 * fail, so **an edit that fails has changed nothing**. A full array is doubled, the new one
 * taken from the map itself (see mb_reserve()); there is no fixed limit.
 *
 * Context: one CPU at a time, unless a function says otherwise, and never from within a port
 * function.
 *
 * Cost: a binary search (none for edits in address order), then the regions touched, then one
 * memmove of the regions behind. A full array is copied once, to one of twice the size.
 *
 * Questions are in mb_query.h, allocation in mb_alloc.h, walks in mb_iter.h; all of it under the
 * well-known names, on one static map, in memblock.h.
 */
#ifndef BOOTMEM_MB_H
#define BOOTMEM_MB_H

#include <bootmem/port.h>
#include <bootmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum memblock_flags - attributes of a region, values as in Linux.
 *
 * Regions with different flags never merge. The RSRV_ flags belong to reserved regions,
 * the others to memory.
 */
enum memblock_flags {
	MEMBLOCK_NONE = 0x0,
	MEMBLOCK_HOTPLUG = 0x1,        /* may be removed at run time; kept free if movable_node */
	MEMBLOCK_MIRROR = 0x2,         /* mirrored by hardware; preferred once there is any */
	MEMBLOCK_NOMAP = 0x4,          /* never mapped, never allocated, never released */
	MEMBLOCK_DRIVER_MANAGED = 0x8, /* a driver's; never allocated at boot */
	MEMBLOCK_RSRV_NOINIT = 0x10,   /* its owner initialises the page descriptors */
	MEMBLOCK_RSRV_KERN = 0x20,     /* taken by the kernel for itself */
	MEMBLOCK_KHO_SCRATCH = 0x40,   /* all that may be allocated in scratch-only mode */
};

/**
 * struct memblock_region - an array entry: the bytes [base, base + size)
 * @base:  address
 * @size:  bytes, not 0
 * @flags: what is special about it
 * @nid:   node, or NUMA_NO_NODE
 */
struct memblock_region {
	phys_addr_t base;
	phys_addr_t size;
	enum memblock_flags flags;
	int nid;
};

/**
 * struct memblock_type - a region array, fields as in Linux. Read them freely.
 * @cnt:        regions in use
 * @max:        regions there is room for
 * @total_size: sum of all sizes, and for memory what mb_trim() cut off
 * @regions:    the array
 * @name:       "memory" or "reserved"
 */
struct memblock_type {
	unsigned long cnt;
	unsigned long max;
	phys_addr_t total_size;
	struct memblock_region *regions;
	const char *name;
};

/** mb_region_end() - the address after a region's last byte. Context: any. Cost: constant. */
static inline phys_addr_t mb_region_end(const struct memblock_region *region)
{
	return region->base + region->size;
}

/** How many facts a map has room for. */
#define MB_NR_FACTS 16

/** struct mb_fact - within [lo, hi) no free range is longer than that; private, see find.c. */
struct mb_fact {
	phys_addr_t lo;
	phys_addr_t hi;
	phys_addr_t longest;
	uint64_t key; /* bits that say which kind */
};

/** struct mb_facts - what searches learned about free memory; private, see find.c. */
struct mb_facts {
	bool any;
	unsigned long memory_cnt;
	unsigned long reserved_cnt;
	phys_addr_t memory_size;
	phys_addr_t reserved_size;
	struct mb_fact table[MB_NR_FACTS];
};

/** struct mb_home - where an array that grew lives, so that it can be given back; private. */
struct mb_home {
	struct memblock_region *regions;
	phys_addr_t base;
	phys_addr_t size;
};

/**
 * struct memblock - a map. Set up by mb_init(); the first four members are laid out as in Linux.
 * @bottom_up:     allocate from the lowest address that fits, not the highest
 * @current_limit: no allocation ends above this address unless it says so itself
 * @memory:        RAM
 * @reserved:      what is taken; need not be RAM
 *
 * @port:          the host, or NULL
 * @owner:         tag that the observer and the debug lines get with each edit; set it around
 *                 calls, NULL when nobody cares
 * @page_shift:    log2 of the page size
 * @debug:         print a line for each edit and allocation, worded as Linux does
 * @untagged:      reserve as Linux did before 6.18: allocations carry no node and no KERN
 *                 flag, so they merge with other reservations (decision D17)
 * @movable_node:  hot-pluggable memory is not to be allocated
 * @mirrored_kernelcore: `kernelcore=mirror` was given; without, MIRROR cannot be set
 * @scratch_only:  only KHO_SCRATCH memory may be allocated
 * @nr_bad_frees:  times mb_unreserve() was told to free what was not reserved
 * @trimmed_size:  bytes that mb_trim() cut off; still counted in memory.total_size, as in Linux
 */
struct memblock {
	bool bottom_up;
	phys_addr_t current_limit;
	struct memblock_type memory;
	struct memblock_type reserved;

	const struct bm_port *port;
	const char *owner;
	unsigned int page_shift;
	bool debug;
	bool untagged;
	bool movable_node;
	bool mirrored_kernelcore;
	bool scratch_only;

	unsigned long nr_bad_frees;
	phys_addr_t trimmed_size;

	/* private */
	bool has_mirror;
	unsigned long memory_hint;
	unsigned long reserved_hint;
	struct mb_home memory_home;
	struct mb_home reserved_home;
	struct mb_facts facts;
	struct memblock_region none; /* what an array points to that was given away */
};

/* --- set up ------------------------------------------------------------------------- */

/**
 * mb_init() - an empty map
 * @mb:         the map; whatever it held is forgotten
 * @port:       the host, or NULL; must outlive the map
 * @regions:    first home of both arrays; must outlive the map
 * @nr_regions: entries in @regions, at least 2; the first half becomes memory's, the rest
 *              reserved's
 *
 * Searches run top down, the limit is the whole address space.
 *
 * Context: any. Cost: constant. Linux: none, its arrays are static.
 */
void mb_init(struct memblock *mb, const struct bm_port *port, struct memblock_region *regions,
	     unsigned long nr_regions);

/**
 * mb_init_uneven() - mb_init() with arrays of different length
 * @mb:          the map; whatever it held is forgotten
 * @port:        the host, or NULL; must outlive the map
 * @regions:     first home of both arrays, @nr_memory + @nr_reserved entries; must outlive the map
 * @nr_memory:   of those, the first so many are memory's; at least 1
 * @nr_reserved: and so many, behind them, reserved's; at least 1
 *
 * For maps where one of the two is known to be the longer. Where an array grows, and so where
 * allocations go, follows from its first length.
 *
 * Context: any. Cost: constant.
 * Linux: INIT_MEMBLOCK_MEMORY_REGIONS and INIT_MEMBLOCK_RESERVED_REGIONS.
 */
void mb_init_uneven(struct memblock *mb, const struct bm_port *port,
		    struct memblock_region *regions, unsigned long nr_memory,
		    unsigned long nr_reserved);

/**
 * mb_place_array() - move a region array to a place of the caller's choice
 * @mb:   the map
 * @type: &mb->memory or &mb->reserved
 * @base: address, a multiple of the page size; becomes reserved
 * @max:  regions there is room for then; as many as are in use, or more
 *
 * For those who know where it may not be, or how large it will get; arrays that are full move on
 * their own. The bytes it takes are @max times sizeof(struct memblock_region), rounded up to pages.
 *
 * Return: 0; -BM_EINVAL if that is not all free memory or @max is too small; -BM_ENOMEM if it
 *         cannot be mapped, or there is no slot to reserve it. On error @mb is unchanged.
 * Linux:  none.
 */
BM_MUST_USE int mb_place_array(struct memblock *mb, struct memblock_type *type, phys_addr_t base,
			       unsigned long max);

/* --- memory --------------------------------------------------------------------------- */

/**
 * mb_add() - [base, base + size) is RAM
 * @mb:   the map
 * @base: bytes, any alignment
 * @size: bytes; 0 changes nothing; clipped so that the end is at most PHYS_ADDR_MAX
 *
 * Parts that are memory already keep their node and flags; only the gaps are filled, with
 * NUMA_NO_NODE and no flags.
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged.
 * Linux:  memblock_add(); nodes not assigned are stored as NUMA_NO_NODE, not MAX_NUMNODES.
 */
BM_MUST_USE int mb_add(struct memblock *mb, phys_addr_t base, phys_addr_t size);

/**
 * mb_add_node() - [base, base + size) is RAM of node @nid
 * @mb:    the map
 * @base:  bytes, any alignment
 * @size:  bytes; 0 changes nothing; clipped as in mb_add()
 * @nid:   node, or NUMA_NO_NODE
 * @flags: flags of memory
 *
 * Parts that are memory already keep their node and flags. Where those differ from what is asked,
 * a warning with both is logged.
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged.
 * Linux:  same as memblock_add_node().
 */
BM_MUST_USE int mb_add_node(struct memblock *mb, phys_addr_t base, phys_addr_t size, int nid,
			    enum memblock_flags flags);

/**
 * mb_remove() - [base, base + size) is not RAM after all
 * @mb:   the map
 * @base: bytes, any alignment
 * @size: bytes; PHYS_ADDR_MAX means everything from @base on
 *
 * Removing what is not there is no error. Reservations stay.
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged: cutting a hole needs a slot.
 * Linux:  same as memblock_remove().
 */
BM_MUST_USE int mb_remove(struct memblock *mb, phys_addr_t base, phys_addr_t size);

/* --- reservations ----------------------------------------------------------------------- */

/**
 * mb_reserve() - [base, base + size) is in use
 * @mb:   the map
 * @base: bytes, any alignment
 * @size: bytes; 0 changes nothing; clipped as in mb_add()
 *
 * Need not be memory: firmware reserves holes, and that is normal. May overlap earlier
 * reservations, which keep their node and flags.
 *
 * A full array is doubled. The new one is taken from free memory above [base, base + size) if any
 * fits, else below it, never within it, and is itself reserved.
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged.
 * Linux:  same as memblock_reserve().
 */
BM_MUST_USE int mb_reserve(struct memblock *mb, phys_addr_t base, phys_addr_t size);

/**
 * mb_reserve_node() - mb_reserve() with node and flags
 * @mb:    the map
 * @base:  bytes, any alignment
 * @size:  bytes; 0 changes nothing; clipped as in mb_add()
 * @nid:   node, or NUMA_NO_NODE
 * @flags: flags of reserved regions
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged.
 * Linux:  same as __memblock_reserve().
 */
BM_MUST_USE int mb_reserve_node(struct memblock *mb, phys_addr_t base, phys_addr_t size, int nid,
				enum memblock_flags flags);

/**
 * mb_free() - [base, base + size) is no longer in use
 * @mb:   the map
 * @base: bytes, any alignment
 * @size: bytes; 0 changes nothing
 *
 * Return: 0; -BM_ENOENT if any byte of it is not reserved; -BM_ENOMEM if freeing the middle of a
 *         region needs a slot and there is none. On error @mb is unchanged.
 * Linux:  none; memblock_phys_free() is mb_unreserve().
 */
BM_MUST_USE int mb_free(struct memblock *mb, phys_addr_t base, phys_addr_t size);

/**
 * mb_unreserve() - whatever of [base, base + size) is reserved no longer is
 * @mb:   the map
 * @base: bytes, any alignment
 * @size: bytes; PHYS_ADDR_MAX means everything from @base on
 *
 * If a byte of it was not reserved, mb->nr_bad_frees is counted up.
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged.
 * Linux:  same as memblock_phys_free(), which counts nothing.
 */
BM_MUST_USE int mb_unreserve(struct memblock *mb, phys_addr_t base, phys_addr_t size);

/* --- attributes ---------------------------------------------------------------------------- */

/**
 * mb_mark() - set flags on what is registered within [base, base + size)
 * @mb:    the map
 * @base:  bytes, any alignment
 * @size:  bytes
 * @flags: one or more flags, all of memory or all of reserved regions; the array follows from them
 *
 * Regions are split at the ends of the range; parts that are not registered are ignored.
 * MEMBLOCK_MIRROR does nothing unless mb->mirrored_kernelcore is set.
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged: splitting needs up to two slots.
 * Linux:  memblock_mark_hotplug(), _mirror(), _nomap(), _kho_scratch(),
 *         memblock_reserved_mark_noinit(), _kern().
 */
BM_MUST_USE int mb_mark(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			enum memblock_flags flags);

/**
 * mb_clear() - the opposite of mb_mark(), same arguments and errors
 * @mb:    the map
 * @base:  bytes, any alignment
 * @size:  bytes
 * @flags: one or more flags, all of memory or all of reserved regions
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged.
 * Linux:  memblock_clear_hotplug(), _nomap(), _kho_scratch().
 */
BM_MUST_USE int mb_clear(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			 enum memblock_flags flags);

/**
 * mb_set_node() - give what is registered within [base, base + size) to a node
 * @mb:   the map
 * @base: bytes, any alignment
 * @size: bytes; PHYS_ADDR_MAX means everything from @base on
 * @type: &mb->memory or &mb->reserved
 * @nid:  node, or NUMA_NO_NODE
 *
 * Return: 0, or -BM_ENOMEM with @mb unchanged.
 * Linux:  same as memblock_set_node() with NUMA.
 */
BM_MUST_USE int mb_set_node(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			    struct memblock_type *type, int nid);

/* --- limits ------------------------------------------------------------------------------- */

/**
 * mb_trim() - round every memory region inward to multiples of @align
 * @mb:    the map
 * @align: bytes, a power of two
 *
 * A region that vanishes is removed. Bytes cut off the rest go to mb->trimmed_size and stay counted
 * in memory.total_size. Reserved regions are not touched.
 *
 * Linux: same as memblock_trim_memory().
 */
void mb_trim(struct memblock *mb, phys_addr_t align);

/**
 * mb_limit_memory() - keep the lowest @amount bytes of memory, forget the rest
 * @mb:     the map
 * @amount: bytes of RAM, not an address; 0, or more than there is, changes nothing
 *
 * Memory and reservations above the address where the amount is reached are removed, NOMAP memory
 * included. Cannot fail.
 *
 * Linux: same as memblock_enforce_memory_limit().
 */
void mb_limit_memory(struct memblock *mb, phys_addr_t amount);

/**
 * mb_limit_mapped() - mb_limit_memory() that lets NOMAP memory stay
 * @mb:     the map
 * @amount: bytes of RAM; 0, or more than there is, changes nothing
 *
 * Linux: same as memblock_mem_limit_remove_map().
 */
void mb_limit_mapped(struct memblock *mb, phys_addr_t amount);

/**
 * mb_cap() - only [base, base + size) may be used
 * @mb:   the map
 * @base: bytes
 * @size: bytes; 0 changes nothing
 *
 * Memory outside is removed unless its region is NOMAP; reservations outside are removed. Cannot
 * fail. Without any memory nothing happens and a warning is logged.
 *
 * Linux: same as memblock_cap_memory_range(), which splits NOMAP regions at the borders.
 */
void mb_cap(struct memblock *mb, phys_addr_t base, phys_addr_t size);

#ifdef __cplusplus
}
#endif

#endif
