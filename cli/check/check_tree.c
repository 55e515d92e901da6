// SPDX-License-Identifier: MIT
/*
 * check_tree.c - memory nodes and static reservations of a device tree.
 *
 * dtc accepts every fault below without a word, and Linux answers most of them with a line of its
 * log at best. Each is told at the property to change.
 *
 * Linux: drivers/of/fdt.c, drivers/of/of_reserved_mem.c.
 */
#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/check/tree.h"

/* --- a node's reg -------------------------------------------------------------------------- */

/* "memory@80000000", "memory@8,80000000" */
static bool unit_address(const char *name, uint64_t *out)
{
	const char *at = strchr(name, '@');
	char *end;

	if (!at || !at[1])
		return false;
	*out = strtoull(at + 1, &end, 16);
	if (*end == ',')
		*out = *out << 32 | strtoull(end + 1, &end, 16);
	return *end == '\0';
}

static void check_unit(const struct tree *tree, int node, struct tree_prop reg)
{
	const char *name = tree_name(tree, node);
	uint64_t base, unit;
	struct finding *found;

	if (!unit_address(name, &unit) || reg.len < tree_pair_len(tree))
		return;
	base = tree_number(reg.bytes, tree->cells.addr);
	if (base == unit)
		return;
	found = finding_add(tree->findings, 210, tree_place(tree, node, "reg"),
			    "%s begins at 0x%" PRIx64, name, base);
	if (reg.len > tree_pair_len(tree))
		finding_help(found,
			     "reg was read as %zu ranges, because here an address has %u "
			     "and a size %u cell%s; is one of the counts wrong?",
			     reg.len / tree_pair_len(tree), tree->cells.addr, tree->cells.size,
			     tree->cells.size == 1 ? "" : "s");
}

static void check_sizes(const struct tree *tree, int node, struct tree_prop reg)
{
	size_t pair = tree_pair_len(tree), at;

	for (at = 0; pair && reg.len - at >= pair; at += pair)
		if (tree_number(reg.bytes + at + 4 * tree->cells.addr, tree->cells.size) == 0)
			finding_add(tree->findings, 212, tree_place(tree, node, "reg"),
				    "%s has 0 bytes at 0x%" PRIx64, tree_name(tree, node),
				    tree_number(reg.bytes + at, tree->cells.addr));
}

static void check_reg(const struct tree *tree, int node)
{
	struct tree_prop reg = tree_prop(tree, node, "reg");
	size_t pair = tree_pair_len(tree);

	if (pair && (reg.len == 0 || reg.len % pair != 0)) {
		finding_add(tree->findings, 209, tree_place(tree, node, "reg"),
			    "reg of %s has %zu cells, no multiple of %zu (#address-cells %u, "
			    "#size-cells %u)",
			    tree_name(tree, node), reg.len / 4, pair / 4, tree->cells.addr,
			    tree->cells.size);
		return;
	}
	check_unit(tree, node, reg);
	check_sizes(tree, node, reg);
}

/* --- memory nodes -------------------------------------------------------------------------- */

static bool looks_like_memory(const char *name)
{
	return strcmp(name, "memory") == 0 || strncmp(name, "memory@", 7) == 0;
}

static void check_memory_node(const struct tree *tree, int node)
{
	const char *name = tree_name(tree, node);

	if (!tree_is(tree, node, "device_type", "memory")) {
		if (looks_like_memory(name))
			finding_add(tree->findings, 219, tree_place(tree, node, NULL),
				    "%s has no device_type = \"memory\"", name);
		return;
	}
	if (!tree_is_available(tree, node))
		return;
	if (!tree_has(tree, node, "reg") && !tree_has(tree, node, "linux,usable-memory"))
		finding_add(tree->findings, 211, tree_place(tree, node, NULL), "%s has no reg",
			    name);
	else if (tree_has(tree, node, "reg"))
		check_reg(tree, node);
}

/* Memory nodes deeper than the root's children, where Linux never looks. */
static void check_buried(const struct tree *tree)
{
	const void *blob = tree->doc->fdt.blob;
	int depth = 0, node;

	for (node = fdt_next_node(blob, 0, &depth); node >= 0 && depth > 0;
	     node = fdt_next_node(blob, node, &depth))
		if (depth > 1 && tree_is(tree, node, "device_type", "memory"))
			finding_add(tree->findings, 220, tree_place(tree, node, NULL),
				    "%s is not a child of the root", tree_name(tree, node));
}

static void check_memory_overlap(const struct tree *tree)
{
	size_t i, j;

	for (i = 0; i < tree->nr_ram; i++)
		for (j = 0; j < i; j++) {
			const struct tree_region *a = &tree->ram[j], *b = &tree->ram[i];
			struct finding *found;

			if (a->start >= b->end || b->start >= a->end)
				continue;
			found = finding_add(
				tree->findings, 214, tree_region_place(tree, b),
				"%s (%s) overlaps %s by %s", b->name, in_hex(b->start, b->end).text,
				a->name,
				in_bytes(lower(a->end, b->end) - higher(a->start, b->start)).text);
			finding_point(found, tree_region_place(tree, a), "%s", a->name);
		}
}

/* Some nodes of memory with a number and some without: the numbers are then for nothing. */
static void check_numbers(const struct tree *tree)
{
	size_t i, nr = 0;

	for (i = 0; i < tree->nr_ram; i++)
		nr += tree_has(tree, tree->ram[i].node, "numa-node-id");
	for (i = 0; i < tree->nr_ram && nr > 0; i++)
		if (!tree_has(tree, tree->ram[i].node, "numa-node-id"))
			finding_add(tree->findings, 410, tree_place(tree, tree->ram[i].node, NULL),
				    "%s has no numa-node-id, others have", tree->ram[i].name);
}

/* Under EFI memory is in the EFI map, and the tree only says where that is. */
static bool is_from_efi(const struct tree *tree)
{
	int node = fdt_path_offset(tree->doc->fdt.blob, "/chosen");

	return node >= 0 && tree_has(tree, node, "linux,uefi-mmap-start");
}

static void check_memory(const struct lint *lint, const struct tree *tree)
{
	const void *blob = tree->doc->fdt.blob;
	int node;

	fdt_for_each_subnode(node, blob, 0) check_memory_node(tree, node);
	check_buried(tree);
	check_memory_overlap(tree);
	check_numbers(tree);
	if (tree->nr_ram == 0 && !is_from_efi(tree) && !claims_ram(lint))
		finding_add(tree->findings, 213, place_of_doc(tree->doc),
			    "the device tree describes no memory");
}

/* --- static reservations ------------------------------------------------------------------- */

static bool check_parent(struct tree *tree)
{
	struct tree_prop addr = tree_prop(tree, tree->parent, "#address-cells");
	struct tree_prop size = tree_prop(tree, tree->parent, "#size-cells");
	unsigned int nr_addr = addr.len == 4 ? (unsigned int)tree_number(addr.bytes, 1) : 0;
	unsigned int nr_size = size.len == 4 ? (unsigned int)tree_number(size.bytes, 1) : 0;

	if (!tree_has(tree, tree->parent, "ranges"))
		finding_add(tree->findings, 207, tree_place(tree, tree->parent, NULL),
			    "/reserved-memory has no ranges; Linux ignores all of it");
	if (nr_addr == tree->cells.addr && nr_size == tree->cells.size)
		return true;
	finding_add(tree->findings, 208,
		    tree_place(tree, tree->parent,
			       nr_addr != tree->cells.addr ? "#address-cells" : "#size-cells"),
		    "/reserved-memory has #address-cells %u and #size-cells %u, the root %u and "
		    "%u; Linux ignores all of it",
		    nr_addr, nr_size, tree->cells.addr, tree->cells.size);
	return false;
}

static void check_flags(const struct tree *tree, int node)
{
	const char *name = tree_name(tree, node);
	bool reusable = tree_has(tree, node, "reusable");

	if (reusable && tree_has(tree, node, "no-map"))
		finding_add(tree->findings, 203, tree_place(tree, node, "reusable"),
			    "%s has both no-map and reusable; they exclude each other", name);
	else if (reusable && !tree_is(tree, node, "compatible", "shared-dma-pool"))
		finding_add(tree->findings, 216, tree_place(tree, node, "reusable"),
			    "%s is reusable but no \"shared-dma-pool\"; nobody will use it", name);
	if (tree_has(tree, node, "linux,cma-default") && !reusable)
		finding_add(tree->findings, 215, tree_place(tree, node, "linux,cma-default"),
			    "%s is to be the default CMA pool, but is not reusable", name);
}

/* Regions of firmware that runs beside the kernel, by the names they go by. */
static bool is_firmware(const char *name)
{
	static const char *const words[] = { "optee",	   "op-tee", "atf@",
					     "tfa@",	   "tf-a",   "bl31",
					     "mmode_resv", "secmon", "secure-monitor" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

static void check_child(const struct tree *tree, int node)
{
	const char *name = tree_name(tree, node);

	if (!tree_is_available(tree, node))
		return;
	if (!tree_has(tree, node, "reg") && !tree_has(tree, node, "size"))
		finding_add(tree->findings, 211, tree_place(tree, node, NULL),
			    "%s has neither reg nor size; Linux ignores it", name);
	else if (tree_has(tree, node, "reg"))
		check_reg(tree, node);
	check_flags(tree, node);
	if (is_firmware(name) && !tree_has(tree, node, "no-map"))
		finding_add(tree->findings, 224, tree_place(tree, node, NULL),
			    "%s is firmware's, but the kernel will map it: no-map is missing",
			    name);
}

/* --- regions among each other -------------------------------------------------------------- */

static void tell_overlap(const struct tree *tree, const struct tree_region *a,
			 const struct tree_region *b)
{
	phys_addr_t bytes = lower(a->end, b->end) - b->start;
	struct finding *found = finding_add(
		tree->findings, 201, tree_region_place(tree, a), "%s (%s) overlaps %s by %s",
		a->name, in_hex(a->start, a->end).text, b->name, in_bytes(bytes).text);

	finding_point(found, tree_region_place(tree, b), "%s (%s)", b->name,
		      in_hex(b->start, b->end).text);
	if (b->start > a->start)
		finding_help(found, "0x%" PRIx64 " is the largest size that ends before %s",
			     b->start - a->start, b->name);
}

static void check_two(const struct tree *tree, const struct tree_region *a,
		      const struct tree_region *b)
{
	const struct tree_region *header = a->is_header ? a : b;
	const struct tree_region *node = a->is_header ? b : a;

	if (a->start >= b->end || b->start >= a->end)
		return;
	if (a->is_header == b->is_header && (a->start > b->start))
		tell_overlap(tree, b, a);
	else if (a->is_header == b->is_header)
		tell_overlap(tree, a, b);
	else if (node->no_map)
		finding_point(finding_add(tree->findings, 217, tree_region_place(tree, header),
					  "/memreserve/ %s takes memory that %s wants unmapped",
					  in_hex(header->start, header->end).text, node->name),
			      tree_region_place(tree, node), "%s", node->name);
}

static bool is_unknown_ram(const struct tree *tree)
{
	return tree->nr_ram == 0;
}

static void check_outside(const struct tree *tree, const struct tree_region *region)
{
	struct bm_range range = { region->start, region->end };
	phys_addr_t size = range.end - range.start, inside = tree_ram(tree, range);
	struct finding *found;

	if (is_unknown_ram(tree) || inside == size)
		return;
	if (inside > 0)
		found = finding_add(tree->findings, 202, tree_region_place(tree, region),
				    "%s (%s) sticks out of RAM by %s", region->name,
				    in_hex(range.start, range.end).text,
				    in_bytes(size - inside).text);
	else
		found = finding_add(tree->findings, 202, tree_region_place(tree, region),
				    "%s (%s) is outside every memory node", region->name,
				    in_hex(range.start, range.end).text);
	finding_point(found, tree_region_place(tree, &tree->ram[0]), "%s is %s", tree->ram[0].name,
		      in_hex(tree->ram[0].start, tree->ram[0].end).text);
}

static void check_initrd(const struct tree *tree)
{
	struct bm_fdt_chosen chosen;
	int node = fdt_path_offset(tree->doc->fdt.blob, "/chosen");
	size_t i;

	bm_fdt_chosen(&tree->doc->fdt, &chosen, NULL);
	if (chosen.initrd.start >= chosen.initrd.end)
		return;
	for (i = 0; i < tree->nr_taken; i++) {
		const struct tree_region *region = &tree->taken[i];

		/* The header's map commonly lists the initrd itself. */
		if (region->is_header || region->start >= chosen.initrd.end ||
		    chosen.initrd.start >= region->end)
			continue;
		finding_point(finding_add(tree->findings, 218,
					  tree_place(tree, node, "linux,initrd-start"),
					  "the initrd (%s) lies in %s",
					  in_hex(chosen.initrd.start, chosen.initrd.end).text,
					  region->name),
			      tree_region_place(tree, region), "%s (%s)", region->name,
			      in_hex(region->start, region->end).text);
	}
	if (!is_unknown_ram(tree) &&
	    tree_ram(tree, chosen.initrd) < chosen.initrd.end - chosen.initrd.start)
		finding_add(tree->findings, 218, tree_place(tree, node, "linux,initrd-start"),
			    "the initrd (%s) is not in RAM",
			    in_hex(chosen.initrd.start, chosen.initrd.end).text);
}

static void check_regions(const struct tree *tree)
{
	size_t i, j;

	for (i = 0; i < tree->nr_taken; i++) {
		for (j = 0; j < i; j++)
			check_two(tree, &tree->taken[j], &tree->taken[i]);
		check_outside(tree, &tree->taken[i]);
	}
	check_initrd(tree);
}

void check_tree(struct lint *lint, struct claims *claims)
{
	const void *blob = claims->doc->fdt.blob;
	struct tree tree;
	int node;

	if (!blob || !tree_open(&tree, claims)) {
		claims->findings->is_cut |= blob != NULL;
		return;
	}
	check_memory(lint, &tree);
	if (tree.parent >= 0 && check_parent(&tree))
		fdt_for_each_subnode(node, blob, tree.parent) check_child(&tree, node);
	check_regions(&tree);
	tree_release(&tree);
}
