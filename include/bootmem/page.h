/* SPDX-License-Identifier: MIT */
/*
 * page.h - which zone each frame belongs to, and a descriptor for each frame.
 *
 * A section (128 MiB, as a rule) that holds memory has descriptors for all of its frames; other
 * sections have none. So a machine with RAM at 0, at 1 TiB and at 2^51 pays for three sections.
 * A span is a run of such sections in one zone, clipped where another zone begins. Spans are
 * sorted, do not overlap, and together cover every section that holds memory.
 *
 *	struct bm_pages pages;
 *
 *	err = bm_pages_init(&pages, &mb, &zones, BM_PAGES_DEFERRED, boot_nid);
 *	bm_pages_start(&pages);			// bm_release does it
 *	page = bm_page(&pages, pfn);
 *	bm_pages_finish(&pages);		// when other CPUs are up
 *
 * A descriptor of all zeros is valid: not reserved, one reference, no owner. So initialising a
 * section is a zero fill, plus a flag on what is reserved. It may be done early, by workers, or at
 * first use; whoever comes first claims the section, and it is done once. bm_page() is the only way
 * to a descriptor and initialises its section if nobody has: nobody ever sees a raw one.
 *
 * The map must not be edited from bm_pages_start() on: sections are initialised from it until
 * bm_pages_finish().
 *
 * Context: any CPU, unless a function says otherwise.
 *
 * Cost: constant, once the section of the frame is initialised: a look into an index. To initialise
 * one is to fill its descriptors with zeros, 512 KiB as a rule.
 */
#ifndef BOOTMEM_PAGE_H
#define BOOTMEM_PAGE_H

#include <bootmem/mb.h>
#include <bootmem/zone.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What CPUs share; only bootmem reads or writes it. */
#ifdef __cplusplus
typedef uint32_t bm_shared32_t;
typedef unsigned long bm_shared_t;
#else
typedef _Atomic(uint32_t) bm_shared32_t;
typedef _Atomic(unsigned long) bm_shared_t;
#endif

/** enum bm_page_flags - flags of a descriptor. From BM_PAGE_EMBEDDER up they are the embedder's. */
enum bm_page_flags {
	BM_PAGE_RESERVED = 0x1, /* not the page allocator's: reserved, or a hole */
	BM_PAGE_HOLE = 0x2,     /* no memory that could ever be: a hole, or MEMBLOCK_NOMAP */
	BM_PAGE_EMBEDDER = 0x10000,
};

/**
 * struct bm_page - the descriptor of a frame: a state word, an owner word, the embedder's payload
 * @flags: enum bm_page_flags; through bm_page_flags() and the like
 * @extra_refs: references beyond the first; through bm_page_get() and the like
 * @owner: the embedder's: whose page it is. owner[1] and on are the payload.
 */
struct bm_page {
	bm_shared32_t flags;
	bm_shared32_t extra_refs;
	uint64_t owner[1 + BM_PAGE_PAYLOAD / 8];
};

/** enum bm_pages_policy - when descriptors are initialised (decision D8). */
enum bm_pages_policy {
	BM_PAGES_EAGER,    /* all by bm_pages_start() */
	BM_PAGES_DEFERRED, /* then the boot node's lower zones, the rest by bm_pages_finish(), or
			    * before that when the page allocator hands out a page of it */
	BM_PAGES_LAZY,     /* at first use */
};

/**
 * struct bm_span - frames [start_pfn, end_pfn), all of one zone. Read it freely.
 * @start_pfn: first frame
 * @end_pfn:   frame after the last
 * @nid:       node
 * @idx:       enum bm_zone_idx; BM_NR_ZONES for memory that is in no zone
 * @pages:     descriptors, raw until their section is initialised: use bm_page()
 * @base:      where these are, in bytes
 * @claimed:   bit per section of it: somebody initialises it, or has
 * @ready:     bit per section of it: it is initialised
 *
 * Holes belong to the span above them, the tail of the last section to the span below.
 */
struct bm_span {
	pfn_t start_pfn;
	pfn_t end_pfn;
	int nid;
	unsigned int idx;
	struct bm_page *pages;
	phys_addr_t base;
	bm_shared32_t *claimed;
	bm_shared32_t *ready;
};

/** struct bm_index - which of many sorted intervals holds a key; private. */
struct bm_index {
	const uint64_t *ends;   /* ascending; interval i ends there */
	uint32_t *root;         /* by key >> shift: the first interval that ends above */
	unsigned int nr_ends;
	unsigned int nr_roots;
	unsigned int shift;     /* bits of a key that do not choose a root */
};

/**
 * struct bm_pages - all spans of a machine. Read @spans, @nr_spans and the counters freely.
 * @mb:              the map
 * @zones:           the layout
 * @spans:           ascending
 * @nr_spans:        entries in it
 * @policy:          when descriptors are initialised
 * @boot_nid:        node whose lower zones go first
 * @section_order:   log2 of the frames in a section
 * @sections_ready:  sections initialised so far; one that several spans share counts once for each
 * @nr_sections:     how many there are, counted likewise
 * @bytes_touched:   bytes written so far, the tables included
 */
struct bm_pages {
	struct memblock *mb;
	const struct bm_zones *zones;
	struct bm_span *spans;
	unsigned int nr_spans;
	enum bm_pages_policy policy;
	int boot_nid;
	unsigned int section_order;

	bm_shared_t sections_ready;
	bm_shared_t bytes_touched;
	unsigned long nr_sections;

	/* private */
	struct bm_index by_pfn;
	struct bm_index by_page;     /* keys are addresses of descriptors */
	const uint32_t *span_of;     /* by_page's order to that of spans */
	phys_addr_t tables_base;
	phys_addr_t tables_size;
};

/* --- set up --------------------------------------------------------------------------- */

/**
 * bm_pages_init() - find the spans, take room for tables and descriptors from the map
 * @pages:    set up; must outlive its users
 * @mb:       the map, finished but for reservations; must outlive @pages
 * @zones:    its layout; must outlive @pages
 * @policy:   when to initialise
 * @boot_nid: for BM_PAGES_DEFERRED
 *
 * Descriptors are taken from their own node if it has room. Where memory is too fragmented for
 * those of a span, shorter spans are tried. No descriptor is written yet. Works without memory.
 *
 * Cost:   the memory regions; tables of about 200 bytes a span and 2 bits a section are written.
 * Return: 0; -BM_ENOMEM if they do not fit or cannot be mapped; -BM_EINVAL if @zones was not laid
 *         out. On error @mb has the reservations it had, and @pages must not be used.
 * Context: boot CPU only.
 * Linux:  sparse_init(), the first half of free_area_init().
 */
BM_MUST_USE int bm_pages_init(struct bm_pages *pages, struct memblock *mb,
			      const struct bm_zones *zones, enum bm_pages_policy policy,
			      int boot_nid);

/**
 * bm_pages_start() - the map is final: initialise what the policy wants early
 * @pages: set up
 *
 * Sections that were used before are marked again, since reservations may have been added.
 *
 * Context: boot CPU only.
 * Cost:   the sections that the policy wants, and the reservations in them.
 * Linux:  memmap_init(), memmap_init_reserved_pages().
 */
void bm_pages_start(struct bm_pages *pages);

/**
 * bm_pages_finish() - initialise all that is left, through the port's parallel
 * @pages: set up and started
 *
 * Others may use bm_page() meanwhile. When it returns 0, every descriptor is ready and the map no
 * longer needed.
 *
 * Cost:   the sections that are left, shared out among those that the port's parallel can find.
 * Return: 0, or what the port's parallel returned; some sections may be left then.
 * Linux:  page_alloc_init_late().
 */
BM_MUST_USE int bm_pages_finish(struct bm_pages *pages);

/** bm_pages_finished() - is every section initialised? */
bool bm_pages_finished(const struct bm_pages *pages);

/* --- use, any CPU ------------------------------------------------------------------------- */

/**
 * bm_page() - the descriptor of a frame, initialised
 * @pages: set up
 * @pfn:   any number
 *
 * If the frame's section is raw it is initialised here; if another CPU is at it, this one waits for
 * that one section.
 *
 * Return: NULL if the section holds no memory. Linux: pfn_to_online_page().
 */
struct bm_page *bm_page(struct bm_pages *pages, pfn_t pfn);

/** bm_page_pfn() - the frame of a descriptor that bm_page() returned; BM_PFN_NONE of any other. */
pfn_t bm_page_pfn(const struct bm_pages *pages, const struct bm_page *page);

/** bm_span_of() - the span of a frame; NULL if its section holds no memory. */
const struct bm_span *bm_span_of(const struct bm_pages *pages, pfn_t pfn);

/** bm_page_nid() - node of a frame; NUMA_NO_NODE if its section holds no memory. */
int bm_page_nid(const struct bm_pages *pages, pfn_t pfn);

/** bm_page_zone() - enum bm_zone_idx of a frame; BM_NR_ZONES if there is none. */
unsigned int bm_page_zone(const struct bm_pages *pages, pfn_t pfn);

/** bm_pages_prepare() - initialise the sections of [start_pfn, end_pfn), all within one span. */
void bm_pages_prepare(struct bm_pages *pages, pfn_t start_pfn, pfn_t end_pfn);

/* --- descriptors, any CPU ----------------------------------------------------------------- */

/** bm_page_flags() - flags of a descriptor, bits of enum bm_page_flags. */
unsigned int bm_page_flags(const struct bm_page *page);

/** bm_page_set() - set @flags, bits of enum bm_page_flags. Return: what they were. */
unsigned int bm_page_set(struct bm_page *page, unsigned int flags);

/** bm_page_clear() - clear @flags, bits of enum bm_page_flags. Return: what they were. */
unsigned int bm_page_clear(struct bm_page *page, unsigned int flags);

/** bm_page_count() - references, at least 1 for a page in use. Linux: page_count(). */
unsigned int bm_page_count(const struct bm_page *page);

/** bm_page_get() - one more reference. Linux: get_page(). */
void bm_page_get(struct bm_page *page);

/**
 * bm_page_put() - one reference less
 *
 * Return: true if it was the last; the count is then that of a fresh page, 1, and the page is the
 *         caller's to free. Linux: put_page_testzero().
 */
bool bm_page_put(struct bm_page *page);

#ifdef __cplusplus
}
#endif

#endif
