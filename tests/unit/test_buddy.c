// SPDX-License-Identifier: MIT
/*
 * test_buddy.c - setting up, giving frames, and how little is written for it.
 *
 * Classes: (d) given twice, (e) metadata, (g) borders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <bootmem/check.h>

#include "mm_world.h"

static void world(struct mm_world *w, unsigned int mib)
{
	mm_world_init(w, mib);
	w->policy.section_shift = 24;
	ok(mb_add(&w->mb, 0, mib * MIB));
	mm_world_zones(w);
	mm_world_pages(w, BM_PAGES_LAZY, 0);
	bm_cpu_init(&w->cpu, &w->buddy, 0);
}

static void expect_free(struct mm_world *w, pfn_t start, pfn_t end)
{
	struct bm_frame f;

	assert_false(bm_buddy_in_the_way(&w->buddy, start, end, &f));
	assert_null(bm_buddy_check(&w->buddy));
}

static void bm_buddy_add__ranges_of_every_shape__are_free_and_nothing_else(void **state)
{
	static const pfn_t edges[] = { 0,    1,	   63,	 64,   65,    4095,
				       4096, 4097, 8191, 8192, 12287, 16000 };
	const unsigned int nr = sizeof(edges) / sizeof(edges[0]);
	struct mm_world w;
	unsigned int a;
	unsigned int b;

	(void)state;
	for (a = 0; a + 1 < nr; a++) {
		for (b = a + 1; b < nr; b++) {
			world(&w, 64);
			ok(bm_buddy_add(&w.buddy, edges[a], edges[b]));
			expect_free(&w, edges[a], edges[b]);
			assert_int_equal(mm_world_free(&w), edges[b] - edges[a]);
			assert_int_equal(bm_buddy_add(&w.buddy, edges[b] - 1, edges[b] + 1),
					 -BM_EEXIST);
			ok(bm_buddy_add(&w.buddy, edges[b], 16384));
			ok(bm_buddy_add(&w.buddy, 0, edges[a]));
			expect_free(&w, 0, 16384);
			assert_int_equal(bm_buddy_frame(&w.buddy, edges[a]).order, 8);
			mm_world_reset(&w);
		}
	}
}

static void bm_buddy_add__what_is_not_of_one_zone__is_refused(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w, 16);
	ok(bm_buddy_add(&w.buddy, 9, 9));
	ok(bm_buddy_add(&w.buddy, 9, 5));
	assert_int_equal(bm_buddy_add(&w.buddy, 4000, 4097), -BM_EINVAL);
	assert_int_equal(bm_buddy_add(&w.buddy, 5000, 5001), -BM_EINVAL);
	assert_int_equal(mm_world_free(&w), 0);
	mm_world_reset(&w);
}

static void bm_buddy_add__given_to_someone__is_refused(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world(&w, 16);
	ok(bm_buddy_add(&w.buddy, 0, 1024));
	ok(bm_buddy_alloc(&w.cpu, 3, BM_GFP_KERNEL, &pfn));
	assert_int_equal(bm_buddy_add(&w.buddy, pfn, pfn + 1), -BM_EEXIST);
	assert_int_equal(bm_buddy_add(&w.buddy, 512, 2048), -BM_EEXIST);
	ok(bm_buddy_isolate(&w.cpu, 700, 701));
	assert_int_equal(bm_buddy_add(&w.buddy, 700, 701), -BM_EEXIST);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* What is written does not depend on how much memory there is. */
static void bm_buddy_add__much_memory__writes_a_few_hundred_bytes(void **state)
{
	static const unsigned int mib[] = { 64, 1024 };
	struct mm_world w;
	unsigned long before;
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		world(&w, mib[i]);
		before = w.buddy.bytes_touched;
		assert_true(before < 1024);
		ok(bm_buddy_add(&w.buddy, 1, mib[i] * 256 - 1));
		assert_true(w.buddy.bytes_touched - before < 512);
		assert_int_equal(mm_world_free(&w), mib[i] * 256 - 2);
		mm_world_reset(&w);
	}
}

static void bm_buddy_init__no_room__leaves_the_reservations_alone(void **state)
{
	struct mm_world w;
	phys_addr_t size;
	phys_addr_t reserved;

	(void)state;
	mm_world_init(&w, 64);
	ok(mb_add(&w.mb, 0, 64 * MIB));
	mm_world_zones(&w);
	ok(bm_mm_pages(&w.mm, &w.pages, BM_PAGES_LAZY, 0));
	size = bm_buddy_size(&w.pages);
	assert_true(size > 64 * 32 * 4 && size < 64 * 1024);
	ok(mb_reserve(&w.mb, 0, 63 * MIB + 256 * 1024));
	w.unmapped = 0;
	reserved = w.mb.reserved.total_size;
	assert_int_equal(bm_mm_buddy(&w.mm, &w.buddy, 0), -BM_ENOMEM);
	assert_int_equal(w.mb.reserved.total_size, reserved);
	w.unmapped = PHYS_ADDR_MAX;
	ok(mb_reserve(&w.mb, 0, 64 * MIB - 3 * PAGE));
	reserved = w.mb.reserved.total_size;
	assert_int_equal(bm_mm_buddy(&w.mm, &w.buddy, 0), -BM_ENOMEM);
	assert_int_equal(w.mb.reserved.total_size, reserved);
	assert_null(mb_check(&w.mb));
	mm_world_reset(&w);
}

/* A span that ends with its last record has none too many, and one frame more is one of each. */
static void bm_buddy_size__around_a_whole_span__counts_every_record(void **state)
{
	const size_t leaves = (size_t)(1024 * MIB / PAGE) >> BM_LEAF_ORDER;
	const size_t records = leaves * sizeof(struct bm_leaf) +
			       leaves / 64 * sizeof(struct bm_mid);
	const size_t ups = leaves / 64 / 64;
	struct mm_world w;
	size_t tables;
	phys_addr_t size;

	(void)state;
	mm_world_init(&w, 16);
	w.policy.section_shift = 24;
	w.mb.current_limit = 16 * MIB;
	ok(mb_add(&w.mb, 0, 1024 * MIB));
	mm_world_zones(&w);
	ok(bm_mm_pages(&w.mm, &w.pages, BM_PAGES_LAZY, 0));
	assert_int_equal(w.pages.nr_spans, 1);
	tables = sizeof(struct bm_tree) + w.zones.nr_nodes * BM_NR_ZONES * sizeof(uint32_t);
	size = bm_buddy_size(&w.pages);
	assert_int_equal(size, tables + records + (ups + 1) * sizeof(struct bm_up));
	w.pages.spans[0].end_pfn++;
	assert_int_equal(bm_buddy_size(&w.pages) - size, sizeof(struct bm_leaf) +
			 sizeof(struct bm_mid) + sizeof(struct bm_up));
	mm_world_reset(&w);
}

static void bm_buddy_init__takes_what_it_said(void **state)
{
	struct mm_world w;
	phys_addr_t before;

	(void)state;
	mm_world_init(&w, 64);
	ok(mb_add(&w.mb, 0, 64 * MIB));
	mm_world_zones(&w);
	ok(bm_mm_pages(&w.mm, &w.pages, BM_PAGES_LAZY, 0));
	before = w.mb.reserved.total_size;
	ok(bm_mm_buddy(&w.mm, &w.buddy, 0));
	assert_int_equal(w.mb.reserved.total_size - before, bm_buddy_size(&w.pages));
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_add__ranges_of_every_shape__are_free_and_nothing_else),
		cmocka_unit_test(bm_buddy_add__what_is_not_of_one_zone__is_refused),
		cmocka_unit_test(bm_buddy_add__given_to_someone__is_refused),
		cmocka_unit_test(bm_buddy_add__much_memory__writes_a_few_hundred_bytes),
		cmocka_unit_test(bm_buddy_init__no_room__leaves_the_reservations_alone),
		cmocka_unit_test(bm_buddy_size__around_a_whole_span__counts_every_record),
		cmocka_unit_test(bm_buddy_init__takes_what_it_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
