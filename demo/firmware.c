// SPDX-License-Identifier: MIT
/*
 * firmware.c - what the loader left, as the machine that the recipe starts from.
 *
 * A machine is described by a device tree, or by a map (PVH's or UEFI's) and ACPI tables. Each has
 * its parser in the library; here they are given room and called. What is wrong with the input is
 * printed, and the boot goes on with the rest.
 *
 * All storage is static: nothing can be allocated before memory is known.
 */
#include <string.h>

#include <bootmem/fw_efi.h>
#include <bootmem/fw_view.h>
#include <bootmem/mm.h>

#include "arch.h"
#include "kernel.h"

#define MAX_RANGES 512
#define MAX_BLOCKS 128
#define MAX_LINE 2048

static struct bm_fw_range e820[3 * MAX_RANGES];
static struct bm_fw_range efi[MAX_RANGES];
static uint32_t scratch[BM_FW_MAP_SCRATCH(3 * MAX_RANGES)];

static struct bm_numa_block blocks[MAX_BLOCKS];
static struct bm_numa_block work[2 * MAX_BLOCKS];
static uint32_t domains[BM_FACE_NODES];
static uint8_t numa_distances[BM_FACE_NODES * BM_FACE_NODES];
static uint8_t distances[BM_FACE_NODES * BM_FACE_NODES];
static uint16_t fallback[BM_FACE_NODES * BM_FACE_NODES];

static void complain(void *ctx, const struct bm_diag *diag)
{
	(void)ctx;
	say("input: %s, at byte %llu: %s\n", bm_diag_name(diag->code),
	    (unsigned long long)diag->offset, diag->what);
}

static const void *read_early(void *ctx, uint64_t addr, size_t size)
{
	(void)ctx;
	if (addr == 0 || addr > arch_early_end || size > arch_early_end - addr)
		return NULL;
	return (const void *)(uintptr_t)addr;
}

struct bm_fw_view early_view(void)
{
	struct bm_fw_view view = { NULL, read_early };

	return view;
}

/* PCs get the map as an e820 map as well. */
static void hear_efi(struct bm_boot *boot, const struct handoff *handoff)
{
	struct bm_fw_map *maps[] = { &boot->efi, &boot->e820.map };
	unsigned int nr_maps = boot->profile->has_e820 ? 2 : 1;
	unsigned int i;

	for (i = 0; i < nr_maps; i++) {
		struct bm_fw_sink sink = bm_fw_map_sink(maps[i]);

		need(bm_efi_parse(handoff->efi_map, handoff->efi_size, handoff->efi_stride, &sink),
		     "read the map of UEFI");
		check(!bm_fw_map_is_full(maps[i]), "all of it");
	}
	hear_acpi(boot, handoff->rsdp);
}

static void give_room(struct bm_boot *boot)
{
	static struct bm_fw_sink sink;

	sink.diag = complain;
	boot->sink = &sink;
	boot->e820.map = bm_fw_map(e820, 3 * MAX_RANGES);
	boot->e820.scratch = scratch;
	boot->e820.nr_scratch = sizeof(scratch) / sizeof(scratch[0]);
	boot->efi = bm_fw_map(efi, MAX_RANGES);
	boot->numa_room = bm_numa_room(blocks, MAX_BLOCKS, domains, numa_distances, BM_FACE_NODES);
	boot->numa_work = work;
	boot->distances = distances;
	boot->zones->fallback = fallback;
}

/* What the loader left may lie in memory that mem= is about to cut off. */
static void keep_cmdline(struct bm_boot *boot)
{
	static char line[MAX_LINE];
	size_t len = boot->cmdline.len < MAX_LINE ? boot->cmdline.len : MAX_LINE;

	if (len > 0)
		memcpy(line, boot->cmdline.at, len);
	boot->cmdline = bm_str(line, len);
}

void hear_firmware(struct bm_boot *boot, const struct handoff *handoff)
{
	bm_boot_init(boot, bm_profile_find(arch_profile), &memblock, &memblock_zones);
	give_room(boot);
	boot->cmdline = handoff->cmdline;
	if (handoff->fdt)
		hear_tree(boot, handoff->fdt);
	if (handoff->pvh)
		hear_pvh(boot, handoff->pvh);
	if (handoff->efi_map)
		hear_efi(boot, handoff);
	keep_cmdline(boot);
}
