// SPDX-License-Identifier: MIT
/*
 * test_buddy_look.c - what is counted, and how it is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm_world.h"

static void world(struct mm_world *w)
{
	mm_world_init(w, 16);
	w->policy.max_order = 10;
	w->policy.section_shift = 22;
	w->policy.zones |= 1u << BM_ZONE_DMA;
	w->policy.limit[BM_ZONE_DMA] = 1024;
	ok(mb_add(&w->mb, PAGE, 16 * MIB - PAGE));
	ok(mb_reserve(&w->mb, 159 * PAGE, (1024 - 159) * PAGE));
	mm_world_release(w, BM_PAGES_LAZY);
}

/* The shape is that of the real file: frames 1 to 158 are those of a PC's lowest 640 KiB. */
static void bm_buddy_log__zones__in_the_form_of_buddyinfo(void **state)
{
	struct mm_world w;
	unsigned int before;

	(void)state;
	world(&w);
	before = w.nr_lines;
	bm_buddy_log(&w.buddy);
	assert_int_equal(w.nr_lines, before + 2);
	assert_string_equal(w.lines[before % MM_LINES],
			    "Node 0, zone      DMA      2      2      2      2      2      1      1"
			    "      0      0      0      0 ");
	assert_non_null(strstr(w.lines[(before + 1) % MM_LINES], "Node 0, zone   Normal      "));
	mm_world_reset(&w);
}

static void bm_buddy_log_zones__zones__in_the_form_of_zoneinfo(void **state)
{
	static const char *const expected[] = {
		"Node 0, zone      DMA", "  pages free     158", "        boost    0",
		"        min      0",	 "        low      0",	"        high     0",
		"        spanned  1023", "        present  1023", "        managed  158",
		"        parked   0",	 "  start_pfn:           1",
	};
	struct mm_world w;
	unsigned int before;
	unsigned int i;

	(void)state;
	world(&w);
	before = w.nr_lines;
	bm_buddy_log_zones(&w.buddy);
	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_string_equal(w.lines[(before + i) % MM_LINES], expected[i]);
	mm_world_reset(&w);
}

static void bm_buddy_count__some_parked__are_free_all_the_same(void **state)
{
	struct bm_zone_counts counts;
	struct mm_world w;
	pfn_t sum = 0;
	pfn_t pfn;
	unsigned int k;

	(void)state;
	world(&w);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_DMA, &pfn));
	ok(bm_buddy_alloc(&w.cpu, 3, BM_GFP_DMA, &pfn));
	bm_buddy_count(&w.buddy, 0, BM_ZONE_DMA, &counts);
	assert_int_equal(counts.managed, 158);
	assert_int_equal(counts.free, 158 - 9);
	assert_true(counts.parked > 0 && counts.parked < 64);
	for (k = 0; k <= BM_MAX_ORDER; k++)
		sum += counts.blocks[k] << k;
	assert_int_equal(sum, counts.free);
	bm_cpu_drain(&w.cpu);
	bm_buddy_count(&w.buddy, 0, BM_ZONE_DMA, &counts);
	assert_int_equal(counts.parked, 0);
	mm_world_reset(&w);
}

/* Of memory that was never split nothing is written but what is above it. */
static void bm_buddy_count__gibibytes_never_split__are_counted_all_the_same(void **state)
{
	struct bm_zone_counts counts;
	struct mm_world w;
	pfn_t sum = 0;
	unsigned int k;

	(void)state;
	mm_world_init(&w, 16);
	w.mb.current_limit = 16 * MIB;
	ok(mb_add(&w.mb, 0, 3072 * MIB));
	mm_world_release(&w, BM_PAGES_LAZY);
	bm_buddy_count(&w.buddy, 0, BM_ZONE_NORMAL, &counts);
	for (k = 0; k <= BM_MAX_ORDER; k++)
		sum += counts.blocks[k] << k;
	assert_int_equal(sum, counts.free);
	assert_int_equal(counts.free, counts.managed);
	assert_true(counts.free > 3056 * MIB / PAGE);
	mm_world_reset(&w);
}

static void bm_buddy_count__zones_that_are_not__have_nothing(void **state)
{
	struct bm_zone_counts counts;
	struct mm_world w;

	(void)state;
	world(&w);
	bm_buddy_count(&w.buddy, -1, BM_ZONE_DMA, &counts);
	assert_int_equal(counts.free, 0);
	bm_buddy_count(&w.buddy, 64, BM_ZONE_DMA, &counts);
	assert_int_equal(counts.free, 0);
	bm_buddy_count(&w.buddy, 0, 77, &counts);
	assert_int_equal(counts.free, 0);
	assert_string_equal(bm_frame_name(BM_FRAME_PARKED), "parked");
	assert_string_equal(bm_frame_name((enum bm_frame_state)9), "unknown");
	mm_world_reset(&w);
}

static void bm_buddy_frame__unwritten_memory__is_told_without_writing(void **state)
{
	struct mm_world w;
	unsigned long before;
	struct bm_frame f;

	(void)state;
	world(&w);
	before = w.buddy.bytes_touched;
	f = bm_buddy_frame(&w.buddy, 2500);
	assert_int_equal(f.state, BM_FRAME_FREE);
	assert_true(f.start_pfn <= 2500 && f.end_pfn > 2500);
	f = bm_buddy_frame(&w.buddy, 500);
	assert_int_equal(f.state, BM_FRAME_NOT_GIVEN);
	assert_int_equal(w.buddy.bytes_touched, before);
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_log__zones__in_the_form_of_buddyinfo),
		cmocka_unit_test(bm_buddy_log_zones__zones__in_the_form_of_zoneinfo),
		cmocka_unit_test(bm_buddy_count__some_parked__are_free_all_the_same),
		cmocka_unit_test(bm_buddy_count__gibibytes_never_split__are_counted_all_the_same),
		cmocka_unit_test(bm_buddy_count__zones_that_are_not__have_nothing),
		cmocka_unit_test(bm_buddy_frame__unwritten_memory__is_told_without_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
