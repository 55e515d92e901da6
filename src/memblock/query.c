// SPDX-License-Identifier: MIT
/*
 * query.c - questions about a map. Nothing here changes anything.
 *
 * Cost: a binary search, where the question is about an address or a range; a walk over the
 * regions, where it is about sums.
 * Linux: the memblock_is_ family, memblock_search_pfn_nid, memblock_reserved_kern_size,
 *        memblock_estimated_nr_free_pages, memblock_validate_numa_coverage.
 */
#include "base/pfn.h"
#include "memblock_int.h"
#include "search.h"

bool mb_is_memory(const struct memblock *mb, phys_addr_t addr)
{
	return mb_holder_(&mb->memory, addr) != NULL;
}

const struct memblock_region *mb_memory_at(const struct memblock *mb, phys_addr_t addr)
{
	return mb_holder_(&mb->memory, addr);
}

bool mb_is_map_memory(const struct memblock *mb, phys_addr_t addr)
{
	const struct memblock_region *r = mb_holder_(&mb->memory, addr);

	return r != NULL && !(r->flags & MEMBLOCK_NOMAP);
}

bool mb_is_reserved(const struct memblock *mb, phys_addr_t addr)
{
	return mb_holder_(&mb->reserved, addr) != NULL;
}

bool mb_is_region_memory(const struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	const struct memblock_region *r = mb_holder_(&mb->memory, base);

	return r != NULL && mb_region_end(r) >= bm_range_at(base, size).end;
}

bool mb_is_all_mapped(const struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	struct bm_range rest = bm_range_at(base, size);

	/*@ loop invariant base <= rest.start;
	    loop invariant \forall integer x; base <= x < rest.start ==> covers(&mb->memory, x);
	    loop assigns rest.start;
	    loop variant rest.end - rest.start; */
	while (!bm_range_is_empty(rest)) {
		const struct memblock_region *r = mb_holder_(&mb->memory, rest.start);

		if (!r || (r->flags & MEMBLOCK_NOMAP))
			return false;
		rest.start = mb_region_end(r);
	}
	return true;
}

/* Of the regions that start below the end, only the last can reach above the start. */
bool mb_overlaps(const struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	struct bm_range range = bm_range_at(base, size);
	unsigned long n = 0;

	if (range.end > 0)
		n = mb_nr_from_(type->regions, type->cnt, range.end - 1);
	return n > 0 && mb_region_end(&type->regions[n - 1]) > base;
}

bool mb_is_region_reserved(const struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	return mb_overlaps(&mb->reserved, base, size);
}

const struct memblock_region *mb_search_pfn(const struct memblock *mb, pfn_t pfn, pfn_t *start_pfn,
					    pfn_t *end_pfn)
{
	const struct memblock_region *r =
		mb_holder_(&mb->memory, bm_pfn_addr(pfn, mb->page_shift));

	if (r && start_pfn)
		*start_pfn = bm_pfn_down(r->base, mb->page_shift);
	if (r && end_pfn)
		*end_pfn = bm_pfn_down(mb_region_end(r), mb->page_shift);
	return r;
}

phys_addr_t mb_start(const struct memblock *mb)
{
	return mb->memory.cnt > 0 ? mb->memory.regions[0].base : 0;
}

phys_addr_t mb_end(const struct memblock *mb)
{
	return mb->memory.cnt > 0 ? mb_region_end(&mb->memory.regions[mb->memory.cnt - 1]) : 0;
}

phys_addr_t mb_reserved_kern_size(const struct memblock *mb, phys_addr_t limit, int nid)
{
	const struct bm_range below = { 0, limit };
	const struct memblock_region *r;
	phys_addr_t size = 0;

	mb_for_each_reserved_region(r, mb) {
		if ((r->flags & MEMBLOCK_RSRV_KERN) && (!mb_is_node_(nid) || r->nid == nid))
			size += bm_range_size(bm_range_clip(mb_region_range_(r), below));
	}
	return size;
}

pfn_t mb_estimated_free_pages(const struct memblock *mb)
{
	phys_addr_t taken = mb->untagged ? mb->reserved.total_size :
					   mb_reserved_kern_size(mb, PHYS_ADDR_MAX, NUMA_NO_NODE);

	/* Reservations need not be memory, so more may be taken than there is. */
	if (taken > mb->memory.total_size)
		return 0;
	return bm_pfn_down(mb->memory.total_size - taken, mb->page_shift);
}

bool mb_numa_covers(const struct memblock *mb, phys_addr_t threshold)
{
	const struct memblock_region *r;
	phys_addr_t missing = 0;

	mb_for_each_memory_region(r, mb) {
		struct bm_range pages = bm_range_shrink_to(mb_region_range_(r), mb_page_size_(mb));

		if (!mb_is_node_(r->nid))
			missing += bm_range_size(pages);
	}
	if (missing <= threshold)
		return true;
	mb_warn_uncovered_(mb, missing);
	return false;
}

bool mb_has_mirror(const struct memblock *mb)
{
	return mb->has_mirror;
}
