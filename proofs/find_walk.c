// SPDX-License-Identifier: MIT
/*
 * find_walk.c - src/memblock/find.c: a search gives the first place that fits, if there is one.
 *
 * What fits_down() and fits_up() promise is proved in find.c for arguments that are apart. Here
 * arguments are passed by reference and so are apart; see walk.h.
 *
 * Proves: src/memblock/find.c: search_up search_down
 * Machines: 64
 * Options: -wp-split -wp-model Typed+ref
 * z3: auto_config=false smt.mbqi=false
 */
#include "find.h"

/*@ requires is_search(s) && \valid(out_base);
    assigns *out_base;
    ensures \result ==> free.start <= *out_base && *out_base + s->size <= free.end &&
	is_multiple(*out_base, s);
    ensures \forall phys_addr_t k; is_multiple(k, s) && free.start <= k &&
	k + s->size <= free.end ==> \result && k <= *out_base;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool fits_down(const struct search *s, struct bm_range free, phys_addr_t *out_base);

/*@ requires is_search(s) && \valid(out_base);
    assigns *out_base;
    ensures \result ==> free.start <= *out_base && *out_base + s->size <= free.end &&
	is_multiple(*out_base, s);
    ensures \forall phys_addr_t k; is_multiple(k, s) && free.start <= k &&
	k + s->size <= free.end ==> \result && *out_base <= k;
    ensures !\result ==> *out_base == \old(*out_base); */
static bool fits_up(const struct search *s, struct bm_range free, phys_addr_t *out_base);

/* search_up() - the lowest place in the window; false if and only if there is none */
/*@ requires is_map(mb) && is_search(s) && \valid(out_base) && \valid(p);
    assigns *p, *out_base;
    ensures \result ==>
	is_spot(mb, s, filter, \old(p->window.start), \old(p->window.end), *out_base);
    ensures any_fits(mb, s, filter, \old(p->window.start), \old(p->window.end)) ==>
	\result && *out_base <= any_start;
    ensures \old(p->window.start) <= any_start < p->window.start &&
	is_free_in(mb, filter, any_region, any_start, any_end) ==>
	any_end - any_start <= p->longest;
    ensures p->window.end == \old(p->window.end) && \old(p->longest) <= p->longest &&
	\old(p->window.start) <= p->window.start; */
static bool search_up(const struct memblock *mb, const struct search *s, struct mb_filter filter,
		      struct progress *p, phys_addr_t *out_base);

/* search_down() - the highest place in the window; false if and only if there is none */
/*@ requires is_map(mb) && is_search(s) && \valid(out_base) && \valid(p);
    assigns *p, *out_base;
    ensures \result ==>
	is_spot(mb, s, filter, \old(p->window.start), \old(p->window.end), *out_base);
    ensures any_fits(mb, s, filter, \old(p->window.start), \old(p->window.end)) ==>
	\result && any_start <= *out_base;
    ensures p->window.end < any_end <= \old(p->window.end) &&
	is_free_in(mb, filter, any_region, any_start, any_end) ==>
	any_end - any_start <= p->longest;
    ensures p->window.start == \old(p->window.start) && \old(p->longest) <= p->longest &&
	p->window.end <= \old(p->window.end); */
static bool search_down(const struct memblock *mb, const struct search *s, struct mb_filter filter,
			struct progress *p, phys_addr_t *out_base);
