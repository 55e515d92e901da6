// SPDX-License-Identifier: MIT
/*
 * boot.c - the recipe: which step calls what.
 *
 * The order is the profile's, so that is where to look for it. A step is a few lines: it picks
 * what its function needs from the machine. The first that fails ends the boot; every step before
 * it is done in full.
 *
 * Linux: setup_arch() of each architecture, up to free_area_init().
 */
#include <bootmem/fw_efi.h>
#include <bootmem/fw_plain.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#include "boot_int.h"

void bm_boot_init(struct bm_boot *boot, const struct bm_profile *profile, struct memblock *mb,
		  struct bm_zones *zones)
{
	struct bm_boot blank = { 0 };

	*boot = blank;
	boot->profile = profile;
	boot->kernel = BM_KERNEL_NEWEST;
	boot->mb = mb;
	boot->zones = zones;
	mb->page_shift = profile->page_shift;
}

/* --- what the loader left in memory --------------------------------------------------- */

/* The usual place from @start on. It is a guess, so it counts only if there is memory. */
static struct bm_range usual_image(const struct bm_boot *boot, phys_addr_t start)
{
	struct bm_range from = bm_range_at(start, (phys_addr_t)boot->profile->kernel_offset);

	return bm_range_at(from.end, (phys_addr_t)boot->profile->kernel_size);
}

static bool is_usable(const struct bm_fw_map *map, struct bm_range range)
{
	size_t i;

	for (i = 0; i < map->cnt; i++) {
		if (map->ranges[i].kind == BM_FW_USABLE && map->ranges[i].start <= range.start &&
		    map->ranges[i].end >= range.end)
			return true;
	}
	return false;
}

static void guess_image_on_pc(struct bm_boot *boot)
{
	struct bm_range usual = usual_image(boot, 0);

	if (bm_range_is_empty(boot->kernel_image) && is_usable(&boot->e820.map, usual))
		boot->kernel_image = usual;
}

static void guess_image(struct bm_boot *boot)
{
	struct bm_range usual = usual_image(boot, mb_start(boot->mb));

	if (bm_range_is_empty(boot->kernel_image) &&
	    mb_is_region_memory(boot->mb, usual.start, bm_range_size(usual)))
		boot->kernel_image = usual;
}

static void read_chosen(const struct bm_boot *boot, struct bm_fdt_chosen *chosen)
{
	struct bm_fdt_chosen blank = { 0 };

	*chosen = blank;
	if (boot->fdt.blob)
		bm_fdt_chosen(&boot->fdt, chosen, boot->sink);
}

static struct bm_range initrd(const struct bm_boot *boot)
{
	struct bm_fdt_chosen chosen;

	if (!bm_range_is_empty(boot->initrd))
		return boot->initrd;
	read_chosen(boot, &chosen);
	return chosen.initrd;
}

/* --- steps of PCs --------------------------------------------------------------------- */

static int take_firmware_map(struct bm_boot *boot)
{
	struct bm_fw_sink sink = bm_fw_map_sink(&boot->e820.map);
	int err = boot->plain.at ? bm_plain_parse(boot->plain, &sink) : 0;

	if (err)
		return err;
	if (bm_fw_map_is_full(&boot->e820.map))
		return -BM_ENOSPC;
	if (bm_fw_map_end(&boot->e820.map, BM_FW_USABLE) == 0)
		return -BM_ENOENT;
	err = bm_fw_map_normalise(&boot->e820.map, boot->e820.scratch, boot->e820.nr_scratch,
				  boot->sink);
	if (!err)
		guess_image_on_pc(boot);
	return err;
}

static int reserve_early(struct bm_boot *boot)
{
	struct bm_x86_image image = { boot->kernel_image, initrd(boot), 0 };

	return bm_x86_reserve_early(boot->mb, &image);
}

/* With efi=nosoftreserve the loader's half of the kernel reports such memory as any other. */
static int edit_map(struct bm_boot *boot)
{
	struct bm_range all = { 0, PHYS_ADDR_MAX };
	int err = 0;

	if (boot->params.nosoftreserve)
		err = bm_fw_map_retype(&boot->e820.map, all, BM_FW_SOFT_RESERVED, BM_FW_USABLE);
	return err ? err : bm_x86_edit(&boot->e820, boot->cmdline, NULL, boot->sink);
}

static int merge_efi(struct bm_boot *boot)
{
	if (boot->efi.cnt == 0)
		return 0;
	return bm_efi_merge(&boot->e820, &boot->efi, !boot->params.nosoftreserve,
			    boot->params.add_efi_memmap);
}

static int fix_map(struct bm_boot *boot)
{
	return bm_x86_fix(&boot->e820, boot->kernel_image);
}

/* Until it is known what may be unplugged, allocations stay near the kernel. */
static int add_e820(struct bm_boot *boot)
{
	boot->mb->bottom_up = boot->params.movable_node;
	return bm_x86_add_memory(boot->mb, &boot->e820.map);
}

static int reserve_low(struct bm_boot *boot)
{
	return bm_x86_reserve_low(boot->mb);
}

/* --- steps of machines with a device tree ---------------------------------------------- */

static int add_tree(struct bm_boot *boot)
{
	struct bm_addr_limits limits = { 0, 0 };

	limits.max = (phys_addr_t)(bm_shl(1, boot->profile->phys_bits) - 1);
	if (!boot->fdt.blob)
		return 0;
	return bm_fdt_add_memory(boot->mb, &boot->fdt, limits, boot->sink);
}

static int add_plain_range(void *ctx, const struct bm_fw_range *range)
{
	const struct bm_boot *boot = ctx;
	phys_addr_t size = range->end - range->start;
	bool is_soft = range->kind == BM_FW_SOFT_RESERVED && boot->params.nosoftreserve;
	int err;

	if (range->kind != BM_FW_USABLE && !is_soft)
		return 0;
	err = mb_add(boot->mb, range->start, size);
	if (!err && (range->flags & BM_FW_NOMAP) != 0)
		err = mb_mark(boot->mb, range->start, size, MEMBLOCK_NOMAP);
	return err;
}

static int add_plain(struct bm_boot *boot)
{
	struct bm_fw_sink sink = { boot, add_plain_range, NULL, NULL, NULL, NULL };

	return boot->plain.at ? bm_plain_parse(boot->plain, &sink) : 0;
}

static int add_efi(struct bm_boot *boot)
{
	if (boot->efi.cnt == 0)
		return 0;
	return bm_efi_add_memory(boot->mb, &boot->efi, !boot->params.nosoftreserve);
}

static int cap(struct bm_boot *boot)
{
	struct bm_fdt_chosen chosen;

	read_chosen(boot, &chosen);
	return bm_fdt_cap(boot->mb, &chosen);
}

static int limit(struct bm_boot *boot)
{
	struct bm_image image = { 0 };

	if (boot->mb->memory.cnt == 0)
		return -BM_ENOENT;
	guess_image(boot);
	image.kernel = boot->kernel_image;
	image.initrd = initrd(boot);
	image.phys_bits = boot->profile->phys_bits;
	image.linear = (phys_addr_t)bm_shl(1, boot->profile->linear_bits);
	if (boot->profile->limit_keeps_nomap)
		return bm_arm64_limit(boot->mb, &image, boot->params.mem_last);
	return bm_riscv_limit(boot->mb, &image, boot->params.mem_least);
}

static enum bm_fdt_order fdt_order(unsigned int kernel)
{
	if (kernel <= BM_KERNEL(6, 1))
		return BM_FDT_ORDER_6_1;
	return kernel < BM_KERNEL(7, 1) ? BM_FDT_ORDER_6_13 : BM_FDT_ORDER_7_1;
}

static int reserve_tree(struct bm_boot *boot)
{
	if (!boot->fdt.blob)
		return 0;
	return bm_fdt_reserve(boot->mb, &boot->fdt, fdt_order(boot->kernel), boot->sink);
}

/* --- steps of all ---------------------------------------------------------------------- */

static int read_params(struct bm_boot *boot)
{
	bm_params_parse(&boot->params, boot->cmdline, boot->sink);
	boot->mb->movable_node = boot->params.movable_node;
	boot->mb->mirrored_kernelcore = boot->params.mirror;
	boot->mb->debug = boot->params.memblock_debug;
	return 0;
}

static int mark_plain_mirror(void *ctx, const struct bm_fw_range *range)
{
	if ((range->flags & BM_FW_MIRROR) == 0)
		return 0;
	return mb_mark(ctx, range->start, range->end - range->start, MEMBLOCK_MIRROR);
}

static int mark_mirror(struct bm_boot *boot)
{
	struct bm_fw_sink sink = { boot->mb, mark_plain_mirror, NULL, NULL, NULL, NULL };
	int err = bm_efi_mark_mirror(boot->mb, &boot->efi, NULL);

	return err || !boot->plain.at ? err : bm_plain_parse(boot->plain, &sink);
}

/* Code and data of EFI's boot services: freed late, because firmware has bugs. */
static int reserve_efi(struct bm_boot *boot)
{
	size_t i;
	int err = 0;

	for (i = 0; i < boot->efi.cnt && !err; i++) {
		const struct bm_fw_range *range = &boot->efi.ranges[i];

		if (range->type == BM_EFI_BOOT_CODE || range->type == BM_EFI_BOOT_DATA)
			err = mb_reserve(boot->mb, range->start, range->end - range->start);
	}
	return err;
}

static int reserve_taken(struct bm_boot *boot)
{
	size_t i;
	int err = 0;

	for (i = 0; i < boot->taken.cnt && !err; i++)
		err = mb_reserve(boot->mb, boot->taken.ranges[i].start,
				 bm_range_size(boot->taken.ranges[i]));
	return err;
}

static int lay_out(struct bm_boot *boot)
{
	struct bm_zone_policy policy;

	bm_boot_policy(boot, &policy);
	return bm_zones_layout(boot->zones, boot->mb, &policy);
}

/* A switch, not a table: a table of functions needs relocation. */
static int run_step(struct bm_boot *boot, enum bm_step step)
{
	switch (step) {
	case BM_STEP_PARAMS:
		return read_params(boot);
	case BM_STEP_RESERVE_EARLY:
		return reserve_early(boot);
	case BM_STEP_FIRMWARE_MAP:
		return take_firmware_map(boot);
	case BM_STEP_EDIT_MAP:
		return edit_map(boot);
	case BM_STEP_MERGE_EFI:
		return merge_efi(boot);
	case BM_STEP_FIX_MAP:
		return fix_map(boot);
	case BM_STEP_ADD_E820:
		return add_e820(boot);
	case BM_STEP_ADD_TREE:
		return add_tree(boot);
	case BM_STEP_ADD_PLAIN:
		return add_plain(boot);
	case BM_STEP_RESERVE_EFI:
		return reserve_efi(boot);
	case BM_STEP_ADD_EFI:
		return add_efi(boot);
	case BM_STEP_CAP:
		return cap(boot);
	case BM_STEP_LIMIT:
		return limit(boot);
	case BM_STEP_RESERVE_TREE:
		return reserve_tree(boot);
	case BM_STEP_MIRROR:
		return mark_mirror(boot);
	case BM_STEP_RESERVE_LOW:
		return reserve_low(boot);
	case BM_STEP_TABLES:
		return reserve_taken(boot);
	case BM_STEP_NUMA:
		return bm_boot_numa_(boot);
	case BM_STEP_ZONES:
		return lay_out(boot);
	default:
		return -BM_EINVAL;
	}
}

int bm_boot(struct bm_boot *boot)
{
	const char *owner = boot->mb->owner;
	unsigned int i;
	int err = 0;

	for (i = 0; i < BM_MAX_STEPS && !err; i++) {
		boot->step = (enum bm_step)boot->profile->steps[i];
		if (boot->step == BM_STEP_END)
			break;
		boot->mb->owner = bm_step_name(boot->step);
		err = run_step(boot, boot->step);
	}
	boot->mb->owner = owner;
	if (err)
		return err;
	return boot->zones->nr_pages > 0 ? 0 : -BM_ENOENT;
}
