// SPDX-License-Identifier: MIT
/*
 * test_iterate_near.c - walks that go on near where they are do not search.
 *
 * A search and a look at the neighbours find the same, so the difference is shown on maps whose
 * other reservations are out of order: who searches there is led astray.
 */
#include "harness.h"

#include <string.h>

#define BANK_PAGES 4u

/* Whoever searches among these goes the wrong way, except between the neighbours of @idx. */
static void mislead(struct memblock_type *type, unsigned long idx)
{
	unsigned long i;

	for (i = 0; i < type->cnt; i++) {
		if (i + 1 < idx)
			type->regions[i].base = PHYS_ADDR_MAX;
		else if (i > idx + 1)
			type->regions[i].base = 0;
	}
}

static bool step(struct mb_free_iter *it, bool down)
{
	return down ? mb_free_prev(it) : mb_free_next(it);
}

/* One reservation in each bank: a walk into a bank needs none but that and its neighbours. */
static void expect_no_search(const struct world *w, int nid, bool down)
{
	struct mb_filter filter = { nid, MEMBLOCK_NONE };
	struct memblock map = w->mb;
	struct memblock_region regions[8];
	struct mb_free_iter knowing, misled;

	assert_in_range(map.reserved.cnt, 1, 8);
	map.reserved.regions = regions;
	if (down) {
		mb_free_last(&knowing, &w->mb, filter, PHYS_ADDR_MAX);
		assert_true(mb_free_prev(&knowing));
	} else {
		mb_free_first(&knowing, &w->mb, filter, 0);
		assert_true(mb_free_next(&knowing));
	}
	misled = knowing;
	misled.mb = &map;
	misled.reserved = regions + (knowing.reserved - w->mb.reserved.regions);
	misled.last = regions + (knowing.last - w->mb.reserved.regions);
	while (step(&knowing, down)) {
		memcpy(regions, w->mb.reserved.regions, map.reserved.cnt * sizeof(*regions));
		mislead(&map.reserved,
			(unsigned long)((knowing.start - w->origin) / span(w, BANK_PAGES)));
		assert_true(step(&misled, down));
		expect_addr(misled.start, knowing.start);
		expect_addr(misled.end, knowing.end);
	}
}

static void mb_free_next__into_the_next_bank_or_the_one_after__does_not_search(void **state)
{
	struct world *w = world_of_nodes("mrm.mrm.mrm.mrm.mrm.mrm.mrm.mrm.",
					 "000-111-000-111-000-111-000-111-");
	int nid;

	(void)state;
	for (nid = NUMA_NO_NODE; nid <= 1; nid++) {
		expect_no_search(w, nid, false);
		expect_no_search(w, nid, true);
	}
}

static void mb_free_last__below_all_reservations__does_not_search(void **state)
{
	struct world *w = world("m.R.R.R.R.R.");
	struct memblock map = w->mb;
	struct memblock_region regions[5];
	struct mb_free_iter it;

	(void)state;
	memcpy(regions, map.reserved.regions, sizeof(regions));
	map.reserved.regions = regions;
	mislead(&map.reserved, 0);
	memset(&it, WORLD_DIRT, sizeof(it));
	mb_free_last(&it, &map, mb_any(), PHYS_ADDR_MAX);
	assert_true(mb_free_prev(&it));
	expect_addr(it.start, at(w, 0));
	expect_addr(it.end, at(w, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_free_next__into_the_next_bank_or_the_one_after__does_not_search),
		CASE(mb_free_last__below_all_reservations__does_not_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
