/* SPDX-License-Identifier: MIT */
/*
 * release.h - from memblock to the page allocator, and what becomes of memblock then.
 *
 * Every free range is handed over, once; nothing else is. While that happens an audit watches
 * from the outside: each range handed over is looked up in both arrays anew, and in the end
 *
 *	handed over + reserved + NOMAP + driver's + trimmed + unzoned = memory
 *
 * must hold to the byte. If not, the log names the ranges and whose they are, and the port's
 * panic is called: a machine that hands out reserved memory must not go on.
 *
 *	bm_mm_init(&mm, &mb, &zones);				// populate
 *	bm_mm_pages(&mm, &pages, BM_PAGES_DEFERRED, boot_nid);	// zones
 *	bm_mm_buddy(&mm, &buddy, 0);
 *	bm_release(&mm, NULL);					// released
 *	bm_free_late(&mm, base, size);				// initrd, init code ...
 *	bm_finish(&mm);						// deferred done
 *	bm_discard(&mm);					// discarded
 *
 * A call in another phase is an error, and the log says which phase it is. To release into a page
 * allocator of your own, leave out pages and buddy and hand bm_release() a struct bm_sink; see
 * examples/own_buddy.c.
 *
 * Context: one CPU at a time, that of the boot up to bm_release(); others may use the page
 * allocator meanwhile.
 *
 * Cost: constant, unless a function says otherwise; for a range looked up, a binary search.
 */
#ifndef BOOTMEM_RELEASE_H
#define BOOTMEM_RELEASE_H

#include <bootmem/buddy.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum bm_phase - how far the machine has come (decision D7). */
enum bm_phase {
	BM_PHASE_POPULATE,      /* memory and reservations are being recorded */
	BM_PHASE_ZONES,         /* descriptors or allocator were set up from the zones */
	BM_PHASE_RELEASED,      /* free memory is the allocator's; the map must not be edited */
	BM_PHASE_DEFERRED_DONE, /* every descriptor is initialised; the map is no longer needed */
	BM_PHASE_DISCARDED,     /* the map is gone */
};

/** bm_phase_name() - @phase in words: "populate", "zones", "released" ... */
const char *bm_phase_name(enum bm_phase phase);

/**
 * struct bm_sink - a page allocator of your own
 * @ctx:   passed back as first argument
 * @range: frames [start_pfn, end_pfn), all of one zone, are yours. May be NULL.
 * @block: the same in naturally aligned blocks of 2^order frames, ascending, as Linux does it.
 *         May be NULL.
 * @max_order: of the largest block
 *
 * Either returns 0, or a negative enum bm_error, which stops the release. They must not edit the
 * map.
 */
struct bm_sink {
	void *ctx;
	int (*range)(void *ctx, pfn_t start_pfn, pfn_t end_pfn);
	int (*block)(void *ctx, pfn_t pfn, unsigned int order);
	unsigned int max_order;
};

/** enum bm_audit_fault - what can be wrong with a hand-over. */
enum bm_audit_fault {
	BM_AUDIT_OK,
	BM_AUDIT_RESERVED,   /* a reserved byte was handed over */
	BM_AUDIT_NOT_MEMORY, /* a byte that is no memory */
	BM_AUDIT_NOT_FREE,   /* NOMAP memory, or a driver's */
	BM_AUDIT_TWICE,      /* not above everything handed over before */
	BM_AUDIT_LEFT_OUT,   /* a free frame below was not */
	BM_AUDIT_SUM,        /* the sum is wrong: the map changed, or is broken */
};

/**
 * struct bm_audit - the books of a hand-over, in bytes. Every byte of memory is in one of them.
 * @memory:   all memory
 * @handed:   handed over
 * @reserved: reserved, and not NOMAP or a driver's
 * @nomap:    NOMAP
 * @driver:   DRIVER_MANAGED
 * @trimmed:  free, but in a frame that is not wholly free
 * @unzoned:  free frames of no zone
 * @late:     given by bm_free_late() and bm_discard() since; part of @reserved
 *
 * @fault:    what went wrong first
 * @range:    the range that was handed over, or should have been
 * @other:    the range it collides with; empty if there is none
 * @flags:    enum memblock_flags of @other
 * @nid:      its node
 */
struct bm_audit {
	phys_addr_t memory;
	phys_addr_t handed;
	phys_addr_t reserved;
	phys_addr_t nomap;
	phys_addr_t driver;
	phys_addr_t trimmed;
	phys_addr_t unzoned;
	phys_addr_t late;

	enum bm_audit_fault fault;
	struct bm_range range;
	struct bm_range other;
	unsigned int flags;
	int nid;

	/* private */
	const struct memblock *mb;
	const struct bm_zones *zones;
	phys_addr_t handed_end;
};

/** bm_audit_fault_name() - @fault in words: "reserved memory was handed over" ... */
const char *bm_audit_fault_name(enum bm_audit_fault fault);

/** bm_audit_begin() - empty books for the map @mb, laid out as @zones. */
void bm_audit_begin(struct bm_audit *audit, const struct memblock *mb,
		    const struct bm_zones *zones);

/**
 * bm_audit_hand() - [start, end) is about to be handed over; ranges come ascending
 *
 * Looks it up in the arrays. The first fault is kept, later ones are not looked for.
 *
 * Return: false if it must not be.
 */
BM_MUST_USE bool bm_audit_hand(struct bm_audit *audit, phys_addr_t start, phys_addr_t end);

/**
 * bm_audit_end() - close the books: walk the map once more and compare
 *
 * Cost:   the regions and free ranges.
 * Return: false if a fault was found, now or before.
 */
BM_MUST_USE bool bm_audit_end(struct bm_audit *audit);

/** bm_audit_log() - the books in one line; and if there is a fault, both ranges. */
void bm_audit_log(const struct bm_audit *audit, const struct bm_port *port);

/**
 * struct bm_mm - a machine on its way from memblock to a page allocator. Read it freely.
 * @mb:       its map
 * @zones:    its layout
 * @pages:    its descriptors; NULL before bm_mm_pages()
 * @buddy:    its page allocator; NULL if it has one of its own
 * @phase:    how far it has come
 * @audit:    the books of the hand-over
 * @sink:     where ranges go
 * @owner_of: tells whose the byte at an address is, for the audit's message; or NULL
 * @owner_ctx: its first argument
 */
struct bm_mm {
	struct memblock *mb;
	const struct bm_zones *zones;
	struct bm_pages *pages;
	struct bm_buddy *buddy;
	enum bm_phase phase;
	struct bm_audit audit;
	struct bm_sink sink;
	const char *(*owner_of)(void *ctx, phys_addr_t addr);
	void *owner_ctx;
};

/** bm_mm_init() - phase populate. @mb and @zones must outlive @mm; @zones is laid out later. */
void bm_mm_init(struct bm_mm *mm, struct memblock *mb, const struct bm_zones *zones);

/**
 * bm_mm_pages() - descriptors for the machine; bm_pages_init() and on to phase zones
 *
 * Cost:   as bm_pages_init().
 * Return: as bm_pages_init(); -BM_EBUSY in another phase than populate.
 */
BM_MUST_USE int bm_mm_pages(struct bm_mm *mm, struct bm_pages *pages, enum bm_pages_policy policy,
			    int boot_nid);

/**
 * bm_mm_buddy() - bm_buddy_init(), with @options of enum bm_buddy_options
 *
 * Return: as bm_buddy_init(); -BM_EBUSY without bm_mm_pages().
 */
BM_MUST_USE int bm_mm_buddy(struct bm_mm *mm, struct bm_buddy *buddy, unsigned int options);

/**
 * bm_release() - hand every free range over
 * @mm:   phase zones; with a sink also populate, if zones are laid out
 * @sink: where ranges go; NULL for the buddy of @mm
 *
 * Scratch-only mode ends, HOTPLUG is cleared, then free ranges are rounded inward to frames, cut
 * where zones begin and end, and handed over ascending. zone->managed is counted anew.
 *
 * Cost:   the regions and free ranges.
 * Return: 0; -BM_EBUSY in another phase; -BM_EINVAL without sink and buddy; -BM_ENOMEM with nothing
 *         handed over; what the sink returned, with the ranges before that handed over. Does not
 *         return if the audit fails.
 * Linux:  memblock_free_all().
 */
BM_MUST_USE int bm_release(struct bm_mm *mm, const struct bm_sink *sink);

/**
 * bm_free_late() - reserved memory is no longer needed: its whole frames go to the page allocator
 * @mm:   phase released or deferred done
 * @base: bytes, any alignment
 * @size: bytes
 *
 * The map is not edited. Frames that @base and @size share with something else stay.
 *
 * Cost:   its frames: the flag of each descriptor is cleared.
 * Return: 0; -BM_EBUSY in another phase; -BM_EINVAL if a byte of it is not reserved memory that may
 *         be mapped, or not in a zone; -BM_EEXIST if a frame of it was freed before: all with
 *         nothing changed; what the sink returned, with the frames before that given.
 * Linux:  memblock_free_late().
 */
BM_MUST_USE int bm_free_late(struct bm_mm *mm, phys_addr_t base, phys_addr_t size);

/**
 * bm_finish() - bm_pages_finish() and on to phase deferred done
 *
 * Return: as bm_pages_finish(); -BM_EBUSY in another phase than released.
 */
BM_MUST_USE int bm_finish(struct bm_mm *mm);

/**
 * bm_discard() - the map's arrays go to the page allocator, and the map is empty
 *
 * Arrays that never grew are the embedder's and stay so.
 *
 * Return: 0; -BM_EBUSY unless the phase is deferred done; -BM_EINVAL or -BM_EEXIST, with nothing
 *         changed, if somebody freed the memory of an array before; what the sink returned.
 * Linux:  memblock_discard().
 */
BM_MUST_USE int bm_discard(struct bm_mm *mm);

/* --- for allocators of your own --------------------------------------------------------------- */

/**
 * bm_block_order() - order of the block to hand over first of frames [start_pfn, end_pfn)
 *
 * The largest that is aligned and fits. Linux: the loop of __free_pages_memory().
 */
unsigned int bm_block_order(pfn_t start_pfn, pfn_t end_pfn, unsigned int max_order);

#ifdef __cplusplus
}
#endif

#endif
