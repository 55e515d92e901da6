/* SPDX-License-Identifier: MIT */
/*
 * fw_efi.h - the UEFI memory map: descriptors as GetMemoryMap() returns them, and the text of
 * efi=debug.
 *
 * A descriptor is type (4), 4 bytes of nothing, physical start (8), virtual start (8), number of
 * 4 KiB pages (8), attributes (8), little endian. How far apart they are is the firmware's to
 * say: the stride is 48 on most machines, 40 is the least, and sizeof is never right.
 *
 * Ranges carry the EFI type in range->type and the attributes in range->attr. range->kind is
 * what x86 makes of the two; the questions below are what arm64 and riscv ask.
 *
 * Context: any. Cost: a pass over the input; for a question, constant.
 */
#ifndef BOOTMEM_FW_EFI_H
#define BOOTMEM_FW_EFI_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum bm_efi_type - memory types, UEFI 2.10 section 7.2. */
enum bm_efi_type {
	BM_EFI_RESERVED = 0,
	BM_EFI_LOADER_CODE = 1,
	BM_EFI_LOADER_DATA = 2,
	BM_EFI_BOOT_CODE = 3,
	BM_EFI_BOOT_DATA = 4,
	BM_EFI_RUNTIME_CODE = 5,
	BM_EFI_RUNTIME_DATA = 6,
	BM_EFI_CONVENTIONAL = 7,
	BM_EFI_UNUSABLE = 8,
	BM_EFI_ACPI_RECLAIM = 9,
	BM_EFI_ACPI_NVS = 10,
	BM_EFI_MMIO = 11,
	BM_EFI_MMIO_PORT = 12,
	BM_EFI_PAL_CODE = 13,
	BM_EFI_PERSISTENT = 14,
	BM_EFI_UNACCEPTED = 15,
};

/** Attributes. */
#define BM_EFI_UC 0x1ull
#define BM_EFI_WC 0x2ull
#define BM_EFI_WT 0x4ull
#define BM_EFI_WB 0x8ull
#define BM_EFI_UCE 0x10ull
#define BM_EFI_WP 0x1000ull
#define BM_EFI_RP 0x2000ull
#define BM_EFI_XP 0x4000ull
#define BM_EFI_NV 0x8000ull
#define BM_EFI_MORE_RELIABLE 0x10000ull
#define BM_EFI_RO 0x20000ull
#define BM_EFI_SP 0x40000ull
#define BM_EFI_CPU_CRYPTO 0x80000ull
#define BM_EFI_HOT_PLUGGABLE 0x100000ull
#define BM_EFI_RUNTIME (1ull << 63)

/** The shortest stride that holds a descriptor. */
#define BM_EFI_DESC_SIZE 40u

/**
 * bm_efi_parse() - read a UEFI memory map
 * @bytes:  descriptors
 * @size:   bytes in all
 * @stride: bytes from one descriptor to the next, as the firmware says
 * @sink:   gets the ranges in map order
 *
 * Descriptors without pages, and those that pass the top of the address space, are told and left
 * out.
 *
 * Return: 0; -BM_EBADMSG if @stride is less than BM_EFI_DESC_SIZE; what the sink returned if that
 *         was not 0.
 */
BM_MUST_USE int bm_efi_parse(const void *bytes, size_t size, size_t stride,
			     const struct bm_fw_sink *sink);

/**
 * bm_efi_parse_log() - read a UEFI memory map as efi=debug prints it
 * @text: the log, or any piece of it
 * @sink: gets the ranges in log order
 *
 * Both forms: "efi: mem00: [Type|attributes] range=[0x..-0x..] (0MB)" and
 * "efi:   0x..-0x.. [Type|attributes]". Only the first map is taken; x86 prints it again after
 * editing.
 *
 * Return: 0; -BM_ENOENT if there is no map; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_efi_parse_log(struct bm_str text, const struct bm_fw_sink *sink);

/** bm_efi_type_name() - @type as Linux prints it: "Reserved" ... "Unaccepted"; "unknown". */
const char *bm_efi_type_name(uint32_t type);

/**
 * bm_efi_kind() - the kind of range that x86 makes of a descriptor
 * @type:      enum bm_efi_type
 * @attr:      BM_EFI_ bits
 * @honour_sp: soft reserve specific-purpose memory
 */
uint32_t bm_efi_kind(uint32_t type, uint64_t attr, bool honour_sp);

/** bm_efi_is_memory() - arm64, riscv: is it RAM? It is if bits of @attr say cached or combined. */
bool bm_efi_is_memory(uint64_t attr);

/** bm_efi_is_usable() - arm64, riscv: may the kernel map and use it, by @type and bits of @attr? */
bool bm_efi_is_usable(uint32_t type, uint64_t attr);

#ifdef __cplusplus
}
#endif

#endif
