// SPDX-License-Identifier: MIT
/*
 * ingest_efi.c - what the EFI map means for memory, on machines that boot from it and on PCs.
 *
 * On arm64 and riscv it is the truth and replaces what was known; on a PC the loader has made an
 * e820 map of it already, and it only adds which memory is mirrored, or what is to be left to
 * drivers.
 *
 * Linux: reserve_regions(), efi_find_mirror(), do_add_efi_memmap().
 */
#include <bootmem/fw_efi.h>
#include <bootmem/ingest.h>
#include <bootmem/mb_iter.h>

#include "base/pfn.h"
#include "base/range.h"

static struct bm_range span_of(const struct bm_fw_range *range)
{
	struct bm_range span = { range->start, range->end };

	return span;
}

/* Scratch areas of a handover are all that may be allocated from until more is known. */
static int forget_memory(struct memblock *mb)
{
	unsigned long i = 0;
	int err = 0;

	if (!mb->scratch_only)
		return mb_remove(mb, 0, PHYS_ADDR_MAX);
	while (i < mb->memory.cnt && !err) {
		struct memblock_region region = mb->memory.regions[i];

		if (region.flags & MEMBLOCK_KHO_SCRATCH)
			i++;
		else
			err = mb_remove(mb, region.base, region.size);
	}
	return err;
}

static int add_descriptor(struct memblock *mb, const struct bm_fw_range *desc)
{
	phys_addr_t page = bm_pfn_addr(1, mb->page_shift);
	struct bm_range inner = bm_range_shrink_to(span_of(desc), page);
	phys_addr_t size = bm_range_size(inner);
	int err;

	if (!size)
		return 0;
	err = mb_add(mb, inner.start, size);
	if (!err && !bm_efi_is_usable(desc->type, desc->attr))
		err = mb_mark(mb, inner.start, size, MEMBLOCK_NOMAP);
	if (!err && desc->type == BM_EFI_ACPI_RECLAIM)
		err = mb_reserve(mb, inner.start, size);
	return err;
}

int bm_efi_add_memory(struct memblock *mb, const struct bm_fw_map *efi, bool honour_sp)
{
	size_t i;
	int err = forget_memory(mb);

	for (i = 0; i < efi->cnt && !err; i++) {
		const struct bm_fw_range *desc = &efi->ranges[i];
		bool is_left_out = honour_sp && (desc->attr & BM_EFI_SP) != 0;

		if (bm_efi_is_memory(desc->attr) && !is_left_out)
			err = add_descriptor(mb, desc);
	}
	return err;
}

int bm_efi_mark_mirror(struct memblock *mb, const struct bm_fw_map *efi,
		       struct bm_mirror_sum *sum)
{
	struct bm_mirror_sum bytes = { 0, 0 };
	size_t i;
	int err = 0;

	for (i = 0; i < efi->cnt && !err; i++) {
		const struct bm_fw_range *desc = &efi->ranges[i];
		phys_addr_t size = desc->end - desc->start;

		bytes.total += size;
		if (!(desc->attr & BM_EFI_MORE_RELIABLE))
			continue;
		bytes.mirrored += size;
		err = mb_mark(mb, desc->start, size, MEMBLOCK_MIRROR);
	}
	if (sum)
		*sum = bytes;
	return err;
}

static bool has_soft_reserved(const struct bm_fw_map *efi)
{
	size_t i;

	for (i = 0; i < efi->cnt; i++)
		if (bm_efi_kind(efi->ranges[i].type, efi->ranges[i].attr, true) ==
		    BM_FW_SOFT_RESERVED)
			return true;
	return false;
}

int bm_efi_merge(struct bm_x86_map *x86, const struct bm_fw_map *efi, bool honour_sp, bool all)
{
	size_t i;
	int err = 0;

	if (!all && !(honour_sp && has_soft_reserved(efi)))
		return 0;
	for (i = 0; i < efi->cnt && !err; i++) {
		struct bm_fw_range claim = efi->ranges[i];

		claim.kind = bm_efi_kind(claim.type, claim.attr, honour_sp);
		claim.flags = 0;
		err = bm_fw_map_add(&x86->map, &claim);
	}
	return err ? err : bm_fw_map_normalise(&x86->map, x86->scratch, x86->nr_scratch, NULL);
}
