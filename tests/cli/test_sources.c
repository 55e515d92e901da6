// SPDX-License-Identifier: MIT
/*
 * test_sources.c - every source of a captured boot leads to the memory and nodes its kernel had.
 *
 * For each folder of maps/ the firmware's map is read from each form it was captured in (log text,
 * sysfs, zero page, EFI map, device tree), edited by the boot's own command line, given nodes by
 * its own tables, and compared with what the kernel printed: the last dump of memory before the
 * zones, and the early node ranges. So the sources also agree with each other.
 *
 * What the kernel reserved before it asked for nodes is taken from the log: it decides which node
 * can be unplugged.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <bootmem/fw_acpi.h>
#include <bootmem/fw_boot_params.h>
#include <bootmem/fw_e820.h>
#include <bootmem/fw_efi.h>
#include <bootmem/ingest.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>
#include <bootmem/numa.h>

#include "base/range.h"
#include "base/scan.h"
#include "cli/base/input.h"

#define MAX_RANGES 4096
#define MAX_REGIONS 1024
#define MAX_RESERVED 20000
#define MAX_NODES 1024
#define MAX_BLOCKS 256
#define PAGE 4096u

/* --- files --------------------------------------------------------------------------------- */

/* A file of a folder, compressed or not; bytes is NULL if there is none. */
static struct input slurp(const char *folder, const char *name)
{
	struct input input = { NULL, 0 };
	char path[512];
	char why[256];

	snprintf(path, sizeof(path), "maps/%s/%s", folder, name);
	if (input_read(path, &input, why, sizeof(why)) == 0)
		return input;
	snprintf(path, sizeof(path), "maps/%s/%s.xz", folder, name);
	if (input_read(path, &input, why, sizeof(why)) != 0)
		input.bytes = NULL;
	return input;
}

static struct bm_str text_of(const struct input *input)
{
	return bm_str(input->bytes, input->len);
}

/* --- what the kernel said ------------------------------------------------------------------ */

/**
 * struct said - what a log tells of a boot
 * @regions:  memory of the last dump before the zones
 * @nodes:    early node ranges
 * @reserved: everything reserved before nodes were asked for
 * @kernel:   the image, where the log says so (arm64)
 * @is_old:   of the kind of 6.1
 */
struct said {
	struct bm_str log;
	struct bm_str cmdline;
	bool is_x86;
	bool is_old;
	enum bm_fdt_order tree_order;
	struct memblock_region regions[MAX_REGIONS];
	unsigned int nr_regions;
	struct memblock_region nodes[MAX_REGIONS];
	unsigned int nr_nodes;
	struct bm_range reserved[MAX_RESERVED];
	unsigned int nr_reserved;
	struct bm_range kernel;
};

static bool has(struct bm_str line, const char *what)
{
	return bm_scan_find(&line, what);
}

static bool scan_span(struct bm_str *line, struct memblock_region *region)
{
	uint64_t start;
	uint64_t last;

	if (!bm_scan_addr(line, &start) || !bm_scan_word(line, "-") || !bm_scan_addr(line, &last))
		return false;
	region->base = start;
	region->size = last - start + 1;
	region->nid = NUMA_NO_NODE;
	region->flags = MEMBLOCK_NONE;
	return true;
}

/* " memory[0x0]	[0x1000-0x9efff], 0x9e000 bytes on node 0 flags: 0x0" */
static bool read_dump(struct bm_str line, const char *what, struct memblock_region *region)
{
	uint64_t number;

	if (!bm_scan_find(&line, what) || !bm_scan_find(&line, "\t[") || !scan_span(&line, region))
		return false;
	if (bm_scan_find(&line, "on node ") && bm_scan_dec(&line, &number))
		region->nid = (int)number;
	if (bm_scan_find(&line, "flags: ") && bm_scan_addr(&line, &number))
		region->flags = (enum memblock_flags)number;
	return region->size != 0;
}

/* "  node   0: [mem 0x1000-0x9efff]"; memory without a node is printed as -1. */
static bool read_node(struct bm_str line, struct memblock_region *region)
{
	uint64_t nid;
	bool is_none;

	if (!bm_scan_find(&line, "  node "))
		return false;
	bm_scan_blanks(&line);
	is_none = bm_scan_word(&line, "-");
	if (!bm_scan_dec(&line, &nid) || !bm_scan_word(&line, ": [mem ") ||
	    !scan_span(&line, region))
		return false;
	region->nid = is_none ? NUMA_NO_NODE : (int)nid;
	return true;
}

static void read_reserved(struct said *said, struct bm_str line)
{
	struct memblock_region region;
	struct bm_str rest = line;
	bool is_request = bm_scan_find(&rest, "memblock_reserve: [") && scan_span(&rest, &region);

	if (!is_request && !read_dump(line, " reserved[", &region))
		return;
	assert_true(said->nr_reserved < MAX_RESERVED);
	said->reserved[said->nr_reserved++] = bm_range_at(region.base, region.size);
	if (has(rest, "arm64_memblock_init"))
		said->kernel = bm_range_at(region.base - 0x10000, region.size + 0x10000);
}

static bool is_about_nodes(struct bm_str line)
{
	return has(line, "SRAT: ") || has(line, "NUMA: ") || has(line, "NUMA configuration") ||
	       has(line, "NUMA turned off");
}

/* Everything up to the first line about a zone's node. */
static void read_log(struct said *said, struct bm_str log)
{
	struct memblock_region region;
	struct bm_str rest = log;
	struct bm_str line;
	bool is_numa = false;

	memset(said, 0, sizeof(*said));
	said->log = log;
	said->is_old = has(log, "Linux version 6.1.");
	said->tree_order = has(log, "Linux version 6.12") ? BM_FDT_ORDER_6_13 : BM_FDT_ORDER_7_1;
	if (said->is_old)
		said->tree_order = BM_FDT_ORDER_6_1;
	said->is_x86 = has(log, "BIOS-e820");
	while (bm_scan_line(&rest, &line) && !(said->nr_nodes && has(line, "Initmem setup"))) {
		is_numa = is_numa || is_about_nodes(line);
		if (!is_numa)
			read_reserved(said, line);
		if (has(line, "MEMBLOCK configuration:"))
			said->nr_regions = 0;
		if (read_dump(line, " memory[", &region))
			said->regions[said->nr_regions++] = region;
		if (read_node(line, &region))
			said->nodes[said->nr_nodes++] = region;
		assert_true(said->nr_regions < MAX_REGIONS && said->nr_nodes < MAX_REGIONS);
	}
}

/* --- a machine built from one source ------------------------------------------------------- */

struct machine {
	struct memblock mb;
	struct memblock_region slots[2 * MAX_REGIONS];
	struct bm_fw_range e820_ranges[MAX_RANGES];
	uint32_t scratch[MAX_RANGES];
	struct bm_x86_map e820;
	struct bm_fw_range efi_ranges[MAX_RANGES];
	struct bm_fw_map efi;
	struct bm_params params;
	struct bm_fdt fdt;
	struct input srat;
	struct bm_numa numa;
	struct bm_numa_block blocks[MAX_BLOCKS];
	struct bm_numa_block work[2 * MAX_BLOCKS];
	uint32_t domains[MAX_NODES];
	uint8_t distances[MAX_NODES * MAX_NODES];
};

static struct machine m;
static struct said said;
static unsigned int nr_compared;
static unsigned int nr_different;

static void start(void)
{
	memset(&m, 0, sizeof(m));
	mb_init(&m.mb, NULL, m.slots, 2 * MAX_REGIONS);
	m.mb.untagged = true;
	m.e820.map = bm_fw_map(m.e820_ranges, MAX_RANGES);
	m.e820.scratch = m.scratch;
	m.e820.nr_scratch = MAX_RANGES;
	m.efi = bm_fw_map(m.efi_ranges, MAX_RANGES);
	bm_params_parse(&m.params, said.cmdline, NULL);
	m.mb.movable_node = m.params.movable_node;
	m.mb.mirrored_kernelcore = m.params.mirror;
}

static int from_srat(void *ctx, struct bm_numa *numa)
{
	struct bm_fw_sink sink = bm_numa_sink(numa);

	(void)ctx;
	if (m.srat.bytes)
		return bm_srat_parse(m.srat.bytes, m.srat.len, &sink);
	return bm_srat_parse_log(said.log, &sink);
}

static int from_tree(void *ctx, struct bm_numa *numa)
{
	struct bm_fw_sink sink = bm_numa_sink(numa);
	int err;

	(void)ctx;
	if (!m.fdt.blob)
		return -BM_ENOENT;
	numa->domain_is_nid = true;
	err = bm_fdt_numa(&m.fdt, &sink);
	return err ? err : bm_fdt_memory(&m.fdt, &sink);
}

/* What Linux' generic code took over from x86 came with 6.12. */
static void plan_nodes(struct bm_numa_plan *plan, phys_addr_t high)
{
	bool is_old_x86 = said.is_x86 && said.is_old;

	plan->off = m.params.numa_off;
	plan->span.start = is_old_x86 ? 0 : mb_start(&m.mb);
	plan->span.end = is_old_x86 ? high : mb_end(&m.mb);
	plan->dummy.start = said.is_x86 ? 0 : mb_start(&m.mb);
	plan->dummy.end = said.is_x86 ? high : mb_end(&m.mb);
	plan->fake.spec = said.is_x86 || !said.is_old ? m.params.numa_fake : bm_str(NULL, 0);
	plan->fake.span = plan->span;
	plan->fake.dma32_end = (phys_addr_t)1 << 32;
	plan->fake.work = m.work;
	plan->slack = said.is_x86 ? 1 << 20 : 0;
	plan->by_blocks = is_old_x86;
	plan->memory_only = !said.is_x86 && said.is_old;
}

static void set_up_nodes(phys_addr_t high)
{
	static const struct bm_numa_source sources[] = { { NULL, from_srat }, { NULL, from_tree } };
	struct bm_numa_plan plan = { 0 };
	unsigned int i;

	for (i = 0; i < said.nr_reserved; i++)
		assert_int_equal(
			mb_reserve(&m.mb, said.reserved[i].start, bm_range_size(said.reserved[i])),
			0);
	bm_numa_init(&m.numa,
		     bm_numa_room(m.blocks, MAX_BLOCKS, m.domains, m.distances, MAX_NODES));
	plan_nodes(&plan, high);
	plan.sources = sources;
	plan.nr_sources = 2;
	assert_int_equal(bm_numa_set_up(&m.numa, &m.mb, &plan), 0);
}

/* --- comparing ----------------------------------------------------------------------------- */

static bool are_nodes_equal(void)
{
	struct mb_pfn_iter it;
	unsigned int i = 0;

	mb_for_each_pfn_range(&it, &m.mb, NUMA_NO_NODE) {
		const struct memblock_region *want = &said.nodes[i];

		if (i++ == said.nr_nodes || want->base != it.start_pfn * PAGE ||
		    want->base + want->size != it.end_pfn * PAGE || want->nid != it.nid)
			return false;
	}
	return i == said.nr_nodes;
}

static bool are_regions_equal(void)
{
	unsigned int i;

	for (i = 0; i < said.nr_regions && i < m.mb.memory.cnt; i++) {
		const struct memblock_region *want = &said.regions[i];
		const struct memblock_region *have = &m.mb.memory.regions[i];

		if (want->base != have->base || want->size != have->size ||
		    want->nid != have->nid || want->flags != have->flags)
			return false;
	}
	return said.nr_regions == m.mb.memory.cnt;
}

static void print_regions(const char *what, const struct memblock_region *regions, unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++)
		print_error("  %s %016llx-%016llx node %d flags %x\n", what,
			    (unsigned long long)regions[i].base,
			    (unsigned long long)(regions[i].base + regions[i].size), regions[i].nid,
			    regions[i].flags);
}

/* Other machines than PCs print no map that has memory before the zones. */
static void compare(const char *folder, const char *source)
{
	nr_compared++;
	if (are_nodes_equal() && (!said.is_x86 || are_regions_equal()))
		return;
	nr_different++;
	print_error("%s from %s:\n", folder, source);
	print_regions("have", m.mb.memory.regions, m.mb.memory.cnt);
	print_regions("want", said.is_x86 ? said.regions : said.nodes,
		      said.is_x86 ? said.nr_regions : said.nr_nodes);
}

/* --- PCs ----------------------------------------------------------------------------------- */

static int from_log(const struct input *input, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_log(text_of(input), BM_E820_LOG_FIRMWARE, sink);
}

static int from_sysfs(const struct input *input, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_sysfs(text_of(input), sink);
}

static int from_zero_page(const struct input *input, const struct bm_fw_sink *sink)
{
	struct bm_boot_params params;
	int err = bm_boot_params_parse(input->bytes, input->len, &params, sink);

	return err ? err : bm_boot_params_e820(&params, NULL, true, sink);
}

static void boot_pc(void)
{
	struct bm_range anywhere = { 0, 0 };
	struct bm_fw_sink sink = bm_fw_map_sink(&m.efi);

	assert_int_equal(bm_fw_map_normalise(&m.e820.map, m.scratch, MAX_RANGES, NULL), 0);
	if (bm_efi_parse_log(said.log, &sink))
		m.efi.cnt = 0;
	assert_int_equal(
		bm_efi_merge(&m.e820, &m.efi, !m.params.nosoftreserve, m.params.add_efi_memmap), 0);
	assert_int_equal(bm_x86_edit(&m.e820, said.cmdline, NULL, NULL), 0);
	assert_int_equal(bm_x86_fix(&m.e820, anywhere), 0);
	assert_int_equal(bm_x86_add_memory(&m.mb, &m.e820.map), 0);
	assert_int_equal(bm_efi_mark_mirror(&m.mb, &m.efi, NULL), 0);
	assert_int_equal(bm_x86_reserve_low(&m.mb), 0);
	set_up_nodes(bm_x86_max_pfn(&m.e820.map, false) * PAGE);
}

static void check_pc(const char *folder)
{
	static const struct {
		const char *file;
		int (*parse)(const struct input *input, const struct bm_fw_sink *sink);
	} sources[] = {
		{ "dmesg.txt", from_log },
		{ "e820.txt", from_log },
		{ "firmware_memmap.txt", from_sysfs },
		{ "boot_params.bin", from_zero_page },
	};
	unsigned int i;

	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		struct input input = slurp(folder, sources[i].file);
		struct bm_fw_sink sink;

		if (!input.bytes)
			continue;
		start();
		m.srat = slurp(folder, "acpi/SRAT.bin");
		sink = bm_fw_map_sink(&m.e820.map);
		assert_int_equal(sources[i].parse(&input, &sink), 0);
		boot_pc();
		compare(folder, sources[i].file);
		free(m.srat.bytes);
		free(input.bytes);
	}
}

/* --- machines with a device tree, or EFI instead of one ------------------------------------ */

static void add_memory(const struct input *tree, const struct input *efi)
{
	struct bm_addr_limits limits = { 0, (phys_addr_t)1 << 48 };
	struct bm_fw_sink sink = bm_fw_map_sink(&m.efi);

	assert_int_equal(bm_fdt_check(&m.fdt, tree->bytes, tree->len, NULL), 0);
	assert_int_equal(bm_fdt_add_memory(&m.mb, &m.fdt, limits, NULL), 0);
	if (!efi->bytes)
		return;
	assert_int_equal(bm_efi_parse_log(text_of(efi), &sink), 0);
	assert_int_equal(bm_efi_add_memory(&m.mb, &m.efi, true), 0);
}

static void check_tree(const char *folder)
{
	struct bm_image image = { said.kernel, { 0, 0 }, 48, (phys_addr_t)1 << 47 };
	struct input tree = slurp(folder, "guest.dtb");
	struct input efi = slurp(folder, "efi_memmap.txt");
	struct bm_fdt_chosen chosen;

	start();
	m.srat = slurp(folder, "acpi/SRAT.bin");
	add_memory(&tree, &efi);
	bm_fdt_chosen(&m.fdt, &chosen, NULL);
	image.initrd = chosen.initrd;
	assert_int_equal(bm_fdt_cap(&m.mb, &chosen), 0);
	if (strncmp(folder, "a64", 3) == 0)
		assert_int_equal(bm_arm64_limit(&m.mb, &image, m.params.mem_last), 0);
	else
		assert_int_equal(bm_riscv_limit(&m.mb, &image, m.params.mem_least), 0);
	assert_int_equal(bm_efi_mark_mirror(&m.mb, &m.efi, NULL), 0);
	assert_int_equal(bm_fdt_reserve(&m.mb, &m.fdt, said.tree_order, NULL), 0);
	set_up_nodes(mb_end(&m.mb));
	compare(folder, efi.bytes ? "efi_memmap.txt" : "guest.dtb");
	free(m.srat.bytes);
	free(tree.bytes);
	free(efi.bytes);
}

/* --- all of them --------------------------------------------------------------------------- */

static void check_folder(const char *folder)
{
	struct input log = slurp(folder, "dmesg.txt");
	struct input cmdline = slurp(folder, "cmdline.txt");

	if (log.bytes && cmdline.bytes) {
		read_log(&said, text_of(&log));
		said.cmdline = text_of(&cmdline);
		if (said.is_x86)
			check_pc(folder);
		else
			check_tree(folder);
	}
	free(cmdline.bytes);
	free(log.bytes);
}

static void sources__every_captured_boot__memory_and_nodes_as_its_kernel_had(void **state)
{
	struct dirent **entries;
	int nr = scandir("maps", &entries, NULL, alphasort);
	int i;

	(void)state;
	for (i = 0; i < nr; i++) {
		check_folder(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	print_message("%u sources compared, %u differ\n", nr_compared, nr_different);
	assert_true(nr_compared > 0);
	assert_int_equal(nr_different, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources__every_captured_boot__memory_and_nodes_as_its_kernel_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
