/* SPDX-License-Identifier: MIT */
/*
 * find.h - words about requests and places for them.
 */
#ifndef PROOFS_FIND_H
#define PROOFS_FIND_H

#include "walk.h"

#define is_multiple(k, s) ((k) % (s)->align == 0)

/* Any place where the request could go; see any_region. */
#define any_fits(mb, s, filter, from, to) \
	(from <= any_start && any_end <= to && any_end == any_start + (s)->size && \
	 is_multiple(any_start, s) && is_free_in(mb, filter, any_region, any_start, any_end))

#include "memblock/find.c"

#define is_search(s) (\valid_read(s) && (s)->size > 0 && is_pow2((s)->align))

#define is_spot(mb, s, filter, from, to, at) \
	(from <= (at) && (at) + (s)->size <= to && (at) % (s)->align == 0 && \
	 (\exists integer i; 0 <= i < (mb)->memory.cnt && \
	  region_passes(mb, (mb)->memory.regions + i, filter) && \
	  (mb)->memory.regions[i].base <= (at) && \
	  (at) + (s)->size <= end_of((mb)->memory.regions + i)) && \
	 (\forall integer j; 0 <= j < (mb)->reserved.cnt ==> \
	  end_of((mb)->reserved.regions + j) <= (at) || \
	  (at) + (s)->size <= (mb)->reserved.regions[j].base))

#endif
