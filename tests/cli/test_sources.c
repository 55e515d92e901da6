// SPDX-License-Identifier: MIT
/*
 * test_sources.c - every source of every captured boot leads to the memory and nodes its kernel had.
 *
 * For each folder of maps/: the firmware's map is read from each form it was captured in (log text, sysfs, zero page, EFI
 * map, device tree), edited by the boot's own command line, given nodes by its own tables, and compared with what the kernel
 * printed: the last dump of memory before the zones, and the early node ranges. Reservations that
 * the kernel made meanwhile are taken from the log, as they decide which node can be unplugged.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define MAX_RANGES 4096
#define MAX_NODES 64
#define MAX_BLOCKS 256

/* --- files ------------------------------------------------------------------------------- */

struct file {
	char *bytes;
	size_t len;
};

static struct file slurp(const char *dir, const char *name)
{
	struct file file = { NULL, 0 };
	char cmd[512];
	FILE *f;

	snprintf(cmd, sizeof(cmd), "cat maps/%s/%s 2>/dev/null || xz -dc maps/%s/%s.xz 2>/dev/null", dir, name, dir, name);
	f = popen(cmd, "r");
	file.bytes = malloc(1 << 24);
	file.len = fread(file.bytes, 1, 1 << 24, f);
	pclose(f);
	if (!file.len) {
		free(file.bytes);
		file.bytes = NULL;
	}
	return file;
}

static struct bm_str text_of(const struct file *file)
{
	return bm_str(file->bytes, file->len);
}

/* --- what the kernel said ---------------------------------------------------------------------- */

struct said {
	struct bm_str log;
	bool is_x86;
	bool is_612;
	struct bm_str cmdline;
	struct memblock_region regions[1024];
	unsigned int nr_regions;
	struct memblock_region nodes[1024];
	unsigned int nr_nodes;
	struct bm_range reserved[20000];
	unsigned int nr_reserved;
	struct bm_range kernel;
	struct bm_range initrd;
};

static bool scan_span(struct bm_str *line, struct memblock_region *region)
{
	uint64_t start;
	uint64_t last;

	if (!bm_scan_addr(line, &start) || !bm_scan_word(line, "-") || !bm_scan_addr(line, &last))
		return false;
	region->base = start;
	region->size = last - start + 1;
	region->nid = NUMA_NO_NODE;
	region->flags = 0;
	return true;
}

static bool read_dump_line(struct bm_str line, const char *what, struct memblock_region *region)
{
	uint64_t number;

	if (!bm_scan_find(&line, what) || !bm_scan_find(&line, "\t[") || !scan_span(&line, region))
		return false;
	if (bm_scan_find(&line, "on node ") && bm_scan_dec(&line, &number))
		region->nid = (int)number;
	if (bm_scan_find(&line, "flags: ") && bm_scan_addr(&line, &number))
		region->flags = (enum memblock_flags)number;
	return true;
}

static bool read_node_line(struct bm_str line, struct memblock_region *region)
{
	uint64_t nid;
	bool is_none;

	if (!bm_scan_find(&line, "  node "))
		return false;
	bm_scan_blanks(&line);
	is_none = bm_scan_word(&line, "-");
	if (!bm_scan_dec(&line, &nid) || !bm_scan_word(&line, ": [mem ") || !scan_span(&line, region))
		return false;
	region->nid = is_none ? NUMA_NO_NODE : (int)nid;
	return true;
}

static bool has(struct bm_str line, const char *what)
{
	return bm_scan_find(&line, what);
}

static void note_reserved(struct said *said, struct bm_str line)
{
	struct memblock_region region;
	struct bm_str rest = line;

	if (bm_scan_find(&rest, "memblock_reserve: [") && scan_span(&rest, &region) &&
	    region.base + region.size > region.base)
		said->reserved[said->nr_reserved++] = bm_range_at(region.base, region.size);
	else if (read_dump_line(line, " reserved[", &region))
		said->reserved[said->nr_reserved++] = bm_range_at(region.base, region.size);
	if (has(line, "arm64_memblock_init") && has(line, "memblock_reserve")) {
		said->initrd = said->kernel;
		said->kernel = bm_range_at(region.base - 0x10000, region.size + 0x10000);
	}
}

static void read_log(struct said *said, struct bm_str log)
{
	struct bm_str rest = log;
	struct bm_str line;
	struct memblock_region region;
	bool has_nodes = false;

	memset(said, 0, sizeof(*said));
	said->log = log;
	said->is_612 = has(log, "Linux version 6.12");
	said->is_x86 = has(log, "BIOS-e820");
	while (bm_scan_line(&rest, &line)) {
		struct bm_str tail = line;

		if (!said->cmdline.at && (bm_scan_find(&tail, "] Command line: ") ||
					  bm_scan_find(&tail, "] Kernel command line: ")))
			said->cmdline = tail;
		if (has(line, "SRAT: ") || has(line, "NUMA configuration") || has(line, "NUMA turned off") || has(line, "NUMA: "))
			has_nodes = true;
		if (!said->nr_nodes && !has_nodes)
			note_reserved(said, line);
		if (has(line, "MEMBLOCK configuration:") && !said->nr_nodes)
			said->nr_regions = 0;
		if (!said->nr_nodes && read_dump_line(line, " memory[", &region) && region.size)
			said->regions[said->nr_regions++] = region;
		if (read_node_line(line, &region))
			said->nodes[said->nr_nodes++] = region;
		if (said->nr_nodes && has(line, "Initmem setup"))
			break;
	}
	while (!said->cmdline.at && bm_scan_line(&rest, &line)) {
		struct bm_str tail = line;

		if (bm_scan_find(&tail, "] Kernel command line: "))
			said->cmdline = tail;
	}
}

/* --- one boot, from one source ---------------------------------------------------------------------- */

struct machine {
	struct memblock mb;
	struct memblock_region slots[4096];
	struct bm_fw_range ranges[MAX_RANGES];
	uint32_t scratch[MAX_RANGES];
	struct bm_x86_map x86;
	struct bm_fw_range efi_ranges[MAX_RANGES];
	struct bm_fw_map efi;
	struct bm_params params;
	struct bm_numa numa;
	struct bm_numa_block blocks[MAX_BLOCKS];
	struct bm_numa_block work[2 * MAX_BLOCKS];
	uint32_t domains[MAX_NODES];
	uint8_t distances[MAX_NODES * MAX_NODES];
	struct file srat;
	struct bm_fdt fdt;
	struct file dtb;
};

static struct machine m;
static struct said said;
static const char *case_name;
static unsigned int nr_failed;
static unsigned int nr_passed;

static void start(void)
{
	memset(&m, 0, sizeof(m));
	mb_init(&m.mb, NULL, m.slots, 4096);
	m.mb.untagged = true;
	m.x86.map = bm_fw_map(m.ranges, MAX_RANGES);
	m.x86.scratch = m.scratch;
	m.x86.nr_scratch = MAX_RANGES;
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

static int from_fdt(void *ctx, struct bm_numa *numa)
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

static void set_up_nodes(phys_addr_t high)
{
	static const struct bm_numa_source sources[] = { { NULL, from_srat }, { NULL, from_fdt } };
	struct bm_numa_plan plan = { 0 };
	unsigned int i;

	for (i = 0; i < said.nr_reserved; i++)
		assert_int_equal(mb_reserve(&m.mb, said.reserved[i].start,
				       said.reserved[i].end - said.reserved[i].start), 0);
	bm_numa_init(&m.numa, bm_numa_room(m.blocks, MAX_BLOCKS, m.domains, m.distances, MAX_NODES));
	plan.off = m.params.numa_off;
	plan.span.start = said.is_612 || !said.is_x86 ? mb_start(&m.mb) : 0;
	plan.span.end = said.is_612 || !said.is_x86 ? mb_end(&m.mb) : high;
	plan.dummy.start = said.is_x86 ? 0 : mb_start(&m.mb);
	plan.dummy.end = said.is_x86 ? high : mb_end(&m.mb);
	if (said.is_x86 || said.is_612)
		plan.fake.spec = m.params.numa_fake;
	plan.fake.span = plan.span;
	plan.fake.dma32_end = 1ull << 32;
	plan.fake.work = m.work;
	plan.slack = said.is_x86 ? 1 << 20 : 0;
	plan.by_blocks = said.is_x86 && !said.is_612;
	plan.memory_only = !said.is_x86 && !said.is_612;
	plan.sources = sources;
	plan.nr_sources = 2;
	assert_int_equal(bm_numa_set_up(&m.numa, &m.mb, &plan), 0);
}

static void complain(const char *source, const char *what)
{
	const struct memblock_region *r;
	struct mb_pfn_iter it;
	unsigned int i;

	nr_failed++;
	printf("%s from %s: %s\n", case_name, source, what);
	if (nr_failed > 8)
		return;
	mb_for_each_memory_region(r, &m.mb)
		printf("  have %016llx-%016llx node %d flags %x\n", (unsigned long long)r->base, (unsigned long long)(r->base + r->size), r->nid, r->flags);
	for (i = 0; i < said.nr_regions; i++)
		printf("  want %016llx-%016llx node %d flags %x\n", (unsigned long long)said.regions[i].base, (unsigned long long)(said.regions[i].base + said.regions[i].size), said.regions[i].nid, said.regions[i].flags);
	mb_for_each_pfn_range(&it, &m.mb, NUMA_NO_NODE)
		printf("  have %llx-%llx node %d\n", (unsigned long long)it.start_pfn, (unsigned long long)it.end_pfn, it.nid);
	for (i = 0; i < said.nr_nodes; i++)
		printf("  want %llx-%llx node %d\n", (unsigned long long)said.nodes[i].base >> 12, (unsigned long long)(said.nodes[i].base + said.nodes[i].size) >> 12, said.nodes[i].nid);
}

static void compare(const char *source)
{
	struct mb_pfn_iter it;
	unsigned int i = 0;
	bool same = true;

	mb_for_each_pfn_range(&it, &m.mb, NUMA_NO_NODE) {
		const struct memblock_region *n = &said.nodes[i++];

		same = same && i <= said.nr_nodes && n->base == it.start_pfn << 12 &&
		       n->base + n->size == it.end_pfn << 12 && n->nid == it.nid;
	}
	if (!same || i != said.nr_nodes)
		complain(source, "early node ranges differ");
	else if (said.is_x86 && said.nr_regions != m.mb.memory.cnt)
		complain(source, "number of regions differs");
	else {
		for (i = 0; i < said.nr_regions && said.is_x86; i++) {
			const struct memblock_region *a = &said.regions[i];
			const struct memblock_region *b = &m.mb.memory.regions[i];

			same = same && a->base == b->base && a->size == b->size && a->nid == b->nid && a->flags == b->flags;
		}
		if (!same)
			complain(source, "regions differ");
		else
			nr_passed++;
	}
}

static void finish_x86(const char *source)
{
	struct bm_range none = { 0, 0 };
	struct bm_fw_sink efi_sink = bm_fw_map_sink(&m.efi);
	phys_addr_t high;

	assert_int_equal(bm_fw_map_normalise(&m.x86.map, m.scratch, MAX_RANGES, NULL), 0);
	(void)bm_efi_parse_log(said.log, &efi_sink);
	assert_int_equal(bm_x86_edit(&m.x86, said.cmdline, NULL, NULL), 0);
	assert_int_equal(bm_efi_merge(&m.x86, &m.efi, true, m.params.add_efi_memmap), 0);
	assert_int_equal(bm_x86_fix(&m.x86, none), 0);
	assert_int_equal(bm_x86_add_memory(&m.mb, &m.x86.map), 0);
	assert_int_equal(bm_efi_mark_mirror(&m.mb, &m.efi, NULL), 0);
	assert_int_equal(bm_x86_reserve_low(&m.mb), 0);
	high = bm_x86_max_pfn(&m.x86.map, false) << 12;
	set_up_nodes(high);
	compare(source);
}

static void check_x86(const char *dir)
{
	struct file srat = slurp(dir, "acpi/SRAT.bin");
	struct file sysfs = slurp(dir, "firmware_memmap.txt");
	struct file e820 = slurp(dir, "e820.txt");
	struct file page = slurp(dir, "boot_params.bin");
	struct bm_fw_sink sink;
	struct bm_boot_params params;

	start();
	m.srat = srat;
	sink = bm_fw_map_sink(&m.x86.map);
	assert_int_equal(bm_e820_parse_log(said.log, BM_E820_LOG_FIRMWARE, &sink), 0);
	finish_x86("log");
	if (e820.bytes) {
		start();
		m.srat = srat;
		sink = bm_fw_map_sink(&m.x86.map);
		assert_int_equal(bm_e820_parse_log(text_of(&e820), BM_E820_LOG_FIRMWARE, &sink), 0);
		finish_x86("e820.txt");
	}
	if (sysfs.bytes) {
		start();
		m.srat = srat;
		sink = bm_fw_map_sink(&m.x86.map);
		assert_int_equal(bm_e820_parse_sysfs(text_of(&sysfs), &sink), 0);
		finish_x86("sysfs");
	}
	if (page.bytes) {
		start();
		m.srat = srat;
		sink = bm_fw_map_sink(&m.x86.map);
		assert_int_equal(bm_boot_params_parse(page.bytes, page.len, &params, NULL), 0);
		assert_int_equal(bm_boot_params_e820(&params, NULL, true, &sink), 0);
		finish_x86("zero page");
	}
	free(srat.bytes);
	free(sysfs.bytes);
	free(e820.bytes);
	free(page.bytes);
}

static void check_tree(const char *dir)
{
	struct bm_addr_limits limits = { 0, 1ull << 48 };
	struct file efi = slurp(dir, "efi_memmap.txt");
	struct bm_fdt_chosen chosen;
	struct bm_image image = { 0 };
	struct bm_fw_sink efi_sink;

	start();
	m.srat = slurp(dir, "acpi/SRAT.bin");
	m.dtb = slurp(dir, "guest.dtb");
	efi_sink = bm_fw_map_sink(&m.efi);
	if (m.dtb.bytes) {
		assert_int_equal(bm_fdt_check(&m.fdt, m.dtb.bytes, m.dtb.len, NULL), 0);
		bm_fdt_chosen(&m.fdt, &chosen, NULL);
		assert_int_equal(bm_fdt_add_memory(&m.mb, &m.fdt, limits, NULL), 0);
		image.initrd = chosen.initrd;
	}
	if (efi.bytes) {
		assert_int_equal(bm_efi_parse_log(text_of(&efi), &efi_sink), 0);
		assert_int_equal(bm_efi_add_memory(&m.mb, &m.efi, true), 0);
	}
	image.kernel = said.kernel;
	image.phys_bits = 48;
	image.linear = 1ull << 47;
	if (!efi.bytes)
		assert_int_equal(bm_fdt_cap(&m.mb, &chosen), 0);
	if (strncmp(dir, "a64", 3) == 0) {
		assert_int_equal(bm_arm64_limit(&m.mb, &image, m.params.mem_last), 0);
	} else {
		assert_int_equal(bm_riscv_limit(&m.mb, &image, m.params.mem_least), 0);
	}
	assert_int_equal(bm_efi_mark_mirror(&m.mb, &m.efi, NULL), 0);
	if (m.fdt.blob)
		assert_int_equal(bm_fdt_reserve(&m.mb, &m.fdt, said.is_612 ? BM_FDT_ORDER_6_13 : BM_FDT_ORDER_6_1, NULL), 0);
	set_up_nodes(mb_end(&m.mb));
	compare(efi.bytes ? "EFI map" : "device tree");
	free(m.srat.bytes);
	free(m.dtb.bytes);
	free(efi.bytes);
}

static void sources__every_captured_boot__memory_and_nodes_as_its_kernel_had(void **state)
{
	struct dirent **names;
	int nr = scandir("maps", &names, NULL, alphasort);
	int i;

	(void)state;
	for (i = 0; i < nr; i++) {
		struct file log = slurp(names[i]->d_name, "dmesg.txt");

		case_name = names[i]->d_name;
		if (log.bytes) {
			struct file cmdline = slurp(names[i]->d_name, "cmdline.txt");

			read_log(&said, text_of(&log));
			said.cmdline = text_of(&cmdline);
			if (said.is_x86)
				check_x86(names[i]->d_name);
			else
				check_tree(names[i]->d_name);
		}
		free(log.bytes);
	}
	printf("%u passed, %u failed\n", nr_passed, nr_failed);
	assert_int_equal(nr_failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources__every_captured_boot__memory_and_nodes_as_its_kernel_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
