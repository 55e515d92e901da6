// SPDX-License-Identifier: MIT
/*
 * bench_buddy.c - allocating and freeing blocks, against the locked operations it cannot do
 * without.
 *
 * The reference is not another allocator but the machine: a loop of atomic operations, on one
 * word that stays in the nearest cache, or on random words of as many bytes as the leaves
 * of the same memory. What an allocator adds to that is what the ratio shows; below 1 it
 * gets along with less.
 *
 *	pair           allocate a frame, free it             reference: 2 locked operations
 *	alloc, free    all frames, one after the other      reference: 1 locked operation
 *	free-random    all frames, in random order          reference: 1, on a random leaf's bytes
 *	huge-alloc     order 9 until there is none           reference: 4 locked operations
 *	huge-free      all of them                           reference: 4 locked operations
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench_mm.h"

#include "bench.h"

#define HUGE 9

struct buddy_bench {
	struct machine *m;
	uint64_t *pfns;
	uint64_t *order;           /* in which they are freed */
	size_t nr;
	unsigned int block;
	bool is_full;              /* all blocks are allocated */
	_Atomic(uint64_t) *words;  /* as many bytes as the leaves have */
	size_t nr_locked;          /* per operation */
};

static void must(int err)
{
	if (err) {
		fprintf(stderr, "bench_buddy: %d\n", err);
		exit(1);
	}
}

static void alloc_all(void *ctx)
{
	struct buddy_bench *b = ctx;
	pfn_t pfn;

	for (size_t i = 0; i < b->nr; i++) {
		must(bm_buddy_alloc(&b->m->cpu, b->block, BM_GFP_KERNEL, &pfn));
		b->pfns[i] = pfn;
	}
	b->is_full = true;
}

static void free_all(void *ctx)
{
	struct buddy_bench *b = ctx;

	for (size_t i = 0; i < b->nr; i++)
		must(bm_buddy_free(&b->m->cpu, b->order[i], b->block));
	b->is_full = false;
}

/* Everything allocated, to be freed in the order of allocation or in another. */
static void fill(struct buddy_bench *b, bool random)
{
	alloc_all(b);
	memcpy(b->order, b->pfns, b->nr * sizeof(*b->pfns));
	if (random)
		bench_shuffle(b->order, b->nr, 1);
}

static void rewind_alloc(void *ctx)
{
	struct buddy_bench *b = ctx;

	if (b->is_full)
		free_all(b);
}

static void run_alloc(void *ctx)
{
	fill(ctx, false);
}

static void rewind_free(void *ctx)
{
	fill(ctx, false);
}

static void rewind_free_random(void *ctx)
{
	fill(ctx, true);
}

static void run_pairs(void *ctx)
{
	struct buddy_bench *b = ctx;
	struct bm_cpu *cpu = &b->m->cpu;
	size_t nr = b->nr;
	int err = 0;
	pfn_t pfn;

	for (size_t i = 0; i < nr; i++) {
		err |= bm_buddy_alloc(cpu, 0, BM_GFP_KERNEL, &pfn);
		err |= bm_buddy_free(cpu, pfn, 0);
	}
	must(err);
}

/* The reference: locked operations on one word ... */
static void run_locked(void *ctx)
{
	struct buddy_bench *b = ctx;

	for (size_t i = 0; i < b->nr * b->nr_locked; i++)
		atomic_fetch_or(b->words, (uint64_t)1 << (i & 63));
}

/* ... or on the word that is where the frame's leaf is. */
static void run_locked_random(void *ctx)
{
	struct buddy_bench *b = ctx;

	pfn_t first = b->m->pages.spans[0].start_pfn;
	pfn_t rel;

	for (size_t i = 0; i < b->nr; i++) {
		rel = b->order[i] - first;
		atomic_fetch_xor(&b->words[(rel >> 6) * 4], (uint64_t)1 << (rel & 63));
	}
}

static void measure(struct bench *bench, struct buddy_bench *b, const char *name,
		    const struct bench_arm *ours, const struct bench_arm *theirs)
{
	struct bench_contest contest = { name, b->nr, b->nr, { *ours, *theirs } };

	if (bench_wants(bench, name, b->nr))
		bench_measure(bench, &contest);
}

static void bench_machine(struct bench *bench, unsigned int gib)
{
	struct buddy_bench b = { 0 };

	b.m = machine_open(gib, BM_PAGES_LAZY, true);
	machine_release(b.m, 1);
	b.nr = (size_t)gib << 16;
	b.pfns = bench_room(b.nr, sizeof(*b.pfns));
	b.order = bench_room(b.nr, sizeof(*b.order));
	b.words = bench_room((size_t)gib << (18 - 6), 32);

	struct bench_arm locked = { "locked", &b, NULL, run_locked, NULL };
	struct bench_arm pairs = { "bootmem", &b, NULL, run_pairs, NULL };

	b.nr_locked = 2;
	measure(bench, &b, "pair", &pairs, &locked);

	struct bench_arm alloc = { "bootmem", &b, rewind_alloc, run_alloc, NULL };
	struct bench_arm release = { "bootmem", &b, rewind_free, free_all, NULL };
	struct bench_arm random = { "bootmem", &b, rewind_free_random, free_all, NULL };
	struct bench_arm locked_random = { "locked", &b, NULL, run_locked_random, NULL };

	b.nr_locked = 1;
	measure(bench, &b, "alloc", &alloc, &locked);
	rewind_alloc(&b);
	measure(bench, &b, "free", &release, &locked);
	measure(bench, &b, "free-random", &random, &locked_random);

	b.block = HUGE;
	b.nr = (size_t)gib * 256;
	b.nr_locked = 4;
	measure(bench, &b, "huge-alloc", &alloc, &locked);
	rewind_alloc(&b);
	measure(bench, &b, "huge-free", &release, &locked);
	machine_close(b.m);
	free(b.pfns);
	free(b.order);
	free((void *)b.words);
}

int main(int argc, char **argv)
{
	struct bench bench;

	if (!bench_open(&bench, "buddy", argc, argv))
		return 2;
	bench_machine(&bench, 4);
	bench_machine(&bench, 16);
	return bench_close(&bench);
}
