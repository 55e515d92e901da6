// SPDX-License-Identifier: MIT
/*
 * kernel.c - no kernel, but built like one: what a loader hands over becomes memory, some of it is
 * taken, the rest can be allocated from.
 */
#include <bootmem/fw_e820.h>
#include <bootmem/memblock.h>

static int add(void *ctx, const struct bm_fw_range *range)
{
	(void)ctx;
	if (range->kind != BM_FW_USABLE)
		return 0;
	return memblock_add(range->start, range->end - range->start);
}

/* @table: what the loader found, @nr: its entries. */
void *start(const void *table, size_t nr)
{
	const struct bm_fw_sink sink = { .range = add };

	if (bm_e820_parse(table, nr * BM_E820_ENTRY_SIZE, &sink) || memblock_reserve(0, 1 << 20))
		return NULL;
	return memblock_alloc(4096, 4096);
}
