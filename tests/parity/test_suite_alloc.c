// SPDX-License-Identifier: MIT
/*
 * test_suite_alloc.c - the checks of the well-known userspace suite, groups "alloc" and "alloc
 * helpers", written anew.
 *
 * Each test is named after its check and runs four times: memblock_alloc() and
 * memblock_alloc_raw(), top down and bottom up. Worlds begin at 1 MiB, so page 0 plays no part.
 */
#include "face.h"

#define BASE ((phys_addr_t)0x100000)

static bool is_raw;

static int go_down_raw(void **state)
{
	is_raw = true;
	return face_go_down(state);
}

static int go_up_raw(void **state)
{
	is_raw = true;
	return face_go_up(state);
}

static int go_down_zeroed(void **state)
{
	is_raw = false;
	return face_go_down(state);
}

static int go_up_zeroed(void **state)
{
	is_raw = false;
	return face_go_up(state);
}

#define FOUR_WAYS(test)                                                \
	{ #test "__top_down", test, go_down_zeroed, worlds_end, NULL }, \
	{ #test "__bottom_up", test, go_up_zeroed, worlds_end, NULL },  \
	{ #test "__raw_top_down", test, go_down_raw, worlds_end, NULL }, \
	{ #test "__raw_bottom_up", test, go_up_raw, worlds_end, NULL }

static struct world *room(const char *picture)
{
	return face_world_at(BASE, picture, NULL);
}

/* Reserve as the kernel does, so that allocations merge with it. */
static void reserve_kern(struct world *w, unsigned int page, unsigned int nr)
{
	ok(memblock_reserve_kern(at(w, page), span(w, nr)));
}

static unsigned char *alloc(phys_addr_t size, phys_addr_t align)
{
	unsigned char *mem = is_raw ? memblock_alloc_raw(size, align) : memblock_alloc(size, align);
	phys_addr_t i;

	worlds_check(__FILE__, __LINE__);
	for (i = 0; mem && i < size; i++)
		assert_int_equal(mem[i], is_raw ? WORLD_DIRT : 0);
	return mem;
}

static void alloc_pages(struct world *w, unsigned int nr, unsigned int down, unsigned int up)
{
	assert_ptr_equal(alloc(span(w, nr), WORLD_PAGE),
			 ram_at(w, at(w, memblock_bottom_up() ? up : down)));
}

static void alloc_nothing(struct world *w, unsigned int nr)
{
	worlds_remember();
	assert_null(alloc(span(w, nr), WORLD_PAGE));
	worlds_compare("a refused allocation", __FILE__, __LINE__);
}

static void alloc_simple(void **state)
{
	struct world *w = room("mmmmmmmm");

	(void)state;
	alloc_pages(w, 2, 6, 0);
	expect_either(w, "......kk", "kk......");
	expect_addr(memblock.reserved.total_size, span(w, 2));
}

static void alloc_disjoint(void **state)
{
	struct world *w = room("mmmm");

	(void)state;
	if (memblock_bottom_up())
		ok(memblock_reserve_kern(at(w, 0), 2));
	else
		ok(memblock_reserve_kern(at(w, 4) - 2, 2));
	assert_ptr_equal(alloc(16, 64),
			 ram_at(w, memblock_bottom_up() ? at(w, 0) + 64 : at(w, 4) - 64));
	assert_int_equal(memblock.reserved.cnt, 2);
	expect_addr(memblock.reserved.total_size, 18);
}

static void alloc_before(void **state)
{
	struct world *w = room("mmmmmmmm");

	(void)state;
	reserve_kern(w, memblock_bottom_up() ? 2 : 7, 1);
	alloc_pages(w, 2, 5, 0);
	expect_either(w, ".....kkk", "kkk.....");
	assert_int_equal(memblock.reserved.cnt, 1);
}

static void alloc_after(void **state)
{
	struct world *w = room("mmmmmmmm");

	(void)state;
	reserve_kern(w, memblock_bottom_up() ? 0 : 5, 2);
	alloc_pages(w, 2, 3, 2);
	expect_either(w, "...kkkk.", "kkkk....");
	assert_int_equal(memblock.reserved.cnt, 1);
}

static void alloc_second_fit(void **state)
{
	struct world *w = room("mmmmmmmm");

	(void)state;
	reserve_kern(w, 6, 1);
	reserve_kern(w, 1, 1);
	alloc_pages(w, 2, 4, 2);
	expect_either(w, ".k..kkk.", ".kkk..k.");
	assert_int_equal(memblock.reserved.cnt, 2);
}

static void alloc_in_between(void **state)
{
	struct world *w = room("mmmmmmmm");

	(void)state;
	reserve_kern(w, 0, 3);
	reserve_kern(w, 5, 3);
	alloc_pages(w, 2, 3, 3);
	expect_reserved(w, "kkkkkkkk");
	assert_int_equal(memblock.reserved.cnt, 1);
}

static void alloc_small_gaps(void **state)
{
	struct world *w = room("mrmmrmmr");

	(void)state;
	alloc_nothing(w, 3);
}

static void alloc_all_reserved(void **state)
{
	struct world *w = room("rrrr");

	(void)state;
	alloc_nothing(w, 1);
}

static void alloc_no_space(void **state)
{
	struct world *w = room("rrrm");

	(void)state;
	alloc_nothing(w, 2);
}

static void alloc_limited_space(void **state)
{
	struct world *w = room("mmmmmmmm");

	(void)state;
	reserve_kern(w, 0, 7);
	alloc_pages(w, 1, 7, 7);
	expect_reserved(w, "kkkkkkkk");
	assert_int_equal(memblock.reserved.cnt, 1);
}

static void alloc_no_memory(void **state)
{
	struct world *w = room("....");

	(void)state;
	alloc_nothing(w, 1);
}

static void alloc_too_large(void **state)
{
	struct world *w = room("mmmm");

	(void)state;
	alloc_nothing(w, 5);
}

/* --- memblock_alloc_from() -------------------------------------------------------------------- */

static void from_lands_at(struct world *w, phys_addr_t min, phys_addr_t down, phys_addr_t up)
{
	expect_addr(w->origin + (phys_addr_t)((unsigned char *)memblock_alloc_from(64, 64, min) -
					      w->ram),
		    memblock_bottom_up() ? up : down);
}

static void alloc_from_simple(void **state)
{
	struct world *w = room("mmmm");

	(void)state;
	from_lands_at(w, at(w, 4) - 64, at(w, 4) - 64, at(w, 4) - 64);
}

static void alloc_from_misaligned(void **state)
{
	struct world *w = room("mmmm");

	(void)state;
	from_lands_at(w, at(w, 4) - 2 * 64 + 1, at(w, 4) - 64, at(w, 4) - 64);
}

static void alloc_from_high_addr(void **state)
{
	struct world *w = room("mmmm");

	(void)state;
	from_lands_at(w, at(w, 4) - 63, at(w, 4) - 64, at(w, 0));
}

static void alloc_from_no_space_above(void **state)
{
	struct world *w = room("mmmm");

	(void)state;
	ok(memblock_reserve_kern(at(w, 3), span(w, 1)));
	from_lands_at(w, at(w, 3), at(w, 3) - 64, at(w, 0));
}

static void alloc_from_min_addr_cap(void **state)
{
	struct world *w = room("mmmm");

	(void)state;
	from_lands_at(w, BASE / 2, at(w, 4) - 64, at(w, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOUR_WAYS(alloc_simple),
		FOUR_WAYS(alloc_disjoint),
		FOUR_WAYS(alloc_before),
		FOUR_WAYS(alloc_after),
		FOUR_WAYS(alloc_second_fit),
		FOUR_WAYS(alloc_in_between),
		FOUR_WAYS(alloc_small_gaps),
		FOUR_WAYS(alloc_all_reserved),
		FOUR_WAYS(alloc_no_space),
		FOUR_WAYS(alloc_limited_space),
		FOUR_WAYS(alloc_no_memory),
		FOUR_WAYS(alloc_too_large),
		BOTH_WAYS(alloc_from_simple),
		BOTH_WAYS(alloc_from_misaligned),
		BOTH_WAYS(alloc_from_high_addr),
		BOTH_WAYS(alloc_from_no_space_above),
		BOTH_WAYS(alloc_from_min_addr_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
