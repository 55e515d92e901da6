/* SPDX-License-Identifier: MIT */
/*
 * machine_pools.h - memory that a device tree sets aside for drivers, and that the page allocator
 * may use in between: shared-dma-pool with reusable.
 */
#ifndef CLI_MACHINE_POOLS_H
#define CLI_MACHINE_POOLS_H

#include <bootmem/fw.h>

struct machine_boot;

/**
 * struct machine_pool - one of them
 * @name:       the node's, in the tree's bytes
 * @range:      where it is; empty if there was no room
 * @request:    what was asked for; without size if the tree says where it is
 * @is_default: for drivers that have none of their own, in place of what a kernel has built in
 * @is_bypassed: cma= stands in its place, it is free again
 */
struct machine_pool {
	struct bm_str name;
	struct bm_range range;
	struct bm_fw_request request;
	bool is_default;
	bool is_bypassed;
};

/** machine_pool_told() - what a boot of @ctx, a struct machine_boot, is told to reserve. */
int machine_pool_told(void *ctx, const struct bm_fw_range *range);

/** machine_pools_settle() - those without room, and what cma= frees; 0, -BM_ENOMEM. */
int machine_pools_settle(struct machine_boot *run);

#endif
