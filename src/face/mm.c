// SPDX-License-Identifier: MIT
/*
 * mm.c - from the one map to its page allocator, by the well-known names. No logic of its own.
 *
 * Linux: mm/mm_init.c and the end of mm/memblock.c, as far as they are about nodes, zones,
 * descriptors and the hand-over; docs/linux-parity.md lists them.
 */
#include <bootmem/mm.h>

#include "base/range.h"

static struct bm_node nodes[BM_FACE_NODES];
static struct bm_named names[BM_FACE_NAMES];

struct bm_zones memblock_zones = { .nodes = nodes, .nr_nodes = BM_FACE_NODES };
struct bm_pages memblock_pages;
struct bm_buddy memblock_buddy;
struct bm_mm memblock_mm = { .mb = &memblock, .zones = &memblock_zones };
struct bm_names memblock_names = { .slots = names, .max = BM_FACE_NAMES, .name_max = BM_NAME_MAX };

int free_area_init(const struct bm_zone_policy *policy, enum bm_pages_policy pages)
{
	int nid = memblock.memory.cnt > 0 ? memblock.memory.regions[0].nid : NUMA_NO_NODE;
	int err = bm_zones_layout(&memblock_zones, &memblock, policy);

	if (err)
		return err;
	bm_zones_log(&memblock_zones, &memblock);
	err = bm_mm_pages(&memblock_mm, &memblock_pages, pages, nid < 0 ? 0 : nid);
	return err ? err : bm_mm_buddy(&memblock_mm, &memblock_buddy, 0);
}

int memblock_free_all(void)
{
	return bm_release(&memblock_mm, NULL);
}

int page_alloc_init_late(void)
{
	return bm_finish(&memblock_mm);
}

int memblock_free_late(phys_addr_t base, phys_addr_t size)
{
	return bm_free_late(&memblock_mm, base, size);
}

int memblock_discard(void)
{
	return bm_discard(&memblock_mm);
}

int reserve_mem_find_by_name(const char *name, phys_addr_t *start, phys_addr_t *size)
{
	struct bm_range range;

	if (!bm_names_find(&memblock_names, name, &range))
		return 0;
	*start = range.start;
	*size = bm_range_size(range);
	return 1;
}

int reserve_mem_release_by_name(const char *name)
{
	struct bm_range range;

	if (!bm_names_release(&memblock_names, name, &range))
		return 0;
	if (memblock_mm.phase < BM_PHASE_RELEASED)
		(void)!mb_free(&memblock, range.start, bm_range_size(range));
	else
		(void)!bm_free_late(&memblock_mm, range.start, bm_range_size(range));
	return 1;
}
