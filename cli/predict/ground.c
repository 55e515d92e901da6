// SPDX-License-Identifier: MIT
/*
 * ground.c - a map to boot on, and fresh copies of it.
 *
 * The copies have no RAM behind them, so their arrays cannot grow: they are given room for all
 * that a run can do, as an edit adds two regions at most.
 */
#include <stdio.h>
#include <stdlib.h>

#include <bootmem/mb_iter.h>

#include "cli/predict/ground.h"

/** Reservations of a command line, and what they are cut into. */
#define SPARE 256u

int ground_make(struct ground *ground, const struct machine *machine, struct bm_range kernel,
		char *why)
{
	struct machine as_booted = *machine;
	struct bm_range image;

	*ground = (struct ground){ 0 };
	as_booted.kernel_image = kernel;
	if (machine_boot(&as_booted, NULL, &ground->run, why, 300) != 0)
		return -1;
	image = ground->run->boot.kernel_image;
	if (image.start < image.end)
		(void)!mb_unreserve(&ground->run->mb, image.start, image.end - image.start);
	return 0;
}

static bool make_room(struct ground *ground, size_t nr)
{
	if (nr <= ground->nr_regions)
		return true;
	free(ground->regions);
	ground->regions = malloc(nr * sizeof(*ground->regions));
	ground->nr_regions = ground->regions ? nr : 0;
	return ground->regions != NULL;
}

/* Marking is what makes searches prefer mirrored memory; regions alone would not. */
static int copy_memory(struct memblock *mb, const struct memblock *from)
{
	const struct memblock_region *region;
	int err = 0;

	mb_for_each_memory_region(region, from) {
		err = err ? err
			  : mb_add_node(mb, region->base, region->size, region->nid, region->flags);
		if (!err && (region->flags & MEMBLOCK_MIRROR))
			err = mb_mark(mb, region->base, region->size, MEMBLOCK_MIRROR);
	}
	return err;
}

static int copy_reserved(struct memblock *mb, const struct memblock *from)
{
	const struct memblock_region *region;
	int err = 0;

	mb_for_each_reserved_region(region, from)
		err = err ? err
			  : mb_reserve_node(mb, region->base, region->size, region->nid,
					    region->flags);
	return err;
}

struct memblock *ground_tread(struct ground *ground, const struct recipe *recipe)
{
	const struct memblock *from = &ground->run->mb;
	unsigned long nr_memory = from->memory.cnt + 2;
	unsigned long nr_reserved = from->reserved.cnt + nr_memory + 2 * recipe->nr + SPARE;
	struct memblock *mb = &ground->mb;
	int err;

	if (!make_room(ground, nr_memory + nr_reserved))
		return NULL;
	mb_init_uneven(mb, NULL, ground->regions, nr_memory, nr_reserved);
	mb->page_shift = from->page_shift;
	mb->movable_node = from->movable_node;
	mb->mirrored_kernelcore = from->mirrored_kernelcore;
	err = copy_memory(mb, from);
	if (!err && !recipe->from_log)
		err = copy_reserved(mb, from);
	return err ? NULL : mb;
}

void ground_release(struct ground *ground)
{
	machine_boot_free(ground->run);
	free(ground->regions);
	*ground = (struct ground){ 0 };
}
