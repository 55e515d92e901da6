// SPDX-License-Identifier: MIT
/*
 * test_release.c - what is handed over, and in which phase.
 *
 * A page allocator of the test's own writes down what it gets. The model at the end releases every
 * layout of a small world and compares with an array of pages.
 *
 * Classes: (d) wrong phase, (e) metadata in managed memory, (g) borders, (h) loss of memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "full.h"
#include "mm_world.h"

#define MAX_GIVEN 64

struct given {
	pfn_t start;
	pfn_t end;
	unsigned int order;
};

struct list {
	struct given given[MAX_GIVEN];
	unsigned int nr;
	int err;
	struct mm_world *reserves; /* reserve what is given: what a sink must not do */
};

static int give_range(void *ctx, pfn_t start, pfn_t end)
{
	struct list *list = ctx;

	assert_true(list->nr < MAX_GIVEN);
	list->given[list->nr].start = start;
	list->given[list->nr++].end = end;
	if (list->reserves)
		ok(mb_reserve(&list->reserves->mb, (phys_addr_t)start * PAGE, PAGE));
	return list->err;
}

static int give_block(void *ctx, pfn_t pfn, unsigned int order)
{
	struct list *list = ctx;

	assert_true(list->nr < MAX_GIVEN);
	list->given[list->nr].start = pfn;
	list->given[list->nr++].order = order;
	return list->err;
}

static struct bm_sink sink_of(struct list *list, bool blocks)
{
	struct bm_sink sink = { list, blocks ? NULL : give_range, blocks ? give_block : NULL, 10 };

	memset(list, 0, sizeof(*list));
	return sink;
}

static void expect_given(const struct list *list, unsigned int i, pfn_t start, pfn_t end)
{
	assert_true(i < list->nr);
	assert_int_equal(list->given[i].start, start);
	assert_int_equal(list->given[i].end, end);
}

/* --- what is handed over ---------------------------------------------------------------------- */

static void bm_release__edges_are_not_of_pages__memory_rounds_inward(void **state)
{
	struct mm_world w;
	struct list list;
	struct bm_sink sink = sink_of(&list, false);

	(void)state;
	mm_world_init(&w, 1);
	ok(mb_add(&w.mb, 0x1800, 0x10000));
	ok(mb_reserve(&w.mb, 0x5fff, 2));
	mm_world_zones(&w);
	ok(bm_release(&w.mm, &sink));
	assert_int_equal(list.nr, 2);
	expect_given(&list, 0, 2, 5);
	expect_given(&list, 1, 7, 0x11);
	assert_int_equal(w.mm.audit.memory, 0x10000);
	assert_int_equal(w.mm.audit.handed, 13 * PAGE);
	assert_int_equal(w.mm.audit.reserved, 2);
	assert_int_equal(w.mm.audit.trimmed, 0x10000 - 13 * PAGE - 2);
	assert_int_equal(w.nodes[0].zones[BM_ZONE_NORMAL].managed, 13);
	mm_world_reset(&w);
}

static void bm_release__nomap_driver_and_hotplug__only_hotplug_is_handed_over(void **state)
{
	struct mm_world w;
	struct list list;
	struct bm_sink sink = sink_of(&list, false);

	(void)state;
	mm_world_init(&w, 1);
	ok(mb_add(&w.mb, 0, 16 * PAGE));
	ok(mb_mark(&w.mb, 4 * PAGE, 2 * PAGE, MEMBLOCK_NOMAP));
	ok(mb_mark(&w.mb, 8 * PAGE, 2 * PAGE, MEMBLOCK_DRIVER_MANAGED));
	ok(mb_mark(&w.mb, 12 * PAGE, 2 * PAGE, MEMBLOCK_HOTPLUG));
	w.mb.movable_node = true;
	w.mb.scratch_only = true;
	mm_world_zones(&w);
	ok(bm_release(&w.mm, &sink));
	assert_int_equal(list.nr, 3);
	expect_given(&list, 0, 0, 4);
	expect_given(&list, 1, 6, 8);
	expect_given(&list, 2, 10, 16);
	assert_int_equal(w.mm.audit.nomap, 2 * PAGE);
	assert_int_equal(w.mm.audit.driver, 2 * PAGE);
	assert_false(w.mb.scratch_only);
	mm_world_reset(&w);
}

static void bm_release__zones_and_nodes_meet_in_a_range__it_is_cut_there(void **state)
{
	struct mm_world w;
	struct list list;
	struct bm_sink sink = sink_of(&list, false);

	(void)state;
	mm_world_init(&w, 1);
	w.policy.zones |= 1u << BM_ZONE_DMA;
	w.policy.limit[BM_ZONE_DMA] = 5;
	w.policy.limit[BM_ZONE_NORMAL] = 40;
	ok(mb_add_node(&w.mb, 0, 20 * PAGE, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 20 * PAGE, 30 * PAGE, 1, MEMBLOCK_NONE));
	mm_world_zones(&w);
	ok(bm_release(&w.mm, &sink));
	assert_int_equal(list.nr, 3);
	expect_given(&list, 0, 0, 5);
	expect_given(&list, 1, 5, 20);
	expect_given(&list, 2, 20, 40);
	assert_int_equal(w.mm.audit.unzoned, 10 * PAGE);
	assert_int_equal(w.nodes[0].zones[BM_ZONE_DMA].managed, 5);
	mm_world_reset(&w);
}

static void bm_release__blocks__are_those_of_linux(void **state)
{
	static const struct given expected[] = {
		{ 1, 0, 0 },	{ 2, 0, 1 },	{ 4, 0, 2 },	{ 8, 0, 3 },
		{ 0x10, 0, 4 }, { 0x20, 0, 5 }, { 0x40, 0, 6 }, { 0x80, 0, 4 },
		{ 0x90, 0, 3 }, { 0x98, 0, 2 }, { 0x9c, 0, 1 }, { 0x9e, 0, 0 },
	};
	struct mm_world w;
	struct list list;
	struct bm_sink sink = sink_of(&list, true);
	unsigned int i;

	(void)state;
	mm_world_init(&w, 1);
	ok(mb_add(&w.mb, PAGE, 0x9e * PAGE));
	mm_world_zones(&w);
	ok(bm_release(&w.mm, &sink));
	assert_int_equal(list.nr, sizeof(expected) / sizeof(expected[0]));
	for (i = 0; i < list.nr; i++) {
		assert_int_equal(list.given[i].start, expected[i].start);
		assert_int_equal(list.given[i].order, expected[i].order);
	}
	mm_world_reset(&w);
}

static void bm_block_order__vectors__as_the_chunking_of_linux(void **state)
{
	(void)state;
	assert_int_equal(bm_block_order(0, 0x9f, 10), 7);
	assert_int_equal(bm_block_order(0, 1 << 20, 10), 10);
	assert_int_equal(bm_block_order(0x3ff, 0x1401, 10), 0);
	assert_int_equal(bm_block_order(0x400, 0x1401, 10), 10);
	assert_int_equal(bm_block_order(0x1400, 0x1401, 10), 0);
	assert_int_equal(bm_block_order((pfn_t)1 << 51, ((pfn_t)1 << 51) + 3, 10), 1);
}

static void bm_release__machines_that_are_odd__each_boots(void **state)
{
	static const struct bm_range odd[] = {
		{ 0, 0 },				     /* no memory */
		{ 5 * PAGE, 6 * PAGE },			     /* one page */
		{ 5 * PAGE + 1, 6 * PAGE },		     /* less than one */
		{ PHYS_ADDR_MAX - 9 * PAGE + 1, PHYS_ADDR_MAX }, /* the top */
	};
	struct mm_world w;
	struct list list;
	struct bm_sink sink;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		sink = sink_of(&list, false);
		mm_world_init(&w, 1);
		ok(mb_add(&w.mb, odd[i].start, odd[i].end - odd[i].start));
		mm_world_zones(&w);
		ok(bm_release(&w.mm, &sink));
		assert_int_equal(w.mm.audit.memory, odd[i].end - odd[i].start);
		mm_world_reset(&w);
	}
	assert_int_equal(w.mm.audit.handed, 8 * PAGE);
	assert_int_equal(w.mm.audit.trimmed, PAGE - 1);
}

static void bm_release__only_reserved_memory__nothing_is_handed_over(void **state)
{
	struct mm_world w;
	struct list list;
	struct bm_sink sink = sink_of(&list, false);

	(void)state;
	mm_world_init(&w, 1);
	ok(mb_add(&w.mb, 0, 1 * MIB));
	ok(mb_reserve(&w.mb, 0, 2 * MIB));
	mm_world_zones(&w);
	ok(bm_release(&w.mm, &sink));
	assert_int_equal(list.nr, 0);
	assert_int_equal(w.mm.audit.reserved, 1 * MIB);
	mm_world_reset(&w);
}

static void bm_release__metadata__is_never_handed_over(void **state)
{
	struct mm_world w;
	struct bm_frame f;
	unsigned int i;

	(void)state;
	mm_world_init(&w, 8);
	ok(mb_add(&w.mb, 0, 8 * MIB));
	mm_world_release(&w, BM_PAGES_LAZY);
	for (i = 0; i < w.pages.nr_spans; i++) {
		f = bm_buddy_frame(&w.buddy, w.pages.spans[i].base / PAGE);
		assert_int_equal(f.state, BM_FRAME_NOT_GIVEN);
		f = bm_buddy_frame(&w.buddy, w.buddy.trees[i].base / PAGE);
		assert_int_equal(f.state, BM_FRAME_NOT_GIVEN);
	}
	assert_int_equal(mm_world_free(&w) * PAGE, w.mm.audit.handed);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* --- failing ---------------------------------------------------------------------------------- */

static void bm_release__no_page_allocator__is_an_error_and_nothing_happens(void **state)
{
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 1);
	ok(mb_add(&w.mb, 0, 1 * MIB));
	mm_world_zones(&w);
	assert_int_equal(bm_release(&w.mm, NULL), -BM_EINVAL);
	assert_true(mm_world_said(&w, "no page allocator"));
	assert_int_equal(w.mm.phase, BM_PHASE_POPULATE);
	mm_world_reset(&w);
}

static void bm_release__the_sink_fails__its_error_is_returned(void **state)
{
	struct mm_world w;
	struct list list;
	struct bm_sink sink = sink_of(&list, false);

	(void)state;
	list.err = -BM_ENOSPC;
	mm_world_init(&w, 1);
	ok(mb_add(&w.mb, 0, 1 * MIB));
	ok(mb_reserve(&w.mb, 8 * PAGE, PAGE));
	mm_world_zones(&w);
	assert_int_equal(bm_release(&w.mm, &sink), -BM_ENOSPC);
	assert_int_equal(list.nr, 1);
	mm_world_reset(&w);
}

static void bm_release__the_sink_edits_the_map__the_audit_stops_the_boot(void **state)
{
	struct mm_world *w = malloc(sizeof(*w));
	struct list list;
	struct bm_sink sink = sink_of(&list, false);

	(void)state;
	mm_world_init(w, 1);
	ok(mb_add(&w->mb, 0, 1 * MIB));
	list.reserves = w;
	mm_world_zones(w);
	w->may_stop = true;
	if (setjmp(w->stop) == 0) {
		ok(bm_release(&w->mm, &sink));
		fail_msg("the boot went on");
	}
	assert_string_equal(w->stopped, "the sum is wrong");
	assert_true(mm_world_said(w, "release: the sum is wrong"));
	mm_world_reset(w);
	free(w);
}

/* --- phases ----------------------------------------------------------------------------------- */

static int call(struct mm_world *w, unsigned int nr)
{
	static struct bm_pages pages;
	static struct bm_buddy buddy;

	switch (nr) {
	case 0:
		return bm_mm_pages(&w->mm, &pages, BM_PAGES_LAZY, 0);
	case 1:
		return bm_mm_buddy(&w->mm, &buddy, 0);
	case 2:
		return bm_release(&w->mm, NULL);
	case 3:
		return bm_free_late(&w->mm, 2 * MIB, 4 * PAGE);
	case 4:
		return bm_finish(&w->mm);
	default:
		return bm_discard(&w->mm);
	}
}

/* A world in which a phase was just reached. */
static void reach(struct mm_world *w, enum bm_phase phase)
{
	mm_world_init(w, 8);
	ok(mb_add(&w->mb, 0, 8 * MIB));
	ok(mb_reserve(&w->mb, 2 * MIB, 4 * PAGE));
	mm_world_zones(w);
	if (phase >= BM_PHASE_ZONES)
		mm_world_pages(w, BM_PAGES_LAZY, 0);
	if (phase >= BM_PHASE_RELEASED)
		ok(bm_release(&w->mm, NULL));
	if (phase >= BM_PHASE_DEFERRED_DONE)
		ok(bm_finish(&w->mm));
	if (phase >= BM_PHASE_DISCARDED)
		ok(bm_discard(&w->mm));
	assert_int_equal(w->mm.phase, phase);
}

/* catalogue R16 R17 R61: early calls after the hand-over are refused, and say so */
static void bm_mm__every_call_in_every_phase__works_or_names_the_phase(void **state)
{
	/* By phase: pages, buddy, release, free late, finish, discard. */
	static const char allowed[5][7] = { "p.....", ".br...", "...ff.", "...f.d", "......" };
	struct mm_world w;
	unsigned int phase;
	unsigned int nr;
	int err;

	(void)state;
	for (phase = 0; phase < 5; phase++) {
		for (nr = 0; nr < 6; nr++) {
			reach(&w, (enum bm_phase)phase);
			err = call(&w, nr);
			if (allowed[phase][nr] != '.') {
				assert_int_equal(err, 0);
			} else if (phase == 0 && nr == 2) {
				assert_int_equal(err, -BM_EINVAL);
			} else {
				assert_int_equal(err, -BM_EBUSY);
				assert_int_equal(w.mm.phase, phase);
				assert_true(mm_world_said(&w, bm_phase_name((enum bm_phase)phase)));
			}
			mm_world_reset(&w);
		}
	}
	assert_string_equal(bm_phase_name((enum bm_phase)5), "unknown");
}

/* --- every layout ----------------------------------------------------------------------------- */

#define HALVES 10u

/* A character for each half page: '.' nothing, 'm' memory, 'r' reserved memory, 'n' NOMAP. */
static void build(struct mm_world *w, const char *map)
{
	unsigned int i;

	for (i = 0; i < HALVES; i++) {
		if (map[i] != '.')
			ok(mb_add(&w->mb, i * PAGE / 2, PAGE / 2));
		if (map[i] == 'r')
			ok(mb_reserve(&w->mb, i * PAGE / 2, PAGE / 2));
		if (map[i] == 'n')
			ok(mb_mark(&w->mb, i * PAGE / 2, PAGE / 2, MEMBLOCK_NOMAP));
	}
}

static void expect_layout(const struct mm_world *w, const struct list *list, const char *map)
{
	phys_addr_t count[128] = { 0 };
	bool given[HALVES / 2] = { false };
	pfn_t pages = 0;
	unsigned int i;
	pfn_t pfn;

	for (i = 0; i < list->nr; i++)
		for (pfn = list->given[i].start; pfn < list->given[i].end; pfn++)
			given[pfn] = true;
	for (i = 0; i < HALVES / 2; i++) {
		assert_int_equal(given[i], map[2 * i] == 'm' && map[2 * i + 1] == 'm');
		pages += given[i];
	}
	for (i = 0; i < HALVES; i++)
		count[(unsigned char)map[i]] += PAGE / 2;
	assert_int_equal(w->mm.audit.handed, pages * PAGE);
	assert_int_equal(w->mm.audit.reserved, count['r']);
	assert_int_equal(w->mm.audit.nomap, count['n']);
	assert_int_equal(w->mm.audit.trimmed, count['m'] - pages * PAGE);
}

static void bm_release__every_layout_of_five_pages__agrees_with_the_oracle(void **state)
{
	static const char kinds[] = ".mrn";
	struct mm_world w;
	struct list list;
	struct bm_sink sink;
	char map[HALVES + 1] = { 0 };
	unsigned long number;
	unsigned int i;

	(void)state;
	mm_world_init(&w, 1);
	for (number = 0; number < 1ul << (2 * HALVES); number += is_full_run() ? 1 : 7) {
		for (i = 0; i < HALVES; i++)
			map[i] = kinds[number >> (2 * i) & 3];
		sink = sink_of(&list, false);
		mb_init(&w.mb, &w.port, w.regions, MM_REGIONS);
		bm_zones_init(&w.zones, w.nodes, MM_NODES);
		build(&w, map);
		mm_world_zones(&w);
		ok(bm_release(&w.mm, &sink));
		expect_layout(&w, &list, map);
	}
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_release__edges_are_not_of_pages__memory_rounds_inward),
		cmocka_unit_test(bm_release__nomap_driver_and_hotplug__only_hotplug_is_handed_over),
		cmocka_unit_test(bm_release__zones_and_nodes_meet_in_a_range__it_is_cut_there),
		cmocka_unit_test(bm_release__blocks__are_those_of_linux),
		cmocka_unit_test(bm_block_order__vectors__as_the_chunking_of_linux),
		cmocka_unit_test(bm_release__machines_that_are_odd__each_boots),
		cmocka_unit_test(bm_release__only_reserved_memory__nothing_is_handed_over),
		cmocka_unit_test(bm_release__metadata__is_never_handed_over),
		cmocka_unit_test(bm_release__no_page_allocator__is_an_error_and_nothing_happens),
		cmocka_unit_test(bm_release__the_sink_fails__its_error_is_returned),
		cmocka_unit_test(bm_release__the_sink_edits_the_map__the_audit_stops_the_boot),
		cmocka_unit_test(bm_mm__every_call_in_every_phase__works_or_names_the_phase),
		cmocka_unit_test(bm_release__every_layout_of_five_pages__agrees_with_the_oracle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
