// SPDX-License-Identifier: MIT
/*
 * replay_why.c - say in one sentence why our address and the log's differ.
 *
 * The map is as it was when the allocation was asked for. So whatever keeps the log's place from
 * being the answer can be read off it: something is reserved there, it is no memory, it is another
 * node's; or nothing is in the way and ours comes first in the order of the search.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/span.h"
#include "cli/replay/replay_int.h"

/* The part of @type that overlaps [base, end), or NULL. */
static const struct memblock_region *overlap(const struct memblock_type *type, phys_addr_t base,
					     phys_addr_t end)
{
	unsigned long i;

	for (i = 0; i < type->cnt; i++)
		if (type->regions[i].base < end && base < region_end(&type->regions[i]))
			return &type->regions[i];
	return NULL;
}

static const char *rung(const struct placement *placement)
{
	if (placement->gave_up & MB_GAVE_UP_START)
		return "after dropping the lower bound";
	if (placement->gave_up & MB_GAVE_UP_MIRROR)
		return "after giving up mirrored memory";
	if (placement->gave_up & MB_GAVE_UP_NODE)
		return "on another node";
	return "as asked";
}

static void explain_theirs(const struct memblock *mb, struct placement *placement)
{
	phys_addr_t base = placement->theirs;
	phys_addr_t end = span_end(base, placement->req.size);
	const struct memblock_region *memory = overlap(&mb->memory, base, end);
	const struct memblock_region *taken = overlap(&mb->reserved, base, end);
	char *why = placement->why;
	const size_t room = sizeof(placement->why);

	if (!memory)
		snprintf(why, room, "the log's place is no memory here");
	else if (taken)
		snprintf(why, room, "the log's place is reserved here: 0x%" PRIx64 "-0x%" PRIx64,
			 taken->base, region_end(taken) - 1);
	else if (!mb_is_region_memory(mb, base, placement->req.size))
		snprintf(why, room,
			 "the log's place crosses a border of node or flags at 0x%" PRIx64,
			 region_end(memory));
	else if (placement->req.nid >= 0 && memory->nid != placement->req.nid)
		snprintf(why, room,
			 "the log's place is on node %d, asked was node %d; ours was found %s",
			 memory->nid, placement->req.nid, rung(placement));
	else
		snprintf(why, room,
			 "the log's place is free here, memory of node %d with flags %#x; "
			 "ours comes first %s and was found %s",
			 memory->nid, (unsigned int)memory->flags,
			 placement->bottom_up ? "from the bottom up" : "from the top down",
			 rung(placement));
}

void explain(const struct memblock *mb, struct placement *placement)
{
	if (!placement->theirs_fits) {
		snprintf(placement->why, sizeof(placement->why),
			 "the log's kernel found no place, ours was found %s", rung(placement));
		return;
	}
	explain_theirs(mb, placement);
}
