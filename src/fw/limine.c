// SPDX-License-Identifier: MIT
/*
 * limine.c - the memory map of the Limine boot protocol.
 *
 * Entries are in the machine's own byte order, so this is the one format that is copied out
 * instead of read by width and order.
 *
 * Linux: none. Limine boot protocol, memory map feature.
 */
#include <bootmem/fw_limine.h>

#include "fw_int.h"

static uint64_t native64(const uint8_t *p)
{
	uint64_t value = 0;
	uint8_t *to = (uint8_t *)&value;
	unsigned int i;

	for (i = 0; i < sizeof(value); i++)
		to[i] = p[i];
	return value;
}

/* The types by number; the last is memory with ACPI tables in it that nobody may reclaim. */
static uint32_t kind_of(uint64_t type)
{
	static const uint32_t kinds[] = {
		BM_FW_USABLE,   BM_FW_RESERVED,    BM_FW_ACPI,   BM_FW_NVS,  BM_FW_UNUSABLE,
		BM_FW_RECLAIMABLE, BM_FW_LOADED, BM_FW_MMIO, BM_FW_RESERVED,
	};

	return type < sizeof(kinds) / sizeof(kinds[0]) ? kinds[type] : BM_FW_RESERVED;
}

int bm_limine_parse(const void *const *entries, size_t nr, const struct bm_fw_sink *sink)
{
	size_t i;
	int err = 0;

	for (i = 0; i < nr && !err; i++) {
		const uint8_t *entry = entries[i];
		uint64_t type = native64(entry + 16);
		struct bm_fw_range range = bm_fw_range_(kind_of(type), i, 1);

		range.type = (uint32_t)type;
		err = bm_fw_emit_size_(sink, &range, native64(entry), native64(entry + 8));
	}
	return err;
}
