// SPDX-License-Identifier: MIT
/*
 * fdt_reserved.c - what a device tree wants kept free, and what its /chosen node says.
 *
 * /reserved-memory has children of two sorts: those with an address, told as ranges, and those
 * with only a size, told as requests. A child whose properties have the wrong length is told and
 * left out, as a kernel would; a property that contradicts another is told and both stay.
 *
 * Linux: fdt_scan_reserved_mem(), early_init_dt_scan_chosen().
 */
#include <libfdt.h>

#include "base/range.h"
#include "fdt_int.h"
#include "fw_int.h"

#define CELL 4u

/* --- /reserved-memory ---------------------------------------------------------------------- */

/* The node, or a negative number if it is missing or its format cannot be used. */
static int find_parent(const struct bm_fdt *fdt, struct bm_fdt_cells_ *cells,
		       const struct bm_fw_sink *sink)
{
	int parent = fdt_path_offset(fdt->blob, "/reserved-memory");
	struct bm_fdt_cells_ own;
	size_t offset = fdt_off_dt_struct(fdt->blob) + (size_t)parent;

	if (parent < 0 || !bm_fdt_cells_of_(fdt, 0, cells, sink))
		return -1;
	own.addr = bm_fdt_u32_(fdt, parent, "#address-cells", 0);
	own.size = bm_fdt_u32_(fdt, parent, "#size-cells", 0);
	if (own.addr != cells->addr || own.size != cells->size) {
		bm_fw_tell_(sink, BM_DIAG_CELLS, offset, 0,
			    "/reserved-memory has other cell counts than the root, all of it is "
			    "ignored");
		return -1;
	}
	if (!bm_fdt_prop_(fdt, parent, "ranges").bytes) {
		bm_fw_tell_(sink, BM_DIAG_RANGES, offset, 0,
			    "/reserved-memory has no ranges, all of it is ignored");
		return -1;
	}
	return parent;
}

static uint32_t read_flags(const struct bm_fdt *fdt, int node, const struct bm_fw_sink *sink)
{
	uint32_t flags = 0;

	if (bm_fdt_prop_(fdt, node, "no-map").bytes)
		flags |= BM_FW_NOMAP;
	if (bm_fdt_prop_(fdt, node, "reusable").bytes)
		flags |= BM_FW_REUSABLE;
	if (flags == (BM_FW_NOMAP | BM_FW_REUSABLE))
		bm_fw_tell_(sink, BM_DIAG_CONFLICT, fdt_off_dt_struct(fdt->blob) + (size_t)node, 0,
			    "no-map and reusable exclude each other");
	return flags;
}

static int tell_static(const struct bm_fdt *fdt, int node, struct bm_fdt_cells_ cells,
		       const struct bm_fw_sink *sink)
{
	struct bm_fdt_prop_ reg = bm_fdt_prop_(fdt, node, "reg");
	struct bm_fw_range range = bm_fdt_range_(fdt, node, BM_FW_RESERVED);

	if (!reg.len || reg.len % ((cells.addr + cells.size) * CELL)) {
		bm_fw_tell_(sink, BM_DIAG_PROPERTY, reg.offset, reg.len,
			    "reg has the wrong length, the node is ignored");
		return 0;
	}
	range.flags = read_flags(fdt, node, sink);
	return bm_fdt_each_pair_(&reg, cells, &range, sink);
}

int bm_fdt_reserved(const struct bm_fdt *fdt, const struct bm_fw_sink *sink)
{
	struct bm_fdt_cells_ cells;
	int parent = find_parent(fdt, &cells, sink);
	int node;
	int err = 0;

	if (parent < 0)
		return 0;
	fdt_for_each_subnode(node, fdt->blob, parent) {
		bool is_static = bm_fdt_prop_(fdt, node, "reg").bytes != NULL;

		if (is_static && bm_fdt_is_available_(fdt, node))
			err = tell_static(fdt, node, cells, sink);
		if (err)
			break;
	}
	return err;
}

/* --- requests ------------------------------------------------------------------------------ */

static phys_addr_t to_addr(uint64_t number)
{
	return number > PHYS_ADDR_MAX ? PHYS_ADDR_MAX : (phys_addr_t)number;
}

static struct bm_range to_range(uint64_t base, uint64_t size)
{
	return bm_range_at(to_addr(base), to_addr(size));
}

static bool refuse(const struct bm_fw_sink *sink, size_t offset, size_t len, const char *what)
{
	bm_fw_tell_(sink, BM_DIAG_PROPERTY, offset, len, what);
	return false;
}

static bool read_windows(const struct bm_fdt_prop_ *prop, struct bm_fdt_cells_ cells,
			 struct bm_fw_request *request, const struct bm_fw_sink *sink)
{
	size_t pair = (size_t)(cells.addr + cells.size) * CELL;
	size_t at;

	if (prop->len % pair)
		return refuse(sink, prop->offset, prop->len,
			      "alloc-ranges has the wrong length, the node is ignored");
	for (at = 0; at < prop->len; at += pair) {
		if (request->nr_windows == BM_FW_MAX_WINDOWS) {
			bm_fw_tell_(sink, BM_DIAG_FULL, prop->offset + at, pair,
				    "too many alloc-ranges, the rest is not tried");
			break;
		}
		request->windows[request->nr_windows++] =
			to_range(bm_fdt_number_(prop->bytes + at, cells.addr),
				 bm_fdt_number_(prop->bytes + at + cells.addr * CELL, cells.size));
	}
	return true;
}

static bool read_request(const struct bm_fdt *fdt, int node, struct bm_fdt_cells_ cells,
			 struct bm_fw_request *request, const struct bm_fw_sink *sink)
{
	struct bm_fdt_prop_ size = bm_fdt_prop_(fdt, node, "size");
	struct bm_fdt_prop_ align = bm_fdt_prop_(fdt, node, "alignment");
	struct bm_fdt_prop_ windows = bm_fdt_prop_(fdt, node, "alloc-ranges");

	if (size.len != cells.size * CELL)
		return refuse(sink, size.offset, size.len,
			      "size has the wrong length, the node is ignored");
	request->size = to_addr(bm_fdt_number_(size.bytes, cells.size));
	if (!request->size)
		return refuse(sink, size.offset, size.len, "size is 0, the node is ignored");
	if (align.bytes && align.len != cells.addr * CELL)
		return refuse(sink, align.offset, align.len,
			      "alignment has the wrong length, the node is ignored");
	if (align.bytes)
		request->align = to_addr(bm_fdt_number_(align.bytes, cells.addr));
	return !windows.bytes || read_windows(&windows, cells, request, sink);
}

static int tell_request(const struct bm_fdt *fdt, int node, struct bm_fdt_cells_ cells,
			const struct bm_fw_sink *sink)
{
	struct bm_fw_range place = bm_fdt_range_(fdt, node, BM_FW_RESERVED);
	struct bm_fw_request request = { 0 };

	request.offset = place.offset;
	request.name = place.name;
	if (!bm_fdt_prop_(fdt, node, "size").bytes) {
		bm_fw_tell_(sink, BM_DIAG_PROPERTY, place.offset, 0,
			    "neither reg nor size, the node is ignored");
		return 0;
	}
	if (!read_request(fdt, node, cells, &request, sink))
		return 0;
	request.flags = read_flags(fdt, node, sink);
	request.is_cma = request.flags == BM_FW_REUSABLE &&
			 !fdt_node_check_compatible(fdt->blob, node, "shared-dma-pool");
	return sink->request ? sink->request(sink->ctx, &request) : 0;
}

int bm_fdt_requests(const struct bm_fdt *fdt, const struct bm_fw_sink *sink)
{
	struct bm_fdt_cells_ cells;
	int parent = find_parent(fdt, &cells, sink);
	int node;
	int err = 0;

	if (parent < 0)
		return 0;
	fdt_for_each_subnode(node, fdt->blob, parent) {
		bool is_static = bm_fdt_prop_(fdt, node, "reg").bytes != NULL;

		if (!is_static && bm_fdt_is_available_(fdt, node))
			err = tell_request(fdt, node, cells, sink);
		if (err)
			break;
	}
	return err;
}

/* --- /chosen ------------------------------------------------------------------------------- */

struct reader {
	const struct bm_fdt *fdt;
	const struct bm_fw_sink *sink;
	struct bm_fdt_cells_ cells;
	int node;
};

/* A number of one or two cells, whichever it has. */
static uint64_t read_number(const struct reader *reader, const char *name)
{
	struct bm_fdt_prop_ prop = bm_fdt_prop_(reader->fdt, reader->node, name);

	if (!prop.bytes)
		return 0;
	if (prop.len == CELL || prop.len == 2 * CELL)
		return bm_fdt_number_(prop.bytes, (unsigned int)(prop.len / CELL));
	(void)refuse(reader->sink, prop.offset, prop.len, "property in /chosen has a wrong length");
	return 0;
}

/* Up to @nr pairs of address and size, as the root counts cells. */
static void read_ranges(const struct reader *reader, const char *name, struct bm_range *ranges,
			size_t nr)
{
	struct bm_fdt_prop_ prop = bm_fdt_prop_(reader->fdt, reader->node, name);
	unsigned int nr_addr = reader->cells.addr;
	size_t pair = (size_t)(nr_addr + reader->cells.size) * CELL;
	size_t i;

	if (!prop.bytes)
		return;
	if (!prop.len || prop.len % pair || prop.len / pair > nr)
		(void)refuse(reader->sink, prop.offset, prop.len,
			     "property in /chosen has a wrong length");
	for (i = 0; i < nr && (i + 1) * pair <= prop.len; i++) {
		const uint8_t *bytes = prop.bytes + i * pair;

		ranges[i] = to_range(bm_fdt_number_(bytes, nr_addr),
				     bm_fdt_number_(bytes + nr_addr * CELL, reader->cells.size));
	}
}

static void read_initrd(const struct reader *reader, struct bm_fdt_chosen *chosen)
{
	phys_addr_t start = to_addr(read_number(reader, "linux,initrd-start"));
	phys_addr_t end = to_addr(read_number(reader, "linux,initrd-end"));

	if (start < end) {
		chosen->initrd.start = start;
		chosen->initrd.end = end;
	} else if (start || end) {
		bm_fw_tell_(reader->sink, BM_DIAG_REVERSED,
			    fdt_off_dt_struct(reader->fdt->blob) + (size_t)reader->node, 0,
			    "initrd ends before it starts");
	}
}

void bm_fdt_chosen(const struct bm_fdt *fdt, struct bm_fdt_chosen *chosen,
		   const struct bm_fw_sink *sink)
{
	static const struct bm_fdt_chosen nothing;
	struct reader reader = { fdt, sink, { 1, 1 }, fdt_path_offset(fdt->blob, "/chosen") };
	struct bm_fdt_prop_ args;

	*chosen = nothing;
	if (reader.node < 0 || !bm_fdt_cells_of_(fdt, 0, &reader.cells, NULL))
		return;
	args = bm_fdt_prop_(fdt, reader.node, "bootargs");
	if (args.bytes)
		chosen->bootargs = bm_str((const char *)args.bytes, args.len);
	if (args.len && !args.bytes[args.len - 1])
		chosen->bootargs.len--;
	read_initrd(&reader, chosen);
	read_ranges(&reader, "linux,elfcorehdr", &chosen->elfcorehdr, 1);
	read_ranges(&reader, "linux,usable-memory-range", chosen->usable, 2);
	read_ranges(&reader, "linux,kho-fdt", &chosen->kho_fdt, 1);
	read_ranges(&reader, "linux,kho-scratch", &chosen->kho_scratch, 1);
	chosen->efi_map = to_range(read_number(&reader, "linux,uefi-mmap-start"),
				   read_number(&reader, "linux,uefi-mmap-size"));
	chosen->efi_stride = (uint32_t)read_number(&reader, "linux,uefi-mmap-desc-size");
	chosen->efi_systab = to_addr(read_number(&reader, "linux,uefi-system-table"));
}
