// SPDX-License-Identifier: MIT
/*
 * map.c - a list of firmware ranges in storage of the caller: collect, cut, retype, round.
 *
 * The list is claims, in any order, possibly overlapping. Operations count the slots they need
 * before they touch anything, so a map that is full is a map unchanged; normalise.c turns claims
 * into a map where every byte is said once.
 *
 * Cost: O(entries) per operation.
 * Linux: e820__range_add(), _update(), _remove() on a table of fixed size.
 */
#include <bootmem/fw_map.h>

#include "base/range.h"
#include "fw_int.h"

struct bm_fw_map bm_fw_map(struct bm_fw_range *ranges, size_t max)
{
	struct bm_fw_map map = { ranges, 0, max, 0, NULL };

	return map;
}

int bm_fw_map_add(struct bm_fw_map *map, const struct bm_fw_range *range)
{
	map->needed++;
	if (map->cnt == map->max)
		return -BM_ENOSPC;
	map->ranges[map->cnt++] = *range;
	return 0;
}

bool bm_fw_map_is_full(const struct bm_fw_map *map)
{
	return map->needed > map->max;
}

static int take_range(void *ctx, const struct bm_fw_range *range)
{
	struct bm_fw_map *map = ctx;

	if (bm_fw_map_add(map, range))
		bm_fw_tell_(map->diag_to, BM_DIAG_FULL, range->offset, range->len,
			 "no room for this range");
	return 0;
}

static void pass_diag(void *ctx, const struct bm_diag *diag)
{
	const struct bm_fw_map *map = ctx;

	if (map->diag_to && map->diag_to->diag)
		map->diag_to->diag(map->diag_to->ctx, diag);
}

struct bm_fw_sink bm_fw_map_sink(struct bm_fw_map *map)
{
	struct bm_fw_sink sink = { 0 };

	sink.ctx = map;
	sink.range = take_range;
	sink.diag = pass_diag;
	return sink;
}

struct bm_fw_range bm_fw_claim(struct bm_range range, uint32_t kind)
{
	struct bm_fw_range claim = bm_fw_range_(kind, 0, 0);

	claim.start = range.start;
	claim.end = range.end;
	return claim;
}

static struct bm_range span_of(const struct bm_fw_range *range)
{
	struct bm_range span = { range->start, range->end };

	return span;
}

static bool is_hit(const struct bm_fw_range *claim, struct bm_range range, uint32_t from)
{
	bool is_kind = from == BM_FW_NONE ? claim->kind != BM_FW_NONE : claim->kind == from;

	return is_kind && !bm_range_is_empty(range) && bm_range_overlaps(span_of(claim), range);
}

static size_t count_cuts(const struct bm_fw_map *map, struct bm_range range, uint32_t from)
{
	size_t nr = 0;
	size_t i;

	for (i = 0; i < map->cnt; i++) {
		const struct bm_fw_range *claim = &map->ranges[i];

		if (is_hit(claim, range, from))
			nr += (claim->start < range.start ? 1u : 0u) +
			      (range.end < claim->end ? 1u : 0u);
	}
	return nr;
}

/* Cut what sticks out of @range off @claim; the pieces go to the end of the list. */
static void isolate(struct bm_fw_map *map, struct bm_fw_range *claim, struct bm_range range)
{
	struct bm_fw_range piece = *claim;

	if (claim->start < range.start) {
		piece.end = range.start;
		map->ranges[map->cnt++] = piece;
		claim->start = range.start;
	}
	if (range.end < claim->end) {
		piece.start = range.end;
		piece.end = claim->end;
		map->ranges[map->cnt++] = piece;
		claim->end = range.end;
	}
}

static void drop_kindless(struct bm_fw_map *map)
{
	size_t kept = 0;
	size_t i;

	for (i = 0; i < map->cnt; i++)
		if (map->ranges[i].kind != BM_FW_NONE)
			map->ranges[kept++] = map->ranges[i];
	map->cnt = kept;
}

int bm_fw_map_retype(struct bm_fw_map *map, struct bm_range range, uint32_t from, uint32_t to)
{
	size_t nr_cuts = count_cuts(map, range, from);
	size_t cnt = map->cnt;
	size_t i;

	if (nr_cuts > map->max - map->cnt) {
		map->needed = map->cnt + nr_cuts;
		return -BM_ENOSPC;
	}
	for (i = 0; i < cnt; i++) {
		struct bm_fw_range *claim = &map->ranges[i];

		if (!is_hit(claim, range, from))
			continue;
		isolate(map, claim, range);
		claim->kind = to;
	}
	drop_kindless(map);
	return 0;
}

void bm_fw_map_round(struct bm_fw_map *map, phys_addr_t align, const struct bm_fw_sink *sink)
{
	size_t i;

	for (i = 0; i < map->cnt; i++) {
		struct bm_fw_range *claim = &map->ranges[i];
		struct bm_range before = span_of(claim);
		struct bm_range after;

		if (claim->kind == BM_FW_USABLE) {
			after = bm_range_shrink_to(before, align);
		} else {
			after.start = bm_align_down(before.start, align);
			after.end = bm_align_up(before.end, align);
		}
		if (after.start == before.start && after.end == before.end)
			continue;
		claim->start = after.start;
		claim->end = after.end;
		if (bm_range_is_empty(after))
			claim->kind = BM_FW_NONE;
		bm_fw_tell_value_(sink, claim->kind ? BM_DIAG_ROUNDED : BM_DIAG_LOST, claim,
			       before.start, "range is not made of whole pages");
	}
	drop_kindless(map);
}

phys_addr_t bm_fw_map_size(const struct bm_fw_map *map, uint32_t kind)
{
	phys_addr_t size = 0;
	size_t i;

	for (i = 0; i < map->cnt; i++)
		if (map->ranges[i].kind == kind)
			size += bm_range_size(span_of(&map->ranges[i]));
	return size;
}

phys_addr_t bm_fw_map_end(const struct bm_fw_map *map, uint32_t kind)
{
	phys_addr_t end = 0;
	size_t i;

	for (i = 0; i < map->cnt; i++)
		if (map->ranges[i].kind == kind)
			end = bm_max_addr(end, map->ranges[i].end);
	return end;
}
