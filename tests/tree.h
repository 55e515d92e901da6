/* SPDX-License-Identifier: MIT */
/*
 * tree.h - write device trees for tests, node by node.
 *
 *	struct tree *tree = tree_begin(2, 2);
 *
 *	tree_node(tree, "memory@80000000");
 *	tree_string(tree, "device_type", "memory");
 *	tree_cells(tree, "reg", "0 80000000 0 40000000");
 *	tree_end(tree);
 *	tree_finish(tree);
 */
#ifndef TESTS_TREE_H
#define TESTS_TREE_H

#include <libfdt.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "told.h"

#define TREE_ROOM 65536

struct tree {
	alignas(8) uint8_t blob[TREE_ROOM];
};

static struct tree the_tree;

static inline void tree_ok(int err)
{
	assert_int_equal(err, 0);
}

/** tree_cells() - a property of cells, written in hexadecimal and separated by blanks. */
static inline void tree_cells(struct tree *tree, const char *name, const char *cells)
{
	uint32_t values[64];
	size_t nr = 0;
	char *end;

	while (*cells) {
		values[nr++] = cpu_to_fdt32((uint32_t)strtoul(cells, &end, 16));
		cells = *end ? end + 1 : end;
	}
	tree_ok(fdt_property(tree->blob, name, values, (int)(nr * 4)));
}

static inline void tree_string(struct tree *tree, const char *name, const char *value)
{
	tree_ok(fdt_property(tree->blob, name, value, (int)strlen(value) + 1));
}

static inline void tree_flag(struct tree *tree, const char *name)
{
	tree_ok(fdt_property(tree->blob, name, NULL, 0));
}

static inline void tree_node(struct tree *tree, const char *name)
{
	tree_ok(fdt_begin_node(tree->blob, name));
}

static inline void tree_end(struct tree *tree)
{
	tree_ok(fdt_end_node(tree->blob));
}

/** tree_begin_bare() - the root node is open and has no properties. */
static inline struct tree *tree_begin_bare(void)
{
	struct tree *tree = &the_tree;

	memset(tree, 0, sizeof(*tree));
	tree_ok(fdt_create(tree->blob, TREE_ROOM));
	tree_ok(fdt_finish_reservemap(tree->blob));
	tree_node(tree, "");
	return tree;
}

static inline void tree_cell_counts(struct tree *tree, unsigned int addr, unsigned int size)
{
	tree_ok(fdt_property_u32(tree->blob, "#address-cells", addr));
	tree_ok(fdt_property_u32(tree->blob, "#size-cells", size));
}

/** tree_begin() - the root node is open and says how many cells there are. */
static inline struct tree *tree_begin(unsigned int addr, unsigned int size)
{
	struct tree *tree = tree_begin_bare();

	tree_cell_counts(tree, addr, size);
	return tree;
}

/** tree_finish() - close the root; the blob is as small as it can be. */
static inline void tree_finish(struct tree *tree)
{
	tree_end(tree);
	tree_ok(fdt_finish(tree->blob));
}

/** tree_memory() - a memory node, open. */
static inline void tree_memory(struct tree *tree, const char *name, const char *reg)
{
	tree_node(tree, name);
	tree_string(tree, "device_type", "memory");
	tree_cells(tree, "reg", reg);
}

#endif
