// SPDX-License-Identifier: MIT
/*
 * fuzz_pvh.c - any bytes as memory that begins with the start info of a PVH boot.
 */
#include <bootmem/fw_pvh.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_fw_bytes piece = { data, size, 0x6000 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_pvh info;
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);
	int err = bm_pvh_parse(0x6000, &view, &info, &sink);

	require(err == -BM_ENOENT || err == 0 || w.nr_diags > 0);
	return 0;
}
