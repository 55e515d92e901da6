// SPDX-License-Identifier: MIT
/*
 * test_boot_names.c - reserve_mem= from the command line to the table: what is had, what is told.
 */
#include "harness.h"

#include <string.h>

#include <bootmem/boot.h>

#include "told.h"

#define ROOM 3

static struct bm_named slots[ROOM];
static struct bm_names names;
static struct told heard;

static unsigned int asked(struct world *w, const char *cmdline)
{
	struct bm_fw_sink sink = told_sink(&heard);

	heard = told_new();
	bm_names_init(&names, slots, ROOM);
	return bm_boot_names(bm_str(cmdline, strlen(cmdline)), &w->mb, &names, &sink);
}

static void bm_boot_names__several__are_all_had_in_order(void **state)
{
	struct world *w = world(".mmmmmmmm");
	struct bm_range range;

	(void)state;
	assert_int_equal(asked(w, "quiet reserve_mem=8K:4096:oops reserve_mem=4K:8K:a:b ro"), 0);
	expect_reserved(w, "......kkk");
	assert_true(bm_names_find(&names, "oops", &range));
	expect_addr(range.start, at(w, 7));
	assert_true(bm_names_find(&names, "a:b", &range));
	expect_addr(range.start, at(w, 6));
	assert_null(w->mb.owner);
}

static void bm_boot_names__bad_ones__are_told_and_the_others_had(void **state)
{
	struct world *w = world(".mmmmmmmm");

	(void)state;
	assert_int_equal(asked(w, "reserve_mem=4K:0:a reserve_mem=4K:0:a reserve_mem "
				  "reserve_mem=1G::b reserve_mem=4K:3000:c reserve_mem=4K::d"), 4);
	expect_told(&heard, "! malformed at 31\n"
			    "! malformed at 0\n"
			    "! full at 62\n"
			    "! malformed at 80\n");
	assert_int_equal(names.nr, 2);
	assert_string_equal(slots[1].name, "d");
}

static void bm_boot_names__limits__are_those_of_the_table(void **state)
{
	struct world *w = world(".mmmmmmmm");
	struct bm_fw_sink nobody = { 0 };
	const char *line = "reserve_mem=4K::sixteen-letters! reserve_mem=4K::a reserve_mem=4K::b "
			   "reserve_mem=4K::c reserve_mem=4K::d";

	(void)state;
	assert_int_equal(asked(w, line), 2);
	assert_int_equal(names.nr, ROOM);
	bm_names_init(&names, slots, ROOM);
	bm_names_like_linux(&names);
	assert_int_equal(bm_boot_names(bm_str(line, strlen(line)), &w->mb, &names, &nobody), 2);
	assert_string_equal(slots[0].name, "a");
	bm_names_init(&names, slots, ROOM);
	assert_int_equal(bm_boot_names(bm_str(line, strlen(line)), &w->mb, &names, NULL), 3);
}

static void bm_boot_names__numbers_beyond_any_address__are_refused(void **state)
{
	struct world *w = world(".mmmm");

	(void)state;
	assert_int_equal(asked(w, "reserve_mem=15E:4096:a reserve_mem=4K:8E:b"), 2);
	assert_int_equal(names.nr, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_boot_names__several__are_all_had_in_order),
		CASE(bm_boot_names__bad_ones__are_told_and_the_others_had),
		CASE(bm_boot_names__limits__are_those_of_the_table),
		CASE(bm_boot_names__numbers_beyond_any_address__are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
