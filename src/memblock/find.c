// SPDX-License-Identifier: MIT
/*
 * find.c - where does a request fit? First fit from the top or the bottom, never best fit.
 *
 * Most requests fit into one of the first few free ranges; a glance at those comes first. The
 * others run into the same too-small free ranges again and again. So a search leaves a fact behind:
 * "within [lo, hi) no free range is longer than `longest`". A later search that wants more than
 * `longest` starts beyond. One fact is kept for each magnitude of size, so that small requests do
 * not spoil what large ones learnt. Facts save time and never change an answer:
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

/** What all searches for one request have in common; the filter is what they differ in. */
struct search {
	phys_addr_t size;
	phys_addr_t align;
	struct bm_range window;
	bool bottom_up;
};

/** How many regions are looked at before a search begins in earnest. */
#define GLANCE 16

/* --- facts ------------------------------------------------------------------------------------ */

#define KEY_VALID 0x1u
#define KEY_BOTTOM_UP 0x2u
#define KEY_MOVABLE_NODE 0x4u
#define KEY_SIZE 0xff00u
#define KEY_SIZE_SHIFT 8
#define KEY_FLAGS_SHIFT 16
#define KEY_NODE_SHIFT 32

/* No field reaches into the next. */
static uint64_t pack(uint64_t up, uint64_t movable, uint64_t log, uint64_t flags, uint64_t node)
{
	uint64_t key = KEY_VALID + up + movable + (log << KEY_SIZE_SHIFT) +
		       (flags << KEY_FLAGS_SHIFT) + (node << KEY_NODE_SHIFT);

	//@ assert packs(key, up, movable, log, flags, node);
	return key;
}

static uint64_t key_of(const struct memblock *mb, const struct search *s, struct mb_filter filter)
{
	uint64_t node = mb_is_node_(filter.nid) ? (uint64_t)filter.nid + 1 : 0;

	return pack(s->bottom_up ? KEY_BOTTOM_UP : 0, mb->movable_node ? KEY_MOVABLE_NODE : 0,
		    bm_log2(s->size), filter.flags, node);
}

/* Where in the table a fact of that kind is kept. */
static unsigned int place_of(uint64_t key)
{
	uint64_t hash = (key >> KEY_SIZE_SHIFT) + (key >> KEY_NODE_SHIFT) * 5 +
			(key & KEY_BOTTOM_UP) * 4;

	return (unsigned int)(hash % MB_NR_FACTS);
}

/* Are the facts about the map that is there now? */
static bool facts_hold(const struct memblock *mb)
{
	const struct mb_facts *facts = &mb->facts;

	return facts->any && facts->memory_cnt == mb->memory.cnt &&
	       facts->reserved_cnt == mb->reserved.cnt &&
	       facts->memory_size == mb->memory.total_size &&
	       facts->reserved_size == mb->reserved.total_size;
}

static void begin_facts(struct memblock *mb)
{
	struct mb_facts *facts = &mb->facts;
	unsigned int i;

	/*@ loop invariant i <= MB_NR_FACTS;
	    loop invariant \forall integer k; 0 <= k < i ==> facts->table[k].key == 0;
	    loop assigns i, facts->table[0 .. MB_NR_FACTS - 1];
	    loop variant MB_NR_FACTS - i; */
	for (i = 0; i < MB_NR_FACTS; i++)
		facts->table[i].key = 0;
	facts->any = true;
	facts->memory_cnt = mb->memory.cnt;
	facts->reserved_cnt = mb->reserved.cnt;
	facts->memory_size = mb->memory.total_size;
	facts->reserved_size = mb->reserved.total_size;
}

static void renew_facts(struct memblock *mb)
{
	if (!facts_hold(mb))
		begin_facts(mb);
}

/* Nothing yet, and that where @s begins. */
static struct mb_fact nothing_known(const struct memblock *mb, const struct search *s,
				    struct mb_filter filter)
{
	phys_addr_t edge = s->bottom_up ? s->window.start : s->window.end;
	struct mb_fact known = { edge, edge, 0, key_of(mb, s, filter) };

	return known;
}

/* Where @s still has to look. */
static struct bm_range beyond(const struct mb_fact *known, const struct search *s)
{
	struct bm_range window = s->window;

	if (s->bottom_up)
		window.start = known->hi;
	else
		window.end = known->lo;
	return window;
}

/* Does @fact, whatever size it was learnt from, rule out where @s would begin? */
static bool fact_helps(const struct mb_fact *fact, uint64_t key, const struct search *s)
{
	const uint64_t kind = ~(uint64_t)KEY_SIZE;

	if ((fact->key & kind) != (key & kind) || fact->longest >= s->size)
		return false;
	if (s->bottom_up)
		return fact->lo <= s->window.start && s->window.start < fact->hi;
	return fact->lo < s->window.end && s->window.end <= fact->hi;
}

/* If @fact helps, what it covers is known from now on. */
static bool believe(struct mb_fact *known, const struct mb_fact *fact, const struct search *s)
{
	if (!fact_helps(fact, known->key, s))
		return false;
	known->lo = fact->lo;
	known->hi = fact->hi;
	known->longest = fact->longest;
	return true;
}

/* Keep what is known now, unless it is nothing, or what was kept reaches further. */
static void keep(struct mb_fact *fact, const struct mb_fact *known)
{
	if (known->lo >= known->hi)
		return;
	if (fact->key == known->key && fact->lo <= known->lo && known->hi <= fact->hi)
		return;
	*fact = *known;
}

static void learn(struct memblock *mb, const struct mb_fact *known)
{
	keep(&mb->facts.table[place_of(known->key)], known);
}

/* If @gap, all free now, makes @fact untrue, let it be about less. */
static void shorten(struct mb_fact *fact, struct bm_range gap)
{
	bool bottom_up = (fact->key & KEY_BOTTOM_UP) != 0;
	struct bm_range about = { fact->lo, fact->hi };
	bool across = bottom_up ? gap.end > fact->hi : gap.start < fact->lo;

	if (!bm_range_overlaps(gap, about))
		return;
	if (!across && bm_range_size(bm_range_clip(gap, about)) <= fact->longest)
		return;
	if (bottom_up)
		fact->hi = bm_max_addr(gap.start, fact->lo);
	else
		fact->lo = bm_min_addr(gap.end, fact->hi);
}

void mb_note_freed_(struct memblock *mb, struct bm_range gap)
{
	unsigned int i;

	/*@ loop invariant i <= MB_NR_FACTS;
	    loop invariant \forall integer k; 0 <= k < i ==>
		tells_as_before(gap, &mb->facts.table[k], Pre);
	    loop invariant \forall integer k; i <= k < MB_NR_FACTS ==>
		same_fact(&mb->facts.table[k], Pre);
	    loop assigns i, mb->facts.table[0 .. MB_NR_FACTS - 1];
	    loop variant MB_NR_FACTS - i; */
	for (i = 0; i < MB_NR_FACTS; i++)
		shorten(&mb->facts.table[i], gap);
}

/* --- one search ---------------------------------------------------------------------------- */

static bool fits_down(const struct search *s, struct bm_range free, phys_addr_t *out_base)
{
	phys_addr_t base;

	if (bm_range_size(free) < s->size)
		return false;
	base = bm_align_down(free.end - s->size, s->align);
	if (base < free.start)
		return false;
	*out_base = base;
	return true;
}

static bool search_down(const struct memblock *mb, const struct search *s, struct mb_filter filter,
			struct mb_fact *known, phys_addr_t *out_base)
{
	struct mb_free_iter it;

	mb_free_last(&it, mb, filter, known->lo);
	/*@ loop invariant walks_down(&it) && it.mb == mb && it.filter == filter;
	    loop invariant edge_down(&it) <= known->lo <= \at(known->lo, Pre);
	    loop invariant *out_base == \at(*out_base, Pre);
	    loop invariant \at(known->longest, Pre) <= known->longest;
	    loop invariant all_free_down(&it, \at(known->lo, Pre),
		(any_end - any_start <= known->longest && known->lo <= any_start) ||
		any_end <= edge_down(&it));
	    loop invariant any_fits(mb, s, filter, s->window.start, \at(known->lo, Pre)) ==>
		any_end <= edge_down(&it);
	    loop assigns it, known->lo, known->longest, *out_base;
	    loop variant edge_down(&it); */
	while (mb_free_prev(&it) && s->window.start < it.end) {
		struct bm_range free = { bm_max_addr(it.start, s->window.start), it.end };

		known->lo = it.end;
		if (fits_down(s, free, out_base))
			return true;
		if (it.start < s->window.start)
			break;
		known->lo = it.start;
		known->longest = bm_max_addr(known->longest, it.end - it.start);
	}
	return false;
}

static bool fits_up(const struct search *s, struct bm_range free, phys_addr_t *out_base)
{
	phys_addr_t base = bm_align_up(free.start, s->align);

	if (base >= free.end || free.end - base < s->size)
		return false;
	*out_base = base;
	return true;
}

static bool search_up(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		      struct mb_fact *known, phys_addr_t *out_base)
{
	struct mb_free_iter it;

	mb_free_first(&it, mb, filter, known->hi);
	/*@ loop invariant walks_up(&it) && it.mb == mb && it.filter == filter;
	    loop invariant \at(known->hi, Pre) <= known->hi <= edge_up(&it);
	    loop invariant *out_base == \at(*out_base, Pre);
	    loop invariant \at(known->longest, Pre) <= known->longest;
	    loop invariant all_free_up(&it, \at(known->hi, Pre),
		(any_end - any_start <= known->longest && any_end <= known->hi) ||
		edge_up(&it) <= any_start);
	    loop invariant any_fits(mb, s, filter, \at(known->hi, Pre), s->window.end) ==>
		edge_up(&it) <= any_start;
	    loop assigns it, known->hi, known->longest, *out_base;
	    loop variant PHYS_ADDR_MAX - edge_up(&it); */
	while (mb_free_next(&it) && it.start < s->window.end) {
		struct bm_range free = { it.start, bm_min_addr(it.end, s->window.end) };

		known->hi = it.start;
		if (fits_up(s, free, out_base))
			return true;
		if (it.end > s->window.end)
			break;
		known->hi = it.end;
		known->longest = bm_max_addr(known->longest, it.end - it.start);
	}
	return false;
}

/*
 * Most requests fit into one of the first free ranges of the outermost memory that passes. That
 * much is looked at without a walk, which would cost as much to begin; if it does not do, the
 * caller has to search.
 */
static bool glance_down(const struct memblock *mb, const struct search *s, struct mb_filter filter,
			struct bm_range window, phys_addr_t *out_base)
{
	const struct memblock_region *m = mb->memory.regions;
	const struct memblock_region *r = mb->reserved.regions;
	unsigned long n = mb_nr_from_near_(&mb->memory, mb->memory.cnt, window.end - 1);
	unsigned int tries = GLANCE;

	/*@ loop invariant n <= mb->memory.cnt && tries <= GLANCE;
	    loop invariant any_fits(mb, s, filter, window.start, window.end) ==> any_region < n;
	    loop assigns n, tries;
	    loop variant tries; */
	while (n > 0 && tries > 0 && !mb_passes_(mb, &m[n - 1], filter)) {
		n--;
		tries--;
	}
	if (n == 0)
		return false;
	window = bm_range_clip(window, mb_region_range_(&m[n - 1]));
	n = mb_nr_from_near_(&mb->reserved, mb->reserved_hint, window.end - 1);
	/*@ loop invariant n <= mb->reserved.cnt && tries <= \at(tries, LoopEntry);
	    loop invariant window.end <= \at(window.end, LoopEntry);
	    loop invariant \forall integer j; n <= j < mb->reserved.cnt ==>
		window.end <= r[j].base;
	    loop invariant any_fits(mb, s, filter, \at(window.start, Pre),
		\at(window.end, Pre)) && window.start <= any_start ==> any_end <= window.end;
	    loop invariant *out_base == \at(*out_base, Pre);
	    loop assigns n, tries, window.end, *out_base;
	    loop variant tries; */
	for (; tries > 0; tries--) {
		struct bm_range free = window;

		if (n > 0)
			free.start = bm_max_addr(free.start, mb_region_end(&r[n - 1]));
		if (fits_down(s, free, out_base))
			return true;
		if (n == 0)
			return false;
		n--;
		window.end = bm_min_addr(window.end, r[n].base);
	}
	return false;
}

static bool glance_up(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		      struct bm_range window, phys_addr_t *out_base)
{
	const struct memblock_region *m = mb->memory.regions;
	const struct memblock_region *r = mb->reserved.regions;
	unsigned long i = mb_first_above_(&mb->memory, 0, window.start);
	unsigned int tries = GLANCE;

	/*@ loop invariant i <= mb->memory.cnt && tries <= GLANCE;
	    loop invariant any_fits(mb, s, filter, window.start, window.end) ==> i <= any_region;
	    loop assigns i, tries;
	    loop variant tries; */
	while (i < mb->memory.cnt && tries > 0 && !mb_passes_(mb, &m[i], filter)) {
		i++;
		tries--;
	}
	if (i == mb->memory.cnt)
		return false;
	window = bm_range_clip(window, mb_region_range_(&m[i]));
	i = mb_first_above_(&mb->reserved, mb->reserved_hint, window.start);
	/*@ loop invariant i <= mb->reserved.cnt && tries <= \at(tries, LoopEntry);
	    loop invariant window.start >= \at(window.start, LoopEntry);
	    loop invariant \forall integer j; 0 <= j < i ==> end_of(r + j) <= window.start;
	    loop invariant any_fits(mb, s, filter, \at(window.start, Pre),
		\at(window.end, Pre)) && any_end <= window.end ==> window.start <= any_start;
	    loop invariant *out_base == \at(*out_base, Pre);
	    loop assigns i, tries, window.start, *out_base;
	    loop variant tries; */
	for (; tries > 0; tries--) {
		struct bm_range free = window;

		if (i < mb->reserved.cnt)
			free.end = bm_min_addr(free.end, r[i].base);
		if (fits_up(s, free, out_base))
			return true;
		if (i == mb->reserved.cnt)
			return false;
		window.start = bm_max_addr(window.start, mb_region_end(&r[i]));
		i++;
	}
	return false;
}

static bool glance(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		   struct bm_range window, phys_addr_t *out_base)
{
	return s->bottom_up ? glance_up(mb, s, filter, window, out_base) :
			      glance_down(mb, s, filter, window, out_base);
}

/* Another size's fact is as good, but looked for only when there is something to walk past. */
static bool search_beyond(const struct memblock *mb, const struct search *s,
			  struct mb_filter filter, struct mb_fact *known, phys_addr_t *out_base)
{
	bool helped = believe(known, &mb->facts.table[place_of(known->key)], s);
	unsigned int i;

	if (glance(mb, s, filter, beyond(known, s), out_base))
		return true;
	/*@ loop invariant i <= MB_NR_FACTS && known->key == \at(known->key, Pre);
	    loop invariant is_true(mb, known);
	    loop invariant helped ? helps(known, s) : known->lo == known->hi == edge_of(s);
	    loop assigns i, helped, *known;
	    loop variant MB_NR_FACTS - i; */
	for (i = 0; !helped && i < MB_NR_FACTS; i++)
		helped = believe(known, &mb->facts.table[i], s);
	return s->bottom_up ? search_up(mb, s, filter, known, out_base) :
			      search_down(mb, s, filter, known, out_base);
}

static bool search(struct memblock *mb, const struct search *s, struct mb_filter filter,
		   phys_addr_t *out_base)
{
	struct mb_fact known;
	bool found;

	renew_facts(mb);
	known = nothing_known(mb, s, filter);
	found = search_beyond(mb, s, filter, &known, out_base);
	learn(mb, &known);
	return found;
}

/* --- the ladder ---------------------------------------------------------------------------- */

static unsigned int first_flags(const struct memblock *mb)
{
	if (mb->scratch_only)
		return MEMBLOCK_KHO_SCRATCH;
	return mb->has_mirror ? MEMBLOCK_MIRROR : MEMBLOCK_NONE;
}

/* On the node asked for; then, unless it has to be that one, on any. */
static bool search_nodes(struct memblock *mb, const struct mb_req *req, const struct search *s,
			 unsigned int flags, struct mb_spot *spot)
{
	struct mb_filter filter = { req->nid, flags };

	if (search(mb, s, filter, &spot->base)) {
		spot->gave_up = MB_GAVE_UP_NOTHING;
		return true;
	}
	filter.nid = NUMA_NO_NODE;
	if (!mb_is_node_(req->nid) || req->exact_nid || !search(mb, s, filter, &spot->base))
		return false;
	spot->gave_up = MB_GAVE_UP_NODE;
	return true;
}

/* Both in mirrored memory, if there is any; then both in all memory. */
static bool search_rungs(struct memblock *mb, const struct mb_req *req, const struct search *s,
			 struct mb_spot *spot)
{
	unsigned int flags = first_flags(mb);

	if (search_nodes(mb, req, s, flags, spot))
		return true;
	if (flags != MEMBLOCK_MIRROR || !search_nodes(mb, req, s, MEMBLOCK_NONE, spot))
		return false;
	spot->gave_up += MB_GAVE_UP_MIRROR;
	return true;
}

/* The answer to most requests, as long as no search has left any facts. */
static bool fits_at_a_glance(const struct memblock *mb, const struct mb_req *req,
			     const struct search *s, struct mb_spot *spot)
{
	struct mb_filter filter = { req->nid, first_flags(mb) };

	if (mb->facts.any || !glance(mb, s, filter, s->window, &spot->base))
		return false;
	spot->gave_up = MB_GAVE_UP_NOTHING;
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
	struct search s;

	s.size = req->size;
	s.align = req->align != 0 ? req->align : BM_CACHE_LINE;
	s.window = window_of(mb, req, req->start);
	s.bottom_up = mb->bottom_up;
	if (s.size == 0 || (!bm_is_pow2(s.align) && !req->odd_align))
		return -BM_EINVAL;
	if (fits_at_a_glance(mb, req, &s, spot) || search_rungs(mb, req, &s, spot))
		return 0;
	if (!req->soft_start || req->start == 0)
		return -BM_ENOMEM;
	s.window = window_of(mb, req, 0);
	if (!search_rungs(mb, req, &s, spot))
		return -BM_ENOMEM;
	spot->gave_up += MB_GAVE_UP_START;
	return 0;
}
