// SPDX-License-Identifier: MIT
/*
 * fuzz_multiboot2.c - any bytes as the information of a Multiboot2 loader.
 */
#include <bootmem/fw_multiboot2.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_multiboot2 info;
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);
	int err = bm_multiboot2_parse(data, size, &info, &sink);

	require_reason(&w, err);
	if (err)
		return 0;
	require(info.size <= size);
	require_within(&w, info.cmdline);
	require_within(&w, info.efi_map);
	require_within(&w, info.rsdp);
	return 0;
}
