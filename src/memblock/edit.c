// SPDX-License-Identifier: MIT
/*
 * edit.c - the edits a map offers: each is planned, given room, applied, and reported.
 *
 * Only giving room can fail, and it comes before anything changes; that is the whole of "an edit
 * that fails has changed nothing". Because room may be made by moving the array, a plan is made
 * again after it.
 *
 * This file also keeps what depends on the arrays in step: the hints, and what searches learnt.
 *
 * Cost: see region.c; all else is constant.
 * Linux: memblock_add_node, __memblock_reserve, memblock_remove, memblock_phys_free,
 *        memblock_setclr_flag, memblock_set_node.
 */
#include "base/mem.h"
#include "insert.h"
#include "memblock_int.h"
#include "search.h"

/** Flags that live on reserved regions; all others live on memory. */
#define RESERVED_FLAGS ((unsigned int)(MEMBLOCK_RSRV_NOINIT | MEMBLOCK_RSRV_KERN))

void mb_init_uneven(struct memblock *mb, const struct bm_port *port,
		    struct memblock_region *regions, unsigned long nr_memory,
		    unsigned long nr_reserved)
{
	BM_REQUIRE(port, mb != NULL);
	BM_REQUIRE(port, regions != NULL);
	BM_REQUIRE(port, nr_memory >= 1);
	BM_REQUIRE(port, nr_reserved >= 1);
	memset(mb, 0, sizeof(*mb));
	memset(regions, 0, (nr_memory + nr_reserved) * sizeof(*regions));
	mb->current_limit = MEMBLOCK_ALLOC_ANYWHERE;
	mb->memory.max = nr_memory;
	mb->memory.regions = regions;
	mb->memory.name = "memory";
	mb->reserved.max = nr_reserved;
	mb->reserved.regions = regions + nr_memory;
	mb->reserved.name = "reserved";
	mb->port = port;
	mb->page_shift = BM_PAGE_SHIFT;
}

void mb_init(struct memblock *mb, const struct bm_port *port, struct memblock_region *regions,
	     unsigned long nr_regions)
{
	mb_init_uneven(mb, port, regions, nr_regions / 2, nr_regions - nr_regions / 2);
}

/* --- what follows an array's change ------------------------------------------------------- */

static unsigned long *hint_of(struct memblock *mb, const struct memblock_type *type)
{
	return type == &mb->memory ? &mb->memory_hint : &mb->reserved_hint;
}

/* The next edit is likely to be where this one was, or right behind it. */
static void set_hint(struct memblock *mb, const struct memblock_type *type,
		     const struct mb_plan *plan)
{
	unsigned long hint = plan->first;

	if (hint < type->cnt && type->regions[hint].base <= plan->range.start)
		hint++;
	*hint_of(mb, type) = hint;
}

/*
 * What searches learnt stays true when memory becomes reserved, and is thrown away when memory
 * itself changes. The record of what `reserved` looked like moves by as much as this edit moved
 * it, so an edit made behind the library's back still shows.
 */
static void follow(struct memblock *mb, const struct memblock_type *type, unsigned long old_cnt,
		   phys_addr_t old_size)
{
	if (type == &mb->memory) {
		mb_forget_(mb);
	} else if (mb->facts.any) {
		mb->facts.reserved_cnt += type->cnt - old_cnt;
		mb->facts.reserved_size += type->total_size - old_size;
	}
}

/* --- insert ------------------------------------------------------------------------------- */

static void report_conflicts(const struct memblock *mb, const struct memblock_type *type,
			     const struct mb_plan *plan, struct mb_attr attr)
{
	unsigned long i;

	for (i = plan->first; i < plan->last; i++) {
		const struct memblock_region *r = &type->regions[i];
		bool nodes = mb_is_node_(attr.nid) && mb_is_node_(r->nid) && attr.nid != r->nid;
		bool flags = attr.flags != 0 && attr.flags != (unsigned int)r->flags;

		if (nodes || flags)
			mb_warn_conflict_(mb, type, r, attr);
	}
}

static int insert_planned(struct memblock *mb, struct memblock_type *type, struct bm_range range,
			  struct mb_attr attr)
{
	unsigned long *hint = hint_of(mb, type);
	unsigned long old_cnt;
	phys_addr_t old_size;
	struct mb_plan plan;
	int err;

	if (bm_range_is_empty(range))
		return 0;
	plan = mb_plan_insert_(type, *hint, range, attr);
	report_conflicts(mb, type, &plan, attr);
	if (plan.want == 0)
		return 0;
	if (plan.want > type->max - type->cnt) {
		err = mb_make_room_(mb, type, &plan);
		if (err)
			return err;
		plan = mb_plan_insert_(type, *hint, range, attr);
	}
	old_cnt = type->cnt;
	old_size = type->total_size;
	mb_apply_insert_(type, &plan, attr);
	set_hint(mb, type, &plan);
	follow(mb, type, old_cnt, old_size);
	return 0;
}

static int insert_unplanned(struct memblock *mb, struct memblock_type *type,
			    struct bm_range range, struct mb_attr attr)
{
	unsigned long old_cnt = type->cnt;
	phys_addr_t old_size = type->total_size;

	if (!mb_insert_apart_(type, hint_of(mb, type), range, attr))
		return insert_planned(mb, type, range, attr);
	follow(mb, type, old_cnt, old_size);
	return 0;
}

/* Mostly right behind the last edit. With facts to keep in step, see follow(), the longer way. */
MB_OFTEN static inline int insert(struct memblock *mb, struct memblock_type *type,
				  struct bm_range range, struct mb_attr attr)
{
	if (!mb->facts.any && mb_append_(type, hint_of(mb, type), range, attr))
		return 0;
	return insert_unplanned(mb, type, range, attr);
}

/* Does somebody listen? Then an edit is logged before it is done, and the observer told after. */
static inline bool is_heard(const struct memblock *mb)
{
	return mb->debug || (mb->port && mb->port->observe);
}

MB_SELDOM static int add_aloud(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			       struct mb_attr attr, bool plainly)
{
	int err;

	if (mb->debug && plainly)
		mb_say_range_(mb, "memblock_add", base, size);
	else if (mb->debug)
		mb_say_attr_(mb, "memblock_add_node", base, size, attr);
	err = insert_planned(mb, &mb->memory, bm_range_at(base, size), attr);
	if (!err)
		mb_tell_(mb, BM_EV_MEMORY_ADDED, base, size, attr);
	return err;
}

int mb_add_node(struct memblock *mb, phys_addr_t base, phys_addr_t size, int nid,
		enum memblock_flags flags)
{
	struct mb_attr attr = mb_attr_(nid, flags);

	if (is_heard(mb))
		return add_aloud(mb, base, size, attr, false);
	return insert(mb, &mb->memory, bm_range_at(base, size), attr);
}

int mb_add(struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	if (is_heard(mb))
		return add_aloud(mb, base, size, mb_attr_(NUMA_NO_NODE, MEMBLOCK_NONE), true);
	return mb_add_node(mb, base, size, NUMA_NO_NODE, MEMBLOCK_NONE);
}

MB_SELDOM static int reserve_aloud(struct memblock *mb, phys_addr_t base, phys_addr_t size,
				   struct mb_attr attr)
{
	int err;

	if (mb->debug && mb->untagged)
		mb_say_range_(mb, "memblock_reserve", base, size);
	else if (mb->debug)
		mb_say_attr_(mb, "__memblock_reserve", base, size, attr);
	err = insert_planned(mb, &mb->reserved, bm_range_at(base, size), attr);
	if (!err)
		mb_tell_(mb, BM_EV_RESERVED, base, size, attr);
	return err;
}

int mb_reserve_node(struct memblock *mb, phys_addr_t base, phys_addr_t size, int nid,
		    enum memblock_flags flags)
{
	struct mb_attr attr = mb_attr_(nid, flags);

	if (is_heard(mb))
		return reserve_aloud(mb, base, size, attr);
	return insert(mb, &mb->reserved, bm_range_at(base, size), attr);
}

int mb_reserve(struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	return mb_reserve_node(mb, base, size, NUMA_NO_NODE, MEMBLOCK_NONE);
}

/* --- remove ------------------------------------------------------------------------------- */

static int cut_planned(struct memblock *mb, struct memblock_type *type, struct bm_range range)
{
	unsigned long *hint = hint_of(mb, type);
	struct mb_plan plan = mb_plan_remove_(type, *hint, range);
	unsigned long old_cnt;
	phys_addr_t old_size;
	int err;

	if (plan.want > type->max - type->cnt) {
		err = mb_make_room_(mb, type, &plan);
		if (err)
			return err;
		plan = mb_plan_remove_(type, *hint, range);
	}
	old_cnt = type->cnt;
	old_size = type->total_size;
	mb_apply_remove_(type, &plan);
	set_hint(mb, type, &plan);
	follow(mb, type, old_cnt, old_size);
	return 0;
}

/* Whether @range was inside one region and could be cut out at once. */
static bool cut_inside(struct memblock *mb, struct memblock_type *type, struct bm_range range)
{
	unsigned long old_cnt = type->cnt;
	phys_addr_t old_size = type->total_size;

	if (bm_range_is_empty(range) || !mb_remove_inside_(type, hint_of(mb, type), range))
		return false;
	follow(mb, type, old_cnt, old_size);
	return true;
}

static int cut(struct memblock *mb, struct memblock_type *type, struct bm_range range)
{
	if (bm_range_is_empty(range) || cut_inside(mb, type, range))
		return 0;
	return cut_planned(mb, type, range);
}

int mb_remove(struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	int err;

	if (mb->debug)
		mb_say_range_(mb, "memblock_remove", base, size);
	err = cut(mb, &mb->memory, bm_range_at(base, size));
	if (!err)
		mb_tell_(mb, BM_EV_MEMORY_REMOVED, base, size, mb_attr_(NUMA_NO_NODE, 0));
	return err;
}

/* Is every byte of @range reserved? Where it begins is noted for the edit that follows. */
static bool all_reserved(struct memblock *mb, struct bm_range range)
{
	const struct memblock_type *type = &mb->reserved;
	unsigned long n = mb_nr_from_near_(type, mb->reserved_hint, range.start);

	mb->reserved_hint = n;
	if (n > 0)
		range.start = bm_max_addr(range.start, mb_region_end(&type->regions[n - 1]));
	for (; n < type->cnt && range.start < range.end; n++) {
		if (type->regions[n].base > range.start)
			return false;
		range.start = mb_region_end(&type->regions[n]);
	}
	return bm_range_is_empty(range);
}

/* The gap between reservations that @range, no longer reserved, is part of. */
static struct bm_range gap_around(const struct memblock_type *type, unsigned long hint,
				  struct bm_range range)
{
	unsigned long n = mb_nr_from_near_(type, hint, range.start);
	struct bm_range gap = { 0, PHYS_ADDR_MAX };

	if (n > 0)
		gap.start = mb_region_end(&type->regions[n - 1]);
	if (n < type->cnt)
		gap.end = type->regions[n].base;
	return gap;
}

/* If @strictly, refuse unless all of it is reserved. */
static int unreserve(struct memblock *mb, phys_addr_t base, phys_addr_t size, bool strictly)
{
	struct bm_range range = bm_range_at(base, size);
	bool done = cut_inside(mb, &mb->reserved, range);
	bool bad = !done && !all_reserved(mb, range);
	int err;

	if (bad && strictly)
		return -BM_ENOENT;
	if (mb->debug)
		mb_say_range_(mb, "memblock_phys_free", base, size);
	err = done ? 0 : cut(mb, &mb->reserved, range);
	if (err)
		return err;
	if (bad)
		mb->nr_bad_frees++;
	if (mb->facts.any && !bm_range_is_empty(range))
		mb_note_freed_(mb, gap_around(&mb->reserved, mb->reserved_hint, range));
	mb_tell_(mb, BM_EV_FREED, base, size, mb_attr_(NUMA_NO_NODE, 0));
	return 0;
}

int mb_free(struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	return unreserve(mb, base, size, true);
}

int mb_unreserve(struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	return unreserve(mb, base, size, false);
}

/* --- attributes --------------------------------------------------------------------------- */

static int retag(struct memblock *mb, struct memblock_type *type, struct bm_range range,
		 const struct mb_retag *tag)
{
	unsigned long *hint = hint_of(mb, type);
	unsigned long old_cnt;
	phys_addr_t old_size;
	struct mb_plan plan;
	int err;

	if (bm_range_is_empty(range))
		return 0;
	plan = mb_plan_retag_(type, *hint, range, tag);
	if (plan.want > type->max - type->cnt) {
		err = mb_make_room_(mb, type, &plan);
		if (err)
			return err;
		plan = mb_plan_retag_(type, *hint, range, tag);
	}
	old_cnt = type->cnt;
	old_size = type->total_size;
	mb_apply_retag_(type, &plan, tag);
	set_hint(mb, type, &plan);
	follow(mb, type, old_cnt, old_size);
	return 0;
}

static struct memblock_type *type_of(struct memblock *mb, unsigned int flags)
{
	bool on_reserved = (flags & RESERVED_FLAGS) != 0;

	BM_REQUIRE(mb->port, !on_reserved || (flags & ~RESERVED_FLAGS) == 0);
	return on_reserved ? &mb->reserved : &mb->memory;
}

int mb_mark(struct memblock *mb, phys_addr_t base, phys_addr_t size, enum memblock_flags flags)
{
	struct mb_retag tag = { .set = flags };
	int err;

	if (!mb->mirrored_kernelcore)
		tag.set &= ~(unsigned int)MEMBLOCK_MIRROR;
	if (tag.set == 0)
		return 0;
	err = retag(mb, type_of(mb, tag.set), bm_range_at(base, size), &tag);
	if (err)
		return err;
	if (tag.set & MEMBLOCK_MIRROR)
		mb->has_mirror = true;
	mb_tell_(mb, BM_EV_FLAGS_SET, base, size, mb_attr_(NUMA_NO_NODE, tag.set));
	return 0;
}

int mb_clear(struct memblock *mb, phys_addr_t base, phys_addr_t size, enum memblock_flags flags)
{
	struct mb_retag tag = { .clear = flags };
	int err = retag(mb, type_of(mb, flags), bm_range_at(base, size), &tag);

	if (!err)
		mb_tell_(mb, BM_EV_FLAGS_CLEARED, base, size, mb_attr_(NUMA_NO_NODE, flags));
	return err;
}

int mb_set_node(struct memblock *mb, phys_addr_t base, phys_addr_t size,
		struct memblock_type *type, int nid)
{
	enum bm_event_kind kind =
		type == &mb->memory ? BM_EV_MEMORY_NODE_SET : BM_EV_RESERVED_NODE_SET;
	struct mb_retag tag = { .set_nid = true, .nid = nid };
	int err;

	BM_REQUIRE(mb->port, type == &mb->memory || type == &mb->reserved);
	err = retag(mb, type, bm_range_at(base, size), &tag);
	if (!err)
		mb_tell_(mb, kind, base, size, mb_attr_(nid, 0));
	return err;
}
