/* SPDX-License-Identifier: MIT */
/*
 * fw_map.h - collect firmware ranges, and make of them a map on which nothing overlaps.
 *
 *	static struct bm_fw_range ranges[384];
 *	static uint32_t scratch[BM_FW_MAP_SCRATCH(128)];
 *	struct bm_fw_map map = bm_fw_map(ranges, 384);
 *	struct bm_fw_sink sink = bm_fw_map_sink(&map);
 *
 *	err = bm_e820_parse(bytes, size, &sink);
 *	err = bm_fw_map_normalise(&map, scratch, BM_FW_MAP_SCRATCH(128), NULL);
 *
 * There is no fixed limit anywhere: the storage is the caller's, and a map that does not fit says
 * by how much.
 *
 * The rule is e820's: where ranges overlap, the numerically highest kind wins; touching ranges that
 * say the same become one. The operations that mem= and memmap= need (add, remove, retype) are
 * here too, so an edited map stays a plain list of claims until it is normalised again.
 *
 * Context: one CPU at a time for each map. Cost: a pass over the ranges; to append one, constant.
 */
#ifndef BOOTMEM_FW_MAP_H
#define BOOTMEM_FW_MAP_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_fw_map - ranges in storage of the caller
 * @ranges: storage
 * @cnt:    ranges in use
 * @max:    room for
 * @needed: what @cnt would have been with enough room; above @max once something was dropped
 * @diag_to: whom bm_fw_map_sink() passes diags on to, or NULL
 */
struct bm_fw_map {
	struct bm_fw_range *ranges;
	size_t cnt;
	size_t max;
	size_t needed;
	const struct bm_fw_sink *diag_to;
};

/** bm_fw_map() - an empty map that has room for @max ranges. */
struct bm_fw_map bm_fw_map(struct bm_fw_range *ranges, size_t max);

/**
 * bm_fw_map_sink() - a sink that adds every range to @map
 *
 * A full map does not stop the parse: it goes on to count, and bm_fw_map_is_full() says so.
 */
struct bm_fw_sink bm_fw_map_sink(struct bm_fw_map *map);

/**
 * bm_fw_map_add() - append a claim
 * @map:   the map
 * @range: copied; may overlap anything
 *
 * Return: 0, or -BM_ENOSPC with nothing but map->needed changed.
 * Linux:  e820__range_add(), which drops what does not fit.
 */
BM_MUST_USE int bm_fw_map_add(struct bm_fw_map *map, const struct bm_fw_range *range);

/** bm_fw_map_is_full() - was anything dropped? Then map->needed says how much room it takes. */
bool bm_fw_map_is_full(const struct bm_fw_map *map);

/** bm_fw_claim() - a range of kind @kind and nothing else said about it. */
struct bm_fw_range bm_fw_claim(struct bm_range range, uint32_t kind);

/**
 * bm_fw_map_retype() - whatever within @range is of kind @from becomes @to
 * @map:   the map
 * @range: bytes
 * @from:  kind, or BM_FW_NONE for any
 * @to:    kind; BM_FW_NONE removes
 *
 * Return: 0, or -BM_ENOSPC with the ranges unchanged: a range cut in three needs two slots.
 * Linux:  e820__range_update(), e820__range_remove(), which lose parts when the table is full.
 */
BM_MUST_USE int bm_fw_map_retype(struct bm_fw_map *map, struct bm_range range, uint32_t from,
				 uint32_t to);

/** BM_FW_MAP_SCRATCH() - entries that bm_fw_map_normalise() needs to work on @cnt ranges. */
#define BM_FW_MAP_SCRATCH(cnt) (4 * (size_t)(cnt) + (size_t)(cnt) / 16 + 8)

/**
 * bm_fw_map_normalise() - sort, let the strictest win, join equal neighbours
 * @map:        the map; needs room for the claims and the result: 3 * cnt - 1 is always enough
 * @scratch:    storage, at least BM_FW_MAP_SCRATCH(map->cnt) entries
 * @nr_scratch: entries of it
 * @sink:       its diag is told of each entry that is out of order or overlaps an earlier one;
 *              or NULL
 *
 * At every byte the highest kind of those claimed is what remains, with flags, domain and name of
 * the first such claim in the input. Touching ranges join when kind, flags and domain agree,
 * except BM_FW_PRAM and BM_FW_SOFT_RESERVED: those are cut wherever any claim starts or ends.
 *
 * Return: 0; -BM_ENOSPC, map->needed saying how much room it takes; -BM_EINVAL if @scratch is too
 *         small. On error the claims are as they were, and what is behind them is lost.
 * Cost:   O(n log n); a hundred thousand claims take some milliseconds.
 * Linux:  e820__update_table(), for any number of entries.
 */
BM_MUST_USE int bm_fw_map_normalise(struct bm_fw_map *map, uint32_t *scratch, size_t nr_scratch,
				    const struct bm_fw_sink *sink);

/**
 * bm_fw_map_round() - to whole pages: usable ranges inward, all others outward
 * @map:   a normalised map; it is not one any more afterwards, as grown ranges may overlap
 * @align: bytes, a power of two
 * @sink:  its diag is told of each entry that changed; or NULL
 *
 * A usable range without a whole page is dropped.
 */
void bm_fw_map_round(struct bm_fw_map *map, phys_addr_t align, const struct bm_fw_sink *sink);

/** bm_fw_map_size() - bytes of kind @kind, each claim counted. */
phys_addr_t bm_fw_map_size(const struct bm_fw_map *map, uint32_t kind);

/** bm_fw_map_end() - the highest end of a range of kind @kind; 0 if there is none. */
phys_addr_t bm_fw_map_end(const struct bm_fw_map *map, uint32_t kind);

#ifdef __cplusplus
}
#endif

#endif
