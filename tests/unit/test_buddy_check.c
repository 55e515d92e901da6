// SPDX-License-Identifier: MIT
/*
 * test_buddy_check.c - the validator finds what is planted, and nothing where there is nothing.
 *
 * Each row changes one word of a sound allocator.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm_world.h"

/* Classes of space that the world has: parts of a leaf, leaves, runs of up to 1024 frames. */
#define NR_ANNOUNCED (12u - BM_LEAF_ORDER)

/* Frame 64 allocated, 65 free, 66 and 67 a block, leaf 2 a block of order 6, the rest free. */
static void world(struct mm_world *w)
{
	pfn_t pfn;

	mm_world_init(w, 16);
	ok(mb_add(&w->mb, 0, 16 * MIB));
	mm_world_zones(w);
	mm_world_pages(w, BM_PAGES_LAZY, 0);
	ok(mb_reserve(&w->mb, 0, 64 * PAGE));
	ok(mb_reserve(&w->mb, 8 * MIB, 8 * MIB));
	ok(bm_release(&w->mm, NULL));
	bm_cpu_init(&w->cpu, &w->buddy, 0);
	ok(bm_buddy_alloc(&w->cpu, 0, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, 64);
	ok(bm_buddy_alloc(&w->cpu, 1, BM_GFP_KERNEL, &pfn));
	assert_int_equal(pfn, 66);
	bm_cpu_drain(&w->cpu);
	ok(bm_buddy_alloc(&w->cpu, BM_LEAF_ORDER, BM_GFP_KERNEL, &pfn));
	assert_null(bm_buddy_check(&w->buddy));
}

static void expect_fault(struct mm_world *w, const char *part)
{
	const char *fault = bm_buddy_check(&w->buddy);

	if (!fault || !strstr(fault, part))
		fail_msg("'%s' does not say '%s'", fault ? fault : "(sound)", part);
	mm_world_reset(w);
}

static void bm_buddy_check__a_frame_is_lost__says_so(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	w.buddy.trees[0].managed++;
	expect_fault(&w, "lost or won");
}

static void bm_buddy_check__a_frame_loses_its_head__says_so(void **state)
{
	const pfn_t leaf = 64 >> BM_LEAF_ORDER;
	struct mm_world w;

	(void)state;
	world(&w);
	w.buddy.trees[0].leaves[leaf].head &= ~4ul;
	expect_fault(&w, "does not start");
	world(&w);
	w.buddy.trees[0].leaves[leaf].head &= ~1ul;
	expect_fault(&w, "lost or won");
}

static void bm_buddy_check__blocks_that_cannot_be__are_named(void **state)
{
	const pfn_t leaf = 64 >> BM_LEAF_ORDER;
	struct bm_leaf *l;
	struct mm_world w;

	(void)state;
	world(&w);
	l = &w.buddy.trees[0].leaves[leaf];
	l->takes ^= 2;
	l->head |= 2;
	l->tail |= 4;
	l->head &= ~4ul;
	expect_fault(&w, "no power of two");
	world(&w);
	l = &w.buddy.trees[0].leaves[leaf];
	l->takes ^= 2;
	l->head |= 2 | 8;
	l->tail &= ~8ul;
	l->tail |= 4;
	l->head &= ~4ul;
	expect_fault(&w, "not aligned");
}

static void bm_buddy_check__a_leaf_in_two_conditions__is_named(void **state)
{
	const unsigned int leaf = 64 >> BM_LEAF_ORDER;
	struct mm_world w;

	(void)state;
	world(&w);
	w.buddy.trees[0].mids[0].partial &= ~((uint64_t)1 << leaf);
	expect_fault(&w, "partial without");
	world(&w);
	w.buddy.trees[0].mids[0].owned[0] |= 1ul << leaf;
	expect_fault(&w, "owned leaf is partial");
	world(&w);
	w.buddy.trees[0].leaves[leaf].gives = ~w.buddy.trees[0].leaves[leaf].takes;
	expect_fault(&w, "not merged");
	world(&w);
	w.buddy.trees[0].mids[0].free |= (uint64_t)1 << (leaf + 1);
	expect_fault(&w, "free leaf is part of a block");
}

/* world(), where the leaf that is a block was written once, as one that is split never is not. */
static struct bm_tree *written_world(struct mm_world *w, unsigned int leaf)
{
	struct bm_tree *tree;

	world(w);
	tree = &w->buddy.trees[0];
	tree->mids[0].ready[0] |= 1ul << leaf;
	tree->leaves[leaf].gives = ~tree->leaves[leaf].takes;
	assert_null(bm_buddy_check(&w->buddy));
	return tree;
}

static void bm_buddy_check__a_leaf_that_is_not_split__must_look_whole(void **state)
{
	const unsigned int leaf = (64 >> BM_LEAF_ORDER) + 1;
	struct mm_world w;

	(void)state;
	written_world(&w, leaf)->mids[0].partial |= 1ul << leaf;
	expect_fault(&w, "not split is partial");
	written_world(&w, leaf)->mids[0].owned[0] |= 1ul << leaf;
	expect_fault(&w, "not split is owned");
	written_world(&w, leaf)->leaves[leaf].takes ^= 1;
	expect_fault(&w, "not split has frames taken");
	world(&w);
	w.buddy.trees[0].mids[0].ready[0] &= ~(1ul << (leaf - 1));
	expect_fault(&w, "never written");
}

static void bm_buddy_check__a_block_larger_than_the_largest__is_named(void **state)
{
	struct mm_world w;
	pfn_t pfn;

	(void)state;
	world(&w);
	ok(bm_buddy_alloc(&w.cpu, BM_LEAF_ORDER + 1, BM_GFP_KERNEL, &pfn));
	assert_null(bm_buddy_check(&w.buddy));
	w.buddy.max_order = BM_LEAF_ORDER;
	expect_fault(&w, "larger than the largest order");
}

/* Nothing of a class, nor of larger ones, which would show first. */
static void unannounce(struct bm_up *up, unsigned int c)
{
	unsigned int end = c == 0 ? 1 : BM_NR_CLASSES;

	for (; c < end; c++)
		up->avail[c] = 0;
}

/* Announced is what is free: part of a leaf, single leaves, and runs of them. */
static void bm_buddy_check__space_that_is_not_announced__is_named(void **state)
{
	struct mm_world w;
	unsigned int c;

	(void)state;
	for (c = 0; c <= NR_ANNOUNCED; c++) {
		world(&w);
		assert_int_equal(w.buddy.trees[0].ups[0].avail[c] & 1, c < NR_ANNOUNCED);
		mm_world_reset(&w);
	}
	for (c = 0; c < NR_ANNOUNCED; c++) {
		world(&w);
		unannounce(w.buddy.trees[0].tops, c);
		expect_fault(&w, "not announced at the top");
		world(&w);
		w.buddy.trees[0].first_top[c] = 1;
		expect_fault(&w, "begin behind free space");
		world(&w);
		unannounce(w.buddy.trees[0].ups, c);
		expect_fault(&w, c == 0 ? "partial leaf is not announced" :
					   "a free block is not announced");
	}
}

/* On both levels: mid 0 was written, and so was up 0. */
static void bm_buddy_check__what_is_announced_for_nothing__is_named(void **state)
{
	struct bm_up *level;
	struct mm_world w;
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		world(&w);
		level = i == 0 ? w.buddy.trees[0].ups : w.buddy.trees[0].tops;
		level->avail[1] &= ~(uint64_t)1;
		expect_fault(&w, "announced where small ones are not");
		world(&w);
		level = i == 0 ? w.buddy.trees[0].ups : w.buddy.trees[0].tops;
		level->avail[1] |= 2;
		expect_fault(&w, "lacks blocks of some order");
		world(&w);
		level = i == 0 ? w.buddy.trees[0].ups : w.buddy.trees[0].tops;
		level->avail[0] |= 2;
		expect_fault(&w, "has split leaves");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_check__a_frame_is_lost__says_so),
		cmocka_unit_test(bm_buddy_check__a_frame_loses_its_head__says_so),
		cmocka_unit_test(bm_buddy_check__blocks_that_cannot_be__are_named),
		cmocka_unit_test(bm_buddy_check__a_leaf_in_two_conditions__is_named),
		cmocka_unit_test(bm_buddy_check__a_leaf_that_is_not_split__must_look_whole),
		cmocka_unit_test(bm_buddy_check__a_block_larger_than_the_largest__is_named),
		cmocka_unit_test(bm_buddy_check__space_that_is_not_announced__is_named),
		cmocka_unit_test(bm_buddy_check__what_is_announced_for_nothing__is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
