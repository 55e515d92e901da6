// SPDX-License-Identifier: MIT
/*
 * claims.c - crash kernel, contiguous areas, huge pages: which searches, in which order.
 *
 * A search is tried and kept, whatever comes of it; the next one follows from the rule. What was
 * reserved is given back if the rest of a claim fails, so a claim is had whole or not at all.
 *
 * Cost: a handful of searches a claim.
 * Linux: reserve_crashkernel_generic() and what was before it, cma_declare_contiguous_nid(),
 * __alloc_bootmem_huge_page().
 */
#include <bootmem/claims.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#include "base/align.h"
#include "base/assert.h"
#include "base/range.h"
#include "profile_int.h"

#define FOUR_GIB (4 * BM_GIB)
#define KERNEL_6_2 BM_KERNEL(6, 2)
#define KERNEL_6_6 BM_KERNEL(6, 6)

/* What does not fit into an address is nowhere to be found either. */
static phys_addr_t addr_of(uint64_t value)
{
	return value < PHYS_ADDR_MAX ? (phys_addr_t)value : PHYS_ADDR_MAX;
}

/* --- searches -------------------------------------------------------------------------------- */

static struct bm_try window(phys_addr_t start, phys_addr_t end, phys_addr_t size, phys_addr_t align)
{
	struct bm_try search = { { start, end }, size, align, 0, NUMA_NO_NODE, false };

	return search;
}

/* Reserves what it finds; the search is kept either way. */
static int try(struct memblock *mb, struct bm_claim *claim, struct bm_try search)
{
	struct mb_req req = mb_req(search.size, search.align);
	struct mb_spot spot;
	int err;

	req.start = search.window.start;
	req.end = search.window.end;
	req.nid = search.nid;
	req.exact_nid = search.nid >= 0;
	err = mb_alloc(mb, &req, &spot);
	search.fits = !err;
	search.base = err ? 0 : spot.base;
	if (claim->nr_tries < BM_MAX_TRIES)
		claim->tries[claim->nr_tries++] = search;
	return err;
}

static const struct bm_try *last_try(const struct bm_claim *claim)
{
	return &claim->tries[claim->nr_tries - 1];
}

static void begin(struct bm_claim *claim)
{
	struct bm_claim blank = { 0 };

	*claim = blank;
}

/* --- crash kernel ---------------------------------------------------------------------------- */

void bm_crash_rule(struct bm_crash_rule *rule, const struct bm_profile *profile,
		   unsigned int kernel, phys_addr_t low_end)
{
	bool is_pc = profile->has_e820;

	rule->align = (phys_addr_t)(is_pc ? 16 * BM_MIB : 2 * BM_MIB);
	rule->generic = kernel >= KERNEL_6_6;
	rule->floor = is_pc && !rule->generic ? rule->align : 0;
	rule->low_end = low_end ? low_end : addr_of(FOUR_GIB);
	rule->goes_high = is_pc || kernel >= KERNEL_6_2;
	rule->low_size = (phys_addr_t)(is_pc ? 256 * BM_MIB : 128 * BM_MIB);
	if (!rule->goes_high)
		rule->low_size = 0;
}

static int try_low(struct memblock *mb, const struct bm_crashkernel *crash,
		   const struct bm_crash_rule *rule, struct bm_claim *claim)
{
	return try(mb, claim,
		   window(rule->floor, rule->low_end, addr_of(crash->size), rule->align));
}

/* Releases of old look for the highest place there is, also below the border. */
static int try_high(struct memblock *mb, const struct bm_crashkernel *crash,
		    const struct bm_crash_rule *rule, struct bm_claim *claim)
{
	phys_addr_t from = rule->generic ? rule->low_end : rule->floor;

	return try(mb, claim,
		   window(from, MEMBLOCK_ALLOC_ANYWHERE, addr_of(crash->size), rule->align));
}

static int find_main(struct memblock *mb, const struct bm_crashkernel *crash,
		     const struct bm_crash_rule *rule, struct bm_claim *claim)
{
	phys_addr_t base = addr_of(crash->base);
	phys_addr_t size = addr_of(crash->size);
	int err;

	if (base != 0)
		return try(mb, claim,
			   window(base, bm_range_at(base, size).end, size,
				  rule->generic ? rule->align : (phys_addr_t)BM_MIB));
	if (crash->high) {
		err = try_high(mb, crash, rule, claim);
		return err && rule->generic ? try_low(mb, crash, rule, claim) : err;
	}
	err = try_low(mb, crash, rule, claim);
	return err && rule->goes_high ? try_high(mb, crash, rule, claim) : err;
}

/* A kernel above the border still needs memory that every device reaches. */
static int find_low(struct memblock *mb, const struct bm_crashkernel *crash,
		    const struct bm_crash_rule *rule, struct bm_claim *claim)
{
	phys_addr_t size = crash->has_low ? addr_of(crash->low) : rule->low_size;
	int err;

	if (crash->base != 0 || claim->main.start < rule->low_end || size == 0)
		return 0;
	err = try(mb, claim, window(0, rule->low_end, size, rule->align));
	if (!err)
		claim->low = bm_range_at(last_try(claim)->base, size);
	return err;
}

/* Of the last edit: it needs no slot that the map did not have before, so it cannot fail. */
static void give_back(struct memblock *mb, struct bm_range *range)
{
	struct bm_range none = { 0, 0 };
	int err = mb_unreserve(mb, range->start, bm_range_size(*range));

	BM_ASSERT(err == 0);
	(void)err;
	*range = none;
}

int bm_crash_reserve(struct memblock *mb, const struct bm_crashkernel *crash,
		     const struct bm_crash_rule *rule, struct bm_claim *claim)
{
	int err;

	begin(claim);
	err = find_main(mb, crash, rule, claim);
	if (err)
		return err;
	claim->main = bm_range_at(last_try(claim)->base, addr_of(crash->size));
	err = find_low(mb, crash, rule, claim);
	if (err)
		give_back(mb, &claim->main);
	return err;
}

/* --- contiguous areas ------------------------------------------------------------------------ */

static int reserve_fixed(struct memblock *mb, struct bm_try search, struct bm_claim *claim)
{
	phys_addr_t base = search.window.start;
	int err = 0;

	if (mb_is_region_reserved(mb, base, search.size) ||
	    !mb_is_region_memory(mb, base, search.size))
		err = -BM_EBUSY;
	err = err ? err : mb_reserve(mb, base, search.size);
	search.fits = !err;
	search.base = base;
	claim->tries[claim->nr_tries++] = search;
	return err;
}

/* Upwards from 4 GiB, where nothing is that only needs to be anywhere. */
static int try_above_4g(struct memblock *mb, struct bm_try search, struct bm_claim *claim)
{
	struct bm_range needs = bm_range_at(addr_of(FOUR_GIB), search.size);
	int err;

	if (mb->bottom_up || mb_end(mb) < needs.end || search.window.end <= needs.start)
		return -BM_ENOMEM;
	search.window.start = needs.start;
	mb->bottom_up = true;
	err = try(mb, claim, search);
	mb->bottom_up = false;
	return err;
}

int bm_cma_reserve(struct memblock *mb, const struct bm_cma_ask *ask, struct bm_claim *claim)
{
	phys_addr_t end = ask->end ? ask->end : MEMBLOCK_ALLOC_ANYWHERE;
	struct bm_try search = window(ask->start, end, 0, ask->align);
	int err;

	begin(claim);
	if (ask->size == 0 || !bm_is_pow2(ask->align))
		return -BM_EINVAL;
	search.size = bm_align_up(ask->size, ask->align);
	search.nid = ask->nid;
	if (ask->fixed) {
		err = reserve_fixed(mb, search, claim);
	} else {
		err = try_above_4g(mb, search, claim);
		err = err ? try(mb, claim, search) : 0;
	}
	if (!err)
		claim->main = bm_range_at(last_try(claim)->base, search.size);
	return err;
}

/* --- huge pages ------------------------------------------------------------------------------ */

int bm_huge_reserve(struct memblock *mb, phys_addr_t size, int nid, struct bm_claim *claim)
{
	struct bm_try search = window(0, MEMBLOCK_ALLOC_ACCESSIBLE, size, size);
	struct mb_req req = mb_req(size, size);
	struct mb_spot spot;
	int err;

	begin(claim);
	search.nid = req.nid = nid;
	err = mb_alloc(mb, &req, &spot);
	search.fits = !err;
	search.base = err ? 0 : spot.base;
	claim->tries[claim->nr_tries++] = search;
	if (err)
		return err;
	claim->main = bm_range_at(spot.base, size);
	claim->other_node = (spot.gave_up & MB_GAVE_UP_NODE) != 0;
	return 0;
}

int bm_next_node(const struct memblock *mb, int nid)
{
	const struct memblock_region *region;
	int first = NUMA_NO_NODE, next = NUMA_NO_NODE;

	mb_for_each_memory_region(region, mb) {
		if (region->nid < 0)
			continue;
		if (first < 0 || region->nid < first)
			first = region->nid;
		if (region->nid > nid && (next < 0 || region->nid < next))
			next = region->nid;
	}
	return next < 0 ? first : next;
}

/* --- why not --------------------------------------------------------------------------------- */

struct bm_range bm_largest_free(struct memblock *mb, const struct bm_try *search)
{
	struct bm_range window = search->window;
	struct bm_range best = { 0, 0 };
	struct mb_filter filter = mb_any();
	struct mb_free_iter it;

	if (window.end == MEMBLOCK_ALLOC_ACCESSIBLE)
		window.end = mb->current_limit;
	filter.nid = search->nid;
	mb_for_each_free_range(&it, mb, filter) {
		struct bm_range free = { it.start, it.end };
		struct bm_range run = bm_range_clip(free, window);

		if (bm_range_is_empty(run))
			continue;
		run.start = bm_align_up(run.start, search->align);
		run.end = run.start < run.end ? bm_align_down(run.end, search->align) : run.start;
		if (bm_range_size(run) > bm_range_size(best))
			best = run;
	}
	return best;
}
