// SPDX-License-Identifier: MIT
/*
 * groups.c - a table: which function takes memory for what.
 *
 * The first row that fits wins. A name ending in '*' fits whatever begins like it. Some
 * functions are named in a log for several purposes, because the compiler folded others into
 * them; rows then look at more than the name: the kind of line, or how coarsely the place is
 * aligned.
 */
#include <string.h>

#include "cli/log/groups.h"

const struct group group_kernel = { "kernel image", 'K', 33 };
const struct group group_initrd = { "initial ram disk", 'i', 39 };
const struct group group_first_mib = { "first MiB, firmware's and real mode's", '1', 245 };
const struct group group_device_tree = { "device tree", 'd', 108 };
const struct group group_firmware = { "firmware tables and services", 'f', 101 };
const struct group group_arrays = { "region arrays", 'a', 250 };
const struct group group_node_data = { "node data", 'n', 180 };
const struct group group_cma = { "contiguous memory area", 'c', 172 };
const struct group group_huge_pages = { "huge pages", 'g', 135 };
const struct group group_other = { "other early allocations", 'o', 244 };

static const struct group group_pages = { "struct pages", 's', 71 };
static const struct group group_percpu = { "per-CPU areas", 'p', 142 };
const struct group group_log = { "log buffer", 'l', 110 };
static const struct group group_hash = { "hash tables", 'h', 175 };
static const struct group group_tables = { "page tables", 't', 37 };
const struct group group_crash = { "crash kernel", 'C', 160 };
static const struct group group_bounce = { "bounce buffers (swiotlb)", 'b', 178 };
const struct group group_named = { "named reservations (reserve_mem)", 'R', 205 };
static const struct group group_fixed = { "device tree's reservations", 'r', 131 };
static const struct group group_resources = { "resource lists", 'e', 146 };
static const struct group group_handover = { "room for a kexec handover", 'k', 99 };
static const struct group group_real_mode = { "real mode trampoline", 'T', 95 };

static const struct group *const groups[] = {
	&group_kernel,	   &group_initrd,    &group_pages,	 &group_percpu,	  &group_log,
	&group_hash,	   &group_tables,    &group_crash,	 &group_bounce,	  &group_cma,
	&group_huge_pages, &group_named,     &group_node_data,	 &group_firmware, &group_fixed,
	&group_resources,  &group_real_mode, &group_device_tree, &group_arrays,	  &group_first_mib,
	&group_handover,   &group_other,
};

#define COARSE ((phys_addr_t)1 << 20)

enum row_kind {
	ANY,
	REQUEST,
	COARSE_REQUEST, /* aligned to COARSE or more */
	RESERVE,
	LOW_RESERVE, /* below 1 MiB */
};

static const struct row {
	const char *caller;
	enum row_kind kind;
	enum log_arch arch;
	const struct group *group;
} rows[] = {
	{ "sparse_*", ANY, LOG_ARCH_UNKNOWN, &group_pages },
	{ "vmemmap_*", ANY, LOG_ARCH_UNKNOWN, &group_pages },
	{ "memmap_*", ANY, LOG_ARCH_UNKNOWN, &group_pages },
	{ "__earlyonly_bootmem_alloc", ANY, LOG_ARCH_UNKNOWN, &group_pages },
	{ "__populate_section_memmap", ANY, LOG_ARCH_UNKNOWN, &group_pages },
	{ "pcpu_*", ANY, LOG_ARCH_UNKNOWN, &group_percpu },
	{ "setup_per_cpu_areas", ANY, LOG_ARCH_UNKNOWN, &group_percpu },
	{ "setup_log_buf", ANY, LOG_ARCH_UNKNOWN, &group_log },
	{ "alloc_large_system_hash", ANY, LOG_ARCH_UNKNOWN, &group_hash },
	{ "early_pgtable_alloc*", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "alloc_low_pages", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "alloc_pmd_*", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "alloc_pte_*", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "alloc_pud_*", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "alloc_p4d_*", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "spp_getpage", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "init_mem_mapping", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "kasan_*", ANY, LOG_ARCH_UNKNOWN, &group_tables },
	{ "swiotlb_*", ANY, LOG_ARCH_UNKNOWN, &group_bounce },
	{ "reserve_crashkernel*", ANY, LOG_ARCH_UNKNOWN, &group_crash },
	{ "cma_*", ANY, LOG_ARCH_UNKNOWN, &group_cma },
	{ "dma_contiguous_*", ANY, LOG_ARCH_UNKNOWN, &group_cma },
	{ "__alloc_bootmem_huge_page", ANY, LOG_ARCH_UNKNOWN, &group_huge_pages },
	{ "alloc_bootmem_huge_page", ANY, LOG_ARCH_UNKNOWN, &group_huge_pages },
	{ "alloc_bootmem", ANY, LOG_ARCH_UNKNOWN, &group_huge_pages },
	{ "memblock_alloc_hugetlb", ANY, LOG_ARCH_UNKNOWN, &group_huge_pages },
	{ "reserve_mem*", ANY, LOG_ARCH_UNKNOWN, &group_named },
	{ "kho_*", ANY, LOG_ARCH_UNKNOWN, &group_handover },
	{ "acpi_*", ANY, LOG_ARCH_UNKNOWN, &group_firmware },
	{ "efi_*", ANY, LOG_ARCH_UNKNOWN, &group_firmware },
	{ "reserve_regions", ANY, LOG_ARCH_UNKNOWN, &group_firmware },
	{ "smp_scan_config", ANY, LOG_ARCH_UNKNOWN, &group_firmware },
	{ "e820__memblock_setup", RESERVE, LOG_ARCH_UNKNOWN, &group_firmware },
	{ "e820_*", ANY, LOG_ARCH_UNKNOWN, &group_resources },
	{ "firmware_map_add_early", ANY, LOG_ARCH_UNKNOWN, &group_resources },
	{ "register_nosave_region*", ANY, LOG_ARCH_UNKNOWN, &group_resources },
	{ "io_apic_init_mappings", ANY, LOG_ARCH_UNKNOWN, &group_resources },
	{ "reserve_real_mode", ANY, LOG_ARCH_UNKNOWN, &group_real_mode },
	{ "reserve_initrd*", ANY, LOG_ARCH_UNKNOWN, &group_initrd },
	{ "relocate_initrd", ANY, LOG_ARCH_UNKNOWN, &group_initrd },
	{ "fdt_*", ANY, LOG_ARCH_UNKNOWN, &group_fixed },
	{ "early_init_fdt_*", ANY, LOG_ARCH_UNKNOWN, &group_fixed },
	{ "early_init_dt_alloc_reserved_*", ANY, LOG_ARCH_UNKNOWN, &group_fixed },
	{ "early_init_dt_*", ANY, LOG_ARCH_UNKNOWN, &group_device_tree },
	{ "unflatten_*", ANY, LOG_ARCH_UNKNOWN, &group_device_tree },
	{ "numa_*", ANY, LOG_ARCH_UNKNOWN, &group_node_data },
	{ "alloc_node_data", ANY, LOG_ARCH_UNKNOWN, &group_node_data },
	{ "alloc_offline_node_data", ANY, LOG_ARCH_UNKNOWN, &group_node_data },
	{ "memblock_double_array", ANY, LOG_ARCH_UNKNOWN, &group_arrays },
	{ "setup_arch", COARSE_REQUEST, LOG_ARCH_X86, &group_crash },
	{ "setup_arch", REQUEST, LOG_ARCH_X86, &group_initrd },
	{ "setup_arch", LOW_RESERVE, LOG_ARCH_X86, &group_first_mib },
	{ "setup_arch", RESERVE, LOG_ARCH_X86, &group_kernel },
	{ "arm64_memblock_init", RESERVE, LOG_ARCH_ARM64, &group_kernel },
	{ "bootmem_init", COARSE_REQUEST, LOG_ARCH_ARM64, &group_crash },
	{ "paging_init", REQUEST, LOG_ARCH_RISCV, &group_tables },
	{ "paging_init", RESERVE, LOG_ARCH_RISCV, &group_kernel },
	/* Steps of the recipe, where a machine is booted and no log is read. */
	{ "reserve_what_is_taken_already", LOW_RESERVE, LOG_ARCH_UNKNOWN, &group_first_mib },
	{ "reserve_what_is_taken_already", RESERVE, LOG_ARCH_UNKNOWN, &group_kernel },
	{ "cut_to_mem=*", RESERVE, LOG_ARCH_UNKNOWN, &group_kernel },
	{ "reserve_the_first_1_MiB", ANY, LOG_ARCH_UNKNOWN, &group_first_mib },
	{ "reserve_what_the_device_tree_says", ANY, LOG_ARCH_UNKNOWN, &group_fixed },
	{ "reserve_what_EFI_still_uses", ANY, LOG_ARCH_UNKNOWN, &group_firmware },
	{ "reserve_the_firmware's_tables", ANY, LOG_ARCH_UNKNOWN, &group_firmware },
};

static bool name_fits(const char *pattern, const char *name)
{
	size_t len = strlen(pattern);

	if (len > 0 && pattern[len - 1] == '*')
		return strncmp(pattern, name, len - 1) == 0;
	return strcmp(pattern, name) == 0;
}

static bool kind_fits(enum row_kind kind, const struct log_event *event)
{
	switch (kind) {
	case ANY:
		return true;
	case REQUEST:
		return event->kind == LOG_REQUEST;
	case COARSE_REQUEST:
		return event->kind == LOG_REQUEST && event->align >= COARSE;
	case RESERVE:
		return event->kind == LOG_RESERVE;
	case LOW_RESERVE:
		return event->kind == LOG_RESERVE && event->base < COARSE;
	}
	return false;
}

/* On arm64 the kernel first makes sure that its initial ram disk is memory, then reserves it. */
static bool is_arm64_initrd(const struct log *log, const struct log_event *event)
{
	bool is_early = strcmp(event->who, "arm64_memblock_init") == 0 ||
			strncmp(event->who, "cut_to_mem=", 11) == 0;

	return log->arch == LOG_ARCH_ARM64 && event->kind == LOG_RESERVE && is_early &&
	       event != log->events && event[-1].kind == LOG_ADD && event[-1].base == event->base;
}

/* The recipe reserves the kernel and its initial ram disk in one step. */
static bool is_model_initrd(const struct log *log, const struct log_event *event)
{
	bool is_step = strcmp(event->who, "reserve_what_is_taken_already") == 0 ||
		       strncmp(event->who, "cut_to_mem=", 11) == 0;
	size_t i;

	if (event->kind != LOG_RESERVE || !is_step)
		return false;
	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_INITRD && log->events[i].base == event->base)
			return true;
	return false;
}

/* The kernel of riscv is reserved in units of 2 MiB, its device tree in bytes. */
static bool is_riscv_device_tree(const struct log *log, const struct log_event *event)
{
	return log->arch == LOG_ARCH_RISCV && event->kind == LOG_RESERVE &&
	       strcmp(event->who, "paging_init") == 0 && event->size % (2 * COARSE) != 0;
}

const struct group *groups_of_event(const struct log *log, const struct log_event *event)
{
	size_t i;

	if (!event->who)
		return &group_other;
	if (is_arm64_initrd(log, event) || is_model_initrd(log, event))
		return &group_initrd;
	if (is_riscv_device_tree(log, event))
		return &group_device_tree;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((rows[i].arch == LOG_ARCH_UNKNOWN || rows[i].arch == log->arch) &&
		    name_fits(rows[i].caller, event->who) && kind_fits(rows[i].kind, event))
			return rows[i].group;
	return &group_other;
}

const struct group *groups_nth(size_t i)
{
	return i < sizeof(groups) / sizeof(groups[0]) ? groups[i] : NULL;
}

const struct group *groups_of_tag(const char *tag)
{
	size_t i;

	for (i = 0; groups_nth(i); i++)
		if (groups_nth(i)->name == tag)
			return groups_nth(i);
	return &group_other;
}
