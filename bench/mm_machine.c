// SPDX-License-Identifier: MIT
/*
 * mm_machine.c - see bench_mm.h.
 *
 * RAM is reserved address space; only what is written gets memory behind it. Huge pages are asked
 * for, so that what is measured is the code and not the first touch of each page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "bench_mm.h"

#define RAM_BASE ((phys_addr_t)4 << 30)

static void *map(void *ctx, phys_addr_t base, size_t size)
{
	struct machine *m = ctx;

	if (base < RAM_BASE || base - RAM_BASE > m->size || size > m->size - (base - RAM_BASE))
		return NULL;
	return m->ram + (base - RAM_BASE);
}

static phys_addr_t address(void *ctx, const void *ptr)
{
	struct machine *m = ctx;

	return (phys_addr_t)((const unsigned char *)ptr - m->ram) + RAM_BASE;
}

static void log_line(void *ctx, int level, const char *text, size_t len)
{
	(void)ctx;
	if (level == BM_LOG_ERR)
		fprintf(stderr, "%.*s\n", (int)len, text);
}

static void check(int err)
{
	if (err) {
		fprintf(stderr, "bench: %d\n", err);
		exit(1);
	}
}

struct machine *machine_open(unsigned int gib, enum bm_pages_policy policy, bool huge)
{
	struct machine *m = calloc(1, sizeof(*m));

	if (!m)
		exit(1);
	m->size = (size_t)gib << 30;
	m->ram = mmap(NULL, m->size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (m->ram == MAP_FAILED)
		exit(1);
	if (huge)
		madvise(m->ram, m->size, MADV_HUGEPAGE);
	m->port.ctx = m;
	m->port.map = map;
	m->port.addr = address;
	m->port.log = log_line;
	m->pages.policy = policy;
	machine_reset(m);
	return m;
}

void machine_reset(struct machine *m)
{
	mb_init(&m->mb, &m->port, m->regions, MACHINE_REGIONS);
	check(mb_add(&m->mb, RAM_BASE, m->size));
}

void machine_prepare(struct machine *m, unsigned int ranges)
{
	struct bm_zone_policy policy = { .page_shift = 12, .section_shift = 27, .max_order = 10,
					 .zones = 1u << BM_ZONE_NORMAL };
	size_t step = m->size / ranges;

	policy.limit[BM_ZONE_NORMAL] = (pfn_t)1 << 52;
	for (unsigned int i = 1; i < ranges; i++)
		check(mb_reserve(&m->mb, RAM_BASE + i * step + 0x5000, 0x3000));
	bm_zones_init(&m->zones, &m->node, 1);
	check(bm_zones_layout(&m->zones, &m->mb, &policy));
	bm_mm_init(&m->mm, &m->mb, &m->zones);
	check(bm_mm_pages(&m->mm, &m->pages, m->pages.policy, 0));
	check(bm_mm_buddy(&m->mm, &m->buddy, 0));
}

void machine_release(struct machine *m, unsigned int ranges)
{
	machine_prepare(m, ranges);
	check(bm_release(&m->mm, NULL));
	bm_cpu_init(&m->cpu, &m->buddy, 0);
}

void machine_close(struct machine *m)
{
	munmap(m->ram, m->size);
	free(m);
}
