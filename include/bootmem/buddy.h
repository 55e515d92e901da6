/* SPDX-License-Identifier: MIT */
/*
 * buddy.h - the page allocator that takes over: naturally aligned blocks of 2^order frames.
 *
 * Blocks split and merge by address, never across a zone, a node, or a frame that was not given.
 * What is free is kept as a hierarchy of bitmaps, whose upper bits mean "all of it is free, the
 * bits below were never written". So a range costs the same whether it has 1 MiB or 1 TiB, and the
 * allocator is ready when a few hundred bytes have been written. No descriptor is needed.
 *
 *	bm_buddy_init(&buddy, &pages, 0);
 *	bm_buddy_add(&buddy, start_pfn, end_pfn);	// bm_release does it
 *	bm_cpu_init(&cpu, &buddy, nid);			// one for each CPU
 *
 *	err = bm_buddy_alloc(&cpu, 0, BM_GFP_KERNEL, &pfn);
 *	err = bm_buddy_free(&cpu, pfn, 0);
 *
 * Layout of a tree (one per span, see page.h), from the bottom; BM_LEAF_ORDER is 6 with 64-bit
 * words, 5 with 32-bit ones:
 *
 *	leaf	a word of frames: which are free, and what the others are
 *	mid	64 leaves: which are free as a whole, else taken as a whole or split
 *	up	64 mids: for each order, which have a block of it
 *	top	64 ups, likewise; the array of tops is all that is written at first
 *
 * A frame is free where the leaf's words `gives` and `takes` differ: freeing flips a bit of the
 * one, allocating flips a bit of the other. Only the owner of a leaf allocates from it, so it
 * needs no atomic operation; anybody frees with one compare-and-swap, which cannot succeed twice.
 * Everything above the leaves is under the tree's lock. docs/models/leaf.pml is the protocol.
 *
 * Context: functions on a struct bm_cpu, that CPU only (mask interrupts if their handlers call,
 * too); the others any CPU, unless they say otherwise.
 *
 * Cost: below the order of a leaf no atomic operation to allocate and one to free, as long as the
 * leaf that the CPU owns has room; else the levels of a tree under its lock. What takes a range
 * costs its leaves, what counts or checks costs all bitmaps that were written.
 */
#ifndef BOOTMEM_BUDDY_H
#define BOOTMEM_BUDDY_H

#include <bootmem/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/** log2 of the frames in a leaf: as many as bits in a word. */
#define BM_LEAF_ORDER (sizeof(unsigned long) == 8 ? 6u : 5u)

/** Largest order there is room for; zones.policy.max_order counts if that is less. */
#define BM_MAX_ORDER (BM_LEAF_ORDER + 5u)

/** Words in a set of 64 bits that CPUs share. */
#define BM_SET_WORDS (8 / sizeof(unsigned long))

/**
 * Classes of free space that the upper levels tell apart: 0 is a split leaf that nobody owns and
 * that has a free frame; 1 and on are blocks of order BM_LEAF_ORDER and on.
 */
#define BM_NR_CLASSES 7

/**
 * struct bm_leaf - one word of frames, bit 0 the lowest
 * @gives: flipped by whoever frees
 * @takes: flipped by the owner, who allocates
 * @head, @tail: of frames that are not free. Neither: never given. head: first frame of a block.
 *         tail: a further frame of it. Both: isolated.
 */
struct bm_leaf {
	bm_shared_t gives;
	bm_shared_t takes;
	bm_shared_t head;
	bm_shared_t tail;
};

/**
 * struct bm_mid - 64 leaves, bit 0 the lowest
 * @free:    bits: free as a whole
 * @head, @tail: bits of those that are not free, as in a leaf; both: split, the leaf knows more
 * @partial: split, nobody owns it, and a frame is free
 * @ready:   the leaf was written once; unless it is split, it says that all of it is free
 * @owned:   a CPU allocates from it
 */
struct bm_mid {
	uint64_t free;
	uint64_t head;
	uint64_t tail;
	uint64_t partial;
	bm_shared_t ready[BM_SET_WORDS];
	bm_shared_t owned[BM_SET_WORDS];
	uint64_t spare[2];         /* words that make it a cache line */
};

/**
 * struct bm_up - 64 mids, or 64 ups, bit 0 the lowest
 * @ready: the record below was written. If not, and the bits in @avail are set, all is free.
 * @avail: by class: may have such space. A bit that is not set is certain; of a ready record,
 *         one that is set may be out of date.
 */
struct bm_up {
	bm_shared_t ready[BM_SET_WORDS];
	uint64_t avail[BM_NR_CLASSES];
};

/** struct bm_recent - where a block was allocated last; the one behind it may be free; private. */
struct bm_recent {
	struct bm_mid *mid;
	pfn_t mid_pfn;
	uint64_t run;              /* bits, its leaves; 0: there is none */
	unsigned int order;
};

/** struct bm_tree - the bitmaps of a span, and where they are; private. */
struct bm_tree {
	pfn_t start_pfn;
	pfn_t end_pfn;
	pfn_t base_pfn;            /* frame of bit 0 of everything */
	struct bm_leaf *leaves;
	struct bm_mid *mids;
	struct bm_up *ups;
	struct bm_up *tops;
	struct bm_buddy *buddy;
	phys_addr_t base;          /* where all that lives */
	phys_addr_t size;
	unsigned long nr_leaves;
	unsigned int nr_tops;
	int nid;
	unsigned int idx;
	uint32_t next;             /* tree of the same zone, or BM_NO_TREE */

	bm_shared_t nr_written;    /* all leaves before this one were written; only grows */
	bm_shared32_t lock;
	pfn_t managed;             /* frames given, under the lock */
	unsigned int first_top[BM_NR_CLASSES]; /* index; none below has such space */
	struct bm_recent recent;
};

/** "No tree", where one has a number. */
#define BM_NO_TREE 0xffffffffu

/** enum bm_buddy_options - options of bm_buddy_init(). */
enum bm_buddy_options {
	BM_BUDDY_POISON = 0x1, /* overwrite frames when they are freed */
	BM_BUDDY_CHECK = 0x3,  /* and see whether they still look so when allocated */
};

/**
 * struct bm_buddy - the allocator. Read @max_order and the counters freely.
 * @pages:      spans, and descriptors for BM_PAGES_DEFERRED
 * @port:       the map's
 * @max_order:  of the largest block
 * @options:    enum bm_buddy_options
 * @bad_frees:  frees that were refused
 * @bad_poison: frames that were written to after they were freed; they are isolated
 * @bytes_touched: bytes of bitmaps written for the first time
 */
struct bm_buddy {
	struct bm_pages *pages;
	const struct bm_port *port;
	unsigned int max_order;
	unsigned int options;

	bm_shared_t bad_frees;
	bm_shared_t bad_poison;
	bm_shared_t bytes_touched;

	/* private */
	bool is_plain;             /* nothing is to be done to frames before they are handed out */
	struct bm_tree *trees;     /* by span */
	uint32_t *first_tree;      /* by node and zone */
	struct bm_tree nowhere;    /* without a frame: what a CPU looks at before its first free */
	phys_addr_t tables_base;
	phys_addr_t tables_size;
};

/** enum bm_gfp - what memory will do: the highest zone, and whether other nodes may help out. */
enum bm_gfp {
	BM_GFP_DMA = BM_ZONE_DMA,
	BM_GFP_DMA32 = BM_ZONE_DMA32,
	BM_GFP_KERNEL = BM_ZONE_NORMAL,
	BM_GFP_HIGHMEM = BM_ZONE_HIGHMEM,
	BM_GFP_MOVABLE = BM_ZONE_MOVABLE,
	BM_GFP_THISNODE = 0x8,
};

/** Kinds of request: every value of enum bm_gfp, with and without BM_GFP_THISNODE. */
#define BM_NR_SLOTS 16

/**
 * struct bm_slot - what a CPU has for one kind of request
 * @nr_allocs: frames allocated by such requests, as of the last bm_cpu_count()
 */
struct bm_slot {
	unsigned long nr_allocs;

	/* private */
	unsigned long avail;       /* frames of its leaf that are known to be free */
	unsigned long rest;        /* leaf->takes is always avail ^ rest */
	unsigned long odd;         /* frames that need a further look before they are freed */
	struct bm_leaf *leaf;      /* the leaf it owns; NULL: none */
	pfn_t pfn;                 /* of bit 0; far from any frame if there is none */
	struct bm_tree *tree;      /* whose leaf it is */
	unsigned long counted;     /* avail when allocations were counted last */
};

/**
 * struct bm_cpu - a CPU's corner of the allocator: it parks at most a leaf per kind of request
 * @buddy:    whose it is
 * @nid:      node that is asked first
 * @nr_frees: frames freed
 * @nr_fails: requests refused for want of memory
 * @slots:    by enum bm_gfp
 */
struct bm_cpu {
	struct bm_buddy *buddy;
	int nid;
	unsigned long nr_frees;
	unsigned long nr_fails;

	/* private */
	struct bm_tree *near_tree; /* of the last free */
	struct bm_slot *near_slot; /* of the last leaf owned */
	struct bm_tree *homes[BM_NR_SLOTS]; /* the tree that is asked first, or NULL */
	struct bm_slot slots[BM_NR_SLOTS];
};

/* --- set up --------------------------------------------------------------------------- */

/**
 * bm_buddy_size() - bytes of the map that bm_buddy_init() will take, most of them never written
 * @pages: set up
 */
phys_addr_t bm_buddy_size(const struct bm_pages *pages);

/**
 * bm_buddy_init() - an allocator that has nothing yet
 * @buddy:   set up; must not move afterwards
 * @pages:   set up; must outlive @buddy. Bitmaps are taken from its map, from their own node if it
 *           has room.
 * @options: enum bm_buddy_options
 *
 * Return:  0; -BM_ENOMEM if there is no room or it cannot be mapped, with the reservations of
 *          the map as they were.
 * Context: boot CPU only.
 * Cost:    the spans: what is as large as the memory is not written.
 */
BM_MUST_USE int bm_buddy_init(struct bm_buddy *buddy, struct bm_pages *pages, unsigned int options);

/**
 * bm_buddy_add() - frames [start_pfn, end_pfn) are the allocator's from now on
 * @buddy:     set up
 * @start_pfn: first frame
 * @end_pfn:   frame after the last; no more than start_pfn changes nothing
 *
 * All of them in zones, and none given before. Two CPUs must not give the same frames at once.
 *
 * Cost:   the levels, not the frames.
 * Return: 0; -BM_EINVAL if one is in no zone; -BM_EEXIST if one was given before. On error nothing
 *         changed.
 * Linux:  __free_pages_core().
 */
BM_MUST_USE int bm_buddy_add(struct bm_buddy *buddy, pfn_t start_pfn, pfn_t end_pfn);

/** bm_cpu_init() - a CPU of node @nid, or NUMA_NO_NODE for the first, that owns nothing yet. */
void bm_cpu_init(struct bm_cpu *cpu, struct bm_buddy *buddy, int nid);

/** bm_cpu_count() - bring nr_allocs of all slots up to date. */
void bm_cpu_count(struct bm_cpu *cpu);

/** bm_cpu_drain() - give up all leaves that @cpu owns. Linux: drain_local_pages(). */
void bm_cpu_drain(struct bm_cpu *cpu);

/* --- allocate and free --------------------------------------------------------------------- */

/**
 * bm_buddy_alloc() - allocate 2^order frames, aligned to their size
 * @cpu:     who wants them
 * @order:   0 to buddy->max_order
 * @gfp:     one of enum bm_gfp, with or without BM_GFP_THISNODE
 * @out_pfn: set to the first frame on success only
 *
 * Tried: the zones of the CPU's node from the highest that will do downward, then other nodes in
 * fallback order. Once a zone was full, up to a leaf of frames may come from the one that helped
 * out, although there is room again.
 *
 * Return: 0; -BM_ENOMEM if there is no such block (other CPUs may have a leaf parked: drain them);
 *         -BM_EINVAL for an order or a kind that does not exist.
 * Linux:  alloc_pages(), without reclaim or reserves.
 */
BM_MUST_USE int bm_buddy_alloc(struct bm_cpu *cpu, unsigned int order, unsigned int gfp,
			       pfn_t *out_pfn);

/**
 * bm_buddy_free() - free a block of 2^order frames
 * @cpu:   who frees it, not necessarily who allocated it
 * @pfn:   first frame
 * @order: as it was allocated
 *
 * What is not an allocated block of that order is refused: one freed twice, one of another order,
 * a piece of one, what was never allocated, reserved, isolated or no memory. The log gets a line
 * that says what the frame is, and nothing changes. So it is between CPUs: of two that free the
 * same block at once, one is refused. If one of them owns the leaf and the other comes within
 * nanoseconds, both may get 0; the block is lost then, and never given out twice.
 *
 * Return: 0; -BM_EINVAL if refused.
 * Linux:  __free_pages(), which finds out late if at all.
 */
BM_MUST_USE int bm_buddy_free(struct bm_cpu *cpu, pfn_t pfn, unsigned int order);

/**
 * bm_buddy_alloc_range() - allocate exactly the frames [start_pfn, end_pfn)
 * @cpu:       who wants them; what it has parked is given up first
 * @start_pfn: first frame
 * @end_pfn:   frame after the last, above start_pfn
 *
 * Each frame is a block of order 0 afterwards, and is freed as such, or all by
 * bm_buddy_free_range(). May span zones.
 *
 * Return: 0; -BM_EBUSY if one is not free, see bm_buddy_in_the_way(); -BM_EINVAL if the range is
 *         empty or outside all zones. On error nothing changed.
 * Linux:  alloc_contig_range(), without migration.
 */
BM_MUST_USE int bm_buddy_alloc_range(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn);

/**
 * bm_buddy_free_range() - free frames that are each a block of order 0
 *
 * Return: 0; -BM_EINVAL if one is not; then, as nothing may change under way, nothing did unless
 *         somebody else freed frames of the range at the same time.
 * Linux:  free_contig_range().
 */
BM_MUST_USE int bm_buddy_free_range(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn);

/**
 * bm_buddy_isolate() - take a free range out: nobody gets its frames until they are put back
 *
 * For removing memory, for large contiguous areas, for bad frames.
 *
 * Return: as bm_buddy_alloc_range(), with the same arguments.
 * Linux:  isolate_freepages_range(), test_pages_isolated().
 */
BM_MUST_USE int bm_buddy_isolate(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn);

/**
 * bm_buddy_put_back() - isolated frames are free again
 *
 * Return: 0; -BM_EINVAL if a frame of the range is not isolated, with nothing changed.
 */
BM_MUST_USE int bm_buddy_put_back(struct bm_cpu *cpu, pfn_t start_pfn, pfn_t end_pfn);

/* --- look ---------------------------------------------------------------------------------- */

/** enum bm_frame_state - what a frame is. */
enum bm_frame_state {
	BM_FRAME_NONE,      /* outside all sections */
	BM_FRAME_NOT_GIVEN, /* reserved, a hole, or memory that was never released */
	BM_FRAME_FREE,
	BM_FRAME_PARKED,    /* free, and a CPU owns its leaf */
	BM_FRAME_ALLOCATED,
	BM_FRAME_ISOLATED,
};

/**
 * struct bm_frame - the frames around one that are alike
 * @state: what they are
 * @order: of the block, if allocated or free
 * @start_pfn: the block, or as much as is known to be alike
 * @end_pfn:   frame after the last
 */
struct bm_frame {
	enum bm_frame_state state;
	unsigned int order;
	pfn_t start_pfn;
	pfn_t end_pfn;
};

/** bm_buddy_frame() - what is this frame? An allocated block is told whole. */
struct bm_frame bm_buddy_frame(struct bm_buddy *buddy, pfn_t pfn);

/** bm_frame_name() - @state in words: "free", "allocated" ... */
const char *bm_frame_name(enum bm_frame_state state);

/**
 * bm_buddy_in_the_way() - the first frame of a range that is not free
 * @buddy:     set up
 * @start_pfn: first frame
 * @end_pfn:   frame after the last
 * @frame:     set to what it is; frame->start_pfn may lie before the range
 *
 * Return: false if all are free. Continue at frame->end_pfn to see the next.
 */
bool bm_buddy_in_the_way(struct bm_buddy *buddy, pfn_t start_pfn, pfn_t end_pfn,
			 struct bm_frame *frame);

/**
 * struct bm_zone_counts - the frames of a zone
 * @managed: given to the allocator
 * @free:    free, parked ones included
 * @parked:  of leaves that a CPU owns
 * @blocks:  free blocks by order, each as large as it can be
 */
struct bm_zone_counts {
	pfn_t managed;
	pfn_t free;
	pfn_t parked;
	pfn_t blocks[BM_MAX_ORDER + 1];
};

/** bm_buddy_count() - count the frames of zone @idx of node @nid; exact while nobody allocates. */
void bm_buddy_count(struct bm_buddy *buddy, int nid, unsigned int idx,
		    struct bm_zone_counts *counts);

/** bm_buddy_log() - log a line for each zone, in the form of /proc/buddyinfo. */
void bm_buddy_log(struct bm_buddy *buddy);

/** bm_buddy_log_zones() - log each zone in the form of /proc/zoneinfo; all watermarks are 0. */
void bm_buddy_log_zones(struct bm_buddy *buddy);

/**
 * bm_buddy_check() - is the allocator well formed? For when no other CPU is in it.
 *
 * Return: NULL if so, else a sentence that names the first invariant found broken.
 */
const char *bm_buddy_check(struct bm_buddy *buddy);

#ifdef __cplusplus
}
#endif

#endif
