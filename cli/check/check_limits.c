// SPDX-License-Identifier: MIT
/*
 * check_limits.c - tables of fixed size in other programs, and what this machine puts into them.
 *
 * Every number here has been overrun in the field, mostly by firmware that lists each device's
 * memory by itself, so that a setting or a card decides whether a machine boots.
 */
#include <stdio.h>

#include "cli/check/lint.h"

/* --- what this machine needs --------------------------------------------------------------- */

struct needs {
	size_t entries;	 /* of the firmware's map, as it is */
	size_t efi;	 /* descriptors */
	size_t banks;	 /* runs of usable memory */
	size_t reserved; /* regions of a device tree */
	bool has_room;	 /* 8 KiB of it in one piece */
};

static size_t at_least(size_t a, size_t b)
{
	return a < b ? b : a;
}

static void count(const struct claims *claims, struct needs *needs)
{
	size_t i, nr = 0;

	for (i = 0; i < claims->nr_ranges; i++) {
		nr += claims->ranges[i].kind != BM_FW_NONE;
		if (claims->sort == CLAIM_TREE && claims->ranges[i].kind == BM_FW_RESERVED)
			needs->reserved++;
	}
	if (claims_is_map(claims))
		needs->entries = at_least(needs->entries, nr);
	if (claims->sort == CLAIM_EFI)
		needs->efi = at_least(needs->efi, nr);
	for (i = 0, nr = 0; i < claims->map.cnt; i++) {
		const struct bm_fw_range *range = &claims->map.ranges[i];

		nr += range->kind == BM_FW_USABLE;
		needs->has_room |= range->kind == BM_FW_USABLE && range->end - range->start >= 8192;
	}
	if (claims->sort != CLAIM_SRAT && claims->sort != CLAIM_IOMEM)
		needs->banks = at_least(needs->banks, nr);
}

/* --- who has how much ---------------------------------------------------------------------- */

enum need {
	NEED_ENTRIES,
	NEED_ANY_MAP,
	NEED_EFI,
	NEED_REGIONS,
	NEED_RESERVED,
};

static const struct {
	const char *consumer;
	size_t limit;
	enum need need;
	bool grows; /* beyond the limit it goes on in another way */
	bool needs_room;
	const char *fails;
	const char *beyond;
} consumers[NR_LIMITS] = {
	{ "linux memblock (static)", 128, NEED_REGIONS, true, true,
	  "no 8 KiB free to double the array",
	  "doubles at 128 (first doubling needs 8 KiB free: yes)" },
	{ "linux DT reserved_mem", 64, NEED_RESERVED, false, false,
	  "the rest is dropped; join regions that touch", "" },
	{ "grub e820 (boot_params)", 128, NEED_ENTRIES, true, false, "",
	  "what is beyond 128 travels by setup_data" },
	{ "limine before PR 413", 256, NEED_ANY_MAP, false, false, "raise MEMMAP_MAX or update",
	  "" },
	{ "limine", 512, NEED_ANY_MAP, false, false, "raise MEMMAP_MAX", "" },
	{ "ACRN e820", 64, NEED_ENTRIES, false, false, "CONFIG_E820_ENTRIES (ACRN #6169)", "" },
	{ "ACRN EFI map", 256, NEED_EFI, false, false, "CONFIG_MAX_EFI_MMAP_ENTRIES (ACRN #6450)",
	  "" },
	{ "u-boot LMB (default)", 8, NEED_REGIONS, false, false, "CONFIG_LMB_MAX_REGIONS", "" },
	{ "hermit free list", 16, NEED_REGIONS, false, false,
	  "allocates before it can (hermit #1991)", "" },
};

static size_t needed(const struct needs *needs, enum need need)
{
	switch (need) {
	case NEED_ENTRIES:
		return needs->entries;
	case NEED_ANY_MAP:
		return at_least(needs->entries, needs->efi);
	case NEED_EFI:
		return needs->efi;
	case NEED_RESERVED:
		return needs->reserved;
	case NEED_REGIONS:
		break;
	}
	return at_least(needs->banks, needs->reserved);
}

void limits_of(const struct lint *lint, struct limit limits[NR_LIMITS])
{
	struct needs needs = { 0 };
	size_t i;

	for (i = 0; i < lint->nr_claims; i++)
		count(&lint->claims[i], &needs);
	for (i = 0; i < NR_LIMITS; i++) {
		struct limit *limit = &limits[i];
		bool is_over;

		limit->consumer = consumers[i].consumer;
		limit->limit = consumers[i].limit;
		limit->needs = needed(&needs, consumers[i].need);
		is_over = limit->needs > limit->limit;
		limit->fails = is_over && (!consumers[i].grows ||
					   (consumers[i].needs_room && !needs.has_room));
		snprintf(limit->verdict, sizeof(limit->verdict), "%s%s",
			 is_over && !limit->fails ? ", " : "",
			 limit->fails ? consumers[i].fails
			 : is_over    ? consumers[i].beyond
				      : "");
	}
}
