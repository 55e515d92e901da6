// SPDX-License-Identifier: MIT
/*
 * check_nodes.c - which memory is on which node: contradictions, gaps, and distances.
 *
 * Linux drops a whole node description for one contradiction, and the machine then runs as one
 * node without a word beyond its log. So everything that makes it do so is an error here.
 *
 * Linux: numa_cleanup_meminfo(), numa_memblks_init(), slit_valid().
 */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/base/span.h"
#include "cli/check/lint.h"

struct blocks {
	const struct bm_fw_range **items;
	size_t nr;
};

static bool is_block(const struct bm_fw_range *range)
{
	return range->kind == BM_FW_USABLE && range->domain != BM_FW_NO_DOMAIN;
}

static int by_start(const void *a, const void *b)
{
	const struct bm_fw_range *const *left = a;
	const struct bm_fw_range *const *right = b;

	return (*left)->start < (*right)->start ? -1 : (*left)->start > (*right)->start;
}

static struct blocks blocks_of(const struct claims *claims)
{
	struct blocks blocks = { calloc(claims->nr_ranges + 1, sizeof(void *)), 0 };
	size_t i;

	for (i = 0; blocks.items && i < claims->nr_ranges; i++)
		if (is_block(&claims->ranges[i]))
			blocks.items[blocks.nr++] = &claims->ranges[i];
	if (blocks.nr > 0)
		qsort(blocks.items, blocks.nr, sizeof(*blocks.items), by_start);
	return blocks;
}

/* --- blocks -------------------------------------------------------------------------------- */

static void check_overlaps(struct claims *claims, const struct blocks *blocks)
{
	size_t i;

	for (i = 1; i < blocks->nr; i++) {
		const struct bm_fw_range *a = blocks->items[i - 1], *b = blocks->items[i];
		struct finding *found;

		if (b->start >= a->end || a->domain == b->domain)
			continue;
		found = finding_add(claims->findings, 401, claims_place(claims, b),
				    "%s of domain %" PRIu32 " overlaps %s of domain %" PRIu32,
				    in_hex(b->start, b->end).text, b->domain,
				    in_hex(a->start, a->end).text, a->domain);
		finding_point(found, claims_place(claims, a), "the other domain");
	}
}

/* Does a node come back after another one? */
static void check_interleave(struct claims *claims, const struct blocks *blocks)
{
	size_t i, j;

	for (i = 2; i < blocks->nr; i++) {
		uint32_t domain = blocks->items[i]->domain;

		for (j = 0; j + 1 < i && blocks->items[i - 1]->domain != domain; j++)
			if (blocks->items[j]->domain == domain) {
				finding_add(claims->findings, 404,
					    claims_place(claims, blocks->items[i]),
					    "domain %" PRIu32 " has memory on both sides of domain "
					    "%" PRIu32,
					    domain, blocks->items[i - 1]->domain);
				return;
			}
	}
}

static void check_count(struct claims *claims, const struct blocks *blocks)
{
	size_t i, j, nr = 0;

	for (i = 0; i < blocks->nr; i++) {
		for (j = 0; j < i && blocks->items[j]->domain != blocks->items[i]->domain; j++)
			;
		nr += j == i;
	}
	if (nr > BM_MAX_NODES)
		finding_add(claims->findings, 407, place_of_doc(claims->doc),
			    "%zu domains, kernels here know at most %d", nr, BM_MAX_NODES);
}

/* --- coverage ------------------------------------------------------------------------------ */

static phys_addr_t covered(const struct blocks *blocks, const struct bm_fw_range *ram,
			   struct bm_range *first_gap)
{
	phys_addr_t at = ram->start, bytes = 0;
	size_t i;

	for (i = 0; i < blocks->nr && at < ram->end; i++) {
		const struct bm_fw_range *block = blocks->items[i];
		phys_addr_t end = block->end < ram->end ? block->end : ram->end;

		if (block->end <= at)
			continue;
		if (block->start > at && first_gap->start == first_gap->end) {
			first_gap->start = at;
			first_gap->end = block->start < ram->end ? block->start : ram->end;
		}
		if (block->start >= ram->end)
			return bytes;
		at = block->start > at ? block->start : at;
		bytes += end - at;
		at = end;
	}
	if (at < ram->end && first_gap->start == first_gap->end) {
		first_gap->start = at;
		first_gap->end = ram->end;
	}
	return bytes;
}

static void check_coverage(const struct lint *lint, struct claims *claims,
			   const struct blocks *blocks)
{
	const struct claims *ram = claims_ram(lint);
	struct bm_range gap = { 0, 0 };
	struct finding *found;
	phys_addr_t missing = 0;
	size_t i;

	for (i = 0; ram && i < ram->map.cnt; i++) {
		const struct bm_fw_range *range = &ram->map.ranges[i];

		if (range->kind == BM_FW_USABLE)
			missing += range->end - range->start - covered(blocks, range, &gap);
	}
	if (missing == 0)
		return;
	if (claims->sort == CLAIM_TREE || missing >= MIB)
		found = finding_add(claims->findings, 402, place_of_doc(claims->doc),
				    "%s of RAM are on no node, first %s; Linux drops all nodes",
				    in_bytes(missing).text, in_hex(gap.start, gap.end).text);
	else
		found = finding_add(claims->findings, 403, place_of_doc(claims->doc),
				    "%s of RAM are on no node, first %s; too little for Linux to "
				    "drop the nodes",
				    in_bytes(missing).text, in_hex(gap.start, gap.end).text);
	finding_point(found, place_of_doc(ram->doc), "the %s with that RAM", claims_name(ram));
}

/* --- processors and distances -------------------------------------------------------------- */

static bool has_memory(const struct blocks *blocks, uint32_t domain)
{
	size_t i;

	for (i = 0; i < blocks->nr; i++)
		if (blocks->items[i]->domain == domain)
			return true;
	return false;
}

static bool was_before(const struct claims *claims, size_t cpu)
{
	size_t i;

	for (i = 0; i < cpu; i++)
		if (claims->cpus[i].domain == claims->cpus[cpu].domain)
			return true;
	return false;
}

static void check_cpus(struct claims *claims, const struct blocks *blocks)
{
	size_t i;

	for (i = 0; i < claims->nr_cpus; i++) {
		const struct bm_fw_cpu *cpu = &claims->cpus[i];

		if (!cpu->enabled || cpu->domain >= BM_FW_NO_DOMAIN - BM_MAX_NODES ||
		    has_memory(blocks, cpu->domain) || was_before(claims, i))
			continue;
		finding_add(claims->findings, 405,
			    claims->sort == CLAIM_TREE ? place_in_blob(claims->doc, cpu->offset)
						       : place_in_text(claims->doc, cpu->offset, 0),
			    "domain %" PRIu32 " has processors and no memory", cpu->domain);
	}
}

static const struct bm_fw_distance *back(const struct claims *claims,
					 const struct bm_fw_distance *there)
{
	size_t i;

	for (i = 0; i < claims->nr_distances; i++)
		if (claims->distances[i].from == there->to &&
		    claims->distances[i].to == there->from)
			return &claims->distances[i];
	return NULL;
}

static void check_distances(struct claims *claims)
{
	size_t i;

	for (i = 0; i < claims->nr_distances; i++) {
		const struct bm_fw_distance *there = &claims->distances[i];
		const struct bm_fw_distance *again = back(claims, there);

		if (there->from >= there->to || !again || again->distance == there->distance)
			continue;
		finding_add(claims->findings, 411,
			    claims->sort == CLAIM_TREE
				    ? place_in_blob(claims->doc, there->offset)
				    : place_in_text(claims->doc, there->offset, 1),
			    "from %" PRIu32 " to %" PRIu32 " it is %" PRIu32 ", back %" PRIu32,
			    there->from, there->to, there->distance, again->distance);
	}
}

void check_nodes(struct lint *lint, struct claims *claims)
{
	struct blocks blocks = blocks_of(claims);

	if (claims->sort == CLAIM_SRAT || blocks.nr > 0) {
		check_overlaps(claims, &blocks);
		check_interleave(claims, &blocks);
		check_count(claims, &blocks);
		check_cpus(claims, &blocks);
		if (blocks.nr > 0)
			check_coverage(lint, claims, &blocks);
	}
	check_distances(claims);
	free(blocks.items);
}
