// SPDX-License-Identifier: MIT
/*
 * sequences.c - the walk: an odometer of edits, with what to return to at every level.
 *
 * A branch is undone by putting back the map, the model and the regions in use; what else an edit
 * wrote into pages is never looked at again.
 */
#include "sequences.h"

#include <stdlib.h>
#include <string.h>

#define NR_PAGES SEQUENCES_PAGES
#define MOST_DEPTH 4u
#define MOST_REGIONS 16u

/** What a walk through all sequences carries. */
struct walk {
	struct memblock mb;
	struct bm_port port;
	struct pages pages;
	unsigned char *ram;
	struct memblock_region *first_memory;
	struct memblock_region *first_reserved;
	struct op ops[PAGES_MOST_OPS];
	unsigned int nr_ops;
	unsigned int depth;
	unsigned long nr_edits;
	unsigned long nr_refused;
	unsigned long nr_heard;
	unsigned int maps;
	struct op path[MOST_DEPTH];
};

/** What is put back after a branch of the walk. */
struct saved {
	struct memblock mb;
	struct pages pages;
	unsigned int maps;
	struct memblock_region memory[MOST_REGIONS];
	struct memblock_region reserved[MOST_REGIONS];
};

/* --- the machine ------------------------------------------------------------------------------ */

static void *map_page(void *ctx, phys_addr_t base, size_t size)
{
	struct walk *walk = ctx;
	unsigned int fail_at = walk->pages.map_fail_at;

	walk->maps++;
	assert_true(base >= walk->pages.origin && size == PAGE_BYTES);
	if (fail_at && (walk->pages.map_fail_on ? walk->maps >= fail_at : walk->maps == fail_at))
		return NULL;
	return walk->ram + (base - walk->pages.origin);
}

static void hear(void *ctx, const struct bm_event *event)
{
	struct walk *walk = ctx;

	(void)event;
	walk->nr_heard++;
}

/* Each first array is an allocation of its own, so that a sanitizer sees one entry too far. */
static void start(struct walk *walk, const struct pages *pages)
{
	struct memblock_region slots[2];

	memset(walk, 0, sizeof(*walk));
	walk->pages = *pages;
	walk->ram = malloc(NR_PAGES * PAGE_BYTES);
	walk->first_memory = malloc(pages->memory_array.max * sizeof(*walk->first_memory));
	walk->first_reserved = malloc(pages->reserved_array.max * sizeof(*walk->first_reserved));
	assert_true(walk->ram && walk->first_memory && walk->first_reserved);
	walk->port.ctx = walk;
	walk->port.map = map_page;
	walk->port.observe = pages->heard ? hear : NULL;
	mb_init(&walk->mb, &walk->port, slots, 2);
	walk->mb.memory.regions = walk->first_memory;
	walk->mb.memory.max = pages->memory_array.max;
	walk->mb.reserved.regions = walk->first_reserved;
	walk->mb.reserved.max = pages->reserved_array.max;
	walk->mb.bottom_up = pages->bottom_up;
}

static void stop(struct walk *walk)
{
	free(walk->ram);
	free(walk->first_memory);
	free(walk->first_reserved);
}

static void keep(const struct walk *walk, struct saved *saved)
{
	saved->mb = walk->mb;
	saved->pages = walk->pages;
	saved->maps = walk->maps;
	memcpy(saved->memory, walk->mb.memory.regions,
	       walk->mb.memory.cnt * sizeof(*saved->memory));
	memcpy(saved->reserved, walk->mb.reserved.regions,
	       walk->mb.reserved.cnt * sizeof(*saved->reserved));
}

static void put_back(struct walk *walk, const struct saved *saved)
{
	walk->mb = saved->mb;
	walk->pages = saved->pages;
	walk->maps = saved->maps;
	memcpy(walk->mb.memory.regions, saved->memory,
	       walk->mb.memory.cnt * sizeof(*saved->memory));
	memcpy(walk->mb.reserved.regions, saved->reserved,
	       walk->mb.reserved.cnt * sizeof(*saved->reserved));
}

/* --- one edit, on both ------------------------------------------------------------------------ */

static const void *array_place(const struct walk *walk, const struct pages_array *array,
			       const void *first)
{
	return array->home < 0 ? first : walk->ram + (unsigned int)array->home * PAGE_BYTES;
}

static const char *differ(const struct walk *walk)
{
	const struct pages *pages = &walk->pages;

	if (walk->mb.memory.regions !=
	    array_place(walk, &pages->memory_array, walk->first_memory))
		return "the array of memory is elsewhere";
	if (walk->mb.reserved.regions !=
	    array_place(walk, &pages->reserved_array, walk->first_reserved))
		return "the array of reserved is elsewhere";
	if (walk->maps != pages->maps)
		return "memory was mapped another number of times";
	return pages_differ(pages, &walk->mb);
}

static void explain(const struct walk *walk, unsigned int depth, const char *what)
{
	pages_print(&walk->pages, walk->path, depth + 1);
	print_error("at depth %u, %s, origin %llx\n", depth + 1,
		    walk->pages.bottom_up ? "bottom up" : "top down",
		    (unsigned long long)walk->pages.origin);
	fail_msg("%s", what);
}

static void edit(struct walk *walk, unsigned int depth, struct op op)
{
	unsigned long nr_heard = walk->nr_heard;
	int want = pages_apply(&walk->pages, op);
	int got = map_apply(&walk->mb, walk->pages.origin, op);
	const char *how = differ(walk);

	walk->path[depth] = op;
	walk->nr_edits++;
	walk->nr_refused += got != 0 && op.kind != OP_ALLOC;
	if (got != want)
		how = got ? "was refused" : "was not refused";
	if (walk->pages.heard && (walk->nr_heard > nr_heard) != (got == 0))
		how = got ? "was heard, though refused" : "was not heard";
	if (how)
		explain(walk, depth, how);
}

/* All sequences from here: an odometer of edits, with what to return to at every level. */
static void walk_all(struct walk *walk, unsigned int depth)
{
	static struct saved saved[MOST_DEPTH];
	unsigned int next[MOST_DEPTH] = { 0 };
	unsigned int level = 0;

	keep(walk, &saved[0]);
	for (;;) {
		if (next[level] == walk->nr_ops) {
			if (level == 0)
				return;
			level--;
			put_back(walk, &saved[level]);
			continue;
		}
		if (!pages_allows(&walk->pages, walk->ops[next[level]])) {
			next[level]++;
			continue;
		}
		edit(walk, level, walk->ops[next[level]++]);
		if (level + 1 == depth) {
			put_back(walk, &saved[level]);
		} else {
			level++;
			next[level] = 0;
			keep(walk, &saved[level]);
		}
	}
}

/* --- beginnings ------------------------------------------------------------------------------- */

const struct beginning beginnings[NR_BEGINNINGS] = {
	{ { { OP_ADD, 0, 6 }, { OP_RESERVE, 0, 1 }, { OP_RESERVE, 2, 3 } }, 3 },
	{ { { OP_ADD, 0, 2 }, { OP_ADD, 3, 6 }, { OP_MARK, 4, 5 }, { OP_ALLOC, 0, 1 } }, 4 },
	{ { { OP_ADD, 0, 6 }, { OP_SET_NODE, 2, 4 }, { OP_RESERVE, 5, 6 } }, 3 },
	{ { { OP_ADD, 0, 6 } }, 1 },
	{ { { OP_ADD, 0, 0 } }, 0 },
};

struct pages sequences_model(phys_addr_t origin, bool bottom_up, unsigned long max)
{
	struct pages pages = { .nr = NR_PAGES, .origin = origin, .bottom_up = bottom_up };

	pages.memory_array.max = max;
	pages.memory_array.home = -1;
	pages.reserved_array = pages.memory_array;
	return pages;
}

unsigned long sequences_walk(const struct pages *pages, const struct beginning *beginning,
			     unsigned int depth, unsigned int nr_kinds)
{
	static struct walk walk;
	unsigned int i;

	start(&walk, pages);
	for (i = 0; i < beginning->nr; i++)
		edit(&walk, 0, beginning->ops[i]);
	walk.nr_ops = pages_ops(pages, nr_kinds, walk.ops);
	walk_all(&walk, depth);
	stop(&walk);
	return walk.nr_refused;
}
