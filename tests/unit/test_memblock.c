// SPDX-License-Identifier: MIT
/*
 * test_memblock.c - the well-known names: that each does what the core's does, on the one map,
 * with the arguments in their place.
 *
 * What the checks of the well-known suite cover is in tests/parity.
 */
#include "face.h"

#include <string.h>

/* --- registering ------------------------------------------------------------------------------ */

static void memblock__at_start__is_empty_with_static_arrays(void **state)
{
	struct world *w = face_world("..", NULL);

	(void)state;
	assert_int_equal(memblock.memory.cnt, 0);
	assert_int_equal(memblock.reserved.cnt, 0);
	assert_int_equal(memblock.memory.max, BM_FACE_REGIONS);
	assert_int_equal(memblock.reserved.max, BM_FACE_REGIONS);
	assert_string_equal(memblock.memory.name, "memory");
	assert_string_equal(memblock.reserved.name, "reserved");
	assert_false(memblock_bottom_up());
	expect_addr(memblock_get_current_limit(), MEMBLOCK_ALLOC_ANYWHERE);
	assert_int_equal(memblock.untagged, !BM_FACE_TAGS);
	assert_int_equal(memblock.page_shift, 12);
	assert_non_null(w);
}

static void memblock_add__and_its_kin__reach_the_right_array(void **state)
{
	struct world *w = face_world("........", NULL);

	(void)state;
	ok(memblock_add(at(w, 0), span(w, 4)));
	ok(memblock_add_node(at(w, 4), span(w, 3), 1, MEMBLOCK_HOTPLUG));
	ok(memblock_remove(at(w, 1), span(w, 1)));
	ok(memblock_reserve(at(w, 2), span(w, 1)));
	ok(__memblock_reserve(at(w, 4), span(w, 1), 1, MEMBLOCK_RSRV_NOINIT));
	ok(memblock_reserve_kern(at(w, 5), span(w, 2)));
	expect_memory(w, "m.mmhhh.");
	expect_nodes(w, "-.--111.");
	expect_reserved(w, "..r.xkk.");
	expect_reserved_nodes(w, "..-.1--.");
	ok(memblock_phys_free(at(w, 5), span(w, 1)));
	expect_reserved(w, "..r.x.k.");
	memblock_allow_resize();
	expect_addr(memblock_phys_mem_size(), 0x6000);
	expect_addr(memblock_reserved_size(), 0x3000);
	assert_int_equal(memblock.nr_bad_frees, 0);
}

/* Decision D12: says nothing, as Linux does, and counts. */
static void memblock_phys_free__not_reserved__is_zero_and_counted(void **state)
{
	struct world *w = face_world("mrm", NULL);

	(void)state;
	assert_int_equal(memblock_phys_free(at(w, 0), span(w, 1)), 0);
	assert_int_equal(memblock_phys_free(at(w, 0), span(w, 2)), 0);
	assert_int_equal(memblock_phys_free(at(w, 1), span(w, 1)), 0);
	assert_int_equal(memblock.nr_bad_frees, 3);
	expect_reserved(w, "...");
}

/* catalogue R24: a pointer is not an address */
static void memblock_free__pointer__is_translated(void **state)
{
	struct world *w = face_world_at(0x100000, "mmmm", NULL);
	void *mem;

	(void)state;
	mem = memblock_alloc(0x1000, 0x1000);
	assert_ptr_equal(mem, ram_at(w, at(w, 3)));
	expect_reserved(w, "...k");
	memblock_free(mem, 0x1000);
	expect_reserved(w, "....");
	memblock_free(NULL, 0x1000);
	assert_int_equal(memblock.nr_bad_frees, 0);
}

static void memblock_mark__every_flag__is_set_and_cleared(void **state)
{
	struct world *w = face_world("mmmmrr", NULL);

	(void)state;
	ok(memblock_mark_hotplug(at(w, 0), span(w, 1)));
	ok(memblock_mark_nomap(at(w, 1), span(w, 1)));
	ok(memblock_mark_kho_scratch(at(w, 2), span(w, 1)));
	ok(memblock_mark_mirror(at(w, 3), span(w, 1)));
	expect_memory(w, "hnsmmm");
	assert_false(memblock_has_mirror());
	memblock.mirrored_kernelcore = true;
	ok(memblock_mark_mirror(at(w, 3), span(w, 1)));
	expect_memory(w, "hnsimm");
	assert_true(memblock_has_mirror());
	ok(memblock_reserved_mark_noinit(at(w, 4), span(w, 1)));
	ok(memblock_reserved_mark_kern(at(w, 5), span(w, 1)));
	expect_reserved(w, "....xk");
	ok(memblock_clear_hotplug(at(w, 0), span(w, 1)));
	ok(memblock_clear_nomap(at(w, 1), span(w, 1)));
	ok(memblock_clear_kho_scratch(at(w, 2), span(w, 1)));
	expect_memory(w, "mmmimm");
}

static void memblock_is_flag__each_region__says_what_it_is(void **state)
{
	struct memblock_region r = { 0, 1, MEMBLOCK_NONE, 4 };

	(void)state;
	assert_false(memblock_is_hotpluggable(&r) || memblock_is_mirror(&r) ||
		     memblock_is_nomap(&r));
	assert_false(memblock_is_driver_managed(&r) || memblock_is_reserved_noinit(&r));
	assert_false(memblock_is_kho_scratch(&r));
	r.flags = MEMBLOCK_HOTPLUG;
	assert_true(memblock_is_hotpluggable(&r));
	r.flags = MEMBLOCK_MIRROR;
	assert_true(memblock_is_mirror(&r));
	r.flags = MEMBLOCK_NOMAP;
	assert_true(memblock_is_nomap(&r));
	r.flags = MEMBLOCK_DRIVER_MANAGED;
	assert_true(memblock_is_driver_managed(&r));
	r.flags = MEMBLOCK_RSRV_NOINIT;
	assert_true(memblock_is_reserved_noinit(&r));
	r.flags = MEMBLOCK_KHO_SCRATCH;
	assert_true(memblock_is_kho_scratch(&r));
	assert_int_equal(memblock_get_region_node(&r), 4);
	memblock_set_region_node(&r, 5);
	assert_int_equal(memblock_get_region_node(&r), 5);
}

static void memblock_set_node__both_arrays__as_told(void **state)
{
	struct world *w = face_world("mrrm", NULL);

	(void)state;
	ok(memblock_set_node(at(w, 1), span(w, 1), &memblock.memory, 2));
	ok(memblock_set_node(at(w, 2), span(w, 2), &memblock.reserved, 3));
	expect_nodes(w, "-2--");
	expect_reserved_nodes(w, ".-3.");
}

/* --- allocating ------------------------------------------------------------------------------- */

static void memblock_phys_alloc__family__bounds_are_meant(void **state)
{
	struct world *w = face_world(".mmmmmmm", ".0000111");

	(void)state;
	expect_addr(memblock_phys_alloc(0x1000, 0x1000), at(w, 7));
	expect_addr(memblock_phys_alloc_range(0x1000, 0x1000, at(w, 2), at(w, 4)), at(w, 3));
	expect_addr(memblock_phys_alloc_range(0x2000, 0x1000, at(w, 2), at(w, 4)), 0);
	expect_addr(memblock_phys_alloc_try_nid(0x1000, 0x1000, 0), at(w, 4));
	expect_addr(memblock_phys_alloc_try_nid(0x3000, 0x1000, 1), 0);
	expect_addr(memblock_alloc_range_nid(0x1000, 0x1000, 0, at(w, 6), 1, false), at(w, 5));
	expect_addr(memblock_alloc_range_nid(0x1000, 0x1000, 0, at(w, 6), 1, true), 0);
	expect_addr(memblock_alloc_range_nid(0x1000, 0x1000, 0, at(w, 6), 1, false), at(w, 2));
	expect_reserved(w, "..kkkk.k");
	expect_reserved_nodes(w, "..--01.-");
}

/* catalogue R23: the two families and the limit */
static void memblock_alloc__end_anywhere__limit_binds_pointers_not_addresses(void **state)
{
	struct world *w = face_world(".mmmmmmm", NULL);

	(void)state;
	memblock_set_current_limit(at(w, 4));
	expect_addr(memblock_get_current_limit(), at(w, 4));
	expect_addr(memblock_phys_alloc_range(0x1000, 0x1000, 0, MEMBLOCK_ALLOC_ANYWHERE),
		    at(w, 7));
	expect_addr(memblock_phys_alloc_range(0x1000, 0x1000, 0, MEMBLOCK_ALLOC_ACCESSIBLE),
		    at(w, 3));
	expect_addr(memblock_phys_alloc_range(0x1000, 0x1000, 0, MEMBLOCK_ALLOC_NOLEAKTRACE),
		    at(w, 2));
	assert_ptr_equal(
		memblock_alloc_try_nid(0x1000, 0x1000, 0, MEMBLOCK_ALLOC_ANYWHERE, NUMA_NO_NODE),
		ram_at(w, at(w, 1)));
	assert_null(memblock_alloc(0x1000, 0x1000));
}

static bool is_zero(const void *mem, size_t size)
{
	const unsigned char *byte = mem;
	size_t i;

	for (i = 0; i < size; i++)
		if (byte[i])
			return false;
	return true;
}

static void memblock_alloc__family__zeroed_unless_raw(void **state)
{
	struct world *w = face_world(".mmmmmmmm", NULL);

	(void)state;
	assert_true(is_zero(memblock_alloc(0x1000, 0x1000), 0x1000));
	assert_true(is_zero(memblock_alloc_try_nid(0x1000, 0x1000, 0, 0, 3), 0x1000));
	assert_true(is_zero(memblock_alloc_from(0x1000, 0x1000, at(w, 2)), 0x1000));
	assert_true(is_zero(memblock_alloc_low(0x1000, 0x1000), 0x1000));
	assert_true(is_zero(memblock_alloc_node(0x1000, 0x1000, 1), 0x1000));
	assert_true(is_zero(memblock_alloc_or_panic(0x1000, 0x1000), 0x1000));
	assert_false(is_zero(memblock_alloc_raw(0x1000, 0x1000), 1));
	assert_false(is_zero(memblock_alloc_try_nid_raw(0x1000, 0x1000, 0, 0, 3), 1));
	assert_null(memblock_alloc_raw(0x1000, 0x1000));
	expect_reserved(w, ".kkkkkkkk");
}

static void memblock_alloc_exact_nid_raw__node_full__drops_the_bound_not_the_node(void **state)
{
	struct world *w = face_world(".mmmm", ".0011");

	(void)state;
	assert_ptr_equal(memblock_alloc_exact_nid_raw(0x1000, 0x1000, at(w, 3), 0, 0),
			 ram_at(w, at(w, 2)));
	assert_int_equal(*ram_at(w, at(w, 2)), WORLD_DIRT);
	assert_ptr_equal(memblock_alloc_exact_nid_raw(0x1000, 0x1000, 0, at(w, 4), 1),
			 ram_at(w, at(w, 3)));
	assert_null(memblock_alloc_exact_nid_raw(0x2000, 0x1000, 0, 0, 0));
	assert_ptr_equal(memblock_alloc_try_nid_raw(0x1000, 0x1000, 0, at(w, 4), 1),
			 ram_at(w, at(w, 1)));
	expect_reserved_nodes(w, ".-01.");
}

static void memblock_alloc_low__limit__is_exclusive_and_can_be_moved(void **state)
{
	struct world *w = face_world(".mmmmm", NULL);

	(void)state;
	memblock_low_limit = at(w, 4) - 1;
	assert_ptr_equal(memblock_alloc_low(0x1000, 0x1000), ram_at(w, at(w, 2)));
	memblock_low_limit = at(w, 4);
	assert_ptr_equal(memblock_alloc_low(0x1000, 0x1000), ram_at(w, at(w, 3)));
}

static void memblock_alloc_low__memory_around_four_gib__stays_below(void **state)
{
	struct world *w;

	(void)state;
	if (BM_PHYS_ADDR_BITS == 32)
		skip();
	w = face_world_at((phys_addr_t)0xffff0000u, "mmmmmmmmmmmmmmmmmmmm", NULL);
	assert_ptr_equal(memblock_alloc_low(0x1000, 0x1000), ram_at(w, 0xffffe000u));
}

static void memblock_alloc_or_panic__nothing_fits__panics_in_the_callers_name(void **state)
{
	struct world *w = face_world("mm", NULL);

	(void)state;
	panics(w, (void)memblock_alloc_or_panic(0x8000, 0x1000));
	assert_string_equal(w->panicked,
			    "memblock_alloc_or_panic__nothing_fits__panics_in_the_callers_name: "
			    "Failed to allocate " PA("00008000") " bytes");
}

static void memblock_set_bottom_up__allocations__begin_at_the_bottom(void **state)
{
	struct world *w = face_world(".mmm", NULL);

	(void)state;
	memblock_set_bottom_up(true);
	assert_true(memblock_bottom_up());
	expect_addr(memblock_phys_alloc(0x1000, 0x1000), at(w, 1));
	memblock_set_bottom_up(false);
	expect_addr(memblock_phys_alloc(0x1000, 0x1000), at(w, 3));
}

static void memblock_set_kho_scratch_only__allocations__come_from_scratch(void **state)
{
	struct world *w = face_world(".smm", NULL);

	(void)state;
	memblock_set_kho_scratch_only();
	expect_addr(memblock_phys_alloc(0x1000, 0x1000), at(w, 1));
	expect_addr(memblock_phys_alloc(0x1000, 0x1000), 0);
	memblock_clear_kho_scratch_only();
	expect_addr(memblock_phys_alloc(0x1000, 0x1000), at(w, 3));
}

static void memblock_alloc__debug__each_name_is_in_its_line(void **state)
{
	struct world *w = face_world(".mmmmmmmm", NULL);

	(void)state;
	memblock.debug = true;
	memblock.untagged = true;
	assert_int_not_equal(memblock_phys_alloc(0x1000, 0x1000), 0);
	expect_log(w, "memblock_phys_alloc_range: 4096 bytes align=0x1000 from=" PA("00000000")
		      " max_addr=" PA("00000000") " -\n"
		      "memblock_reserve: [" PA("00008000") "-" PA("00008fff") "] -\n");
	assert_int_not_equal(memblock_phys_alloc_try_nid(0x1000, 0x1000, 0), 0);
	expect_log(w, "memblock_reserve: [" PA("00007000") "-" PA("00007fff") "] -\n");
	assert_non_null(memblock_alloc(0x1000, 0x1000));
	expect_log(w, "memblock_alloc_try_nid: 4096 bytes align=0x1000 nid=-1 from=" PA("00000000")
		      " max_addr=" PA("00000000") " -\n"
		      "memblock_reserve: [" PA("00006000") "-" PA("00006fff") "] -\n");
	assert_non_null(
		memblock_alloc_try_nid_raw(0x1000, 0x1000, 0x1000, MEMBLOCK_ALLOC_ANYWHERE, 2));
	expect_log(w, "memblock_alloc_try_nid_raw: 4096 bytes align=0x1000 nid=2 "
		      "from=" PA("00001000") " max_addr=" PA_TOP " -\n"
		      "memblock_reserve: [" PA("00005000") "-" PA("00005fff") "] -\n");
	assert_null(memblock_alloc_exact_nid_raw(0x1000, 0x1000, 0, 0, 2));
	expect_log(w, "memblock_alloc_exact_nid_raw: 4096 bytes align=0x1000 nid=2 "
		      "from=" PA("00000000") " max_addr=" PA("00000000") " -\n");
}

/* --- limits ----------------------------------------------------------------------------------- */

static void memblock_limits__each__cuts_as_the_core_does(void **state)
{
	struct world *w = face_world("mm.mmn.m", NULL);

	(void)state;
	memblock_enforce_memory_limit(span(w, 5));
	expect_memory(w, "mm.mmn..");
	memblock_mem_limit_remove_map(span(w, 3));
	expect_memory(w, "mm.m.n..");
	memblock_cap_memory_range(at(w, 1), span(w, 2));
	expect_memory(w, ".m...n..");
	ok(memblock_remove(at(w, 1), 0x10));
	memblock_trim_memory(0x1000);
	expect_memory(w, ".....n..");
}

/* --- queries ---------------------------------------------------------------------------------- */

static void memblock_queries__each__asks_the_one_map(void **state)
{
	struct world *w = face_world(".mrn", ".011");
	unsigned long start = 7;
	unsigned long end = 8;

	(void)state;
	assert_true(memblock_is_memory(at(w, 3)));
	assert_false(memblock_is_memory(at(w, 0)));
	assert_true(memblock_is_map_memory(at(w, 1)));
	assert_false(memblock_is_map_memory(at(w, 3)));
	assert_true(memblock_is_reserved(at(w, 2)));
	assert_false(memblock_is_reserved(at(w, 1)));
	assert_true(memblock_is_region_memory(at(w, 1), span(w, 1)));
	assert_false(memblock_is_region_memory(at(w, 1), span(w, 2)));
	assert_true(memblock_is_region_reserved(at(w, 1), span(w, 2)));
	assert_false(memblock_is_region_reserved(at(w, 1), span(w, 1)));
	assert_true(memblock_overlaps_region(&memblock.memory, at(w, 0), span(w, 2)));
	assert_false(memblock_overlaps_region(&memblock.reserved, at(w, 0), span(w, 2)));
	assert_int_equal(memblock_search_pfn_nid(0, &start, &end), NUMA_NO_NODE);
	assert_true(start == 7 && end == 8);
	assert_int_equal(memblock_search_pfn_nid(2, &start, &end), 1);
	assert_true(start == 2 && end == 3);
	expect_addr(memblock_start_of_DRAM(), at(w, 1));
	expect_addr(memblock_end_of_DRAM(), at(w, 4));
	assert_true(memblock_validate_numa_coverage(0));
	ok(memblock_reserve_kern(at(w, 1), span(w, 1)));
	expect_addr(memblock_reserved_kern_size(PHYS_ADDR_MAX, NUMA_NO_NODE), 0x1000);
	assert_int_equal(memblock_estimated_nr_free_pages(), 2);
}

static void memblock_addrs_overlap__every_pair__shares_a_byte(void **state)
{
	phys_addr_t a;
	phys_addr_t b;

	(void)state;
	for (a = 0; a < 8; a++)
		for (b = 0; b < 8; b++)
			assert_int_equal(memblock_addrs_overlap(a, 2, b, 3),
					 a < b + 3 && b < a + 2);
}

static void memblock_region_pfns__unaligned__memory_inward_reserved_outward(void **state)
{
	const struct memblock_region r = { 0x1800, 0x3000, MEMBLOCK_NONE, 0 };

	(void)state;
	assert_int_equal(memblock_region_memory_base_pfn(&r), 2);
	assert_int_equal(memblock_region_memory_end_pfn(&r), 4);
	assert_int_equal(memblock_region_reserved_base_pfn(&r), 1);
	assert_int_equal(memblock_region_reserved_end_pfn(&r), 5);
}

static void memblock_dump_all__without_debug__is_silent(void **state)
{
	struct world *w = face_world("m", NULL);

	(void)state;
	memblock_dump_all();
	expect_log(w, "");
	memblock.debug = true;
	memblock_dump_all();
	assert_memory_equal(w->log, "MEMBLOCK configuration:\n", 24);
}

/* --- walking ---------------------------------------------------------------------------------- */

static void for_each_region__both_arrays__in_order(void **state)
{
	struct world *w = face_world("m.rh.R", NULL);
	struct memblock_region *r;
	unsigned int nr = 0;

	(void)state;
	for_each_mem_region(r)
		nr = nr * 10 + (unsigned int)(r->base / WORLD_PAGE);
	assert_int_equal(nr, 23);
	nr = 0;
	for_each_reserved_mem_region(r)
		nr = nr * 10 + (unsigned int)(r->base / WORLD_PAGE);
	assert_int_equal(nr, 25);
	assert_non_null(w);
}

/* Decision D2: this name walks free ranges, unlike Linux', as its documentation has it. */
static void for_each_mem_range__both_ways__is_memory_minus_reserved(void **state)
{
	struct world *w = face_world("mrm.hn", NULL);
	phys_addr_t start;
	phys_addr_t end;
	uint64_t i;
	unsigned int nr = 0;

	(void)state;
	for_each_mem_range(i, &start, &end)
		nr = nr * 100 + (unsigned int)(start / WORLD_PAGE * 10 + end / WORLD_PAGE);
	assert_int_equal(nr, 12345);
	assert_true(i == UINT64_MAX);
	nr = 0;
	for_each_mem_range_rev(i, &start, NULL)
		nr = nr * 10 + (unsigned int)(start / WORLD_PAGE);
	assert_int_equal(nr, 420);
	assert_true(i == UINT64_MAX);
	assert_non_null(w);
}

static void for_each_free_mem_range__node_and_flags__filter(void **state)
{
	struct world *w = face_world("mrmnm", "00011");
	phys_addr_t start;
	phys_addr_t end;
	uint64_t i;
	int nid;
	unsigned int nr = 0;

	(void)state;
	for_each_free_mem_range(i, 1, MEMBLOCK_NOMAP, &start, &end, &nid) {
		nr = nr * 10 + (unsigned int)(start / WORLD_PAGE);
		assert_int_equal(nid, 1);
	}
	assert_int_equal(nr, 34);
	nr = 0;
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE, NULL, &end, NULL)
		nr = nr * 10 + (unsigned int)(end / WORLD_PAGE);
	assert_int_equal(nr, 531);
	assert_non_null(w);
}

static void for_each_free_mem_range__left_early__can_be_nested_and_left(void **state)
{
	struct world *w = face_world("m.m.m", NULL);
	phys_addr_t start;
	phys_addr_t inner_start;
	uint64_t i;
	uint64_t j;
	unsigned int nr = 0;

	(void)state;
	for_each_mem_range(i, &start, NULL) {
		for_each_mem_range(j, &inner_start, NULL) {
			if (inner_start > start)
				break;
			nr++;
		}
	}
	assert_int_equal(nr, 1 + 2 + 3);
	assert_non_null(w);
}

static void for_each_reserved_mem_range__all__no_filter(void **state)
{
	struct world *w = face_world("r.R", NULL);
	phys_addr_t start;
	phys_addr_t end;
	uint64_t i;
	unsigned int nr = 0;

	(void)state;
	for_each_reserved_mem_range(i, &start, &end)
		nr = nr * 100 + (unsigned int)(start / WORLD_PAGE * 10 + end / WORLD_PAGE);
	assert_int_equal(nr, 123);
	assert_true(i == UINT64_MAX);
	for_each_reserved_mem_range(i, NULL, NULL)
		nr++;
	assert_int_equal(nr, 125);
	assert_non_null(w);
}

static void for_each_mem_pfn_range__by_node__whole_frames(void **state)
{
	struct world *w = face_world("mrm.n", "00112");
	unsigned long start;
	unsigned long end;
	int nid;
	int i;
	unsigned int nr = 0;

	(void)state;
	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, &nid)
		nr = nr * 1000 + (unsigned int)(start * 100 + end * 10) + (unsigned int)nid;
	assert_int_equal(nr, 20231452);
	assert_int_equal(i, -1);
	nr = 0;
	for_each_mem_pfn_range(i, 1, NULL, NULL, NULL)
		nr++;
	assert_int_equal(nr, 1);
	assert_non_null(w);
}

static void for_each__empty_map__no_step(void **state)
{
	struct world *w = face_world(".", NULL);
	struct memblock_region *r;
	uint64_t i;
	int j;

	(void)state;
	for_each_mem_region(r)
		fail();
	for_each_reserved_mem_region(r)
		fail();
	for_each_mem_range(i, NULL, NULL)
		fail();
	for_each_mem_range_rev(i, NULL, NULL)
		fail();
	for_each_reserved_mem_range(i, NULL, NULL)
		fail();
	for_each_mem_pfn_range(j, NUMA_NO_NODE, NULL, NULL, NULL)
		fail();
	assert_non_null(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(memblock__at_start__is_empty_with_static_arrays),
		CASE(memblock_add__and_its_kin__reach_the_right_array),
		CASE(memblock_phys_free__not_reserved__is_zero_and_counted),
		CASE(memblock_free__pointer__is_translated),
		CASE(memblock_mark__every_flag__is_set_and_cleared),
		CASE(memblock_is_flag__each_region__says_what_it_is),
		CASE(memblock_set_node__both_arrays__as_told),
		CASE(memblock_phys_alloc__family__bounds_are_meant),
		CASE(memblock_alloc__end_anywhere__limit_binds_pointers_not_addresses),
		CASE(memblock_alloc__family__zeroed_unless_raw),
		CASE(memblock_alloc_exact_nid_raw__node_full__drops_the_bound_not_the_node),
		CASE(memblock_alloc_low__limit__is_exclusive_and_can_be_moved),
		CASE(memblock_alloc_low__memory_around_four_gib__stays_below),
		CASE(memblock_alloc_or_panic__nothing_fits__panics_in_the_callers_name),
		CASE(memblock_set_bottom_up__allocations__begin_at_the_bottom),
		CASE(memblock_set_kho_scratch_only__allocations__come_from_scratch),
		CASE(memblock_alloc__debug__each_name_is_in_its_line),
		CASE(memblock_limits__each__cuts_as_the_core_does),
		CASE(memblock_queries__each__asks_the_one_map),
		CASE(memblock_addrs_overlap__every_pair__shares_a_byte),
		CASE(memblock_region_pfns__unaligned__memory_inward_reserved_outward),
		CASE(memblock_dump_all__without_debug__is_silent),
		CASE(for_each_region__both_arrays__in_order),
		CASE(for_each_mem_range__both_ways__is_memory_minus_reserved),
		CASE(for_each_free_mem_range__node_and_flags__filter),
		CASE(for_each_free_mem_range__left_early__can_be_nested_and_left),
		CASE(for_each_reserved_mem_range__all__no_filter),
		CASE(for_each_mem_pfn_range__by_node__whole_frames),
		CASE(for_each__empty_map__no_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
