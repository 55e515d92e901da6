/* SPDX-License-Identifier: MIT */
/*
 * vec.h - arrays that grow.
 *
 *	struct thing *things; size_t nr_things, room;
 *
 *	if (!vec_reserve(&things, &room, nr_things + 1, sizeof(*things)))
 *		return out of memory;
 *	things[nr_things++] = ...;
 *
 * A zeroed array is an empty one; free() releases it.
 */
#ifndef CLI_VEC_H
#define CLI_VEC_H

#include <stdbool.h>
#include <stddef.h>

/** vec_reserve() - room for @nr items of @size bytes; false, nothing changed, if there is none. */
bool vec_reserve(void *items_ptr, size_t *room, size_t nr, size_t size);

#endif
