// SPDX-License-Identifier: MIT
/*
 * view.c - a piece of memory in hand, seen through its addresses.
 *
 * For tools and tests: a file stands for what was in memory at some address, everything else
 * cannot be read.
 *
 * Linux: none.
 */
#include <bootmem/fw_view.h>

static const void *look(void *ctx, uint64_t addr, size_t size)
{
	const struct bm_fw_bytes *piece = ctx;
	uint64_t offset = addr - piece->addr;

	if (addr < piece->addr || offset > piece->size || size > piece->size - (size_t)offset)
		return NULL;
	return (const uint8_t *)piece->bytes + (size_t)offset;
}

struct bm_fw_view bm_fw_bytes_view(struct bm_fw_bytes *piece)
{
	struct bm_fw_view view = { piece, look };

	return view;
}
