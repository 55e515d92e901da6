// SPDX-License-Identifier: MIT
/*
 * linear_find.c - the searches of the reference: a walk from gap to gap, and two queries.
 *
 * A place in a walk is one number: the memory region in the low half, the gap between
 * reserved regions in the high half. Gap k lies between reserved regions k - 1 and k; gap 0
 * begins at 0, the last one ends at the top. Every step unpacks it, finds the next overlap of
 * the two, and packs it again.
 *
 * Cost: a step per gap, with no way to skip any.
 */
#include "linear_int.h"

static uint64_t min_of(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t max_of(uint64_t a, uint64_t b)
{
	return a < b ? b : a;
}

static uint64_t clamp(uint64_t x, struct linear_range within)
{
	return min_of(max_of(x, within.start), within.end);
}

/* --- the walk -------------------------------------------------------------------- */

static uint64_t pack(unsigned long region, unsigned long gap)
{
	return (uint64_t)gap << 32 | (uint32_t)region;
}

static struct linear_range gap_at(const struct linear_type *type, unsigned long gap)
{
	struct linear_range out;

	out.start = gap ? linear_end(&type->regions[gap - 1]) : 0;
	out.end = gap < type->cnt ? type->regions[gap].base : UINT64_MAX;
	return out;
}

static bool is_wanted(const struct linear_region *r, int nid)
{
	return nid < 0 || nid == r->nid;
}

bool linear_next_free(const struct linear *l, uint64_t *pos, int nid, struct linear_range *out)
{
	unsigned long m = (uint32_t)*pos;
	unsigned long g = (unsigned long)(*pos >> 32);

	for (; m < l->memory.cnt; m++) {
		const struct linear_region *r = &l->memory.regions[m];

		if (!is_wanted(r, nid))
			continue;
		for (; g <= l->reserved.cnt; g++) {
			struct linear_range gap = gap_at(&l->reserved, g);

			if (gap.start >= linear_end(r))
				break;
			if (gap.end <= r->base)
				continue;
			out->start = max_of(gap.start, r->base);
			out->end = min_of(gap.end, linear_end(r));
			if (out->start >= out->end)
				continue;
			if (linear_end(r) <= gap.end)
				m++;
			else
				g++;
			*pos = pack(m, g);
			return true;
		}
	}
	return false;
}

/* Downward, places are one more than the index, so that 0 can be the end. */
bool linear_prev_free(const struct linear *l, uint64_t *pos, int nid, struct linear_range *out)
{
	unsigned long m = *pos == UINT64_MAX ? l->memory.cnt : (uint32_t)*pos;
	unsigned long g = *pos == UINT64_MAX ? l->reserved.cnt + 1 : (unsigned long)(*pos >> 32);

	for (; m > 0; m--) {
		const struct linear_region *r = &l->memory.regions[m - 1];

		if (!is_wanted(r, nid))
			continue;
		for (; g > 0; g--) {
			struct linear_range gap = gap_at(&l->reserved, g - 1);

			if (gap.end <= r->base)
				break;
			if (gap.start >= linear_end(r))
				continue;
			out->start = max_of(gap.start, r->base);
			out->end = min_of(gap.end, linear_end(r));
			if (out->start >= out->end)
				continue;
			if (r->base >= gap.start)
				m--;
			else
				g--;
			*pos = pack(m, g);
			return true;
		}
	}
	return false;
}

/* --- allocation ------------------------------------------------------------------ */

static uint64_t find_up(const struct linear *l, const struct linear_request *req,
			struct linear_range within)
{
	struct linear_range r;
	uint64_t pos = 0;

	while (linear_next_free(l, &pos, req->nid, &r)) {
		uint64_t start = clamp(r.start, within);
		uint64_t end = clamp(r.end, within);
		uint64_t base = (start + req->align - 1) & ~(req->align - 1);

		if (base >= start && base < end && end - base >= req->size)
			return base;
	}
	return 0;
}

static uint64_t find_down(const struct linear *l, const struct linear_request *req,
			  struct linear_range within)
{
	struct linear_range r;
	uint64_t pos = UINT64_MAX;

	while (linear_prev_free(l, &pos, req->nid, &r)) {
		uint64_t start = clamp(r.start, within);
		uint64_t end = clamp(r.end, within);
		uint64_t base;

		if (end < req->size)
			continue;
		base = (end - req->size) & ~(req->align - 1);
		if (base >= start)
			return base;
	}
	return 0;
}

uint64_t linear_find(const struct linear *l, const struct linear_request *req,
		     struct linear_range within)
{
	within.start = max_of(within.start, LINEAR_PAGE);
	within.end = max_of(within.start, within.end);
	return l->bottom_up ? find_up(l, req, within) : find_down(l, req, within);
}

uint64_t linear_alloc(struct linear *l, const struct linear_request *req)
{
	struct linear_range anywhere = { 0, l->limit };
	struct linear_request wish = *req;
	struct linear_region taken = { 0, req->size, 0, LINEAR_NO_NODE };

	taken.base = linear_find(l, &wish, anywhere);
	if (l->tagged) {
		taken.flags = LINEAR_KERN;
		taken.nid = req->nid;
	}
	if (!taken.base && req->nid >= 0 && !req->exact_nid) {
		wish.nid = LINEAR_NO_NODE;
		taken.base = linear_find(l, &wish, anywhere);
		taken.nid = LINEAR_NO_NODE;
	}
	if (!taken.base || linear_reserve_as(l, &taken))
		return 0;
	return taken.base;
}

/* --- queries --------------------------------------------------------------------- */

bool linear_is_memory(const struct linear *l, uint64_t addr)
{
	const struct linear_region *r = l->memory.regions;
	unsigned long low = 0, high = l->memory.cnt;

	while (low < high) {
		unsigned long mid = (low + high) / 2;

		if (addr < r[mid].base)
			high = mid;
		else if (addr >= linear_end(&r[mid]))
			low = mid + 1;
		else
			return true;
	}
	return false;
}

/* One region after the other is asked until one overlaps. Order is not made use of, as in Linux. */
LINEAR_PLACED bool linear_is_region_reserved(const struct linear *l, uint64_t base, uint64_t size)
{
	const struct linear_region *r = l->reserved.regions;
	uint64_t end = size < UINT64_MAX - base ? base + size : UINT64_MAX;

	for (unsigned long i = 0; i < l->reserved.cnt; i++)
		if (r[i].base < end && base < linear_end(&r[i]))
			return true;
	return false;
}
