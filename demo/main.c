// SPDX-License-Identifier: MIT
/*
 * main.c - what a kernel does at boot: from the loader's hand to pages for all CPUs.
 *
 * kernel_main() is the list; each step is a function of a few lines over one of bootmem's calls.
 * What should be true after a step is checked aloud, so a boot is a test: the last line counts,
 * and the machine stops with an exit status that says the same.
 *
 * Words of the command line that are this kernel's own: pages=eager, deferred or lazy;
 * torture=STEPS; kexec=ROUND-TRIPS; count, the instructions to the first page, with no log between;
 * like=6.1, the release of Linux whose zones it shall have; trap, to see what becomes of that. All
 * others are bootmem's.
 */
#include <string.h>

#include <bootmem/bootmem.h>

#include "arch.h"
#include "kernel.h"

#define CLASSIC_DESCRIPTOR 64

static struct bm_boot boot;
static struct bm_port port;

/* --- the port ------------------------------------------------------------------------------ */

static void log_line(void *ctx, int level, const char *text, size_t len)
{
	(void)ctx;
	(void)level;
	(void)len;
	say("%s\n", text);
}

static BM_NORETURN void panic(void *ctx, const char *what, const char *file, int line)
{
	(void)ctx;
	say("panic: %s, %s:%d\n", what, file, line);
	check(false, "no panic");
	verdict();
	arch_off(false);
}

static void connect(void)
{
	port.log = log_line;
	port.panic = panic;
	port.parallel = cpus_parallel;
	memblock.port = &port;
	memblock_set_current_limit(arch_early_end);
}

/* --- the command line ---------------------------------------------------------------------- */

static bool word_is(struct bm_str word, const char *text)
{
	return word.len == strlen(text) && memcmp(word.at, text, word.len) == 0;
}

static struct bm_str option(const char *name)
{
	struct bm_cmdline_iter it;
	struct bm_str value = { NULL, 0 };

	bm_cmdline_first(&it, boot.cmdline);
	while (bm_cmdline_find(&it, name))
		value = it.value;
	return value;
}

static bool is_given(const char *name)
{
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, boot.cmdline);
	return bm_cmdline_find(&it, name);
}

static enum bm_pages_policy pages_policy(void)
{
	struct bm_str word = option("pages");

	if (word_is(word, "eager"))
		return BM_PAGES_EAGER;
	return word_is(word, "lazy") ? BM_PAGES_LAZY : BM_PAGES_DEFERRED;
}

static unsigned int like_release(void)
{
	struct bm_str word = option("like");
	unsigned int major = (unsigned int)bm_memparse(&word);

	if (word.len < 2 || word.at[0] != '.')
		return BM_KERNEL_NEWEST;
	word = bm_str(word.at + 1, word.len - 1);
	return BM_KERNEL(major, bm_memparse(&word));
}

static unsigned int number(const char *name, unsigned int otherwise)
{
	struct bm_str word = option(name);

	return word.at ? (unsigned int)bm_memparse(&word) : otherwise;
}

/* --- steps --------------------------------------------------------------------------------- */

static void run_recipe(void)
{
	extern char kernel_start[];
	extern char kernel_end[];
	int err;

	boot.kernel_image.start = (uintptr_t)kernel_start;
	boot.kernel_image.end = (uintptr_t)kernel_end;
	say("command line: ");
	arch_write(boot.cmdline.at, boot.cmdline.len);
	say("\n");
	boot.kernel = like_release();
	if (is_given("count"))
		port.log = NULL;
	err = bm_boot(&boot);
	if (err)
		say("it failed when it was to %s\n", bm_step_name(boot.step));
	need(err, "from firmware to memory, nodes and zones");
	take_handover();
	check(mb_check(&memblock) == NULL, "the map is well formed");
}

static volatile phys_addr_t *word_in(phys_addr_t at)
{
	return (volatile phys_addr_t *)(uintptr_t)(at & ~(phys_addr_t)7);
}

/* Write to both ends of every free range, then see whether all of it is still there. */
static bool can_use_memory(void)
{
	const phys_addr_t worth_it = 4 * sizeof(phys_addr_t);
	struct mb_free_iter it;
	bool ok = true;

	mb_for_each_free_range(&it, &memblock, mb_any()) {
		if (it.end - it.start < worth_it)
			continue;
		*word_in(it.start + 7) = it.end;
		*word_in(it.end - 8) = it.start;
	}
	mb_for_each_free_range(&it, &memblock, mb_any()) {
		if (it.end - it.start >= worth_it)
			ok = ok && *word_in(it.start + 7) == it.end &&
			     *word_in(it.end - 8) == it.start;
	}
	return ok;
}

static void reserve_names(void)
{
	check(bm_boot_names(boot.cmdline, &memblock, &memblock_names, boot.sink) == 0,
	      "reserve by name");
}

static void show_names(void)
{
	phys_addr_t start;
	phys_addr_t size;
	unsigned int i;

	for (i = 0; i < memblock_names.nr; i++) {
		const char *name = memblock_names.slots[i].name;

		if (check(reserve_mem_find_by_name(name, &start, &size) == 1, "find it again"))
			say("%s: %llu bytes at 0x%llx, %s\n", name, (unsigned long long)size,
			    (unsigned long long)start, bm_fate_text(memblock_names.slots[i].fate));
	}
}

/* What the map gave for descriptors and bitmaps, beside what classic descriptors take. */
static void show_metadata(phys_addr_t before)
{
	phys_addr_t taken = mb_reserved_kern_size(&memblock, PHYS_ADDR_MAX, NUMA_NO_NODE) - before;

	say("metadata: %llu KiB for %llu MiB of memory; descriptors of %u bytes alone would be "
	    "%llu KiB\n",
	    (unsigned long long)taken >> 10,
	    (unsigned long long)memblock_zones.nr_pages >> (20 - memblock.page_shift),
	    CLASSIC_DESCRIPTOR,
	    (unsigned long long)memblock_zones.nr_pages * CLASSIC_DESCRIPTOR >> 10);
}

static int node_of(uint32_t domain)
{
	unsigned int nid;

	for (nid = 0; nid < boot.numa.nr_nodes; nid++) {
		if (boot.numa.room.domains[nid] == domain)
			return (int)nid;
	}
	return NUMA_NO_NODE;
}

static void give_cpus_pages(void)
{
	unsigned int i;

	for (i = 0; i < nr_cpus; i++)
		bm_cpu_init(&cpus[i].pages, &memblock_buddy, node_of(cpus[i].domain));
}

static int get_first_page(void)
{
	pfn_t pfn;
	int err = bm_buddy_alloc(&cpus[0].pages, 0, BM_GFP_KERNEL, &pfn);

	if (err)
		return err;
	bm_page(&memblock_pages, pfn)->owner[0] = 1;
	*(volatile pfn_t *)(uintptr_t)(pfn << memblock.page_shift) = pfn;
	return bm_buddy_free(&cpus[0].pages, pfn, 0);
}

static phys_addr_t sum_of(const struct bm_audit *audit)
{
	return audit->handed + audit->reserved + audit->nomap + audit->driver + audit->trimmed +
	       audit->unzoned;
}

/* From a map that is finished to the first page of the page allocator. */
static void release_memory(void)
{
	const struct bm_audit *audit = &memblock_mm.audit;
	phys_addr_t before = mb_reserved_kern_size(&memblock, PHYS_ADDR_MAX, NUMA_NO_NODE);
	struct bm_zone_policy policy = memblock_zones.policy;
	uint64_t start = arch_instructions();
	int err = free_area_init(&policy, pages_policy());
	uint64_t end;

	need(err, "room for descriptors and page allocator");
	give_cpus_pages();
	err = memblock_free_all();
	err = err ? err : get_first_page();
	end = arch_instructions();
	need(err, "release free memory to the page allocator");
	if (is_given("count"))
		say("first page after %llu instructions\n", (unsigned long long)(end - start));
	show_metadata(before);
	bm_audit_log(audit, memblock.port);
	check(sum_of(audit) == audit->memory, "every byte of memory is accounted for");
	check(nr_free_pages() << memblock.page_shift == audit->handed, "and so is every free page");
}

/* A block can be freed once. */
static bool is_free_once(void)
{
	pfn_t pfn;

	return bm_buddy_alloc(&cpus[0].pages, 0, BM_GFP_KERNEL, &pfn) == 0 &&
	       bm_buddy_free(&cpus[0].pages, pfn, 0) == 0 &&
	       bm_buddy_free(&cpus[0].pages, pfn, 0) == -BM_EINVAL;
}

static void finish_pages(void)
{
	need(page_alloc_init_late(), "initialise all descriptors while pages are in use");
	check(bm_pages_finished(&memblock_pages), "all of them");
	say("written: %lu KiB of descriptors, %lu KiB of bitmaps\n",
	    (unsigned long)memblock_pages.bytes_touched >> 10,
	    (unsigned long)memblock_buddy.bytes_touched >> 10);
}

/* PCs keep what boot services used until page tables are ours: some firmware still looks there. */
static void free_boot_services(void)
{
	const phys_addr_t low = 1 << 20;
	bool ok = true;
	size_t i;

	for (i = 0; i < boot.efi.cnt; i++) {
		const struct bm_fw_range *range = &boot.efi.ranges[i];

		if (range->start >= low &&
		    (range->type == BM_EFI_BOOT_CODE || range->type == BM_EFI_BOOT_DATA))
			ok = ok && memblock_free_late(range->start, range->end - range->start) == 0;
	}
	check(ok, "boot services are over, their memory is free");
	say("%llu KiB of it\n", (unsigned long long)memblock_mm.audit.late >> 10);
}

static void use_pages(void)
{
	const char *fault;

	check(torture(number("torture", 20000)), "the page allocator under load");
	fault = bm_buddy_check(&memblock_buddy);
	if (!check(fault == NULL, "it is well formed"))
		say("%s\n", fault);
	bm_buddy_log(&memblock_buddy);
	bm_buddy_log_zones(&memblock_buddy);
}

static void discard_map(void)
{
	need(memblock_discard(), "discard the map");
	check(memblock.memory.cnt == 0, "it is gone");
}

void kernel_main(const struct handoff *handoff)
{
	uint64_t tables;

	say("bootmem %s, %s\n", BM_VERSION, arch_profile);
	connect();
	hear_firmware(&boot, handoff);
	run_recipe();
	tables = map_memory();
	check(can_use_memory(), "all free memory can be used");
	reserve_names();
	if (number("kexec", 0) > 0)
		place_scratch();
	check(start_cpus(tables), "all CPUs run");
	release_memory();
	check(is_free_once(), "a second free is refused");
	finish_pages();
	if (handoff->efi_map && boot.profile->has_e820)
		free_boot_services();
	use_pages();
	if (is_given("trap"))
		__builtin_trap();
	show_names();
	check_names();
	if (nr_jumps() < 2 * number("kexec", 0) && all_passed())
		hand_over(&boot, handoff);
	discard_map();
	arch_off(verdict());
}
