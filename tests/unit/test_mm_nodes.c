// SPDX-License-Identifier: MIT
/*
 * test_mm_nodes.c - the one map where memory has a node; a program of its own, as there is but one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <bootmem/mm.h>

#define MIB ((phys_addr_t)1 << 20)
#define PAGE ((phys_addr_t)4096)

static unsigned char *ram;

static void *map(void *ctx, phys_addr_t base, size_t size)
{
	(void)ctx;
	assert_true(base + size <= 32 * MIB);
	return ram + base;
}

static const struct bm_port port = { .map = map };

static void free_area_init__memory_of_a_node__that_node_goes_first(void **state)
{
	struct bm_zone_policy p = { .page_shift = 12, .section_shift = 23, .max_order = 10,
				    .zones = 1u << BM_ZONE_NORMAL };

	(void)state;
	p.limit[BM_ZONE_NORMAL] = 32 * MIB / PAGE;
	ram = calloc(32, MIB);
	memblock.port = &port;
	assert_int_equal(memblock_add_node(16 * MIB, 16 * MIB, 1, MEMBLOCK_NONE), 0);
	assert_int_equal(free_area_init(&p, BM_PAGES_DEFERRED), 0);
	assert_int_equal(memblock_pages.boot_nid, 1);
	assert_int_equal(memblock_free_all(), 0);
	assert_int_equal(memblock_zones.nodes[1].zones[BM_ZONE_NORMAL].nid, 1);
	assert_int_equal(page_alloc_init_late(), 0);
	free(ram);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(free_area_init__memory_of_a_node__that_node_goes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
