// SPDX-License-Identifier: MIT
/*
 * release.c - hand free memory over, and let go of the map.
 *
 * Phases only go forward, and every function here states the ones it works in. From the release on
 * the map is frozen: sections are initialised from it, and late frees look it up; so a late free is
 * recorded by the page allocator alone, and the map says until the end what it said at the release.
 *
 * Linux: memblock_free_all, memblock_free_late, memblock_discard, __free_pages_memory.
 */
#include <bootmem/mb_iter.h>
#include <bootmem/release.h>

#include "base/text.h"
#include "mm_int.h"

const char *bm_phase_name(enum bm_phase phase)
{
	static const char names[][16] = {
		"populate", "zones", "released", "deferred done", "discarded",
	};

	return (unsigned int)phase < sizeof(names) / sizeof(names[0]) ? names[phase] : "unknown";
}

/* Is the phase one of [first, last]? If not, say which it is. */
static bool is_in_phase(const struct bm_mm *mm, const char *call, enum bm_phase first,
			enum bm_phase last)
{
	struct bm_text text;

	if (first <= mm->phase && mm->phase <= last)
		return true;
	bm_text_start(&text, call);
	bm_text_str(&text, ": not in phase ");
	bm_text_str(&text, bm_phase_name(mm->phase));
	bm_text_str(&text, ", only in ");
	bm_text_str(&text, bm_phase_name(first));
	if (last != first) {
		bm_text_str(&text, " to ");
		bm_text_str(&text, bm_phase_name(last));
	}
	bm_text_log(&text, mm->mb->port, BM_LOG_ERR);
	return false;
}

/* --- set up ----------------------------------------------------------------------------------- */

void bm_mm_init(struct bm_mm *mm, struct memblock *mb, const struct bm_zones *zones)
{
	memset(mm, 0, sizeof(*mm));
	mm->mb = mb;
	mm->zones = zones;
}

int bm_mm_pages(struct bm_mm *mm, struct bm_pages *pages, enum bm_pages_policy policy, int boot_nid)
{
	int err;

	if (!is_in_phase(mm, "bm_mm_pages", BM_PHASE_POPULATE, BM_PHASE_POPULATE))
		return -BM_EBUSY;
	err = bm_pages_init(pages, mm->mb, mm->zones, policy, boot_nid);
	if (err)
		return err;
	mm->pages = pages;
	mm->phase = BM_PHASE_ZONES;
	return 0;
}

int bm_mm_buddy(struct bm_mm *mm, struct bm_buddy *buddy, unsigned int options)
{
	int err;

	if (!is_in_phase(mm, "bm_mm_buddy", BM_PHASE_ZONES, BM_PHASE_ZONES))
		return -BM_EBUSY;
	err = bm_buddy_init(buddy, mm->pages, options);
	if (!err)
		mm->buddy = buddy;
	return err;
}

/* --- handing over ----------------------------------------------------------------------------- */

unsigned int bm_block_order(pfn_t start_pfn, pfn_t end_pfn, unsigned int max_order)
{
	unsigned int order = max_order;

	if (start_pfn != 0 && bm_lowest_bit(start_pfn) < order)
		order = bm_lowest_bit(start_pfn);
	while (order > 0 && end_pfn - start_pfn < frames(order))
		order--;
	return order;
}

static int give_blocks(const struct bm_sink *sink, pfn_t pfn, pfn_t end_pfn)
{
	unsigned int order;
	int err = 0;

	for (; pfn < end_pfn && !err; pfn += frames(order)) {
		order = bm_block_order(pfn, end_pfn, sink->max_order);
		err = sink->block(sink->ctx, pfn, order);
	}
	return err;
}

/* Frames that are all of one zone. */
static int give(struct bm_mm *mm, pfn_t start_pfn, pfn_t end_pfn)
{
	int err = 0;

	if (mm->sink.range)
		err = mm->sink.range(mm->sink.ctx, start_pfn, end_pfn);
	if (!err && mm->sink.block)
		err = give_blocks(&mm->sink, start_pfn, end_pfn);
	return err;
}

static int give_to_buddy(void *ctx, pfn_t start_pfn, pfn_t end_pfn)
{
	return bm_buddy_add(ctx, start_pfn, end_pfn);
}

static const struct bm_node *node_of(const struct bm_mm *mm, int nid)
{
	return bm_node_of_(mm->zones, bm_has_nids_(mm->mb) ? nid : 0);
}

static void stop(struct bm_mm *mm)
{
	const struct bm_range *r[] = { &mm->audit.range, &mm->audit.other };
	struct bm_text text;
	unsigned int i;

	bm_audit_log(&mm->audit, mm->mb->port);
	for (i = 0; mm->owner_of && i < 2; i++) {
		if (bm_range_is_empty(*r[i]))
			continue;
		bm_text_start(&text, "release: ");
		bm_text_span(&text, r[i]->start, bm_range_size(*r[i]));
		bm_text_str(&text, " is owned by ");
		bm_text_str(&text, mm->owner_of(mm->owner_ctx, r[i]->start));
		bm_text_log(&text, mm->mb->port, BM_LOG_ERR);
	}
	bm_panic(mm->mb->port, bm_audit_fault_name(mm->audit.fault), __FILE__, __LINE__);
}

/* Whole frames of one free range, cut where zones begin and end. */
static int give_range(struct bm_mm *mm, const struct mb_free_iter *it, bool mirrored)
{
	unsigned int shift = mm->mb->page_shift;
	const struct bm_node *node = node_of(mm, it->nid);
	pfn_t pfn = bm_pfn_up(it->start, shift);
	pfn_t end = bm_pfn_down(it->end, shift);
	unsigned int idx;
	pfn_t step;
	int err = 0;

	for (; node && pfn < end && !err; pfn = step) {
		step = bm_zone_border_(node, pfn, end);
		idx = bm_zone_of(node, pfn, mirrored);
		if (idx == BM_NR_ZONES)
			continue;
		if (!bm_audit_hand(&mm->audit, bm_pfn_addr(pfn, shift), bm_pfn_addr(step, shift)))
			stop(mm);
		err = give(mm, pfn, step);
		if (!err)
			mm->zones->nodes[node->nid].zones[idx].managed += step - pfn;
	}
	return err;
}

static int give_all(struct bm_mm *mm)
{
	const struct memblock_region *r;
	struct mb_free_iter it;
	int err = 0;

	mb_for_each_free_range(&it, mm->mb, mb_any()) {
		r = &mm->mb->memory.regions[bm_region_above_(&mm->mb->memory, it.start)];
		err = give_range(mm, &it, r->flags & MEMBLOCK_MIRROR);
		if (err)
			return err;
	}
	return 0;
}

static void forget_managed(struct bm_mm *mm)
{
	unsigned int nid;
	unsigned int idx;

	for (nid = 0; nid < mm->zones->nr_nodes; nid++)
		for (idx = 0; idx < BM_NR_ZONES; idx++)
			mm->zones->nodes[nid].zones[idx].managed = 0;
}

static bool set_sink(struct bm_mm *mm, const struct bm_sink *sink)
{
	const struct bm_sink ours = { mm->buddy, give_to_buddy, NULL, 0 };
	struct bm_text text;

	if (sink || mm->buddy) {
		mm->sink = sink ? *sink : ours;
		return true;
	}
	bm_text_start(&text, "bm_release: there is no page allocator to release to");
	bm_text_log(&text, mm->mb->port, BM_LOG_ERR);
	return false;
}

int bm_release(struct bm_mm *mm, const struct bm_sink *sink)
{
	int err;

	if (!is_in_phase(mm, "bm_release", BM_PHASE_POPULATE, BM_PHASE_ZONES))
		return -BM_EBUSY;
	if (!set_sink(mm, sink))
		return -BM_EINVAL;
	err = mb_clear(mm->mb, 0, PHYS_ADDR_MAX, MEMBLOCK_HOTPLUG);
	if (err)
		return err;
	mm->mb->scratch_only = false;
	forget_managed(mm);
	if (mm->pages)
		bm_pages_start(mm->pages);
	mm->phase = BM_PHASE_RELEASED;
	bm_audit_begin(&mm->audit, mm->mb, mm->zones);
	err = give_all(mm);
	if (err)
		return err;
	if (!bm_audit_end(&mm->audit))
		stop(mm);
	return 0;
}

/* --- afterwards ------------------------------------------------------------------------------- */

static bool is_reserved(const struct memblock *mb, struct bm_range range)
{
	const struct memblock_type *reserved = &mb->reserved;
	unsigned long i = bm_region_above_(reserved, range.start);

	for (; i < reserved->cnt && !bm_range_is_empty(range); i++) {
		if (reserved->regions[i].base > range.start)
			return false;
		range.start = bm_region_range_(&reserved->regions[i]).end;
	}
	return bm_range_is_empty(range);
}

static void unflag(struct bm_mm *mm, pfn_t pfn, pfn_t end_pfn)
{
	struct bm_page *page;

	for (; mm->pages && pfn < end_pfn; pfn++) {
		page = bm_page(mm->pages, pfn);
		if (page)
			bm_page_clear(page, BM_PAGE_RESERVED);
	}
}

static bool is_given(struct bm_mm *mm, pfn_t pfn, pfn_t end_pfn)
{
	struct bm_frame f;

	for (; mm->buddy && pfn < end_pfn; pfn = f.end_pfn) {
		f = bm_buddy_frame(mm->buddy, pfn);
		if (f.state != BM_FRAME_NOT_GIVEN)
			return true;
	}
	return false;
}

/** Frames of one zone that are freed late. */
struct piece {
	struct bm_zone *zone;
	pfn_t start_pfn;
	pfn_t end_pfn;
};

/* The frames from @pfn on that are of one zone; no zone if the first is in none. */
static struct piece piece_at(struct bm_mm *mm, pfn_t pfn, pfn_t end_pfn)
{
	const struct memblock *mb = mm->mb;
	unsigned long i = bm_region_above_(&mb->memory, bm_pfn_addr(pfn, mb->page_shift));
	const struct memblock_region *r = &mb->memory.regions[i];
	const struct bm_node *node = NULL;
	struct piece piece = { NULL, pfn, end_pfn };
	unsigned int idx = BM_NR_ZONES;
	pfn_t end = pfn;

	if (i < mb->memory.cnt && bm_pfn_up(r->base, mb->page_shift) <= pfn &&
	    !((unsigned int)r->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))) {
		node = node_of(mm, r->nid);
		end = bm_pfn_down(bm_region_range_(r).end, mb->page_shift);
	}
	if (!node || end <= pfn)
		return piece;
	piece.end_pfn = bm_zone_border_(node, pfn, end < end_pfn ? end : end_pfn);
	idx = bm_zone_of(node, pfn, r->flags & MEMBLOCK_MIRROR);
	if (idx != BM_NR_ZONES)
		piece.zone = &mm->zones->nodes[node->nid].zones[idx];
	return piece;
}

static int give_late(struct bm_mm *mm, const struct piece *piece)
{
	pfn_t nr = piece->end_pfn - piece->start_pfn;
	int err;

	unflag(mm, piece->start_pfn, piece->end_pfn);
	err = give(mm, piece->start_pfn, piece->end_pfn);
	if (err)
		return err;
	piece->zone->managed += nr;
	mm->audit.late += (phys_addr_t)bm_shl(nr, mm->mb->page_shift);
	return 0;
}

/* The whole frames of @range; not in order if there is none. */
static struct piece frames_of(const struct memblock *mb, struct bm_range range)
{
	struct piece all = { NULL, bm_pfn_up(range.start, mb->page_shift),
			     bm_pfn_down(range.end, mb->page_shift) };

	return all;
}

/* Would every frame be taken? */
static int check_late(struct bm_mm *mm, struct bm_range range)
{
	struct piece all = frames_of(mm->mb, range);
	struct piece piece;
	pfn_t pfn;

	if (!is_reserved(mm->mb, range))
		return -BM_EINVAL;
	for (pfn = all.start_pfn; pfn < all.end_pfn; pfn = piece.end_pfn) {
		piece = piece_at(mm, pfn, all.end_pfn);
		if (!piece.zone)
			return -BM_EINVAL;
		if (is_given(mm, pfn, piece.end_pfn))
			return -BM_EEXIST;
	}
	return 0;
}

int bm_free_late(struct bm_mm *mm, phys_addr_t base, phys_addr_t size)
{
	struct bm_range range = bm_range_at(base, size);
	struct piece all;
	struct piece piece;
	pfn_t pfn;
	int err;

	if (!is_in_phase(mm, "bm_free_late", BM_PHASE_RELEASED, BM_PHASE_DEFERRED_DONE))
		return -BM_EBUSY;
	err = check_late(mm, range);
	all = frames_of(mm->mb, range);
	for (pfn = all.start_pfn; pfn < all.end_pfn && !err; pfn = piece.end_pfn) {
		piece = piece_at(mm, pfn, all.end_pfn);
		err = give_late(mm, &piece);
	}
	return err;
}

int bm_finish(struct bm_mm *mm)
{
	int err = 0;

	if (!is_in_phase(mm, "bm_finish", BM_PHASE_RELEASED, BM_PHASE_RELEASED))
		return -BM_EBUSY;
	if (mm->pages)
		err = bm_pages_finish(mm->pages);
	if (!err)
		mm->phase = BM_PHASE_DEFERRED_DONE;
	return err;
}

/** The homes of both arrays, cut by zone: an array is within one region, so within one node. */
struct homes {
	struct piece pieces[2 * BM_NR_ZONES];
	unsigned int nr;
};

static int add_home(struct homes *homes, struct bm_mm *mm, const struct mb_home *home)
{
	struct bm_range range = bm_range_at(home->base, home->size);
	struct piece all = frames_of(mm->mb, range);
	pfn_t pfn;
	int err;

	if (home->size == 0)
		return 0;
	err = check_late(mm, range);
	for (pfn = all.start_pfn; pfn < all.end_pfn && !err; homes->nr++) {
		homes->pieces[homes->nr] = piece_at(mm, pfn, all.end_pfn);
		pfn = homes->pieces[homes->nr].end_pfn;
	}
	return err;
}

/* The array is not ours any more; a pointer to nothing would do, but no walk may begin at NULL. */
static void forget_regions(struct memblock *mb, struct memblock_type *type)
{
	type->regions = &mb->none;
	type->cnt = 0;
	type->max = 0;
	type->total_size = 0;
}

int bm_discard(struct bm_mm *mm)
{
	struct memblock *mb = mm->mb;
	struct homes homes;
	unsigned int i;
	int err;

	if (!is_in_phase(mm, "bm_discard", BM_PHASE_DEFERRED_DONE, BM_PHASE_DEFERRED_DONE))
		return -BM_EBUSY;
	homes.nr = 0;
	err = add_home(&homes, mm, &mb->memory_home);
	if (!err)
		err = add_home(&homes, mm, &mb->reserved_home);
	if (err)
		return err;
	/* Nobody may look into the arrays when somebody else can have got their frames. */
	forget_regions(mb, &mb->memory);
	forget_regions(mb, &mb->reserved);
	mm->phase = BM_PHASE_DISCARDED;
	for (i = 0; i < homes.nr && !err; i++)
		err = give_late(mm, &homes.pieces[i]);
	return err;
}
