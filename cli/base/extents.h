/* SPDX-License-Identifier: MIT */
/*
 * extents.h - a set of bytes of the address space, for sums that must come out even.
 *
 * Kept as ranges that are sorted and do not touch, so that a byte is in a set or is not, and is
 * never counted twice.
 *
 *	struct extents lost = { 0 };
 *
 *	if (extents_minus(&before, &after, &lost))
 *		...extents_size(&lost) bytes are gone...
 *	extents_release(&lost);
 *
 * A zeroed set is empty. Functions that can run out of memory return false then; the set is still
 * to be released.
 */
#ifndef CLI_EXTENTS_H
#define CLI_EXTENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <bootmem/mb.h>

struct extents {
	struct bm_range *items;
	size_t nr;
	size_t room;
};

/** extents_add() - every byte of @range is in the set now; empty ranges change nothing. */
bool extents_add(struct extents *set, struct bm_range range);

/** extents_of_regions() - add what an array holds, whole regions. */
bool extents_of_regions(struct extents *set, const struct memblock_type *type);

/** extents_minus() - what is in @a and not in @b; @out is emptied first. */
bool extents_minus(const struct extents *a, const struct extents *b, struct extents *out);

/** extents_both() - what is in @a and in @b; @out is emptied first. */
bool extents_both(const struct extents *a, const struct extents *b, struct extents *out);

/** extents_size() - bytes in the set. */
phys_addr_t extents_size(const struct extents *set);

/** extents_largest() - its longest range; empty if the set is. */
struct bm_range extents_largest(const struct extents *set);

void extents_release(struct extents *set);

#endif
