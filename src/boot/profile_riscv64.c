// SPDX-License-Identifier: MIT
/*
 * profile_riscv64.c - 64-bit RISC-V: a device tree, sometimes EFI; no zone DMA.
 *
 * Linux: setup_bootmem(), misc_mem_init() of arch/riscv.
 */
#include "profile_int.h"

const struct bm_profile bm_profile_riscv64_ = {
	.name = "riscv64",
	.page_shift = 12,
	.section_shift = 27,
	.max_order = 10,
	.pageblock_order = 9,
	.phys_bits = 56,
	.linear_bits = 46,
	.zone_end = {
		[BM_ZONE_DMA32] = 4 * BM_GIB,
		[BM_ZONE_NORMAL] = BM_ZONE_TO_THE_END,
	},
	.device_since = BM_KERNEL(6, 1),
	.fake_numa_since = BM_KERNEL(6, 12),
	.max_nodes = 4,
	.kernel_offset = 2 * BM_MIB,
	.kernel_size = 48 * BM_MIB,
	.steps = {
		BM_STEP_ADD_TREE,
		BM_STEP_PARAMS,
		BM_STEP_ADD_PLAIN,
		BM_STEP_CAP,
		BM_STEP_ADD_EFI,
		BM_STEP_LIMIT,
		BM_STEP_RESERVE_TREE,
		BM_STEP_MIRROR,
		BM_STEP_NUMA,
		BM_STEP_ZONES,
		BM_STEP_END,
	},
};
