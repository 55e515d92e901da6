/* SPDX-License-Identifier: MIT */
/*
 * types.h - the words everything else is written in: addresses, frames, ranges, errors.
 *
 * An address or a size is in bytes and of type phys_addr_t. A page frame number is a
 * pfn_t. Every interval is half open: [start, end). The largest address that can
 * be an end is PHYS_ADDR_MAX, so the very last byte of the address space is never
 * described and no end ever wraps.
 *
 * Functions that can fail return 0 or a negative bm_error. The numbers are those of
 * Linux errno, so a kernel can pass them through.
 */
#ifndef BOOTMEM_TYPES_H
#define BOOTMEM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bootmem/config.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A physical address, or a size, in bytes. */
#if BM_PHYS_ADDR_BITS == 64
typedef uint64_t phys_addr_t;
#else
typedef uint32_t phys_addr_t;
#endif

/** The largest phys_addr_t; as an end it means "to the top of the address space". */
#define PHYS_ADDR_MAX ((phys_addr_t)~(phys_addr_t)0)

/** A page frame number: an address divided by the page size of its map. */
typedef uint64_t pfn_t;

/** "No node", "any node". Every number outside [0, BM_MAX_NODES) is understood so. */
#define NUMA_NO_NODE (-1)

/** Distance of a node to itself where firmware says nothing. */
#define BM_DISTANCE_LOCAL 10

/** And to any other. */
#define BM_DISTANCE_REMOTE 20

/** struct bm_range - the bytes [@start, @end); empty when @end <= @start. */
struct bm_range {
	phys_addr_t start;
	phys_addr_t end;
};

/** enum bm_error - what a call returns, negated, when it fails. */
enum bm_error {
	/* resources */
	BM_ENOMEM = 12,    /* no range fits, or no room for the bookkeeping */
	BM_ENOSPC = 28,    /* a table of fixed size is full */
	/* state */
	BM_ENOENT = 2,     /* not there */
	BM_EEXIST = 17,    /* there already */
	BM_EBUSY = 16,     /* not in this phase */
	/* data */
	BM_EBADMSG = 74,   /* malformed input */
	BM_EOVERFLOW = 75, /* a value does not fit */
	/* caller */
	BM_EINVAL = 22,    /* an argument that can come from outside makes no sense */
};

/* A result that must be looked at; a function that does not come back. */
#if defined(__GNUC__) || defined(__clang__)
#define BM_MUST_USE __attribute__((warn_unused_result))
#define BM_NORETURN __attribute__((noreturn))
#else
#define BM_MUST_USE
#define BM_NORETURN
#endif

#ifdef __cplusplus
}
#endif

#endif
