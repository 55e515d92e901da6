// SPDX-License-Identifier: MIT
/*
 * efi_text.c - the UEFI memory map as efi=debug prints it.
 *
 * Three forms have existed: x86 prints the type first and then the interval, arm64 and riscv the
 * other way round, and old x86 kernels printed numbers and an end that is exclusive. All say the
 * same four things.
 *
 * Linux: efi_print_memmap(), efi_md_typeattr_format().
 */
#include <bootmem/fw_efi.h>

#include "base/scan.h"
#include "fw_int.h"

struct descriptor {
	uint64_t start;
	uint64_t last;
	uint64_t attr;
	uint32_t type;
};

static const struct {
	char word[8];
	uint64_t attr;
} columns[] = {
	{ "RUN", BM_EFI_RUNTIME },  { "HP", BM_EFI_HOT_PLUGGABLE }, { "MR", BM_EFI_MORE_RELIABLE },
	{ "CC", BM_EFI_CPU_CRYPTO }, { "SP", BM_EFI_SP },            { "NV", BM_EFI_NV },
	{ "XP", BM_EFI_XP },        { "RP", BM_EFI_RP },            { "WP", BM_EFI_WP },
	{ "RO", BM_EFI_RO },        { "UCE", BM_EFI_UCE },          { "WB", BM_EFI_WB },
	{ "WT", BM_EFI_WT },        { "WC", BM_EFI_WC },            { "UC", BM_EFI_UC },
};

/* Up to the next | or ], without the blanks around it. */
static bool scan_column(struct bm_str *str, struct bm_str *column)
{
	size_t len = 0;

	bm_scan_blanks(str);
	while (len < str->len && str->at[len] != '|' && str->at[len] != ']')
		len++;
	if (len == str->len)
		return false;
	*column = bm_str(str->at, len);
	bm_scan_skip(str, len);
	while (column->len && bm_is_blank(column->at[column->len - 1]))
		column->len--;
	return true;
}

static bool read_type(struct bm_str name, uint32_t *type)
{
	uint64_t number;

	if (bm_scan_word(&name, "type=") && bm_scan_dec(&name, &number)) {
		*type = (uint32_t)number;
		return number <= UINT32_MAX;
	}
	for (*type = 0; *type <= BM_EFI_UNACCEPTED; ++*type)
		if (bm_str_is(name, bm_efi_type_name(*type)))
			return true;
	return false;
}

static uint64_t read_attr(struct bm_str column)
{
	uint64_t attr = 0;
	unsigned int i;

	if (bm_scan_word(&column, "attr=") && bm_scan_addr(&column, &attr))
		return attr;
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (bm_str_is(column, columns[i].word))
			return columns[i].attr;
	return 0;
}

/* "[Conventional|   |  | ... |WB|WT|WC|UC]" */
static bool scan_type(struct bm_str *str, struct descriptor *desc)
{
	struct bm_str column;

	if (!bm_scan_word(str, "[") || !scan_column(str, &column) ||
	    !read_type(column, &desc->type))
		return false;
	desc->attr = 0;
	while (bm_scan_word(str, "|")) {
		if (!scan_column(str, &column))
			return false;
		desc->attr |= read_attr(column);
	}
	return bm_scan_word(str, "]");
}

/* "type=7, attr=0xf, " of kernels before 3.18. */
static bool scan_numbers(struct bm_str *str, struct descriptor *desc)
{
	uint64_t type;

	if (!bm_scan_word(str, "type=") || !bm_scan_dec(str, &type) || type > UINT32_MAX ||
	    !bm_scan_word(str, ", attr=") || !bm_scan_addr(str, &desc->attr))
		return false;
	desc->type = (uint32_t)type;
	return bm_scan_word(str, ", ");
}

static bool scan_interval(struct bm_str *str, struct descriptor *desc)
{
	return bm_scan_addr(str, &desc->start) && bm_scan_word(str, "-") &&
	       bm_scan_addr(str, &desc->last);
}

/* x86: "mem00: [..] range=[0x0-0xfff] (0MB)"; a ) instead of ] makes the end exclusive. */
static bool scan_indexed(struct bm_str *str, struct descriptor *desc, uint64_t *idx)
{
	struct bm_str numbers;

	if (!bm_scan_word(str, "mem") || !bm_scan_dec(str, idx) || !bm_scan_word(str, ": "))
		return false;
	numbers = *str;
	if (scan_numbers(&numbers, desc))
		*str = numbers;
	else if (!scan_type(str, desc) || !bm_scan_blanks(str))
		return false;
	if (!bm_scan_word(str, "range=[") || !scan_interval(str, desc))
		return false;
	if (bm_scan_word(str, ")"))
		desc->last--;
	return true;
}

/* Others: "0x0-0xfff [..]" */
static bool scan_plain(struct bm_str *str, struct descriptor *desc)
{
	return scan_interval(str, desc) && bm_scan_blanks(str) && scan_type(str, desc);
}

static bool scan_line(struct bm_str *line, struct descriptor *desc, uint64_t *idx)
{
	struct bm_str rest;

	if (!bm_scan_find(line, "efi: "))
		return false;
	bm_scan_blanks(line);
	rest = *line;
	if (scan_indexed(&rest, desc, idx))
		return true;
	rest = *line;
	return scan_plain(&rest, desc);
}

int bm_efi_parse_log(struct bm_str text, const struct bm_fw_sink *sink)
{
	struct descriptor desc = { 0 };
	struct bm_str rest = text;
	struct bm_str line;
	uint64_t nr = 0;
	int err = 0;

	while (!err && bm_scan_line(&rest, &line)) {
		struct bm_fw_range range =
			bm_fw_range_(BM_FW_RESERVED, bm_fw_offset_(text, line.at), line.len);
		uint64_t idx = nr;

		if (!scan_line(&line, &desc, &idx))
			continue;
		if (idx < nr) {
			bm_fw_tell_(sink, BM_DIAG_AGAIN, range.offset, range.len,
				 "a second map follows, only the first is taken");
			break;
		}
		nr++;
		bm_fw_efi_describe_(&range, desc.type, desc.attr);
		err = bm_fw_emit_last_(sink, &range, desc.start, desc.last);
	}
	if (err || nr)
		return err;
	bm_fw_tell_(sink, BM_DIAG_NOTHING, 0, 0, "no EFI memory map in the log");
	return -BM_ENOENT;
}
