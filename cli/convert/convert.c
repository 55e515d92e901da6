// SPDX-License-Identifier: MIT
/*
 * convert.c - from claims to one map: everything said once, with its node.
 *
 * A device tree keeps reservations inside of memory; laid over each other the stricter wins, as
 * everywhere. An SRAT gives the ranges of another map their nodes.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/fw_fdt.h>

#include "cli/base/span.h"
#include "cli/convert/convert.h"

/** Flags that formats can hold. */
#define ATTRIBUTES (BM_FW_HOTPLUG | BM_FW_MIRROR | BM_FW_NOMAP | BM_FW_REUSABLE)

/* --- nodes ------------------------------------------------------------------------------------ */

/* The block of an SRAT that covers @at or comes next. */
static const struct bm_fw_range *next_block(const struct claims *nodes, phys_addr_t at)
{
	const struct bm_fw_range *best = NULL;
	size_t i;

	for (i = 0; i < nodes->nr_ranges; i++) {
		const struct bm_fw_range *block = &nodes->ranges[i];

		if (block->kind == BM_FW_USABLE && block->end > at &&
		    (!best || block->start < best->start))
			best = block;
	}
	return best;
}

/* A usable range in pieces, each with the node and attributes of its block. */
static bool put_on_nodes(struct bm_fw_map *map, struct bm_fw_range range,
			 const struct claims *nodes)
{
	phys_addr_t end = range.end;

	while (range.start < end) {
		const struct bm_fw_range *block = nodes ? next_block(nodes, range.start) : NULL;
		struct bm_fw_range piece = range;

		piece.end = end;
		if (block && block->start <= range.start) {
			piece.end = lower(end, block->end);
			piece.domain = block->domain;
			piece.flags |= block->flags & (BM_FW_HOTPLUG | BM_FW_NONVOLATILE);
		} else if (block) {
			piece.end = lower(end, block->start);
		}
		if (bm_fw_map_add(map, &piece) != 0)
			return false;
		range.start = piece.end;
	}
	return true;
}

/* --- the map ---------------------------------------------------------------------------------- */

static const struct claims *base_of(const struct lint *lint)
{
	const struct claims *ram = claims_ram(lint);

	return ram ? ram : claims_of(lint, CLAIM_IOMEM, 0);
}

static bool fill(struct bm_fw_map *map, const struct claims *base, const struct claims *nodes,
		 struct cargo *cargo)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < base->nr_ranges; i++) {
		struct bm_fw_range range = base->ranges[i];

		if (base->sort == CLAIM_IOMEM)
			range.name = bm_str(NULL, 0); /* it is the kind in other words */
		if (range.flags & BM_FW_NESTED)
			cargo->nested++;
		else if (range.kind == BM_FW_USABLE)
			ok = put_on_nodes(map, range, nodes);
		else if (range.kind != BM_FW_NONE)
			ok = bm_fw_map_add(map, &range) == 0;
	}
	return ok;
}

static int count_request(void *ctx, const struct bm_fw_request *request)
{
	struct cargo *cargo = ctx;

	(void)request;
	cargo->requests++;
	return 0;
}

static void count_requests(const struct claims *base, struct cargo *cargo)
{
	struct bm_fw_sink sink = { .ctx = cargo, .request = count_request };

	if (base->doc->fdt.blob && bm_fdt_requests(&base->doc->fdt, &sink) != 0)
		cargo->requests++;
}

static int by_nodes(const void *a, const void *b)
{
	const struct bm_fw_distance *left = a, *right = b;

	if (left->from != right->from)
		return left->from < right->from ? -1 : 1;
	return left->to < right->to ? -1 : left->to > right->to;
}

/* Trees say one direction and mean both, so a pair may have been told twice. */
static bool take_distances(struct cargo *cargo, const struct claims *claims)
{
	size_t i, nr = 0;

	cargo->far = calloc(claims->nr_distances + 1, sizeof(*cargo->far));
	if (!cargo->far)
		return false;
	for (i = 0; i < claims->nr_distances; i++)
		cargo->far[i] = claims->distances[i];
	qsort(cargo->far, claims->nr_distances, sizeof(*cargo->far), by_nodes);
	for (i = 0; i < claims->nr_distances; i++)
		if (nr == 0 || by_nodes(&cargo->far[nr - 1], &cargo->far[i]) != 0)
			cargo->far[nr++] = cargo->far[i];
	cargo->distances = cargo->far;
	cargo->nr_distances = nr;
	return true;
}

bool cargo_of(const struct lint *lint, struct cargo *cargo)
{
	const struct claims *base = base_of(lint);
	const struct claims *nodes = claims_of(lint, CLAIM_SRAT, 0);
	const struct claims *far = claims_of(lint, CLAIM_SLIT, 0);
	size_t nr = base ? (base->nr_ranges + 1) * (nodes ? 2 * nodes->nr_ranges + 1 : 1) : 0;
	struct bm_fw_range *ranges = calloc(3 * nr + 1, sizeof(*ranges));
	uint32_t *scratch = calloc(BM_FW_MAP_SCRATCH(nr) + 1, sizeof(*scratch));
	struct bm_fw_map map = bm_fw_map(ranges, 3 * nr);
	bool ok = base && ranges && scratch;

	*cargo = (struct cargo){ .name = base ? base->doc->name : "" };
	ok = ok && fill(&map, base, nodes, cargo) &&
	     bm_fw_map_normalise(&map, scratch, BM_FW_MAP_SCRATCH(nr), NULL) == 0 && map.cnt > 0;
	free(scratch);
	if (!ok) {
		free(ranges);
		return false;
	}
	count_requests(base, cargo);
	cargo->kept_free = base->sort == CLAIM_TREE;
	cargo->ranges = cargo->room = ranges;
	cargo->nr_ranges = map.cnt;
	if (take_distances(cargo, far ? far : base))
		return true;
	free(ranges);
	return false;
}

void cargo_release(struct cargo *cargo)
{
	free(cargo->room);
	free(cargo->far);
	*cargo = (struct cargo){ 0 };
}

/* --- losses ----------------------------------------------------------------------------------- */

static size_t lose(FILE *file, size_t nr, const char *what, const struct format *format)
{
	if (nr > 0 && file)
		fprintf(file, "lost: %s (%zu); %s has no place for them\n", what, nr, format->name);
	return nr;
}

/* What a format must hold to keep a kind; 0 if all do. */
static unsigned int needed_by(uint32_t kind)
{
	switch (kind) {
	case BM_FW_ACPI:
	case BM_FW_NVS:
	case BM_FW_UNUSABLE:
		return HOLDS_ACPI;
	case BM_FW_PMEM:
		return HOLDS_PMEM;
	case BM_FW_PRAM:
		return HOLDS_PRAM;
	case BM_FW_SOFT_RESERVED:
		return HOLDS_SOFT;
	case BM_FW_RECLAIMABLE:
	case BM_FW_LOADED:
	case BM_FW_MMIO:
	case BM_FW_UNACCEPTED:
	case BM_FW_KERN:
		return HOLDS_LOADER;
	default:
		return 0;
	}
}

static bool is_hole(const struct cargo *cargo, const struct bm_fw_range *range)
{
	return !cargo->kept_free && (range->kind == BM_FW_RESERVED || range->kind == BM_FW_MMIO ||
				     range->kind == BM_FW_UNUSABLE);
}

/** struct losses - how many ranges have what a format cannot hold. */
struct losses {
	size_t nodes;
	size_t attributes;
	size_t names;
	size_t kinds;
	size_t holes;
};

static struct losses count_losses(const struct cargo *cargo, const struct format *format)
{
	struct losses count = { 0 };
	size_t i;

	for (i = 0; i < cargo->nr_ranges; i++) {
		const struct bm_fw_range *range = &cargo->ranges[i];

		count.nodes += range->domain != BM_FW_NO_DOMAIN;
		count.attributes += (range->flags & ATTRIBUTES & ~format->flags) != 0;
		count.names += range->name.at != NULL && range->kind != BM_FW_USABLE;
		count.kinds += (needed_by(range->kind) & ~format->holds) != 0;
		count.holes += is_hole(cargo, range);
	}
	return count;
}

static size_t beyond(const struct cargo *cargo, const struct format *format)
{
	return format->most > 0 && cargo->nr_ranges > format->most ? cargo->nr_ranges - format->most
								   : 0;
}

size_t cargo_losses(const struct cargo *cargo, const struct format *format, FILE *file)
{
	struct losses count = count_losses(cargo, format);
	unsigned int holds = format->holds;
	size_t nr = 0;

	nr += lose(file, holds & HOLDS_NODES ? 0 : count.nodes, "node numbers", format);
	nr += lose(file, count.attributes, "attributes", format);
	nr += lose(file, holds & HOLDS_NAMES ? 0 : count.names, "names", format);
	nr += lose(file, count.kinds, "kinds other than reserved", format);
	nr += lose(file, holds & HOLDS_HOLES ? 0 : count.holes, "ranges without RAM", format);
	nr += lose(file, holds & HOLDS_DISTANCES ? 0 : cargo->nr_distances, "distances", format);
	nr += lose(file, cargo->nested, "ranges within others", format);
	nr += lose(file, cargo->requests, "requests without an address", format);
	return nr + lose(file, beyond(cargo, format), "entries beyond the last", format);
}

/* --- simplifying ------------------------------------------------------------------------------ */

static void forget(struct bm_fw_range *range, const struct format *format)
{
	if (!(format->holds & HOLDS_NODES))
		range->domain = BM_FW_NO_DOMAIN;
	range->flags &= format->flags;
	if (!(format->holds & HOLDS_NAMES))
		range->name = bm_str(NULL, 0);
	if (needed_by(range->kind) & ~format->holds)
		range->kind = BM_FW_RESERVED;
}

static bool joins(const struct bm_fw_range *a, const struct bm_fw_range *b)
{
	return a->end == b->start && a->kind == b->kind && a->domain == b->domain &&
	       a->flags == b->flags && a->name.at == b->name.at && a->kind != BM_FW_PRAM &&
	       a->kind != BM_FW_SOFT_RESERVED;
}

void cargo_simplify(struct cargo *cargo, const struct format *format)
{
	struct bm_fw_range *out = cargo->room;
	size_t i, nr = 0;

	for (i = 0; i < cargo->nr_ranges; i++) {
		struct bm_fw_range range = cargo->ranges[i];

		if (!(format->holds & HOLDS_HOLES) && is_hole(cargo, &range))
			continue;
		forget(&range, format);
		if (nr > 0 && joins(&out[nr - 1], &range))
			out[nr - 1].end = range.end;
		else
			out[nr++] = range;
	}
	cargo->nr_ranges = format->most > 0 && nr > format->most ? format->most : nr;
}
