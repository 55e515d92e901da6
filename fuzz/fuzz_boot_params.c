// SPDX-License-Identifier: MIT
/*
 * fuzz_boot_params.c - any bytes as a zero page, and what follows it as the memory it points to.
 */
#include <bootmem/fw_boot_params.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_fw_bytes piece = { data, size, 0x10000 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_boot_params params;
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);
	int err = bm_boot_params_parse(data, size, &params, &sink);

	require_reason(&w, err);
	if (err)
		return 0;
	sink = witness_sink(&w, data, size);
	require_reason(&w, bm_boot_params_e820(&params, &view, size % 2 == 0, &sink));
	sink = witness_sink(&w, data, size);
	require_reason(&w, bm_boot_params_setup_data(&params, &view, &sink));
	return 0;
}
