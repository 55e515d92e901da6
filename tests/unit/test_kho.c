// SPDX-License-Identifier: MIT
/*
 * test_kho.c - what Linux leaves behind for its named reservations.
 */
#include "harness.h"

#include <string.h>

#include <libfdt.h>

#include <bootmem/persist.h>

static _Alignas(8) unsigned char blob[4096];
static struct bm_named slots[2];
static struct bm_names names;

/** In place of a start: there is no such property. */
#define NO_START 7

/** One child of a tree. */
struct child {
	const char *name;
	const char *compatible;
	uint64_t start;
	uint64_t size;
	int size_bytes;
};

static void tree(const char *compatible, const struct child *children, unsigned int nr)
{
	unsigned int i;

	assert_int_equal(fdt_create(blob, sizeof(blob)), 0);
	fdt_finish_reservemap(blob);
	fdt_begin_node(blob, "");
	fdt_property(blob, "compatible", compatible, (int)strlen(compatible) + 1);
	for (i = 0; i < nr; i++) {
		const struct child *c = &children[i];

		fdt_begin_node(blob, c->name);
		fdt_property(blob, "compatible", c->compatible, (int)strlen(c->compatible) + 1);
		if (c->start != NO_START)
			fdt_property(blob, "start", &c->start, 8);
		fdt_property(blob, "size", &c->size, c->size_bytes);
		fdt_end_node(blob);
	}
	fdt_end_node(blob);
	assert_int_equal(fdt_finish(blob), 0);
	bm_names_init(&names, slots, 2);
}

static void bm_kho_memblock_names__as_linux_writes_it__gives_the_names(void **state)
{
	const struct child two[] = {
		{ "trace", "reserve-mem-v1", 0x13a00000, 0x4000000, 8 },
		{ "oops", "reserve-mem-v1", 0x1000, 0x1000, 8 },
	};

	(void)state;
	tree("memblock-v1", two, 2);
	assert_int_equal(bm_kho_memblock_names(blob, sizeof(blob), &names), 2);
	assert_string_equal(slots[0].name, "trace");
	expect_addr(slots[0].range.start, 0x13a00000);
	expect_addr(slots[0].range.end, 0x17a00000);
	assert_int_equal(slots[1].fate, BM_FATE_KEPT);
}

static void bm_kho_memblock_names__anything_else__adds_none(void **state)
{
	const struct child good = { "a", "reserve-mem-v1", 0x1000, 0x1000, 8 };
	const struct child bad[] = {
		{ "b", "reserve-mem-v2", 0x1000, 0x1000, 8 },
		{ "b", "reserve-mem-v1", 0x1000, 0x1000, 4 },
		{ "b", "reserve-mem-v1", 0x1000, 0, 8 },
		{ "b", "reserve-mem-v1", 0x1000, UINT64_MAX, 8 },
		{ "b", "reserve-mem-v1", NO_START, 0x1000, 8 },
		{ " ", "reserve-mem-v1", 0x1000, 0x1000, 8 },
	};
	struct child two[2];
	size_t i;

	(void)state;
	two[0] = good;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		two[1] = bad[i];
		tree("memblock-v1", two, 2);
		assert_int_equal(bm_kho_memblock_names(blob, sizeof(blob), &names), -BM_EBADMSG);
		assert_int_equal(names.nr, 0);
	}
	tree("memblock-v2", &good, 1);
	assert_int_equal(bm_kho_memblock_names(blob, sizeof(blob), &names), -BM_EBADMSG);
	assert_int_equal(bm_kho_memblock_names(blob, 10, &names), -BM_EBADMSG);
	assert_int_equal(bm_kho_memblock_names(blob + 4, 100, &names), -BM_EBADMSG);
	tree("memblock-v1", two, 1);
	names.max = 0;
	assert_int_equal(bm_kho_memblock_names(blob, sizeof(blob), &names), -BM_ENOSPC);
}

/* The kernel before was Linux; this one holds what it says against its own machine. */
static void bm_kho_take__names_of_linux__are_kept_revived_or_lost(void **state)
{
	const struct child two[] = {
		{ "oops", "reserve-mem-v1", 2 * WORLD_PAGE, 2 * WORLD_PAGE, 8 },
		{ "gone", "reserve-mem-v1", 7 * WORLD_PAGE, 2 * WORLD_PAGE, 8 },
	};
	struct bm_name_req req = { 2 * WORLD_PAGE, WORLD_PAGE, "oops", 4 };
	struct world *w = world(".mmmmmmm");

	(void)state;
	tree("memblock-v1", two, 2);
	ok(bm_kho_take(blob, sizeof(blob), &w->mb, &names));
	expect_reserved(w, "..xx....");
	assert_int_equal(names.nr, 2);
	assert_int_equal(slots[1].fate, BM_FATE_LOST_RAM);
	ok(bm_reserve_mem(&names, &w->mb, &req));
	assert_int_equal(slots[0].fate, BM_FATE_REVIVED);
	expect_reserved(w, "..xx....");
}

static void bm_kho_take__names_that_overlap__lose_the_later(void **state)
{
	const struct child two[] = {
		{ "first", "reserve-mem-v1", 2 * WORLD_PAGE, 2 * WORLD_PAGE, 8 },
		{ "second", "reserve-mem-v1", 3 * WORLD_PAGE, 2 * WORLD_PAGE, 8 },
	};
	struct world *w = world(".mmmmmmm");

	(void)state;
	tree("memblock-v1", two, 2);
	ok(bm_kho_take(blob, sizeof(blob), &w->mb, &names));
	assert_int_equal(slots[0].fate, BM_FATE_KEPT);
	assert_int_equal(slots[1].fate, BM_FATE_LOST_TWICE);
	expect_reserved(w, "..xx....");
}

static void bm_kho_take__no_slot_for_it__is_lost(void **state)
{
	const struct child one = { "oops", "reserve-mem-v1", 2 * WORLD_PAGE, WORLD_PAGE, 8 };
	struct world *w = world_at(0, 2, ".mmmmmmm", NULL);

	(void)state;
	ok(mb_reserve(&w->mb, at(w, 4), WORLD_PAGE));
	tree("memblock-v1", &one, 1);
	w->map_fail_at = w->map_calls + 1;
	w->map_fail_on = true;
	assert_int_equal(bm_kho_take(blob, sizeof(blob), &w->mb, &names), -BM_ENOMEM);
	assert_int_equal(slots[0].fate, BM_FATE_LOST_ROOM);
	assert_int_equal(bm_kho_take(blob, 10, &w->mb, &names), -BM_EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_kho_memblock_names__as_linux_writes_it__gives_the_names),
		CASE(bm_kho_memblock_names__anything_else__adds_none),
		CASE(bm_kho_take__names_of_linux__are_kept_revived_or_lost),
		CASE(bm_kho_take__names_that_overlap__lose_the_later),
		CASE(bm_kho_take__no_slot_for_it__is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
