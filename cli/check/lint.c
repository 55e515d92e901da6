// SPDX-License-Identifier: MIT
/*
 * lint.c - all checks of one machine, in the order in which a person would look: each input by
 * itself, then whether they agree.
 */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/vec.h"
#include "cli/check/lint.h"

/* --- what claims say ----------------------------------------------------------------------- */

const char *claims_name(const struct claims *claims)
{
	static const char *const names[NR_CLAIM_SORTS] = {
		[CLAIM_E820] = "e820 map",    [CLAIM_EFI] = "EFI map",
		[CLAIM_TREE] = "device tree", [CLAIM_SRAT] = "SRAT",
		[CLAIM_SLIT] = "SLIT",	      [CLAIM_IOMEM] = "iomem",
		[CLAIM_PLAIN] = "plain map",  [CLAIM_LOADER] = "loader's map",
		[CLAIM_TABLE] = "ACPI table", [CLAIM_CMDLINE] = "command line",
	};

	return names[claims->sort];
}

bool claims_is_map(const struct claims *claims)
{
	return claims->sort == CLAIM_E820 || claims->sort == CLAIM_PLAIN ||
	       claims->sort == CLAIM_LOADER;
}

struct claims *claims_of(const struct lint *lint, enum claim_sort sort, size_t nth)
{
	size_t i;

	for (i = 0; i < lint->nr_claims; i++)
		if (lint->claims[i].sort == sort && nth-- == 0)
			return &lint->claims[i];
	return NULL;
}

struct claims *claims_ram(const struct lint *lint)
{
	static const enum claim_sort order[] = { CLAIM_E820, CLAIM_PLAIN, CLAIM_LOADER, CLAIM_EFI,
						 CLAIM_TREE };
	size_t i, j;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		for (j = 0; j < lint->nr_claims; j++)
			if (lint->claims[j].sort == order[i] &&
			    bm_fw_map_end(&lint->claims[j].map, BM_FW_USABLE) > 0)
				return &lint->claims[j];
	return NULL;
}

/* The line of a log holds more than the range: time stamps, names. */
static void narrow(struct place *place)
{
	const char *text = place->text ? place->text + place->column - 1 : NULL;
	const char *start, *end;
	size_t len = place->len;

	if (!text)
		return;
	start = memmem(text, len, "[mem ", 5);
	if (!start)
		start = memmem(text, len, "range=[", 7);
	if (!start)
		return;
	end = memchr(start, ']', len - (size_t)(start - text));
	if (!end)
		return;
	place->column += (size_t)(start - text);
	place->len = (size_t)(end - start) + 1;
}

struct place claims_place(const struct claims *claims, const struct bm_fw_range *range)
{
	const void *blob = claims->doc->fdt.blob;
	struct place place;
	size_t node;

	if (claims->doc->kind == DOC_JSON)
		return place_of_doc(claims->doc);
	if (!blob) {
		place = place_in_text(claims->doc, range->offset, range->len);
		narrow(&place);
		return place;
	}
	node = range->offset - (size_t)fdt_off_dt_struct(blob);
	if (range->offset < (size_t)fdt_off_dt_struct(blob))
		return place_of_doc(claims->doc);
	return place_in_tree(claims->doc, (int)node, "reg");
}

static struct bm_range common(const struct bm_fw_range *a, struct bm_range b)
{
	struct bm_range range = { a->start, a->end };

	range.start = range.start > b.start ? range.start : b.start;
	range.end = range.end < b.end ? range.end : b.end;
	return range;
}

phys_addr_t claims_usable(const struct claims *claims, struct bm_range range)
{
	phys_addr_t bytes = 0;
	size_t i;

	for (i = 0; i < claims->map.cnt; i++) {
		struct bm_range both = common(&claims->map.ranges[i], range);

		if (claims->map.ranges[i].kind == BM_FW_USABLE && both.start < both.end)
			bytes += both.end - both.start;
	}
	return bytes;
}

size_t claims_pieces(const struct claims *claims, struct bm_range range)
{
	phys_addr_t end = 0;
	size_t i, nr = 0;

	for (i = 0; i < claims->map.cnt; i++) {
		struct bm_range both = common(&claims->map.ranges[i], range);

		if (claims->map.ranges[i].kind != BM_FW_USABLE || both.start >= both.end)
			continue;
		nr += nr == 0 || both.start != end;
		end = both.end;
	}
	return nr;
}

/* --- normalising --------------------------------------------------------------------------- */

/* A tree keeps what it reserves inside of what it calls memory; both are wanted. */
static bool is_wanted(const struct claims *claims, const struct bm_fw_range *range)
{
	return range->kind != BM_FW_NONE &&
	       (claims->sort != CLAIM_TREE || range->kind == BM_FW_USABLE);
}

static bool make_map(struct claims *claims)
{
	size_t nr = claims->nr_ranges;
	uint32_t *scratch = calloc(BM_FW_MAP_SCRATCH(nr) + 1, sizeof(*scratch));
	struct bm_fw_range *ranges = calloc(3 * nr + 1, sizeof(*ranges));
	bool ok = scratch && ranges;
	size_t i;

	claims->map = bm_fw_map(ranges, 3 * nr + 1);
	for (i = 0; ok && i < nr; i++)
		if (is_wanted(claims, &claims->ranges[i]))
			ok = bm_fw_map_add(&claims->map, &claims->ranges[i]) == 0;
	ok = ok && bm_fw_map_normalise(&claims->map, scratch, BM_FW_MAP_SCRATCH(nr), NULL) == 0;
	free(scratch);
	return ok;
}

/* --- order --------------------------------------------------------------------------------- */

/** struct ranked - a finding, and what it is sorted by. */
struct ranked {
	struct finding finding;
	size_t doc;
	size_t nr;
};

static int compare(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int by_place(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = compare(a->doc, b->doc);

	order = order ? order : compare(a->finding.place.line, b->finding.place.line);
	order = order ? order : compare(a->finding.place.column, b->finding.place.column);
	return order ? order : compare(a->nr, b->nr);
}

static size_t rank_of(const struct lint *lint, const char *file)
{
	size_t i;

	for (i = 0; i < lint->nr_docs; i++)
		if (file && strcmp(lint->docs[i].name, file) == 0)
			break;
	return i;
}

/* As a person reads them: input by input, from top to bottom. */
static void sort_findings(const struct lint *lint, size_t first)
{
	struct findings *list = lint->findings;
	size_t nr = list->nr - first, i;
	struct ranked *ranked = calloc(nr + 1, sizeof(*ranked));

	for (i = 0; ranked && i < nr; i++)
		ranked[i] = (struct ranked){ list->items[first + i],
					     rank_of(lint, list->items[first + i].place.file), i };
	if (ranked && nr > 0)
		qsort(ranked, nr, sizeof(*ranked), by_place);
	for (i = 0; ranked && i < nr; i++)
		list->items[first + i] = ranked[i].finding;
	free(ranked);
}

/* --- running ------------------------------------------------------------------------------- */

bool lint_take(struct lint *lint, const struct doc *doc)
{
	if (!vec_reserve(&lint->docs, &lint->room_docs, lint->nr_docs + 1, sizeof(*doc)))
		return false;
	lint->docs[lint->nr_docs++] = *doc;
	return true;
}

static void check_one(struct lint *lint, struct claims *claims)
{
	switch (claims->sort) {
	case CLAIM_E820:
	case CLAIM_PLAIN:
	case CLAIM_LOADER:
		check_map(lint, claims);
		break;
	case CLAIM_EFI:
		check_map(lint, claims);
		check_efi(lint, claims);
		break;
	case CLAIM_TREE:
		check_tree(lint, claims);
		check_tree_requests(lint, claims);
		check_tree_users(lint, claims);
		break;
	case CLAIM_CMDLINE:
		check_cmdline(lint, claims);
		check_cmdline_map(lint, claims);
		break;
	default:
		break;
	}
	check_nodes(lint, claims);
}

bool lint_read(struct lint *lint)
{
	size_t i;

	if (!claims_gather(lint))
		return false;
	for (i = 0; i < lint->nr_claims; i++)
		if (!make_map(&lint->claims[i]))
			return false;
	return true;
}

bool lint_run(struct lint *lint)
{
	size_t first = lint->findings->nr;
	size_t i;

	if (!lint_read(lint))
		return false;
	for (i = 0; i < lint->nr_claims; i++)
		check_one(lint, &lint->claims[i]);
	check_pairs(lint);
	sort_findings(lint, first);
	return !lint->findings->is_cut;
}

void lint_release(struct lint *lint)
{
	size_t i;

	for (i = 0; i < lint->nr_claims; i++) {
		free(lint->claims[i].ranges);
		free(lint->claims[i].cpus);
		free(lint->claims[i].distances);
		free(lint->claims[i].map.ranges);
	}
	for (i = 0; i < lint->nr_docs; i++)
		doc_release(&lint->docs[i]);
	free(lint->claims);
	free(lint->docs);
	*lint = (struct lint){ .findings = lint->findings };
}
