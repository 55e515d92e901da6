/* SPDX-License-Identifier: MIT */
/*
 * ingest.h - from what firmware and the command line say to memory and reservations.
 *
 * Here, and only here, it is decided which kind of range becomes memory, which becomes NOMAP, and
 * in what order parameters cut it. Architectures differ in just that, so there is one small
 * function per step, and the boot recipe calls them in the order of its profile:
 *
 *	x86     bm_x86_reserve_early, (bm_efi_merge), bm_x86_edit, bm_x86_fix, bm_x86_add_memory,
 *	        bm_efi_mark_mirror, bm_x86_reserve_low
 *	arm64   bm_fdt_add_memory, (bm_efi_add_memory), bm_fdt_cap, bm_arm64_limit, bm_fdt_reserve
 *	riscv   bm_fdt_add_memory, (bm_efi_add_memory), bm_fdt_cap, bm_riscv_limit, bm_fdt_reserve
 *
 * then, everywhere, bm_numa_set_up() of numa.h.
 *
 * Errors: -BM_ENOMEM when the map cannot record an edit, -BM_ENOSPC when storage for firmware
 * ranges is too small. A step that fails has done the ranges before the one that failed; start
 * again with an empty map.
 *
 * Context: one CPU at a time for each map.
 *
 * Cost: a pass over the ranges or the tree, and an edit for each range, see mb.h.
 */
#ifndef BOOTMEM_INGEST_H
#define BOOTMEM_INGEST_H

#include <bootmem/cmdline.h>
#include <bootmem/fw_fdt.h>
#include <bootmem/fw_map.h>
#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- x86 ----------------------------------------------------------------------------------- */

/**
 * struct bm_x86_map - the e820 map and storage to work on it
 * @map:        the claims of the firmware, then the map in force
 * @scratch:    for normalising, at least as many entries as the map ever has
 * @nr_scratch: entries of it
 */
struct bm_x86_map {
	struct bm_fw_map map;
	uint32_t *scratch;
	size_t nr_scratch;
};

/**
 * bm_x86_edit() - mem= and memmap=, in order, on a normalised firmware map
 * @x86:     the map
 * @cmdline: the whole command line
 * @edited:  set to whether any element took effect; or NULL
 * @sink:    its diag is told of elements with junk behind them; or NULL
 *
 * Return: 0; -BM_EINVAL if what is left is no map (fewer than two entries), where Linux stops
 *         with "Invalid user supplied memory map"; -BM_ENOSPC.
 * Linux:  parse_memopt(), parse_memmap_opt(), e820__finish_early_params().
 */
BM_MUST_USE int bm_x86_edit(struct bm_x86_map *x86, struct bm_str cmdline, bool *edited,
			    const struct bm_fw_sink *sink);

/**
 * struct bm_x86_image - what the loader put in memory; empty ranges where there is nothing
 * @kernel:     first byte of text to the end of what the kernel needs
 * @initrd:     the initial RAM disk
 * @bios_start: address of the EBDA; 0 if unknown
 */
struct bm_x86_image {
	struct bm_range kernel;
	struct bm_range initrd;
	phys_addr_t bios_start;
};

/**
 * bm_x86_fix() - what Linux knows better than firmware
 * @x86:    the map, normalised
 * @kernel: the kernel's image
 *
 * The first 4 KiB are reserved, 640 KiB to 1 MiB is no RAM, and the kernel's image is, whatever
 * the map says.
 *
 * Return: 0, -BM_ENOSPC. Linux: trim_bios_range(), e820_add_kernel_range().
 */
BM_MUST_USE int bm_x86_fix(struct bm_x86_map *x86, struct bm_range kernel);

/**
 * bm_x86_reserve_early() - before there is memory: kernel, first 64 KiB, initrd, BIOS area up to
 * 1 MiB
 *
 * Return: 0, -BM_ENOMEM. Linux: early_reserve_memory().
 */
BM_MUST_USE int bm_x86_reserve_early(struct memblock *mb, const struct bm_x86_image *image);

/**
 * bm_x86_add_memory() - usable ranges become memory, soft-reserved ones reservations; trimmed to
 * pages
 *
 * Return: 0, -BM_ENOMEM. Linux: e820__memblock_setup().
 */
BM_MUST_USE int bm_x86_add_memory(struct memblock *mb, const struct bm_fw_map *map);

/**
 * bm_x86_reserve_low() - the whole first 1 MiB. Return: 0, -BM_ENOMEM. Linux:
 * reserve_real_mode().
 */
BM_MUST_USE int bm_x86_reserve_low(struct memblock *mb);

/**
 * bm_x86_max_pfn() - the frame after the last of an e820 map
 * @map:        the map in force
 * @count_acpi: ACPI data counts as well as RAM: since 6.13
 *
 * Linux: e820__end_of_ram_pfn(), before any architectural limit.
 */
pfn_t bm_x86_max_pfn(const struct bm_fw_map *map, bool count_acpi);

/* --- EFI ----------------------------------------------------------------------------------- */

/**
 * bm_efi_add_memory() - arm64, riscv: the EFI map replaces what was known
 * @mb:        memory is forgotten first, except KHO scratch areas
 * @efi:       ranges as bm_efi_parse() tells them
 * @honour_sp: leave specific-purpose memory to drivers
 *
 * Descriptors that are memory are added, rounded inward to pages of the map; those that are not
 * usable are NOMAP; ACPI tables are reserved. Where the EFI map itself lies is for the caller to
 * reserve.
 *
 * Return: 0, -BM_ENOMEM. Linux: reserve_regions() of efi-init.
 */
BM_MUST_USE int bm_efi_add_memory(struct memblock *mb, const struct bm_fw_map *efi, bool honour_sp);

/**
 * struct bm_mirror_sum - what of a map is mirrored
 * @total:    bytes of all descriptors
 * @mirrored: bytes of those that are more reliable
 */
struct bm_mirror_sum {
	uint64_t total;
	uint64_t mirrored;
};

/**
 * bm_efi_mark_mirror() - mark memory that is more reliable
 * @mb:  without mb->mirrored_kernelcore nothing is marked
 * @efi: ranges as bm_efi_parse() tells them
 * @sum: set, for the log line; or NULL
 *
 * Return: 0, -BM_ENOMEM. Linux: efi_find_mirror().
 */
BM_MUST_USE int bm_efi_mark_mirror(struct memblock *mb, const struct bm_fw_map *efi,
				   struct bm_mirror_sum *sum);

/**
 * bm_efi_merge() - x86: add_efi_memmap, or soft-reserved ranges, bring the EFI map into e820
 * @x86:       the map
 * @efi:       ranges as bm_efi_parse() tells them
 * @honour_sp: soft reserve specific-purpose memory
 * @all:       add_efi_memmap: merge in any case; without, only if something is soft reserved
 *
 * Return: 0, -BM_ENOSPC. Linux: do_add_efi_memmap(), __efi_soft_reserve.
 */
BM_MUST_USE int bm_efi_merge(struct bm_x86_map *x86, const struct bm_fw_map *efi, bool honour_sp,
			     bool all);

/* --- device tree --------------------------------------------------------------------------- */

/** struct bm_addr_limits - only [@min, @max) can be memory at all. */
struct bm_addr_limits {
	phys_addr_t min;
	phys_addr_t max;
};

/**
 * bm_fdt_add_memory() - memory nodes become memory, whole pages, HOTPLUG where said
 * @mb:     the map
 * @fdt:    checked
 * @limits: ranges are cut to it
 * @sink:   its diag is told of what is ignored; or NULL
 *
 * Return: 0, -BM_ENOMEM. Linux: early_init_dt_scan_memory(), early_init_dt_add_memory_arch().
 */
BM_MUST_USE int bm_fdt_add_memory(struct memblock *mb, const struct bm_fdt *fdt,
				  struct bm_addr_limits limits, const struct bm_fw_sink *sink);

/**
 * bm_fdt_cap() - keep memory to linux,usable-memory-range. Return: 0, -BM_ENOMEM. Linux:
 * early_init_dt_check_for_usable_mem_range().
 */
BM_MUST_USE int bm_fdt_cap(struct memblock *mb, const struct bm_fdt_chosen *chosen);

/**
 * enum bm_fdt_order - in which order reservations are made; it has changed over the years
 *
 * In those of Linux from 6.13 on, a request may be given what the header map reserves.
 */
enum bm_fdt_order {
	BM_FDT_ORDER_6_1,  /* header map, /reserved-memory, elfcorehdr */
	BM_FDT_ORDER_6_13, /* /reserved-memory, elfcorehdr, header map */
	BM_FDT_ORDER_7_1,  /* elfcorehdr, /reserved-memory, header map */
	BM_FDT_ORDER_SAFE, /* whatever has an address before what has none */
};

/**
 * bm_fdt_reserve() - everything a device tree reserves at an address, then what it wants anywhere
 * @mb:     the map; the kernel's image is reserved already
 * @fdt:    checked
 * @order:  enum bm_fdt_order
 * @sink:   its range is told what was done, its diag what was refused; or NULL
 *
 * NOMAP nodes mark memory and reserve nothing; one that overlaps both memory and a reservation is
 * refused. A request that fits nowhere is told and dropped.
 *
 * Return: 0, -BM_ENOMEM. Linux: early_init_fdt_scan_reserved_mem().
 */
BM_MUST_USE int bm_fdt_reserve(struct memblock *mb, const struct bm_fdt *fdt,
			       enum bm_fdt_order order, const struct bm_fw_sink *sink);

/** struct bm_earlier - the @cnt ranges at @ranges, which earlier requests were given. */
struct bm_earlier {
	const struct bm_range *ranges;
	size_t cnt;
};

/**
 * bm_fdt_reserve_request() - find room for a request of a device tree and reserve it
 * @mb:      the map
 * @request: as bm_fdt_requests() tells it
 * @earlier: a window that begins at or in one of them is searched upward, one that ends there
 *           downward
 * @got:     set on success
 *
 * Return: 0; -BM_ENOMEM if it fits nowhere; -BM_EINVAL if the alignment is not a power of two.
 * Linux:  __reserved_mem_alloc_size().
 */
BM_MUST_USE int bm_fdt_reserve_request(struct memblock *mb, const struct bm_fw_request *request,
				       struct bm_earlier earlier, struct bm_range *got);

/* --- limits of the other architectures ----------------------------------------------------- */

/**
 * struct bm_image - what the loader put in memory, and how far the kernel can see
 * @kernel:    the image
 * @initrd:    empty if there is none
 * @phys_bits: width of an address
 * @linear:    bytes the kernel's direct map can cover
 */
struct bm_image {
	struct bm_range kernel;
	struct bm_range initrd;
	unsigned int phys_bits;
	phys_addr_t linear;
};

/**
 * bm_arm64_limit() - what cannot be addressed or mapped goes; mem= keeps an amount; kernel and
 * initrd stay and are reserved
 * @mb:     the map
 * @image:  the loader's part
 * @amount: bytes of mem=, 0 for none; NOMAP memory stays beyond it
 *
 * Return: 0, -BM_ENOMEM. Linux: arm64_memblock_init() up to the device tree's reservations.
 */
BM_MUST_USE int bm_arm64_limit(struct memblock *mb, const struct bm_image *image, uint64_t amount);

/**
 * bm_riscv_limit() - mem= keeps an amount, the direct map ends it; kernel and initrd are reserved
 * @mb:     the map
 * @image:  the loader's part
 * @amount: bytes of mem=, 0 for none; NOMAP memory beyond it goes too
 *
 * Return: 0, -BM_ENOMEM. Linux: setup_bootmem().
 */
BM_MUST_USE int bm_riscv_limit(struct memblock *mb, const struct bm_image *image, uint64_t amount);

#ifdef __cplusplus
}
#endif

#endif
