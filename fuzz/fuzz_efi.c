// SPDX-License-Identifier: MIT
/*
 * fuzz_efi.c - any bytes as an EFI memory map; the first says how far descriptors are apart.
 */
#include <bootmem/fw_efi.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct witness w;
	struct bm_fw_sink sink;

	if (!size)
		return 0;
	sink = witness_sink(&w, data + 1, size - 1);
	require_reason(&w, bm_efi_parse(data + 1, size - 1, data[0], &sink));
	require(w.nr_records <= size / BM_EFI_DESC_SIZE);
	return 0;
}
