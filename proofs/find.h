/* SPDX-License-Identifier: MIT */
/*
 * find.h - what src/memblock/find.c promises, and the words for it.
 *
 * Requests, answers and what is known are passed by reference (Typed+ref): the proofs hold for
 * those that are not themselves inside a map or its arrays. A map is apart from its arrays.
 */
#ifndef PROOFS_FIND_H
#define PROOFS_FIND_H

#include "walk.h"

/* Any place for so many bytes, on that node with those flags; see any_region. */
#define any_place(mb, bytes, unit, on, with, from, to) \
	(from <= any_start && any_end <= to && any_end == any_start + (bytes) && \
	 any_start % (unit) == 0 && is_free_on(mb, on, with, any_region, any_start, any_end))
#define any_fits_on(mb, s, on, with, from, to) \
	any_place(mb, (s)->size, (s)->align, on, with, from, to)
#define any_fits(mb, s, filter, from, to) \
	any_fits_on(mb, s, (filter).nid, (filter).flags, from, to)

/*
 * What a key says. 0 is the key of no fact; a fact holds for one direction, and for what takes part
 * with these flags, on this node or, if that is -1, on any.
 */
#define key_up(key) (((key) & 2) != 0)
/*@ logic integer node_in(uint64_t key) = key >> 32;

    predicate key_passes(uint64_t key, int of, uint32_t flags) =
	passes((boolean)((key & 4) != 0), of, flags, (int)(node_in(key) - 1),
	       (uint32_t)((key >> 16) & 0xffff));

    predicate same_kind(uint64_t a, uint64_t b) =
	(a & 0xffffffffffff00ff) == (b & 0xffffffffffff00ff);

    predicate alike(uint64_t a, uint64_t b) =
	a != 0 && ((a & 2) != 0 <==> (b & 2) != 0) &&
	(\forall int of, uint32_t flags; key_passes(a, of, flags) <==> key_passes(b, of, flags));

    predicate says(uint64_t key, uint64_t up, uint64_t movable, uint64_t flags, uint64_t node) =
	(key & 1) != 0 && ((key & 2) != 0 <==> up != 0) && ((key & 4) != 0 <==> movable != 0) &&
	((key >> 16) & 0xffff) == flags && node_in(key) == node;

    predicate packs(uint64_t key, uint64_t up, uint64_t movable, uint64_t log, uint64_t flags,
		    uint64_t node) =
	key == (uint64_t)((uint64_t)((uint64_t)((uint64_t)((uint64_t)(1 + up) + movable) +
		(uint64_t)(log << 8)) + (uint64_t)(flags << 16)) + (uint64_t)(node << 32)) &&
	(up == 0 || up == 2) && (movable == 0 || movable == 4) && log < 64 && flags < 0x10000 &&
	node <= BM_MAX_NODES ==> says(key, up, movable, flags, node); */

/* The key is one of what takes part now, in the direction of the search. */
#define is_key_of(key, mb, s, filter) \
	(((key) & 1) != 0 && (key_up(key) <==> (s)->bottom_up != 0) && \
	 (0 <= any_region < (mb)->memory.cnt ==> \
	  (key_passes(key, (mb)->memory.regions[any_region].nid, \
		      (uint32_t)(mb)->memory.regions[any_region].flags) <==> \
	   region_passes(mb, (mb)->memory.regions + any_region, filter))))

/* What a fact says of any range: it is not longer than that, nor goes across the border. */
#define tells(f) \
	(key_up((f)->key) ? \
	 ((f)->lo <= any_start < (f)->hi ==> \
	  any_end - any_start <= (f)->longest && any_end <= (f)->hi) : \
	 ((f)->lo < any_end <= (f)->hi ==> \
	  any_end - any_start <= (f)->longest && (f)->lo <= any_start))

/* It says so of all that takes part and is free. */
#define is_true(mb, f) \
	((f)->key != 0 && 0 <= any_region < (mb)->memory.cnt && \
	 key_passes((f)->key, (mb)->memory.regions[any_region].nid, \
		    (uint32_t)(mb)->memory.regions[any_region].flags) && \
	 is_free(mb, any_region, any_start, any_end) ==> tells(f))

#define all_true(mb) \
	(\forall integer k; 0 <= k < MB_NR_FACTS ==> is_true(mb, &(mb)->facts.table[k]))

#define same_fact(f, then) \
	((f)->key == \at((f)->key, then) && (f)->lo == \at((f)->lo, then) && \
	 (f)->hi == \at((f)->hi, then) && (f)->longest == \at((f)->longest, then))

/* If it was true of any range, it is; and of all that is in the gap. */
#define is_inside(gap) (gap.start <= any_start && any_end <= gap.end)
#define tells_as_before(gap, f, then) \
	((f)->key == \at((f)->key, then) && \
	 (any_start < any_end && (is_inside(gap) || \at(tells(f), then)) ==> tells(f)))
#define is_beside(gap) \
	(is_inside(gap) || any_end <= gap.start || gap.end <= any_start)

/* Where a search begins, and of which facts it can make use. */
#define edge_of(s) ((s)->bottom_up ? (s)->window.start : (s)->window.end)
#define helps(fact, s) \
	((fact)->longest < (s)->size && \
	 ((s)->bottom_up ? (fact)->lo <= (s)->window.start < (fact)->hi : \
	  (fact)->lo < (s)->window.end <= (fact)->hi))

/* Neither array is longer, shorter, larger or smaller than when the facts were learnt. */
#define are_of_now(mb) \
	((mb)->facts.any && (mb)->facts.memory_cnt == (mb)->memory.cnt && \
	 (mb)->facts.reserved_cnt == (mb)->reserved.cnt && \
	 (mb)->facts.memory_size == (mb)->memory.total_size && \
	 (mb)->facts.reserved_size == (mb)->reserved.total_size)

/* What searches learn is written into the map, beside the arrays. */
#define is_own_map(mb) \
	(\valid(mb) && is_map(mb) && \base_addr(mb) != \base_addr((mb)->memory.regions) && \
	 \base_addr(mb) != \base_addr((mb)->reserved.regions))

#include "memblock/find.c"

#define is_search(s) (\valid_read(s) && (s)->size > 0 && is_pow2((s)->align))

/* A place like that. */
#define is_place(mb, bytes, unit, on, with, from, to, at) \
	(from <= (at) && (at) + (bytes) <= to && (at) % (unit) == 0 && \
	 (\exists integer i; 0 <= i < (mb)->memory.cnt && \
	  region_passes_on(mb, (mb)->memory.regions + i, on, with) && \
	  (mb)->memory.regions[i].base <= (at) && \
	  (at) + (bytes) <= end_of((mb)->memory.regions + i)) && \
	 (\forall integer j; 0 <= j < (mb)->reserved.cnt ==> \
	  end_of((mb)->reserved.regions + j) <= (at) || \
	  (at) + (bytes) <= (mb)->reserved.regions[j].base))
#define is_spot_on(mb, s, on, with, from, to, at) \
	is_place(mb, (s)->size, (s)->align, on, with, from, to, at)
#define is_spot(mb, s, filter, from, to, at) \
	is_spot_on(mb, s, (filter).nid, (filter).flags, from, to, at)

/* --- places ----------------------------------------------------------------------------------- */

/* fits_down() - the highest multiple that fits; false if and only if none does */
/*@ requires is_search(s) && \valid(out_base);
    assigns *out_base;
    ensures \result ==> free.start <= *out_base && *out_base + s->size <= free.end &&
	*out_base % s->align == 0;
    ensures \forall phys_addr_t k; k % s->align == 0 && free.start <= k &&
	k + s->size <= free.end ==> \result && k <= *out_base;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool fits_down(const struct search *s, struct bm_range free, phys_addr_t *out_base);

/* fits_up() - the lowest multiple that fits; false if and only if none does */
/*@ requires is_search(s) && \valid(out_base);
    assigns *out_base;
    ensures \result ==> free.start <= *out_base && *out_base + s->size <= free.end &&
	*out_base % s->align == 0;
    ensures \forall phys_addr_t k; k % s->align == 0 && free.start <= k &&
	k + s->size <= free.end ==> \result && *out_base <= k;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool fits_up(const struct search *s, struct bm_range free, phys_addr_t *out_base);

/* glance_down() - if true, the highest place in the window */
/*@ requires is_map(mb) && is_search(s) && \valid(out_base);
    assigns *out_base;
    ensures \result ==> is_spot(mb, s, filter, window.start, window.end, *out_base);
    ensures \result && any_fits(mb, s, filter, window.start, window.end) ==>
	any_start <= *out_base;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool glance_down(const struct memblock *mb, const struct search *s, struct mb_filter filter,
			struct bm_range window, phys_addr_t *out_base);

/* glance_up() - if true, the lowest place in the window */
/*@ requires is_map(mb) && is_search(s) && \valid(out_base);
    assigns *out_base;
    ensures \result ==> is_spot(mb, s, filter, window.start, window.end, *out_base);
    ensures \result && any_fits(mb, s, filter, window.start, window.end) ==>
	*out_base <= any_start;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool glance_up(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		      struct bm_range window, phys_addr_t *out_base);

/* Where the first fit is, in the direction of the search. */
#define is_first(s, at) ((s)->bottom_up ? (at) <= any_start : any_start <= (at))

/* glance() - if true, the first place in the window, in the direction asked for */
/*@ requires is_map(mb) && is_search(s) && \valid(out_base);
    assigns *out_base;
    ensures \result ==> is_spot(mb, s, filter, window.start, window.end, *out_base);
    ensures \result && any_fits(mb, s, filter, window.start, window.end) ==>
	is_first(s, *out_base);
    ensures !\result ==> *out_base == \old(*out_base); */
static bool glance(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		   struct bm_range window, phys_addr_t *out_base);

/* search_up() - the lowest place ahead; false only if there is none; what it passed is known */
/*@ requires is_map(mb) && is_search(s) && \valid(out_base) && \valid(known);
    assigns known->hi, known->longest, *out_base;
    ensures \result ==>
	is_spot(mb, s, filter, \old(known->hi), s->window.end, *out_base);
    ensures any_fits(mb, s, filter, \old(known->hi), s->window.end) ==>
	\result && *out_base <= any_start;
    ensures \old(known->hi) <= any_start < known->hi &&
	is_free_in(mb, filter, any_region, any_start, any_end) ==>
	any_end - any_start <= known->longest && any_end <= known->hi;
    ensures \old(known->longest) <= known->longest && \old(known->hi) <= known->hi;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool search_up(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		      struct mb_fact *known, phys_addr_t *out_base);

/* search_down() - the highest place ahead; the same else */
/*@ requires is_map(mb) && is_search(s) && \valid(out_base) && \valid(known);
    assigns known->lo, known->longest, *out_base;
    ensures \result ==>
	is_spot(mb, s, filter, s->window.start, \old(known->lo), *out_base);
    ensures any_fits(mb, s, filter, s->window.start, \old(known->lo)) ==>
	\result && any_start <= *out_base;
    ensures known->lo < any_end <= \old(known->lo) &&
	is_free_in(mb, filter, any_region, any_start, any_end) ==>
	any_end - any_start <= known->longest && known->lo <= any_start;
    ensures \old(known->longest) <= known->longest && known->lo <= \old(known->lo);
    ensures !\result ==> *out_base == \old(*out_base); */
static bool search_down(const struct memblock *mb, const struct search *s, struct mb_filter filter,
			struct mb_fact *known, phys_addr_t *out_base);

/* --- facts ------------------------------------------------------------------------------------ */

/* pack() - a key that says all of it */
/*@ requires (up == 0 || up == 2) && (movable == 0 || movable == 4) && log < 64 &&
	flags < 0x10000 && node <= BM_MAX_NODES;
    assigns \nothing;
    ensures says(\result, up, movable, flags, node); */
static uint64_t pack(uint64_t up, uint64_t movable, uint64_t log, uint64_t flags, uint64_t node);

/* key_of() - says direction, who takes part, node and flags; so keys differ where answers may */
/*@ requires \valid_read(mb) && is_search(s) && filter.flags < 0x10000;
    assigns \nothing;
    ensures is_key_of(\result, mb, s, filter); */
static uint64_t key_of(const struct memblock *mb, const struct search *s, struct mb_filter filter);

/* place_of() - a place in the table, whatever the key */
/*@ assigns \nothing;
    ensures \result < MB_NR_FACTS; */
static unsigned int place_of(uint64_t key);

/* facts_hold() - only if neither array is longer, shorter, larger or smaller than it was */
/*@ requires \valid_read(mb);
    assigns \nothing;
    ensures \result <==> are_of_now(mb); */
static bool facts_hold(const struct memblock *mb);

/* begin_facts() - none is left */
/*@ requires \valid(mb);
    assigns mb->facts;
    ensures \forall integer i; 0 <= i < MB_NR_FACTS ==> mb->facts.table[i].key == 0; */
static void begin_facts(struct memblock *mb);

/* renew_facts() - what is left is true of the map that is there */
/*@ requires is_own_map(mb) && (are_of_now(mb) ==> all_true(mb));
    assigns mb->facts;
    ensures is_own_map(mb) && all_true(mb); */
static void renew_facts(struct memblock *mb);

/* nothing_known() - nothing, and that where the search begins */
/*@ requires \valid_read(mb) && is_search(s) && filter.flags < 0x10000;
    assigns \nothing;
    ensures is_key_of(\result.key, mb, s, filter);
    ensures \result.lo == \result.hi == edge_of(s); */
static struct mb_fact nothing_known(const struct memblock *mb, const struct search *s,
				    struct mb_filter filter);

/* beyond() - the window without what is known */
/*@ requires \valid_read(known) && \valid_read(s);
    assigns \nothing;
    ensures \result.start == (s->bottom_up ? known->hi : s->window.start);
    ensures \result.end == (s->bottom_up ? s->window.end : known->lo); */
static struct bm_range beyond(const struct mb_fact *known, const struct search *s);

/* fact_helps() - only of the same kind, with all in it too short, where the search would begin */
/*@ requires \valid_read(fact) && is_search(s);
    assigns \nothing;
    ensures \result ==> same_kind(fact->key, key) && helps(fact, s); */
static bool fact_helps(const struct mb_fact *fact, uint64_t key, const struct search *s);

/* believe() - if true, what the fact says is known, and it helps; else nothing changes */
/*@ requires \valid_read(fact) && \valid(known) && is_search(s) && (known->key & 1) != 0;
    assigns *known;
    ensures known->key == \old(known->key);
    ensures !\result ==> *known == \old(*known);
    ensures \result ==> alike(fact->key, known->key) && helps(known, s) &&
	known->lo == fact->lo && known->hi == fact->hi && known->longest == fact->longest; */
static bool believe(struct mb_fact *known, const struct mb_fact *fact, const struct search *s);

/* keep() - the fact is what is known, or what it was */
/*@ requires \valid(fact) && \valid_read(known);
    assigns *fact;
    ensures same_fact(fact, Pre) || (fact->key == known->key && fact->lo == known->lo &&
	fact->hi == known->hi && fact->longest == known->longest);
    ensures known->lo < known->hi ==> fact->key == known->key && fact->lo <= known->lo &&
	known->hi <= fact->hi; */
static void keep(struct mb_fact *fact, const struct mb_fact *known);

/* learn() - all is true as before, and so is what is known */
/*@ requires is_own_map(mb) && all_true(mb) && \valid_read(known) && is_true(mb, known);
    assigns mb->facts.table[0 .. MB_NR_FACTS - 1];
    ensures is_own_map(mb) && all_true(mb); */
static void learn(struct memblock *mb, const struct mb_fact *known);

/* shorten() - of what is in the gap, and of what it was true of before, the fact is true */
/*@ requires \valid(fact) && is_beside(gap);
    assigns fact->lo, fact->hi;
    ensures tells_as_before(gap, fact, Pre); */
static void shorten(struct mb_fact *fact, struct bm_range gap);

/* mb_note_freed_() - the same of all facts, as nothing goes across the ends of the gap */
/*@ requires \valid(mb) && is_beside(gap);
    assigns mb->facts.table[0 .. MB_NR_FACTS - 1];
    ensures \forall integer k; 0 <= k < MB_NR_FACTS ==>
	tells_as_before(gap, &mb->facts.table[k], Pre); */
void mb_note_freed_(struct memblock *mb, struct bm_range gap);

/* search_beyond() - the first place; false only if there is none; what is known then is true */
/*@ requires is_map(mb) && all_true(mb) && is_search(s) && \valid(known) && \valid(out_base);
    requires is_key_of(known->key, mb, s, filter) && known->lo == known->hi == edge_of(s);
    assigns *known, *out_base;
    ensures is_true(mb, known);
    ensures \result ==> is_spot(mb, s, filter, s->window.start, s->window.end, *out_base);
    ensures any_fits(mb, s, filter, s->window.start, s->window.end) ==>
	\result && is_first(s, *out_base);
    ensures !\result ==> *out_base == \old(*out_base); */
static bool search_beyond(const struct memblock *mb, const struct search *s,
			  struct mb_filter filter, struct mb_fact *known, phys_addr_t *out_base);

/* search() - the same; what it learns is true */
/*@ requires is_own_map(mb) && is_search(s) && \valid(out_base) && filter.flags < 0x10000;
    requires are_of_now(mb) ==> all_true(mb);
    assigns mb->facts, *out_base;
    ensures is_own_map(mb) && all_true(mb);
    ensures \result ==> is_spot(mb, s, filter, s->window.start, s->window.end, *out_base);
    ensures any_fits(mb, s, filter, s->window.start, s->window.end) ==>
	\result && is_first(s, *out_base);
    ensures !\result ==> *out_base == \old(*out_base); */
static bool search(struct memblock *mb, const struct search *s, struct mb_filter filter,
		   phys_addr_t *out_base);

/* --- the ladder ------------------------------------------------------------------------------- */

#define any_node ((int)NUMA_NO_NODE)
#define no_flags ((uint32_t)MEMBLOCK_NONE)

/* first_flags() - scratch memory in scratch-only mode, else mirrored memory if there is any */
#define flags_of(mb) \
	((mb)->scratch_only ? (uint32_t)MEMBLOCK_KHO_SCRATCH : \
	 (mb)->has_mirror ? (uint32_t)MEMBLOCK_MIRROR : no_flags)
/*@ requires \valid_read(mb);
    assigns \nothing;
    ensures \result == flags_of(mb); */
static unsigned int first_flags(const struct memblock *mb);

#define on_any(req) (0 <= (req)->nid < BM_MAX_NODES && !(req)->exact_nid)

/* search_nodes() - the first place on the node asked for; only if there is none, on any node */
/*@ requires is_own_map(mb) && is_search(s) && \valid_read(req) && \valid(spot);
    requires flags < 0x10000;
    requires are_of_now(mb) ==> all_true(mb);
    assigns mb->facts, *spot;
    ensures is_own_map(mb) && all_true(mb);
    ensures \result ==> spot->gave_up == 0 || (spot->gave_up == 1 && on_any(req));
    ensures \result && spot->gave_up == 0 ==>
	is_spot_on(mb, s, req->nid, flags, s->window.start, s->window.end, spot->base);
    ensures \result && spot->gave_up == 1 ==>
	is_spot_on(mb, s, any_node, flags, s->window.start, s->window.end, spot->base);
    ensures any_fits_on(mb, s, req->nid, flags, s->window.start, s->window.end) ==>
	\result && spot->gave_up == 0 && is_first(s, spot->base);
    ensures on_any(req) &&
	any_fits_on(mb, s, any_node, flags, s->window.start, s->window.end) ==>
	\result && (spot->gave_up == 1 ==> is_first(s, spot->base));
    ensures !\result ==> *spot == \old(*spot); */
static bool search_nodes(struct memblock *mb, const struct mb_req *req, const struct search *s,
			 unsigned int flags, struct mb_spot *spot);

/* search_rungs() - the same in mirrored memory, if there is any; only if there is none, in all */
/*@ requires is_own_map(mb) && is_search(s) && \valid_read(req) && \valid(spot);
    requires are_of_now(mb) ==> all_true(mb);
    assigns mb->facts, *spot;
    ensures is_own_map(mb) && all_true(mb);
    ensures \result ==> 0 <= spot->gave_up < 4;
    ensures \result && (spot->gave_up == 1 || spot->gave_up == 3) ==> on_any(req);
    ensures \result && spot->gave_up >= 2 ==> flags_of(mb) == MEMBLOCK_MIRROR;
    ensures \result && spot->gave_up == 0 ==> is_spot_on(mb, s, req->nid, flags_of(mb),
	s->window.start, s->window.end, spot->base);
    ensures \result && spot->gave_up == 1 ==> is_spot_on(mb, s, any_node,
	flags_of(mb), s->window.start, s->window.end, spot->base);
    ensures \result && spot->gave_up == 2 ==> is_spot_on(mb, s, req->nid,
	no_flags, s->window.start, s->window.end, spot->base);
    ensures \result && spot->gave_up == 3 ==> is_spot_on(mb, s, any_node,
	no_flags, s->window.start, s->window.end, spot->base);
    ensures any_fits_on(mb, s, req->nid, flags_of(mb), s->window.start, s->window.end) ==>
	\result && spot->gave_up == 0 && is_first(s, spot->base);
    ensures on_any(req) &&
	any_fits_on(mb, s, any_node, flags_of(mb), s->window.start, s->window.end) ==>
	\result && spot->gave_up <= 1 && (spot->gave_up == 1 ==> is_first(s, spot->base));
    ensures flags_of(mb) == MEMBLOCK_MIRROR &&
	any_fits_on(mb, s, req->nid, no_flags, s->window.start, s->window.end) ==>
	\result && spot->gave_up <= 2 && (spot->gave_up == 2 ==> is_first(s, spot->base));
    ensures flags_of(mb) == MEMBLOCK_MIRROR && on_any(req) &&
	any_fits_on(mb, s, any_node, no_flags, s->window.start, s->window.end) ==>
	\result && (spot->gave_up == 3 ==> is_first(s, spot->base));
    ensures !\result ==> *spot == \old(*spot); */
static bool search_rungs(struct memblock *mb, const struct mb_req *req, const struct search *s,
			 struct mb_spot *spot);

/* fits_at_a_glance() - if true, the first place of the first rung */
/*@ requires is_own_map(mb) && is_search(s) && \valid_read(req) && \valid(spot);
    assigns *spot;
    ensures \result ==> spot->gave_up == 0 &&
	is_spot_on(mb, s, req->nid, flags_of(mb), s->window.start, s->window.end, spot->base);
    ensures \result &&
	any_fits_on(mb, s, req->nid, flags_of(mb), s->window.start, s->window.end) ==>
	is_first(s, spot->base);
    ensures !\result ==> *spot == \old(*spot); */
static bool fits_at_a_glance(const struct memblock *mb, const struct mb_req *req,
			     const struct search *s, struct mb_spot *spot);

/* window_of() - from there, but not page 0, to the end asked for or the limit; never turned over */
#define page_of(mb) ((phys_addr_t)(1 << (mb)->page_shift))
#define capped(mb, req) \
	((req)->under_limit ? \min((req)->end, (mb)->current_limit) : (req)->end)
#define end_for(mb, req) (capped(mb, req) <= 1 ? (mb)->current_limit : capped(mb, req))
/*@ requires \valid_read(mb) && \valid_read(req) && mb->page_shift < 64;
    assigns \nothing;
    ensures \result.start == \max(start, page_of(mb));
    ensures \result.end == \max(\result.start, end_for(mb, req)); */
static struct bm_range window_of(const struct memblock *mb, const struct mb_req *req,
				 phys_addr_t start);

#define align_of(req) ((req)->align != 0 ? (req)->align : BM_CACHE_LINE)
#define may_go_below(req) ((req)->soft_start && (req)->start != 0)
/* One of the rungs that there are for this request. */
#define is_on_rung(mb, req, r) \
	(region_passes_on(mb, r, (req)->nid, flags_of(mb)) || \
	 (on_any(req) && region_passes_on(mb, r, any_node, flags_of(mb))) || \
	 (flags_of(mb) == MEMBLOCK_MIRROR && \
	  (region_passes_on(mb, r, (req)->nid, no_flags) || \
	   (on_any(req) && region_passes_on(mb, r, any_node, no_flags)))))
#define any_answer(mb, req, on, with, from) \
	any_place(mb, (req)->size, align_of(req), on, with, \max(from, page_of(mb)), \
		  end_for(mb, req))
/* Whatever may be given up is. */
#define last_on(req) ((req)->exact_nid ? (req)->nid : any_node)
#define last_with(mb) (flags_of(mb) == MEMBLOCK_MIRROR ? no_flags : flags_of(mb))

/* mb_find() - a free place on a rung, the first on the first; -BM_ENOMEM only if no rung has one */
/*@ requires is_own_map(mb) && \valid_read(req) && \valid(spot) && !req->odd_align;
    requires are_of_now(mb) ==> all_true(mb);
    assigns mb->facts, *spot;
    ensures is_own_map(mb) && (are_of_now(mb) ==> all_true(mb));
    ensures \result == 0 || \result == -BM_EINVAL || \result == -BM_ENOMEM;
    ensures \result == -BM_EINVAL <==> req->size == 0 || !is_pow2(align_of(req));
    ensures \result == 0 ==> spot->gave_up < 8 && (spot->gave_up >= 4 ==> may_go_below(req));
    ensures \result == 0 ==> spot->base % align_of(req) == 0 && page_of(mb) <= spot->base &&
	(spot->gave_up < 4 ==> req->start <= spot->base) &&
	spot->base + req->size <= end_for(mb, req);
    ensures \result == 0 ==> \exists integer i; 0 <= i < mb->memory.cnt &&
	is_on_rung(mb, req, mb->memory.regions + i) &&
	mb->memory.regions[i].base <= spot->base &&
	spot->base + req->size <= end_of(mb->memory.regions + i);
    ensures \result == 0 ==> \forall integer j; 0 <= j < mb->reserved.cnt ==>
	end_of(mb->reserved.regions + j) <= spot->base ||
	spot->base + req->size <= mb->reserved.regions[j].base;
    ensures any_answer(mb, req, req->nid, flags_of(mb), req->start) && \result != -BM_EINVAL ==>
	\result == 0 && spot->gave_up == 0 &&
	(mb->bottom_up ? spot->base <= any_start : any_start <= spot->base);
    ensures any_answer(mb, req, last_on(req), last_with(mb), req->start) &&
	\result != -BM_EINVAL ==> \result == 0 && spot->gave_up < 4;
    ensures may_go_below(req) && any_answer(mb, req, last_on(req), last_with(mb), 0) &&
	\result != -BM_EINVAL ==> \result == 0;
    ensures \result != 0 ==> *spot == \old(*spot); */
int mb_find(struct memblock *mb, const struct mb_req *req, struct mb_spot *spot);

#endif
