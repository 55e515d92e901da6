// SPDX-License-Identifier: MIT
/*
 * find.c - src/memblock/find.c: what a glance finds is memory that takes part, inside the window,
 * aligned, and not reserved.
 *
 * Proves: src/memblock/find.c: fits_down fits_up glance_down glance_up glance fact_helps leave_out
 *     learn facts_hold begin_facts first_flags window_of
 * Machines: 64
 * Options: -wp-split
 * z3: auto_config=false smt.mbqi=false
 */
#include "find.h"

/*@ lemma no_multiple_between: \forall phys_addr_t r, k, a;
	is_pow2(a) && r % a == 0 && k % a == 0 && k < r + a ==> k <= r;

    lemma last_multiple: \forall phys_addr_t k, a;
	is_pow2(a) && k % a == 0 ==> k + a - 1 <= PHYS_ADDR_MAX; */

#define is_out(mb, out) \
	(\valid(out) && \base_addr(out) != \base_addr(mb) && \
	 \base_addr(out) != \base_addr((mb)->memory.regions) && \
	 \base_addr(out) != \base_addr((mb)->reserved.regions))

/* fits_down() - the highest multiple that fits; false if and only if none does */
/*@ requires is_search(s) && \valid(out_base) && \base_addr(out_base) != \base_addr(s);
    assigns *out_base;
    ensures \result ==> free.start <= *out_base && *out_base + s->size <= free.end &&
	is_multiple(*out_base, s);
    ensures \forall phys_addr_t k; is_multiple(k, s) && free.start <= k &&
	k + s->size <= free.end ==> \result && k <= *out_base;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool fits_down(const struct search *s, struct bm_range free, phys_addr_t *out_base);

/* fits_up() - the lowest multiple that fits; false if and only if none does */
/*@ requires is_search(s) && \valid(out_base) && \base_addr(out_base) != \base_addr(s);
    assigns *out_base;
    ensures \result ==> free.start <= *out_base && *out_base + s->size <= free.end &&
	is_multiple(*out_base, s);
    ensures \forall phys_addr_t k; is_multiple(k, s) && free.start <= k &&
	k + s->size <= free.end ==> \result && *out_base <= k;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool fits_up(const struct search *s, struct bm_range free, phys_addr_t *out_base);

/* glance_down() - if true, a place in the window, aligned, in memory that takes part, free */
/*@ requires is_map(mb) && is_search(s) && is_out(mb, out_base) &&
	\base_addr(out_base) != \base_addr(s);
    assigns *out_base;
    ensures \result ==> is_spot(mb, s, filter, window.start, window.end, *out_base);
    ensures !\result ==> *out_base == \old(*out_base); */
static bool glance_down(const struct memblock *mb, const struct search *s, struct mb_filter filter,
			struct bm_range window, phys_addr_t *out_base);

/* glance_up() - the same from below */
/*@ requires is_map(mb) && is_search(s) && is_out(mb, out_base) &&
	\base_addr(out_base) != \base_addr(s);
    assigns *out_base;
    ensures \result ==> is_spot(mb, s, filter, window.start, window.end, *out_base);
    ensures !\result ==> *out_base == \old(*out_base); */
static bool glance_up(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		      struct bm_range window, phys_addr_t *out_base);

/* glance() - the same in the direction asked for */
/*@ requires is_map(mb) && is_search(s) && is_out(mb, out_base) &&
	\base_addr(out_base) != \base_addr(s);
    assigns *out_base;
    ensures \result ==> is_spot(mb, s, filter, window.start, window.end, *out_base);
    ensures !\result ==> *out_base == \old(*out_base); */
static bool glance(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		   struct bm_range window, phys_addr_t *out_base);

/* fact_helps() - only if all in it is too short, and it covers where the search would begin */
/*@ requires \valid_read(fact) && is_search(s);
    assigns \nothing;
    ensures \result ==> fact->longest < s->size;
    ensures \result && s->bottom_up ==> fact->lo <= s->window.start < fact->hi;
    ensures \result && !s->bottom_up ==> fact->lo < s->window.end <= fact->hi; */
static bool fact_helps(const struct mb_fact *fact, uint64_t key, const struct search *s);

/* leave_out() - what is left is inside the window, and what is left out is beside it */
/*@ requires \valid_read(fact) && is_search(s) && \valid(p) && \valid(over) &&
	\separated(p, over, fact, s);
    assigns *p, *over;
    ensures !\result ==> *p == \old(*p) && *over == \old(*over);
    ensures \result ==> p->longest < s->size;
    ensures \result && s->bottom_up ==> s->window.start < p->window.start &&
	p->window.end == \old(p->window.end);
    ensures \result && !s->bottom_up ==> p->window.end < s->window.end &&
	p->window.start == \old(p->window.start); */
static bool leave_out(const struct search *s, uint64_t key, const struct mb_fact *fact,
		      struct progress *p, struct bm_range *over);

/* learn() - a fact about that range, unless the old one says more; never one about nothing */
/*@ requires \valid(fact);
    assigns *fact;
    ensures over.end <= over.start ==> *fact == \old(*fact);
    ensures over.start < over.end ==> fact->key == key && fact->lo <= over.start &&
	over.end <= fact->hi; */
static void learn(struct mb_fact *fact, uint64_t key, struct bm_range over, phys_addr_t longest);

/* facts_hold() - only if neither array is longer, shorter, larger or smaller than it was */
/*@ requires \valid_read(mb);
    assigns \nothing;
    ensures \result <==> mb->facts.any && mb->facts.memory_cnt == mb->memory.cnt &&
	mb->facts.reserved_cnt == mb->reserved.cnt &&
	mb->facts.memory_size == mb->memory.total_size &&
	mb->facts.reserved_size == mb->reserved.total_size; */
static bool facts_hold(const struct memblock *mb);

/* begin_facts() - none is left */
/*@ requires \valid(mb);
    assigns mb->facts;
    ensures \forall integer i; 0 <= i < MB_NR_FACTS ==> mb->facts.table[i].key == 0; */
static void begin_facts(struct memblock *mb);

/* first_flags() - scratch memory in scratch-only mode, else mirrored memory if there is any */
/*@ requires \valid_read(mb);
    assigns \nothing;
    ensures \result == (mb->scratch_only ? MEMBLOCK_KHO_SCRATCH :
	mb->has_mirror ? MEMBLOCK_MIRROR : MEMBLOCK_NONE); */
static unsigned int first_flags(const struct memblock *mb);

/* window_of() - never page 0, never above what was asked for, never turned over */
/*@ requires \valid_read(mb) && \valid_read(req) && mb->page_shift < 64;
    assigns \nothing;
    ensures start <= \result.start <= \result.end &&
	(phys_addr_t)(1 << mb->page_shift) <= \result.start;
    ensures req->under_limit && \result.start < \result.end ==>
	\result.end <= mb->current_limit;
    ensures \result.start < \result.end ==> \result.end <= \max(req->end, mb->current_limit); */
static struct bm_range window_of(const struct memblock *mb, const struct mb_req *req,
				 phys_addr_t start);
