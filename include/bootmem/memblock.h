/* SPDX-License-Identifier: MIT */
/*
 * memblock.h - THE FACE: the boot-memory API by its well-known names, on the one map `memblock`.
 *
 * One name means something else than in Linux: **for_each_mem_range() walks free ranges**, memory
 * minus reserved, as the documentation of the API has it. for_each_free_mem_range() is the same
 * walk with node and flags; for_each_mem_region() walks memory whole. Every other name does what
 * it does there, and docs/linux-parity.md has a row for each.
 *
 *	memblock_add(0x80000000, 0x40000000);
 *	memblock_reserve(kernel_base, kernel_size);
 *	table = memblock_alloc(4096, 4096);
 *
 * Nothing here has logic of its own: each function is a line over mb.h, mb_alloc.h and mb_iter.h,
 * where units, edges and errors are described. A program that keeps several maps uses those.
 *
 * The map starts empty, top down, without a limit, with two arrays of BM_FACE_REGIONS entries and
 * no port: silent, memory mapped one to one. Set memblock.port before the first call to change
 * that.
 *
 * Context: boot CPU only.
 *
 * Cost: that of the function behind it, see mb.h, mb_alloc.h, mb_query.h and mb_iter.h.
 */
#ifndef BOOTMEM_MEMBLOCK_H
#define BOOTMEM_MEMBLOCK_H

#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The map that every function here works on. */
extern struct memblock memblock;

/* --- memory and reservations ---------------------------------------------------------------- */

/** memblock_add() - see mb_add(). */
int memblock_add(phys_addr_t base, phys_addr_t size);

/** memblock_add_node() - see mb_add_node(). */
int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags);

/** memblock_remove() - see mb_remove(). */
int memblock_remove(phys_addr_t base, phys_addr_t size);

/** memblock_reserve() - see mb_reserve(). */
int memblock_reserve(phys_addr_t base, phys_addr_t size);

/** __memblock_reserve() - see mb_reserve_node(). */
int __memblock_reserve(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags);

/** memblock_reserve_kern() - a reservation that the kernel makes for itself. */
int memblock_reserve_kern(phys_addr_t base, phys_addr_t size);

/** memblock_phys_free() - see mb_unreserve(): freeing what is not reserved is counted, and 0. */
int memblock_phys_free(phys_addr_t base, phys_addr_t size);

/** memblock_free() - memblock_phys_free() by pointer; NULL does nothing. */
void memblock_free(void *ptr, size_t size);

/** memblock_allow_resize() - nothing to do: arrays may grow from the first call (decision 0003). */
void memblock_allow_resize(void);

/* --- attributes ----------------------------------------------------------------------------- */

/** memblock_mark_hotplug() - see mb_mark(). */
int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size);

/** memblock_clear_hotplug() - see mb_clear(). */
int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size);

/** memblock_mark_mirror() - see mb_mark(); nothing unless memblock.mirrored_kernelcore. */
int memblock_mark_mirror(phys_addr_t base, phys_addr_t size);

/** memblock_mark_nomap() - see mb_mark(). */
int memblock_mark_nomap(phys_addr_t base, phys_addr_t size);

/** memblock_clear_nomap() - see mb_clear(). */
int memblock_clear_nomap(phys_addr_t base, phys_addr_t size);

/** memblock_reserved_mark_noinit() - see mb_mark(). */
int memblock_reserved_mark_noinit(phys_addr_t base, phys_addr_t size);

/** memblock_reserved_mark_kern() - see mb_mark(). */
int memblock_reserved_mark_kern(phys_addr_t base, phys_addr_t size);

/** memblock_mark_kho_scratch() - see mb_mark(). */
int memblock_mark_kho_scratch(phys_addr_t base, phys_addr_t size);

/** memblock_clear_kho_scratch() - see mb_clear(). */
int memblock_clear_kho_scratch(phys_addr_t base, phys_addr_t size);

/** memblock_set_kho_scratch_only() - allocate from KHO_SCRATCH memory alone from now on. */
void memblock_set_kho_scratch_only(void);

/** memblock_clear_kho_scratch_only() - allocate from all memory again. */
void memblock_clear_kho_scratch_only(void);

/** memblock_set_node() - see mb_set_node(). */
int memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid);

/** memblock_get_region_node() - the region's node. */
static inline int memblock_get_region_node(const struct memblock_region *r)
{
	return r->nid;
}

/** memblock_set_region_node() - give one region a node, without joining it to its neighbours. */
static inline void memblock_set_region_node(struct memblock_region *r, int nid)
{
	r->nid = nid;
}

/** memblock_is_hotpluggable() - has the region MEMBLOCK_HOTPLUG? */
static inline bool memblock_is_hotpluggable(const struct memblock_region *r)
{
	return (r->flags & MEMBLOCK_HOTPLUG) != 0;
}

/** memblock_is_mirror() - has the region MEMBLOCK_MIRROR? */
static inline bool memblock_is_mirror(const struct memblock_region *r)
{
	return (r->flags & MEMBLOCK_MIRROR) != 0;
}

/** memblock_is_nomap() - has the region MEMBLOCK_NOMAP? */
static inline bool memblock_is_nomap(const struct memblock_region *r)
{
	return (r->flags & MEMBLOCK_NOMAP) != 0;
}

/** memblock_is_driver_managed() - has the region MEMBLOCK_DRIVER_MANAGED? */
static inline bool memblock_is_driver_managed(const struct memblock_region *r)
{
	return (r->flags & MEMBLOCK_DRIVER_MANAGED) != 0;
}

/** memblock_is_reserved_noinit() - has the region MEMBLOCK_RSRV_NOINIT? */
static inline bool memblock_is_reserved_noinit(const struct memblock_region *r)
{
	return (r->flags & MEMBLOCK_RSRV_NOINIT) != 0;
}

/** memblock_is_kho_scratch() - has the region MEMBLOCK_KHO_SCRATCH? */
static inline bool memblock_is_kho_scratch(const struct memblock_region *r)
{
	return (r->flags & MEMBLOCK_KHO_SCRATCH) != 0;
}

/* --- allocation ----------------------------------------------------------------------------- */

/** memblock_phys_alloc_range() - @size bytes within [start, end), or 0. @end is taken literally. */
phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				      phys_addr_t end);

/** memblock_alloc_range_nid() - within [start, end) on a node, @exact_nid: on no other; or 0. */
phys_addr_t memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				     phys_addr_t end, int nid, bool exact_nid);

/** memblock_phys_alloc_try_nid() - anywhere accessible, preferably on a node; or 0. */
phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align, int nid);

/** memblock_phys_alloc() - anywhere accessible, or 0. */
phys_addr_t memblock_phys_alloc(phys_addr_t size, phys_addr_t align);

/** memblock_alloc_exact_nid_raw() - on this node, or NULL; @min_addr is only a wish. */
void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				   phys_addr_t max_addr, int nid);

/** memblock_alloc_try_nid_raw() - preferably on this node; contents as they were; or NULL. */
void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				 phys_addr_t max_addr, int nid);

/** memblock_alloc_try_nid() - preferably on this node, zeroed; or NULL. */
void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
			     phys_addr_t max_addr, int nid);

/** memblock_alloc() - zeroed, anywhere accessible; or NULL. */
void *memblock_alloc(phys_addr_t size, phys_addr_t align);

/** memblock_alloc_raw() - anywhere accessible, contents as they were; or NULL. */
void *memblock_alloc_raw(phys_addr_t size, phys_addr_t align);

/** memblock_alloc_from() - zeroed, at or above @min_addr if possible; or NULL. */
void *memblock_alloc_from(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr);

/** memblock_alloc_low() - zeroed, ending at or below memblock_low_limit; or NULL. */
void *memblock_alloc_low(phys_addr_t size, phys_addr_t align);

/** memblock_alloc_node() - zeroed, preferably on @nid; or NULL. */
void *memblock_alloc_node(phys_addr_t size, phys_addr_t align, int nid);

/**
 * __memblock_alloc_or_panic() - memblock_alloc() that never returns NULL
 *
 * Instead the port's panic is called, in the name of @func.
 */
void *__memblock_alloc_or_panic(phys_addr_t size, phys_addr_t align, const char *func);

/** memblock_alloc_or_panic() - memblock_alloc() that never returns NULL. */
#define memblock_alloc_or_panic(size, align) __memblock_alloc_or_panic((size), (align), __func__)

/** What memblock_alloc_low() stays below: 0xffffffff at first. Linux: ARCH_LOW_ADDRESS_LIMIT. */
extern phys_addr_t memblock_low_limit;

/* --- limits --------------------------------------------------------------------------------- */

/** memblock_set_bottom_up() - allocate from the lowest address that fits, or from the highest. */
static inline void memblock_set_bottom_up(bool enable)
{
	memblock.bottom_up = enable;
}

/** memblock_bottom_up() - are allocations made from the lowest address? */
static inline bool memblock_bottom_up(void)
{
	return memblock.bottom_up;
}

/** memblock_set_current_limit() - no allocation ends above @limit unless it says so itself. */
void memblock_set_current_limit(phys_addr_t limit);

/** memblock_get_current_limit() - the address no allocation ends above. */
phys_addr_t memblock_get_current_limit(void);

/** memblock_trim_memory() - see mb_trim(). */
void memblock_trim_memory(phys_addr_t align);

/** memblock_enforce_memory_limit() - see mb_limit_memory(). */
void memblock_enforce_memory_limit(phys_addr_t limit);

/** memblock_mem_limit_remove_map() - see mb_limit_mapped(). */
void memblock_mem_limit_remove_map(phys_addr_t limit);

/** memblock_cap_memory_range() - see mb_cap(). */
void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size);

/* --- queries -------------------------------------------------------------------------------- */

/** memblock_is_memory() - see mb_is_memory(). */
bool memblock_is_memory(phys_addr_t addr);

/** memblock_is_map_memory() - see mb_is_map_memory(). */
bool memblock_is_map_memory(phys_addr_t addr);

/** memblock_is_reserved() - see mb_is_reserved(). */
bool memblock_is_reserved(phys_addr_t addr);

/** memblock_is_region_memory() - see mb_is_region_memory(). */
bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size);

/** memblock_is_region_reserved() - see mb_is_region_reserved(). */
bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size);

/** memblock_overlaps_region() - see mb_overlaps(). */
bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base, phys_addr_t size);

/** memblock_addrs_overlap() - do two ranges overlap? Ends are not clipped, as in Linux. */
bool memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1, phys_addr_t base2,
			    phys_addr_t size2);

/** memblock_search_pfn_nid() - node of a frame, and its region; -1 with nothing set if none. */
int memblock_search_pfn_nid(unsigned long pfn, unsigned long *start_pfn, unsigned long *end_pfn);

/** memblock_validate_numa_coverage() - see mb_numa_covers(). */
bool memblock_validate_numa_coverage(unsigned long threshold_bytes);

/** memblock_has_mirror() - see mb_has_mirror(). */
bool memblock_has_mirror(void);

/** memblock_phys_mem_size() - bytes of memory: memory.total_size. */
phys_addr_t memblock_phys_mem_size(void);

/** memblock_reserved_size() - bytes reserved: reserved.total_size. */
phys_addr_t memblock_reserved_size(void);

/** memblock_reserved_kern_size() - see mb_reserved_kern_size(). */
phys_addr_t memblock_reserved_kern_size(phys_addr_t limit, int nid);

/** memblock_estimated_nr_free_pages() - see mb_estimated_free_pages(). */
unsigned long memblock_estimated_nr_free_pages(void);

/** memblock_start_of_DRAM() - see mb_start(). */
phys_addr_t memblock_start_of_DRAM(void);

/** memblock_end_of_DRAM() - see mb_end(). */
phys_addr_t memblock_end_of_DRAM(void);

/** memblock_region_memory_base_pfn() - first whole frame of a memory region. */
unsigned long memblock_region_memory_base_pfn(const struct memblock_region *r);

/** memblock_region_memory_end_pfn() - frame after the last whole one of a memory region. */
unsigned long memblock_region_memory_end_pfn(const struct memblock_region *r);

/** memblock_region_reserved_base_pfn() - first frame a reserved region touches. */
unsigned long memblock_region_reserved_base_pfn(const struct memblock_region *r);

/** memblock_region_reserved_end_pfn() - frame after the last a reserved region touches. */
unsigned long memblock_region_reserved_end_pfn(const struct memblock_region *r);

/** memblock_dump_all() - see mb_dump(); prints only if memblock.debug. */
void memblock_dump_all(void);

/* --- iteration ------------------------------------------------------------------------------ */

/** for_each_mem_region() - every memory region, @region a struct memblock_region *. */
#define for_each_mem_region(region)                    \
	for (region = memblock.memory.regions;         \
	     region < memblock.memory.regions + memblock.memory.cnt; region++)

/** for_each_reserved_mem_region() - every reserved region, @region a struct memblock_region *. */
#define for_each_reserved_mem_region(region)           \
	for (region = memblock.reserved.regions;       \
	     region < memblock.reserved.regions + memblock.reserved.cnt; region++)

/*
 * The walks below keep their state in a variable of their own; the loop variable @i, an
 * identifier, counts ranges and is all ones (negative for frames) afterwards. Output pointers may
 * be NULL.
 */

/** memblock_walk_up_() - begin a walk over free ranges, upward. */
struct mb_free_iter memblock_walk_up_(int nid, unsigned int flags);

/** memblock_walk_down_() - begin a walk over free ranges, downward. */
struct mb_free_iter memblock_walk_down_(int nid, unsigned int flags);

/** memblock_step_up_() - the next free range upward. */
bool memblock_step_up_(struct mb_free_iter *it, uint64_t *i, phys_addr_t *start, phys_addr_t *end,
		       int *nid);

/** memblock_step_down_() - the next free range downward. */
bool memblock_step_down_(struct mb_free_iter *it, uint64_t *i, phys_addr_t *start,
			 phys_addr_t *end, int *nid);

/** memblock_step_reserved_() - the next reserved range; @i is its position. */
bool memblock_step_reserved_(uint64_t *i, phys_addr_t *start, phys_addr_t *end);

/** memblock_walk_pfn_() - begin a walk over page frames. */
struct mb_pfn_iter memblock_walk_pfn_(int nid);

/** memblock_step_pfn_() - the next range of page frames. */
bool memblock_step_pfn_(struct mb_pfn_iter *it, int *i, unsigned long *start_pfn,
			unsigned long *end_pfn, int *nid);

/** for_each_free_mem_range() - free ranges of memory that passes, ascending; u64 i. */
#define for_each_free_mem_range(i, nid, flags, p_start, p_end, p_nid)              \
	for (struct mb_free_iter i##_it = ((i) = 0, memblock_walk_up_(nid, flags)); \
	     memblock_step_up_(&i##_it, &(i), p_start, p_end, p_nid);)

/** for_each_free_mem_range_reverse() - free ranges of memory that passes, descending; u64 i. */
#define for_each_free_mem_range_reverse(i, nid, flags, p_start, p_end, p_nid)        \
	for (struct mb_free_iter i##_it = ((i) = 0, memblock_walk_down_(nid, flags)); \
	     memblock_step_down_(&i##_it, &(i), p_start, p_end, p_nid);)

/** for_each_mem_range() - free ranges, any node, nothing special. Linux: walks all memory! */
#define for_each_mem_range(i, p_start, p_end) \
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, p_start, p_end, NULL)

/** for_each_mem_range_rev() - free ranges, any node, nothing special, descending. */
#define for_each_mem_range_rev(i, p_start, p_end) \
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE, p_start, p_end, NULL)

/** for_each_reserved_mem_range() - reserved ranges, ascending; u64 i. */
#define for_each_reserved_mem_range(i, p_start, p_end) \
	for ((i) = 0; memblock_step_reserved_(&(i), p_start, p_end);)

/** for_each_mem_pfn_range() - whole frames of memory of @nid, NUMA_NO_NODE for all; int i. */
#define for_each_mem_pfn_range(i, nid, p_start, p_end, p_nid)                \
	for (struct mb_pfn_iter i##_it = ((i) = 0, memblock_walk_pfn_(nid)); \
	     memblock_step_pfn_(&i##_it, &(i), p_start, p_end, p_nid);)

#ifdef __cplusplus
}
#endif

#endif
