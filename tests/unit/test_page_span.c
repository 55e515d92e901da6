// SPDX-License-Identifier: MIT
/*
 * test_page_span.c - which sections have descriptors, and whose they are.
 *
 * Sections have 256 pages. In the pictures a character is a section: a digit is the node of all of
 * it, '.' is no memory, '/' is one half node 0 and one half node 1.
 *
 * Classes: (g) node and zone borders, (h) loss of memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <bootmem/check.h>

#include "mm_world.h"

#define SECTION ((phys_addr_t)256 * PAGE)

static void draw(struct mm_world *w, const char *map)
{
	phys_addr_t at = 0;

	mm_world_init(w, 32);
	for (; *map; map++, at += SECTION) {
		if (*map == '/') {
			ok(mb_add_node(&w->mb, at, SECTION / 2, 0, MEMBLOCK_NONE));
			ok(mb_add_node(&w->mb, at + SECTION / 2, SECTION / 2, 1, MEMBLOCK_NONE));
		} else if (*map != '.') {
			ok(mb_add_node(&w->mb, at, SECTION, *map - '0', MEMBLOCK_NONE));
		}
	}
}

static void lay_out(struct mm_world *w)
{
	mm_world_zones(w);
	ok(bm_pages_init(&w->pages, &w->mb, &w->zones, BM_PAGES_LAZY, 0));
}

static void expect_span(const struct mm_world *w, unsigned int i, pfn_t start, pfn_t end, int nid)
{
	assert_true(i < w->pages.nr_spans);
	assert_int_equal(w->pages.spans[i].start_pfn, start);
	assert_int_equal(w->pages.spans[i].end_pfn, end);
	assert_int_equal(w->pages.spans[i].nid, nid);
}

static void bm_pages_init__two_banks__a_span_each(void **state)
{
	struct mm_world w;

	(void)state;
	draw(&w, "00..0");
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 2);
	expect_span(&w, 0, 0, 512, 0);
	expect_span(&w, 1, 1024, 1280, 0);
	assert_null(bm_span_of(&w.pages, 512));
	assert_null(bm_page(&w.pages, 1023));
	assert_int_equal(bm_page_nid(&w.pages, 1023), NUMA_NO_NODE);
	assert_int_equal(bm_page_zone(&w.pages, 1023), BM_NR_ZONES);
	assert_int_equal(bm_page_nid(&w.pages, 1024), 0);
	assert_int_equal(bm_page_zone(&w.pages, 1024), BM_ZONE_NORMAL);
	assert_null(bm_page(&w.pages, 1280));
	assert_null(bm_page(&w.pages, BM_PFN_NONE));
	mm_world_reset(&w);
}

static void bm_pages_init__two_nodes_in_a_section__each_has_its_half(void **state)
{
	struct mm_world w;

	(void)state;
	draw(&w, "0/1");
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 2);
	expect_span(&w, 0, 0, 384, 0);
	expect_span(&w, 1, 384, 768, 1);
	assert_int_equal(bm_page_nid(&w.pages, 383), 0);
	assert_int_equal(bm_page_nid(&w.pages, 384), 1);
	assert_int_equal(w.pages.nr_sections, 4);
	mm_world_reset(&w);
}

static void bm_pages_init__nodes_interleave__spans_do_too(void **state)
{
	struct mm_world w;
	unsigned int i;

	(void)state;
	draw(&w, "001100110");
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 5);
	for (i = 0; i < 9 * 256; i += 64)
		assert_int_equal(bm_page_nid(&w.pages, i), "001100110"[i / 256] - '0');
	mm_world_reset(&w);
}

static void bm_pages_init__a_hole_in_a_section__belongs_to_what_is_above(void **state)
{
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 32);
	ok(mb_add_node(&w.mb, 10 * PAGE, 50 * PAGE, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 100 * PAGE, 50 * PAGE, 1, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 16 * SECTION, SECTION, 0, MEMBLOCK_NONE));
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 3);
	expect_span(&w, 0, 0, 60, 0);
	expect_span(&w, 1, 60, 256, 1);
	mm_world_reset(&w);
}

static void bm_pages_init__memory_of_no_zone__is_a_span_of_its_own(void **state)
{
	struct mm_world w;

	(void)state;
	draw(&w, "0000");
	w.policy.limit[BM_ZONE_NORMAL] = 600;
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 2);
	expect_span(&w, 0, 0, 600, 0);
	expect_span(&w, 1, 600, 1024, 0);
	assert_int_equal(bm_page_zone(&w.pages, 700), BM_NR_ZONES);
	mm_world_reset(&w);
}

/* RAM at 0, at 1 TiB and at 2^51: three sections' worth, wherever they are. */
static void bm_pages_init__ram_far_apart__costs_its_sections(void **state)
{
	const phys_addr_t far[] = { 0, (phys_addr_t)((uint64_t)1 << 40),
				    (phys_addr_t)((uint64_t)1 << 51) };
	struct mm_world w;
	phys_addr_t before;
	unsigned int i;

	(void)state;
	if (sizeof(phys_addr_t) < 8)
		return;
	mm_world_init(&w, 32);
	w.policy.section_shift = 20;
	for (i = 0; i < 3; i++)
		ok(mb_add(&w.mb, far[i], SECTION));
	before = w.mb.reserved.total_size;
	w.mb.current_limit = 1 << 20;
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 3);
	assert_true(w.mb.reserved.total_size - before <= 3 * 256 * sizeof(struct bm_page) + PAGE);
	for (i = 0; i < 3; i++) {
		struct bm_page *page = bm_page(&w.pages, far[i] / PAGE + 7);

		assert_non_null(page);
		assert_int_equal(bm_page_pfn(&w.pages, page), far[i] / PAGE + 7);
	}
	mm_world_reset(&w);
}

/* Free memory in pieces of less than the descriptors of the whole: shorter spans. */
static void bm_pages_init__memory_is_fragmented__spans_get_shorter(void **state)
{
	struct mm_world w;
	phys_addr_t at;
	unsigned int i;

	(void)state;
	mm_world_init(&w, 64);
	ok(mb_add(&w.mb, 0, 64 * SECTION));
	for (at = 0; at < 64 * SECTION; at += 32 * PAGE)
		ok(mb_reserve(&w.mb, at, PAGE));
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 4);
	for (i = 0; i < 4; i++)
		expect_span(&w, i, i * 16 * 256, (i + 1) * 16 * 256, 0);
	assert_null(mb_check(&w.mb));
	mm_world_reset(&w);
}

/* A page of descriptors for each section, and no two free pages together. */
static void bm_pages_init__no_two_free_pages_together__a_span_for_each_section(void **state)
{
	struct mm_world w;
	phys_addr_t at;

	(void)state;
	draw(&w, "0000000000000000");
	for (at = 0; at < 16 * SECTION; at += 128 * PAGE)
		ok(mb_reserve(&w.mb, at, 127 * PAGE));
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 16);
	mm_world_reset(&w);
}

static void bm_pages_init__tables__end_with_the_last_bit_and_are_all_that_is_written(void **state)
{
	const unsigned char *end;
	struct mm_world w;

	(void)state;
	draw(&w, "00..0.1");
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 3);
	end = (const unsigned char *)(w.pages.spans[2].ready + 1);
	assert_ptr_equal(end, w.ram + w.pages.tables_base + w.pages.tables_size);
	assert_int_equal(w.pages.bytes_touched, w.pages.tables_size);
	mm_world_reset(&w);
}

static void bm_pages_init__sections_of_one_page__will_do(void **state)
{
	struct mm_world w;

	(void)state;
	draw(&w, "0");
	w.policy.section_shift = w.policy.page_shift;
	w.policy.max_order = 0;
	lay_out(&w);
	assert_int_equal(w.pages.nr_sections, 256);
	mm_world_reset(&w);
}

static void bm_pages_init__room_for_some_spans__takes_nothing(void **state)
{
	unsigned int nr_free;
	struct mm_world w;
	phys_addr_t taken;
	int err = -BM_ENOMEM;

	(void)state;
	for (nr_free = 0; err != 0; nr_free++) {
		draw(&w, "0.0.0.0");
		taken = 7 * SECTION - nr_free * PAGE;
		ok(mb_reserve(&w.mb, 0, taken));
		mm_world_zones(&w);
		err = bm_pages_init(&w.pages, &w.mb, &w.zones, BM_PAGES_LAZY, 0);
		if (err)
			assert_int_equal(w.mb.reserved.total_size, taken);
		mm_world_reset(&w);
	}
	assert_int_equal(nr_free - 1, 1 + 4);
}

static void bm_pages_init__no_room__leaves_the_reservations_alone(void **state)
{
	struct mm_world w;
	unsigned long cnt;
	phys_addr_t at;

	(void)state;
	draw(&w, "00000000");
	for (at = 0; at < 8 * SECTION; at += 2 * PAGE)
		ok(mb_reserve(&w.mb, at + 100, PAGE));
	cnt = w.mb.reserved.cnt;
	mm_world_zones(&w);
	assert_int_equal(bm_pages_init(&w.pages, &w.mb, &w.zones, BM_PAGES_LAZY, 0), -BM_ENOMEM);
	assert_int_equal(w.mb.reserved.cnt, cnt);
	assert_null(mb_check(&w.mb));
	mm_world_reset(&w);
}

static void bm_pages_init__memory_cannot_be_mapped__is_an_error(void **state)
{
	struct mm_world w;

	(void)state;
	draw(&w, "00000000");
	w.unmapped = 0;
	mm_world_zones(&w);
	assert_int_equal(bm_pages_init(&w.pages, &w.mb, &w.zones, BM_PAGES_LAZY, 0), -BM_ENOMEM);
	assert_int_equal(w.mb.reserved.cnt, 0);
	mm_world_reset(&w);
}

static void bm_pages_init__zones_not_laid_out__is_an_error(void **state)
{
	struct mm_world w;

	(void)state;
	draw(&w, "0");
	assert_int_equal(bm_pages_init(&w.pages, &w.mb, &w.zones, BM_PAGES_LAZY, 0), -BM_EINVAL);
	mm_world_reset(&w);
}

static void bm_pages_init__no_memory__has_no_page(void **state)
{
	struct mm_world w;

	(void)state;
	draw(&w, "");
	lay_out(&w);
	assert_int_equal(w.pages.nr_spans, 0);
	assert_null(bm_page(&w.pages, 0));
	assert_int_equal(bm_page_pfn(&w.pages, (const struct bm_page *)&w), BM_PFN_NONE);
	bm_pages_start(&w.pages);
	ok(bm_pages_finish(&w.pages));
	assert_true(bm_pages_finished(&w.pages));
	mm_world_reset(&w);
}

/* Every layout of five half sections: a frame is in exactly one span, its zone's. */
static void bm_spans__every_layout__cover_what_holds_memory_once(void **state)
{
	static const char kinds[] = ".01z";
	const phys_addr_t half = SECTION / 2;
	struct mm_world w;
	char map[7];
	unsigned int number;
	unsigned int i;
	pfn_t pfn;

	(void)state;
	for (number = 1; number < 1u << 12; number++) {
		mm_world_init(&w, 32);
		w.policy.limit[BM_ZONE_NORMAL] = 128 * 6;
		for (i = 0; i < 6; i++) {
			map[i] = kinds[number >> (2 * i) & 3];
			if (map[i] == '0' || map[i] == '1')
				ok(mb_add_node(&w.mb, i * half, half, map[i] - '0', 0));
			else if (map[i] == 'z')
				ok(mb_add_node(&w.mb, i * half, half - 5 * PAGE, 1, 0));
		}
		ok(mb_add_node(&w.mb, 16 * SECTION, SECTION, 0, 0));
		lay_out(&w);
		for (pfn = 0; pfn < 3 * 256; pfn++) {
			const struct bm_span *span = bm_span_of(&w.pages, pfn);
			char here = map[pfn / 128];
			bool holds = map[pfn / 256 * 2] != '.' || map[pfn / 256 * 2 + 1] != '.';

			assert_int_equal(span != NULL, holds);
			if (here == '0' || here == '1')
				assert_int_equal(span->nid, here - '0');
			if (here == 'z' && pfn % 128 < 123)
				assert_int_equal(span->nid, 1);
		}
		for (i = 0; i + 1 < w.pages.nr_spans; i++)
			assert_true(w.pages.spans[i].end_pfn <= w.pages.spans[i + 1].start_pfn);
		mm_world_reset(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_pages_init__two_banks__a_span_each),
		cmocka_unit_test(bm_pages_init__two_nodes_in_a_section__each_has_its_half),
		cmocka_unit_test(bm_pages_init__nodes_interleave__spans_do_too),
		cmocka_unit_test(bm_pages_init__a_hole_in_a_section__belongs_to_what_is_above),
		cmocka_unit_test(bm_pages_init__memory_of_no_zone__is_a_span_of_its_own),
		cmocka_unit_test(bm_pages_init__ram_far_apart__costs_its_sections),
		cmocka_unit_test(bm_pages_init__memory_is_fragmented__spans_get_shorter),
		cmocka_unit_test(
			bm_pages_init__no_two_free_pages_together__a_span_for_each_section),
		cmocka_unit_test(
			bm_pages_init__tables__end_with_the_last_bit_and_are_all_that_is_written),
		cmocka_unit_test(bm_pages_init__sections_of_one_page__will_do),
		cmocka_unit_test(bm_pages_init__room_for_some_spans__takes_nothing),
		cmocka_unit_test(bm_pages_init__no_room__leaves_the_reservations_alone),
		cmocka_unit_test(bm_pages_init__memory_cannot_be_mapped__is_an_error),
		cmocka_unit_test(bm_pages_init__zones_not_laid_out__is_an_error),
		cmocka_unit_test(bm_pages_init__no_memory__has_no_page),
		cmocka_unit_test(bm_spans__every_layout__cover_what_holds_memory_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
