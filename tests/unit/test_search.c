// SPDX-License-Identifier: MIT
/*
 * test_search.c - positions in a sorted array, against counting one by one, with every hint there
 * is.
 */
#include "harness.h"

#include <stdlib.h>

#include "memblock/memblock_int.h"
#include "memblock/search.h"

#define NR_MOST 9ul
#define NR_ADDRESSES 80u

/* Regions of 1 to 3 bytes with holes of 0 to 3 between, at exactly their size on the heap. */
static struct memblock_region *some_regions(unsigned long cnt, unsigned int seed)
{
	struct memblock_region *r = calloc(cnt + (cnt == 0), sizeof(*r));
	phys_addr_t pos = seed % 3;
	unsigned long i;

	assert_non_null(r);
	for (i = 0; i < cnt; i++) {
		r[i].base = pos;
		r[i].size = 1 + (seed >> i) % 3;
		r[i].nid = (int)i;
		pos += r[i].size + (seed >> (2 * i)) % 4;
	}
	return r;
}

static unsigned long count_from(const struct memblock_region *r, unsigned long cnt,
				phys_addr_t addr)
{
	unsigned long n = 0;
	unsigned long i;

	for (i = 0; i < cnt; i++)
		n += r[i].base <= addr;
	return n;
}

static void check_address(const struct memblock_type *type, phys_addr_t addr)
{
	unsigned long from = count_from(type->regions, type->cnt, addr);
	unsigned long above = 0;
	const struct memblock_region *holder = NULL;
	unsigned long hint;

	while (above < type->cnt && type->regions[above].base + type->regions[above].size <= addr)
		above++;
	if (above < type->cnt && type->regions[above].base <= addr)
		holder = &type->regions[above];
	assert_int_equal(mb_nr_from_(type->regions, type->cnt, addr), from);
	assert_ptr_equal(mb_holder_(type, addr), holder);
	for (hint = 0; hint <= NR_MOST + 1; hint++) {
		assert_int_equal(mb_nr_from_near_(type, hint, addr), from);
		assert_int_equal(mb_first_above_(type, hint, addr), above);
	}
}

static void searches__every_address_and_hint__as_counted_one_by_one(void **state)
{
	unsigned long cnt;
	unsigned int seed;
	phys_addr_t addr;

	(void)state;
	for (cnt = 0; cnt <= NR_MOST; cnt++) {
		for (seed = 1; seed < 4000; seed += 37) {
			struct memblock_type type = { .cnt = cnt, .max = cnt };

			type.regions = some_regions(cnt, seed);
			for (addr = 0; addr < NR_ADDRESSES; addr++)
				check_address(&type, addr);
			check_address(&type, PHYS_ADDR_MAX);
			free(type.regions);
		}
	}
}

/* Whoever searches among these goes the wrong way, except between the two around @from. */
static void mislead(struct memblock_region *r, unsigned long cnt, unsigned long from)
{
	unsigned long i;

	for (i = 0; i < cnt; i++) {
		if (i + 1 < from)
			r[i].base = PHYS_ADDR_MAX;
		else if (i > from)
			r[i].base = 0;
	}
}

/* What a hint is for: edits in rising or falling order look at their neighbours and at no more. */
static void mb_nr_from_near__hint_that_is_right_or_one_above__is_believed(void **state)
{
	phys_addr_t addr;

	(void)state;
	for (addr = 0; addr < NR_ADDRESSES; addr++) {
		struct memblock_type type = { .cnt = NR_MOST, .max = NR_MOST };
		unsigned long from;

		type.regions = some_regions(type.cnt, 1234);
		from = count_from(type.regions, type.cnt, addr);
		mislead(type.regions, type.cnt, from);
		assert_int_equal(mb_nr_from_near_(&type, from, addr), from);
		if (from < type.cnt)
			assert_int_equal(mb_nr_from_near_(&type, from + 1, addr), from);
		free(type.regions);
	}
}

static void searches__up_to_the_top__do_not_wrap(void **state)
{
	struct memblock_region r[2] = { { 0, 5, MEMBLOCK_NONE, 0 },
					{ PHYS_ADDR_MAX - 5, 5, MEMBLOCK_NONE, 1 } };
	struct memblock_type type = { .cnt = 2, .max = 2, .regions = r };

	(void)state;
	check_address(&type, PHYS_ADDR_MAX - 6);
	check_address(&type, PHYS_ADDR_MAX - 5);
	check_address(&type, PHYS_ADDR_MAX - 1);
	check_address(&type, PHYS_ADDR_MAX);
	assert_null(mb_holder_(&type, PHYS_ADDR_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(searches__every_address_and_hint__as_counted_one_by_one),
		CASE(mb_nr_from_near__hint_that_is_right_or_one_above__is_believed),
		CASE(searches__up_to_the_top__do_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
