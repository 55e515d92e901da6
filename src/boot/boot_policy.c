// SPDX-License-Identifier: MIT
/*
 * boot_policy.c - from words on a command line to the numbers that decide zones.
 *
 * zone.h knows no command line, and the command line's parser knows no zones: here they meet.
 *
 * Linux: cmdline_parse_kernelcore(), cmdline_parse_movablecore(), memblock_find_dma_reserve().
 */
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#include "boot_int.h"

static struct bm_zone_amount amount(struct bm_core_param param, unsigned int page_shift)
{
	struct bm_zone_amount pages = { bm_shr(param.bytes, page_shift), param.percent };

	return pages;
}

/* A second kernel after a crash is told where the first one's memory is described. */
static bool is_crash_kernel(const struct bm_boot *boot)
{
	struct bm_cmdline_iter word;
	struct bm_fdt_chosen chosen;

	bm_cmdline_first(&word, boot->cmdline);
	if (bm_cmdline_find(&word, "elfcorehdr"))
		return true;
	if (!boot->fdt.blob)
		return false;
	bm_fdt_chosen(&boot->fdt, &chosen, NULL);
	return !bm_range_is_empty(chosen.elfcorehdr);
}

static pfn_t frames_below(struct bm_range bytes, pfn_t end, unsigned int shift)
{
	pfn_t first = bm_pfn_up(bytes.start, shift);
	pfn_t last = bm_pfn_down(bytes.end, shift);

	if (last > end)
		last = end;
	return last > first ? last - first : 0;
}

/* Frames of the lowest zone that are taken by now. */
static pfn_t dma_reserve(const struct bm_boot *boot, pfn_t end)
{
	const struct memblock_region *region;
	struct mb_free_iter it;
	pfn_t taken = 0;

	mb_for_each_memory_region(region, boot->mb)
		taken += frames_below(bm_range_at(region->base, region->size), end,
				      boot->mb->page_shift);
	mb_for_each_free_range(&it, boot->mb, mb_any())
		taken -= frames_below((struct bm_range){ it.start, it.end }, end,
				      boot->mb->page_shift);
	return taken;
}

phys_addr_t bm_boot_end_(const struct bm_boot *boot)
{
	bool count_acpi = boot->kernel > BM_KERNEL(6, 1);
	pfn_t end;

	if (!boot->profile->has_e820)
		return mb_end(boot->mb);
	end = bm_x86_max_pfn(&boot->e820.map, count_acpi);
	return bm_pfn_addr(end, boot->profile->page_shift);
}

void bm_boot_policy(const struct bm_boot *boot, struct bm_zone_policy *policy)
{
	struct bm_profile_memory memory = { 0 };

	memory.start = mb_start(boot->mb);
	memory.end = bm_boot_end_(boot);
	memory.dma_last = boot->dma_last;
	bm_profile_policy(boot->profile, boot->kernel, &memory, policy);
	policy->kernelcore = amount(boot->params.kernelcore, policy->page_shift);
	policy->movablecore = amount(boot->params.movablecore, policy->page_shift);
	policy->mirror = boot->params.mirror;
	policy->movable_node = boot->params.movable_node;
	policy->kdump = is_crash_kernel(boot);
	if (boot->profile->has_e820)
		policy->dma_reserve = dma_reserve(boot, policy->limit[BM_ZONE_DMA]);
}
