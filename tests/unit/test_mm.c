// SPDX-License-Identifier: MIT
/*
 * test_mm.c - the whole life of the one map, by the well-known names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <bootmem/mm.h>
#include <bootmem/profile.h>

#define MIB ((phys_addr_t)1 << 20)
#define PAGE ((phys_addr_t)4096)

static unsigned char *ram;
static char lines[4096];

static void *map(void *ctx, phys_addr_t base, size_t size)
{
	(void)ctx;
	assert_true(base + size <= 64 * MIB);
	return ram + base;
}

static void note(void *ctx, int level, const char *text, size_t len)
{
	(void)ctx;
	(void)level;
	if (strlen(lines) + len + 2 < sizeof(lines)) {
		strcat(lines, text);
		strcat(lines, "\n");
	}
}

static const struct bm_port port = { .map = map, .log = note };

static struct bm_zone_policy policy(void)
{
	struct bm_zone_policy p = { .page_shift = 12, .section_shift = 23, .max_order = 10,
				    .zones = 1u << BM_ZONE_NORMAL };

	p.limit[BM_ZONE_NORMAL] = 64 * MIB / PAGE;
	return p;
}

static void reserve(const char *name)
{
	struct bm_name_req req = { PAGE, PAGE, name, strlen(name) };

	assert_int_equal(bm_reserve_mem(&memblock_names, &memblock, &req), 0);
}

static void the_one_map__from_memory_to_pages_and_away__each_step_in_its_turn(void **state)
{
	struct bm_zone_policy p = policy();
	phys_addr_t start = 1;
	phys_addr_t size = 1;
	struct bm_cpu cpu;
	pfn_t pfn;

	(void)state;
	ram = calloc(64, MIB);
	memblock.port = &port;
	p.page_shift = 0;
	assert_int_equal(free_area_init(&p, BM_PAGES_LAZY), -BM_EINVAL);
	assert_int_equal(memblock_free_all(), -BM_EINVAL);
	p = policy();
	assert_int_equal(memblock_add(MIB, 63 * MIB), 0);
	assert_int_equal(memblock_reserve(2 * MIB, MIB), 0);
	assert_int_equal(free_area_init(&p, BM_PAGES_LAZY), 0);
	assert_non_null(strstr(lines, "  Normal   [mem 0x0000000000100000-0x0000000003ffffff]"));
	reserve("kept");
	reserve("early");
	reserve("late");
	assert_int_equal(reserve_mem_release_by_name("early"), 1);
	assert_int_equal(memblock_discard(), -BM_EBUSY);
	assert_int_equal(memblock_free_all(), 0);
	assert_int_equal(free_area_init(&p, BM_PAGES_LAZY), -BM_EBUSY);
	assert_int_equal(reserve_mem_find_by_name("late", &start, &size), 1);
	assert_int_equal(size, PAGE);
	assert_int_equal(reserve_mem_release_by_name("late"), 1);
	assert_int_equal(reserve_mem_release_by_name("late"), 0);
	assert_int_equal(reserve_mem_find_by_name("late", &start, &size), 0);
	assert_int_equal(memblock_free_late(2 * MIB, MIB), 0);
	assert_int_equal(page_alloc_init_late(), 0);
	assert_int_equal(memblock_discard(), 0);
	assert_int_equal(reserve_mem_find_by_name("kept", &start, &size), 1);

	bm_cpu_init(&cpu, &memblock_buddy, NUMA_NO_NODE);
	assert_int_equal(bm_buddy_alloc(&cpu, 0, BM_GFP_KERNEL, &pfn), 0);
	assert_true(pfn >= MIB / PAGE && pfn < 64 * MIB / PAGE && pfn != start / PAGE);
	assert_int_equal(bm_buddy_free(&cpu, pfn, 0), 0);
	bm_cpu_drain(&cpu);
	assert_null(bm_buddy_check(&memblock_buddy));
	free(ram);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_map__from_memory_to_pages_and_away__each_step_in_its_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
