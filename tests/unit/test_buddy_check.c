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

static void bm_buddy_check__space_that_is_not_announced__is_named(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	w.buddy.trees[0].ups[0].avail[0] = 0;
	expect_fault(&w, "partial leaf is not announced");
	world(&w);
	w.buddy.trees[0].ups[0].avail[1] = 0;
	expect_fault(&w, "");
	world(&w);
	w.buddy.trees[0].tops[0].avail[1] = 0;
	expect_fault(&w, "");
	world(&w);
	w.buddy.trees[0].first_top[1] = 1;
	expect_fault(&w, "begin behind free space");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_buddy_check__a_frame_is_lost__says_so),
		cmocka_unit_test(bm_buddy_check__a_frame_loses_its_head__says_so),
		cmocka_unit_test(bm_buddy_check__blocks_that_cannot_be__are_named),
		cmocka_unit_test(bm_buddy_check__a_leaf_in_two_conditions__is_named),
		cmocka_unit_test(bm_buddy_check__space_that_is_not_announced__is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
