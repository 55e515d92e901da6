/* SPDX-License-Identifier: MIT */
/*
 * witness.h - a sink that demands of every record what the headers promise.
 *
 * Whatever the bytes, a range is not empty, names and places are within the input, a diag has a
 * code that is documented, and a refusal comes with a word about why. Each fuzz target of a
 * parser is this and the call.
 */
#ifndef FUZZ_WITNESS_H
#define FUZZ_WITNESS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/fw.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * struct witness - what was heard
 * @bytes:      the input
 * @size:       bytes of it
 * @stop_after: end the parse at that many records; 0 for never
 */
struct witness {
	const uint8_t *bytes;
	size_t size;
	unsigned int nr_records;
	unsigned int nr_diags;
	unsigned int stop_after;
};

static inline void require(bool holds)
{
	if (!holds)
		abort();
}

/** WITNESS_STOP - what a parse returns that was ended by the witness. */
#define WITNESS_STOP 4711

static inline int count_record(struct witness *w)
{
	w->nr_records++;
	return w->stop_after && w->nr_records == w->stop_after ? WITNESS_STOP : 0;
}

static inline void require_within(const struct witness *w, struct bm_str name)
{
	const uint8_t *at = (const uint8_t *)name.at;

	if (name.at && name.len)
		require(at >= w->bytes && name.len <= (size_t)(w->bytes + w->size - at));
}

static inline int see_range(void *ctx, const struct bm_fw_range *range)
{
	struct witness *w = ctx;

	require(range->start < range->end);
	require(range->offset <= w->size && range->len <= w->size);
	require_within(w, range->name);
	return count_record(w);
}

static inline int see_request(void *ctx, const struct bm_fw_request *request)
{
	struct witness *w = ctx;

	require(request->size != 0 && request->nr_windows <= BM_FW_MAX_WINDOWS);
	require(request->offset <= w->size);
	require_within(w, request->name);
	return count_record(w);
}

static inline int see_cpu(void *ctx, const struct bm_fw_cpu *cpu)
{
	struct witness *w = ctx;

	require(cpu->offset <= w->size);
	return count_record(w);
}

static inline int see_distance(void *ctx, const struct bm_fw_distance *distance)
{
	struct witness *w = ctx;

	require(distance->offset <= w->size);
	return count_record(w);
}

static inline void see_diag(void *ctx, const struct bm_diag *diag)
{
	struct witness *w = ctx;

	require(diag->what != NULL && strcmp(bm_diag_name(diag->code), "unknown") != 0);
	require(diag->offset <= w->size && diag->len <= w->size - diag->offset);
	w->nr_diags++;
}

static inline struct bm_fw_sink witness_sink(struct witness *w, const uint8_t *bytes, size_t size)
{
	struct bm_fw_sink sink = { w, see_range, see_request, see_cpu, see_distance, see_diag };
	struct witness fresh = { bytes, size, 0, 0, 0 };

	*w = fresh;
	return sink;
}

/** require_reason() - a refusal was explained. */
static inline void require_reason(const struct witness *w, int err)
{
	require(err == 0 || w->nr_diags > 0);
}

#endif
