// SPDX-License-Identifier: MIT
/*
 * test_reserve_mem.c - named reservations: what is refused and why, and who finds them.
 */
#include "harness.h"

#include <string.h>

#include <bootmem/reserve_mem.h>

#define ROOM 4

static struct bm_named slots[ROOM];
static struct bm_names names;

static int reserve(struct world *w, phys_addr_t size, phys_addr_t align, const char *name)
{
	struct bm_name_req req = { size, align, name, strlen(name) };

	return bm_reserve_mem(&names, &w->mb, &req);
}

static struct world *fresh(const char *picture)
{
	memset(slots, 0xa5, sizeof(slots));
	bm_names_init(&names, slots, ROOM);
	return world(picture);
}

static void bm_reserve_mem__fits__is_the_highest_place_and_found_by_name(void **state)
{
	struct world *w = fresh(".mmmm");
	struct bm_range range;

	(void)state;
	ok(reserve(w, 2 * WORLD_PAGE, WORLD_PAGE, "oops"));
	expect_reserved(w, "...kk");
	assert_true(bm_names_find(&names, "oops", &range));
	expect_addr(range.start, at(w, 3));
	expect_addr(range.end, at(w, 5));
	assert_int_equal(slots[0].fate, BM_FATE_FRESH);
	assert_int_equal(slots[0].align, WORLD_PAGE);
}

static void bm_reserve_mem__no_alignment__is_that_of_a_cache_line(void **state)
{
	struct world *w = fresh(".mm");

	(void)state;
	ok(reserve(w, 10, 0, "a"));
	expect_addr(slots[0].range.start, at(w, 3) - BM_CACHE_LINE);
	assert_int_equal(slots[0].align, BM_CACHE_LINE);
}

static void bm_reserve_mem__name_with_colons__is_a_name(void **state)
{
	struct world *w = fresh(".mm");
	struct bm_range range;

	(void)state;
	ok(reserve(w, WORLD_PAGE, 0, "a:b:c"));
	assert_true(bm_names_find(&names, "a:b:c", &range));
	assert_false(bm_names_find(&names, "a", &range));
}

static void bm_reserve_mem__nodes__are_told_of_where_it_is(void **state)
{
	struct world *w = world_of_nodes(".mmmm", ".0011");

	(void)state;
	memset(slots, 0xa5, sizeof(slots));
	bm_names_init(&names, slots, ROOM);
	ok(reserve(w, 2 * WORLD_PAGE, 0, "a"));
	ok(reserve(w, WORLD_PAGE, 0, "b"));
	assert_int_equal(slots[0].nid, 1);
	assert_int_equal(slots[1].nid, 0);
}

static void bm_reserve_mem__less_than_a_page_of_memory__has_no_node_to_tell(void **state)
{
	struct world *w = world("....");

	(void)state;
	memset(slots, 0xa5, sizeof(slots));
	bm_names_init(&names, slots, ROOM);
	ok(mb_add(&w->mb, at(w, 1) + 0x800, 0x800));
	ok(reserve(w, 64, 0, "\x01"));
	assert_int_equal(slots[0].nid, NUMA_NO_NODE);
}

static void bm_reserve_mem__nonsense__is_refused(void **state)
{
	struct world *w = fresh(".mm");
	struct bm_name_req zero_inside = { WORLD_PAGE, 0, "a\0b", 3 };

	(void)state;
	refused(BM_EINVAL, reserve(w, 0, 0, "a"));
	refused(BM_EINVAL, reserve(w, WORLD_PAGE, 0, ""));
	refused(BM_EINVAL, reserve(w, WORLD_PAGE, 0, " \t\r"));
	refused(BM_EINVAL, reserve(w, WORLD_PAGE, 3000, "a"));
	refused(BM_EINVAL, bm_reserve_mem(&names, &w->mb, &zero_inside));
	assert_int_equal(names.nr, 0);
}

static void bm_reserve_mem__longest_name__fits_and_one_more_does_not(void **state)
{
	struct world *w = fresh(".mm");
	char name[BM_NAME_MAX + 2];

	(void)state;
	memset(name, 'n', sizeof(name));
	name[BM_NAME_MAX + 1] = '\0';
	refused(BM_EOVERFLOW, reserve(w, WORLD_PAGE, 0, name));
	name[BM_NAME_MAX] = '\0';
	ok(reserve(w, WORLD_PAGE, 0, name));
	assert_string_equal(slots[0].name, name);
}

static void bm_reserve_mem__name_in_use__is_refused(void **state)
{
	struct world *w = fresh(".mmm");

	(void)state;
	ok(reserve(w, WORLD_PAGE, 0, "a"));
	refused(BM_EEXIST, reserve(w, WORLD_PAGE, 0, "a"));
	assert_int_equal(names.nr, 1);
}

/* catalogue R27: one name too many is an error, and the others stay */
static void bm_reserve_mem__table_full__is_refused_and_the_rest_kept(void **state)
{
	struct world *w = fresh(".mmmmmm");
	const char *const four[ROOM] = { "a", "b", "c", "d" };
	struct bm_range range;
	unsigned int i;

	(void)state;
	for (i = 0; i < ROOM; i++)
		ok(reserve(w, WORLD_PAGE, 0, four[i]));
	refused(BM_ENOSPC, reserve(w, WORLD_PAGE, 0, "e"));
	for (i = 0; i < ROOM; i++)
		assert_true(bm_names_find(&names, four[i], &range));
}

static void bm_reserve_mem__no_memory__is_refused(void **state)
{
	struct world *w = fresh(".mm");

	(void)state;
	refused(BM_ENOMEM, reserve(w, 3 * WORLD_PAGE, 0, "a"));
	assert_int_equal(names.nr, 0);
}

static void bm_names_find__unknown__touches_nothing(void **state)
{
	struct bm_range range = { 7, 9 };

	(void)state;
	fresh(".m");
	assert_false(bm_names_find(&names, "a", &range));
	expect_addr(range.start, 7);
	expect_addr(range.end, 9);
}

static void bm_names_release__known__tells_what_to_free_and_the_name_is_free_again(void **state)
{
	struct world *w = fresh(".mmm");
	struct bm_range range;

	(void)state;
	ok(reserve(w, WORLD_PAGE, 0, "a"));
	assert_true(bm_names_release(&names, "a", &range));
	expect_addr(range.start, at(w, 3));
	ok(mb_free(&w->mb, range.start, range.end - range.start));
	assert_false(bm_names_find(&names, "a", &range));
	assert_false(bm_names_release(&names, "a", &range));
	ok(reserve(w, 2 * WORLD_PAGE, WORLD_PAGE, "a"));
	assert_int_equal(names.nr, 2);
	assert_true(bm_names_find(&names, "a", &range));
	expect_addr(range.start, at(w, 2));
}

static void bm_names_like_linux__limits__are_eight_and_fifteen(void **state)
{
	struct bm_named many[10];
	struct world *w = fresh(".mmmmmmmmmm");
	char name[2] = "a";
	unsigned int i;

	(void)state;
	bm_names_init(&names, many, 10);
	bm_names_like_linux(&names);
	refused(BM_EOVERFLOW, reserve(w, WORLD_PAGE, 0, "sixteen-letters!"));
	ok(reserve(w, 64, 3000, "fifteen-letters"));
	for (i = 1; i < 8; i++, name[0]++)
		ok(reserve(w, 64, 0, name));
	refused(BM_ENOSPC, reserve(w, 64, 0, "ninth"));
}

static void bm_fate_text__every_fate__has_its_own(void **state)
{
	int a;
	int b;

	(void)state;
	for (a = BM_FATE_FRESH; a <= BM_FATE_LOST_NAME; a++)
		for (b = BM_FATE_FRESH; b < a; b++)
			assert_string_not_equal(bm_fate_text((enum bm_named_fate)a),
						bm_fate_text((enum bm_named_fate)b));
	assert_string_equal(bm_fate_text((enum bm_named_fate)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_reserve_mem__fits__is_the_highest_place_and_found_by_name),
		CASE(bm_reserve_mem__no_alignment__is_that_of_a_cache_line),
		CASE(bm_reserve_mem__name_with_colons__is_a_name),
		CASE(bm_reserve_mem__nodes__are_told_of_where_it_is),
		CASE(bm_reserve_mem__less_than_a_page_of_memory__has_no_node_to_tell),
		CASE(bm_reserve_mem__nonsense__is_refused),
		CASE(bm_reserve_mem__longest_name__fits_and_one_more_does_not),
		CASE(bm_reserve_mem__name_in_use__is_refused),
		CASE(bm_reserve_mem__table_full__is_refused_and_the_rest_kept),
		CASE(bm_reserve_mem__no_memory__is_refused),
		CASE(bm_names_find__unknown__touches_nothing),
		CASE(bm_names_release__known__tells_what_to_free_and_the_name_is_free_again),
		CASE(bm_names_like_linux__limits__are_eight_and_fifteen),
		CASE(bm_fate_text__every_fate__has_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
