// SPDX-License-Identifier: MIT
/*
 * test_check.c - does the validator see each thing that can be wrong? Each is done by hand, and
 * undone.
 */
#include "harness.h"

#include <string.h>

/* Say that @fault is what is wrong with @mb, both arrays alike. */
static void expect_fault(const struct memblock *mb, const char *fault)
{
	const char *found = mb_check(mb);

	assert_non_null(found);
	if (!strstr(found, fault))
		fail_msg("expected \"%s\" in \"%s\"", fault, found);
}

static struct world *two_of_each(void)
{
	struct world *w = world("mmmrrmmmmm....RR..mm");

	assert_int_equal(w->mb.memory.cnt, 2);
	assert_int_equal(w->mb.reserved.cnt, 2);
	return w;
}

static void mb_check__well_formed__finds_nothing(void **state)
{
	(void)state;
	assert_null(mb_check(&two_of_each()->mb));
	assert_null(mb_check(&world("....")->mb));
	assert_null(mb_check(&world_of_nodes("mhm", "001")->mb));
}

static void mb_check__more_regions_than_room__is_seen(void **state)
{
	struct world *w = two_of_each();
	struct memblock_type *types[] = { &w->mb.memory, &w->mb.reserved };
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		unsigned long max = types[i]->max;

		types[i]->max = 1;
		expect_fault(&w->mb, "room");
		types[i]->max = types[i]->cnt;
		assert_null(mb_check(&w->mb));
		types[i]->max = max;
	}
}

/* catalogue R76: no region without bytes */
static void mb_check__empty_region__is_seen(void **state)
{
	struct world *w = two_of_each();
	struct memblock_type *types[] = { &w->mb.memory, &w->mb.reserved };
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct memblock_region *r = &types[i / 2]->regions[i % 2];
		phys_addr_t size = r->size;

		types[i / 2]->total_size -= size;
		r->size = 0;
		expect_fault(&w->mb, "empty");
		r->size = size;
		types[i / 2]->total_size += size;
	}
}

/* catalogue R32 R79: an end beyond the top */
static void mb_check__end_that_wraps__is_seen(void **state)
{
	struct world *w = world(".");
	struct memblock_region *r = w->mb.memory.regions;

	(void)state;
	ok(mb_add(&w->mb, PHYS_ADDR_MAX - 0x1000, 0x1000));
	r->size++;
	w->mb.memory.total_size++;
	expect_fault(&w->mb, "wraps");
	r->size--;
	w->mb.memory.total_size--;
}

static void mb_check__flags_of_the_other_array_or_unknown__are_seen(void **state)
{
	struct world *w = two_of_each();
	unsigned int bit;

	(void)state;
	for (bit = 0; bit < 31; bit++) {
		unsigned int flag = 1u << bit;
		bool on_memory = flag <= 0x8 || flag == 0x40;
		bool on_reserved = flag == 0x10 || flag == 0x20;

		w->mb.memory.regions[0].flags = (enum memblock_flags)flag;
		if (on_memory)
			assert_null(mb_check(&w->mb));
		else
			expect_fault(&w->mb, "flags");
		w->mb.memory.regions[0].flags = MEMBLOCK_NONE;
		w->mb.reserved.regions[1].flags = (enum memblock_flags)flag;
		if (on_reserved)
			assert_null(mb_check(&w->mb));
		else
			expect_fault(&w->mb, "flags");
		w->mb.reserved.regions[1].flags = MEMBLOCK_NONE;
	}
}

static void mb_check__out_of_order_or_overlapping__is_seen(void **state)
{
	struct world *w = two_of_each();
	struct memblock_region *r = w->mb.memory.regions;
	struct memblock_region swap = r[0];
	phys_addr_t base = r[1].base;

	(void)state;
	r[0] = r[1];
	r[1] = swap;
	expect_fault(&w->mb, "order");
	r[1] = r[0];
	r[0] = swap;
	r[1].base = r[0].base + r[0].size - 1;
	expect_fault(&w->mb, "overlap");
	r[1].base = base;
	r = w->mb.reserved.regions;
	base = r[1].base;
	r[1].base = r[0].base;
	expect_fault(&w->mb, "overlap");
	r[1].base = base;
}

static void mb_check__touching_and_alike__is_seen(void **state)
{
	struct world *w = two_of_each();
	struct memblock_region *r = w->mb.memory.regions;
	phys_addr_t base = r[1].base;

	(void)state;
	r[1].base = r[0].base + r[0].size;
	expect_fault(&w->mb, "not joined");
	r[1].nid = 3;
	assert_null(mb_check(&w->mb));
	r[1].nid = r[0].nid;
	r[1].flags = MEMBLOCK_NOMAP;
	assert_null(mb_check(&w->mb));
	r[1].flags = MEMBLOCK_NONE;
	r[1].base = base;
}

static void mb_check__total_is_not_the_sum__is_seen(void **state)
{
	struct world *w = two_of_each();

	(void)state;
	w->mb.memory.total_size++;
	expect_fault(&w->mb, "total_size");
	w->mb.memory.total_size--;
	w->mb.reserved.total_size--;
	expect_fault(&w->mb, "total_size");
	w->mb.reserved.total_size++;
	w->mb.trimmed_size = 1;
	expect_fault(&w->mb, "total_size");
	w->mb.memory.total_size++;
	assert_null(mb_check(&w->mb));
	w->mb.memory.total_size--;
	w->mb.trimmed_size = 0;
}

static void mb_check__whole_address_space__total_does_not_wrap(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(mb_add(&w->mb, 0, PHYS_ADDR_MAX));
	ok(mb_reserve(&w->mb, 0, PHYS_ADDR_MAX));
	assert_null(mb_check(&w->mb));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_check__well_formed__finds_nothing),
		CASE(mb_check__more_regions_than_room__is_seen),
		CASE(mb_check__empty_region__is_seen),
		CASE(mb_check__end_that_wraps__is_seen),
		CASE(mb_check__flags_of_the_other_array_or_unknown__are_seen),
		CASE(mb_check__out_of_order_or_overlapping__is_seen),
		CASE(mb_check__touching_and_alike__is_seen),
		CASE(mb_check__total_is_not_the_sum__is_seen),
		CASE(mb_check__whole_address_space__total_does_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
