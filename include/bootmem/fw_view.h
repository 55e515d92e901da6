/* SPDX-License-Identifier: MIT */
/*
 * fw_view.h - how a parser reaches bytes at an address that another structure names.
 *
 * Loaders hand over chains: a page that points to a list, a root pointer to a table of
 * pointers. A view turns an address into a pointer, or says that there is nothing to read.
 * Parsers ask before every access and for exactly the bytes they read.
 *
 *	static const void *direct(void *ctx, uint64_t addr, size_t size)
 *	{
 *		return addr + size <= mapped_end ? (const void *)(uintptr_t)addr : NULL;
 *	}
 *
 * bm_fw_bytes_view() serves tools that hold a piece of memory in a file.
 *
 * Context: any. Cost: constant.
 */
#ifndef BOOTMEM_FW_VIEW_H
#define BOOTMEM_FW_VIEW_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_fw_view - read access to physical memory
 * @ctx: first argument of @at
 * @at:  pointer to the @size bytes at @addr, any alignment, valid until the parser returns; NULL
 *       if they cannot be read
 */
struct bm_fw_view {
	void *ctx;
	const void *(*at)(void *ctx, uint64_t addr, size_t size);
};

/** struct bm_fw_bytes - the @size bytes at @bytes stand for what is at @addr. */
struct bm_fw_bytes {
	const void *bytes;
	size_t size;
	uint64_t addr;
};

/** bm_fw_bytes_view() - a view of one piece of memory; @piece must outlive it. */
struct bm_fw_view bm_fw_bytes_view(struct bm_fw_bytes *piece);

#ifdef __cplusplus
}
#endif

#endif
