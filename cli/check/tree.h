/* SPDX-License-Identifier: MIT */
/*
 * tree.h - a device tree as a check sees it: regions, each with the property that says so.
 *
 * The parsers of the library give ranges and go on; a check needs to know of every cell where it
 * was written. So the tree is read here a second time, with the same rules.
 */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "cli/check/lint.h"

/** struct tree_cells - how many cells an address and a size have. */
struct tree_cells {
	unsigned int addr;
	unsigned int size;
};

/** struct tree_region - [start, end) as a property of a node says it. */
struct tree_region {
	int node;
	const char *name;
	phys_addr_t start;
	phys_addr_t end;
	bool no_map;
	bool is_header; /* an entry of the header's reservation map, @node is its index */
};

/**
 * struct tree - memory and reservations of a blob
 * @doc:      the blob
 * @findings: where to put what is wrong
 * @cells:    of the root's children
 * @parent:   /reserved-memory; -1 if there is none, or it is ignored as a whole
 * @ram:      of memory nodes
 * @taken:    static regions, then the header's
 */
struct tree {
	struct doc *doc;
	struct findings *findings;
	struct tree_cells cells;
	int parent;
	struct tree_region *ram;
	size_t nr_ram;
	size_t room_ram;
	struct tree_region *taken;
	size_t nr_taken;
	size_t room_taken;
};

/** struct tree_prop - bytes of a property; NULL if there is none. */
struct tree_prop {
	const unsigned char *bytes;
	size_t len;
};

/** tree_open() - read regions; says nothing yet. False if out of memory. */
bool tree_open(struct tree *tree, struct claims *claims);

void tree_release(struct tree *tree);

struct tree_prop tree_prop(const struct tree *tree, int node, const char *name);

bool tree_has(const struct tree *tree, int node, const char *name);

/** tree_is() - is one of the strings of a property @want? */
bool tree_is(const struct tree *tree, int node, const char *name, const char *want);

/** tree_number() - @nr cells at @bytes. */
uint64_t tree_number(const unsigned char *bytes, unsigned int nr);

/** tree_name() - of a node, with its unit address. */
const char *tree_name(const struct tree *tree, int node);

/** tree_is_available() - not disabled. */
bool tree_is_available(const struct tree *tree, int node);

/** tree_place() - where a region, or a property, is. */
struct place tree_place(const struct tree *tree, int node, const char *prop);
struct place tree_region_place(const struct tree *tree, const struct tree_region *region);

/** tree_ram() - bytes of RAM in a range. */
phys_addr_t tree_ram(const struct tree *tree, struct bm_range range);

/** tree_pair_len() - bytes of an address and a size. */
static inline size_t tree_pair_len(const struct tree *tree)
{
	return 4u * ((size_t)tree->cells.addr + tree->cells.size);
}

#endif
