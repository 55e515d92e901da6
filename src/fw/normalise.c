// SPDX-License-Identifier: MIT
/*
 * normalise.c - from claims in any order to a map on which every byte is said once.
 *
 * A sweep over all points where a claim starts or ends, in address order. A heap holds the claims
 * that are open, the strictest on top; those that have ended leave when they reach the top. What
 * is on top between two points is the answer there.
 *
 * Claims stay where they are, only their indices are sorted; the result is written behind them
 * and moved to the front last. So running out of room on the way changes nothing.
 *
 * Cost: O(n log n) in time, for the heap; three indices per claim in space.
 * Linux: e820__update_table(), which takes O(n^2) and 128 entries at first.
 */
#include <bootmem/fw_map.h>

#include "base/bits.h"
#include "fw_int.h"

struct sweep {
	const struct bm_fw_range *claims;
	uint32_t cnt;
	const uint32_t *by_start;
	const uint32_t *by_end;
	uint32_t next_start;
	uint32_t next_end;
	uint32_t *heap;
	uint32_t nr_open;
	struct bm_fw_range *out;
	size_t room;   /* what does not fit is counted only */
	size_t nr_out;
	struct bm_fw_range current;
	const struct bm_fw_sink *sink;
};

/* --- sorting indices ------------------------------------------------------------------- */

#define DIGIT_BITS 6u
#define NR_DIGITS (1u << DIGIT_BITS)

struct sorter {
	const struct bm_fw_range *claims;
	size_t cnt;
	bool by_end;
};

static phys_addr_t key_of(const struct sorter *sorter, size_t idx)
{
	const struct bm_fw_range *claim = &sorter->claims[idx];

	return sorter->by_end ? claim->end : claim->start;
}

static unsigned int digit_of(const struct sorter *sorter, size_t idx, unsigned int shift)
{
	return (unsigned int)bm_shr(key_of(sorter, idx), shift) & (NR_DIGITS - 1);
}

/* Where each digit begins in a list sorted by it; false if all have the same. */
static bool count_digits(const struct sorter *sorter, unsigned int shift, uint32_t *starts)
{
	uint32_t before = 0;
	unsigned int digit;
	size_t i;

	for (digit = 0; digit < NR_DIGITS; digit++)
		starts[digit] = 0;
	for (i = 0; i < sorter->cnt; i++)
		starts[digit_of(sorter, i, shift)]++;
	if (starts[digit_of(sorter, 0, shift)] == sorter->cnt)
		return false;
	for (digit = 0; digit < NR_DIGITS; digit++) {
		uint32_t nr = starts[digit];

		starts[digit] = before;
		before += nr;
	}
	return true;
}

static bool is_sorted(const struct sorter *sorter)
{
	size_t i;

	for (i = 1; i < sorter->cnt; i++)
		if (key_of(sorter, i) < key_of(sorter, i - 1))
			return false;
	return true;
}

/*
 * All indices by key, into @idx; @spare is as large. One digit after the other from the lowest: a
 * comparison would look at records far away each time. What is equal stays in order.
 */
static void sort(const struct sorter *sorter, uint32_t *idx, uint32_t *spare)
{
	uint32_t starts[NR_DIGITS];
	uint32_t *from = idx;
	uint32_t *to = spare;
	unsigned int shift;
	size_t i;

	for (i = 0; i < sorter->cnt; i++)
		idx[i] = (uint32_t)i;
	if (is_sorted(sorter))
		return;
	for (shift = 0; shift < 8 * sizeof(phys_addr_t); shift += DIGIT_BITS) {
		uint32_t *sorted = to;

		if (!count_digits(sorter, shift, starts))
			continue;
		for (i = 0; i < sorter->cnt; i++)
			to[starts[digit_of(sorter, from[i], shift)]++] = from[i];
		to = from;
		from = sorted;
	}
	for (i = 0; i < sorter->cnt && from != idx; i++)
		idx[i] = from[i];
}

/* --- the heap of open claims --------------------------------------------------------------- */

/* Is claim @a stricter than @b? Of equals the first in the input. */
static bool beats(const struct sweep *sweep, uint32_t a, uint32_t b)
{
	uint32_t kind_a = sweep->claims[a].kind;
	uint32_t kind_b = sweep->claims[b].kind;

	return kind_a != kind_b ? kind_a > kind_b : a < b;
}

static void heap_push(struct sweep *sweep, uint32_t idx)
{
	uint32_t at = sweep->nr_open++;

	while (at && beats(sweep, idx, sweep->heap[(at - 1) / 2])) {
		sweep->heap[at] = sweep->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	sweep->heap[at] = idx;
}

static void heap_pop(struct sweep *sweep)
{
	uint32_t last = sweep->heap[--sweep->nr_open];
	uint32_t at = 0;

	while (2 * at + 1 < sweep->nr_open) {
		uint32_t child = 2 * at + 1;

		if (child + 1 < sweep->nr_open &&
		    beats(sweep, sweep->heap[child + 1], sweep->heap[child]))
			child++;
		if (!beats(sweep, sweep->heap[child], last))
			break;
		sweep->heap[at] = sweep->heap[child];
		at = child;
	}
	sweep->heap[at] = last;
}

/* --- the sweep ----------------------------------------------------------------------------- */

static void tell_overlap(const struct sweep *sweep, uint32_t idx, uint32_t other)
{
	const struct bm_fw_range *claim = &sweep->claims[idx];
	bool is_same = claim->kind == sweep->claims[other].kind;

	if (!sweep->sink || !sweep->sink->diag)
		return;
	sweep->sink->diag(sweep->sink->ctx,
			  &(struct bm_diag){ is_same ? BM_DIAG_TWICE : BM_DIAG_OVERLAP,
					     claim->offset, claim->len, idx,
					     sweep->claims[other].start,
					     is_same ? "claims bytes that are claimed already"
						     : "claims bytes that are claimed otherwise" });
}

/* The next point where something starts or ends. */
static phys_addr_t next_point(const struct sweep *sweep)
{
	phys_addr_t end = sweep->claims[sweep->by_end[sweep->next_end]].end;
	phys_addr_t start;

	if (sweep->next_start == sweep->cnt)
		return end;
	start = sweep->claims[sweep->by_start[sweep->next_start]].start;
	return start < end ? start : end;
}

/* Let go of what ends at @point, take up what starts there. */
static void step_to(struct sweep *sweep, phys_addr_t point)
{
	while (sweep->next_end < sweep->cnt &&
	       sweep->claims[sweep->by_end[sweep->next_end]].end == point)
		sweep->next_end++;
	while (sweep->nr_open && sweep->claims[sweep->heap[0]].end <= point)
		heap_pop(sweep);
	while (sweep->next_start < sweep->cnt &&
	       sweep->claims[sweep->by_start[sweep->next_start]].start == point) {
		uint32_t idx = sweep->by_start[sweep->next_start++];

		if (sweep->claims[idx].end <= point)
			continue;
		if (sweep->nr_open)
			tell_overlap(sweep, idx, sweep->heap[0]);
		heap_push(sweep, idx);
	}
}

static bool is_kept_apart(uint32_t kind)
{
	return kind == BM_FW_PRAM || kind == BM_FW_SOFT_RESERVED;
}

static bool joins(const struct bm_fw_range *a, const struct bm_fw_range *b)
{
	return a->kind == b->kind && a->flags == b->flags && a->domain == b->domain &&
	       !is_kept_apart(a->kind);
}

/* From @point on @winner holds, or nothing if that is NULL. */
static void change(struct sweep *sweep, phys_addr_t point, const struct bm_fw_range *winner)
{
	struct bm_fw_range *current = &sweep->current;

	if (winner && joins(current, winner))
		return;
	if (current->kind != BM_FW_NONE) {
		current->end = point;
		if (sweep->nr_out < sweep->room)
			sweep->out[sweep->nr_out] = *current;
		sweep->nr_out++;
	}
	*current = winner ? *winner : bm_fw_range_(BM_FW_NONE, 0, 0);
	current->start = point;
}

static size_t run(struct sweep *sweep)
{
	sweep->current = bm_fw_range_(BM_FW_NONE, 0, 0);
	while (sweep->next_end < sweep->cnt) {
		phys_addr_t point = next_point(sweep);

		step_to(sweep, point);
		change(sweep, point, sweep->nr_open ? &sweep->claims[sweep->heap[0]] : NULL);
	}
	return sweep->nr_out;
}

static void tell_unsorted(const struct bm_fw_map *map, const struct bm_fw_sink *sink)
{
	size_t i;

	for (i = 1; i < map->cnt; i++)
		if (map->ranges[i].start < map->ranges[i - 1].start)
			bm_fw_tell_value_(sink, BM_DIAG_UNSORTED, &map->ranges[i],
				       map->ranges[i].start, "starts below the entry before it");
}

int bm_fw_map_normalise(struct bm_fw_map *map, uint32_t *scratch, size_t nr_scratch,
			const struct bm_fw_sink *sink)
{
	struct sorter starts = { map->ranges, map->cnt, false };
	struct sorter ends = { map->ranges, map->cnt, true };
	size_t cnt = map->cnt;
	struct sweep sweep = { 0 };
	size_t nr_out;

	if (cnt > UINT32_MAX / 4 || nr_scratch < BM_FW_MAP_SCRATCH(cnt))
		return -BM_EINVAL;
	sort(&starts, scratch, scratch + 2 * cnt);
	sort(&ends, scratch + cnt, scratch + 2 * cnt);
	sweep.claims = map->ranges;
	sweep.cnt = (uint32_t)cnt;
	sweep.by_start = scratch;
	sweep.by_end = scratch + cnt;
	sweep.heap = scratch + 2 * cnt;
	sweep.out = map->ranges + cnt;
	sweep.room = map->max - cnt;
	sweep.sink = sink;
	tell_unsorted(map, sink);
	nr_out = run(&sweep);
	map->needed = cnt + nr_out;
	if (nr_out > sweep.room)
		return -BM_ENOSPC;
	for (map->cnt = 0; map->cnt < nr_out; map->cnt++)
		map->ranges[map->cnt] = map->ranges[cnt + map->cnt];
	map->needed = nr_out;
	return 0;
}
