/* SPDX-License-Identifier: MIT */
/*
 * memblock_int.h - what the files of this folder share. Nobody outside may include it.
 *
 * insert.h and region.c know one array and nothing else; grow.c finds room; edit.c joins them into
 * edits that either happen or do not.
 */
#ifndef MEMBLOCK_INT_H
#define MEMBLOCK_INT_H

#include <bootmem/check.h>
#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#include "base/assert.h"
#include "base/bits.h"
#include "base/range.h"
#include "base/text.h"

/*
 * MB_OFTEN is what most edits need, and made a part of its callers; MB_SELDOM is what they do not
 * need, and kept out of them, so that nothing is saved for a call that is not made.
 */
#if defined(__GNUC__) || defined(__clang__)
#define MB_OFTEN __attribute__((always_inline))
#define MB_SELDOM __attribute__((noinline, cold))
#else
#define MB_OFTEN
#define MB_SELDOM
#endif

/** The node and flags of a region: what must be equal for two neighbours to be one. */
struct mb_attr {
	int nid;
	unsigned int flags;
};

static inline struct mb_attr mb_attr_(int nid, unsigned int flags)
{
	struct mb_attr attr;

	attr.nid = nid;
	attr.flags = flags;
	return attr;
}

static inline bool mb_has_attr_(const struct memblock_region *r, struct mb_attr attr)
{
	return r->nid == attr.nid && (unsigned int)r->flags == attr.flags;
}

static inline bool mb_same_attr_(const struct memblock_region *a, const struct memblock_region *b)
{
	return a->nid == b->nid && a->flags == b->flags;
}

static inline struct bm_range mb_region_range_(const struct memblock_region *r)
{
	struct bm_range range;

	range.start = r->base;
	range.end = mb_region_end(r);
	return range;
}

static inline bool mb_is_node_(int nid)
{
	return nid >= 0 && nid < BM_MAX_NODES;
}

static inline phys_addr_t mb_page_size_(const struct memblock *mb)
{
	return (phys_addr_t)bm_shl(1, mb->page_shift);
}

/** mb_only_() - no flag but those in @may? */
static inline bool mb_only_(unsigned int flags, unsigned int may)
{
	return (flags & ~may) == 0;
}

/** mb_passes_() - mb_passes(), for the inner loops of this folder. */
static inline bool mb_passes_(const struct memblock *mb, const struct memblock_region *region,
			      struct mb_filter filter)
{
	const unsigned int must = MEMBLOCK_MIRROR | MEMBLOCK_KHO_SCRATCH;
	unsigned int may = filter.flags | MEMBLOCK_MIRROR | MEMBLOCK_KHO_SCRATCH;
	unsigned int flags = region->flags;

	if (mb_is_node_(filter.nid) && filter.nid != region->nid)
		return false;
	if ((flags | filter.flags) == MEMBLOCK_NONE)
		return true;
	if (!mb->movable_node)
		may |= MEMBLOCK_HOTPLUG;
	return mb_only_(flags, may) && mb_only_(filter.flags & must, flags);
}

/* --- dump.c: every line this folder logs ------------------------------------------------- */

/** mb_say_range_() - the debug line of an edit: "what: [first-last] owner". */
void mb_say_range_(const struct memblock *mb, const char *what, phys_addr_t base,
		   phys_addr_t size);

/** mb_say_attr_() - the debug line of an edit with node and flags. */
void mb_say_attr_(const struct memblock *mb, const char *what, phys_addr_t base, phys_addr_t size,
		  struct mb_attr attr);

/** mb_say_request_() - the debug line of an allocation. */
void mb_say_request_(const struct memblock *mb, const struct mb_req *req);

/** mb_say_grown_() - the debug line of an array that moved. */
void mb_say_grown_(const struct memblock *mb, const struct memblock_type *type, phys_addr_t base);

/** mb_warn_full_() - an array is full and nothing can be done. */
void mb_warn_full_(const struct memblock *mb, const struct memblock_type *type);

/** mb_warn_conflict_() - an existing region keeps attributes that differ from those asked for. */
void mb_warn_conflict_(const struct memblock *mb, const struct memblock_type *type,
		       const struct memblock_region *r, struct mb_attr asked);

/** mb_warn_unmirrored_() - an allocation had to do, or to fail, without mirrored memory. */
void mb_warn_unmirrored_(const struct memblock *mb, phys_addr_t size);

/** mb_warn_no_memory_() - a map without memory cannot be capped. */
void mb_warn_no_memory_(const struct memblock *mb);

/** mb_warn_uncovered_() - @missing bytes of memory have no node. */
void mb_warn_uncovered_(const struct memblock *mb, phys_addr_t missing);

/* --- find.c -------------------------------------------------------------------------------- */

/** mb_forget_() - memory changed: what searches learnt may no longer hold. */
static inline void mb_forget_(struct memblock *mb)
{
	mb->facts.any = false;
}

/** mb_note_freed_() - nothing within @gap is reserved any more. */
void mb_note_freed_(struct memblock *mb, struct bm_range gap);

/* --- region.c: one array ------------------------------------------------------------------- */

/**
 * struct mb_plan - an edit of one array, worked out but not done
 * @range: what is edited
 * @first: index of the first region that overlaps @range, or where one would be inserted
 * @last:  index after the last region that overlaps @range
 * @want:  slots that Linux would ask for; when growing is possible it happens at the same moment
 * @need:  slots without which the edit cannot be done
 * @shuns: a new array must not be placed within @range: it is about to be reserved or freed
 */
struct mb_plan {
	struct bm_range range;
	unsigned long first;
	unsigned long last;
	unsigned long want;
	unsigned long need;
	bool shuns;
};

/** What mb_retag_() does to the attributes of a region. */
struct mb_retag {
	unsigned int set;
	unsigned int clear;
	bool set_nid;
	int nid;
};

struct mb_plan mb_plan_insert_(const struct memblock_type *type, unsigned long hint,
			       struct bm_range range, struct mb_attr attr);
void mb_apply_insert_(struct memblock_type *type, const struct mb_plan *plan, struct mb_attr attr);

/**
 * mb_remove_inside_() - the removal that nearly all are: of a range inside one region
 *
 * Return: false, with nothing changed, if it is not, or if slots are scarce; then plan.
 */
bool mb_remove_inside_(struct memblock_type *type, unsigned long *hint, struct bm_range range);

struct mb_plan mb_plan_remove_(const struct memblock_type *type, unsigned long hint,
			       struct bm_range range);
void mb_apply_remove_(struct memblock_type *type, const struct mb_plan *plan);

struct mb_plan mb_plan_retag_(const struct memblock_type *type, unsigned long hint,
			      struct bm_range range, const struct mb_retag *tag);
void mb_apply_retag_(struct memblock_type *type, const struct mb_plan *plan,
		     const struct mb_retag *tag);

/** mb_drop_empty_() - remove regions of size 0, wherever they are. */
void mb_drop_empty_(struct memblock_type *type);

/* --- grow.c -------------------------------------------------------------------------------- */

/**
 * mb_make_room_() - let a plan have slots, of which it wants more than there are
 *
 * On success the array may have moved and, if it is `reserved`, gained regions outside
 * plan->range, so the plan must be made again.
 *
 * Return: 0, or -BM_ENOMEM with the map unchanged.
 */
int mb_make_room_(struct memblock *mb, struct memblock_type *type, const struct mb_plan *plan);

/** mb_map_() - a pointer to physical memory, or NULL. */
void *mb_map_(const struct memblock *mb, phys_addr_t base, phys_addr_t size);

/* --- edit.c -------------------------------------------------------------------------------- */

/** mb_tell_() - report an edit to the observer, if there is one. */
static inline void mb_tell_(const struct memblock *mb, enum bm_event_kind kind, phys_addr_t base,
			    phys_addr_t size, struct mb_attr attr)
{
	struct bm_event event;

	if (!mb->port || !mb->port->observe)
		return;
	event.kind = kind;
	event.base = base;
	event.size = size;
	event.nid = attr.nid;
	event.flags = attr.flags;
	event.owner = mb->owner;
	mb->port->observe(mb->port->ctx, &event);
}

#endif
