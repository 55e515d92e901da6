/* SPDX-License-Identifier: MIT */
/*
 * zone_why.h - why ZONE_MOVABLE is where it is, in sentences.
 */
#ifndef CLI_ZONE_WHY_H
#define CLI_ZONE_WHY_H

#include <bootmem/zone.h>

#define ZONE_WHY_ROOM 320

/** struct zone_why - a sentence about node @nid; NUMA_NO_NODE: about the whole machine. */
struct zone_why {
	int nid;
	char text[ZONE_WHY_ROOM];
};

/**
 * zone_why() - the sentences, the machine's first
 * @zones: laid out
 * @next:  0 at first; where to go on, set by each call
 * @why:   set if there is one
 *
 * Return: false when there are no more.
 */
bool zone_why(const struct bm_zones *zones, unsigned int *next, struct zone_why *why);

#endif
