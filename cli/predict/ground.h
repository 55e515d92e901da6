/* SPDX-License-Identifier: MIT */
/*
 * ground.h - memory as it is before a kernel takes any of it, to be booted on again and again.
 *
 *	if (ground_make(&ground, &machine, kernel, why) == 0) {
 *		recipe_follow(&recipe, &change, ground_tread(&ground, &recipe));
 *		...
 *		ground_release(&ground);
 *	}
 */
#ifndef CLI_GROUND_H
#define CLI_GROUND_H

#include "cli/predict/recipe.h"

/** struct ground - a booted machine without its kernel; @mb is the copy that is trodden on. */
struct ground {
	struct machine_boot *run;
	struct memblock mb;

	/* private */
	struct memblock_region *regions;
	size_t nr_regions;
};

/**
 * ground_make() - boot up to where zones are known, and take the kernel away
 * @ground:  set
 * @machine: must outlive it
 * @kernel:  where the kernel is; empty: where loaders usually put it
 * @why:     says what went wrong, on failure; 300 bytes
 *
 * Return: 0, or -1.
 */
int ground_make(struct ground *ground, const struct machine *machine, struct bm_range kernel,
		char *why);

/**
 * ground_tread() - a fresh copy to follow a recipe on; NULL if out of memory
 *
 * What firmware and loader reserve is on it, but for a recipe from a log, which tells that itself.
 */
struct memblock *ground_tread(struct ground *ground, const struct recipe *recipe);

void ground_release(struct ground *ground);

#endif
