// SPDX-License-Identifier: MIT
/*
 * test_suite_nid.c - the checks of the well-known userspace suite, groups "alloc_nid" and
 * "alloc_exact_nid", written anew.
 *
 * Each test is named after its check and runs six times: memblock_alloc_try_nid(), its raw form
 * and memblock_alloc_exact_nid_raw(), top down and bottom up. Reservations made beforehand carry
 * node and flag as an allocation would, so that they merge with it, as the checks of Linux after
 * 7.1 do.
 */
#include "face.h"

#define BASE ((phys_addr_t)0x100000)

static enum { ZEROED, RAW, EXACT } form;

static bool is_exact(void)
{
	return form == EXACT;
}

static int set_up(bool up, int which)
{
	form = which == 0 ? ZEROED : which == 1 ? RAW : EXACT;
	return up ? face_go_up(NULL) : face_go_down(NULL);
}

static int zeroed_down(void **state)
{
	(void)state;
	return set_up(false, 0);
}

static int zeroed_up(void **state)
{
	(void)state;
	return set_up(true, 0);
}

static int raw_down(void **state)
{
	(void)state;
	return set_up(false, 1);
}

static int raw_up(void **state)
{
	(void)state;
	return set_up(true, 1);
}

static int exact_down(void **state)
{
	(void)state;
	return set_up(false, 2);
}

static int exact_up(void **state)
{
	(void)state;
	return set_up(true, 2);
}

#define SIX_WAYS(test)                                                  \
	{ #test "__top_down", test, zeroed_down, worlds_end, NULL },     \
	{ #test "__bottom_up", test, zeroed_up, worlds_end, NULL },      \
	{ #test "__raw_top_down", test, raw_down, worlds_end, NULL },    \
	{ #test "__raw_bottom_up", test, raw_up, worlds_end, NULL },     \
	{ #test "__exact_top_down", test, exact_down, worlds_end, NULL }, \
	{ #test "__exact_bottom_up", test, exact_up, worlds_end, NULL }

/** A request: bytes, bounds, node. */
struct ask {
	phys_addr_t size;
	phys_addr_t align;
	phys_addr_t min;
	phys_addr_t max;
	int nid;
};

static unsigned char *alloc(struct ask ask)
{
	unsigned char *mem;
	phys_addr_t i;

	if (form == ZEROED)
		mem = memblock_alloc_try_nid(ask.size, ask.align, ask.min, ask.max, ask.nid);
	else if (form == RAW)
		mem = memblock_alloc_try_nid_raw(ask.size, ask.align, ask.min, ask.max, ask.nid);
	else
		mem = memblock_alloc_exact_nid_raw(ask.size, ask.align, ask.min, ask.max, ask.nid);
	worlds_check(__FILE__, __LINE__);
	for (i = 0; mem && i < ask.size; i++)
		assert_int_equal(mem[i], form == ZEROED ? 0 : WORLD_DIRT);
	return mem;
}

static void lands_at(struct world *w, struct ask ask, phys_addr_t down, phys_addr_t up)
{
	unsigned char *mem = alloc(ask);

	assert_non_null(mem);
	expect_addr(w->origin + (phys_addr_t)(mem - w->ram), memblock_bottom_up() ? up : down);
}

static void refuses(struct ask ask)
{
	worlds_remember();
	assert_null(alloc(ask));
	worlds_compare("a refused allocation", __FILE__, __LINE__);
}

static struct ask bytes(phys_addr_t size, phys_addr_t min, phys_addr_t max)
{
	struct ask ask = { size, 64, min, max, NUMA_NO_NODE };

	return ask;
}

/* --- bounds, without nodes -------------------------------------------------------------------- */

static struct world *room(void)
{
	return face_world_at(BASE, "mmmmmmmm", NULL);
}

static void reserve_kern(phys_addr_t base, phys_addr_t size)
{
	ok(memblock_reserve_kern(base, size));
}

static void nid_simple(void **state)
{
	struct world *w = room();

	(void)state;
	lands_at(w, bytes(128, at(w, 2), at(w, 2) + 512), at(w, 2) + 512 - 128, at(w, 2));
	assert_int_equal(memblock.reserved.cnt, 1);
	expect_addr(memblock.reserved.total_size, 128);
}

static void nid_misaligned(void **state)
{
	struct world *w = room();
	phys_addr_t odd = memblock_bottom_up() ? 9 : 0;

	(void)state;
	lands_at(w, bytes(128, at(w, 2) + odd, at(w, 2) + 512 + 9), at(w, 2) + 512 - 128,
		 at(w, 2) + 64);
	assert_int_equal(memblock.reserved.cnt, 1);
}

static void nid_exact_address(void **state)
{
	struct world *w = room();

	(void)state;
	lands_at(w, bytes(1024, at(w, 2), at(w, 2) + 1024), at(w, 2), at(w, 2));
}

static void nid_narrow_range(void **state)
{
	struct world *w = room();

	(void)state;
	lands_at(w, bytes(256, at(w, 2), at(w, 2) + 64), at(w, 2) + 64 - 256, at(w, 0));
}

static void nid_low_max(void **state)
{
	(void)state;
	room();
	refuses(bytes(256, BASE, BASE + 64));
}

static void nid_min_reserved(void **state)
{
	struct world *w = room();

	(void)state;
	reserve_kern(at(w, 2), 128);
	lands_at(w, bytes(128, at(w, 2), at(w, 2) + 256), at(w, 2) + 128, at(w, 2) + 128);
	assert_int_equal(memblock.reserved.cnt, 1);
	expect_addr(memblock.reserved.total_size, 256);
}

static void nid_max_reserved(void **state)
{
	struct world *w = room();

	(void)state;
	reserve_kern(at(w, 2) + 128, 128);
	lands_at(w, bytes(128, at(w, 2), at(w, 2) + 256), at(w, 2), at(w, 2));
	assert_int_equal(memblock.reserved.cnt, 1);
	expect_addr(memblock.reserved.total_size, 256);
}

static void nid_reserved_with_space(void **state)
{
	struct world *w = room();

	(void)state;
	reserve_kern(at(w, 4), 128);
	reserve_kern(at(w, 2), 128);
	lands_at(w, bytes(128, at(w, 2) + 128, at(w, 4)), at(w, 4) - 128, at(w, 2) + 128);
	assert_int_equal(memblock.reserved.cnt, 2);
	expect_addr(memblock.reserved.total_size, 3 * 128);
}

static void nid_reserved_full_merge(void **state)
{
	struct world *w = room();

	(void)state;
	reserve_kern(at(w, 2) + 128, 128);
	reserve_kern(at(w, 2) - 128, 128);
	lands_at(w, bytes(128, at(w, 2), at(w, 2) + 128), at(w, 2), at(w, 2));
	assert_int_equal(memblock.reserved.cnt, 1);
	expect_addr(memblock.reserved.regions[0].size, 3 * 128);
}

static void nid_reserved_no_space(void **state)
{
	struct world *w = room();

	(void)state;
	reserve_kern(at(w, 2) + 128, 128);
	reserve_kern(at(w, 2) - 128, 128);
	lands_at(w, bytes(256, at(w, 2), at(w, 2) + 128), at(w, 2) - 128 - 256, at(w, 0));
}

static void nid_reserved_all(void **state)
{
	struct world *w = room();

	(void)state;
	reserve_kern(at(w, 2) + 256, at(w, 8) - at(w, 2) - 256);
	reserve_kern(at(w, 0), span(w, 2));
	refuses(bytes(512, at(w, 2), at(w, 2) + 256));
	lands_at(w, bytes(256, at(w, 2), at(w, 2) + 256), at(w, 2), at(w, 2));
}

static void nid_cap_max(void **state)
{
	struct world *w = room();

	(void)state;
	lands_at(w, bytes(256, at(w, 6), at(w, 8) + 0x10000), at(w, 8) - 256, at(w, 6));
}

static void nid_cap_min(void **state)
{
	struct world *w = room();

	(void)state;
	lands_at(w, bytes(256, BASE - 0x10000, at(w, 8)), at(w, 8) - 256, at(w, 0));
}

/* --- nodes: a quarter, a sixteenth, an eighth ... of the pages each --------------------------- */

#define NODES "0000122334566667"

static struct world *nodes(void)
{
	return face_world_at(BASE, "mmmmmmmmmmmmmmmm", NODES);
}

/* @nr pages of node @nid within the pages [first, last). */
static struct ask within(const struct world *w, unsigned int nr, int nid, unsigned int first,
			 unsigned int last)
{
	struct ask ask = { span(w, nr), WORLD_PAGE, at(w, first), at(w, last), nid };

	return ask;
}

static struct ask anywhere(const struct world *w, unsigned int nr, int nid)
{
	return within(w, nr, nid, 0, 16);
}

/* Reserve as an allocation on @nid would. */
static void reserve_on(struct world *w, unsigned int page, unsigned int nr, int nid)
{
	ok(__memblock_reserve(at(w, page), span(w, nr), nid, MEMBLOCK_RSRV_KERN));
}

static void numa_simple(void **state)
{
	struct world *w = nodes();

	(void)state;
	lands_at(w, anywhere(w, 1, 3), at(w, 8), at(w, 7));
	expect_either(w, "........k.......", ".......k........");
	expect_reserved_nodes(w, memblock_bottom_up() ? ".......3........" : "........3.......");
}

static void numa_small_node(void **state)
{
	struct world *w = nodes();

	(void)state;
	if (is_exact()) {
		refuses(anywhere(w, 2, 1));
		return;
	}
	lands_at(w, anywhere(w, 2, 1), at(w, 13), at(w, 0));
	expect_reserved_nodes(w, memblock_bottom_up() ? "--.............." : ".............--.");
}

static void numa_node_reserved(void **state)
{
	struct world *w = nodes();

	(void)state;
	reserve_on(w, 5, 2, 2);
	if (is_exact()) {
		refuses(anywhere(w, 1, 2));
		return;
	}
	lands_at(w, anywhere(w, 1, 2), at(w, 15), at(w, 0));
	assert_int_equal(memblock.reserved.cnt, 2);
}

static void numa_part_reserved(void **state)
{
	struct world *w = nodes();

	(void)state;
	reserve_on(w, 11, 1, 6);
	lands_at(w, anywhere(w, 1, 6), at(w, 14), at(w, 12));
	expect_either(w, "...........k..k.", "...........kk...");
	assert_int_equal(memblock.reserved.cnt, memblock_bottom_up() ? 1 : 2);
}

static void numa_part_reserved_fallback(void **state)
{
	struct world *w = nodes();

	(void)state;
	reserve_on(w, 12, 1, 6);
	if (is_exact()) {
		refuses(anywhere(w, 3, 6));
		return;
	}
	lands_at(w, anywhere(w, 3, 6), at(w, 1), at(w, 0));
	assert_int_equal(memblock.reserved.cnt, 2);
}

/* The range ends inside the node and begins below it. */
static void numa_split_range_low(void **state)
{
	struct world *w = nodes();

	(void)state;
	lands_at(w, within(w, 2, 6, 8, 14), at(w, 12), at(w, 11));
	expect_either(w, "............kk..", "...........kk...");
}

/* Only part of the node is above the bound: the bound goes, the node stays. */
static void numa_split_range_low_bound_dropped(void **state)
{
	struct world *w = nodes();

	(void)state;
	lands_at(w, within(w, 3, 6, 13, 15), at(w, 12), at(w, 11));
}

/* Only part of the node is below the end: another node of the range has room. */
static void numa_split_range_high(void **state)
{
	struct world *w = nodes();

	(void)state;
	if (is_exact()) {
		refuses(within(w, 2, 6, 7, 12));
		return;
	}
	lands_at(w, within(w, 2, 6, 7, 12), at(w, 7), at(w, 7));
	expect_reserved_nodes(w, ".......--.......");
}

static void numa_no_overlap_split(void **state)
{
	struct world *w = nodes();

	(void)state;
	lands_at(w, within(w, 1, 2, 4, 8), at(w, 6), at(w, 5));
}

/* The node is below the range: another in the range, or, exactly, the node without the bound. */
static void numa_no_overlap_low(void **state)
{
	struct world *w = nodes();

	(void)state;
	if (is_exact())
		lands_at(w, within(w, 2, 0, 11, 15), at(w, 2), at(w, 0));
	else
		lands_at(w, within(w, 2, 0, 11, 15), at(w, 13), at(w, 11));
}

static void numa_no_overlap_high(void **state)
{
	struct world *w = nodes();

	(void)state;
	if (is_exact()) {
		refuses(within(w, 2, 6, 0, 4));
		return;
	}
	lands_at(w, within(w, 2, 6, 0, 4), at(w, 2), at(w, 0));
}

static void numa_large_region(void **state)
{
	struct world *w = nodes();

	(void)state;
	refuses(anywhere(w, 8, 3));
}

static void numa_reserved_full_merge(void **state)
{
	struct world *w = nodes();

	(void)state;
	reserve_on(w, 3, 2, 2);
	reserve_on(w, 7, 2, 2);
	lands_at(w, within(w, 2, 2, 5, 7), at(w, 5), at(w, 5));
	expect_regions(&memblock.reserved, "103000+6000 2 20");
}

/* Contiguous free pages of two nodes do not make one allocation. */
static void numa_split_all_reserved(void **state)
{
	struct world *w = nodes();

	(void)state;
	reserve_on(w, 0, 4, 0);
	reserve_on(w, 6, 10, 0);
	refuses((struct ask){ span(w, 2), WORLD_PAGE, at(w, 4), at(w, 6), NUMA_NO_NODE });
	refuses(within(w, 2, 1, 4, 6));
}

static void numa_alloc_node_on_correct_nid(void **state)
{
	struct world *w = nodes();
	unsigned char *mem;

	(void)state;
	mem = memblock_alloc_node((size_t)span(w, 1), WORLD_PAGE, 2);
	assert_ptr_equal(mem, ram_at(w, at(w, memblock_bottom_up() ? 5 : 6)));
	assert_int_equal(memblock_get_region_node(&memblock.reserved.regions[0]), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIX_WAYS(nid_simple),
		SIX_WAYS(nid_misaligned),
		SIX_WAYS(nid_exact_address),
		SIX_WAYS(nid_narrow_range),
		SIX_WAYS(nid_low_max),
		SIX_WAYS(nid_min_reserved),
		SIX_WAYS(nid_max_reserved),
		SIX_WAYS(nid_reserved_with_space),
		SIX_WAYS(nid_reserved_full_merge),
		SIX_WAYS(nid_reserved_no_space),
		SIX_WAYS(nid_reserved_all),
		SIX_WAYS(nid_cap_max),
		SIX_WAYS(nid_cap_min),
		SIX_WAYS(numa_simple),
		SIX_WAYS(numa_small_node),
		SIX_WAYS(numa_node_reserved),
		SIX_WAYS(numa_part_reserved),
		SIX_WAYS(numa_part_reserved_fallback),
		SIX_WAYS(numa_split_range_low),
		SIX_WAYS(numa_split_range_low_bound_dropped),
		SIX_WAYS(numa_split_range_high),
		SIX_WAYS(numa_no_overlap_split),
		SIX_WAYS(numa_no_overlap_low),
		SIX_WAYS(numa_no_overlap_high),
		SIX_WAYS(numa_large_region),
		SIX_WAYS(numa_reserved_full_merge),
		SIX_WAYS(numa_split_all_reserved),
		BOTH_WAYS(numa_alloc_node_on_correct_nid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
