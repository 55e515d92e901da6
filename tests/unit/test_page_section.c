// SPDX-License-Identifier: MIT
/*
 * test_page_section.c - descriptors: when they are initialised, what they say, how to get back.
 *
 * RAM is filled with rubbish first: whoever sees a raw descriptor sees that.
 *
 * Classes: (e) descriptors before they exist, (g) sections that are not whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm_world.h"

#define SECTION_PAGES 256u

/* 0 to 8 MiB on node 0, 8 to 16 MiB on node 1, a hole of pages 100 to 119, some taken. */
static void world(struct mm_world *w, enum bm_pages_policy policy)
{
	mm_world_init(w, 16);
	memset(w->ram, 0xa5, w->ram_size);
	w->policy.zones |= 1u << BM_ZONE_DMA;
	w->policy.limit[BM_ZONE_DMA] = 2 * SECTION_PAGES;
	ok(mb_add_node(&w->mb, 0, 8 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, 8 * MIB, 8 * MIB, 1, MEMBLOCK_NONE));
	ok(mb_remove(&w->mb, 100 * PAGE, 20 * PAGE));
	ok(mb_reserve(&w->mb, 200 * PAGE + 5, 2 * PAGE));
	ok(mb_reserve_node(&w->mb, 210 * PAGE, 2 * PAGE, 0, MEMBLOCK_RSRV_NOINIT));
	ok(mb_mark(&w->mb, 220 * PAGE, 2 * PAGE, MEMBLOCK_NOMAP));
	ok(mb_mark(&w->mb, 230 * PAGE, 2 * PAGE, MEMBLOCK_DRIVER_MANAGED));
	mm_world_release(w, policy);
}

static unsigned int flags_of(struct mm_world *w, pfn_t pfn)
{
	return bm_page_flags(bm_page(&w->pages, pfn));
}

static void bm_page__what_a_frame_is__its_flags_say(void **state)
{
	const unsigned int hole = BM_PAGE_RESERVED | BM_PAGE_HOLE;
	struct mm_world w;

	(void)state;
	world(&w, BM_PAGES_LAZY);
	assert_int_equal(flags_of(&w, 0), 0);
	assert_int_equal(flags_of(&w, 99), 0);
	assert_int_equal(flags_of(&w, 100), hole);
	assert_int_equal(flags_of(&w, 119), hole);
	assert_int_equal(flags_of(&w, 120), 0);
	assert_int_equal(flags_of(&w, 199), 0);
	assert_int_equal(flags_of(&w, 200), BM_PAGE_RESERVED);
	assert_int_equal(flags_of(&w, 202), BM_PAGE_RESERVED);
	assert_int_equal(flags_of(&w, 203), 0);
	assert_int_equal(flags_of(&w, 210), 0);
	assert_int_equal(flags_of(&w, 219), 0);
	assert_int_equal(flags_of(&w, 220), hole);
	assert_int_equal(flags_of(&w, 222), 0);
	assert_int_equal(flags_of(&w, 230), 0);
	assert_int_equal(bm_page_count(bm_page(&w.pages, 5)), 1);
	assert_int_equal(bm_page(&w.pages, 5)->owner[0], 0);
	mm_world_reset(&w);
}

/* A region that is passed over does not hide those behind it in the same section. */
static void bm_page__reservations_around_one_that_its_owner_initialises__are_flagged(void **state)
{
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 4);
	ok(mb_add(&w.mb, 0, 4 * MIB));
	ok(mb_reserve(&w.mb, 10 * PAGE, PAGE));
	ok(mb_reserve_node(&w.mb, 20 * PAGE, PAGE, 0, MEMBLOCK_RSRV_NOINIT));
	ok(mb_reserve(&w.mb, 30 * PAGE, PAGE));
	mm_world_release(&w, BM_PAGES_LAZY);
	assert_int_equal(flags_of(&w, 10), BM_PAGE_RESERVED);
	assert_int_equal(flags_of(&w, 20), 0);
	assert_int_equal(flags_of(&w, 30), BM_PAGE_RESERVED);
	mm_world_reset(&w);
}

/* The last frames may not be mapped, and what a removed region left in an array is not one. */
static void bm_page__hole_at_the_end__is_flagged_to_the_last_frame(void **state)
{
	const unsigned int hole = BM_PAGE_RESERVED | BM_PAGE_HOLE;
	const pfn_t last = 4 * SECTION_PAGES - 1;
	struct memblock_region stale = { .base = last * PAGE, .size = PAGE };
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 4);
	ok(mb_add(&w.mb, 0, 4 * MIB));
	ok(mb_mark(&w.mb, (last - 1) * PAGE, 2 * PAGE, MEMBLOCK_NOMAP));
	w.mb.bottom_up = true;
	mm_world_release(&w, BM_PAGES_LAZY);
	w.mb.memory.regions[w.mb.memory.cnt] = stale;
	stale.base -= 2 * PAGE;
	w.mb.reserved.regions[w.mb.reserved.cnt] = stale;
	assert_int_equal(flags_of(&w, last - 2), 0);
	assert_int_equal(flags_of(&w, last - 1), hole);
	assert_int_equal(flags_of(&w, last), hole);
	mm_world_reset(&w);
}

/* A zone ends where it ends; the rest of that section is another's. */
static void bm_page__zone_that_ends_within_a_section__initialises_its_part(void **state)
{
	struct mm_world w;
	unsigned long bytes;

	(void)state;
	mm_world_init(&w, 4);
	w.policy.zones |= 1u << BM_ZONE_DMA;
	w.policy.limit[BM_ZONE_DMA] = 2 * SECTION_PAGES + 5;
	ok(mb_add(&w.mb, 0, 4 * MIB));
	mm_world_release(&w, BM_PAGES_LAZY);
	bytes = w.pages.bytes_touched;
	bm_page(&w.pages, 2 * SECTION_PAGES + 4);
	assert_int_equal(w.pages.bytes_touched - bytes, 5 * sizeof(struct bm_page));
	bm_page(&w.pages, 2 * SECTION_PAGES + 5);
	assert_int_equal(w.pages.bytes_touched - bytes, SECTION_PAGES * sizeof(struct bm_page));
	bm_page(&w.pages, 0);
	assert_int_equal(w.pages.bytes_touched - bytes, 2 * SECTION_PAGES * sizeof(struct bm_page));
	mm_world_reset(&w);
}

/* More sections than are filled at once. */
static void long_world(struct mm_world *w)
{
	mm_world_init(w, 160);
	ok(mb_add(&w->mb, 0, 141 * MIB));
	mm_world_release(w, BM_PAGES_LAZY);
	assert_int_equal(w->pages.nr_sections, 141);
	assert_int_equal(w->pages.sections_ready, 0);
}

static void bm_pages_prepare__many_sections_and_some_already__all_are_ready(void **state)
{
	struct mm_world w;
	unsigned long bytes;

	(void)state;
	long_world(&w);
	bytes = w.pages.bytes_touched;
	bm_page(&w.pages, 3 * SECTION_PAGES);
	bm_page(&w.pages, 33 * SECTION_PAGES);
	bm_page(&w.pages, 33 * SECTION_PAGES + 1);
	assert_int_equal(w.pages.sections_ready, 2);
	bm_pages_prepare(&w.pages, SECTION_PAGES, 8 * SECTION_PAGES);
	assert_int_equal(w.pages.sections_ready, 7 + 1);
	bm_pages_prepare(&w.pages, 0, 150 * SECTION_PAGES);
	assert_int_equal(w.pages.sections_ready, 141);
	assert_int_equal(w.pages.bytes_touched - bytes,
			 141 * SECTION_PAGES * sizeof(struct bm_page));
	mm_world_reset(&w);
}

static void bm_pages_prepare__part_of_a_section__all_of_it_and_no_other(void **state)
{
	struct mm_world w;

	(void)state;
	long_world(&w);
	bm_pages_prepare(&w.pages, 5, 5);
	bm_pages_prepare(&w.pages, 6, 5);
	assert_int_equal(w.pages.sections_ready, 0);
	bm_pages_prepare(&w.pages, 5, 6);
	assert_int_equal(w.pages.sections_ready, 1);
	bm_pages_prepare(&w.pages, 2 * SECTION_PAGES - 1, 2 * SECTION_PAGES + 1);
	assert_int_equal(w.pages.sections_ready, 3);
	bm_pages_prepare(&w.pages, 3 * SECTION_PAGES, 4 * SECTION_PAGES);
	assert_int_equal(w.pages.sections_ready, 4);
	mm_world_reset(&w);
}

static void bm_pages_start__eager__initialises_everything(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w, BM_PAGES_EAGER);
	assert_int_equal(w.pages.sections_ready, w.pages.nr_sections);
	assert_true(bm_pages_finished(&w.pages));
	assert_true(w.pages.bytes_touched >= 16 * SECTION_PAGES * sizeof(struct bm_page));
	mm_world_reset(&w);
}

static void bm_pages_start__deferred__initialises_lower_zones_and_one_section(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w, BM_PAGES_DEFERRED);
	assert_int_equal(w.pages.sections_ready, 2 + 1);
	assert_int_equal(w.pages.spans[0].ready[0], 3);
	assert_int_equal(w.pages.spans[1].ready[0], 1);
	assert_int_equal(w.pages.spans[2].ready[0], 0);
	assert_false(bm_pages_finished(&w.pages));
	ok(bm_pages_finish(&w.pages));
	assert_true(bm_pages_finished(&w.pages));
	assert_int_equal(w.pages.sections_ready, w.pages.nr_sections);
	mm_world_reset(&w);
}

static void bm_pages_start__lazy__initialises_nothing(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w, BM_PAGES_LAZY);
	assert_int_equal(w.pages.sections_ready, 0);
	assert_true(w.pages.bytes_touched < 2048);
	bm_page(&w.pages, 1000);
	assert_int_equal(w.pages.sections_ready, 1);
	bm_page(&w.pages, 1001);
	assert_int_equal(w.pages.sections_ready, 1);
	mm_world_reset(&w);
}

static void bm_buddy_alloc__deferred__the_page_is_initialised_before(void **state)
{
	struct bm_cpu cpu;
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world(&w, BM_PAGES_DEFERRED);
	bm_cpu_init(&cpu, &w.buddy, 1);
	ok(bm_buddy_alloc(&cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_int_equal(bm_page_nid(&w.pages, pfn), 1);
	assert_int_equal(w.pages.sections_ready, 4);
	ok(bm_buddy_alloc(&cpu, 8, BM_GFP_KERNEL, &pfn));
	assert_int_equal(w.pages.sections_ready, 5);
	mm_world_reset(&w);
}

/* The bit behind the last of a full word is the other node's first, and used as well. */
static void bm_page__used_before_a_reservation__is_flagged_at_the_start(void **state)
{
	static const pfn_t used[] = { 7, 3 * SECTION_PAGES + 7, 32 * SECTION_PAGES };
	struct mm_world w;
	unsigned int i;

	(void)state;
	mm_world_init(&w, 64);
	ok(mb_add_node(&w.mb, 0, 32 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 32 * MIB, 32 * MIB, 1, MEMBLOCK_NONE));
	mm_world_zones(&w);
	mm_world_pages(&w, BM_PAGES_LAZY, 0);
	for (i = 0; i < 3; i++) {
		assert_int_equal(flags_of(&w, used[i]), 0);
		ok(mb_reserve(&w.mb, (phys_addr_t)used[i] * PAGE, PAGE));
	}
	ok(bm_release(&w.mm, NULL));
	for (i = 0; i < 3; i++)
		assert_int_equal(flags_of(&w, used[i]), BM_PAGE_RESERVED);
	assert_int_equal(w.pages.sections_ready, 3);
	mm_world_reset(&w);
}

static int refuse(void *ctx, void (*job)(void *arg, unsigned int i), void *arg, unsigned int nr)
{
	(void)ctx;
	job(arg, nr - 1);
	return -BM_EBUSY;
}

static void bm_pages_finish__the_port_fails__says_so(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w, BM_PAGES_LAZY);
	w.port.parallel = refuse;
	assert_int_equal(bm_finish(&w.mm), -BM_EBUSY);
	assert_int_equal(w.mm.phase, BM_PHASE_RELEASED);
	assert_int_equal(w.pages.sections_ready, 1);
	w.port.parallel = NULL;
	ok(bm_finish(&w.mm));
	assert_int_equal(w.pages.sections_ready, w.pages.nr_sections);
	mm_world_reset(&w);
}

static void bm_page_pfn__every_frame__there_and_back(void **state)
{
	struct mm_world w;
	struct bm_page *page;
	pfn_t pfn;

	(void)state;
	world(&w, BM_PAGES_LAZY);
	for (pfn = 0; pfn < 16 * SECTION_PAGES; pfn++) {
		page = bm_page(&w.pages, pfn);
		assert_non_null(page);
		assert_int_equal(bm_page_pfn(&w.pages, page), pfn);
	}
	page = bm_page(&w.pages, 3);
	assert_int_equal(bm_page_pfn(&w.pages, (void *)((char *)page + 1)), BM_PFN_NONE);
	assert_int_equal(bm_page_pfn(&w.pages, NULL), BM_PFN_NONE);
	assert_int_equal(bm_page_pfn(&w.pages, (void *)(w.ram - sizeof(*page))), BM_PFN_NONE);
	mm_world_reset(&w);
}

static void bm_page_zone__borders__are_exact(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w, BM_PAGES_LAZY);
	assert_int_equal(bm_page_zone(&w.pages, 2 * SECTION_PAGES - 1), BM_ZONE_DMA);
	assert_int_equal(bm_page_zone(&w.pages, 2 * SECTION_PAGES), BM_ZONE_NORMAL);
	assert_int_equal(bm_page_nid(&w.pages, 8 * SECTION_PAGES - 1), 0);
	assert_int_equal(bm_page_nid(&w.pages, 8 * SECTION_PAGES), 1);
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_page__what_a_frame_is__its_flags_say),
		cmocka_unit_test(
			bm_page__reservations_around_one_that_its_owner_initialises__are_flagged),
		cmocka_unit_test(bm_page__hole_at_the_end__is_flagged_to_the_last_frame),
		cmocka_unit_test(bm_page__zone_that_ends_within_a_section__initialises_its_part),
		cmocka_unit_test(bm_pages_prepare__many_sections_and_some_already__all_are_ready),
		cmocka_unit_test(bm_pages_prepare__part_of_a_section__all_of_it_and_no_other),
		cmocka_unit_test(bm_pages_start__eager__initialises_everything),
		cmocka_unit_test(bm_pages_start__deferred__initialises_lower_zones_and_one_section),
		cmocka_unit_test(bm_pages_start__lazy__initialises_nothing),
		cmocka_unit_test(bm_buddy_alloc__deferred__the_page_is_initialised_before),
		cmocka_unit_test(bm_page__used_before_a_reservation__is_flagged_at_the_start),
		cmocka_unit_test(bm_pages_finish__the_port_fails__says_so),
		cmocka_unit_test(bm_page_pfn__every_frame__there_and_back),
		cmocka_unit_test(bm_page_zone__borders__are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
