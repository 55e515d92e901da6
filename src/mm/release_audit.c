// SPDX-License-Identifier: MIT
/*
 * release_audit.c - watch a hand-over from the outside.
 *
 * The release walks free ranges. This file never does: it looks each range up in both arrays by
 * itself, and adds memory up by kind in its own walk, region by region. So a fault in the
 * iterator, in the rounding, in the cutting by zone or in the arrays themselves shows as a
 * difference.
 *
 * Cost: a binary search a range, and one walk. Linux: none.
 */
#include <bootmem/mb_query.h>
#include <bootmem/release.h>

#include "base/text.h"
#include "mm_int.h"

const char *bm_audit_fault_name(enum bm_audit_fault fault)
{
	static const char names[][48] = {
		"none",
		"reserved memory was handed over",
		"what is no memory was handed over",
		"memory that nobody may map was handed over",
		"memory was handed over twice",
		"free memory was left out",
		"the sum is wrong",
	};

	return (unsigned int)fault < sizeof(names) / sizeof(names[0]) ? names[fault] : "unknown";
}

void bm_audit_begin(struct bm_audit *audit, const struct memblock *mb,
		    const struct bm_zones *zones)
{
	memset(audit, 0, sizeof(*audit));
	audit->nid = NUMA_NO_NODE;
	audit->mb = mb;
	audit->zones = zones;
}

static bool fail(struct bm_audit *audit, enum bm_audit_fault fault, struct bm_range range,
		 const struct memblock_region *other)
{
	audit->fault = fault;
	audit->range = range;
	if (other) {
		audit->other = bm_region_range_(other);
		audit->flags = (unsigned int)other->flags;
		audit->nid = other->nid;
	}
	return false;
}

/* --- adding up -------------------------------------------------------------------------------- */

/** A walk over the memory in @window; every byte goes to one of the books. */
struct sum {
	struct bm_audit books;
	const struct memblock *mb;
	const struct bm_zones *zones;
	struct bm_range window;
	phys_addr_t releasable;    /* whole free frames that are in a zone */
	struct bm_range first;     /* the lowest of them */
	bool has_nids;
};

static const struct bm_node *node_of(const struct sum *sum, int nid)
{
	return bm_node_of_(sum->zones, sum->has_nids ? nid : 0);
}

static void add_frames(struct sum *sum, pfn_t pfn, pfn_t end, bool in_zone)
{
	struct bm_range range = { bm_pfn_addr(pfn, sum->mb->page_shift),
				  bm_pfn_addr(end, sum->mb->page_shift) };

	if (!in_zone) {
		sum->books.unzoned += bm_range_size(range);
		return;
	}
	if (sum->releasable == 0)
		sum->first = range;
	sum->releasable += bm_range_size(range);
}

/* Free frames of one region. Where zones overlap, mirrored memory is in another, but in one. */
static void add_free_frames(struct sum *sum, const struct memblock_region *r, pfn_t pfn, pfn_t end)
{
	const struct bm_node *node = node_of(sum, r->nid);
	pfn_t step;

	for (; pfn < end; pfn = step) {
		step = node ? bm_zone_border_(node, pfn, end) : end;
		add_frames(sum, pfn, step, node && bm_zone_of(node, pfn, false) != BM_NR_ZONES);
	}
}

static void add_free(struct sum *sum, const struct memblock_region *r, phys_addr_t start,
		     phys_addr_t end)
{
	unsigned int shift = sum->mb->page_shift;
	pfn_t first = bm_pfn_up(start, shift);
	pfn_t last = bm_pfn_down(end, shift);

	if (start >= end)
		return;
	if (first >= last) {
		sum->books.trimmed += end - start;
		return;
	}
	sum->books.trimmed += bm_pfn_addr(first, shift) - start;
	sum->books.trimmed += end - bm_pfn_addr(last, shift);
	add_free_frames(sum, r, first, last);
}

/* Part @range of a region into reserved and free. */
static void add_mapped(struct sum *sum, const struct memblock_region *r, struct bm_range range)
{
	const struct memblock_type *reserved = &sum->mb->reserved;
	unsigned long i = bm_region_above_(reserved, range.start);
	struct bm_range both;

	for (; i < reserved->cnt; i++) {
		both = bm_range_clip(bm_region_range_(&reserved->regions[i]), range);
		if (bm_range_is_empty(both))
			break;
		add_free(sum, r, range.start, both.start);
		sum->books.reserved += bm_range_size(both);
		range.start = both.end;
	}
	add_free(sum, r, range.start, range.end);
}

static void add_up(struct sum *sum)
{
	const struct memblock_type *memory = &sum->mb->memory;
	unsigned long i = bm_region_above_(memory, sum->window.start);
	const struct memblock_region *r;
	struct bm_range range;

	for (; i < memory->cnt && memory->regions[i].base < sum->window.end; i++) {
		r = &memory->regions[i];
		range = bm_range_clip(bm_region_range_(r), sum->window);
		sum->books.memory += bm_range_size(range);
		if (r->flags & MEMBLOCK_NOMAP)
			sum->books.nomap += bm_range_size(range);
		else if (r->flags & MEMBLOCK_DRIVER_MANAGED)
			sum->books.driver += bm_range_size(range);
		else
			add_mapped(sum, r, range);
	}
}

static void sum_of(struct sum *sum, const struct bm_audit *audit, phys_addr_t start,
		   phys_addr_t end)
{
	memset(sum, 0, sizeof(*sum));
	sum->mb = audit->mb;
	sum->zones = audit->zones;
	sum->has_nids = bm_has_nids_(audit->mb);
	sum->window.start = start;
	sum->window.end = end;
	add_up(sum);
}

/* Was anything left out before @start? */
static bool is_next(struct bm_audit *audit, phys_addr_t start)
{
	struct sum sum;

	sum_of(&sum, audit, audit->handed_end, start);
	if (sum.releasable == 0)
		return true;
	return fail(audit, BM_AUDIT_LEFT_OUT, sum.first, NULL);
}

/* --- one range -------------------------------------------------------------------------------- */

static bool is_memory(struct bm_audit *audit, struct bm_range range)
{
	const unsigned int barred = MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED;
	const struct memblock_type *memory = &audit->mb->memory;
	unsigned long i = bm_region_above_(memory, range.start);
	struct bm_range left = range;
	const struct memblock_region *r;

	for (; i < memory->cnt && !bm_range_is_empty(left); i++) {
		r = &memory->regions[i];
		if (r->base > left.start)
			return fail(audit, BM_AUDIT_NOT_MEMORY, range, NULL);
		if ((unsigned int)r->flags & barred)
			return fail(audit, BM_AUDIT_NOT_FREE, range, r);
		left.start = bm_region_range_(r).end;
	}
	if (!bm_range_is_empty(left))
		return fail(audit, BM_AUDIT_NOT_MEMORY, range, NULL);
	return true;
}

bool bm_audit_hand(struct bm_audit *audit, phys_addr_t start, phys_addr_t end)
{
	const struct memblock_type *reserved = &audit->mb->reserved;
	struct bm_range range = { start, end };
	unsigned long i = bm_region_above_(reserved, start);

	if (audit->fault != BM_AUDIT_OK)
		return false;
	if (bm_range_is_empty(range))
		return true;
	if (start < audit->handed_end)
		return fail(audit, BM_AUDIT_TWICE, range, NULL);
	if (i < reserved->cnt && reserved->regions[i].base < end)
		return fail(audit, BM_AUDIT_RESERVED, range, &reserved->regions[i]);
	if (!is_memory(audit, range) || !is_next(audit, start))
		return false;
	audit->handed += bm_range_size(range);
	audit->handed_end = end;
	return true;
}

bool bm_audit_end(struct bm_audit *audit)
{
	phys_addr_t handed = audit->handed;
	struct sum sum;

	if (audit->fault != BM_AUDIT_OK || !is_next(audit, PHYS_ADDR_MAX))
		return false;
	sum_of(&sum, audit, 0, PHYS_ADDR_MAX);
	audit->memory = sum.books.memory;
	audit->reserved = sum.books.reserved;
	audit->nomap = sum.books.nomap;
	audit->driver = sum.books.driver;
	audit->trimmed = sum.books.trimmed;
	audit->unzoned = sum.books.unzoned;
	if (sum.releasable != handed ||
	    handed + audit->reserved + audit->nomap + audit->driver + audit->trimmed +
			    audit->unzoned != audit->memory)
		return fail(audit, BM_AUDIT_SUM, sum.first, NULL);
	return true;
}

/* --- telling ---------------------------------------------------------------------------------- */

static void log_books(const struct bm_audit *audit, const struct bm_port *port)
{
	const struct {
		const char name[16];
		phys_addr_t size;
	} books[] = {
		{ "handed over", audit->handed }, { "reserved", audit->reserved },
		{ "nomap", audit->nomap },	  { "driver", audit->driver },
		{ "trimmed", audit->trimmed },	  { "unzoned", audit->unzoned },
	};
	struct bm_text text;
	unsigned int i;

	bm_text_start(&text, "release:");
	for (i = 0; i < sizeof(books) / sizeof(books[0]); i++) {
		bm_text_str(&text, i == 0 ? " " : " + ");
		bm_text_str(&text, books[i].name);
		bm_text_char(&text, ' ');
		bm_text_hex(&text, books[i].size);
	}
	bm_text_str(&text, audit->fault == BM_AUDIT_OK ? " = memory " : ", memory ");
	bm_text_hex(&text, audit->memory);
	bm_text_log(&text, port, audit->fault == BM_AUDIT_OK ? BM_LOG_INFO : BM_LOG_ERR);
}

static void log_fault(const struct bm_audit *audit, const struct bm_port *port)
{
	struct bm_text text;

	bm_text_start(&text, "release: ");
	bm_text_str(&text, bm_audit_fault_name(audit->fault));
	bm_text_str(&text, ": ");
	bm_text_span(&text, audit->range.start, bm_range_size(audit->range));
	if (!bm_range_is_empty(audit->other)) {
		bm_text_str(&text, " and ");
		bm_text_span(&text, audit->other.start, bm_range_size(audit->other));
		bm_text_str(&text, ", ");
		bm_text_str(&text, mb_flag_name(audit->flags));
		bm_text_str(&text, ", node ");
		bm_text_int(&text, audit->nid);
	}
	bm_text_log(&text, port, BM_LOG_ERR);
}

void bm_audit_log(const struct bm_audit *audit, const struct bm_port *port)
{
	if (audit->fault != BM_AUDIT_OK)
		log_fault(audit, port);
	log_books(audit, port);
}
