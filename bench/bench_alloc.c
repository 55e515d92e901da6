// SPDX-License-Identifier: MIT
/*
 * bench_alloc.c - allocation: into an empty map, on a node, into and past fragments.
 *
 * n is the number of allocations while nothing is fragmented, else the number of gaps. Every
 * address is compared with what the reference finds by walking gap by gap: whatever bootmem
 * remembers in order to be fast must not change where anything goes.
 */
#include "lane.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { NODES = 8, PAST = 1000 };

static const uint64_t seed = 3;

/* --- plans ----------------------------------------------------------------------- */

static void plan_room(struct plan *p, size_t ops)
{
	p->ops = ops;
	p->wishes = bench_room(ops, sizeof(*p->wishes));
}

static void plan_same(struct plan *p, size_t ops, uint64_t size)
{
	plan_room(p, ops);
	for (size_t i = 0; i < ops; i++)
		p->wishes[i] = (struct subject_request){ size, LANE_PAGE, WORLD_NO_NODE };
}

/* What early boot asks for: 64 bytes to a page, by cache lines. */
static void plan_small(struct plan *p)
{
	uint64_t random = seed;

	plan_room(p, p->n);
	for (size_t i = 0; i < p->ops; i++)
		p->wishes[i] = (struct subject_request){ 64 * (1 + bench_random(&random) % 64), 64,
							 WORLD_NO_NODE };
}

/* Powers of two from 64 bytes to a page, aligned to themselves. */
static void plan_aligned(struct plan *p)
{
	uint64_t random = seed;

	plan_room(p, p->n);
	for (size_t i = 0; i < p->ops; i++) {
		uint64_t size = UINT64_C(64) << bench_random(&random) % 7;

		p->wishes[i] = (struct subject_request){ size, size, WORLD_NO_NODE };
	}
}

static void give_nodes(struct plan *p)
{
	uint64_t random = seed + 1;

	for (size_t i = 0; i < p->ops; i++)
		p->wishes[i].nid = (int)(bench_random(&random) % NODES);
}

static void plan_small_on_nodes(struct plan *p)
{
	plan_small(p);
	give_nodes(p);
}

static void plan_pages(struct plan *p)
{
	plan_same(p, p->n, LANE_PAGE);
}

static void plan_past(struct plan *p)
{
	plan_same(p, PAST, 2 * LANE_PAGE);
}

static void plan_past_once(struct plan *p)
{
	plan_same(p, 1, 2 * LANE_PAGE);
}

static void plan_past_on_nodes(struct plan *p)
{
	plan_past(p);
	give_nodes(p);
}

/* Two to sixteen pages: no two searches ask for the same. */
static void plan_past_mixed(struct plan *p)
{
	uint64_t random = seed;

	plan_past(p);
	for (size_t i = 0; i < p->ops; i++)
		p->wishes[i].size = LANE_PAGE * (2 + bench_random(&random) % 15);
}

/* --- maps ------------------------------------------------------------------------ */

static void build_memory(struct lane *lane)
{
	lane_must(lane->subject->add(lane->map, WORLD_BASE, WORLD_SPAN, WORLD_NO_NODE));
}

static void build_nodes(struct lane *lane)
{
	uint64_t size = WORLD_SPAN / NODES;

	for (int nid = 0; nid < NODES; nid++)
		lane_must(lane->subject->add(lane->map, WORLD_BASE + size * (uint64_t)nid, size,
					     nid));
}

/* Every other page of the top @nr double pages below @end is taken. */
static void reserve_below(struct lane *lane, uint64_t end, size_t nr)
{
	uint64_t start = end - 2 * LANE_PAGE * nr;

	for (size_t i = 0; i < nr; i++)
		lane_must(lane->subject->reserve(lane->map, start + 2 * LANE_PAGE * i, LANE_PAGE));
}

static void build_gaps_at_top(struct lane *lane)
{
	build_memory(lane);
	reserve_below(lane, WORLD_END, lane->plan->n);
}

static void build_gaps_at_bottom(struct lane *lane)
{
	build_memory(lane);
	reserve_below(lane, WORLD_BASE + 2 * LANE_PAGE * lane->plan->n, lane->plan->n);
}

static void build_gaps_on_nodes(struct lane *lane)
{
	uint64_t size = WORLD_SPAN / NODES;

	build_nodes(lane);
	for (uint64_t nid = 0; nid < NODES; nid++)
		reserve_below(lane, WORLD_BASE + size * (nid + 1), lane->plan->n / NODES);
}

/* --- work ------------------------------------------------------------------------ */

static void alloc_all(struct lane *lane)
{
	const struct plan *p = lane->plan;

	lane->subject->alloc_all(lane->map, p->wishes, lane->found, p->ops);
}

static const struct map_case cases[] = {
	{ "top-down", 10, 1000000, 1000000, 10, false, false, plan_small, build_memory, alloc_all },
	{ "bottom-up", 10, 1000000, 1000000, 10, true, false, plan_small, build_memory, alloc_all },
	{ "align-is-size", 10, 100000, 10000, 10, false, false, plan_aligned, build_memory,
	  alloc_all },
	{ "exact-node", 10, 1000000, 1000000, 10, false, false, plan_small_on_nodes, build_nodes,
	  alloc_all },
	{ "into-fragments", 10, 100000, 10000, 10, false, false, plan_pages, build_gaps_at_top,
	  alloc_all },
	{ "past-gaps", 10, 100000, 10000, 10, false, false, plan_past, build_gaps_at_top,
	  alloc_all },
	{ "past-gaps-bottom-up", 10, 100000, 10000, 10, true, false, plan_past,
	  build_gaps_at_bottom, alloc_all },
	{ "past-gaps-mixed", 10, 100000, 10000, 10, false, false, plan_past_mixed,
	  build_gaps_at_top, alloc_all },
	{ "past-gaps-on-node", 10, 100000, 10000, 10, false, false, plan_past_on_nodes,
	  build_gaps_on_nodes, alloc_all },
	{ "past-gaps-first", 10, 10000, 10000, 10, false, false, plan_past_once, build_gaps_at_top,
	  alloc_all },
};

int main(int argc, char **argv)
{
	return lane_main("alloc", cases, COUNT(cases), argc, argv);
}
