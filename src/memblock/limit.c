// SPDX-License-Identifier: MIT
/*
 * limit.c - make a map smaller: whole pages only, at most so much, only this window.
 *
 * Every cut here takes a region away, or shortens it at one end, so no slot is ever needed and
 * nothing can fail. It is done in place, one pass: shorten, leave what is gone with size 0, drop
 * those.
 *
 * Cost: one pass over the arrays.
 * Linux: memblock_trim_memory, memblock_enforce_memory_limit, memblock_cap_memory_range,
 *        memblock_mem_limit_remove_map.
 */
#include "base/align.h"
#include "memblock_int.h"

/* Keep only what of the regions without a flag in @spare is inside @window. */
static void keep(struct memblock_type *type, struct bm_range window, unsigned int spare)
{
	struct memblock_region *r;

	for (r = type->regions; r != type->regions + type->cnt; r++) {
		struct bm_range kept = bm_range_clip(mb_region_range_(r), window);

		if (r->flags & spare)
			continue;
		type->total_size -= r->size - bm_range_size(kept);
		r->base = kept.start;
		r->size = bm_range_size(kept);
	}
	mb_drop_empty_(type);
}

void mb_trim(struct memblock *mb, phys_addr_t align)
{
	struct memblock_type *type = &mb->memory;
	struct memblock_region *r;

	BM_REQUIRE(mb->port, bm_is_pow2(align));
	for (r = type->regions; r != type->regions + type->cnt; r++) {
		struct bm_range kept = bm_range_shrink_to(mb_region_range_(r), align);

		if (bm_range_is_empty(kept))
			type->total_size -= r->size;
		else
			mb->trimmed_size += r->size - bm_range_size(kept);
		r->base = kept.start;
		r->size = bm_range_size(kept);
	}
	mb_drop_empty_(type);
	mb_forget_(mb);
}

/* The address below which there are @amount bytes of memory; PHYS_ADDR_MAX if there are fewer. */
static phys_addr_t address_of_amount(const struct memblock *mb, phys_addr_t amount)
{
	const struct memblock_region *r;

	mb_for_each_memory_region(r, mb) {
		if (amount <= r->size)
			return bm_end(r->base, amount);
		amount -= r->size;
	}
	return PHYS_ADDR_MAX;
}

void mb_limit_memory(struct memblock *mb, phys_addr_t amount)
{
	struct bm_range window = { 0, address_of_amount(mb, amount) };

	if (amount == 0 || window.end == PHYS_ADDR_MAX)
		return;
	keep(&mb->memory, window, MEMBLOCK_NONE);
	keep(&mb->reserved, window, MEMBLOCK_NONE);
	mb_forget_(mb);
}

void mb_limit_mapped(struct memblock *mb, phys_addr_t amount)
{
	phys_addr_t end = address_of_amount(mb, amount);

	if (amount != 0 && end != PHYS_ADDR_MAX)
		mb_cap(mb, 0, end);
}

void mb_cap(struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	struct bm_range window = bm_range_at(base, size);

	if (size == 0)
		return;
	if (mb->memory.cnt == 0) {
		mb_warn_no_memory_(mb);
		return;
	}
	keep(&mb->memory, window, MEMBLOCK_NOMAP);
	keep(&mb->reserved, window, MEMBLOCK_NONE);
	mb_forget_(mb);
}
