// SPDX-License-Identifier: MIT
/*
 * srat_text.c - the SRAT as a kernel log tells it.
 *
 * For machines of which there is nothing but a log. Lines name both the domain and the node that
 * Linux gave it; only the domain is taken, so that numbering nodes stays the work of one place.
 * Kernels that do not print processors leave out nodes that have nothing else. Where numbers are
 * missing, a processor is made up for every node, so that the numbers come out as they were.
 *
 * Linux: acpi_numa_memory_affinity_init(), acpi_numa_processor_affinity_init() of x86.
 */
#include <bootmem/fw_acpi.h>

#include "base/scan.h"
#include "fw_int.h"

/* "PXM 1 -> APIC 0x01 -> Node 1" */
static bool scan_cpu(struct bm_str line, struct bm_fw_cpu *cpu, uint64_t *node)
{
	uint64_t domain;
	uint64_t id;

	if (!bm_scan_word(&line, "PXM ") || !bm_scan_dec(&line, &domain) ||
	    !bm_scan_word(&line, " -> APIC ") || !bm_scan_addr(&line, &id) ||
	    domain >= BM_FW_NO_DOMAIN || id > UINT32_MAX)
		return false;
	if (!bm_scan_word(&line, " -> Node ") || !bm_scan_dec(&line, node))
		*node = 0;
	cpu->domain = (uint32_t)domain;
	cpu->id = (uint32_t)id;
	cpu->start_id = id;
	return true;
}

/* "[mem 0x0-0x9ffff]", or "0-a0000" with an exclusive end in old ones. */
static bool scan_interval(struct bm_str *line, uint64_t *start, uint64_t *last)
{
	if (bm_scan_word(line, "[mem "))
		return bm_scan_addr(line, start) && bm_scan_word(line, "-") &&
		       bm_scan_addr(line, last) && bm_scan_word(line, "]");
	if (!bm_scan_hex(line, start) || !bm_scan_word(line, "-") || !bm_scan_hex(line, last))
		return false;
	*last -= 1;
	return true;
}

/* "Node 0 PXM 0 " */
static bool scan_node(struct bm_str *line, uint64_t *node, uint64_t *domain)
{
	return bm_scan_word(line, "Node ") && bm_scan_dec(line, node) &&
	       bm_scan_word(line, " PXM ") && bm_scan_dec(line, domain) &&
	       *domain < BM_FW_NO_DOMAIN && bm_scan_word(line, " ");
}

/* "Node 0 PXM 0 [mem 0x0-0x9ffff] hotplug non-volatile" */
static bool scan_memory(struct bm_str line, struct bm_fw_range *range, uint64_t *start,
			uint64_t *last)
{
	struct bm_str rest;
	uint64_t node;
	uint64_t domain;

	if (!scan_node(&line, &node, &domain) || !scan_interval(&line, start, last))
		return false;
	range->domain = (uint32_t)domain;
	rest = line;
	if (bm_scan_find(&rest, " hotplug"))
		range->flags |= BM_FW_HOTPLUG;
	rest = line;
	if (bm_scan_find(&rest, " non-volatile"))
		range->flags |= BM_FW_NONVOLATILE;
	return true;
}

/* The next line that names a node. */
static bool next_node(struct bm_str *rest, uint64_t *node, uint64_t *domain)
{
	struct bm_fw_cpu cpu = { 0, 0, 0, true, true, false, 0 };
	struct bm_str line;

	while (bm_scan_line(rest, &line)) {
		if (!bm_scan_find(&line, "SRAT: "))
			continue;
		if (scan_cpu(line, &cpu, node)) {
			*domain = cpu.domain;
			return true;
		}
		if (scan_node(&line, node, domain))
			return true;
	}
	return false;
}

/* The domain of a node; one that no table has if no line names the node. */
static bool domain_of(struct bm_str text, uint64_t wanted, uint32_t *out)
{
	uint64_t node;
	uint64_t domain;

	while (next_node(&text, &node, &domain)) {
		if (node == wanted) {
			*out = (uint32_t)domain;
			return true;
		}
	}
	*out = BM_FW_NO_DOMAIN - BM_MAX_NODES + (uint32_t)wanted;
	return false;
}

static int make_up_cpus(struct bm_str text, const struct bm_fw_sink *sink)
{
	struct bm_fw_cpu cpu = { 0, 0, 0, true, true, false, 0 };
	struct bm_str rest = text;
	uint64_t nr_nodes = 0;
	bool is_missing = false;
	uint64_t node;
	uint64_t domain;
	int err = 0;

	while (next_node(&rest, &node, &domain)) {
		if (node >= nr_nodes && node < BM_MAX_NODES)
			nr_nodes = node + 1;
	}
	for (node = 0; node < nr_nodes && !is_missing; node++)
		is_missing = !domain_of(text, node, &cpu.domain);
	for (node = 0; node < nr_nodes && is_missing && sink->cpu && !err; node++) {
		domain_of(text, node, &cpu.domain);
		err = sink->cpu(sink->ctx, &cpu);
	}
	return err;
}

int bm_srat_parse_log(struct bm_str text, const struct bm_fw_sink *sink)
{
	struct bm_str rest = text;
	struct bm_str line;
	bool is_any = false;
	int err = make_up_cpus(text, sink);

	while (!err && bm_scan_line(&rest, &line)) {
		size_t offset = bm_fw_offset_(text, line.at);
		struct bm_fw_range range = bm_fw_range_(BM_FW_USABLE, offset, line.len);
		struct bm_fw_cpu cpu = { 0, 0, 0, true, true, false, offset };
		uint64_t node;
		uint64_t start;
		uint64_t last;

		if (!bm_scan_find(&line, "SRAT: "))
			continue;
		if (scan_cpu(line, &cpu, &node)) {
			is_any = true;
			err = sink->cpu ? sink->cpu(sink->ctx, &cpu) : 0;
		} else if (scan_memory(line, &range, &start, &last)) {
			is_any = true;
			err = bm_fw_emit_last_(sink, &range, start, last);
		}
	}
	if (err || is_any)
		return err;
	bm_fw_tell_(sink, BM_DIAG_NOTHING, 0, 0, "no SRAT in the log");
	return -BM_ENOENT;
}
