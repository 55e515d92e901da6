/* SPDX-License-Identifier: MIT */
/*
 * fw_e820.h - the PC's memory map: the table a loader hands over, and the text a kernel prints of
 * it.
 *
 * A table is packed entries of 20 bytes: address (8), size (8), type (4), little endian. In a
 * Linux zero page there are up to 128, more follow in setup_data; fw_boot_params.h finds both.
 * Type numbers are those of enum bm_fw_kind.
 *
 * The text comes in every dialect there has been:
 *
 *	 BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)         before 3.x, end exclusive
 *	 BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable   up to 6.19, inclusive
 *	 BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]  System RAM       since 7.0
 *	 BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]          says nothing new
 *	 (XEN)  [0000000000000000, 000000000009fbff] (usable)            older ones "a - b"
 *
 * with or without time stamps, syslog prefixes, list numbers, bullets and quote marks, as people
 * paste it.
 *
 * Context: any. Cost: a pass over the input.
 */
#ifndef BOOTMEM_FW_E820_H
#define BOOTMEM_FW_E820_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of one packed entry. */
#define BM_E820_ENTRY_SIZE 20u

/**
 * bm_e820_parse() - read a binary e820 table
 * @bytes: packed entries
 * @size:  bytes; a rest shorter than an entry is told as truncated
 * @sink:  gets the ranges in table order
 *
 * As with a real boot loader's table, an entry that passes the top of the 64-bit space ends the
 * parse; entries before it were told already.
 *
 * Return: 0; -BM_EOVERFLOW at an entry that wraps; what the sink returned if that was not 0.
 * Linux:  append_e820_table().
 */
BM_MUST_USE int bm_e820_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink);

/**
 * enum bm_e820_log - which of the maps in a kernel log
 *
 * Linux prints a new one after each round of editing.
 */
enum bm_e820_log {
	BM_E820_LOG_FIRMWARE, /* "BIOS-e820", "Xen" of a PV guest, "(XEN)" of a hypervisor */
	BM_E820_LOG_USER,     /* "user": after mem= and memmap= */
	BM_E820_LOG_MODIFIED, /* "modified": after edits by the kernel itself */
	BM_E820_LOG_EXTENDED, /* "reserve setup_data": setup_data cut out */
};

/**
 * bm_e820_parse_log() - read an e820 map printed in a kernel log
 * @text:  the log, or any piece of it
 * @which: which map
 * @sink:  gets the ranges in log order
 *
 * Lines that are not of this map are skipped. A second map of the same sort (two boots in a file)
 * ends the parse with BM_DIAG_AGAIN.
 *
 * Return: 0; -BM_ENOENT if there is no such map; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_e820_parse_log(struct bm_str text, enum bm_e820_log which,
				  const struct bm_fw_sink *sink);

/**
 * bm_e820_parse_sysfs() - read /sys/firmware/memmap, one line per entry
 * @text: lines "INDEX 0xSTART 0xLAST TYPE", the type in words as in that directory
 * @sink: gets the ranges in line order
 *
 * What was plugged in later is listed before what was there at boot: such ranges are told as
 * BM_FW_NONE, with BM_FW_HOTPLUG, and their kind as type.
 *
 * Return: 0; -BM_ENOENT if no line is one; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_e820_parse_sysfs(struct bm_str text, const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
