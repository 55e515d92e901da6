// SPDX-License-Identifier: MIT
/*
 * bench_persist.c - taking over preserved memory: 12 million pages of 4 KiB in 48 GiB, a hole every
 * thousand.
 *
 *	import-bitmap   all of them by bm_reserve_bitmap()    reference: linear, run by run
 *	import-list     all of them by bm_reserve_list()      reference: linear, run by run
 *	import-pages    one by one                            reference: linear, one by one
 *
 * ns are per page. The reference is handed whole runs in the first two, which flatters it: it has
 * no way to take a bitmap. One by one it is quadratic, so beyond a million pages, where a round
 * takes it seconds, bootmem runs alone. Arrays grow at the top of memory, which is touched before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <bootmem/persist.h>

#include "bench.h"
#include "linear.h"

#define PAGE 4096u
#define GIB ((uint64_t)1 << 30)
#define BASE ((uint64_t)1 << 40)
#define SPAN (64 * GIB)
#define SLOTS 128u
#define HOLE_EVERY 1000u

/** What is to be reserved, and the two maps. */
struct import {
	size_t pages;
	uint64_t *bits;
	size_t nr_words;
	struct bm_range *runs;
	size_t nr_runs;

	struct memblock mb;
	struct memblock_region regions[2 * SLOTS];
	struct bm_port port;
	char *arena;

	struct linear linear;
	struct linear_region linear_regions[2 * SLOTS];
	char *linear_arena;
};

/* --- what to import ------------------------------------------------------------------------ */

static bool is_hole(size_t page)
{
	return page % HOLE_EVERY == HOLE_EVERY - 1;
}

static void draw(struct import *im)
{
	size_t page;

	im->nr_words = im->pages / 64;
	im->bits = bench_room(im->nr_words, sizeof(*im->bits));
	im->runs = bench_room(im->pages / HOLE_EVERY + 1, sizeof(*im->runs));
	for (page = 0; page < im->pages; page++) {
		struct bm_range *run = &im->runs[im->nr_runs];

		if (is_hole(page))
			continue;
		im->bits[page / 64] |= (uint64_t)1 << page % 64;
		if (page == 0 || is_hole(page - 1))
			run->start = BASE + page * PAGE;
		run->end = BASE + (page + 1) * PAGE;
		if (page + 1 == im->pages || is_hole(page + 1))
			im->nr_runs++;
	}
}

static char *address_space(void)
{
	char *space = mmap(NULL, SPAN, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (space == MAP_FAILED) {
		perror("bench: address space for a pretend machine");
		exit(2);
	}
	return space;
}

static void *map_arena(void *ctx, phys_addr_t base, size_t size)
{
	const struct import *im = ctx;

	(void)size;
	return im->arena + (base - BASE);
}

static struct import *import_of(size_t pages)
{
	struct import *im = bench_room(1, sizeof(*im));

	im->pages = pages;
	im->port.ctx = im;
	im->port.map = map_arena;
	im->arena = address_space();
	im->linear_arena = address_space();
	draw(im);
	return im;
}

static void import_free(struct import *im)
{
	munmap(im->arena, SPAN);
	munmap(im->linear_arena, SPAN);
	free(im->bits);
	free(im->runs);
	free(im);
}

static void must(int err)
{
	if (err) {
		fprintf(stderr, "bench: an import failed\n");
		exit(1);
	}
}

/* --- bootmem ------------------------------------------------------------------------------- */

static void rewind_map(void *ctx)
{
	struct import *im = ctx;

	mb_init(&im->mb, &im->port, im->regions, 2 * SLOTS);
	must(mb_add(&im->mb, BASE, SPAN));
}

static void by_bitmap(void *ctx)
{
	struct import *im = ctx;

	must(bm_reserve_bitmap(&im->mb, BASE, im->bits, im->nr_words));
}

static void by_list(void *ctx)
{
	struct import *im = ctx;

	must(bm_reserve_list(&im->mb, im->runs, im->nr_runs, MEMBLOCK_RSRV_NOINIT));
}

static void by_page(void *ctx)
{
	struct import *im = ctx;
	size_t page;

	for (page = 0; page < im->pages; page++)
		if (!is_hole(page))
			must(mb_reserve_node(&im->mb, BASE + page * PAGE, PAGE, NUMA_NO_NODE,
					     MEMBLOCK_RSRV_NOINIT));
}

static uint64_t digest_map(void *ctx)
{
	const struct import *im = ctx;
	uint64_t digest = 0;

	for (unsigned long i = 0; i < im->mb.reserved.cnt; i++) {
		digest = bench_mix(digest, im->mb.reserved.regions[i].base);
		digest = bench_mix(digest, im->mb.reserved.regions[i].size);
	}
	return digest;
}

/* --- the reference ------------------------------------------------------------------------- */

static void rewind_linear(void *ctx)
{
	struct import *im = ctx;

	linear_init(&im->linear, im->linear_regions, 2 * SLOTS, im->linear_arena, BASE);
	must(linear_add(&im->linear, BASE, SPAN, LINEAR_NO_NODE));
}

static void linear_by_run(void *ctx)
{
	struct import *im = ctx;

	for (size_t i = 0; i < im->nr_runs; i++)
		must(linear_reserve(&im->linear, im->runs[i].start,
				    im->runs[i].end - im->runs[i].start));
}

static void linear_by_page(void *ctx)
{
	struct import *im = ctx;
	size_t page;

	for (page = 0; page < im->pages; page++)
		if (!is_hole(page))
			must(linear_reserve(&im->linear, BASE + page * PAGE, PAGE));
}

static uint64_t digest_linear(void *ctx)
{
	const struct import *im = ctx;
	uint64_t digest = 0;

	for (unsigned long i = 0; i < im->linear.reserved.cnt; i++) {
		digest = bench_mix(digest, im->linear.reserved.regions[i].base);
		digest = bench_mix(digest, im->linear.reserved.regions[i].size);
	}
	return digest;
}

/* --- cases --------------------------------------------------------------------------------- */

/** One way to import, and the reference's. */
struct import_case {
	const char *name;
	void (*ours)(void *ctx);
	void (*theirs)(void *ctx);
	size_t most_theirs;
};

static const struct import_case cases[] = {
	{ "import-bitmap", by_bitmap, linear_by_run, SIZE_MAX },
	{ "import-list", by_list, linear_by_run, SIZE_MAX },
	{ "import-pages", by_page, linear_by_page, 1 << 20 },
};

static const size_t sizes[] = { 1 << 20, 3 << 20, 12 << 20 };

static void measure(struct bench *bench, const struct import_case *c, size_t pages)
{
	struct bench_contest contest = { .name = c->name, .n = pages };
	struct import *im;

	if (!bench_wants(bench, c->name, pages))
		return;
	im = import_of(pages);
	contest.ops = pages - pages / HOLE_EVERY;
	contest.arms[0] = (struct bench_arm){ "bootmem", im, rewind_map, c->ours, digest_map };
	if (pages <= c->most_theirs)
		contest.arms[1] = (struct bench_arm){ "linear", im, rewind_linear, c->theirs,
						      digest_linear };
	bench_measure(bench, &contest);
	import_free(im);
}

int main(int argc, char **argv)
{
	struct bench bench;

	if (!bench_open(&bench, "persist", argc, argv))
		return 2;
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
			measure(&bench, &cases[c], sizes[i]);
	return bench_close(&bench);
}
