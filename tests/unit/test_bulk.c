// SPDX-License-Identifier: MIT
/*
 * test_bulk.c - bitmaps and lists of preserved memory, against one page at a time.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include <bootmem/persist.h>

#define NR_WORDS 6
#define NR_PAGES (64 * NR_WORDS)

/* Reserve the pages of @bits in two maps, in bulk and one by one, and compare. */
static void same_as_one_by_one(const uint64_t *bits, phys_addr_t base)
{
	struct memblock_region bulk_slots[2 * NR_PAGES];
	struct memblock_region single_slots[2 * NR_PAGES];
	struct memblock bulk;
	struct memblock single;
	unsigned int i;

	mb_init(&bulk, NULL, bulk_slots, 2 * NR_PAGES);
	mb_init(&single, NULL, single_slots, 2 * NR_PAGES);
	assert_int_equal(bm_reserve_bitmap(&bulk, base, bits, NR_WORDS), 0);
	for (i = 0; i < NR_PAGES; i++)
		if (bits[i / 64] >> i % 64 & 1)
			assert_int_equal(mb_reserve_node(&single, base + i * WORLD_PAGE, WORLD_PAGE,
							 NUMA_NO_NODE, MEMBLOCK_RSRV_NOINIT), 0);
	assert_null(mb_check(&bulk));
	assert_int_equal(bulk.reserved.cnt, single.reserved.cnt);
	assert_memory_equal(bulk_slots + NR_PAGES, single_slots + NR_PAGES,
			    single.reserved.cnt * sizeof(single_slots[0]));
}

static void bm_reserve_bitmap__none_all_and_alternating__as_one_by_one(void **state)
{
	const uint64_t words[] = { 0, UINT64_MAX, 0x5555555555555555u, 0xaaaaaaaaaaaaaaaau,
				   1, (uint64_t)1 << 63, 0x7fffffffffffffffu };
	uint64_t bits[NR_WORDS];
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (j = 0; j < NR_WORDS; j++)
			bits[j] = words[i];
		same_as_one_by_one(bits, 0);
		same_as_one_by_one(bits, 16 * WORLD_PAGE);
	}
}

static void bm_reserve_bitmap__random_runs__as_one_by_one(void **state)
{
	uint64_t bits[NR_WORDS];
	unsigned int seed;
	unsigned int i;

	(void)state;
	for (seed = 0; seed < 500; seed++) {
		bool set = seed & 1;

		srand(seed);
		memset(bits, 0, sizeof(bits));
		for (i = 0; i < NR_PAGES; i++) {
			set = rand() % (int)(1 + seed % 90) == 0 ? !set : set;
			bits[i / 64] |= (uint64_t)set << i % 64;
		}
		same_as_one_by_one(bits, WORLD_PAGE);
	}
}

static void bm_reserve_bitmap__no_slot_left__is_refused_with_the_lower_pages_kept(void **state)
{
	struct world *w = world_at(0, 4, "mmmmmmmm", NULL);
	const uint64_t bits = 0x15;

	(void)state;
	w->map_fail_at = 1;
	w->map_fail_on = true;
	assert_int_equal(bm_reserve_bitmap(&w->mb, 0, &bits, 1), -BM_ENOMEM);
	expect_reserved(w, "x.x.....");
}

static void bm_reserve_list__ranges__are_reserved_until_one_fails(void **state)
{
	struct world *w = world_at(0, 4, "mmmmmmmm", NULL);
	struct bm_range list[3];
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		list[i].start = at(w, 2 * i);
		list[i].end = at(w, 2 * i + 1);
	}
	ok(bm_reserve_list(&w->mb, list, 2, MEMBLOCK_RSRV_KERN));
	expect_reserved(w, "k.k.....");
	w->map_fail_at = 1;
	w->map_fail_on = true;
	refused(BM_ENOMEM, bm_reserve_list(&w->mb, list + 2, 1, MEMBLOCK_RSRV_KERN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_reserve_bitmap__none_all_and_alternating__as_one_by_one),
		CASE(bm_reserve_bitmap__random_runs__as_one_by_one),
		CASE(bm_reserve_bitmap__no_slot_left__is_refused_with_the_lower_pages_kept),
		CASE(bm_reserve_list__ranges__are_reserved_until_one_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
