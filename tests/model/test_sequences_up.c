// SPDX-License-Identifier: MIT
/*
 * test_sequences_up.c - three edits of every kind, four of the main kinds with BOOTMEM_FULL set,
 * bottom up.
 *
 * One direction a program, so that the two run side by side.
 */
#include "full.h"
#include "sequences.h"

/* catalogue R36 R37 R38 R65 R70 R71 R76: every overlap, every neighbour, every join */
static void sequences__of_three_bottom_up__as_the_model_says(void **state)
{
	struct pages pages = sequences_model(0, true, 2);

	(void)state;
	sequences_walk(&pages, &beginnings[2], 3, OP_ALLOC + 1);
}

static void sequences__of_four_bottom_up__as_the_model_says(void **state)
{
	struct pages pages = sequences_model(0, true, 2);

	(void)state;
	sequences_walk(&pages, &beginnings[0], is_full_run() ? 4 : 3, OP_SET_NODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sequences__of_three_bottom_up__as_the_model_says),
		CASE(sequences__of_four_bottom_up__as_the_model_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
