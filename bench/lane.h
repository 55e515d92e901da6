/* SPDX-License-Identifier: MIT */
/*
 * lane.h - a case over a memory map, run by every subject on the same plan.
 *
 * A case plans once what will be done, as plain arrays; each subject then builds its own map
 * from the plan and works through it in its own lane. After every round the lanes must have
 * found the same addresses and hold the same regions, the arrays that grew included.
 */
#ifndef BENCH_LANE_H
#define BENCH_LANE_H

#include "bench.h"
#include "subject.h"

/**
 * struct plan - what one run does
 * @n:      size of the case
 * @ops:    operations in a run
 * @ranges: what edits and overlap queries are about, @ops of them or NULL
 * @wishes: what allocations ask for, @ops of them or NULL
 * @addrs:  what look-ups ask for, @ops of them or NULL
 * @places: LANE_PLACES if what a lane keeps in its room may make a difference by where that is
 */
struct plan {
	size_t n;
	size_t ops;
	struct subject_range *ranges;
	struct subject_request *wishes;
	uint64_t *addrs;
	size_t places;
};

/** A line of the cache has so many multiples of 8. */
#define LANE_PLACES 8

/**
 * struct lane - one subject at one case
 * @found: answers of the run: addresses allocated, or sums; @plan->ops of them
 * @place: where in a line of the cache the room begins, in units of 8
 * @lines: what the room is part of
 */
struct lane {
	const struct subject *subject;
	void *map;
	const struct plan *plan;
	uint64_t *found;
	void (*work)(struct lane *lane);
	size_t place;
	_Alignas(64) unsigned char lines[SUBJECT_ROOM + 64];
};

/**
 * struct map_case - a case at sizes @from, @from * @step ... @to
 * @to_linear: largest size the slow arms get; they would take hours at the others
 * @bottom_up: direction of searches
 * @read_only: a run changes nothing
 * @plan:      fill in everything of a plan but @n
 * @build:     the map before the run
 * @work:      the run
 */
struct map_case {
	const char *name;
	size_t from;
	size_t to;
	size_t to_linear;
	size_t step;
	bool bottom_up;
	bool read_only;
	void (*plan)(struct plan *plan);
	void (*build)(struct lane *lane);
	void (*work)(struct lane *lane);
};

/** lane_main() - main() of a bench that is nothing but cases. */
int lane_main(const char *name, const struct map_case *cases, size_t nr_cases, int argc,
	      char **argv);

/** lane_must() - stop if building a map failed: there would be nothing to measure. */
void lane_must(int err);

/** lane_room() - SUBJECT_ROOM bytes that a walk keeps its state in. */
static inline void *lane_room(struct lane *lane)
{
	return lane->lines + 8 * lane->place;
}

/** The pages of a map with holes: page i at WORLD_BASE + 2 * i pages. */
struct subject_range lane_spaced_page(size_t i);

/** lane_reserve_spaced() - reserve the first @nr pages with holes between them. */
void lane_reserve_spaced(struct lane *lane, size_t nr);

#define LANE_PAGE UINT64_C(4096)

#endif
