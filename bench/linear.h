/* SPDX-License-Identifier: MIT */
/*
 * linear.h - the reference: a boot memory map of the classic shape, written to be measured
 * against.
 *
 * Two sorted arrays, and a scan from index 0 for everything except the look-up of one
 * address: an edit counts the slots it needs, inserts in a second pass and merges in a third;
 * a search for free memory steps from gap to gap through an iterator that keeps its place in
 * one packed number and is entered anew for each. It is as good as that shape gets, so that
 * what bootmem gains over it is gained by the shape.
 *
 * Results are those of bootmem to the byte, including where arrays go when they grow; the
 * benches compare them after every round. Addresses are bytes, ranges half open, 0 is "no
 * address".
 */
#ifndef BENCH_LINEAR_H
#define BENCH_LINEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINEAR_NO_NODE (-1)

struct linear_region {
	uint64_t base;
	uint64_t size;
	unsigned int flags;
	int nid;
};

struct linear_type {
	unsigned long cnt;
	unsigned long max;
	uint64_t total_size;
	struct linear_region *regions;
};

/**
 * struct linear - a map
 * @bottom_up:  search from the lowest address
 * @tagged:     allocations carry a flag and their node, so they do not merge with plain
 *              reservations
 * @limit:      no search goes above
 * @arena:      where physical address @arena_base can be written, for arrays that grow
 * @first:      where both arrays began; never given back
 */
struct linear {
	bool bottom_up;
	bool tagged;
	uint64_t limit;
	struct linear_type memory;
	struct linear_type reserved;
	char *arena;
	uint64_t arena_base;
	struct linear_region *first[2];
};

/** struct linear_request - what to allocate; @align a power of two. */
struct linear_request {
	uint64_t size;
	uint64_t align;
	int nid;
	bool exact_nid;
};

struct linear_range {
	uint64_t start;
	uint64_t end;
};

/** linear_init() - an empty map; @slots are split evenly between the two arrays. */
void linear_init(struct linear *l, struct linear_region *slots, unsigned long nr_slots, char *arena,
		 uint64_t arena_base);

/** linear_add() - [base, base + size) is memory of node @nid. 0, or -1 if an array cannot grow. */
int linear_add(struct linear *l, uint64_t base, uint64_t size, int nid);

/** linear_reserve() - [base, base + size) is taken. 0 or -1. */
int linear_reserve(struct linear *l, uint64_t base, uint64_t size);

/** linear_free() - [base, base + size) is not taken any more. 0 or -1. */
int linear_free(struct linear *l, uint64_t base, uint64_t size);

/** linear_alloc() - find and reserve; 0 if nothing fits. */
uint64_t linear_alloc(struct linear *l, const struct linear_request *req);

/** linear_is_memory() - by binary search. */
bool linear_is_memory(const struct linear *l, uint64_t addr);

/** linear_is_region_reserved() - by scanning. */
bool linear_is_region_reserved(const struct linear *l, uint64_t base, uint64_t size);

/** linear_next_free() - step a walk over free ranges; *@pos begins at 0. False at the end. */
bool linear_next_free(const struct linear *l, uint64_t *pos, int nid, struct linear_range *out);

/** linear_prev_free() - step downward; *@pos begins at UINT64_MAX. */
bool linear_prev_free(const struct linear *l, uint64_t *pos, int nid, struct linear_range *out);

#endif
