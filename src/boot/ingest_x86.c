// SPDX-License-Identifier: MIT
/*
 * ingest_x86.c - from the e820 map and mem=, memmap= to memory.
 *
 * The map stays a list of claims while parameters edit it and becomes a map again only at the
 * end: an edit adds a claim, and the strictest claim wins, as in Linux. So `memmap=1G@3G` cannot
 * make RAM of what firmware reserves.
 *
 * The legacy area below 1 MiB is reserved twice, first what the BIOS is known to use, then all of
 * it.
 *
 * Linux: arch/x86/kernel/e820.c and setup.c.
 */
#include <bootmem/ingest.h>

#include "base/pfn.h"
#include "base/range.h"

#define KIB_4 0x1000u
#define KIB_64 0x10000u
#define KIB_128 0x20000u
#define BIOS_START_MAX 0x9f000u
#define KIB_640 0xa0000u
#define MIB_1 0x100000u

static int normalise(struct bm_x86_map *x86, const struct bm_fw_sink *sink)
{
	return bm_fw_map_normalise(&x86->map, x86->scratch, x86->nr_scratch, sink);
}

/* --- mem= and memmap= ---------------------------------------------------------------------- */

static struct bm_range edit_range(const struct bm_map_edit *edit)
{
	struct bm_range beyond = { PHYS_ADDR_MAX, PHYS_ADDR_MAX };

	if (edit->start >= PHYS_ADDR_MAX)
		return beyond;
	if (edit->op == BM_MAP_LIMIT)
		return bm_range_at((phys_addr_t)edit->start, PHYS_ADDR_MAX);
	return bm_range_at((phys_addr_t)edit->start,
			   edit->size > PHYS_ADDR_MAX ? PHYS_ADDR_MAX : (phys_addr_t)edit->size);
}

static int add_claim(struct bm_fw_map *map, struct bm_range range, uint32_t kind)
{
	struct bm_fw_range claim = bm_fw_claim(range, kind);

	return bm_range_is_empty(range) ? 0 : bm_fw_map_add(map, &claim);
}

static int apply(struct bm_fw_map *map, const struct bm_map_edit *edit)
{
	struct bm_range range = edit_range(edit);

	switch (edit->op) {
	case BM_MAP_EXACT:
		map->cnt = 0;
		map->needed = 0;
		return 0;
	case BM_MAP_LIMIT:
		return bm_fw_map_retype(map, range, BM_FW_USABLE, BM_FW_NONE);
	case BM_MAP_ADD:
		return add_claim(map, range, edit->to);
	case BM_MAP_RETYPE:
		return bm_fw_map_retype(map, range, edit->from, edit->to);
	case BM_MAP_REMOVE:
		return bm_fw_map_retype(map, range, edit->from, BM_FW_NONE);
	}
	return 0;
}

/* A claim that passes the top of the address space makes a map that nobody accepts. */
static bool wraps(const struct bm_map_edit *edit)
{
	return edit->op == BM_MAP_ADD && edit->size && edit->size - 1 > UINT64_MAX - edit->start;
}

static void tell_junk(const struct bm_map_edit *edit, struct bm_str cmdline,
		      const struct bm_fw_sink *sink)
{
	struct bm_diag diag = { BM_DIAG_JUNK, (size_t)(edit->place.at - cmdline.at),
				edit->place.len, 0, 0, "something follows the edit" };

	if (edit->has_junk && sink && sink->diag)
		sink->diag(sink->ctx, &diag);
}

int bm_x86_edit(struct bm_x86_map *x86, struct bm_str cmdline, bool *edited,
		const struct bm_fw_sink *sink)
{
	struct bm_map_edit_iter it;
	struct bm_map_edit edit;
	bool is_edited = false;
	bool is_bad = false;
	int err = 0;

	bm_map_edit_first(&it, cmdline);
	while (!err && bm_map_edit_next(&it, &edit)) {
		is_edited = true;
		is_bad = is_bad || wraps(&edit);
		tell_junk(&edit, cmdline, sink);
		err = apply(&x86->map, &edit);
	}
	if (edited)
		*edited = is_edited;
	if (err || !is_edited)
		return err;
	if (is_bad || x86->map.cnt < 2)
		return -BM_EINVAL;
	return normalise(x86, NULL);
}

/* --- what is known better ------------------------------------------------------------------ */

static bool is_all_ram(const struct bm_fw_map *map, struct bm_range range)
{
	size_t i;

	for (i = 0; i < map->cnt && !bm_range_is_empty(range); i++) {
		const struct bm_fw_range *claim = &map->ranges[i];

		if (claim->kind == BM_FW_USABLE && claim->start <= range.start &&
		    range.start < claim->end)
			range.start = claim->end;
	}
	return bm_range_is_empty(range);
}

int bm_x86_fix(struct bm_x86_map *x86, struct bm_range kernel)
{
	struct bm_range first = { 0, KIB_4 };
	struct bm_range legacy = { KIB_640, MIB_1 };
	int err = bm_fw_map_retype(&x86->map, first, BM_FW_USABLE, BM_FW_RESERVED);

	err = err ? err : bm_fw_map_retype(&x86->map, legacy, BM_FW_USABLE, BM_FW_NONE);
	err = err ? err : normalise(x86, NULL);
	if (err || is_all_ram(&x86->map, kernel))
		return err;
	err = bm_fw_map_retype(&x86->map, kernel, BM_FW_NONE, BM_FW_NONE);
	err = err ? err : add_claim(&x86->map, kernel, BM_FW_USABLE);
	return err ? err : normalise(x86, NULL);
}

/* --- into memblock ------------------------------------------------------------------------- */

static int reserve_kern(struct memblock *mb, struct bm_range range)
{
	return mb_reserve_node(mb, range.start, bm_range_size(range), NUMA_NO_NODE,
			       mb->untagged ? MEMBLOCK_NONE : MEMBLOCK_RSRV_KERN);
}

int bm_x86_reserve_early(struct memblock *mb, const struct bm_x86_image *image)
{
	phys_addr_t bios = image->bios_start;
	struct bm_range initrd = { bm_align_down(image->initrd.start, KIB_4),
				   bm_align_up(image->initrd.end, KIB_4) };
	int err = reserve_kern(mb, image->kernel);

	if (bios < KIB_128 || bios > BIOS_START_MAX)
		bios = BIOS_START_MAX;
	err = err ? err : mb_reserve(mb, 0, KIB_64);
	if (!bm_range_is_empty(image->initrd))
		err = err ? err : reserve_kern(mb, initrd);
	return err ? err : mb_reserve(mb, bios, MIB_1 - bios);
}

static int add_range(struct memblock *mb, const struct bm_fw_range *range)
{
	phys_addr_t size = range->end - range->start;

	switch (range->kind) {
	case BM_FW_SOFT_RESERVED:
		return mb_reserve(mb, range->start, size);
	case BM_FW_USABLE:
	case BM_FW_KERN:
		return mb_add(mb, range->start, size);
	default:
		return 0;
	}
}

int bm_x86_add_memory(struct memblock *mb, const struct bm_fw_map *map)
{
	size_t i;
	int err = 0;

	for (i = 0; i < map->cnt && !err; i++)
		err = add_range(mb, &map->ranges[i]);
	if (!err)
		mb_trim(mb, bm_pfn_addr(1, mb->page_shift));
	return err;
}

int bm_x86_reserve_low(struct memblock *mb)
{
	return mb_reserve(mb, 0, MIB_1);
}

pfn_t bm_x86_max_pfn(const struct bm_fw_map *map, bool count_acpi)
{
	phys_addr_t end = bm_fw_map_end(map, BM_FW_USABLE);

	if (count_acpi)
		end = bm_max_addr(end, bm_fw_map_end(map, BM_FW_ACPI));
	return bm_pfn_down(end, 12);
}
