/* SPDX-License-Identifier: MIT */
/*
 * walk.h - what a walk over free ranges promises: each range is free and as long as it can be, they
 * come in order, and nothing free is left out. A walk ends after the last.
 *
 * Proofs that use this pass the iterator by reference (Typed+ref): they hold for iterators that are
 * not themselves inside a map or its arrays, such as the local variables that callers have.
 */
#ifndef PROOFS_WALK_H
#define PROOFS_WALK_H

#include "memblock.h"

#define mem(it) ((it)->mb->memory.regions)
#define res(it) ((it)->mb->reserved.regions)
#define nr_mem(it) ((it)->mb->memory.cnt)
#define nr_res(it) ((it)->mb->reserved.cnt)
/* Where the walk is in either array. */
#define at_mem(it) ((it)->memory - mem(it))
#define at_res(it) ((it)->reserved - res(it))
#define at_last(it) ((it)->last - res(it))

#define takes_part(it, i) region_passes((it)->mb, mem(it) + (i), (it)->filter)

#define has_map(it) (\valid(it) && is_map((it)->mb))

/* What stands next to it is said too, in terms that provers can look up in an array. */
#define is_at(p, r, i) \
	((p) == (r) + (i) && (p) + 1 == (r) + ((i) + 1) && (p) - 1 == (r) + ((i) - 1))

#define is_within(it) \
	(is_at((it)->memory, mem(it), at_mem(it)) && 0 <= at_mem(it) <= nr_mem(it) && \
	 is_at((it)->reserved, res(it), at_res(it)) && (it)->last == res(it) + at_last(it))

/* A range without reservations inside a memory region. */
#define is_free(mb, i, a, b) \
	((mb)->memory.regions[i].base <= (a) < (b) <= end_of((mb)->memory.regions + (i)) && \
	 (\forall integer j; 0 <= j < (mb)->reserved.cnt ==> \
	  end_of((mb)->reserved.regions + j) <= (a) || (b) <= (mb)->reserved.regions[j].base))

/* The same, where the region takes part. */
#define is_free_on(mb, on, with, i, a, b) \
	(0 <= (i) < (mb)->memory.cnt && \
	 region_passes_on(mb, (mb)->memory.regions + (i), on, with) && is_free(mb, i, a, b))
#define is_free_in(mb, filter, i, a, b) \
	is_free_on(mb, (filter).nid, (filter).flags, i, a, b)

#define is_current(it, i) \
	(is_free_in((it)->mb, (it)->filter, i, (it)->start, (it)->end) && \
	 (it)->nid == mem(it)[i].nid)

/*
 * Any range in any memory region: nothing is known of these three, so that what is proved of them
 * holds for all. A quantifier would say the same, but provers would not know what to try it with.
 */
extern unsigned long any_region;
extern phys_addr_t any_start, any_end;

#define any_is_free(it) \
	is_free_in((it)->mb, (it)->filter, any_region, any_start, any_end)
#define any_is_current(it) ((it)->start <= any_start && any_end <= (it)->end)

/* --- upward --------------------------------------------------------------------------------- */

/* All that is below has been walked past. */
#define edge_at_up(it, r) ((it)->pos < (it)->stop ? \min(end_of(r), (it)->stop) : (it)->pos)
#define edge_up(it) edge_at_up(it, (it)->reserved)
#define edge_before_up(it, n) edge_at_up(it, (it)->reserved + (n))

#define walks_up_at(it, r) \
	(has_map(it) && is_within(it) && \
	 ((it)->pos >= (it)->stop ==> r == at_last(it) && \
	  (\forall integer i; 0 <= i < at_mem(it) ==> \
	   end_of(mem(it) + i) <= (it)->pos || !takes_part(it, i))) && \
	 ((it)->pos < (it)->stop ==> \
	  at_mem(it) < nr_mem(it) && (it)->stop == end_of(mem(it) + at_mem(it)) && \
	  (it)->nid == mem(it)[at_mem(it)].nid && takes_part(it, at_mem(it)) && \
	  0 <= r <= at_last(it) < nr_res(it) && \
	  res(it)[at_last(it)].base <= (it)->stop && \
	  (\forall integer j; at_last(it) < j < nr_res(it) ==> res(it)[j].base > (it)->stop) && \
	  end_of(res(it) + r) > mem(it)[at_mem(it)].base))
#define walks_up(it) walks_up_at(it, at_res(it))

/* Whatever is free and starts at `from` or above, for that this holds. */
#define all_free_up(it, from, holds) ((from) <= any_start && any_is_free(it) ==> (holds))

/* A step goes on in address, or from one reservation to the next. */
#define steps_left_up(it) \
	((PHYS_ADDR_MAX - \max((it)->pos, (it)->stop)) * 0x200000000 + \
	 (at_last(it) - at_res(it)) + ((it)->pos < (it)->stop ? 1 : 0))

/* seek_memory_up() - the first from there on that takes part and ends above the position */
/*@ requires has_map(it) && it->memory == mem(it) + at_mem(it) && 0 <= at_mem(it) <= nr_mem(it);
    assigns \nothing;
    ensures at_mem(it) <= \result <= nr_mem(it);
    ensures \forall integer i; at_mem(it) <= i < \result ==>
	!(end_of(mem(it) + i) > it->pos && takes_part(it, i));
    ensures \result < nr_mem(it) ==>
	end_of(mem(it) + \result) > it->pos && takes_part(it, \result); */
static unsigned long seek_memory_up(const struct mb_free_iter *it);

/* enter_memory_up() - the first range there, which may be empty; false if nothing free is ahead */
/*@ requires walks_up(it) && it->pos >= it->stop;
    assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved, it->last;
    ensures walks_up(it);
    ensures \result ==> \old(it->pos) <= it->start && \old(it->pos) <= edge_up(it);
    ensures \result && it->start < it->end ==>
	is_current(it, at_mem(it)) && it->end <= edge_up(it);
    ensures \result ==>
	all_free_up(it, \old(it->pos), any_is_current(it) || edge_up(it) <= any_start);
    ensures \result ==> 0 <= steps_left_up(it) < \old(steps_left_up(it));
    ensures !\result ==> all_free_up(it, \old(it->pos), \false); */
static bool enter_memory_up(struct mb_free_iter *it);

/* step_up() - the range from one reservation to the next, which may be empty */
/*@ requires walks_up(it) && it->pos < it->stop;
    assigns it->start, it->end, it->pos, it->reserved;
    ensures walks_up(it);
    ensures \old(edge_up(it)) <= it->start || it->end <= it->start;
    ensures \old(edge_up(it)) <= edge_up(it);
    ensures it->start < it->end ==> is_current(it, at_mem(it)) && it->end <= edge_up(it);
    ensures all_free_up(it, \old(edge_up(it)), any_is_current(it) || edge_up(it) <= any_start);
    ensures 0 <= steps_left_up(it) < \old(steps_left_up(it)); */
static void step_up(struct mb_free_iter *it);

/* mb_free_first() - nothing walked past but what is below the address */
/*@ requires \valid(it) && is_map(mb);
    assigns *it;
    ensures it->mb == mb && it->filter == filter && walks_up(it) && edge_up(it) == from; */
void mb_free_first(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		   phys_addr_t from);

/* mb_free_next_slow_() - the same as mb_free_next(), which has counted already */
/*@ requires walks_up_at(it, at_res(it) - 1);
    assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved, it->last;
    ensures walks_up(it);
    ensures \result ==> is_current(it, at_mem(it)) &&
	\old(edge_before_up(it, -1)) <= it->start && it->end <= edge_up(it);
    ensures \result ==> all_free_up(it, \old(edge_before_up(it, -1)),
	any_is_current(it) || edge_up(it) <= any_start);
    ensures !\result ==> all_free_up(it, \old(edge_before_up(it, -1)), \false); */
bool mb_free_next_slow_(struct mb_free_iter *it);

/* mb_free_next() - the lowest free range ahead, as long as it is free; false only if none is */
/*@ requires walks_up(it);
    assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved, it->last;
    ensures walks_up(it);
    ensures \result ==> is_current(it, at_mem(it)) &&
	\old(edge_up(it)) <= it->start && it->end <= edge_up(it);
    ensures \result ==> all_free_up(it, \old(edge_up(it)),
	any_is_current(it) || edge_up(it) <= any_start);
    ensures !\result ==> all_free_up(it, \old(edge_up(it)), \false); */
static inline bool mb_free_next(struct mb_free_iter *it);

/* --- downward ------------------------------------------------------------------------------- */

/* All that is above has been walked past. */
#define edge_at_down(it, r) \
	((it)->pos > (it)->stop ? \max(((r) - 1)->base, (it)->stop) : (it)->pos)
#define edge_down(it) edge_at_down(it, (it)->reserved)
#define edge_before_down(it, n) edge_at_down(it, (it)->reserved + (n))

#define walks_down_at(it, r) \
	(has_map(it) && is_within(it) && (it)->reserved - 2 == res(it) + (at_res(it) - 2) && \
	 ((it)->pos <= (it)->stop ==> r == at_last(it) + 1 && \
	  (\forall integer i; at_mem(it) <= i < nr_mem(it) ==> \
	   mem(it)[i].base >= (it)->pos || !takes_part(it, i))) && \
	 ((it)->pos > (it)->stop ==> \
	  0 < at_mem(it) && (it)->stop == mem(it)[at_mem(it) - 1].base && \
	  (it)->nid == mem(it)[at_mem(it) - 1].nid && takes_part(it, at_mem(it) - 1) && \
	  0 <= at_last(it) < r <= nr_res(it) && \
	  end_of(res(it) + at_last(it)) > (it)->stop && \
	  (\forall integer j; 0 <= j < at_last(it) ==> end_of(res(it) + j) <= (it)->stop) && \
	  res(it)[r - 1].base <= end_of(mem(it) + (at_mem(it) - 1))))
#define walks_down(it) walks_down_at(it, at_res(it))

/* Whatever is free and ends at `to` or below, for that this holds. */
#define all_free_down(it, to, holds) (any_end <= (to) && any_is_free(it) ==> (holds))

#define steps_left_down(it) \
	(\min((it)->pos, (it)->stop) * 0x200000000 + \
	 (at_res(it) - at_last(it)) + ((it)->pos > (it)->stop ? 1 : 0))

/* seek_memory_down() - the first from there down that takes part and begins below the position */
/*@ requires has_map(it) && it->memory == mem(it) + at_mem(it) && 0 <= at_mem(it) <= nr_mem(it);
    assigns \nothing;
    ensures \result <= at_mem(it);
    ensures \forall integer i; \result <= i < at_mem(it) ==>
	!(mem(it)[i].base < it->pos && takes_part(it, i));
    ensures \result > 0 ==>
	mem(it)[\result - 1].base < it->pos && takes_part(it, \result - 1); */
static unsigned long seek_memory_down(const struct mb_free_iter *it);

/* enter_memory_down() - the last range there, which may be empty; false if nothing free is ahead */
/*@ requires walks_down(it) && it->pos <= it->stop;
    assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved, it->last;
    ensures walks_down(it);
    ensures \result ==> it->end <= \old(it->pos) && edge_down(it) <= \old(it->pos);
    ensures \result && it->start < it->end ==>
	is_current(it, at_mem(it) - 1) && edge_down(it) <= it->start;
    ensures \result ==>
	all_free_down(it, \old(it->pos), any_is_current(it) || any_end <= edge_down(it));
    ensures \result ==> 0 <= steps_left_down(it) < \old(steps_left_down(it));
    ensures !\result ==> all_free_down(it, \old(it->pos), \false); */
static bool enter_memory_down(struct mb_free_iter *it);

/* step_down() - the range from one reservation down to the next, which may be empty */
/*@ requires walks_down(it) && it->pos > it->stop;
    assigns it->start, it->end, it->pos, it->reserved;
    ensures walks_down(it);
    ensures it->end <= \old(edge_down(it)) || it->end <= it->start;
    ensures edge_down(it) <= \old(edge_down(it));
    ensures it->start < it->end ==> is_current(it, at_mem(it) - 1) && edge_down(it) <= it->start;
    ensures all_free_down(it, \old(edge_down(it)), any_is_current(it) || any_end <= edge_down(it));
    ensures 0 <= steps_left_down(it) < \old(steps_left_down(it)); */
static void step_down(struct mb_free_iter *it);

/* mb_free_last() - nothing walked past but what is above the address */
/*@ requires \valid(it) && is_map(mb);
    assigns *it;
    ensures it->mb == mb && it->filter == filter && walks_down(it) && edge_down(it) == to; */
void mb_free_last(struct mb_free_iter *it, const struct memblock *mb, struct mb_filter filter,
		  phys_addr_t to);

/* mb_free_prev_slow_() - the same as mb_free_prev(), which has counted already */
/*@ requires walks_down_at(it, at_res(it) + 1);
    assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved, it->last;
    ensures walks_down(it);
    ensures \result ==> is_current(it, at_mem(it) - 1) &&
	it->end <= \old(edge_before_down(it, 1)) && edge_down(it) <= it->start;
    ensures \result ==> all_free_down(it, \old(edge_before_down(it, 1)),
	any_is_current(it) || any_end <= edge_down(it));
    ensures !\result ==> all_free_down(it, \old(edge_before_down(it, 1)), \false); */
bool mb_free_prev_slow_(struct mb_free_iter *it);

/* mb_free_prev() - the highest free range ahead, as long as it is free; false only if none is */
/*@ requires walks_down(it);
    assigns it->start, it->end, it->nid, it->pos, it->stop, it->memory, it->reserved, it->last;
    ensures walks_down(it);
    ensures \result ==> is_current(it, at_mem(it) - 1) &&
	it->end <= \old(edge_down(it)) && edge_down(it) <= it->start;
    ensures \result ==> all_free_down(it, \old(edge_down(it)),
	any_is_current(it) || any_end <= edge_down(it));
    ensures !\result ==> all_free_down(it, \old(edge_down(it)), \false); */
static inline bool mb_free_prev(struct mb_free_iter *it);

#endif
