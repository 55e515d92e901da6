/* SPDX-License-Identifier: MIT */
/*
 * shortage.h - run a step on a map that has too few slots, then one more, until it succeeds.
 *
 * Every place where the step could run out is met on the way: it must say so, with a map that is
 * well formed. The map cannot grow.
 */
#ifndef TESTS_SHORTAGE_H
#define TESTS_SHORTAGE_H

#include <bootmem/check.h>
#include <bootmem/mb.h>

#define SHORTAGE_SLOTS 128ul

typedef int map_step(struct memblock *mb);

/**
 * every_shortage() - @step fails with -BM_ENOMEM until there are slots enough
 * @prepare: makes the map that @step starts from
 */
static inline void every_shortage(map_step *prepare, map_step *step)
{
	static struct memblock_region slots[SHORTAGE_SLOTS];
	struct memblock mb;
	unsigned long nr_slots;
	unsigned int nr_failed = 0;
	int err;

	for (nr_slots = 2; nr_slots <= SHORTAGE_SLOTS; nr_slots++) {
		mb_init(&mb, NULL, slots, nr_slots);
		mb.current_limit = 0;
		if (prepare(&mb))
			continue;
		err = step(&mb);
		assert_null(mb_check(&mb));
		if (!err)
			break;
		assert_int_equal(err, -BM_ENOMEM);
		nr_failed++;
	}
	assert_in_range(nr_slots, 2, SHORTAGE_SLOTS);
	assert_in_range(nr_failed, 1, SHORTAGE_SLOTS);
}

#endif
