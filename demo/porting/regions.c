// SPDX-License-Identifier: MIT
/*
 * regions.c - stage 1 of porting: memory is known, and can be allocated.
 *
 * Whole in itself: a kernel may stop here and take memory from the map for ever.
 */
#include "porting.h"

/* cut */
#include <bootmem/ingest.h>
#include <bootmem/memblock.h>

static int reserve(struct bm_range range)
{
	return memblock_reserve(range.start, range.end - range.start);
}

int import_memory(const void *blob, struct bm_range kernel)
{
	const struct bm_addr_limits anywhere = { 0, PHYS_ADDR_MAX };
	const size_t max_size = 2 << 20;
	struct bm_fdt_chosen chosen;
	struct bm_fdt fdt;
	int err = bm_fdt_check(&fdt, blob, max_size, NULL);

	if (err)
		return err;
	bm_fdt_chosen(&fdt, &chosen, NULL);
	err = bm_fdt_add_memory(&memblock, &fdt, anywhere, NULL);
	err = err ? err : reserve(kernel);
	err = err ? err : reserve(chosen.initrd);
	err = err ? err : memblock_reserve((uintptr_t)blob, fdt.size);
	err = err ? err : bm_fdt_reserve(&memblock, &fdt, BM_FDT_ORDER_SAFE, NULL);
	return err;
}
/* end */
