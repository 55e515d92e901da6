// SPDX-License-Identifier: MIT
/*
 * params.c - the parameters of which one value survives.
 *
 * One table, one handler per name, each fed every occurrence from left to right. A handler
 * returns what Linux' handler would say of the value, then sets what Linux would set; what it
 * keeps after a refusal is the parameter as it was.
 *
 * Linux: the early_param() and __setup() handlers of mm, x86 and arm64.
 */
#include <bootmem/cmdline.h>

#include "base/scan.h"

struct context {
	struct bm_params *params;
	const struct bm_fw_sink *sink;
};

enum outcome {
	REFUSED,
	TAKEN,
	WITHOUT_EFFECT,
};

static void tell(const struct context *cx, enum bm_diag_code code, struct bm_str place,
		 const char *what)
{
	struct bm_diag diag = { code, (size_t)(place.at - cx->params->cmdline.at), place.len, 0, 0,
				what };

	if (cx->sink && cx->sink->diag)
		cx->sink->diag(cx->sink->ctx, &diag);
}

/* --- zones --------------------------------------------------------------------------------- */

/* What Linux does not say of an amount. */
static void tell_of_amount(const struct context *cx, struct bm_str value, struct bm_str rest,
			   uint64_t percent)
{
	if (rest.len == value.len)
		tell(cx, BM_DIAG_NUMBER, value, "no amount of memory, so none is asked for");
	else if (rest.len > 0)
		tell(cx, BM_DIAG_JUNK, rest, "something follows the amount");
	if (percent > 100)
		tell(cx, BM_DIAG_SUSPECT, value, "more than there is");
}

static enum outcome set_core(const struct context *cx, struct bm_str value,
			     struct bm_core_param *core)
{
	struct bm_str rest = value;
	uint64_t percent = 0;

	if (!value.at)
		return REFUSED;
	if (bm_scan_digits(&rest, &percent) && bm_scan_word(&rest, "%")) {
		core->percent = percent;
	} else {
		rest = value;
		percent = 0;
		core->bytes = bm_memparse(&rest);
		core->percent = 0;
	}
	tell_of_amount(cx, value, rest, percent);
	return TAKEN;
}

/* Is @word an element of the comma separated @list? */
static bool has_element(struct bm_str list, const char *word)
{
	struct bm_str rest = list;

	do {
		struct bm_str here = rest;

		if (bm_scan_word(&here, word) && (!here.len || *here.at == ','))
			return true;
	} while (bm_scan_find(&rest, ","));
	return false;
}

static enum outcome set_kernelcore(struct context *cx, struct bm_str value)
{
	if (value.at && has_element(value, "mirror")) {
		cx->params->mirror = true;
		return TAKEN;
	}
	return set_core(cx, value, &cx->params->kernelcore);
}

/* --- memory -------------------------------------------------------------------------------- */

static enum outcome set_mem(struct context *cx, struct bm_str value)
{
	struct bm_params *params = cx->params;
	uint64_t size;

	if (!value.at)
		return REFUSED;
	if (bm_str_is(value, "nopentium"))
		return WITHOUT_EFFECT;
	size = bm_memparse(&value);
	params->mem_last = size;
	if (!size)
		return REFUSED;
	if (!params->mem_least || size < params->mem_least)
		params->mem_least = size;
	return TAKEN;
}

/* A lone size is what remains of NN$SS when a loader's shell has eaten the dollar. */
static enum outcome set_memmap(struct context *cx, struct bm_str value)
{
	struct bm_map_edit_iter it;
	struct bm_map_edit edit;
	bool is_good = false;

	if (!value.at)
		return REFUSED;
	bm_map_edit_of(&it, value);
	while (bm_map_edit_next(&it, &edit)) {
		is_good = true;
		if (edit.has_junk)
			tell(cx, BM_DIAG_JUNK, edit.place, "something follows the edit");
		else if (edit.op == BM_MAP_LIMIT)
			tell(cx, BM_DIAG_SUSPECT, edit.place,
			     "without a start this ends all memory there");
	}
	return is_good ? TAKEN : REFUSED;
}

static enum outcome set_cma(struct context *cx, struct bm_str value)
{
	struct bm_cma_param cma = { 0, 0, 0 };

	if (!value.at)
		return REFUSED;
	cma.size = bm_memparse(&value);
	if (bm_scan_word(&value, "@")) {
		cma.start = bm_memparse(&value);
		cma.end = bm_scan_word(&value, "-") ? bm_memparse(&value) : cma.start;
	}
	cx->params->cma = cma;
	return TAKEN;
}

/* A value without a comma is the name of a file, which is for the loader. */
static enum outcome set_initrd(struct context *cx, struct bm_str value)
{
	uint64_t start;
	uint64_t size;

	if (!bm_scan_number(&value, &start) || !bm_scan_word(&value, ","))
		return WITHOUT_EFFECT;
	size = bm_memparse(&value);
	cx->params->initrd_start = start;
	cx->params->initrd_size = size;
	return TAKEN;
}

static enum outcome check_reserve_mem(struct bm_str value)
{
	struct bm_reserve_mem_param param;

	if (bm_reserve_mem_parse(value, &param) || param.name.len > BM_RESERVE_MEM_NAME_MAX)
		return REFUSED;
	return TAKEN;
}

/* --- nodes and the rest -------------------------------------------------------------------- */

static enum outcome set_numa(struct context *cx, struct bm_str value)
{
	struct bm_params *params = cx->params;

	if (!value.at)
		return REFUSED;
	if (bm_scan_word(&value, "fake="))
		params->numa_fake = value;
	else if (bm_scan_word(&value, "off"))
		params->numa_off = true;
	else if (bm_scan_word(&value, "noacpi"))
		params->numa_noacpi = true;
	return TAKEN;
}

static enum outcome set_memblock(struct context *cx, struct bm_str value)
{
	struct bm_str rest = value;

	if (value.at && bm_scan_find(&rest, "debug"))
		cx->params->memblock_debug = true;
	return TAKEN;
}

static enum outcome set_efi(struct context *cx, struct bm_str value)
{
	if (!value.at)
		return REFUSED;
	if (has_element(value, "nosoftreserve"))
		cx->params->nosoftreserve = true;
	return TAKEN;
}

/* The first letter decides, after "o" the second. */
static bool read_bool(struct bm_str value, bool *result)
{
	char first = value.len ? bm_to_lower(value.at[0]) : 0;
	char second = value.len > 1 ? bm_to_lower(value.at[1]) : 0;
	bool is_true = first == 'y' || first == 't' || first == '1' ||
		       (first == 'o' && second == 'n');
	bool is_false = first == 'n' || first == 'f' || first == '0' ||
			(first == 'o' && second == 'f');

	if (is_true || is_false)
		*result = is_true;
	return is_true || is_false;
}

/* "N%", or "LOW,GLOBAL,PER_NODE", all three and not all zero. */
static enum outcome set_kho_scratch(struct context *cx, struct bm_str value)
{
	struct bm_kho_param kho = { 0, 0, 0, 0 };
	struct bm_str rest = value;

	if (bm_scan_dec(&rest, &kho.percent) && bm_str_is(rest, "%")) {
		cx->params->kho_scratch = kho;
		return TAKEN;
	}
	kho.percent = 0;
	if (!bm_scan_number(&value, &kho.low) || !bm_scan_word(&value, ",") ||
	    !bm_scan_number(&value, &kho.global) || !bm_scan_word(&value, ",") ||
	    !bm_scan_number(&value, &kho.per_node) || value.len)
		return REFUSED;
	if (!kho.low && !kho.global && !kho.per_node)
		return REFUSED;
	cx->params->kho_scratch = kho;
	return TAKEN;
}

/* --- the table ----------------------------------------------------------------------------- */

enum param {
	PARAM_MEM,
	PARAM_MEMMAP,
	PARAM_KERNELCORE,
	PARAM_MOVABLECORE,
	PARAM_MOVABLE_NODE,
	PARAM_NUMA,
	PARAM_MEMBLOCK,
	PARAM_EFI,
	PARAM_ADD_EFI_MEMMAP,
	PARAM_CMA,
	PARAM_ELSEWHERE,
	PARAM_RESERVE_MEM,
	PARAM_INITRD,
	PARAM_KHO,
	PARAM_KHO_SCRATCH,
};

static const struct entry {
	char name[16];
	enum param param;
	unsigned int given;
} entries[] = {
	{ "mem", PARAM_MEM, BM_GIVEN_MEM },
	{ "memmap", PARAM_MEMMAP, BM_GIVEN_MEMMAP },
	{ "kernelcore", PARAM_KERNELCORE, BM_GIVEN_KERNELCORE },
	{ "movablecore", PARAM_MOVABLECORE, BM_GIVEN_MOVABLECORE },
	{ "movable_node", PARAM_MOVABLE_NODE, 0 },
	{ "numa", PARAM_NUMA, 0 },
	{ "memblock", PARAM_MEMBLOCK, 0 },
	{ "efi", PARAM_EFI, 0 },
	{ "add_efi_memmap", PARAM_ADD_EFI_MEMMAP, 0 },
	{ "cma", PARAM_CMA, BM_GIVEN_CMA },
	{ "hugetlb_cma", PARAM_ELSEWHERE, BM_GIVEN_HUGETLB_CMA },
	{ "hugepages", PARAM_ELSEWHERE, BM_GIVEN_HUGEPAGES },
	{ "crashkernel", PARAM_ELSEWHERE, BM_GIVEN_CRASHKERNEL },
	{ "reserve_mem", PARAM_RESERVE_MEM, BM_GIVEN_RESERVE_MEM },
	{ "initrd", PARAM_INITRD, BM_GIVEN_INITRD },
	{ "initrdmem", PARAM_INITRD, BM_GIVEN_INITRD },
	{ "kho", PARAM_KHO, BM_GIVEN_KHO },
	{ "kho_scratch", PARAM_KHO_SCRATCH, BM_GIVEN_KHO_SCRATCH },
	{ "kho_bootmem", PARAM_KHO_SCRATCH, BM_GIVEN_KHO_SCRATCH },
};

static enum outcome set(struct context *cx, enum param param, struct bm_str value)
{
	switch (param) {
	case PARAM_MEM:
		return set_mem(cx, value);
	case PARAM_MEMMAP:
		return set_memmap(cx, value);
	case PARAM_KERNELCORE:
		return set_kernelcore(cx, value);
	case PARAM_MOVABLECORE:
		return set_core(cx, value, &cx->params->movablecore);
	case PARAM_MOVABLE_NODE:
		cx->params->movable_node = true;
		return TAKEN;
	case PARAM_NUMA:
		return set_numa(cx, value);
	case PARAM_MEMBLOCK:
		return set_memblock(cx, value);
	case PARAM_EFI:
		return set_efi(cx, value);
	case PARAM_ADD_EFI_MEMMAP:
		cx->params->add_efi_memmap = true;
		return TAKEN;
	case PARAM_CMA:
		return set_cma(cx, value);
	case PARAM_RESERVE_MEM:
		return check_reserve_mem(value);
	case PARAM_INITRD:
		return set_initrd(cx, value);
	case PARAM_KHO:
		return read_bool(value, &cx->params->kho) ? TAKEN : REFUSED;
	case PARAM_KHO_SCRATCH:
		return set_kho_scratch(cx, value);
	case PARAM_ELSEWHERE:
		break;
	}
	return value.at ? TAKEN : REFUSED;
}

static void handle(struct context *cx, const struct bm_cmdline_iter *it, const struct entry *entry)
{
	switch (set(cx, entry->param, it->value)) {
	case TAKEN:
		cx->params->given |= entry->given;
		break;
	case REFUSED:
		cx->params->nr_malformed++;
		tell(cx, BM_DIAG_MALFORMED, it->value.at ? it->value : it->name,
		     "value is malformed and has no effect");
		break;
	case WITHOUT_EFFECT:
		break;
	}
}

static bool has_open_quote(struct bm_str text)
{
	bool is_open = false;
	size_t i;

	for (i = 0; i < text.len; i++)
		is_open ^= text.at[i] == '"';
	return is_open;
}

void bm_params_parse(struct bm_params *params, struct bm_str cmdline,
		     const struct bm_fw_sink *sink)
{
	static const struct bm_params nothing;
	struct context cx = { params, sink };
	struct bm_cmdline_iter it;
	unsigned int i;

	*params = nothing;
	bm_cmdline_first(&it, cmdline);
	params->cmdline = it.text;
	while (bm_cmdline_next(&it) && !it.for_init)
		for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
			if (bm_name_is(it.name, entries[i].name))
				handle(&cx, &it, &entries[i]);
	if (has_open_quote(it.text))
		tell(&cx, BM_DIAG_QUOTES, it.text, "a quote is never closed");
}
