// SPDX-License-Identifier: MIT
/*
 * reserve.c - parameters that take memory out of use: reserve_mem=, crashkernel=, hugepages=,
 * hugetlb_cma=.
 *
 * Each is read by rules of its own, told in its function. What they ask for is placed elsewhere.
 *
 * Linux: reserve_mem() of memblock, crash_core.c, hugetlb.c.
 */
#include <bootmem/cmdline.h>

#include "base/scan.h"

/** log2 of 128 MiB, to which RAM is rounded up. */
#define GRAIN_SHIFT 27

/* --- reserve_mem=SIZE:ALIGN:NAME ----------------------------------------------------------- */

static bool has_visible(struct bm_str str)
{
	size_t i;

	for (i = 0; i < str.len; i++)
		if (!bm_is_space(str.at[i]))
			return true;
	return false;
}

int bm_reserve_mem_parse(struct bm_str value, struct bm_reserve_mem_param *param)
{
	struct bm_reserve_mem_param read;

	if (!value.at)
		return -BM_EINVAL;
	read.size = bm_memparse(&value);
	if (!read.size || !bm_scan_word(&value, ":"))
		return -BM_EINVAL;
	read.align = bm_memparse(&value);
	if (!bm_scan_word(&value, ":"))
		return -BM_EINVAL;
	read.name = value;
	if (!has_visible(value))
		return -BM_EINVAL;
	*param = read;
	return 0;
}

/* --- crashkernel= -------------------------------------------------------------------------- */

static bool ends_with(struct bm_str str, const char *tail)
{
	while (str.len) {
		if (bm_str_is(str, tail))
			return true;
		bm_scan_skip(&str, 1);
	}
	return false;
}

static bool has_suffix(struct bm_str value)
{
	return ends_with(value, ",high") || ends_with(value, ",low") || ends_with(value, ",cma");
}

/* The last crashkernel= that ends in @suffix, or in none of them if that is NULL. */
static bool last_value(struct bm_str cmdline, const char *suffix, struct bm_str *value)
{
	struct bm_cmdline_iter it;
	bool is_found = false;

	bm_cmdline_first(&it, cmdline);
	while (bm_cmdline_find(&it, "crashkernel")) {
		bool is_it = suffix ? ends_with(it.value, suffix) : !has_suffix(it.value);

		if (it.value.at && is_it) {
			*value = it.value;
			is_found = true;
		}
	}
	return is_found;
}

/* "START-[END]:SIZE" */
static bool read_choice(struct bm_str *str, uint64_t system_ram, uint64_t *size)
{
	uint64_t start;
	uint64_t end = UINT64_MAX;
	uint64_t amount;

	if (!bm_scan_number(str, &start) || !bm_scan_word(str, "-"))
		return false;
	if (str->len && *str->at != ':' && (!bm_scan_number(str, &end) || end <= start))
		return false;
	if (!bm_scan_word(str, ":") || !bm_scan_number(str, &amount) || amount >= system_ram)
		return false;
	if (start <= system_ram && system_ram < end)
		*size = amount;
	return true;
}

/* "CHOICE[,CHOICE...][@BASE]"; RAM is rounded up first, as firmware keeps some of each DIMM. */
static int read_choices(struct bm_str str, uint64_t system_ram, struct bm_crashkernel *crash)
{
	system_ram = (system_ram + (((uint64_t)1 << GRAIN_SHIFT) - 1)) >> GRAIN_SHIFT;
	system_ram <<= GRAIN_SHIFT;
	do {
		if (!read_choice(&str, system_ram, &crash->size))
			return -BM_EINVAL;
	} while (!crash->size && bm_scan_word(&str, ","));
	if (crash->size && bm_scan_find(&str, "@") && !bm_scan_number(&str, &crash->base))
		return -BM_EINVAL;
	return crash->size ? 0 : -BM_ENOENT;
}

/* "SIZE[@BASE]" */
static int read_simple(struct bm_str str, struct bm_crashkernel *crash)
{
	if (!bm_scan_number(&str, &crash->size))
		return -BM_EINVAL;
	if (bm_scan_word(&str, "@"))
		crash->base = bm_memparse(&str);
	else if (str.len)
		return -BM_EINVAL;
	return crash->size ? 0 : -BM_ENOENT;
}

static bool is_choice(struct bm_str str)
{
	return bm_scan_find(&str, ":");
}

static bool read_suffixed(struct bm_str cmdline, const char *suffix, uint64_t *size)
{
	struct bm_str value;

	return last_value(cmdline, suffix, &value) && bm_scan_number(&value, size) &&
	       bm_str_is(value, suffix);
}

/* Without a suffix: one size, or a choice by how much RAM there is. */
static int read_main(struct bm_str cmdline, uint64_t system_ram, struct bm_crashkernel *crash,
		     const struct bm_fw_sink *sink)
{
	static const struct bm_crashkernel nothing;
	struct bm_diag diag = { BM_DIAG_MALFORMED, 0, 0, 0, 0, "value is malformed" };
	struct bm_str value;
	int err;

	if (!last_value(cmdline, NULL, &value))
		return -BM_ENOENT;
	err = is_choice(value) ? read_choices(value, system_ram, crash)
			       : read_simple(value, crash);
	if (err)
		*crash = nothing;
	diag.offset = (size_t)(value.at - cmdline.at);
	diag.len = value.len;
	if (err == -BM_EINVAL && sink && sink->diag)
		sink->diag(sink->ctx, &diag);
	return err;
}

int bm_crashkernel_parse(struct bm_str cmdline, uint64_t system_ram, struct bm_crashkernel *crash,
			 const struct bm_fw_sink *sink)
{
	static const struct bm_crashkernel nothing;
	int err;

	*crash = nothing;
	err = read_main(cmdline, system_ram, crash, sink);
	if (err && read_suffixed(cmdline, ",high", &crash->size) && crash->size) {
		crash->high = true;
		crash->has_low = read_suffixed(cmdline, ",low", &crash->low);
		err = 0;
	}
	if (!err)
		(void)read_suffixed(cmdline, ",cma", &crash->cma);
	return err;
}

/* --- hugepages ----------------------------------------------------------------------------- */

void bm_hugepages_first(struct bm_hugepages_iter *it, struct bm_str cmdline)
{
	it->size = 0;
	bm_cmdline_first(&it->words, cmdline);
	while (bm_cmdline_find(&it->words, "default_hugepagesz"))
		it->size = bm_memparse(&it->words.value);
	bm_cmdline_first(&it->words, cmdline);
	it->rest = bm_str(NULL, 0);
}

/* "NR" or "NODE:NR", comma separated. */
static bool take_amount(struct bm_hugepages_iter *it, struct bm_hugepages *pages)
{
	uint64_t node;

	pages->place = it->rest;
	pages->nid = NUMA_NO_NODE;
	pages->size = it->size;
	if (!bm_scan_number(&it->rest, &pages->nr))
		return false;
	if (bm_scan_word(&it->rest, ":")) {
		node = pages->nr;
		if (node >= BM_MAX_NODES || !bm_scan_number(&it->rest, &pages->nr))
			return false;
		pages->nid = (int)node;
	}
	pages->place.len -= it->rest.len;
	return !it->rest.len || bm_scan_word(&it->rest, ",");
}

static bool next_amount(struct bm_hugepages_iter *it, const char *name, struct bm_hugepages *pages)
{
	for (;;) {
		if (it->rest.len && take_amount(it, pages))
			return true;
		if (!bm_cmdline_next(&it->words) || it->words.for_init)
			return false;
		it->rest = bm_str(NULL, 0);
		if (bm_name_is(it->words.name, name))
			it->rest = it->words.value;
		else if (bm_name_is(it->words.name, "hugepagesz") ||
			 bm_name_is(it->words.name, "default_hugepagesz"))
			it->size = bm_memparse(&it->words.value);
	}
}

bool bm_hugepages_next(struct bm_hugepages_iter *it, struct bm_hugepages *pages)
{
	return next_amount(it, "hugepages", pages);
}

bool bm_hugetlb_cma_next(struct bm_hugepages_iter *it, struct bm_hugepages *pages)
{
	return next_amount(it, "hugetlb_cma", pages);
}
