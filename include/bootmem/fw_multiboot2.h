/* SPDX-License-Identifier: MIT */
/*
 * fw_multiboot2.h - the information a Multiboot2 loader (GRUB) leaves for the kernel.
 *
 * One contiguous blob of tags, 8-byte aligned. Told as ranges: the memory map, and the modules
 * (BM_FW_LOADED). The blob itself lies in memory that the map calls usable: whoever uses it
 * reserves [address, address + total size).
 *
 * Context: any. Cost: a pass over the tags.
 */
#ifndef BOOTMEM_FW_MULTIBOOT2_H
#define BOOTMEM_FW_MULTIBOOT2_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_multiboot2 - what else it says; pieces are in the blob, empty if not there
 * @size:       bytes of the blob
 * @cmdline:    without the final 0
 * @efi_map:    UEFI memory map, for bm_efi_parse()
 * @efi_stride: bytes from one descriptor to the next
 * @rsdp:       copy of the ACPI root pointer, the newer one if there are two
 */
struct bm_multiboot2 {
	size_t size;
	struct bm_str cmdline;
	struct bm_str efi_map;
	uint32_t efi_stride;
	struct bm_str rsdp;
};

/**
 * bm_multiboot2_parse() - read what a Multiboot2 loader leaves
 * @bytes: the blob
 * @size:  bytes that may be read there
 * @info:  set on success, or NULL
 * @sink:  gets memory map entries and modules in tag order; modules carry their string as name
 *
 * Return: 0; -BM_EBADMSG if it is damaged, with what came before told; what the sink returned if
 *         that was not 0.
 */
BM_MUST_USE int bm_multiboot2_parse(const void *bytes, size_t size, struct bm_multiboot2 *info,
				    const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
