// SPDX-License-Identifier: MIT
/*
 * bench_page.c - descriptors of 32 GiB, against the memory's own speed and the classic way.
 *
 *	fill      bm_pages_prepare() of all           reference: rep stosb of zero to the same bytes
 *	eager     the same                            reference: 64 bytes a page, every field set,
 *	                                              then a second pass that releases; what
 *	                                              bootmem does there is in bench_release
 *	two       the same by two threads             reference: by one
 *	lookup    bm_page() of random pages           reference: one load from the same array
 *
 * All buffers were written before, so that no page fault is measured.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "bench_mm.h"

#include "bench.h"

#define GIB 32u
#define PAGES ((size_t)GIB << 18)
#define BLOCK 1024u

/** A descriptor as kernels have it: 64 bytes, none of which may stay zero by luck. */
struct classic {
	uint64_t flags;
	struct classic *next;
	struct classic *prev;
	void *mapping;
	uint64_t index;
	uint64_t private;
	int32_t mapcount;
	int32_t refcount;
	uint64_t memcg;
};

struct page_bench {
	struct machine *m;
	struct classic *classic;
	struct classic head;       /* of the free blocks */
	uint64_t *order;
	uint64_t sum;
};

static void *room(size_t size)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		exit(1);
	madvise(mem, size, MADV_HUGEPAGE);
	memset(mem, 1, size);
	return mem;
}

static void make_raw(void *ctx)
{
	struct page_bench *b = ctx;
	struct bm_pages *pages = &b->m->pages;
	unsigned long words = (pages->nr_sections + 31) / 32;

	for (unsigned long i = 0; i < words; i++) {
		pages->spans[0].claimed[i] = 0;
		pages->spans[0].ready[i] = 0;
	}
}

static void prepare(void *ctx)
{
	struct page_bench *b = ctx;
	const struct bm_span *span = &b->m->pages.spans[0];

	bm_pages_prepare(&b->m->pages, span->start_pfn, span->end_pfn);
}

static void store_string(void *ctx)
{
	struct page_bench *b = ctx;
	void *to = b->m->pages.spans[0].pages;
	size_t size = PAGES * sizeof(struct bm_page);

#if defined(__x86_64__)
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(0) : "memory");
#else
	memset(to, 0, size);
#endif
}

static void init_classic(struct classic *page, uint64_t node_and_zone)
{
	memset(page, 0, sizeof(*page));
	page->flags = node_and_zone;
	page->refcount = 1;
	page->mapcount = -1;
	page->next = page;
	page->prev = page;
}

static void release_classic(struct classic *head, struct classic *block)
{
	for (unsigned int i = 0; i < BLOCK; i++) {
		block[i].flags &= ~(uint64_t)1;
		block[i].refcount = 0;
	}
	block->private = 10;
	block->next = head->next;
	block->prev = head;
	head->next->prev = block;
	head->next = block;
}

static void classic(void *ctx)
{
	struct page_bench *b = ctx;

	b->head.next = &b->head;
	b->head.prev = &b->head;
	for (size_t i = 0; i < PAGES; i++)
		init_classic(&b->classic[i], (uint64_t)2 << 56);
	for (size_t i = 0; i < PAGES; i += BLOCK)
		release_classic(&b->head, &b->classic[i]);
}

/* --- threads: time is the thread's own, so the work of others is waited for by the clock ------ */

static void *half(void *ctx)
{
	struct page_bench *b = ctx;
	const struct bm_span *span = &b->m->pages.spans[0];

	bm_pages_prepare(&b->m->pages, span->start_pfn + PAGES / 2, span->end_pfn);
	return NULL;
}

static void prepare_by_two(void *ctx)
{
	struct page_bench *b = ctx;
	const struct bm_span *span = &b->m->pages.spans[0];
	pthread_t thread;

	if (pthread_create(&thread, NULL, half, b) != 0)
		exit(1);
	bm_pages_prepare(&b->m->pages, span->start_pfn, span->start_pfn + PAGES / 2);
	pthread_join(thread, NULL);
}

/* --- look-up ---------------------------------------------------------------------------------- */

#define LOOKUPS 65536u

static void look_up(void *ctx)
{
	struct page_bench *b = ctx;

	for (size_t i = 0; i < LOOKUPS; i++)
		b->sum += bm_page(&b->m->pages, b->order[i])->owner[0];
}

static void load(void *ctx)
{
	struct page_bench *b = ctx;
	const struct bm_page *pages = b->m->pages.spans[0].pages;
	pfn_t start = b->m->pages.spans[0].start_pfn;

	for (size_t i = 0; i < LOOKUPS; i++)
		b->sum += pages[b->order[i] - start].owner[0];
}

static void measure(struct bench *bench, const char *name, size_t ops, struct bench_arm ours,
		    struct bench_arm theirs)
{
	struct bench_contest contest = {
		.name = name, .n = ops, .ops = ops, .arms = { ours, theirs }
	};

	if (bench_wants(bench, name, ops))
		bench_measure(bench, &contest);
}

int main(int argc, char **argv)
{
	struct page_bench b = { 0 };
	struct bench bench;
	uint64_t seed = 1;

	if (!bench_open(&bench, "page", argc, argv))
		return 2;
	b.m = machine_open(GIB, BM_PAGES_EAGER, true);
	machine_release(b.m, 1);
	b.classic = room(PAGES * sizeof(struct classic));
	b.order = bench_room(LOOKUPS, sizeof(*b.order));
	for (size_t i = 0; i < LOOKUPS; i++)
		b.order[i] = b.m->pages.spans[0].start_pfn + bench_random(&seed) % PAGES;
	prepare(&b);

	struct bench_arm ours = { "bootmem", &b, make_raw, prepare, NULL };
	struct bench_arm two = { "2 threads", &b, make_raw, prepare_by_two, NULL };
	struct bench_arm fill = { "rep stosb", &b, NULL, store_string, NULL };
	struct bench_arm old = { "classic", &b, NULL, classic, NULL };

	measure(&bench, "fill", PAGES, ours, fill);
	measure(&bench, "eager", PAGES, ours, old);
	measure(&bench, "two", PAGES, two, ours);
	prepare(&b);

	struct bench_arm lookup = { "bootmem", &b, NULL, look_up, NULL };
	struct bench_arm array = { "load", &b, NULL, load, NULL };

	measure(&bench, "lookup", LOOKUPS, lookup, array);
	return bench_close(&bench) | (b.sum == 1);
}
