/* SPDX-License-Identifier: MIT */
/*
 * mb_alloc.h - find free memory in a map, and take it.
 *
 * A request says what is wanted; its constructor fills in "anywhere": any node (0 would be
 * a real node), any address below mb->current_limit, the map's own direction.
 *
 *	struct mb_req req = mb_req(size, align);
 *	struct mb_spot spot;
 *
 *	req.nid = 1;
 *	err = mb_alloc(&mb, &req, &spot);
 *
 * Free memory is searched from the top down, or from the bottom up if mb->bottom_up; the first fit
 * wins. What cannot be had as asked is tried less strictly, in this order (rungs):
 *
 *	mirrored memory of the node, mirrored memory of any node   (if there is mirrored memory)
 *	memory of the node, memory of any node
 *	all of these again without the lower bound                 (if soft_start)
 *
 * Steps to "any node" are left out for a request without a node, or with exact_nid. In scratch-only
 * mode scratch memory takes the place of mirrored memory and nothing replaces it.
 *
 * Page 0 is never handed out. An allocation never crosses a border between two memory regions, so
 * never between two nodes.
 *
 * Context: one CPU at a time, and never from within a port function.
 *
 * Cost: that of mb_find(), and of reserving what it found, see mb.h.
 *
 * Linux: the same addresses; docs/linux-parity.md says how replayed boots show it.
 */
#ifndef BOOTMEM_MB_ALLOC_H
#define BOOTMEM_MB_ALLOC_H

#include <bootmem/mb.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Values of an upper bound that are not addresses, as in Linux. */
#define MEMBLOCK_ALLOC_ACCESSIBLE ((phys_addr_t)0)  /* up to mb->current_limit */
#define MEMBLOCK_ALLOC_NOLEAKTRACE ((phys_addr_t)1) /* the same here */
#define MEMBLOCK_ALLOC_ANYWHERE PHYS_ADDR_MAX       /* no bound */
#define MEMBLOCK_LOW_LIMIT ((phys_addr_t)0)

/**
 * struct mb_req - what is wanted
 * @size:       bytes, not 0
 * @align:      bytes, a power of two; 0 stands for BM_CACHE_LINE
 * @start:      lowest address; raised to the second page
 * @end:        address to end at or below, or MEMBLOCK_ALLOC_ACCESSIBLE
 * @nid:        node; NUMA_NO_NODE for any
 * @exact_nid:  rather fail than use another node
 * @soft_start: rather ignore @start than fail
 * @under_limit: hold @end to mb->current_limit, also when it is an address
 * @odd_align:  accept an @align that is not a power of two and round with it as a mask, as Linux
 *              does. For tools that predict Linux; nobody else wants the result.
 * @call:       name for the debug line that states the request; NULL prints none
 */
struct mb_req {
	phys_addr_t size;
	phys_addr_t align;
	phys_addr_t start;
	phys_addr_t end;
	int nid;
	bool exact_nid;
	bool soft_start;
	bool under_limit;
	bool odd_align;
	const char *call;
};

/** enum mb_gave_up - what was given up to satisfy a request; bits. */
enum mb_gave_up {
	MB_GAVE_UP_NOTHING = 0x0,
	MB_GAVE_UP_NODE = 0x1,
	MB_GAVE_UP_MIRROR = 0x2,
	MB_GAVE_UP_START = 0x4,
};

/**
 * struct mb_spot - where a request fits
 * @base:    address
 * @gave_up: enum mb_gave_up bits, which rung it was
 */
struct mb_spot {
	phys_addr_t base;
	unsigned int gave_up;
};

/**
 * mb_req() - a request for @size bytes at a multiple of @align, anywhere below the limit
 *
 * Context: any. Cost: constant.
 */
static inline struct mb_req mb_req(phys_addr_t size, phys_addr_t align)
{
	struct mb_req req = { size, align, 0, 0, NUMA_NO_NODE, false, false, false, false, NULL };

	return req;
}

/**
 * mb_find() - where would this be allocated?
 * @mb:   the map; nothing in it changes that a caller can see
 * @req:  the request
 * @spot: set on success only
 *
 * Return: 0; -BM_ENOMEM if it fits nowhere; -BM_EINVAL if @size is 0 or @align is not a power of
 *         two.
 * Cost:   the free ranges in the way that are too small; those that an earlier search of about the
 *         same size met are skipped at once.
 * Linux:  memblock_find_in_range_node() under the retries of memblock_alloc_range_nid().
 */
BM_MUST_USE int mb_find(struct memblock *mb, const struct mb_req *req, struct mb_spot *spot);

/**
 * mb_alloc() - find, then reserve
 * @mb:   the map
 * @req:  the request
 * @spot: set on success only
 *
 * The reservation carries MEMBLOCK_RSRV_KERN and, unless the node was given up, the node asked for
 * (neither if mb->untagged). Contents are left as they are.
 *
 * Return: as mb_find(); also -BM_ENOMEM if there was no slot to record it. On error @mb is
 *         unchanged.
 * Linux:  same as memblock_alloc_range_nid(), except that size 0 is refused.
 */
BM_MUST_USE int mb_alloc(struct memblock *mb, const struct mb_req *req, struct mb_spot *spot);

/**
 * mb_alloc_raw() - mb_alloc(), as a pointer from the port's map
 * @mb:  the map
 * @req: the request
 *
 * Return: pointer, contents as they were; NULL on any error, @mb unchanged.
 * Linux:  the core of memblock_alloc_try_nid_raw().
 */
BM_MUST_USE void *mb_alloc_raw(struct memblock *mb, const struct mb_req *req);

/**
 * mb_alloc_zeroed() - mb_alloc_raw(), then exactly req->size bytes set to zero
 * @mb:  the map
 * @req: the request
 *
 * Return: pointer; NULL on any error, @mb unchanged.
 * Linux:  the core of memblock_alloc_try_nid().
 */
BM_MUST_USE void *mb_alloc_zeroed(struct memblock *mb, const struct mb_req *req);

/**
 * mb_addr() - the address behind a pointer that an allocation returned
 *
 * Context: any. Cost: that of the port's addr. Linux: __pa().
 */
phys_addr_t mb_addr(const struct memblock *mb, const void *ptr);

#ifdef __cplusplus
}
#endif

#endif
