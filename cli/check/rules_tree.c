// SPDX-License-Identifier: MIT
/*
 * rules_tree.c - rules about device trees: the words of them.
 */
#include "cli/check/rules.h"

const struct rule rules_tree[] = {
	{
		.code = 201,
		.severity = SEVERITY_ERROR,
		.title = "reserved regions overlap",
		.why = "Two owners for the same bytes. Linux reserves both and prints "
			"\"OVERLAP DETECTED!\", U-Boot refuses to boot (\"reserving fdt memory"
			" region failed\"); the drivers overwrite each other's memory.",
		.fix = "move or shrink one of the two",
		.source = "kernelci/kernelci-project #105; sonyxperiadev/kernel #1727; "
			"openbmc #3871",
		.example = "a@86000000 { reg = <0 0x86000000 0 0x8c00000>; };\nb@8b700000 { reg"
			" = <0 0x8b700000 0 0x10000>; };",
	},
	{
		.code = 202,
		.severity = SEVERITY_ERROR,
		.title = "a reserved region is not in RAM",
		.why = "Either the address is wrong, or the memory node is. A region that "
			"should protect something does not, and a driver that allocates "
			"from it gets an address without memory behind it.",
		.fix = "correct the address, or describe the memory it is in; if it is no "
			"RAM at all it need not be reserved",
		.source = "parallella/parallella-linux #11; vivado-risc-v #81",
		.example = "memory@80000000 of 1 GiB and a region at 0xf0000000",
	},
	{
		.code = 203,
		.severity = SEVERITY_ERROR,
		.title = "no-map together with reusable",
		.why = "no-map keeps the kernel from mapping the region, reusable asks it "
			"to lend the region out. Linux sets up no CMA pool for it and says "
			"so only where the pool is used.",
		.fix = "delete reusable if firmware owns the region, no-map if the kernel "
			"may use it",
		.source = "Devicetree Specification 0.4 section 3.5.4",
		.example = "pool@91000000 { no-map; reusable; ... };",
	},
	{
		.code = 204,
		.severity = SEVERITY_ERROR,
		.title = "a property has the wrong number of cells",
		.why = "Linux logs \"invalid size property\" and ignores the node, so the "
			"pool is not there.",
		.fix = "write as many cells as #size-cells (size) and #address-cells "
			"(alignment) of /reserved-memory say",
		.source = "Devicetree Specification 0.4 section 3.5; raspberrypi/linux #7230",
		.example = "size = <0x4000000>; where #size-cells is 2",
	},
	{
		.code = 205,
		.severity = SEVERITY_ERROR,
		.title = "an alignment that is not a power of two",
		.why = "Addresses are aligned with masks, which only works for powers of "
			"two. What happens to others differs between kernels.",
		.fix = "use the next power of two",
		.source = "Linux: memblock rounds with masks",
		.example = "alignment = <0 0x3000>;",
	},
	{
		.code = 206,
		.severity = SEVERITY_ERROR,
		.title = "a request that cannot be placed",
		.why = "No free run of RAM inside alloc-ranges is long enough, so the pool"
			" is not made. A default CMA pool silently falls back to the size "
			"the kernel was built with.",
		.fix = "make the pool smaller, widen alloc-ranges, or move what is in the "
			"way (in U-Boot: fdt_high, initrd_high)",
		.source = "home-assistant/operating-system #4954; revyos/thead-kernel #98; "
			"bperez77/xilinx_axidma #95",
		.example = "size = <0 0x20000000>; alloc-ranges = <0 0x64000000 0 0x14000000>;",
	},
	{
		.code = 207,
		.severity = SEVERITY_ERROR,
		.title = "/reserved-memory without ranges",
		.why = "Without ranges the addresses of its children mean nothing outside,"
			" so Linux ignores the whole node: \"unsupported node format, "
			"ignoring\". Every reservation in it is lost.",
		.fix = "add an empty property: ranges;",
		.source = "Devicetree Specification 0.4 section 3.5.2; nrfconnect/sdk-nrf "
			"#28863",
		.example = "reserved-memory { #address-cells = <2>; #size-cells = <2>; };",
	},
	{
		.code = 208,
		.severity = SEVERITY_ERROR,
		.title = "/reserved-memory counts cells otherwise than the root",
		.why = "Linux ignores the whole node then. Every reservation in it is "
			"lost.",
		.fix = "copy #address-cells and #size-cells from the root and adapt the "
			"children",
		.source = "Devicetree Specification 0.4 section 3.5.2",
		.example = "root with 2 and 2, /reserved-memory with 1 and 1",
	},
	{
		.code = 209,
		.severity = SEVERITY_ERROR,
		.title = "reg is not a whole number of ranges",
		.why = "An address and a size need a fixed number of cells. Linux ignores "
			"the node.",
		.fix = "write <address size> with as many cells as #address-cells and "
			"#size-cells of the parent say",
		.source = "Devicetree Specification 0.4 section 2.3.6",
		.example = "reg = <0x86000000 0x8c00000>; where both counts are 2 gives 2 of 4"
			" cells",
	},
	{
		.code = 210,
		.severity = SEVERITY_WARNING,
		.title = "the name says another address than reg",
		.why = "One of the two is wrong. People read the name, the kernel reads "
			"reg.",
		.fix = "make the unit address the first address in reg",
		.source = "Devicetree Specification 0.4 section 2.2.1",
		.example = "memory@86000000 { reg = <0 0x68000000 0 0x1000>; };",
	},
	{
		.code = 211,
		.severity = SEVERITY_ERROR,
		.title = "a node without reg and without size",
		.why = "It describes no memory; Linux ignores it.",
		.fix = "add reg for a fixed region, size for one that may lie anywhere",
		.source = "Devicetree Specification 0.4 section 3.5.4",
		.example = "reserved-memory { pool { reusable; }; };",
	},
	{
		.code = 212,
		.severity = SEVERITY_WARNING,
		.title = "a region of 0 bytes",
		.why = "In a memory node it is a placeholder that the loader must fill; in"
			" a reservation it protects nothing.",
		.fix = "write the size, or leave the node out",
		.source = "Linux: \"memory node with zero size\" is skipped",
		.example = "reg = <0 0x80000000 0 0>;",
	},
	{
		.code = 213,
		.severity = SEVERITY_WARNING,
		.title = "no memory described",
		.why = "The loader is expected to fill the memory node. Whether "
			"reservations are in RAM cannot be told here.",
		.fix = "check the tree that the loader hands over: /sys/firmware/fdt",
		.source = "Devicetree Specification 0.4 section 3.4",
		.example = "memory { device_type = \"memory\"; reg = <0 0 0 0>; };",
	},
	{
		.code = 214,
		.severity = SEVERITY_ERROR,
		.title = "memory nodes overlap",
		.why = "Linux merges them. Loaders and hypervisors that add up the sizes "
			"think there is more RAM than there is.",
		.fix = "describe every byte once",
		.source = "Devicetree Specification 0.4 section 3.4",
		.example = "memory@80000000 of 2 GiB and memory@c0000000 of 1 GiB",
	},
	{
		.code = 215,
		.severity = SEVERITY_ERROR,
		.title = "a default CMA pool that is not reusable",
		.why = "linux,cma-default only counts on a region that the kernel may use "
			"in between. Without reusable the region is lost for everybody and "
			"the default pool is another one.",
		.fix = "add reusable;",
		.source = "Linux: rmem_cma_setup()",
		.example = "linux,cma { compatible = \"shared-dma-pool\"; size = ...; "
			"linux,cma-default; };",
	},
	{
		.code = 216,
		.severity = SEVERITY_WARNING,
		.title = "a reusable region that nobody uses",
		.why = "reusable has an effect only on a \"shared-dma-pool\". This region is"
			" simply reserved.",
		.fix = "add compatible = \"shared-dma-pool\";, or delete reusable",
		.source = "Linux: rmem_cma_setup()",
		.example = "buffer@90000000 { reusable; reg = ...; };",
	},
	{
		.code = 217,
		.severity = SEVERITY_ERROR,
		.title = "/memreserve/ and no-map want the same memory",
		.why = "What the header's map reserves cannot be taken out of the kernel's"
			" mapping any more: kernels like 6.1, which read it first, refuse "
			"the no-map (\"failed to reserve memory for node\"), and the region "
			"stays mapped. Random crashes are what is seen of it.",
		.fix = "delete the /memreserve/ line",
		.source = "home-assistant/operating-system #1476; 96boards-hikey/linux #13",
		.example = "/memreserve/ 0x80000000 0x10000; and a no-map region there",
	},
	{
		.code = 218,
		.severity = SEVERITY_ERROR,
		.title = "the initrd is where it cannot be",
		.why = "The loader put it into a reserved region, or where there is no "
			"RAM. It is overwritten, or never seen.",
		.fix = "load the initrd elsewhere (in U-Boot: initrd_high, ramdisk_addr_r)",
		.source = "rust-osdev/bootloader #399; U-Boot list, AM62",
		.example = "linux,initrd-start inside a region of /reserved-memory",
	},
	{
		.code = 219,
		.severity = SEVERITY_ERROR,
		.title = "a memory node without device_type",
		.why = "Linux finds memory by device_type, not by name. This memory does "
			"not exist for it.",
		.fix = "add device_type = \"memory\";",
		.source = "Devicetree Specification 0.4 section 3.4; Linux: "
			"early_init_dt_scan_memory()",
		.example = "memory@80000000 { reg = <...>; };",
	},
	{
		.code = 220,
		.severity = SEVERITY_WARNING,
		.title = "a memory node that is not at the root",
		.why = "Linux looks only at children of the root.",
		.fix = "move the node to the root",
		.source = "Devicetree Specification 0.4 section 3.4",
		.example = "soc { memory@80000000 { device_type = \"memory\"; ... }; };",
	},
	{
		.code = 221,
		.severity = SEVERITY_ERROR,
		.title = "memory-region leads nowhere",
		.why = "The driver asks for its memory and gets an error, or memory from "
			"the wrong place.",
		.fix = "point it at an enabled child of /reserved-memory",
		.source = "Devicetree Specification 0.4 section 3.5.4",
		.example = "memory-region = <&sram>; outside of /reserved-memory",
	},
	{
		.code = 222,
		.severity = SEVERITY_ERROR,
		.title = "ramoops does not fit into its region",
		.why = "Buffers that are larger than the region fail at probe, or on old "
			"kernels run into the memory behind it; without any buffer nothing "
			"is recorded.",
		.fix = "enlarge reg, or make record-size, console-size, ftrace-size and "
			"pmsg-size smaller",
		.source = "sonyxperiadev/kernel #415; Linux: ramoops.yaml",
		.example = "reg of 64 KiB, console-size 128 KiB",
	},
	{
		.code = 223,
		.severity = SEVERITY_WARNING,
		.title = "more than 64 reserved regions",
		.why = "Linux has a table of 64 entries, newer kernels only for regions "
			"without an address; what is beyond is dropped with a line in the "
			"log.",
		.fix = "join regions that touch",
		.source = "devicetree list, \"reserved_mem array\"; Linux: MAX_RESERVED_REGIONS",
		.example = "65 children of /reserved-memory",
	},
	{
		.code = 224,
		.severity = SEVERITY_WARNING,
		.title = "a firmware region without no-map",
		.why = "The kernel maps it like ordinary memory. It does not write there, "
			"but it may read ahead or save it on hibernation, and where "
			"firmware forbids access that is an abort.",
		.fix = "add no-map;",
		.source = "OP-TEE/optee_os #1034 and #1039; OpenSBI before 1.3",
		.example = "optee@be000000 { reg = ...; };",
	},
	{ 0 },
};
