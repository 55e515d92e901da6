// SPDX-License-Identifier: MIT
/*
 * test_release_late.c - what is handed over after the release: reservations that are no longer
 * needed, and the region arrays themselves.
 *
 * Whatever comes late must come once, from where it was taken, to the node whose memory it is.
 *
 * Classes: (d) wrong phase, (e) metadata in managed memory, (h) loss of memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "mm_world.h"

/* --- late frees ------------------------------------------------------------------------------- */

static void late_world(struct mm_world *w, enum bm_pages_policy policy)
{
	mm_world_init(w, 8);
	ok(mb_add(&w->mb, 0, 8 * MIB));
	ok(mb_reserve(&w->mb, 2 * MIB + 100, 4 * PAGE));
	ok(mb_mark(&w->mb, 3 * MIB, 4 * PAGE, MEMBLOCK_NOMAP));
	ok(mb_reserve(&w->mb, 3 * MIB, 4 * PAGE));
	ok(mb_reserve(&w->mb, 9 * MIB, PAGE));
	mm_world_release(w, policy);
}

static void bm_free_late__reserved_memory__whole_frames_are_free(void **state)
{
	struct mm_world w;
	pfn_t before;
	pfn_t pfn = 2 * MIB / PAGE;

	(void)state;
	late_world(&w, BM_PAGES_EAGER);
	before = mm_world_free(&w);
	ok(bm_free_late(&w.mm, 2 * MIB + 100, 4 * PAGE));
	assert_int_equal(mm_world_free(&w), before + 3);
	assert_int_equal(bm_buddy_frame(&w.buddy, pfn).state, BM_FRAME_NOT_GIVEN);
	assert_int_equal(bm_buddy_frame(&w.buddy, pfn + 1).state, BM_FRAME_FREE);
	assert_int_equal(bm_page_flags(bm_page(&w.pages, pfn)), BM_PAGE_RESERVED);
	assert_int_equal(bm_page_flags(bm_page(&w.pages, pfn + 1)), 0);
	assert_int_equal(w.mm.audit.late, 3 * PAGE);
	assert_int_equal(bm_free_late(&w.mm, 2 * MIB + 100, 4 * PAGE), -BM_EEXIST);
	assert_int_equal(mm_world_free(&w), before + 3);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void bm_free_late__before_the_section_is_initialised__frames_are_not_reserved(void **state)
{
	struct mm_world w;
	pfn_t pfn = 2 * MIB / PAGE;

	(void)state;
	late_world(&w, BM_PAGES_LAZY);
	ok(bm_free_late(&w.mm, 2 * MIB + 100, 4 * PAGE));
	assert_int_equal(bm_page_flags(bm_page(&w.pages, pfn + 1)), 0);
	mm_world_reset(&w);
}

static void bm_free_late__what_is_no_reserved_memory__is_refused(void **state)
{
	struct mm_world w;
	pfn_t before;

	(void)state;
	late_world(&w, BM_PAGES_LAZY);
	before = mm_world_free(&w);
	assert_int_equal(bm_free_late(&w.mm, 4 * MIB, PAGE), -BM_EINVAL);
	assert_int_equal(bm_free_late(&w.mm, 2 * MIB, 4 * PAGE), -BM_EINVAL);
	assert_int_equal(bm_free_late(&w.mm, 3 * MIB, 4 * PAGE), -BM_EINVAL);
	assert_int_equal(bm_free_late(&w.mm, 9 * MIB, PAGE), -BM_EINVAL);
	assert_int_equal(bm_free_late(&w.mm, 2 * MIB + 100, 0), 0);
	assert_int_equal(mm_world_free(&w), before);
	mm_world_reset(&w);
}

/* When a late free comes: its section is raw, or initialised, or all of them are. */
enum moment {
	RAW,
	INITIALISED,
	FINISHED,
	NR_MOMENTS,
};

/* Empty the machine; return how often a frame of [start, end) came out. */
static unsigned int times_allocated(struct mm_world *w, pfn_t start, pfn_t end)
{
	unsigned int nr = 0;
	pfn_t pfn;

	while (bm_buddy_alloc(&w->cpu, 0, BM_GFP_KERNEL, &pfn) == 0) {
		assert_int_equal(bm_page_flags(bm_page(&w->pages, pfn)), 0);
		nr += start <= pfn && pfn < end;
	}
	return nr;
}

/* catalogue R15: neither lost nor given twice, whatever is initialised by then */
static void bm_free_late__at_any_moment_of_deferral__each_frame_comes_once(void **state)
{
	const pfn_t pfn = 2 * MIB / PAGE + 1;
	struct mm_world w;
	unsigned int i;
	pfn_t before;

	(void)state;
	for (i = 0; i < 3 * NR_MOMENTS; i++) {
		late_world(&w, (enum bm_pages_policy)(i / NR_MOMENTS));
		before = mm_world_free(&w);
		if (i % NR_MOMENTS == INITIALISED)
			assert_int_equal(bm_page_flags(bm_page(&w.pages, pfn)), BM_PAGE_RESERVED);
		if (i % NR_MOMENTS == FINISHED)
			ok(bm_finish(&w.mm));
		ok(bm_free_late(&w.mm, 2 * MIB + 100, 4 * PAGE));
		if (i % NR_MOMENTS != FINISHED)
			ok(bm_finish(&w.mm));
		assert_int_equal(bm_free_late(&w.mm, 2 * MIB + 100, 4 * PAGE), -BM_EEXIST);
		assert_int_equal(mm_world_free(&w), before + 3);
		assert_int_equal(bm_page_flags(bm_page(&w.pages, pfn + 3)), BM_PAGE_RESERVED);
		assert_int_equal(times_allocated(&w, pfn - 1, pfn + 4), 3);
		assert_null(bm_buddy_check(&w.buddy));
		mm_world_reset(&w);
	}
}

/* catalogue R18: whose a reserved frame is, the memory says; a reservation need not name a node */
static void bm_free_late__reserved_without_a_node__goes_to_that_of_the_memory(void **state)
{
	struct bm_zone_counts before[2];
	struct bm_zone_counts after[2];
	struct mm_world w;
	pfn_t pfn = 4 * MIB / PAGE;
	int nid;

	(void)state;
	mm_world_init(&w, 8);
	ok(mb_add_node(&w.mb, 0, 4 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 4 * MIB, 4 * MIB, 1, MEMBLOCK_NONE));
	ok(mb_reserve(&w.mb, 4 * MIB - PAGE, 4 * PAGE));
	assert_int_equal(w.mb.reserved.regions[0].nid, NUMA_NO_NODE);
	mm_world_release(&w, BM_PAGES_DEFERRED);
	assert_int_equal(bm_page_nid(&w.pages, pfn - 1), 0);
	assert_int_equal(bm_page_nid(&w.pages, pfn), 1);
	assert_int_equal(bm_page_flags(bm_page(&w.pages, pfn)), BM_PAGE_RESERVED);
	for (nid = 0; nid < 2; nid++)
		bm_buddy_count(&w.buddy, nid, BM_ZONE_NORMAL, &before[nid]);
	ok(bm_free_late(&w.mm, 4 * MIB - PAGE, 4 * PAGE));
	for (nid = 0; nid < 2; nid++)
		bm_buddy_count(&w.buddy, nid, BM_ZONE_NORMAL, &after[nid]);
	assert_int_equal(after[0].free, before[0].free + 1);
	assert_int_equal(after[1].free, before[1].free + 3);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* --- discard ---------------------------------------------------------------------------------- */

/* catalogue R12: arrays that live where the embedder put them are not ours to give back */
static void bm_discard__arrays_that_never_grew__nothing_is_freed(void **state)
{
	struct mm_world w;
	pfn_t before;

	(void)state;
	mm_world_init(&w, 8);
	ok(mb_add(&w.mb, 0, 8 * MIB));
	mm_world_release(&w, BM_PAGES_LAZY);
	ok(bm_finish(&w.mm));
	before = mm_world_free(&w);
	assert_null(w.mb.memory_home.regions);
	assert_null(w.mb.reserved_home.regions);
	ok(bm_discard(&w.mm));
	assert_int_equal(mm_world_free(&w), before);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* catalogue R12: those that grew are */
static void bm_discard__arrays_that_grew__go_to_the_allocator(void **state)
{
	struct mm_world w;
	phys_addr_t i;
	pfn_t before;
	pfn_t grown;

	(void)state;
	mm_world_init(&w, 8);
	ok(mb_add(&w.mb, 0, 8 * MIB));
	for (i = 0; i < 300; i++)
		ok(mb_reserve(&w.mb, i * 2 * PAGE, PAGE));
	mm_world_release(&w, BM_PAGES_LAZY);
	ok(bm_finish(&w.mm));
	before = mm_world_free(&w);
	grown = w.mb.reserved_home.size / PAGE;
	assert_true(grown > 0);
	ok(bm_discard(&w.mm));
	assert_int_equal(mm_world_free(&w), before + grown);
	assert_int_equal(w.mb.memory.cnt, 0);
	assert_int_equal(w.mb.reserved.max, 0);
	assert_int_equal(mb_reserve(&w.mb, 0, PAGE), -BM_ENOMEM);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

#define SLOTS_AT ((phys_addr_t)1 << 20)

/* Arrays that begin in the machine's own RAM, and grow or not. */
static void world_with_slots(struct mm_world *w, bool memory_grows, bool reserved_grows)
{
	phys_addr_t i;

	mm_world_init(w, 8);
	mb_init_uneven(&w->mb, &w->port, (void *)(w->ram + SLOTS_AT), memory_grows ? 4 : 64,
		       reserved_grows ? 4 : 64);
	ok(mb_add(&w->mb, 0, 4 * MIB));
	ok(mb_reserve(&w->mb, SLOTS_AT, PAGE));
	for (i = 0; i < 8; i++) {
		ok(mb_add(&w->mb, 4 * MIB + i * 64 * PAGE, 32 * PAGE));
		ok(mb_reserve(&w->mb, 2 * i * PAGE, PAGE));
	}
	mm_world_release(w, BM_PAGES_LAZY);
	ok(bm_finish(&w->mm));
}

/* How many frames of [base, base + size) are free. */
static pfn_t free_within(struct mm_world *w, phys_addr_t base, phys_addr_t size)
{
	pfn_t nr = 0;
	pfn_t pfn;

	for (pfn = base / PAGE; pfn < (base + size) / PAGE; pfn++)
		nr += bm_buddy_frame(&w->buddy, pfn).state == BM_FRAME_FREE;
	return nr;
}

/* catalogue R4: an array goes back to where it came from, the map or the embedder */
static void bm_discard__each_array_grew_or_not__goes_where_it_came_from(void **state)
{
	struct mb_home memory;
	struct mb_home reserved;
	struct mm_world w;
	unsigned int grows;
	pfn_t before;
	pfn_t pages;

	(void)state;
	for (grows = 0; grows < 4; grows++) {
		world_with_slots(&w, grows & 1, grows & 2);
		memory = w.mb.memory_home;
		reserved = w.mb.reserved_home;
		assert_int_equal(memory.size > 0, grows & 1);
		assert_int_equal(reserved.size > 0, grows >> 1);
		before = mm_world_free(&w);
		ok(bm_discard(&w.mm));
		pages = (memory.size + reserved.size) / PAGE;
		assert_int_equal(mm_world_free(&w), before + pages);
		assert_int_equal(free_within(&w, memory.base, memory.size) +
				 free_within(&w, reserved.base, reserved.size), pages);
		assert_int_equal(free_within(&w, SLOTS_AT, PAGE), 0);
		assert_null(bm_buddy_check(&w.buddy));
		mm_world_reset(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_free_late__reserved_memory__whole_frames_are_free),
		cmocka_unit_test(
			bm_free_late__before_the_section_is_initialised__frames_are_not_reserved),
		cmocka_unit_test(bm_free_late__what_is_no_reserved_memory__is_refused),
		cmocka_unit_test(bm_free_late__at_any_moment_of_deferral__each_frame_comes_once),
		cmocka_unit_test(bm_free_late__reserved_without_a_node__goes_to_that_of_the_memory),
		cmocka_unit_test(bm_discard__arrays_that_never_grew__nothing_is_freed),
		cmocka_unit_test(bm_discard__arrays_that_grew__go_to_the_allocator),
		cmocka_unit_test(bm_discard__each_array_grew_or_not__goes_where_it_came_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
