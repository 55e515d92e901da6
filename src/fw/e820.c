// SPDX-License-Identifier: MIT
/*
 * e820.c - the binary e820 table.
 *
 * Twenty packed bytes an entry. Loaders copy it from firmware unread, so every real defect shows
 * up here: entries without bytes at the end of the table, entries out of order, unknown types.
 * All are passed on as they are; to make sense of them together is the normaliser's work.
 *
 * Linux: append_e820_table().
 */
#include <bootmem/fw_e820.h>

#include "fw_int.h"
#include "wire/wire.h"

static bool is_known_type(uint32_t type)
{
	return (type >= BM_FW_USABLE && type <= BM_FW_UNUSABLE) || type == BM_FW_PMEM ||
	       type == BM_FW_PRAM || type == BM_FW_SOFT_RESERVED;
}

static int parse_entry(const uint8_t *entry, size_t offset, const struct bm_fw_sink *sink)
{
	uint64_t base = wire_le64(entry);
	uint64_t size = wire_le64(entry + 8);
	uint32_t type = wire_le32(entry + 16);
	struct bm_fw_range range = bm_fw_range_(type, offset, BM_E820_ENTRY_SIZE);
	int err;

	if (!is_known_type(type))
		bm_fw_tell_value_(sink, BM_DIAG_TYPE, &range, type, "e820 type without a meaning");
	err = bm_fw_emit_size_(sink, &range, base, size);
	if (err)
		return err;
	return bm_fw_wraps_(base, size) ? -BM_EOVERFLOW : 0;
}

int bm_e820_parse_at_(const void *bytes, size_t size, size_t at, const struct bm_fw_sink *sink)
{
	size_t offset = 0;
	int err = 0;

	for (; size - offset >= BM_E820_ENTRY_SIZE && !err; offset += BM_E820_ENTRY_SIZE)
		err = parse_entry((const uint8_t *)bytes + offset, at + offset, sink);
	if (!err && offset != size)
		bm_fw_tell_(sink, BM_DIAG_TRUNCATED, at + offset, size - offset,
			    "e820 table ends within an entry");
	return err;
}

int bm_e820_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_at_(bytes, size, 0, sink);
}
