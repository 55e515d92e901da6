/* SPDX-License-Identifier: MIT */
/*
 * boot_params.h - offsets in the Linux zero page, as the x86 boot protocol documents them.
 */
#ifndef FW_WIRE_BOOT_PARAMS_H
#define FW_WIRE_BOOT_PARAMS_H

#define BP_EXT_MEM_K 0x002u
#define BP_ACPI_RSDP 0x070u
#define BP_EXT_RAMDISK_IMAGE 0x0c0u
#define BP_EXT_RAMDISK_SIZE 0x0c4u
#define BP_EXT_CMD_LINE_PTR 0x0c8u
#define BP_EFI_SIGNATURE 0x1c0u
#define BP_EFI_DESC_SIZE 0x1c8u
#define BP_EFI_MAP 0x1d0u
#define BP_EFI_MAP_SIZE 0x1d4u
#define BP_EFI_MAP_HI 0x1dcu
#define BP_ALT_MEM_K 0x1e0u
#define BP_E820_ENTRIES 0x1e8u
#define BP_BOOT_FLAG 0x1feu
#define BP_HEADER 0x202u
#define BP_VERSION 0x206u
#define BP_RAMDISK_IMAGE 0x218u
#define BP_RAMDISK_SIZE 0x21cu
#define BP_CMD_LINE_PTR 0x228u
#define BP_SETUP_DATA 0x250u
#define BP_E820_TABLE 0x2d0u

/* setup_data: next (8), type (4), length (4), then that many bytes. */
#define BP_NODE_SIZE 16u
#define BP_NODE_TYPE 8u
#define BP_NODE_LENGTH 12u
#define BP_TYPE_INDIRECT 0x80000000u

/* An indirect node holds type (4), reserved (4), length (8), address (8). */
#define BP_INDIRECT_SIZE 24u
#define BP_INDIRECT_LENGTH 8u
#define BP_INDIRECT_ADDR 16u

#endif
