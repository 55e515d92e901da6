// SPDX-License-Identifier: MIT
/*
 * zone_fallback.c - which node is asked for memory when another has none left.
 *
 * The nearest first. Among equally near ones those without CPUs, then those with higher numbers
 * than the asking node, then those that lead the fewest other nodes' groups of equal distance: so
 * that not all nodes lean on the same neighbour. Rows are made in node order because each changes
 * those counts for the next.
 *
 * Within a row the counts that matter do not change, so a row is one sort: heap sort, in place, n
 * log n.
 *
 * Linux: build_zonelists(), find_next_best_node(), same order.
 */
#include "base/assert.h"
#include "zone_int.h"

unsigned int bm_zones_distance(const struct bm_zones *zones, unsigned int from, unsigned int to)
{
	if (zones->distance && from < zones->nr_nodes && to < zones->nr_nodes)
		return zones->distance[(size_t)from * zones->nr_nodes + to];
	return from == to ? BM_DISTANCE_LOCAL : BM_DISTANCE_REMOTE;
}

/* Smaller is better. Equal keys do not happen: the node number is part of it. */
static uint64_t rank(const struct bm_zones *zones, unsigned int self, unsigned int nid)
{
	unsigned int cost = bm_zones_distance(zones, self, nid);

	if (nid == self)
		return 0;
	cost += nid < self ? 1u : 0u;
	cost += zones->nodes[nid].has_cpus ? 1u : 0u;
	return (uint64_t)cost << 40 | (uint64_t)zones->nodes[nid].nr_leads << 20 | nid;
}

/* Let the entry at @pos sink until no child ranks after it. */
static void sift(const struct bm_zones *zones, unsigned int self, uint16_t *row, unsigned int pos,
		 unsigned int nr)
{
	for (;;) {
		unsigned int child = 2 * pos + 1;
		uint16_t entry = row[pos];

		if (child >= nr)
			return;
		if (child + 1 < nr &&
		    rank(zones, self, row[child]) < rank(zones, self, row[child + 1]))
			child++;
		if (rank(zones, self, row[child]) <= rank(zones, self, entry))
			return;
		row[pos] = row[child];
		row[child] = entry;
		pos = child;
	}
}

static void sort_row(const struct bm_zones *zones, unsigned int self, uint16_t *row,
		     unsigned int nr)
{
	unsigned int pos;

	for (pos = nr / 2; pos-- > 0;)
		sift(zones, self, row, pos, nr);
	while (nr > 1) {
		uint16_t worst = row[0];

		nr--;
		row[0] = row[nr];
		row[nr] = worst;
		sift(zones, self, row, 0, nr);
	}
}

/* The first node at each new distance leads its group. */
static void count_leads(struct bm_zones *zones, unsigned int self, const uint16_t *row,
			unsigned int nr)
{
	unsigned int near = bm_zones_distance(zones, self, self);
	unsigned int pos;

	for (pos = 0; pos < nr; pos++) {
		unsigned int distance = bm_zones_distance(zones, self, row[pos]);

		if (distance != near)
			zones->nodes[row[pos]].nr_leads++;
		near = distance;
	}
}

static void make_row(struct bm_zones *zones, unsigned int self)
{
	uint16_t *row = &zones->fallback[(size_t)self * zones->nr_nodes];
	unsigned int nr = 0;
	unsigned int nid;

	for (nid = 0; nid < zones->nr_nodes; nid++) {
		bool leads_itself = nid == self && zones->policy.own_node_first;

		if (zones->nodes[nid].present > 0 || leads_itself)
			row[nr++] = (uint16_t)nid;
	}
	sort_row(zones, self, row, nr);
	count_leads(zones, self, row, nr);
	zones->nodes[self].nr_fallback = nr;
}

void bm_zone_fallback_(struct bm_zones *zones)
{
	unsigned int nid;

	for (nid = 0; zones->fallback && nid < zones->nr_nodes; nid++) {
		if (zones->nodes[nid].possible)
			make_row(zones, nid);
	}
}

const uint16_t *bm_zones_fallback(const struct bm_zones *zones, unsigned int nid,
				  unsigned int *out_nr)
{
	*out_nr = 0;
	if (!zones->fallback || nid >= zones->nr_nodes || zones->nodes[nid].nr_fallback == 0)
		return NULL;
	*out_nr = zones->nodes[nid].nr_fallback;
	return &zones->fallback[(size_t)nid * zones->nr_nodes];
}

/* --- zonelists ------------------------------------------------------------------------ */

void bm_zonelist_first(struct bm_zonelist *it, const struct bm_zones *zones, unsigned int nid,
		       unsigned int highest, bool own)
{
	it->zone = NULL;
	it->zones = zones;
	it->highest = highest < BM_NR_ZONES ? highest : BM_NR_ZONES - 1;
	it->idx = it->highest + 1;
	it->pos = 0;
	it->self = (uint16_t)nid;
	it->row = own ? NULL : bm_zones_fallback(zones, nid, &it->nr);
	if (!it->row)
		it->nr = nid < zones->nr_nodes ? 1 : 0;
}

bool bm_zonelist_next(struct bm_zonelist *it)
{
	for (; it->pos < it->nr; it->pos++) {
		unsigned int nid = it->row ? it->row[it->pos] : it->self;

		while (it->idx-- > 0) {
			it->zone = &it->zones->nodes[nid].zones[it->idx];
			if (it->zone->present > 0 || it->zone->managed > 0)
				return true;
		}
		it->idx = it->highest + 1;
	}
	it->zone = NULL;
	return false;
}
