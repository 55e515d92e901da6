// SPDX-License-Identifier: MIT
/*
 * fuzz_ingest.c - from any bytes to memory and nodes, on a PC and on a machine with a device tree.
 *
 * The input is pieces, each after a byte that says how many times 16 bytes it has: a command line,
 * an e820 table, an SRAT, an EFI map; the rest is a device tree. Whatever they say, the map is
 * well formed after every step, what firmware reserves is no memory, and in the end every byte of
 * memory has a node or none has been promised one.
 */
#include <bootmem/check.h>
#include <bootmem/fw_acpi.h>
#include <bootmem/fw_e820.h>
#include <bootmem/fw_efi.h>
#include <bootmem/ingest.h>
#include <bootmem/mb_query.h>
#include <bootmem/numa.h>

#include "witness.h"

#define ROOM 512
#define NODES 32

struct pieces {
	struct bm_str cmdline;
	struct bm_str e820;
	struct bm_str srat;
	struct bm_str efi;
	struct bm_str tree;
};

static struct memblock mb;
static struct memblock_region slots[ROOM];
static struct bm_fw_range claims[ROOM];
static struct bm_fw_range descs[ROOM];
static uint32_t scratch[BM_FW_MAP_SCRATCH(ROOM)];
static struct bm_numa numa;
static struct bm_numa_block blocks[ROOM];
static struct bm_numa_block work[2 * ROOM];
static uint32_t domains[NODES];
static uint8_t distances[NODES * NODES];
static struct bm_params params;
static struct bm_fdt tree;

static struct bm_str take(struct bm_str *rest)
{
	struct bm_str piece = bm_str(rest->at, 0);
	size_t len;

	if (!rest->len)
		return piece;
	len = 16 * (size_t)(uint8_t)*rest->at;
	rest->at++;
	rest->len--;
	if (len > rest->len)
		len = rest->len;
	piece = bm_str(rest->at, len);
	rest->at += len;
	rest->len -= len;
	return piece;
}

static void sound(void)
{
	require(mb_check(&mb) == NULL);
}

static void start(struct bm_str cmdline)
{
	mb_init(&mb, NULL, slots, ROOM);
	/* So that no array moves to memory that is not there. */
	mb.current_limit = 0;
	bm_params_parse(&params, cmdline, NULL);
	mb.movable_node = params.movable_node;
	mb.mirrored_kernelcore = params.mirror;
}

static int from_srat(void *ctx, struct bm_numa *told)
{
	const struct bm_str *srat = ctx;
	struct bm_fw_sink sink = bm_numa_sink(told);

	return bm_srat_parse(srat->at, srat->len, &sink);
}

static int from_tree(void *ctx, struct bm_numa *told)
{
	struct bm_fw_sink sink = bm_numa_sink(told);
	int err;

	(void)ctx;
	told->domain_is_nid = true;
	err = bm_fdt_numa(&tree, &sink);
	return err ? err : bm_fdt_memory(&tree, &sink);
}

static void check_nodes(void)
{
	unsigned long i;

	for (i = 0; i < mb.memory.cnt; i++)
		require(mb.memory.regions[i].nid < (int)numa.nr_nodes);
}

static void set_up_nodes(const struct bm_numa_source *source, phys_addr_t slack)
{
	struct bm_numa_plan plan = { 0 };
	int err;

	bm_numa_init(&numa, bm_numa_room(blocks, ROOM, domains, distances, NODES));
	plan.off = params.numa_off;
	plan.span.end = mb_end(&mb);
	plan.dummy.end = mb_end(&mb);
	plan.fake.spec = params.numa_fake;
	plan.fake.span = plan.span;
	plan.fake.dma32_end = (phys_addr_t)((uint64_t)1 << 32);
	plan.fake.work = work;
	plan.slack = slack;
	plan.sources = source;
	plan.nr_sources = 1;
	err = bm_numa_set_up(&numa, &mb, &plan);
	require(err == 0 || err == -BM_ENOMEM);
	sound();
	if (!err)
		check_nodes();
}

/* --- a PC ---------------------------------------------------------------------------------- */

static void check_no_memory_of(const struct bm_fw_map *map, uint32_t kind)
{
	size_t i;

	for (i = 0; i < map->cnt; i++)
		if (map->ranges[i].kind == kind)
			require(!mb_overlaps(&mb.memory, map->ranges[i].start,
					     map->ranges[i].end - map->ranges[i].start));
}

static void boot_pc(const struct pieces *in)
{
	struct bm_range kernel = { 0x1000000, 0x1800000 };
	struct bm_x86_image image = { { 0x1000000, 0x1800000 }, { 0, 0 }, 0 };
	struct bm_numa_source source = { (void *)(uintptr_t)&in->srat, from_srat };
	struct bm_x86_map x86 = { bm_fw_map(claims, ROOM), scratch, BM_FW_MAP_SCRATCH(ROOM) };
	struct bm_fw_map efi = bm_fw_map(descs, ROOM);
	struct bm_fw_sink sink = bm_fw_map_sink(&x86.map);

	start(in->cmdline);
	(void)!bm_e820_parse(in->e820.at, in->e820.len, &sink);
	sink = bm_fw_map_sink(&efi);
	(void)!bm_efi_parse(in->efi.at, in->efi.len, 48, &sink);
	if (bm_fw_map_normalise(&x86.map, scratch, BM_FW_MAP_SCRATCH(ROOM), NULL) ||
	    bm_x86_reserve_early(&mb, &image) ||
	    bm_efi_merge(&x86, &efi, !params.nosoftreserve, params.add_efi_memmap) ||
	    bm_x86_edit(&x86, in->cmdline, NULL, NULL) || bm_x86_fix(&x86, kernel) ||
	    bm_x86_add_memory(&mb, &x86.map))
		return;
	sound();
	check_no_memory_of(&x86.map, BM_FW_RESERVED);
	check_no_memory_of(&x86.map, BM_FW_UNUSABLE);
	if (bm_efi_mark_mirror(&mb, &efi, NULL) || bm_x86_reserve_low(&mb))
		return;
	sound();
	set_up_nodes(&source, 1 << 20);
}

/* --- a machine with a device tree ------------------------------------------------------- */

static void boot_tree(const struct pieces *in)
{
	struct bm_addr_limits limits = { 0, PHYS_ADDR_MAX };
	struct bm_image image = { { 0x80200000, 0x81000000 }, { 0, 0 }, 48, 0 };
	struct bm_numa_source source = { NULL, from_tree };
	struct bm_fw_map efi = bm_fw_map(descs, ROOM);
	struct bm_fw_sink sink = bm_fw_map_sink(&efi);
	struct bm_fdt_chosen chosen;
	bool is_arm = in->cmdline.len % 2 == 0;

	image.linear = (phys_addr_t)((uint64_t)1 << 40);
	start(in->cmdline);
	if (bm_fdt_add_memory(&mb, &tree, limits, NULL))
		return;
	sound();
	(void)!bm_efi_parse(in->efi.at, in->efi.len, 48, &sink);
	if (efi.cnt && bm_efi_add_memory(&mb, &efi, true))
		return;
	sound();
	bm_fdt_chosen(&tree, &chosen, NULL);
	image.initrd = chosen.initrd;
	if (bm_fdt_cap(&mb, &chosen) || (is_arm ? bm_arm64_limit(&mb, &image, params.mem_last)
						: bm_riscv_limit(&mb, &image, params.mem_least)))
		return;
	sound();
	if (bm_fdt_reserve(&mb, &tree, (enum bm_fdt_order)(in->cmdline.len / 2 % 4), NULL))
		return;
	sound();
	set_up_nodes(&source, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_str rest = bm_str((const char *)data, size);
	struct pieces in;
	uint8_t *blob;

	in.cmdline = take(&rest);
	in.e820 = take(&rest);
	in.srat = take(&rest);
	in.efi = take(&rest);
	boot_pc(&in);
	blob = aligned_alloc(8, (rest.len / 8 + 1) * 8);
	require(blob != NULL);
	if (rest.len)
		memcpy(blob, rest.at, rest.len);
	if (bm_fdt_check(&tree, blob, rest.len, NULL) == 0)
		boot_tree(&in);
	free(blob);
	return 0;
}
