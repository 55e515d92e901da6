// SPDX-License-Identifier: MIT
/*
 * normalise.c - from claims in any order to a map on which every byte is said once.
 *
 * A sweep over all points where a claim starts or ends, in address order. A heap holds the claims
 * that are open, the strictest on top; those that have ended leave when they reach the top. What
 * is on top between two points is the answer there.
 *
 * Claims stay where they are, only their indices are sorted; the result is written behind them
 * and moved to the front last. A first sweep counts, so running out of room changes nothing.
 *
 * Cost: O(n log n) in time, three indices per claim in space.
 * Linux: e820__update_table(), which takes O(n^2) and 128 entries at first.
 */
#include <bootmem/fw_map.h>

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
	struct bm_fw_range *out; /* NULL to count only */
	size_t nr_out;
	struct bm_fw_range current;
	const struct bm_fw_sink *sink;
};

/* --- sorting indices ----------------------------------------------------------------------- */

struct sorter {
	const struct bm_fw_range *claims;
	bool by_end;
};

static phys_addr_t key_of(const struct sorter *sorter, uint32_t idx)
{
	const struct bm_fw_range *claim = &sorter->claims[idx];

	return sorter->by_end ? claim->end : claim->start;
}

/* Merge from[lo, mid) and from[mid, hi) into @to; what was first stays first. */
static void merge(const struct sorter *sorter, const uint32_t *from, uint32_t *to,
		  const size_t bounds[3])
{
	size_t left = bounds[0];
	size_t right = bounds[1];
	size_t i;

	for (i = bounds[0]; i < bounds[2]; i++) {
		bool take_left = right == bounds[2] ||
				 (left < bounds[1] && key_of(sorter, from[left]) <=
							      key_of(sorter, from[right]));

		to[i] = take_left ? from[left++] : from[right++];
	}
}

static bool is_sorted(const struct sorter *sorter, const uint32_t *idx, size_t cnt)
{
	size_t i;

	for (i = 1; i < cnt; i++)
		if (key_of(sorter, idx[i]) < key_of(sorter, idx[i - 1]))
			return false;
	return true;
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Bottom-up merge sort of all indices into @idx; @spare is as large. */
static void sort(const struct sorter *sorter, uint32_t *idx, uint32_t *spare, size_t cnt)
{
	uint32_t *from = idx;
	uint32_t *to = spare;
	size_t width;
	size_t i;

	for (i = 0; i < cnt; i++)
		idx[i] = (uint32_t)i;
	if (is_sorted(sorter, idx, cnt))
		return;
	for (width = 1; width < cnt; width *= 2) {
		uint32_t *swap = from;

		for (i = 0; i < cnt; i += 2 * width) {
			size_t bounds[3] = { i, min_size(i + width, cnt),
					     min_size(i + 2 * width, cnt) };

			merge(sorter, from, to, bounds);
		}
		from = to;
		to = swap;
	}
	for (i = 0; i < cnt && from != idx; i++)
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

	if (!sweep->out || !sweep->sink || !sweep->sink->diag)
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
		if (sweep->out)
			sweep->out[sweep->nr_out] = *current;
		sweep->nr_out++;
	}
	*current = winner ? *winner : bm_fw_range_(BM_FW_NONE, 0, 0);
	current->start = point;
}

static size_t run(struct sweep *sweep, struct bm_fw_range *out)
{
	sweep->next_start = 0;
	sweep->next_end = 0;
	sweep->nr_open = 0;
	sweep->out = out;
	sweep->nr_out = 0;
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
	struct sorter starts = { map->ranges, false };
	struct sorter ends = { map->ranges, true };
	size_t cnt = map->cnt;
	struct sweep sweep = { 0 };
	size_t nr_out;

	if (cnt > UINT32_MAX / 4 || nr_scratch < BM_FW_MAP_SCRATCH(cnt))
		return -BM_EINVAL;
	sort(&starts, scratch, scratch + 2 * cnt, cnt);
	sort(&ends, scratch + cnt, scratch + 2 * cnt, cnt);
	sweep.claims = map->ranges;
	sweep.cnt = (uint32_t)cnt;
	sweep.by_start = scratch;
	sweep.by_end = scratch + cnt;
	sweep.heap = scratch + 2 * cnt;
	sweep.sink = sink;
	nr_out = run(&sweep, NULL);
	map->needed = cnt + nr_out;
	if (nr_out > map->max - cnt)
		return -BM_ENOSPC;
	tell_unsorted(map, sink);
	run(&sweep, map->ranges + cnt);
	for (map->cnt = 0; map->cnt < nr_out; map->cnt++)
		map->ranges[map->cnt] = map->ranges[cnt + map->cnt];
	map->needed = nr_out;
	return 0;
}
