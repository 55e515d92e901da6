// SPDX-License-Identifier: MIT
/*
 * ledger_map.c - from the firmware's map to what is memory: the first part of a ledger.
 *
 * The recipe is run a step at a time. What is memory is looked at after each; what a step has
 * taken from it or put to it is a line. So no step can lose a byte unseen, whatever it does.
 */
#include <stdio.h>

#include <bootmem/fw_map.h>

#include "cli/base/span.h"
#include "cli/ledger/ledger.h"

/* --- what is memory now --------------------------------------------------------------------- */

static bool add_usable(const struct bm_fw_map *map, struct extents *set)
{
	bool ok = true;
	size_t i;

	for (i = 0; i < map->cnt && ok; i++) {
		const struct bm_fw_range *range = &map->ranges[i];
		struct bm_range bytes = { range->start, range->end };

		if (range->kind == BM_FW_USABLE || range->kind == BM_FW_KERN)
			ok = extents_add(set, bytes);
	}
	return ok;
}

/* On a PC the e820 map is edited for a while before it becomes memory. */
static bool look(const struct machine_boot *run, bool has_memory, struct extents *set)
{
	if (run->boot.profile->has_e820 && !has_memory)
		return add_usable(&run->boot.e820.map, set);
	return extents_of_regions(set, &run->mb.memory);
}

/* --- beside memory -------------------------------------------------------------------------- */

static bool add_aside(struct ledger_map *map, const struct bm_fw_map *claims, uint32_t kind)
{
	struct ledger_line line = {
		.kind = LEDGER_ASIDE,
		.key = "map.other",
		.what = bm_fw_kind_name(kind),
		.basis = LEDGER_MAP,
	};
	struct extents set = { 0 };
	bool ok = true;
	size_t i;

	for (i = 0; i < claims->cnt && ok; i++) {
		const struct bm_fw_range *range = &claims->ranges[i];
		struct bm_range bytes = { range->start, range->end };

		if (range->kind == kind)
			ok = extents_add(&set, bytes);
	}
	ok = ok && ledger_add_set(map->ledger, line, &set, map->window);
	extents_release(&set);
	return ok;
}

static bool is_first_of_kind(const struct bm_fw_map *claims, size_t idx)
{
	size_t i;

	for (i = 0; i < idx; i++)
		if (claims->ranges[i].kind == claims->ranges[idx].kind)
			return false;
	return true;
}

static bool add_asides(struct ledger_map *map, const struct bm_fw_map *claims)
{
	bool ok = true;
	size_t i;

	for (i = 0; i < claims->cnt && ok; i++) {
		uint32_t kind = claims->ranges[i].kind;

		if (kind != BM_FW_USABLE && kind != BM_FW_KERN && is_first_of_kind(claims, i))
			ok = add_aside(map, claims, kind);
	}
	return ok;
}

/* --- steps ---------------------------------------------------------------------------------- */

/** What a step may do to memory, in words. */
struct reason {
	enum bm_step step;
	enum ledger_kind kind;
	enum ledger_basis basis;
	const char *key;
	const char *what;
};

static const struct reason reasons[] = {
	{ BM_STEP_EDIT_MAP, LEDGER_TAKE, LEDGER_CMDLINE, "cut", "cut off by mem= or memmap=" },
	{ BM_STEP_EDIT_MAP, LEDGER_GIVE, LEDGER_CMDLINE, "added", "added by memmap=" },
	{ BM_STEP_MERGE_EFI, LEDGER_TAKE, LEDGER_MAP, "purpose",
	  "set aside for a purpose, by EFI" },
	{ BM_STEP_MERGE_EFI, LEDGER_GIVE, LEDGER_MAP, "efi", "only in the EFI map" },
	{ BM_STEP_FIX_MAP, LEDGER_TAKE, LEDGER_MODEL, "legacy",
	  "first page, and 640 KiB to 1 MiB" },
	{ BM_STEP_FIX_MAP, LEDGER_GIVE, LEDGER_MODEL, "image",
	  "kernel image, where the map has no memory" },
	{ BM_STEP_ADD_E820, LEDGER_TAKE, LEDGER_MODEL, "pieces", "pieces of less than a page" },
	{ BM_STEP_CAP, LEDGER_TAKE, LEDGER_MAP, "capped", "outside linux,usable-memory-range" },
	{ BM_STEP_CAP, LEDGER_GIVE, LEDGER_MAP, "uncapped", "added by linux,usable-memory-range" },
	{ BM_STEP_LIMIT, LEDGER_TAKE, LEDGER_CMDLINE, "cut", "cut off by mem=" },
	{ BM_STEP_LIMIT, LEDGER_GIVE, LEDGER_MODEL, "image", "kernel and initial ram disk, kept" },
	{ BM_STEP_END, LEDGER_TAKE, LEDGER_MODEL, "lost", "no memory after all" },
	{ BM_STEP_END, LEDGER_GIVE, LEDGER_MODEL, "found", "memory after all" },
};

static struct reason reason_of(const struct machine_boot *run, enum bm_step step,
			       enum ledger_kind kind)
{
	static const struct reason beyond = { BM_STEP_LIMIT, LEDGER_TAKE, LEDGER_MODEL, "beyond",
					      "beyond what the kernel can map" };
	size_t i = 0;

	if (step == BM_STEP_LIMIT && kind == LEDGER_TAKE &&
	    (run->boot.params.given & BM_GIVEN_MEM) == 0)
		return beyond;
	while (reasons[i].step != BM_STEP_END &&
	       (reasons[i].step != step || reasons[i].kind != kind))
		i++;
	if (reasons[i].step == BM_STEP_END && kind == LEDGER_GIVE)
		i++;
	return reasons[i];
}

static bool add_change(struct ledger_map *map, const struct machine_boot *run, enum bm_step step,
		       struct extents *next)
{
	static const enum ledger_kind kinds[] = { LEDGER_TAKE, LEDGER_GIVE };
	struct extents change = { 0 };
	bool ok = true;
	size_t i;

	for (i = 0; i < 2 && ok; i++) {
		struct reason reason = reason_of(run, step, kinds[i]);
		struct ledger_line line = {
			.kind = reason.kind,
			.key = reason.key,
			.what = reason.what,
			.basis = reason.basis,
		};

		if (kinds[i] == LEDGER_TAKE)
			ok = extents_minus(&map->now, next, &change);
		else
			ok = extents_minus(next, &map->now, &change);
		ok = ok && ledger_add_set(map->ledger, line, &change, map->window);
	}
	extents_release(&change);
	return ok;
}

static bool add_first(struct ledger_map *map, const struct machine_boot *run, struct extents *set)
{
	struct ledger_line line = {
		.kind = LEDGER_TOTAL,
		.key = "usable",
		.what = "usable, says the firmware",
		.basis = LEDGER_MAP,
	};
	bool ok;

	if (run->told) {
		line.what = run->told_by_iomem ? "memory, says /proc/iomem"
					       : "memory of all nodes, says the log";
		line.basis = LEDGER_MEASURED;
	}
	map->ledger->nr = 0;
	ok = !run->boot.profile->has_e820 || add_asides(map, &run->boot.e820.map);
	ok = ok && ledger_add_set(map->ledger, line, set, map->window);
	if (ok)
		map->ledger->usable = map->ledger->lines[map->ledger->nr - 1].bytes;
	return ok;
}

/* Until all firmware has been heard there is nothing to compare with. */
static bool is_still_told(enum bm_step step)
{
	return step == BM_STEP_FIRMWARE_MAP || step == BM_STEP_ADD_TREE ||
	       step == BM_STEP_ADD_PLAIN;
}

static void take_step(void *ctx, const struct machine_boot *run, enum bm_step step)
{
	struct ledger_map *map = ctx;
	bool has_memory = run->mb.memory.cnt > 0;
	bool begins = is_still_told(step) || (step == BM_STEP_ADD_EFI && run->boot.efi.cnt > 0);
	struct extents next = { 0 };
	bool ok = look(run, has_memory, &next);

	/* The image is added to an empty map only for a moment; params touch nothing. */
	if (ok && next.nr > 0) {
		ok = begins ? add_first(map, run, &next) : add_change(map, run, step, &next);
		extents_release(&map->now);
		map->now = next;
	} else {
		extents_release(&next);
	}
	map->failed = map->failed || !ok;
}

int ledger_map_make(struct ledger_map *map, const struct machine *machine, char *why)
{
	struct machine_watch watch = { NULL, map, take_step };
	char reason[300];

	if (machine_boot_watched(machine, &watch, &map->run, reason, sizeof(reason)) != 0) {
		snprintf(why, 300, "%s", reason);
		return -1;
	}
	if (!map->failed)
		return 0;
	snprintf(why, 300, "out of memory");
	return -1;
}

void ledger_map_release(struct ledger_map *map)
{
	machine_boot_free(map->run);
	extents_release(&map->now);
	map->run = NULL;
}
