// SPDX-License-Identifier: MIT
/*
 * subject_linux.c - Linux' memblock, as the benches drive it: by its public names.
 *
 * Compiled by bench/peers/run against the headers of the kernel source that the user has
 * installed, with that source's own stand-ins for user space, and linked with objects made from
 * it on the spot.
 *
 * There is one map per process, and addresses are pointers, so the pretend machine has to be mapped
 * where it says it is.
 */
#include <linux/memblock.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "subject.h"

/* The user-space stand-ins expect whoever uses them to say. */
bool movable_node_enabled;

static struct {
	char *arena;
	struct memblock pristine;
	struct memblock saved;
	struct memblock_region *saved_regions;
} state;

static size_t bytes_of(const struct memblock_type *type)
{
	return type->cnt * sizeof(*type->regions);
}

static void empty(struct memblock_type *type)
{
	memset(type->regions, 0, type->max * sizeof(*type->regions));
}

static void *open_map(struct subject_options options)
{
	if (!state.pristine.memory.regions)
		state.pristine = memblock;
	memblock = state.pristine;
	empty(&memblock.memory);
	empty(&memblock.reserved);
	memblock_allow_resize();
	memblock_set_bottom_up(options.bottom_up);
	state.arena = world_arena((void *)WORLD_BASE);
	return &memblock;
}

static void close_map(void *map)
{
	(void)map;
	world_arena_free(state.arena);
	free(state.saved_regions);
	state.saved_regions = NULL;
}

static void save_map(void *map)
{
	const struct memblock *mb = map;

	free(state.saved_regions);
	state.saved = *mb;
	state.saved_regions =
		bench_room(mb->memory.cnt + mb->reserved.cnt, sizeof(*state.saved_regions));
	memcpy(state.saved_regions, mb->memory.regions, bytes_of(&mb->memory));
	memcpy(state.saved_regions + mb->memory.cnt, mb->reserved.regions,
	       bytes_of(&mb->reserved));
}

static void rewind_map(void *map)
{
	struct memblock *mb = map;

	*mb = state.saved;
	memcpy(mb->memory.regions, state.saved_regions, bytes_of(&mb->memory));
	memcpy(mb->reserved.regions, state.saved_regions + mb->memory.cnt,
	       bytes_of(&mb->reserved));
}

/* An empty array holds one region of no size here. */
static uint64_t digest_regions(uint64_t digest, const struct memblock_type *type)
{
	for (unsigned long i = 0; i < type->cnt; i++) {
		if (!type->regions[i].size)
			continue;
		digest = bench_mix(digest, type->regions[i].base);
		digest = bench_mix(digest, type->regions[i].size);
	}
	return digest;
}

static uint64_t digest_map(const void *map)
{
	const struct memblock *mb = map;

	return digest_regions(digest_regions(0, &mb->memory), &mb->reserved);
}

static int add(void *map, uint64_t base, uint64_t size, int nid)
{
	(void)map;
	return memblock_add_node(base, size, nid, MEMBLOCK_NONE);
}

static int reserve(void *map, uint64_t base, uint64_t size)
{
	(void)map;
	return memblock_reserve(base, size);
}

static int unreserve(void *map, uint64_t base, uint64_t size)
{
	(void)map;
	return memblock_phys_free(base, size);
}

static uint64_t alloc(void *map, const struct subject_request *req)
{
	(void)map;
	if (req->nid != WORLD_NO_NODE)
		return (uint64_t)(uintptr_t)memblock_alloc_exact_nid_raw(
			req->size, req->align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, req->nid);
	return memblock_phys_alloc_range(req->size, req->align, 0, MEMBLOCK_ALLOC_ACCESSIBLE);
}

#include "loops.h"

static size_t count_memory(const void *map, const uint64_t *addrs, size_t nr)
{
	size_t found = 0;

	(void)map;
	for (size_t i = 0; i < nr; i++)
		found += memblock_is_memory(addrs[i]);
	return found;
}

static size_t count_reserved(const void *map, const struct subject_range *r, size_t nr)
{
	size_t found = 0;

	(void)map;
	for (size_t i = 0; i < nr; i++)
		found += memblock_is_region_reserved(r[i].start, r[i].end - r[i].start);
	return found;
}

struct walk {
	u64 i;
	phys_addr_t start;
	phys_addr_t end;
};

static uint64_t walk(const void *map, int nid, void *room)
{
	struct walk *w = room;
	uint64_t sum = 0;

	(void)map;
	for_each_free_mem_range(w->i, nid, MEMBLOCK_NONE, &w->start, &w->end, NULL)
		sum += w->start ^ w->end;
	return sum;
}

static uint64_t walk_down(const void *map, int nid, void *room)
{
	struct walk *w = room;
	uint64_t sum = 0;

	(void)map;
	for_each_free_mem_range_reverse(w->i, nid, MEMBLOCK_NONE, &w->start, &w->end, NULL)
		sum += w->start ^ w->end;
	return sum;
}

const struct subject subject_peer = {
	.name = "linux-6.1",
	.open = open_map,
	.close = close_map,
	.save = save_map,
	.rewind = rewind_map,
	.digest = digest_map,
	.add = add,
	.reserve = reserve,
	.free = unreserve,
	.add_all = add_all,
	.reserve_all = reserve_all,
	.free_all = free_all,
	.replace_all = replace_all,
	.alloc_all = alloc_all,
	.count_memory = count_memory,
	.count_reserved = count_reserved,
	.walk = walk,
	.walk_down = walk_down,
};
