/* SPDX-License-Identifier: MIT */
/*
 * zone.h - from a map of regions to nodes and zones. Numbers in, numbers out.
 *
 * A node is the memory near some CPUs. A zone is the part of a node that lies below an address
 * limit (DMA, DMA32, Normal, HighMem), or the part that only movable data may use (Movable). The
 * layout is computed once, from a finished map, and never allocates: the caller brings the
 * storage, for as many nodes as the machine may have.
 *
 *	static struct bm_node nodes[64];
 *	struct bm_zones zones;
 *	struct bm_zone_policy policy = ...;
 *
 *	bm_zones_init(&zones, nodes, 64);
 *	err = bm_zones_layout(&zones, &mb, &policy);
 *	if (!err)
 *		bm_zones_log(&zones, &mb);
 *
 * What the numbers of the policy are on a given machine is in profile.h; how a command line
 * becomes such numbers is in boot.h. Nothing here knows of either.
 *
 * Where no memory has a node, all of it is node 0. Where some has, the rest belongs to no node
 * and no zone, and counts as a hole.
 *
 * Context: to lay out, one CPU; to read what was laid out, any.
 *
 * Cost: for a question, constant; for a step of a walk or a line of the log, the regions and zones
 * that it passes.
 */
#ifndef BOOTMEM_ZONE_H
#define BOOTMEM_ZONE_H

#include <bootmem/mb.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum bm_zone_idx - zones of a node, lowest first. Which of them exist is up to the policy. */
enum bm_zone_idx {
	BM_ZONE_DMA,
	BM_ZONE_DMA32,
	BM_ZONE_NORMAL,
	BM_ZONE_HIGHMEM,
	BM_ZONE_MOVABLE,
	BM_ZONE_DEVICE,
	BM_NR_ZONES,
};

/** "No frame": no deferral, no boundary. */
#define BM_PFN_NONE (~(pfn_t)0)

/** bm_zone_name() - a zone as Linux prints it: "DMA", "DMA32", "Normal" ...; "none" otherwise. */
const char *bm_zone_name(unsigned int idx);

/**
 * struct bm_zone - one zone of one node
 * @start_pfn: first frame; 0 if nothing is spanned
 * @spanned:   frames from the first to the last, holes included
 * @present:   frames of it that are memory
 * @managed:   frames given to the page allocator; bm_zones_layout() sets it to @present, the
 *             release counts it anew. With kernelcore=mirror it can be more than @present, from
 *             which Linux leaves out memory of the wrong kind that the zone has all the same
 * @nid:       node
 * @idx:       enum bm_zone_idx
 */
struct bm_zone {
	pfn_t start_pfn;
	pfn_t spanned;
	pfn_t present;
	pfn_t managed;
	int nid;
	unsigned int idx;
};

/** bm_zone_end() - the frame after the last of a zone. */
static inline pfn_t bm_zone_end(const struct bm_zone *zone)
{
	return zone->start_pfn + zone->spanned;
}

/**
 * struct bm_node - one node
 * @possible:      in: the node exists, with memory or without. Set for every node with memory.
 * @has_cpus:      in: the node has CPUs; others prefer the memory of nodes without
 * @nid:           its number
 * @start_pfn:     first frame of its memory; 0 if it has none
 * @end_pfn:       frame after its last; 0 if it has none. A node without memory has both 0.
 * @spanned:       sum over zones
 * @present:       sum over zones
 * @movable_start: where ZONE_MOVABLE starts; 0 if it has none
 * @movable_exact: the same before rounding up to the largest buddy block
 * @first_deferred: the first frame whose descriptor the classic boot leaves for later; BM_PFN_NONE:
 *                 none, see struct bm_zone_policy
 * @nr_fallback:   entries of its row in bm_zones.fallback
 * @zones:         by enum bm_zone_idx
 */
struct bm_node {
	bool possible;
	bool has_cpus;
	int nid;
	pfn_t start_pfn;
	pfn_t end_pfn;
	pfn_t spanned;
	pfn_t present;
	pfn_t movable_start;
	pfn_t movable_exact;
	pfn_t first_deferred;
	unsigned int nr_fallback;
	struct bm_zone zones[BM_NR_ZONES];

	/* private: between which regions all of its memory is, how far the spread has come */
	unsigned long first_region;
	unsigned long end_region;
	unsigned long next_region;
	unsigned int nr_leads;     /* rows of others in which it is the first of its distance */
};

/** bm_node_is_memoryless() - has it no whole frame of memory? */
static inline bool bm_node_is_memoryless(const struct bm_node *node)
{
	return node->start_pfn == node->end_pfn;
}

/**
 * struct bm_zone_amount - an amount of memory as a person gives it
 * @nr_pages: frames
 * @percent:  of all memory; wins if it is not 0
 */
struct bm_zone_amount {
	pfn_t nr_pages;
	uint64_t percent;
};

/**
 * struct bm_zone_policy - all that decides where zones begin and end
 * @page_shift:    log2 of the page size
 * @section_shift: log2 of the bytes in a section; sections that hold memory have descriptors
 * @max_order:     order of the largest buddy block; ZONE_MOVABLE starts at a multiple of it
 * @pageblock_order: order of the blocks that are kept to one kind of use; for the log only
 * @zones:         bit BM_ZONE_x set: this machine has the zone. NORMAL and MOVABLE always exist.
 * @limit:         frame where a zone ends at the latest; of MOVABLE and DEVICE not looked at
 *
 * @kernelcore:    memory that must not be movable; 0: all of it
 * @movablecore:   memory that should be movable
 * @mirror:        all memory that is not mirrored is movable, as far as it is above 4 GiB
 * @movable_node:  hot-pluggable memory is movable, and that alone
 * @kdump:         this is a crash kernel
 *
 * @mirror_strict: no @mirror where nothing is mirrored, nor in a crash kernel (Linux from 6.13)
 * @defers:        compute bm_node.first_deferred (a kernel with deferred initialisation)
 * @absent_twice:  a node without memory is announced by two log lines (Linux 6.1 on x86)
 * @own_node_first: a node without memory leads its own fallback order all the same (Linux 6.1)
 * @counts_descriptors: descriptors are taken off the pages said to be there in all (Linux 6.1)
 * @dma_reserve:    and so are these pages of zone DMA (Linux 6.1 on x86)
 */
struct bm_zone_policy {
	unsigned int page_shift;
	unsigned int section_shift;
	unsigned int max_order;
	unsigned int pageblock_order;
	unsigned int zones;
	pfn_t limit[BM_NR_ZONES];

	struct bm_zone_amount kernelcore;
	struct bm_zone_amount movablecore;
	bool mirror;
	bool movable_node;
	bool kdump;

	bool mirror_strict;
	bool defers;
	bool absent_twice;
	bool own_node_first;
	bool counts_descriptors;
	pfn_t dma_reserve;
};

/** enum bm_movable_rule - why ZONE_MOVABLE is where it is. */
enum bm_movable_rule {
	BM_MOVABLE_NOT_ASKED,  /* nothing asks for one */
	BM_MOVABLE_HOTPLUG,    /* movable_node: where hot-pluggable memory starts */
	BM_MOVABLE_MIRROR,     /* kernelcore=mirror: where memory that is not mirrored starts */
	BM_MOVABLE_AMOUNT,     /* kernelcore, movablecore: after each node's share of it */
	BM_MOVABLE_NO_MIRROR,  /* none: mirror asked for, nothing is mirrored */
	BM_MOVABLE_KDUMP,      /* none: mirror asked for in a crash kernel */
	BM_MOVABLE_ALL_KERNEL, /* none: the kernel's part is all there is, or came to 0 */
};

/**
 * struct bm_zones - the layout of a machine
 * @nodes:      the caller's storage
 * @nr_nodes:   entries in it; node numbers are below
 * @policy:     what the layout was made from
 * @lowest_pfn: by zone, where it could begin
 * @end_pfn:    by zone, where it would end; equal to the lowest if the zone is impossible
 * @movable_zone: the highest zone with room; ZONE_MOVABLE takes its frames from it
 * @nr_pages:   whole frames of memory
 * @nr_unzoned: how many of them are in no zone: of no node, or beyond the last limit
 * @rule:       why ZONE_MOVABLE is where it is
 * @kernel_pages: BM_MOVABLE_AMOUNT and BM_MOVABLE_ALL_KERNEL: frames the kernel was to get
 * @low_unmirrored: BM_MOVABLE_MIRROR: memory below 4 GiB is the kernel's though not mirrored
 * @distance:   in: nr_nodes rows of nr_nodes distances; NULL: 10 to itself, 20 to others
 * @fallback:   in: room for nr_nodes rows of nr_nodes node numbers, or NULL; see
 *              bm_zones_fallback()
 */
struct bm_zones {
	struct bm_node *nodes;
	unsigned int nr_nodes;
	struct bm_zone_policy policy;
	pfn_t lowest_pfn[BM_NR_ZONES];
	pfn_t end_pfn[BM_NR_ZONES];
	unsigned int movable_zone;
	pfn_t nr_pages;
	pfn_t nr_unzoned;
	enum bm_movable_rule rule;
	pfn_t kernel_pages;
	bool low_unmirrored;
	const uint8_t *distance;
	uint16_t *fallback;

	/* private: some memory has a node */
	bool has_nids;
};

/* --- layout --------------------------------------------------------------------------- */

/**
 * bm_zones_init() - an empty layout over the caller's storage
 * @zones:    the layout; whatever it held is forgotten
 * @nodes:    storage, cleared; must outlive the layout
 * @nr_nodes: entries in it, 1 to BM_MAX_NODES
 *
 * Afterwards set @possible and @has_cpus of the nodes, and @distance and @fallback, where known.
 */
void bm_zones_init(struct bm_zones *zones, struct bm_node *nodes, unsigned int nr_nodes);

/**
 * bm_zones_layout() - compute every node and zone
 * @zones:  initialised
 * @mb:     the map; only read. Reserved ranges play no part.
 * @policy: copied into @zones
 *
 * Without memory every zone is empty, and that is no error.
 *
 * Cost:    the memory regions, plus nodes times restarts of the spread, at most nodes squared.
 * Return:  0; -BM_EINVAL if the policy contradicts itself (a page has 2^10 to 2^20 bytes, a section
 *          at least those of the largest buddy block and at most 2^40);
 *          -BM_ENOSPC if memory is on a node that @zones has no storage for.
 *          On error nothing is laid out.
 * Linux:   same numbers as free_area_init().
 */
BM_MUST_USE int bm_zones_layout(struct bm_zones *zones, const struct memblock *mb,
				const struct bm_zone_policy *policy);

/**
 * bm_zone_of() - the zone that a frame of memory belongs to
 * @node:     the node of the memory
 * @pfn:      the frame
 * @mirrored: the memory has MEMBLOCK_MIRROR
 *
 * Only with kernelcore=mirror do two zones span a frame. Then mirrored memory belongs to the lower,
 * other memory to Movable. Linux has no zone for mirrored memory that Movable alone spans, and
 * loses it; here it is Movable's.
 *
 * Return: enum bm_zone_idx, or BM_NR_ZONES if no zone spans the frame.
 */
unsigned int bm_zone_of(const struct bm_node *node, pfn_t pfn, bool mirrored);

/* --- holes ---------------------------------------------------------------------------- */

/**
 * struct bm_hole_iter - a walk over frames that have a descriptor but are no usable memory
 * @start_pfn: first frame
 * @end_pfn:   frame after the last, above @start_pfn
 * @nid:       the node they are counted to
 * @idx:       the zone they are counted to
 * @hole:      number of the hole, from 1; a hole that reaches over sections without memory comes in
 *             pieces, because only sections with memory have descriptors
 *
 * A hole counts to the zone above it; what follows the last memory, to the highest zone with
 * memory of the last range's node. Memory that no node owns is a hole too.
 * Linux: the "pages in unavailable ranges", same ranges and numbers.
 */
struct bm_hole_iter {
	pfn_t start_pfn;
	pfn_t end_pfn;
	int nid;
	unsigned int idx;
	unsigned long hole;

	/* private */
	const struct bm_zones *zones;
	const struct memblock *mb;
	unsigned long region;      /* whose zones are being looked at */
	unsigned int zone;         /* the next of them */
	unsigned long section;     /* region whose sections may be in the hole */
	pfn_t used_pfn;            /* everything below belongs to a zone or a hole */
	pfn_t last_end_pfn;
	pfn_t from_pfn;            /* what is left of the hole */
	pfn_t to_pfn;
	unsigned int last_idx;
	int last_nid;
	bool tail_done;
};

/** bm_hole_first() - begin a walk over holes; @zones must have been laid out from @mb. */
void bm_hole_first(struct bm_hole_iter *it, const struct bm_zones *zones,
		   const struct memblock *mb);

/** bm_hole_next() - step to the next piece of a hole; false when there is none. */
bool bm_hole_next(struct bm_hole_iter *it);

/** bm_for_each_hole() - every piece of every hole, ascending. */
#define bm_for_each_hole(it, zones, mb) \
	for (bm_hole_first((it), (zones), (mb)); bm_hole_next(it);)

/* --- fallback -------------------------------------------------------------------------- */

/** bm_zones_distance() - distance from node @from to node @to. */
unsigned int bm_zones_distance(const struct bm_zones *zones, unsigned int from, unsigned int to);

/**
 * bm_zones_fallback() - in which order nodes are asked for memory
 * @zones:  laid out by bm_zones_layout(), which fills @fallback if there is room for it
 * @nid:    the node that needs memory
 * @out_nr: nodes in the row
 *
 * Return: the row, the nearest first, only nodes with memory; NULL with @out_nr 0 if there is none.
 * Linux:  the "Fallback order", same order.
 */
const uint16_t *bm_zones_fallback(const struct bm_zones *zones, unsigned int nid,
				  unsigned int *out_nr);

/**
 * struct bm_zonelist - a walk over the zones that may serve a request, best first
 * @zone: the current one
 */
struct bm_zonelist {
	struct bm_zone *zone;

	/* private */
	const struct bm_zones *zones;
	const uint16_t *row;
	uint16_t self;
	unsigned int nr;
	unsigned int pos;
	unsigned int highest;
	unsigned int idx;
};

/**
 * bm_zonelist_first() - begin a walk over the zones that may serve a request
 * @it:      the walk
 * @zones:   laid out
 * @nid:     the node that needs memory
 * @highest: the highest zone that will do, enum bm_zone_idx
 * @own:     true: only zones of @nid
 *
 * Without room for fallback orders only zones of @nid are seen.
 */
void bm_zonelist_first(struct bm_zonelist *it, const struct bm_zones *zones, unsigned int nid,
		       unsigned int highest, bool own);

/** bm_zonelist_next() - step to the next zone with memory; false when there is none. */
bool bm_zonelist_next(struct bm_zonelist *it);

/* --- log ------------------------------------------------------------------------------ */

/**
 * bm_zones_log() - the layout in the words of a kernel log
 * @zones: laid out
 * @mb:    the map it was made from; lines go to its port
 *
 * Warnings, "Zone ranges:", "Movable zone start for each node", "Early memory node ranges", a
 * line per node, and the pages in unavailable ranges.
 */
void bm_zones_log(const struct bm_zones *zones, const struct memblock *mb);

/** bm_zones_log_fallback() - a "Fallback order for Node" line for each node. */
void bm_zones_log_fallback(const struct bm_zones *zones, const struct bm_port *port);

/** bm_zones_total_pages() - the pages that bm_zones_log_built() says there are. */
pfn_t bm_zones_total_pages(const struct bm_zones *zones);

/** bm_zones_log_built() - "Built 2 zonelists, ..."; with @numa also "Policy zone: Normal". */
void bm_zones_log_built(const struct bm_zones *zones, const struct bm_port *port, bool numa);

#ifdef __cplusplus
}
#endif

#endif
