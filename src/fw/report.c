// SPDX-License-Identifier: MIT
/*
 * report.c - from a parser to its sink, and the names of what is told.
 *
 * The one place where foreign numbers become addresses: a range that reaches a sink is
 * never empty, never reversed and ends at PHYS_ADDR_MAX at the latest. Whatever was not so is
 * told as a diag instead, so nothing is lost without a word.
 *
 * Linux: none; it casts.
 */
#include <bootmem/fw.h>

#include "fw_int.h"

struct bm_fw_range bm_fw_range_(uint32_t kind, size_t offset, size_t len)
{
	struct bm_fw_range range = { 0 };

	range.kind = kind;
	range.type = kind;
	range.domain = BM_FW_NO_DOMAIN;
	range.offset = offset;
	range.len = len;
	return range;
}

static void tell(const struct bm_fw_sink *sink, const struct bm_diag *diag)
{
	if (sink && sink->diag)
		sink->diag(sink->ctx, diag);
}

void bm_fw_tell_(const struct bm_fw_sink *sink, enum bm_diag_code code, size_t offset, size_t len,
	      const char *what)
{
	struct bm_diag diag = { code, offset, len, 0, 0, what };

	tell(sink, &diag);
}

void bm_fw_tell_value_(const struct bm_fw_sink *sink, enum bm_diag_code code,
		    const struct bm_fw_range *at, uint64_t value, const char *what)
{
	struct bm_diag diag = { code, at->offset, at->len, 0, value, what };

	tell(sink, &diag);
}

int bm_fw_emit_last_(const struct bm_fw_sink *sink, struct bm_fw_range *range, uint64_t base,
		  uint64_t last)
{
	if (last < base) {
		bool is_empty = last + 1 == base;

		bm_fw_tell_value_(sink, is_empty ? BM_DIAG_EMPTY : BM_DIAG_REVERSED, range, base,
			       is_empty ? "range has no bytes" : "range ends before it starts");
		return 0;
	}
	if (base >= PHYS_ADDR_MAX) {
		bm_fw_tell_value_(sink, BM_DIAG_CLIPPED, range, base, "range is out of reach");
		return 0;
	}
	if (last >= PHYS_ADDR_MAX) {
		bm_fw_tell_value_(sink, BM_DIAG_CLIPPED, range, last, "range is cut at the top");
		last = PHYS_ADDR_MAX - 1;
	}
	range->start = (phys_addr_t)base;
	range->end = (phys_addr_t)(last + 1);
	return sink->range ? sink->range(sink->ctx, range) : 0;
}

int bm_fw_emit_size_(const struct bm_fw_sink *sink, struct bm_fw_range *range, uint64_t base,
		  uint64_t size)
{
	if (!size) {
		bm_fw_tell_value_(sink, BM_DIAG_EMPTY, range, base, "range has no bytes");
		return 0;
	}
	if (bm_fw_wraps_(base, size)) {
		bm_fw_tell_value_(sink, BM_DIAG_WRAPS, range, base,
				  "range passes the top of memory");
		return 0;
	}
	return bm_fw_emit_last_(sink, range, base, base + (size - 1));
}

const char *bm_fw_kind_name(uint32_t kind)
{
	static const struct {
		uint32_t kind;
		char name[24];
	} names[] = {
		{ BM_FW_NONE, "nothing" },
		{ BM_FW_USABLE, "usable" },
		{ BM_FW_RESERVED, "reserved" },
		{ BM_FW_ACPI, "ACPI data" },
		{ BM_FW_NVS, "ACPI NVS" },
		{ BM_FW_UNUSABLE, "unusable" },
		{ BM_FW_PMEM, "persistent (type 7)" },
		{ BM_FW_PRAM, "persistent (type 12)" },
		{ BM_FW_KERN, "loader data" },
		{ BM_FW_RECLAIMABLE, "reclaimable" },
		{ BM_FW_LOADED, "loaded" },
		{ BM_FW_MMIO, "MMIO" },
		{ BM_FW_UNACCEPTED, "unaccepted" },
		{ BM_FW_SOFT_RESERVED, "soft reserved" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].kind == kind)
			return names[i].name;
	return "unknown";
}

const char *bm_diag_name(enum bm_diag_code code)
{
	static const char names[][12] = {
		[BM_DIAG_TRUNCATED] = "truncated",   [BM_DIAG_NOTHING] = "nothing",
		[BM_DIAG_MAGIC] = "magic",           [BM_DIAG_CHECKSUM] = "checksum",
		[BM_DIAG_LENGTH] = "length",         [BM_DIAG_VERSION] = "version",
		[BM_DIAG_CYCLE] = "cycle",           [BM_DIAG_DEPTH] = "depth",
		[BM_DIAG_STRUCTURE] = "structure",   [BM_DIAG_EMPTY] = "empty",
		[BM_DIAG_REVERSED] = "reversed",     [BM_DIAG_WRAPS] = "wraps",
		[BM_DIAG_CLIPPED] = "clipped",       [BM_DIAG_OVERLAP] = "overlap",
		[BM_DIAG_TWICE] = "twice",           [BM_DIAG_UNSORTED] = "unsorted",
		[BM_DIAG_TYPE] = "type",             [BM_DIAG_ROUNDED] = "rounded",
		[BM_DIAG_LOST] = "lost",             [BM_DIAG_NUMBER] = "number",
		[BM_DIAG_WORD] = "word",             [BM_DIAG_JUNK] = "junk",
		[BM_DIAG_HIDDEN] = "hidden",         [BM_DIAG_AGAIN] = "again",
		[BM_DIAG_OVERFLOW] = "overflow",     [BM_DIAG_CELLS] = "cells",
		[BM_DIAG_PROPERTY] = "property",     [BM_DIAG_CONFLICT] = "conflict",
		[BM_DIAG_RANGES] = "ranges",         [BM_DIAG_DOMAIN] = "domain",
		[BM_DIAG_DISTANCE] = "distance",     [BM_DIAG_MALFORMED] = "malformed",
		[BM_DIAG_IGNORED] = "ignored",       [BM_DIAG_SUSPECT] = "suspect",
		[BM_DIAG_QUOTES] = "quotes",         [BM_DIAG_FULL] = "full",
	};

	if ((unsigned int)code < sizeof(names) / sizeof(names[0]) && *names[code])
		return names[code];
	return "unknown";
}

struct bm_place bm_place_of(struct bm_str text, size_t offset)
{
	struct bm_place place = { 1, 1 };
	size_t i;

	for (i = 0; i < offset && i < text.len; i++) {
		place.column++;
		if (text.at[i] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return place;
}
