// SPDX-License-Identifier: MIT
/*
 * test_map.c - collect claims, cut and retype them, round them to pages; a full map is a map
 * unchanged.
 */
#include <string.h>

#include <bootmem/fw_map.h>

#include "told.h"

#define ROOM 8

struct list {
	struct bm_fw_range ranges[ROOM];
	struct bm_fw_map map;
};

static void start(struct list *list, size_t room)
{
	list->map = bm_fw_map(list->ranges, room);
}

static struct bm_range span(phys_addr_t first, phys_addr_t end)
{
	struct bm_range range = { first, end };

	return range;
}

static void add(struct list *list, phys_addr_t first, phys_addr_t end, uint32_t kind)
{
	struct bm_fw_range claim = bm_fw_claim(span(first, end), kind);

	assert_int_equal(bm_fw_map_add(&list->map, &claim), 0);
}

static void expect_map(const struct list *list, const char *want)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	size_t i;

	for (i = 0; i < list->map.cnt; i++)
		sink.range(sink.ctx, &list->map.ranges[i]);
	expect_told(&told, want);
}

static void bm_fw_map_add__full__says_how_much_it_takes(void **state)
{
	struct bm_fw_range claim = bm_fw_claim(span(0, 1), BM_FW_USABLE);
	struct list list;

	(void)state;
	start(&list, 1);
	add(&list, 0x1000, 0x2000, BM_FW_USABLE);
	assert_false(bm_fw_map_is_full(&list.map));
	assert_int_equal(bm_fw_map_add(&list.map, &claim), -BM_ENOSPC);
	assert_int_equal(bm_fw_map_add(&list.map, &claim), -BM_ENOSPC);
	assert_true(bm_fw_map_is_full(&list.map));
	assert_int_equal(list.map.needed, 3);
	expect_map(&list, "1000-2000 usable\n");
}

static void bm_fw_map_sink__more_than_fits__counts_on_and_tells(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink diags = told_sink(&told);
	struct bm_fw_range claim = bm_fw_claim(span(0, 1), BM_FW_USABLE);
	struct bm_diag diag = { BM_DIAG_EMPTY, 3, 0, 0, 0, "x" };
	struct bm_fw_sink sink;
	struct list list;

	(void)state;
	start(&list, 1);
	list.map.diag_to = &diags;
	sink = bm_fw_map_sink(&list.map);
	assert_int_equal(sink.range(sink.ctx, &claim), 0);
	assert_int_equal(sink.range(sink.ctx, &claim), 0);
	sink.diag(sink.ctx, &diag);
	expect_told(&told, "! full at 0\n! empty at 3\n");
	assert_int_equal(list.map.needed, 2);
	list.map.diag_to = NULL;
	sink.diag(sink.ctx, &diag);
}

static void bm_fw_map_retype__across_and_within__cuts_at_the_byte(void **state)
{
	struct list list;

	(void)state;
	start(&list, ROOM);
	add(&list, 0x1000, 0x3000, BM_FW_USABLE);
	add(&list, 0x4000, 0x8000, BM_FW_USABLE);
	add(&list, 0x2000, 0x5000, BM_FW_ACPI);
	assert_int_equal(
		bm_fw_map_retype(&list.map, span(0x2800, 0x5001), BM_FW_USABLE, BM_FW_RESERVED), 0);
	expect_map(&list, "2800-3000 reserved type 1\n4000-5001 reserved type 1\n"
			  "2000-5000 ACPI data\n1000-2800 usable\n5001-8000 usable\n");
}

static void bm_fw_map_retype__middle__leaves_both_sides(void **state)
{
	struct list list;

	(void)state;
	start(&list, 3);
	add(&list, 0x1000, 0x8000, BM_FW_USABLE);
	assert_int_equal(bm_fw_map_retype(&list.map, span(0x2000, 0x3000), BM_FW_NONE, BM_FW_NONE),
			 0);
	expect_map(&list, "1000-2000 usable\n3000-8000 usable\n");
}

static void bm_fw_map_retype__other_kind_or_no_bytes__changes_nothing(void **state)
{
	struct list list;

	(void)state;
	start(&list, ROOM);
	add(&list, 0x1000, 0x8000, BM_FW_USABLE);
	assert_int_equal(bm_fw_map_retype(&list.map, span(0, 0x9000), BM_FW_ACPI, BM_FW_NONE), 0);
	assert_int_equal(
		bm_fw_map_retype(&list.map, span(0x2000, 0x2000), BM_FW_USABLE, BM_FW_NONE), 0);
	assert_int_equal(
		bm_fw_map_retype(&list.map, span(0x8000, 0x9000), BM_FW_USABLE, BM_FW_NONE), 0);
	expect_map(&list, "1000-8000 usable\n");
}

static void bm_fw_map_retype__no_room_for_the_pieces__map_is_unchanged(void **state)
{
	struct list list;

	(void)state;
	start(&list, 2);
	add(&list, 0x1000, 0x8000, BM_FW_USABLE);
	assert_int_equal(
		bm_fw_map_retype(&list.map, span(0x2000, 0x3000), BM_FW_USABLE, BM_FW_RESERVED),
		-BM_ENOSPC);
	assert_int_equal(list.map.needed, 3);
	expect_map(&list, "1000-8000 usable\n");
}

/* catalogue R84: byte granularity; usable inward, everything else outward. */
static void bm_fw_map_round__odd_ends__usable_shrinks_others_grow(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	struct list list;

	(void)state;
	start(&list, ROOM);
	add(&list, 0, 0x9fc00, BM_FW_USABLE);
	add(&list, 0x9fc00, 0xa0000, BM_FW_RESERVED);
	add(&list, 0x100400, 0x100800, BM_FW_USABLE);
	add(&list, 0x200000, 0x201000, BM_FW_ACPI);
	bm_fw_map_round(&list.map, 0x1000, &sink);
	expect_map(&list, "0-9f000 usable\n9f000-a0000 reserved\n200000-201000 ACPI data\n");
	expect_told(&told, "! rounded at 0\n! rounded at 0\n! lost at 0\n");
}

static void bm_fw_map_size__each_claim__is_counted(void **state)
{
	struct list list;

	(void)state;
	start(&list, ROOM);
	add(&list, 0x1000, 0x3000, BM_FW_USABLE);
	add(&list, 0x2000, 0x4000, BM_FW_USABLE);
	add(&list, 0x9000, 0xa000, BM_FW_ACPI);
	assert_int_equal(bm_fw_map_size(&list.map, BM_FW_USABLE), 0x4000);
	assert_int_equal(bm_fw_map_size(&list.map, BM_FW_NVS), 0);
	assert_int_equal(bm_fw_map_end(&list.map, BM_FW_USABLE), 0x4000);
	assert_int_equal(bm_fw_map_end(&list.map, BM_FW_NVS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_fw_map_add__full__says_how_much_it_takes),
		cmocka_unit_test(bm_fw_map_sink__more_than_fits__counts_on_and_tells),
		cmocka_unit_test(bm_fw_map_retype__across_and_within__cuts_at_the_byte),
		cmocka_unit_test(bm_fw_map_retype__middle__leaves_both_sides),
		cmocka_unit_test(bm_fw_map_retype__other_kind_or_no_bytes__changes_nothing),
		cmocka_unit_test(bm_fw_map_retype__no_room_for_the_pieces__map_is_unchanged),
		cmocka_unit_test(bm_fw_map_round__odd_ends__usable_shrinks_others_grow),
		cmocka_unit_test(bm_fw_map_size__each_claim__is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
