// SPDX-License-Identifier: MIT
/*
 * tree.c - read memory and reservations of a device tree, with their places.
 *
 * Linux: early_init_dt_scan_memory(), fdt_scan_reserved_mem().
 */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/check/tree.h"

#define MAX_CELLS 4u

/* --- properties ---------------------------------------------------------------------------- */

struct tree_prop tree_prop(const struct tree *tree, int node, const char *name)
{
	int len = 0;
	const void *bytes = fdt_getprop(tree->doc->fdt.blob, node, name, &len);
	struct tree_prop prop = { bytes, bytes && len > 0 ? (size_t)len : 0 };

	return prop;
}

bool tree_has(const struct tree *tree, int node, const char *name)
{
	return tree_prop(tree, node, name).bytes != NULL;
}

bool tree_is(const struct tree *tree, int node, const char *name, const char *want)
{
	return fdt_stringlist_search(tree->doc->fdt.blob, node, name, want) >= 0;
}

uint64_t tree_number(const unsigned char *bytes, unsigned int nr)
{
	uint64_t number = 0;
	unsigned int i;

	for (i = 0; i < 4 * nr; i++)
		number = number << 8 | bytes[i];
	return number;
}

static unsigned int cell_count(const struct tree *tree, int node, const char *name)
{
	struct tree_prop prop = tree_prop(tree, node, name);

	return prop.len == 4 ? (unsigned int)tree_number(prop.bytes, 1) : 1;
}

const char *tree_name(const struct tree *tree, int node)
{
	const char *name = fdt_get_name(tree->doc->fdt.blob, node, NULL);

	return name ? name : "";
}

bool tree_is_available(const struct tree *tree, int node)
{
	return !tree_has(tree, node, "status") || tree_is(tree, node, "status", "okay") ||
	       tree_is(tree, node, "status", "ok");
}

/* --- places -------------------------------------------------------------------------------- */

struct place tree_place(const struct tree *tree, int node, const char *prop)
{
	return place_in_tree(tree->doc, node, prop);
}

/* The nth /memreserve/ of a source, if it has as many as the blob. */
static struct place header_place(const struct tree *tree, int idx)
{
	static const char word[] = "/memreserve/";
	struct bm_str text = doc_text(tree->doc);
	const char *at = text.at, *wanted = NULL, *end = text.at + text.len;
	int nr = 0;

	if (tree->doc->kind != DOC_TREE_SOURCE)
		return place_of_doc(tree->doc);
	while ((at = memmem(at, (size_t)(end - at), word, strlen(word)))) {
		wanted = nr++ == idx ? at : wanted;
		at++;
	}
	if (nr != fdt_num_mem_rsv(tree->doc->fdt.blob) || !wanted)
		return place_of_doc(tree->doc);
	at = memchr(wanted, ';', (size_t)(end - wanted));
	return place_in_text(tree->doc, (size_t)(wanted - text.at),
			     at ? (size_t)(at - wanted) : strlen(word));
}

struct place tree_region_place(const struct tree *tree, const struct tree_region *region)
{
	if (region->is_header)
		return header_place(tree, region->node);
	return tree_place(tree, region->node, "reg");
}

/* --- reading ------------------------------------------------------------------------------- */

struct list {
	struct tree_region **items;
	size_t *nr;
	size_t *room;
};

static bool add(struct list list, struct tree_region region)
{
	if (region.start >= region.end)
		return true;
	if (!vec_reserve(list.items, list.room, *list.nr + 1, sizeof(region)))
		return false;
	(*list.items)[(*list.nr)++] = region;
	return true;
}

static bool add_pairs(const struct tree *tree, struct list list, int node, struct tree_prop reg)
{
	size_t pair = tree_pair_len(tree), at;
	struct tree_region region = { .node = node, .name = tree_name(tree, node) };

	region.no_map = tree_has(tree, node, "no-map");
	for (at = 0; pair && reg.len - at >= pair; at += pair) {
		const unsigned char *bytes = reg.bytes + at;
		uint64_t base = tree_number(bytes, tree->cells.addr);
		uint64_t size = tree_number(bytes + 4 * tree->cells.addr, tree->cells.size);

		region.start = base;
		region.end = span_end(base, size);
		if (!add(list, region))
			return false;
	}
	return true;
}

static bool read_memory(struct tree *tree)
{
	struct list list = { &tree->ram, &tree->nr_ram, &tree->room_ram };
	const void *blob = tree->doc->fdt.blob;
	bool ok = true;
	int node;

	fdt_for_each_subnode(node, blob, 0)
	{
		struct tree_prop reg = tree_prop(tree, node, "linux,usable-memory");

		if (!tree_is(tree, node, "device_type", "memory") || !tree_is_available(tree, node))
			continue;
		reg = reg.bytes ? reg : tree_prop(tree, node, "reg");
		ok = ok && add_pairs(tree, list, node, reg);
	}
	return ok;
}

static bool read_reserved(struct tree *tree)
{
	struct list list = { &tree->taken, &tree->nr_taken, &tree->room_taken };
	const void *blob = tree->doc->fdt.blob;
	bool ok = true;
	int node;

	if (tree->parent < 0)
		return true;
	fdt_for_each_subnode(node, blob, tree->parent)
	{
		struct tree_prop reg = tree_prop(tree, node, "reg");
		size_t pair = tree_pair_len(tree);

		if (tree_is_available(tree, node) && pair && reg.len % pair == 0)
			ok = ok && add_pairs(tree, list, node, reg);
	}
	return ok;
}

static bool read_header(struct tree *tree)
{
	struct list list = { &tree->taken, &tree->nr_taken, &tree->room_taken };
	const void *blob = tree->doc->fdt.blob;
	bool ok = true;
	int i;

	for (i = 0; ok && i < fdt_num_mem_rsv(blob); i++) {
		uint64_t base = 0, size = 0;
		struct tree_region region = { .node = i,
					      .name = "/memreserve/",
					      .is_header = true };

		if (fdt_get_mem_rsv(blob, i, &base, &size) != 0)
			continue;
		region.start = base;
		region.end = span_end(base, size);
		ok = add(list, region);
	}
	return ok;
}

bool tree_open(struct tree *tree, struct claims *claims)
{
	*tree = (struct tree){ .doc = claims->doc, .findings = claims->findings };
	tree->cells.addr = cell_count(tree, 0, "#address-cells");
	tree->cells.size = cell_count(tree, 0, "#size-cells");
	tree->parent = fdt_path_offset(tree->doc->fdt.blob, "/reserved-memory");
	if (tree->cells.addr > MAX_CELLS || tree->cells.size > MAX_CELLS)
		tree->cells = (struct tree_cells){ 0, 0 };
	if (read_memory(tree) && read_reserved(tree) && read_header(tree))
		return true;
	tree_release(tree);
	return false;
}

void tree_release(struct tree *tree)
{
	free(tree->ram);
	free(tree->taken);
	*tree = (struct tree){ 0 };
}

/* --- questions ----------------------------------------------------------------------------- */

phys_addr_t tree_ram(const struct tree *tree, struct bm_range range)
{
	phys_addr_t bytes = 0;
	size_t i;

	for (i = 0; i < tree->nr_ram; i++) {
		phys_addr_t start = higher(tree->ram[i].start, range.start);
		phys_addr_t end = lower(tree->ram[i].end, range.end);

		if (start < end)
			bytes += end - start;
	}
	return bytes < range.end - range.start ? bytes : range.end - range.start;
}
