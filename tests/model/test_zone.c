// SPDX-License-Identifier: MIT
/*
 * test_zone.c - every layout of a small world against an oracle that counts frame by frame.
 *
 * The world has seven frames, and one of nothing. Each is nothing, or memory of node 0 or 1; on
 * each such map every kernelcore= and movablecore= from 0 to more than there are frames is tried,
 * with and without a DMA zone, with blocks of one frame and of two. A second world lies across
 * 4 GiB and has mirrored memory.
 *
 * The oracle knows frames only: no regions, no ranges, no arithmetic beyond counting.
 */
#include "unit/zone_world.h"

#define FRAMES 8u
#define NR_MAPS 2187u /* three kinds of frame in all but the last, which is nothing */
#define NODES 2

/* A frame as the oracle sees it. */
struct frame {
	bool memory;
	bool mirror;
	int nid;
};

struct oracle {
	const struct bm_zone_policy *policy;
	pfn_t origin;
	struct frame frames[FRAMES];
	unsigned int movable[NODES]; /* index of the first movable frame + 1; 0: none */
	unsigned int low;            /* frames below cannot be movable */
};

/* --- the spread of kernelcore --------------------------------------------------------- */

static bool starts_region(const struct oracle *o, unsigned int i)
{
	return i == 0 || memcmp(&o->frames[i - 1], &o->frames[i], sizeof(o->frames[i])) != 0;
}

static unsigned int range_end(const struct oracle *o, unsigned int i)
{
	int nid = o->frames[i].nid;

	while (i < FRAMES && o->frames[i].memory && o->frames[i].nid == nid)
		i++;
	return i;
}

static unsigned int count_memory(const struct oracle *o, int nid)
{
	unsigned int nr = 0;
	unsigned int i;

	for (i = 0; i < FRAMES; i++)
		nr += o->frames[i].memory && (nid < 0 || o->frames[i].nid == nid);
	return nr;
}

/*
 * One node gives up to @share frames to the kernel, one at a time; returns false when it is met.
 */
static bool give_range(struct oracle *o, int nid, unsigned int from, unsigned int *share,
		       unsigned int *kernel)
{
	unsigned int end = range_end(o, from);
	unsigned int i = from;

	if (o->movable[nid] > from + 1)
		i = o->movable[nid] - 1;
	if (i >= end)
		return true;
	for (; i < end && (i < o->low || *share > 0); i++) {
		*share -= *share > 0;
		*kernel -= *kernel > 0;
	}
	o->movable[nid] = i + 1;
	return end <= o->low || *share > 0;
}

static void give_share(struct oracle *o, int nid, unsigned int share, unsigned int *kernel)
{
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		if (o->frames[i].memory && o->frames[i].nid == nid && starts_region(o, i) &&
		    !give_range(o, nid, i, &share, kernel))
			return;
	}
}

static void spread(struct oracle *o, unsigned int kernel)
{
	unsigned int left = (count_memory(o, 0) > 0 ? 1u : 0u) + (count_memory(o, 1) > 0 ? 1u : 0u);
	unsigned int share;
	int nid;

	do {
		share = kernel / left;
		for (nid = 0; nid < NODES; nid++) {
			if (count_memory(o, nid) == 0)
				continue;
			if (kernel < share)
				share = kernel / left;
			give_share(o, nid, share, &kernel);
		}
		left--;
	} while (left > 0 && kernel > left);
}

static unsigned int wanted_kernel(const struct oracle *o)
{
	unsigned int total = count_memory(o, -1);
	unsigned int kernel = (unsigned int)o->policy->kernelcore.nr_pages;
	unsigned int movable = (unsigned int)o->policy->movablecore.nr_pages;

	if (movable > 0) {
		while (movable % (1u << o->policy->max_order) != 0)
			movable++;
		if (movable > total)
			movable = total;
		if (kernel < total - movable)
			kernel = total - movable;
	}
	return kernel;
}

/* --- what follows from it ------------------------------------------------------------- */

static unsigned int node_start(const struct oracle *o, int nid)
{
	unsigned int i = 0;

	while (i < FRAMES && !(o->frames[i].memory && o->frames[i].nid == nid))
		i++;
	return i;
}

static unsigned int node_end(const struct oracle *o, int nid)
{
	unsigned int i = FRAMES;

	while (i > 0 && !(o->frames[i - 1].memory && o->frames[i - 1].nid == nid))
		i--;
	return i;
}

static void align_starts(struct oracle *o)
{
	int nid;

	for (nid = 0; nid < NODES; nid++) {
		unsigned int *start = &o->movable[nid];

		/* Frame 0 cannot be told from "none", as in Linux. */
		if (o->origin + *start == 1)
			*start = 0;
		while (*start > 0 && (o->origin + *start - 1) % (1u << o->policy->max_order) != 0)
			(*start)++;
		if (*start > 0 && *start - 1 >= node_end(o, nid))
			*start = 0;
	}
}

static unsigned int zone_by_limit(const struct oracle *o, unsigned int i)
{
	return o->origin + i < o->policy->limit[BM_ZONE_DMA] ? BM_ZONE_DMA : BM_ZONE_NORMAL;
}

static bool is_movable(const struct oracle *o, int nid, unsigned int i)
{
	return o->movable[nid] > 0 && i >= o->movable[nid] - 1;
}

/* Does zone @idx of the node span frame @i of it? */
static bool spans(const struct oracle *o, int nid, unsigned int idx, unsigned int i)
{
	unsigned int first = node_start(o, nid);

	if (i < first || i >= node_end(o, nid))
		return false;
	if (idx == BM_ZONE_MOVABLE)
		return is_movable(o, nid, i);
	if (zone_by_limit(o, i) != idx)
		return false;
	if (!o->policy->mirror)
		return !is_movable(o, nid, i);
	while (zone_by_limit(o, first) != idx)
		first++;
	return !is_movable(o, nid, first);
}

static bool is_present(const struct oracle *o, int nid, unsigned int idx, unsigned int i)
{
	if (!o->frames[i].memory || o->frames[i].nid != nid || !spans(o, nid, idx, i))
		return false;
	if (!o->policy->mirror || o->movable[nid] == 0 || idx == BM_ZONE_DMA)
		return true;
	return o->frames[i].mirror == (idx != BM_ZONE_MOVABLE);
}

static void check_zone(const struct oracle *o, const struct bm_zone *zone)
{
	unsigned int spanned = 0;
	unsigned int present = 0;
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		bool in = spans(o, zone->nid, zone->idx, i);

		if (in && spanned == 0)
			assert_int_equal(zone->start_pfn, o->origin + i);
		spanned += in;
		present += is_present(o, zone->nid, zone->idx, i);
	}
	assert_int_equal(zone->spanned, spanned);
	assert_int_equal(zone->present, present);
}

/* --- holes ---------------------------------------------------------------------------- */

static bool section_has_memory(const struct oracle *o, unsigned int i)
{
	unsigned int pages = 1u << (o->policy->section_shift - 12);
	pfn_t section = (o->origin + i) / pages;
	unsigned int j;

	for (j = 0; j < FRAMES; j++) {
		if (o->frames[j].memory && (o->origin + j) / pages == section)
			return true;
	}
	return false;
}

/*
 * Memory is used if a zone with any memory spans it. With mirrors a range that begins below 4 GiB
 * may reach into a Normal zone that has none.
 */
static bool is_used(const struct oracle *o, const struct zone_world *w, unsigned int i)
{
	const struct frame *f = &o->frames[i];
	unsigned int idx;

	for (idx = 0; f->memory && idx < BM_NR_ZONES; idx++) {
		if (w->nodes[f->nid].zones[idx].present > 0 && spans(o, f->nid, idx, i))
			return true;
	}
	return false;
}

/* A hole counts to the node of the next used frame, after the last to that of the last memory. */
static int hole_nid(const struct oracle *o, const struct zone_world *w, unsigned int i)
{
	while (i < FRAMES && !is_used(o, w, i))
		i++;
	if (i < FRAMES)
		return o->frames[i].nid;
	while (!o->frames[i - 1].memory)
		i--;
	return o->frames[i - 1].nid;
}

static unsigned int expected_holes(const struct oracle *o, const struct zone_world *w)
{
	unsigned int holes = 0;
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		if (section_has_memory(o, i) && !is_used(o, w, i))
			holes |= 1u << i;
	}
	return holes;
}

static void check_holes(const struct oracle *o, struct zone_world *w)
{
	unsigned int found = 0;
	struct bm_hole_iter it;
	pfn_t pfn;

	bm_for_each_hole(&it, &w->zones, &w->mb) {
		for (pfn = it.start_pfn; pfn < it.end_pfn; pfn++) {
			unsigned int i = (unsigned int)(pfn - o->origin);

			assert_true(i < FRAMES);
			assert_false(found & 1u << i);
			assert_int_equal(it.nid, hole_nid(o, w, i));
			found |= 1u << i;
		}
	}
	assert_int_equal(found, expected_holes(o, w));
}

/* --- one world ------------------------------------------------------------------------ */

static void put_frames(struct zone_world *w, const struct oracle *o)
{
	unsigned int from;
	unsigned int to;

	w->mb.memory.cnt = 0;
	for (from = 0; from < FRAMES; from = to) {
		const struct frame *f = &o->frames[from];

		for (to = from + 1; to < FRAMES; to++) {
			if (memcmp(f, &o->frames[to], sizeof(*f)) != 0)
				break;
		}
		if (f->memory)
			bank_of(w, o->origin + from, o->origin + to, f->nid,
				f->mirror ? MEMBLOCK_MIRROR : MEMBLOCK_NONE);
	}
}

static void check_layout(struct oracle *o, struct zone_world *w)
{
	unsigned int nid;
	unsigned int idx;

	laid_out(w);
	for (nid = 0; nid < NODES; nid++) {
		pfn_t start = o->movable[nid] > 0 ? o->origin + o->movable[nid] - 1 : 0;

		assert_int_equal(w->nodes[nid].movable_start, start);
		for (idx = 0; idx < BM_NR_ZONES; idx++)
			check_zone(o, &w->nodes[nid].zones[idx]);
	}
	check_holes(o, w);
}

static void check_amounts(struct oracle *o, struct zone_world *w)
{
	unsigned int kernel = wanted_kernel(o);

	memset(o->movable, 0, sizeof(o->movable));
	if (kernel > 0 && kernel < count_memory(o, -1)) {
		spread(o, kernel);
		align_starts(o);
	}
	check_layout(o, w);
}

static void try_amounts(struct oracle *o, struct zone_world *w)
{
	unsigned int amounts;

	for (amounts = 0; amounts < (FRAMES + 1) * (FRAMES + 1); amounts++) {
		w->policy.kernelcore.nr_pages = amounts % (FRAMES + 1);
		w->policy.movablecore.nr_pages = amounts / (FRAMES + 1);
		check_amounts(o, w);
	}
}

/* Frame @i of the map numbered @map: its digit in base @base. */
static unsigned int digit(unsigned int map, unsigned int i, unsigned int base)
{
	while (i-- > 0)
		map /= base;
	return map % base;
}

static void every_map(struct zone_world *w, unsigned int low, unsigned int order)
{
	struct oracle o = { &w->policy, 0, { { false, false, 0 } }, { 0 }, low };
	unsigned int map;
	unsigned int i;

	w->policy.section_shift = 13;
	w->policy.max_order = order;
	if (low > 0)
		zone_limit(w, BM_ZONE_DMA, low);
	for (map = 1; map < NR_MAPS; map++) {
		for (i = 0; i < FRAMES; i++) {
			unsigned int kind = digit(map, i, 3);

			o.frames[i].memory = kind > 0;
			o.frames[i].nid = kind > 0 ? (int)kind - 1 : 0;
		}
		put_frames(w, &o);
		/* Where memory begins above the DMA limit there is no DMA zone. */
		o.low = low > node_start(&o, 0) || low > node_start(&o, 1) ? low : 0;
		try_amounts(&o, w);
	}
}

static void bm_zones_layout__every_map_and_amount__as_counted(void **state)
{
	(void)state;
	every_map(zone_world(), 0, 0);
}

static void bm_zones_layout__every_map_with_low_memory__as_counted(void **state)
{
	(void)state;
	every_map(zone_world(), 3, 0);
}

static void bm_zones_layout__every_map_in_blocks_of_two__as_counted(void **state)
{
	(void)state;
	every_map(zone_world(), 4, 1);
}

/* --- mirrors: nothing, mirrored or not; node 1 above node 0; DMA below 4 GiB ---------- */

#define PFN_4G ((pfn_t)0x100000)

static void from_mirrors(struct oracle *o)
{
	unsigned int i;

	memset(o->movable, 0, sizeof(o->movable));
	for (i = 0; i < FRAMES; i++) {
		const struct frame *f = &o->frames[i];

		if (f->memory && !f->mirror && starts_region(o, i) && o->origin + i >= PFN_4G &&
		    o->movable[f->nid] == 0)
			o->movable[f->nid] = i + 1;
	}
	align_starts(o);
}

static void every_mirror(struct zone_world *w, struct oracle *o, unsigned int border)
{
	unsigned int map;
	unsigned int i;

	for (map = 1; map < NR_MAPS; map++) {
		for (i = 0; i < FRAMES; i++) {
			unsigned int kind = digit(map, i, 3);

			o->frames[i].memory = kind > 0;
			o->frames[i].mirror = kind == 2;
			o->frames[i].nid = kind > 0 && i >= border ? 1 : 0;
		}
		put_frames(w, o);
		from_mirrors(o);
		check_layout(o, w);
	}
}

static void bm_zones_layout__every_mirror__as_counted(void **state)
{
	struct zone_world *w = zone_world();
	struct oracle o = { &w->policy, PFN_4G - 2, { { false, false, 0 } }, { 0 }, 0 };
	unsigned int border;

	(void)state;
	needs_64_bit();
	w->policy.section_shift = 13;
	w->policy.max_order = 0;
	w->policy.mirror = true;
	zone_limit(w, BM_ZONE_DMA, PFN_4G);
	for (border = 0; border <= FRAMES; border++)
		every_mirror(w, &o, border);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zones_layout__every_map_and_amount__as_counted),
		cmocka_unit_test(bm_zones_layout__every_map_with_low_memory__as_counted),
		cmocka_unit_test(bm_zones_layout__every_map_in_blocks_of_two__as_counted),
		cmocka_unit_test(bm_zones_layout__every_mirror__as_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
