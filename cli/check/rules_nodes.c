// SPDX-License-Identifier: MIT
/*
 * rules_nodes.c - rules about nodes: the words of them.
 */
#include "cli/check/rules.h"

const struct rule rules_nodes[] = {
	{
		.code = 401,
		.severity = SEVERITY_ERROR,
		.title = "memory is on two nodes",
		.why = "Linux drops the whole description then and runs as one node.",
		.fix = "correct base or length of one entry, so that they share no byte",
		.source = "Linux: numa_cleanup_meminfo()",
		.example = "node 0 [0-0x7fffffff], node 1 [0x70000000-0xffffffff]",
	},
	{
		.code = 402,
		.severity = SEVERITY_ERROR,
		.title = "RAM that is on no node",
		.why = "From 1 MiB on x86, from the first byte elsewhere, Linux drops all "
			"nodes: \"nodes only cover ...\". The machine then runs as one node.",
		.fix = "describe all of RAM; entries may cover more than RAM",
		.source = "maps/x86-srat-gap; Linux: numa_meminfo_cover_memory()",
		.example = "an SRAT that ends 1 GiB below the end of RAM",
	},
	{
		.code = 403,
		.severity = SEVERITY_WARNING,
		.title = "a little RAM that is on no node",
		.why = "Less than 1 MiB is let pass. Kernels up to at least 6.12 then have"
			" memory without a node and die while zones are set up.",
		.fix = "describe all of RAM",
		.source = "maps/x86-612-srat-gap-small",
		.example = "an SRAT with a gap of 64 KiB",
	},
	{
		.code = 404,
		.severity = SEVERITY_NOTE,
		.title = "nodes are interleaved",
		.why = "Memory of one node lies on both sides of another's. That is "
			"allowed and common on large machines; tools that take a node for "
			"one range get it wrong.",
		.fix = "nothing to change: this is unusual, not wrong",
		.source = "AmpereComputing lts-kernel #25; util-linux #3110",
		.example = "0-4G node 0, 4-8G node 1, 8-12G node 0",
	},
	{
		.code = 405,
		.severity = SEVERITY_NOTE,
		.title = "a node without memory",
		.why = "Its processors use memory of other nodes, by distance.",
		.fix = "nothing to change if the machine is built like that; otherwise "
			"describe the memory too",
		.source = "maps/x86-2n-memless1",
		.example = "processors in domain 2, memory in 0 and 1",
	},
	{
		.code = 407,
		.severity = SEVERITY_ERROR,
		.title = "a node number out of range",
		.why = "There are more domains than a kernel has room for; it drops the "
			"description.",
		.fix = "number domains from 0 without gaps",
		.source = "Linux: NODES_SHIFT",
		.example = "1025 proximity domains",
	},
	{
		.code = 408,
		.severity = SEVERITY_ERROR,
		.title = "a distance that cannot be",
		.why = "To itself a node has the distance 10, to all others more. Linux "
			"drops the whole table otherwise: \"SLIT table looks invalid\".",
		.fix = "write 10 on the diagonal and more than 10 elsewhere",
		.source = "ACPI 6.5 section 5.2.17; Linux: slit_valid()",
		.example = "distance 0 1 10",
	},
	{
		.code = 410,
		.severity = SEVERITY_ERROR,
		.title = "memory nodes without a number",
		.why = "As soon as one memory node has a numa-node-id all need one: memory"
			" without a node makes Linux give up all nodes.",
		.fix = "add numa-node-id to every memory node",
		.source = "Devicetree bindings, numa.txt; Linux: of_numa_parse_memory_nodes()",
		.example = "two memory nodes, one numa-node-id",
	},
	{
		.code = 411,
		.severity = SEVERITY_WARNING,
		.title = "a distance differs by direction",
		.why = "Linux takes both as they are. Most of its policies assume that "
			"they are equal.",
		.fix = "make the matrix symmetric",
		.source = "ACPI 6.5 section 5.2.17",
		.example = "distance 0 1 21\ndistance 1 0 31",
	},
	{
		.code = 420,
		.severity = SEVERITY_ERROR,
		.title = "an SRAT entry has a wrong length",
		.why = "A memory affinity entry has 40 bytes, a processor 16 or 24. One "
			"wrong length makes Linux drop the whole table.",
		.fix = "give it the length of its type: processor 16, memory 40, x2APIC 24, "
			"generic interrupt controller 18, initiator 32",
		.source = "ACPI 6.5 section 5.2.16; Linux: acpi_numa_init()",
		.example = "a memory entry of 24 bytes",
	},
	{ 0 },
};
