// SPDX-License-Identifier: MIT
/*
 * fuzz_e820_text.c - any text as a kernel log with e820 maps, and as /sys/firmware/memmap.
 */
#include <bootmem/fw_e820.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_str text = bm_str((const char *)data, size);
	struct witness w;
	struct bm_fw_sink sink;
	unsigned int which;

	for (which = BM_E820_LOG_FIRMWARE; which <= BM_E820_LOG_EXTENDED; which++) {
		sink = witness_sink(&w, data, size);
		require_reason(&w, bm_e820_parse_log(text, (enum bm_e820_log)which, &sink));
	}
	sink = witness_sink(&w, data, size);
	require_reason(&w, bm_e820_parse_sysfs(text, &sink));
	return 0;
}
