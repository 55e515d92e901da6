// SPDX-License-Identifier: MIT
/*
 * normalise.c - from claims in any order to a map on which every byte is said once.
 *
 * A sweep over all points where a claim starts or ends, in address order. Claims are ranked
 * beforehand, the strictest first, and the ranks of those that are open are kept in a set; its
 * least member is the answer up to the next point.
 *
 * Claims stay where they are, only their indices are sorted; the result is written behind them
 * and moved to the front last. So running out of room on the way changes nothing.
 *
 * Cost: O(n) in time but for the digits of a sort and the levels of a set, both of which grow with
 * the logarithm; four indices and a bit or two per claim in space.
 * Linux: e820__update_table(), which takes O(n^2) and 128 entries at first.
 */
#include <bootmem/fw_map.h>

#include "base/bits.h"
#include "fw_int.h"

/* --- sorting indices ------------------------------------------------------------------- */

#define DIGIT_BITS 6u
#define NR_DIGITS (1u << DIGIT_BITS)

enum key {
	BY_START,
	BY_END,
	BY_RANK, /* highest kind first */
};

struct sorter {
	const struct bm_fw_range *claims;
	size_t cnt;
	enum key key;
};

static uint64_t key_of(const struct sorter *sorter, size_t idx)
{
	const struct bm_fw_range *claim = &sorter->claims[idx];

	if (sorter->key == BY_RANK)
		return ~claim->kind;
	return sorter->key == BY_END ? claim->end : claim->start;
}

static unsigned int digit_of(const struct sorter *sorter, size_t idx, unsigned int shift)
{
	return (unsigned int)bm_shr(key_of(sorter, idx), shift) & (NR_DIGITS - 1);
}

/* Where each digit begins in a list sorted by it. */
static void count_digits(const struct sorter *sorter, unsigned int shift, uint32_t *starts)
{
	uint32_t before = 0;
	unsigned int digit;
	size_t i;

	for (digit = 0; digit < NR_DIGITS; digit++)
		starts[digit] = 0;
	for (i = 0; i < sorter->cnt; i++)
		starts[digit_of(sorter, i, shift)]++;
	for (digit = 0; digit < NR_DIGITS; digit++) {
		uint32_t nr = starts[digit];

		starts[digit] = before;
		before += nr;
	}
}

/* Bits that are not the same in all keys; none if the keys are in order already. */
static uint64_t bits_to_sort_by(const struct sorter *sorter)
{
	bool is_sorted = true;
	uint64_t bits = 0;
	size_t i;

	for (i = 1; i < sorter->cnt; i++) {
		uint64_t before = key_of(sorter, i - 1);
		uint64_t key = key_of(sorter, i);

		is_sorted = is_sorted && before <= key;
		bits |= before ^ key;
	}
	return is_sorted ? 0 : bits;
}

/*
 * All indices by key, into @idx; @spare is as large. One digit after the other from the lowest: a
 * comparison would look at records far away each time. What is equal stays in order.
 */
static void sort(const struct sorter *sorter, uint32_t *idx, uint32_t *spare)
{
	uint64_t bits = bits_to_sort_by(sorter);
	uint32_t starts[NR_DIGITS];
	uint32_t *from = idx;
	uint32_t *to = spare;
	size_t i;

	for (i = 0; i < sorter->cnt; i++)
		idx[i] = (uint32_t)i;
	while (bits != 0) {
		unsigned int shift = bm_lowest_bit(bits);
		uint32_t *sorted = to;

		count_digits(sorter, shift, starts);
		for (i = 0; i < sorter->cnt; i++)
			to[starts[digit_of(sorter, from[i], shift)]++] = from[i];
		to = from;
		from = sorted;
		bits &= ~bm_shl(NR_DIGITS - 1, shift);
	}
	for (i = 0; i < sorter->cnt && from != idx; i++)
		idx[i] = from[i];
}

/* --- sets of ranks -------------------------------------------------------------------------- */

#define WORD_SHIFT 5u
#define NR_LEVELS 7u

/** struct ranks - a bit per rank, and above each word of bits a bit that says if any is set. */
struct ranks {
	uint32_t *levels[NR_LEVELS];
	unsigned int nr_levels;
};

static struct ranks no_ranks(size_t cnt, uint32_t *storage)
{
	struct ranks ranks = { .nr_levels = 0 };

	do {
		cnt = (cnt >> WORD_SHIFT) + 1;
		ranks.levels[ranks.nr_levels++] = storage;
		storage += cnt;
	} while (cnt > 1);
	while (storage > ranks.levels[0])
		*--storage = 0;
	return ranks;
}

static uint32_t bit_of(uint32_t rank)
{
	return (uint32_t)1 << (rank & 31);
}

static void ranks_add(struct ranks *ranks, uint32_t rank)
{
	bool was_empty = true;
	unsigned int i;

	for (i = 0; i < ranks->nr_levels && was_empty; i++) {
		uint32_t *word = &ranks->levels[i][rank >> WORD_SHIFT];

		was_empty = *word == 0;
		*word |= bit_of(rank);
		rank >>= WORD_SHIFT;
	}
}

static void ranks_remove(struct ranks *ranks, uint32_t rank)
{
	bool is_empty = true;
	unsigned int i;

	for (i = 0; i < ranks->nr_levels && is_empty; i++) {
		uint32_t *word = &ranks->levels[i][rank >> WORD_SHIFT];

		*word &= ~bit_of(rank);
		is_empty = *word == 0;
		rank >>= WORD_SHIFT;
	}
}

/* The least; false if there is none. */
static bool ranks_first(const struct ranks *ranks, uint32_t *out)
{
	unsigned int i = ranks->nr_levels;
	uint32_t at = 0;

	if (ranks->levels[i - 1][0] == 0)
		return false;
	while (i-- > 0)
		at = at << WORD_SHIFT | bm_lowest_bit(ranks->levels[i][at]);
	*out = at;
	return true;
}

/* --- the sweep ----------------------------------------------------------------------------- */

struct sweep {
	const struct bm_fw_range *claims;
	uint32_t cnt;
	const uint32_t *by_start;
	const uint32_t *by_end;
	const uint32_t *by_rank;
	const uint32_t *rank_of;
	uint32_t next_start;
	uint32_t next_end;
	struct ranks open;
	struct bm_fw_range *out;
	size_t room;   /* what does not fit is counted only */
	size_t nr_out;
	struct bm_fw_range current;
	const struct bm_fw_sink *sink;
};

/* The claim that holds now; NULL if none is open. */
static const struct bm_fw_range *winner(const struct sweep *sweep)
{
	uint32_t rank;

	return ranks_first(&sweep->open, &rank) ? &sweep->claims[sweep->by_rank[rank]] : NULL;
}

static void tell_overlap(const struct sweep *sweep, uint32_t idx)
{
	const struct bm_fw_range *claim = &sweep->claims[idx];
	const struct bm_fw_range *other = winner(sweep);
	bool is_same = other && claim->kind == other->kind;

	if (!other || !sweep->sink || !sweep->sink->diag)
		return;
	sweep->sink->diag(sweep->sink->ctx,
			  &(struct bm_diag){ is_same ? BM_DIAG_TWICE : BM_DIAG_OVERLAP,
					     claim->offset, claim->len, idx, other->start,
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
		ranks_remove(&sweep->open, sweep->rank_of[sweep->by_end[sweep->next_end++]]);
	while (sweep->next_start < sweep->cnt &&
	       sweep->claims[sweep->by_start[sweep->next_start]].start == point) {
		uint32_t idx = sweep->by_start[sweep->next_start++];

		if (sweep->claims[idx].end <= point)
			continue;
		tell_overlap(sweep, idx);
		ranks_add(&sweep->open, sweep->rank_of[idx]);
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

/* From @point on @claim holds, or nothing if that is NULL. */
static void change(struct sweep *sweep, phys_addr_t point, const struct bm_fw_range *claim)
{
	struct bm_fw_range *current = &sweep->current;

	if (claim && joins(current, claim))
		return;
	if (current->kind != BM_FW_NONE) {
		current->end = point;
		if (sweep->nr_out < sweep->room)
			sweep->out[sweep->nr_out] = *current;
		sweep->nr_out++;
	}
	*current = claim ? *claim : bm_fw_range_(BM_FW_NONE, 0, 0);
	current->start = point;
}

static size_t run(struct sweep *sweep)
{
	sweep->current = bm_fw_range_(BM_FW_NONE, 0, 0);
	while (sweep->next_end < sweep->cnt) {
		phys_addr_t point = next_point(sweep);

		step_to(sweep, point);
		change(sweep, point, winner(sweep));
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

/* Four lists of indices, then the set. */
static void prepare(struct sweep *sweep, const struct bm_fw_map *map, uint32_t *scratch)
{
	struct sorter sorter = { map->ranges, map->cnt, BY_START };
	uint32_t *by_end = scratch + map->cnt;
	uint32_t *by_rank = by_end + map->cnt;
	uint32_t *rank_of = by_rank + map->cnt; /* until it is known: spare */
	uint32_t rank;

	sort(&sorter, scratch, rank_of);
	sorter.key = BY_END;
	sort(&sorter, by_end, rank_of);
	sorter.key = BY_RANK;
	sort(&sorter, by_rank, rank_of);
	for (rank = 0; rank < map->cnt; rank++)
		rank_of[by_rank[rank]] = rank;
	sweep->claims = map->ranges;
	sweep->cnt = (uint32_t)map->cnt;
	sweep->by_start = scratch;
	sweep->by_end = by_end;
	sweep->by_rank = by_rank;
	sweep->rank_of = rank_of;
	sweep->open = no_ranks(map->cnt, rank_of + map->cnt);
	sweep->out = map->ranges + map->cnt;
	sweep->room = map->max - map->cnt;
}

int bm_fw_map_normalise(struct bm_fw_map *map, uint32_t *scratch, size_t nr_scratch,
			const struct bm_fw_sink *sink)
{
	size_t cnt = map->cnt;
	struct sweep sweep = { .sink = sink };
	size_t nr_out;

	if (cnt > UINT32_MAX / 4 || nr_scratch < BM_FW_MAP_SCRATCH(cnt))
		return -BM_EINVAL;
	prepare(&sweep, map, scratch);
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
