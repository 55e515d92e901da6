// SPDX-License-Identifier: MIT
/*
 * bench_walk.c - reading a map: walks over free ranges, look-ups, overlap queries.
 *
 * n is the number of regions that are walked past or searched. A walk's time is per free range, and
 * that of the worst place for what it keeps.
 */
#include "lane.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { QUERIES = 8192 };

static const uint64_t seed = 4;

/* --- plans ----------------------------------------------------------------------- */

static void plan_ranges(struct plan *p)
{
	p->ops = p->n;
	p->places = LANE_PLACES;
}

static void plan_lookups(struct plan *p)
{
	uint64_t random = seed;

	p->ops = QUERIES;
	p->addrs = bench_room(p->ops, sizeof(*p->addrs));
	for (size_t i = 0; i < p->ops; i++)
		p->addrs[i] = WORLD_BASE + bench_random(&random) % (2 * LANE_PAGE * p->n);
}

/* Half a page each, so that about half of them are free. */
static void plan_overlaps(struct plan *p)
{
	uint64_t random = seed;
	uint64_t size = LANE_PAGE / 2;

	p->ops = QUERIES;
	p->ranges = bench_room(p->ops, sizeof(*p->ranges));
	for (size_t i = 0; i < p->ops; i++) {
		uint64_t start = WORLD_BASE + size * (bench_random(&random) % (4 * p->n));

		p->ranges[i] = (struct subject_range){ start, start + size };
	}
}

/* --- maps ------------------------------------------------------------------------ */

static void build_one_bank(struct lane *lane)
{
	lane_must(lane->subject->add(lane->map, WORLD_BASE, WORLD_SPAN, WORLD_NO_NODE));
	lane_reserve_spaced(lane, lane->plan->n);
}

/*
 * n banks, two nodes by turns, a page of each bank taken. All memory comes first: Linux 6.1 puts
 * both arrays into the same room if doubling one makes it double the other.
 */
static void build_many_banks(struct lane *lane)
{
	const struct subject *s = lane->subject;
	uint64_t size = 4 * LANE_PAGE;

	lane_must(s->add(lane->map, WORLD_END - WORLD_SPAN / 4, WORLD_SPAN / 4, 1));
	for (size_t i = 0; i < lane->plan->n; i++)
		lane_must(s->add(lane->map, WORLD_BASE + size * i, size, (int)(i % 2)));
	for (size_t i = 0; i < lane->plan->n; i++)
		lane_must(s->reserve(lane->map, WORLD_BASE + size * i + LANE_PAGE, LANE_PAGE));
}

static void build_spaced_memory(struct lane *lane)
{
	lane_must(lane->subject->add(lane->map, WORLD_END - WORLD_SPAN / 4, WORLD_SPAN / 4, 1));
	for (size_t i = 0; i < lane->plan->n; i++)
		lane_must(lane->subject->add(lane->map, lane_spaced_page(i).start, LANE_PAGE,
					     WORLD_NO_NODE));
}

/* --- work ------------------------------------------------------------------------ */

static void walk_all(struct lane *lane)
{
	lane->found[0] = lane->subject->walk(lane->map, WORLD_NO_NODE, lane_room(lane));
}

static void walk_all_down(struct lane *lane)
{
	lane->found[0] = lane->subject->walk_down(lane->map, WORLD_NO_NODE, lane_room(lane));
}

static void walk_node(struct lane *lane)
{
	lane->found[0] = lane->subject->walk(lane->map, 0, lane_room(lane));
}

static void look_up(struct lane *lane)
{
	lane->found[0] = lane->subject->count_memory(lane->map, lane->plan->addrs, QUERIES);
}

static void query_overlaps(struct lane *lane)
{
	lane->found[0] = lane->subject->count_reserved(lane->map, lane->plan->ranges, QUERIES);
}

static const struct map_case cases[] = {
	{ "free-ranges", 10, 100000, 10000, 10, false, true, plan_ranges, build_one_bank,
	  walk_all },
	{ "free-ranges-reverse", 10, 100000, 10000, 10, false, true, plan_ranges, build_one_bank,
	  walk_all_down },
	{ "free-ranges-banks", 10, 100000, 10000, 10, false, true, plan_ranges, build_many_banks,
	  walk_all },
	{ "free-ranges-of-node", 10, 100000, 10000, 10, false, true, plan_ranges, build_many_banks,
	  walk_node },
	{ "look-up", 10, 1000000, 10000, 10, false, true, plan_lookups, build_spaced_memory,
	  look_up },
	{ "overlap", 10, 1000000, 10000, 10, false, true, plan_overlaps, build_one_bank,
	  query_overlaps },
};

int main(int argc, char **argv)
{
	return lane_main("walk", cases, COUNT(cases), argc, argv);
}
