// SPDX-License-Identifier: MIT
/*
 * fdt.c - is a device tree sound, and what memory does it describe?
 *
 * libfdt does the reading; this file decides what to believe. A blob is checked once from end to
 * end, so that everything after may lean on it: every offset valid, one root, no deeper than any
 * real tree. Counts of cells are foreign numbers too and limited before they become lengths.
 *
 * Cost: each question walks the nodes it must look at, once.
 * Linux: early_init_dt_verify(), early_init_dt_scan_memory(), drivers/of/of_numa.c.
 */
#include <libfdt.h>

#include "base/scan.h"
#include "fdt_int.h"
#include "fw_int.h"
#include "wire/wire.h"

#define CELL 4u
#define MAX_CELLS 4u

/* --- soundness ----------------------------------------------------------------------------- */

static int refuse(const struct bm_fw_sink *sink, enum bm_diag_code code, size_t offset,
		  const char *what)
{
	bm_fw_tell_(sink, code, offset, 0, what);
	return -BM_EBADMSG;
}

static const char *meaning_of(int err)
{
	switch (-err) {
	case FDT_ERR_TRUNCATED:
		return "a part of the blob lies beyond its end";
	case FDT_ERR_BADLAYOUT:
		return "parts of the blob are in the wrong order or lie over one another";
	case FDT_ERR_BADVERSION:
		return "the version is unknown";
	case FDT_ERR_BADSTRUCTURE:
		return "nodes do not close, or a token is none";
	default:
		return "the blob is damaged";
	}
}

/* One root, closed once, and nothing too deep. Every tag is known to be valid. */
static int check_shape(const void *blob, const struct bm_fw_sink *sink)
{
	int depth = 0;
	int nr_roots = 0;
	int at = 0;
	int next;
	uint32_t tag;

	do {
		tag = fdt_next_tag(blob, at, &next);
		if (tag == FDT_BEGIN_NODE && depth++ == 0)
			nr_roots++;
		if (tag == FDT_END_NODE)
			depth--;
		if (depth > BM_FDT_MAX_DEPTH)
			return refuse(sink, BM_DIAG_DEPTH, fdt_off_dt_struct(blob) + (size_t)at,
				      "nodes are nested too deep");
		at = next;
	} while (tag != FDT_END && next > 0);
	if (nr_roots != 1)
		return refuse(sink, BM_DIAG_STRUCTURE, fdt_off_dt_struct(blob),
			      "there is not exactly one root node");
	return 0;
}

int bm_fdt_check(struct bm_fdt *fdt, const void *blob, size_t size, const struct bm_fw_sink *sink)
{
	int err;

	if (!blob || (uintptr_t)blob % 8)
		return refuse(sink, BM_DIAG_STRUCTURE, 0, "blob is missing or not aligned");
	if (size < sizeof(struct fdt_header))
		return refuse(sink, BM_DIAG_TRUNCATED, size, "blob ends within its header");
	if (fdt_magic(blob) != FDT_MAGIC)
		return refuse(sink, BM_DIAG_MAGIC, 0, "not a device tree");
	if (fdt_totalsize(blob) > size)
		return refuse(sink, BM_DIAG_TRUNCATED, size, "blob says it is longer than it is");
	/* Nobody writes older ones, and fdt_check_full() of libfdt 1.6.1 follows NULL in some. */
	if (fdt_version(blob) < 16)
		return refuse(sink, BM_DIAG_VERSION, 20, "version is older than 16");
	err = fdt_check_full(blob, size);
	if (err)
		return refuse(sink, BM_DIAG_STRUCTURE, 0, meaning_of(err));
	err = check_shape(blob, sink);
	if (err)
		return err;
	fdt->blob = blob;
	fdt->size = fdt_totalsize(blob);
	return 0;
}

/* --- shared with fdt_reserved.c ------------------------------------------------------------ */

struct bm_fdt_prop_ bm_fdt_prop_(const struct bm_fdt *fdt, int node, const char *name)
{
	struct bm_fdt_prop_ prop = { NULL, 0, 0 };
	int len = 0;
	const void *bytes = fdt_getprop(fdt->blob, node, name, &len);

	if (bytes && len >= 0) {
		prop.bytes = bytes;
		prop.len = (size_t)len;
		prop.offset = (size_t)(prop.bytes - (const uint8_t *)fdt->blob);
	}
	return prop;
}

bool bm_fdt_prop_is_(const struct bm_fdt_prop_ *prop, const char *want)
{
	struct bm_str text = bm_str((const char *)prop->bytes, prop->len);

	return prop->bytes && bm_scan_word(&text, want) && text.len && !*text.at;
}

uint64_t bm_fdt_number_(const uint8_t *bytes, unsigned int nr_cells)
{
	uint64_t number = 0;

	for (; nr_cells; nr_cells--, bytes += CELL)
		number = number << 32 | wire_be32(bytes);
	return number;
}

uint32_t bm_fdt_u32_(const struct bm_fdt *fdt, int node, const char *name, uint32_t otherwise)
{
	struct bm_fdt_prop_ prop = bm_fdt_prop_(fdt, node, name);

	return prop.len == CELL ? wire_be32(prop.bytes) : otherwise;
}

bool bm_fdt_cells_of_(const struct bm_fdt *fdt, int node, struct bm_fdt_cells_ *cells,
		      const struct bm_fw_sink *sink)
{
	size_t offset = fdt_off_dt_struct(fdt->blob) + (size_t)node;

	cells->addr = bm_fdt_u32_(fdt, node, "#address-cells", 0);
	cells->size = bm_fdt_u32_(fdt, node, "#size-cells", UINT32_MAX);
	if (cells->addr == 0 || cells->size == UINT32_MAX) {
		bm_fw_tell_(sink, BM_DIAG_CELLS, offset, 0, "cell counts are missing, 1 is taken");
		cells->addr = cells->addr ? cells->addr : 1;
		cells->size = cells->size == UINT32_MAX ? 1 : cells->size;
	}
	if (cells->addr <= MAX_CELLS && cells->size <= MAX_CELLS)
		return true;
	bm_fw_tell_(sink, BM_DIAG_CELLS, offset, 0, "cell counts are beyond any number");
	return false;
}

bool bm_fdt_is_available_(const struct bm_fdt *fdt, int node)
{
	struct bm_fdt_prop_ status = bm_fdt_prop_(fdt, node, "status");

	return !status.bytes || bm_fdt_prop_is_(&status, "okay") || bm_fdt_prop_is_(&status, "ok");
}

struct bm_fw_range bm_fdt_range_(const struct bm_fdt *fdt, int node, uint32_t kind)
{
	struct bm_fw_range range =
		bm_fw_range_(kind, fdt_off_dt_struct(fdt->blob) + (size_t)node, 0);
	int len = 0;
	const char *name = fdt_get_name(fdt->blob, node, &len);

	if (name && len >= 0)
		range.name = bm_str(name, (size_t)len);
	return range;
}

int bm_fdt_each_pair_(const struct bm_fdt_prop_ *prop, struct bm_fdt_cells_ cells,
		      struct bm_fw_range *range, const struct bm_fw_sink *sink)
{
	size_t pair = (size_t)(cells.addr + cells.size) * CELL;
	size_t at;
	int err = 0;

	for (at = 0; prop->len - at >= pair && !err; at += pair) {
		const uint8_t *bytes = prop->bytes + at;

		err = bm_fw_emit_size_(sink, range, bm_fdt_number_(bytes, cells.addr),
				       bm_fdt_number_(bytes + cells.addr * CELL, cells.size));
	}
	if (!err && at != prop->len)
		bm_fw_tell_(sink, BM_DIAG_PROPERTY, prop->offset, prop->len,
			    "property is no whole number of address and size pairs");
	return err;
}

/* --- memory -------------------------------------------------------------------------------- */

static int tell_memory(const struct bm_fdt *fdt, int node, struct bm_fdt_cells_ cells,
		       const struct bm_fw_sink *sink)
{
	struct bm_fdt_prop_ reg = bm_fdt_prop_(fdt, node, "linux,usable-memory");
	struct bm_fw_range range = bm_fdt_range_(fdt, node, BM_FW_USABLE);

	if (!reg.bytes)
		reg = bm_fdt_prop_(fdt, node, "reg");
	if (!reg.bytes) {
		bm_fw_tell_(sink, BM_DIAG_PROPERTY, range.offset, 0, "memory node without reg");
		return 0;
	}
	range.domain = bm_fdt_u32_(fdt, node, "numa-node-id", BM_FW_NO_DOMAIN);
	if (bm_fdt_prop_(fdt, node, "hotpluggable").bytes)
		range.flags |= BM_FW_HOTPLUG;
	return bm_fdt_each_pair_(&reg, cells, &range, sink);
}

int bm_fdt_memory(const struct bm_fdt *fdt, const struct bm_fw_sink *sink)
{
	struct bm_fdt_cells_ cells;
	int node;
	int err = 0;

	if (!bm_fdt_cells_of_(fdt, 0, &cells, sink))
		return 0;
	fdt_for_each_subnode(node, fdt->blob, 0) {
		struct bm_fdt_prop_ type = bm_fdt_prop_(fdt, node, "device_type");

		if (bm_fdt_prop_is_(&type, "memory") && bm_fdt_is_available_(fdt, node))
			err = tell_memory(fdt, node, cells, sink);
		if (err)
			break;
	}
	return err;
}

int bm_fdt_memreserve(const struct bm_fdt *fdt, const struct bm_fw_sink *sink)
{
	int nr = fdt_num_mem_rsv(fdt->blob);
	int err = 0;
	int i;

	for (i = 0; i < nr && !err; i++) {
		struct bm_fw_range range = bm_fw_range_(
			BM_FW_RESERVED, fdt_off_mem_rsvmap(fdt->blob) + (size_t)i * 16, 16);
		uint64_t base;
		uint64_t size;

		if (!fdt_get_mem_rsv(fdt->blob, i, &base, &size))
			err = bm_fw_emit_size_(sink, &range, base, size);
	}
	return err;
}

/* --- nodes --------------------------------------------------------------------------------- */

/* One cell, or two where it is an MPIDR. */
static uint64_t read_id(const struct bm_fdt_prop_ *reg)
{
	if (reg->len != CELL && reg->len != 2 * CELL)
		return 0;
	return bm_fdt_number_(reg->bytes, reg->len == CELL ? 1 : 2);
}

static int tell_cpus(const struct bm_fdt *fdt, const struct bm_fw_sink *sink)
{
	int cpus = fdt_path_offset(fdt->blob, "/cpus");
	int node;
	int err = 0;

	if (cpus < 0 || !sink->cpu)
		return 0;
	fdt_for_each_subnode(node, fdt->blob, cpus) {
		struct bm_fw_cpu cpu = { 0, 0, 0, true, true, false, 0 };
		struct bm_fdt_prop_ reg = bm_fdt_prop_(fdt, node, "reg");
		struct bm_fdt_prop_ type = bm_fdt_prop_(fdt, node, "device_type");

		cpu.domain = bm_fdt_u32_(fdt, node, "numa-node-id", BM_FW_NO_DOMAIN);
		cpu.start_id = read_id(&reg);
		cpu.id = (uint32_t)cpu.start_id;
		cpu.enabled = bm_fdt_is_available_(fdt, node);
		cpu.offset = fdt_off_dt_struct(fdt->blob) + (size_t)node;
		if (bm_fdt_prop_is_(&type, "cpu") && cpu.domain != BM_FW_NO_DOMAIN)
			err = sink->cpu(sink->ctx, &cpu);
		if (err)
			break;
	}
	return err;
}

static struct bm_fw_distance read_triple(const struct bm_fdt_prop_ *map, size_t at)
{
	struct bm_fw_distance distance;

	distance.from = wire_be32(map->bytes + at);
	distance.to = wire_be32(map->bytes + at + CELL);
	distance.distance = wire_be32(map->bytes + at + 2 * CELL);
	distance.offset = map->offset + at;
	return distance;
}

static bool is_possible(struct bm_fw_distance distance)
{
	if (distance.from == distance.to)
		return distance.distance == 10;
	return distance.distance > 10;
}

static bool check_distances(const struct bm_fdt_prop_ *map, const struct bm_fw_sink *sink)
{
	size_t at;

	if (!map->len || map->len % (3 * CELL)) {
		bm_fw_tell_(sink, BM_DIAG_PROPERTY, map->offset, map->len,
			    "distance map is no whole number of triples");
		return false;
	}
	for (at = 0; at < map->len; at += 3 * CELL)
		if (!is_possible(read_triple(map, at))) {
			bm_fw_tell_(sink, BM_DIAG_DISTANCE, map->offset + at, 3 * CELL,
				    "a distance that cannot be");
			return false;
		}
	return true;
}

static int tell_distances(const struct bm_fdt *fdt, const struct bm_fw_sink *sink)
{
	int node = fdt_node_offset_by_compatible(fdt->blob, -1, "numa-distance-map-v1");
	struct bm_fdt_prop_ map;
	size_t at;
	int err = 0;

	if (node < 0 || !sink->distance)
		return 0;
	map = bm_fdt_prop_(fdt, node, "distance-matrix");
	if (!check_distances(&map, sink))
		return -BM_EBADMSG;
	for (at = 0; at < map.len && !err; at += 3 * CELL) {
		struct bm_fw_distance distance = read_triple(&map, at);
		uint32_t from = distance.from;

		err = sink->distance(sink->ctx, &distance);
		if (err || from >= distance.to)
			continue;
		distance.from = distance.to;
		distance.to = from;
		err = sink->distance(sink->ctx, &distance);
	}
	return err;
}

int bm_fdt_numa(const struct bm_fdt *fdt, const struct bm_fw_sink *sink)
{
	int err = tell_cpus(fdt, sink);

	return err ? err : tell_distances(fdt, sink);
}
