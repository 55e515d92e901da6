// SPDX-License-Identifier: MIT
/*
 * test_handover.c - kernel after kernel on one machine, each leaving the next a record.
 *
 * RAM is an array that outlives the boots. Each boot draws a random map, a random kernel, random
 * reservations and allocations, writes over everything it may write to, asks for some of the names
 * that exist and for some new ones, releases others, and hands over. After each boot every name
 * that was not given up must be where it was with every byte as it was.
 *
 * Once with regions alone, then with descriptors under each policy, and a page allocator that
 * poisons what is freed; its pages are written over too.
 *
 * 150 boots each way; 10,000 with BOOTMEM_FULL set in the environment.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/persist.h>
#include <bootmem/release.h>

#include "full.h"

#define PAGE 4096u
#define NR_PAGES 512u
#define NR_NAMES 24u
#define RECORD_ROOM 16384u

static unsigned char ram[NR_PAGES * PAGE];
static _Alignas(8) unsigned char record[RECORD_ROOM];
static unsigned long nr_boots = 150;

/** What a name should be: the oracle. */
static struct expected {
	bool lives;
	phys_addr_t start;
	phys_addr_t size;
	unsigned char fill;
} expected[NR_NAMES];

static void *map(void *ctx, phys_addr_t base, size_t size)
{
	(void)ctx;
	assert_true(base + size <= sizeof(ram));
	return ram + base;
}

static phys_addr_t addr(void *ctx, const void *ptr)
{
	(void)ctx;
	return (phys_addr_t)((const unsigned char *)ptr - ram);
}

static const struct bm_port port = { .map = map, .addr = addr };

/** One boot. */
struct boot {
	struct memblock mb;
	struct memblock_region regions[16];
	struct bm_named slots[4 * NR_NAMES];
	struct bm_names names;

	struct bm_node node;
	struct bm_zones zones;
	struct bm_mm mm;
	struct bm_pages pages;
	struct bm_buddy buddy;
	struct bm_cpu cpu;
};

/** How pages are set up; regions alone if there are none. */
struct way {
	bool has_pages;
	enum bm_pages_policy policy;
};

static unsigned int roll(unsigned int sides)
{
	return (unsigned int)rand() % sides;
}

static void name_of(unsigned int i, char *name)
{
	snprintf(name, BM_NAME_MAX, "name %u", i);
}

static bool clear_of_names(phys_addr_t base, phys_addr_t size)
{
	unsigned int i;

	for (i = 0; i < NR_NAMES; i++)
		if (expected[i].lives && base < expected[i].start + expected[i].size &&
		    expected[i].start < base + size)
			return false;
	return true;
}

/* The loader puts the kernel somewhere that is not preserved. */
static void load_kernel(struct boot *b)
{
	phys_addr_t size = (1 + roll(32)) * PAGE;
	phys_addr_t base;
	unsigned int tries = 0;

	do {
		base = (1 + roll(NR_PAGES - 40)) * PAGE;
	} while (!clear_of_names(base, size) && ++tries < 100);
	if (tries == 100)
		return;
	assert_int_equal(mb_reserve(&b->mb, base, size), 0);
	memset(ram + base, 0xee, size);
}

static void scribble(struct boot *b)
{
	struct mb_req req = mb_req((1 + roll(6)) * PAGE, PAGE << roll(3));
	struct mb_spot spot;

	if (mb_alloc(&b->mb, &req, &spot))
		return;
	memset(ram + spot.base, 0xdd, req.size);
	if (roll(2))
		assert_int_equal(mb_free(&b->mb, spot.base, req.size), 0);
}

static void check_content(const struct expected *e)
{
	const unsigned char *at = ram + e->start;

	assert_int_equal(at[0], e->fill);
	assert_memory_equal(at, at + 1, e->size - 1);
}

static void ask_for(struct boot *b, unsigned int i)
{
	struct expected *e = &expected[i];
	struct bm_name_req req = { (1 + roll(4)) * PAGE, PAGE, NULL, 0 };
	struct bm_range range;
	char name[BM_NAME_MAX];

	name_of(i, name);
	req.name = name;
	req.name_len = strlen(name);
	if (e->lives)
		req.size = e->size;
	if (bm_reserve_mem(&b->names, &b->mb, &req)) {
		assert_false(e->lives);
		return;
	}
	assert_true(bm_names_find(&b->names, name, &range));
	if (e->lives) {
		expect_addr(range.start, e->start);
		check_content(e);
		return;
	}
	e->lives = true;
	e->start = range.start;
	e->size = req.size;
	e->fill = (unsigned char)(1 + roll(200));
	memset(ram + e->start, e->fill, e->size);
}

static void give_up(struct boot *b, unsigned int i)
{
	struct bm_range range;
	char name[BM_NAME_MAX];

	name_of(i, name);
	if (!bm_names_release(&b->names, name, &range))
		return;
	assert_int_equal(mb_free(&b->mb, range.start, range.end - range.start), 0);
	expected[i].lives = false;
}

/* --- pages ------------------------------------------------------------------------------------ */

#define NR_BLOCKS 256u

static void set_up_pages(struct boot *b, enum bm_pages_policy policy)
{
	struct bm_zone_policy zones = {
		.page_shift = 12, .section_shift = 20, .max_order = 8, .zones = 1u << BM_ZONE_NORMAL
	};

	zones.limit[BM_ZONE_NORMAL] = NR_PAGES;
	bm_zones_init(&b->zones, &b->node, 1);
	assert_int_equal(bm_zones_layout(&b->zones, &b->mb, &zones), 0);
	bm_mm_init(&b->mm, &b->mb, &b->zones);
	assert_int_equal(bm_mm_pages(&b->mm, &b->pages, policy, 0), 0);
	assert_int_equal(bm_mm_buddy(&b->mm, &b->buddy, BM_BUDDY_CHECK), 0);
}

/* Allocate until there is no more, write over all of it, free most of it again. */
static void use_pages(struct boot *b)
{
	static struct {
		pfn_t pfn;
		unsigned int order;
	} blocks[NR_BLOCKS];
	unsigned int nr = 0;

	while (nr < NR_BLOCKS) {
		blocks[nr].order = roll(4);
		if (bm_buddy_alloc(&b->cpu, blocks[nr].order, BM_GFP_KERNEL, &blocks[nr].pfn))
			break;
		memset(ram + blocks[nr].pfn * PAGE, 0xbb, (size_t)PAGE << blocks[nr].order);
		nr++;
	}
	while (nr-- > 0)
		if (roll(8) > 0)
			assert_int_equal(bm_buddy_free(&b->cpu, blocks[nr].pfn, blocks[nr].order),
					 0);
}

static void check_pages(struct boot *b, const struct expected *e)
{
	pfn_t pfn;

	for (pfn = e->start / PAGE; pfn < (e->start + e->size) / PAGE; pfn++) {
		assert_int_equal(bm_buddy_frame(&b->buddy, pfn).state, BM_FRAME_NOT_GIVEN);
		assert_non_null(bm_page(&b->pages, pfn));
	}
}

static void run_pages(struct boot *b, enum bm_pages_policy policy)
{
	unsigned int i;

	set_up_pages(b, policy);
	assert_int_equal(bm_release(&b->mm, NULL), 0);
	bm_cpu_init(&b->cpu, &b->buddy, 0);
	use_pages(b);
	assert_int_equal(bm_finish(&b->mm), 0);
	use_pages(b);
	for (i = 0; i < NR_NAMES; i++)
		if (expected[i].lives)
			check_pages(b, &expected[i]);
	bm_cpu_drain(&b->cpu);
	assert_null(bm_buddy_check(&b->buddy));
	assert_int_equal(b->buddy.bad_poison, 0);
}

/* --- boots ------------------------------------------------------------------------------------ */

/* Up to three holes, where nothing is preserved; what is mapped differs from boot to boot. */
static void draw_map(struct boot *b)
{
	unsigned int nr = roll(4);

	assert_int_equal(mb_add(&b->mb, 0, sizeof(ram)), 0);
	while (nr-- > 0) {
		phys_addr_t base = roll(NR_PAGES) * PAGE;
		phys_addr_t size = (1 + roll(8)) * PAGE;

		if (base + size > sizeof(ram) || !clear_of_names(base, size))
			continue;
		if (roll(2))
			assert_int_equal(mb_remove(&b->mb, base, size), 0);
		else
			assert_int_equal(mb_mark(&b->mb, base, size, MEMBLOCK_NOMAP), 0);
	}
}

static void start_boot(struct boot *b, bool first)
{
	struct bm_record rec;

	mb_init(&b->mb, &port, b->regions, 16);
	bm_names_init(&b->names, b->slots, 4 * NR_NAMES);
	b->mb.bottom_up = roll(2);
	draw_map(b);
	load_kernel(b);
	if (!first) {
		assert_int_equal(bm_record_open(&rec, record, sizeof(record)), 0);
		assert_int_equal(bm_handover_take(&rec, &b->mb, &b->names), 0);
	}
}

static void end_boot(struct boot *b, unsigned long generation)
{
	struct bm_handover h = {
		.names = &b->names, .generation = generation, .mb = &b->mb, .sum_content = roll(2)
	};

	memset(record, 0xcc, sizeof(record));
	assert_int_equal(bm_handover_write(&h, record, sizeof(record)), 0);
}

static void boot_after_boot(const struct way *way)
{
	static struct boot b;
	unsigned long boot;
	unsigned int i;

	srand(1);
	memset(expected, 0, sizeof(expected));
	for (boot = 0; boot < nr_boots; boot++) {
		start_boot(&b, boot == 0);
		for (i = 0; i < NR_NAMES; i++) {
			scribble(&b);
			if (roll(3) > 0 && (expected[i].lives || roll(4) == 0))
				ask_for(&b, i);
			if (roll(12) == 0)
				give_up(&b, i);
		}
		if (way->has_pages)
			run_pages(&b, way->policy);
		for (i = 0; i < NR_NAMES; i++)
			if (expected[i].lives)
				check_content(&expected[i]);
		assert_null(mb_check(&b.mb));
		end_boot(&b, boot);
	}
}

static void handover__boot_after_boot__nothing_lost_nothing_moved(void **state)
{
	(void)state;
	boot_after_boot(&(struct way){ false, BM_PAGES_EAGER });
}

static void handover__eager_descriptors__nothing_lost_nothing_moved(void **state)
{
	(void)state;
	boot_after_boot(&(struct way){ true, BM_PAGES_EAGER });
}

static void handover__deferred_descriptors__nothing_lost_nothing_moved(void **state)
{
	(void)state;
	boot_after_boot(&(struct way){ true, BM_PAGES_DEFERRED });
}

static void handover__lazy_descriptors__nothing_lost_nothing_moved(void **state)
{
	(void)state;
	boot_after_boot(&(struct way){ true, BM_PAGES_LAZY });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handover__boot_after_boot__nothing_lost_nothing_moved),
		cmocka_unit_test(handover__eager_descriptors__nothing_lost_nothing_moved),
		cmocka_unit_test(handover__deferred_descriptors__nothing_lost_nothing_moved),
		cmocka_unit_test(handover__lazy_descriptors__nothing_lost_nothing_moved),
	};

	if (is_full_run())
		nr_boots = 10000;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
