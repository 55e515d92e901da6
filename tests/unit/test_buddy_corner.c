// SPDX-License-Identifier: MIT
/*
 * test_buddy_corner.c - requests and machines that the everyday tests of the allocator leave out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "full.h"
#include "mm_world.h"

#define GIB ((phys_addr_t)1 << 30)
#define GIB_FRAMES ((pfn_t)1 << 18)

static void world(struct mm_world *w, unsigned int mib)
{
	mm_world_init(w, mib);
	ok(mb_add(&w->mb, 0, mib * MIB));
	mm_world_release(w, BM_PAGES_LAZY);
}

static void bm_buddy_alloc__large_orders_of_no_kind__are_refused(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world(&w, 32);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 8, BM_NR_SLOTS, &pfn), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 8, BM_GFP_MOVABLE + 1, &pfn), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 9, BM_GFP_KERNEL, &pfn), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc(&w.cpu, ~0u, BM_GFP_KERNEL, &pfn), -BM_EINVAL);
	assert_int_equal(w.cpu.nr_fails, 0);
	mm_world_reset(&w);
}

static void bm_buddy_free__what_cannot_be_a_block__is_refused(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world(&w, 32);
	ok(bm_buddy_alloc(&w.cpu, 7, BM_GFP_KERNEL, &pfn));
	assert_int_equal(bm_buddy_free(&w.cpu, pfn + 1, 7), -BM_EINVAL);
	assert_int_equal(bm_buddy_free(&w.cpu, pfn, 9), -BM_EINVAL);
	assert_int_equal(bm_buddy_free(&w.cpu, 1000000, 9), -BM_EINVAL);
	assert_int_equal(bm_buddy_free(&w.cpu, pfn, ~0u), -BM_EINVAL);
	ok(bm_buddy_free(&w.cpu, pfn, 7));
	assert_int_equal(bm_buddy_free(&w.cpu, 32 * 256 - 1, 0), -BM_EINVAL);
	assert_int_equal(bm_buddy_free(&w.cpu, 32 * 256 - 64, 6), -BM_EINVAL);
	assert_int_equal(w.buddy.bad_frees, 6);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* Memory above the highest zone has descriptors, and no allocator. */
static void bm_buddy__memory_of_no_zone__is_nobodys(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	mm_world_init(&w, 16);
	w.policy.limit[BM_ZONE_NORMAL] = 2048;
	ok(mb_add(&w.mb, 0, 16 * MIB));
	mm_world_release(&w, BM_PAGES_DEFERRED);
	assert_int_equal(bm_page_zone(&w.pages, 2048), BM_NR_ZONES);
	assert_int_equal(bm_buddy_add(&w.buddy, 2048, 2049), -BM_EINVAL);
	assert_int_equal(bm_buddy_isolate(&w.cpu, 2048, 2049), -BM_EINVAL);
	assert_int_equal(bm_buddy_alloc_range(&w.cpu, 2047, 2049), -BM_EINVAL);
	while (bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn) == 0)
		assert_true(pfn < 2048);
	bm_cpu_drain(&w.cpu);
	ok(bm_finish(&w.mm));
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* Every other frame is taken: there is much, but never two together, until there are. */
static void bm_buddy_alloc__every_leaf_is_in_pieces__the_only_pair_is_found(void **state)
{
	unsigned int nr_freed = 0;
	struct mm_world w;
	pfn_t pfn;
	pfn_t pair;

	(void)state;
	world(&w, 320);
	while (bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn) == 0)
		;
	/* Refused are the allocator's own. */
	for (pfn = 1; pfn < 320 * 256; pfn += 2)
		nr_freed += bm_buddy_free(&w.cpu, pfn, 0) == 0;
	assert_in_range(nr_freed, 150 * 256, 160 * 256);
	bm_cpu_drain(&w.cpu);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn), -BM_ENOMEM);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 6, BM_GFP_KERNEL, &pfn), -BM_ENOMEM);
	pair = 300 * 256;
	ok(bm_buddy_free(&w.cpu, pair, 0));
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, pair);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn), -BM_ENOMEM);
	bm_cpu_drain(&w.cpu);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* More than one record of every level; the lowest memory comes last. */
static void bm_buddy_add__lower_memory_later__is_found_first(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	if (sizeof(phys_addr_t) < 8 || sizeof(size_t) < 8 || !has_addresses(130 * (size_t)GIB))
		skip();
	mm_world_init(&w, 130 * 1024);
	ok(mb_add(&w.mb, 0, 130 * GIB));
	ok(mb_reserve(&w.mb, 0, 128 * GIB));
	mm_world_release(&w, BM_PAGES_LAZY);
	ok(bm_buddy_alloc(&w.cpu, 8, BM_GFP_KERNEL, &pfn));
	assert_true(pfn >= 128 * GIB_FRAMES);
	ok(bm_buddy_add(&w.buddy, 2 * GIB_FRAMES, 5 * GIB_FRAMES + 4096 + 64 + 1));
	assert_null(bm_buddy_check(&w.buddy));
	w.buddy.trees[0].recent.run = 0;
	ok(bm_buddy_alloc(&w.cpu, 8, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, 2 * GIB_FRAMES);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_true(pfn < 6 * GIB_FRAMES);
	bm_cpu_drain(&w.cpu);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* Single frames, a pair, a block of leaves, each in another part of the tree; nothing else. */
static void bm_buddy_alloc__all_that_is_free_is_far_up__is_found(void **state)
{
	static const pfn_t far[] = { 1, 66 * GIB_FRAMES + 3, 66 * GIB_FRAMES + 4099,
				     69 * GIB_FRAMES, 129 * GIB_FRAMES + 70 };
	const pfn_t block = 67 * GIB_FRAMES;
	const pfn_t pair = 128 * GIB_FRAMES + 6;
	struct mm_world w;
	unsigned int i;
	pfn_t pfn;

	(void)state;
	if (sizeof(phys_addr_t) < 8 || sizeof(size_t) < 8 || !has_addresses(130 * (size_t)GIB))
		skip();
	mm_world_init(&w, 130 * 1024);
	ok(mb_add(&w.mb, 0, 130 * GIB));
	mm_world_zones(&w);
	mm_world_pages(&w, BM_PAGES_LAZY, 0);
	ok(mb_reserve(&w.mb, 0, 130 * GIB));
	for (i = 0; i < 5; i++)
		ok(mb_free(&w.mb, (phys_addr_t)far[i] * PAGE, PAGE));
	ok(mb_free(&w.mb, (phys_addr_t)block * PAGE, 128 * PAGE));
	ok(mb_free(&w.mb, (phys_addr_t)pair * PAGE, 2 * PAGE));
	ok(bm_release(&w.mm, NULL));
	bm_cpu_init(&w.cpu, &w.buddy, 0);
	ok(bm_buddy_alloc(&w.cpu, 7, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, block);
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, pair);
	bm_cpu_drain(&w.cpu);
	for (i = 0; i < 5; i++) {
		ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn));
		assert_int_equal(pfn, far[i]);
	}
	assert_int_equal(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL, &pfn), -BM_ENOMEM);
	assert_int_equal(bm_buddy_alloc(&w.cpu, 7, BM_GFP_KERNEL, &pfn), -BM_ENOMEM);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

#define MID_FRAMES ((pfn_t)4096)
#define MID_BYTES ((phys_addr_t)4096 * PAGE)

/* Where a pair comes from: each of twelve mids has a single free frame, @mid has a pair too. */
static pfn_t pair_from(unsigned int mid, pfn_t block)
{
	struct mm_world w;
	unsigned int i;
	pfn_t pfn;

	mm_world_init(&w, 256);
	ok(mb_add(&w.mb, 0, 256 * 256 * PAGE));
	mm_world_zones(&w);
	mm_world_pages(&w, BM_PAGES_LAZY, 0);
	ok(mb_reserve(&w.mb, 0, 256 * 256 * PAGE));
	for (i = 0; i < 12; i++)
		ok(mb_free(&w.mb, i * MID_BYTES + PAGE, PAGE));
	ok(mb_free(&w.mb, mid * MID_BYTES + 10 * PAGE, 2 * PAGE));
	ok(mb_free(&w.mb, (phys_addr_t)block * PAGE, 64 * PAGE));
	ok(bm_release(&w.mm, NULL));
	bm_cpu_init(&w.cpu, &w.buddy, 0);
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn));
	mm_world_reset(&w);
	return pfn;
}

/* Eight are looked at before a larger block is split; all of them if there is none. */
static void bm_buddy_alloc__pair_among_single_frames__a_block_is_split_in_time(void **state)
{
	const pfn_t block = 13 * MID_FRAMES;
	const pfn_t beside = 11 * MID_FRAMES + 128;

	(void)state;
	assert_int_equal(pair_from(0, block), 10);
	assert_int_equal(pair_from(7, block), 7 * MID_FRAMES + 10);
	assert_int_equal(pair_from(8, block), block);
	assert_int_equal(pair_from(11, beside), beside);
}

static void bm_cpu_init__the_first_node_has_no_memory__another_is_taken(void **state)
{
	struct bm_zone_counts counts;
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	mm_world_init(&w, 16);
	w.nodes[0].possible = true;
	ok(mb_add_node(&w.mb, 0, 8 * MIB, 1, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 8 * MIB, 8 * MIB, 2, MEMBLOCK_NONE));
	mm_world_release(&w, BM_PAGES_LAZY);
	bm_cpu_init(&w.cpu, &w.buddy, NUMA_NO_NODE);
	assert_int_equal(w.cpu.nid, 1);
	ok(bm_buddy_alloc(&w.cpu, 0, BM_GFP_KERNEL | BM_GFP_THISNODE, &pfn));
	assert_int_equal(bm_page_nid(&w.pages, pfn), 1);
	bm_cpu_init(&w.cpu, &w.buddy, MM_NODES);
	assert_int_equal(w.cpu.nid, 1);
	bm_buddy_count(&w.buddy, -1, BM_ZONE_NORMAL, &counts);
	assert_int_equal(counts.managed, 0);
	mm_world_reset(&w);
}

static void bm_buddy_put_back__not_all_is_isolated__stays_isolated(void **state)
{
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 16);
	ok(mb_add_node(&w.mb, 0, 4 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 4 * MIB, 4 * MIB, 1, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 8 * MIB, 8 * MIB, 2, MEMBLOCK_NONE));
	ok(mb_reserve(&w.mb, 3 * MIB, MIB - 100 * PAGE));
	w.mb.bottom_up = true;
	mm_world_release(&w, BM_PAGES_LAZY);
	ok(bm_buddy_isolate(&w.cpu, 1024 - 50, 1024));
	assert_int_equal(bm_buddy_put_back(&w.cpu, 1024 - 50, 1024 + 1), -BM_EINVAL);
	assert_int_equal(bm_buddy_frame(&w.buddy, 1024 - 50).state, BM_FRAME_ISOLATED);
	ok(bm_buddy_put_back(&w.cpu, 1024 - 50, 1024));
	assert_int_equal(bm_buddy_isolate(&w.cpu, 4095, 4097), -BM_EINVAL);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void bm_buddy_free_range__a_larger_block_in_it__is_refused(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world(&w, 8);
	ok(bm_buddy_alloc(&w.cpu, 1, BM_GFP_KERNEL, &pfn));
	assert_int_equal(bm_buddy_free_range(&w.cpu, pfn, pfn + 2), -BM_EINVAL);
	ok(bm_buddy_free(&w.cpu, pfn, 1));
	bm_cpu_drain(&w.cpu);
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

static void expect_fault(struct mm_world *w, const char *says)
{
	const char *fault = bm_buddy_check(&w->buddy);

	assert_non_null(fault);
	assert_string_equal(fault, says);
}

/* Faults in memory that was never split, and in the first of two trees. */
static void bm_buddy_check__faults_above_the_leaves__are_named(void **state)
{
	struct mm_world w;
	struct bm_up *top;

	(void)state;
	mm_world_init(&w, 16);
	ok(mb_add_node(&w.mb, 0, 8 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 8 * MIB, 8 * MIB, 1, MEMBLOCK_NONE));
	mm_world_release(&w, BM_PAGES_LAZY);
	top = w.buddy.trees[0].tops;
	top->avail[0] |= 2;
	expect_fault(&w, "memory that was never split has split leaves");
	top->avail[0] &= ~(uint64_t)2;
	top->avail[1] |= 2;
	expect_fault(&w, "memory that was never split lacks blocks of some order");
	top->avail[1] &= ~(uint64_t)2;
	assert_null(bm_buddy_check(&w.buddy));
	mm_world_reset(&w);
}

/* Poison goes only where memory can be written. */
static void bm_buddy_free__poison_cannot_be_written__it_is_free_all_the_same(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	mm_world_init(&w, 8);
	ok(mb_add(&w.mb, 0, 8 * MIB));
	mm_world_zones(&w);
	mm_world_pages(&w, BM_PAGES_LAZY, BM_BUDDY_CHECK);
	w.unmapped = 0;
	ok(bm_release(&w.mm, NULL));
	bm_cpu_init(&w.cpu, &w.buddy, 0);
	ok(bm_buddy_alloc(&w.cpu, 2, BM_GFP_KERNEL, &pfn));
	ok(bm_buddy_free(&w.cpu, pfn, 2));
	assert_int_equal(w.buddy.bad_poison, 0);
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_alloc__large_orders_of_no_kind__are_refused),
		cmocka_unit_test(bm_buddy_free__what_cannot_be_a_block__is_refused),
		cmocka_unit_test(bm_buddy__memory_of_no_zone__is_nobodys),
		cmocka_unit_test(bm_buddy_alloc__every_leaf_is_in_pieces__the_only_pair_is_found),
		cmocka_unit_test(bm_buddy_add__lower_memory_later__is_found_first),
		cmocka_unit_test(bm_buddy_alloc__all_that_is_free_is_far_up__is_found),
		cmocka_unit_test(
			bm_buddy_alloc__pair_among_single_frames__a_block_is_split_in_time),
		cmocka_unit_test(bm_cpu_init__the_first_node_has_no_memory__another_is_taken),
		cmocka_unit_test(bm_buddy_put_back__not_all_is_isolated__stays_isolated),
		cmocka_unit_test(bm_buddy_free_range__a_larger_block_in_it__is_refused),
		cmocka_unit_test(bm_buddy_check__faults_above_the_leaves__are_named),
		cmocka_unit_test(
			bm_buddy_free__poison_cannot_be_written__it_is_free_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
