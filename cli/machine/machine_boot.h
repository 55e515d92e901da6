/* SPDX-License-Identifier: MIT */
/*
 * machine_boot.h - boot a machine that was read from files, up to where its zones are known.
 *
 *	struct machine_boot *run;
 *
 *	if (machine_boot(&machine, &port, &run, why, sizeof(why)) == 0) {
 *		...run->boot, run->zones...
 *		machine_boot_free(run);
 *	}
 */
#ifndef CLI_MACHINE_BOOT_H
#define CLI_MACHINE_BOOT_H

#include <bootmem/boot.h>

#include "cli/machine/machine.h"
#include "cli/machine/machine_pools.h"

/**
 * struct machine_boot - all that a boot needs and makes; read it freely.
 * @told: the map that was booted on, if only the kernel's own list of memory says where it is
 * @told_by_iomem: it is that of /proc/iomem, not the nodes of the log
 * @pools: of the device tree, on architectures whose kernels know what to do with them
 */
struct machine_boot {
	struct bm_boot boot;
	struct memblock mb;
	struct bm_zones zones;
	char *told;
	bool told_by_iomem;
	struct machine_pool *pools;
	size_t nr_pools;

	/* private */
	struct bm_fw_sink sink;
	size_t pools_room;
	struct memblock_region *regions;
	struct bm_node *nodes;
	uint16_t *fallback;
	struct bm_fw_range *e820_ranges;
	uint32_t *e820_scratch;
	struct bm_fw_range *efi_ranges;
	struct bm_numa_block *blocks;
	struct bm_numa_block *work;
	uint32_t *domains;
	uint8_t *distances;
	uint8_t *zone_distances;
};

/**
 * machine_boot() - run the recipe
 * @machine: must outlive the run
 * @port:    of the map; NULL for a silent one without RAM
 * @out:     set on success; release it with machine_boot_free()
 * @why:     says what went wrong, on failure
 * @room:    bytes at @why
 *
 * Return: 0, or -1 with @why set.
 */
int machine_boot(const struct machine *machine, const struct bm_port *port,
		 struct machine_boot **out, char *why, size_t room);

/**
 * struct machine_watch - somebody who looks on
 * @port: of the map; NULL for a silent one without RAM
 * @ctx:  first argument
 * @step: called when a step is done; NULL to run them all at once
 */
struct machine_watch {
	const struct bm_port *port;
	void *ctx;
	void (*step)(void *ctx, const struct machine_boot *run, enum bm_step step);
};

/** machine_boot_watched() - the same, step by step. */
int machine_boot_watched(const struct machine *machine, const struct machine_watch *watch,
			 struct machine_boot **out, char *why, size_t room);

void machine_boot_free(struct machine_boot *run);

#endif
