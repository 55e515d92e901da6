// SPDX-License-Identifier: MIT
/*
 * check_map.c - a memory map by itself: order, overlaps, odd kinds, and whether there is RAM.
 *
 * Entries are looked at in address order. Of what was seen the entry that reaches furthest is the
 * only one that the next can overlap first, so one pass finds a partner for every entry that has
 * one.
 *
 * Cost: O(n log n).
 */
#include <inttypes.h>
#include <stdlib.h>

#include <bootmem/fw_efi.h>

#include "cli/base/span.h"
#include "cli/check/lint.h"

#define PAGE ((phys_addr_t)4096)

/* --- overlaps ------------------------------------------------------------------------------ */

static int by_start(const void *a, const void *b)
{
	const struct bm_fw_range *const *left = a;
	const struct bm_fw_range *const *right = b;

	if ((*left)->start != (*right)->start)
		return (*left)->start < (*right)->start ? -1 : 1;
	return (*left)->offset < (*right)->offset ? -1 : (*left)->offset > (*right)->offset;
}

static void tell_overlap(struct claims *claims, const struct bm_fw_range *before,
			 const struct bm_fw_range *range)
{
	phys_addr_t end = before->end < range->end ? before->end : range->end;
	bool is_same = before->kind == range->kind;
	struct finding *found;

	if (is_same)
		found = finding_add(claims->findings, 103, claims_place(claims, range),
				    "%s %s is listed again by %s",
				    in_bytes(end - range->start).text, bm_fw_kind_name(range->kind),
				    in_hex(range->start, range->end).text);
	else
		found = finding_add(
			claims->findings, 102, claims_place(claims, range),
			"%s (%s) overlaps %s (%s) by %s", in_hex(range->start, range->end).text,
			bm_fw_kind_name(range->kind), in_hex(before->start, before->end).text,
			bm_fw_kind_name(before->kind), in_bytes(end - range->start).text);
	finding_point(found, claims_place(claims, before), "the entry it overlaps");
}

static void check_overlaps(struct claims *claims)
{
	const struct bm_fw_range **sorted = calloc(claims->nr_ranges + 1, sizeof(void *));
	const struct bm_fw_range *furthest = NULL;
	size_t i, nr = 0;

	for (i = 0; sorted && i < claims->nr_ranges; i++)
		if (claims->ranges[i].kind != BM_FW_NONE)
			sorted[nr++] = &claims->ranges[i];
	if (nr > 0)
		qsort(sorted, nr, sizeof(*sorted), by_start);
	for (i = 0; i < nr; i++) {
		if (furthest && furthest->domain == sorted[i]->domain &&
		    sorted[i]->start < furthest->end)
			tell_overlap(claims, furthest, sorted[i]);
		if (!furthest || sorted[i]->end > furthest->end)
			furthest = sorted[i];
	}
	free(sorted);
}

/* --- one entry ----------------------------------------------------------------------------- */

/* EFI loaders list devices behind memory in their page, and who reads it knows. */
static void check_order(struct claims *claims)
{
	const struct bm_fw_range *first = NULL, *before = NULL;
	size_t i, nr = 0;

	for (i = 0; i < claims->nr_ranges && claims->doc->kind != DOC_BOOT_PARAMS; i++) {
		const struct bm_fw_range *range = &claims->ranges[i];

		if (range->kind == BM_FW_NONE)
			continue;
		if (before && range->start < before->start)
			first = nr++ == 0 ? range : first;
		before = range;
	}
	if (first)
		finding_add(claims->findings, 104, claims_place(claims, first),
			    "entry starts below the one before it%s",
			    nr > 1 ? ", and so do others after it" : "");
}

static bool is_cut(phys_addr_t addr)
{
	return addr > MIB && addr % PAGE != 0 && addr != PHYS_ADDR_MAX;
}

static void check_entries(struct claims *claims)
{
	size_t i;

	for (i = 0; i < claims->nr_ranges; i++) {
		const struct bm_fw_range *range = &claims->ranges[i];
		bool is_known = bm_fw_kind_name(range->kind)[0] != 'u' ||
				range->kind == BM_FW_USABLE || range->kind == BM_FW_UNUSABLE ||
				range->kind == BM_FW_UNACCEPTED;

		if (range->kind == BM_FW_USABLE && (is_cut(range->start) || is_cut(range->end)))
			finding_add(claims->findings, 105, claims_place(claims, range),
				    "usable %s does not begin and end with a page",
				    in_hex(range->start, range->end).text);
		if (!is_known)
			finding_add(claims->findings, 106, claims_place(claims, range),
				    "type %" PRIu32 " has no meaning; nobody will use these %s",
				    range->type, in_bytes(range->end - range->start).text);
	}
}

/* --- as a whole ---------------------------------------------------------------------------- */

static void check_legacy(struct claims *claims)
{
	struct bm_range window = { 0xa0000, 0x100000 };
	size_t i;

	for (i = 0; i < claims->nr_ranges; i++) {
		const struct bm_fw_range *range = &claims->ranges[i];

		if (range->kind == BM_FW_USABLE && range->start < window.end &&
		    range->end > window.start) {
			finding_add(claims->findings, 107, claims_place(claims, range),
				    "usable %s includes the legacy window 0xa0000-0xfffff",
				    in_hex(range->start, range->end).text);
			return;
		}
	}
}

static void check_amount(struct claims *claims)
{
	phys_addr_t bytes = 0, pages = 0;
	size_t i;

	for (i = 0; i < claims->map.cnt; i++) {
		const struct bm_fw_range *range = &claims->map.ranges[i];
		phys_addr_t first = (range->start + PAGE - 1) / PAGE;

		if (range->kind != BM_FW_USABLE)
			continue;
		bytes += range->end - range->start;
		pages += range->end / PAGE > first ? range->end / PAGE - first : 0;
	}
	if (bytes == 0)
		finding_add(claims->findings, 108, place_of_doc(claims->doc),
			    "the %s has no usable memory", claims_name(claims));
	else if (pages == 0)
		finding_add(claims->findings, 108, place_of_doc(claims->doc),
			    "the %s has %s of usable memory, not one whole page",
			    claims_name(claims), in_bytes(bytes).text);
}

static void check_reclaimable(struct claims *claims)
{
	size_t i;

	for (i = 0; i < claims->nr_ranges; i++) {
		const struct bm_fw_range *range = &claims->ranges[i];

		if (range->kind == BM_FW_RECLAIMABLE) {
			finding_add(claims->findings, 140, claims_place(claims, range),
				    "%s of bootloader-reclaimable memory hold what the loader left",
				    in_bytes(bm_fw_map_size(&claims->map, BM_FW_RECLAIMABLE)).text);
			return;
		}
	}
}

void check_map(struct lint *lint, struct claims *claims)
{
	(void)lint;
	check_overlaps(claims);
	if (claims->sort != CLAIM_EFI)
		check_order(claims);
	check_entries(claims);
	if (claims->sort == CLAIM_E820)
		check_legacy(claims);
	check_amount(claims);
	check_reclaimable(claims);
}

/* --- EFI ----------------------------------------------------------------------------------- */

static bool is_for_all(uint32_t type)
{
	return type == BM_EFI_CONVENTIONAL || type == BM_EFI_LOADER_CODE ||
	       type == BM_EFI_LOADER_DATA || type == BM_EFI_BOOT_CODE || type == BM_EFI_BOOT_DATA;
}

static void check_descriptor(struct claims *claims, const struct bm_fw_range *range)
{
	bool is_runtime = range->type == BM_EFI_RUNTIME_CODE || range->type == BM_EFI_RUNTIME_DATA;

	if (is_for_all(range->type) && !(range->attr & BM_EFI_WB))
		finding_add(claims->findings, 160, claims_place(claims, range),
			    "%s memory %s cannot be cached write-back; Linux will not use it",
			    bm_efi_type_name(range->type), in_hex(range->start, range->end).text);
	if (is_runtime && !(range->attr & BM_EFI_RUNTIME))
		finding_add(claims->findings, 161, claims_place(claims, range),
			    "%s %s lacks the RUNTIME attribute", bm_efi_type_name(range->type),
			    in_hex(range->start, range->end).text);
	if (range->attr & BM_EFI_SP && is_for_all(range->type))
		finding_add(claims->findings, 162, claims_place(claims, range),
			    "%s at %s are for drivers, not for the page allocator",
			    in_bytes(range->end - range->start).text,
			    in_hex(range->start, range->end).text);
}

void check_efi(struct lint *lint, struct claims *claims)
{
	size_t i;

	(void)lint;
	for (i = 0; i < claims->nr_ranges; i++)
		check_descriptor(claims, &claims->ranges[i]);
}
