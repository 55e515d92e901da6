// SPDX-License-Identifier: MIT
/*
 * map_zones.c - which memory is in which zone, by what a log says.
 *
 * A kernel prints the ends of its zones, and for each node where ZONE_MOVABLE starts; so memory
 * of a node is in the zone that its address is in, and above that start it is movable. With
 * kernelcore=mirror what is mirrored stays with the kernel wherever it is.
 */
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/replay/map.h"

static int add_zone(struct map *map, struct map_zone zone)
{
	if (zone.base >= zone.end)
		return 0;
	if (!vec_reserve(&map->zones, &map->zones_room, map->nr_zones + 1, sizeof(zone)))
		return -BM_ENOMEM;
	map->zones[map->nr_zones++] = zone;
	return 0;
}

/* PHYS_ADDR_MAX if the node has no movable memory. */
static phys_addr_t movable_start(const struct log *log, int nid)
{
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_MOVABLE && log->events[i].nid == (nid < 0 ? 0 : nid))
			return log->events[i].base;
	return PHYS_ADDR_MAX;
}

static phys_addr_t node_start(const struct map *map, int nid)
{
	size_t i;

	for (i = 0; i < map->nr_banks; i++)
		if (map->banks[i].is_memory && map->banks[i].nid == nid)
			return map->banks[i].base;
	return 0;
}

/* A zone that begins above the start of ZONE_MOVABLE is empty, and its mirrored memory lost. */
static int add_part(struct map *map, const struct map_bank *bank, const struct log_event *zone,
		    phys_addr_t movable, bool stays)
{
	struct map_zone kernels = { .base = higher(bank->base, zone->base),
				    .end = lower(bank->end, log_end(zone)),
				    .name = zone->who,
				    .nid = bank->nid };
	struct map_zone users = kernels;
	int err = 0;

	if (!stays)
		kernels.end = lower(kernels.end, movable);
	users.base = higher(users.base, movable);
	users.name = "Movable";
	if (higher(zone->base, node_start(map, bank->nid)) < movable)
		err = add_zone(map, kernels);
	return err || stays ? err : add_zone(map, users);
}

static int add_bank(struct map *map, const struct log *log, const struct map_bank *bank)
{
	bool stays = (bank->flags & MEMBLOCK_MIRROR) && strstr(log->cmdline, "kernelcore=mirror");
	phys_addr_t movable = movable_start(log, bank->nid);
	size_t i;
	int err = 0;

	for (i = 0; i < log->nr_events && !err; i++)
		if (log->events[i].kind == LOG_ZONE)
			err = add_part(map, bank, &log->events[i], movable, stays);
	return err;
}

int map_find_zones_(struct map *map, const struct log *log)
{
	size_t i;
	int err = 0;

	for (i = 0; i < map->nr_banks && !err; i++)
		if (map->banks[i].is_memory)
			err = add_bank(map, log, &map->banks[i]);
	return err;
}
