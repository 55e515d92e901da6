// SPDX-License-Identifier: MIT
/*
 * memblock.c - the well-known names on the one map. No logic: a line over the core for each name.
 *
 * The only mutable globals of the library are here: the map, its two first arrays, and the limit
 * for low allocations.
 *
 * Linux: include/linux/memblock.h, name by name; docs/linux-parity.md lists them.
 */
#include <bootmem/memblock.h>

#include "base/assert.h"
#include "base/pfn.h"
#include "base/range.h"
#include "base/text.h"

static struct memblock_region memory_regions[BM_FACE_REGIONS];
static struct memblock_region reserved_regions[BM_FACE_REGIONS];

struct memblock memblock = {
	.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
	.memory = { .max = BM_FACE_REGIONS, .regions = memory_regions, .name = "memory" },
	.reserved = { .max = BM_FACE_REGIONS, .regions = reserved_regions, .name = "reserved" },
	.page_shift = BM_PAGE_SHIFT,
	.untagged = !BM_FACE_TAGS,
};

phys_addr_t memblock_low_limit = 0xffffffffu;

/* --- memory and reservations ---------------------------------------------------------------- */

int memblock_add(phys_addr_t base, phys_addr_t size)
{
	return mb_add(&memblock, base, size);
}

int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags)
{
	return mb_add_node(&memblock, base, size, nid, flags);
}

int memblock_remove(phys_addr_t base, phys_addr_t size)
{
	return mb_remove(&memblock, base, size);
}

int memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	return mb_reserve(&memblock, base, size);
}

int __memblock_reserve(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags)
{
	return mb_reserve_node(&memblock, base, size, nid, flags);
}

int memblock_reserve_kern(phys_addr_t base, phys_addr_t size)
{
	return mb_reserve_node(&memblock, base, size, NUMA_NO_NODE, MEMBLOCK_RSRV_KERN);
}

int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	return mb_unreserve(&memblock, base, size);
}

void memblock_free(void *ptr, size_t size)
{
	if (ptr)
		(void)!mb_unreserve(&memblock, mb_addr(&memblock, ptr), (phys_addr_t)size);
}

void memblock_allow_resize(void)
{
}

/* --- attributes ----------------------------------------------------------------------------- */

int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size)
{
	return mb_mark(&memblock, base, size, MEMBLOCK_HOTPLUG);
}

int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size)
{
	return mb_clear(&memblock, base, size, MEMBLOCK_HOTPLUG);
}

int memblock_mark_mirror(phys_addr_t base, phys_addr_t size)
{
	return mb_mark(&memblock, base, size, MEMBLOCK_MIRROR);
}

int memblock_mark_nomap(phys_addr_t base, phys_addr_t size)
{
	return mb_mark(&memblock, base, size, MEMBLOCK_NOMAP);
}

int memblock_clear_nomap(phys_addr_t base, phys_addr_t size)
{
	return mb_clear(&memblock, base, size, MEMBLOCK_NOMAP);
}

int memblock_reserved_mark_noinit(phys_addr_t base, phys_addr_t size)
{
	return mb_mark(&memblock, base, size, MEMBLOCK_RSRV_NOINIT);
}

int memblock_reserved_mark_kern(phys_addr_t base, phys_addr_t size)
{
	return mb_mark(&memblock, base, size, MEMBLOCK_RSRV_KERN);
}

int memblock_mark_kho_scratch(phys_addr_t base, phys_addr_t size)
{
	return mb_mark(&memblock, base, size, MEMBLOCK_KHO_SCRATCH);
}

int memblock_clear_kho_scratch(phys_addr_t base, phys_addr_t size)
{
	return mb_clear(&memblock, base, size, MEMBLOCK_KHO_SCRATCH);
}

void memblock_set_kho_scratch_only(void)
{
	memblock.scratch_only = true;
}

void memblock_clear_kho_scratch_only(void)
{
	memblock.scratch_only = false;
}

int memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid)
{
	return mb_set_node(&memblock, base, size, type, nid);
}

/* --- allocation ----------------------------------------------------------------------------- */

/* What the family that returns addresses asks for: every bound is meant. */
static phys_addr_t take_phys(struct mb_req req, const char *call)
{
	struct mb_spot spot;

	req.call = call;
	return mb_alloc(&memblock, &req, &spot) ? 0 : spot.base;
}

/* What the family that returns pointers asks for: the lower bound is a wish, the limit holds. */
static struct mb_req pointer_req(struct mb_req req, const char *call)
{
	req.soft_start = true;
	req.under_limit = true;
	req.call = call;
	return req;
}

static struct mb_req req_within(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				phys_addr_t end, int nid)
{
	struct mb_req req = mb_req(size, align);

	req.start = start;
	req.end = end;
	req.nid = nid;
	return req;
}

phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				      phys_addr_t end)
{
	return take_phys(req_within(size, align, start, end, NUMA_NO_NODE),
			 "memblock_phys_alloc_range");
}

phys_addr_t memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				     phys_addr_t end, int nid, bool exact_nid)
{
	struct mb_req req = req_within(size, align, start, end, nid);

	req.exact_nid = exact_nid;
	return take_phys(req, NULL);
}

phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align, int nid)
{
	return take_phys(req_within(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, nid), NULL);
}

phys_addr_t memblock_phys_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_phys_alloc_range(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE);
}

void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				   phys_addr_t max_addr, int nid)
{
	struct mb_req req = pointer_req(req_within(size, align, min_addr, max_addr, nid),
					"memblock_alloc_exact_nid_raw");

	req.exact_nid = true;
	return mb_alloc_raw(&memblock, &req);
}

void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				 phys_addr_t max_addr, int nid)
{
	struct mb_req req = pointer_req(req_within(size, align, min_addr, max_addr, nid),
					"memblock_alloc_try_nid_raw");

	return mb_alloc_raw(&memblock, &req);
}

void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
			     phys_addr_t max_addr, int nid)
{
	struct mb_req req = pointer_req(req_within(size, align, min_addr, max_addr, nid),
					"memblock_alloc_try_nid");

	return mb_alloc_zeroed(&memblock, &req);
}

void *memblock_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_node(size, align, NUMA_NO_NODE);
}

void *memblock_alloc_raw(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid_raw(size, align, MEMBLOCK_LOW_LIMIT,
					  MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

void *memblock_alloc_from(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr)
{
	return memblock_alloc_try_nid(size, align, min_addr, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE);
}

void *memblock_alloc_low(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, memblock_low_limit,
				      NUMA_NO_NODE);
}

void *memblock_alloc_node(phys_addr_t size, phys_addr_t align, int nid)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, MEMBLOCK_ALLOC_ACCESSIBLE,
				      nid);
}

void *__memblock_alloc_or_panic(phys_addr_t size, phys_addr_t align, const char *func)
{
	void *mem = memblock_alloc(size, align);
	struct bm_text text;

	if (mem)
		return mem;
	bm_text_start(&text, func);
	bm_text_str(&text, ": Failed to allocate ");
	bm_text_addr(&text, size);
	bm_text_str(&text, " bytes");
	bm_panic(memblock.port, text.buf, __FILE__, __LINE__);
}

/* --- limits --------------------------------------------------------------------------------- */

void memblock_set_current_limit(phys_addr_t limit)
{
	memblock.current_limit = limit;
}

phys_addr_t memblock_get_current_limit(void)
{
	return memblock.current_limit;
}

void memblock_trim_memory(phys_addr_t align)
{
	mb_trim(&memblock, align);
}

void memblock_enforce_memory_limit(phys_addr_t limit)
{
	mb_limit_memory(&memblock, limit);
}

void memblock_mem_limit_remove_map(phys_addr_t limit)
{
	mb_limit_mapped(&memblock, limit);
}

void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size)
{
	mb_cap(&memblock, base, size);
}

/* --- queries -------------------------------------------------------------------------------- */

bool memblock_is_memory(phys_addr_t addr)
{
	return mb_is_memory(&memblock, addr);
}

bool memblock_is_map_memory(phys_addr_t addr)
{
	return mb_is_map_memory(&memblock, addr);
}

bool memblock_is_reserved(phys_addr_t addr)
{
	return mb_is_reserved(&memblock, addr);
}

bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size)
{
	return mb_is_region_memory(&memblock, base, size);
}

bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	return mb_is_region_reserved(&memblock, base, size);
}

bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	return mb_overlaps(type, base, size);
}

bool memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1, phys_addr_t base2,
			    phys_addr_t size2)
{
	return base1 < bm_end(base2, size2) && base2 < bm_end(base1, size1);
}

int memblock_search_pfn_nid(unsigned long pfn, unsigned long *start_pfn, unsigned long *end_pfn)
{
	pfn_t start;
	pfn_t end;
	const struct memblock_region *r = mb_search_pfn(&memblock, pfn, &start, &end);

	if (!r)
		return NUMA_NO_NODE;
	*start_pfn = (unsigned long)start;
	*end_pfn = (unsigned long)end;
	return r->nid;
}

bool memblock_validate_numa_coverage(unsigned long threshold_bytes)
{
	return mb_numa_covers(&memblock, (phys_addr_t)threshold_bytes);
}

bool memblock_has_mirror(void)
{
	return mb_has_mirror(&memblock);
}

phys_addr_t memblock_phys_mem_size(void)
{
	return memblock.memory.total_size;
}

phys_addr_t memblock_reserved_size(void)
{
	return memblock.reserved.total_size;
}

phys_addr_t memblock_reserved_kern_size(phys_addr_t limit, int nid)
{
	return mb_reserved_kern_size(&memblock, limit, nid);
}

unsigned long memblock_estimated_nr_free_pages(void)
{
	return (unsigned long)mb_estimated_free_pages(&memblock);
}

phys_addr_t memblock_start_of_DRAM(void)
{
	return mb_start(&memblock);
}

phys_addr_t memblock_end_of_DRAM(void)
{
	return mb_end(&memblock);
}

unsigned long memblock_region_memory_base_pfn(const struct memblock_region *r)
{
	return (unsigned long)bm_pfn_up(r->base, memblock.page_shift);
}

unsigned long memblock_region_memory_end_pfn(const struct memblock_region *r)
{
	return (unsigned long)bm_pfn_down(mb_region_end(r), memblock.page_shift);
}

unsigned long memblock_region_reserved_base_pfn(const struct memblock_region *r)
{
	return (unsigned long)bm_pfn_down(r->base, memblock.page_shift);
}

unsigned long memblock_region_reserved_end_pfn(const struct memblock_region *r)
{
	return (unsigned long)bm_pfn_up(mb_region_end(r), memblock.page_shift);
}

void memblock_dump_all(void)
{
	if (memblock.debug)
		mb_dump(&memblock);
}

/* --- iteration ------------------------------------------------------------------------------ */

struct mb_free_iter memblock_walk_up_(int nid, unsigned int flags)
{
	struct mb_filter filter = { nid, flags };
	struct mb_free_iter it;

	mb_free_first(&it, &memblock, filter, 0);
	return it;
}

struct mb_free_iter memblock_walk_down_(int nid, unsigned int flags)
{
	struct mb_filter filter = { nid, flags };
	struct mb_free_iter it;

	mb_free_last(&it, &memblock, filter, PHYS_ADDR_MAX);
	return it;
}

static void give_range(phys_addr_t start, phys_addr_t end, phys_addr_t *out_start,
		       phys_addr_t *out_end)
{
	if (out_start)
		*out_start = start;
	if (out_end)
		*out_end = end;
}

static bool give_free(const struct mb_free_iter *it, uint64_t *i, phys_addr_t *start,
		      phys_addr_t *end, int *nid)
{
	give_range(it->start, it->end, start, end);
	if (nid)
		*nid = it->nid;
	++*i;
	return true;
}

bool memblock_step_up_(struct mb_free_iter *it, uint64_t *i, phys_addr_t *start, phys_addr_t *end,
		       int *nid)
{
	if (mb_free_next(it))
		return give_free(it, i, start, end, nid);
	*i = UINT64_MAX;
	return false;
}

bool memblock_step_down_(struct mb_free_iter *it, uint64_t *i, phys_addr_t *start,
			 phys_addr_t *end, int *nid)
{
	if (mb_free_prev(it))
		return give_free(it, i, start, end, nid);
	*i = UINT64_MAX;
	return false;
}

bool memblock_step_reserved_(uint64_t *i, phys_addr_t *start, phys_addr_t *end)
{
	const struct memblock_region *r = &memblock.reserved.regions[*i];

	if (*i >= memblock.reserved.cnt) {
		*i = UINT64_MAX;
		return false;
	}
	give_range(r->base, mb_region_end(r), start, end);
	++*i;
	return true;
}

struct mb_pfn_iter memblock_walk_pfn_(int nid)
{
	struct mb_pfn_iter it;

	mb_pfn_first(&it, &memblock, nid);
	return it;
}

bool memblock_step_pfn_(struct mb_pfn_iter *it, int *i, unsigned long *start_pfn,
			unsigned long *end_pfn, int *nid)
{
	if (!mb_pfn_next(it)) {
		*i = -1;
		return false;
	}
	if (start_pfn)
		*start_pfn = (unsigned long)it->start_pfn;
	if (end_pfn)
		*end_pfn = (unsigned long)it->end_pfn;
	if (nid)
		*nid = it->nid;
	++*i;
	return true;
}
