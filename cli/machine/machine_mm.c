// SPDX-License-Identifier: MIT
/*
 * machine_mm.c - from zones to a page allocator that a first thousand pages come out of.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/machine/machine_mm.h"

int machine_count_managed(struct machine_boot *run)
{
	struct bm_sink nobody = { 0 };
	struct bm_mm mm;

	bm_mm_init(&mm, &run->mb, &run->zones);
	return bm_release(&mm, &nobody);
}

/* --- the first allocations ------------------------------------------------------------ */

static const struct machine_trial kinds[MACHINE_NR_KINDS] = {
	{ .name = "kernel, 1 page", .gfp = BM_GFP_KERNEL, .order = 0, .nr_wanted = 600 },
	{ .name = "kernel, 8 pages", .gfp = BM_GFP_KERNEL, .order = 3, .nr_wanted = 200 },
	{ .name = "movable, 1 page", .gfp = BM_GFP_MOVABLE, .order = 0, .nr_wanted = 150 },
	{ .name = "DMA, 1 page", .gfp = BM_GFP_DMA, .order = 0, .nr_wanted = 50 },
};

struct block {
	pfn_t pfn;
	unsigned int order;
};

static void note(struct machine_mm *mm, struct machine_trial *trial, pfn_t pfn)
{
	const struct bm_span *span = bm_span_of(&mm->pages, pfn);

	if (trial->nr_got++ == 0)
		trial->first_pfn = pfn;
	if (span && span->idx < BM_NR_ZONES)
		trial->nr_by_zone[span->nid][span->idx]++;
}

static size_t allocate(struct machine_mm *mm, struct machine_trial *trial, struct block *blocks)
{
	size_t nr = 0;
	unsigned int i;

	for (i = 0; i < trial->nr_wanted; i++) {
		struct block *block = &blocks[nr];

		block->order = trial->order;
		if (bm_buddy_alloc(&mm->cpu, trial->order, trial->gfp, &block->pfn) != 0)
			continue;
		note(mm, trial, block->pfn);
		nr++;
	}
	return nr;
}

/* All are freed again, so what is left to count at the end is what there was. */
static int try_allocations(struct machine_mm *mm)
{
	static struct block blocks[MACHINE_TRIALS];
	size_t nr = 0, i;
	int err = 0;

	for (i = 0; i < MACHINE_NR_KINDS; i++) {
		mm->trials[i] = kinds[i];
		nr += allocate(mm, &mm->trials[i], blocks + nr);
	}
	for (i = 0; i < nr && !err; i++)
		err = bm_buddy_free(&mm->cpu, blocks[i].pfn, blocks[i].order);
	bm_cpu_drain(&mm->cpu);
	return err;
}

/* --- all of it ------------------------------------------------------------------------- */

static int boot_nid(const struct machine_boot *run)
{
	unsigned int nid = 0;

	while (nid + 1 < run->zones.nr_nodes && bm_node_is_memoryless(&run->zones.nodes[nid]))
		nid++;
	return (int)nid;
}

int machine_set_up(struct machine_boot *run, struct machine_mm *mm, enum bm_pages_policy policy)
{
	int err;

	memset(mm, 0, sizeof(*mm));
	mm->policy = policy;
	bm_mm_init(&mm->mm, &run->mb, &run->zones);
	run->mb.owner = "page descriptors";
	err = bm_mm_pages(&mm->mm, &mm->pages, policy, boot_nid(run));
	run->mb.owner = "page allocator";
	err = err ? err : bm_mm_buddy(&mm->mm, &mm->buddy, 0);
	run->mb.owner = NULL;
	return err;
}

int machine_release_memory(struct machine_boot *run, struct machine_mm *mm)
{
	int err = bm_release(&mm->mm, NULL);

	if (err)
		return err;
	bm_cpu_init(&mm->cpu, &mm->buddy, boot_nid(run));
	mm->early_sections = mm->pages.sections_ready;
	mm->early_bytes = mm->pages.bytes_touched;
	err = try_allocations(mm);
	if (!err && mm->policy == BM_PAGES_DEFERRED)
		err = bm_finish(&mm->mm);
	mm->fault = bm_buddy_check(&mm->buddy);
	return err;
}
