// SPDX-License-Identifier: MIT
/*
 * region.c - with insert.h the only code that adds, removes, splits or joins entries of an array.
 *
 * An array is sorted by base, has no empty entry, and no two touching entries with equal node and
 * flags. Searches, walks and dumps lean on that.
 *
 * An edit is planned first: which entries it touches (the window), how many slots it takes.
 * Planning reads. Applying a plan writes and cannot fail. Between the two, grow.c may have to
 * find room.
 *
 * Cost: the window, plus one memmove of the entries behind it if their number changes.
 * Linux: memblock_add_range, memblock_isolate_range, memblock_remove_range, memblock_merge_regions;
 *        same results, in one pass.
 */
#include "insert.h"
#include "memblock_int.h"
#include "search.h"

/** A part of an edit's range that no region covers, and whether its neighbours can take it in. */
struct gap {
	struct bm_range range;
	bool joins_left;
	bool joins_right;
};

/* Index of the first region from @first on that does not start below @end. */
static unsigned long window_end(const struct memblock_type *type, unsigned long first,
				phys_addr_t end)
{
	while (first < type->cnt && type->regions[first].base < end)
		first++;
	return first;
}

static struct mb_plan window(const struct memblock_type *type, unsigned long hint,
			     struct bm_range range)
{
	struct mb_plan plan;

	plan.range = range;
	plan.first = mb_first_above_(type, hint, range.start);
	plan.last = window_end(type, plan.first, range.end);
	plan.want = 0;
	plan.need = 0;
	plan.shuns = true;
	return plan;
}

/* An empty array shows an all-zero first entry, which users of the well-known API look at. */
static void clear_if_empty(struct memblock_type *type)
{
	if (type->cnt == 0 && type->max > 0) {
		type->regions[0].base = 0;
		type->regions[0].size = 0;
		type->regions[0].flags = MEMBLOCK_NONE;
		type->regions[0].nid = NUMA_NO_NODE;
	}
}

/* --- insert ------------------------------------------------------------------------------ */

/* What of @range lies before region @i and after region @i - 1. */
static struct gap gap_before(const struct memblock_type *type, unsigned long i,
			     struct bm_range range, struct mb_attr attr)
{
	const struct memblock_region *r = type->regions;
	struct gap gap;

	gap.range = range;
	gap.joins_left = false;
	gap.joins_right = false;
	if (i > 0 && mb_region_end(&r[i - 1]) >= range.start) {
		gap.range.start = mb_region_end(&r[i - 1]);
		gap.joins_left = mb_has_attr_(&r[i - 1], attr);
	}
	if (i < type->cnt && r[i].base <= range.end) {
		gap.range.end = r[i].base;
		gap.joins_right = mb_has_attr_(&r[i], attr);
	}
	return gap;
}

struct mb_plan mb_plan_insert_(const struct memblock_type *type, unsigned long hint,
			       struct bm_range range, struct mb_attr attr)
{
	struct mb_plan plan = window(type, hint, range);
	unsigned long nr_new = 0;
	unsigned long nr_joined = 0;
	unsigned long i;

	for (i = plan.first; i <= plan.last; i++) {
		struct gap gap = gap_before(type, i, range, attr);

		if (bm_range_is_empty(gap.range))
			continue;
		plan.want++;
		if (!gap.joins_left && !gap.joins_right)
			nr_new++;
		if (gap.joins_left && gap.joins_right)
			nr_joined++;
	}
	plan.need = nr_new > nr_joined ? nr_new - nr_joined : 0;
	return plan;
}

/*
 * Let a neighbour of gap @i grow over it; one of them can. Returns whether region @i became part of
 * region @i - 1, and is left behind with size 0.
 */
static bool close_gap(struct memblock_type *type, unsigned long i, const struct gap *gap)
{
	struct memblock_region *r = type->regions;
	phys_addr_t size = bm_range_size(gap->range);

	if (gap->joins_left && gap->joins_right) {
		r[i - 1].size += size + r[i].size;
		r[i].size = 0;
		return true;
	}
	if (gap->joins_left) {
		r[i - 1].size += size;
	} else {
		r[i].base -= size;
		r[i].size += size;
	}
	return false;
}

/* Remove the entries of size 0 from @first on, before @last. */
static void squeeze(struct memblock_type *type, unsigned long first, unsigned long last)
{
	struct memblock_region *r = type->regions;
	unsigned long to = first;
	unsigned long i;

	for (i = first; i < last; i++)
		if (r[i].size != 0)
			r[to++] = r[i];
	mb_move_tail_(type, last, to);
}

void mb_drop_empty_(struct memblock_type *type)
{
	squeeze(type, 0, type->cnt);
	clear_if_empty(type);
}

/* Put an entry into each gap of @range that is left in the window [first, last). */
static void insert_rest(struct memblock_type *type, const struct mb_plan *plan,
			unsigned long nr_new, struct mb_attr attr)
{
	struct memblock_region *r = type->regions;
	unsigned long from = plan->last;
	unsigned long to = from + nr_new;
	struct bm_range gap = plan->range;

	if (from < type->cnt)
		gap.end = bm_min_addr(gap.end, r[from].base);
	mb_move_tail_(type, from, to);
	while (to > from) {
		gap.start = plan->range.start;
		if (from > 0)
			gap.start = bm_max_addr(gap.start, mb_region_end(&r[from - 1]));
		if (!bm_range_is_empty(gap))
			mb_put_(&r[--to], gap, attr);
		if (to > from) {
			r[--to] = r[--from];
			gap.end = r[to].base;
		}
	}
}

/* From the right, so that a region has taken in what it can before its left neighbour takes it. */
void mb_apply_insert_(struct memblock_type *type, const struct mb_plan *plan, struct mb_attr attr)
{
	struct mb_plan rest = *plan;
	unsigned long nr_new = 0;
	unsigned long nr_dead = 0;
	unsigned long i;

	for (i = rest.last + 1; i-- > rest.first;) {
		struct gap gap = gap_before(type, i, rest.range, attr);

		if (bm_range_is_empty(gap.range))
			continue;
		type->total_size += bm_range_size(gap.range);
		if (!gap.joins_left && !gap.joins_right)
			nr_new++;
		else if (close_gap(type, i, &gap))
			nr_dead++;
	}
	if (nr_dead > 0) {
		squeeze(type, rest.first, rest.last < type->cnt ? rest.last + 1 : rest.last);
		rest.last = window_end(type, rest.first, rest.range.end);
	}
	if (nr_new > 0)
		insert_rest(type, &rest, nr_new, attr);
}

/* --- remove -------------------------------------------------------------------------------- */

bool mb_remove_inside_(struct memblock_type *type, unsigned long *hint, struct bm_range range)
{
	unsigned long n = mb_nr_from_near_(type, *hint, range.start);
	struct memblock_region *r;
	phys_addr_t end;

	if (n == 0 || type->max - type->cnt < 2)
		return false;
	r = &type->regions[n - 1];
	end = mb_region_end(r);
	if (end < range.end)
		return false;
	type->total_size -= range.end - range.start;
	*hint = n;
	if (r->base == range.start && end == range.end) {
		*hint = n - 1;
		mb_move_tail_(type, n, n - 1);
		clear_if_empty(type);
	} else if (r->base == range.start) {
		r->base = range.end;
		r->size = end - range.end;
	} else {
		r->size = range.start - r->base;
		if (end > range.end) {
			struct bm_range rest = { range.end, end };

			mb_move_tail_(type, n, n + 1);
			mb_put_(&r[1], rest, mb_attr_(r->nid, r->flags));
		}
	}
	return true;
}

struct mb_plan mb_plan_remove_(const struct memblock_type *type, unsigned long hint,
			       struct bm_range range)
{
	struct mb_plan plan = window(type, hint, range);
	const struct memblock_region *r = &type->regions[plan.first];

	plan.want = 2;
	if (plan.last == plan.first + 1 && r->base < range.start && range.end < mb_region_end(r))
		plan.need = 1;
	return plan;
}

/* Cut region @i in two at @addr, which is inside it. */
static void split(struct memblock_type *type, unsigned long i, phys_addr_t addr)
{
	struct memblock_region *r = &type->regions[i];

	mb_move_tail_(type, i + 1, i + 2);
	r[1] = r[0];
	r[1].base = addr;
	r[1].size -= addr - r[0].base;
	r[0].size = addr - r[0].base;
}

void mb_apply_remove_(struct memblock_type *type, const struct mb_plan *plan)
{
	struct memblock_region *r = type->regions;
	struct bm_range range = plan->range;
	unsigned long first = plan->first;
	unsigned long last = plan->last;
	unsigned long i;

	if (plan->need > 0)
		split(type, first, range.end);
	for (i = first; i < last; i++)
		type->total_size -= bm_range_size(bm_range_clip(mb_region_range_(&r[i]), range));
	if (first < last && range.end < mb_region_end(&r[last - 1])) {
		r[last - 1].size = mb_region_end(&r[last - 1]) - range.end;
		r[last - 1].base = range.end;
		last--;
	}
	if (first < last && r[first].base < range.start) {
		r[first].size = range.start - r[first].base;
		first++;
	}
	mb_move_tail_(type, last, first);
	clear_if_empty(type);
}

/* --- change node or flags ------------------------------------------------------------------- */

static struct mb_attr retagged(const struct memblock_region *r, const struct mb_retag *tag)
{
	unsigned int flags = ((unsigned int)r->flags | tag->set) & ~tag->clear;

	return mb_attr_(tag->set_nid ? tag->nid : r->nid, flags);
}

/* Must region @i be cut at @addr before it is retagged? */
static bool must_split(const struct memblock_type *type, unsigned long i, phys_addr_t addr,
		       const struct mb_retag *tag)
{
	const struct memblock_region *r = &type->regions[i];

	return r->base < addr && addr < mb_region_end(r) && !mb_has_attr_(r, retagged(r, tag));
}

struct mb_plan mb_plan_retag_(const struct memblock_type *type, unsigned long hint,
			      struct bm_range range, const struct mb_retag *tag)
{
	struct mb_plan plan = window(type, hint, range);

	plan.want = 2;
	plan.shuns = false;
	if (plan.first < plan.last) {
		plan.need += must_split(type, plan.first, range.start, tag);
		plan.need += must_split(type, plan.last - 1, range.end, tag);
	}
	return plan;
}

/* Join each region within [first, last) with the one before it, where they touch and are alike. */
static void join(struct memblock_type *type, unsigned long first, unsigned long last)
{
	struct memblock_region *r = type->regions;
	unsigned long to = first;
	unsigned long i;

	for (i = first + 1; i < last; i++) {
		if (mb_region_end(&r[to]) == r[i].base && mb_same_attr_(&r[to], &r[i]))
			r[to].size += r[i].size;
		else
			r[++to] = r[i];
	}
	mb_move_tail_(type, last, to + 1);
}

void mb_apply_retag_(struct memblock_type *type, const struct mb_plan *plan,
		     const struct mb_retag *tag)
{
	unsigned long first = plan->first;
	unsigned long last = plan->last;
	unsigned long i;

	if (first == last)
		return;
	if (must_split(type, last - 1, plan->range.end, tag))
		split(type, last - 1, plan->range.end);
	if (must_split(type, first, plan->range.start, tag)) {
		split(type, first, plan->range.start);
		first++;
		last++;
	}
	for (i = first; i < last; i++) {
		struct mb_attr attr = retagged(&type->regions[i], tag);

		type->regions[i].nid = attr.nid;
		type->regions[i].flags = (enum memblock_flags)attr.flags;
	}
	join(type, first > 0 ? first - 1 : first, last < type->cnt ? last + 1 : last);
}
