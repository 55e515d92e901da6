// SPDX-License-Identifier: MIT
/*
 * profile_x86_64.c - PCs: an e820 map, zones for 24 and 32 bit devices, ACPI.
 *
 * Linux: setup_arch() of arch/x86, in its order.
 */
#include "profile_int.h"

const struct bm_profile bm_profile_x86_64_ = {
	.name = "x86_64",
	.page_shift = 12,
	.section_shift = 27,
	.max_order = 10,
	.pageblock_order = 9,
	.phys_bits = 52,
	.linear_bits = 46,
	.has_e820 = true,
	.zone_end = {
		[BM_ZONE_DMA] = 16 * BM_MIB,
		[BM_ZONE_DMA32] = 4 * BM_GIB,
		[BM_ZONE_NORMAL] = BM_ZONE_TO_THE_END,
	},
	.device_since = BM_KERNEL(4, 3),
	.absent_twice_until = BM_KERNEL(6, 1),
	.numa_slack = BM_MIB,
	.max_nodes = 1024,
	.kernel_offset = 16 * BM_MIB,
	.kernel_size = 52 * BM_MIB,
	.steps = {
		BM_STEP_FIRMWARE_MAP,
		BM_STEP_PARAMS,
		BM_STEP_RESERVE_EARLY,
		BM_STEP_EDIT_MAP,
		BM_STEP_MERGE_EFI,
		BM_STEP_FIX_MAP,
		BM_STEP_ADD_E820,
		BM_STEP_MIRROR,
		BM_STEP_RESERVE_EFI,
		BM_STEP_RESERVE_LOW,
		BM_STEP_TABLES,
		BM_STEP_NUMA,
		BM_STEP_ZONES,
		BM_STEP_END,
	},
};
