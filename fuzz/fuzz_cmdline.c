// SPDX-License-Identifier: MIT
/*
 * fuzz_cmdline.c - any text as a kernel command line: every word, every parameter, every list.
 */
#include <bootmem/cmdline.h>

#include "witness.h"

static void walk_lists(struct bm_str line)
{
	struct bm_map_edit_iter edits;
	struct bm_map_edit edit;
	struct bm_hugepages_iter it;
	struct bm_hugepages pages;
	size_t nr = 0;

	bm_map_edit_first(&edits, line);
	while (bm_map_edit_next(&edits, &edit))
		require(++nr <= line.len && edit.place.len <= line.len);
	bm_hugepages_first(&it, line);
	while (bm_hugepages_next(&it, &pages))
		require(pages.nid < BM_MAX_NODES);
	bm_hugepages_first(&it, line);
	while (bm_hugetlb_cma_next(&it, &pages))
		require(pages.nid < BM_MAX_NODES);
}

static void walk_words(struct bm_str line, const struct witness *w)
{
	struct bm_reserve_mem_param param;
	struct bm_cmdline_iter it;
	size_t nr = 0;

	bm_cmdline_first(&it, line);
	while (bm_cmdline_next(&it)) {
		require(++nr <= line.len);
		require_within(w, it.name);
		require_within(w, it.value);
		if (bm_reserve_mem_parse(it.value, &param) == 0)
			require(param.size && param.name.len > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bm_str line = bm_str((const char *)data, size);
	struct bm_crashkernel crash;
	struct bm_params params;
	struct witness w;
	struct bm_fw_sink sink = witness_sink(&w, data, size);

	bm_params_parse(&params, line, &sink);
	require(w.nr_diags >= params.nr_malformed);
	(void)!bm_crashkernel_parse(line, (uint64_t)size << 24, &crash, &sink);
	walk_words(line, &w);
	walk_lists(line);
	return 0;
}
