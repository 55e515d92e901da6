// SPDX-License-Identifier: MIT
/*
 * bench_import.c - a firmware map of n entries, from bytes to a map that says every byte once.
 *
 * The reference gets the same answer in another way: it sorts all points with qsort() and paints
 * the spaces between them, the strictest entry first, each space once. Time is per entry, so
 * 500 ns at 100,000 entries are the 50 ms that such a map may take.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/fw_e820.h>
#include <bootmem/fw_map.h>

#include "bench.h"

#define PAGE 4096u
#define LINE 80u

enum order {
	SORTED,
	REVERSED,
	RANDOM,
};

/** struct import - one map as firmware hands it over, and both ways to read it. */
struct import {
	size_t n;
	unsigned char *bytes; /* packed entries, little endian */
	char *text;	      /* the same as a kernel logs it */
	size_t len;

	struct bm_fw_range *ranges;
	uint32_t *scratch;
	struct bm_fw_map map;

	struct bm_fw_range *claims;
	uint64_t *points;
	uint32_t *order;
	uint32_t *owner;
	uint32_t *next;
	size_t nr_points;
};

/* --- maps ------------------------------------------------------------------------------------- */

static void put_entry(unsigned char *at, uint64_t base, uint64_t size, uint32_t type)
{
	memcpy(at, &base, 8);
	memcpy(at + 8, &size, 8);
	memcpy(at + 16, &type, 4);
}

/* Entries in order touch; random ones lie over one another, some dozens deep. */
static void fill(struct import *im, enum order order)
{
	static const char *const names[] = { "usable", "reserved", "ACPI data" };
	uint64_t random = 7;
	size_t i;

	for (i = 0; i < im->n; i++) {
		uint64_t at = order == REVERSED ? im->n - 1 - i : i;
		uint64_t pages = order == RANDOM ? 1 + bench_random(&random) % 64 : 1;
		uint32_t type = 1 + (uint32_t)(bench_random(&random) % 3);

		if (order == RANDOM)
			at = bench_random(&random) % im->n;
		put_entry(im->bytes + 20 * i, at * PAGE, pages * PAGE, type);
		im->len +=
			(size_t)sprintf(im->text + im->len,
					"BIOS-e820: [mem 0x%016" PRIx64 "-0x%016" PRIx64 "] %s\n",
					at * PAGE, (at + pages) * PAGE - 1, names[type - 1]);
	}
}

static struct import *make(size_t n, enum order order)
{
	struct import *im = bench_room(1, sizeof(*im));

	im->n = n;
	im->bytes = bench_room(n, 20);
	im->text = bench_room(n, LINE);
	im->ranges = bench_room(3 * n, sizeof(*im->ranges));
	im->scratch = bench_room(BM_FW_MAP_SCRATCH(n), sizeof(*im->scratch));
	im->claims = bench_room(n, sizeof(*im->claims));
	im->points = bench_room(2 * n, sizeof(*im->points));
	im->order = bench_room(n, sizeof(*im->order));
	im->owner = bench_room(2 * n, sizeof(*im->owner));
	im->next = bench_room(2 * n, sizeof(*im->next));
	fill(im, order);
	return im;
}

static void drop(struct import *im)
{
	free(im->bytes);
	free(im->text);
	free(im->ranges);
	free(im->scratch);
	free(im->claims);
	free(im->points);
	free(im->order);
	free(im->owner);
	free(im->next);
	free(im);
}

/* --- bootmem ---------------------------------------------------------------------------------- */

static void normalise(struct import *im, int err)
{
	if (err == 0)
		err = bm_fw_map_normalise(&im->map, im->scratch, BM_FW_MAP_SCRATCH(im->n), NULL);
	if (err) {
		fprintf(stderr, "bench_import: a map was refused: %d\n", err);
		exit(2);
	}
}

static void import_bytes(void *ctx)
{
	struct import *im = ctx;
	struct bm_fw_sink sink;

	im->map = bm_fw_map(im->ranges, 3 * im->n);
	sink = bm_fw_map_sink(&im->map);
	normalise(im, bm_e820_parse(im->bytes, 20 * im->n, &sink));
}

static void import_text(void *ctx)
{
	struct import *im = ctx;
	struct bm_fw_sink sink;

	im->map = bm_fw_map(im->ranges, 3 * im->n);
	sink = bm_fw_map_sink(&im->map);
	normalise(im, bm_e820_parse_log(bm_str(im->text, im->len), BM_E820_LOG_FIRMWARE, &sink));
}

static uint64_t digest_map(void *ctx)
{
	const struct import *im = ctx;
	uint64_t digest = 0;
	size_t i;

	for (i = 0; i < im->map.cnt; i++) {
		digest = bench_mix(digest, im->map.ranges[i].start);
		digest = bench_mix(digest, im->map.ranges[i].end);
		digest = bench_mix(digest, im->map.ranges[i].kind);
	}
	return digest;
}

/* --- the reference ---------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static const struct bm_fw_range *ranked; /* qsort() passes nothing on */

static int by_kind(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	if (ranked[left].kind != ranked[right].kind)
		return ranked[left].kind > ranked[right].kind ? -1 : 1;
	return left < right ? -1 : left > right;
}

static size_t index_of(const struct import *im, uint64_t point)
{
	const uint64_t *at = bsearch(&point, im->points, im->nr_points, sizeof(point), by_value);

	return (size_t)(at - im->points);
}

static void sort_points(struct import *im)
{
	size_t i, nr = 0;

	for (i = 0; i < im->n; i++) {
		im->points[2 * i] = im->claims[i].start;
		im->points[2 * i + 1] = im->claims[i].end;
	}
	qsort(im->points, 2 * im->n, sizeof(*im->points), by_value);
	for (i = 0; i < 2 * im->n; i++)
		if (i == 0 || im->points[i] != im->points[i - 1])
			im->points[nr++] = im->points[i];
	im->nr_points = nr;
}

/* The first space from @at on that nobody has painted. */
static uint32_t unpainted(struct import *im, uint32_t at)
{
	while (im->next[at] != at) {
		im->next[at] = im->next[im->next[at]];
		at = im->next[at];
	}
	return at;
}

static void paint(struct import *im)
{
	uint32_t i, at;

	for (i = 0; i < im->nr_points; i++) {
		im->next[i] = i;
		im->owner[i] = UINT32_MAX;
	}
	for (i = 0; i < im->n; i++)
		im->order[i] = i;
	ranked = im->claims;
	qsort(im->order, im->n, sizeof(*im->order), by_kind);
	for (i = 0; i < im->n; i++) {
		const struct bm_fw_range *claim = &im->claims[im->order[i]];
		uint32_t end = (uint32_t)index_of(im, claim->end);

		at = unpainted(im, (uint32_t)index_of(im, claim->start));
		for (; at < end; at = unpainted(im, at)) {
			im->owner[at] = im->order[i];
			im->next[at] = at + 1;
		}
	}
}

static void collect(struct import *im)
{
	struct bm_fw_map *map = &im->map;
	size_t i;

	*map = bm_fw_map(im->ranges, 3 * im->n);
	for (i = 0; i + 1 < im->nr_points; i++) {
		struct bm_fw_range piece;

		if (im->owner[i] == UINT32_MAX)
			continue;
		piece = im->claims[im->owner[i]];
		piece.start = im->points[i];
		piece.end = im->points[i + 1];
		if (map->cnt > 0 && map->ranges[map->cnt - 1].end == piece.start &&
		    map->ranges[map->cnt - 1].kind == piece.kind)
			map->ranges[map->cnt - 1].end = piece.end;
		else
			map->ranges[map->cnt++] = piece;
	}
}

static void arrange(struct import *im)
{
	sort_points(im);
	paint(im);
	collect(im);
}

static void reference_bytes(void *ctx)
{
	struct import *im = ctx;
	size_t i;

	for (i = 0; i < im->n; i++) {
		uint64_t size;

		memcpy(&im->claims[i].start, im->bytes + 20 * i, 8);
		memcpy(&size, im->bytes + 20 * i + 8, 8);
		im->claims[i].end = im->claims[i].start + size;
		memcpy(&im->claims[i].kind, im->bytes + 20 * i + 16, 4);
	}
	arrange(im);
}

static void reference_text(void *ctx)
{
	struct import *im = ctx;
	char *at = im->text;
	size_t i;

	for (i = 0; i < im->n; i++) {
		at = strchr(at, '[') + strlen("[mem ");
		im->claims[i].start = strtoull(at, &at, 16);
		im->claims[i].end = strtoull(at + 1, &at, 16) + 1;
		at += strlen("] ");
		im->claims[i].kind = *at == 'u'	  ? BM_FW_USABLE
				     : *at == 'r' ? BM_FW_RESERVED
						  : BM_FW_ACPI;
		at = strchr(at, '\n') + 1;
	}
	arrange(im);
}

/* --- cases ------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	enum order order;
	void (*ours)(void *ctx);
	void (*reference)(void *ctx);
} cases[] = {
	{ "sorted", SORTED, import_bytes, reference_bytes },
	{ "reversed", REVERSED, import_bytes, reference_bytes },
	{ "overlapping", RANDOM, import_bytes, reference_bytes },
	{ "overlapping-text", RANDOM, import_text, reference_text },
};

static void measure(struct bench *b, size_t idx, size_t n)
{
	struct import *ours, *reference;

	if (!bench_wants(b, cases[idx].name, n))
		return;
	ours = make(n, cases[idx].order);
	reference = make(n, cases[idx].order);

	struct bench_contest contest = {
		.name = cases[idx].name,
		.n = n,
		.ops = n,
		.arms = { { "bootmem", ours, NULL, cases[idx].ours, digest_map },
			  { "qsort", reference, NULL, cases[idx].reference, digest_map } },
	};

	bench_measure(b, &contest);
	drop(ours);
	drop(reference);
}

int main(int argc, char **argv)
{
	static const size_t sizes[] = { 100, 1000, 10000, 100000 };
	struct bench b;
	size_t i, j;

	if (!bench_open(&b, "import", argc, argv))
		return 2;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++)
			measure(&b, i, sizes[j]);
	return bench_close(&b);
}
