/* SPDX-License-Identifier: MIT */
/*
 * subject.h - a memory map that can be measured: bootmem, the linear reference, a peer.
 *
 * All live on one pretend machine: memory at physical addresses from WORLD_BASE on, of which
 * only the arrays that grow are ever touched. A subject gets its own copy of that machine, so
 * several can run in turn. All loops that are timed are inside the subject, see loops.h: a call
 * through a pointer is paid once a loop.
 *
 * Nothing here needs another header of bootmem: a peer is compiled against its own.
 */
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORLD_BASE (UINT64_C(1) << 40)
#define WORLD_SPAN (UINT64_C(32) << 30)
#define WORLD_END (WORLD_BASE + WORLD_SPAN)
#define WORLD_NO_NODE (-1)

/** Entries in each array before it grows, as many as Linux has. */
#define WORLD_SLOTS 128

/**
 * struct subject_options - how a map is set up
 * @bottom_up: direction of searches
 * @tagged:    allocations do not merge with plain reservations; off when a peer is older than
 *             that
 */
struct subject_options {
	bool bottom_up;
	bool tagged;
};

/** What a walk may keep, at a multiple of 8. */
#define SUBJECT_ROOM 128

/** What to find, and then reserve. */
struct subject_request {
	uint64_t size;
	uint64_t align;
	int nid;
};

struct subject_range {
	uint64_t start;
	uint64_t end;
};

/**
 * struct subject - one implementation; maps are opaque
 * @name:     for the table
 * @open:     an empty map
 * @close:    and all it held
 * @save:     remember the map as it is
 * @rewind:   back to what was saved
 * @digest:   a number for all regions of both arrays
 * @add:      memory of a node; 0 on success, as the next two
 * @reserve:  taken
 * @free:     not taken any more
 * @add_all:     @nr times @add, of no node; 0 if all went well, as the next three
 * @reserve_all: @nr times @reserve
 * @free_all:    @nr times @free
 * @replace_all: @nr times @free and @reserve of the same
 * @alloc_all:   for each wish an address, or 0; with a node, from there or not at all
 * @count_memory:   how many of @nr addresses are memory
 * @count_reserved: how many of @nr ranges have a reserved byte
 * @walk:      sum of start ^ end over all free ranges of a node, or of all; what it keeps from step
 *             to step it keeps in @room, of SUBJECT_ROOM bytes
 * @walk_down: the same, downward
 */
struct subject {
	const char *name;
	void *(*open)(struct subject_options options);
	void (*close)(void *map);
	void (*save)(void *map);
	void (*rewind)(void *map);
	uint64_t (*digest)(const void *map);
	int (*add)(void *map, uint64_t base, uint64_t size, int nid);
	int (*reserve)(void *map, uint64_t base, uint64_t size);
	int (*free)(void *map, uint64_t base, uint64_t size);
	int (*add_all)(void *map, const struct subject_range *ranges, size_t nr);
	int (*reserve_all)(void *map, const struct subject_range *ranges, size_t nr);
	int (*free_all)(void *map, const struct subject_range *ranges, size_t nr);
	int (*replace_all)(void *map, const struct subject_range *ranges, size_t nr);
	void (*alloc_all)(void *map, const struct subject_request *wishes, uint64_t *found,
			  size_t nr);
	size_t (*count_memory)(const void *map, const uint64_t *addrs, size_t nr);
	size_t (*count_reserved)(const void *map, const struct subject_range *ranges, size_t nr);
	uint64_t (*walk)(const void *map, int nid, void *room);
	uint64_t (*walk_down)(const void *map, int nid, void *room);
};

extern const struct subject subject_bootmem;
extern const struct subject subject_linear;

/** The peer, if one is linked in: see bench/peers. */
extern const struct subject subject_peer __attribute__((weak));

/** world_arena() - WORLD_SPAN bytes of zeroes, untouched; at @where if that is not NULL. */
char *world_arena(void *where);

/** world_arena_free() - give them back. */
void world_arena_free(char *arena);

#endif
