// SPDX-License-Identifier: MIT
/*
 * face.c - sets `memblock` back to what it was when the program started.
 *
 * The first world keeps a copy of the map and knows its two static arrays from then on; nothing
 * else tells what "as at start-up" means.
 */
#include "face.h"

#include <string.h>

static struct memblock as_started;
static bool has_started;
static bool goes_up;

static void set_back(void)
{
	if (!has_started)
		as_started = memblock;
	has_started = true;
	memblock = as_started;
	memset(memblock.memory.regions, 0, memblock.memory.max * sizeof(struct memblock_region));
	memset(memblock.reserved.regions, 0,
	       memblock.reserved.max * sizeof(struct memblock_region));
	memblock_low_limit = 0xffffffffu;
}

static int copy_map(const struct memblock *from)
{
	const struct memblock_region *r;
	int err = 0;

	mb_for_each_memory_region(r, from)
		err |= memblock_add_node(r->base, r->size, r->nid, r->flags);
	mb_for_each_reserved_region(r, from)
		err |= memblock_reserve(r->base, r->size);
	return err;
}

struct world *face_world_at(phys_addr_t origin, const char *picture, const char *nodes)
{
	struct world *w = world_at(origin, 4 * WORLD_SLOTS, picture, nodes);

	set_back();
	memblock.mirrored_kernelcore = w->mb.mirrored_kernelcore;
	memblock.has_mirror = w->mb.has_mirror;
	assert_int_equal(copy_map(&w->mb), 0);
	memblock.port = &w->port;
	memblock.bottom_up = goes_up;
	w->map = &memblock;
	return w;
}

struct world *face_world(const char *picture, const char *nodes)
{
	return face_world_at(0, picture, nodes);
}

int face_go_down(void **state)
{
	(void)state;
	goes_up = false;
	return 0;
}

int face_go_up(void **state)
{
	(void)state;
	goes_up = true;
	return 0;
}
