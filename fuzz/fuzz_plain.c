// SPDX-License-Identifier: MIT
/*
 * fuzz_plain.c - any text as a machine written by hand.
 */
#include <bootmem/fw_plain.h>

#include "witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_str text = bm_str((const char *)data, size);
	struct bm_place place = bm_place_of(text, size);
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);

	require_reason(&w, bm_plain_parse(text, &sink));
	require(w.nr_records + w.nr_diags <= 2 * place.line);
	return 0;
}
