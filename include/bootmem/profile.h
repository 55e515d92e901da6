/* SPDX-License-Identifier: MIT */
/*
 * profile.h - what is fixed for an architecture, as data.
 *
 * A profile says how large pages and sections are, where zones end, and in which order a boot
 * goes about things. All profiles are always compiled and chosen at run time, so that a tool on
 * one machine can predict another.
 *
 *	const struct bm_profile *profile = bm_profile_find("arm64-64k");
 *	struct bm_profile_memory memory = { .start = dram_start, .end = dram_end };
 *	struct bm_zone_policy policy;
 *
 *	bm_profile_policy(profile, BM_KERNEL(6, 1), &memory, &policy);
 *
 * What differs between kernel releases follows from a number, so it is chosen at run time too.
 * Parameters of a command line are not known here: the policy asks for no ZONE_MOVABLE.
 *
 * Context: any. Cost: constant.
 */
#ifndef BOOTMEM_PROFILE_H
#define BOOTMEM_PROFILE_H

#include <bootmem/zone.h>

#ifdef __cplusplus
extern "C" {
#endif

/** BM_KERNEL() - a Linux release as a number; larger is newer. */
#define BM_KERNEL(major, minor) ((unsigned int)(major) << 16 | (unsigned int)(minor))

/** The newest release whose behaviour is known. */
#define BM_KERNEL_NEWEST BM_KERNEL(7, 1)

/** A zone that reaches to the end of memory. */
#define BM_ZONE_TO_THE_END UINT64_MAX

/**
 * enum bm_step - the steps of a boot, up to where zones are known
 *
 * A profile lists those of its architecture in the order in which Linux takes them; boot.h runs
 * them.
 */
enum bm_step {
	BM_STEP_END,           /* ends a list */
	BM_STEP_PARAMS,        /* read the command line */
	BM_STEP_RESERVE_EARLY, /* x86: what is taken before memory is known */
	BM_STEP_FIRMWARE_MAP,  /* x86: the e820 map */
	BM_STEP_EDIT_MAP,      /* x86: mem=, memmap= */
	BM_STEP_MERGE_EFI,     /* x86: what EFI adds to it */
	BM_STEP_FIX_MAP,       /* x86: what firmware gets wrong as a rule */
	BM_STEP_ADD_E820,      /* x86: the map becomes memory */
	BM_STEP_ADD_TREE,      /* memory nodes of a device tree */
	BM_STEP_ADD_PLAIN,     /* memory of a map written by hand */
	BM_STEP_ADD_EFI,       /* the EFI map, which then replaces the tree's */
	BM_STEP_CAP,           /* linux,usable-memory-range */
	BM_STEP_LIMIT,         /* mem=, what the kernel can map; reserve kernel and initrd */
	BM_STEP_RESERVE_TREE,  /* reservations of a device tree */
	BM_STEP_MIRROR,        /* EFI: what is mirrored */
	BM_STEP_RESERVE_EFI,   /* x86: what EFI's boot services still use */
	BM_STEP_RESERVE_LOW,   /* x86: the first 1 MiB */
	BM_STEP_TABLES,        /* reserve the ACPI tables */
	BM_STEP_NUMA,          /* nodes */
	BM_STEP_ZONES,         /* zones */
	BM_NR_STEPS,
};

/** Room in a list of steps. */
#define BM_MAX_STEPS 16

/**
 * struct bm_profile - an architecture
 * @name:            "x86_64", "arm64", "arm64-16k", "arm64-64k", "riscv64"
 * @page_shift:      log2 of the page size
 * @section_shift:   log2 of the bytes in a section
 * @max_order:       order of the largest buddy block
 * @pageblock_order: order of the blocks that are kept to one kind of use
 * @phys_bits:       width of a physical address
 * @linear_bits:     log2 of the bytes that the kernel can map at once
 * @has_e820:        an e820 map says what is memory and where it ends; nodes start at address 0
 * @limit_keeps_nomap: NOMAP memory stays when mem= cuts off the rest
 * @zone_end:        by enum bm_zone_idx: address where it ends at the latest; 0: there is none
 * @dma_by_firmware: zone DMA ends where the firmware says that devices cannot reach further
 * @device_since:    number of the release (BM_KERNEL()) that first has ZONE_DEVICE here
 * @absent_twice_until: last release that logs two lines for a node without memory; 0: none
 * @fake_numa_since: number of the release that first has numa=fake= here
 * @numa_slack:      bytes of memory that may be without a node
 * @max_nodes:       nodes that a usual kernel is configured for
 * @kernel_offset:   bytes from the start of memory, on x86 from 0, to where loaders put the kernel
 * @kernel_size:     bytes of a usual kernel; both only serve where the input does not say
 * @steps:           enum bm_step, ended by BM_STEP_END
 */
struct bm_profile {
	char name[12];
	unsigned int page_shift;
	unsigned int section_shift;
	unsigned int max_order;
	unsigned int pageblock_order;
	unsigned int phys_bits;
	unsigned int linear_bits;
	bool has_e820;
	bool limit_keeps_nomap;
	uint64_t zone_end[BM_NR_ZONES];
	bool dma_by_firmware;
	unsigned int device_since;
	unsigned int absent_twice_until;
	unsigned int fake_numa_since;
	uint64_t numa_slack;
	unsigned int max_nodes;
	uint64_t kernel_offset;
	uint64_t kernel_size;
	uint8_t steps[BM_MAX_STEPS];
};

/** bm_profile_at() - a profile by number from 0; NULL at the end. */
const struct bm_profile *bm_profile_at(unsigned int i);

/** bm_profile_find() - a profile by any of its names ("amd64", "x86_64"); NULL if unknown. */
const struct bm_profile *bm_profile_find(const char *name);

/** bm_step_name() - a step in a few words, never NULL. */
const char *bm_step_name(enum bm_step step);

/**
 * struct bm_profile_memory - where the memory of a machine is
 * @start:    of the lowest memory
 * @end:      of the highest, or of what the architecture counts as such
 * @dma_last: last address that all devices reach; 0: the firmware does not say
 */
struct bm_profile_memory {
	uint64_t start;
	uint64_t end;
	uint64_t dma_last;
};

/**
 * bm_profile_policy() - the numbers for a machine of this architecture
 * @profile: the architecture
 * @kernel:  BM_KERNEL() of the release to behave like
 * @memory:  of the machine
 * @policy:  set
 *
 * Linux: zone_sizes_init() of each architecture.
 */
void bm_profile_policy(const struct bm_profile *profile, unsigned int kernel,
		       const struct bm_profile_memory *memory, struct bm_zone_policy *policy);

#ifdef __cplusplus
}
#endif

#endif
