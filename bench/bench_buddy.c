// SPDX-License-Identifier: MIT
/*
 * bench_buddy.c - allocating and freeing blocks, against the locked operations it cannot do
 * without.
 *
 * The reference is not another allocator but the machine: a loop of compare-and-swaps, which is
 * what CPUs that share memory cannot do without, on one word that stays in the nearest cache, or
 * on random words of as many bytes as the leaves of the same memory. What an allocator adds to
 * that is what the ratio shows; above 1 it gets along with less. The third column is the cheapest
 * locked operation there is, one whose result nobody looks at.
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
	struct bm_cpu *cpu = &b->m->cpu;
	unsigned int block = b->block;
	uint64_t *pfns = b->pfns;
	size_t nr = b->nr;
	int err = 0;

	for (size_t i = 0; i < nr; i++)
		err |= bm_buddy_alloc(cpu, block, BM_GFP_KERNEL, &pfns[i]);
	must(err);
	b->is_full = true;
}

static void free_all(void *ctx)
{
	struct buddy_bench *b = ctx;
	const uint64_t *pfns = b->order;
	struct bm_cpu *cpu = &b->m->cpu;
	unsigned int block = b->block;
	size_t nr = b->nr;
	int err = 0;

	for (size_t i = 0; i < nr; i++)
		err |= bm_buddy_free(cpu, pfns[i], block);
	must(err);
	b->is_full = false;
}

/* Everything allocated, to be freed in the order of allocation or in another. */
static void fill(struct buddy_bench *b, bool random)
{
	if (!b->is_full)
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

/* The references: on one word ... */
static void run_swaps(void *ctx)
{
	struct buddy_bench *b = ctx;
	size_t nr = b->nr * b->nr_locked;
	bool ok = true;
	uint64_t old;

	for (size_t i = 0; i < nr; i++) {
		old = atomic_load_explicit(b->words, memory_order_relaxed);
		ok &= atomic_compare_exchange_strong(b->words, &old, old ^ (uint64_t)1 << (i & 63));
	}
	must(!ok);
}

static void run_locked(void *ctx)
{
	struct buddy_bench *b = ctx;

	for (size_t i = 0; i < b->nr * b->nr_locked; i++)
		atomic_fetch_or(b->words, (uint64_t)1 << (i & 63));
}

/* ... or on the word that is where the frame's leaf is. */
static void run_swaps_random(void *ctx)
{
	struct buddy_bench *b = ctx;
	pfn_t first = b->m->pages.spans[0].start_pfn;
	_Atomic(uint64_t) *word;
	bool ok = true;
	uint64_t old;
	pfn_t rel;

	for (size_t i = 0; i < b->nr; i++) {
		rel = b->order[i] - first;
		word = &b->words[(rel >> 6) * 4];
		old = atomic_load_explicit(word, memory_order_relaxed);
		ok &= atomic_compare_exchange_strong(word, &old, old ^ (uint64_t)1 << (rel & 63));
	}
	must(!ok);
}

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

/* A case against @nr_locked operations on one word; on random words if there are none. */
static void measure(struct bench *bench, const char *name, const struct bench_arm *ours,
		    size_t nr_locked)
{
	struct buddy_bench *b = ours->ctx;
	struct bench_arm swaps = { "cmpxchg", b, NULL, run_swaps, NULL };
	struct bench_arm locked = { "or", b, NULL, run_locked, NULL };
	struct bench_contest contest = {
		.name = name, .n = b->nr, .ops = b->nr, .arms = { *ours, swaps, locked }
	};

	if (nr_locked == 0) {
		contest.arms[1].run = run_swaps_random;
		contest.arms[2].run = run_locked_random;
	}
	b->nr_locked = nr_locked;
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

	struct bench_arm pairs = { "bootmem", &b, NULL, run_pairs, NULL };

	measure(bench, "pair", &pairs, 2);

	struct bench_arm alloc = { "bootmem", &b, rewind_alloc, run_alloc, NULL };
	struct bench_arm release = { "bootmem", &b, rewind_free, free_all, NULL };
	struct bench_arm random = { "bootmem", &b, rewind_free_random, free_all, NULL };

	measure(bench, "alloc", &alloc, 1);
	rewind_alloc(&b);
	measure(bench, "free", &release, 1);
	measure(bench, "free-random", &random, 0);

	b.block = HUGE;
	b.nr = (size_t)gib * 300;
	measure(bench, "huge-alloc", &alloc, 4);
	rewind_alloc(&b);
	measure(bench, "huge-free", &release, 4);
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
	bench_machine(&bench, 16);
	return bench_close(&bench);
}
