// SPDX-License-Identifier: MIT
/*
 * test_grow_refused.c - arrays that are moved on request, or cannot move at all.
 *
 * Worlds here start with two slots in each array. Pages that an array took are drawn as k.
 */
#include "harness.h"

#include "memblock/memblock_int.h"

#define TIGHT 4ul

static struct world *tight_world(const char *picture)
{
	return world_at(0, TIGHT, picture, NULL);
}

/* --- a place of the caller's choice ----------------------------------------------------------- */

static void mb_place_array__free_pages__array_moves_there_and_grows_on_its_own_after(void **state)
{
	struct world *w = world_at(0, 8, ".mmmmmmmmmmmmm", NULL);
	unsigned int i;

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 13), 1));
	ok(mb_place_array(&w->mb, &w->mb.reserved, at(w, 2), 200));
	expect_reserved(w, BM_PHYS_ADDR_BITS == 64 ? "..kk.........?" : "..k..........?");
	assert_int_equal(w->mb.reserved.max, 200);
	assert_ptr_equal(w->mb.reserved.regions, ram_at(w, at(w, 2)));
	ok(mb_place_array(&w->mb, &w->mb.memory, at(w, 5), 1));
	assert_int_equal(w->mb.memory.max, 1);
	for (i = 0; i < 200; i++)
		ok(mb_reserve(&w->mb, at(w, 6) + 4 * i, 2));
	assert_int_equal(w->mb.reserved.max, 400);
	assert_false(mb_is_reserved(&w->mb, at(w, 2)));
}

static void mb_place_array__not_all_free_or_too_small__is_refused(void **state)
{
	struct world *w = world_at(0, 8, "mmmrmnm.mm", NULL);
	struct memblock_type *type = &w->mb.memory;
	unsigned long wraps = ~0ul / sizeof(struct memblock_region) + 2;

	(void)state;
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 0), 9));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 3), 9));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 5), 9));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 7), 9));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 4), 300));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 4) + 1, 9));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 4), type->cnt - 1));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, at(w, 4), wraps));
	refused(BM_EINVAL, mb_place_array(&w->mb, type, PHYS_ADDR_MAX - 0xfff, 9));
	refused(BM_EINVAL, mb_place_array(&w->mb, &w->mb.reserved, at(w, 4), 0));
	refused(BM_ENOMEM, mb_place_array(&w->mb, &w->mb.reserved, at(w, 4), 1));
	w->map_fail_at = w->map_calls + 1;
	refused(BM_ENOMEM, mb_place_array(&w->mb, type, at(w, 4), 9));
	ok(mb_place_array(&w->mb, type, at(w, 4), 9));
	panics(w, ok(mb_place_array(&w->mb, NULL, at(w, 9), 9)));
	w = tight_world(".mm");
	refused(BM_EINVAL, mb_place_array(&w->mb, &w->mb.reserved, at(w, 1), 0));
}

static void mb_place_array__reserved_full__is_refused_for_memory(void **state)
{
	struct world *w = tight_world("rmrmm");

	(void)state;
	refused(BM_ENOMEM, mb_place_array(&w->mb, &w->mb.memory, at(w, 3), 9));
	ok(mb_place_array(&w->mb, &w->mb.reserved, at(w, 3), 9));
	expect_reserved(w, "r.rk.");
	ok(mb_place_array(&w->mb, &w->mb.memory, at(w, 1), 9));
	ok(mb_place_array(&w->mb, &w->mb.memory, at(w, 4), 9));
	expect_reserved(w, "r.rkk");
}

static void mb_place_array__one_slot_left__is_enough_for_one_home(void **state)
{
	struct world *w = tight_world("rmm");

	(void)state;
	ok(mb_place_array(&w->mb, &w->mb.memory, at(w, 1), 9));
	expect_reserved(w, "rk.");
}

/* --- what fits exactly ------------------------------------------------------------------------ */

/*
 * Filling the gaps makes two regions, between those of another node, and joins two others: one
 * slot is needed. No more, and no less.
 */
static void mb_add_node__two_new_and_two_joined__needs_one_slot(void **state)
{
	struct world *w = world_of_nodes(".m.m.m.m", ".1.1.0.0");
	struct world *enough = world_at(0, 10, ".m.m.m.m", ".1.1.0.0");
	struct world *too_few = world_at(0, 8, ".m.m.m.m", ".1.1.0.0");

	(void)state;
	enough->map_fail_at = 1;
	enough->map_fail_on = true;
	ok(mb_add_node(&enough->mb, 0, span(w, 8), 0, MEMBLOCK_NONE));
	expect_nodes(enough, "01010000");
	too_few->map_fail_at = 1;
	too_few->map_fail_on = true;
	refused(BM_ENOMEM, mb_add_node(&too_few->mb, 0, span(w, 8), 0, MEMBLOCK_NONE));
}

static void mb_remove__last_region_of_an_array_of_one__wipes_it(void **state)
{
	struct world *w = world_at(0, 2, "m", NULL);

	(void)state;
	w->map_fail_at = 1;
	w->map_fail_on = true;
	assert_int_equal(w->mb.memory.max, 1);
	ok(mb_remove(&w->mb, 0, span(w, 1)));
	expect_addr(w->mb.memory.regions[0].size, 0);
}

static void mb_unreserve__array_without_any_slots__is_not_touched(void **state)
{
	struct world *w = tight_world("..");

	(void)state;
	w->mb.reserved.max = 0;
	w->mb.reserved.regions = &w->mb.none;
	w->mb.none.nid = 7;
	ok(mb_unreserve(&w->mb, 0, span(w, 1)));
	assert_ptr_equal(w->mb.reserved.regions, &w->mb.none);
	assert_int_equal(w->mb.none.nid, 7);
}

/* --- asked directly --------------------------------------------------------------------------- */

static void mb_make_room__more_than_can_be_addressed__is_refused(void **state)
{
	struct world *w = tight_world("mmmm");
	struct mb_plan plan = { .want = ~0ul / 4, .need = ~0ul / 4 };

	(void)state;
	refused(BM_ENOMEM, mb_make_room_(&w->mb, &w->mb.reserved, &plan));
	refused(BM_ENOMEM, mb_make_room_(&w->mb, &w->mb.memory, &plan));
}

static void mb_make_room__array_without_any_slots__grows_from_nothing(void **state)
{
	struct world *w = tight_world("mmmm");

	(void)state;
	w->mb.reserved.max = 0;
	ok(mb_reserve(&w->mb, at(w, 1), span(w, 1)));
	expect_reserved(w, ".r.k");
	assert_int_equal(w->mb.reserved.max, 2);
}

/* --- the n-th failure ------------------------------------------------------------------------- */

/*
 * A life in which both arrays grow several times. Stops at the first refusal, which changes
 * nothing.
 */
static int live(struct world *w, unsigned int *step)
{
	unsigned int i;
	int err = 0;

	for (i = *step; i < 60 && !err; i++) {
		worlds_remember();
		if (i % 3 == 0)
			err = mb_add_node(&w->mb, at(w, 40) + 8 * i, 4, (int)(i % 2),
					  MEMBLOCK_NONE);
		else if (i % 3 == 1)
			err = mb_reserve_node(&w->mb, at(w, 2) + 8 * i, 4, (int)(i % 2),
					      MEMBLOCK_RSRV_NOINIT);
		else
			err = mb_set_node(&w->mb, at(w, 2) + 8 * (i - 1) + 1, 2, &w->mb.reserved,
					  5);
		if (err)
			worlds_compare("an edit that failed", __FILE__, __LINE__);
		worlds_check(__FILE__, __LINE__);
	}
	*step = err ? i - 1 : i;
	return err;
}

/*
 * catalogue R1: after each refusal nothing has changed, and the same edit succeeds when there is
 * room
 */
static void grow__nth_attempt_fails__nothing_changed_and_life_goes_on(void **state)
{
	unsigned int n;
	unsigned int nr_refusals = 0;

	(void)state;
	for (n = 1; n < 100; n++) {
		struct world *w = tight_world(".mmmmmmmmmmmmmmmmmmm");
		unsigned int step = 0;
		int err;

		w->map_fail_at = n;
		err = live(w, &step);
		if (!err && w->map_calls < n)
			break;
		if (err) {
			nr_refusals++;
			assert_int_equal(err, -BM_ENOMEM);
			assert_int_equal(live(w, &step), 0);
		}
		assert_int_equal(step, 60);
		worlds_end(NULL);
	}
	assert_in_range(nr_refusals, 3, n);
	assert_in_range(n, 5, 98);
}

/* catalogue R22: once it fails for ever, every edit that needs room is refused and no other */
static void grow__every_attempt_fails__map_stays_usable(void **state)
{
	struct world *w = tight_world(".mmmmmmmmmm");

	(void)state;
	w->map_fail_at = 1;
	w->map_fail_on = true;
	ok(mb_reserve(&w->mb, at(w, 2), span(w, 2)));
	ok(mb_reserve(&w->mb, at(w, 6), span(w, 2)));
	refused(BM_ENOMEM, mb_reserve(&w->mb, at(w, 9), span(w, 1)));
	refused(BM_ENOMEM, mb_free(&w->mb, at(w, 2) + 1, 1));
	ok(mb_reserve(&w->mb, at(w, 8), span(w, 1)));
	ok(mb_free(&w->mb, at(w, 2), span(w, 2)));
	ok(mb_reserve(&w->mb, at(w, 3), span(w, 1)));
	expect_reserved(w, "...r..rrr..");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_place_array__free_pages__array_moves_there_and_grows_on_its_own_after),
		CASE(mb_place_array__not_all_free_or_too_small__is_refused),
		CASE(mb_place_array__reserved_full__is_refused_for_memory),
		CASE(mb_place_array__one_slot_left__is_enough_for_one_home),
		CASE(mb_add_node__two_new_and_two_joined__needs_one_slot),
		CASE(mb_remove__last_region_of_an_array_of_one__wipes_it),
		CASE(mb_unreserve__array_without_any_slots__is_not_touched),
		CASE(mb_make_room__more_than_can_be_addressed__is_refused),
		CASE(mb_make_room__array_without_any_slots__grows_from_nothing),
		CASE(grow__nth_attempt_fails__nothing_changed_and_life_goes_on),
		CASE(grow__every_attempt_fails__map_stays_usable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
