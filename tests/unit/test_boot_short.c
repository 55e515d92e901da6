// SPDX-License-Identifier: MIT
/*
 * test_boot_short.c - boots that run out of something, wherever that may be.
 *
 * The same machines are booted with one slot, one range, one block, one node, then with one more,
 * until nothing is short. Each time the boot must either work or say what it could not do, with a
 * map that is well formed. So every place where a step can fail is met.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <bootmem/boot.h>
#include <bootmem/check.h>
#include <bootmem/fw_efi.h>
#include <bootmem/mb_query.h>

#define ROOM_REGIONS 128u
#define ROOM_NODES 6u
#define ROOM_BLOCKS 48u
#define ROOM_RANGES 128u
#include "boot_room.h"

static const struct plenty plenty = ROOM_PLENTY;

struct machine {
	struct bm_boot boot;
	struct memblock mb;
	struct bm_zones zones;
	struct boot_room room;
};

/** struct kind - a machine, and what is in its memory before the boot. */
struct kind {
	const char *arch;
	const char *map;
	const char *cmdline;
	unsigned int kernel;
};

static const char pc[] = "0 - 0x9fbff usable node 0\n"
			 "0x9fc00 - 0xfffff reserved\n"
			 "1M + 1023M usable node 0 mirror\n"
			 "1G + 1G usable node 1 hotplug\n"
			 "2G + 64M reserved\n"
			 "4G + 1G usable node 1\n"
			 "5G + 1G usable node 2 hotplug\n"
			 "7G + 4K usable node 3\n"
			 "distance 0 1 15\n"
			 "distance 1 0 15\n"
			 "distance 0 2 10\n"
			 "distance 0 9 30\n";

static const char tree[] = "1G + 1G usable node 0\n"
			   "1281M + 1M usable nomap node 0\n"
			   "2G + 64M usable nomap node 0\n"
			   "2112M + 1G usable node 1\n"
			   "1023M + 1M reserved\n"
			   "4G + 1G usable node 1 hotplug\n";

static const struct kind kinds[] = {
	{ "x86_64", pc, "memmap=64M$256M memmap=32M!1536M memmap=1M#3M memmap=1M%4M-1+2", 0 },
	{ "x86_64", pc, "kernelcore=mirror movable_node", 0 },
	{ "x86_64", pc, "movable_node numa=fake=4", BM_KERNEL(6, 1) },
	{ "x86_64", pc, "numa=fake=2U mem=3G", BM_KERNEL(6, 12) },
	{ "x86_64", pc, "numa=fake=256M:10,20,20,10", 0 },
	{ "x86_64", pc, "numa=noacpi", 0 },
	{ "x86_64", pc, "numa=fake=6u", 0 },
	{ "x86_64", pc, "memmap=1Mjunk", 0 },
	{ "arm64", tree, "mem=1G movablecore=10%", BM_KERNEL(6, 1) },
	{ "arm64", tree, "kernelcore=50%", 0 },
	{ "riscv64", tree, "mem=2G", BM_KERNEL(6, 13) },
};

static void ignore(void *ctx, const struct bm_diag *diag)
{
	(void)ctx;
	(void)diag;
}

static int boot(const struct kind *kind, const struct plenty *room)
{
	static const struct bm_fw_sink sinks[] = { { .diag = ignore }, { .diag = NULL } };
	static unsigned int nr;
	static const struct bm_range taken[] = { { 0x8000000, 0x8001000 },
						 { 0x40000000, 0x40400000 } };
	static const struct bm_fw_range efi[] = {
		{ .start = 0x70000000,
		  .end = 0x70100000,
		  .kind = BM_FW_USABLE,
		  .type = BM_EFI_BOOT_CODE },
		{ .start = 0x70200000,
		  .end = 0x70300000,
		  .kind = BM_FW_USABLE,
		  .type = BM_EFI_BOOT_DATA,
		  .flags = BM_FW_MIRROR },
	};
	static struct machine one;
	struct machine *m = &one;
	int err;

	memset(m, 0, sizeof(*m));
	mb_init(&m->mb, NULL, m->room.regions, room->regions);
	m->mb.current_limit = 0; /* arrays cannot grow */
	bm_boot_init(&m->boot, bm_profile_find(kind->arch), &m->mb, &m->zones);
	if (kind->kernel)
		m->boot.kernel = kind->kernel;
	m->boot.cmdline = bm_str(kind->cmdline, strlen(kind->cmdline));
	m->boot.plain = bm_str(kind->map, strlen(kind->map));
	m->boot.initrd = (struct bm_range){ 0x50000000, 0x50800000 };
	m->boot.taken = (struct bm_ranges){ taken, 2 };
	boot_room_lend(&m->room, room, &m->boot);
	m->boot.efi = bm_fw_map((struct bm_fw_range *)(uintptr_t)efi, 2);
	m->boot.efi.cnt = m->boot.profile->has_e820 ? 2 : 0; /* elsewhere it is all the memory */
	m->boot.sink = nr++ % 3 < 2 ? &sinks[nr % 2] : NULL;
	err = bm_boot(&m->boot);
	assert_null(mb_check(&m->mb));
	if (!err)
		assert_true(m->zones.nr_pages > 0);
	else
		assert_int_not_equal(m->boot.step, BM_STEP_END);
	return err;
}

/* With @short_of from @from up to all there is, which must do. Returns how often it did not. */
static unsigned int sweep(const struct kind *kind, struct plenty *room, unsigned int *short_of,
			  unsigned int from)
{
	unsigned int most = *short_of;
	unsigned int nr_failed = 0;
	int err = 0;

	if (sizeof(phys_addr_t) < 8)
		skip();
	for (*short_of = from; *short_of <= most; ++*short_of) {
		err = boot(kind, room);
		nr_failed += err != 0;
	}
	assert_int_equal(err, 0);
	return nr_failed;
}

static void bm_boot__short_of_regions__says_so(void **state)
{
	struct plenty room = plenty;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_in_range(sweep(&kinds[i], &room, &room.regions, 2), 1, ROOM_REGIONS);
		room = plenty;
	}
}

static void bm_boot__short_of_ranges__says_so(void **state)
{
	struct plenty room = plenty;

	(void)state;
	assert_in_range(sweep(&kinds[0], &room, &room.ranges, 0), 1, ROOM_RANGES);
	room = plenty;
	assert_in_range(sweep(&kinds[0], &room, &room.scratch, 0), 1, plenty.scratch);
}

/* Nodes are a gain, not a need: a boot that has no room for them has one. */
static void bm_boot__short_of_nodes__boots_with_one(void **state)
{
	struct plenty room = plenty;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_int_equal(sweep(&kinds[i], &room, &room.blocks, 1), 0);
		room = plenty;
		assert_int_equal(sweep(&kinds[i], &room, &room.nodes, 1), 0);
		room = plenty;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_boot__short_of_regions__says_so),
		cmocka_unit_test(bm_boot__short_of_ranges__says_so),
		cmocka_unit_test(bm_boot__short_of_nodes__boots_with_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
