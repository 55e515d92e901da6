// SPDX-License-Identifier: MIT
/*
 * take.c - hold a record against the machine, and reserve what stands up to it.
 *
 * A name is kept only if every byte of it is memory that nobody has; the list of further memory
 * is taken piece by piece. Names come first, because they are all or nothing. Everything is
 * reserved before this returns, so no allocation can ever land on it: reviving does not depend on
 * luck.
 *
 * Cost: a look-up for each name and range.
 * Linux: kho_mem_deserialize(), reserve_mem_kho_revive().
 */
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#include "base/align.h"
#include "base/bits.h"
#include "base/text.h"
#include "persist_int.h"

#define ANY_MEMORY ((unsigned int)(MEMBLOCK_HOTPLUG | MEMBLOCK_DRIVER_MANAGED))

static void say_fate(const struct memblock *mb, const struct bm_named *named, struct bm_range range)
{
	struct bm_text text;

	bm_text_start(&text, "handover: '");
	bm_text_str(&text, named->name);
	bm_text_str(&text, "' ");
	bm_text_span(&text, range.start, bm_range_size(range));
	bm_text_char(&text, ' ');
	bm_text_str(&text, bm_fate_text(named->fate));
	bm_text_log(&text, mb->port, named->fate == BM_FATE_KEPT ? BM_LOG_INFO : BM_LOG_WARNING);
}

static void say_lost(const struct memblock *mb, struct bm_range range, phys_addr_t lost)
{
	struct bm_text text;

	bm_text_start(&text, "handover: ");
	bm_text_dec(&text, lost);
	bm_text_str(&text, " bytes of preserved ");
	bm_text_span(&text, range.start, bm_range_size(range));
	bm_text_str(&text, " are lost: no memory, or taken");
	bm_text_log(&text, mb->port, BM_LOG_WARNING);
}

/* --- names --------------------------------------------------------------------------------- */

static enum bm_named_fate judge(const struct bm_named *named, const struct memblock *mb,
				const struct bm_names *names, unsigned int first)
{
	size_t len = 0;

	while (named->name[len] != '\0')
		len++;
	if (bm_names_slot_(names, named->name, len))
		return BM_FATE_LOST_NAME;
	if (!mb_is_all_mapped(mb, named->range.start, bm_range_size(named->range)))
		return BM_FATE_LOST_RAM;
	if (bm_names_overlap_(names, first, names->nr, named->range))
		return BM_FATE_LOST_TWICE;
	if (mb_is_region_reserved(mb, named->range.start, bm_range_size(named->range)))
		return BM_FATE_LOST_TAKEN;
	return BM_FATE_KEPT;
}

static int keep(struct memblock *mb, struct bm_range range)
{
	return mb_reserve_node(mb, range.start, bm_range_size(range), NUMA_NO_NODE,
			       MEMBLOCK_RSRV_NOINIT);
}

/* The next @nr slots hold what a record says; each is judged by the machine and those before. */
static int take_names(struct memblock *mb, struct bm_names *names, unsigned int nr)
{
	unsigned int first = names->nr;
	int err = 0;

	for (; nr > 0; nr--, names->nr++) {
		struct bm_named *named = &names->slots[names->nr];
		struct bm_range range = named->range;

		if (named->fate == BM_FATE_KEPT)
			named->fate = judge(named, mb, names, first);
		if (named->fate == BM_FATE_KEPT && keep(mb, range)) {
			named->fate = BM_FATE_LOST_ROOM;
			err = -BM_ENOMEM;
		}
		if (named->fate != BM_FATE_KEPT)
			named->range.end = named->range.start;
		say_fate(mb, named, range);
	}
	return err;
}

/* --- further memory ------------------------------------------------------------------------ */

/* Reserve what of @range is memory and free; the walk begins anew after each edit. */
static int take_range(struct memblock *mb, struct bm_range range)
{
	struct mb_filter filter = { NUMA_NO_NODE, ANY_MEMORY };
	struct bm_range rest = range;
	phys_addr_t lost = bm_range_size(range);
	struct mb_free_iter it;
	int err = 0;

	while (!err && !bm_range_is_empty(rest)) {
		struct bm_range piece;

		mb_free_first(&it, mb, filter, rest.start);
		if (!mb_free_next(&it) || it.start >= range.end)
			break;
		piece.start = it.start;
		piece.end = bm_min_addr(it.end, range.end);
		err = keep(mb, piece);
		if (!err)
			lost -= bm_range_size(piece);
		rest.start = piece.end;
	}
	if (lost > 0)
		say_lost(mb, range, lost);
	return err;
}

/* --- room, where nothing is preserved ----------------------------------------------------- */

/** What a record claims: names, and the list of @rec if there is one. */
struct claims {
	const struct bm_named *named;
	unsigned int nr_named;
	const struct bm_record *rec;
};

/* The start of the first preserved range that ends above @addr. */
static phys_addr_t preserved_above(const struct bm_record *rec, phys_addr_t addr)
{
	unsigned long first = 0;
	unsigned long last = rec->nr_preserved;

	while (first < last) {
		unsigned long mid = first + (last - first) / 2;

		if (bm_record_preserved(rec, mid).end <= addr)
			first = mid + 1;
		else
			last = mid;
	}
	return first < rec->nr_preserved ? bm_record_preserved(rec, first).start : PHYS_ADDR_MAX;
}

/* The start of something claimed that overlaps @range; its end if nothing does. */
static phys_addr_t first_claim(const struct claims *claims, struct bm_range range)
{
	phys_addr_t claim = range.end;
	unsigned int i;

	for (i = 0; i < claims->nr_named; i++)
		if (bm_range_overlaps(range, claims->named[i].range))
			claim = bm_min_addr(claim, claims->named[i].range.start);
	if (claims->rec)
		claim = bm_min_addr(claim, preserved_above(claims->rec, range.start));
	return claim;
}

/* The highest place of @size bytes within @free that is not claimed. */
static bool find_unclaimed(const struct claims *claims, struct bm_range free, phys_addr_t size,
			   phys_addr_t page, phys_addr_t *out_base)
{
	while (bm_range_size(free) >= size) {
		struct bm_range spot = bm_range_at(bm_align_down(free.end - size, page), size);
		phys_addr_t claim = first_claim(claims, spot);

		if (spot.start < free.start || spot.start == 0)
			return false;
		*out_base = spot.start;
		if (claim == spot.end)
			return true;
		free.end = claim;
	}
	return false;
}

/*
 * Until all is reserved, a full array must not move by itself: it might move onto what is to be
 * preserved. So it moves first, to where that cannot be. If no such place is found it stays, and
 * what then has no slot is lost.
 */
static bool make_room(const struct claims *claims, struct memblock *mb)
{
	struct memblock_type *type = &mb->reserved;
	struct mb_filter filter = mb_any();
	phys_addr_t page = (phys_addr_t)bm_shl(1, mb->page_shift);
	unsigned long nr_claims = claims->nr_named + (claims->rec ? claims->rec->nr_preserved : 0);
	unsigned long max = 2 * type->cnt + mb->memory.cnt + nr_claims + 4;
	phys_addr_t size = bm_align_up((phys_addr_t)max * sizeof(*type->regions), page);
	struct mb_free_iter it;
	phys_addr_t base;

	if (max <= type->max)
		return true;
	if (mb->scratch_only)
		filter.flags = MEMBLOCK_KHO_SCRATCH;
	mb_for_each_free_range_reverse(&it, mb, filter) {
		struct bm_range free = { it.start, it.end };

		if (!find_unclaimed(claims, free, size, page, &base))
			continue;
		if (mb_place_array(mb, type, base, max) == 0)
			return true;
	}
	return false;
}

static int take_list(struct memblock *mb, const struct bm_record *rec)
{
	unsigned long i;
	int err = 0;

	for (i = 0; i < rec->nr_preserved; i++) {
		int failed = take_range(mb, bm_record_preserved(rec, i));

		err = err ? err : failed;
	}
	return err;
}

int bm_take_over_(struct memblock *mb, struct bm_names *names, unsigned int nr,
		  const struct bm_record *rec)
{
	struct claims claims = { names->slots + names->nr, nr, rec };
	phys_addr_t limit = mb->current_limit;
	int failed;
	int err;

	/* Without room that is safe no array may move at all. */
	if (!make_room(&claims, mb))
		mb->current_limit = 0;
	err = take_names(mb, names, nr);
	failed = rec ? take_list(mb, rec) : 0;
	mb->current_limit = limit;
	return err ? err : failed;
}

int bm_handover_take(const struct bm_record *rec, struct memblock *mb, struct bm_names *names)
{
	unsigned int nr = names->nr;
	int pos = -1;
	int err;

	if (rec->nr_names > names->max - names->nr)
		return -BM_ENOSPC;
	while (nr < names->max && bm_record_next_name(rec, &pos, &names->slots[nr]))
		nr++;
	err = bm_take_over_(mb, names, nr - names->nr, rec);
	mb->scratch_only = false;
	return err;
}

/* Giving back what was just added or marked takes no slot. */
static void forget_scratch(const struct bm_record *rec, struct memblock *mb, bool is_map_known)
{
	unsigned long i;

	for (i = 0; i < rec->nr_scratch; i++) {
		struct bm_range area = bm_record_scratch(rec, i);
		phys_addr_t size = bm_range_size(area);

		if (is_map_known)
			(void)!mb_clear(mb, area.start, size, MEMBLOCK_KHO_SCRATCH);
		else
			(void)!mb_remove(mb, area.start, size);
	}
}

int bm_handover_scratch(const struct bm_record *rec, struct memblock *mb)
{
	bool is_map_known = mb->memory.cnt > 0;
	unsigned long i;
	int err = 0;

	for (i = 0; !err && i < rec->nr_scratch; i++) {
		struct bm_range area = bm_record_scratch(rec, i);
		phys_addr_t size = bm_range_size(area);

		if (!is_map_known)
			err = mb_add(mb, area.start, size);
		err = err ? err : mb_mark(mb, area.start, size, MEMBLOCK_KHO_SCRATCH);
	}
	if (err)
		forget_scratch(rec, mb, is_map_known);
	else
		mb->scratch_only = true;
	return err;
}

unsigned int bm_handover_drop(struct bm_names *names, struct memblock *mb)
{
	unsigned int dropped = 0;
	unsigned int i;

	for (i = 0; i < names->nr; i++) {
		struct bm_named *named = &names->slots[i];

		if (named->fate != BM_FATE_KEPT || bm_range_is_empty(named->range))
			continue;
		if (mb_free(mb, named->range.start, bm_range_size(named->range)))
			continue;
		named->range.end = named->range.start;
		dropped++;
	}
	return dropped;
}
