// SPDX-License-Identifier: MIT
/*
 * scratch.c - memory that the next kernel may allocate from before it knows what to preserve.
 *
 * The areas are sized by what this kernel reserved for itself while booting: the next one will
 * need about as much. No preserved byte may lie in one, so whoever owns them later must keep only
 * what can move there.
 *
 * Cost: a walk over the reserved regions, then a search for each area.
 * Linux: scratch_size_update(), kho_reserve_scratch().
 */
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_query.h>

#include "base/align.h"
#include "base/bits.h"
#include "persist_int.h"

/* Divides by subtracting shifted hundreds: 64-bit division is a library call on some machines. */
static phys_addr_t hundredth(phys_addr_t value)
{
	phys_addr_t quotient = 0;
	unsigned int shift = BM_PHYS_ADDR_BITS - 7;

	do {
		if (bm_shr(value, shift) >= 100) {
			value -= (phys_addr_t)bm_shl(100, shift);
			quotient |= (phys_addr_t)bm_shl(1, shift);
		}
	} while (shift-- > 0);
	return quotient;
}

static phys_addr_t share(phys_addr_t bytes, unsigned int percent, phys_addr_t align)
{
	/* Whole hundredths first: the product cannot overflow for any amount of real memory. */
	phys_addr_t whole = hundredth(bytes);

	return bm_align_up(whole * percent + hundredth((bytes - whole * 100) * percent), align);
}

void bm_scratch_size(struct bm_scratch_plan *plan, const struct memblock *mb, unsigned int percent)
{
	phys_addr_t all = mb_reserved_kern_size(mb, PHYS_ADDR_MAX, NUMA_NO_NODE);
	phys_addr_t low = mb_reserved_kern_size(mb, plan->low_limit, NUMA_NO_NODE);
	unsigned int nid;

	plan->low = share(low, percent, plan->align);
	plan->global = share(all, percent, plan->align);
	plan->global -= bm_min_addr(plan->global, plan->low);
	for (nid = 0; nid < plan->nr_nodes; nid++)
		plan->node[nid] = share(mb_reserved_kern_size(mb, PHYS_ADDR_MAX, (int)nid), percent,
					plan->align);
}

/* Allocate one area; an area of size 0 counts as placed. */
static int place(struct memblock *mb, const struct mb_req *req, struct bm_range *area)
{
	struct mb_spot spot;
	int err = 0;

	area->start = 0;
	area->end = 0;
	if (req->size > 0)
		err = mb_alloc(mb, req, &spot);
	if (!err && req->size > 0)
		*area = bm_range_at(spot.base, req->size);
	return err;
}

static int place_next(const struct bm_scratch_plan *plan, struct memblock *mb, unsigned int i,
		      struct bm_range *area)
{
	struct mb_req req = mb_req(plan->low, plan->align);

	if (i == 0) {
		req.end = plan->low_limit;
	} else if (i == 1) {
		req.size = plan->global;
	} else {
		req.size = plan->node[i - 2];
		req.nid = (int)i - 2;
		req.exact_nid = true;
	}
	return place(mb, &req, area);
}

static void give_back(struct memblock *mb, const struct bm_range *areas, unsigned int nr)
{
	while (nr-- > 0)
		(void)!mb_free(mb, areas[nr].start, bm_range_size(areas[nr]));
}

int bm_scratch_place(const struct bm_scratch_plan *plan, struct memblock *mb,
		     struct bm_range *areas, unsigned int max)
{
	struct bm_range area;
	unsigned int nr = 0;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < plan->nr_nodes + 2; i++) {
		err = place_next(plan, mb, i, &area);
		if (err || bm_range_is_empty(area))
			continue;
		if (nr == max) {
			give_back(mb, &area, 1);
			err = -BM_ENOSPC;
		} else {
			areas[nr++] = area;
		}
	}
	if (err)
		give_back(mb, areas, nr);
	return err ? err : (int)nr;
}
