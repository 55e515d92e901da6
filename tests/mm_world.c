// SPDX-License-Identifier: MIT
/*
 * mm_world.c - see mm_world.h.
 *
 * RAM is address space that costs nothing until it is touched, so a test may have gigabytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mm_world.h"

static void *map(void *ctx, phys_addr_t base, size_t size)
{
	struct mm_world *w = ctx;

	if (base >= w->ram_size || size > w->ram_size - base || base + size > w->unmapped)
		return NULL;
	return w->ram + base;
}

static phys_addr_t address(void *ctx, const void *ptr)
{
	struct mm_world *w = ctx;

	return (phys_addr_t)((const unsigned char *)ptr - w->ram);
}

static void keep_line(void *ctx, int level, const char *text, size_t len)
{
	struct mm_world *w = ctx;

	(void)level;
	(void)len;
	snprintf(w->lines[w->nr_lines++ % MM_LINES], sizeof(w->lines[0]), "%s", text);
}

static void stop(void *ctx, const char *what, const char *file, int line) BM_NORETURN;

static void stop(void *ctx, const char *what, const char *file, int line)
{
	struct mm_world *w = ctx;

	if (w->may_stop) {
		w->stopped = what;
		longjmp(w->stop, 1);
	}
	fprintf(stderr, "%s:%d: panic: %s\n", file, line, what);
	abort();
}

void mm_ok(int err, const char *what, const char *file, int line)
{
	if (err != 0) {
		fprintf(stderr, "%s:%d: %s returned %d\n", file, line, what, err);
		abort();
	}
}

void mm_world_init(struct mm_world *w, unsigned int mib)
{
	memset(w, 0, sizeof(*w));
	w->ram_size = (size_t)mib << 20;
	w->unmapped = PHYS_ADDR_MAX;
	w->ram = mmap(NULL, w->ram_size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ok(w->ram == MAP_FAILED ? -1 : 0);
	w->port.ctx = w;
	w->port.map = map;
	w->port.addr = address;
	w->port.log = keep_line;
	w->port.panic = stop;
	mb_init(&w->mb, &w->port, w->regions, MM_REGIONS);
	w->policy.page_shift = 12;
	w->policy.section_shift = 20;
	w->policy.max_order = 8;
	w->policy.zones = 1u << BM_ZONE_NORMAL;
	w->policy.limit[BM_ZONE_NORMAL] = (pfn_t)PHYS_ADDR_MAX >> 12;
	bm_zones_init(&w->zones, w->nodes, MM_NODES);
	w->zones.fallback = w->fallback;
}

void mm_world_zones(struct mm_world *w)
{
	ok(bm_zones_layout(&w->zones, &w->mb, &w->policy));
	bm_mm_init(&w->mm, &w->mb, &w->zones);
}

void mm_world_pages(struct mm_world *w, enum bm_pages_policy policy, unsigned int options)
{
	ok(bm_mm_pages(&w->mm, &w->pages, policy, 0));
	ok(bm_mm_buddy(&w->mm, &w->buddy, options));
}

void mm_world_release(struct mm_world *w, enum bm_pages_policy policy)
{
	mm_world_zones(w);
	mm_world_pages(w, policy, 0);
	ok(bm_release(&w->mm, NULL));
	bm_cpu_init(&w->cpu, &w->buddy, 0);
}

bool mm_world_said(const struct mm_world *w, const char *text)
{
	unsigned int i;

	for (i = 0; i < MM_LINES; i++)
		if (strstr(w->lines[i], text))
			return true;
	return false;
}

pfn_t mm_world_free(struct mm_world *w)
{
	struct bm_zone_counts counts;
	pfn_t nr = 0;
	unsigned int nid;
	unsigned int idx;

	for (nid = 0; nid < MM_NODES; nid++) {
		for (idx = 0; idx < BM_NR_ZONES; idx++) {
			bm_buddy_count(&w->buddy, (int)nid, idx, &counts);
			nr += counts.free;
		}
	}
	return nr;
}

void mm_world_reset(struct mm_world *w)
{
	munmap(w->ram, w->ram_size);
}
