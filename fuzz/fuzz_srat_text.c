// SPDX-License-Identifier: MIT
/*
 * fuzz_srat_text.c - any text as a kernel log with an SRAT.
 */
#include <bootmem/fw_acpi.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);

	require_reason(&w, bm_srat_parse_log(bm_str((const char *)data, size), &sink));
	return 0;
}
