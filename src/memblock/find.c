// SPDX-License-Identifier: MIT
/*
 * find.c - where does a request fit? First fit from the top or the bottom, never best fit.
 *
 * Searches run into the same too-small free ranges again and again. So a search leaves a fact
 * behind for the next one of about its size: "within [lo, hi) no free range is longer than
 * `longest`". A later search that wants more than `longest` starts beyond. Facts save time and
 * never change an answer:
 *
 * - reserving only shortens free ranges, so facts stay true;
 * - freeing moves the border of a fact past the freed range (mb_note_freed_());
 * - any change of memory throws all facts away, and so does a change of either array made behind
 *   our back (counts and sizes are compared before facts are believed).
 *
 * The border where a later search starts never has a free range across it; otherwise that search
 * would see only a part of it.
 *
 * Cost: the free ranges met, about 1 ns each, without those that a fact covers.
 * Linux: memblock_find_in_range_node, and the retries of memblock_alloc_range_nid and
 *        memblock_alloc_internal.
 */
#include "base/align.h"
#include "base/bits.h"
#include "memblock_int.h"
#include "search.h"

/** One search: no retries, one filter. */
struct search {
	phys_addr_t size;
	phys_addr_t align;
	struct bm_range window;
	struct mb_filter filter;
	bool bottom_up;
};

/** How far a search came: up to where ranges were skipped, and the longest of them. */
struct skipped {
	phys_addr_t upto;
	phys_addr_t longest;
};

struct mb_req mb_req(phys_addr_t size, phys_addr_t align)
{
	struct mb_req req = { .size = size, .align = align, .nid = NUMA_NO_NODE };

	return req;
}

/* --- facts ------------------------------------------------------------------------------------ */

#define KEY_VALID 0x1u
#define KEY_BOTTOM_UP 0x2u

static uint64_t key_of(const struct memblock *mb, const struct search *s)
{
	uint64_t node = mb_is_node_(s->filter.nid) ? (uint64_t)s->filter.nid + 1 : 0;

	return KEY_VALID | (s->bottom_up ? KEY_BOTTOM_UP : 0) | (mb->movable_node ? 0x4u : 0) |
	       (uint64_t)bm_log2(s->size) << 8 | (uint64_t)s->filter.flags << 16 | node << 32;
}

static struct mb_fact *fact_at(struct memblock *mb, uint64_t key)
{
	uint64_t hash = (key >> 8) + (key >> 32) * 5 + (key & KEY_BOTTOM_UP) * 4;

	return &mb->facts.table[hash % MB_NR_FACTS];
}

/* Throw the facts away if they are about another map than the one that is there now. */
static void check_facts(struct memblock *mb)
{
	struct mb_facts *facts = &mb->facts;
	unsigned int i;

	if (facts->any &&
	    facts->memory_cnt == mb->memory.cnt && facts->reserved_cnt == mb->reserved.cnt &&
	    facts->memory_size == mb->memory.total_size &&
	    facts->reserved_size == mb->reserved.total_size)
		return;
	for (i = 0; i < MB_NR_FACTS; i++)
		facts->table[i].key = 0;
	facts->any = true;
	facts->memory_cnt = mb->memory.cnt;
	facts->reserved_cnt = mb->reserved.cnt;
	facts->memory_size = mb->memory.total_size;
	facts->reserved_size = mb->reserved.total_size;
}

/* Does @fact rule out where @s would begin? */
static bool fact_helps(const struct mb_fact *fact, uint64_t key, const struct search *s)
{
	if (fact->key != key || fact->longest >= s->size)
		return false;
	if (s->bottom_up)
		return fact->lo <= s->window.start && s->window.start < fact->hi;
	return fact->lo < s->window.end && s->window.end <= fact->hi;
}

/* Keep what a search over @window found out, unless what is known already reaches further. */
static void learn(struct mb_fact *fact, uint64_t key, const struct skipped *skipped,
		  struct bm_range window)
{
	bool bottom_up = (key & KEY_BOTTOM_UP) != 0;
	phys_addr_t lo = bottom_up ? window.start : skipped->upto;
	phys_addr_t hi = bottom_up ? skipped->upto : window.end;

	if (lo >= hi || (fact->key == key && fact->lo <= lo && hi <= fact->hi))
		return;
	fact->key = key;
	fact->lo = lo;
	fact->hi = hi;
	fact->longest = skipped->longest;
}

void mb_note_freed_(struct memblock *mb, struct bm_range gap)
{
	unsigned int i;

	for (i = 0; i < MB_NR_FACTS; i++) {
		struct mb_fact *fact = &mb->facts.table[i];
		bool bottom_up = (fact->key & KEY_BOTTOM_UP) != 0;
		struct bm_range about = { fact->lo, fact->hi };
		bool across = bottom_up ? gap.end > fact->hi : gap.start < fact->lo;

		if (fact->key == 0 || !bm_range_overlaps(gap, about))
			continue;
		if (!across && bm_range_size(bm_range_clip(gap, about)) <= fact->longest)
			continue;
		if (bottom_up)
			fact->hi = bm_max_addr(gap.start, fact->lo);
		else
			fact->lo = bm_min_addr(gap.end, fact->hi);
	}
}

/* --- one search ---------------------------------------------------------------------------- */

static bool fits_down(const struct search *s, struct bm_range free, phys_addr_t *out_base)
{
	if (bm_range_size(free) < s->size)
		return false;
	*out_base = bm_align_down(free.end - s->size, s->align);
	return *out_base >= free.start;
}

static bool search_down(const struct memblock *mb, const struct search *s, struct skipped *skipped,
			phys_addr_t *out_base)
{
	struct mb_free_iter it;

	mb_free_last(&it, mb, s->filter, s->window.end);
	while (mb_free_prev(&it) && s->window.start < it.end) {
		struct bm_range free = { bm_max_addr(it.start, s->window.start), it.end };

		if (fits_down(s, free, out_base))
			return true;
		if (it.start < s->window.start)
			break;
		skipped->upto = it.start;
		skipped->longest = bm_max_addr(skipped->longest, it.end - it.start);
	}
	return false;
}

static bool fits_up(const struct search *s, struct bm_range free, phys_addr_t *out_base)
{
	*out_base = bm_align_up(free.start, s->align);
	return *out_base < free.end && free.end - *out_base >= s->size;
}

static bool search_up(const struct memblock *mb, const struct search *s, struct skipped *skipped,
		      phys_addr_t *out_base)
{
	struct mb_free_iter it;

	mb_free_first(&it, mb, s->filter, s->window.start);
	while (mb_free_next(&it) && it.start < s->window.end) {
		struct bm_range free = { it.start, bm_min_addr(it.end, s->window.end) };

		if (fits_up(s, free, out_base))
			return true;
		if (it.end > s->window.end)
			break;
		skipped->upto = it.end;
		skipped->longest = bm_max_addr(skipped->longest, it.end - it.start);
	}
	return false;
}

/* Most requests fit into the very first free range; then there is nothing to skip or to learn. */
static bool first_fits(const struct memblock *mb, const struct search *s, phys_addr_t *out_base)
{
	struct bm_range free;
	struct mb_free_iter it;

	if (s->bottom_up) {
		mb_free_first(&it, mb, s->filter, s->window.start);
		if (!mb_free_next(&it))
			return false;
		free.start = it.start;
		free.end = bm_min_addr(it.end, s->window.end);
		return fits_up(s, free, out_base);
	}
	mb_free_last(&it, mb, s->filter, s->window.end);
	if (!mb_free_prev(&it))
		return false;
	free.start = bm_max_addr(it.start, s->window.start);
	free.end = it.end;
	return fits_down(s, free, out_base);
}

static bool search_with_facts(struct memblock *mb, struct search s, phys_addr_t *out_base)
{
	uint64_t key = key_of(mb, &s);
	struct mb_fact *fact = fact_at(mb, key);
	struct skipped skipped = { 0, 0 };
	struct bm_range learnt = s.window;
	bool found;

	check_facts(mb);
	if (fact_helps(fact, key, &s)) {
		skipped.longest = fact->longest;
		if (s.bottom_up) {
			s.window.start = bm_min_addr(fact->hi, s.window.end);
			learnt.start = fact->lo;
		} else {
			s.window.end = bm_max_addr(fact->lo, s.window.start);
			learnt.end = fact->hi;
		}
	}
	skipped.upto = s.bottom_up ? s.window.start : s.window.end;
	found = s.bottom_up ? search_up(mb, &s, &skipped, out_base) :
			      search_down(mb, &s, &skipped, out_base);
	learn(fact, key, &skipped, learnt);
	return found;
}

static bool search(struct memblock *mb, const struct search *s, phys_addr_t *out_base)
{
	return first_fits(mb, s, out_base) || search_with_facts(mb, *s, out_base);
}

/* --- the ladder ---------------------------------------------------------------------------- */

static unsigned int first_flags(const struct memblock *mb)
{
	if (mb->scratch_only)
		return MEMBLOCK_KHO_SCRATCH;
	return mb->has_mirror ? MEMBLOCK_MIRROR : MEMBLOCK_NONE;
}

/* Node, any node; then the same without asking for mirrored memory. */
static bool search_rungs(struct memblock *mb, const struct mb_req *req, struct search *s,
			 struct mb_spot *spot)
{
	bool has_node = mb_is_node_(req->nid);
	phys_addr_t base;

	s->filter.flags = first_flags(mb);
	spot->gave_up &= MB_GAVE_UP_START;
	for (;;) {
		s->filter.nid = req->nid;
		if (search(mb, s, &base))
			break;
		s->filter.nid = NUMA_NO_NODE;
		if (has_node && !req->exact_nid && search(mb, s, &base)) {
			spot->gave_up |= MB_GAVE_UP_NODE;
			break;
		}
		if (!(s->filter.flags & MEMBLOCK_MIRROR))
			return false;
		s->filter.flags &= ~(unsigned int)MEMBLOCK_MIRROR;
		spot->gave_up |= MB_GAVE_UP_MIRROR;
	}
	spot->base = base;
	return true;
}

static struct bm_range window_of(const struct memblock *mb, const struct mb_req *req,
				 phys_addr_t start)
{
	struct bm_range window = { start, req->end };

	if (req->under_limit)
		window.end = bm_min_addr(window.end, mb->current_limit);
	if (window.end == MEMBLOCK_ALLOC_ACCESSIBLE || window.end == MEMBLOCK_ALLOC_NOLEAKTRACE)
		window.end = mb->current_limit;
	/* Page 0 stays free, so that address 0 can mean "none". */
	window.start = bm_max_addr(window.start, mb_page_size_(mb));
	window.end = bm_max_addr(window.start, window.end);
	return window;
}

int mb_find(struct memblock *mb, const struct mb_req *req, struct mb_spot *spot)
{
	struct mb_spot found = { 0, MB_GAVE_UP_NOTHING };
	struct search s = {
		.size = req->size,
		.align = req->align != 0 ? req->align : BM_CACHE_LINE,
		.window = window_of(mb, req, req->start),
		.bottom_up = mb->bottom_up,
	};

	if (req->size == 0 || (!bm_is_pow2(s.align) && !req->odd_align))
		return -BM_EINVAL;
	if (!search_rungs(mb, req, &s, &found)) {
		if (!req->soft_start || req->start == 0)
			return -BM_ENOMEM;
		found.gave_up = MB_GAVE_UP_START;
		s.window = window_of(mb, req, 0);
		if (!search_rungs(mb, req, &s, &found))
			return -BM_ENOMEM;
	}
	*spot = found;
	return 0;
}
