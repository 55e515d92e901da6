// SPDX-License-Identifier: MIT
/*
 * fuzz_iomem.c - any text as /proc/iomem.
 */
#include <bootmem/fw_iomem.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);

	require_reason(&w, bm_iomem_parse(bm_str((const char *)data, size), &sink));
	return 0;
}
