// SPDX-License-Identifier: MIT
/*
 * test_iterate.c - walks up and down, by node and by flag, drawn next to the world they walk
 * through.
 *
 * Every walk is drawn twice, up and down, and the two must be the same picture in opposite order.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#define TEXT_ROOM 512

/* All free ranges as "start-end@node ..." in pages, in the order they came. */
static void walk(const struct world *w, struct mb_filter filter, bool down, char *text)
{
	struct mb_free_iter it;
	size_t len = 0;

	text[0] = '\0';
	memset(&it, WORLD_DIRT, sizeof(it));
	if (down)
		mb_free_last(&it, &w->mb, filter, PHYS_ADDR_MAX);
	else
		mb_free_first(&it, &w->mb, filter, 0);
	while (down ? mb_free_prev(&it) : mb_free_next(&it)) {
		assert_true(it.start < it.end);
		len += (size_t)snprintf(text + len, TEXT_ROOM - len, "%s%x-%x@%d", len ? " " : "",
					(unsigned int)((it.start - w->origin) / WORLD_PAGE),
					(unsigned int)((it.end - w->origin) / WORLD_PAGE), it.nid);
	}
	assert_false(down ? mb_free_prev(&it) : mb_free_next(&it));
}

/* The words of @text in opposite order. */
static void reverse_words(const char *text, char *out)
{
	const char *end = text + strlen(text);
	const char *word = end;
	size_t len = 0;

	out[0] = '\0';
	while (word != text) {
		while (word != text && word[-1] != ' ')
			word--;
		len += (size_t)snprintf(out + len, TEXT_ROOM - len, "%s%.*s", len ? " " : "",
					(int)(end - word), word);
		if (word != text)
			word--;
		end = word;
	}
}

static void expect_walk(const struct world *w, int nid, unsigned int flags, const char *want)
{
	struct mb_filter filter = { nid, flags };
	char up[TEXT_ROOM];
	char down[TEXT_ROOM];
	char turned[TEXT_ROOM];

	walk(w, filter, false, up);
	walk(w, filter, true, down);
	assert_string_equal(up, want);
	reverse_words(down, turned);
	assert_string_equal(turned, want);
}

static void mb_free_next__no_reservations__each_memory_region_whole(void **state)
{
	struct world *w = world_of_nodes(".mm.mmm", "-00-001");

	(void)state;
	expect_walk(w, NUMA_NO_NODE, 0, "1-3@0 4-6@0 6-7@1");
}

static void mb_free_next__reservations_of_every_shape__are_cut_out(void **state)
{
	(void)state;
	expect_walk(world("mmmm"), NUMA_NO_NODE, 0, "0-4@-1");
	expect_walk(world("rmmm"), NUMA_NO_NODE, 0, "1-4@-1");
	expect_walk(world("mmmr"), NUMA_NO_NODE, 0, "0-3@-1");
	expect_walk(world("mrrm"), NUMA_NO_NODE, 0, "0-1@-1 3-4@-1");
	expect_walk(world("mrmr"), NUMA_NO_NODE, 0, "0-1@-1 2-3@-1");
	expect_walk(world("rrrr"), NUMA_NO_NODE, 0, "");
	expect_walk(world("RmmR"), NUMA_NO_NODE, 0, "1-3@-1");
	expect_walk(world("RRR.m.RRR"), NUMA_NO_NODE, 0, "4-5@-1");
	expect_walk(world("mR.Rm"), NUMA_NO_NODE, 0, "0-1@-1 4-5@-1");
	expect_walk(world("mrRRrm"), NUMA_NO_NODE, 0, "0-1@-1 5-6@-1");
	expect_walk(world("R.R.R"), NUMA_NO_NODE, 0, "");
	expect_walk(world("....."), NUMA_NO_NODE, 0, "");
}

/* catalogue R47 R57: one reservation over several regions of memory and the border of two nodes */
static void mb_free_next__reservation_over_several_regions__each_loses_its_part(void **state)
{
	struct world *w = world_of_nodes("mmrrRrrmm", "0000-1122");

	(void)state;
	expect_walk(w, NUMA_NO_NODE, 0, "0-2@0 7-9@2");
	expect_walk(w, 1, 0, "");
	expect_walk(w, 2, 0, "7-9@2");
}

static void mb_free_next__touching_reservations_of_two_kinds__no_empty_range_between(void **state)
{
	struct world *w = world("mmmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 1)));
	ok(mb_reserve_node(&w->mb, at(w, 2), span(w, 1), 0, MEMBLOCK_RSRV_KERN));
	ok(mb_reserve_node(&w->mb, at(w, 3), span(w, 1), 1, MEMBLOCK_RSRV_KERN));
	expect_walk(w, NUMA_NO_NODE, 0, "0-1@-1 4-6@-1");
}

/* catalogue R10 R58: any number that is no node means every node */
static void mb_free_next__by_node__only_its_memory(void **state)
{
	struct world *w = world_of_nodes("mmmrmm", "01-010");

	(void)state;
	expect_walk(w, 0, 0, "0-1@0 5-6@0");
	expect_walk(w, 1, 0, "1-2@1 4-5@1");
	expect_walk(w, 2, 0, "");
	expect_walk(w, BM_MAX_NODES - 1, 0, "");
	expect_walk(w, NUMA_NO_NODE, 0, "0-1@0 1-2@1 2-3@-1 4-5@1 5-6@0");
	expect_walk(w, BM_MAX_NODES, 0, "0-1@0 1-2@1 2-3@-1 4-5@1 5-6@0");
	expect_walk(w, -7, 0, "0-1@0 1-2@1 2-3@-1 4-5@1 5-6@0");
}

/* catalogue R11: every filter over every kind of memory */
static void mb_free_next__every_flag_filter__require_or_also_allow(void **state)
{
	static const struct {
		unsigned int flags;
		const char *normal;
		const char *with_movable_node;
	} cases[] = {
		{ MEMBLOCK_NONE, "mhis", "mis" },
		{ MEMBLOCK_HOTPLUG, "mhis", "mhis" },
		{ MEMBLOCK_NOMAP, "mhins", "mins" },
		{ MEMBLOCK_DRIVER_MANAGED, "mhids", "mids" },
		{ MEMBLOCK_MIRROR, "i", "i" },
		{ MEMBLOCK_KHO_SCRATCH, "s", "s" },
		{ MEMBLOCK_MIRROR | MEMBLOCK_KHO_SCRATCH, "", "" },
		{ MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED | MEMBLOCK_HOTPLUG, "mhinds", "mhinds" },
		{ MEMBLOCK_NOMAP | MEMBLOCK_MIRROR, "i", "i" },
	};
	static const char kinds[] = "m.h.i.n.d.s";
	struct world *w = world(kinds);
	size_t i;
	unsigned int movable;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (movable = 0; movable < 2; movable++) {
			struct mb_filter filter = { NUMA_NO_NODE, cases[i].flags };
			struct mb_free_iter it;
			char seen[16] = "";
			size_t nr = 0;

			w->mb.movable_node = movable;
			mb_for_each_free_range(&it, &w->mb, filter)
				seen[nr++] = kinds[it.start / WORLD_PAGE];
			seen[nr] = '\0';
			assert_string_equal(seen, movable ? cases[i].with_movable_node :
							    cases[i].normal);
			while (nr > 0)
				seen[--nr] = '-';
			mb_for_each_free_range_reverse(&it, &w->mb, filter)
				seen[nr++] = kinds[it.start / WORLD_PAGE];
			assert_int_equal(nr, strlen(movable ? cases[i].with_movable_node :
							       cases[i].normal));
		}
	}
}

static void mb_passes__several_flags_on_one_region__all_must_be_allowed(void **state)
{
	struct world *w = world("m");
	struct memblock_region r = { 0, 1, MEMBLOCK_NONE, 3 };
	struct mb_filter any = mb_any();
	struct mb_filter nomap = { NUMA_NO_NODE, MEMBLOCK_NOMAP };
	struct mb_filter both = { 3, MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED };

	(void)state;
	assert_true(mb_passes(&w->mb, &r, any));
	r.flags = (enum memblock_flags)(MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED);
	assert_false(mb_passes(&w->mb, &r, any));
	assert_false(mb_passes(&w->mb, &r, nomap));
	assert_true(mb_passes(&w->mb, &r, both));
	both.nid = 2;
	assert_false(mb_passes(&w->mb, &r, both));
}

static void mb_free_first__from_every_page__sees_what_is_above(void **state)
{
	struct world *w = world("mmr.mRmm");
	unsigned int from;

	(void)state;
	for (from = 0; from <= 8; from++) {
		struct mb_free_iter it;
		char drawn[] = "........";
		char want[] = "ff..f.ff";
		phys_addr_t page;

		memset(want, '.', from);
		mb_free_first(&it, &w->mb, mb_any(), at(w, from));
		while (mb_free_next(&it))
			for (page = it.start; page < it.end; page += WORLD_PAGE)
				drawn[page / WORLD_PAGE] = 'f';
		assert_string_equal(drawn, want);
	}
}

static void mb_free_last__to_every_page__sees_what_is_below(void **state)
{
	struct world *w = world("mmr.mRmm");
	unsigned int to;

	(void)state;
	for (to = 0; to <= 8; to++) {
		struct mb_free_iter it;
		char drawn[] = "........";
		char want[] = "ff..f.ff";
		phys_addr_t page;

		memset(want + to, '.', 8 - to);
		mb_free_last(&it, &w->mb, mb_any(), at(w, to));
		while (mb_free_prev(&it))
			for (page = it.start; page < it.end; page += WORLD_PAGE)
				drawn[page / WORLD_PAGE] = 'f';
		assert_string_equal(drawn, want);
	}
}

/* Private members: a walk that began anew at each step would give the right answers too. */
static void mb_free_next__and_prev__go_on_from_where_they_are(void **state)
{
	struct world *w = world("m.m.mr");
	const struct memblock_region *m = w->mb.memory.regions;
	const struct memblock_region *r = w->mb.reserved.regions;
	struct mb_free_iter it;

	(void)state;
	mb_free_first(&it, &w->mb, mb_any(), at(w, 2));
	assert_ptr_equal(it.reserved, r);
	assert_ptr_equal(it.last, r);
	assert_true(mb_free_next(&it));
	assert_ptr_equal(it.memory, &m[1]);
	assert_true(mb_free_next(&it));
	assert_ptr_equal(it.memory, &m[2]);
	mb_free_last(&it, &w->mb, mb_any(), PHYS_ADDR_MAX);
	assert_ptr_equal(it.reserved, r + 1);
	assert_ptr_equal(it.last, r);
	assert_true(mb_free_prev(&it));
	assert_ptr_equal(it.memory, &m[3]);
	assert_true(mb_free_prev(&it));
	assert_ptr_equal(it.memory, &m[2]);
}

static void mb_free_first__inside_a_range__begins_at_the_byte(void **state)
{
	struct world *w = world("mmmm");
	struct mb_free_iter it;

	(void)state;
	mb_free_first(&it, &w->mb, mb_any(), 0x1234);
	assert_true(mb_free_next(&it));
	expect_addr(it.start, 0x1234);
	expect_addr(it.end, 0x4000);
	mb_free_last(&it, &w->mb, mb_any(), 0x1234);
	assert_true(mb_free_prev(&it));
	expect_addr(it.start, 0);
	expect_addr(it.end, 0x1234);
	assert_false(mb_free_prev(&it));
	mb_free_last(&it, &w->mb, mb_any(), 1);
	assert_true(mb_free_prev(&it));
	expect_addr(it.end, 1);
	mb_free_last(&it, &w->mb, mb_any(), 0);
	assert_false(mb_free_prev(&it));
}

/* catalogue R32: ranges at the top of the address space */
static void mb_free_next__at_the_top__ends(void **state)
{
	struct world *w = world_at(world_top(4), WORLD_SLOTS, "mrmm", NULL);

	(void)state;
	expect_walk(w, NUMA_NO_NODE, 0, "0-1@-1 2-4@-1");
	ok(mb_add(&w->mb, at(w, 4), WORLD_PAGE));
	ok(mb_reserve(&w->mb, at(w, 3), 2 * WORLD_PAGE));
	expect_walk(w, NUMA_NO_NODE, 0, "0-1@-1 2-3@-1");
}

/*
 * catalogue R67: all of a long row of reservations, so that both the short and the long step are
 * taken
 */
static void mb_free_next__every_pattern_of_nine_pages__is_memory_minus_reserved(void **state)
{
	unsigned int pattern;
	unsigned int i;

	(void)state;
	for (pattern = 0; pattern < 1u << 9; pattern++) {
		struct world *w = world_of_nodes("mmmm.mmmm", "0001-1000");
		char want[] = "ffff.ffff";

		for (i = 0; i < 9; i++) {
			if (!(pattern & 1u << i))
				continue;
			ok(mb_reserve_node(&w->mb, at(w, i), span(w, 1), (int)(i % 2),
					   MEMBLOCK_NONE));
			want[i] = '.';
		}
		expect_free(w, want);
		worlds_end(NULL);
	}
}

/* The next reservation, or the one behind it, is guessed; any further one is searched for. */
static void mb_free_next__any_number_of_reservations_without_memory__are_passed(void **state)
{
	unsigned int nr;
	char want[64];
	char map[32];

	(void)state;
	for (nr = 0; nr < 9; nr++) {
		strcpy(map, "mrm.");
		while (strlen(map) < 4 + 2 * nr)
			strcat(map, "R.");
		strcat(map, "mrm");
		snprintf(want, sizeof(want), "0-1@-1 2-3@-1 %x-%x@-1 %x-%x@-1", 4 + 2 * nr,
			 5 + 2 * nr, 6 + 2 * nr, 7 + 2 * nr);
		expect_walk(world(map), NUMA_NO_NODE, 0, want);
		worlds_end(NULL);
	}
}

static void mb_for_each_region__both_arrays__up_and_down(void **state)
{
	struct world *w = world("m.h.R.R");
	const struct memblock_region *r;
	phys_addr_t at_last = 0;
	unsigned int nr = 0;

	(void)state;
	mb_for_each_memory_region(r, &w->mb) {
		expect_addr(r->base, at(w, 2 * nr));
		nr++;
	}
	assert_int_equal(nr, 2);
	mb_for_each_memory_region_reverse(r, &w->mb)
		expect_addr(r->base, at(w, 2 * --nr));
	assert_int_equal(nr, 0);
	mb_for_each_reserved_region(r, &w->mb) {
		expect_addr(r->base, at(w, 4 + 2 * nr));
		nr++;
	}
	assert_int_equal(nr, 2);
	mb_for_each_reserved_region_reverse(r, &w->mb) {
		at_last = r->base;
		nr--;
	}
	assert_int_equal(nr, 0);
	expect_addr(at_last, at(w, 4));
}

static void mb_for_each_region__empty_arrays__no_step(void **state)
{
	struct world *w = world(".");
	const struct memblock_region *r;

	(void)state;
	mb_for_each_memory_region(r, &w->mb)
		fail();
	mb_for_each_memory_region_reverse(r, &w->mb)
		fail();
	mb_for_each_reserved_region(r, &w->mb)
		fail();
	mb_for_each_reserved_region_reverse(r, &w->mb)
		fail();
}

/* --- page frames ------------------------------------------------------------------------------ */

static void walk_frames(const struct world *w, int nid, bool down, char *text)
{
	struct mb_pfn_iter it;
	size_t len = 0;

	text[0] = '\0';
	memset(&it, WORLD_DIRT, sizeof(it));
	if (down)
		mb_pfn_last(&it, &w->mb, nid);
	else
		mb_pfn_first(&it, &w->mb, nid);
	while (down ? mb_pfn_prev(&it) : mb_pfn_next(&it))
		len += (size_t)snprintf(text + len, TEXT_ROOM - len, "%s%x-%x@%d", len ? " " : "",
					(unsigned int)it.start_pfn, (unsigned int)it.end_pfn,
					it.nid);
	assert_false(down ? mb_pfn_prev(&it) : mb_pfn_next(&it));
}

static void expect_frames(const struct world *w, int nid, const char *want)
{
	char up[TEXT_ROOM];
	char down[TEXT_ROOM];
	char turned[TEXT_ROOM];

	walk_frames(w, nid, false, up);
	walk_frames(w, nid, true, down);
	assert_string_equal(up, want);
	reverse_words(down, turned);
	assert_string_equal(turned, want);
}

static void mb_pfn_next__flags_and_reservations__are_ignored(void **state)
{
	struct world *w = world_of_nodes("mr.nhdR", "00-000-");

	(void)state;
	expect_frames(w, NUMA_NO_NODE, "0-2@0 3-4@0 4-5@0 5-6@0");
}

/* What a removed region leaves behind the last one is not walked. */
static void mb_pfn_next__stale_entry_behind_the_last__is_not_seen(void **state)
{
	struct world *w = world("m.mm");

	(void)state;
	ok(mb_remove(&w->mb, at(w, 2), span(w, 2)));
	expect_addr(w->mb.memory.regions[1].base, at(w, 2));
	expect_frames(w, NUMA_NO_NODE, "0-1@-1");
	expect_walk(w, NUMA_NO_NODE, 0, "0-1@-1");
}

static void mb_pfn_next__by_node__only_its_regions(void **state)
{
	struct world *w = world_of_nodes("mm.m.mm", "01-0-1-");

	(void)state;
	expect_frames(w, 0, "0-1@0 3-4@0");
	expect_frames(w, 1, "1-2@1 5-6@1");
	expect_frames(w, 2, "");
	expect_frames(w, BM_MAX_NODES, "0-1@0 1-2@1 3-4@0 5-6@1 6-7@-1");
	expect_frames(w, NUMA_NO_NODE, "0-1@0 1-2@1 3-4@0 5-6@1 6-7@-1");
}

/* catalogue R14 R84: start rounded up, end rounded down, nothing left of less than a page */
static void mb_pfn_next__unaligned_regions__whole_frames_only(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add(&w->mb, 0x1800, 0x3800));
	ok(mb_add(&w->mb, 0x6800, 0x700));
	ok(mb_add(&w->mb, 0x8001, 0xfff));
	ok(mb_add(&w->mb, 0xa000, 0x1001));
	expect_frames(w, NUMA_NO_NODE, "2-5@-1 a-b@-1");
}

static void mb_pfn_next__page_shared_by_two_regions__is_in_neither(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add_node(&w->mb, 0x1000, 0x1800, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, 0x2800, 0x1800, 1, MEMBLOCK_NONE));
	expect_frames(w, NUMA_NO_NODE, "1-2@0 3-4@1");
}

static void mb_pfn_next__larger_pages__follow_the_map(void **state)
{
	struct world *w = world(".");

	(void)state;
	w->mb.page_shift = 16;
	ok(mb_add(&w->mb, 0x8000, 0x38000));
	expect_frames(w, NUMA_NO_NODE, "1-4@-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_free_next__no_reservations__each_memory_region_whole),
		CASE(mb_free_next__reservations_of_every_shape__are_cut_out),
		CASE(mb_free_next__reservation_over_several_regions__each_loses_its_part),
		CASE(mb_free_next__touching_reservations_of_two_kinds__no_empty_range_between),
		CASE(mb_free_next__by_node__only_its_memory),
		CASE(mb_free_next__every_flag_filter__require_or_also_allow),
		CASE(mb_passes__several_flags_on_one_region__all_must_be_allowed),
		CASE(mb_free_first__from_every_page__sees_what_is_above),
		CASE(mb_free_last__to_every_page__sees_what_is_below),
		CASE(mb_free_next__and_prev__go_on_from_where_they_are),
		CASE(mb_free_first__inside_a_range__begins_at_the_byte),
		CASE(mb_free_next__at_the_top__ends),
		CASE(mb_free_next__every_pattern_of_nine_pages__is_memory_minus_reserved),
		CASE(mb_free_next__any_number_of_reservations_without_memory__are_passed),
		CASE(mb_for_each_region__both_arrays__up_and_down),
		CASE(mb_for_each_region__empty_arrays__no_step),
		CASE(mb_pfn_next__flags_and_reservations__are_ignored),
		CASE(mb_pfn_next__stale_entry_behind_the_last__is_not_seen),
		CASE(mb_pfn_next__by_node__only_its_regions),
		CASE(mb_pfn_next__unaligned_regions__whole_frames_only),
		CASE(mb_pfn_next__page_shared_by_two_regions__is_in_neither),
		CASE(mb_pfn_next__larger_pages__follow_the_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
