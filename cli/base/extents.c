// SPDX-License-Identifier: MIT
/*
 * extents.c - sets of bytes.
 *
 * Always sorted and joined. Adding is O(n), which is nothing for the few hundred ranges of a
 * machine, and in the usual case that ranges come in order it is O(1).
 */
#include <stdlib.h>
#include <string.h>

#include "cli/base/extents.h"
#include "cli/base/span.h"
#include "cli/base/vec.h"

static bool insert(struct extents *set, size_t idx, struct bm_range range)
{
	if (!vec_reserve(&set->items, &set->room, set->nr + 1, sizeof(range)))
		return false;
	memmove(set->items + idx + 1, set->items + idx, (set->nr - idx) * sizeof(range));
	set->items[idx] = range;
	set->nr++;
	return true;
}

/* Index of the first range that ends at or above @start. */
static size_t first_touching(const struct extents *set, phys_addr_t start)
{
	size_t lo = 0, hi = set->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (set->items[mid].end < start)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool extents_add(struct extents *set, struct bm_range range)
{
	size_t first, last;

	if (range.start >= range.end)
		return true;
	first = first_touching(set, range.start);
	for (last = first; last < set->nr && set->items[last].start <= range.end; last++) {
		range.start = lower(range.start, set->items[last].start);
		range.end = higher(range.end, set->items[last].end);
	}
	if (last == first)
		return insert(set, first, range);
	set->items[first] = range;
	memmove(set->items + first + 1, set->items + last, (set->nr - last) * sizeof(range));
	set->nr -= last - first - 1;
	return true;
}

bool extents_of_regions(struct extents *set, const struct memblock_type *type)
{
	bool ok = true;
	unsigned long i;

	for (i = 0; i < type->cnt && ok; i++)
		ok = extents_add(set, span(type->regions[i].base, type->regions[i].size));
	return ok;
}

/* What of @range no item of @b covers; @at is the first item that may. */
static bool add_rest(struct bm_range range, const struct extents *b, size_t at, struct extents *out)
{
	bool ok = true;

	for (; at < b->nr && b->items[at].start < range.end && ok; at++) {
		struct bm_range before = { range.start, b->items[at].start };

		ok = extents_add(out, before);
		range.start = higher(range.start, b->items[at].end);
	}
	return ok && extents_add(out, range);
}

bool extents_minus(const struct extents *a, const struct extents *b, struct extents *out)
{
	bool ok = true;
	size_t i;

	out->nr = 0;
	for (i = 0; i < a->nr && ok; i++)
		ok = add_rest(a->items[i], b, first_touching(b, a->items[i].start), out);
	return ok;
}

bool extents_both(const struct extents *a, const struct extents *b, struct extents *out)
{
	bool ok = true;
	size_t i, at;

	out->nr = 0;
	for (i = 0; i < a->nr; i++) {
		at = first_touching(b, a->items[i].start);
		for (; at < b->nr && b->items[at].start < a->items[i].end && ok; at++) {
			struct bm_range both = {
				higher(a->items[i].start, b->items[at].start),
				lower(a->items[i].end, b->items[at].end),
			};

			ok = extents_add(out, both);
		}
	}
	return ok;
}

phys_addr_t extents_size(const struct extents *set)
{
	phys_addr_t size = 0;
	size_t i;

	for (i = 0; i < set->nr; i++)
		size += set->items[i].end - set->items[i].start;
	return size;
}

struct bm_range extents_largest(const struct extents *set)
{
	struct bm_range largest = { 0, 0 };
	size_t i;

	for (i = 0; i < set->nr; i++)
		if (set->items[i].end - set->items[i].start > largest.end - largest.start)
			largest = set->items[i];
	return largest;
}

void extents_release(struct extents *set)
{
	free(set->items);
	*set = (struct extents){ 0 };
}
