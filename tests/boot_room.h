/* SPDX-License-Identifier: MIT */
/*
 * boot_room.h - the arrays that a boot on text needs, for tests that boot many machines.
 *
 * How large they are is for the test to say, before it includes this: ROOM_NODES, ROOM_BLOCKS,
 * ROOM_RANGES, ROOM_REGIONS.
 */
#ifndef TESTS_BOOT_ROOM_H
#define TESTS_BOOT_ROOM_H

#include <bootmem/boot.h>

/** struct plenty - how much of the arrays a boot gets. */
struct plenty {
	unsigned int regions;
	unsigned int ranges;
	unsigned int scratch;
	unsigned int blocks;
	unsigned int nodes;
};

#define ROOM_PLENTY                                                               \
	{                                                                         \
		ROOM_REGIONS, ROOM_RANGES, BM_FW_MAP_SCRATCH(ROOM_RANGES), ROOM_BLOCKS, \
			ROOM_NODES                                                \
	}

struct boot_room {
	struct memblock_region regions[ROOM_REGIONS];
	struct bm_node nodes[ROOM_NODES];
	uint16_t fallback[ROOM_NODES * ROOM_NODES];
	uint8_t distances[ROOM_NODES * ROOM_NODES];
	struct bm_fw_range ranges[ROOM_RANGES];
	uint32_t scratch[BM_FW_MAP_SCRATCH(ROOM_RANGES)];
	struct bm_numa_block blocks[ROOM_BLOCKS];
	struct bm_numa_block work[2 * ROOM_BLOCKS];
	uint32_t domains[ROOM_NODES];
	uint8_t numa_distances[ROOM_NODES * ROOM_NODES];
};

/* To a boot that bm_boot_init() has seen. The regions are for mb_init(). */
static inline void boot_room_lend(struct boot_room *room, const struct plenty *plenty,
				  struct bm_boot *boot)
{
	bm_zones_init(boot->zones, room->nodes, ROOM_NODES);
	boot->zones->fallback = room->fallback;
	boot->e820.map = bm_fw_map(room->ranges, plenty->ranges);
	boot->e820.scratch = room->scratch;
	boot->e820.nr_scratch = plenty->scratch;
	boot->distances = room->distances;
	boot->numa_room = bm_numa_room(room->blocks, plenty->blocks, room->domains,
				       room->numa_distances, plenty->nodes);
	boot->numa_work = room->work;
}

#endif
