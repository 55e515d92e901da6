// SPDX-License-Identifier: MIT
/*
 * test_ingest_efi.c - what an EFI map means: memory on arm64, a few more facts on a PC.
 */
#include <bootmem/fw_efi.h>
#include <bootmem/ingest.h>

#include "harness.h"
#include "shortage.h"
#include "told.h"

#define ROOM 32

static struct bm_fw_range descs[ROOM];
static struct bm_fw_map efi;

static void desc(uint32_t type, phys_addr_t first, phys_addr_t end, uint64_t attr)
{
	struct bm_fw_range range = { first, end, BM_FW_RESERVED, 0, BM_FW_NO_DOMAIN, type, attr,
				     0,	    0,	 { NULL, 0 } };

	range.kind = bm_efi_kind(type, attr, true);
	assert_int_equal(bm_fw_map_add(&efi, &range), 0);
}

static void start(void)
{
	efi = bm_fw_map(descs, ROOM);
}

static void bm_efi_add_memory__replaces__what_was_known(void **state)
{
	struct world *w = world("mmmmmmmm");

	(void)state;
	start();
	desc(BM_EFI_CONVENTIONAL, at(w, 2), at(w, 4), BM_EFI_WB);
	desc(BM_EFI_RUNTIME_CODE, at(w, 4), at(w, 5), BM_EFI_WB | BM_EFI_RUNTIME);
	desc(BM_EFI_ACPI_RECLAIM, at(w, 5), at(w, 6), BM_EFI_WB);
	desc(BM_EFI_MMIO, at(w, 6), at(w, 7), BM_EFI_UC);
	desc(BM_EFI_MMIO, at(w, 7), at(w, 8), BM_EFI_WC);
	ok(bm_efi_add_memory(&w->mb, &efi, true));
	expect_memory(w, "..mmnm.n");
	expect_reserved(w, ".....r..");
}

static void bm_efi_add_memory__odd_ends__are_rounded_inward(void **state)
{
	struct world *w = world(".");

	(void)state;
	start();
	desc(BM_EFI_CONVENTIONAL, 0x1800, 0x3800, BM_EFI_WB);
	desc(BM_EFI_CONVENTIONAL, 0x5800, 0x6800, BM_EFI_WB);
	w->mb.page_shift = 13;
	ok(bm_efi_add_memory(&w->mb, &efi, true));
	assert_int_equal(w->mb.memory.cnt, 0);
	w->mb.page_shift = 12;
	ok(bm_efi_add_memory(&w->mb, &efi, true));
	expect_regions(&w->mb.memory, "2000+1000 -1 0");
}

static void bm_efi_add_memory__specific_purpose__is_left_to_drivers(void **state)
{
	struct world *w = world("....");

	(void)state;
	start();
	desc(BM_EFI_CONVENTIONAL, at(w, 0), at(w, 2), BM_EFI_WB);
	desc(BM_EFI_CONVENTIONAL, at(w, 2), at(w, 4), BM_EFI_WB | BM_EFI_SP);
	ok(bm_efi_add_memory(&w->mb, &efi, true));
	expect_memory(w, "mm..");
	ok(bm_efi_add_memory(&w->mb, &efi, false));
	expect_memory(w, "mmmm");
}

static void bm_efi_add_memory__handover__scratch_stays(void **state)
{
	struct world *w = world("mmssmm");

	(void)state;
	start();
	desc(BM_EFI_CONVENTIONAL, at(w, 0), at(w, 1), BM_EFI_WB);
	w->mb.scratch_only = true;
	ok(bm_efi_add_memory(&w->mb, &efi, true));
	expect_memory(w, "m.ss..");
}

/* --- a map as large as firmware makes them -------------------------------------------------- */

#define NR_MANY 200u
#define STRIDE 48u

/* What becomes of a descriptor, as a page of it is drawn in pictures of both arrays. */
static const struct fate {
	uint32_t type;
	uint64_t attr;
	char memory;
	char reserved;
} fates[] = {
	{ BM_EFI_CONVENTIONAL, BM_EFI_WB, 'm', '.' },
	{ BM_EFI_BOOT_DATA, BM_EFI_WB | BM_EFI_UC, 'm', '.' },
	{ BM_EFI_RUNTIME_DATA, BM_EFI_WB | BM_EFI_RUNTIME, 'n', '.' },
	{ BM_EFI_ACPI_RECLAIM, BM_EFI_WB, 'm', 'r' },
	{ BM_EFI_LOADER_CODE, BM_EFI_WB, 'm', '.' },
	{ BM_EFI_MMIO, BM_EFI_UC, '.', '.' },
	{ BM_EFI_BOOT_CODE, BM_EFI_WB, 'm', '.' },
	{ BM_EFI_RESERVED, BM_EFI_WT, 'n', '.' },
	{ BM_EFI_CONVENTIONAL, BM_EFI_WB | BM_EFI_SP, '.', '.' },
	{ BM_EFI_ACPI_NVS, BM_EFI_WB, 'n', '.' },
	{ BM_EFI_CONVENTIONAL, BM_EFI_WC, 'n', '.' },
};

/**
 * struct many - a map of NR_MANY descriptors, and what it should become
 * @bytes:    descriptors as firmware hands them over, in no order
 * @memory:   picture
 * @reserved: picture
 * @nr_pages: in the pictures
 */
struct many {
	uint8_t bytes[NR_MANY * STRIDE];
	char memory[1024];
	char reserved[1024];
	unsigned int nr_pages;
};

/* One to five pages each, and a hole of one after every fourth. */
static void make_many(struct many *many)
{
	unsigned int i, j;

	for (i = 0; i < NR_MANY; i++) {
		const struct fate *fate = &fates[i % (sizeof(fates) / sizeof(fates[0]))];
		size_t offset = (size_t)(i * 77 % NR_MANY) * STRIDE;
		unsigned int nr = 1 + i * 3 % 5;

		put(many->bytes, offset, 4, fate->type);
		put(many->bytes, offset + 8, 8, many->nr_pages * WORLD_PAGE);
		put(many->bytes, offset + 24, 8, nr);
		put(many->bytes, offset + 32, 8, fate->attr);
		for (j = 0; j < nr; j++, many->nr_pages++) {
			many->memory[many->nr_pages] = fate->memory;
			many->reserved[many->nr_pages] = fate->reserved;
		}
		if (i % 4 == 3) {
			many->memory[many->nr_pages] = '.';
			many->reserved[many->nr_pages++] = '.';
		}
	}
}

static void expect_many(const struct memblock *mb, const struct many *many)
{
	unsigned int i;

	assert_null(mb_check(mb));
	for (i = 0; i <= many->nr_pages; i++) {
		phys_addr_t addr = i * WORLD_PAGE;
		char mapped = mb_is_map_memory(mb, addr) ? 'm' : 'n';
		char memory = mb_is_memory(mb, addr) ? mapped : '.';
		char reserved = mb_is_reserved(mb, addr) ? 'r' : '.';
		bool is_end = i == many->nr_pages;

		if (memory != (is_end ? '.' : many->memory[i]) ||
		    reserved != (is_end ? '.' : many->reserved[i]))
			fail_msg("page %u is %c%c", i, memory, reserved);
	}
}

static void bm_efi_add_memory__two_hundred_in_no_order__each_page_as_it_should_be(void **state)
{
	static struct memblock_region slots[4 * NR_MANY];
	static struct bm_fw_range ranges[NR_MANY];
	static struct many many;
	struct bm_fw_map map = bm_fw_map(ranges, NR_MANY);
	struct bm_fw_sink sink = bm_fw_map_sink(&map);
	struct memblock mb;

	(void)state;
	make_many(&many);
	mb_init(&mb, NULL, slots, 4 * NR_MANY);
	assert_int_equal(bm_efi_parse(many.bytes, sizeof(many.bytes), STRIDE, &sink), 0);
	assert_int_equal(map.cnt, NR_MANY);
	assert_int_equal(bm_efi_add_memory(&mb, &map, true), 0);
	expect_many(&mb, &many);
}

/* --- mirrored memory ----------------------------------------------------------------------- */

static void bm_efi_mark_mirror__more_reliable__only_if_asked_for(void **state)
{
	struct world *w = world("mmmm");
	struct bm_mirror_sum sum;

	(void)state;
	start();
	desc(BM_EFI_CONVENTIONAL, at(w, 0), at(w, 2), BM_EFI_WB);
	desc(BM_EFI_CONVENTIONAL, at(w, 2), at(w, 3), BM_EFI_WB | BM_EFI_MORE_RELIABLE);
	ok(bm_efi_mark_mirror(&w->mb, &efi, &sum));
	expect_memory(w, "mmmm");
	assert_int_equal(sum.total, 3 * WORLD_PAGE);
	assert_int_equal(sum.mirrored, WORLD_PAGE);
	w->mb.mirrored_kernelcore = true;
	ok(bm_efi_mark_mirror(&w->mb, &efi, NULL));
	expect_memory(w, "mmim");
}

/* --- on a PC ------------------------------------------------------------------------------- */

static struct bm_fw_range claims[ROOM];
static uint32_t scratch[BM_FW_MAP_SCRATCH(ROOM)];

static struct bm_x86_map pc(void)
{
	struct bm_x86_map x86 = { bm_fw_map(claims, ROOM), scratch, BM_FW_MAP_SCRATCH(ROOM) };
	struct bm_range range = { 0x100000, 0x200000 };
	struct bm_fw_range claim = bm_fw_claim(range, BM_FW_USABLE);

	assert_int_equal(bm_fw_map_add(&x86.map, &claim), 0);
	return x86;
}

static void expect_map(const struct bm_x86_map *x86, const char *want)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	size_t i;

	for (i = 0; i < x86->map.cnt; i++) {
		struct bm_fw_range range = x86->map.ranges[i];

		range.type = range.kind;
		sink.range(sink.ctx, &range);
	}
	expect_told(&told, want);
}

static void bm_efi_merge__nothing_soft_reserved__nothing_is_merged(void **state)
{
	struct bm_x86_map x86 = pc();

	(void)state;
	start();
	desc(BM_EFI_RESERVED, 0x180000, 0x181000, BM_EFI_WB);
	assert_int_equal(bm_efi_merge(&x86, &efi, true, false), 0);
	expect_map(&x86, "100000-200000 usable\n");
	assert_int_equal(bm_efi_merge(&x86, &efi, true, true), 0);
	expect_map(&x86, "100000-180000 usable\n180000-181000 reserved\n181000-200000 usable\n");
}

static void bm_efi_merge__soft_reserved__brings_the_map_along(void **state)
{
	struct bm_x86_map x86 = pc();

	(void)state;
	start();
	desc(BM_EFI_CONVENTIONAL, 0x140000, 0x150000, BM_EFI_WB | BM_EFI_SP);
	desc(BM_EFI_ACPI_NVS, 0x180000, 0x181000, BM_EFI_WB);
	assert_int_equal(bm_efi_merge(&x86, &efi, false, false), 0);
	expect_map(&x86, "100000-200000 usable\n");
	assert_int_equal(bm_efi_merge(&x86, &efi, true, false), 0);
	expect_map(&x86, "100000-140000 usable\n140000-150000 soft reserved\n"
			 "150000-180000 usable\n180000-181000 ACPI NVS\n181000-200000 usable\n");
	x86.map.max = x86.map.cnt + 1;
	assert_int_equal(bm_efi_merge(&x86, &efi, true, true), -BM_ENOSPC);
}

/* --- shortages ----------------------------------------------------------------------------- */

static int some_memory(struct memblock *mb)
{
	mb->mirrored_kernelcore = true;
	return mb_add_node(mb, 0x1000, 0x1000, NUMA_NO_NODE, MEMBLOCK_KHO_SCRATCH) ||
	       mb_add(mb, 0x2000, 0xe000);
}

static int add_memory(struct memblock *mb)
{
	mb->scratch_only = true;
	return bm_efi_add_memory(mb, &efi, true);
}

static int mark_mirror(struct memblock *mb)
{
	return bm_efi_mark_mirror(mb, &efi, NULL);
}

static void bm_efi__every_shortage_of_slots__is_told(void **state)
{
	(void)state;
	start();
	desc(BM_EFI_CONVENTIONAL, 0x2000, 0x4000, BM_EFI_WB);
	desc(BM_EFI_RUNTIME_CODE, 0x4000, 0x5000, BM_EFI_WB);
	desc(BM_EFI_ACPI_RECLAIM, 0x6000, 0x7000, BM_EFI_WB | BM_EFI_MORE_RELIABLE);
	desc(BM_EFI_ACPI_RECLAIM, 0x8000, 0x9000, BM_EFI_WB | BM_EFI_MORE_RELIABLE);
	desc(BM_EFI_CONVENTIONAL, 0xa000, 0xb000, BM_EFI_WB);
	every_shortage(some_memory, add_memory);
	every_shortage(some_memory, mark_mirror);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_efi_add_memory__replaces__what_was_known),
		CASE(bm_efi_add_memory__odd_ends__are_rounded_inward),
		CASE(bm_efi_add_memory__specific_purpose__is_left_to_drivers),
		CASE(bm_efi_add_memory__handover__scratch_stays),
		CASE(bm_efi_add_memory__two_hundred_in_no_order__each_page_as_it_should_be),
		CASE(bm_efi_mark_mirror__more_reliable__only_if_asked_for),
		CASE(bm_efi_merge__nothing_soft_reserved__nothing_is_merged),
		CASE(bm_efi_merge__soft_reserved__brings_the_map_along),
		CASE(bm_efi__every_shortage_of_slots__is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
