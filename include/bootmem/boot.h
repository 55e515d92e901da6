/* SPDX-License-Identifier: MIT */
/*
 * boot.h - the recipe: from what firmware and a command line say to nodes and zones.
 *
 * The steps and their order are the profile's; what a step does is a function of ingest.h, numa.h
 * or zone.h, so an embedder with other taste calls those itself. What firmware says is given as
 * parsed ranges: from whatever source, see the fw_ headers.
 *
 *	struct bm_boot boot;
 *
 *	bm_boot_init(&boot, bm_profile_find("x86_64"), &mb, &zones);
 *	boot.cmdline = bm_str(line, len);
 *	boot.e820 = ...;
 *	boot.initrd = ...;
 *	err = bm_boot(&boot);
 *	if (err)
 *		complain(bm_step_name(boot.step), err);
 *	else
 *		bm_zones_log(&zones, &mb);
 *
 * Then, with release.h: descriptors, page allocator, release.
 *
 * Context: boot CPU only. Cost: that of the steps; for a question, a pass over the command line.
 */
#ifndef BOOTMEM_BOOT_H
#define BOOTMEM_BOOT_H

#include <bootmem/cmdline.h>
#include <bootmem/fw_fdt.h>
#include <bootmem/ingest.h>
#include <bootmem/mb.h>
#include <bootmem/numa.h>
#include <bootmem/profile.h>
#include <bootmem/reserve_mem.h>
#include <bootmem/zone.h>

#ifdef __cplusplus
extern "C" {
#endif

/** struct bm_table - an ACPI table: @size bytes at @bytes, which is NULL if there is none. */
struct bm_table {
	const void *bytes;
	size_t size;
};

/** struct bm_ranges - the @cnt ranges at @ranges. */
struct bm_ranges {
	const struct bm_range *ranges;
	size_t cnt;
};

/**
 * struct bm_boot - a machine, and what became of it
 *
 * The machine:
 * @profile:  its architecture
 * @kernel:   BM_KERNEL() of the release to behave like; the newest unless set
 * @cmdline:  must outlive the boot
 *
 * What firmware says. What there is not stays zero:
 * @e820:     PCs: the firmware's claims, with room for normalising; edited by the boot
 * @efi:      ranges of the EFI map
 * @fdt:      checked device tree
 * @srat:     ACPI table of nodes
 * @srat_log: the same as a kernel log tells it, for want of the table
 * @slit:     ACPI table of distances
 * @cedt:     ACPI table of CXL windows: each that @srat does not describe is a node, so that what
 *            is plugged in later has one
 * @plain:    text of fw_plain.h: instead of, or on top of, all that
 * @dma_last: last address that every device reaches; 0 if not said
 *
 * What is in memory already:
 * @kernel_image: if empty, the usual place of the architecture, provided that there is memory
 * @initrd:   if empty, as /chosen says
 * @taken:    reserved before nodes are known: ACPI tables, the device tree itself
 *
 * Room, set up by the caller:
 * @mb:       an empty map
 * @zones:    see bm_zones_init()
 * @distances: room for as many rows of distances as @zones has nodes; or NULL to forget them
 * @numa_room: for blocks and distances; without, there is one node
 * @numa_work: twice as many blocks, for numa=fake=; or NULL
 * @sink:     its diag is told what is wrong with the inputs; or NULL
 *
 * What became of it:
 * @params:   the command line, read
 * @numa:     nodes in force
 * @step:     the step that failed, BM_STEP_END if none did
 */
struct bm_boot {
	const struct bm_profile *profile;
	unsigned int kernel;
	struct bm_str cmdline;

	struct bm_x86_map e820;
	struct bm_fw_map efi;
	struct bm_fdt fdt;
	struct bm_table srat;
	struct bm_str srat_log;
	struct bm_table slit;
	struct bm_table cedt;
	struct bm_str plain;
	uint64_t dma_last;

	struct bm_range kernel_image;
	struct bm_range initrd;
	struct bm_ranges taken;

	struct memblock *mb;
	struct bm_zones *zones;
	uint8_t *distances;
	struct bm_numa_room numa_room;
	struct bm_numa_block *numa_work;
	const struct bm_fw_sink *sink;

	struct bm_params params;
	struct bm_numa numa;
	enum bm_step step;
};

/**
 * bm_boot_init() - a machine of which nothing is known yet
 * @boot:    the machine
 * @profile: its architecture; sets the page size of @mb
 * @mb:      an empty map
 * @zones:   initialised
 */
void bm_boot_init(struct bm_boot *boot, const struct bm_profile *profile, struct memblock *mb,
		  struct bm_zones *zones);

/**
 * bm_boot() - run the steps of the profile
 * @boot: the machine
 *
 * During a step its name is the map's owner tag, so an observer sees who took what.
 *
 * Return: 0; -BM_ENOENT if there is no whole page of memory; else what the step returned that
 *         failed. On error boot->step is that step, and the map is as the steps before left it.
 */
BM_MUST_USE int bm_boot(struct bm_boot *boot);

/**
 * bm_boot_policy() - the policy that the command line asks for
 * @boot:   its params are read and its memory is known
 * @policy: set
 *
 * Linux: cmdline_parse_core(), cmdline_parse_movable_node().
 */
void bm_boot_policy(const struct bm_boot *boot, struct bm_zone_policy *policy);

/**
 * bm_boot_names() - reserve memory for every reserve_mem= of a command line
 * @cmdline: the text
 * @mb:      the map, with all that is reserved earlier
 * @names:   the table, with what a handover record kept; its limits apply
 * @sink:    its diag is told which could not be had, and why; or NULL
 *
 * Return: how many could not be had.
 * Linux:  reserve_mem(), which says nothing before 7.1.
 */
unsigned int bm_boot_names(struct bm_str cmdline, struct memblock *mb, struct bm_names *names,
			   const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
