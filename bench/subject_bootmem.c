// SPDX-License-Identifier: MIT
/*
 * subject_bootmem.c - bootmem's core, as the benches drive it: through its public headers only.
 */
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "subject.h"

struct map {
	struct memblock mb;
	struct memblock saved;
	struct memblock_region *saved_regions;
	struct bm_port port;
	char *arena;
	struct memblock_region slots[2 * WORLD_SLOTS];
};

static void *map_arena(void *ctx, phys_addr_t base, size_t size)
{
	const struct map *m = ctx;

	(void)size;
	return m->arena + (base - WORLD_BASE);
}

static void *open_map(struct subject_options options)
{
	struct map *m = bench_room(1, sizeof(*m));

	m->arena = world_arena(NULL);
	m->port.ctx = m;
	m->port.map = map_arena;
	mb_init(&m->mb, &m->port, m->slots, 2 * WORLD_SLOTS);
	m->mb.bottom_up = options.bottom_up;
	m->mb.untagged = !options.tagged;
	return m;
}

static void close_map(void *map)
{
	struct map *m = map;

	world_arena_free(m->arena);
	free(m->saved_regions);
	free(m);
}

static size_t bytes_of(const struct memblock_type *type)
{
	return type->cnt * sizeof(*type->regions);
}

static void save_map(void *map)
{
	struct map *m = map;
	const struct memblock *mb = &m->mb;

	free(m->saved_regions);
	m->saved = *mb;
	m->saved_regions = bench_room(mb->memory.cnt + mb->reserved.cnt, sizeof(*m->saved_regions));
	memcpy(m->saved_regions, mb->memory.regions, bytes_of(&mb->memory));
	memcpy(m->saved_regions + mb->memory.cnt, mb->reserved.regions, bytes_of(&mb->reserved));
}

static void rewind_map(void *map)
{
	struct map *m = map;
	struct memblock *mb = &m->mb;

	*mb = m->saved;
	memcpy(mb->memory.regions, m->saved_regions, bytes_of(&mb->memory));
	memcpy(mb->reserved.regions, m->saved_regions + mb->memory.cnt, bytes_of(&mb->reserved));
}

static uint64_t digest_regions(uint64_t digest, const struct memblock_type *type)
{
	for (unsigned long i = 0; i < type->cnt; i++) {
		digest = bench_mix(digest, type->regions[i].base);
		digest = bench_mix(digest, type->regions[i].size);
	}
	return digest;
}

static uint64_t digest_map(const void *map)
{
	const struct map *m = map;

	return digest_regions(digest_regions(0, &m->mb.memory), &m->mb.reserved);
}

static int add(void *map, uint64_t base, uint64_t size, int nid)
{
	struct map *m = map;

	return mb_add_node(&m->mb, base, size, nid, MEMBLOCK_NONE);
}

static int reserve(void *map, uint64_t base, uint64_t size)
{
	struct map *m = map;

	return mb_reserve(&m->mb, base, size);
}

static int unreserve(void *map, uint64_t base, uint64_t size)
{
	struct map *m = map;

	return mb_free(&m->mb, base, size);
}

static uint64_t alloc(void *map, const struct subject_request *wish)
{
	struct map *m = map;
	struct mb_req req = mb_req(wish->size, wish->align);
	struct mb_spot spot;

	req.nid = wish->nid;
	req.exact_nid = wish->nid != WORLD_NO_NODE;
	return mb_alloc(&m->mb, &req, &spot) ? 0 : spot.base;
}

#include "loops.h"

static size_t count_memory(const void *map, const uint64_t *addrs, size_t nr)
{
	const struct map *m = map;
	size_t found = 0;

	for (size_t i = 0; i < nr; i++)
		found += mb_is_memory(&m->mb, addrs[i]);
	return found;
}

static size_t count_reserved(const void *map, const struct subject_range *r, size_t nr)
{
	const struct map *m = map;
	size_t found = 0;

	for (size_t i = 0; i < nr; i++)
		found += mb_is_region_reserved(&m->mb, r[i].start, r[i].end - r[i].start);
	return found;
}

_Static_assert(sizeof(struct mb_free_iter) <= SUBJECT_ROOM, "an iterator has room");

static uint64_t walk(const void *map, int nid, void *room)
{
	const struct map *m = map;
	struct mb_filter filter = mb_any();
	struct mb_free_iter *it = room;
	uint64_t sum = 0;

	filter.nid = nid;
	mb_for_each_free_range(it, &m->mb, filter)
		sum += it->start ^ it->end;
	return sum;
}

static uint64_t walk_down(const void *map, int nid, void *room)
{
	const struct map *m = map;
	struct mb_filter filter = mb_any();
	struct mb_free_iter *it = room;
	uint64_t sum = 0;

	filter.nid = nid;
	mb_for_each_free_range_reverse(it, &m->mb, filter)
		sum += it->start ^ it->end;
	return sum;
}

const struct subject subject_bootmem = {
	.name = "bootmem",
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
