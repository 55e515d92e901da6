// SPDX-License-Identifier: MIT
/*
 * fuzz_limine.c - any bytes as entries of a Limine memory map, in their order and backwards.
 */
#include <bootmem/fw_limine.h>

#include "witness.h"

#define MAX_ENTRIES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const void *entries[MAX_ENTRIES] = { NULL };
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);
	size_t nr = size / BM_LIMINE_ENTRY_SIZE;
	size_t i;

	if (nr > MAX_ENTRIES)
		nr = MAX_ENTRIES;
	for (i = 0; i < nr; i++)
		entries[i] = data + i * BM_LIMINE_ENTRY_SIZE;
	require(bm_limine_parse(entries, nr, &sink) == 0);
	require(w.nr_records + w.nr_diags >= nr);
	for (i = 0; i < nr; i++)
		entries[i] = data + (nr - 1 - i) * BM_LIMINE_ENTRY_SIZE;
	w.stop_after = w.nr_records + 1;
	(void)!bm_limine_parse(entries, nr, &sink);
	return 0;
}
