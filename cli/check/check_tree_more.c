// SPDX-License-Identifier: MIT
/*
 * check_tree_more.c - reservations without an address, and who uses reservations.
 *
 * A request is tried as Linux will: in its windows, on what static reservations leave of RAM. The
 * kernel's own image is not known here, so a request that fits may still fail, but one that does
 * not fit never will.
 *
 * Linux: __reserved_mem_alloc_size(), of_reserved_mem_device_init_by_idx(), pstore's ramoops.
 */
#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/check/tree.h"

#define MAX_NODES 64

/* --- what a request says ------------------------------------------------------------------- */

struct request {
	int node;
	const char *name;
	phys_addr_t size;
	phys_addr_t align;
	struct tree_prop windows;
};

static bool check_cells(const struct tree *tree, int node, const char *prop, unsigned int want)
{
	struct tree_prop value = tree_prop(tree, node, prop);

	if (!value.bytes || value.len == 4 * (size_t)want)
		return true;
	finding_add(tree->findings, 204, tree_place(tree, node, prop),
		    "%s: %s has %zu cell%s, %s here is %u; Linux ignores the node",
		    tree_name(tree, node), prop, value.len / 4, value.len == 4 ? "" : "s",
		    strcmp(prop, "size") == 0 ? "#size-cells" : "#address-cells", want);
	return false;
}

static bool read_request(const struct tree *tree, int node, struct request *request)
{
	struct tree_prop align = tree_prop(tree, node, "alignment");
	bool ok = check_cells(tree, node, "size", tree->cells.size);

	ok &= check_cells(tree, node, "alignment", tree->cells.addr);
	*request = (struct request){ .node = node, .name = tree_name(tree, node), .align = 1 };
	request->windows = tree_prop(tree, node, "alloc-ranges");
	if (tree_pair_len(tree) && request->windows.len % tree_pair_len(tree) != 0) {
		finding_add(tree->findings, 204, tree_place(tree, node, "alloc-ranges"),
			    "%s: alloc-ranges has %zu cells, no multiple of %zu; Linux ignores the "
			    "node",
			    request->name, request->windows.len / 4, tree_pair_len(tree) / 4);
		ok = false;
	}
	if (align.len == 4 || align.len == 8)
		request->align = tree_number(align.bytes, (unsigned int)align.len / 4);
	if (request->align & (request->align - 1)) {
		finding_add(tree->findings, 205, tree_place(tree, node, "alignment"),
			    "%s: alignment 0x%" PRIx64 " is not a power of two", request->name,
			    request->align);
		ok = false;
	}
	if (ok)
		request->size = tree_number(tree_prop(tree, node, "size").bytes, tree->cells.size);
	request->align += request->align == 0;
	return ok;
}

/* --- does it fit? -------------------------------------------------------------------------- */

/* The reservation that begins lowest at or after @at, or covers it. */
static const struct tree_region *next_taken(const struct tree *tree, phys_addr_t at)
{
	const struct tree_region *best = NULL;
	size_t i;

	for (i = 0; i < tree->nr_taken; i++) {
		const struct tree_region *region = &tree->taken[i];

		if (region->end > at && (!best || region->start < best->start))
			best = region;
	}
	return best;
}

static phys_addr_t round_up(phys_addr_t addr, phys_addr_t align)
{
	phys_addr_t rest = addr % align;

	return rest == 0 ? addr : span_end(addr, align - rest);
}

static void take_longer(struct bm_range *best, struct bm_range run, phys_addr_t align)
{
	run.start = round_up(run.start, align);
	if (run.start < run.end && run.end - run.start > best->end - best->start)
		*best = run;
}

/* The longest free run in @range, which is RAM. */
static void search(const struct tree *tree, struct bm_range range, phys_addr_t align,
		   struct bm_range *best)
{
	phys_addr_t at = range.start;

	while (at < range.end) {
		const struct tree_region *taken = next_taken(tree, at);
		struct bm_range run = { at, range.end };

		if (taken && taken->start < range.end)
			run.end = higher(taken->start, at);
		take_longer(best, run, align);
		if (!taken || taken->start >= range.end)
			break;
		at = taken->end;
	}
}

static struct bm_range best_run(const struct tree *tree, const struct request *request,
				struct bm_range window)
{
	struct bm_range best = { 0, 0 };
	size_t i;

	for (i = 0; i < tree->nr_ram; i++) {
		struct bm_range range = { higher(tree->ram[i].start, window.start),
					  lower(tree->ram[i].end, window.end) };

		if (range.start < range.end)
			search(tree, range, request->align, &best);
	}
	return best;
}

static struct bm_range window_at(const struct tree *tree, const struct request *request, size_t at)
{
	const unsigned char *bytes = request->windows.bytes + at;

	return span(tree_number(bytes, tree->cells.addr),
		    tree_number(bytes + 4 * tree->cells.addr, tree->cells.size));
}

static void tell_no_fit(const struct tree *tree, const struct request *request,
			struct bm_range window, struct bm_range best)
{
	const char *prop = request->windows.bytes ? "alloc-ranges" : "size";
	phys_addr_t ram = tree_ram(tree, window);
	struct finding *found;

	if (request->windows.bytes && ram == 0)
		found = finding_add(tree->findings, 206, tree_place(tree, request->node, prop),
				    "%s: %s asked, alloc-ranges holds only %s (%s) and none of it "
				    "is RAM",
				    request->name, in_bytes(request->size).text,
				    in_bytes(window.end - window.start).text,
				    in_hex(window.start, window.end).text);
	else if (best.end == best.start)
		found = finding_add(tree->findings, 206, tree_place(tree, request->node, prop),
				    "%s: %s asked, nothing is free", request->name,
				    in_bytes(request->size).text);
	else
		found = finding_add(tree->findings, 206, tree_place(tree, request->node, prop),
				    "%s: %s asked, the largest free run is %s (%s)", request->name,
				    in_bytes(request->size).text,
				    in_bytes(best.end - best.start).text,
				    in_hex(best.start, best.end).text);
	if (next_taken(tree, best.end) && best.end != best.start &&
	    next_taken(tree, best.end)->start == best.end)
		finding_point(found, tree_region_place(tree, next_taken(tree, best.end)),
			      "%s is in the way", next_taken(tree, best.end)->name);
}

static void check_fit(const struct tree *tree, const struct request *request)
{
	struct bm_range anywhere = { 0, PHYS_ADDR_MAX }, first = anywhere, longest = { 0, 0 };
	size_t pair = tree_pair_len(tree), at;

	if (tree->nr_ram == 0 || request->size == 0)
		return;
	if (!request->windows.bytes)
		longest = best_run(tree, request, anywhere);
	for (at = 0; pair && request->windows.len - at >= pair; at += pair) {
		struct bm_range window = window_at(tree, request, at);
		struct bm_range best = best_run(tree, request, window);

		first = at == 0 ? window : first;
		if (best.end - best.start > longest.end - longest.start)
			longest = best;
	}
	if (longest.end - longest.start < request->size)
		tell_no_fit(tree, request, first, longest);
}

void check_tree_requests(struct lint *lint, struct claims *claims)
{
	const void *blob = claims->doc->fdt.blob;
	struct request request;
	struct tree tree;
	int node, nr = 0;

	(void)lint;
	if (!blob || !tree_open(&tree, claims))
		return;
	if (tree.parent >= 0)
		fdt_for_each_subnode(node, blob, tree.parent)
		{
			nr += tree_is_available(&tree, node);
			if (nr == MAX_NODES + 1)
				finding_add(tree.findings, 223, tree_place(&tree, node, NULL),
					    "%s is the 65th reserved region",
					    tree_name(&tree, node));
			if (tree_is_available(&tree, node) && tree_has(&tree, node, "size") &&
			    !tree_has(&tree, node, "reg") && read_request(&tree, node, &request))
				check_fit(&tree, &request);
		}
	tree_release(&tree);
}

/* --- who uses them ------------------------------------------------------------------------- */

static void check_phandle(const struct tree *tree, int node, const unsigned char *cell)
{
	const void *blob = tree->doc->fdt.blob;
	uint32_t phandle = (uint32_t)tree_number(cell, 1);
	int target = fdt_node_offset_by_phandle(blob, phandle);
	struct finding *found;

	if (target < 0) {
		finding_add(tree->findings, 221, tree_place(tree, node, "memory-region"),
			    "memory-region of %s points at no node (phandle 0x%" PRIx32 ")",
			    tree_name(tree, node), phandle);
		return;
	}
	if (fdt_parent_offset(blob, target) != tree->parent)
		found = finding_add(tree->findings, 221, tree_place(tree, node, "memory-region"),
				    "memory-region of %s points at %s, which is not in "
				    "/reserved-memory",
				    tree_name(tree, node), tree_name(tree, target));
	else if (!tree_is_available(tree, target))
		found = finding_add(tree->findings, 221, tree_place(tree, node, "memory-region"),
				    "memory-region of %s points at %s, which is disabled",
				    tree_name(tree, node), tree_name(tree, target));
	else
		return;
	finding_point(found, tree_place(tree, target, NULL), "%s", tree_name(tree, target));
}

/* Each buffer of ramoops must fit into the region, and records must have a size at all. */
static void check_ramoops(const struct tree *tree, int node)
{
	static const char *const parts[] = { "record-size", "console-size", "ftrace-size",
					     "pmsg-size" };
	struct tree_prop reg = tree_prop(tree, node, "reg");
	uint64_t size, sum = 0;
	size_t i;

	if (reg.len < tree_pair_len(tree) || tree_pair_len(tree) == 0)
		return;
	size = tree_number(reg.bytes + 4 * tree->cells.addr, tree->cells.size);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct tree_prop part = tree_prop(tree, node, parts[i]);

		sum += part.len == 4 ? tree_number(part.bytes, 1) : 0;
	}
	if (sum == 0)
		finding_add(tree->findings, 222, tree_place(tree, node, NULL),
			    "%s has none of record-size, console-size, ftrace-size, pmsg-size",
			    tree_name(tree, node));
	else if (sum > size)
		finding_add(tree->findings, 222, tree_place(tree, node, "reg"),
			    "%s: buffers take 0x%" PRIx64 " bytes, the region has 0x%" PRIx64,
			    tree_name(tree, node), sum, size);
}

void check_tree_users(struct lint *lint, struct claims *claims)
{
	const void *blob = claims->doc->fdt.blob;
	struct tree tree;
	int node, depth = 0;

	(void)lint;
	if (!blob || !tree_open(&tree, claims))
		return;
	for (node = fdt_next_node(blob, -1, &depth); node >= 0 && depth >= 0;
	     node = fdt_next_node(blob, node, &depth)) {
		struct tree_prop regions = tree_prop(&tree, node, "memory-region");
		size_t at;

		for (at = 0; regions.len - at >= 4; at += 4)
			check_phandle(&tree, node, regions.bytes + at);
		if (tree_is(&tree, node, "compatible", "ramoops") && tree_is_available(&tree, node))
			check_ramoops(&tree, node);
	}
	tree_release(&tree);
}
