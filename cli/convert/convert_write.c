// SPDX-License-Identifier: MIT
/*
 * convert_write.c - a map in every format that tools, kernels and people read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/json.h"
#include "cli/convert/convert.h"

/* --- kinds ---------------------------------------------------------------------------------- */

static const struct kind {
	uint32_t kind;
	uint32_t type; /* of e820 */
	const char *plain;
	const char *e820;
	const char *memmap;
} kinds[] = {
	{ BM_FW_USABLE, 1, "usable", "usable", "System RAM" },
	{ BM_FW_RESERVED, 2, "reserved", "reserved", "Reserved" },
	{ BM_FW_ACPI, 3, "acpi", "ACPI data", "ACPI Tables" },
	{ BM_FW_NVS, 4, "nvs", "ACPI NVS", "ACPI Non-volatile Storage" },
	{ BM_FW_UNUSABLE, 5, "unusable", "unusable", "Unusable memory" },
	{ BM_FW_PMEM, 7, "pmem", "persistent (type 7)", "Persistent Memory" },
	{ BM_FW_PRAM, 12, "pram", "persistent (type 12)", "Persistent Memory (legacy)" },
	{ BM_FW_SOFT_RESERVED, BM_FW_SOFT_RESERVED, "soft-reserved", "soft reserved",
	  "Soft Reserved" },
	{ BM_FW_RECLAIMABLE, 2, "reclaimable", "reserved", "Reserved" },
	{ BM_FW_LOADED, 2, "loaded", "reserved", "Reserved" },
	{ BM_FW_MMIO, 2, "mmio", "reserved", "Reserved" },
};

/* What is unknown is reserved to whoever does not know it. */
static const struct kind *kind_of(const struct bm_fw_range *range)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == range->kind)
			return &kinds[i];
	return &kinds[1];
}

uint32_t cargo_type(const struct bm_fw_range *range)
{
	return kind_of(range)->type;
}

/* --- for kernels and people ----------------------------------------------------------------- */

static void write_e820(FILE *file, const struct cargo *cargo)
{
	size_t i;

	fprintf(file, "BIOS-provided physical RAM map:\n");
	for (i = 0; i < cargo->nr_ranges; i++)
		fprintf(file, "BIOS-e820: [mem 0x%016" PRIx64 "-0x%016" PRIx64 "] %s\n",
			cargo->ranges[i].start, cargo->ranges[i].end - 1,
			kind_of(&cargo->ranges[i])->e820);
}

static void write_memmap(FILE *file, const struct cargo *cargo)
{
	size_t i;

	for (i = 0; i < cargo->nr_ranges; i++)
		fprintf(file, "%zu 0x%" PRIx64 " 0x%" PRIx64 " %s\n", i, cargo->ranges[i].start,
			cargo->ranges[i].end - 1, kind_of(&cargo->ranges[i])->memmap);
}

static void write_iomem(FILE *file, const struct cargo *cargo)
{
	size_t i;

	for (i = 0; i < cargo->nr_ranges; i++)
		fprintf(file, "%08" PRIx64 "-%08" PRIx64 " : %s\n", cargo->ranges[i].start,
			cargo->ranges[i].end - 1, kind_of(&cargo->ranges[i])->memmap);
}

static bool is_word(struct bm_str name)
{
	size_t i;

	for (i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] == '#' || name.at[i] > '~')
			return false;
	return name.at && name.len > 0;
}

static void write_plain(FILE *file, const struct cargo *cargo)
{
	size_t i;

	for (i = 0; i < cargo->nr_ranges; i++) {
		const struct bm_fw_range *range = &cargo->ranges[i];

		fprintf(file, "0x%012" PRIx64 " - 0x%012" PRIx64 "  %s", range->start,
			range->end - 1, kind_of(range)->plain);
		if (range->domain != BM_FW_NO_DOMAIN)
			fprintf(file, "  node %" PRIu32, range->domain);
		if (range->flags & BM_FW_HOTPLUG)
			fprintf(file, "  hotplug");
		if (range->flags & BM_FW_MIRROR)
			fprintf(file, "  mirror");
		if (range->flags & BM_FW_NOMAP)
			fprintf(file, "  nomap");
		if (range->flags & BM_FW_REUSABLE)
			fprintf(file, "  reusable");
		if (is_word(range->name) && range->kind != BM_FW_USABLE)
			fprintf(file, "  name %.*s", (int)range->name.len, range->name.at);
		fputc('\n', file);
	}
	for (i = 0; i < cargo->nr_distances; i++)
		fprintf(file, "distance %" PRIu32 " %" PRIu32 " %" PRIu32 "\n",
			cargo->distances[i].from, cargo->distances[i].to,
			cargo->distances[i].distance);
}

/* One line; in a shell it wants single quotes. */
static void write_cmdline(FILE *file, const struct cargo *cargo)
{
	static const char marks[] = " @$#";
	size_t i;

	fprintf(file, "memmap=exactmap");
	for (i = 0; i < cargo->nr_ranges; i++) {
		const struct bm_fw_range *range = &cargo->ranges[i];
		uint32_t type = kind_of(range)->type;
		phys_addr_t size = range->end - range->start;

		if (type <= 3)
			fprintf(file, " memmap=0x%" PRIx64 "%c0x%" PRIx64, size, marks[type],
				range->start);
		else if (type == BM_FW_PRAM)
			fprintf(file, " memmap=0x%" PRIx64 "!0x%" PRIx64, size, range->start);
		else
			fprintf(file, " memmap=0x%" PRIx64 "%%0x%" PRIx64 "+%" PRIu32, size,
				range->start, type);
	}
	fputc('\n', file);
}

/* Name and attributes of UEFI; what may be cached is memory. */
static void write_efi(FILE *file, const struct cargo *cargo)
{
	static const struct {
		uint32_t kind;
		const char *type;
	} types[] = {
		{ BM_FW_USABLE, "Conventional" }, { BM_FW_SOFT_RESERVED, "Conventional" },
		{ BM_FW_ACPI, "ACPI Reclaim" },	  { BM_FW_NVS, "ACPI Mem NVS" },
		{ BM_FW_UNUSABLE, "Unusable" },	  { BM_FW_PMEM, "Persistent" },
	};
	size_t i, j;

	for (i = 0; i < cargo->nr_ranges; i++) {
		const struct bm_fw_range *range = &cargo->ranges[i];
		const char *type = "Reserved";

		for (j = 0; j < sizeof(types) / sizeof(types[0]); j++)
			if (types[j].kind == range->kind)
				type = types[j].type;
		fprintf(file,
			"efi: mem%02zu: [%-12s|   |  |%s|  |%s|  |  |  |  |  |   |WB|WT|WC|UC]", i,
			type, range->flags & BM_FW_MIRROR ? "MR" : "  ",
			range->kind == BM_FW_SOFT_RESERVED ? "SP" : "  ");
		fprintf(file, " range=[0x%016" PRIx64 "-0x%016" PRIx64 "] (%" PRIu64 "MB)\n",
			range->start, range->end - 1, (range->end - range->start) >> 20);
	}
}

/* --- for programs --------------------------------------------------------------------------- */

static void write_c(FILE *file, const struct cargo *cargo)
{
	size_t i;

	fprintf(file, "/* Made by bootmem convert. */\n"
		      "static const struct {\n\tunsigned long long base;\n"
		      "\tunsigned long long size;\n\tunsigned int type; /* of e820 */\n"
		      "\tint node;\n} memory_map[] = {\n");
	for (i = 0; i < cargo->nr_ranges; i++) {
		const struct bm_fw_range *range = &cargo->ranges[i];
		bool has_node = range->domain != BM_FW_NO_DOMAIN;

		fprintf(file, "\t{ 0x%" PRIx64 ", 0x%" PRIx64 ", %" PRIu32 ", %s%" PRIu32 " },\n",
			range->start, range->end - range->start, kind_of(range)->type,
			has_node ? "" : "-", has_node ? range->domain : 1);
	}
	fprintf(file, "};\n");
}

static void put_flags(struct json *json, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ BM_FW_HOTPLUG, "hotplug" },
		{ BM_FW_MIRROR, "mirror" },
		{ BM_FW_NOMAP, "nomap" },
		{ BM_FW_REUSABLE, "reusable" },
	};
	size_t i;

	json_open(json, "flags", '[');
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag)
			json_text(json, NULL, names[i].name);
	json_close(json);
}

static void put_range(struct json *json, const struct bm_fw_range *range)
{
	char name[128];

	json_open(json, NULL, '{');
	json_extent(json, range->start, range->end);
	json_text(json, "kind", kind_of(range)->plain);
	if (range->domain != BM_FW_NO_DOMAIN)
		json_number(json, "node", range->domain);
	put_flags(json, range->flags);
	if (range->name.at) {
		snprintf(name, sizeof(name), "%.*s", (int)range->name.len, range->name.at);
		json_text(json, "name", name);
	}
	json_close(json);
}

static void write_json(FILE *file, const struct cargo *cargo)
{
	struct json json = json_to(file);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.convert/1");
	json_text(&json, "input", cargo->name);
	json_open(&json, "ranges", '[');
	for (i = 0; i < cargo->nr_ranges; i++)
		put_range(&json, &cargo->ranges[i]);
	json_close(&json);
	json_open(&json, "distances", '[');
	for (i = 0; i < cargo->nr_distances; i++) {
		json_open(&json, NULL, '{');
		json_number(&json, "from", cargo->distances[i].from);
		json_number(&json, "to", cargo->distances[i].to);
		json_number(&json, "distance", cargo->distances[i].distance);
		json_close(&json);
	}
	json_close(&json);
	json_close(&json);
}

/* --- a device tree -------------------------------------------------------------------------- */

static void put_reg(FILE *file, const struct bm_fw_range *range)
{
	phys_addr_t size = range->end - range->start;

	fprintf(file, "reg = <0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 ">;\n",
		range->start >> 32, range->start & 0xffffffff, size >> 32, size & 0xffffffff);
}

static void put_memory(FILE *file, const struct bm_fw_range *range)
{
	fprintf(file, "\n\tmemory@%" PRIx64 " {\n\t\tdevice_type = \"memory\";\n\t\t",
		range->start);
	put_reg(file, range);
	if (range->domain != BM_FW_NO_DOMAIN)
		fprintf(file, "\t\tnuma-node-id = <%" PRIu32 ">;\n", range->domain);
	if (range->flags & BM_FW_HOTPLUG)
		fprintf(file, "\t\thotpluggable;\n");
	fprintf(file, "\t};\n");
}

/* In a tree a reservation is RAM that is kept free, so it is described as both. */
static void put_reserved(FILE *file, const struct bm_fw_range *range)
{
	fprintf(file, "\t\t%s@%" PRIx64 " {\n\t\t\t", kind_of(range)->plain, range->start);
	put_reg(file, range);
	if (range->flags & BM_FW_NOMAP)
		fprintf(file, "\t\t\tno-map;\n");
	if (range->flags & BM_FW_REUSABLE)
		fprintf(file, "\t\t\tcompatible = \"shared-dma-pool\";\n\t\t\treusable;\n");
	fprintf(file, "\t\t};\n");
}

static void write_dts(FILE *file, const struct cargo *cargo)
{
	size_t i;

	fprintf(file, "/dts-v1/;\n\n/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n");
	for (i = 0; i < cargo->nr_ranges; i++)
		put_memory(file, &cargo->ranges[i]);
	fprintf(file, "\n\treserved-memory {\n\t\t#address-cells = <2>;\n"
		      "\t\t#size-cells = <2>;\n\t\tranges;\n\n");
	for (i = 0; i < cargo->nr_ranges; i++)
		if (cargo->ranges[i].kind != BM_FW_USABLE)
			put_reserved(file, &cargo->ranges[i]);
	fprintf(file, "\t};\n");
	if (cargo->nr_distances > 0) {
		fprintf(file, "\n\tdistance-map {\n\t\tcompatible = \"numa-distance-map-v1\";\n"
			      "\t\tdistance-matrix =");
		for (i = 0; i < cargo->nr_distances; i++)
			fprintf(file, "%s <%" PRIu32 " %" PRIu32 " %" PRIu32 ">", i > 0 ? "," : "",
				cargo->distances[i].from, cargo->distances[i].to,
				cargo->distances[i].distance);
		fprintf(file, ";\n\t};\n");
	}
	fprintf(file, "};\n");
}

/* --- all of them ---------------------------------------------------------------------------- */

#define HOLDS_E820 (HOLDS_ACPI | HOLDS_PMEM | HOLDS_PRAM | HOLDS_SOFT | HOLDS_HOLES)
#define HOLDS_EFI (HOLDS_ACPI | HOLDS_PMEM | HOLDS_SOFT | HOLDS_HOLES)
#define HOLDS_ALL (HOLDS_E820 | HOLDS_NODES | HOLDS_NAMES | HOLDS_DISTANCES | HOLDS_LOADER)
#define HOLDS_TREE (HOLDS_NODES | HOLDS_DISTANCES)
#define ALL_FLAGS (BM_FW_HOTPLUG | BM_FW_MIRROR | BM_FW_NOMAP | BM_FW_REUSABLE)
#define TREE_FLAGS (BM_FW_HOTPLUG | BM_FW_NOMAP | BM_FW_REUSABLE)

static const struct format formats[] = {
	{ "plain", "lines to write by hand, see bootmem check --help", HOLDS_ALL, ALL_FLAGS, 0,
	  write_plain, false },
	{ "json", "schema bootmem.convert/1", HOLDS_ALL, ALL_FLAGS, 0, write_json, false },
	{ "e820", "as an x86 kernel prints it", HOLDS_E820, 0, 0, write_e820, false },
	{ "efi", "as a kernel prints it with efi=debug", HOLDS_EFI, BM_FW_MIRROR, 0, write_efi,
	  false },
	{ "memmap", "/sys/firmware/memmap as lines", HOLDS_E820, 0, 0, write_memmap, false },
	{ "iomem", "as in /proc/iomem", HOLDS_E820, 0, 0, write_iomem, false },
	{ "cmdline", "memmap=exactmap and what makes the same map", HOLDS_E820, 0, 0,
	  write_cmdline, false },
	{ "dts", "memory nodes and /reserved-memory", HOLDS_TREE, TREE_FLAGS, 0, write_dts, false },
	{ "dtb", "the same, flattened", HOLDS_TREE, TREE_FLAGS, 0, write_dtb, true },
	{ "boot_params", "the page of an x86 loader", HOLDS_E820, 0, 128, write_boot_params, true },
	{ "multiboot2", "the information of such a loader", HOLDS_ACPI | HOLDS_HOLES, 0, 0,
	  write_multiboot2, true },
	{ "c", "an array of C, types as in e820", HOLDS_NODES | HOLDS_E820, 0, 0, write_c, false },
};

const struct format *format_at(size_t i)
{
	return i < sizeof(formats) / sizeof(formats[0]) ? &formats[i] : NULL;
}

const struct format *format_find(const char *name)
{
	const struct format *format;
	size_t i;

	for (i = 0; (format = format_at(i)); i++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}
