// SPDX-License-Identifier: MIT
/*
 * test_alloc.c - taking what was found: what the reservation carries, and that a refusal takes
 * nothing.
 */
#include "harness.h"

#include <string.h>

static struct mb_req pages(unsigned int nr)
{
	return mb_req(nr * WORLD_PAGE, WORLD_PAGE);
}

static void mb_alloc__fits__is_reserved_for_the_kernel(void **state)
{
	struct world *w = world(".mmmm");
	struct mb_req req = pages(2);
	struct mb_spot spot;

	(void)state;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 3));
	assert_int_equal(spot.gave_up, MB_GAVE_UP_NOTHING);
	expect_reserved(w, "...kk");
	expect_reserved_nodes(w, "...--");
}

static void mb_alloc__until_nothing_is_left__every_page_once(void **state)
{
	struct world *w = world("mmm.mrm");
	struct mb_req req = pages(1);
	struct mb_spot spot;
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++)
		ok(mb_alloc(&w->mb, &req, &spot));
	expect_reserved(w, ".kk.krk");
	refused(BM_ENOMEM, mb_alloc(&w->mb, &req, &spot));
}

/* catalogue R39: a second allocation at the same place does not happen */
static void mb_alloc__exact_window_twice__second_is_refused(void **state)
{
	struct world *w = world(".mmmm");
	struct mb_req req = pages(2);
	struct mb_spot spot;

	(void)state;
	req.start = at(w, 2);
	req.end = at(w, 4);
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 2));
	refused(BM_ENOMEM, mb_alloc(&w->mb, &req, &spot));
	req.size = WORLD_PAGE;
	refused(BM_ENOMEM, mb_alloc(&w->mb, &req, &spot));
}

static void mb_alloc__node_asked_for__is_recorded_unless_given_up(void **state)
{
	struct world *w = world_of_nodes(".mmmm", "-0011");
	struct mb_req req = pages(2);
	struct mb_spot spot;

	(void)state;
	req.nid = 0;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_reserved_nodes(w, ".00..");
	ok(mb_alloc(&w->mb, &req, &spot));
	assert_int_equal(spot.gave_up, MB_GAVE_UP_NODE);
	expect_reserved_nodes(w, ".00--");
	expect_reserved(w, ".kkkk");
}

static void mb_alloc__number_that_is_no_node__is_recorded_as_none(void **state)
{
	struct world *w = world_of_nodes(".mm", "-00");
	struct mb_req req = pages(1);
	struct mb_spot spot;

	(void)state;
	req.nid = BM_MAX_NODES;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_reserved_nodes(w, "..-");
}

static void mb_alloc__next_to_a_plain_reservation__merges_only_if_untagged(void **state)
{
	struct world *w = world_of_nodes(".mmmr", "-0000");
	struct mb_req req = pages(1);
	struct mb_spot spot;

	(void)state;
	req.nid = 0;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_regions(&w->mb.reserved, "3000+1000 0 20, 4000+1000 -1 0");
	w->mb.untagged = true;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_regions(&w->mb.reserved, "2000+1000 -1 0, 3000+1000 0 20, 4000+1000 -1 0");
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_regions(&w->mb.reserved, "1000+2000 -1 0, 3000+1000 0 20, 4000+1000 -1 0");
}

static void mb_alloc__bad_request__is_refused(void **state)
{
	struct world *w = world(".mm");
	struct mb_req req = pages(0);
	struct mb_spot spot;

	(void)state;
	refused(BM_EINVAL, mb_alloc(&w->mb, &req, &spot));
	req = mb_req(1, 24);
	refused(BM_EINVAL, mb_alloc(&w->mb, &req, &spot));
	unchanged(assert_null(mb_alloc_raw(&w->mb, &req)));
	unchanged(assert_null(mb_alloc_zeroed(&w->mb, &req)));
}

static void mb_alloc__no_slot_to_record_it__is_refused(void **state)
{
	struct world *w = world_at(0, 4, ".mmmmmmmm", NULL);
	struct mb_req req = pages(1);
	struct mb_spot spot;

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 2), 1));
	ok(mb_reserve(&w->mb, at(w, 4), 1));
	w->map_fail_at = 1;
	w->map_fail_on = true;
	refused(BM_ENOMEM, mb_alloc(&w->mb, &req, &spot));
}

/* --- pointers --------------------------------------------------------------------------------- */

static bool is_filled(const unsigned char *mem, size_t size, unsigned char with)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (mem[i] != with)
			return false;
	return true;
}

static void mb_alloc_raw__contents__are_left_as_they_were(void **state)
{
	struct world *w = world(".mm");
	struct mb_req req = mb_req(100, 64);
	unsigned char *mem;

	(void)state;
	mem = mb_alloc_raw(&w->mb, &req);
	assert_ptr_equal(mem, ram_at(w, 0x3000 - 128));
	assert_true(is_filled(mem - 64, 64 + 128, WORLD_DIRT));
}

static void mb_alloc_zeroed__contents__exactly_the_size_is_zero(void **state)
{
	struct world *w = world(".mm");
	struct mb_req req = mb_req(100, 64);
	unsigned char *mem;

	(void)state;
	mem = mb_alloc_zeroed(&w->mb, &req);
	assert_ptr_equal(mem, ram_at(w, 0x3000 - 128));
	assert_true(is_filled(mem, 100, 0));
	assert_true(is_filled(mem - 64, 64, WORLD_DIRT));
	assert_true(is_filled(mem + 100, 28, WORLD_DIRT));
}

static void mb_alloc_raw__cannot_be_mapped__takes_nothing(void **state)
{
	struct world *w = world(".mmrm");
	struct mb_req req = pages(1);

	(void)state;
	w->map_fail_at = 1;
	unchanged(assert_null(mb_alloc_raw(&w->mb, &req)));
	w->map_calls = 0;
	unchanged(assert_null(mb_alloc_zeroed(&w->mb, &req)));
	expect_events(w, "");
	assert_non_null(mb_alloc_raw(&w->mb, &req));
}

/* The array may not have moved either: nothing is a trace. */
static void mb_alloc_raw__array_full_and_cannot_be_mapped__takes_nothing(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 1; n <= 2; n++) {
		struct world *w = world_at(0, 4, ".mmmmmmmm", NULL);
		struct mb_req req = pages(1);

		ok(mb_reserve(&w->mb, at(w, 2), 1));
		ok(mb_reserve(&w->mb, at(w, 4), 1));
		w->map_fail_at = n;
		unchanged(assert_null(mb_alloc_raw(&w->mb, &req)));
		w->map_fail_at = 0;
		assert_non_null(mb_alloc_raw(&w->mb, &req));
		worlds_check(__FILE__, __LINE__);
	}
}

static void mb_alloc_raw__no_port__memory_is_mapped_one_to_one(void **state)
{
	static unsigned char ram[4 * 4096];
	struct memblock_region slots[8];
	struct memblock mb;
	struct mb_req req = mb_req(64, 64);
	unsigned char *mem;

	(void)state;
	if (sizeof(phys_addr_t) < sizeof(void *))
		skip();
	mb_init(&mb, NULL, slots, 8);
	assert_int_equal(mb_add(&mb, (phys_addr_t)(uintptr_t)ram, sizeof(ram)), 0);
	memset(ram, WORLD_DIRT, sizeof(ram));
	mem = mb_alloc_zeroed(&mb, &req);
	assert_true(mem >= ram && mem + 64 <= ram + sizeof(ram));
	assert_true(is_filled(mem, 64, 0));
	assert_null(mb_check(&mb));
	assert_true(mb_is_reserved(&mb, mb_addr(&mb, mem)));
}

static void mb_addr__port_that_maps_one_to_one__is_the_pointer(void **state)
{
	struct world *w = world(".m");
	int thing = 0;

	(void)state;
	expect_addr(mb_addr(&w->mb, ram_at(w, at(w, 1))), at(w, 1));
	w->port.addr = NULL;
	expect_addr(mb_addr(&w->mb, &thing), (uintptr_t)&thing);
}

/* A default port reaches what a pointer can name, and no more. */
static void mb_alloc_raw__port_without_map__memory_is_mapped_one_to_one(void **state)
{
	struct world *w = world_at(0x10000, WORLD_SLOTS, ".mm", NULL);
	struct mb_req req = mb_req(64, 64);

	(void)state;
	w->port.map = NULL;
	assert_ptr_equal(mb_alloc_raw(&w->mb, &req), (void *)(uintptr_t)(at(w, 3) - 64));
	ok(mb_add(&w->mb, PHYS_ADDR_MAX - 0x1000, 0x1000));
	if (sizeof(void *) < sizeof(phys_addr_t))
		unchanged(assert_null(mb_alloc_raw(&w->mb, &req)));
}

/* --- what is said about it -------------------------------------------------------------------- */

/* catalogue R22: a refusal is a return value, and said once */
static void mb_alloc__mirrored_memory_short__warns(void **state)
{
	struct world *w = world(".mi");
	struct mb_req req = pages(1);
	struct mb_spot spot;

	(void)state;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_log(w, "");
	ok(mb_alloc(&w->mb, &req, &spot));
	assert_int_equal(spot.gave_up, MB_GAVE_UP_MIRROR);
	expect_log(w, BM_PHYS_ADDR_BITS == 64 ?
			      "W Could not allocate 0x0000000000001000 bytes of mirrored memory\n" :
			      "W Could not allocate 0x00001000 bytes of mirrored memory\n");
	refused(BM_ENOMEM, mb_alloc(&w->mb, &req, &spot));
	assert_int_not_equal(w->log_len, 0);
}

static void mb_alloc__refused_for_another_reason__says_nothing(void **state)
{
	struct world *w = world(".mi");
	struct mb_req req = mb_req(0, 1);
	struct mb_spot spot;

	(void)state;
	refused(BM_EINVAL, mb_alloc(&w->mb, &req, &spot));
	expect_log(w, "");
	w->mb.scratch_only = true;
	req = pages(1);
	refused(BM_ENOMEM, mb_alloc(&w->mb, &req, &spot));
	expect_log(w, "");
}

static void mb_alloc__observed__one_event_with_node_and_tag(void **state)
{
	struct world *w = world_of_nodes(".mm", "-00");
	struct mb_req req = pages(1);
	struct mb_spot spot;

	(void)state;
	req.nid = 0;
	w->mb.owner = "log buffer";
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_events(w, "reserved 2000+1000 0 20 log buffer\n");
}

/* --- a worked example ------------------------------------------------------------------------- */

static phys_addr_t take(struct world *w, phys_addr_t size, phys_addr_t align, int nid)
{
	struct mb_req req = mb_req(size, align);
	struct mb_spot spot;

	req.nid = nid;
	ok(mb_alloc(&w->mb, &req, &spot));
	return spot.base;
}

static void mb_alloc__worked_example_of_bookkeeping__array_is_the_same_at_every_step(void **state)
{
	struct world *w = world_at(0x100000, WORLD_SLOTS, ".", NULL);

	(void)state;
	ok(mb_add(&w->mb, 0x100000, 0x100000));
	expect_addr(take(w, 0x1001, 0x1000, NUMA_NO_NODE), 0x1fe000);
	expect_regions(&w->mb.reserved, "1fe000+1001 -1 20");
	expect_addr(take(w, 0x1000, 0x1000, 1), 0x1fd000);
	expect_regions(&w->mb.reserved, "1fd000+2001 -1 20");
	expect_addr(take(w, 0x1000, 0x1000, NUMA_NO_NODE), 0x1fc000);
	expect_regions(&w->mb.reserved, "1fc000+3001 -1 20");
	ok(mb_set_node(&w->mb, 0x100000, 0x100000, &w->mb.memory, 0));
	expect_addr(take(w, 0x1000, 0x1000, 0), 0x1fb000);
	expect_regions(&w->mb.reserved, "1fb000+1000 0 20, 1fc000+3001 -1 20");
	ok(mb_reserve(&w->mb, 0x1f0000, 0x20000));
	expect_regions(&w->mb.reserved, "1f0000+b000 -1 0, 1fb000+1000 0 20, 1fc000+3001 -1 20, "
					"1ff001+10fff -1 0");
	ok(mb_unreserve(&w->mb, 0x1f8000, 0x1000));
	expect_regions(&w->mb.reserved, "1f0000+8000 -1 0, 1f9000+2000 -1 0, 1fb000+1000 0 20, "
					"1fc000+3001 -1 20, 1ff001+10fff -1 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_alloc__fits__is_reserved_for_the_kernel),
		CASE(mb_alloc__until_nothing_is_left__every_page_once),
		CASE(mb_alloc__exact_window_twice__second_is_refused),
		CASE(mb_alloc__node_asked_for__is_recorded_unless_given_up),
		CASE(mb_alloc__number_that_is_no_node__is_recorded_as_none),
		CASE(mb_alloc__next_to_a_plain_reservation__merges_only_if_untagged),
		CASE(mb_alloc__bad_request__is_refused),
		CASE(mb_alloc__no_slot_to_record_it__is_refused),
		CASE(mb_alloc_raw__contents__are_left_as_they_were),
		CASE(mb_alloc_zeroed__contents__exactly_the_size_is_zero),
		CASE(mb_alloc_raw__cannot_be_mapped__takes_nothing),
		CASE(mb_alloc_raw__array_full_and_cannot_be_mapped__takes_nothing),
		CASE(mb_alloc_raw__no_port__memory_is_mapped_one_to_one),
		CASE(mb_addr__port_that_maps_one_to_one__is_the_pointer),
		CASE(mb_alloc_raw__port_without_map__memory_is_mapped_one_to_one),
		CASE(mb_alloc__mirrored_memory_short__warns),
		CASE(mb_alloc__refused_for_another_reason__says_nothing),
		CASE(mb_alloc__observed__one_event_with_node_and_tag),
		CASE(mb_alloc__worked_example_of_bookkeeping__array_is_the_same_at_every_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
