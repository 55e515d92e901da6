// SPDX-License-Identifier: MIT
/*
 * bench_region.c - edits: regions added, reserved and freed in the orders that occur.
 *
 * n is the number of edits and, unless they merge, of regions at the end. Growth of the
 * arrays is included; they grow into a bank at the top of the machine, or into the memory
 * that is being reserved. Sizes beyond 10^4 are run by bootmem alone: the reference would
 * need seconds to minutes a round.
 */
#include "lane.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { PAIRS = 1024, HOLE_EVERY = 1000 };

static const uint64_t seed = 2;

/* --- plans ----------------------------------------------------------------------- */

static void plan_room(struct plan *p, size_t ops)
{
	p->ops = ops;
	p->ranges = bench_room(ops, sizeof(*p->ranges));
}

static void plan_ascending(struct plan *p)
{
	plan_room(p, p->n);
	for (size_t i = 0; i < p->n; i++)
		p->ranges[i] = lane_spaced_page(i);
}

static void plan_descending(struct plan *p)
{
	plan_room(p, p->n);
	for (size_t i = 0; i < p->n; i++)
		p->ranges[i] = lane_spaced_page(p->n - 1 - i);
}

/* @ops numbers below p->n; each once if @ops is p->n. */
static uint64_t *random_order(const struct plan *p, size_t ops)
{
	uint64_t *order = bench_room(ops, sizeof(*order));

	for (size_t i = 0; i < ops; i++)
		order[i] = i % p->n;
	bench_shuffle(order, ops, seed);
	return order;
}

static void plan_spaced(struct plan *p, size_t ops)
{
	p->addrs = random_order(p, ops);
	plan_room(p, ops);
	for (size_t i = 0; i < ops; i++)
		p->ranges[i] = lane_spaced_page(p->addrs[i]);
}

static void plan_random(struct plan *p)
{
	plan_spaced(p, p->n);
}

static void plan_pairs(struct plan *p)
{
	plan_spaced(p, PAIRS);
}

static void plan_touching(struct plan *p)
{
	plan_room(p, p->n);
	for (size_t i = 0; i < p->n; i++)
		p->ranges[i] = (struct subject_range){ WORLD_BASE + i * LANE_PAGE,
						       WORLD_BASE + (i + 1) * LANE_PAGE };
}

static void plan_touching_random(struct plan *p)
{
	plan_room(p, p->n);
	p->addrs = random_order(p, p->n);
	for (size_t i = 0; i < p->n; i++)
		p->ranges[i] = (struct subject_range){ WORLD_BASE + p->addrs[i] * LANE_PAGE,
						       WORLD_BASE + (p->addrs[i] + 1) * LANE_PAGE };
}

/* n pages in a row, all but every thousandth. */
static void plan_pages(struct plan *p)
{
	plan_room(p, p->n - p->n / HOLE_EVERY);
	for (size_t i = 0, page = 0; i < p->ops; i++, page++) {
		if (page % HOLE_EVERY == HOLE_EVERY - 1)
			page++;
		p->ranges[i] = (struct subject_range){ WORLD_BASE + page * LANE_PAGE,
						       WORLD_BASE + (page + 1) * LANE_PAGE };
	}
}

/* --- maps ------------------------------------------------------------------------ */

static void build_bank(struct lane *lane)
{
	uint64_t size = UINT64_C(1) << 30;

	lane_must(lane->subject->add(lane->map, WORLD_END - size, size, WORLD_NO_NODE));
}

static void build_memory(struct lane *lane)
{
	lane_must(lane->subject->add(lane->map, WORLD_BASE, WORLD_SPAN, WORLD_NO_NODE));
}

static void build_spaced(struct lane *lane)
{
	build_memory(lane);
	lane_reserve_spaced(lane, lane->plan->n);
}

static void build_taken(struct lane *lane)
{
	build_memory(lane);
	lane_must(lane->subject->reserve(lane->map, WORLD_BASE, 2 * LANE_PAGE * lane->plan->n));
}

/* --- work ------------------------------------------------------------------------ */

static void add_all(struct lane *lane)
{
	const struct plan *p = lane->plan;

	lane_must(lane->subject->add_all(lane->map, p->ranges, p->ops));
}

static void reserve_all(struct lane *lane)
{
	const struct plan *p = lane->plan;

	lane_must(lane->subject->reserve_all(lane->map, p->ranges, p->ops));
}

static void free_all(struct lane *lane)
{
	const struct plan *p = lane->plan;

	lane_must(lane->subject->free_all(lane->map, p->ranges, p->ops));
}

static void free_and_reserve(struct lane *lane)
{
	const struct plan *p = lane->plan;

	lane_must(lane->subject->replace_all(lane->map, p->ranges, p->ops));
}

static const struct map_case cases[] = {
	{ "add-ascending", 10, 1000000, 10000, 10, false, false, plan_ascending, build_bank,
	  add_all },
	{ "add-descending", 10, 100000, 10000, 10, false, false, plan_descending, build_bank,
	  add_all },
	{ "add-random", 10, 100000, 10000, 10, false, false, plan_random, build_bank, add_all },
	{ "add-extend", 10, 1000000, 1000000, 10, false, false, plan_touching, build_bank,
	  add_all },
	{ "add-merge-random", 10, 100000, 10000, 10, false, false, plan_touching_random, build_bank,
	  add_all },
	{ "reserve-ascending", 10, 1000000, 10000, 10, false, false, plan_ascending, build_memory,
	  reserve_all },
	{ "reserve-descending", 10, 100000, 10000, 10, false, false, plan_descending, build_memory,
	  reserve_all },
	{ "reserve-random", 10, 100000, 10000, 10, false, false, plan_random, build_memory,
	  reserve_all },
	{ "free-random", 10, 100000, 10000, 10, false, false, plan_random, build_spaced, free_all },
	{ "free-holes", 10, 100000, 10000, 10, false, false, plan_random, build_taken, free_all },
	{ "free-reserve-pair", 10, 100000, 10000, 10, false, false, plan_pairs, build_spaced,
	  free_and_reserve },
	{ "reserve-pages", 1 << 18, 1 << 22, 1 << 20, 4, false, false, plan_pages, build_memory,
	  reserve_all },
};

int main(int argc, char **argv)
{
	return lane_main("region", cases, COUNT(cases), argc, argv);
}
