// SPDX-License-Identifier: MIT
/*
 * test_suite_basic.c - the checks of the well-known userspace suite, group "basic", written anew.
 *
 * Each test is named after its check and runs top down and bottom up, through the well-known
 * names alone. The behaviour pinned is that of Linux 7.1; see docs/linux-parity.md.
 */
#include "face.h"

#include <string.h>

#define MANY 128u /* entries in an array at start-up */

/* --- start-up --------------------------------------------------------------------------------- */

static void memblock_initialization(void **state)
{
	struct world *w = face_world("", NULL);

	(void)state;
	assert_int_equal(memblock.memory.cnt, 0);
	assert_int_equal(memblock.memory.max, MANY);
	assert_string_equal(memblock.memory.name, "memory");
	assert_int_equal(memblock.reserved.cnt, 0);
	assert_int_equal(memblock.reserved.max, MANY);
	assert_string_equal(memblock.reserved.name, "reserved");
	expect_addr(memblock.current_limit, MEMBLOCK_ALLOC_ANYWHERE);
	assert_non_null(w->map);
}

/* --- add and reserve: the same checks on either array ----------------------------------------- */

static int add_to(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	return type == &memblock.memory ? memblock_add(base, size) : memblock_reserve(base, size);
}

static int take_from(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	return type == &memblock.memory ? memblock_remove(base, size) :
					  memblock_phys_free(base, size);
}

typedef void check_fn(struct memblock_type *type);

static void on_both_arrays(check_fn *check)
{
	struct memblock_type *types[] = { &memblock.memory, &memblock.reserved };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		face_world("................", NULL);
		check(types[i]);
	}
}

static void check_simple(struct memblock_type *type)
{
	ok(add_to(type, 0x40000000, 0x400000));
	expect_regions(type, "40000000+400000 -1 0");
	expect_addr(type->total_size, 0x400000);
}

static void check_disjoint(struct memblock_type *type)
{
	ok(add_to(type, 0x40000000, 0x4000));
	ok(add_to(type, 0x40010000, 0x2000));
	expect_regions(type, "40000000+4000 -1 0, 40010000+2000 -1 0");
	expect_addr(type->total_size, 0x6000);
}

static void check_overlap_top(struct memblock_type *type)
{
	ok(add_to(type, 0x5000, 0x2000));
	ok(add_to(type, 0x4000, 0x2000));
	expect_regions(type, "4000+3000 -1 0");
	expect_addr(type->total_size, 0x3000);
}

static void check_overlap_bottom(struct memblock_type *type)
{
	ok(add_to(type, 0x4000, 0x2000));
	ok(add_to(type, 0x5000, 0x2000));
	expect_regions(type, "4000+3000 -1 0");
	expect_addr(type->total_size, 0x3000);
}

static void check_within(struct memblock_type *type)
{
	ok(add_to(type, 0x4000, 0x4000));
	ok(add_to(type, 0x5000, 0x1000));
	expect_regions(type, "4000+4000 -1 0");
}

static void check_twice(struct memblock_type *type)
{
	ok(add_to(type, 0x4000, 0x4000));
	ok(add_to(type, 0x4000, 0x4000));
	expect_regions(type, "4000+4000 -1 0");
	expect_addr(type->total_size, 0x4000);
}

static void check_between(struct memblock_type *type)
{
	ok(add_to(type, 0x4000, 0x1000));
	ok(add_to(type, 0x6000, 0x1000));
	ok(add_to(type, 0x5000, 0x1000));
	expect_regions(type, "4000+3000 -1 0");
	expect_addr(type->total_size, 0x3000);
}

static void check_near_max(struct memblock_type *type)
{
	phys_addr_t base = PHYS_ADDR_MAX - 0x10000;

	ok(add_to(type, base, 0x20000));
	assert_int_equal(type->cnt, 1);
	expect_addr(type->regions[0].base, base);
	expect_addr(type->regions[0].size, PHYS_ADDR_MAX - base);
	expect_addr(type->total_size, PHYS_ADDR_MAX - base);
}

static void memblock_add_and_reserve_simple(void **state)
{
	(void)state;
	on_both_arrays(check_simple);
}

static void memblock_add_node_simple(void **state)
{
	(void)state;
	face_world("", NULL);
	ok(memblock_add_node(0x100000, 0x1000000, 1, MEMBLOCK_HOTPLUG));
	expect_regions(&memblock.memory, "100000+1000000 1 1");
	expect_addr(memblock.memory.total_size, 0x1000000);
}

static void memblock_add_and_reserve_disjoint(void **state)
{
	(void)state;
	on_both_arrays(check_disjoint);
}

static void memblock_add_and_reserve_overlap_top(void **state)
{
	(void)state;
	on_both_arrays(check_overlap_top);
}

static void memblock_add_and_reserve_overlap_bottom(void **state)
{
	(void)state;
	on_both_arrays(check_overlap_bottom);
}

static void memblock_add_and_reserve_within(void **state)
{
	(void)state;
	on_both_arrays(check_within);
}

static void memblock_add_and_reserve_twice(void **state)
{
	(void)state;
	on_both_arrays(check_twice);
}

static void memblock_add_and_reserve_between(void **state)
{
	(void)state;
	on_both_arrays(check_between);
}

static void memblock_add_and_reserve_near_max(void **state)
{
	(void)state;
	on_both_arrays(check_near_max);
}

/* --- the 129th region ------------------------------------------------------------------------- */

/* Bytes of an array of 256 entries, and how many are reserved for it. */
#define GROWN ((phys_addr_t)(256 * sizeof(struct memblock_region)))
#define GROWN_PAGES ((GROWN + WORLD_PAGE - 1) / WORLD_PAGE * WORLD_PAGE)

static void memblock_add_many(void **state)
{
	struct world *w = face_world("mmmmmm", NULL);
	phys_addr_t base = 0x100000;
	unsigned int i;

	(void)state;
	memblock_allow_resize();
	for (i = 1; i < MANY; i++)
		ok(memblock_add(base + 0x40 * i, 0x20));
	assert_int_equal(memblock.memory.cnt, MANY);
	assert_int_equal(memblock.memory.max, MANY);
	assert_int_equal(memblock.reserved.cnt, 0);
	ok(memblock_add(base + 0x40 * MANY, 0x20));
	assert_int_equal(memblock.memory.cnt, MANY + 1);
	assert_int_equal(memblock.memory.max, 2 * MANY);
	assert_int_equal(memblock.reserved.cnt, 1);
	expect_addr(memblock.reserved.total_size, GROWN_PAGES);
	expect_addr(memblock.memory.total_size, span(w, 6) + 0x20 * MANY);
	expect_either(w, BM_PHYS_ADDR_BITS == 64 ? "....kk" : ".....k",
		      BM_PHYS_ADDR_BITS == 64 ? ".kk..." : ".k....");
	ok(memblock_add(base, 0x20));
	ok(memblock_add(base - 0x40, 0x20));
	expect_addr(memblock.memory.regions[1].base, base - 0x40);
	assert_int_equal(memblock.memory.cnt, MANY + 3);
}

/* Reserve MANY + 1 pieces, the one at @last at last. */
static void reserve_with_last(phys_addr_t base, unsigned int last)
{
	unsigned int i;

	for (i = 0; i <= MANY; i++)
		if (i != last)
			ok(memblock_reserve(base + 0x40 * i, 0x20));
	assert_int_equal(memblock.reserved.max, MANY);
	ok(memblock_reserve(base + 0x40 * last, 0x20));
	assert_int_equal(memblock.reserved.max, 2 * MANY);
	assert_int_equal(memblock.reserved.cnt, MANY + 2);
	expect_addr(memblock.reserved.total_size, 0x20 * (MANY + 1) + GROWN_PAGES);
}

static void memblock_reserve_many(void **state)
{
	struct world *w = face_world("mmmmmm", NULL);

	(void)state;
	reserve_with_last(0x100000, MANY);
	expect_either(w, BM_PHYS_ADDR_BITS == 64 ? "....kk" : ".....k",
		      BM_PHYS_ADDR_BITS == 64 ? ".kk..." : ".k....");
	ok(memblock_reserve(0x90000, 0x20));
	assert_int_equal(memblock.reserved.cnt, MANY + 3);
}

static void memblock_reserve_all_locations(void **state)
{
	unsigned int last;

	(void)state;
	for (last = 0; last <= MANY; last++) {
		face_world("mmmmmm", NULL);
		reserve_with_last(0x100000, last);
		worlds_end(NULL);
	}
}

static void memblock_reserve_many_may_conflict(void **state)
{
	struct world *w = face_world("mmmm....mmmm", NULL);
	unsigned int i;

	(void)state;
	for (i = 0; i < MANY; i++)
		ok(memblock_reserve(0x100000 + 0x40 * i, 0x20));
	ok(memblock_reserve(at(w, 8), span(w, 4)));
	assert_int_equal(memblock.reserved.max, 2 * MANY);
	expect_either(w, BM_PHYS_ADDR_BITS == 64 ? "..kk....rrrr" : "...k....rrrr",
		      BM_PHYS_ADDR_BITS == 64 ? ".kk.....rrrr" : ".k......rrrr");
}

/* --- remove and free -------------------------------------------------------------------------- */

static void check_take_simple(struct memblock_type *type)
{
	ok(add_to(type, 0x1000, 0x4000));
	ok(add_to(type, 0x8000, 0x4000));
	ok(take_from(type, 0x1000, 0x4000));
	expect_regions(type, "8000+4000 -1 0");
	expect_addr(type->total_size, 0x4000);
}

static void check_take_absent(struct memblock_type *type)
{
	ok(add_to(type, 0x8000, 0x4000));
	ok(take_from(type, 0x1000, 0x4000));
	expect_regions(type, "8000+4000 -1 0");
}

static void check_take_overlap_top(struct memblock_type *type)
{
	ok(add_to(type, 0x8000, 0x4000));
	ok(take_from(type, 0x6000, 0x4000));
	expect_regions(type, "a000+2000 -1 0");
	expect_addr(type->total_size, 0x2000);
}

static void check_take_overlap_bottom(struct memblock_type *type)
{
	ok(add_to(type, 0x8000, 0x4000));
	ok(take_from(type, 0xa000, 0x4000));
	expect_regions(type, "8000+2000 -1 0");
	expect_addr(type->total_size, 0x2000);
}

static void check_take_within(struct memblock_type *type)
{
	ok(add_to(type, 0x8000, 0x4000));
	ok(take_from(type, 0x9000, 0x1000));
	expect_regions(type, "8000+1000 -1 0, a000+2000 -1 0");
	expect_addr(type->total_size, 0x3000);
}

static void check_take_only_region(struct memblock_type *type)
{
	ok(add_to(type, 0x8000, 0x4000));
	ok(take_from(type, 0x8000, 0x4000));
	assert_int_equal(type->cnt, 0);
	expect_addr(type->total_size, 0);
	expect_addr(type->regions[0].base, 0);
	expect_addr(type->regions[0].size, 0);
}

static void check_take_near_max(struct memblock_type *type)
{
	phys_addr_t base = PHYS_ADDR_MAX - 0x10000;

	ok(add_to(type, base, 0x10000));
	ok(take_from(type, base + 0x4000, 0x40000));
	assert_int_equal(type->cnt, 1);
	expect_addr(type->regions[0].base, base);
	expect_addr(type->total_size, 0x4000);
}

static void check_take_overlap_two(struct memblock_type *type)
{
	ok(add_to(type, 0x4000, 0x4000));
	ok(add_to(type, 0xa000, 0x4000));
	ok(take_from(type, 0x6000, 0x6000));
	expect_regions(type, "4000+2000 -1 0, c000+2000 -1 0");
	expect_addr(type->total_size, 0x4000);
}

static void memblock_remove_and_free_simple(void **state)
{
	(void)state;
	on_both_arrays(check_take_simple);
}

static void memblock_remove_and_free_absent(void **state)
{
	(void)state;
	on_both_arrays(check_take_absent);
}

static void memblock_remove_and_free_overlap_top(void **state)
{
	(void)state;
	on_both_arrays(check_take_overlap_top);
}

static void memblock_remove_and_free_overlap_bottom(void **state)
{
	(void)state;
	on_both_arrays(check_take_overlap_bottom);
}

static void memblock_remove_and_free_within(void **state)
{
	(void)state;
	on_both_arrays(check_take_within);
}

static void memblock_remove_and_free_only_region(void **state)
{
	(void)state;
	on_both_arrays(check_take_only_region);
}

static void memblock_remove_and_free_near_max(void **state)
{
	(void)state;
	on_both_arrays(check_take_near_max);
}

static void memblock_remove_and_free_overlap_two(void **state)
{
	(void)state;
	on_both_arrays(check_take_overlap_two);
}

static void memblock_free_simple(void **state)
{
	struct world *w = face_world("rrrr.rrr", NULL);

	(void)state;
	memblock_free(ram_at(w, at(w, 0)), (size_t)span(w, 4));
	expect_reserved(w, ".....rrr");
}

/* --- direction, trimming, overlap ------------------------------------------------------------- */

static void memblock_bottom_up_round_trip(void **state)
{
	(void)state;
	face_world("", NULL);
	memblock_set_bottom_up(false);
	assert_false(memblock_bottom_up());
	assert_false(memblock.bottom_up);
	memblock_set_bottom_up(true);
	assert_true(memblock_bottom_up());
	assert_true(memblock.bottom_up);
}

static void memblock_trim_memory_aligned(void **state)
{
	(void)state;
	face_world("", NULL);
	ok(memblock_add(0x10000, 0x10000));
	ok(memblock_add(0x30000, 0x10000));
	memblock_trim_memory(0x10000);
	expect_regions(&memblock.memory, "10000+10000 -1 0, 30000+10000 -1 0");
}

static void memblock_trim_memory_too_small(void **state)
{
	(void)state;
	face_world("", NULL);
	ok(memblock_add(0x10000, 0x10000));
	ok(memblock_add(0x30000, 0x8000));
	memblock_trim_memory(0x10000);
	expect_regions(&memblock.memory, "10000+10000 -1 0");
}

static void memblock_trim_memory_unaligned_base(void **state)
{
	(void)state;
	face_world("", NULL);
	ok(memblock_add(0x10000, 0x10000));
	ok(memblock_add(0x30002, 0x1fffe));
	memblock_trim_memory(0x10000);
	expect_regions(&memblock.memory, "10000+10000 -1 0, 40000+10000 -1 0");
}

static void memblock_trim_memory_unaligned_end(void **state)
{
	(void)state;
	face_world("", NULL);
	ok(memblock_add(0x10000, 0x10000));
	ok(memblock_add(0x30000, 0x1fffe));
	memblock_trim_memory(0x10000);
	expect_regions(&memblock.memory, "10000+10000 -1 0, 30000+10000 -1 0");
}

static void memblock_overlaps_region_check(void **state)
{
	struct world *w = face_world("...mmm...", NULL);

	(void)state;
	assert_false(memblock_overlaps_region(&memblock.memory, at(w, 0), span(w, 1)));
	assert_false(memblock_overlaps_region(&memblock.memory, at(w, 8), span(w, 1)));
	assert_false(memblock_overlaps_region(&memblock.memory, at(w, 2), span(w, 1)));
	assert_false(memblock_overlaps_region(&memblock.memory, at(w, 6), span(w, 1)));
	assert_true(memblock_overlaps_region(&memblock.memory, at(w, 2), span(w, 2)));
	assert_true(memblock_overlaps_region(&memblock.memory, at(w, 5), span(w, 2)));
	assert_true(memblock_overlaps_region(&memblock.memory, at(w, 4), span(w, 1)));
	assert_true(memblock_overlaps_region(&memblock.memory, at(w, 3), span(w, 3)));
	assert_true(memblock_overlaps_region(&memblock.memory, at(w, 0), span(w, 9)));
}

/* --- nodes ------------------------------------------------------------------------------------ */

/*
 * Give every reservation the node of its memory; begin again if the array moved. Returns the
 * rounds.
 */
static unsigned int nodes_of_memory(void)
{
	struct memblock_region *r;
	unsigned int nr_rounds = 0;
	unsigned long max;

	do {
		nr_rounds++;
		max = memblock.reserved.max;
		for_each_mem_region(r)
			ok(memblock_set_node(r->base, r->size, &memblock.reserved, r->nid));
	} while (memblock.reserved.max != max);
	return nr_rounds;
}

static void memblock_set_node_check(void **state)
{
	struct world *w = face_world("mmmmmmmmmmmmmmmm", "0000000011111111");
	struct memblock_region *r;
	unsigned int i;

	(void)state;
	for (i = 0; i < MANY - 1; i++)
		ok(memblock_reserve(at(w, 1) + 0x40 * i, 0x20));
	ok(memblock_reserve(at(w, 6), span(w, 4)));
	assert_int_equal(memblock.reserved.cnt, MANY);
	assert_int_equal(memblock.reserved.max, MANY);
	assert_int_equal(nodes_of_memory(), 2);
	assert_int_equal(memblock.reserved.max, 2 * MANY);
	for_each_reserved_mem_region(r)
		assert_int_equal(memblock_get_region_node(r), r->base >= at(w, 8));
	assert_int_equal(memblock.reserved.cnt, MANY + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH_WAYS(memblock_initialization),
		BOTH_WAYS(memblock_add_and_reserve_simple),
		BOTH_WAYS(memblock_add_node_simple),
		BOTH_WAYS(memblock_add_and_reserve_disjoint),
		BOTH_WAYS(memblock_add_and_reserve_overlap_top),
		BOTH_WAYS(memblock_add_and_reserve_overlap_bottom),
		BOTH_WAYS(memblock_add_and_reserve_within),
		BOTH_WAYS(memblock_add_and_reserve_twice),
		BOTH_WAYS(memblock_add_and_reserve_between),
		BOTH_WAYS(memblock_add_and_reserve_near_max),
		BOTH_WAYS(memblock_add_many),
		BOTH_WAYS(memblock_reserve_many),
		BOTH_WAYS(memblock_reserve_all_locations),
		BOTH_WAYS(memblock_reserve_many_may_conflict),
		BOTH_WAYS(memblock_remove_and_free_simple),
		BOTH_WAYS(memblock_remove_and_free_absent),
		BOTH_WAYS(memblock_remove_and_free_overlap_top),
		BOTH_WAYS(memblock_remove_and_free_overlap_bottom),
		BOTH_WAYS(memblock_remove_and_free_within),
		BOTH_WAYS(memblock_remove_and_free_only_region),
		BOTH_WAYS(memblock_remove_and_free_near_max),
		BOTH_WAYS(memblock_remove_and_free_overlap_two),
		BOTH_WAYS(memblock_free_simple),
		BOTH_WAYS(memblock_bottom_up_round_trip),
		BOTH_WAYS(memblock_trim_memory_aligned),
		BOTH_WAYS(memblock_trim_memory_too_small),
		BOTH_WAYS(memblock_trim_memory_unaligned_base),
		BOTH_WAYS(memblock_trim_memory_unaligned_end),
		BOTH_WAYS(memblock_overlaps_region_check),
		BOTH_WAYS(memblock_set_node_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
