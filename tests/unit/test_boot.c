// SPDX-License-Identifier: MIT
/*
 * test_boot.c - the recipe on small machines that are written down as text.
 *
 * What each step does is tested where the step lives. Here: that every step is taken, in an order
 * that makes the later ones come out right, and that a boot that cannot be says where it ended.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <bootmem/boot.h>
#include <bootmem/mb_query.h>

#include "acpi.h"

#define ROOM_NODES 8
#define ROOM_BLOCKS 64
#define ROOM_RANGES 256
#define ROOM_REGIONS 256
#include "boot_room.h"

struct machine {
	struct bm_boot boot;
	struct bm_port port;
	struct memblock mb;
	struct bm_zones zones;
	struct boot_room room;
	const char *owners[32];
	unsigned int nr_owners;
};

static void observe(void *ctx, const struct bm_event *event)
{
	struct machine *m = ctx;

	if (m->nr_owners > 0 && m->owners[m->nr_owners - 1] == event->owner)
		return;
	assert_true(m->nr_owners < 32);
	m->owners[m->nr_owners++] = event->owner;
}

/* One machine at a time. Addresses above 4 GiB need a build that has them. */
static struct machine *machine(const char *arch, const char *map, const char *cmdline)
{
	static const struct plenty plenty = ROOM_PLENTY;
	static struct machine one;
	struct machine *m = &one;

	if (sizeof(phys_addr_t) < 8)
		skip();
	memset(m, 0, sizeof(*m));
	m->port.ctx = m;
	m->port.observe = observe;
	mb_init(&m->mb, &m->port, m->room.regions, ROOM_REGIONS);
	bm_boot_init(&m->boot, bm_profile_find(arch), &m->mb, &m->zones);
	m->boot.kernel = BM_KERNEL(6, 12);
	m->boot.cmdline = bm_str(cmdline, strlen(cmdline));
	m->boot.plain = bm_str(map, strlen(map));
	boot_room_lend(&m->room, &plenty, &m->boot);
	return m;
}

static struct machine *booted(const char *arch, const char *map, const char *cmdline)
{
	struct machine *m = machine(arch, map, cmdline);

	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->boot.step, BM_STEP_END);
	return m;
}

static void expect_zone(const struct machine *m, unsigned int nid, unsigned int idx,
			pfn_t start_pfn, pfn_t end_pfn)
{
	assert_int_equal(m->room.nodes[nid].zones[idx].start_pfn, start_pfn);
	assert_int_equal(bm_zone_end(&m->room.nodes[nid].zones[idx]), end_pfn);
}

static const char pc_8g[] = "0 - 0x9fbff usable\n"
			    "0x9fc00 - 0xfffff reserved\n"
			    "0x100000 - 0xbffdffff usable\n"
			    "0xbffe0000 - 0xbfffffff reserved\n"
			    "4G + 5G usable\n";

static const char two_nodes[] = "0 - 0x9ffff usable node 0\n"
				"1M + 2047M usable node 0\n"
				"4G + 2G usable node 1\n"
				"distance 0 1 15\n"
				"distance 1 0 15\n";

/* --- PCs ------------------------------------------------------------------------------ */

static void bm_boot__pc__zones_as_in_linux(void **state)
{
	struct machine *m = booted("x86_64", pc_8g, "");

	(void)state;
	expect_zone(m, 0, BM_ZONE_DMA, 0x1, 0x1000);
	expect_zone(m, 0, BM_ZONE_DMA32, 0x1000, 0x100000);
	expect_zone(m, 0, BM_ZONE_NORMAL, 0x100000, 0x240000);
	expect_zone(m, 0, BM_ZONE_MOVABLE, 0, 0);
	assert_int_equal(m->room.nodes[0].present, 2097022);
	assert_true(mb_is_reserved(&m->mb, 0));
	assert_true(mb_is_reserved(&m->mb, 0xfffff));
	assert_true(mb_is_reserved(&m->mb, 16 << 20));
}

static void bm_boot__kernelcore__in_bytes_and_percent(void **state)
{
	struct machine *m = booted("x86_64", pc_8g, "quiet kernelcore=4G");

	(void)state;
	assert_int_equal(m->room.nodes[0].movable_start, 0x140400);
	m = booted("x86_64", pc_8g, "kernelcore=30%");
	assert_int_equal(m->room.nodes[0].movable_start, 0x100000);
	m = booted("x86_64", pc_8g, "kernelcore=4095");
	assert_int_equal(m->room.nodes[0].movable_start, 0);
	m = booted("x86_64", pc_8g, "kernelcore=4096");
	assert_int_not_equal(m->room.nodes[0].movable_start, 0);
	m = booted("x86_64", pc_8g, "movablecore=2G");
	assert_int_equal(m->room.nodes[0].movable_start, 0x1c0000);
	m = booted("x86_64", pc_8g, "movablecore=100%");
	assert_int_equal(m->room.nodes[0].movable_start, 0);
}

static void bm_boot__mem__is_an_address_on_a_pc(void **state)
{
	struct machine *m = booted("x86_64", pc_8g, "mem=2G");

	(void)state;
	assert_int_equal(mb_end(&m->mb), (uint64_t)2 << 30);
	expect_zone(m, 0, BM_ZONE_DMA32, 0x1000, 0x80000);
}

static void bm_boot__nodes__from_the_map_with_distances(void **state)
{
	struct machine *m = booted("x86_64", two_nodes, "");

	(void)state;
	expect_zone(m, 0, BM_ZONE_DMA32, 0x1000, 0x80000);
	expect_zone(m, 1, BM_ZONE_NORMAL, 0x100000, 0x180000);
	assert_int_equal(bm_zones_distance(&m->zones, 0, 1), 15);
	assert_true(m->room.nodes[1].possible);
	assert_false(m->room.nodes[2].possible);
}

static void bm_boot__numa_off__one_node(void **state)
{
	struct machine *m = booted("x86_64", two_nodes, "numa=off");

	(void)state;
	expect_zone(m, 0, BM_ZONE_NORMAL, 0x100000, 0x180000);
	assert_true(bm_node_is_memoryless(&m->room.nodes[1]));
	assert_false(m->room.nodes[1].possible);
}

static void bm_boot__no_room_for_nodes__one_node(void **state)
{
	struct machine *m = machine("x86_64", two_nodes, "");

	(void)state;
	m->boot.numa_room.max_nodes = 0;
	assert_int_equal(bm_boot(&m->boot), 0);
	expect_zone(m, 0, BM_ZONE_NORMAL, 0x100000, 0x180000);
}

/* --- what must be known before what --------------------------------------------------- */

static const char hotplug[] = "0 - 0x9ffff usable node 0\n"
			      "1M + 2047M usable node 0\n"
			      "4G + 2G usable node 1 hotplug\n"
			      "6G + 2G usable node 2 hotplug\n";

static void bm_boot__movable_node__hotplug_memory_is_movable(void **state)
{
	struct machine *m = booted("x86_64", hotplug, "movable_node");

	(void)state;
	expect_zone(m, 0, BM_ZONE_DMA32, 0x1000, 0x80000);
	expect_zone(m, 1, BM_ZONE_MOVABLE, 0x100000, 0x180000);
	expect_zone(m, 2, BM_ZONE_MOVABLE, 0x180000, 0x200000);
	assert_false(m->mb.bottom_up);
}

/* What is reserved before nodes are known makes its node unremovable. */
static void bm_boot__initrd_in_hotplug_memory__its_node_stays(void **state)
{
	struct machine *m = machine("x86_64", hotplug, "movable_node");

	(void)state;
	m->boot.initrd.start = (phys_addr_t)5 << 30;
	m->boot.initrd.end = m->boot.initrd.start + 0x100000;
	assert_int_equal(bm_boot(&m->boot), 0);
	expect_zone(m, 1, BM_ZONE_NORMAL, 0x100000, 0x180000);
	expect_zone(m, 2, BM_ZONE_MOVABLE, 0x180000, 0x200000);
}

static void bm_boot__taken__is_reserved_before_nodes_are_known(void **state)
{
	struct bm_range table = { (phys_addr_t)7 << 30, ((phys_addr_t)7 << 30) + 0x1000 };
	struct machine *m = machine("x86_64", hotplug, "movable_node");

	(void)state;
	m->boot.taken.ranges = &table;
	m->boot.taken.cnt = 1;
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_true(mb_is_reserved(&m->mb, table.start));
	expect_zone(m, 1, BM_ZONE_MOVABLE, 0x100000, 0x180000);
	expect_zone(m, 2, BM_ZONE_NORMAL, 0x180000, 0x200000);
}

static void bm_boot__kernelcore_mirror__is_known_before_mirrors_are_marked(void **state)
{
	static const char map[] = "0 - 0x9ffff usable mirror\n"
				  "1M + 2047M usable mirror\n"
				  "4G + 1G usable mirror\n"
				  "5G + 3G usable\n";
	struct machine *m = booted("x86_64", map, "kernelcore=mirror");

	(void)state;
	assert_int_equal(m->zones.rule, BM_MOVABLE_MIRROR);
	expect_zone(m, 0, BM_ZONE_NORMAL, 0x100000, 0x200000);
	expect_zone(m, 0, BM_ZONE_MOVABLE, 0x140000, 0x200000);
	m = booted("x86_64", map, "kernelcore=mirror elfcorehdr=0x1000");
	assert_int_equal(m->zones.rule, BM_MOVABLE_KDUMP);
}

static void bm_boot__observer__is_told_which_step_took_what(void **state)
{
	struct machine *m = machine("x86_64", pc_8g, "");

	(void)state;
	m->mb.owner = "before";
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->nr_owners, 4);
	assert_string_equal(m->owners[0], bm_step_name(BM_STEP_RESERVE_EARLY));
	assert_string_equal(m->owners[1], bm_step_name(BM_STEP_ADD_E820));
	assert_string_equal(m->owners[2], bm_step_name(BM_STEP_RESERVE_LOW));
	assert_string_equal(m->owners[3], bm_step_name(BM_STEP_NUMA));
	assert_string_equal(m->mb.owner, "before");
}

/* --- releases ------------------------------------------------------------------------- */

static void bm_boot__6_1__reserved_pages_of_dma_are_not_counted(void **state)
{
	struct machine *m = machine("x86_64", pc_8g, "");

	(void)state;
	m->boot.kernel = BM_KERNEL(6, 1);
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->zones.policy.dma_reserve, 158);
	assert_true(m->zones.policy.counts_descriptors);
}

/* --- other architectures -------------------------------------------------------------- */

static void bm_boot__arm64__zones_start_with_memory(void **state)
{
	struct machine *m = booted("arm64", "1G + 8G usable\n", "kernelcore=4G");

	(void)state;
	expect_zone(m, 0, BM_ZONE_DMA, 0x40000, 0x100000);
	expect_zone(m, 0, BM_ZONE_NORMAL, 0x100000, 0x140000);
	expect_zone(m, 0, BM_ZONE_MOVABLE, 0x140000, 0x240000);
}

static void bm_boot__64_kib_pages__frames_are_larger(void **state)
{
	struct machine *m = booted("arm64-64k", "1G + 8G usable\n", "");

	(void)state;
	assert_int_equal(m->mb.page_shift, 16);
	expect_zone(m, 0, BM_ZONE_DMA, 0x4000, 0x10000);
	expect_zone(m, 0, BM_ZONE_NORMAL, 0x10000, 0x24000);
}

static void bm_boot__mem_on_arm64_and_riscv__is_an_amount(void **state)
{
	struct machine *m = booted("arm64", "1G + 8G usable\n", "mem=2G");

	(void)state;
	assert_int_equal(mb_end(&m->mb), (uint64_t)3 << 30);
	m = booted("riscv64", "2G + 8G usable\n", "mem=1G");
	assert_int_equal(mb_end(&m->mb), (uint64_t)3 << 30);
}

static void bm_boot__nomap__is_memory_of_its_zone(void **state)
{
	struct machine *m = booted("riscv64", "2G + 1G usable nomap\n3G + 1G usable\n", "");

	(void)state;
	expect_zone(m, 0, BM_ZONE_DMA32, 0x80000, 0x100000);
	assert_false(mb_is_map_memory(&m->mb, (phys_addr_t)2 << 30));
}

/* --- boots that cannot be ------------------------------------------------------------- */

static void expect_failure(struct machine *m, int err, enum bm_step step)
{
	assert_int_equal(bm_boot(&m->boot), err);
	assert_int_equal(m->boot.step, step);
	assert_null(m->mb.owner);
}

static void bm_boot__no_memory__says_so(void **state)
{
	(void)state;
	expect_failure(machine("x86_64", "", ""), -BM_ENOENT, BM_STEP_FIRMWARE_MAP);
	expect_failure(machine("x86_64", "0 - 0xfffff reserved\n1M + 1M reserved\n", ""),
		       -BM_ENOENT, BM_STEP_FIRMWARE_MAP);
	expect_failure(machine("x86_64", "0 - 0xfff usable\n1M + 1M reserved\n", ""), -BM_ENOENT,
		       BM_STEP_END);
	expect_failure(machine("arm64", "", ""), -BM_ENOENT, BM_STEP_LIMIT);
}

static void bm_boot__map_is_damaged__says_in_which_step(void **state)
{
	(void)state;
	expect_failure(machine("x86_64", "0 - x usable\n", ""), -BM_EBADMSG, BM_STEP_FIRMWARE_MAP);
	expect_failure(machine("riscv64", "0 - x usable\n", ""), -BM_EBADMSG, BM_STEP_ADD_PLAIN);
}

static void bm_boot__map_does_not_fit__says_in_which_step(void **state)
{
	struct machine *m = machine("x86_64", pc_8g, "");

	(void)state;
	m->boot.e820.map.max = 2;
	expect_failure(m, -BM_ENOSPC, BM_STEP_FIRMWARE_MAP);
	m = machine("x86_64", two_nodes, "");
	m->zones.nr_nodes = 1;
	expect_failure(m, -BM_ENOSPC, BM_STEP_ZONES);
}

static void bm_boot__user_map_is_no_map__says_in_which_step(void **state)
{
	(void)state;
	expect_failure(machine("x86_64", pc_8g, "memmap=exactmap memmap=1G@0"), -BM_EINVAL,
		       BM_STEP_EDIT_MAP);
	expect_failure(machine("x86_64", pc_8g, "memmap=0xffffffffffffffff@1M memmap=1M@4G"),
		       -BM_EINVAL, BM_STEP_EDIT_MAP);
}

/* The kernel's usual place is a guess, and makes no memory of its own. */
static void bm_boot__less_memory_than_a_kernel__boots(void **state)
{
	struct machine *m = booted("x86_64", "0 - 0x9ffff usable\n1M + 7M usable\n", "");

	(void)state;
	assert_int_equal(mb_end(&m->mb), 8 << 20);
	m = booted("arm64", "1G + 8M usable\n", "mem=4M");
	assert_int_equal(mb_end(&m->mb), (1 << 30) + (4 << 20));
}

static void bm_boot__one_page__boots(void **state)
{
	struct machine *m = booted("riscv64", "2G + 4K usable\n", "");

	(void)state;
	assert_int_equal(m->room.nodes[0].present, 1);
}

/* --- boots that nobody thought of ----------------------------------------------------- */

static void bm_boot__steps_that_do_not_exist__are_refused(void **state)
{
	struct machine *m = machine("x86_64", pc_8g, "");
	struct bm_profile profile = *m->boot.profile;

	(void)state;
	profile.steps[1] = 200;
	m->boot.profile = &profile;
	expect_failure(m, -BM_EINVAL, 200);
}

static void bm_boot__steps_without_an_end__end(void **state)
{
	struct machine *m = machine("x86_64", pc_8g, "");
	struct bm_profile profile = *m->boot.profile;

	(void)state;
	memset(profile.steps, BM_STEP_PARAMS, sizeof(profile.steps));
	m->boot.profile = &profile;
	expect_failure(m, -BM_ENOENT, BM_STEP_PARAMS);
}

/* Where the kernel usually is there is no RAM, or it is known where it is. */
static void bm_boot__the_kernel_is_elsewhere__its_place_is_reserved(void **state)
{
	struct bm_range image = { (phys_addr_t)1 << 30, ((phys_addr_t)1 << 30) + (16 << 20) };
	struct machine *m = booted("x86_64", "64M + 1G usable\n2G + 1M reserved\n", "");

	(void)state;
	assert_false(mb_is_reserved(&m->mb, 64 << 20));
	m = machine("x86_64", pc_8g, "");
	m->boot.kernel_image = image;
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_false(mb_is_reserved(&m->mb, 16 << 20));
	assert_true(mb_is_region_reserved(&m->mb, image.start, 16 << 20));
	m = machine("arm64", "1G + 1G usable\n1023M + 1M reserved\n", "");
	m->boot.kernel_image = image;
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_true(mb_is_region_reserved(&m->mb, image.start, 16 << 20));
	assert_false(mb_is_region_reserved(&m->mb, image.end, 128 << 20));
}

/* Tables that make no sense are as good as none. */
static void bm_boot__damaged_tables__other_sources_give_the_nodes(void **state)
{
	static const char junk[64] = "SRAT";
	struct machine *m = machine("x86_64", two_nodes, "");

	(void)state;
	m->boot.srat = (struct bm_table){ junk, sizeof(junk) };
	m->boot.slit = (struct bm_table){ junk, sizeof(junk) };
	m->boot.distances = NULL;
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->room.nodes[1].present, 2 << 18);
	m = machine("x86_64", two_nodes, "numa=noacpi");
	m->boot.srat_log = bm_str("SRAT: Node 0 PXM 0 [mem 0x0-0xffffffffff]\n", 42);
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->room.nodes[1].present, 2 << 18);
	m = machine("x86_64", two_nodes, "");
	m->boot.srat_log = bm_str("SRAT: Node 0 PXM 0 [mem 0x0-0xffffffffff]\n", 42);
	m->boot.slit = (struct bm_table){ junk, sizeof(junk) };
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->room.nodes[1].present, 0);
}

#define GIB ((uint64_t)1 << 30)

/* --- memory for those who ask for it --------------------------------------------------------- */

/* EFI_MEMORY_SP: no memory, and no zone reaches up to it, unless the command line says so. */
static void bm_boot__soft_reserved__is_memory_only_with_nosoftreserve(void **state)
{
	static const char *const archs[] = { "x86_64", "arm64", "riscv64" };
	static const char map[] = "0 + 4G usable\n4G + 1G soft-reserved\n6G + 1G soft-reserved\n";
	struct machine *m;
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		m = booted(archs[i], map, "");
		assert_int_equal(m->room.nodes[0].zones[BM_ZONE_NORMAL].spanned, 0);
		assert_false(mb_is_memory(&m->mb, (phys_addr_t)(4 * GIB)));
		m = booted(archs[i], map, "efi=nosoftreserve");
		assert_int_equal(m->room.nodes[0].zones[BM_ZONE_NORMAL].spanned, 3 << 18);
		assert_int_equal(m->room.nodes[0].zones[BM_ZONE_NORMAL].present, 2 << 18);
		assert_false(mb_is_reserved(&m->mb, (phys_addr_t)(4 * GIB)));
	}
}

/* --- memory that comes later ---------------------------------------------------------------- */

/* 4 GiB of RAM on a node, and one CXL window. */
static struct machine *cxl(uint64_t start, uint64_t size, unsigned int max_nodes)
{
	static const char log[] = "SRAT: Node 0 PXM 7 [mem 0x00000000-0xffffffff]\n";
	static struct table cedt;
	struct machine *m = machine("x86_64", "0 + 4G usable\n", "");
	uint8_t *window;

	cedt = table_new("CEDT", 1, 36);
	window = table_add(&cedt, 36);
	put(window, 0, 1, 1);
	put(window, 2, 2, 36);
	put(window, 8, 8, start);
	put(window, 16, 8, size);
	table_seal(&cedt);
	m->boot.srat_log = bm_str(log, sizeof(log) - 1);
	m->boot.cedt = (struct bm_table){ cedt.bytes, cedt.size };
	m->boot.numa_room.max_nodes = max_nodes;
	assert_int_equal(bm_boot(&m->boot), 0);
	return m;
}

static void bm_boot__cxl_window_without_memory__is_a_node_without_memory(void **state)
{
	struct machine *m = cxl(16 * GIB, 256 * GIB, 4);

	(void)state;
	assert_true(m->room.nodes[1].possible);
	assert_true(bm_node_is_memoryless(&m->room.nodes[1]));
	assert_false(m->room.nodes[2].possible);
	assert_int_equal(m->boot.numa.nr_nodes, 2);
	assert_int_equal(m->boot.numa.room.domains[1], 8);
	assert_int_equal(bm_numa_distance(&m->boot.numa, 0, 1), 20);
}

static void bm_boot__cxl_window_in_the_srat_or_no_room__no_node(void **state)
{
	struct machine *m = cxl(3 * GIB, 8 * GIB, 4);

	(void)state;
	assert_int_equal(m->boot.numa.nr_nodes, 1);
	m = cxl(16 * GIB, 256 * GIB, 1);
	assert_int_equal(m->boot.numa.nr_nodes, 1);
	assert_int_equal(m->room.nodes[0].present, (4 << 18) - 1 - 96);
}

/* Memory that is there, and that the SRAT leaves out: without the window it would refuse all. */
static void bm_boot__cxl_window_with_memory__is_a_node_of_it(void **state)
{
	static const char log[] = "SRAT: Node 0 PXM 0 [mem 0x00000000-0xffffffff]\n";
	struct machine *m;
	struct bm_table cedt = cxl(16 * GIB, 8 * GIB, 4)->boot.cedt;

	(void)state;
	m = machine("x86_64", "0 + 4G usable\n16G + 2G usable\n", "");
	m->boot.srat_log = bm_str(log, sizeof(log) - 1);
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->boot.numa.nr_nodes, 1);
	m = machine("x86_64", "0 + 4G usable\n16G + 2G usable\n", "");
	m->boot.srat_log = bm_str(log, sizeof(log) - 1);
	m->boot.cedt = cedt;
	assert_int_equal(bm_boot(&m->boot), 0);
	assert_int_equal(m->room.nodes[1].present, 2 << 18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_boot__pc__zones_as_in_linux),
		cmocka_unit_test(bm_boot__kernelcore__in_bytes_and_percent),
		cmocka_unit_test(bm_boot__mem__is_an_address_on_a_pc),
		cmocka_unit_test(bm_boot__nodes__from_the_map_with_distances),
		cmocka_unit_test(bm_boot__numa_off__one_node),
		cmocka_unit_test(bm_boot__no_room_for_nodes__one_node),
		cmocka_unit_test(bm_boot__movable_node__hotplug_memory_is_movable),
		cmocka_unit_test(bm_boot__initrd_in_hotplug_memory__its_node_stays),
		cmocka_unit_test(bm_boot__taken__is_reserved_before_nodes_are_known),
		cmocka_unit_test(bm_boot__kernelcore_mirror__is_known_before_mirrors_are_marked),
		cmocka_unit_test(bm_boot__observer__is_told_which_step_took_what),
		cmocka_unit_test(bm_boot__6_1__reserved_pages_of_dma_are_not_counted),
		cmocka_unit_test(bm_boot__arm64__zones_start_with_memory),
		cmocka_unit_test(bm_boot__64_kib_pages__frames_are_larger),
		cmocka_unit_test(bm_boot__mem_on_arm64_and_riscv__is_an_amount),
		cmocka_unit_test(bm_boot__nomap__is_memory_of_its_zone),
		cmocka_unit_test(bm_boot__no_memory__says_so),
		cmocka_unit_test(bm_boot__map_is_damaged__says_in_which_step),
		cmocka_unit_test(bm_boot__map_does_not_fit__says_in_which_step),
		cmocka_unit_test(bm_boot__user_map_is_no_map__says_in_which_step),
		cmocka_unit_test(bm_boot__less_memory_than_a_kernel__boots),
		cmocka_unit_test(bm_boot__one_page__boots),
		cmocka_unit_test(bm_boot__steps_that_do_not_exist__are_refused),
		cmocka_unit_test(bm_boot__steps_without_an_end__end),
		cmocka_unit_test(bm_boot__the_kernel_is_elsewhere__its_place_is_reserved),
		cmocka_unit_test(bm_boot__damaged_tables__other_sources_give_the_nodes),
		cmocka_unit_test(bm_boot__soft_reserved__is_memory_only_with_nosoftreserve),
		cmocka_unit_test(bm_boot__cxl_window_without_memory__is_a_node_without_memory),
		cmocka_unit_test(bm_boot__cxl_window_in_the_srat_or_no_room__no_node),
		cmocka_unit_test(bm_boot__cxl_window_with_memory__is_a_node_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
