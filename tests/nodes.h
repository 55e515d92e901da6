/* SPDX-License-Identifier: MIT */
/*
 * nodes.h - node configurations of a drawn world: blocks in pages, as a picture.
 *
 *	struct world *w = world("mmmmmm..mm");
 *	nodes_start();
 *	block(w, 0, 0, 4);                       pages 0 to 3 are on node 0
 *	assert_int_equal(bm_numa_clean(&nodes, &w->mb, whole(w)), 0);
 *	expect_blocks(w, "0:0-4 1:4-10 | 1:10-12");       what is behind | is aside
 */
#ifndef TESTS_NODES_H
#define TESTS_NODES_H

#include <stdio.h>
#include <string.h>

#include <bootmem/numa.h>

#include "harness.h"

#define NODES_BLOCKS 16
#define NODES_MAX 8

static struct bm_numa_block node_blocks[NODES_BLOCKS];
static uint32_t node_domains[NODES_MAX];
static uint8_t node_distances[NODES_MAX * NODES_MAX];
static struct bm_numa nodes;
static char node_events[2048];

/* One line an event: its kind, nodes, ranges in hexadecimal. */
static inline void note_event(void *ctx, const struct bm_numa_event *event)
{
	static const char *const names[] = {
		"off",	     "cpu",	  "memory",	  "twice", "conflict",
		"joined",    "distances", "fake",  "fake failed",
		"uncovered", "none",	  "dummy",
	};
	size_t len = strlen(node_events);

	(void)ctx;
	snprintf(node_events + len, sizeof(node_events) - len, "%s %d %llx-%llx %llx-%llx %llx\n",
		 names[event->kind], event->nid, (unsigned long long)event->a.start,
		 (unsigned long long)event->a.end, (unsigned long long)event->b.start,
		 (unsigned long long)event->b.end, (unsigned long long)event->value);
}

static inline void nodes_start(void)
{
	bm_numa_init(&nodes, bm_numa_room(node_blocks, NODES_BLOCKS, node_domains, node_distances,
					  NODES_MAX));
	nodes.event = note_event;
	node_events[0] = '\0';
}

static inline void block(const struct world *w, int nid, unsigned int first, unsigned int end)
{
	struct bm_range range = { at(w, first), at(w, end) };

	assert_int_equal(bm_numa_add(&nodes, range, nid), 0);
}

static inline struct bm_range whole(const struct world *w)
{
	struct bm_range range = { at(w, 0), at(w, w->nr_pages) };

	return range;
}

static inline void expect_blocks(const struct world *w, const char *want)
{
	char have[512] = "";
	unsigned int i;

	for (i = 0; i < nodes.nr_blocks + nodes.nr_aside; i++) {
		const struct bm_numa_block *b = &node_blocks[i];
		size_t len = strlen(have);

		snprintf(have + len, sizeof(have) - len, "%s%s%d:%llu-%llu", i ? " " : "",
			 i == nodes.nr_blocks ? "| " : "", b->nid,
			 (unsigned long long)((b->start - w->origin) / WORLD_PAGE),
			 (unsigned long long)((b->end - w->origin) / WORLD_PAGE));
	}
	assert_string_equal(have, want);
}

#define expect_node_events(text) \
	do { \
		assert_string_equal(node_events, (text)); \
		node_events[0] = '\0'; \
	} while (0)

#endif
