// SPDX-License-Identifier: MIT
/*
 * model.c - how much a kernel takes for itself.
 *
 * Linux: sparse_init_nid(), alloc_large_system_hash(), swiotlb_init(), setup_log_buf().
 */
#include <string.h>

#include <bootmem/claims.h>
#include <bootmem/mb_query.h>

#include "cli/base/span.h"
#include "cli/predict/model.h"
#include "cli/predict/recipe.h"

phys_addr_t model_descriptors(const struct bm_profile *profile,
			      const struct memblock_region *regions, size_t nr_regions, int nid)
{
	const unsigned int descriptor_shift = 6, huge_shift = 21;
	unsigned int shift = profile->section_shift - profile->page_shift + descriptor_shift;
	phys_addr_t each = (phys_addr_t)1 << shift, nr = 0, next = 0;
	size_t i;

	for (i = 0; i < nr_regions; i++) {
		const struct memblock_region *region = &regions[i];
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

static phys_addr_t descriptors_of(const struct machine_boot *run, int nid)
{
	const struct memblock_type *memory = &run->mb.memory;

	return model_descriptors(run->boot.profile, memory->regions, memory->cnt, nid);
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
	int first = bm_next_node(&run->mb, NUMA_NO_NODE);
	unsigned long i;

	/* With several nodes they are spread over all, by the page allocator. */
	if (bm_next_node(&run->mb, first) != first && !strstr(run->boot.cmdline.at, "hashdist=0"))
		return 0;
	for (i = 0; i < run->mb.memory.cnt; i++)
		memory += run->mb.memory.regions[i].size;
	memory = (memory + mib - 1) / mib * mib;
	return hash_table(memory, 13) + hash_table(memory, 14);
}

static bool ends_in(struct bm_str value, const char *word)
{
	size_t len = strlen(word);

	return value.len >= len && memcmp(value.at + value.len - len, word, len) == 0;
}

/* Slabs of 2 KiB, as many as a power of two, and beside each 24 bytes of a list. */
static phys_addr_t slabs(phys_addr_t wanted)
{
	phys_addr_t nr = 1;

	while (nr < wanted && nr < (phys_addr_t)1 << 40)
		nr *= 2;
	return nr * (2048 + 24);
}

/* swiotlb=262144,4,force: how many slabs, how many areas of them, whether at all. */
phys_addr_t model_bounce_buffers(const struct machine_boot *run)
{
	bool wanted = mb_end(&run->mb) > 4 * GIB;
	phys_addr_t nr = 32768;
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, run->boot.cmdline);
	while (bm_cmdline_find(&it, "swiotlb")) {
		struct bm_str rest = it.value;
		phys_addr_t given = (phys_addr_t)bm_memparse(&rest);

		nr = given > 0 ? given : nr;
		if (ends_in(it.value, "noforce"))
			return 0;
		wanted |= ends_in(it.value, "force");
	}
	return wanted ? slabs(nr) : 0;
}

/* The text of a log buffer that is larger than the one a kernel has anyway; 0 if it is not. */
phys_addr_t model_log_text(const char *cmdline)
{
	const phys_addr_t usual = (phys_addr_t)128 << 10, most = (phys_addr_t)1 << 31;
	phys_addr_t asked = 0, size = usual;
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, bm_str(cmdline, strlen(cmdline)));
	while (bm_cmdline_find(&it, "log_buf_len"))
		asked = (phys_addr_t)bm_memparse(&it.value);
	while (size < asked && asked < most)
		size *= 2;
	return size > usual ? size : 0;
}

phys_addr_t model_log_buffer(const struct machine_boot *run)
{
	phys_addr_t parts[3];

	recipe_log_parts(model_log_text(run->boot.cmdline.at), parts);
	return parts[0] + parts[1] + parts[2];
}

/* --- a usual kernel's recipe ---------------------------------------------------------------- */

/** What small things come to before the command line is read. */
#define SMALL_THINGS ((phys_addr_t)64 << 10)

static const struct group *group_called(const char *name)
{
	size_t i;

	for (i = 0; groups_nth(i); i++)
		if (strcmp(groups_nth(i)->name, name) == 0)
			return groups_nth(i);
	return &group_other;
}

static bool ask_for(struct recipe *recipe, const char *what, phys_addr_t size, phys_addr_t align,
		    int nid)
{
	struct recipe_step *step = size > 0 ? recipe_add(recipe, RECIPE_ASK) : NULL;

	if (!step)
		return size == 0;
	step->size = size;
	step->req = mb_req(size, align);
	step->req.nid = nid;
	step->group = group_called(what);
	return true;
}

/* Arm maps all memory page by page, so that it can protect single pages, unless told not to. */
static phys_addr_t arm_tables(const struct machine_boot *run)
{
	const struct memblock *mb = &run->mb;
	const phys_addr_t page = (phys_addr_t)1 << mb->page_shift, fan_out = page / 8;
	phys_addr_t pages = 0, tables = 4;
	unsigned long i;

	for (i = 0; i < mb->memory.cnt && !strstr(run->boot.cmdline.at, "rodata=o"); i++)
		pages += mb->memory.regions[i].size >> mb->page_shift;
	for (pages /= fan_out; pages > 0; pages /= fan_out)
		tables += pages;
	return tables * page;
}

static phys_addr_t page_tables(const struct machine_boot *run)
{
	/* One huge page for the first tables, then small ones: the linear map has huge entries. */
	const phys_addr_t riscv_tables = (phys_addr_t)((2 << 20) + 8 * 4096);

	if (strncmp(run->boot.profile->name, "riscv64", 7) == 0)
		return riscv_tables;
	return strncmp(run->boot.profile->name, "arm64", 5) == 0 ? arm_tables(run) : 0;
}

static bool ask_on_nodes(struct recipe *recipe, const struct machine_boot *run, bool descriptors)
{
	const phys_addr_t node_data = run->boot.profile->has_e820 ? 172 << 10 : 12 << 10;
	int first = bm_next_node(&run->mb, NUMA_NO_NODE), nid = first;
	bool ok;

	do {
		if (descriptors)
			ok = ask_for(recipe, "struct pages", descriptors_of(run, nid),
				     (phys_addr_t)2 << 20, nid);
		else
			ok = ask_for(recipe, group_node_data.name, node_data, 64, nid);
		nid = bm_next_node(&run->mb, nid);
	} while (nid > first && ok);
	return ok;
}

int recipe_usual(struct recipe *recipe, const struct machine_boot *run)
{
	const struct bm_profile *profile = run->boot.profile;
	const phys_addr_t roots = (phys_addr_t)(profile->phys_bits > 52 ? 32 << 20 : 128 << 10);
	const phys_addr_t page = (phys_addr_t)1 << run->mb.page_shift;
	const phys_addr_t per_cpu = (phys_addr_t)2 << 20;
	bool ok;

	*recipe = (struct recipe){ .kernel = run->boot.kernel_image,
				   .initrd = run->boot.initrd,
				   .top = mb_end(&run->mb),
				   .memory = run->mb.memory.total_size };
	ok = recipe_take(recipe, RECIPE_TAKE, recipe->kernel, &group_kernel) &&
	     recipe_take(recipe, RECIPE_TAKE, recipe->initrd, &group_initrd) &&
	     ask_for(recipe, "page tables", page_tables(run), page, NUMA_NO_NODE);
	recipe->log_at = profile->has_e820 ? recipe->nr : RECIPE_NEVER;
	ok = ok && ask_on_nodes(recipe, run, false);
	recipe->at[RECIPE_AT_NODES] = recipe->nr;
	ok = ok && ask_for(recipe, "struct pages", roots, 64, NUMA_NO_NODE) &&
	     ask_on_nodes(recipe, run, true);
	recipe->at[RECIPE_AT_ZONES] = recipe->nr;
	ok = ok && ask_for(recipe, "per-CPU areas", per_cpu, per_cpu, NUMA_NO_NODE) &&
	     ask_for(recipe, group_other.name, SMALL_THINGS, 0, NUMA_NO_NODE);
	recipe->at[RECIPE_AT_WORDS] = recipe->nr;
	if (!ok)
		recipe_release(recipe);
	return ok ? 0 : -1;
}
