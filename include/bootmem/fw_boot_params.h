/* SPDX-License-Identifier: MIT */
/*
 * fw_boot_params.h - the page that an x86 loader fills in for Linux (the "zero page").
 *
 * It holds the e820 table, and pointers: command line, initrd, EFI memory map, ACPI root, and a
 * list of further pieces (setup_data), among them the e820 entries beyond 128.
 *
 *	struct bm_boot_params params;
 *
 *	err = bm_boot_params_parse(page, size, &params, &sink);
 *	err = err ? err : bm_boot_params_e820(&params, &view, false, &sink);
 *	err = err ? err : bm_boot_params_setup_data(&params, &view, &sink);
 *
 * Context: any. Cost: a pass over the entries, or over the list.
 */
#ifndef BOOTMEM_FW_BOOT_PARAMS_H
#define BOOTMEM_FW_BOOT_PARAMS_H

#include <bootmem/fw.h>
#include <bootmem/fw_view.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of the page. */
#define BM_BOOT_PARAMS_SIZE 4096u

/** e820 entries that it has room for. */
#define BM_BOOT_PARAMS_E820_MAX 128u

/**
 * struct bm_boot_params - what the page says
 * @page:           the page itself
 * @version:        version of the boot protocol, 0x020f for 2.15; 0 if the loader left it out
 * @nr_e820:        entries in the page's own table, at most BM_BOOT_PARAMS_E820_MAX
 * @cmdline_addr:   address of the command line; 0 if there is none
 * @initrd:         empty if there is none
 * @setup_data:     address of the first node, 0 if there is none
 * @rsdp:           address of the ACPI root pointer; 0 if not given
 * @efi_map:        empty if not started by EFI
 * @efi_stride:     bytes from one EFI descriptor to the next
 * @memory_k:       KiB of RAM above 1 MiB by the older BIOS calls, for when there is no table
 */
struct bm_boot_params {
	const void *page;
	uint16_t version;
	unsigned int nr_e820;
	uint64_t cmdline_addr;
	struct bm_range initrd;
	uint64_t setup_data;
	uint64_t rsdp;
	struct bm_range efi_map;
	uint32_t efi_stride;
	uint64_t memory_k;
};

/** enum bm_setup_data_type - types of setup_data nodes. */
enum bm_setup_data_type {
	BM_SETUP_NONE = 0,
	BM_SETUP_E820_EXT = 1,
	BM_SETUP_DTB = 2,
	BM_SETUP_PCI = 3,
	BM_SETUP_EFI = 4,
	BM_SETUP_APPLE = 5,
	BM_SETUP_JAILHOUSE = 6,
	BM_SETUP_CC_BLOB = 7,
	BM_SETUP_IMA = 8,
	BM_SETUP_RNG_SEED = 9,
	BM_SETUP_KEXEC_KHO = 10,
};

/**
 * bm_boot_params_parse() - read the page that an x86 loader fills in
 * @bytes:  the page; must outlive @params
 * @size:   bytes that may be read there
 * @params: set on success only
 * @sink:   its diag is told of fields that make no sense; or NULL
 *
 * Return: 0; -BM_EBADMSG if it is shorter than a page, or has neither the boot signature and "HdrS"
 *         nor that of a kernel that EFI started.
 */
BM_MUST_USE int bm_boot_params_parse(const void *bytes, size_t size, struct bm_boot_params *params,
				     const struct bm_fw_sink *sink);

/**
 * bm_boot_params_e820() - the e820 map, the part in setup_data included
 * @params: parsed
 * @view:   physical memory, or NULL to take the page's own entries only
 * @needs_two: up to 6.18 a table of one entry counts as empty too
 * @sink:   gets the ranges in table order
 *
 * If the page's table is empty or an entry of it wraps, the two ranges that Linux makes up then:
 * [0, 640 KiB) and [1 MiB, 1 MiB + memory_k). A wrapping entry of the extension only ends the
 * extension.
 *
 * Return: 0; what the sink returned if that was not 0.
 * Linux:  e820__memory_setup_default(), e820__memory_setup_extended().
 */
BM_MUST_USE int bm_boot_params_e820(const struct bm_boot_params *params,
				    const struct bm_fw_view *view, bool needs_two,
				    const struct bm_fw_sink *sink);

/**
 * bm_boot_params_setup_data() - where the setup_data nodes are
 * @params: parsed
 * @view:   physical memory
 * @sink:   gets a BM_FW_KERN range for each node, header included, range->type its type; for an
 *          indirect node also one for what it points to
 *
 * Return: 0; -BM_EBADMSG if the list does not end or leads nowhere; what the sink returned if
 *         that was not 0.
 */
BM_MUST_USE int bm_boot_params_setup_data(const struct bm_boot_params *params,
					  const struct bm_fw_view *view,
					  const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
