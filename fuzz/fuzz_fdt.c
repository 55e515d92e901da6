// SPDX-License-Identifier: MIT
/*
 * fuzz_fdt.c - any bytes as a device tree: refused with a reason, or every question has an answer.
 */
#include <bootmem/fw_fdt.h>

#include "witness.h"

typedef int question(const struct bm_fdt *fdt, const struct bm_fw_sink *sink);

static void ask(const struct bm_fdt *fdt)
{
	static question *const questions[] = { bm_fdt_memory, bm_fdt_reserved, bm_fdt_requests,
					       bm_fdt_memreserve, bm_fdt_numa };
	struct bm_fdt_chosen chosen;
	struct witness w;
	struct bm_fw_sink sink;
	unsigned int i;

	for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		sink = witness_sink(&w, fdt->blob, fdt->size);
		require_reason(&w, questions[i](fdt, &sink));
	}
	sink = witness_sink(&w, fdt->blob, fdt->size);
	bm_fdt_chosen(fdt, &chosen, &sink);
	require_within(&w, chosen.bootargs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *blob = aligned_alloc(8, (size / 8 + 1) * 8);
	struct bm_fdt fdt;
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, blob, size);
	int err;

	require(blob != NULL);
	if (size)
		memcpy(blob, data, size);
	err = bm_fdt_check(&fdt, blob, size, &sink);
	require_reason(&w, err);
	if (!err)
		ask(&fdt);
	free(blob);
	return 0;
}
