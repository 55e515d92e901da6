// SPDX-License-Identifier: MIT
/*
 * linear.c - the edits of the reference: scan from 0, count, insert, merge.
 *
 * An add walks the array to count the regions it will create, grows it if they do not fit,
 * walks it again to insert them, and then merges around them. The counting pass is left out
 * while the array is less than half full, as then anything fits. A removal first splits
 * regions at both ends of its range, for which two slots are demanded up front.
 *
 * Cost: a scan of all regions before the range, a memmove of all behind it.
 */
#include "linear_int.h"

#include <string.h>

/** The regions that an edit touched, by index. */
struct window {
	unsigned long first;
	unsigned long last;
};

void linear_init(struct linear *l, struct linear_region *slots, unsigned long nr_slots, char *arena,
		 uint64_t arena_base)
{
	unsigned long half = nr_slots / 2;

	memset(l, 0, sizeof(*l));
	l->limit = UINT64_MAX;
	l->memory = (struct linear_type){ .max = half, .regions = slots };
	l->reserved = (struct linear_type){ .max = nr_slots - half, .regions = slots + half };
	l->first[0] = l->memory.regions;
	l->first[1] = l->reserved.regions;
	l->arena = arena;
	l->arena_base = arena_base;
}

static struct linear_region capped(uint64_t base, uint64_t size, unsigned int flags, int nid)
{
	uint64_t room = UINT64_MAX - base;

	return (struct linear_region){ base, size < room ? size : room, flags, nid };
}

static void insert_at(struct linear_type *type, unsigned long idx, const struct linear_region *r)
{
	struct linear_region *slot = &type->regions[idx];

	memmove(slot + 1, slot, (type->cnt - idx) * sizeof(*slot));
	*slot = *r;
	type->cnt++;
	type->total_size += r->size;
}

static void remove_at(struct linear_type *type, unsigned long first, unsigned long last)
{
	struct linear_region *r = type->regions;

	for (unsigned long i = first; i < last; i++)
		type->total_size -= r[i].size;
	memmove(&r[first], &r[last], (type->cnt - last) * sizeof(*r));
	type->cnt -= last - first;
}

/* --- growing --------------------------------------------------------------------- */

static int give_back(struct linear *l, struct linear_region *old, unsigned long max);

static uint64_t page_up(uint64_t size)
{
	return (size + LINEAR_PAGE - 1) & ~(uint64_t)(LINEAR_PAGE - 1);
}

/* Room for an array: above what is being edited if it is to be reserved, else below it. */
static uint64_t find_array_room(const struct linear *l, const struct linear_type *type,
				uint64_t size, const struct linear_region *avoid)
{
	struct linear_request req = { size, LINEAR_PAGE, LINEAR_NO_NODE, false };
	struct linear_range whole = { 0, l->limit };
	struct linear_range above, below;
	uint64_t base;

	if (type != &l->reserved)
		return linear_find(l, &req, whole);
	above = (struct linear_range){ linear_end(avoid), l->limit };
	below = (struct linear_range){ 0, avoid->base < l->limit ? avoid->base : l->limit };
	base = linear_find(l, &req, above);
	return base ? base : linear_find(l, &req, below);
}

static int double_array(struct linear *l, struct linear_type *type,
			const struct linear_region *avoid)
{
	struct linear_region *old = type->regions;
	unsigned long old_max = type->max;
	uint64_t bytes = 2 * old_max * sizeof(*old);
	uint64_t base = find_array_room(l, type, page_up(bytes), avoid);
	struct linear_region home = { base, page_up(bytes), l->tagged ? LINEAR_KERN : 0,
				      LINEAR_NO_NODE };

	if (!base)
		return -1;
	type->regions = (struct linear_region *)(void *)(l->arena + (base - l->arena_base));
	memcpy(type->regions, old, old_max * sizeof(*old));
	memset(type->regions + old_max, 0, old_max * sizeof(*old));
	type->max = 2 * old_max;
	/* Taking the new home may double the other array, so the old one must not be free yet. */
	if (linear_reserve_as(l, &home))
		return -1;
	return give_back(l, old, old_max);
}

/* --- adding ---------------------------------------------------------------------- */

LINEAR_PLACED static unsigned long first_behind(const struct linear_type *type, uint64_t addr)
{
	const struct linear_region *r = type->regions;
	const struct linear_region *end = r + type->cnt;

	while (r != end && linear_end(r) <= addr)
		r++;
	return (unsigned long)(r - type->regions);
}

/* Count the parts of @new that are not covered yet; insert them too if there is a @touched. */
static unsigned long fill_gaps(struct linear_type *type, const struct linear_region *new,
			       struct window *touched)
{
	unsigned long idx = first_behind(type, new->base);
	struct linear_region part = *new;
	uint64_t end = linear_end(new);
	unsigned long nr = 0;

	if (touched)
		touched->first = idx;
	for (; part.base < end; idx++) {
		struct linear_region *r = &type->regions[idx];
		bool last = idx == type->cnt || r->base >= end;
		uint64_t gap_end = last ? end : r->base;
		uint64_t next = last ? end : linear_end(r);

		if (gap_end > part.base) {
			part.size = gap_end - part.base;
			if (touched)
				insert_at(type, idx++, &part);
			nr++;
		}
		part.base = next;
	}
	if (touched)
		touched->last = idx;
	return nr;
}

static bool can_merge(const struct linear_region *a, const struct linear_region *b)
{
	return linear_end(a) == b->base && a->nid == b->nid && a->flags == b->flags;
}

/* Join what touches, from the region before the window to the one after it. */
static void merge(struct linear_type *type, struct window touched)
{
	unsigned long idx = touched.first ? touched.first - 1 : 0;
	unsigned long last = touched.last < type->cnt ? touched.last : type->cnt - 1;

	while (idx < last) {
		struct linear_region *r = &type->regions[idx];

		if (!can_merge(r, r + 1)) {
			idx++;
			continue;
		}
		r->size += r[1].size;
		memmove(r + 1, r + 2, (type->cnt - (idx + 2)) * sizeof(*r));
		type->cnt--;
		last--;
	}
}

static int add_range(struct linear *l, struct linear_type *type, const struct linear_region *new)
{
	struct window touched;
	unsigned long need = 2 * type->cnt + 1 > type->max ? fill_gaps(type, new, NULL) : 0;

	while (type->cnt + need > type->max) {
		if (double_array(l, type, new))
			return -1;
		need = fill_gaps(type, new, NULL);
	}
	if (new->size && fill_gaps(type, new, &touched))
		merge(type, touched);
	return 0;
}

int linear_add(struct linear *l, uint64_t base, uint64_t size, int nid)
{
	struct linear_region new = capped(base, size, 0, nid);

	return add_range(l, &l->memory, &new);
}

int linear_reserve_as(struct linear *l, const struct linear_region *what)
{
	return add_range(l, &l->reserved, what);
}

int linear_reserve(struct linear *l, uint64_t base, uint64_t size)
{
	struct linear_region new = capped(base, size, 0, LINEAR_NO_NODE);

	return linear_reserve_as(l, &new);
}

/* --- removing -------------------------------------------------------------------- */

/* Split regions so that none straddles an end of @range; what is inside it is the window. */
static struct window split(struct linear_type *type, const struct linear_region *range)
{
	struct window inside = { 0, 0 };
	uint64_t end = linear_end(range);

	for (unsigned long idx = 0; idx < type->cnt; idx++) {
		struct linear_region *r = &type->regions[idx];
		struct linear_region low = *r;
		uint64_t cut = r->base < range->base ? range->base : end;

		if (r->base >= end)
			break;
		if (linear_end(r) <= range->base)
			continue;
		if (r->base >= range->base && linear_end(r) <= end) {
			inside.first = inside.last ? inside.first : idx;
			inside.last = idx + 1;
			continue;
		}
		/* The lower part is inserted here and, if it is inside, looked at once more. */
		low.size = cut - r->base;
		r->base = cut;
		r->size -= low.size;
		type->total_size -= low.size;
		insert_at(type, idx, &low);
		if (cut == end)
			idx--;
	}
	return inside;
}

static int remove_range(struct linear *l, struct linear_type *type,
			const struct linear_region *range)
{
	struct window inside;

	if (!range->size)
		return 0;
	while (type->cnt + 2 > type->max)
		if (double_array(l, type, range))
			return -1;
	inside = split(type, range);
	remove_at(type, inside.first, inside.last);
	return 0;
}

int linear_free(struct linear *l, uint64_t base, uint64_t size)
{
	struct linear_region range = capped(base, size, 0, LINEAR_NO_NODE);

	return remove_range(l, &l->reserved, &range);
}

static int give_back(struct linear *l, struct linear_region *old, unsigned long max)
{
	uint64_t base = l->arena_base + (uint64_t)((char *)old - l->arena);

	if (old == l->first[0] || old == l->first[1])
		return 0;
	return linear_free(l, base, page_up(max * sizeof(*old)));
}
