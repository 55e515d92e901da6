/* SPDX-License-Identifier: MIT */
/*
 * sinks.h - try a parser with every kind of sink: one that hears nothing, one that lacks one of its
 * functions, and one that says stop at each record in turn.
 *
 * Inputs are the corpora of the fuzz targets, each damaged in its own way. A sink's answer must be
 * the parser's answer, and nothing may be told after it.
 */
#ifndef TESTS_SINKS_H
#define TESTS_SINKS_H

#include <dirent.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "told.h"

#define SINKS_ROOM 262144
#define STOP 4711

/** struct hearing - how much was told, and when to stop. */
struct hearing {
	unsigned int nr;
	unsigned int stop_after;
};

static inline int hearing_count(struct hearing *hearing)
{
	assert_true(hearing->stop_after == 0 || hearing->nr < hearing->stop_after);
	return ++hearing->nr == hearing->stop_after ? STOP : 0;
}

static inline int hearing_range(void *ctx, const struct bm_fw_range *range)
{
	(void)range;
	return hearing_count(ctx);
}

static inline int hearing_request(void *ctx, const struct bm_fw_request *request)
{
	(void)request;
	return hearing_count(ctx);
}

static inline int hearing_cpu(void *ctx, const struct bm_fw_cpu *cpu)
{
	(void)cpu;
	return hearing_count(ctx);
}

static inline int hearing_distance(void *ctx, const struct bm_fw_distance *distance)
{
	(void)distance;
	return hearing_count(ctx);
}

static inline void hearing_diag(void *ctx, const struct bm_diag *diag)
{
	(void)ctx;
	(void)diag;
}

static inline struct bm_fw_sink hearing_sink(struct hearing *hearing)
{
	struct bm_fw_sink sink = { hearing,	hearing_range,	  hearing_request,
				   hearing_cpu, hearing_distance, hearing_diag };

	return sink;
}

/** A parser, by whatever way it comes to its bytes. */
typedef int sinks_parser(const void *bytes, size_t size, const struct bm_fw_sink *sink);

static inline unsigned int sinks_stop(sinks_parser *parse, const void *bytes, size_t size,
				      unsigned int stop_after)
{
	struct hearing hearing = { 0, stop_after };
	struct bm_fw_sink sink = hearing_sink(&hearing);
	int err = parse(bytes, size, &sink);

	if (stop_after > 0)
		assert_int_equal(err, STOP);
	return hearing.nr;
}

/** sinks_try() - one parser, one input, all sinks. */
static inline void sinks_try(sinks_parser *parse, const void *bytes, size_t size)
{
	unsigned int nr = sinks_stop(parse, bytes, size, 0);
	unsigned int without;

	for (nr = nr < 64 ? nr : 64; nr > 0; nr--)
		assert_int_equal(sinks_stop(parse, bytes, size, nr), nr);
	for (without = 0; without < 6; without++) {
		struct hearing hearing = { 0, 0 };
		struct bm_fw_sink sink = hearing_sink(&hearing);

		sink.range = without == 0 || without == 5 ? NULL : sink.range;
		sink.request = without == 1 || without == 5 ? NULL : sink.request;
		sink.cpu = without == 2 || without == 5 ? NULL : sink.cpu;
		sink.distance = without == 3 || without == 5 ? NULL : sink.distance;
		sink.diag = without == 4 || without == 5 ? NULL : sink.diag;
		(void)!parse(bytes, size, &sink);
	}
}

/** sinks_try_all() - each file of fuzz/corpus/@name, at least one. */
static inline void sinks_try_all(const char *name, sinks_parser *parse)
{
	static alignas(16) unsigned char bytes[SINKS_ROOM];
	char path[300];
	struct dirent *entry;
	unsigned int nr = 0;
	size_t size;
	FILE *file;
	DIR *folder;

	snprintf(path, sizeof(path), "fuzz/corpus/%s", name);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "fuzz/corpus/%s/%.200s", name, entry->d_name);
		file = fopen(path, "rb");
		assert_non_null(file);
		size = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		sinks_try(parse, bytes, size);
		nr++;
	}
	closedir(folder);
	assert_true(nr > 0);
}

#endif
