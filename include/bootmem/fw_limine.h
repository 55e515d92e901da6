/* SPDX-License-Identifier: MIT */
/*
 * fw_limine.h - the memory map of the Limine boot protocol.
 *
 * The response is an array of pointers to entries of base (8), length (8), type (8) in the
 * machine's own byte order. Usable and reclaimable entries are whole pages and overlap nothing,
 * the protocol promises; that is checked, not believed.
 *
 * Context: any. Cost: a pass over the entries.
 */
#ifndef BOOTMEM_FW_LIMINE_H
#define BOOTMEM_FW_LIMINE_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes of an entry. */
#define BM_LIMINE_ENTRY_SIZE 24u

/**
 * bm_limine_parse() - read a memory map response of Limine
 * @entries: its entry pointers, each to BM_LIMINE_ENTRY_SIZE bytes
 * @nr:      how many
 * @sink:    gets the ranges in order; range->offset is the index
 *
 * Return: 0; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_limine_parse(const void *const *entries, size_t nr,
				const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
