// SPDX-License-Identifier: MIT
/*
 * test_buddy_free.c - every wrong free is refused, says why, and changes nothing; blocks merge up
 * to borders and no further.
 *
 * Classes: (d) double and wrong frees, (g) borders.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm/mm_int.h"
#include "mm_world.h"

static void world(struct mm_world *w)
{
	mm_world_init(w, 16);
	ok(mb_add(&w->mb, 0, 16 * MIB));
	ok(mb_reserve(&w->mb, 300 * PAGE, 10 * PAGE));
	mm_world_release(w, BM_PAGES_LAZY);
}

static void expect_refused(struct mm_world *w, pfn_t pfn, unsigned int order, const char *why)
{
	pfn_t free = mm_world_free(w);
	unsigned long bad = w->buddy.bad_frees;
	const char *line;

	assert_int_equal(bm_buddy_free(&w->cpu, pfn, order), -BM_EINVAL);
	line = w->lines[(w->nr_lines - 1) % MM_LINES];
	if (!strstr(line, why))
		fail_msg("'%s' does not say '%s'", line, why);
	assert_int_equal(mm_world_free(w), free);
	assert_int_equal(w->buddy.bad_frees, bad + 1);
	assert_null(bm_buddy_check(&w->buddy));
}

static void bm_buddy_free__twice__the_second_is_refused(void **state)
{
	struct mm_world w;
	unsigned int order;
	pfn_t pfn;

	(void)state;
	world(&w);
	for (order = 0; order <= 8; order++) {
		ok(bm_buddy_alloc(&w.cpu, order, BM_GFP_KERNEL, &pfn));
		ok(bm_buddy_free(&w.cpu, pfn, order));
		expect_refused(&w, pfn, order, "it is free already");
		bm_cpu_drain(&w.cpu);
		expect_refused(&w, pfn, order, "it is free already");
	}
	mm_world_reset(&w);
}

static void bm_buddy_free__another_order__is_refused(void **state)
{
	struct mm_world w;
	unsigned int order;
	unsigned int other;
	pfn_t pfn;

	(void)state;
	world(&w);
	for (order = 0; order <= 8; order++) {
		ok(bm_buddy_alloc(&w.cpu, order, BM_GFP_KERNEL, &pfn));
		for (other = 0; other <= 9; other++)
			if (other != order)
				expect_refused(&w, pfn, other, "allocated with another order");
		if (order > 0) {
			expect_refused(&w, pfn + 1, 0, "in the middle of an allocated block");
			expect_refused(&w, pfn + (1u << order) - 1, 0, "in the middle");
		}
		ok(bm_buddy_free(&w.cpu, pfn, order));
	}
	expect_refused(&w, pfn, 64, "it is free");
	expect_refused(&w, pfn, ~0u, "it is free");
	mm_world_reset(&w);
}

static void bm_buddy_free__refused__the_line_tells_what_is_there(void **state)
{
	char line[120];
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world(&w);
	ok(bm_buddy_alloc(&w.cpu, 8, BM_GFP_KERNEL, &pfn));
	snprintf(line, sizeof(line),
		 "cannot free frame 0x%" PRIx64 " order 7: it was allocated with another order "
		 "(block 0x%" PRIx64 " order 8)", (uint64_t)pfn, (uint64_t)pfn);
	expect_refused(&w, pfn, 7, line);
	mm_world_reset(&w);
}

static void bm_buddy_free__half_of_two_blocks__is_refused(void **state)
{
	struct mm_world w;
	pfn_t a;
	pfn_t b;

	(void)state;
	world(&w);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &a));
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &b));
	assert_int_equal(b, a + 1);
	expect_refused(&w, a, 1, "allocated with another order");
	ok(bm_buddy_free(&w.cpu, a, 0));
	ok(bm_buddy_free(&w.cpu, b, 0));
	mm_world_reset(&w);
}

static void bm_buddy_free__what_was_never_given__is_refused(void **state)
{
	struct mm_world w;
	unsigned int order;

	(void)state;
	world(&w);
	for (order = 0; order <= 8; order += 4) {
		expect_refused(&w, 304, order, "it is reserved or was never given");
		expect_refused(&w, 4096, order, "there is no memory");
		expect_refused(&w, BM_PFN_NONE, order, "there is no memory");
	}
	expect_refused(&w, 600, 0, "it is free already");
	expect_refused(&w, 3, 1, "it is free already");
	mm_world_reset(&w);
}

static void bm_buddy_free__an_isolated_frame__is_refused(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	ok(bm_buddy_isolate(&w.cpu, 700, 701));
	expect_refused(&w, 700, 0, "it is isolated");
	mm_world_reset(&w);
}

/* Freeing a frame has all leaves of its mid written, also those that are allocated as a whole. */
static void bm_buddy_free__a_block_in_the_mid_was_never_split__it_can_be_split_later(void **state)
{
	struct mm_world w;
	pfn_t blocks[2];
	pfn_t free;
	pfn_t pfn;

	(void)state;
	mm_world_init(&w, 32);
	ok(mb_add(&w.mb, 0, 32 * MIB));
	mm_world_release(&w, BM_PAGES_LAZY);
	free = mm_world_free(&w);
	ok(bm_buddy_alloc_range(&w.cpu, 100, 101));
	ok(bm_buddy_alloc(&w.cpu, 6, BM_GFP_KERNEL, &blocks[0]));
	ok(bm_buddy_alloc(&w.cpu, 8, BM_GFP_KERNEL, &blocks[1]));
	ok(bm_buddy_free(&w.cpu, 100, 0));
	assert_null(bm_buddy_check(&w.buddy));
	ok(bm_buddy_free(&w.cpu, blocks[0], 6));
	ok(bm_buddy_free(&w.cpu, blocks[1], 8));
	assert_null(bm_buddy_check(&w.buddy));
	for (; free > 0; free--)
		ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* All frames freed one by one become the blocks they were before. */
static void bm_buddy_free__all_of_them__merge_to_what_was_released(void **state)
{
	struct bm_zone_counts before;
	struct bm_zone_counts after;
	static pfn_t pfns[4096];
	struct mm_world w;
	unsigned int nr = 0;
	unsigned int i;

	(void)state;
	world(&w);
	bm_buddy_count(&w.buddy, 0, BM_ZONE_NORMAL, &before);
	while (bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfns[nr]) == 0)
		nr++;
	assert_int_equal(nr, before.free);
	for (i = 0; i < nr; i++)
		ok(bm_buddy_free(&w.cpu, pfns[(i * 2741ul) % nr], 0));
	bm_cpu_drain(&w.cpu);
	bm_buddy_count(&w.buddy, 0, BM_ZONE_NORMAL, &after);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* Nodes that meet at an odd frame: no block reaches over. */
static void bm_buddy_free__at_a_border__blocks_do_not_merge(void **state)
{
	struct mm_world w;
	struct bm_frame f;

	(void)state;
	mm_world_init(&w, 16);
	ok(mb_add_node(&w.mb, 0, 1001 * PAGE, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 1001 * PAGE, 3000 * PAGE, 1, MEMBLOCK_NONE));
	mm_world_release(&w, BM_PAGES_LAZY);
	f = bm_buddy_frame(&w.buddy, 1000);
	assert_int_equal(f.order, 0);
	f = bm_buddy_frame(&w.buddy, 1001);
	assert_int_equal(f.order, 0);
	f = bm_buddy_frame(&w.buddy, 1002);
	assert_int_equal(f.order, 1);
	f = bm_buddy_frame(&w.buddy, 1024);
	assert_int_equal(f.order, 8);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* A single free frame: one record of each level leads to it, and no other is written. */
static void bm_release__a_single_frame__writes_the_records_above_it(void **state)
{
	const unsigned long path =
		sizeof(struct bm_up) + sizeof(struct bm_mid) + sizeof(struct bm_leaf);
	struct mm_world w;
	unsigned long before;

	(void)state;
	mm_world_init(&w, 64);
	ok(mb_add(&w.mb, 0, 64 * MIB));
	mm_world_zones(&w);
	mm_world_pages(&w, BM_PAGES_LAZY, 0);
	ok(mb_reserve(&w.mb, 0, 64 * MIB));
	ok(mb_free(&w.mb, 5000 * PAGE, PAGE));
	before = w.buddy.bytes_touched;
	ok(bm_release(&w.mm, NULL));
	assert_int_equal(w.buddy.bytes_touched - before, path);
	mm_world_reset(&w);
}

static void expect_written(struct bm_tree *tree, unsigned long nr)
{
	unsigned long i;

	assert_int_equal(tree->nr_written, nr);
	for (i = 0; i < nr; i++)
		assert_true(bm_leaf_is_ready_(tree, (pfn_t)i << BM_LEAF_ORDER));
}

/* So that soon all of them go the short way. */
static void bm_buddy_free__above_what_is_written__64_leaves_more_are(void **state)
{
	static const unsigned long written[] = { 64, 128, 160 };
	struct bm_cpu other;
	struct mm_world w;
	unsigned int i;
	pfn_t pfn[3];

	(void)state;
	mm_world_init(&w, 48);
	memset(w.ram, 0xa5, w.ram_size);
	ok(mb_add(&w.mb, 0, 160 * WORD_BITS * PAGE));
	mm_world_release(&w, BM_PAGES_LAZY);
	bm_cpu_init(&other, &w.buddy, 0);
	for (i = 0; i < 3; i++) {
		ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn[i]));
		assert_in_range(pfn[i] / WORD_BITS, 128, 159);
	}
	bm_cpu_drain(&w.cpu);
	expect_written(&w.buddy.trees[0], 0);
	for (i = 0; i < 3; i++) {
		ok(bm_buddy_free(&other, pfn[i], 0));
		expect_written(&w.buddy.trees[0], written[i]);
	}
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_free__twice__the_second_is_refused),
		cmocka_unit_test(bm_buddy_free__another_order__is_refused),
		cmocka_unit_test(bm_buddy_free__refused__the_line_tells_what_is_there),
		cmocka_unit_test(bm_buddy_free__half_of_two_blocks__is_refused),
		cmocka_unit_test(bm_buddy_free__what_was_never_given__is_refused),
		cmocka_unit_test(bm_buddy_free__an_isolated_frame__is_refused),
		cmocka_unit_test(
			bm_buddy_free__a_block_in_the_mid_was_never_split__it_can_be_split_later),
		cmocka_unit_test(bm_buddy_free__all_of_them__merge_to_what_was_released),
		cmocka_unit_test(bm_buddy_free__at_a_border__blocks_do_not_merge),
		cmocka_unit_test(bm_release__a_single_frame__writes_the_records_above_it),
		cmocka_unit_test(bm_buddy_free__above_what_is_written__64_leaves_more_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
