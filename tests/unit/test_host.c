// SPDX-License-Identifier: MIT
/*
 * test_host.c - the port for programs: pretend RAM of any size, threads, log, observer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <bootmem/host.h>
#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>

#include "full.h"

#define MIB ((uint64_t)1 << 20)
#define TIB ((uint64_t)1 << 40)

static void host_arena_map__never_touched__reads_zero(void **state)
{
	struct host_arena arena;
	const unsigned char *byte;

	(void)state;
	assert_int_equal(host_arena_init(&arena, 64 * MIB), 0);
	byte = host_arena_map(&arena, 5 * MIB + 3, 1);
	assert_non_null(byte);
	assert_int_equal(*byte, 0);
	host_arena_release(&arena);
}

static void host_arena_map__same_place_twice__same_pointer(void **state)
{
	struct host_arena arena;
	unsigned char *first;

	(void)state;
	assert_int_equal(host_arena_init(&arena, 64 * MIB), 0);
	first = host_arena_map(&arena, 7 * MIB, 100);
	*first = 42;
	assert_ptr_equal(host_arena_map(&arena, 7 * MIB, 9 * MIB), first);
	assert_int_equal(*first, 42);
	host_arena_release(&arena);
}

static void host_arena_map__range_over_many_pieces__all_of_it_is_usable(void **state)
{
	const size_t size = (size_t)(9 * MIB);
	struct host_arena arena;
	unsigned char *ram;

	(void)state;
	assert_int_equal(host_arena_init(&arena, 64 * MIB), 0);
	ram = host_arena_map(&arena, MIB + 1, size);
	memset(ram, 0xff, size);
	assert_int_equal(ram[size - 1], 0xff);
	host_arena_release(&arena);
}

static void host_arena_map__beyond_the_end__null(void **state)
{
	struct host_arena arena;

	(void)state;
	assert_int_equal(host_arena_init(&arena, 3 * MIB + 1), 0);
	assert_non_null(host_arena_map(&arena, 3 * MIB, 1));
	assert_null(host_arena_map(&arena, 3 * MIB, 2));
	assert_null(host_arena_map(&arena, 3 * MIB + 1, 0));
	assert_null(host_arena_map(&arena, UINT64_MAX, 1));
	assert_null(host_arena_map(&arena, 1, UINT64_MAX));
	host_arena_release(&arena);
}

static void host_arena_init__16_tib__costs_what_is_touched(void **state)
{
	struct host_arena arena;
	unsigned char *top;

	(void)state;
	if (sizeof(size_t) < 8) {
		assert_int_equal(host_arena_init(&arena, 16 * TIB), -BM_ENOMEM);
		return;
	}
	if (!has_addresses(16 * (size_t)TIB))
		skip();
	assert_int_equal(host_arena_init(&arena, 16 * TIB), 0);
	top = host_arena_map(&arena, 16 * TIB - 1, 1);
	assert_non_null(top);
	*top = 1;
	host_arena_release(&arena);
}

static void host_arena_init__more_than_there_can_be__no_memory(void **state)
{
	struct host_arena arena;

	(void)state;
	assert_int_equal(host_arena_init(&arena, HOST_RAM_MAX + 1), -BM_ENOMEM);
	assert_null(host_arena_map(&arena, 0, 1));
	host_arena_release(&arena);
}

static void host_arena_init__no_ram__maps_nothing(void **state)
{
	struct host_arena arena;

	(void)state;
	assert_int_equal(host_arena_init(&arena, 0), 0);
	assert_null(host_arena_map(&arena, 0, 1));
	host_arena_release(&arena);
}

static atomic_uint runs[200];

static void count_run(void *arg, unsigned int i)
{
	atomic_uint *counters = arg;

	atomic_fetch_add(&counters[i], 1);
}

static void host_parallel__any_number_of_threads__each_job_once(void **state)
{
	const unsigned int threads[] = { 0, 1, 3, 1000 };
	unsigned int t, i;

	(void)state;
	for (t = 0; t < 4; t++) {
		memset((void *)runs, 0, sizeof(runs));
		host_parallel(threads[t], count_run, (void *)runs, 200);
		for (i = 0; i < 200; i++)
			assert_int_equal(atomic_load(&runs[i]), 1);
	}
	host_parallel(4, count_run, (void *)runs, 0);
}

static void count_event(void *ctx, const struct bm_event *event)
{
	unsigned int *counts = ctx;

	counts[event->kind]++;
}

static void host_init__with_an_observer__edits_are_told(void **state)
{
	struct host_config config = host_config(0x40000000);
	unsigned int counts[BM_EV_ARRAY_GREW + 1] = { 0 };
	struct memblock_region slots[4];
	struct memblock mb;
	struct host host;
	phys_addr_t i;

	(void)state;
	config.observe = count_event;
	config.observe_ctx = counts;
	assert_int_equal(host_init(&host, &config), 0);
	mb_init(&mb, &host.port, slots, 4);
	assert_int_equal(mb_add(&mb, 0x100000, 0x3ff00000), 0);
	for (i = 0; i < 100; i++)
		assert_int_equal(mb_reserve(&mb, 0x200000 + i * 0x2000, 0x1000), 0);
	assert_int_equal(counts[BM_EV_MEMORY_ADDED], 1);
	assert_int_equal(counts[BM_EV_RESERVED], 100);
	assert_true(counts[BM_EV_ARRAY_GREW] > 0);
	host_release(&host);
}

static void host_init__with_a_log__lines_arrive(void **state)
{
	struct host_config config = host_config(MIB);
	struct memblock_region slots[4];
	struct memblock mb;
	struct host host;
	char line[100] = "";

	(void)state;
	config.log = tmpfile();
	assert_non_null(config.log);
	assert_int_equal(host_init(&host, &config), 0);
	mb_init(&mb, &host.port, slots, 4);
	mb.debug = true;
	assert_int_equal(mb_add(&mb, 0x1000, 0x1000), 0);
	rewind(config.log);
	assert_non_null(fgets(line, sizeof(line), config.log));
	assert_non_null(strstr(line, "memblock_add: [0x"));
	fclose(config.log);
	host_release(&host);
}

static void host_port__an_allocation__leads_back_to_its_address(void **state)
{
	struct host_config config = host_config(8 * MIB);
	struct mb_req req = mb_req(0x1000, 0x1000);
	struct memblock_region slots[4];
	struct memblock mb;
	struct host host;

	(void)state;
	assert_int_equal(host_init(&host, &config), 0);
	mb_init(&mb, &host.port, slots, 4);
	assert_int_equal(mb_add(&mb, 0, 8 * MIB), 0);
	assert_int_equal(mb_addr(&mb, mb_alloc_zeroed(&mb, &req)), 8 * MIB - 0x1000);
	host_release(&host);
}

static void host_port__two_machines__share_nothing(void **state)
{
	struct host_config config = host_config(8 * MIB);
	struct host one, two;
	unsigned char *a, *b;

	(void)state;
	assert_int_equal(host_init(&one, &config), 0);
	assert_int_equal(host_init(&two, &config), 0);
	a = one.port.map(one.port.ctx, 0x1000, 1);
	b = two.port.map(two.port.ctx, 0x1000, 1);
	*a = 1;
	assert_int_equal(*b, 0);
	host_release(&one);
	*b = 2;
	host_release(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_arena_map__never_touched__reads_zero),
		cmocka_unit_test(host_arena_map__same_place_twice__same_pointer),
		cmocka_unit_test(host_arena_map__range_over_many_pieces__all_of_it_is_usable),
		cmocka_unit_test(host_arena_map__beyond_the_end__null),
		cmocka_unit_test(host_arena_init__16_tib__costs_what_is_touched),
		cmocka_unit_test(host_arena_init__more_than_there_can_be__no_memory),
		cmocka_unit_test(host_arena_init__no_ram__maps_nothing),
		cmocka_unit_test(host_parallel__any_number_of_threads__each_job_once),
		cmocka_unit_test(host_init__with_an_observer__edits_are_told),
		cmocka_unit_test(host_init__with_a_log__lines_arrive),
		cmocka_unit_test(host_port__an_allocation__leads_back_to_its_address),
		cmocka_unit_test(host_port__two_machines__share_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
