// SPDX-License-Identifier: MIT
/*
 * test_sequences.c - two edits of every kind, three of most with BOOTMEM_FULL set, under every
 * circumstance.
 *
 * At address 0, across 4 GiB and at the top of the address space, with an observer and without;
 * with arrays of every fixed size that cannot move; and with the first, second, third ... attempt
 * to move refused, once and for ever.
 */
#include "full.h"
#include "sequences.h"

static const phys_addr_t origins[] = {
	0,
	BM_PHYS_ADDR_BITS == 64 ? (phys_addr_t)0xffffd000u : (phys_addr_t)0x7fffd000u,
	(PHYS_ADDR_MAX & ~(PAGE_BYTES - 1)) - SEQUENCES_PAGES * PAGE_BYTES,
};

static unsigned int nr_beginnings(void)
{
	return is_full_run() ? NR_BEGINNINGS : NR_MAIN_BEGINNINGS;
}

/* catalogue R31 R32 R79: address 0, the border of 32 bits, the end of the address space */
static void sequences__at_every_origin__as_the_model_says(void **state)
{
	unsigned int i;
	unsigned int way;
	size_t origin;

	(void)state;
	for (origin = 0; origin < 3; origin++) {
		for (way = 0; way < 4; way++) {
			struct pages pages = sequences_model(origins[origin], way & 1, 2);

			pages.heard = way & 2;
			for (i = 0; i < NR_BEGINNINGS; i++)
				sequences_walk(&pages, &beginnings[i], 2, NR_OP_KINDS);
			for (i = 0; i < NR_MAIN_BEGINNINGS && is_full_run(); i++)
				sequences_walk(&pages, &beginnings[i], 3, OP_ALLOC + 1);
		}
	}
}

/* catalogue R28 R34: arrays of every size that cannot move: refused exactly when it does not fit */
static void sequences__in_arrays_of_fixed_size__refused_exactly_when_too_many(void **state)
{
	unsigned long max;
	unsigned int i;

	(void)state;
	for (max = 1; max <= SEQUENCES_PAGES; max++) {
		unsigned long nr_refused = 0;

		for (i = 0; i < nr_beginnings(); i++) {
			struct pages pages = sequences_model(0, false, max);

			pages.map_fail_at = 1;
			pages.map_fail_on = true;
			nr_refused += sequences_walk(&pages, &beginnings[i], 2, NR_OP_KINDS);
		}
		assert_int_equal(nr_refused > 0, max < SEQUENCES_PAGES);
	}
}

/* catalogue R1 R22 R80: the n-th attempt to move an array fails, once or from then on */
static void sequences__with_the_nth_move_refused__nothing_changed_by_it(void **state)
{
	unsigned int fail_at;
	unsigned int on;
	unsigned int up;
	unsigned int i;

	(void)state;
	for (fail_at = 1; fail_at <= 3; fail_at++) {
		for (on = 0; on < 2; on++) {
			for (up = 0; up < 2; up++) {
				struct pages pages = sequences_model(0, up, 2);

				pages.map_fail_at = fail_at;
				pages.map_fail_on = on;
				for (i = 0; i < nr_beginnings(); i++)
					sequences_walk(&pages, &beginnings[i], 2, NR_OP_KINDS);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sequences__at_every_origin__as_the_model_says),
		CASE(sequences__in_arrays_of_fixed_size__refused_exactly_when_too_many),
		CASE(sequences__with_the_nth_move_refused__nothing_changed_by_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
