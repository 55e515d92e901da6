// SPDX-License-Identifier: MIT
/*
 * fuzz_e820.c - any bytes as an e820 table.
 */
#include <bootmem/fw_e820.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);

	require_reason(&w, bm_e820_parse(data, size, &sink));
	require(w.nr_records <= size / BM_E820_ENTRY_SIZE);
	return 0;
}
