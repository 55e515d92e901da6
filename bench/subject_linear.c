// SPDX-License-Identifier: MIT
/*
 * subject_linear.c - the linear reference, as the benches drive it.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "linear.h"
#include "subject.h"

struct map {
	struct linear l;
	struct linear saved;
	struct linear_region *saved_regions;
	struct linear_region slots[2 * WORLD_SLOTS];
};

static void *open_map(struct subject_options options)
{
	struct map *m = bench_room(1, sizeof(*m));

	linear_init(&m->l, m->slots, 2 * WORLD_SLOTS, world_arena(NULL), WORLD_BASE);
	m->l.bottom_up = options.bottom_up;
	m->l.tagged = options.tagged;
	return m;
}

static void close_map(void *map)
{
	struct map *m = map;

	world_arena_free(m->l.arena);
	free(m->saved_regions);
	free(m);
}

static size_t bytes_of(const struct linear_type *type)
{
	return type->cnt * sizeof(*type->regions);
}

static void save_map(void *map)
{
	struct map *m = map;
	const struct linear *l = &m->l;

	free(m->saved_regions);
	m->saved = *l;
	m->saved_regions = bench_room(l->memory.cnt + l->reserved.cnt, sizeof(*m->saved_regions));
	memcpy(m->saved_regions, l->memory.regions, bytes_of(&l->memory));
	memcpy(m->saved_regions + l->memory.cnt, l->reserved.regions, bytes_of(&l->reserved));
}

static void rewind_map(void *map)
{
	struct map *m = map;
	struct linear *l = &m->l;

	*l = m->saved;
	memcpy(l->memory.regions, m->saved_regions, bytes_of(&l->memory));
	memcpy(l->reserved.regions, m->saved_regions + l->memory.cnt, bytes_of(&l->reserved));
}

static uint64_t digest_regions(uint64_t digest, const struct linear_type *type)
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

	return digest_regions(digest_regions(0, &m->l.memory), &m->l.reserved);
}

static int add(void *map, uint64_t base, uint64_t size, int nid)
{
	struct map *m = map;

	return linear_add(&m->l, base, size, nid);
}

static int reserve(void *map, uint64_t base, uint64_t size)
{
	struct map *m = map;

	return linear_reserve(&m->l, base, size);
}

static int unreserve(void *map, uint64_t base, uint64_t size)
{
	struct map *m = map;

	return linear_free(&m->l, base, size);
}

static uint64_t alloc(void *map, const struct subject_request *wish)
{
	struct map *m = map;
	struct linear_request req = { wish->size, wish->align, wish->nid,
				      wish->nid != WORLD_NO_NODE };

	return linear_alloc(&m->l, &req);
}

#include "loops.h"

static size_t count_memory(const void *map, const uint64_t *addrs, size_t nr)
{
	const struct map *m = map;
	size_t found = 0;

	for (size_t i = 0; i < nr; i++)
		found += linear_is_memory(&m->l, addrs[i]);
	return found;
}

static size_t count_reserved(const void *map, const struct subject_range *r, size_t nr)
{
	const struct map *m = map;
	size_t found = 0;

	for (size_t i = 0; i < nr; i++)
		found += linear_is_region_reserved(&m->l, r[i].start, r[i].end - r[i].start);
	return found;
}

struct walk {
	uint64_t pos;
	struct linear_range r;
};

static uint64_t walk(const void *map, int nid, void *room)
{
	const struct map *m = map;
	struct walk *w = room;
	uint64_t sum = 0;

	w->pos = 0;
	while (linear_next_free(&m->l, &w->pos, nid, &w->r))
		sum += w->r.start ^ w->r.end;
	return sum;
}

static uint64_t walk_down(const void *map, int nid, void *room)
{
	const struct map *m = map;
	struct walk *w = room;
	uint64_t sum = 0;

	w->pos = UINT64_MAX;
	while (linear_prev_free(&m->l, &w->pos, nid, &w->r))
		sum += w->r.start ^ w->r.end;
	return sum;
}

const struct subject subject_linear = {
	.name = "linear",
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
