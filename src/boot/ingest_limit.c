// SPDX-License-Identifier: MIT
/*
 * ingest_limit.c - the end of memory as arm64 and riscv see it: address width, direct map, mem=.
 *
 * mem= is an amount here, not an address as on PCs. What the loader put in memory must survive
 * every cut, so it is added back on arm64 and then reserved.
 *
 * Linux: arm64_memblock_init(), riscv's setup_bootmem().
 */
#include <bootmem/ingest.h>
#include <bootmem/mb_query.h>

#include "base/bits.h"
#include "base/pfn.h"
#include "base/range.h"

#define GIB_1 ((phys_addr_t)1 << 30)
#define MIB_2 ((phys_addr_t)2 << 20)

static phys_addr_t to_amount(uint64_t amount)
{
	return amount > PHYS_ADDR_MAX ? PHYS_ADDR_MAX : (phys_addr_t)amount;
}

static struct bm_range to_pages(const struct memblock *mb, struct bm_range range)
{
	phys_addr_t page = bm_pfn_addr(1, mb->page_shift);
	struct bm_range pages = { bm_align_down(range.start, page), bm_align_up(range.end, page) };

	return pages;
}

static int remove_from(struct memblock *mb, phys_addr_t start)
{
	return start == PHYS_ADDR_MAX ? 0 : mb_remove(mb, start, PHYS_ADDR_MAX);
}

static phys_addr_t address_end(unsigned int phys_bits)
{
	uint64_t end = phys_bits < 64 ? bm_shl(1, phys_bits) : UINT64_MAX;

	return to_amount(end);
}

/* The direct map begins at the lowest memory; if it cannot reach the top, the bottom is lost. */
static int cut_to_linear(struct memblock *mb, const struct bm_image *image)
{
	phys_addr_t start = bm_align_down(mb_start(mb), GIB_1);
	phys_addr_t end = bm_range_at(start, image->linear).end;
	int err;

	if (!image->linear)
		return 0;
	err = remove_from(mb, bm_max_addr(end, image->kernel.end));
	if (err || mb_end(mb) <= end)
		return err;
	return mb_remove(mb, 0, bm_align_up(mb_end(mb) - image->linear, GIB_1));
}

static int add_initrd(struct memblock *mb, const struct bm_image *image)
{
	struct bm_range initrd = to_pages(mb, image->initrd);
	phys_addr_t size = bm_range_size(initrd);
	int err;

	if (bm_range_is_empty(image->initrd))
		return 0;
	err = mb_add(mb, initrd.start, size);
	err = err ? err : mb_clear(mb, initrd.start, size, MEMBLOCK_NOMAP);
	return err ? err : mb_reserve(mb, initrd.start, size);
}

static int reserve_kernel(struct memblock *mb, struct bm_range kernel)
{
	return mb_reserve_node(mb, kernel.start, bm_range_size(kernel), NUMA_NO_NODE,
			       mb->untagged ? MEMBLOCK_NONE : MEMBLOCK_RSRV_KERN);
}

int bm_arm64_limit(struct memblock *mb, const struct bm_image *image, uint64_t amount)
{
	struct bm_range kernel = image->kernel;
	int err = remove_from(mb, address_end(image->phys_bits));

	err = err ? err : cut_to_linear(mb, image);
	if (!err && amount) {
		mb_limit_mapped(mb, to_amount(amount));
		err = mb_add(mb, kernel.start, bm_range_size(kernel));
	}
	err = err ? err : add_initrd(mb, image);
	return err ? err : reserve_kernel(mb, kernel);
}

static int reserve_initrd(struct memblock *mb, const struct bm_image *image)
{
	struct bm_range initrd = to_pages(mb, image->initrd);
	phys_addr_t size = bm_range_size(initrd);

	if (bm_range_is_empty(image->initrd) || !mb_is_region_memory(mb, initrd.start, size) ||
	    mb_is_region_reserved(mb, initrd.start, size))
		return 0;
	return mb_reserve(mb, initrd.start, size);
}

int bm_riscv_limit(struct memblock *mb, const struct bm_image *image, uint64_t amount)
{
	struct bm_range kernel = image->kernel;
	int err;

	mb_limit_memory(mb, to_amount(amount));
	kernel.end = bm_align_up(kernel.end, MIB_2);
	err = reserve_kernel(mb, kernel);
	if (!err && image->linear)
		mb_cap(mb, bm_align_down(mb_start(mb), MIB_2), image->linear);
	return err ? err : reserve_initrd(mb, image);
}
