// SPDX-License-Identifier: MIT
/*
 * iomem.c - /proc/iomem.
 *
 * "  start-last : name", two spaces of indent a level. Names of memory are few and known; what is
 * not one of them is a device and says nothing about RAM, unless it lies within RAM: then
 * somebody has taken it.
 *
 * Linux: kernel/resource.c; names from e820, memblock and the architectures.
 */
#include <bootmem/fw_iomem.h>

#include "base/scan.h"
#include "fw_int.h"

struct entry {
	uint64_t start;
	uint64_t last;
	unsigned int level;
	struct bm_str name;
};

static bool scan_entry(struct bm_str line, struct entry *entry)
{
	unsigned int indent = 0;

	while (bm_scan_word(&line, " "))
		indent++;
	if (!bm_scan_hex(&line, &entry->start) || !bm_scan_word(&line, "-") ||
	    !bm_scan_hex(&line, &entry->last) || !bm_scan_word(&line, " : "))
		return false;
	entry->level = indent / 2;
	entry->name = line;
	return true;
}

static uint32_t kind_of(const struct entry *entry, bool is_in_ram)
{
	struct bm_str rest = entry->name;
	uint32_t kind;

	if (bm_scan_word(&rest, "Kernel "))
		return BM_FW_LOADED;
	if (bm_str_is(entry->name, "Crash kernel") || bm_str_is(entry->name, "RAM buffer"))
		return BM_FW_RESERVED;
	if (bm_fw_scan_kind_(&rest, &kind) && !rest.len)
		return kind;
	return is_in_ram && entry->level ? BM_FW_RESERVED : BM_FW_NONE;
}

struct reader {
	struct bm_str text;
	const struct bm_fw_sink *sink;
	bool is_in_ram;   /* the last entry of level 0 was RAM */
	bool is_any;      /* a line was one of /proc/iomem */
	bool is_visible;  /* an address was not 0 */
};

static int tell_line(struct reader *reader, struct bm_str line)
{
	struct bm_fw_range range;
	struct entry entry;

	if (!scan_entry(line, &entry))
		return 0;
	reader->is_any = true;
	if (entry.start || entry.last)
		reader->is_visible = true;
	range = bm_fw_range_(kind_of(&entry, reader->is_in_ram),
			     bm_fw_offset_(reader->text, line.at), line.len);
	if (!entry.level)
		reader->is_in_ram = range.kind == BM_FW_USABLE;
	if (range.kind == BM_FW_NONE || (!entry.start && !entry.last))
		return 0;
	range.flags = entry.level ? BM_FW_NESTED : 0;
	range.name = entry.name;
	return bm_fw_emit_last_(reader->sink, &range, entry.start, entry.last);
}

int bm_iomem_parse(struct bm_str text, const struct bm_fw_sink *sink)
{
	struct reader reader = { text, sink, false, false, false };
	struct bm_str rest = text;
	struct bm_str line;
	int err = 0;

	while (!err && bm_scan_line(&rest, &line))
		err = tell_line(&reader, line);
	if (err || reader.is_visible)
		return err;
	bm_fw_tell_(sink, reader.is_any ? BM_DIAG_HIDDEN : BM_DIAG_NOTHING, 0, 0,
		    reader.is_any ? "all addresses are 0: read without privilege"
				  : "no line of /proc/iomem");
	return -BM_ENOENT;
}
