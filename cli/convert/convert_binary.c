// SPDX-License-Identifier: MIT
/*
 * convert_binary.c - a map as kernels get it: a flattened device tree, the page of an x86 loader,
 * the information of a Multiboot2 loader.
 *
 * Nothing but the map is in it: enough for a test of whoever reads such bytes.
 */
#include <endian.h>
#include <inttypes.h>
#include <libfdt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/convert/convert.h"

/* --- numbers ------------------------------------------------------------------------------- */

static void put_le16(unsigned char *at, uint16_t value)
{
	value = htole16(value);
	memcpy(at, &value, sizeof(value));
}

static void put_le32(unsigned char *at, uint32_t value)
{
	value = htole32(value);
	memcpy(at, &value, sizeof(value));
}

static void put_le64(unsigned char *at, uint64_t value)
{
	value = htole64(value);
	memcpy(at, &value, sizeof(value));
}

/* Base, size, type: the entry that e820 and Multiboot2 have in common. */
static void put_entry(unsigned char *at, const struct bm_fw_range *range, uint32_t type)
{
	put_le64(at, range->start);
	put_le64(at + 8, range->end - range->start);
	put_le32(at + 16, type);
}

/* --- the page of an x86 loader ------------------------------------------------------------- */

void write_boot_params(FILE *file, const struct cargo *cargo)
{
	unsigned char page[4096] = { 0 };
	size_t i;

	page[0x1e8] = (unsigned char)cargo->nr_ranges;
	put_le16(page + 0x1fe, 0xaa55);
	memcpy(page + 0x202, "HdrS", 4);
	put_le16(page + 0x206, 0x20f);
	for (i = 0; i < cargo->nr_ranges; i++)
		put_entry(page + 0x2d0 + 20 * i, &cargo->ranges[i], cargo_type(&cargo->ranges[i]));
	fwrite(page, sizeof(page), 1, file);
}

/* --- Multiboot2 ---------------------------------------------------------------------------- */

void write_multiboot2(FILE *file, const struct cargo *cargo)
{
	size_t size = 16 + 24 * cargo->nr_ranges, i;
	unsigned char head[8 + 16] = { 0 }, end[8] = { 0 };

	put_le32(head, (uint32_t)(8 + size + sizeof(end)));
	put_le32(head + 8, 6); /* memory map */
	put_le32(head + 12, (uint32_t)size);
	put_le32(head + 16, 24);
	fwrite(head, sizeof(head), 1, file);
	for (i = 0; i < cargo->nr_ranges; i++) {
		unsigned char entry[24] = { 0 };

		put_entry(entry, &cargo->ranges[i], cargo_type(&cargo->ranges[i]));
		fwrite(entry, sizeof(entry), 1, file);
	}
	put_le32(end + 4, sizeof(end));
	fwrite(end, sizeof(end), 1, file);
}

/* --- a flattened device tree --------------------------------------------------------------- */

static int put_cells(void *blob)
{
	int err = fdt_property_u32(blob, "#address-cells", 2);

	return err ? err : fdt_property_u32(blob, "#size-cells", 2);
}

/* "NAME@START" with its reg; the node stays open. */
static int begin_range(void *blob, const char *name, const struct bm_fw_range *range)
{
	uint64_t reg[2] = { htobe64(range->start), htobe64(range->end - range->start) };
	char unit[40];
	int err;

	snprintf(unit, sizeof(unit), "%s@%" PRIx64, name, range->start);
	err = fdt_begin_node(blob, unit);
	return err ? err : fdt_property(blob, "reg", reg, sizeof(reg));
}

static int put_memory(void *blob, const struct bm_fw_range *range)
{
	int err = begin_range(blob, "memory", range);

	err = err ? err : fdt_property_string(blob, "device_type", "memory");
	if (!err && range->domain != BM_FW_NO_DOMAIN)
		err = fdt_property_u32(blob, "numa-node-id", range->domain);
	if (!err && range->flags & BM_FW_HOTPLUG)
		err = fdt_property(blob, "hotpluggable", NULL, 0);
	return err ? err : fdt_end_node(blob);
}

static int put_reserved(void *blob, const struct bm_fw_range *range)
{
	int err = begin_range(blob, "reserved", range);

	if (!err && range->flags & BM_FW_NOMAP)
		err = fdt_property(blob, "no-map", NULL, 0);
	if (!err && range->flags & BM_FW_REUSABLE)
		err = fdt_property_string(blob, "compatible", "shared-dma-pool");
	if (!err && range->flags & BM_FW_REUSABLE)
		err = fdt_property(blob, "reusable", NULL, 0);
	return err ? err : fdt_end_node(blob);
}

static int put_all_reserved(void *blob, const struct cargo *cargo)
{
	int err = fdt_begin_node(blob, "reserved-memory");
	size_t i;

	err = err ? err : put_cells(blob);
	err = err ? err : fdt_property(blob, "ranges", NULL, 0);
	for (i = 0; i < cargo->nr_ranges && !err; i++)
		if (cargo->ranges[i].kind != BM_FW_USABLE)
			err = put_reserved(blob, &cargo->ranges[i]);
	return err ? err : fdt_end_node(blob);
}

static int put_distances(void *blob, const struct cargo *cargo)
{
	int len = (int)(cargo->nr_distances * 3 * sizeof(uint32_t));
	int err = fdt_begin_node(blob, "distance-map");
	void *matrix = NULL;
	size_t i;

	err = err ? err : fdt_property_string(blob, "compatible", "numa-distance-map-v1");
	err = err ? err : fdt_property_placeholder(blob, "distance-matrix", len, &matrix);
	for (i = 0; i < cargo->nr_distances && !err; i++) {
		uint32_t cells[3] = { htobe32(cargo->distances[i].from),
				      htobe32(cargo->distances[i].to),
				      htobe32(cargo->distances[i].distance) };

		memcpy((char *)matrix + i * sizeof(cells), cells, sizeof(cells));
	}
	return err ? err : fdt_end_node(blob);
}

static int put_tree(void *blob, int room, const struct cargo *cargo)
{
	int err = fdt_create(blob, room);
	size_t i;

	err = err ? err : fdt_finish_reservemap(blob);
	err = err ? err : fdt_begin_node(blob, "");
	err = err ? err : put_cells(blob);
	for (i = 0; i < cargo->nr_ranges && !err; i++)
		err = put_memory(blob, &cargo->ranges[i]);
	err = err ? err : put_all_reserved(blob, cargo);
	if (!err && cargo->nr_distances > 0)
		err = put_distances(blob, cargo);
	err = err ? err : fdt_end_node(blob);
	return err ? err : fdt_finish(blob);
}

void write_dtb(FILE *file, const struct cargo *cargo)
{
	size_t room = 4096 + 512 * cargo->nr_ranges + 16 * cargo->nr_distances;
	void *blob = room < INT_MAX ? calloc(1, room) : NULL;

	if (blob && put_tree(blob, (int)room, cargo) == 0)
		fwrite(blob, fdt_totalsize(blob), 1, file);
	else
		fprintf(stderr, "no room for a tree of %zu ranges\n", cargo->nr_ranges);
	free(blob);
}
