// SPDX-License-Identifier: MIT
/*
 * page_span.c - from memory regions and zones to spans.
 *
 * Memory is cut where its zone changes. Pieces of one zone are joined if no other piece and no
 * section without memory is between them; then every span is widened over the holes next to it,
 * until the sections that hold memory are covered without a gap or an overlap.
 *
 * A span may be limited to some sections; cutting at the end of a section never parts two buddies,
 * because a section holds whole blocks of the largest order.
 *
 * Cost: regions times zones of a node. Linux: memblocks_present(), get_pfn_range_for_nid().
 */
#include "mm_int.h"

struct piece {
	pfn_t start_pfn;
	pfn_t end_pfn;
	int nid;
	unsigned int idx;
};

struct builder {
	const struct bm_zones *zones;
	struct bm_span *spans;     /* NULL: count only */
	struct bm_span_count count;
	unsigned int order;        /* of a section */
	pfn_t max_sections;
	struct piece last;         /* not yet stored */
	pfn_t used_pfn;            /* end of what is stored */
};

static pfn_t section_of(const struct builder *b, pfn_t pfn)
{
	return bm_shr(pfn, b->order);
}

static pfn_t section_start(const struct builder *b, pfn_t section)
{
	return bm_shl(section, b->order);
}

/* Store frames [start, end) of the span that is being built, cut to the limit. */
static void store(struct builder *b, pfn_t start_pfn, pfn_t end_pfn)
{
	pfn_t first;
	pfn_t step_end;

	for (; start_pfn < end_pfn; start_pfn = step_end) {
		first = section_of(b, start_pfn);
		step_end = end_pfn;
		if (section_of(b, end_pfn - 1) - first >= b->max_sections)
			step_end = section_start(b, first + b->max_sections);
		if (b->spans) {
			struct bm_span *span = &b->spans[b->count.spans];

			memset(span, 0, sizeof(*span));
			span->start_pfn = start_pfn;
			span->end_pfn = step_end;
			span->nid = b->last.nid;
			span->idx = b->last.idx;
		}
		b->count.spans++;
		b->count.words += bm_bits_words_(section_of(b, step_end - 1) - first + 1);
	}
}

/* The last piece is complete; @next_pfn is where the next begins, or BM_PFN_NONE. */
static void finish_last(struct builder *b, pfn_t next_pfn)
{
	pfn_t start = section_start(b, section_of(b, b->last.start_pfn));
	pfn_t end_section;

	if (b->last.start_pfn == b->last.end_pfn)
		return;
	end_section = section_of(b, b->last.end_pfn - 1) + 1;
	if (start < b->used_pfn)
		start = b->used_pfn;
	/* The hole before the next piece is that piece's, if they share a section. */
	if (next_pfn != BM_PFN_NONE && section_of(b, next_pfn) < end_section)
		b->used_pfn = b->last.end_pfn;
	else
		b->used_pfn = section_start(b, end_section);
	store(b, start, b->used_pfn);
}

static bool continues(const struct builder *b, const struct piece *piece)
{
	return b->last.start_pfn != b->last.end_pfn && b->last.nid == piece->nid &&
	       b->last.idx == piece->idx &&
	       section_of(b, piece->start_pfn) <= section_of(b, b->last.end_pfn - 1) + 1;
}

static void add_piece(struct builder *b, const struct piece *piece)
{
	if (continues(b, piece)) {
		b->last.end_pfn = piece->end_pfn;
		return;
	}
	finish_last(b, piece->start_pfn);
	b->last = *piece;
}

pfn_t bm_zone_border_(const struct bm_node *node, pfn_t pfn, pfn_t end_pfn)
{
	pfn_t border = end_pfn;
	pfn_t end;
	unsigned int idx;

	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		if (node->zones[idx].spanned == 0)
			continue;
		end = bm_zone_end(&node->zones[idx]);
		if (node->zones[idx].start_pfn > pfn && node->zones[idx].start_pfn < border)
			border = node->zones[idx].start_pfn;
		if (end > pfn && end < border)
			border = end;
	}
	return border;
}

static void add_region(struct builder *b, const struct memblock *mb, bool has_nids,
		       const struct memblock_region *r)
{
	struct bm_range range = bm_region_range_(r);
	struct piece piece = { 0, 0, has_nids ? r->nid : 0, BM_NR_ZONES };
	pfn_t end = bm_pfn_down(range.end, mb->page_shift);
	const struct bm_node *node = bm_node_of_(b->zones, piece.nid);

	piece.start_pfn = bm_pfn_up(range.start, mb->page_shift);
	for (; piece.start_pfn < end; piece.start_pfn = piece.end_pfn) {
		piece.end_pfn = end;
		if (node) {
			piece.idx = bm_zone_of(node, piece.start_pfn, r->flags & MEMBLOCK_MIRROR);
			piece.end_pfn = bm_zone_border_(node, piece.start_pfn, end);
		}
		add_piece(b, &piece);
	}
}

bool bm_has_nids_(const struct memblock *mb)
{
	unsigned long i;

	for (i = 0; i < mb->memory.cnt; i++)
		if (mb->memory.regions[i].nid >= 0 && mb->memory.regions[i].nid < BM_MAX_NODES)
			return true;
	return false;
}

struct bm_span_count bm_spans_find_(const struct memblock *mb, const struct bm_zones *zones,
				    pfn_t max_sections, struct bm_span *spans)
{
	struct builder b;
	bool has_nids = bm_has_nids_(mb);
	unsigned long i;

	memset(&b, 0, sizeof(b));
	b.zones = zones;
	b.spans = spans;
	b.max_sections = max_sections;
	b.order = zones->policy.section_shift - mb->page_shift;
	for (i = 0; i < mb->memory.cnt; i++)
		add_region(&b, mb, has_nids, &mb->memory.regions[i]);
	finish_last(&b, BM_PFN_NONE);
	return b.count;
}
