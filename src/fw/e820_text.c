// SPDX-License-Identifier: MIT
/*
 * e820_text.c - the e820 map as kernels print it, and as sysfs has it.
 *
 * Logs arrive with anything in front of a line: time stamps, host names, bullets. So a line counts
 * if the map's prefix is somewhere in it and an interval follows. What cannot be read after that
 * is told, because then a line of the map was meant.
 *
 * An interval with brackets names its last byte, one without names the byte after: that changed
 * with 3.x, and adding it wrong by one byte is how pasted maps grow overlaps.
 *
 * Linux: e820__print_table(), firmware_map_entry.
 */
#include <bootmem/fw_e820.h>

#include "base/scan.h"
#include "fw_int.h"

struct log {
	struct bm_str text;
	const struct bm_fw_sink *sink;
	const char (*prefixes)[24];
	const char *header;
	size_t nr_ranges;
};

struct interval {
	uint64_t start;
	uint64_t last;
};

/* "[mem 0x0-0xfff]", and Xen's "[0, fff]". */
static bool scan_closed(struct bm_str *str, struct interval *at)
{
	struct bm_str rest = *str;
	bool is_mem = bm_scan_word(&rest, "[mem ");

	if (is_mem) {
		if (!bm_scan_addr(&rest, &at->start) || !bm_scan_word(&rest, "-") ||
		    !bm_scan_addr(&rest, &at->last))
			return false;
	} else if (!bm_scan_word(&rest, "[") || !bm_scan_hex(&rest, &at->start) ||
		   !bm_scan_word(&rest, ", ") || !bm_scan_hex(&rest, &at->last)) {
		return false;
	}
	if (!bm_scan_word(&rest, "]"))
		return false;
	*str = rest;
	return true;
}

/* "0000000000000000 - 000000000009fc00", which may be empty and then ends before it starts. */
static bool scan_open(struct bm_str *str, struct interval *at)
{
	struct bm_str rest = *str;
	uint64_t end;

	(void)bm_scan_word(&rest, "0x");
	if (!bm_scan_hex(&rest, &at->start) || !bm_scan_word(&rest, " - "))
		return false;
	(void)bm_scan_word(&rest, "0x");
	if (!bm_scan_hex(&rest, &end))
		return false;
	at->last = end - 1;
	*str = rest;
	return true;
}

static bool find_prefix(const struct log *log, struct bm_str *line)
{
	unsigned int i;

	for (i = 0; *log->prefixes[i]; i++)
		if (bm_scan_find(line, log->prefixes[i]))
			return true;
	return false;
}

static int parse_line(struct log *log, struct bm_str line)
{
	struct bm_fw_range range;
	struct interval at = { 0, 0 };
	struct bm_str rest = line;
	bool is_known;

	if (!find_prefix(log, &rest))
		return 0;
	bm_scan_blanks(&rest);
	line = rest;
	if (!scan_closed(&rest, &at) && !scan_open(&rest, &at)) {
		if (bm_scan_word(&rest, "[mem "))
			bm_fw_tell_(log->sink, BM_DIAG_NUMBER, bm_fw_offset_(log->text, line.at),
				 line.len, "no interval where one should be");
		return 0;
	}
	range = bm_fw_range_(BM_FW_RESERVED, bm_fw_offset_(log->text, line.at),
			  (size_t)(rest.at - line.at));
	bm_scan_blanks(&rest);
	(void)bm_scan_word(&rest, "(");
	is_known = bm_fw_scan_kind_(&rest, &range.kind);
	range.type = range.kind;
	if (!is_known)
		bm_fw_tell_(log->sink, BM_DIAG_WORD, bm_fw_offset_(log->text, rest.at), rest.len,
			 "kind of memory in unknown words");
	log->nr_ranges++;
	return bm_fw_emit_last_(log->sink, &range, at.start, at.last);
}

/* A header after ranges begins the map of another boot. */
static bool is_next_map(const struct log *log, struct bm_str line)
{
	struct bm_str rest = line;

	if (!log->nr_ranges || !bm_scan_find(&rest, log->header))
		return false;
	bm_fw_tell_(log->sink, BM_DIAG_AGAIN, bm_fw_offset_(log->text, line.at), line.len,
		 "a second map follows, only the first is taken");
	return true;
}

int bm_e820_parse_log(struct bm_str text, enum bm_e820_log which, const struct bm_fw_sink *sink)
{
	static const char prefixes[][4][24] = {
		[BM_E820_LOG_FIRMWARE] = { "BIOS-e820:", "Xen:", "(XEN)" },
		[BM_E820_LOG_USER] = { "user:" },
		[BM_E820_LOG_MODIFIED] = { "modified:" },
		[BM_E820_LOG_EXTENDED] = { "reserve setup_data:" },
	};
	static const char headers[][32] = {
		[BM_E820_LOG_FIRMWARE] = "-provided physical RAM map",
		[BM_E820_LOG_USER] = "user-defined physical RAM map",
		[BM_E820_LOG_MODIFIED] = "modified physical RAM map",
		[BM_E820_LOG_EXTENDED] = "extended physical RAM map",
	};
	struct log log = { text, sink, prefixes[which], headers[which], 0 };
	struct bm_str rest = text;
	struct bm_str line;
	int err = 0;

	while (!err && bm_scan_line(&rest, &line) && !is_next_map(&log, line))
		err = parse_line(&log, line);
	if (err || log.nr_ranges)
		return err;
	bm_fw_tell_(sink, BM_DIAG_NOTHING, 0, 0, "no e820 map of this sort in the log");
	return -BM_ENOENT;
}

/* "INDEX 0xSTART 0xLAST TYPE" */
static bool scan_sysfs(struct bm_str *line, struct interval *at)
{
	uint64_t idx;

	return bm_scan_dec(line, &idx) && bm_scan_blanks(line) &&
	       bm_scan_addr(line, &at->start) && bm_scan_blanks(line) &&
	       bm_scan_addr(line, &at->last) && bm_scan_blanks(line);
}

/* The map at boot is sorted, so it begins with its lowest entry. Where that is in the text. */
static size_t find_boot_map(struct bm_str text)
{
	struct bm_str rest = text;
	struct bm_str line;
	struct interval lowest = { UINT64_MAX, 0 };
	size_t offset = 0;

	while (bm_scan_line(&rest, &line)) {
		struct bm_str here = line;
		struct interval at;

		if (scan_sysfs(&here, &at) && at.start < lowest.start) {
			lowest = at;
			offset = bm_fw_offset_(text, line.at);
		}
	}
	return offset;
}

static int tell_sysfs(struct log *log, struct bm_str line, size_t boot_map)
{
	struct bm_fw_range range = bm_fw_range_(BM_FW_RESERVED, bm_fw_offset_(log->text, line.at),
						line.len);
	struct interval at;

	if (!scan_sysfs(&line, &at))
		return 0;
	if (!bm_fw_scan_kind_(&line, &range.kind))
		bm_fw_tell_(log->sink, BM_DIAG_WORD, bm_fw_offset_(log->text, line.at), line.len,
			    "kind of memory in unknown words");
	range.type = range.kind;
	if (range.offset < boot_map) {
		range.kind = BM_FW_NONE;
		range.flags = BM_FW_HOTPLUG;
	}
	log->nr_ranges++;
	return bm_fw_emit_last_(log->sink, &range, at.start, at.last);
}

int bm_e820_parse_sysfs(struct bm_str text, const struct bm_fw_sink *sink)
{
	struct log log = { text, sink, NULL, NULL, 0 };
	size_t boot_map = find_boot_map(text);
	struct bm_str rest = text;
	struct bm_str line;
	int err = 0;

	while (!err && bm_scan_line(&rest, &line))
		err = tell_sysfs(&log, line, boot_map);
	if (err || log.nr_ranges)
		return err;
	bm_fw_tell_(sink, BM_DIAG_NOTHING, 0, 0, "no line of a firmware map");
	return -BM_ENOENT;
}
