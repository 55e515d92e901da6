// SPDX-License-Identifier: MIT
/*
 * test_mm_short.c - machines with too little memory, or memory that cannot be reached, at each
 * place where that may show; and one whose addresses are pointers.
 *
 * A machine gets one page, then one more, until all of the page allocator fits; then all of it may
 * be mapped but the last page, and so on. It must work or say that it cannot, with nothing taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include <bootmem/check.h>

#include "mm_world.h"

#define RAM_MIB 3u
#define RAM_PAGES (RAM_MIB * 256u)

/* Two nodes, a zone that is movable, frames of no whole section. */
static void world(struct mm_world *w, unsigned int pages)
{
	phys_addr_t size = pages * PAGE;
	phys_addr_t half = pages / 2 * PAGE;

	mm_world_init(w, RAM_MIB);
	w->policy.max_order = 3;
	w->policy.movablecore.nr_pages = 64;
	ok(mb_add_node(&w->mb, 0, size - half, 0, MEMBLOCK_NONE));
	if (half)
		ok(mb_add_node(&w->mb, size - half, half, 1, MEMBLOCK_NONE));
	mm_world_zones(w);
}

static int start(struct mm_world *w, enum bm_pages_policy policy)
{
	int err = bm_mm_pages(&w->mm, &w->pages, policy, 0);

	return err ? err : bm_mm_buddy(&w->mm, &w->buddy, 0);
}

/* What was free before is free again: descriptors that were set up stay. */
static void expect_works(struct mm_world *w)
{
	pfn_t free;
	pfn_t pfn;

	ok(bm_release(&w->mm, NULL));
	bm_cpu_init(&w->cpu, &w->buddy, 0);
	assert_null(bm_buddy_check(&w->buddy));
	free = mm_world_free(w);
	if (bm_buddy_alloc(&w->cpu, 0, BM_GFP_MOVABLE, &pfn) == 0)
		ok(bm_buddy_free(&w->cpu, pfn, 0));
	bm_cpu_drain(&w->cpu);
	assert_int_equal(mm_world_free(w), free);
	ok(bm_finish(&w->mm));
	ok(bm_discard(&w->mm));
}

static void bm_mm__every_amount_of_memory__works_or_takes_nothing(void **state)
{
	unsigned int nr_failed = 0;
	unsigned int pages;
	struct mm_world w;
	int err;

	(void)state;
	for (pages = 1; pages <= RAM_PAGES; pages += pages < 64 ? 1 : 37) {
		world(&w, pages);
		err = start(&w, pages % 3);
		if (err) {
			assert_int_equal(err, -BM_ENOMEM);
			assert_true(w.mb.reserved.cnt == 0 || w.mm.pages != NULL);
			nr_failed++;
		} else {
			expect_works(&w);
		}
		mm_world_reset(&w);
	}
	assert_in_range(nr_failed, 1, 64);
}

static void bm_mm__every_page_that_cannot_be_mapped__works_or_says_so(void **state)
{
	unsigned int nr_failed = 0;
	unsigned int pages;
	struct mm_world w;
	int err;

	(void)state;
	for (pages = 0; pages <= RAM_PAGES; pages++) {
		world(&w, RAM_PAGES);
		w.unmapped = pages * PAGE;
		err = start(&w, BM_PAGES_EAGER);
		if (err)
			assert_int_equal(err, -BM_ENOMEM);
		else
			expect_works(&w);
		nr_failed += err != 0;
		mm_world_reset(&w);
	}
	assert_in_range(nr_failed, 1, RAM_PAGES);
}

/* Memory of a guest that must accept it before it is touched: the port does so when it is asked. */
static void *accept_memory(void *ctx, phys_addr_t base, size_t size)
{
	struct mm_world *w = ctx;
	phys_addr_t start = base & ~(PAGE - 1);

	if (base >= w->ram_size || size > w->ram_size - base)
		return NULL;
	ok(mprotect(w->ram + start, (size_t)(base - start) + size, PROT_READ | PROT_WRITE));
	return w->ram + base;
}

/* catalogue R5: who touches a byte that the port was not asked for does not survive */
static void bm_mm__memory_must_be_accepted__nothing_is_touched_before(void **state)
{
	struct mm_world w;
	phys_addr_t i;
	unsigned int policy;

	(void)state;
	if (sysconf(_SC_PAGESIZE) != (long)PAGE)
		skip();
	for (policy = BM_PAGES_EAGER; policy <= BM_PAGES_LAZY; policy++) {
		mm_world_init(&w, RAM_MIB);
		ok(mprotect(w.ram, w.ram_size, PROT_NONE));
		w.port.map = accept_memory;
		mb_init(&w.mb, &w.port, w.regions, 2);
		for (i = 0; i < 4; i++)
			ok(mb_add_node(&w.mb, i * 190 * PAGE, 180 * PAGE, (int)(i / 2), 0));
		for (i = 0; i < 300; i++)
			ok(mb_reserve(&w.mb, 2 * i * PAGE, PAGE));
		assert_true(w.mb.memory_home.size > 0 && w.mb.reserved_home.size > PAGE);
		mm_world_zones(&w);
		mm_world_pages(&w, policy, BM_BUDDY_CHECK);
		expect_works(&w);
		mm_world_reset(&w);
	}
}

/* No port at all: what has an address can be written there, and nobody listens. */
static void bm_mm__addresses_are_pointers__a_port_is_not_needed(void **state)
{
	struct bm_zone_policy policy = { .page_shift = 12, .section_shift = 25, .max_order = 13,
					 .zones = 1u << BM_ZONE_NORMAL };
	struct memblock_region regions[16];
	struct bm_node node;
	struct bm_zones zones;
	struct bm_pages pages;
	struct bm_buddy buddy;
	struct bm_cpu cpu;
	struct bm_mm mm;
	struct memblock mb;
	unsigned char *ram;
	pfn_t pfn;

	(void)state;
	if (sizeof(phys_addr_t) < sizeof(ram))
		skip();
	ram = aligned_alloc((size_t)MIB, (size_t)(8 * MIB));
	assert_non_null(ram);
	policy.limit[BM_ZONE_NORMAL] = (pfn_t)PHYS_ADDR_MAX >> 12;
	mb_init(&mb, NULL, regions, 16);
	ok(mb_add(&mb, (phys_addr_t)(uintptr_t)ram, 8 * MIB));
	bm_zones_init(&zones, &node, 1);
	ok(bm_zones_layout(&zones, &mb, &policy));
	bm_mm_init(&mm, &mb, &zones);
	ok(bm_mm_pages(&mm, &pages, BM_PAGES_DEFERRED, 0));
	ok(bm_mm_buddy(&mm, &buddy, BM_BUDDY_CHECK));
	assert_int_equal(buddy.max_order, BM_MAX_ORDER);
	ok(bm_release(&mm, NULL));
	bm_cpu_init(&cpu, &buddy, 7); /* there is no such node */
	assert_int_equal(cpu.nid, 0);
	ok(bm_buddy_alloc(&cpu, 3, BM_GFP_KERNEL, &pfn));
	memset((void *)(uintptr_t)(pfn << 12), 0, (size_t)(8 * PAGE));
	ok(bm_buddy_free(&cpu, pfn, 3));
	assert_int_equal(bm_buddy_free(&cpu, pfn, 3), -BM_EINVAL);
	ok(bm_finish(&mm));
	assert_true(bm_pages_finished(&pages));
	bm_cpu_drain(&cpu);
	assert_null(bm_buddy_check(&buddy));
	free(ram);
}

static void bm_pages_init__pages_of_another_size__is_an_error(void **state)
{
	struct mm_world w;

	(void)state;
	world(&w, RAM_PAGES);
	w.mb.page_shift = 13;
	assert_int_equal(start(&w, BM_PAGES_LAZY), -BM_EINVAL);
	assert_int_equal(w.mm.phase, BM_PHASE_POPULATE);
	mm_world_reset(&w);
}

static unsigned int jobs_asked_for;

/* Every job does as many sections, until there are none left. */
static int one_by_one(void *ctx, void (*job)(void *arg, unsigned int i), void *arg, unsigned int nr)
{
	const struct bm_pages *pages = &((struct mm_world *)ctx)->pages;
	unsigned long each = (pages->nr_sections + nr - 1) / nr;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		job(arg, i);
		assert_int_equal(pages->sections_ready, (i + 1) * each < pages->nr_sections ?
								(i + 1) * each :
								pages->nr_sections);
	}
	jobs_asked_for = nr;
	return 0;
}

/* As many jobs as sections; then some hundred; then more, as each does only so much at once. */
static void bm_pages_finish__any_number_of_sections__jobs_share_them_evenly(void **state)
{
	static const struct {
		unsigned int mib;
		unsigned int nr_jobs;
	} cases[] = { { 2, 32 }, { 20, 256 }, { 1041, 260 } };
	struct mm_world w;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		mm_world_init(&w, cases[i].mib);
		w.policy.section_shift = 16;
		w.policy.max_order = 4;
		w.policy.zones |= 1u << BM_ZONE_DMA;
		w.policy.limit[BM_ZONE_DMA] = 7 * 16;
		ok(mb_add(&w.mb, 0, cases[i].mib * MIB));
		mm_world_release(&w, BM_PAGES_LAZY);
		w.port.parallel = one_by_one;
		ok(bm_finish(&w.mm));
		assert_int_equal(jobs_asked_for, cases[i].nr_jobs);
		assert_true(bm_pages_finished(&w.pages));
		assert_int_equal(w.pages.sections_ready, cases[i].mib * 16);
		mm_world_reset(&w);
	}
}

static void bm_pages_finish__one_section__initialises_it(void **state)
{
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 1);
	ok(mb_add(&w.mb, 0, MIB));
	mm_world_release(&w, BM_PAGES_LAZY);
	assert_int_equal(w.pages.nr_sections, 1);
	ok(bm_finish(&w.mm));
	assert_true(bm_pages_finished(&w.pages));
	mm_world_reset(&w);
}

static void expect_early(enum bm_zone_idx zone, int boot_nid, uint32_t first, uint32_t second)
{
	struct mm_world w;

	mm_world_init(&w, 8);
	w.policy.limit[zone] = w.policy.limit[BM_ZONE_NORMAL];
	w.policy.zones = 1u << zone;
	ok(mb_add_node(&w.mb, 0, 4 * MIB, 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w.mb, 4 * MIB, 4 * MIB, 1, MEMBLOCK_NONE));
	mm_world_zones(&w);
	ok(bm_mm_pages(&w.mm, &w.pages, BM_PAGES_DEFERRED, boot_nid));
	ok(bm_mm_buddy(&w.mm, &w.buddy, 0));
	ok(bm_release(&w.mm, NULL));
	assert_int_equal(w.pages.spans[0].ready[0], first);
	assert_int_equal(w.pages.spans[1].ready[0], second);
	mm_world_reset(&w);
}

/* Deferred: the first section of the boot node, whichever that is, and be its zone the lowest. */
static void bm_pages_start__one_zone__one_section_of_the_boot_node(void **state)
{
	(void)state;
	expect_early(BM_ZONE_NORMAL, 0, 1, 0);
	expect_early(BM_ZONE_NORMAL, 1, 0, 1);
	expect_early(BM_ZONE_DMA, 0, 1, 0);
	expect_early(BM_ZONE_DMA, 1, 0, 1);
}

/* Deferred: what is in no zone is not the highest zone. */
static void bm_pages_start__memory_of_no_zone__is_not_wanted_early(void **state)
{
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 8);
	w.policy.zones |= 1u << BM_ZONE_DMA;
	w.policy.limit[BM_ZONE_DMA] = 256;
	w.policy.limit[BM_ZONE_NORMAL] = 3 * 256;
	ok(mb_add(&w.mb, 0, 8 * MIB));
	mm_world_release(&w, BM_PAGES_DEFERRED);
	assert_int_equal(w.pages.spans[0].ready[0], 1);
	assert_int_equal(w.pages.spans[1].ready[0], 1);
	assert_int_equal(w.pages.sections_ready, 2);
	mm_world_reset(&w);
}

/* Deferred: one section of the boot node's highest zone, however many spans that has. */
static void bm_pages_start__the_highest_zone_has_holes__one_section_is_ready(void **state)
{
	struct mm_world w;

	(void)state;
	mm_world_init(&w, 64);
	w.policy.zones |= 1u << BM_ZONE_DMA;
	w.policy.limit[BM_ZONE_DMA] = 256;
	ok(mb_add(&w.mb, 0, 4 * MIB));
	ok(mb_add(&w.mb, 16 * MIB, 4 * MIB));
	ok(mb_add(&w.mb, 40 * MIB, 4 * MIB));
	mm_world_release(&w, BM_PAGES_DEFERRED);
	assert_int_equal(w.pages.sections_ready, 2);
	bm_pages_prepare(&w.pages, 8 * MIB / PAGE, 9 * MIB / PAGE);
	bm_pages_prepare(&w.pages, 40 * MIB / PAGE, 40 * MIB / PAGE);
	assert_int_equal(w.pages.sections_ready, 2);
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_mm__every_amount_of_memory__works_or_takes_nothing),
		cmocka_unit_test(bm_mm__every_page_that_cannot_be_mapped__works_or_says_so),
		cmocka_unit_test(bm_mm__memory_must_be_accepted__nothing_is_touched_before),
		cmocka_unit_test(bm_mm__addresses_are_pointers__a_port_is_not_needed),
		cmocka_unit_test(bm_pages_init__pages_of_another_size__is_an_error),
		cmocka_unit_test(bm_pages_finish__any_number_of_sections__jobs_share_them_evenly),
		cmocka_unit_test(bm_pages_finish__one_section__initialises_it),
		cmocka_unit_test(bm_pages_start__one_zone__one_section_of_the_boot_node),
		cmocka_unit_test(bm_pages_start__memory_of_no_zone__is_not_wanted_early),
		cmocka_unit_test(bm_pages_start__the_highest_zone_has_holes__one_section_is_ready),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
