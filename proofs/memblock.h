/* SPDX-License-Identifier: MIT */
/*
 * memblock.h - words about maps, and what the searches of src/memblock promise.
 *
 * A region array is sorted, no two regions overlap, and none ends above PHYS_ADDR_MAX. Everything
 * below is for arrays of any length with any contents that are like that.
 */
#ifndef PROOFS_MEMBLOCK_H
#define PROOFS_MEMBLOCK_H

#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#include "base.h"

/*
 * These are macros, because provers look for terms that they know: a read of memory is one, however
 * much was written elsewhere since; a function of all memory is not.
 */
#define end_of(r) ((r)->base + (r)->size)
#define holds(r, addr) ((r)->base <= (addr) < end_of(r))

/*@ predicate is_array(struct memblock_region *r, integer cnt) =
	0 <= cnt < 0x100000000 && \valid_read(r + (0 .. cnt - 1)) &&
	(\forall integer i; 0 <= i < cnt ==> end_of(r + i) <= PHYS_ADDR_MAX) &&
	(\forall integer i, j; 0 <= i < j < cnt ==>
		r[i].base < r[j].base && end_of(r + i) <= r[j].base);

    predicate is_type(struct memblock_type *t) = \valid_read(t) && is_array(t->regions, t->cnt);

    predicate is_map(struct memblock *mb) = \valid_read(mb) && is_type(&mb->memory) &&
	is_type(&mb->reserved) && mb->page_shift < 64;

    predicate covers(struct memblock_type *t, integer addr) =
	\exists integer i; 0 <= i < t->cnt && holds(t->regions + i, addr);

    predicate is_in(struct memblock_region *r, struct memblock_type *t) =
	\exists integer i; 0 <= i < t->cnt && r == t->regions + i;

    predicate splits(struct memblock_region *r, integer n, integer cnt, integer addr) =
	0 <= n <= cnt && (\forall integer i; 0 <= i < n ==> r[i].base <= addr) &&
	(\forall integer i; n <= i < cnt ==> r[i].base > addr); */

/* mb_region_end() - never wraps, if the region does not */
/*@ requires \valid_read(r) && end_of(r) <= PHYS_ADDR_MAX;
    assigns \nothing;
    ensures \result == end_of(r); */
static inline phys_addr_t mb_region_end(const struct memblock_region *r);

/* mb_region_range_() - from the base to the end */
/*@ requires \valid_read(r) && end_of(r) <= PHYS_ADDR_MAX;
    assigns \nothing;
    ensures \result.start == r->base && \result.end == end_of(r); */
static inline struct bm_range mb_region_range_(const struct memblock_region *r);

/* --- search.h ----------------------------------------------------------------------------- */

/* mb_nr_from_() - all regions before the index start at or below the address, all others above */
/*@ requires is_array(regions, cnt);
    assigns \nothing;
    ensures splits(regions, \result, cnt, addr); */
static inline unsigned long mb_nr_from_(const struct memblock_region *regions, unsigned long cnt,
					phys_addr_t addr);

/* mb_nr_from_near_() - the same, whatever the hint */
/*@ requires is_type(type);
    assigns \nothing;
    ensures splits(type->regions, \result, type->cnt, addr); */
static inline unsigned long mb_nr_from_near_(const struct memblock_type *type, unsigned long hint,
					     phys_addr_t addr);

/* mb_first_above_() - all regions before the index end at or below the address, all others above */
/*@ requires is_type(type);
    assigns \nothing;
    ensures \result <= type->cnt;
    ensures \forall integer i; 0 <= i < \result ==> end_of(type->regions + i) <= addr;
    ensures \forall integer i; \result <= i < type->cnt ==> end_of(type->regions + i) > addr; */
static inline unsigned long mb_first_above_(const struct memblock_type *type, unsigned long hint,
					    phys_addr_t addr);

/* mb_holder_() - the region that holds the address; NULL if and only if none does */
/*@ requires is_type(type);
    assigns \nothing;
    ensures \result == \null <==> !covers(type, addr);
    ensures \result != \null ==> is_in(\result, type) && holds(\result, addr); */
static inline const struct memblock_region *mb_holder_(const struct memblock_type *type,
						       phys_addr_t addr);

/* --- query.c ------------------------------------------------------------------------------ */

/* mb_is_memory() - true if and only if a memory region holds the address */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures \result <==> covers(&mb->memory, addr); */
bool mb_is_memory(const struct memblock *mb, phys_addr_t addr);

/* mb_memory_at() - the memory region that holds the address; NULL if and only if none does */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures \result == \null <==> !covers(&mb->memory, addr);
    ensures \result != \null ==> is_in(\result, &mb->memory) && holds(\result, addr); */
const struct memblock_region *mb_memory_at(const struct memblock *mb, phys_addr_t addr);

/* mb_is_map_memory() - true if and only if the region that holds the address lacks NOMAP */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures \result <==> \exists integer i; 0 <= i < mb->memory.cnt &&
	holds(mb->memory.regions + i, addr) &&
	!(mb->memory.regions[i].flags & MEMBLOCK_NOMAP); */
bool mb_is_map_memory(const struct memblock *mb, phys_addr_t addr);

/* mb_is_reserved() - true if and only if a reservation holds the address */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures \result <==> covers(&mb->reserved, addr); */
bool mb_is_reserved(const struct memblock *mb, phys_addr_t addr);

/* mb_is_region_memory() - true if and only if one memory region holds all of it */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures \result <==> \exists integer i; 0 <= i < mb->memory.cnt &&
	holds(mb->memory.regions + i, base) &&
	\min(base + size, PHYS_ADDR_MAX) <= end_of(mb->memory.regions + i); */
bool mb_is_region_memory(const struct memblock *mb, phys_addr_t base, phys_addr_t size);

/* mb_is_all_mapped() - if true, memory without NOMAP holds every address of it */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures \result ==> \forall integer x; base <= x < \min(base + size, PHYS_ADDR_MAX) ==>
	covers(&mb->memory, x); */
bool mb_is_all_mapped(const struct memblock *mb, phys_addr_t base, phys_addr_t size);

/* mb_overlaps() - of a range that is not empty: true if and only if a region holds a part of it */
/*@ requires is_type(type) && size > 0 && base < PHYS_ADDR_MAX;
    assigns \nothing;
    ensures \result <==> \exists integer i; 0 <= i < type->cnt &&
	type->regions[i].base < \min(base + size, PHYS_ADDR_MAX) &&
	base < end_of(type->regions + i); */
bool mb_overlaps(const struct memblock_type *type, phys_addr_t base, phys_addr_t size);

/* mb_is_region_reserved() - the same of reservations */
/*@ requires is_map(mb) && size > 0 && base < PHYS_ADDR_MAX;
    assigns \nothing;
    ensures \result <==> \exists integer i; 0 <= i < mb->reserved.cnt &&
	mb->reserved.regions[i].base < \min(base + size, PHYS_ADDR_MAX) &&
	base < end_of(mb->reserved.regions + i); */
bool mb_is_region_reserved(const struct memblock *mb, phys_addr_t base, phys_addr_t size);

/* mb_search_pfn() - the region that holds the first byte of the frame, and its own frames */
/*@ requires is_map(mb);
    requires start_pfn == \null || (\valid(start_pfn) && \separated(start_pfn, mb,
	mb->memory.regions + (0 .. mb->memory.cnt - 1), mb->reserved.regions +
	(0 .. mb->reserved.cnt - 1)));
    requires end_pfn == \null || (\valid(end_pfn) && \separated(end_pfn, mb, start_pfn,
	mb->memory.regions + (0 .. mb->memory.cnt - 1), mb->reserved.regions +
	(0 .. mb->reserved.cnt - 1)));
    assigns *start_pfn, *end_pfn;
    ensures \let addr = \min(pfn << mb->page_shift, PHYS_ADDR_MAX);
	\result == \null ? !covers(&mb->memory, addr) :
	is_in(\result, &mb->memory) && holds(\result, addr) &&
	(start_pfn != \null ==> *start_pfn == (\result->base >> mb->page_shift)) &&
	(end_pfn != \null ==> *end_pfn == (end_of(\result) >> mb->page_shift)); */
const struct memblock_region *mb_search_pfn(const struct memblock *mb, pfn_t pfn, pfn_t *start_pfn,
					    pfn_t *end_pfn);

/* mb_start() - the lowest address of memory; 0 if there is none */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures mb->memory.cnt == 0 ==> \result == 0;
    ensures \forall integer x; covers(&mb->memory, x) ==> \result <= x; */
phys_addr_t mb_start(const struct memblock *mb);

/* mb_end() - above all memory; 0 if there is none */
/*@ requires is_map(mb);
    assigns \nothing;
    ensures mb->memory.cnt == 0 ==> \result == 0;
    ensures \forall integer x; covers(&mb->memory, x) ==> x < \result; */
phys_addr_t mb_end(const struct memblock *mb);

/* --- who takes part ------------------------------------------------------------------------ */

/*@ predicate only(integer flags, integer may) = (flags & (uint32_t)~may) == 0;

    predicate passes(boolean movable, int of, uint32_t flags, int nid, uint32_t want) =
	(0 <= nid < BM_MAX_NODES ==> nid == of) &&
	only(flags, movable ? want | MEMBLOCK_MIRROR | MEMBLOCK_KHO_SCRATCH :
	     want | MEMBLOCK_MIRROR | MEMBLOCK_KHO_SCRATCH | MEMBLOCK_HOTPLUG) &&
	only(want & (MEMBLOCK_MIRROR | MEMBLOCK_KHO_SCRATCH), flags); */

#define region_passes_on(mb, r, on, with) \
	passes((boolean)(mb)->movable_node, (r)->nid, (uint32_t)(r)->flags, on, with)
#define region_passes(mb, r, filter) region_passes_on(mb, r, (filter).nid, (filter).flags)

/* mb_page_size_() - a power of two */
/*@ requires \valid_read(mb) && mb->page_shift < 64;
    assigns \nothing;
    ensures \result == (phys_addr_t)(1 << mb->page_shift); */
static inline phys_addr_t mb_page_size_(const struct memblock *mb);

/* mb_only_() - true if every flag is one of the others */
/*@ assigns \nothing;
    ensures \result <==> only(flags, may); */
static inline bool mb_only_(unsigned int flags, unsigned int may);

/* mb_is_node_() - true of the node numbers there are */
/*@ assigns \nothing;
    ensures \result <==> 0 <= nid < BM_MAX_NODES; */
static inline bool mb_is_node_(int nid);

/* mb_passes_() - of the node asked for, with all flags it must and no flag it must not have */
/*@ requires \valid_read(mb) && \valid_read(region);
    assigns \nothing;
    ensures \result <==> region_passes(mb, region, filter); */
static inline bool mb_passes_(const struct memblock *mb, const struct memblock_region *region,
			      struct mb_filter filter);

/* mb_passes() - the same */
/*@ requires \valid_read(mb) && \valid_read(region);
    assigns \nothing;
    ensures \result <==> region_passes(mb, region, filter); */
bool mb_passes(const struct memblock *mb, const struct memblock_region *region,
	       struct mb_filter filter);

#endif
