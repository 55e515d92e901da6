// SPDX-License-Identifier: MIT
/*
 * profile.c - finding a profile, and from it the policy of a machine.
 *
 * All that is not data about an architecture is here: that zones end with memory, how arm64
 * places zone DMA, and what Linux changed after 6.1.
 *
 * Linux: zone_sizes_init() of arch/x86, arm64, riscv.
 */
#include "base/bits.h"
#include "profile_int.h"

#define FOUR_GIB_LAST ((uint64_t)0xffffffff)

/* A switch, not a table: a table of addresses needs relocation. */
const struct bm_profile *bm_profile_at(unsigned int i)
{
	switch (i) {
	case 0:
		return &bm_profile_x86_64_;
	case 1:
		return &bm_profile_arm64_;
	case 2:
		return &bm_profile_arm64_16k_;
	case 3:
		return &bm_profile_arm64_64k_;
	case 4:
		return &bm_profile_riscv64_;
	default:
		return NULL;
	}
}

static bool same_text(const char *a, const char *b)
{
	size_t i;

	for (i = 0; a[i] == b[i]; i++) {
		if (a[i] == '\0')
			return true;
	}
	return false;
}

struct alias {
	char alias[12];
	char name[12];
};

static const struct alias aliases[] = {
	{ "x86-64", "x86_64" },
	{ "amd64", "x86_64" },
	{ "aarch64", "arm64" },
	{ "arm64-4k", "arm64" },
};

const struct bm_profile *bm_profile_find(const char *name)
{
	const struct bm_profile *profile;
	unsigned int i;

	for (i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (same_text(name, aliases[i].alias))
			name = aliases[i].name;
	}
	for (i = 0; (profile = bm_profile_at(i)) != NULL; i++) {
		if (same_text(name, profile->name))
			return profile;
	}
	return NULL;
}

static const char step_names[BM_NR_STEPS][40] = {
	[BM_STEP_END] = "end",
	[BM_STEP_PARAMS] = "read the command line",
	[BM_STEP_RESERVE_EARLY] = "reserve what is taken already",
	[BM_STEP_FIRMWARE_MAP] = "take the firmware's map",
	[BM_STEP_EDIT_MAP] = "edit it as mem= and memmap= say",
	[BM_STEP_MERGE_EFI] = "add what EFI knows to it",
	[BM_STEP_FIX_MAP] = "correct it",
	[BM_STEP_ADD_E820] = "add its memory",
	[BM_STEP_ADD_TREE] = "add the memory of the device tree",
	[BM_STEP_ADD_PLAIN] = "add the memory that is given by hand",
	[BM_STEP_ADD_EFI] = "put EFI's map in its place",
	[BM_STEP_CAP] = "cut to the usable range",
	[BM_STEP_LIMIT] = "cut to mem= and what can be mapped",
	[BM_STEP_RESERVE_TREE] = "reserve what the device tree says",
	[BM_STEP_MIRROR] = "mark mirrored memory",
	[BM_STEP_RESERVE_EFI] = "reserve what EFI still uses",
	[BM_STEP_RESERVE_LOW] = "reserve the first 1 MiB",
	[BM_STEP_TABLES] = "reserve the firmware's tables",
	[BM_STEP_NUMA] = "assign nodes",
	[BM_STEP_ZONES] = "lay out zones",
};

const char *bm_step_name(enum bm_step step)
{
	return (unsigned int)step < BM_NR_STEPS ? step_names[step] : "unknown";
}

/*
 * Up to 6.1 a mask of whole bits, at most 32, and ignored where memory starts above it; later the
 * address itself, cut to 32 bits only if some memory is below.
 */
static uint64_t dma_last(unsigned int kernel, const struct bm_profile_memory *memory)
{
	uint64_t last = memory->dma_last ? memory->dma_last : UINT64_MAX;

	if (memory->start > FOUR_GIB_LAST)
		return kernel <= BM_KERNEL(6, 1) ? UINT64_MAX : last;
	if (last > FOUR_GIB_LAST)
		return FOUR_GIB_LAST;
	if (kernel > BM_KERNEL(6, 1))
		return last;
	last = bm_shl(2, bm_log2(last)) - 1;
	return memory->start > last ? FOUR_GIB_LAST : last;
}

static uint64_t zone_end(const struct bm_profile *profile, unsigned int kernel,
			 const struct bm_profile_memory *memory, unsigned int idx)
{
	uint64_t end = profile->zone_end[idx];

	if (idx == BM_ZONE_DMA && profile->dma_by_firmware) {
		end = dma_last(kernel, memory);
		end += end != UINT64_MAX;
	}
	return end < memory->end ? end : memory->end;
}

void bm_profile_policy(const struct bm_profile *profile, unsigned int kernel,
		       const struct bm_profile_memory *memory, struct bm_zone_policy *policy)
{
	struct bm_zone_policy blank = { 0 };
	unsigned int idx;

	*policy = blank;
	policy->page_shift = profile->page_shift;
	policy->section_shift = profile->section_shift;
	policy->max_order = profile->max_order;
	policy->pageblock_order = profile->pageblock_order;
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		if (profile->zone_end[idx] == 0)
			continue;
		policy->zones |= 1u << idx;
		policy->limit[idx] = bm_shr(zone_end(profile, kernel, memory, idx),
					    profile->page_shift);
	}
	if (kernel >= profile->device_since)
		policy->zones |= 1u << BM_ZONE_DEVICE;
	policy->defers = true;
	policy->mirror_strict = kernel > BM_KERNEL(6, 1);
	policy->absent_twice = kernel <= profile->absent_twice_until;
	policy->own_node_first = kernel <= BM_KERNEL(6, 1);
	policy->counts_descriptors = kernel <= BM_KERNEL(6, 1);
}
