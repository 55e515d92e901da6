// SPDX-License-Identifier: MIT
/*
 * check_pair.c - do two inputs say the same about the same memory?
 *
 * Maps of one rank (e820 as printed, as in sysfs, in the zero page, by hand) must agree on what is
 * usable. What a device tree protects must not be usable in a map that the kernel is handed, and
 * under EFI must have the type that keeps the firmware's own loader away from it.
 */
#include <inttypes.h>

#include <bootmem/fw_efi.h>

#include "cli/check/lint.h"

/* --- the same rank ------------------------------------------------------------------------- */

static struct bm_range cut(const struct bm_fw_range *a, struct bm_range b)
{
	struct bm_range range = { a->start > b.start ? a->start : b.start,
				  a->end < b.end ? a->end : b.end };

	return range;
}

/* The first bytes that @a calls usable and @b does not; total of them in @bytes. */
static struct bm_range only_in(const struct claims *a, const struct claims *b, phys_addr_t *bytes,
			       const struct bm_fw_range **where)
{
	struct bm_range first = { 0, 0 };
	size_t i;

	*bytes = 0;
	for (i = 0; i < a->map.cnt; i++) {
		const struct bm_fw_range *range = &a->map.ranges[i];
		struct bm_range whole = { range->start, range->end };
		phys_addr_t missing;

		if (range->kind != BM_FW_USABLE)
			continue;
		missing = whole.end - whole.start - claims_usable(b, whole);
		if (missing > 0 && *bytes == 0) {
			first = whole;
			*where = range;
		}
		*bytes += missing;
	}
	return first;
}

static void compare_maps(struct lint *lint, struct claims *a, struct claims *b)
{
	const struct bm_fw_range *where = NULL;
	phys_addr_t bytes;
	struct bm_range range = only_in(a, b, &bytes, &where);
	struct finding *found;

	if (bytes == 0)
		return;
	found = finding_add(lint->findings, 110, claims_place(a, where),
			    "%s of %s are usable here and not in %s (%s)", in_bytes(bytes).text,
			    in_hex(range.start, range.end).text, b->doc->name, claims_name(b));
	finding_point(found, place_of_doc(b->doc), "says otherwise");
}

/* --- a tree and a map ---------------------------------------------------------------------- */

static const struct bm_fw_range *usable_over(const struct claims *map, struct bm_range range)
{
	size_t i;

	for (i = 0; i < map->map.cnt; i++) {
		struct bm_range both = cut(&map->map.ranges[i], range);

		if (map->map.ranges[i].kind == BM_FW_USABLE && both.start < both.end)
			return &map->map.ranges[i];
	}
	return NULL;
}

static void check_covered(struct lint *lint, const struct claims *map, const struct claims *tree)
{
	size_t i;

	for (i = 0; i < tree->nr_ranges; i++) {
		const struct bm_fw_range *region = &tree->ranges[i];
		struct bm_range range = { region->start, region->end };
		const struct bm_fw_range *over = usable_over(map, range);
		struct finding *found;

		if (region->kind != BM_FW_RESERVED || !over)
			continue;
		found = finding_add(lint->findings, 101, claims_place(map, over),
				    "usable %s covers %.*s %s, which %s protects",
				    in_hex(over->start, over->end).text,
				    region->name.at ? (int)region->name.len : 12,
				    region->name.at ? region->name.at : "/memreserve/",
				    in_hex(range.start, range.end).text, tree->doc->name);
		finding_point(found, claims_place(tree, region), "protected here");
	}
}

/* --- a tree and EFI ------------------------------------------------------------------------ */

static bool is_covered_by(const struct claims *efi, struct bm_range range, bool boot_data_too)
{
	size_t i;
	phys_addr_t bytes = 0;

	for (i = 0; i < efi->nr_ranges; i++) {
		const struct bm_fw_range *desc = &efi->ranges[i];
		struct bm_range both = cut(desc, range);
		bool fits = desc->type == BM_EFI_RESERVED ||
			    (boot_data_too && desc->type == BM_EFI_BOOT_DATA);

		if (fits && both.start < both.end)
			bytes += both.end - both.start;
	}
	return bytes >= range.end - range.start;
}

static void check_types(struct lint *lint, const struct claims *efi, const struct claims *tree)
{
	size_t i;

	for (i = 0; i < tree->nr_ranges; i++) {
		const struct bm_fw_range *region = &tree->ranges[i];
		struct bm_range range = { region->start, region->end };
		bool is_header = !region->name.at;
		bool is_strict = is_header || region->flags & BM_FW_NOMAP;
		unsigned int rule = is_header ? 153 : is_strict ? 151 : 152;

		if (region->kind != BM_FW_RESERVED || is_covered_by(efi, range, !is_strict))
			continue;
		finding_point(finding_add(lint->findings, rule, claims_place(tree, region),
					  "%s is not %s in the EFI map",
					  in_hex(range.start, range.end).text,
					  is_strict ? "EfiReservedMemoryType"
						    : "EfiBootServicesData or reserved"),
			      place_of_doc(efi->doc), "the EFI map");
	}
}

static void check_two(struct lint *lint, struct claims *a, struct claims *b)
{
	bool are_trees = a->sort == CLAIM_TREE && b->sort == CLAIM_TREE;

	if (are_trees || (claims_is_map(a) && claims_is_map(b))) {
		compare_maps(lint, a, b);
		compare_maps(lint, b, a);
	}
	if (claims_is_map(a) && b->sort == CLAIM_TREE)
		check_covered(lint, a, b);
	if (claims_is_map(b) && a->sort == CLAIM_TREE)
		check_covered(lint, b, a);
	if (a->sort == CLAIM_EFI && b->sort == CLAIM_TREE)
		check_types(lint, a, b);
	if (b->sort == CLAIM_EFI && a->sort == CLAIM_TREE)
		check_types(lint, b, a);
}

void check_pairs(struct lint *lint)
{
	size_t i, j;

	for (i = 0; i < lint->nr_claims; i++)
		for (j = i + 1; j < lint->nr_claims; j++)
			check_two(lint, &lint->claims[i], &lint->claims[j]);
}
