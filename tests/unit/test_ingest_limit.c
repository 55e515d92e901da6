// SPDX-License-Identifier: MIT
/*
 * test_ingest_limit.c - where memory ends on arm64 and riscv, and what the loader put in it.
 */
#include <bootmem/ingest.h>

#include "harness.h"
#include "shortage.h"

#define MIB ((phys_addr_t)1 << 20)
#define NOTHING \
	{ \
		0, 0 \
	}

static void bm_arm64_limit__no_limits__kernel_and_initrd_are_reserved(void **state)
{
	struct world *w = world_at(0x40000000, 32, "mmmmmmmm", NULL);
	struct bm_image image = { NOTHING, NOTHING, 48, 0 };

	(void)state;
	image.kernel.start = at(w, 1);
	image.kernel.end = at(w, 3);
	image.initrd.start = at(w, 5) + 0x10;
	image.initrd.end = at(w, 6) + 1;
	ok(bm_arm64_limit(&w->mb, &image, 0));
	expect_memory(w, "mmmmmmmm");
	expect_reserved(w, ".kk..rr.");
}

/* An amount, not an address: NOMAP stays, and so does what the loader left beyond. */
static void bm_arm64_limit__mem__is_an_amount_from_the_bottom(void **state)
{
	struct world *w = world_at(0x40000000, 32, "mm.mmmmmnm", NULL);
	struct bm_image image = { NOTHING, NOTHING, 48, 0 };

	(void)state;
	image.kernel.start = at(w, 5);
	image.kernel.end = at(w, 6);
	image.initrd.start = at(w, 8);
	image.initrd.end = at(w, 9);
	ok(bm_arm64_limit(&w->mb, &image, 3 * WORLD_PAGE));
	expect_memory(w, "mm.m.m..m.");
	expect_reserved(w, ".....k..r.");
}

static void bm_arm64_limit__amount_beyond_memory__changes_nothing(void **state)
{
	struct world *w = world_at(0x40000000, 32, "mmmm", NULL);
	struct bm_image image = { NOTHING, NOTHING, 64, 0 };

	(void)state;
	ok(bm_arm64_limit(&w->mb, &image, UINT64_MAX));
	expect_memory(w, "mmmm");
}

static void bm_arm64_limit__beyond_the_address_width__is_removed(void **state)
{
	struct world *w = world(".");
	struct bm_image image = { NOTHING, NOTHING, 31, 0 };

	(void)state;
	ok(mb_add(&w->mb, 0x40000000, 0x50000000));
	ok(bm_arm64_limit(&w->mb, &image, 0));
	expect_regions(&w->mb.memory, "40000000+40000000 -1 0");
}

static void bm_arm64_limit__direct_map__ends_it_at_the_top_or_the_bottom(void **state)
{
	struct world *w = world(".");
	struct bm_image image = { NOTHING, NOTHING, 48, 0 };

	(void)state;
	image.linear = 0x40000000;
	ok(mb_add(&w->mb, 0x50000000, 0x50000000));
	ok(bm_arm64_limit(&w->mb, &image, 0));
	expect_regions(&w->mb.memory, "50000000+30000000 -1 0");
	/* The kernel is further up than the map reaches from the bottom: the bottom is given up. */
	w = world(".");
	ok(mb_add(&w->mb, 0x40000000, 0x80000000));
	image.kernel.start = 0xa0000000;
	image.kernel.end = 0xb0000000;
	ok(bm_arm64_limit(&w->mb, &image, 0));
	expect_regions(&w->mb.memory, "80000000+30000000 -1 0");
}

static void bm_riscv_limit__kernel__is_reserved_to_the_next_two_mib(void **state)
{
	struct world *w = world(".");
	struct bm_image image = { { 0x80200000, 0x81234567 }, { 0x88200123, 0x88200200 }, 56, 0 };

	(void)state;
	w->mb.untagged = true;
	ok(mb_add(&w->mb, 0x80000000, 0x10000000));
	ok(bm_riscv_limit(&w->mb, &image, 0));
	expect_regions(&w->mb.reserved, "80200000+1200000 -1 0, 88200000+1000 -1 0");
}

static void bm_riscv_limit__mem__takes_nomap_too(void **state)
{
	struct world *w = world_at(0x80000000, 32, "mmmmnm", NULL);
	struct bm_image image = { NOTHING, NOTHING, 56, 0 };

	(void)state;
	ok(bm_riscv_limit(&w->mb, &image, 2 * WORLD_PAGE));
	expect_memory(w, "mm....");
}

static void bm_riscv_limit__initrd_not_in_free_memory__is_not_reserved(void **state)
{
	struct world *w = world_at(0x80000000, 32, "mm..", NULL);
	struct bm_image image = { NOTHING, NOTHING, 56, 0 };

	(void)state;
	image.initrd.start = at(w, 1);
	image.initrd.end = at(w, 3);
	ok(bm_riscv_limit(&w->mb, &image, 0));
	expect_reserved(w, "....");
	ok(mb_reserve(&w->mb, at(w, 0), 1));
	image.initrd.start = at(w, 0);
	image.initrd.end = at(w, 1);
	ok(bm_riscv_limit(&w->mb, &image, 0));
	expect_regions(&w->mb.reserved, "80000000+1 -1 0");
}

static void bm_riscv_limit__direct_map__caps_memory(void **state)
{
	struct world *w = world(".");
	struct bm_image image = { NOTHING, NOTHING, 56, 0 };

	(void)state;
	image.linear = 0x10000000;
	ok(mb_add(&w->mb, 0x80000000, 0x20000000));
	ok(bm_riscv_limit(&w->mb, &image, 0));
	expect_regions(&w->mb.memory, "80000000+10000000 -1 0");
}

/* --- shortages ----------------------------------------------------------------------------- */

static int some_memory(struct memblock *mb)
{
	return mb_add_node(mb, 0x40000000, 0x10000000, NUMA_NO_NODE, MEMBLOCK_NOMAP) ||
	       mb_add(mb, 0x50000000, 0x10000000) || mb_add(mb, 0x70000000, 0x20000000) ||
	       mb_reserve(mb, 0x40000000, 0x1000) || mb_reserve(mb, 0x40002000, 0x1000) ||
	       mb_reserve(mb, 0x40004000, 0x1000);
}

static int limit_arm64(struct memblock *mb)
{
	struct bm_image image = { { 0x51000000, 0x52000000 }, { 0x44000000, 0x44001000 }, 31, 0 };

	image.linear = 0x30000000;
	return bm_arm64_limit(mb, &image, 0x18000000);
}

/* The kernel lies where the amount has cut memory off. */
static int limit_arm64_above(struct memblock *mb)
{
	struct bm_image image = { { 0x71000000, 0x72000000 }, { 0, 0 }, 48, 0 };

	return bm_arm64_limit(mb, &image, 0x18000000);
}

static int limit_riscv(struct memblock *mb)
{
	struct bm_image image = { { 0x51000000, 0x52000000 }, { 0x54000000, 0x54001000 }, 48, 0 };

	image.linear = 0x30000000;
	return bm_riscv_limit(mb, &image, 0);
}

static void bm_limit__every_shortage_of_slots__is_told(void **state)
{
	(void)state;
	every_shortage(some_memory, limit_arm64);
	every_shortage(some_memory, limit_arm64_above);
	every_shortage(some_memory, limit_riscv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_arm64_limit__no_limits__kernel_and_initrd_are_reserved),
		CASE(bm_arm64_limit__mem__is_an_amount_from_the_bottom),
		CASE(bm_arm64_limit__amount_beyond_memory__changes_nothing),
		CASE(bm_arm64_limit__beyond_the_address_width__is_removed),
		CASE(bm_arm64_limit__direct_map__ends_it_at_the_top_or_the_bottom),
		CASE(bm_riscv_limit__kernel__is_reserved_to_the_next_two_mib),
		CASE(bm_riscv_limit__mem__takes_nomap_too),
		CASE(bm_riscv_limit__initrd_not_in_free_memory__is_not_reserved),
		CASE(bm_riscv_limit__direct_map__caps_memory),
		CASE(bm_limit__every_shortage_of_slots__is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
