// SPDX-License-Identifier: MIT
/*
 * model.c - how much a kernel takes for itself.
 *
 * Linux: sparse_init_nid(), alloc_large_system_hash(), swiotlb_init().
 */
#include <string.h>

#include <bootmem/mb_query.h>

#include "cli/model.h"
#include "cli/span.h"

#define GIB ((phys_addr_t)1 << 30)

phys_addr_t model_page_descriptors(const struct machine_boot *run)
{
	const struct bm_profile *profile = run->boot.profile;
	const unsigned int descriptor_shift = 6, huge_shift = 21;
	unsigned int shift = profile->section_shift - profile->page_shift + descriptor_shift;
	phys_addr_t each = (phys_addr_t)1 << shift, nr = 0, next = 0;
	unsigned long i;

	for (i = 0; i < run->mb.memory.cnt; i++) {
		const struct memblock_region *region = &run->mb.memory.regions[i];
		phys_addr_t first = region->base >> profile->section_shift;
		phys_addr_t end = (region_end(region) - 1) >> profile->section_shift;

		first = higher(first, next);
		if (region->size == 0 || first > end)
			continue;
		nr += end + 1 - first;
		next = end + 1;
	}
	/* The kernel maps them with huge pages and so takes whole ones. */
	if (shift < huge_shift)
		each = (phys_addr_t)1 << huge_shift;
	return nr * each;
}

/* An entry for each 2^scale bytes, more sparsely above 64 GiB, as many as the next power of two. */
static phys_addr_t hash_table(phys_addr_t memory, unsigned int scale)
{
	const phys_addr_t bucket = 8;
	phys_addr_t nr = 1, base;

	for (base = 64 * GIB; base < memory; base *= 4)
		scale++;
	while (nr < memory >> scale)
		nr *= 2;
	return nr * bucket;
}

phys_addr_t model_hash_tables(const struct machine_boot *run)
{
	const phys_addr_t mib = (phys_addr_t)1 << 20;
	phys_addr_t memory = 0;
	unsigned long i;

	for (i = 0; i < run->mb.memory.cnt; i++)
		memory += run->mb.memory.regions[i].size;
	memory = (memory + mib - 1) / mib * mib;
	return hash_table(memory, 13) + hash_table(memory, 14);
}

phys_addr_t model_bounce_buffers(const struct machine_boot *run)
{
	const phys_addr_t usual = (phys_addr_t)64 << 20;

	if (mb_end(&run->mb) <= 4 * GIB || strstr(run->boot.cmdline.at, "swiotlb=noforce"))
		return 0;
	return usual;
}
