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

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_kho_memblock_names__as_linux_writes_it__gives_the_names),
		CASE(bm_kho_memblock_names__anything_else__adds_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
