/* SPDX-License-Identifier: MIT */
/*
 * bench_mm.h - a pretend machine for the benches of mm: RAM that costs nothing until it is touched.
 */
#ifndef BENCH_BENCH_MM_H
#define BENCH_BENCH_MM_H

#include <string.h>

#include <bootmem/release.h>

#define MACHINE_REGIONS 4096

struct machine {
	struct memblock mb;
	struct memblock_region regions[MACHINE_REGIONS];
	struct bm_port port;
	struct bm_node node;
	struct bm_zones zones;
	struct bm_pages pages;
	struct bm_buddy buddy;
	struct bm_mm mm;
	struct bm_cpu cpu;
	unsigned char *ram;
	size_t size;
};

/** machine_open() - @gib GiB of RAM from 4 GiB on, not yet released; @huge: in huge pages. */
struct machine *machine_open(unsigned int gib, enum bm_pages_policy policy, bool huge);

/** machine_reset() - as after machine_open(), but pages that were touched stay so. */
void machine_reset(struct machine *m);

/** machine_prepare() - all but the hand-over, of free memory in @ranges ranges. */
void machine_prepare(struct machine *m, unsigned int ranges);

/** machine_release() - zones, descriptors, buddy, hand-over in @ranges ranges. */
void machine_release(struct machine *m, unsigned int ranges);

void machine_close(struct machine *m);

#endif
