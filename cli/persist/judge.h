/* SPDX-License-Identifier: MIT */
/*
 * judge.h - what a boot would make of a handover record.
 *
 *	judge_open(&judge, &image);
 *	judge_run(&judge, mb);
 *	...judge.names.slots[i].fate of image.named[i]...
 *	judge_release(&judge);
 *
 * The library judges, as it does in a kernel: the record is taken over on a map, then every name is
 * asked for as the record has it. Contents, if the file has them, are the map's memory.
 */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "cli/persist/image.h"

/**
 * struct judge - the verdict
 * @names:   the first image->nr_named slots are the record's names, revived or lost
 * @lost:    lines about further memory that would be lost, one below the other; or NULL
 */
struct judge {
	const struct image *image;
	struct bm_names names;
	struct bm_named *slots;
	char *lost;
	struct bm_port port;
	bool is_out_of_memory;
};

/** judge_open() - 0; -1 if there is no memory. */
int judge_open(struct judge *judge, const struct image *image);

/**
 * judge_run() - take the record over on the map of a machine
 * @mb: the map; its port is replaced. NULL: one with just the memory that the record speaks of
 *
 * Return: 0, or a negative bm_error if the map has no room.
 */
int judge_run(struct judge *judge, struct memblock *mb);

/** judge_lost() - names that would be lost. */
unsigned int judge_lost(const struct judge *judge);

void judge_release(struct judge *judge);

#endif
