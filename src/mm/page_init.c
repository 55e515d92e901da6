// SPDX-License-Identifier: MIT
/*
 * page_init.c - room for spans and descriptors, and when they are initialised.
 *
 * All tables are one piece of the map, sized by spans; descriptors are a piece for each span. Room
 * is taken before anything is written but the tables, and given back if a piece does not fit, so
 * a failure leaves the map as it was. What is then written depends on the policy alone.
 *
 * Workers share nothing: each job is one section, and a section that was claimed already is a
 * job done.
 *
 * Linux: sparse_init, deferred_init_memmap, padata.
 */
#include <bootmem/mb_query.h>

#include "mm_int.h"

#define NR_INDEXES 2 /* by frame, by descriptor */

static phys_addr_t tables_size(struct bm_span_count count)
{
	phys_addr_t roots = (phys_addr_t)(bm_index_roots_(count.spans) * sizeof(uint32_t));
	phys_addr_t each = sizeof(struct bm_span) + NR_INDEXES * sizeof(uint64_t) +
			   sizeof(uint32_t);

	phys_addr_t bits = (phys_addr_t)count.words * 2 * sizeof(bm_shared32_t);

	return count.spans * each + NR_INDEXES * roots + bits;
}

/* Cut the tables out of one piece: 8-byte things first. */
static void lay_out_tables(struct bm_pages *pages, void *mem, struct bm_span_count count)
{
	unsigned int roots = bm_index_roots_(count.spans);
	uint64_t *ends;
	uint32_t *words;

	pages->nr_spans = count.spans;
	pages->spans = mem;
	ends = (uint64_t *)(void *)(pages->spans + count.spans);
	words = (uint32_t *)(void *)(ends + NR_INDEXES * (size_t)count.spans);
	pages->by_pfn.ends = ends;
	pages->by_pfn.root = words;
	pages->by_page.ends = ends + count.spans;
	pages->by_page.root = words + roots;
	pages->by_pfn.nr_ends = count.spans;
	pages->by_page.nr_ends = count.spans;
	pages->span_of = words + 2 * (size_t)roots;
}

static void lay_out_bits(struct bm_pages *pages)
{
	bm_shared32_t *bits = (bm_shared32_t *)(uintptr_t)(pages->span_of + pages->nr_spans);
	unsigned long words;
	unsigned int i;

	for (i = 0; i < pages->nr_spans; i++) {
		pages->nr_sections += bm_span_sections_(&pages->spans[i], pages->section_order);
		words = bm_bits_words_(bm_span_sections_(&pages->spans[i], pages->section_order));
		pages->spans[i].claimed = bits;
		pages->spans[i].ready = bits + words;
		bits += 2 * words;
	}
}

static phys_addr_t descriptors_size(const struct bm_span *span)
{
	return (phys_addr_t)(span->end_pfn - span->start_pfn) * sizeof(struct bm_page);
}

/* Shell's sort: spans are taken top down, so they mostly come in reverse. */
static void sort_by_page(struct bm_pages *pages, uint32_t *order)
{
	unsigned int n = pages->nr_spans;
	unsigned int gap = 1;
	unsigned int i;
	unsigned int j;
	uint32_t moving;

	for (i = 0; i < n; i++)
		order[i] = n - 1 - i;
	while (gap < n)
		gap = 3 * gap + 1;
	for (; gap > 0; gap /= 3) {
		for (i = gap; i < n; i++) {
			moving = order[i];
			for (j = i; j >= gap && pages->spans[order[j - gap]].pages >
							pages->spans[moving].pages; j -= gap)
				order[j] = order[j - gap];
			order[j] = moving;
		}
	}
}

static void build_indexes(struct bm_pages *pages)
{
	uint64_t *pfn_ends = (uint64_t *)(uintptr_t)pages->by_pfn.ends;
	uint64_t *page_ends = (uint64_t *)(uintptr_t)pages->by_page.ends;
	const struct bm_span *span;
	unsigned int i;

	sort_by_page(pages, (uint32_t *)(uintptr_t)pages->span_of);
	for (i = 0; i < pages->nr_spans; i++) {
		pfn_ends[i] = pages->spans[i].end_pfn;
		span = &pages->spans[pages->span_of[i]];
		page_ends[i] = (uintptr_t)(span->pages + (span->end_pfn - span->start_pfn));
	}
	bm_index_build_(&pages->by_pfn);
	bm_index_build_(&pages->by_page);
}

static void untake(struct bm_pages *pages, unsigned int nr_taken)
{
	unsigned int i;

	for (i = 0; i < nr_taken; i++)
		bm_untake_(pages->mb, pages->spans[i].base, descriptors_size(&pages->spans[i]));
	bm_untake_(pages->mb, pages->tables_base, pages->tables_size);
}

static bool take_descriptors(struct bm_pages *pages)
{
	struct bm_span *span;
	unsigned int i;

	for (i = 0; i < pages->nr_spans; i++) {
		span = &pages->spans[i];
		span->pages = bm_take_(pages->mb, descriptors_size(span), span->nid, &span->base);
		if (!span->pages) {
			untake(pages, i);
			return false;
		}
	}
	return true;
}

/* Try with spans of at most @max_sections. */
static bool try_init(struct bm_pages *pages, pfn_t max_sections)
{
	struct bm_span_count count = bm_spans_find_(pages->mb, pages->zones, max_sections, NULL);
	void *mem;

	if (count.spans == 0)
		return true;
	pages->tables_size = tables_size(count);
	mem = bm_take_(pages->mb, pages->tables_size, pages->boot_nid, &pages->tables_base);
	if (!mem)
		return false;
	memset(mem, 0, (size_t)pages->tables_size);
	lay_out_tables(pages, mem, count);
	bm_spans_find_(pages->mb, pages->zones, max_sections, pages->spans);
	lay_out_bits(pages);
	if (!take_descriptors(pages))
		return false;
	build_indexes(pages);
	atomic_store(&pages->bytes_touched, (unsigned long)pages->tables_size);
	return true;
}

static pfn_t memory_sections(const struct memblock *mb, unsigned int section_shift)
{
	return bm_shr(mb_end(mb) - mb_start(mb), section_shift) + 2;
}

int bm_pages_init(struct bm_pages *pages, struct memblock *mb, const struct bm_zones *zones,
		  enum bm_pages_policy policy, int boot_nid)
{
	pfn_t max_sections;

	if (zones->policy.section_shift < mb->page_shift ||
	    zones->policy.page_shift != mb->page_shift)
		return -BM_EINVAL;
	for (max_sections = memory_sections(mb, zones->policy.section_shift); max_sections > 0;
	     max_sections >>= 1) {
		memset(pages, 0, sizeof(*pages));
		pages->mb = mb;
		pages->zones = zones;
		pages->policy = policy;
		pages->boot_nid = boot_nid;
		pages->section_order = zones->policy.section_shift - mb->page_shift;
		if (try_init(pages, max_sections))
			return 0;
	}
	return -BM_ENOMEM;
}

/* The boot node's zones but its highest are wanted at once, and the first section of that one. */
static unsigned int highest_zone(const struct bm_pages *pages)
{
	unsigned int highest = 0;
	unsigned int i;

	for (i = 0; i < pages->nr_spans; i++)
		if (pages->spans[i].nid == pages->boot_nid && pages->spans[i].idx < BM_NR_ZONES &&
		    pages->spans[i].idx > highest)
			highest = pages->spans[i].idx;
	return highest;
}

static unsigned long early_sections(const struct bm_pages *pages, const struct bm_span *span,
				    unsigned int highest, bool *has_first)
{
	unsigned long all = bm_span_sections_(span, pages->section_order);

	if (pages->policy == BM_PAGES_EAGER)
		return all;
	if (pages->policy == BM_PAGES_LAZY || span->nid != pages->boot_nid ||
	    span->idx > highest)
		return 0;
	if (span->idx < highest)
		return all;
	if (*has_first)
		return 0;
	*has_first = true;
	return 1;
}

void bm_pages_start(struct bm_pages *pages)
{
	unsigned int highest = highest_zone(pages);
	bool has_first = false;
	const struct bm_span *span;
	unsigned long early;
	unsigned long s;
	unsigned int i;

	for (i = 0; i < pages->nr_spans; i++) {
		span = &pages->spans[i];
		for (s = 0; s < bm_span_sections_(span, pages->section_order); s++)
			if (bm_section_is_ready_(span, s))
				bm_section_mark_(pages, span, s);
		early = early_sections(pages, span, highest, &has_first);
		bm_sections_prepare_(pages, span, 0, early);
	}
}

struct finish {
	struct bm_pages *pages;
	unsigned int nr_jobs;
};

/* Each job does as many consecutive sections; together they do all. */
static void finish_job(void *arg, unsigned int job)
{
	struct finish *finish = arg;
	struct bm_pages *pages = finish->pages;
	unsigned long each = (pages->nr_sections + finish->nr_jobs - 1) / finish->nr_jobs;
	unsigned long first = each * job;
	const struct bm_span *span = pages->spans;
	unsigned long sections;
	unsigned long end;

	for (; span < pages->spans + pages->nr_spans && each > 0; span++) {
		sections = bm_span_sections_(span, pages->section_order);
		end = sections - first < each ? sections : first + each;
		if (first < sections) {
			bm_sections_prepare_(pages, span, first, end);
			each -= end - first;
			first = 0;
		} else {
			first -= sections;
		}
	}
}

/* Few enough jobs that each fills much at once, enough of them for many CPUs. */
static unsigned int nr_jobs(unsigned long nr_sections)
{
	const unsigned long enough = 256;

	if (nr_sections <= enough)
		return (unsigned int)nr_sections;
	if (nr_sections <= enough * BM_FILL_SECTIONS)
		return (unsigned int)enough;
	return (unsigned int)(nr_sections / BM_FILL_SECTIONS);
}

int bm_pages_finish(struct bm_pages *pages)
{
	const struct bm_port *port = pages->mb->port;
	struct finish finish = { pages, nr_jobs(pages->nr_sections) };
	unsigned int i;

	if (pages->nr_sections == 0)
		return 0;
	if (port && port->parallel)
		return port->parallel(port->ctx, finish_job, &finish, finish.nr_jobs);
	for (i = 0; i < finish.nr_jobs; i++)
		finish_job(&finish, i);
	return 0;
}

bool bm_pages_finished(const struct bm_pages *pages)
{
	bm_shared_t *ready = &((struct bm_pages *)(uintptr_t)pages)->sections_ready;

	return atomic_load_explicit(ready, memory_order_acquire) == pages->nr_sections;
}
