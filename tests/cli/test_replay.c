// SPDX-License-Identifier: MIT
/*
 * test_replay.c - replaying logs small enough to be checked by eye.
 *
 * Real boots are in the transcripts; here is each cause by itself: what the log leaves out,
 * what cannot be asked, what differs and why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/replay/map.h"

#define X86 "Linux version 6.1.0 (x)\nBIOS-provided physical RAM map:\n"
#define X86_TAGGED "Linux version 6.18.0 (x)\nBIOS-provided physical RAM map:\n"
#define ARM64 "Booting Linux on physical CPU 0x0\nLinux version 6.1.0 (x)\n"
#define ANSWER(range) "memblock_reserve: [" range "] memblock_alloc_range_nid+0x1/0x2\n"
#define ADD(range) "memblock_add: [" range "] e820__memblock_setup+0x1/0x2\n"
#define RESERVE(range) "memblock_reserve: [" range "] setup_arch+0x1/0x2\n"
#define ALLOC(size, align, nid, from) "memblock_alloc_try_nid: " size " bytes align=" align \
	" nid=" nid " from=" from " max_addr=0x0 f+0x1/0x2\n"
#define PHYS(size, align, from, max) "memblock_phys_alloc_range: " size " bytes align=" align \
	" from=" from " max_addr=" max " f+0x1/0x2\n"
#define DUMP(memory, nr_memory, reserved, nr_reserved) \
	"MEMBLOCK configuration:\n memory size = 0x0 reserved size = 0x0\n" \
	" memory.cnt  = " nr_memory "\n" memory " reserved.cnt  = " nr_reserved "\n" reserved
#define END "Memory: 1K/2K available (x)\n"

static struct log parsed;
static struct replay *replay;

static void run(const char *text)
{
	struct log_error error;

	assert_int_equal(log_parse(text, strlen(text), &parsed, &error), 0);
	assert_int_equal(replay_new(&parsed, &replay), 0);
	assert_int_equal(replay_run(replay), 0);
}

static void expect_counts(size_t matched, size_t mismatched, size_t skipped)
{
	assert_int_equal(replay->nr_matched, matched);
	assert_int_equal(replay->nr_mismatched, mismatched);
	assert_int_equal(replay->nr_skipped, skipped);
	assert_int_equal(replay->nr_allocs, matched + mismatched + skipped);
}

static void expect_why(size_t i, const char *part)
{
	assert_true(i < replay->nr_mismatches);
	assert_non_null(strstr(replay->mismatches[i].why, part));
}

static int forget(void **state)
{
	(void)state;
	replay_free(replay);
	replay = NULL;
	log_release(&parsed);
	return 0;
}

/* --- what matches -------------------------------------------------------- */

static void replay_run__top_down__matches(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") ALLOC("4096", "0x1000", "-1", "0x0")
	    ANSWER("0xfff000-0xffffff") ALLOC("64", "0x40", "-1", "0x0")
	    ANSWER("0xffefc0-0xffefff"));
	expect_counts(2, 0, 0);
	assert_int_equal(replay->resynced, 0);
}

static void replay_run__failed_in_the_log_and_here__matches(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") PHYS("1073741824", "0x1000", "0x0", "0x100000000")
	    PHYS("4096", "0x1000", "0x0", "0x100000") ANSWER("0xff000-0xfffff"));
	expect_counts(2, 0, 0);
}

static void replay_run__alignment_no_power_of_two__rounds_with_a_mask(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") RESERVE("0xfffc00-0xffffff")
	    PHYS("1048576", "0xbb8", "0x0", "0x1000000") ANSWER("0xeff400-0xfff3ff"));
	expect_counts(1, 0, 0);
}

static void replay_run__lower_bound_of_a_pointer__is_dropped(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") ALLOC("4096", "0x1000", "-1", "0x40000000")
	    ANSWER("0xfff000-0xffffff"));
	expect_counts(1, 0, 0);
	assert_int_equal(replay->nr_mismatches, 0);
}

/* Before the first request that leaves its bounds open, x86 may only use the first MiB. */
static void replay_run__x86_array_grows_early__below_one_mib(void **state)
{
	static char text[20000];
	size_t len = (size_t)snprintf(text, sizeof(text), X86 ADD("0x1000-0x9ffff"));
	unsigned int i;

	(void)state;
	for (i = 1; i < 129; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"memblock_add: [0x%x-0x%x] f+0x1/0x2\n", i * 0x200000,
					i * 0x200000 + 0xfffff);
	snprintf(text + len, sizeof(text) - len,
		 "memblock: memory is doubled to 256 at [0x9e000-0x9f7ff]\n"
		 "memblock_reserve: [0x9e000-0x9ffff] memblock_double_array+0x1/0x2\n");
	run(text);
	expect_counts(1, 0, 0);
}

static void replay_run__movable_node__bottom_up_until_nodes_are_read(void **state)
{
	(void)state;
	run(X86 "Command line: a movable_node b\n" ADD("0x1000-0xffffff")
	    PHYS("4096", "0x1000", "0x100000", "0x1000000") ANSWER("0x100000-0x100fff")
	    "Faking a node at [mem 0x0-0xffffff]\n"
	    PHYS("4096", "0x1000", "0x100000", "0x1000000") ANSWER("0xfff000-0xffffff"));
	expect_counts(2, 0, 0);
}

static void replay_run__removable_memory_and_movable_node__is_kept_free(void **state)
{
	(void)state;
	run(X86 "Command line: movable_node\n" ADD("0x1000-0xffffff") ADD("0x1000000-0x1ffffff")
	    "ACPI: SRAT: Node 0 PXM 0 [mem 0x0-0xffffff]\n"
	    "ACPI: SRAT: Node 1 PXM 1 [mem 0x1000000-0x1ffffff] hotplug\n"
	    ANSWER("0xfff000-0xffffff") "NODE_DATA(0) allocated [mem 0xfff000-0xffffff]\n"
	    ANSWER("0xffe000-0xffefff") "NODE_DATA(1) allocated [mem 0xffe000-0xffefff]\n"
	    ALLOC("4096", "0x1000", "1", "0x0") ANSWER("0xffd000-0xffdfff"));
	expect_counts(3, 0, 0);
}

static void replay_run__node_data__is_asked_for_on_its_node(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0x1ffffff")
	    "ACPI: SRAT: Node 0 PXM 0 [mem 0x0-0xffffff]\n"
	    "ACPI: SRAT: Node 1 PXM 1 [mem 0x1000000-0x1ffffff]\n"
	    ANSWER("0xffd5c0-0xffffbf") "NODE_DATA(0) allocated [mem 0xffd5c0-0xffffbf]\n");
	expect_counts(0, 1, 0);
	expect_why(0, "free here");
	assert_int_equal(replay->mismatches[0].req.nid, 0);
}

static void replay_run__contiguous_area__from_4_gib_upward_first(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xbfffffff") ADD("0x100000000-0x1ffffffff")
	    RESERVE("0x100000000-0x100000fff")
	    ANSWER("0x100200000-0x1041fffff") "cma: Reserved 64 MiB at 0x0000000100200000\n");
	expect_counts(1, 0, 0);
}

static void replay_run__contiguous_area_in_bounds__stays_in_them(void **state)
{
	(void)state;
	run(X86 "Command line: cma=64M@0-1G\n" ADD("0x1000-0xbfffffff")
	    ANSWER("0x3c000000-0x3fffffff") "cma: Reserved 64 MiB at 0x000000003c000000\n");
	expect_counts(1, 0, 0);
}

static void replay_run__before_6_18__allocations_merge(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") RESERVE("0xfff000-0xffffff")
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0xffe000-0xffefff"));
	expect_counts(1, 0, 0);
	assert_int_equal(replay->mb.reserved.cnt, 1);
}

static void replay_run__since_6_18__allocations_stay_apart(void **state)
{
	(void)state;
	run(X86_TAGGED ADD("0x1000-0xffffff")
	    "__memblock_reserve: [0xfff000-0xffffff] nid=-1 flags=0 setup_arch+0x1/0x2\n"
	    ALLOC("4096", "0x1000", "-1", "0x0")
	    "__memblock_reserve: [0xffe000-0xffefff] nid=-1 flags=20 "
	    "memblock_alloc_range_nid+0x1/0x2\n");
	expect_counts(1, 0, 0);
	assert_int_equal(replay->mb.reserved.cnt, 2);
	assert_int_equal(replay->mb.reserved.regions[0].flags, MEMBLOCK_RSRV_KERN);
}

/* --- what is taken from dumps -------------------------------------------- */

static void replay_run__reserved_before_logging__from_the_first_dump(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff")
	    DUMP(" memory[0x0]\t[0x1000-0xffffff], 0xfff000 bytes flags: 0x0\n", "0x1",
		 " reserved[0x0]\t[0xe00000-0xffffff], 0x200000 bytes flags: 0x0\n", "0x1")
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0xdff000-0xdfffff"));
	expect_counts(1, 0, 0);
	assert_int_equal(replay->resynced, 1);
	assert_int_equal(replay->nr_dumps_same, 1);
}

/* What the lines before a dump say is not taken from it. */
static void replay_run__reserved_by_a_line__not_taken_from_the_dump(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") RESERVE("0xe00000-0xffffff")
	    DUMP(" memory[0x0]\t[0x1000-0xffffff], 0xfff000 bytes flags: 0x0\n", "0x1",
		 " reserved[0x0]\t[0xe00000-0xffffff], 0x200000 bytes flags: 0x0\n", "0x1"));
	assert_int_equal(replay->resynced, 0);
	assert_int_equal(replay->nr_dumps_same, 1);
}

static void replay_run__arm64_memory__from_the_first_dump_that_has_some(void **state)
{
	(void)state;
	run(ARM64 ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x7ffff000-0x7fffffff")
	    DUMP(" memory[0x0]\t[0x40000000-0x7fffffff], 0x40000000 bytes flags: 0x0\n", "0x1",
		 " reserved[0x0]\t[0x7ffff000-0x7fffffff], 0x1000 bytes flags: 0x0\n", "0x1"));
	expect_counts(1, 0, 0);
	assert_int_equal(replay->resynced, 1);
}

static void replay_run__arm64_without_dump__from_the_node_ranges(void **state)
{
	(void)state;
	run(ARM64 ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x7ffff000-0x7fffffff")
	    "  node   0: [mem 0x0000000040000000-0x000000007fffffff]\n" END);
	expect_counts(1, 0, 0);
}

static void replay_run__unmapped_memory__is_known_before_the_first_request(void **state)
{
	(void)state;
	run(ARM64 "memblock_add: [0x40000000-0x7fffffff] f+0x1/0x2\n"
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x7fffe000-0x7fffefff")
	    DUMP(" memory[0x0]\t[0x40000000-0x7fffefff], 0x3ffff000 bytes flags: 0x0\n"
		 " memory[0x1]\t[0x7ffff000-0x7fffffff], 0x1000 bytes flags: 0x4\n", "0x2",
		 " reserved[0x0]\t[0x7fffe000-0x7fffefff], 0x1000 bytes flags: 0x0\n", "0x1"));
	expect_counts(1, 0, 0);
	assert_int_equal(replay->nr_dumps_same, 1);
}

static void replay_run__mirrored_memory__comes_first(void **state)
{
	(void)state;
	run(X86 "Command line: kernelcore=1G,mirror\n" ADD("0x1000-0xffffff")
	    "efi: Memory: 4M/16M mirrored memory\n"
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x3ff000-0x3fffff")
	    DUMP(" memory[0x0]\t[0x1000-0x3fffff], 0x3ff000 bytes flags: 0x2\n"
		 " memory[0x1]\t[0x400000-0xffffff], 0xc00000 bytes flags: 0x0\n", "0x2",
		 " reserved[0x0]\t[0x3ff000-0x3fffff], 0x1000 bytes flags: 0x0\n", "0x1"));
	expect_counts(1, 0, 0);
}

/* --- what is skipped ----------------------------------------------------- */

static void replay_run__answer_to_nothing__skipped_and_reserved(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") ANSWER("0x500000-0x500fff")
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0xfff000-0xffffff"));
	expect_counts(1, 0, 1);
	assert_non_null(strstr(replay->skips[0].reason, "what was asked for"));
	assert_true(mb_is_reserved(&replay->mb, 0x500000));
}

static void replay_run__zero_bytes__skipped(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff")
	    ALLOC("0", "0x40", "-1", "0x0") ANSWER("0x1000000-0xffffff"));
	expect_counts(0, 0, 1);
}

static void replay_run__log_ends_behind_a_request__skipped(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") ALLOC("64", "0x40", "-1", "0x0"));
	expect_counts(0, 0, 1);
}

static void replay_run__memory_never_shown__skipped(void **state)
{
	(void)state;
	run(ARM64 ALLOC("64", "0x40", "-1", "0x0") ANSWER("0x7fffffc0-0x7fffffff") END);
	expect_counts(0, 0, 1);
	assert_non_null(strstr(replay->skips[0].reason, "where memory is"));
}

/* --- what differs -------------------------------------------------------- */

static void replay_run__each_difference__says_why(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") RESERVE("0x200000-0x2fffff")
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x2ff000-0x2fffff")
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x5000000-0x5000fff")
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x800000-0x800fff")
	    ALLOC("4096", "0x1000", "-1", "0x0")
	    ALLOC("1073741824", "0x1000", "-1", "0x0") ANSWER("0x40000000-0x7fffffff"));
	expect_counts(0, 5, 0);
	expect_why(0, "reserved here: 0x200000-0x2fffff");
	expect_why(1, "no memory here");
	expect_why(2, "from the top down");
	expect_why(3, "found no place");
	assert_false(replay->mismatches[4].ours_fits);
}

static void replay_run__a_difference__the_logs_place_is_in_force(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff")
	    ALLOC("4096", "0x1000", "-1", "0x0") ANSWER("0x800000-0x800fff"));
	expect_counts(0, 1, 0);
	assert_true(mb_is_reserved(&replay->mb, 0x800000));
	assert_false(mb_is_reserved(&replay->mb, 0xfff000));
}

static void replay_run__array_moves_only_in_the_log__a_difference(void **state)
{
	(void)state;
	run(X86 ADD("0x1000-0xffffff") RESERVE("0x200000-0x2fffff")
	    "memblock: reserved is doubled to 256 at [0xfe000-0xff7ff]\n"
	    "memblock_reserve: [0xfe000-0xfffff] memblock_double_array+0x1/0x2\n");
	expect_counts(0, 1, 0);
	assert_true(mb_is_reserved(&replay->mb, 0xfe000));
}

static void replay_run__array_moves_only_here__a_difference(void **state)
{
	static char text[20000];
	size_t len = (size_t)snprintf(text, sizeof(text), X86 ADD("0x1000-0xfffffff"));
	unsigned int i;

	(void)state;
	for (i = 1; i < 131; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"memblock_reserve: [0x%x-0x%x] f+0x1/0x2\n", i * 0x100000,
					i * 0x100000 + 0xfff);
	run(text);
	expect_counts(0, 1, 0);
	assert_string_equal(replay->mismatches[0].what, "array doubling");
}

/* Giving nodes splits 100 banks; the array moves before any node's data is allocated. */
static void replay_run__array_moves_while_nodes_are_given__matches(void **state)
{
	static char text[40000];
	size_t len = (size_t)snprintf(text, sizeof(text), X86);
	unsigned int i;

	(void)state;
	for (i = 1; i <= 100; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, ADD("0x%x-0x%x"),
					i << 20, (i << 20) + 0x7ffff);
	for (i = 1; i <= 100; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"ACPI: SRAT: Node 0 PXM 0 [mem 0x%x-0x%x]\n"
					"ACPI: SRAT: Node 1 PXM 1 [mem 0x%x-0x%x]\n",
					i << 20, (i << 20) + 0x3ffff, (i << 20) + 0x40000,
					(i << 20) + 0x7ffff);
	snprintf(text + len, sizeof(text) - len,
		 "memblock: memory is doubled to 256 at [0x647e000-0x647f7ff]\n"
		 "memblock_reserve: [0x647e000-0x647ffff] memblock_double_array+0x1/0x2\n"
		 ANSWER("0x643f000-0x643ffff")
		 "NODE_DATA(0) allocated [mem 0x643f000-0x643ffff]\n");
	run(text);
	expect_counts(2, 0, 0);
	assert_int_equal(replay->mb.memory.cnt, 200);
}

/* --- stepping and the map ------------------------------------------------ */

static void replay_step__event_by_event__shows_the_placement(void **state)
{
	struct log_error error;
	const char *text = X86 ADD("0x1000-0xffffff") ALLOC("64", "0x40", "-1", "0x0")
			   ANSWER("0xffffc0-0xffffff");

	(void)state;
	assert_int_equal(log_parse(text, strlen(text), &parsed, &error), 0);
	assert_int_equal(replay_new(&parsed, &replay), 0);
	assert_true(replay_step(replay));
	assert_null(replay->last);
	assert_true(replay_step(replay));
	assert_non_null(replay->last);
	assert_int_equal(replay->last->ours, 0xffffc0);
	assert_true(replay_step(replay));
	assert_null(replay->last);
	assert_false(replay_step(replay));
}

static void map_new__shares__sum_up(void **state)
{
	struct map map;

	(void)state;
	run(X86 ADD("0x1000-0xffffff") RESERVE("0x200000-0x2fffff")
	    "memblock_alloc_try_nid: 4194304 bytes align=0x8 nid=-1 from=0x0 max_addr=0x0 "
	    "setup_log_buf+0x1/0x2\n" ANSWER("0xc00000-0xffffff")
	    "memblock_phys_free: [0x280000-0x2fffff] f+0x1/0x2\n");
	expect_counts(1, 0, 0);
	assert_int_equal(map_new(replay, &map), 0);
	assert_int_equal(map.nr_bytes, 0xfff000);
	assert_int_equal(map.nr_taken, 0x480000);
	assert_int_equal(map.nr_shares, 2);
	assert_string_equal(map.shares[0].group->name, "log buffer");
	assert_string_equal(map.shares[1].group->name, "kernel image");
	assert_int_equal(map.shares[1].bytes, 0x80000);
	assert_int_equal(map.nr_rows, 1);
	assert_int_equal(map.rows[0].cells[MAP_WIDTH - 1], 'l');
	map_release(&map);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_teardown(name, forget)
	const struct CMUnitTest tests[] = {
		CASE(replay_run__top_down__matches),
		CASE(replay_run__failed_in_the_log_and_here__matches),
		CASE(replay_run__alignment_no_power_of_two__rounds_with_a_mask),
		CASE(replay_run__lower_bound_of_a_pointer__is_dropped),
		CASE(replay_run__x86_array_grows_early__below_one_mib),
		CASE(replay_run__movable_node__bottom_up_until_nodes_are_read),
		CASE(replay_run__removable_memory_and_movable_node__is_kept_free),
		CASE(replay_run__node_data__is_asked_for_on_its_node),
		CASE(replay_run__contiguous_area__from_4_gib_upward_first),
		CASE(replay_run__contiguous_area_in_bounds__stays_in_them),
		CASE(replay_run__before_6_18__allocations_merge),
		CASE(replay_run__since_6_18__allocations_stay_apart),
		CASE(replay_run__reserved_before_logging__from_the_first_dump),
		CASE(replay_run__reserved_by_a_line__not_taken_from_the_dump),
		CASE(replay_run__arm64_memory__from_the_first_dump_that_has_some),
		CASE(replay_run__arm64_without_dump__from_the_node_ranges),
		CASE(replay_run__unmapped_memory__is_known_before_the_first_request),
		CASE(replay_run__mirrored_memory__comes_first),
		CASE(replay_run__answer_to_nothing__skipped_and_reserved),
		CASE(replay_run__zero_bytes__skipped),
		CASE(replay_run__log_ends_behind_a_request__skipped),
		CASE(replay_run__memory_never_shown__skipped),
		CASE(replay_run__each_difference__says_why),
		CASE(replay_run__a_difference__the_logs_place_is_in_force),
		CASE(replay_run__array_moves_only_in_the_log__a_difference),
		CASE(replay_run__array_moves_only_here__a_difference),
		CASE(replay_run__array_moves_while_nodes_are_given__matches),
		CASE(replay_step__event_by_event__shows_the_placement),
		CASE(map_new__shares__sum_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
