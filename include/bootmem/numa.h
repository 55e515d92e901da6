/* SPDX-License-Identifier: MIT */
/*
 * numa.h - which memory belongs to which node, and how far nodes are apart.
 *
 * Blocks come from a parser (SRAT, device tree, plain text) through a sink; domains of the
 * firmware become node numbers in order of first appearance. Then the list is cleaned up against
 * the memory that there is, optionally cut into fake nodes, and applied to the map.
 *
 *	static struct bm_numa_block blocks[64];
 *	static uint32_t domains[64];
 *	static uint8_t distances[64 * 64];
 *	struct bm_numa numa;
 *
 *	bm_numa_init(&numa, bm_numa_room(blocks, 64, domains, distances, 64));
 *	sink = bm_numa_sink(&numa);
 *	err = bm_srat_parse(srat, size, &sink);
 *	err = err ? err : bm_numa_clean(&numa, &mb, span);
 *	err = err ? err : bm_numa_apply_partial(&numa, &mb, true);
 *
 * bm_numa_set_up() is the whole sequence with its fallbacks, as a kernel runs it. A configuration
 * that fails anywhere is dropped as a whole and the next is tried; the last resort, one node over
 * everything, cannot fail.
 *
 * What Linux would log on the way is told as data (struct bm_numa_event).
 *
 * Context: one CPU at a time, for a configuration and its map.
 *
 * Cost: a pass over the blocks; what edits the map costs an edit a block, see mb.h.
 */
#ifndef BOOTMEM_NUMA_H
#define BOOTMEM_NUMA_H

#include <bootmem/fw.h>
#include <bootmem/mb.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_numa_block - memory of a node
 * @start:    address
 * @end:      address
 * @nid:      node
 * @cut_from: of a fake node: the node it was cut from; else equal to @nid
 */
struct bm_numa_block {
	phys_addr_t start;
	phys_addr_t end;
	int nid;
	int cut_from;
};

/** enum bm_numa_event_kind - what can happen to a configuration. */
enum bm_numa_event_kind {
	BM_NUMA_EV_OFF,          /* numa=off */
	BM_NUMA_EV_CPU,          /* processor @id of domain @domain is on node @nid */
	BM_NUMA_EV_MEMORY,       /* block @a of domain @domain is on node @nid */
	BM_NUMA_EV_TWICE,        /* blocks @a and @b of node @nid overlap */
	BM_NUMA_EV_CONFLICT,     /* block @a of node @nid and @b of node @nid_b overlap: refused */
	BM_NUMA_EV_JOINED,       /* @a and @b of node @nid are one block now */
	BM_NUMA_EV_DISTANCES,    /* a table of @value nodes is in use */
	BM_NUMA_EV_FAKE_NODE,    /* fake node @nid at @a */
	BM_NUMA_EV_FAKE_FAILED,  /* numa=fake= cannot be done */
	BM_NUMA_EV_UNCOVERED,    /* @value bytes of memory would have no node: refused */
	BM_NUMA_EV_NONE,         /* no configuration found */
	BM_NUMA_EV_DUMMY,        /* one node for @a */
};

/**
 * struct bm_numa_event - what happened; which members count, enum bm_numa_event_kind says
 * @kind:   what
 * @nid:    node
 * @nid_b:  the other node
 * @domain: its number at the source
 * @id:     number of a processor
 * @a:      block
 * @b:      the other block
 * @hotplug: the block may be removed at run time
 * @nonvolatile: it keeps its contents
 * @value:  a number of nodes, or of bytes
 */
struct bm_numa_event {
	enum bm_numa_event_kind kind;
	int nid;
	int nid_b;
	uint32_t domain;
	uint32_t id;
	struct bm_range a;
	struct bm_range b;
	bool hotplug;
	bool nonvolatile;
	uint64_t value;
};

/**
 * struct bm_numa_room - storage of the caller
 * @blocks:     room for the blocks
 * @max_blocks: entries of it
 * @domains:    one per node
 * @distances:  max_nodes * max_nodes, row by row, or NULL to forget distances
 * @max_nodes:  nodes that can be, at most BM_MAX_NODES
 */
struct bm_numa_room {
	struct bm_numa_block *blocks;
	unsigned int max_blocks;
	uint32_t *domains;
	uint8_t *distances;
	unsigned int max_nodes;
};

/** bm_numa_room() - storage for a configuration, put together. */
struct bm_numa_room bm_numa_room(struct bm_numa_block *blocks, unsigned int max_blocks,
				 uint32_t *domains, uint8_t *distances, unsigned int max_nodes);

/**
 * struct bm_numa - a node configuration
 * @room:          storage
 * @nr_blocks:     blocks in use, sorted by address once they are cleaned
 * @nr_aside:      blocks behind them without memory at boot, for what is plugged in later
 * @nr_nodes:      one more than the highest node that was named, also by a processor alone;
 *                 room.domains[nid] is BM_FW_NO_DOMAIN for those between that were not
 * @has_distances: room.distances is in use
 * @domain_is_nid: domains are node numbers (device tree), not to be numbered in order of
 *                 appearance (SRAT)
 * @hotplug_in:    map in which hot-pluggable memory is marked as it is told, because blocks are
 *                 joined later; or NULL
 * @fake_distances: distances given with numa=fake=, row by row
 * @event:         told what Linux would log; or NULL
 * @event_ctx:     its first argument
 * @diag_to:       whom bm_numa_sink() passes diags on to; or NULL
 */
struct bm_numa {
	struct bm_numa_room room;
	unsigned int nr_blocks;
	unsigned int nr_aside;
	unsigned int nr_nodes;
	bool has_distances;
	bool domain_is_nid;
	struct memblock *hotplug_in;
	struct bm_str fake_distances;
	void (*event)(void *ctx, const struct bm_numa_event *event);
	void *event_ctx;
	const struct bm_fw_sink *diag_to;
};

/** bm_numa_init() - nothing known; events and diags go nowhere. */
void bm_numa_init(struct bm_numa *numa, struct bm_numa_room room);

/** bm_numa_reset() - forget what was learned; storage and whom to tell stay. */
void bm_numa_reset(struct bm_numa *numa);

/**
 * bm_numa_sink() - a sink that takes ranges with a domain as blocks, processors, and distances
 *
 * Ranges that are BM_FW_NONE or have no domain, and processors that are not enabled, are left
 * out. A parse ends with -BM_ENOSPC when there is no room for a block or a node.
 */
struct bm_fw_sink bm_numa_sink(struct bm_numa *numa);

/**
 * bm_numa_add() - [start, end) is on node @nid
 * @numa:  not yet cleaned
 * @range: not empty
 * @nid:   below room.max_nodes
 *
 * Return: 0; -BM_ENOSPC; -BM_EINVAL if @nid is out of range.
 */
BM_MUST_USE int bm_numa_add(struct bm_numa *numa, struct bm_range range, int nid);

/** bm_numa_distance() - distance from node to node; the default where nothing is known. */
unsigned int bm_numa_distance(const struct bm_numa *numa, int from, int to);

/**
 * bm_numa_clean() - cut the blocks to the memory there is, join what belongs together
 * @numa: the configuration
 * @mb:   memory
 * @span: blocks are cut to it; what is cut off at its end is kept aside
 *
 * Blocks without memory are kept aside too. Blocks of one node are joined when no other node has
 * a block between them.
 *
 * Return: 0; -BM_EINVAL if blocks of different nodes overlap; -BM_ENOSPC.
 * Cost:   O(n log n).
 * Linux:  numa_cleanup_meminfo().
 */
BM_MUST_USE int bm_numa_clean(struct bm_numa *numa, const struct memblock *mb,
			      struct bm_range span);

/**
 * struct bm_numa_fake - numbers for cutting nodes into fake ones
 * @spec:      what follows numa=fake=: "N", "NU", or a size in M or G, in capital letters; then
 *             optional ":D,D,..."
 * @span:      see bm_numa_clean(); what is shared out ends at its end
 * @dma32_end: no node is left with too little below it: 4 GiB
 * @work:      storage, twice as many blocks as the configuration has room for
 */
struct bm_numa_fake {
	struct bm_str spec;
	struct bm_range span;
	phys_addr_t dma32_end;
	struct bm_numa_block *work;
};

/**
 * bm_numa_cut() - replace the nodes by fake ones
 * @numa: cleaned
 * @mb:   memory
 * @fake: how
 *
 * Return: 0; -BM_EINVAL if the specification cannot be met, -BM_ENOSPC: both with @numa unchanged.
 * Linux:  numa_emulation().
 */
BM_MUST_USE int bm_numa_cut(struct bm_numa *numa, const struct memblock *mb,
			    const struct bm_numa_fake *fake);

/**
 * bm_numa_apply_partial() - give the map its nodes
 * @numa: cleaned
 * @mb:   memory gets nodes, and with @reserved_too reservations as well; HOTPLUG is cleared on
 *        nodes that hold a reservation
 * @reserved_too: all but arch_numa up to 6.11
 *
 * Return: 0; -BM_ENOMEM with only part of the map done: setting nodes again starts over.
 * Linux:  numa_register_memblks().
 */
BM_MUST_USE int bm_numa_apply_partial(const struct bm_numa *numa, struct memblock *mb,
				      bool reserved_too);

/**
 * struct bm_numa_source - something that tells nodes
 * @ctx:   first argument of @parse
 * @parse: feeds bm_numa_sink(); returns 0 if it could
 */
struct bm_numa_source {
	void *ctx;
	int (*parse)(void *ctx, struct bm_numa *numa);
};

/**
 * struct bm_numa_plan - the whole sequence, as one kernel runs it
 * @off:          numa=off
 * @fake:         numa=fake=; fake.spec.at or fake.work NULL for none
 * @span:         see bm_numa_clean()
 * @dummy:        the one node of the last resort
 * @slack:        bytes of memory that may be left without a node
 * @by_blocks:    count them by blocks, @slack being too many already: x86 up to 6.11
 * @memory_only:  reservations get no node, HOTPLUG stays as firmware said: arch_numa up to 6.11
 * @sources:      in order of preference
 * @nr_sources:   how many
 */
struct bm_numa_plan {
	bool off;
	struct bm_numa_fake fake;
	struct bm_range span;
	struct bm_range dummy;
	phys_addr_t slack;
	bool by_blocks;
	bool memory_only;
	const struct bm_numa_source *sources;
	unsigned int nr_sources;
};

/**
 * bm_numa_set_up() - try the sources in order, end with one node if none will do
 * @numa: set to what is in force at the end
 * @mb:   every node is set anew
 * @plan: how
 *
 * A source that fails, contradicts itself or leaves memory without a node is dropped as a whole.
 *
 * Return: 0; -BM_ENOMEM if the map cannot be split, -BM_ENOSPC if there is not even room for one
 *         block.
 * Linux:  numa_init() of x86 and arch_numa.
 */
BM_MUST_USE int bm_numa_set_up(struct bm_numa *numa, struct memblock *mb,
			       const struct bm_numa_plan *plan);

#ifdef __cplusplus
}
#endif

#endif
