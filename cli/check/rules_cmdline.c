// SPDX-License-Identifier: MIT
/*
 * rules_cmdline.c - rules about kernel command lines: the words of them.
 */
#include "cli/check/rules.h"

const struct rule rules_cmdline[] = {
	{
		.code = 301,
		.severity = SEVERITY_ERROR,
		.title = "a value is refused",
		.why = "The kernel logs \"Malformed early option\" and goes on as if the "
			"parameter were not there.",
		.fix = "write the value in a form that the parameter knows",
		.source = "Linux: Documentation/admin-guide/kernel-parameters.txt",
		.example = "kho=maybe",
	},
	{
		.code = 302,
		.severity = SEVERITY_WARNING,
		.title = "something after a number is not read",
		.why = "The kernel takes the number with one letter behind it. What "
			"follows is dropped, or called malformed after it has had its "
			"effect.",
		.fix = "write one of K M G T P E and nothing behind it",
		.source = "Linux: memparse()",
		.example = "mem=4GB",
	},
	{
		.code = 303,
		.severity = SEVERITY_WARNING,
		.title = "a quote is never closed",
		.why = "Everything behind it is part of one parameter.",
		.fix = "close the quote",
		.source = "Linux: next_arg()",
		.example = "memmap=\"64K$0x18690000 quiet",
	},
	{
		.code = 304,
		.severity = SEVERITY_WARNING,
		.title = "E after 0x is a digit",
		.why = "0x1E is 30. The suffix for exbibytes cannot follow a hexadecimal "
			"number.",
		.fix = "write the number in decimal, or all of it in hexadecimal",
		.source = "Linux: memparse()",
		.example = "mem=0x1E",
	},
	{
		.code = 305,
		.severity = SEVERITY_WARNING,
		.title = "a number that begins with 0 is octal",
		.why = "010M is 8 MiB, and 08 is 0 followed by junk.",
		.fix = "drop the leading zero; hexadecimal begins with 0x",
		.source = "Linux: memparse()",
		.example = "memmap=010M$0x18690000",
	},
	{
		.code = 310,
		.severity = SEVERITY_WARNING,
		.title = "memmap= without a start",
		.why = "memmap=SIZE ends all memory at SIZE. Mostly a dollar sign was "
			"meant to follow, and a shell or the loader replaced it: GRUB reads"
			" $ as the start of a variable.",
		.fix = "escape the dollar sign: memmap=64K\\$0x18690000 in grub.cfg, three "
			"backslashes in /etc/default/grub",
		.source = "nvmevirt (snu-csl) #60; Linux: parse_memmap_one()",
		.example = "memmap=79G",
	},
	{
		.code = 311,
		.severity = SEVERITY_ERROR,
		.title = "a backslash reached the kernel",
		.why = "This loader does not take it away. The kernel reads the size, ends"
			" all memory there, and calls the rest malformed.",
		.fix = "write the dollar sign without a backslash: systemd-boot, extlinux "
			"and kexec take the line as it is",
		.source = "Linux: parse_memmap_one()",
		.example = "memmap=64K\\$0x18690000",
	},
	{
		.code = 312,
		.severity = SEVERITY_WARNING,
		.title = "memmap= covers more than RAM",
		.why = "Persistent memory is cut wherever the firmware's map changes, so "
			"one area becomes several devices; what is no RAM in between is a "
			"hole of devices or firmware.",
		.fix = "choose a range that lies in one usable entry of the map",
		.source = "pmem/pmem.github.io #30",
		.example = "memmap=4G!3G on a PC with its hole at 3-4 GiB",
	},
	{
		.code = 313,
		.severity = SEVERITY_ERROR,
		.title = "exactmap without any memory",
		.why = "exactmap forgets the firmware's map; without memmap=SIZE@START "
			"after it nothing is left, and the kernel stops.",
		.fix = "add the ranges: memmap=exactmap memmap=640K@0 memmap=2047M@1M",
		.source = "Linux: parse_memmap_one()",
		.example = "memmap=exactmap",
	},
	{
		.code = 314,
		.severity = SEVERITY_WARNING,
		.title = "memmap= about 0 bytes",
		.why = "The element is accepted and changes nothing.",
		.fix = "write the size before the sign: memmap=SIZE$START",
		.source = "Linux: parse_memmap_one()",
		.example = "memmap=0$0x18690000",
	},
	{
		.code = 315,
		.severity = SEVERITY_WARNING,
		.title = "memmap= about memory that is not there",
		.why = "Nothing in the range is RAM on this machine, so nothing is "
			"protected. The address may come from another machine.",
		.fix = "take an address from this machine's map",
		.source = "Microsoft/WSL #7074",
		.example = "memmap=64K$0x18690000 on a machine with 256 MiB",
	},
	{
		.code = 316,
		.severity = SEVERITY_ERROR,
		.title = "the kernel is inside the range",
		.why = "memmap= is read by the kernel when it already runs, and loaders "
			"and the EFI stub do not heed it. The kernel was placed first and "
			"stays.",
		.fix = "choose a range far from where the kernel is loaded, or have "
			"firmware reserve it",
		.source = "nvmevirt (snu-csl) #60",
		.example = "memmap=79G$82G with the kernel at 0x16e8000000",
	},
	{
		.code = 317,
		.severity = SEVERITY_ERROR,
		.title = "the command line leaves no memory",
		.why = "What remains after mem= and memmap= is not enough to boot, or is "
			"no map at all.",
		.fix = "remove memmap= elements until RAM is left; a lone size is a limit",
		.source = "Linux: e820__finish_early_params()",
		.example = "memmap=64K",
	},
	{
		.code = 318,
		.severity = SEVERITY_WARNING,
		.title = "memmap= calls something RAM that is not",
		.why = "Where firmware says reserved the stricter kind wins and nothing "
			"happens; where it says nothing the kernel will use addresses "
			"without memory.",
		.fix = "use memmap=exactmap if the firmware's map is wrong as a whole",
		.source = "Linux: e820__update_table()",
		.example = "memmap=16M@0xc0000000 in the PCI hole",
	},
	{
		.code = 320,
		.severity = SEVERITY_ERROR,
		.title = "crashkernel= is malformed",
		.why = "Nothing is reserved, and kdump fails when it is needed.",
		.fix = "write SIZE[@START], START-END:SIZE[,...], SIZE,high or SIZE,low",
		.source = "Linux: parse_crashkernel()",
		.example = "crashkernel=auto",
	},
	{
		.code = 321,
		.severity = SEVERITY_NOTE,
		.title = "RAM is rounded up before crashkernel= ranges are looked up",
		.why = "Firmware keeps some of each DIMM, so Linux rounds the size of RAM "
			"up to 128 MiB to find the range. The next range may be the one "
			"that counts.",
		.fix = "nothing, if the larger amount is wanted",
		.source = "rhkdump/kdump-utils #76; Linux: parse_crashkernel_mem()",
		.example = "crashkernel=1G-4G:192M,4G-:256M with 4000 MiB",
	},
	{
		.code = 322,
		.severity = SEVERITY_WARNING,
		.title = "no range of crashkernel= fits this machine",
		.why = "For this amount of RAM nothing is reserved, by the letter of the "
			"parameter.",
		.fix = "add a range that begins lower",
		.source = "Linux: parse_crashkernel_mem()",
		.example = "crashkernel=4G-:256M with 2 GiB",
	},
	{
		.code = 323,
		.severity = SEVERITY_WARNING,
		.title = "crashkernel=,low alone",
		.why = "The low part belongs to crashkernel=SIZE,high; without it the "
			"parameter is not read.",
		.fix = "add crashkernel=SIZE,high, or use crashkernel=SIZE",
		.source = "rhkdump/kdump-utils #92; Linux: parse_crashkernel()",
		.example = "crashkernel=512M,low",
	},
	{
		.code = 324,
		.severity = SEVERITY_ERROR,
		.title = "crashkernel= is larger than RAM",
		.why = "There is no room for it anywhere.",
		.fix = "ask for a part of RAM, as crashkernel=1G-8G:256M,8G-:512M does",
		.source = "Linux: reserve_crashkernel()",
		.example = "crashkernel=64G with 4 GiB",
	},
	{
		.code = 330,
		.severity = SEVERITY_WARNING,
		.title = "more than 100 percent",
		.why = "Linux warns and goes on as if it were all of memory.",
		.fix = "ask for at most 100%",
		.source = "Linux: cmdline_parse_core()",
		.example = "movablecore=150%",
	},
	{
		.code = 331,
		.severity = SEVERITY_WARNING,
		.title = "kernelcore=mirror without mirrored memory",
		.why = "Kernels up to 6.1 then make everything above 4 GiB movable and run"
			" out of kernel memory; later ones ignore the word.",
		.fix = "switch on memory mirroring in the firmware, or drop the parameter",
		.source = "maps/x86-kc-mirror-nomirror; lkml 1601.1/00086",
		.example = "kernelcore=mirror on a machine without EFI",
	},
	{
		.code = 332,
		.severity = SEVERITY_WARNING,
		.title = "movable_node without removable memory",
		.why = "Only memory that the SRAT marks as hot-pluggable becomes movable. "
			"Without any the parameter only changes the direction of early "
			"allocations.",
		.fix = "have the firmware mark the memory in the SRAT",
		.source = "Linux: Documentation/admin-guide/mm/memory-hotplug.rst",
		.example = "movable_node on an ordinary machine",
	},
	{
		.code = 333,
		.severity = SEVERITY_WARNING,
		.title = "movablecore= of everything",
		.why = "If nothing remains for the kernel Linux makes no movable zone at "
			"all.",
		.fix = "leave some memory to the kernel",
		.source = "maps/x86-mc100g; Linux: find_zone_movable_pfns_for_nodes()",
		.example = "movablecore=100%",
	},
	{
		.code = 334,
		.severity = SEVERITY_ERROR,
		.title = "an amount of memory without a number",
		.why = "The kernel reads 0, which is as if the parameter were not given, and says "
			"nothing.",
		.fix = "write a size such as 4G, or a part such as 25%",
		.source = "Linux: cmdline_parse_core(), memparse()",
		.example = "kernelcore=half",
	},
	{
		.code = 341,
		.severity = SEVERITY_WARNING,
		.title = "a reserve_mem= too many",
		.why = "Names must differ, and there is room for eight. Later ones are "
			"refused.",
		.fix = "give it another name, or join areas",
		.source = "Linux: reserve_mem(), RESERVE_MEM_MAX_ENTRIES",
		.example = "reserve_mem=1M:4096:oops reserve_mem=2M:4096:oops",
	},
	{
		.code = 342,
		.severity = SEVERITY_WARNING,
		.title = "reserve_mem= with an odd alignment",
		.why = "Linux accepts it and rounds with a mask, so the address is not a "
			"multiple of it.",
		.fix = "use a power of two",
		.source = "maps/x86-612-rm-bad",
		.example = "reserve_mem=1M:3000:odd",
	},
	{
		.code = 345,
		.severity = SEVERITY_WARNING,
		.title = "more huge pages than memory",
		.why = "Linux takes what it can get and leaves less for everything else "
			"than it needs.",
		.fix = "ask for as many as fit beside the kernel",
		.source = "Linux: hugetlb, \"allocating ... failed\"",
		.example = "hugepagesz=1G hugepages=64 with 16 GiB",
	},
	{
		.code = 350,
		.severity = SEVERITY_WARNING,
		.title = "mem= more than once",
		.why = "Architectures differ in which one counts.",
		.fix = "keep the one that is meant",
		.source = "Linux: parse_memopt() of x86, early_mem() of arm64",
		.example = "mem=4G mem=2G",
	},
	{
		.code = 351,
		.severity = SEVERITY_WARNING,
		.title = "mem= is an address",
		.why = "On x86 memory above the address is dropped, and holes below it are"
			" not made up for: mem=4G on a machine with a hole at 3-4 GiB "
			"leaves 3 GiB.",
		.fix = "add the size of the hole",
		.source = "Linux: parse_memopt()",
		.example = "mem=4G",
	},
	{
		.code = 352,
		.severity = SEVERITY_WARNING,
		.title = "a parameter is given twice",
		.why = "Only the last one counts.",
		.fix = "remove the others",
		.source = "Linux: early parameters are handled from left to right",
		.example = "kernelcore=1G kernelcore=2G",
	},
	{
		.code = 353,
		.severity = SEVERITY_WARNING,
		.title = "a parameter after --",
		.why = "What follows a lone -- is handed to init.",
		.fix = "move it before the --",
		.source = "Linux: parse_args()",
		.example = "quiet -- mem=4G",
	},
	{
		.code = 354,
		.severity = SEVERITY_WARNING,
		.title = "nearly a parameter",
		.why = "Unknown words are not refused; they become environment of init.",
		.fix = "write the name as the kernel knows it",
		.source = "Linux: unknown parameters are passed to init",
		.example = "memap=64K$0x18690000",
	},
	{
		.code = 355,
		.severity = SEVERITY_WARNING,
		.title = "numa= with an unknown word",
		.why = "The kernel looks for words it knows and says nothing if it finds "
			"none.",
		.fix = "use numa=off, numa=fake=, numa=noacpi or numa=nohmat",
		.source = "Linux: numa_setup() of x86",
		.example = "numa=no",
	},
	{
		.code = 356,
		.severity = SEVERITY_WARNING,
		.title = "numa=fake= with a small letter",
		.why = "Only capital letters make a size (M, G) or a share (U) of it. With any "
		       "other letter the number is that of the nodes wanted, which is hardly "
		       "what was meant: 512m are 512 nodes.",
		.fix = "write a capital letter: numa=fake=512M",
		.source = "Linux: numa_emulation()",
		.example = "numa=fake=512m",
	},
	{ 0 },
};
