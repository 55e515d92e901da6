// SPDX-License-Identifier: MIT
/*
 * fuzz_normalise.c - any claims, edited and normalised, against an oracle that asks of each page by
 * itself.
 *
 * Four bytes are an operation on a world of 64 pages: add, retype, round. Doing it twice must
 * change nothing, and with less room the claims must be as they were.
 */
#include <bootmem/fw_map.h>

#include "witness.h"

#define PAGES 64u
#define MAX_CLAIMS 128u

static const uint32_t kinds[] = {
	BM_FW_NONE, BM_FW_USABLE,	 BM_FW_RESERVED, BM_FW_ACPI,
	BM_FW_PRAM, BM_FW_SOFT_RESERVED, BM_FW_NVS,	 BM_FW_UNUSABLE,
};

static struct bm_fw_range ranges[3 * MAX_CLAIMS];
static struct bm_fw_range before[3 * MAX_CLAIMS];
static uint32_t scratch[BM_FW_MAP_SCRATCH(3 * MAX_CLAIMS)];

static uint32_t kind_at(const struct bm_fw_range *claims, size_t cnt, phys_addr_t page)
{
	uint32_t kind = BM_FW_NONE;
	size_t i;

	for (i = 0; i < cnt; i++)
		if (claims[i].start <= page && page < claims[i].end && claims[i].kind > kind)
			kind = claims[i].kind;
	return kind;
}

static void operate(struct bm_fw_map *map, const uint8_t *op)
{
	struct bm_range range = { op[1] % PAGES, op[2] % (PAGES + 1) };
	struct bm_fw_range claim = bm_fw_claim(range, kinds[op[3] % 8]);
	uint32_t at[PAGES];
	phys_addr_t page;

	if (op[0] % 2 == 0 || map->cnt + 2 > MAX_CLAIMS) {
		if (map->cnt < MAX_CLAIMS)
			require(bm_fw_map_add(map, &claim) == 0);
		return;
	}
	for (page = 0; page < PAGES; page++)
		at[page] = kind_at(map->ranges, map->cnt, page);
	if (bm_fw_map_retype(map, range, BM_FW_NONE, claim.kind))
		return;
	for (page = 0; page < PAGES; page++) {
		bool is_hit = range.start <= page && page < range.end && at[page] != BM_FW_NONE;

		require(kind_at(map->ranges, map->cnt, page) == (is_hit ? claim.kind : at[page]));
	}
}

static void check_normal(const struct bm_fw_map *map, const struct bm_fw_range *claims, size_t cnt)
{
	phys_addr_t page;
	size_t i;

	for (page = 0; page < PAGES; page++)
		require(kind_at(map->ranges, map->cnt, page) == kind_at(claims, cnt, page));
	for (i = 0; i < map->cnt; i++) {
		require(map->ranges[i].start < map->ranges[i].end);
		require(i == 0 || map->ranges[i - 1].end <= map->ranges[i].start);
	}
}

static int normalise(struct bm_fw_map *map)
{
	return bm_fw_map_normalise(map, scratch, sizeof(scratch) / sizeof(scratch[0]), NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_fw_map map = bm_fw_map(ranges, MAX_CLAIMS);
	size_t cnt;
	size_t i;

	for (i = 0; i + 4 <= size; i += 4)
		operate(&map, data + i);
	cnt = map.cnt;
	memcpy(before, ranges, cnt * sizeof(ranges[0]));
	map.max = cnt;
	if (normalise(&map)) {
		require(memcmp(before, ranges, cnt * sizeof(ranges[0])) == 0);
		require(map.needed <= 3 * cnt);
		map.max = map.needed;
		require(normalise(&map) == 0);
	}
	check_normal(&map, before, cnt);
	cnt = map.cnt;
	memcpy(before, ranges, cnt * sizeof(ranges[0]));
	map.max = 3 * MAX_CLAIMS;
	require(normalise(&map) == 0);
	require(map.cnt == cnt && memcmp(before, ranges, cnt * sizeof(ranges[0])) == 0);
	return 0;
}
