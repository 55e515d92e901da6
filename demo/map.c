// SPDX-License-Identifier: MIT
/*
 * map.c - page tables for all memory, one to one, built from memblock memory.
 *
 * All three architectures can walk four levels of 512 entries; what an entry looks like is theirs
 * to say. A range is mapped by the largest entries that fit. Tables are taken from what the entry
 * code can reach; once ours are in use that limit falls.
 *
 * What firmware does not want mapped (NOMAP) is not.
 */
#include <bootmem/memblock.h>

#include "arch.h"
#include "kernel.h"

#define PAGE_SHIFT 12
#define PAGE ((phys_addr_t)1 << PAGE_SHIFT)
#define LEVEL_SHIFT 9
#define TOP_LEVEL 3

static phys_addr_t bytes_of(unsigned int level)
{
	return (phys_addr_t)1 << (PAGE_SHIFT + LEVEL_SHIFT * level);
}

static uint64_t *entry_of(uint64_t *table, phys_addr_t at, unsigned int level)
{
	return &table[(at >> (PAGE_SHIFT + LEVEL_SHIFT * level)) & ((1u << LEVEL_SHIFT) - 1)];
}

/* The table one level below, made if there is none. */
static uint64_t *descend(uint64_t *entry)
{
	phys_addr_t below = arch_branch_of(*entry);
	uint64_t *table;

	if (below)
		return (uint64_t *)(uintptr_t)below;
	table = memblock_alloc(PAGE, PAGE);
	if (table)
		*entry = arch_branch((uintptr_t)table);
	return table;
}

static unsigned int level_for(struct bm_range range)
{
	unsigned int level = arch_leaf_level;

	while (level > 0 && ((range.start & (bytes_of(level) - 1)) != 0 ||
			     range.end - range.start < bytes_of(level)))
		level--;
	return level;
}

/* Map the start of @range by one entry. Return: how much that was; 0 without memory for tables. */
static phys_addr_t map_one(uint64_t *table, struct bm_range range, enum arch_kind kind)
{
	unsigned int leaf = level_for(range);
	unsigned int level;

	for (level = TOP_LEVEL; level > leaf && table; level--)
		table = descend(entry_of(table, range.start, level));
	if (!table)
		return 0;
	*entry_of(table, range.start, leaf) = arch_leaf(range.start, leaf, kind);
	return bytes_of(leaf);
}

static int map_range(uint64_t *root, struct bm_range range, enum arch_kind kind)
{
	phys_addr_t done;

	while (range.start < range.end) {
		done = map_one(root, range, kind);
		if (done == 0)
			return -BM_ENOMEM;
		range.start += done;
	}
	return 0;
}

/* Taking tables edits reservations only, so regions of memory stay where they are. */
static int map_all(uint64_t *root)
{
	int err = map_range(root, arch_registers, ARCH_REGISTERS);
	unsigned long i;

	for (i = 0; i < memblock.memory.cnt && !err; i++) {
		const struct memblock_region *region = &memblock.memory.regions[i];
		struct bm_range range;

		range.start = (region->base + PAGE - 1) & ~(PAGE - 1);
		range.end = mb_region_end(region) & ~(PAGE - 1);
		if ((region->flags & MEMBLOCK_NOMAP) == 0)
			err = map_range(root, range, ARCH_MEMORY);
	}
	return err;
}

uint64_t map_memory(void)
{
	uint64_t *root = memblock_alloc(PAGE, PAGE);
	uint64_t tables;

	need(root ? map_all(root) : -BM_ENOMEM, "build page tables for all memory");
	tables = arch_use_tables(root);
	memblock_set_current_limit(MEMBLOCK_ALLOC_ANYWHERE);
	return tables;
}
