// SPDX-License-Identifier: MIT
/*
 * plain.c - a machine written by hand.
 *
 * One line, one range or distance; a fault is told at the character where reading stopped,
 * because a person will look for it.
 *
 * Linux: none.
 */
#include <bootmem/fw_plain.h>

#include "base/scan.h"
#include "fw_int.h"

struct reader {
	struct bm_str text;
	const struct bm_fw_sink *sink;
	bool is_bad;
};

struct line {
	uint64_t start;
	uint64_t last;
	bool has_size;
	struct bm_fw_range range;
};

static const struct {
	char word[16];
	uint32_t kind;
} kinds[] = {
	{ "usable", BM_FW_USABLE },
	{ "ram", BM_FW_USABLE },
	{ "reserved", BM_FW_RESERVED },
	{ "acpi", BM_FW_ACPI },
	{ "nvs", BM_FW_NVS },
	{ "unusable", BM_FW_UNUSABLE },
	{ "pmem", BM_FW_PMEM },
	{ "pram", BM_FW_PRAM },
	{ "soft-reserved", BM_FW_SOFT_RESERVED },
	{ "reclaimable", BM_FW_RECLAIMABLE },
	{ "loaded", BM_FW_LOADED },
	{ "mmio", BM_FW_MMIO },
};

/* A word ends at a blank; false if there is none. */
static bool take_word(struct bm_str *rest, struct bm_str *word)
{
	size_t len = 0;

	bm_scan_blanks(rest);
	while (len < rest->len && !bm_is_blank(rest->at[len]))
		len++;
	*word = bm_str(rest->at, len);
	bm_scan_skip(rest, len);
	return len != 0;
}

static int fail(struct reader *reader, struct bm_str at, enum bm_diag_code code, const char *what)
{
	bm_fw_tell_(reader->sink, code, bm_fw_offset_(reader->text, at.at), at.len, what);
	reader->is_bad = true;
	return 0;
}

/* "START-LAST" or "START+SIZE", blanks allowed around the sign. */
static bool scan_interval(struct bm_str *rest, struct line *line)
{
	if (!bm_scan_number(rest, &line->start))
		return false;
	bm_scan_blanks(rest);
	line->has_size = bm_scan_word(rest, "+");
	if (!line->has_size && !bm_scan_word(rest, "-"))
		return false;
	bm_scan_blanks(rest);
	return bm_scan_number(rest, &line->last);
}

static bool scan_kind(struct bm_str word, uint32_t *kind)
{
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (bm_str_is(word, kinds[i].word)) {
			*kind = kinds[i].kind;
			return true;
		}
	return false;
}

static bool scan_attribute(struct bm_str word, struct bm_str *rest, struct bm_fw_range *range)
{
	uint64_t number;

	if (bm_str_is(word, "hotplug")) {
		range->flags |= BM_FW_HOTPLUG;
	} else if (bm_str_is(word, "mirror")) {
		range->flags |= BM_FW_MIRROR;
	} else if (bm_str_is(word, "nomap")) {
		range->flags |= BM_FW_NOMAP;
	} else if (bm_str_is(word, "reusable")) {
		range->flags |= BM_FW_REUSABLE;
	} else if (bm_str_is(word, "name")) {
		return take_word(rest, &range->name);
	} else if (bm_str_is(word, "node")) {
		bm_scan_blanks(rest);
		if (!bm_scan_dec(rest, &number) || number >= BM_FW_NO_DOMAIN)
			return false;
		range->domain = (uint32_t)number;
	} else {
		return false;
	}
	return true;
}

static int read_range(struct reader *reader, struct bm_str text)
{
	struct bm_str rest = text;
	struct bm_str word;
	struct line line = { 0 };

	line.range = bm_fw_range_(BM_FW_NONE, bm_fw_offset_(reader->text, text.at), text.len);
	if (!scan_interval(&rest, &line))
		return fail(reader, rest, BM_DIAG_NUMBER, "START-LAST or START+SIZE expected");
	if (!take_word(&rest, &word) || !scan_kind(word, &line.range.kind))
		return fail(reader, word, BM_DIAG_WORD, "a kind of memory expected");
	line.range.type = line.range.kind;
	while (take_word(&rest, &word))
		if (!scan_attribute(word, &rest, &line.range))
			return fail(reader, word, BM_DIAG_WORD, "an attribute expected");
	if (line.has_size)
		return bm_fw_emit_size_(reader->sink, &line.range, line.start, line.last);
	return bm_fw_emit_last_(reader->sink, &line.range, line.start, line.last);
}

/* "distance FROM TO VALUE" */
static int read_distance(struct reader *reader, struct bm_str rest)
{
	struct bm_fw_distance distance;
	uint64_t numbers[3];
	unsigned int i;

	distance.offset = bm_fw_offset_(reader->text, rest.at);
	for (i = 0; i < 3; i++) {
		bm_scan_blanks(&rest);
		if (!bm_scan_dec(&rest, &numbers[i]) || numbers[i] >= BM_FW_NO_DOMAIN)
			return fail(reader, rest, BM_DIAG_NUMBER,
				    "two nodes and a distance expected");
	}
	bm_scan_blanks(&rest);
	if (rest.len)
		return fail(reader, rest, BM_DIAG_JUNK, "nothing more expected here");
	distance.from = (uint32_t)numbers[0];
	distance.to = (uint32_t)numbers[1];
	distance.distance = (uint32_t)numbers[2];
	return reader->sink->distance ? reader->sink->distance(reader->sink->ctx, &distance) : 0;
}

static void strip(struct bm_str *line)
{
	size_t len = 0;

	while (len < line->len && line->at[len] != '#')
		len++;
	line->len = len;
	while (line->len && bm_is_blank(line->at[line->len - 1]))
		line->len--;
	bm_scan_blanks(line);
}

int bm_plain_parse(struct bm_str text, const struct bm_fw_sink *sink)
{
	struct reader reader = { text, sink, false };
	struct bm_str rest = text;
	struct bm_str line;
	int err = 0;

	while (!err && bm_scan_line(&rest, &line)) {
		strip(&line);
		if (bm_scan_word(&line, "distance "))
			err = read_distance(&reader, line);
		else if (line.len)
			err = read_range(&reader, line);
	}
	if (err)
		return err;
	return reader.is_bad ? -BM_EBADMSG : 0;
}
