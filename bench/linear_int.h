/* SPDX-License-Identifier: MIT */
/*
 * linear_int.h - what the two halves of the reference share.
 */
#ifndef BENCH_LINEAR_INT_H
#define BENCH_LINEAR_INT_H

#include "linear.h"

enum { LINEAR_PAGE = 4096, LINEAR_KERN = 0x20 };

/*
 * LINEAR_PLACED - of a function that scans. Its loop takes up to 1.7 times as long where it lies
 * across two cache lines, and where it lies must not be up to the linker.
 */
#define LINEAR_PLACED __attribute__((noinline, aligned(64)))

static inline uint64_t linear_end(const struct linear_region *r)
{
	return r->base + r->size;
}

/** linear_find() - first fit in [within.start, within.end) in the map's direction; 0 if none. */
uint64_t linear_find(const struct linear *l, const struct linear_request *req,
		     struct linear_range within);

/** linear_reserve_as() - linear_reserve() with flags and node. */
int linear_reserve_as(struct linear *l, const struct linear_region *what);

#endif
