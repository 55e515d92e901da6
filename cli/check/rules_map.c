// SPDX-License-Identifier: MIT
/*
 * rules_map.c - rules about memory maps, and two that contradict each other: the words of them.
 */
#include "cli/check/rules.h"

const struct rule rules_map[] = {
	{
		.code = 101,
		.severity = SEVERITY_ERROR,
		.title = "usable memory that a device tree protects",
		.why = "The map tells the kernel that it may use memory in which firmware "
			"or a device lives. It will, and the machine dies at some later "
			"time: a trap into the secure monitor, an abort, silent corruption.",
		.fix = "take the range out of the map before it is handed to the kernel; a"
			" loader must apply /reserved-memory and /memreserve/",
		.source = "Limine-Bootloader/Limine #401; riscv-software-src/opensbi #210; "
			"asterinas #3920",
		.example = "usable 0x80000000-0x87efffff with "
			"/reserved-memory/mmode_resv0@80000000",
	},
	{
		.code = 102,
		.severity = SEVERITY_ERROR,
		.title = "entries overlap and disagree",
		.why = "Which of the two holds depends on who reads the map. Linux lets "
			"the higher type number win; a kernel that takes entries in order "
			"frees reserved memory.",
		.fix = "make the map say everything once; the stricter kind should win",
		.source = "Linux: e820__update_table(); OSDev kernels: rust-osdev/bootloader "
			"#315, Unikraft #722",
		.example = "0x0-0xfffff usable\n0xe0000-0xfffff reserved",
	},
	{
		.code = 103,
		.severity = SEVERITY_WARNING,
		.title = "memory is listed twice",
		.why = "Linux merges the entries. A kernel that adds up sizes, or frees "
			"each entry, gets the same pages twice.",
		.fix = "remove one of the entries",
		.source = "Unikraft #848, un-coalesced maps",
		.example = "0x1000+1M usable\n0x80000+1M usable",
	},
	{
		.code = 104,
		.severity = SEVERITY_WARNING,
		.title = "entries are not sorted",
		.why = "Linux sorts. Kernels and loaders that find the end of RAM in the "
			"last entry, or search by halves, get it wrong.",
		.fix = "sort the map by address before handing it on",
		.source = "rust-osdev/bootloader #315",
		.example = "1M+1G usable\n0+640K usable",
	},
	{
		.code = 105,
		.severity = SEVERITY_NOTE,
		.title = "usable memory that is not made of whole pages",
		.why = "Its first or last page is shared with something else and cannot be"
			" used. A kernel that rounds outward overwrites the neighbour.",
		.fix = "round usable memory inward, reserved memory outward",
		.source = "hermit-os/kernel #1991",
		.example = "0x100000-0x7ffdf3ff usable",
	},
	{
		.code = 106,
		.severity = SEVERITY_WARNING,
		.title = "a type without a meaning",
		.why = "Unknown types are treated as reserved, so the memory is lost. ACPI"
			" leaves types above 12 to nobody.",
		.fix = "use a type of ACPI 6.5 table 15.4",
		.source = "ACPI 6.5 section 15",
		.example = "an e820 entry of type 99",
	},
	{
		.code = 107,
		.severity = SEVERITY_WARNING,
		.title = "RAM in the legacy window",
		.why = "0xa0000-0xfffff is video memory and ROM on a PC. Linux takes it "
			"out of the map; others write into the frame buffer.",
		.fix = "end the first usable range at 0xa0000 at the latest",
		.source = "Linux: trim_bios_range()",
		.example = "0x0-0xfffff usable in an e820 map",
	},
	{
		.code = 108,
		.severity = SEVERITY_ERROR,
		.title = "no usable memory",
		.why = "Nothing can be allocated. Early panics then name the request and "
			"not the reason: \"Failed to allocate ... below 0x0\".",
		.fix = "look for the entry that should describe RAM: a placeholder that "
			"the loader did not fill, or a type that is not usable",
		.source = "OP-TEE/optee_os #3868; virtualopensystems/linux-kvm-arm #15",
		.example = "0x40000000+256 usable",
	},
	{
		.code = 110,
		.severity = SEVERITY_WARNING,
		.title = "two inputs describe RAM differently",
		.why = "Of two maps of one machine at most one is right. Firmware that "
			"reports more than one map, or a file from another boot, is the "
			"usual cause.",
		.fix = "find out which of the two the kernel is given",
		.source = "bootmem: maps of one machine must agree",
		.example = "e820.txt of one boot, firmware_memmap.txt of another",
	},
	{
		.code = 140,
		.severity = SEVERITY_NOTE,
		.title = "bootloader-reclaimable memory",
		.why = "It is RAM, and it still holds what the loader handed over: tables,"
			" page tables, the stack that is running. It may be used after "
			"everything in it was copied or abandoned, not when the map is "
			"read.",
		.fix = "reserve it at first, and free it as the last step of the boot",
		.source = "Limine protocol, memory map; Limine #259; vex-os/kernel #17",
		.example = "0xba5b0000-0xba5e2fff reclaimable",
	},
	{
		.code = 151,
		.severity = SEVERITY_ERROR,
		.title = "a no-map region that EFI does not reserve",
		.why = "Until the kernel reads the device tree, the EFI stub allocates "
			"from the EFI map. Only EfiReservedMemoryType keeps it, and the "
			"kernel's own mapping, away from the region.",
		.fix = "have the firmware report the region as EfiReservedMemoryType",
		.source = "EBBR, section on memory map; Arm SystemReady checker, "
			"ARM-software/arm-systemready #795",
		.example = "no-map region inside EfiConventionalMemory",
	},
	{
		.code = 152,
		.severity = SEVERITY_WARNING,
		.title = "a reserved region that EFI may give away",
		.why = "A region without no-map may be EfiBootServicesData: kept until "
			"ExitBootServices, RAM afterwards. As conventional memory the EFI "
			"stub can place the kernel in it.",
		.fix = "have the firmware report the region as EfiBootServicesData",
		.source = "EBBR; ARM-software/arm-systemready #795",
		.example = "a framebuffer region inside EfiConventionalMemory",
	},
	{
		.code = 153,
		.severity = SEVERITY_ERROR,
		.title = "a /memreserve/ entry that EFI does not reserve",
		.why = "The EFI stub does not look at the header's reservation map.",
		.fix = "have the firmware report the range as EfiReservedMemoryType",
		.source = "EBBR; ARM-software/arm-systemready #795",
		.example = "/memreserve/ 0x80000000 0x10000;",
	},
	{
		.code = 160,
		.severity = SEVERITY_WARNING,
		.title = "EFI memory that cannot be cached",
		.why = "Linux uses memory only if it can be mapped write-back: x86 makes "
			"it reserved, arm64 and riscv leave it unmapped. The size of RAM "
			"then is less than the EFI map adds up to.",
		.fix = "have the firmware set EFI_MEMORY_WB",
		.source = "UEFI 2.10 section 7.2.3; Linux: is_usable_memory()",
		.example = "[Conventional|   |  |  |  |  |  |  |  |  |  |   |  |  |  |UC]",
	},
	{
		.code = 161,
		.severity = SEVERITY_ERROR,
		.title = "runtime memory without the RUNTIME attribute",
		.why = "The kernel maps for runtime services only what has the attribute. "
			"The first call of a runtime service faults.",
		.fix = "have the firmware set EFI_MEMORY_RUNTIME on it",
		.source = "UEFI 2.10 section 7.2",
		.example = "[Runtime Data|   |  |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]",
	},
	{
		.code = 162,
		.severity = SEVERITY_NOTE,
		.title = "memory set aside for a purpose",
		.why = "EFI_MEMORY_SP marks memory of CXL devices or HBM. Linux leaves it "
			"to the dax driver, so it is missing from MemTotal.",
		.fix = "boot with efi=nosoftreserve to use it as ordinary memory",
		.source = "UEFI 2.10 section 7.2.3; Linux: "
			"Documentation/admin-guide/kernel-parameters.txt",
		.example = "[Conventional|   |  |  |SP|  |  |  |  |  |  |   |WB|WT|WC|UC]",
	},
	{ 0 },
};
