/* SPDX-License-Identifier: MIT */
/*
 * mm.h - THE FACE, second half: from `memblock` to a page allocator, by the well-known names.
 *
 * One machine, the one that `memblock` describes. In the order of a boot:
 *
 *	free_area_init(&policy, BM_PAGES_DEFERRED);	memory and nodes are known
 *	memblock_free_all();				reservations are made
 *	page_alloc_init_late();				other CPUs run
 *	memblock_discard();
 *
 * Like memblock.h this has no logic of its own: each function is a line or two over zone.h,
 * page.h, buddy.h, release.h and reserve_mem.h, which describe units, edges and errors. Functions
 * that return nothing in Linux return 0 or a negative bm_error here; ignoring it is safe, nothing
 * is half done.
 *
 * Context: boot CPU only, unless a function says otherwise.
 *
 * Cost: that of the functions behind it.
 */
#ifndef BOOTMEM_MM_H
#define BOOTMEM_MM_H

#include <bootmem/memblock.h>
#include <bootmem/release.h>
#include <bootmem/reserve_mem.h>
#include <bootmem/zone.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The machine's nodes and zones. Set what is known of nodes before free_area_init(). */
extern struct bm_zones memblock_zones;

/** Its descriptors. */
extern struct bm_pages memblock_pages;

/** Its page allocator; give each CPU a struct bm_cpu with bm_cpu_init(). */
extern struct bm_buddy memblock_buddy;

/** How far it has come, and the books of the hand-over. */
extern struct bm_mm memblock_mm;

/** Its named reservations. */
extern struct bm_names memblock_names;

/**
 * free_area_init() - nodes, zones, and room for descriptors and allocator
 * @policy: where zones end; see profile.h
 * @pages:  when descriptors are initialised
 *
 * Logs the zones as Linux does. Descriptors of the node of the lowest memory go first.
 *
 * Return: 0; -BM_EINVAL, -BM_ENOSPC as bm_zones_layout(); -BM_ENOMEM; -BM_EBUSY after the release.
 * Linux:  free_area_init(), which takes the limits alone.
 */
int free_area_init(const struct bm_zone_policy *policy, enum bm_pages_policy pages);

/** memblock_free_all() - see bm_release(). */
int memblock_free_all(void);

/** page_alloc_init_late() - initialise the rest of the descriptors; see bm_finish(). */
int page_alloc_init_late(void);

/** memblock_free_late() - see bm_free_late(). */
int memblock_free_late(phys_addr_t base, phys_addr_t size);

/** memblock_discard() - see bm_discard(). */
int memblock_discard(void);

/**
 * reserve_mem_find_by_name() - the memory of a named reservation
 * @name:  terminated by 0
 * @start: set if it is there
 * @size:  set if it is there
 *
 * Return:  1 if it is there, else 0 with nothing set.
 * Context: any, once no name is added or released any more.
 */
int reserve_mem_find_by_name(const char *name, phys_addr_t *start, phys_addr_t *size);

/** reserve_mem_release_by_name() - free a named reservation. Return: 1; 0 if there is none. */
int reserve_mem_release_by_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
