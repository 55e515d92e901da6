// SPDX-License-Identifier: MIT
/*
 * rules_input.c - rules about what can be wrong with any input: the words of them.
 */
#include "cli/check/rules.h"

const struct rule rules_input[] = {
	{
		.code = 1,
		.severity = SEVERITY_ERROR,
		.title = "the input ends in the middle of something",
		.why = "A table that was cut off was copied wrongly, or its length field "
			"lies. What a parser reads after its end belongs to somebody else.",
		.fix = "copy the file again and compare its size with the length in its "
			"header",
		.source = "ACPI 6.5 section 5.2.6; Devicetree Specification 0.4 section 5.2",
		.example = "head -c 60 srat.dat >short.dat",
	},
	{
		.code = 2,
		.severity = SEVERITY_ERROR,
		.title = "no memory map found",
		.why = "The input was read to its end and says nothing about memory. "
			"Kernel logs lose their first lines when the buffer is too small, "
			"and the map is in the first lines.",
		.fix = "dmesg may have wrapped; use journalctl -k -b, or boot with "
			"log_buf_len=4M",
		.source = "Documentation/admin-guide/kernel-parameters.txt, log_buf_len",
		.example = "Linux version 6.1.0 (...)",
	},
	{
		.code = 3,
		.severity = SEVERITY_ERROR,
		.title = "the input is damaged",
		.why = "Lengths, offsets or nesting contradict each other. A loader that "
			"trusts them walks out of the table; nanos did so and ran over the "
			"code behind it (nanovms/nanos #1106).",
		.fix = "make the file again from its source; do not edit binary tables by "
			"hand",
		.source = "Devicetree Specification 0.4 section 5; ACPI 6.5 section 5.2",
		.example = "a .dtb in which a node is never closed",
	},
	{
		.code = 4,
		.severity = SEVERITY_ERROR,
		.title = "a checksum is wrong",
		.why = "All bytes of an ACPI table must add up to 0. Linux logs the "
			"mismatch and still reads most tables; others do not.",
		.fix = "recompute the checksum: iasl does it when it assembles the table",
		.source = "ACPI 6.5 section 5.2.6",
		.example = "an SRAT that was patched with a hex editor",
	},
	{
		.code = 5,
		.severity = SEVERITY_ERROR,
		.title = "a length is impossible",
		.why = "An entry is shorter than its type demands, or longer than what "
			"contains it. Nothing after it can be found.",
		.fix = "correct the length byte of the entry; 0 never is a length",
		.source = "ACPI 6.5 section 5.2.16",
		.example = "an entry of length 0",
	},
	{
		.code = 6,
		.severity = SEVERITY_ERROR,
		.title = "an unknown version",
		.why = "The format has changed in ways that a reader must know about, so "
			"reading on would be guessing.",
		.fix = "write the file with a current tool",
		.source = "Devicetree Specification 0.4 section 5.2",
		.example = "a flattened device tree of version 3",
	},
	{
		.code = 10,
		.severity = SEVERITY_WARNING,
		.title = "a range without bytes",
		.why = "It does nothing where it is, so whoever wrote it meant something "
			"else. Some readers stop at the first one, because a length of 0 "
			"used to end such lists.",
		.fix = "delete the entry, or give it its size",
		.source = "Linux: entries of size 0 are skipped",
		.example = "0x1000+0 usable",
	},
	{
		.code = 11,
		.severity = SEVERITY_ERROR,
		.title = "a range ends before it starts",
		.why = "Read as unsigned numbers its size is nearly the whole address "
			"space. Kernels that compute end - start mark everything as used or"
			" as free.",
		.fix = "exchange the two numbers, or correct the one that is off",
		.source = "Linux: such entries end the import of the map",
		.example = "BIOS-e820: [mem 0x00000000bffe0000-0x00000000bffdffff] reserved",
	},
	{
		.code = 12,
		.severity = SEVERITY_ERROR,
		.title = "a range passes the top of the address space",
		.why = "Start plus size is more than 2^64. Linux drops the rest of a map "
			"at such an entry; kernels that add without looking see a range "
			"that ends near 0.",
		.fix = "write a size that ends below 2^64, or the last byte after a -",
		.source = "Linux: append_e820_table()",
		.example = "0xffffffffffff0000+0x20000 reserved",
	},
	{
		.code = 13,
		.severity = SEVERITY_NOTE,
		.title = "a range was cut at the top of the address space",
		.why = "The last byte of the address space cannot be described as a "
			"half-open range, so it is left out.",
		.fix = "nothing, unless something really lives there",
		.source = "bootmem/types.h, PHYS_ADDR_MAX",
		.example = "0xffffffff00000000-0xffffffffffffffff reserved",
	},
	{
		.code = 14,
		.severity = SEVERITY_ERROR,
		.title = "a number is expected here",
		.why = "The line cannot be read and is left out; the machine would be "
			"checked without it.",
		.fix = "write START-LAST or START+SIZE, as in 0x100000-0x7fffffff or "
			"1M+2047M",
		.source = "bootmem/fw_plain.h",
		.example = "one megabyte - 2G usable",
	},
	{
		.code = 15,
		.severity = SEVERITY_WARNING,
		.title = "a word that means nothing here",
		.why = "The kind of memory decides who may use it. A line whose kind is "
			"unknown is left out, or kept away from everybody.",
		.fix = "use a kind from the list in bootmem convert --help",
		.source = "bootmem/fw_plain.h",
		.example = "0x100000-0x7fffffff useable",
	},
	{
		.code = 16,
		.severity = SEVERITY_WARNING,
		.title = "something follows where nothing should",
		.why = "The line was read up to here. What follows may be what was really "
			"meant.",
		.fix = "delete it, or put it on a line of its own",
		.source = "bootmem/fw_plain.h",
		.example = "distance 0 1 21 22",
	},
	{
		.code = 20,
		.severity = SEVERITY_WARNING,
		.title = "addresses are hidden",
		.why = "/proc/iomem shows zeros to everyone but root, so nothing can be "
			"learned from it.",
		.fix = "read it as root",
		.source = "Linux: /proc/iomem since 4.6",
		.example = "00000000-00000000 : System RAM",
	},
	{
		.code = 21,
		.severity = SEVERITY_NOTE,
		.title = "a second map in the same file",
		.why = "A log of two boots holds two maps, perhaps of two kernels. The "
			"first is taken.",
		.fix = "cut the file to one boot: journalctl -k -b",
		.source = "bootmem/fw_e820.h",
		.example = "two boots in one syslog",
	},
	{ 0 },
};
