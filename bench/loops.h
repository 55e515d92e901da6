/* SPDX-License-Identifier: MIT */
/*
 * loops.h - the loops that are timed, compiled into each subject.
 *
 * A subject includes this behind its own add(), reserve(), unreserve() and alloc(), which are
 * static, so that its calls stand in the loops themselves: what is timed is an allocator and a
 * loop, the same loop for everyone, and no call through a pointer but the one to begin.
 */
#ifndef BENCH_LOOPS_H
#define BENCH_LOOPS_H

#include "subject.h"

static int add_all(void *map, const struct subject_range *r, size_t nr)
{
	int err = 0;

	for (size_t i = 0; i < nr; i++)
		err |= add(map, r[i].start, r[i].end - r[i].start, WORLD_NO_NODE);
	return err;
}

static int reserve_all(void *map, const struct subject_range *r, size_t nr)
{
	int err = 0;

	for (size_t i = 0; i < nr; i++)
		err |= reserve(map, r[i].start, r[i].end - r[i].start);
	return err;
}

static int free_all(void *map, const struct subject_range *r, size_t nr)
{
	int err = 0;

	for (size_t i = 0; i < nr; i++)
		err |= unreserve(map, r[i].start, r[i].end - r[i].start);
	return err;
}

static int replace_all(void *map, const struct subject_range *r, size_t nr)
{
	int err = 0;

	for (size_t i = 0; i < nr; i++) {
		err |= unreserve(map, r[i].start, r[i].end - r[i].start);
		err |= reserve(map, r[i].start, r[i].end - r[i].start);
	}
	return err;
}

static void alloc_all(void *map, const struct subject_request *wishes, uint64_t *found, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		found[i] = alloc(map, &wishes[i]);
}

#endif
