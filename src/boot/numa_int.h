/* SPDX-License-Identifier: MIT */
/*
 * numa_int.h - what the steps of a node configuration share.
 */
#ifndef BOOT_NUMA_INT_H
#define BOOT_NUMA_INT_H

#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>
#include <bootmem/numa.h>

static inline struct bm_range bm_numa_span_(const struct bm_numa_block *block)
{
	struct bm_range span = { block->start, block->end };

	return span;
}

/** bm_numa_tell_() - an event about one range of one node. */
void bm_numa_tell_(const struct bm_numa *numa, enum bm_numa_event_kind kind, int nid,
		   struct bm_range a);

/** bm_numa_tell_distances_() - a table for all nodes is in use from now on. */
void bm_numa_tell_distances_(const struct bm_numa *numa);

/** bm_numa_usable_() - bytes of whole pages of memory in @range. */
phys_addr_t bm_numa_usable_(const struct memblock *mb, struct bm_range range);

#endif
