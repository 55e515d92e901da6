// SPDX-License-Identifier: MIT
/*
 * words.c - kinds of memory by the words that kernels print for them.
 *
 * One table for all versions and files, longest first where one begins another. The words changed
 * in 7.0, sysfs always had its own, hypervisors copied the oldest.
 *
 * Linux: e820_print_type(), e820_type_to_string().
 */
#include "base/scan.h"
#include "fw_int.h"

static const struct {
	char word[28];
	uint32_t kind;
} words[] = {
	{ "usable", BM_FW_USABLE },
	{ "System RAM", BM_FW_USABLE },
	{ "reserved", BM_FW_RESERVED },
	{ "Reserved", BM_FW_RESERVED },
	{ "device reserved", BM_FW_RESERVED },
	{ "soft reserved", BM_FW_SOFT_RESERVED },
	{ "Soft Reserved", BM_FW_SOFT_RESERVED },
	{ "ACPI data", BM_FW_ACPI },
	{ "ACPI Tables", BM_FW_ACPI },
	{ "ACPI NVS", BM_FW_NVS },
	{ "ACPI Non-volatile Storage", BM_FW_NVS },
	{ "unusable", BM_FW_UNUSABLE },
	{ "Unusable memory", BM_FW_UNUSABLE },
	{ "Persistent Memory (legacy)", BM_FW_PRAM },
	{ "Persistent Memory", BM_FW_PMEM },
	{ "Unknown E820 type", BM_FW_RESERVED },
};

/* "type 20", "persistent (type 12)", "persistent RAM (type 7)". */
static bool scan_number(struct bm_str *str, uint32_t *kind)
{
	struct bm_str rest = *str;
	uint64_t type;

	if (bm_scan_word(&rest, "persistent "))
		(void)(bm_scan_word(&rest, "RAM (") || bm_scan_word(&rest, "("));
	if (!bm_scan_word(&rest, "type ") || !bm_scan_dec(&rest, &type) || type > UINT32_MAX)
		return false;
	*str = rest;
	*kind = (uint32_t)type;
	return true;
}

bool bm_fw_scan_kind_(struct bm_str *str, uint32_t *kind)
{
	unsigned int i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (bm_scan_word(str, words[i].word)) {
			*kind = words[i].kind;
			return true;
		}
	return scan_number(str, kind);
}
