/* SPDX-License-Identifier: MIT */
/*
 * mm_world.h - a machine for tests of mm: regions, zones, descriptors, a buddy, pretend RAM.
 *
 *	struct mm_world w;
 *
 *	mm_world_init(&w, 64);				(MiB of pretend RAM from 0 on)
 *	ok(mb_add(&w.mb, 0, 64 << 20));
 *	mm_world_zones(&w);
 *	mm_world_release(&w, BM_PAGES_LAZY);
 *	...
 *	mm_world_reset(&w);
 *
 * Sections are 1 MiB, pages 4 KiB; Normal is the only zone unless the test changes the policy
 * before mm_world_zones().
 */
#ifndef TESTS_MM_WORLD_H
#define TESTS_MM_WORLD_H

#include <setjmp.h>

#include <bootmem/release.h>

#define MM_NODES 8
#define MM_REGIONS 256
#define MM_LINES 64

#define PAGE ((phys_addr_t)4096)
#define MIB ((phys_addr_t)1 << 20)

struct mm_world {
	struct memblock mb;
	struct memblock_region regions[MM_REGIONS];
	struct bm_port port;
	struct bm_zone_policy policy;
	struct bm_node nodes[MM_NODES];
	uint16_t fallback[MM_NODES * MM_NODES];
	struct bm_zones zones;
	struct bm_pages pages;
	struct bm_buddy buddy;
	struct bm_mm mm;
	struct bm_cpu cpu;

	unsigned char *ram;
	size_t ram_size;
	phys_addr_t unmapped;      /* from here on map() fails */
	char lines[MM_LINES][240]; /* what was logged, the oldest dropped */
	unsigned int nr_lines;
	jmp_buf stop;              /* where a panic goes, if @may_stop */
	bool may_stop;
	const char *stopped;       /* what the panic said */
};

/** mm_world_init() - a machine without memory; pretend RAM is [0, @mib MiB). */
void mm_world_init(struct mm_world *w, unsigned int mib);

/** mm_world_zones() - lay out nodes and zones. */
void mm_world_zones(struct mm_world *w);

/** mm_world_pages() - descriptors and buddy, nothing released. */
void mm_world_pages(struct mm_world *w, enum bm_pages_policy policy, unsigned int options);

/** mm_world_release() - all of it, up to a CPU that can allocate. */
void mm_world_release(struct mm_world *w, enum bm_pages_policy policy);

/** mm_world_said() - is there a line in the log that has this in it? */
bool mm_world_said(const struct mm_world *w, const char *text);

/** mm_world_free() - free frames of all zones. */
pfn_t mm_world_free(struct mm_world *w);

/** mm_world_reset() - the end of a machine. */
void mm_world_reset(struct mm_world *w);

/** ok() - the call returned 0. */
void mm_ok(int err, const char *what, const char *file, int line);
#define ok(call) mm_ok((call), #call, __FILE__, __LINE__)

#endif
