/* SPDX-License-Identifier: MIT */
/*
 * claims.h - the large reservations that a command line asks for: where each is looked for, in
 * which order, and where it lands.
 *
 * A second kernel for crashes, memory that is lent while a device does not need it (CMA), huge
 * pages. Each searches the map that is there at its moment of the boot; when that is, is the
 * recipe's business. Every search that was made is kept, so that a refusal can be explained.
 *
 *	struct bm_crash_rule rule;
 *	struct bm_claim claim;
 *
 *	bm_crash_rule(&rule, profile, kernel, low_end);
 *	err = bm_crash_reserve(&mb, &crash, &rule, &claim);
 *	if (err == -BM_ENOMEM)
 *		for (i = 0; i < claim.nr_tries; i++)
 *			printf("%llx: too small\n", claim.tries[i].window.start);
 *
 * Named reservations are in reserve_mem.h.
 *
 * Context: one CPU at a time for each map.
 *
 * Cost: that of the searches, see mb_find(), and of an edit; bm_largest_free() and bm_next_node()
 * walk over the map.
 */
#ifndef BOOTMEM_CLAIMS_H
#define BOOTMEM_CLAIMS_H

#include <bootmem/cmdline.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/profile.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Searches that a claim has room for. */
#define BM_MAX_TRIES 4

/**
 * struct bm_try - one search
 * @window: where
 * @size:   bytes wanted
 * @align:  bytes
 * @nid:    node, NUMA_NO_NODE for any
 * @fits:   it was found, at @base
 */
struct bm_try {
	struct bm_range window;
	phys_addr_t size;
	phys_addr_t align;
	phys_addr_t base;
	int nid;
	bool fits;
};

/**
 * struct bm_claim - what came of a reservation
 * @main:  the memory; empty if it was not to be had
 * @low:   crash kernel: the part below 4 GiB that goes with a high one
 * @tries: searches in order
 * @nr_tries: how many there were
 * @other_node: it is on another node than the one asked for
 */
struct bm_claim {
	struct bm_range main;
	struct bm_range low;
	struct bm_try tries[BM_MAX_TRIES];
	unsigned int nr_tries;
	bool other_node;
};

/**
 * struct bm_crash_rule - how an architecture and release look for a crash kernel's memory
 * @align:     bytes
 * @floor:     lowest address of a search, in releases that have one
 * @low_end:   end of low memory: 4 GiB, or where the DMA zone ends
 * @low_size:  bytes below @low_end that go with memory above it, unless the command line says
 * @generic:   the search is the same on all architectures: 6.6 on x86, 6.12 elsewhere
 * @goes_high: memory above @low_end is tried when there is none below
 */
struct bm_crash_rule {
	phys_addr_t align;
	phys_addr_t floor;
	phys_addr_t low_end;
	phys_addr_t low_size;
	bool generic;
	bool goes_high;
};

/** bm_crash_rule() - the rule of @profile in release @kernel; @low_end 0 stands for 4 GiB. */
void bm_crash_rule(struct bm_crash_rule *rule, const struct bm_profile *profile,
		   unsigned int kernel, phys_addr_t low_end);

/**
 * bm_crash_reserve() - memory for a second kernel
 * @mb:    the map
 * @crash: what the command line asks for; its size is not 0
 * @rule:  how to search
 * @claim: set
 *
 * Return: 0; -BM_ENOMEM if it, or the low part that it needs, does not fit, with @mb unchanged.
 * Linux:  reserve_crashkernel() before it was shared, reserve_crashkernel_generic().
 */
BM_MUST_USE int bm_crash_reserve(struct memblock *mb, const struct bm_crashkernel *crash,
				 const struct bm_crash_rule *rule, struct bm_claim *claim);

/**
 * struct bm_cma_ask - an area that the page allocator may lend
 * @size:  bytes, rounded up to @align
 * @align: bytes: a block of pages of one kind
 * @start: lowest address; with @fixed the address
 * @end:   address to end at or below; 0 for anywhere
 * @nid:   node, NUMA_NO_NODE for any
 * @fixed: there or nowhere
 */
struct bm_cma_ask {
	phys_addr_t size;
	phys_addr_t align;
	phys_addr_t start;
	phys_addr_t end;
	int nid;
	bool fixed;
};

/**
 * bm_cma_reserve() - an area for contiguous allocations
 * @mb:    the map
 * @ask:   what is wanted
 * @claim: set
 *
 * With enough memory above 4 GiB it is taken from there upwards, so that low memory is kept.
 *
 * Return: 0; -BM_ENOMEM if it does not fit; -BM_EBUSY if the place is fixed and taken; -BM_EINVAL
 *         if the size is 0 or the alignment is no power of two. On error @mb is unchanged.
 * Linux:  cma_declare_contiguous_nid().
 */
BM_MUST_USE int bm_cma_reserve(struct memblock *mb, const struct bm_cma_ask *ask,
			       struct bm_claim *claim);

/**
 * bm_huge_reserve() - one huge page that is too large for the page allocator
 * @mb:    the map
 * @size:  bytes of a page
 * @nid:   node, or NUMA_NO_NODE
 * @claim: set
 *
 * A node that has none is no reason to fail as long as another has.
 *
 * Return: 0; -BM_ENOMEM with @mb unchanged; -BM_EINVAL if @size is no power of two.
 * Linux:  __alloc_bootmem_huge_page().
 */
BM_MUST_USE int bm_huge_reserve(struct memblock *mb, phys_addr_t size, int nid,
				struct bm_claim *claim);

/** bm_next_node() - the node with memory after @nid, going round; NUMA_NO_NODE if there is none. */
int bm_next_node(const struct memblock *mb, int nid);

/**
 * bm_largest_free() - the largest size that a search would have found
 * @mb:     the map
 * @search: its window, alignment and node; the size does not matter. A window that ends at
 *          MEMBLOCK_ALLOC_ACCESSIBLE ends at the map's limit.
 *
 * Return: the free run, its start aligned and its size rounded down to the alignment; empty if
 *         there is none.
 */
struct bm_range bm_largest_free(struct memblock *mb, const struct bm_try *search);

#ifdef __cplusplus
}
#endif

#endif
