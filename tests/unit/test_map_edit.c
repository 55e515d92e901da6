// SPDX-License-Identifier: MIT
/*
 * test_map_edit.c - mem= and memmap= as edits of the map.
 *
 * An edit is written as "limit START", "exact", "add START SIZE KIND", "retype START SIZE FROM
 * TO" or "remove START SIZE FROM", numbers in hexadecimal, with a ! where junk follows.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/cmdline.h>

#include "told.h"

static void write_edit(const struct bm_map_edit *edit, char *to, size_t room)
{
	unsigned long long start = edit->start;
	unsigned long long size = edit->size;
	const char *junk = edit->has_junk ? "!" : "";

	switch (edit->op) {
	case BM_MAP_LIMIT:
		snprintf(to, room, "limit %llx%s\n", start, junk);
		return;
	case BM_MAP_EXACT:
		snprintf(to, room, "exact%s\n", junk);
		return;
	case BM_MAP_ADD:
		snprintf(to, room, "add %llx %llx %x%s\n", start, size, edit->to, junk);
		return;
	case BM_MAP_RETYPE:
		snprintf(to, room, "retype %llx %llx %x %x%s\n", start, size, edit->from, edit->to,
			 junk);
		return;
	case BM_MAP_REMOVE:
		snprintf(to, room, "remove %llx %llx %x%s\n", start, size, edit->from, junk);
		return;
	}
}

static void expect_edits(const char *line, const char *want)
{
	struct bm_map_edit_iter it;
	struct bm_map_edit edit;
	char have[1024] = "";

	bm_map_edit_first(&it, text(line));
	while (bm_map_edit_next(&it, &edit))
		write_edit(&edit, have + strlen(have), sizeof(have) - strlen(have));
	assert_string_equal(have, want);
}

static void bm_map_edit_next__every_form_of_memmap__is_an_edit(void **state)
{
	(void)state;
	expect_edits("memmap=exactmap memmap=640K@0 memmap=511M@1M", "exact\nadd 0 a0000 1\n"
								     "add 100000 1ff00000 1\n");
	expect_edits("memmap=512M#2G", "add 80000000 20000000 3\n");
	expect_edits("memmap=64K$0x18690000", "add 18690000 10000 2\n");
	expect_edits("memmap=1G!4G", "add 100000000 40000000 c\n");
	expect_edits("memmap=512M", "limit 20000000\n");
	expect_edits("memmap=256M%1G-1+2", "retype 40000000 10000000 1 2\n");
	expect_edits("memmap=256M%1G+7", "add 40000000 10000000 7\n");
	expect_edits("memmap=256M%1G-1", "remove 40000000 10000000 1\n");
	expect_edits("memmap=256M%1G", "remove 40000000 10000000 0\n");
}

static void bm_map_edit_next__lists_and_repeats__all_in_order(void **state)
{
	(void)state;
	expect_edits("memmap=1M@0,2M$4M memmap=1M#8M mem=1G memmap=2G",
		     "add 0 100000 1\nadd 400000 200000 2\nadd 800000 100000 3\n"
		     "limit 40000000\nlimit 80000000\n");
	expect_edits("memmap=,1M@0,,junk,1M@2M,", "add 0 100000 1\nadd 200000 100000 1\n");
}

/* What follows makes an element malformed; its effect stays. */
static void bm_map_edit_next__junk_behind__does_its_work_first(void **state)
{
	(void)state;
	expect_edits("memmap=1Mx", "limit 100000!\n");
	expect_edits("memmap=1M@2Mx", "add 200000 100000 1!\n");
	expect_edits("memmap=1M@", "add 0 100000 1\n");
	expect_edits("memmap=1.5G@0", "limit 1!\n");
	expect_edits("mem=1Gx", "limit 40000000!\n");
	expect_edits("memmap=exactmapping", "exact\n");
}

static void bm_map_edit_next__no_size__is_no_edit(void **state)
{
	(void)state;
	expect_edits("memmap=junk memmap=@1M memmap=-1 memmap memmap= mem mem=0 mem=x", "");
	expect_edits("memmap=0", "limit 0\n");
}

static void bm_map_edit_next__for_init__is_not_the_kernels(void **state)
{
	(void)state;
	expect_edits("mem=1G -- mem=2G memmap=1G", "limit 40000000\n");
}

static void bm_map_edit_of__one_value__its_elements(void **state)
{
	struct bm_map_edit_iter it;
	struct bm_map_edit edit;
	struct bm_str value = text("1M@0,2M");

	(void)state;
	bm_map_edit_of(&it, value);
	assert_true(bm_map_edit_next(&it, &edit));
	assert_ptr_equal(edit.place.at, value.at);
	assert_int_equal(edit.place.len, 4);
	assert_true(bm_map_edit_next(&it, &edit));
	assert_ptr_equal(edit.place.at, value.at + 5);
	assert_false(bm_map_edit_next(&it, &edit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_map_edit_next__every_form_of_memmap__is_an_edit),
		cmocka_unit_test(bm_map_edit_next__lists_and_repeats__all_in_order),
		cmocka_unit_test(bm_map_edit_next__junk_behind__does_its_work_first),
		cmocka_unit_test(bm_map_edit_next__no_size__is_no_edit),
		cmocka_unit_test(bm_map_edit_next__for_init__is_not_the_kernels),
		cmocka_unit_test(bm_map_edit_of__one_value__its_elements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
