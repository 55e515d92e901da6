// SPDX-License-Identifier: MIT
/*
 * tree.c - a machine described by a device tree: check it once, find its CPUs, pass it on.
 *
 * Memory, reservations and nodes are read by the recipe. The tree itself lies in memory that
 * nobody else would keep, so it is reserved here.
 */
#include <libfdt.h>
#include <string.h>

#include <bootmem/fw_fdt.h>
#include <bootmem/memblock.h>

#include "kernel.h"

static uint32_t cells(const void *blob, int node, const char *name, uint32_t otherwise)
{
	int len;
	const fdt32_t *value = fdt_getprop(blob, node, name, &len);

	return value && len == (int)sizeof(*value) ? fdt32_ld(value) : otherwise;
}

static uint64_t cpu_id(const void *blob, int node)
{
	int len;
	const fdt32_t *reg = fdt_getprop(blob, node, "reg", &len);

	if (!reg || len < (int)sizeof(*reg))
		return 0;
	if (len == (int)sizeof(*reg))
		return fdt32_ld(reg);
	return (uint64_t)fdt32_ld(reg) << 32 | fdt32_ld(reg + 1);
}

static bool is_cpu(const void *blob, int node)
{
	const char *type = fdt_getprop(blob, node, "device_type", NULL);
	const char *status = fdt_getprop(blob, node, "status", NULL);

	return type && strcmp(type, "cpu") == 0 && (!status || strcmp(status, "okay") == 0);
}

static void find_cpus(const void *blob)
{
	int parent = fdt_path_offset(blob, "/cpus");
	int node;

	if (parent < 0)
		return;
	fdt_for_each_subnode(node, blob, parent) {
		if (is_cpu(blob, node))
			cpu_found(cpu_id(blob, node), cells(blob, node, "numa-node-id", 0));
	}
}

void hear_tree(struct bm_boot *boot, const void *blob)
{
	struct bm_fdt_chosen chosen;

	need(bm_fdt_check(&boot->fdt, blob, fdt_totalsize(blob), boot->sink),
	     "check the device tree");
	need(memblock_reserve((uintptr_t)blob, boot->fdt.size), "reserve it");
	bm_fdt_chosen(&boot->fdt, &chosen, boot->sink);
	boot->cmdline = chosen.bootargs;
	boot->initrd = chosen.initrd;
	if (chosen.kho_fdt.end > 0)
		handover_found(chosen.kho_fdt);
	find_cpus(blob);
}

phys_addr_t pass_on_tree(const struct bm_boot *boot, void *room, size_t size,
			 struct bm_range record)
{
	fdt64_t place[2];
	int chosen;

	fdt64_st(&place[0], record.start);
	fdt64_st(&place[1], record.end - record.start);
	if (fdt_open_into(boot->fdt.blob, room, (int)size))
		return 0;
	chosen = fdt_path_offset(room, "/chosen");
	if (chosen < 0 || fdt_setprop(room, chosen, "linux,kho-fdt", place, sizeof(place)))
		return 0;
	(void)fdt_pack(room);
	return (uintptr_t)room;
}
