/* SPDX-License-Identifier: MIT */
/*
 * map.h - the physical map of a replayed boot: what there is, who has it, how much each has.
 *
 * Computes only; render_map.c prints. Everything is taken at the moment where the replay stands, by
 * default the hand-over to the page allocator.
 */
#ifndef CLI_MAP_H
#define CLI_MAP_H

#include "cli/replay/replay.h"

#define MAP_WIDTH 72
#define MAP_MAX_GROUPS 32

/** struct map_bank - a stretch of memory, or of what firmware keeps to itself. */
struct map_bank {
	phys_addr_t base;
	phys_addr_t end;
	bool is_memory;
	const char *kind; /* firmware's word, or "memory" */
	int nid;
	unsigned int flags;
};

/** struct map_zone - memory of a node that is in a zone, without holes. */
struct map_zone {
	phys_addr_t base;
	phys_addr_t end;
	const char *name;
	int nid;
};

/** struct map_share - what one group has in all. */
struct map_share {
	const struct group *group;
	phys_addr_t bytes; /* of memory; reservations elsewhere cost nothing */
	size_t nr_spans;
};

/** struct map_row - a line of the picture. */
struct map_row {
	phys_addr_t base;
	phys_addr_t end;
	char cells[MAP_WIDTH]; /* a group's letter; '.' free, '-' firmware's, ' ' nothing */
};

struct map {
	struct map_bank *banks; /* by address */
	size_t nr_banks;
	size_t banks_room;
	struct map_zone *zones; /* by address; none if the log ends before they are known */
	size_t nr_zones;
	size_t zones_room;
	struct owners owners;
	struct map_share shares[MAP_MAX_GROUPS]; /* biggest first */
	size_t nr_shares;
	struct map_row *rows;
	size_t nr_rows;
	size_t rows_room;
	phys_addr_t nr_bytes; /* of memory */
	phys_addr_t nr_taken;
};

/**
 * map_new() - the map as it is where @replay stands
 * @replay: a replay
 * @map:    set; release it with map_release()
 *
 * Return: 0, or -BM_ENOMEM with nothing to release.
 */
int map_new(const struct replay *replay, struct map *map);

void map_release(struct map *map);

/**
 * map_of_owners() - the same, but for who has taken what
 * @owners: taken over
 */
int map_of_owners(const struct replay *replay, struct owners owners, struct map *map);

/* map_zones.c: which memory is in which zone, by what @log says of zones. */
int map_find_zones_(struct map *map, const struct log *log);

/** map_replay() - replay @log up to the hand-over. Return: as replay_new() and replay_run(). */
int map_replay(const struct log *log, struct replay **out);

#endif
