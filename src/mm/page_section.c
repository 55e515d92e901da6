// SPDX-License-Identifier: MIT
/*
 * page_section.c - initialise the descriptors of a section, exactly once, whoever comes first.
 *
 * Two bits a section: claimed, ready. Who sets the first does the work and then sets the second;
 * who finds the first set waits for the second. A descriptor is written by its claimer alone until
 * it is ready, and ready is set with release and read with acquire order, so nobody sees a raw one.
 * docs/models/section_claim.pml checks this.
 *
 * Neighbours are claimed and filled together, up to a bound: from some tens of MiB on, processors
 * stop fetching what is about to be overwritten, and a fill runs at more than twice the speed.
 *
 * The work is a zero fill, then a flag on each frame that the page allocator will not get: holes
 * and NOMAP, then reservations rounded outward, but for those whose owner initialises (NOINIT).
 *
 * Cost: the bytes, and the regions that overlap. Linux: __init_single_page(),
 * memmap_init_reserved_pages().
 */
#include "mm_int.h"

static struct bm_range span_range(const struct bm_pages *pages, pfn_t start_pfn, pfn_t end_pfn)
{
	struct bm_range range = { bm_pfn_addr(start_pfn, pages->mb->page_shift),
				  bm_pfn_addr(end_pfn, pages->mb->page_shift) };

	return range;
}

static pfn_t section_start(const struct bm_pages *pages, const struct bm_span *span,
			   unsigned long i)
{
	pfn_t first = bm_shr(span->start_pfn, pages->section_order) + i;

	return i == 0 ? span->start_pfn : bm_shl(first, pages->section_order);
}

static pfn_t section_end(const struct bm_pages *pages, const struct bm_span *span,
			 unsigned long i)
{
	return i + 1 == bm_span_sections_(span, pages->section_order) ?
		       span->end_pfn :
		       section_start(pages, span, i + 1);
}

/* Flag what of frames [start, end) is within those of the section, [from, to). */
static void flag(const struct bm_span *span, pfn_t start, pfn_t end, unsigned int flags)
{
	struct bm_page *page;

	for (; start < end; start++) {
		page = &span->pages[start - span->start_pfn];
		atomic_store_explicit(&page->flags, bm_page_flags(page) | flags,
				      memory_order_relaxed);
	}
}

static pfn_t min_pfn(pfn_t a, pfn_t b)
{
	return a < b ? a : b;
}

static pfn_t max_pfn(pfn_t a, pfn_t b)
{
	return a > b ? a : b;
}

/* Everything that is not a whole frame of memory that may be mapped. */
static void flag_holes(struct bm_pages *pages, const struct bm_span *span, pfn_t from, pfn_t to)
{
	const struct memblock_type *memory = &pages->mb->memory;
	unsigned int shift = pages->mb->page_shift;
	unsigned long i = bm_region_above_(memory, span_range(pages, from, to).start);
	const struct memblock_region *r;
	pfn_t start;

	for (; i < memory->cnt && from < to; i++) {
		r = &memory->regions[i];
		if (r->flags & MEMBLOCK_NOMAP)
			continue;
		start = bm_pfn_up(r->base, shift);
		flag(span, from, min_pfn(start, to), BM_PAGE_RESERVED | BM_PAGE_HOLE);
		from = max_pfn(from, bm_pfn_down(bm_region_range_(r).end, shift));
	}
	flag(span, from, to, BM_PAGE_RESERVED | BM_PAGE_HOLE);
}

static void flag_reserved(struct bm_pages *pages, const struct bm_span *span, pfn_t from,
			  pfn_t to)
{
	const struct memblock_type *reserved = &pages->mb->reserved;
	unsigned int shift = pages->mb->page_shift;
	unsigned long i = bm_region_above_(reserved, span_range(pages, from, to).start);
	const struct memblock_region *r;

	for (; i < reserved->cnt; i++) {
		r = &reserved->regions[i];
		if (bm_pfn_down(r->base, shift) >= to)
			return;
		if (r->flags & MEMBLOCK_RSRV_NOINIT)
			continue;
		flag(span, max_pfn(from, bm_pfn_down(r->base, shift)),
		     min_pfn(to, bm_pfn_up(bm_region_range_(r).end, shift)), BM_PAGE_RESERVED);
	}
}

void bm_section_mark_(struct bm_pages *pages, const struct bm_span *span, unsigned long i)
{
	pfn_t from = section_start(pages, span, i);
	pfn_t to = section_end(pages, span, i);

	flag_holes(pages, span, from, to);
	flag_reserved(pages, span, from, to);
}

/* Claim section @i; false if somebody has. */
static bool claim(const struct bm_span *span, unsigned long i)
{
	uint32_t bit = (uint32_t)1 << (i & 31);

	return !(atomic_fetch_or_explicit(&span->claimed[i >> 5], bit, memory_order_relaxed) & bit);
}

/* Initialise claimed sections [first, end) and say so. */
static void init_sections(struct bm_pages *pages, const struct bm_span *span, unsigned long first,
			  unsigned long end)
{
	pfn_t from = section_start(pages, span, first);
	size_t size = (size_t)(section_end(pages, span, end - 1) - from) * sizeof(struct bm_page);
	unsigned long i;

	memset(&span->pages[from - span->start_pfn], 0, size);
	atomic_fetch_add_explicit(&pages->bytes_touched, size, memory_order_relaxed);
	for (i = first; i < end; i++) {
		bm_section_mark_(pages, span, i);
		atomic_fetch_or_explicit(&span->ready[i >> 5], (uint32_t)1 << (i & 31),
					 memory_order_release);
	}
	atomic_fetch_add_explicit(&pages->sections_ready, end - first, memory_order_release);
}

void bm_sections_prepare_(struct bm_pages *pages, const struct bm_span *span, unsigned long first,
			  unsigned long end)
{
	/* The more at once the faster; but others may wait for a section in the middle. */
	unsigned long most = pages->policy == BM_PAGES_EAGER ? end - first : BM_FILL_SECTIONS;
	unsigned long i = first;

	while (first < end) {
		while (i < end && i - first < most && claim(span, i))
			i++;
		if (first < i) {
			init_sections(pages, span, first, i);
			first = i;
			continue;
		}
		while (!bm_section_is_ready_(span, first))
			;
		first++;
		i = first;
	}
}

void bm_section_prepare_(struct bm_pages *pages, const struct bm_span *span, unsigned long i)
{
	if (!bm_section_is_ready_(span, i))
		bm_sections_prepare_(pages, span, i, i + 1);
}

static const struct bm_span *span_at(const struct bm_pages *pages, pfn_t pfn)
{
	unsigned int i = bm_index_find_(&pages->by_pfn, pfn);

	return i < pages->nr_spans && pages->spans[i].start_pfn <= pfn ? &pages->spans[i] : NULL;
}

const struct bm_span *bm_span_of(const struct bm_pages *pages, pfn_t pfn)
{
	return span_at(pages, pfn);
}

struct bm_page *bm_page(struct bm_pages *pages, pfn_t pfn)
{
	const struct bm_span *span = span_at(pages, pfn);

	if (!span)
		return NULL;
	bm_section_prepare_(pages, span, bm_span_section_(span, pfn, pages->section_order));
	return &span->pages[pfn - span->start_pfn];
}

void bm_pages_prepare(struct bm_pages *pages, pfn_t start_pfn, pfn_t end_pfn)
{
	const struct bm_span *span = span_at(pages, start_pfn);
	unsigned long first;
	unsigned long last;

	if (!span || start_pfn >= end_pfn)
		return;
	first = bm_span_section_(span, start_pfn, pages->section_order);
	last = bm_span_section_(span, min_pfn(end_pfn, span->end_pfn) - 1, pages->section_order);
	if (first == last)
		bm_section_prepare_(pages, span, first);
	else
		bm_sections_prepare_(pages, span, first, last + 1);
}

pfn_t bm_page_pfn(const struct bm_pages *pages, const struct bm_page *page)
{
	uint64_t key = (uint64_t)(uintptr_t)page;
	unsigned int i = bm_index_find_(&pages->by_page, key);
	const struct bm_span *span;
	uintptr_t offset;

	if (i >= pages->nr_spans)
		return BM_PFN_NONE;
	span = &pages->spans[pages->span_of[i]];
	offset = (uintptr_t)page - (uintptr_t)span->pages;
	if ((uintptr_t)page < (uintptr_t)span->pages || offset % sizeof(*page) != 0)
		return BM_PFN_NONE;
	return span->start_pfn + (pfn_t)(page - span->pages);
}

int bm_page_nid(const struct bm_pages *pages, pfn_t pfn)
{
	const struct bm_span *span = span_at(pages, pfn);

	return span ? span->nid : NUMA_NO_NODE;
}

unsigned int bm_page_zone(const struct bm_pages *pages, pfn_t pfn)
{
	const struct bm_span *span = span_at(pages, pfn);

	return span ? span->idx : BM_NR_ZONES;
}
