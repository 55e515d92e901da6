// SPDX-License-Identifier: MIT
/*
 * lane.c - run a case over memory maps: plan once, build and run in each lane.
 *
 * With a peer linked in, all lanes record allocations the way the peer does, so that all do
 * the same work.
 */
#include "lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lane_must(int err)
{
	if (!err)
		return;
	fprintf(stderr, "bench: a map cannot be built\n");
	exit(2);
}

struct subject_range lane_spaced_page(size_t i)
{
	uint64_t start = WORLD_BASE + 2 * LANE_PAGE * i;

	return (struct subject_range){ start, start + LANE_PAGE };
}

void lane_reserve_spaced(struct lane *lane, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		lane_must(lane->subject->reserve(lane->map, lane_spaced_page(i).start, LANE_PAGE));
}

static void rewind_lane(void *ctx)
{
	struct lane *lane = ctx;

	lane->subject->rewind(lane->map);
}

static void run_lane(void *ctx)
{
	struct lane *lane = ctx;

	lane->work(lane);
}

static void place_lane(void *ctx, size_t place)
{
	struct lane *lane = ctx;

	lane->place = place;
}

static uint64_t digest_lane(void *ctx)
{
	const struct lane *lane = ctx;
	uint64_t digest = lane->subject->digest(lane->map);

	for (size_t i = 0; i < lane->plan->ops; i++)
		digest = bench_mix(digest, lane->found[i]);
	return digest;
}

static void open_lane(struct lane *lane, const struct map_case *c, const struct plan *plan)
{
	struct subject_options options = { c->bottom_up, &subject_peer == NULL };

	lane->map = lane->subject->open(options);
	lane->plan = plan;
	lane->found = bench_room(plan->ops, sizeof(*lane->found));
	lane->work = c->work;
	c->build(lane);
	lane->subject->save(lane->map);
}

static void close_lane(struct lane *lane)
{
	lane->subject->close(lane->map);
	free(lane->found);
}

static void run_case(struct bench *b, const struct map_case *c, size_t n)
{
	const struct subject *subjects[BENCH_ARMS] = { &subject_bootmem, &subject_linear,
						       &subject_peer };
	struct bench_contest contest = { .name = c->name, .n = n };
	struct lane lanes[BENCH_ARMS];
	struct plan plan = { .n = n };

	c->plan(&plan);
	contest.ops = plan.ops;
	contest.places = plan.places;
	contest.place = place_lane;
	memset(lanes, 0, sizeof(lanes));
	for (size_t i = 0; i < BENCH_ARMS; i++) {
		struct lane *lane = &lanes[i];

		if (!subjects[i] || !bench_wants_arm(b, i) || (i > 0 && n > c->to_linear))
			continue;
		lane->subject = subjects[i];
		open_lane(lane, c, &plan);
		contest.arms[i] = (struct bench_arm){ subjects[i]->name, lane,
						      c->read_only ? NULL : rewind_lane, run_lane,
						      digest_lane };
	}
	bench_measure(b, &contest);
	for (size_t i = 0; i < BENCH_ARMS; i++)
		if (lanes[i].subject)
			close_lane(&lanes[i]);
	free(plan.ranges);
	free(plan.wishes);
	free(plan.addrs);
}

int lane_main(const char *name, const struct map_case *cases, size_t nr_cases, int argc,
	      char **argv)
{
	struct bench b;

	if (!bench_open(&b, name, argc, argv))
		return 2;
	for (size_t i = 0; i < nr_cases; i++) {
		const struct map_case *c = &cases[i];

		for (size_t n = c->from; n <= c->to; n *= c->step)
			if (bench_wants(&b, c->name, n))
				run_case(&b, c, n);
	}
	return bench_close(&b);
}
