// SPDX-License-Identifier: MIT
/*
 * profile_arm64.c - 64-bit Arm with pages of 4, 16 and 64 KiB: a device tree or ACPI, often EFI.
 *
 * The three differ in numbers only. Where zone DMA ends is up to the firmware: 32 bits unless it
 * says that some device reaches less.
 *
 * Linux: arm64_memblock_init(), bootmem_init() of arch/arm64.
 */
#include "profile_int.h"

/* What is the same for all page sizes. */
#define ARM64_COMMON                                  \
	.phys_bits = 48,                              \
	.linear_bits = 47,                            \
	.limit_keeps_nomap = true,                    \
	.zone_end = {                                 \
		[BM_ZONE_DMA] = 4 * BM_GIB,           \
		[BM_ZONE_DMA32] = 4 * BM_GIB,         \
		[BM_ZONE_NORMAL] = BM_ZONE_TO_THE_END \
	},                                            \
	.dma_by_firmware = true,                      \
	.device_since = BM_KERNEL(6, 2),              \
	.fake_numa_since = BM_KERNEL(6, 12),          \
	.max_nodes = 16,                              \
	.kernel_offset = 2 * BM_MIB,                  \
	.kernel_size = 48 * BM_MIB,                   \
	.steps = {                                    \
		BM_STEP_ADD_TREE,                     \
		BM_STEP_PARAMS,                       \
		BM_STEP_ADD_PLAIN,                    \
		BM_STEP_CAP,                          \
		BM_STEP_ADD_EFI,                      \
		BM_STEP_LIMIT,                        \
		BM_STEP_RESERVE_TREE,                 \
		BM_STEP_MIRROR,                       \
		BM_STEP_TABLES,                       \
		BM_STEP_NUMA,                         \
		BM_STEP_ZONES,                        \
		BM_STEP_END                           \
	}

const struct bm_profile bm_profile_arm64_ = {
	.name = "arm64",
	.page_shift = 12,
	.section_shift = 27,
	.max_order = 10,
	.pageblock_order = 9,
	ARM64_COMMON,
};

const struct bm_profile bm_profile_arm64_16k_ = {
	.name = "arm64-16k",
	.page_shift = 14,
	.section_shift = 27,
	.max_order = 11,
	.pageblock_order = 11,
	ARM64_COMMON,
};

const struct bm_profile bm_profile_arm64_64k_ = {
	.name = "arm64-64k",
	.page_shift = 16,
	.section_shift = 29,
	.max_order = 13,
	.pageblock_order = 13,
	ARM64_COMMON,
};
