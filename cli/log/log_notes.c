// SPDX-License-Identifier: MIT
/*
 * log_notes.c - lines of other parts of the kernel that explain what boot memory does.
 *
 * They say what its own lines leave out: when nodes become known, which memory is mirrored, what an
 * allocation without a request was for, what firmware reported. A line that does not fit is not
 * a note and is passed over: these are other people's lines and no contract binds them.
 */
#include <string.h>

#include "cli/log/log_line.h"

/* "NODE_DATA(0) allocated [mem ...]" or, before Linux 6.12 on arm64, "NUMA: NODE_DATA [mem ...]" */
static bool read_node_data(struct scan scan, struct log_event *event)
{
	event->kind = LOG_NODE_DATA;
	if (scan_text(&scan, "NUMA: NODE_DATA ")) {
		event->nid = LOG_NID_UNSAID;
		return line_mem_range(&scan, event);
	}
	scan_text(&scan, "NUMA: ");
	return scan_text(&scan, "NODE_DATA(") && scan_int(&scan, &event->nid) &&
	       scan_text(&scan, ") allocated ") && line_mem_range(&scan, event);
}

static bool read_mib(struct scan *scan, phys_addr_t *out)
{
	uint64_t mib;

	if (!scan_dec(scan, &mib) || !scan_text(scan, " MiB") || mib > PHYS_ADDR_MAX >> 20)
		return false;
	*out = (phys_addr_t)mib << 20;
	return true;
}

/*
 * "cma: Reserved 64 MiB at 0x..." with or without " on node -1"; since 6.15 "in 1 range" if it
 * might have been several.
 */
static bool read_cma(struct scan scan, struct log_event *event)
{
	int nid;

	if (!scan_text(&scan, "cma: "))
		return false;
	if (scan_text(&scan, "Failed to reserve ")) {
		event->kind = LOG_CMA_FAILED;
		return read_mib(&scan, &event->size);
	}
	event->kind = LOG_CMA;
	event->nid = LOG_NID_UNSAID;
	event->base = PHYS_ADDR_MAX;
	if (!scan_text(&scan, "Reserved ") || !read_mib(&scan, &event->size))
		return false;
	if (scan_text(&scan, " in 1 range"))
		return true;
	if (!scan_text(&scan, " at ") || !scan_hex(&scan, &event->base))
		return false;
	if (scan_text(&scan, " on node ") && scan_int(&scan, &nid))
		event->nid = nid;
	return true;
}

/* "hugetlb_cma: reserved 1024 MiB on node 0" */
static bool read_cma_node(struct scan scan, struct log_event *event)
{
	event->kind = LOG_CMA_NODE;
	return scan_text(&scan, "hugetlb_cma: reserved ") && read_mib(&scan, &event->size) &&
	       scan_text(&scan, " on node ") && scan_int(&scan, &event->nid);
}

/* "ACPI: SRAT: Node 1 PXM 1 [mem ...] hotplug" */
static bool read_srat(struct scan scan, struct log_event *event)
{
	uint64_t pxm;

	event->kind = LOG_NODE_BLOCK;
	scan_text(&scan, "ACPI: ");
	if (!scan_text(&scan, "SRAT: Node ") || !scan_int(&scan, &event->nid) ||
	    !scan_text(&scan, " PXM ") || !scan_dec(&scan, &pxm) || !scan_text(&scan, " ") ||
	    !line_mem_range(&scan, event))
		return false;
	event->flags = scan_text(&scan, " hotplug") ? MEMBLOCK_HOTPLUG : MEMBLOCK_NONE;
	return true;
}

/* "NUMA: Node 0 [mem ...] + [mem ...] -> [mem ...]" */
static bool read_join(struct scan scan, struct log_event *event)
{
	event->kind = LOG_NODE_JOIN;
	return scan_text(&scan, "NUMA: Node ") && scan_int(&scan, &event->nid) &&
	       scan_find(&scan, " -> ") && line_mem_range(&scan, event);
}

/* "Faking a node at [mem ...]", "Faking node 0 at [mem ...] (1024MB)" */
static bool read_faked(struct scan scan, struct log_event *event)
{
	scan_text(&scan, "NUMA: ");
	if (scan_text(&scan, "Faking a node at ")) {
		event->kind = LOG_NODE_DUMMY;
		event->nid = 0;
		return line_mem_range(&scan, event);
	}
	event->kind = LOG_NODE_FAKE;
	return scan_text(&scan, "Faking node ") && scan_int(&scan, &event->nid) &&
	       scan_text(&scan, " at ") && line_mem_range(&scan, event);
}

static bool read_mirror(struct scan scan, struct log_event *event)
{
	event->kind = LOG_MIRROR;
	return scan_text(&scan, "efi: Memory: ") && scan_find(&scan, " mirrored memory");
}

static bool read_initmem(struct scan scan, struct log_event *event)
{
	event->kind = LOG_INITMEM;
	return scan_text(&scan, "Initmem setup node ") && scan_int(&scan, &event->nid);
}

static bool read_node_range(struct scan scan, struct log_event *event)
{
	event->kind = LOG_NODE_RANGE;
	if (!scan_text(&scan, "  node "))
		return false;
	scan_spaces(&scan);
	return scan_int(&scan, &event->nid) && scan_text(&scan, ": ") &&
	       line_mem_range(&scan, event);
}

/* "  DMA      [mem ...]" below "Zone ranges:" */
static bool read_zone(struct line_reader *reader, struct scan scan, struct log_event *event)
{
	const char *name;
	size_t len;

	if (!scan_text(&scan, "  "))
		return false;
	name = scan.pos;
	len = scan_word(&scan, ":");
	scan_spaces(&scan);
	if (len == 0 || !line_mem_range(&scan, event) || !scan_done(&scan))
		return false;
	event->kind = LOG_ZONE;
	event->who = line_name(reader, name, len);
	return true;
}

/* "  Node 0: 0x..." below "Movable zone start for each node" */
static bool read_movable(struct scan scan, struct log_event *event)
{
	uint64_t base;

	event->kind = LOG_MOVABLE;
	if (!scan_text(&scan, "  Node ") || !scan_int(&scan, &event->nid) ||
	    !scan_text(&scan, ": ") || !scan_hex(&scan, &base) || !scan_done(&scan))
		return false;
	event->base = base;
	return true;
}

static void set_type(struct line_reader *reader, struct scan *scan, const char *stops,
		     struct log_event *event)
{
	const char *type;

	scan_spaces(scan);
	type = scan->pos;
	while (!scan_done(scan) && !strchr(stops, *scan->pos))
		scan->pos++;
	while (scan->pos > type && scan->pos[-1] == ' ')
		scan->pos--;
	event->who = line_name(reader, type, (size_t)(scan->pos - type));
}

/* "BIOS-e820: [mem ...] usable" and the maps that the command line or the loader made of it */
static bool read_e820(struct line_reader *reader, struct scan scan, struct log_event *event)
{
	if (!scan_text(&scan, "BIOS-e820: ") || !line_mem_range(&scan, event))
		return false;
	event->kind = LOG_FIRMWARE;
	set_type(reader, &scan, "", event);
	return true;
}

/* "efi:   0x...-0x... [Conventional|...": how arm64 prints the map it will use */
static bool read_efi(struct line_reader *reader, struct scan scan, struct log_event *event)
{
	uint64_t first, last;

	if (!scan_text(&scan, "efi:   ") || !scan_hex(&scan, &first) || !scan_text(&scan, "-") ||
	    !scan_hex(&scan, &last) || last < first || !scan_text(&scan, " ["))
		return false;
	event->kind = LOG_FIRMWARE;
	event->base = first;
	event->size = last - first + 1;
	set_type(reader, &scan, "|]", event);
	return true;
}

static bool read_initrd(struct scan scan, struct log_event *event)
{
	event->kind = LOG_INITRD;
	return scan_text(&scan, "RAMDISK: ") && line_mem_range(&scan, event);
}

/* "OF: reserved mem: 0x...0..0x... (512 KiB) map non-reusable NAME" */
static bool read_named(struct line_reader *reader, struct scan scan, struct log_event *event)
{
	uint64_t first, last;
	const char *name;

	if (!scan_text(&scan, "OF: reserved mem: ") || !scan_hex(&scan, &first) ||
	    !scan_text(&scan, "..") || !scan_hex(&scan, &last) || last < first)
		return false;
	if (!scan_find(&scan, "reusable "))
		return false;
	name = scan.pos;
	event->kind = LOG_NAMED;
	event->base = first;
	event->size = last - first + 1;
	event->who = line_name(reader, name, scan_word(&scan, ""));
	return true;
}

static bool read_end(struct scan scan, struct log_event *event)
{
	uint64_t kib;

	event->kind = LOG_PANIC;
	if (scan_text(&scan, "Kernel panic - "))
		return true;
	event->kind = LOG_HANDOVER;
	return scan_text(&scan, "Memory: ") && scan_dec(&scan, &kib) && scan_text(&scan, "K/") &&
	       scan_dec(&scan, &kib) && scan_text(&scan, "K available");
}

bool line_read_note(struct line_reader *reader, struct scan scan, struct log_event *event)
{
	return read_node_data(scan, event) || read_cma(scan, event) || read_cma_node(scan, event) ||
	       read_srat(scan, event) || read_join(scan, event) || read_faked(scan, event) ||
	       read_mirror(scan, event) || read_initmem(scan, event) ||
	       read_node_range(scan, event) || read_zone(reader, scan, event) ||
	       read_movable(scan, event) ||
	       read_e820(reader, scan, event) || read_efi(reader, scan, event) ||
	       read_initrd(scan, event) || read_named(reader, scan, event) || read_end(scan, event);
}

/* --- facts about the whole log ------------------------------------------- */

static void read_version(struct line_reader *reader, struct scan scan, struct log *log)
{
	struct scan number;
	uint64_t major, minor;

	if (*log->release != '\0' || !scan_text(&scan, "Linux version "))
		return;
	number = scan;
	if (!scan_dec(&number, &major) || !scan_text(&number, ".") || !scan_dec(&number, &minor) ||
	    major > UINT16_MAX || minor > UINT16_MAX)
		return;
	log->major = (unsigned int)major;
	log->minor = (unsigned int)minor;
	number = scan;
	log->release = line_name(reader, scan.pos, scan_word(&number, ""));
}

static const struct arch_sign {
	const char *text;
	enum log_arch arch;
} arch_signs[] = {
	{ "BIOS-provided physical RAM map:", LOG_ARCH_X86 },
	{ "BIOS-e820: ", LOG_ARCH_X86 },
	{ "Booting Linux on physical CPU", LOG_ARCH_ARM64 },
	{ "SBI specification ", LOG_ARCH_RISCV },
};

static void read_arch(struct scan scan, struct log *log)
{
	size_t i;

	for (i = 0; i < sizeof(arch_signs) / sizeof(arch_signs[0]); i++)
		if (log->arch == LOG_ARCH_UNKNOWN && scan_text(&scan, arch_signs[i].text))
			log->arch = arch_signs[i].arch;
}

static void read_cmdline(struct line_reader *reader, struct scan scan, struct log *log)
{
	bool is_read = scan_text(&scan, "Kernel command line: ");

	if (is_read)
		log->cmdline_line = log->nr_lines;
	if (is_read || scan_text(&scan, "Command line: "))
		log->cmdline = line_name(reader, scan.pos, (size_t)(scan.end - scan.pos));
}

static void read_nr_cpus(struct scan scan, struct log *log)
{
	uint64_t nr;

	if ((scan_find(&scan, " NR_CPUS:") || (scan_find(&scan, "from NR_CPUS="))) &&
	    scan_dec(&scan, &nr) && nr <= UINT16_MAX)
		log->nr_cpus = (unsigned int)nr;
}

void line_read_fact(struct line_reader *reader, struct scan scan, struct log *log)
{
	read_version(reader, scan, log);
	read_arch(scan, log);
	read_cmdline(reader, scan, log);
	read_nr_cpus(scan, log);
}
