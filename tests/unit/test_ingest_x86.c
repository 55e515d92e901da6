// SPDX-License-Identifier: MIT
/*
 * test_ingest_x86.c - from claims and memmap= to memory, one step at a time.
 */
#include <string.h>

#include <bootmem/ingest.h>

#include "harness.h"
#include "shortage.h"
#include "told.h"

#define ROOM 32

static struct bm_fw_range ranges[ROOM];
static uint32_t scratch[BM_FW_MAP_SCRATCH(ROOM)];
static struct bm_x86_map x86;

static void claim(phys_addr_t first, phys_addr_t end, uint32_t kind)
{
	struct bm_range range = { first, end };
	struct bm_fw_range added = bm_fw_claim(range, kind);

	assert_int_equal(bm_fw_map_add(&x86.map, &added), 0);
}

/* A PC with 256 MiB. */
static void start(void)
{
	x86.map = bm_fw_map(ranges, ROOM);
	x86.scratch = scratch;
	x86.nr_scratch = sizeof(scratch) / sizeof(scratch[0]);
	claim(0, 0x9fc00, BM_FW_USABLE);
	claim(0x9fc00, 0xa0000, BM_FW_RESERVED);
	claim(0x100000, 0x10000000, BM_FW_USABLE);
}

static void expect_map(const char *want)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	size_t i;

	for (i = 0; i < x86.map.cnt; i++)
		sink.range(sink.ctx, &x86.map.ranges[i]);
	expect_told(&told, want);
}

static int edit(const char *cmdline)
{
	bool edited = false;
	int err;

	start();
	err = bm_x86_edit(&x86, text(cmdline), &edited, NULL);
	assert_true(edited);
	return err;
}

static void bm_x86_edit__nothing_to_edit__map_is_as_it_was(void **state)
{
	bool edited = true;

	(void)state;
	start();
	assert_int_equal(bm_x86_edit(&x86, text("quiet"), &edited, NULL), 0);
	assert_false(edited);
	assert_int_equal(x86.map.cnt, 3);
	assert_int_equal(bm_x86_edit(&x86, text("quiet"), NULL, NULL), 0);
}

/* An address, not an amount; and the smallest of several. */
static void bm_x86_edit__mem__cuts_ram_at_the_address(void **state)
{
	(void)state;
	assert_int_equal(edit("mem=64M mem=128M"), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-4000000 usable\n");
	assert_int_equal(edit("memmap=96M"), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-6000000 usable\n");
}

static void bm_x86_edit__exactmap__starts_anew(void **state)
{
	(void)state;
	assert_int_equal(edit("memmap=exactmap memmap=640K@0 memmap=15M@1M"), 0);
	expect_map("0-a0000 usable\n100000-1000000 usable\n");
}

static void bm_x86_edit__claims__the_strictest_wins(void **state)
{
	(void)state;
	assert_int_equal(edit("memmap=1M$16M,1M#32M,1M!48M"), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-1000000 usable\n"
		   "1000000-1100000 reserved\n1100000-2000000 usable\n2000000-2100000 ACPI data\n"
		   "2100000-3000000 usable\n3000000-3100000 persistent (type 12)\n"
		   "3100000-10000000 usable\n");
	/* RAM cannot be made of what is reserved. */
	assert_int_equal(edit("memmap=1K@0x9fc00"), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-10000000 usable\n");
}

static void bm_x86_edit__retype_and_remove__only_what_is_of_the_kind(void **state)
{
	(void)state;
	assert_int_equal(edit("memmap=1M%0-1+2"), 0);
	expect_map("0-a0000 reserved type 1\n100000-10000000 usable\n");
	assert_int_equal(edit("memmap=1M%0-2"), 0);
	expect_map("0-9fc00 usable\n100000-10000000 usable\n");
	assert_int_equal(edit("memmap=256M%1M+5"), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-10100000 unusable\n");
}

/* Where Linux stops with "Invalid user supplied memory map". */
static void bm_x86_edit__no_map_is_left__is_refused(void **state)
{
	(void)state;
	assert_int_equal(edit("memmap=exactmap"), -BM_EINVAL);
	assert_int_equal(edit("memmap=exactmap memmap=16M@0"), -BM_EINVAL);
	assert_int_equal(edit("memmap=16M@0xffffffffffffffff"), -BM_EINVAL);
	assert_int_equal(edit("mem=1"), 0);
}

/* catalogue nvmevirt #60: the dollar was eaten; all memory above goes. */
static void bm_x86_edit__eaten_dollar__cuts_all_above(void **state)
{
	(void)state;
	assert_int_equal(edit("memmap=8M82M"), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-800000 usable\n");
}

static void bm_x86_edit__junk__is_told_with_its_place(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);

	(void)state;
	start();
	assert_int_equal(bm_x86_edit(&x86, text("ro memmap=1M$16Mx"), NULL, &sink), 0);
	expect_told(&told, "! junk at 10\n");
}

static void bm_x86_edit__no_room__says_so(void **state)
{
	(void)state;
	start();
	x86.map.max = 3;
	assert_int_equal(bm_x86_edit(&x86, text("memmap=1M$16M"), NULL, NULL), -BM_ENOSPC);
	start();
	x86.map.max = 3;
	assert_int_equal(bm_x86_edit(&x86, text("memmap=1M%16M-1"), NULL, NULL), -BM_ENOSPC);
}

static void bm_x86_fix__legacy_memory__is_taken_away(void **state)
{
	struct bm_range kernel = { 0x1000000, 0x2000000 };

	(void)state;
	start();
	x86.map.cnt = 0;
	claim(0, 0x10000000, BM_FW_USABLE);
	assert_int_equal(bm_x86_fix(&x86, kernel), 0);
	expect_map("0-1000 reserved type 1\n1000-a0000 usable\n100000-10000000 usable\n");
}

static void bm_x86_fix__kernel_outside_of_ram__is_made_ram(void **state)
{
	struct bm_range kernel = { 0xf000000, 0x11000000 };

	(void)state;
	start();
	claim(0xf800000, 0xf900000, BM_FW_RESERVED);
	assert_int_equal(bm_x86_fix(&x86, kernel), 0);
	expect_map("0-1000 reserved type 1\n1000-9fc00 usable\n9fc00-a0000 reserved\n"
		   "100000-11000000 usable\n");
}

static void bm_x86_reserve_early__image__kernel_low_initrd_bios(void **state)
{
	struct world *w = world(".");
	struct bm_x86_image image = { { 0x1000000, 0x1800000 }, { 0x7fe0123, 0x7ff0001 }, 0 };

	(void)state;
	w->mb.untagged = true;
	ok(bm_x86_reserve_early(&w->mb, &image));
	expect_regions(&w->mb.reserved, "0+10000 -1 0, 9f000+61000 -1 0, 1000000+800000 -1 0, "
					"7fe0000+11000 -1 0");
	w = world(".");
	image.initrd.end = 0;
	image.bios_start = 0x80000;
	ok(bm_x86_reserve_early(&w->mb, &image));
	expect_regions(&w->mb.reserved, "0+10000 -1 0, 80000+80000 -1 0, 1000000+800000 -1 20");
}

static void bm_x86_reserve_early__bios_start_out_of_reason__is_the_usual(void **state)
{
	static const phys_addr_t starts[] = { 0x1ffff, 0x9f001, 0xfffff };
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct world *w = world(".");
		struct bm_x86_image image = { { 0, 0 }, { 0, 0 }, 0 };

		image.bios_start = starts[i];
		ok(bm_x86_reserve_early(&w->mb, &image));
		expect_regions(&w->mb.reserved, "0+10000 -1 0, 9f000+61000 -1 0");
	}
}

static void bm_x86_add_memory__kinds__memory_reservation_or_nothing(void **state)
{
	struct world *w = world(".");

	(void)state;
	start();
	claim(0x20000000, 0x20000400, BM_FW_KERN);
	claim(0x20000400, 0x20800000, BM_FW_USABLE);
	claim(0x30000000, 0x30800000, BM_FW_SOFT_RESERVED);
	claim(0x40000000, 0x40800000, BM_FW_PMEM);
	ok(bm_x86_add_memory(&w->mb, &x86.map));
	expect_regions(&w->mb.memory, "0+9f000 -1 0, 100000+ff00000 -1 0, 20000000+800000 -1 0");
	expect_regions(&w->mb.reserved, "30000000+800000 -1 0");
}

static void bm_x86_reserve_low__always__the_first_mib(void **state)
{
	struct world *w = world(".");

	(void)state;
	ok(bm_x86_reserve_low(&w->mb));
	expect_regions(&w->mb.reserved, "0+100000 -1 0");
}

static void bm_x86_max_pfn__acpi__counts_since_6_13(void **state)
{
	(void)state;
	start();
	claim(0x20000000, 0x20001800, BM_FW_ACPI);
	claim(0x30000000, 0x30001800, BM_FW_NVS);
	assert_int_equal(bm_x86_max_pfn(&x86.map, false), 0x10000);
	assert_int_equal(bm_x86_max_pfn(&x86.map, true), 0x20001);
}

/* --- shortages ----------------------------------------------------------------------------- */

static int empty_map(struct memblock *mb)
{
	(void)mb;
	return 0;
}

static int reserve_early(struct memblock *mb)
{
	struct bm_x86_image image = { { 0x1000000, 0x1800000 }, { 0x7fe0000, 0x7ff0000 }, 0 };

	return bm_x86_reserve_early(mb, &image);
}

static int add_memory(struct memblock *mb)
{
	return bm_x86_add_memory(mb, &x86.map);
}

static void bm_x86__every_shortage_of_slots__is_told(void **state)
{
	(void)state;
	start();
	claim(0x30000000, 0x30800000, BM_FW_SOFT_RESERVED);
	claim(0x40000000, 0x40800000, BM_FW_SOFT_RESERVED);
	claim(0x50000000, 0x50800000, BM_FW_USABLE);
	every_shortage(empty_map, reserve_early);
	every_shortage(empty_map, add_memory);
}

static void bm_x86_fix__every_shortage_of_room__is_told(void **state)
{
	struct bm_range kernel = { 0xf000000, 0x11000000 };
	unsigned int nr_failed = 0;
	size_t max;

	(void)state;
	for (max = 3; max <= ROOM; max++) {
		start();
		x86.map.max = 3;
		x86.map.cnt = 0;
		claim(0x800, 0xa8000, BM_FW_USABLE);
		claim(0x100000, 0x10000000, BM_FW_USABLE);
		claim(0xf800000, 0xf900000, BM_FW_RESERVED);
		x86.map.max = max;
		if (bm_x86_fix(&x86, kernel) == 0)
			break;
		nr_failed++;
	}
	assert_in_range(nr_failed, 4, ROOM);
	expect_map("800-1000 reserved type 1\n1000-a0000 usable\n100000-11000000 usable\n");
}

static void bm_x86_edit__junk_nothing_or_two_that_wrap__as_each_alone(void **state)
{
	static const struct bm_fw_sink deaf;

	(void)state;
	start();
	assert_int_equal(bm_x86_edit(&x86, text("memmap=64K$0x200000junk"), NULL, &deaf), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-200000 usable\n"
		   "200000-210000 reserved\n210000-10000000 usable\n");
	assert_int_equal(edit("memmap=0@0x20000000"), 0);
	expect_map("0-9fc00 usable\n9fc00-a0000 reserved\n100000-10000000 usable\n");
	assert_int_equal(edit("memmap=15E@15E memmap=14E@15E"), -BM_EINVAL);
	assert_int_equal(edit("memmap=16383P@0x100000"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_x86_edit__nothing_to_edit__map_is_as_it_was),
		CASE(bm_x86_edit__mem__cuts_ram_at_the_address),
		CASE(bm_x86_edit__exactmap__starts_anew),
		CASE(bm_x86_edit__claims__the_strictest_wins),
		CASE(bm_x86_edit__retype_and_remove__only_what_is_of_the_kind),
		CASE(bm_x86_edit__no_map_is_left__is_refused),
		CASE(bm_x86_edit__eaten_dollar__cuts_all_above),
		CASE(bm_x86_edit__junk__is_told_with_its_place),
		CASE(bm_x86_edit__no_room__says_so),
		CASE(bm_x86_fix__legacy_memory__is_taken_away),
		CASE(bm_x86_fix__kernel_outside_of_ram__is_made_ram),
		CASE(bm_x86_reserve_early__image__kernel_low_initrd_bios),
		CASE(bm_x86_reserve_early__bios_start_out_of_reason__is_the_usual),
		CASE(bm_x86_add_memory__kinds__memory_reservation_or_nothing),
		CASE(bm_x86_reserve_low__always__the_first_mib),
		CASE(bm_x86_max_pfn__acpi__counts_since_6_13),
		CASE(bm_x86__every_shortage_of_slots__is_told),
		CASE(bm_x86_fix__every_shortage_of_room__is_told),
		CASE(bm_x86_edit__junk_nothing_or_two_that_wrap__as_each_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
