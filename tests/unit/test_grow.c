// SPDX-License-Identifier: MIT
/*
 * test_grow.c - full arrays: when they move, where to, and what they leave behind.
 *
 * What happens when they cannot is in test_grow_refused.c.
 *
 * Worlds here start with two slots in each array. Pages that an array took are drawn as k.
 */
#include "harness.h"

#define TIGHT 4ul

static struct world *tight_world(const char *picture)
{
	return world_at(0, TIGHT, picture, NULL);
}

/* --- where the new array goes ----------------------------------------------------------------- */

static void grow__reserved_full__array_is_above_the_range(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");

	(void)state;
	assert_int_equal(w->mb.reserved.max, 2);
	ok(mb_reserve(&w->mb, at(w, 7), span(w, 1)));
	expect_reserved(w, "...r.r.r.k");
	assert_int_equal(w->mb.reserved.max, 4);
	assert_int_equal(w->mb.reserved.cnt, 4);
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 9)));
}

static void grow__bottom_up__array_is_right_above_the_range(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");

	(void)state;
	w->mb.bottom_up = true;
	ok(mb_reserve(&w->mb, at(w, 6), span(w, 1)));
	expect_reserved(w, "...r.rrk..");
}

static void grow__no_room_above__array_is_below(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");
	struct world *up = tight_world("mmmrmrmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 7), span(w, 3)));
	expect_reserved(w, "...r.rkrrr");
	up->mb.bottom_up = true;
	ok(mb_reserve(&up->mb, at(up, 7), span(up, 3)));
	expect_reserved(up, ".k.r.r.rrr");
}

/* catalogue R3: the only hole left is the range being reserved */
static void grow__only_the_range_itself_is_free__is_refused(void **state)
{
	struct world *w = tight_world("R..R..mmmm");

	(void)state;
	refused(BM_ENOMEM, mb_reserve(&w->mb, at(w, 6), span(w, 4)));
	expect_log(w, "E memblock: Failed to double reserved array from 2 to 4 entries !\n");
	ok(mb_reserve(&w->mb, at(w, 6), span(w, 3)));
	expect_reserved(w, "r..r..rrrk");
}

/* catalogue R3: the range begins so low that nothing can be below it */
static void grow__range_begins_within_page_zero__array_stays_out(void **state)
{
	phys_addr_t base;

	(void)state;
	for (base = 0; base < 4; base++) {
		struct world *w = tight_world("mmrmrmm");

		ok(mb_reserve(&w->mb, base, span(w, 7) - base));
		assert_int_equal(w->mb.reserved.cnt, 1);
		assert_ptr_equal(w->mb.reserved.regions, w->slots + 2);
		expect_events(w, base == 0 ? "reserved 0+7000 -1 0 -\n" :
				 base == 1 ? "reserved 1+6fff -1 0 -\n" :
				 base == 2 ? "reserved 2+6ffe -1 0 -\n" :
					     "reserved 3+6ffd -1 0 -\n");
	}
}

static void grow__limit__holds_for_arrays_too(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");
	struct world *above = tight_world("mmmrmrmmmm");

	(void)state;
	w->mb.current_limit = at(w, 9);
	ok(mb_reserve(&w->mb, at(w, 6), span(w, 1)));
	expect_reserved(w, "...r.rr.k.");
	above->mb.current_limit = at(above, 5);
	ok(mb_reserve(&above->mb, at(above, 8), span(above, 1)));
	expect_reserved(above, "...rkr..r.");
}

static void grow__memory_that_may_not_be_allocated__is_not_used(void **state)
{
	struct world *w = world_at(0, 8, "R.R.R.Rnndm", NULL);

	(void)state;
	refused(BM_ENOMEM, mb_reserve(&w->mb, at(w, 10), span(w, 1)));
	w->mb.movable_node = true;
	ok(mb_mark(&w->mb, at(w, 7), span(w, 1), MEMBLOCK_HOTPLUG));
	ok(mb_clear(&w->mb, at(w, 7), span(w, 1), MEMBLOCK_NOMAP));
	refused(BM_ENOMEM, mb_reserve(&w->mb, at(w, 10), span(w, 1)));
	w->mb.movable_node = false;
	ok(mb_reserve(&w->mb, at(w, 10), span(w, 1)));
	expect_reserved(w, "r.r.r.rk..r");
}

static void grow__memory_full__array_takes_any_free_page(void **state)
{
	struct world *w = tight_world("mm.mm.....");

	(void)state;
	ok(mb_add(&w->mb, at(w, 6), span(w, 1)));
	expect_memory(w, "mm.mm.m...");
	expect_reserved(w, "....k.....");
	assert_ptr_equal(w->mb.memory.regions, ram_at(w, at(w, 4)));
	assert_ptr_equal(w->mb.reserved.regions, w->slots + 2);
}

/*
 * catalogue R65: growing one array may need the other to grow; each is recorded, neither on the
 * other
 */
static void grow__memory_full_and_reserved_full__both_move(void **state)
{
	struct world *w = tight_world("rm.rmm....");

	(void)state;
	ok(mb_add(&w->mb, at(w, 7), span(w, 1)));
	expect_memory(w, "mm.mmm.m..");
	expect_reserved(w, "r..rkk....");
	assert_ptr_equal(w->mb.memory.regions, ram_at(w, at(w, 5)));
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 4)));
}

static void grow__memory_full_and_one_reserved_slot_left__reserved_stays(void **state)
{
	struct world *w = tight_world("mm.rmm....");

	(void)state;
	ok(mb_add(&w->mb, at(w, 7), span(w, 1)));
	expect_reserved(w, "...r.k....");
	assert_ptr_equal(w->mb.reserved.regions, w->slots + 2);
}

static void grow__memory_full_and_no_place_for_both__is_refused(void **state)
{
	struct world *w = tight_world("rr.rrm....");

	(void)state;
	refused(BM_ENOMEM, mb_add(&w->mb, at(w, 7), span(w, 1)));
	expect_log(w, "E memblock: Failed to double memory array from 2 to 4 entries !\n");
}

static void grow__across_the_top_of_the_address_space__works_there_too(void **state)
{
	struct world *w = world_at(world_top(8), TIGHT, "mrmrmmmm", NULL);

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 6), span(w, 2)));
	expect_reserved(w, ".r.r.krr");
}

/* --- when ------------------------------------------------------------------------------------- */

static void grow__joins_without_a_slot__grows_at_the_moment_linux_does(void **state)
{
	struct world *w = tight_world("mmrmrmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 1)));
	expect_reserved(w, "..rrr...k");
}

static void grow__nothing_new__does_not_grow(void **state)
{
	struct world *w = tight_world("mmrmrmmmm");

	(void)state;
	unchanged(ok(mb_reserve(&w->mb, at(w, 2), span(w, 1))));
	unchanged(ok(mb_reserve(&w->mb, at(w, 5), 0)));
	unchanged(ok(mb_unreserve(&w->mb, at(w, 5), 0)));
	unchanged(ok(mb_mark(&w->mb, at(w, 5), 0, MEMBLOCK_RSRV_KERN)));
}

/* Cutting asks for two slots whether or not it needs them, as Linux does. */
static void grow__any_cut_of_a_nearly_full_array__grows(void **state)
{
	struct world *w = tight_world("mmrmmmm");
	struct world *v = tight_world("mmrmmmm");
	struct world *u = tight_world("mmrmmmm");

	(void)state;
	ok(mb_unreserve(&w->mb, at(w, 4), span(w, 1)));
	expect_reserved(w, "..r...k");
	ok(mb_mark(&v->mb, at(v, 4), span(v, 1), MEMBLOCK_RSRV_KERN));
	expect_reserved(v, "..r...k");
	ok(mb_set_node(&u->mb, at(u, 4), span(u, 1), &u->mb.reserved, 1));
	expect_reserved(u, "..r...k");
}

static void grow__cannot_but_fits__edit_goes_through(void **state)
{
	struct world *w = tight_world("rr.rrr");

	(void)state;
	ok(mb_unreserve(&w->mb, at(w, 0), span(w, 1)));
	expect_reserved(w, ".r.rrr");
	ok(mb_reserve(&w->mb, at(w, 2), span(w, 1)));
	expect_reserved(w, ".rrrrr");
	ok(mb_set_node(&w->mb, at(w, 1), span(w, 2), &w->mb.reserved, 1));
	expect_reserved_nodes(w, ".11---");
	expect_log(w, "");
	assert_ptr_equal(w->mb.reserved.regions, w->slots + 2);
}

/* catalogue R28 R34: with no room at all, refused exactly when the result does not fit */
static void grow__no_memory_at_all__refused_exactly_when_it_does_not_fit(void **state)
{
	struct world *w = tight_world("RRR.RR.");

	(void)state;
	refused(BM_ENOMEM, mb_unreserve(&w->mb, at(w, 1), span(w, 1)));
	refused(BM_ENOMEM, mb_free(&w->mb, at(w, 1), span(w, 1)));
	refused(BM_ENOMEM, mb_mark(&w->mb, at(w, 1), span(w, 1), MEMBLOCK_RSRV_KERN));
	refused(BM_ENOMEM, mb_mark(&w->mb, at(w, 0), span(w, 1), MEMBLOCK_RSRV_KERN));
	refused(BM_ENOMEM, mb_set_node(&w->mb, at(w, 0), span(w, 1), &w->mb.reserved, 0));
	refused(BM_ENOMEM, mb_reserve_node(&w->mb, at(w, 3), span(w, 1), 1, MEMBLOCK_NONE));
	refused(BM_ENOMEM, mb_reserve(&w->mb, at(w, 6) + 1, 1));
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 1)));
	expect_regions(&w->mb.reserved, "0+6000 -1 0");
	ok(mb_reserve(&w->mb, at(w, 6) + 1, 1));
	refused(BM_ENOMEM, mb_reserve(&w->mb, at(w, 6) + 3, 1));
}

/* --- what is left behind ---------------------------------------------------------------------- */

/* catalogue R30: an array whose size is no multiple of a page gives back exactly what it took */
static void grow__again_and_again__old_arrays_are_given_back(void **state)
{
	struct world *w = world_at(0, 6, ".mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm", NULL);
	phys_addr_t taken;
	unsigned int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		ok(mb_reserve_node(&w->mb, at(w, 1) + 4 * i, 2, (int)(i % 3), MEMBLOCK_NONE));
		taken = mb_reserved_kern_size(&w->mb, PHYS_ADDR_MAX, NUMA_NO_NODE);
		if (w->mb.reserved.regions == w->slots + 3)
			expect_addr(taken, 0);
		else
			expect_addr(taken, (w->mb.reserved.max * sizeof(struct memblock_region) +
					    WORLD_PAGE - 1) / WORLD_PAGE * WORLD_PAGE);
		w->events_len = 0;
	}
	expect_addr(w->mb.reserved.total_size, taken + 2000);
}

static void grow__room_gained__is_not_touched(void **state)
{
	struct world *w = world_at(0, 8, "mrmrmrmrmmm", NULL);
	const unsigned char *room;
	const unsigned char *end;

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 8), 1));
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 10)));
	room = (const unsigned char *)&w->mb.reserved.regions[w->mb.reserved.cnt];
	end = (const unsigned char *)&w->mb.reserved.regions[w->mb.reserved.max];
	assert_true(room < end);
	for (; room < end; room++)
		assert_int_equal(*room, WORLD_DIRT);
}

static void grow__first_array__is_not_given_back(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 7), span(w, 1)));
	expect_events(w, "grew 9000+1000 -1 20 -\nreserved 7000+1000 -1 0 -\n");
}

static void grow__second_time__first_page_is_freed_before_the_next_is_told(void **state)
{
	struct world *w = tight_world("mmmmmmmmmmmmmmmmmmmmmmmmmmmmmm");
	unsigned int i;

	(void)state;
	for (i = 0; w->mb.reserved.regions == w->slots + 2; i++)
		ok(mb_reserve(&w->mb, at(w, 2) + 4 * i, 1));
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 29)));
	while (w->mb.reserved.max - w->mb.reserved.cnt > 0)
		ok(mb_reserve(&w->mb, at(w, 2) + 4 * i++, 1));
	w->events_len = 0;
	ok(mb_reserve(&w->mb, at(w, 20), 1));
	expect_events(w, "freed 1d000+1000 -1 0 -\ngrew 1c000+1000 -1 20 -\n"
			 "reserved 14000+1 -1 0 -\n");
	ok(mb_free(&w->mb, at(w, 28), span(w, 1)));
}

static void grow__debug__says_where_to(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");

	(void)state;
	w->mb.debug = true;
	ok(mb_set_node(&w->mb, at(w, 7), span(w, 1), &w->mb.reserved, 0));
	assert_int_equal(w->mb.reserved.max, 8);
	assert_int_equal(sizeof(struct memblock_region), BM_PHYS_ADDR_BITS == 64 ? 24 : 16);
	expect_log(w, BM_PHYS_ADDR_BITS == 64 ?
			      "memblock: reserved is doubled to 8 at "
			      "[0x0000000000009000-0x00000000000090bf]\n" :
			      "memblock: reserved is doubled to 8 at [0x00009000-0x0000907f]\n");
}

static void grow__untagged__array_is_a_plain_reservation(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");

	(void)state;
	w->mb.untagged = true;
	ok(mb_reserve(&w->mb, at(w, 8), span(w, 1)));
	expect_regions(&w->mb.reserved, "3000+1000 -1 0, 5000+1000 -1 0, 8000+2000 -1 0");
}

/* catalogue R2: freeing the page an array lives in grows nothing and corrupts nothing */
static void grow__own_page_freed__array_lives_on(void **state)
{
	struct world *w = world_at(0, 8, "mrmrmrmrmmmm", NULL);

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 9), span(w, 1)));
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 11)));
	ok(mb_free(&w->mb, at(w, 11), span(w, 1)));
	expect_reserved(w, ".r.r.r.r.r..");
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 11)));
	ok(mb_reserve(&w->mb, at(w, 11), span(w, 1)));
	expect_reserved(w, ".r.r.r.r.r.r");
}

/*
 * catalogue R2 R72: the same when the array is full, so that it moves away while its page is
 * freed
 */
static void grow__own_page_freed_of_a_full_array__is_freed_once(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 7), span(w, 1)));
	assert_int_equal(w->mb.reserved.cnt, w->mb.reserved.max);
	ok(mb_free(&w->mb, at(w, 9), span(w, 1)));
	expect_reserved(w, "...r.r.rk.");
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 8)));
}

/* catalogue R6: nodes are set on all regions, also when the array moves in between */
static void grow__while_setting_nodes__every_region_has_one(void **state)
{
	struct world *w = tight_world("rrrmrrmmmm");

	(void)state;
	ok(mb_set_node(&w->mb, at(w, 1), span(w, 4), &w->mb.reserved, 3));
	expect_reserved_nodes(w, "-33.3-...-");
	assert_int_equal(w->mb.reserved.cnt, 5);
	ok(mb_set_node(&w->mb, 0, PHYS_ADDR_MAX, &w->mb.reserved, 2));
	expect_reserved_nodes(w, "222.22...2");
}

/* --- hands behind the library's back ---------------------------------------------------------- */

/*
 * A test of the well-known suite puts the first array back by hand; ownership is told by pointer.
 */
static void grow__first_array_put_back_by_hand__is_grown_again_and_never_freed(void **state)
{
	struct world *w = tight_world("mmmrmrmmmm");
	struct memblock_region *first = w->mb.reserved.regions;

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 7), span(w, 1)));
	w->mb.reserved.regions = first;
	w->mb.reserved.cnt = 0;
	w->mb.reserved.max = 2;
	w->mb.reserved.total_size = 0;
	w->events_len = 0;
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 1)));
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 1)));
	ok(mb_reserve(&w->mb, at(w, 5), span(w, 1)));
	expect_reserved(w, ".r.r.r...k");
	expect_events(w, "reserved 1000+1000 -1 0 -\nreserved 3000+1000 -1 0 -\n"
			 "grew 9000+1000 -1 20 -\nreserved 5000+1000 -1 0 -\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(grow__reserved_full__array_is_above_the_range),
		CASE(grow__bottom_up__array_is_right_above_the_range),
		CASE(grow__no_room_above__array_is_below),
		CASE(grow__only_the_range_itself_is_free__is_refused),
		CASE(grow__range_begins_within_page_zero__array_stays_out),
		CASE(grow__limit__holds_for_arrays_too),
		CASE(grow__memory_that_may_not_be_allocated__is_not_used),
		CASE(grow__memory_full__array_takes_any_free_page),
		CASE(grow__memory_full_and_reserved_full__both_move),
		CASE(grow__memory_full_and_one_reserved_slot_left__reserved_stays),
		CASE(grow__memory_full_and_no_place_for_both__is_refused),
		CASE(grow__across_the_top_of_the_address_space__works_there_too),
		CASE(grow__joins_without_a_slot__grows_at_the_moment_linux_does),
		CASE(grow__nothing_new__does_not_grow),
		CASE(grow__any_cut_of_a_nearly_full_array__grows),
		CASE(grow__cannot_but_fits__edit_goes_through),
		CASE(grow__no_memory_at_all__refused_exactly_when_it_does_not_fit),
		CASE(grow__again_and_again__old_arrays_are_given_back),
		CASE(grow__room_gained__is_not_touched),
		CASE(grow__first_array__is_not_given_back),
		CASE(grow__second_time__first_page_is_freed_before_the_next_is_told),
		CASE(grow__debug__says_where_to),
		CASE(grow__untagged__array_is_a_plain_reservation),
		CASE(grow__own_page_freed__array_lives_on),
		CASE(grow__own_page_freed_of_a_full_array__is_freed_once),
		CASE(grow__while_setting_nodes__every_region_has_one),
		CASE(grow__first_array_put_back_by_hand__is_grown_again_and_never_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
