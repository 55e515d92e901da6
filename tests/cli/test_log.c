// SPDX-License-Identifier: MIT
/*
 * test_log.c - the log parser: every form of line, and every way in which a log can be wrong.
 */
#include <stdio.h>

#include "parsed.h"

#define END "Memory: 1000K/2000K available (1K kernel code)\n"

/* The only event of a log whose first line is the version. */
static const struct log_event *only_event(const char *line)
{
	char text[1024];

	snprintf(text, sizeof(text), VERSION "%s\n", line);
	assert_int_equal(parse(text), 0);
	assert_int_equal(parsed.nr_events, 1);
	assert_int_equal(parsed.events[0].line, 2);
	return &parsed.events[0];
}

/* A note, which is no event of boot memory, behind one that is. */
static const struct log_event *only_note(const char *line)
{
	char text[1024];

	snprintf(text, sizeof(text), VERSION ADD "%s\n", line);
	assert_int_equal(parse(text), 0);
	assert_int_equal(parsed.nr_events, 2);
	assert_int_equal(parsed.nr_trace, 1);
	return &parsed.events[1];
}

/* --- lines of the trace -------------------------------------------------- */

static void log_parse__add__range_and_caller(void **state)
{
	const struct log_event *event =
		only_event("memblock_add: [0x0000000000100000-0x00000000bffdffff] "
			   "e820__memblock_setup+0x65/0x7d");

	(void)state;
	assert_int_equal(event->kind, LOG_ADD);
	assert_int_equal(event->base, 0x100000);
	assert_int_equal(log_end(event), 0xbffe0000);
	assert_string_equal(event->who, "e820__memblock_setup");
	assert_int_equal(event->nid, NUMA_NO_NODE);
}

static void log_parse__add_node__node_and_flags(void **state)
{
	const struct log_event *event =
		only_event("memblock_add_node: [0x1000-0x1fff] nid=3 flags=1 f+0x1/0x2");

	(void)state;
	assert_int_equal(event->kind, LOG_ADD);
	assert_int_equal(event->nid, 3);
	assert_int_equal(event->flags, MEMBLOCK_HOTPLUG);
}

static void log_parse__reserve_since_6_18__node_and_flags(void **state)
{
	const struct log_event *event =
		only_event("__memblock_reserve: [0x1000-0x1fff] nid=-1 flags=20 f+0x1/0x2");

	(void)state;
	assert_int_equal(event->kind, LOG_RESERVE);
	assert_int_equal(event->nid, -1);
	assert_int_equal(event->flags, MEMBLOCK_RSRV_KERN);
}

static void log_parse__flags_of_later_kernels__are_left_out(void **state)
{
	const struct log_event *event =
		only_event("__memblock_reserve: [0x1000-0x1fff] nid=-1 flags=fff20 f+0x1/0x2");

	(void)state;
	assert_int_equal(event->flags, MEMBLOCK_RSRV_KERN);
}

static void log_parse__remove_to_the_end__size_is_the_largest(void **state)
{
	const struct log_event *event =
		only_event("memblock_remove: [0x0001000000000000-0x0000fffffffffffe] "
			   "arm64_memblock_init+0x38/0x260");

	(void)state;
	assert_int_equal(event->base, 0x1000000000000);
	assert_true(event->size == PHYS_ADDR_MAX);
	assert_true(log_end(event) == PHYS_ADDR_MAX);
}

static void log_parse__free_of_nothing__size_zero(void **state)
{
	const struct log_event *event =
		only_event("memblock_phys_free: [0x00000000bfff9000-0x00000000bfff8fff] "
			   "memblock_free+0x66/0x70");

	(void)state;
	assert_int_equal(event->kind, LOG_FREE);
	assert_int_equal(event->size, 0);
}

static void log_parse__request_for_pointer__bound_is_soft(void **state)
{
	const struct log_event *event = only_event(
		"memblock_alloc_try_nid: 4096 bytes align=0x40 nid=-1 from=0x0000000001000000 "
		"max_addr=0x0000000000000000 sparse_index_alloc+0x40/0x65");

	(void)state;
	assert_int_equal(event->kind, LOG_REQUEST);
	assert_int_equal(event->size, 4096);
	assert_int_equal(event->align, 0x40);
	assert_int_equal(event->from, 0x1000000);
	assert_int_equal(event->nid, NUMA_NO_NODE);
	assert_true(event->soft);
	assert_false(event->exact);
}

static void log_parse__request_for_address__bound_is_hard(void **state)
{
	const struct log_event *event =
		only_event("memblock_phys_alloc_range: 28672 bytes align=0x1000 from=0x0 "
			   "max_addr=0x100000 f+0x1/0x2");

	(void)state;
	assert_false(event->soft);
	assert_int_equal(event->max, 0x100000);
	assert_int_equal(event->nid, NUMA_NO_NODE);
}

static void log_parse__exact_request__is_exact(void **state)
{
	const struct log_event *event =
		only_event("memblock_alloc_exact_nid_raw: 1 bytes align=0x1 nid=2 from=0x0 "
			   "max_addr=0x0 f+0x1/0x2");

	(void)state;
	assert_true(event->exact);
	assert_int_equal(event->nid, 2);
}

static void log_parse__gigantic_page__its_size_is_its_alignment(void **state)
{
	const struct log_event *event = only_event("memblock_alloc_hugetlb: 1073741824 bytes, "
						   "nid=1, exact_nid=1 f+0x1/0x2");

	(void)state;
	assert_int_equal(event->kind, LOG_REQUEST);
	assert_int_equal(event->size, 1 << 30);
	assert_int_equal(event->align, 1 << 30);
	assert_int_equal(event->nid, 1);
	assert_true(event->exact);
	forget(NULL);
	event = only_event("memblock_alloc_hugetlb: 4096 bytes, nid=-1, exact_nid=0 f+0x1/0x2");
	assert_int_equal(event->nid, NUMA_NO_NODE);
	assert_false(event->exact);
}

/* Each name that the same line has had. */
static void log_parse__names_of_older_kernels__same_event(void **state)
{
	(void)state;
	assert_int_equal(only_event("memblock_free: [0x1000-0x1fff] f+0x1/0x2")->kind, LOG_FREE);
	forget(NULL);
	assert_int_equal(only_event("memblock_phys_free: [0x1000-0x1fff] f+0x1/0x2")->kind,
			 LOG_FREE);
	forget(NULL);
	assert_int_equal(only_event("__memblock_free_late: [0x1000-0x1fff] f+0x1/0x2")->kind,
			 LOG_FREE_LATE);
	forget(NULL);
	assert_int_equal(only_event("memblock_free_late: [0x1000-0x1fff] f+0x1/0x2")->kind,
			 LOG_FREE_LATE);
	forget(NULL);
	assert_int_equal(only_event("memblock_remove: [0x1000-0x1fff] f.isra.0+0x1/0x2")->kind,
			 LOG_REMOVE);
	assert_string_equal(parsed.events[0].who, "f.isra.0");
}

static void log_parse__array_moves__place_and_room(void **state)
{
	const struct log_event *event =
		only_event("memblock: reserved is doubled to 256 at [0x23edc8000-0x23edc97ff]");

	(void)state;
	assert_int_equal(event->kind, LOG_GREW);
	assert_int_equal(event->nr, 256);
	assert_int_equal(event->size, 256 * 24);
	assert_string_equal(event->who, "reserved");
}

static void log_parse__caller_in_a_module_or_without_offset__is_read(void **state)
{
	(void)state;
	assert_string_equal(only_event("memblock_add: [0x0-0x1] f")->who, "f");
	forget(NULL);
	assert_string_equal(only_event("memblock_add: [0x0-0x1] 0xffffffff81000000")->who,
			    "0xffffffff81000000");
}

static void log_parse__caller_without_offset_among_others_with__error(void **state)
{
	(void)state;
	expect_error(VERSION ADD "memblock_add: [0x0-0x1] memblock_al\n", 3,
		     "'+0x...' of the caller");
	assert_int_equal(error.column, 36);
	assert_int_equal(parse(VERSION ADD "memblock_add: [0x0-0x1] 0xffffffff81000000\n"), 0);
}

static void log_parse__lines_that_mention_memblock__are_no_events(void **state)
{
	(void)state;
	assert_int_equal(parse(VERSION "Kernel command line: memblock=debug\n"
				       "memblock_frobnicate: [0x1-0x2] f\n"
				       "memblock: Failed to double reserved array\n"
				       " ? memblock_reserve+0x12/0x34\n" ADD),
			 0);
	assert_int_equal(parsed.nr_events, 1);
	assert_string_equal(parsed.cmdline, "memblock=debug");
}

/* --- notes --------------------------------------------------------------- */

static void log_parse__node_data__with_and_without_node(void **state)
{
	const struct log_event *note = only_note("NODE_DATA(1) allocated [mem 0x1000-0x1fff]");

	(void)state;
	assert_int_equal(note->kind, LOG_NODE_DATA);
	assert_int_equal(note->nid, 1);
	forget(NULL);
	note = only_note("NUMA: NODE_DATA [mem 0x1000-0x1fff]");
	assert_int_equal(note->kind, LOG_NODE_DATA);
	assert_int_equal(note->nid, LOG_NID_UNSAID);
	assert_int_equal(note->base, 0x1000);
}

static void log_parse__cma__size_place_and_node(void **state)
{
	const struct log_event *note = only_note("cma: Reserved 64 MiB at 0xf9800000 on node -1");

	(void)state;
	assert_int_equal(note->kind, LOG_CMA);
	assert_int_equal(note->size, 64 << 20);
	assert_int_equal(note->base, 0xf9800000);
	forget(NULL);
	note = only_note("cma: Reserved 1024 MiB in 1 range");
	assert_int_equal(note->kind, LOG_CMA);
	assert_int_equal(note->size, 1 << 30);
	assert_true(note->base == PHYS_ADDR_MAX);
	forget(NULL);
	note = only_note("hugetlb_cma: reserved 1024 MiB on node 1");
	assert_int_equal(note->kind, LOG_CMA_NODE);
	assert_int_equal(note->nid, 1);
}

static void log_parse__cma_in_one_range__is_what_was_just_reserved(void **state)
{
	(void)state;
	assert_int_equal(parse(VERSION ADD
			       "__memblock_reserve: [0x80000000-0xbfffffff] nid=0 flags=20 "
			       "memblock_alloc_range_nid+0x1/0x2\n"
			       "cma: Reserved 1024 MiB in 1 range\n"),
			 0);
	assert_int_equal(parsed.nr_events, 3);
	assert_int_equal(parsed.events[2].kind, LOG_CMA);
	assert_int_equal(parsed.events[2].base, 0x80000000);
}

static void log_parse__movable__start_on_a_node(void **state)
{
	const struct log_event *event = only_note("  Node 3: 0x0000000020400000");

	(void)state;
	assert_int_equal(event->kind, LOG_MOVABLE);
	assert_int_equal(event->nid, 3);
	assert_int_equal(event->base, 0x20400000);
	log_release(&parsed);
	assert_int_equal(parse(VERSION ADD "  Node 3: 0x0000000020400000 and more\n"), 0);
	assert_int_equal(parsed.nr_events, 1);
}

static void log_parse__node_blocks__every_form(void **state)
{
	const struct log_event *note =
		only_note("ACPI: SRAT: Node 1 PXM 4 [mem 0x100000000-0x17fffffff] hotplug");

	(void)state;
	assert_int_equal(note->kind, LOG_NODE_BLOCK);
	assert_int_equal(note->flags, MEMBLOCK_HOTPLUG);
	assert_int_equal(note->nid, 1);
	forget(NULL);
	note = only_note("NUMA: Node 0 [mem 0x0-0x9ffff] + [mem 0x100000-0x7fffffff] -> "
			 "[mem 0x0-0x7fffffff]");
	assert_int_equal(note->kind, LOG_NODE_JOIN);
	assert_int_equal(note->size, 0x80000000);
	forget(NULL);
	note = only_note("NUMA: Faking a node at [mem 0x40000000-0x7fffffff]");
	assert_int_equal(note->kind, LOG_NODE_DUMMY);
	forget(NULL);
	note = only_note("Faking node 3 at [mem 0x0-0xfff] (1024MB)");
	assert_int_equal(note->kind, LOG_NODE_FAKE);
	assert_int_equal(note->nid, 3);
}

static void log_parse__firmware_maps__range_and_type(void **state)
{
	const struct log_event *note =
		only_note("BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved");

	(void)state;
	assert_int_equal(note->kind, LOG_FIRMWARE);
	assert_string_equal(note->who, "reserved");
	forget(NULL);
	note = only_note("efi:   0x000044000000-0x00004401ffff [Boot Data   |   |  |MR|  |WB|  ]");
	assert_int_equal(note->kind, LOG_FIRMWARE);
	assert_int_equal(note->size, 0x20000);
	assert_string_equal(note->who, "Boot Data");
}

static void log_parse__facts__version_architecture_cpus(void **state)
{
	(void)state;
	assert_int_equal(
		parse("Booting Linux on physical CPU 0x0000000000 [0x411fd070]\n"
		      "Linux version 6.1.0-53-arm64 (x@y)\n" ADD
		      "rcu: 	RCU restricting CPUs from NR_CPUS=256 to nr_cpu_ids=1.\n" END),
		0);
	assert_int_equal(parsed.arch, LOG_ARCH_ARM64);
	assert_int_equal(parsed.nr_cpus, 256);
	assert_string_equal(parsed.release, "6.1.0-53-arm64");
	assert_true(log_is_since(&parsed, 6, 1));
	assert_true(log_is_since(&parsed, 5, 99));
	assert_false(log_is_since(&parsed, 6, 2));
	assert_true(parsed.complete);
}

/* --- ends of lines ------------------------------------------------------- */

static void log_parse__last_line_without_end__is_read(void **state)
{
	(void)state;
	assert_int_equal(parse(VERSION "memblock_add: [0x0-0x1] f"), 0);
	assert_int_equal(parsed.nr_events, 1);
}

/* --- dumps --------------------------------------------------------------- */

#define DUMP_HEAD "MEMBLOCK configuration:\n memory size = 0x2000 reserved size = 0x1000\n"
#define DUMP_MEMORY \
	" memory.cnt  = 0x2\n" \
	" memory[0x0]\t[0x1000-0x1fff], 0x1000 bytes on node 0 flags: 0x0\n" \
	" memory[0x1]\t[0x3000-0x3fff], 0x1000 bytes on node 1 flags: 0x2\n"
#define DUMP_RESERVED \
	" reserved.cnt  = 0x1\n" \
	" reserved[0x0]\t[0x1000-0x1fff], 0x1000 bytes flags: 0x0\n"

static void log_parse__dump__both_arrays(void **state)
{
	const struct log_dump *dump;

	(void)state;
	assert_int_equal(parse(VERSION DUMP_HEAD DUMP_MEMORY DUMP_RESERVED END), 0);
	assert_int_equal(parsed.nr_dumps, 1);
	dump = &parsed.dumps[0];
	assert_int_equal(dump->nr_memory, 2);
	assert_int_equal(dump->nr_reserved, 1);
	assert_int_equal(parsed.regions[dump->first_memory + 1].nid, 1);
	assert_int_equal(parsed.regions[dump->first_memory + 1].flags, MEMBLOCK_MIRROR);
	assert_int_equal(parsed.regions[dump->first_reserved].nid, NUMA_NO_NODE);
}

static void log_parse__dump_of_empty_arrays__no_regions(void **state)
{
	(void)state;
	assert_int_equal(
		parse(VERSION DUMP_HEAD
		      " memory.cnt  = 0x1\n"
		      " memory[0x0]\t[0x0-0xffffffffffffffff], 0x0 bytes on node 0 flags: 0x0\n"
		      " reserved.cnt  = 0x0\n"
		      " reserved[0x0]\t[0x0-0xffffffffffffffff], 0x0 bytes flags: 0x0\n"),
		0);
	assert_int_equal(parsed.dumps[0].nr_memory, 0);
	assert_int_equal(parsed.dumps[0].nr_reserved, 0);
}

static void log_parse__dump_that_lacks_lines__error(void **state)
{
	(void)state;
	expect_error(VERSION DUMP_HEAD
		     " memory.cnt  = 0x3\n"
		     " memory[0x0]\t[0x1000-0x1fff], 0x1000 bytes flags: 0x0\n" DUMP_RESERVED,
		     6, "fewer regions than it announces");
	expect_error(VERSION DUMP_HEAD DUMP_MEMORY " reserved.cnt  = 0x2\n" ADD, 8,
		     "fewer regions than it announces");
	expect_error(VERSION DUMP_HEAD DUMP_MEMORY " reserved.cnt  = 0x2\n", 7,
		     "fewer regions than it announces");
}

static void log_parse__dump_out_of_order__error(void **state)
{
	(void)state;
	expect_error(VERSION DUMP_HEAD DUMP_RESERVED, 4, "does not belong here");
	expect_error(VERSION DUMP_HEAD " memory.cnt  = 0x2\n"
				       " memory[0x1]\t[0x1000-0x1fff], 0x1000 bytes flags: 0x0\n",
		     5, "not the next one");
	expect_error(VERSION DUMP_HEAD " memory.cnt  = 0x2\n"
				       " memory[0x0]\t[0x2000-0x3fff], 0x2000 bytes flags: 0x0\n"
				       " memory[0x1]\t[0x3000-0x3fff], 0x1000 bytes flags: 0x0\n",
		     6, "does not lie above");
	expect_error(VERSION ADD " memory[0x0]\t[0x1000-0x1fff], 0x1000 bytes flags: 0x0\n", 3,
		     "not the next one");
}

static void log_parse__dump_line_that_contradicts_itself__error(void **state)
{
	(void)state;
	expect_error(VERSION DUMP_HEAD " memory.cnt  = 0x1\n"
				       " memory[0x0]\t[0x1000-0x1fff], 0x2000 bytes flags: 0x0\n",
		     5, "agrees with the range");
	expect_error(VERSION DUMP_HEAD " memory.cnt  = many\n", 4, "a number of regions");
}

/* --- what is wrong ------------------------------------------------------- */

static void log_parse__nothing_of_ours__error_without_line(void **state)
{
	(void)state;
	expect_error("", 0, "no event");
	expect_error("hello\n", 0, "no event of boot memory in 1 line");
	expect_error(VERSION END, 0, "in 2 lines");
	assert_non_null(strstr(error.help, "memblock=debug"));
}

static void log_parse__no_version_before_the_trace__error(void **state)
{
	(void)state;
	expect_error(ADD VERSION, 1, "begins in the middle");
	expect_error("x\n" DUMP_HEAD, 2, "begins in the middle");
	expect_error(" memory[0x0]\t[0x1000-0x1fff], 0x1000 bytes flags: 0x0\n", 1,
		     "begins in the middle");
}

static void log_parse__second_boot__error(void **state)
{
	(void)state;
	expect_error(VERSION ADD END VERSION ADD, 4, "a second boot");
}

static void log_parse__time_runs_backwards__error(void **state)
{
	(void)state;
	expect_error("[    0.000000] " VERSION "[    0.000002] " ADD "[    0.000001] " ADD, 3,
		     "time runs backwards");
}

static void log_parse__zero_bytes__error(void **state)
{
	const char text[] = VERSION "x\0y\n" ADD;

	(void)state;
	assert_int_equal(log_parse(text, sizeof(text) - 1, &parsed, &error), -BM_EBADMSG);
	assert_int_equal(error.line, 2);
	assert_non_null(strstr(error.message, "not text"));
}

/* Before the kernel speaks a loader may draw, and after boot memory is gone a shell. */
static void log_parse__control_bytes_in_the_trace__error(void **state)
{
	(void)state;
	expect_error(VERSION "x\x01y\n" ADD, 2, "control bytes");
	expect_error(VERSION ADD "\x1f\n", 3, "control bytes");
	assert_int_equal(parse("\x08\x01\n" VERSION "a\tb\x7f\xc3\xa4\n" ADD END "\x08\x01\n"), 0);
}

/** A damaged line, and where it stops making sense. */
static const struct {
	const char *line;
	unsigned int column;
	const char *expected;
} damaged[] = {
	{ "memblock_add: 0x1000-0x1fff] f", 15, "a range" },
	{ "memblock_add: [1000-0x1fff] f", 16, "an address" },
	{ "memblock_add: [0x-0x1fff] f", 16, "an address" },
	{ "memblock_add: [0x10000000000000000-0x1fff] f", 16, "an address" },
	{ "memblock_add: [0x1000+0x1fff] f", 22, "'-'" },
	{ "memblock_add: [0x1000-] f", 23, "an address" },
	{ "memblock_add: [0x1000-0x1fff f", 29, "']'" },
	{ "memblock_add: [0x3000-0x1fff] f", 15, "does not end before it starts" },
	{ "memblock_add: [0x1000-0x1fff]", 30, "the caller, but the line ends" },
	{ "memblock_add: [0x1000-0x1fff] ", 31, "the caller's name" },
	{ "memblock_add: [0x1000-0x1fff] f+", 33, "of the caller" },
	{ "memblock_add: [0x1000-0x1fff] f+0x1", 36, "of the caller" },
	{ "memblock_add: [0x1000-0x1fff] f+0x1/", 37, "of the caller" },
	{ "memblock_add: [0x1000-0x1fff] f+0x1/0x2 x", 41, "the end of the line" },
	{ "memblock_add_node: [0x0-0x1] f", 29, "nid=" },
	{ "memblock_add_node: [0x0-0x1] nid=x", 34, "a node number" },
	{ "memblock_add_node: [0x0-0x1] nid=99999999999 flags=0 f", 34, "a node number" },
	{ "memblock_add_node: [0x0-0x1] nid=0 f", 35, "flags=" },
	{ "memblock_add_node: [0x0-0x1] nid=0 flags=z f", 42, "flags" },
	{ "memblock_alloc_try_nid: bytes align=0x1", 25, "a size" },
	{ "memblock_alloc_try_nid: 18446744073709551616 bytes align=0x1", 25, "a size" },
	{ "memblock_alloc_try_nid: 8 align=0x1", 26, "bytes align=" },
	{ "memblock_alloc_try_nid: 8 bytes align=1", 39, "an alignment" },
	{ "memblock_alloc_try_nid: 8 bytes align=0x1 nid= from=0x0", 47, "a node number" },
	{ "memblock_alloc_try_nid: 8 bytes align=0x1 nid=0 to=0x0", 48, "from=" },
	{ "memblock_alloc_try_nid: 8 bytes align=0x1 nid=0 from=x", 54, "an address" },
	{ "memblock_alloc_try_nid: 8 bytes align=0x1 nid=0 from=0x0 f", 57, "max_addr=" },
	{ "memblock_alloc_try_nid: 8 bytes align=0x1 nid=0 from=0x0 max_addr=f", 67, "an address" },
	{ "memblock_alloc_hugetlb: 8 bytes nid=0", 26, "' bytes, nid='" },
	{ "memblock_alloc_hugetlb: 8 bytes, nid=0, exact_nid=2 f", 52, "0 or 1" },
	{ "memb", 5, "the rest of a line of the trace, but the line ends" },
	{ "__memblock_reser", 17, "the rest of a line of the trace" },
	{ "memblock_alloc_exact_nid_raw", 29, "the rest of a line of the trace" },
	{ "memblock_add:", 14, "the rest of a line of the trace" },
	{ "memblock: memory is doubled to at [0x0-0x1]", 32, "a number of regions" },
	{ "memblock: memory is doubled to 256 [0x0-0x1]", 35, "' at '" },
};

static void log_parse__damaged_line__points_at_the_place(void **state)
{
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		snprintf(text, sizeof(text), VERSION "%s\n", damaged[i].line);
		expect_error(text, 2, damaged[i].expected);
		assert_int_equal(error.column, damaged[i].column);
		assert_true(error.length > 0);
		assert_string_equal(error.text, damaged[i].line);
	}
}

int main(void)
{
#define CASE(name) cmocka_unit_test_teardown(name, forget)
	const struct CMUnitTest tests[] = {
		CASE(log_parse__add__range_and_caller),
		CASE(log_parse__add_node__node_and_flags),
		CASE(log_parse__reserve_since_6_18__node_and_flags),
		CASE(log_parse__flags_of_later_kernels__are_left_out),
		CASE(log_parse__remove_to_the_end__size_is_the_largest),
		CASE(log_parse__free_of_nothing__size_zero),
		CASE(log_parse__request_for_pointer__bound_is_soft),
		CASE(log_parse__request_for_address__bound_is_hard),
		CASE(log_parse__exact_request__is_exact),
		CASE(log_parse__gigantic_page__its_size_is_its_alignment),
		CASE(log_parse__names_of_older_kernels__same_event),
		CASE(log_parse__array_moves__place_and_room),
		CASE(log_parse__caller_in_a_module_or_without_offset__is_read),
		CASE(log_parse__caller_without_offset_among_others_with__error),
		CASE(log_parse__lines_that_mention_memblock__are_no_events),
		CASE(log_parse__node_data__with_and_without_node),
		CASE(log_parse__cma__size_place_and_node),
		CASE(log_parse__cma_in_one_range__is_what_was_just_reserved),
		CASE(log_parse__movable__start_on_a_node),
		CASE(log_parse__node_blocks__every_form),
		CASE(log_parse__firmware_maps__range_and_type),
		CASE(log_parse__facts__version_architecture_cpus),
		CASE(log_parse__last_line_without_end__is_read),
		CASE(log_parse__dump__both_arrays),
		CASE(log_parse__dump_of_empty_arrays__no_regions),
		CASE(log_parse__dump_that_lacks_lines__error),
		CASE(log_parse__dump_out_of_order__error),
		CASE(log_parse__dump_line_that_contradicts_itself__error),
		CASE(log_parse__nothing_of_ours__error_without_line),
		CASE(log_parse__no_version_before_the_trace__error),
		CASE(log_parse__second_boot__error),
		CASE(log_parse__time_runs_backwards__error),
		CASE(log_parse__zero_bytes__error),
		CASE(log_parse__control_bytes_in_the_trace__error),
		CASE(log_parse__damaged_line__points_at_the_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
