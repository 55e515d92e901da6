// SPDX-License-Identifier: MIT
/*
 * model.c - how much a kernel takes for itself.
 *
 * Linux: sparse_init_nid(), alloc_large_system_hash(), swiotlb_init(), setup_log_buf().
 */
#include <string.h>

#include <bootmem/fw_efi.h>
#include <bootmem/mb_query.h>

#include "cli/base/span.h"
#include "cli/predict/model.h"
#include "cli/predict/predict.h"

#define GIB ((phys_addr_t)1 << 30)

/* Of one node, or of all with NUMA_NO_NODE. */
static phys_addr_t descriptors_of(const struct machine_boot *run, int nid)
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
		if (region->size == 0 || first > end || (nid >= 0 && region->nid != nid))
			continue;
		nr += end + 1 - first;
		next = end + 1;
	}
	/* The kernel maps them with huge pages and so takes whole ones. */
	if (shift < huge_shift)
		each = (phys_addr_t)1 << huge_shift;
	return nr * each;
}

phys_addr_t model_page_descriptors(const struct machine_boot *run)
{
	return descriptors_of(run, NUMA_NO_NODE);
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

/* --- before the command line's reservations ------------------------------------------------- */

static void take(struct memblock *mb, phys_addr_t size, phys_addr_t align, int nid)
{
	struct mb_req req = mb_req(size, align);
	struct mb_spot spot;

	/* What does not fit does not matter to what is asked for next. */
	req.nid = nid;
	if (size == 0 || mb_alloc(mb, &req, &spot) != 0)
		return;
}

static phys_addr_t log_text(struct bm_str cmdline)
{
	struct bm_cmdline_iter it;
	phys_addr_t size = 0;

	bm_cmdline_first(&it, cmdline);
	while (bm_cmdline_find(&it, "log_buf_len"))
		size = (phys_addr_t)bm_memparse(&it.value);
	return size < (phys_addr_t)1 << 31 ? size : 0;
}

/* The text, and beside it records and their details: 4.5 times what is asked for. */
phys_addr_t model_log_buffer(const struct machine_boot *run)
{
	phys_addr_t size = log_text(run->boot.cmdline);

	return size + size / 4 * 3 + size / 4 * 11;
}

static void take_log_buffer(struct memblock *mb, struct bm_str cmdline)
{
	phys_addr_t size = log_text(cmdline);

	take(mb, size, 8, NUMA_NO_NODE);
	take(mb, size / 4 * 3, 8, NUMA_NO_NODE);
	take(mb, size / 4 * 11, 8, NUMA_NO_NODE);
}

static void take_node_data(struct memblock *mb, const struct bm_profile *profile)
{
	const phys_addr_t size = profile->has_e820 ? 172 << 10 : 12 << 10;
	int first = bm_next_node(mb, NUMA_NO_NODE), nid = first;

	do {
		take(mb, size, 64, nid);
		nid = bm_next_node(mb, nid);
	} while (nid > first);
}

/* Arm maps all memory page by page, so that it can protect single pages, unless told not to. */
static void take_page_tables(struct memblock *mb, const char *cmdline)
{
	const phys_addr_t page = (phys_addr_t)1 << mb->page_shift, fan_out = page / 8;
	phys_addr_t pages = 0, tables = 4;
	unsigned long i;

	for (i = 0; i < mb->memory.cnt && !strstr(cmdline, "rodata=o"); i++)
		pages += mb->memory.regions[i].size >> mb->page_shift;
	for (pages /= fan_out; pages > 0; pages /= fan_out)
		tables += pages;
	take(mb, tables * page, page, NUMA_NO_NODE);
}

/*
 * UEFI loads a kernel as a program, whose code it marks. The kernel's first act is to move itself
 * into pages of the same kind further down; where it was loaded is free once it runs.
 */
static void take_image(struct machine_boot *run)
{
	const struct bm_fw_map *efi = &run->boot.efi;
	const struct bm_fw_range *image = NULL;
	size_t i;

	for (i = 0; i < efi->cnt; i++) {
		const struct bm_fw_range *range = &efi->ranges[i];

		if (range->type == BM_EFI_LOADER_CODE && (!image || range->start < image->start))
			image = range;
	}
	if (image && mb_reserve(&run->mb, image->start, image->end - image->start))
		return;
}

static void take_descriptors(struct machine_boot *run)
{
	const phys_addr_t two_mib = (phys_addr_t)2 << 20;
	int first = bm_next_node(&run->mb, NUMA_NO_NODE), nid = first;

	do {
		take(&run->mb, descriptors_of(run, nid), two_mib, nid);
		nid = bm_next_node(&run->mb, nid);
	} while (nid > first);
}

bool model_early(struct predict *predict)
{
	struct machine_boot *run = predict->run;
	const struct bm_profile *profile = run->boot.profile;
	const phys_addr_t roots = (phys_addr_t)(profile->phys_bits > 52 ? 32 << 20 : 128 << 10);
	/* One huge page for the first tables, then small ones: the linear map has huge entries. */
	const phys_addr_t riscv_tables = (phys_addr_t)((2 << 20) + 8 * 4096);
	struct memblock *mb = &run->mb;
	bool ok;

	if (!profile->has_e820)
		take_image(run);
	if (strncmp(profile->name, "arm64", 5) == 0)
		take_page_tables(mb, predict->machine->cmdline);
	if (strncmp(profile->name, "riscv64", 7) == 0)
		take(mb, riscv_tables, (phys_addr_t)1 << mb->page_shift, NUMA_NO_NODE);
	if (profile->has_e820)
		take_log_buffer(mb, run->boot.cmdline);
	take_node_data(mb, profile);
	ok = predict_moment(predict, mb, PREDICT_AT_NODES);
	take(mb, roots, 64, NUMA_NO_NODE);
	take_descriptors(run);
	ok = ok && predict_moment(predict, mb, PREDICT_AT_ZONES);
	if (!profile->has_e820)
		take_log_buffer(mb, run->boot.cmdline);
	return ok && predict_moment(predict, mb, PREDICT_AT_WORDS);
}
