// SPDX-License-Identifier: MIT
/*
 * test_release_audit.c - the audit fires: each fault that it is there for is planted.
 *
 * Classes: (h) silent loss of memory, (g) borders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mm_world.h"

/*
 * Pages:  0 1 2 3 4 5 6 7 8 9 a b c d e f
 *         m m r r m m n n m m d d m m . .      m memory, r reserved, n NOMAP, d a driver's
 */
static void world(struct mm_world *w)
{
	mm_world_init(w, 1);
	ok(mb_add_node(&w->mb, 0, 14 * PAGE, 0, MEMBLOCK_NONE));
	ok(mb_reserve_node(&w->mb, 2 * PAGE, 2 * PAGE, 0, MEMBLOCK_RSRV_KERN));
	ok(mb_mark(&w->mb, 6 * PAGE, 2 * PAGE, MEMBLOCK_NOMAP));
	ok(mb_mark(&w->mb, 10 * PAGE, 2 * PAGE, MEMBLOCK_DRIVER_MANAGED));
	mm_world_zones(w);
	bm_audit_begin(&w->mm.audit, &w->mb, &w->zones);
}

static bool hand(struct mm_world *w, unsigned int first, unsigned int end)
{
	return bm_audit_hand(&w->mm.audit, first * PAGE, end * PAGE);
}

static void hand_all(struct mm_world *w)
{
	assert_true(hand(w, 0, 2));
	assert_true(hand(w, 4, 6));
	assert_true(hand(w, 8, 10));
	assert_true(hand(w, 12, 14));
}

static void expect_fault(struct mm_world *w, enum bm_audit_fault fault, unsigned int first,
			 unsigned int end)
{
	assert_int_equal(w->mm.audit.fault, fault);
	assert_int_equal(w->mm.audit.range.start, first * PAGE);
	assert_int_equal(w->mm.audit.range.end, end * PAGE);
	assert_false(bm_audit_end(&w->mm.audit));
	bm_audit_log(&w->mm.audit, &w->port);
	assert_true(mm_world_said(w, bm_audit_fault_name(fault)));
	mm_world_reset(w);
}

static int level_of_last;

static void note_level(void *ctx, int level, const char *text, size_t len)
{
	(void)ctx;
	(void)text;
	(void)len;
	level_of_last = level;
}

/* It stands among other things on a stack. */
static void bm_audit_begin__dirty_memory__is_wiped(void **state)
{
	struct bm_audit audit;
	struct mm_world w;

	(void)state;
	world(&w);
	memset(&audit, 0xa5, sizeof(audit));
	bm_audit_begin(&audit, &w.mb, &w.zones);
	assert_int_equal(audit.fault, BM_AUDIT_OK);
	assert_int_equal(audit.handed, 0);
	assert_int_equal(audit.handed_end, 0);
	assert_int_equal(audit.nid, NUMA_NO_NODE);
	mm_world_reset(&w);
}

static void bm_audit_log__balanced_or_not__is_told_or_an_error(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	w.port.log = note_level;
	hand_all(&w);
	assert_true(bm_audit_end(&w.mm.audit));
	bm_audit_log(&w.mm.audit, &w.port);
	assert_int_equal(level_of_last, BM_LOG_INFO);
	assert_false(hand(&w, 0, 1));
	bm_audit_log(&w.mm.audit, &w.port);
	assert_int_equal(level_of_last, BM_LOG_ERR);
	mm_world_reset(&w);
}

/* What removed regions left in the arrays, behind their ends. */
static void bm_audit__stale_entries__are_not_looked_at(void **state)
{
	const struct memblock_region free_again = { .base = 12 * PAGE, .size = PAGE };
	const struct memblock_region gone = { .base = 14 * PAGE, .size = PAGE };
	struct mm_world w;

	(void)state;
	world(&w);
	w.mb.reserved.regions[w.mb.reserved.cnt] = free_again;
	w.mb.memory.regions[w.mb.memory.cnt] = gone;
	hand_all(&w);
	assert_true(bm_audit_end(&w.mm.audit));
	assert_int_equal(w.mm.audit.reserved, 2 * PAGE);
	bm_audit_begin(&w.mm.audit, &w.mb, &w.zones);
	assert_true(hand(&w, 0, 2) && hand(&w, 4, 6) && hand(&w, 8, 10));
	assert_false(hand(&w, 12, 15));
	expect_fault(&w, BM_AUDIT_NOT_MEMORY, 12, 15);
}

static void bm_audit__all_that_is_free__balances(void **state)
{
	struct mm_world w;
	const struct bm_audit *a = &w.mm.audit;

	(void)state;
	world(&w);
	hand_all(&w);
	assert_true(bm_audit_end(&w.mm.audit));
	assert_int_equal(a->handed, 8 * PAGE);
	assert_int_equal(a->reserved, 2 * PAGE);
	assert_int_equal(a->nomap, 2 * PAGE);
	assert_int_equal(a->driver, 2 * PAGE);
	assert_int_equal(a->memory, 14 * PAGE);
	bm_audit_log(a, &w.port);
	assert_true(mm_world_said(&w, "release: handed over 0x8000 + reserved 0x2000 + "
				      "nomap 0x2000 + driver 0x2000 + trimmed 0x0 + unzoned 0x0 "
				      "= memory 0xe000"));
	mm_world_reset(&w);
}

static void bm_audit_hand__a_reserved_byte__is_refused_with_both_ranges(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_false(hand(&w, 0, 3));
	assert_int_equal(w.mm.audit.other.start, 2 * PAGE);
	assert_int_equal(w.mm.audit.other.end, 4 * PAGE);
	assert_int_equal(w.mm.audit.flags, MEMBLOCK_RSRV_KERN);
	assert_int_equal(w.mm.audit.nid, 0);
	bm_audit_log(&w.mm.audit, &w.port);
	assert_true(mm_world_said(&w, "release: reserved memory was handed over: [0x"));
	assert_true(mm_world_said(&w, "0002fff] and [0x"));
	assert_true(mm_world_said(&w, "0003fff], RSV_KERN, node 0"));
	expect_fault(&w, BM_AUDIT_RESERVED, 0, 3);
}

static void bm_audit_hand__no_memory__is_refused(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_true(hand(&w, 0, 2) && hand(&w, 4, 6) && hand(&w, 8, 10));
	assert_false(hand(&w, 12, 15));
	expect_fault(&w, BM_AUDIT_NOT_MEMORY, 12, 15);
	world(&w);
	assert_false(hand(&w, 20, 21));
	expect_fault(&w, BM_AUDIT_NOT_MEMORY, 20, 21);
	world(&w);
	ok(mb_add_node(&w.mb, 15 * PAGE, PAGE, 0, MEMBLOCK_NONE));
	assert_true(hand(&w, 0, 2) && hand(&w, 4, 6) && hand(&w, 8, 10));
	assert_false(hand(&w, 12, 16));
	expect_fault(&w, BM_AUDIT_NOT_MEMORY, 12, 16);
}

static void bm_audit_hand__nomap_or_a_drivers__is_refused(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_true(hand(&w, 0, 2));
	assert_false(hand(&w, 4, 7));
	assert_int_equal(w.mm.audit.flags, MEMBLOCK_NOMAP);
	expect_fault(&w, BM_AUDIT_NOT_FREE, 4, 7);
	world(&w);
	assert_false(hand(&w, 10, 11));
	assert_int_equal(w.mm.audit.flags, MEMBLOCK_DRIVER_MANAGED);
	expect_fault(&w, BM_AUDIT_NOT_FREE, 10, 11);
}

static void bm_audit_hand__the_same_twice__is_refused(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_true(hand(&w, 0, 2));
	assert_false(hand(&w, 1, 2));
	expect_fault(&w, BM_AUDIT_TWICE, 1, 2);
}

static void bm_audit_hand__a_free_frame_is_skipped__names_it(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_true(hand(&w, 0, 1));
	assert_false(hand(&w, 4, 6));
	expect_fault(&w, BM_AUDIT_LEFT_OUT, 1, 2);
}

static void bm_audit_end__the_last_range_is_missing__names_it(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_true(hand(&w, 0, 2) && hand(&w, 4, 6) && hand(&w, 8, 10));
	assert_false(bm_audit_end(&w.mm.audit));
	expect_fault(&w, BM_AUDIT_LEFT_OUT, 12, 14);
}

static void bm_audit_end__the_map_changed_meanwhile__the_sum_is_wrong(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	hand_all(&w);
	ok(mb_reserve(&w.mb, 4 * PAGE, PAGE));
	assert_false(bm_audit_end(&w.mm.audit));
	assert_int_equal(w.mm.audit.fault, BM_AUDIT_SUM);
	assert_false(bm_audit_hand(&w.mm.audit, 0, PAGE));
	mm_world_reset(&w);
}

static void bm_audit_end__an_array_is_broken__the_sum_is_wrong(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	hand_all(&w);
	/* The first region of memory now overlaps the NOMAP one. */
	w.mb.memory.regions[0].size += PAGE;
	assert_false(bm_audit_end(&w.mm.audit));
	assert_int_equal(w.mm.audit.fault, BM_AUDIT_SUM);
	mm_world_reset(&w);
}

static void bm_audit_hand__nothing__is_nothing(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w);
	assert_true(hand(&w, 3, 3));
	assert_int_equal(w.mm.audit.handed, 0);
	assert_string_equal(bm_audit_fault_name((enum bm_audit_fault)99), "unknown");
	assert_string_equal(bm_audit_fault_name((enum bm_audit_fault)(BM_AUDIT_SUM + 1)),
			    "unknown");
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_audit_begin__dirty_memory__is_wiped),
		cmocka_unit_test(bm_audit_log__balanced_or_not__is_told_or_an_error),
		cmocka_unit_test(bm_audit__stale_entries__are_not_looked_at),
		cmocka_unit_test(bm_audit__all_that_is_free__balances),
		cmocka_unit_test(bm_audit_hand__a_reserved_byte__is_refused_with_both_ranges),
		cmocka_unit_test(bm_audit_hand__no_memory__is_refused),
		cmocka_unit_test(bm_audit_hand__nomap_or_a_drivers__is_refused),
		cmocka_unit_test(bm_audit_hand__the_same_twice__is_refused),
		cmocka_unit_test(bm_audit_hand__a_free_frame_is_skipped__names_it),
		cmocka_unit_test(bm_audit_end__the_last_range_is_missing__names_it),
		cmocka_unit_test(bm_audit_end__the_map_changed_meanwhile__the_sum_is_wrong),
		cmocka_unit_test(bm_audit_end__an_array_is_broken__the_sum_is_wrong),
		cmocka_unit_test(bm_audit_hand__nothing__is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
