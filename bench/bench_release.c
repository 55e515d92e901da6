// SPDX-License-Identifier: MIT
/*
 * bench_release.c - from a finished map to a first page, on machines of 1 GiB to 1 TiB.
 *
 *	boot-N   all of it, lazily, N GiB in one range: tables, room for descriptors, bitmaps,
 *	         hand-over, a first page. Also: bytes written until then, in all and per GiB.
 *	hand-N   the hand-over alone, N GiB in 100 ranges. Reference: the classic loop that
 *	         touches and links each page's 64 bytes, measured on 4 GiB and scaled
 *
 * Pretend RAM: what is not touched costs nothing. The best round is reported, when the pages that
 * are touched have been touched before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "bench_mm.h"

#include "bench.h"

#define ROUNDS 9
#define CLASSIC_PAGES ((size_t)4 << 18)

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void must(int err)
{
	if (err) {
		fprintf(stderr, "bench_release: %d\n", err);
		exit(1);
	}
}

/* Best of some: noise only ever adds time. */
static void boot(unsigned int gib)
{
	struct machine *m = machine_open(gib, BM_PAGES_LAZY, false);
	unsigned long bytes = 0;
	double best = 1e18;
	double start;
	pfn_t pfn;

	for (int i = 0; i < ROUNDS; i++) {
		machine_reset(m);
		start = now_us();
		machine_release(m, 1);
		must(bm_buddy_alloc(&m->cpu, 0, BM_GFP_KERNEL, &pfn));
		start = now_us() - start;
		best = start < best ? start : best;
		bytes = m->pages.bytes_touched + m->buddy.bytes_touched;
	}
	machine_close(m);
	fprintf(stderr, "boot-%-6u %10.1f us  %8lu bytes written, %.1f per GiB\n", gib, best, bytes,
		(double)bytes / gib);
	printf("{\"bench\":\"release\",\"case\":\"boot\",\"n\":%u,\"us\":%.1f,\"bytes\":%lu,"
	       "\"bytes_per_gib\":%.1f}\n",
	       gib, best, bytes, (double)bytes / gib);
}

struct page {
	uint64_t flags;
	struct page *next;
	struct page *prev;
	uint64_t order;
	uint64_t count;
	uint64_t rest[3];
};

/* us per page of initialising 64 bytes and of releasing them in blocks of 1024 pages. */
static double classic(void)
{
	struct page head = { .next = &head, .prev = &head };
	struct page *pages = mmap(NULL, CLASSIC_PAGES * sizeof(*pages), PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	double best = 1e18;
	double start;

	if (pages == MAP_FAILED)
		exit(1);
	madvise(pages, CLASSIC_PAGES * sizeof(*pages), MADV_HUGEPAGE);
	memset(pages, 1, CLASSIC_PAGES * sizeof(*pages));
	for (int i = 0; i < ROUNDS; i++) {
		start = now_us();
		for (size_t p = 0; p < CLASSIC_PAGES; p++) {
			pages[p].flags &= ~(uint64_t)1;
			pages[p].count = 0;
			if (p % 1024 != 0)
				continue;
			pages[p].order = 10;
			pages[p].next = head.next;
			pages[p].prev = &head;
			head.next->prev = &pages[p];
			head.next = &pages[p];
		}
		start = now_us() - start;
		best = start < best ? start : best;
		head.next = &head;
		head.prev = &head;
	}
	munmap(pages, CLASSIC_PAGES * sizeof(*pages));
	return best / (double)CLASSIC_PAGES;
}

static void hand_over(unsigned int gib, unsigned int ranges, double classic_us)
{
	struct machine *m = machine_open(gib, BM_PAGES_LAZY, false);
	double theirs = classic_us * (double)((size_t)gib << 18);
	unsigned long bytes = 0;
	double best = 1e18;
	double start;

	for (int i = 0; i < ROUNDS; i++) {
		machine_reset(m);
		machine_prepare(m, ranges);
		start = now_us();
		must(bm_release(&m->mm, NULL));
		start = now_us() - start;
		best = start < best ? start : best;
		bytes = m->pages.bytes_touched + m->buddy.bytes_touched;
	}
	machine_close(m);
	fprintf(stderr,
		"hand-%-6u %10.1f us in %u ranges, classic %.0f us, %.0fx, %.1f bytes per GiB\n",
		gib, best, ranges, theirs, theirs / best, (double)bytes / gib);
	printf("{\"bench\":\"release\",\"case\":\"hand\",\"n\":%u,\"ranges\":%u,\"us\":%.1f,"
	       "\"ref_us\":%.0f,\"ratio\":%.0f,\"bytes_per_gib\":%.1f}\n",
	       gib, ranges, best, theirs, theirs / best, (double)bytes / gib);
}

int main(int argc, char **argv)
{
	static const unsigned int gib[] = { 1, 24, 1024 };
	struct bench bench;
	double classic_us;

	if (!bench_open(&bench, "release", argc, argv))
		return 2;
	if (bench.count)
		return bench_close(&bench);
	for (int i = 0; i < 3; i++)
		if (bench_wants(&bench, "boot", gib[i]))
			boot(gib[i]);
	classic_us = classic();
	for (int i = 0; i < 3; i++)
		if (bench_wants(&bench, "hand", gib[i]))
			hand_over(gib[i], 100, classic_us);
	hand_over(1024, 10, classic_us);
	hand_over(1024, 1000, classic_us);
	return bench_close(&bench);
}
