// SPDX-License-Identifier: MIT
/*
 * torture.c - the page allocator under the load of all CPUs.
 *
 * Each CPU allocates blocks of all orders and kinds, writes into them what they are, swaps them
 * for other CPUs' through a shared shelf, looks whether they still say so, and frees them. A frame
 * that two CPUs have at once, or that is no memory, or whose mapping is wrong, is noticed by the
 * second look. In the end as much must be free as in the beginning.
 */
#include <bootmem/mm.h>

#include "arch.h"
#include "kernel.h"

#define NR_HELD 64
#define NR_SHELF 32
#define PAGE_SHIFT 12
#define LAST_WORD ((1u << PAGE_SHIFT) / sizeof(uint64_t) - 1)

/* A block as one word: frame, order, and a number that no other block has for a long time. */
#define ORDER_BITS 4
#define PFN_BITS 36
typedef uint64_t block_t;

static _Atomic(block_t) shelf[NR_SHELF];
static atomic_ulong nr_blocks;
static atomic_ulong nr_wrong;

struct tormentor {
	struct cpu *cpu;
	uint64_t random;
	unsigned int serial;
	block_t held[NR_HELD];
};

static uint64_t next_random(struct tormentor *t)
{
	t->random ^= t->random << 13;
	t->random ^= t->random >> 7;
	t->random ^= t->random << 17;
	return t->random;
}

static pfn_t pfn_of(block_t block)
{
	return (block >> ORDER_BITS) & (((pfn_t)1 << PFN_BITS) - 1);
}

static unsigned int order_of(block_t block)
{
	return (unsigned int)block & ((1u << ORDER_BITS) - 1);
}

static uint64_t *frame_at(pfn_t pfn)
{
	return (uint64_t *)(uintptr_t)(pfn << PAGE_SHIFT);
}

/* Both ends of each frame, and the descriptor of the first. */
static void label(block_t block)
{
	pfn_t pfn = pfn_of(block);
	pfn_t end = pfn + ((pfn_t)1 << order_of(block));

	bm_page(&memblock_pages, pfn)->owner[0] = block;
	for (; pfn < end; pfn++) {
		frame_at(pfn)[0] = block;
		frame_at(pfn)[LAST_WORD] = block;
	}
}

static bool is_labelled(block_t block)
{
	pfn_t pfn = pfn_of(block);
	pfn_t end = pfn + ((pfn_t)1 << order_of(block));
	struct bm_page *page = bm_page(&memblock_pages, pfn);
	bool ok = page->owner[0] == block && (bm_page_flags(page) & BM_PAGE_RESERVED) == 0;

	for (; pfn < end && ok; pfn++)
		ok = frame_at(pfn)[0] == block && frame_at(pfn)[LAST_WORD] == block;
	return ok;
}

static block_t take(struct tormentor *t)
{
	static const uint8_t kinds[] = { BM_GFP_KERNEL, BM_GFP_MOVABLE, BM_GFP_DMA32,
					 BM_GFP_KERNEL | BM_GFP_THISNODE };
	uint64_t random = next_random(t);
	unsigned int order = (unsigned int)(random >> 8) % (memblock_buddy.max_order + 1);
	block_t block;
	pfn_t pfn;

	if ((random & 3) != 0)
		order = 0;
	if (bm_buddy_alloc(&t->cpu->pages, order, kinds[(random >> 4) & 3], &pfn))
		return 0;
	t->serial++;
	block = (uint64_t)t->serial << (PFN_BITS + ORDER_BITS) | pfn << ORDER_BITS | order;
	label(block);
	atomic_fetch_add_explicit(&nr_blocks, 1, memory_order_relaxed);
	return block;
}

static void give(struct tormentor *t, block_t block)
{
	if (!is_labelled(block) || bm_buddy_free(&t->cpu->pages, pfn_of(block), order_of(block)))
		atomic_fetch_add(&nr_wrong, 1);
}

static void step(struct tormentor *t)
{
	uint64_t random = next_random(t);
	block_t *held = &t->held[random % NR_HELD];

	if (*held == 0)
		*held = take(t);
	else if ((random >> 16) & 1)
		*held = atomic_exchange(&shelf[(random >> 24) % NR_SHELF], *held);
	else {
		give(t, *held);
		*held = 0;
	}
}

static void torment(struct cpu *cpu, void *arg)
{
	unsigned int nr_steps = *(const unsigned int *)arg;
	struct tormentor t = { cpu, 0, 0, { 0 } };
	unsigned int i;

	t.serial = (unsigned int)(cpu - cpus) << 16;
	t.random = 0x9e3779b97f4a7c15 + t.serial;
	for (i = 0; i < nr_steps; i++)
		step(&t);
	for (i = 0; i < NR_HELD; i++) {
		if (t.held[i])
			give(&t, t.held[i]);
	}
	bm_cpu_drain(&cpu->pages);
}

static void clear_shelf(void)
{
	struct tormentor t = { &cpus[0], 1, 0, { 0 } };
	unsigned int i;

	for (i = 0; i < NR_SHELF; i++) {
		if (shelf[i])
			give(&t, shelf[i]);
		shelf[i] = 0;
	}
	bm_cpu_drain(&cpus[0].pages);
}

pfn_t nr_free_pages(void)
{
	struct bm_zone_counts counts;
	unsigned int nid;
	unsigned int idx;
	pfn_t sum = 0;

	for (nid = 0; nid < memblock_zones.nr_nodes; nid++) {
		for (idx = 0; idx < BM_NR_ZONES; idx++) {
			bm_buddy_count(&memblock_buddy, (int)nid, idx, &counts);
			sum += counts.free;
		}
	}
	return sum;
}

bool torture(unsigned int nr_steps)
{
	pfn_t before = nr_free_pages();

	cpus_begin(torment, &nr_steps);
	torment(&cpus[0], &nr_steps);
	cpus_end();
	clear_shelf();
	say("%lu blocks allocated by %u CPUs, %lu found wrong, %llu pages free before and %llu "
	    "after\n",
	    (unsigned long)nr_blocks, nr_cpus, (unsigned long)nr_wrong, (unsigned long long)before,
	    (unsigned long long)nr_free_pages());
	return nr_blocks > 0 && nr_wrong == 0 && nr_free_pages() == before;
}

void meanwhile(struct cpu *cpu)
{
	struct tormentor t = { cpu, 1, 0, { 0 } };
	unsigned int i;

	for (i = 0; i < NR_HELD; i++)
		t.held[i] = take(&t);
	for (i = 0; i < NR_HELD; i++) {
		if (t.held[i])
			give(&t, t.held[i]);
	}
}
