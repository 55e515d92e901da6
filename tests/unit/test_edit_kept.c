// SPDX-License-Identifier: MIT
/*
 * test_edit_kept.c - what edits keep in step besides the regions: hints, and what searches learnt.
 *
 * Neither ever changes an answer, so no other test can tell whether they are kept. They are why
 * edits in address order do not search, and why a search does not look twice at what is too
 * small. Here the private members of a map are looked at.
 *
 * Edits that nobody hears of take shorter ways. Every case runs with an observer and without.
 */
#include "harness.h"

#include <string.h>

#include "base/range.h"
#include "memblock/search.h"

#define KEPT_CASE(test, how, state) { #test ", " how, test, NULL, worlds_end, (state) }
#define HEARD_AND_NOT(test) KEPT_CASE(test, "heard", "heard"), KEPT_CASE(test, "not heard", NULL)

static struct world *heard_or_not(void **state, struct world *w)
{
	if (!*state)
		w->port.observe = NULL;
	return w;
}

static unsigned long right_hint(const struct memblock_type *type, phys_addr_t addr)
{
	return mb_nr_from_(type->regions, type->cnt, addr);
}

/* The next edit is expected where this one was, or right behind it. */
static void expect_hint_near(unsigned long hint, const struct memblock_type *type,
			     struct bm_range range)
{
	assert_in_range(hint, right_hint(type, range.start), right_hint(type, range.end));
}

/* --- hints ------------------------------------------------------------------------------------ */

static void hint__after_inserting_anywhere__is_where_the_range_went(void **state)
{
	static const unsigned int order[] = { 8, 2, 12, 4, 5, 0, 14, 13, 9, 3, 6 };
	struct world *w = heard_or_not(state, world("................"));
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		phys_addr_t base = at(w, order[i]);

		ok(mb_add(&w->mb, base, span(w, 1)));
		assert_int_equal(w->mb.memory_hint, right_hint(&w->mb.memory, base));
		ok(mb_reserve(&w->mb, base, span(w, 1)));
		assert_int_equal(w->mb.reserved_hint, right_hint(&w->mb.reserved, base));
	}
	ok(mb_add(&w->mb, at(w, 1), span(w, 14)));
	assert_int_equal(w->mb.memory_hint, right_hint(&w->mb.memory, at(w, 1)));
	ok(mb_reserve_node(&w->mb, at(w, 7), span(w, 9), 1, MEMBLOCK_NONE));
	assert_int_equal(w->mb.reserved_hint, right_hint(&w->mb.reserved, at(w, 7)));
}

static void hint__after_cutting_anywhere__is_where_the_hole_is(void **state)
{
	static const unsigned int order[] = { 8, 2, 12, 4, 5, 0, 14, 13, 9, 3, 6 };
	struct world *w = heard_or_not(state, world("rrrrrrrrrrrrrrrr"));
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct bm_range range = { at(w, order[i]), at(w, order[i] + 1) };

		ok(mb_remove(&w->mb, range.start, span(w, 1)));
		expect_hint_near(w->mb.memory_hint, &w->mb.memory, range);
		ok(mb_free(&w->mb, range.start, span(w, 1)));
		expect_hint_near(w->mb.reserved_hint, &w->mb.reserved, range);
	}
	ok(mb_unreserve(&w->mb, at(w, 1), span(w, 14)));
	assert_int_equal(w->mb.reserved_hint, right_hint(&w->mb.reserved, at(w, 1)));
	ok(mb_remove(&w->mb, at(w, 1), span(w, 14)));
	assert_int_equal(w->mb.memory_hint, right_hint(&w->mb.memory, at(w, 1)));
	ok(mb_remove(&w->mb, at(w, 15), span(w, 9)));
	assert_int_equal(w->mb.memory_hint, right_hint(&w->mb.memory, at(w, 15)));
}

/* So that the same question is not searched for twice. */
static void hint__after_a_refused_free__is_where_it_would_have_been(void **state)
{
	struct world *w = heard_or_not(state, world("rmrmrmr"));

	refused(BM_ENOENT, mb_free(&w->mb, at(w, 5), span(w, 1)));
	assert_int_equal(w->mb.reserved_hint, 3);
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), span(w, 1)));
	assert_int_equal(w->mb.reserved_hint, 1);
}

/* At the region that the change begins in, or behind it. */
static void hint__after_retagging__is_where_the_change_begins(void **state)
{
	struct world *w = heard_or_not(state, world("m.m.m.rrrrr"));

	ok(mb_mark(&w->mb, at(w, 2), span(w, 1), MEMBLOCK_HOTPLUG));
	assert_int_equal(w->mb.memory_hint, 2);
	ok(mb_mark(&w->mb, at(w, 4), span(w, 1), MEMBLOCK_HOTPLUG));
	assert_int_equal(w->mb.memory_hint, 3);
	ok(mb_set_node(&w->mb, at(w, 0), span(w, 1), &w->mb.memory, 1));
	assert_int_equal(w->mb.memory_hint, 1);
	ok(mb_set_node(&w->mb, at(w, 8), span(w, 1), &w->mb.reserved, 1));
	assert_in_range(w->mb.reserved_hint, 1, 2);
	assert_int_equal(w->mb.memory_hint, 1);
}

/* --- facts ------------------------------------------------------------------------------------ */

/* Would the next search believe what is known? */
static bool facts_fit(const struct memblock *mb)
{
	const struct mb_facts *facts = &mb->facts;

	return facts->any && facts->memory_cnt == mb->memory.cnt &&
	       facts->reserved_cnt == mb->reserved.cnt &&
	       facts->memory_size == mb->memory.total_size &&
	       facts->reserved_size == mb->reserved.total_size;
}

/*
 * Pages of which no two are free together, but the lowest; a search for two learns that. There are
 * many, because searches look at a few before they learn anything.
 */
static struct world *learnt_world(void **state)
{
	struct world *w = world(".mmmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrm");
	struct mb_req req = mb_req(span(w, 2), WORLD_PAGE);
	struct mb_spot spot;

	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 2));
	assert_true(facts_fit(&w->mb));
	return heard_or_not(state, w);
}

static void facts__reserving_and_freeing__keep_them(void **state)
{
	struct world *w = learnt_world(state);

	ok(mb_reserve(&w->mb, at(w, 7), 1));
	assert_true(facts_fit(&w->mb));
	ok(mb_reserve(&w->mb, at(w, 7) + 1, 1));
	assert_true(facts_fit(&w->mb));
	ok(mb_reserve_node(&w->mb, at(w, 4), span(w, 3), 1, MEMBLOCK_RSRV_KERN));
	assert_true(facts_fit(&w->mb));
	ok(mb_free(&w->mb, at(w, 7), 1));
	assert_true(facts_fit(&w->mb));
	ok(mb_unreserve(&w->mb, at(w, 4), span(w, 3)));
	assert_true(facts_fit(&w->mb));
	ok(mb_free(&w->mb, at(w, 10), 1));
	assert_true(facts_fit(&w->mb));
}

static void facts__retagging_reservations__keeps_them(void **state)
{
	struct world *w = learnt_world(state);

	ok(mb_set_node(&w->mb, at(w, 4) + 8, 8, &w->mb.reserved, 1));
	assert_true(facts_fit(&w->mb));
	ok(mb_mark(&w->mb, at(w, 0), PHYS_ADDR_MAX, MEMBLOCK_RSRV_NOINIT));
	ok(mb_clear(&w->mb, at(w, 0), PHYS_ADDR_MAX, MEMBLOCK_RSRV_NOINIT));
	assert_true(facts_fit(&w->mb));
}

static void facts__any_change_of_memory__throws_them_away(void **state)
{
	struct world *w = learnt_world(state);

	ok(mb_add(&w->mb, at(w, 50), 1));
	assert_false(w->mb.facts.any);
	w = learnt_world(state);
	ok(mb_remove(&w->mb, at(w, 11), 1));
	assert_false(w->mb.facts.any);
	w = learnt_world(state);
	ok(mb_mark(&w->mb, at(w, 11), 1, MEMBLOCK_NOMAP));
	assert_false(w->mb.facts.any);
	w = learnt_world(state);
	mb_trim(&w->mb, 0x4000);
	assert_false(w->mb.facts.any);
	w = learnt_world(state);
	mb_limit_memory(&w->mb, 0x1000);
	assert_false(w->mb.facts.any);
	w = learnt_world(state);
	mb_cap(&w->mb, 0, 0x3000);
	assert_false(w->mb.facts.any);
}

/* --- entries that are not there --------------------------------------------------------------- */

static void mb_init__dirty_slots__are_wiped(void **state)
{
	struct memblock_region slots[6];
	struct memblock mb;
	unsigned int i;

	(void)state;
	memset(slots, WORLD_DIRT, sizeof(slots));
	mb_init(&mb, NULL, slots, 6);
	for (i = 0; i < 6; i++) {
		expect_addr(slots[i].base, 0);
		expect_addr(slots[i].size, 0);
	}
}

/* catalogue R35: both arrays know their room, whatever was in memory before */
static void mb_init_uneven__one_and_four__each_array_has_its_own(void **state)
{
	struct world *w = world(".");
	struct memblock mb;

	(void)state;
	mb_init_uneven(&mb, &w->port, w->slots, 1, 4);
	assert_int_equal(mb.memory.max, 1);
	assert_int_equal(mb.reserved.max, 4);
	assert_ptr_equal(mb.memory.regions, w->slots);
	assert_ptr_equal(mb.reserved.regions, w->slots + 1);
	assert_string_equal(mb.memory.name, "memory");
	assert_string_equal(mb.reserved.name, "reserved");
	assert_null(mb_check(&mb));
}

static void mb_init_uneven__dirty_slots__both_arrays_are_wiped(void **state)
{
	struct memblock_region slots[5];
	struct memblock mb;
	unsigned int i;

	(void)state;
	memset(slots, WORLD_DIRT, sizeof(slots));
	mb_init_uneven(&mb, NULL, slots, 4, 1);
	for (i = 0; i < 5; i++)
		expect_addr(slots[i].size, 0);
}

static void mb_init_uneven__an_array_without_room__panics(void **state)
{
	struct world *w = world(".");
	struct memblock mb;

	(void)state;
	panics(w, mb_init_uneven(&mb, &w->port, w->slots, 0, 4));
	panics(w, mb_init_uneven(&mb, &w->port, w->slots, 4, 0));
	panics(w, mb_init_uneven(&mb, &w->port, NULL, 4, 4));
	panics(w, mb_init_uneven(NULL, &w->port, w->slots, 4, 4));
}

/* What a removed region leaves behind the last one is not looked at. */
static void mb_free__stale_entry_behind_the_last__is_not_believed(void **state)
{
	struct world *w = heard_or_not(state, world("mrmm"));

	ok(mb_reserve_node(&w->mb, at(w, 2), span(w, 1), 1, MEMBLOCK_NONE));
	ok(mb_free(&w->mb, at(w, 2), span(w, 1)));
	expect_addr(w->mb.reserved.regions[1].base, at(w, 2));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), span(w, 2)));
}

static void mb_free__across_three_touching_reservations__frees_from_all(void **state)
{
	struct world *w = heard_or_not(state, world("mmmmm"));

	ok(mb_reserve_node(&w->mb, at(w, 1), span(w, 1), 1, MEMBLOCK_NONE));
	ok(mb_reserve_node(&w->mb, at(w, 2), span(w, 1), 2, MEMBLOCK_NONE));
	ok(mb_reserve_node(&w->mb, at(w, 3), span(w, 1), 3, MEMBLOCK_NONE));
	ok(mb_free(&w->mb, at(w, 1) + 8, span(w, 3) - 16));
	expect_reserved(w, ".?.?.");
}

/*
 * The slots of memory end where those of reserved begin, so the entry before the first is a real
 * one.
 */
static void mb_free__entry_before_the_first__is_not_looked_at(void **state)
{
	struct world *w = heard_or_not(state, world_at(0, 4, ".m.m", NULL));

	assert_int_equal(w->mb.memory.cnt, w->mb.memory.max);
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), span(w, 1)));
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), span(w, 3)));
}

static void mb_free__lowest_reservation__search_sees_the_gap(void **state)
{
	struct world *w = heard_or_not(state, world_at(0, 6, ".mmrmrmm.m.m", NULL));
	struct mb_req req = mb_req(span(w, 2), WORLD_PAGE);
	struct mb_spot spot;

	assert_int_equal(w->mb.memory.cnt, w->mb.memory.max);
	req.end = at(w, 6);
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 1));
	ok(mb_free(&w->mb, at(w, 3), span(w, 1)));
	ok(mb_find(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HEARD_AND_NOT(hint__after_inserting_anywhere__is_where_the_range_went),
		HEARD_AND_NOT(hint__after_cutting_anywhere__is_where_the_hole_is),
		HEARD_AND_NOT(hint__after_a_refused_free__is_where_it_would_have_been),
		HEARD_AND_NOT(hint__after_retagging__is_where_the_change_begins),
		HEARD_AND_NOT(facts__reserving_and_freeing__keep_them),
		HEARD_AND_NOT(facts__retagging_reservations__keeps_them),
		HEARD_AND_NOT(facts__any_change_of_memory__throws_them_away),
		CASE(mb_init__dirty_slots__are_wiped),
		CASE(mb_init_uneven__one_and_four__each_array_has_its_own),
		CASE(mb_init_uneven__dirty_slots__both_arrays_are_wiped),
		CASE(mb_init_uneven__an_array_without_room__panics),
		HEARD_AND_NOT(mb_free__stale_entry_behind_the_last__is_not_believed),
		HEARD_AND_NOT(mb_free__across_three_touching_reservations__frees_from_all),
		HEARD_AND_NOT(mb_free__entry_before_the_first__is_not_looked_at),
		HEARD_AND_NOT(mb_free__lowest_reservation__search_sees_the_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
