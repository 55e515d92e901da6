/* SPDX-License-Identifier: MIT */
/*
 * fw_fdt.h - what a flattened device tree says about memory. Reads it through libfdt.
 *
 * Check a blob once, then ask as often as you like: every other function here demands a blob that
 * bm_fdt_check() accepted, and is given back the same size.
 *
 *	struct bm_fdt fdt;
 *
 *	err = bm_fdt_check(&fdt, blob, size, &sink);
 *	err = err ? err : bm_fdt_memory(&fdt, &sink);
 *	err = err ? err : bm_fdt_reserved(&fdt, &sink);
 *	err = err ? err : bm_fdt_requests(&fdt, &sink);
 *	err = err ? err : bm_fdt_memreserve(&fdt, &sink);
 *
 * These are separate because boots differ in their order. range->name is the node's name,
 * range->offset its place in the blob. Who loads the blob must reserve it too: [address, address
 * + fdt.size).
 *
 * Context: any. Cost: a walk over the tree.
 */
#ifndef BOOTMEM_FW_FDT_H
#define BOOTMEM_FW_FDT_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_fdt - a checked device tree
 * @blob: its first byte
 * @size: bytes, as its header says
 */
struct bm_fdt {
	const void *blob;
	size_t size;
};

/** Deepest nesting that is accepted. */
#define BM_FDT_MAX_DEPTH 64

/**
 * bm_fdt_check() - is this a whole and sound device tree?
 * @fdt:  set on success only
 * @blob: the blob, aligned to 8 bytes
 * @size: bytes that may be read there, at least
 * @sink: its diag is told what is wrong; or NULL
 *
 * Walks every structure token once: header, sizes, nesting, property lengths, names, end of the
 * reservation map.
 *
 * Return: 0, or -BM_EBADMSG.
 */
BM_MUST_USE int bm_fdt_check(struct bm_fdt *fdt, const void *blob, size_t size,
			     const struct bm_fw_sink *sink);

/**
 * bm_fdt_memory() - the memory nodes of a device tree
 * @fdt:  checked
 * @sink: gets a usable range for each pair of each node, in tree order
 *
 * Children of the root with device_type "memory" that are not disabled. linux,usable-memory
 * stands for reg if there. Domain is numa-node-id; hotpluggable sets BM_FW_HOTPLUG.
 *
 * Return: 0; what the sink returned if that was not 0.
 * Linux:  early_init_dt_scan_memory().
 */
BM_MUST_USE int bm_fdt_memory(const struct bm_fdt *fdt, const struct bm_fw_sink *sink);

/**
 * bm_fdt_reserved() - children of /reserved-memory that have an address
 * @fdt:  checked
 * @sink: gets a reserved range for each pair, BM_FW_NOMAP and BM_FW_REUSABLE as said
 *
 * Return: 0, also when the node is ignored for its format, which is told; what the sink returned
 *         if that was not 0.
 * Linux:  fdt_scan_reserved_mem(), static nodes.
 */
BM_MUST_USE int bm_fdt_reserved(const struct bm_fdt *fdt, const struct bm_fw_sink *sink);

/**
 * bm_fdt_requests() - children of /reserved-memory that only have a size
 * @fdt:  checked
 * @sink: gets a request for each
 *
 * Return: 0; what the sink returned if that was not 0.
 * Linux:  fdt_scan_reserved_mem(), dynamic nodes, without the limit of 64.
 */
BM_MUST_USE int bm_fdt_requests(const struct bm_fdt *fdt, const struct bm_fw_sink *sink);

/**
 * bm_fdt_memreserve() - the reservation map of the header
 * @fdt:  checked
 * @sink: gets a reserved range for each entry
 *
 * Return: 0; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_fdt_memreserve(const struct bm_fdt *fdt, const struct bm_fw_sink *sink);

/**
 * bm_fdt_numa() - who belongs where: processors, and distances
 * @fdt:  checked
 * @sink: gets a cpu for each processor that has a numa-node-id, and a distance for each triple of
 *        the distance map
 *
 * A triple (a, b, d) with a below b counts for both directions.
 *
 * Return: 0; -BM_EBADMSG if the distance map is damaged or holds a distance that cannot be, with
 *         nothing of it told; what the sink returned if that was not 0.
 * Linux:  of_numa_init().
 */
BM_MUST_USE int bm_fdt_numa(const struct bm_fdt *fdt, const struct bm_fw_sink *sink);

/**
 * struct bm_fdt_chosen - what /chosen says; ranges are empty where it says nothing
 * @bootargs:    the command line
 * @initrd:      linux,initrd-start to linux,initrd-end
 * @elfcorehdr:  linux,elfcorehdr
 * @usable:      linux,usable-memory-range, first and second
 * @kho_fdt:     linux,kho-fdt
 * @kho_scratch: linux,kho-scratch
 * @efi_map:     linux,uefi-mmap-start and -size
 * @efi_stride:  linux,uefi-mmap-desc-size
 * @efi_systab:  linux,uefi-system-table, an address
 */
struct bm_fdt_chosen {
	struct bm_str bootargs;
	struct bm_range initrd;
	struct bm_range elfcorehdr;
	struct bm_range usable[2];
	struct bm_range kho_fdt;
	struct bm_range kho_scratch;
	struct bm_range efi_map;
	uint32_t efi_stride;
	phys_addr_t efi_systab;
};

/** bm_fdt_chosen() - read /chosen; a property of a wrong length is told and left out. */
void bm_fdt_chosen(const struct bm_fdt *fdt, struct bm_fdt_chosen *chosen,
		   const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
