/* SPDX-License-Identifier: MIT */
/*
 * persist.h - named reservations that survive a kexec, by a record that one kernel leaves to the
 * next.
 *
 * The record is a flattened device tree: names with place, size and checksum, a list of further
 * memory to preserve, the scratch areas the next kernel may allocate from before it has read the
 * list, and a checksum over it all. docs/handover-format.md describes it byte for byte.
 *
 * Before the jump:
 *
 *	struct bm_handover h = { .names = &names, .generation = 1, .mb = &mb };
 *
 *	err = bm_handover_write(&h, buf, sizeof(buf));
 *
 * After it, when the firmware's memory is added and the kernel itself is reserved:
 *
 *	err = bm_record_open(&rec, blob, size);
 *	if (!err)
 *		err = bm_handover_take(&rec, &mb, &names);
 *
 * From then on no allocation can land on preserved memory, and `reserve_mem=` finds its old place
 * whatever else changed. Nothing is ever believed: a record is opened only if it is whole, and
 * each entry is taken only if it is memory now, and nobody's. What is lost is named, with the
 * reason.
 *
 * A checksum finds accidents, not attackers: whoever controlled the previous kernel can write any
 * record. But no record can make this one hand out memory in use, or read outside it.
 *
 * This part needs libfdt.
 *
 * Context: one CPU at a time for each map and record.
 *
 * Cost: a pass over the record, and an edit for each run of preserved memory, see mb.h; contents
 * that have a checksum are read once.
 */
#ifndef BOOTMEM_PERSIST_H
#define BOOTMEM_PERSIST_H

#include <bootmem/mb.h>
#include <bootmem/reserve_mem.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the record's root says it is; a reader of another version refuses it. */
#define BM_HANDOVER_COMPATIBLE "bootmem,handover-v1"

/**
 * struct bm_handover - what to leave to the next kernel
 * @names:      named reservations; those released or lost are left out
 * @preserved:  further memory to preserve, ascending, not overlapping
 * @nr_preserved: entries in it
 * @scratch:    areas the next kernel may allocate from at once; no preserved byte may be in them
 * @nr_scratch: entries in it
 * @generation: how often this chain of kernels was handed over before
 * @mb:         the map: all that is preserved must be memory in it
 * @sum_content: compute a checksum of each name's content, through the port's map
 */
struct bm_handover {
	const struct bm_names *names;
	const struct bm_range *preserved;
	unsigned long nr_preserved;
	const struct bm_range *scratch;
	unsigned long nr_scratch;
	uint64_t generation;
	const struct memblock *mb;
	bool sum_content;
};

/** bm_handover_room() - bytes of buffer that are enough for bm_handover_write(). */
size_t bm_handover_room(const struct bm_handover *h);

/**
 * bm_handover_write() - write a record
 * @h:    what
 * @buf:  where; aligned to 8 bytes
 * @size: bytes there are
 *
 * The record's own length is fdt_totalsize(buf). Contents that the sum covers must not change any
 * more.
 *
 * Return: 0; -BM_ENOSPC if @buf is too small; -BM_EINVAL if something to preserve, or a scratch
 *         area, is not memory, or they overlap; -BM_ENOMEM if content cannot be mapped to sum it.
 *         On error @buf holds no valid record.
 */
BM_MUST_USE int bm_handover_write(const struct bm_handover *h, void *buf, size_t size);

/* --- read ---------------------------------------------------------------------------------- */

/**
 * struct bm_record - an opened record
 * @blob: its bytes; must stay where they are
 * @size: bytes of it
 * @generation: how often this chain of kernels was handed over before it
 * @nr_names:   names in it
 * @nr_preserved: ranges to preserve
 * @nr_scratch: scratch areas
 */
struct bm_record {
	const void *blob;
	size_t size;
	uint64_t generation;
	unsigned long nr_names;
	unsigned long nr_preserved;
	unsigned long nr_scratch;

	/* private */
	const uint8_t *preserved;
	const uint8_t *scratch;
};

/**
 * bm_record_open() - is this a whole record that this library can read?
 * @rec:  set on success only
 * @blob: bytes from anywhere, aligned to 8
 * @size: how many may be read
 *
 * Return: 0; -BM_EBADMSG if it is cut short, damaged, or no record; -BM_EINVAL if it is of
 *         another version.
 */
BM_MUST_USE int bm_record_open(struct bm_record *rec, const void *blob, size_t size);

/** bm_record_fault() - after a failed open, why: a short sentence, never NULL. */
const char *bm_record_fault(const void *blob, size_t size);

/**
 * bm_record_next_name() - step to the next name of a record
 * @rec:   opened
 * @pos:   -1 to begin with; then what the last call left there
 * @named: set if there is one more; its fate is BM_FATE_KEPT, or BM_FATE_LOST_NAME if it is
 *         malformed
 *
 * Return: false at the end.
 */
bool bm_record_next_name(const struct bm_record *rec, int *pos, struct bm_named *named);

/** bm_record_preserved() - range @idx below nr_preserved; ascending, not overlapping. */
struct bm_range bm_record_preserved(const struct bm_record *rec, unsigned long idx);

/** bm_record_scratch() - area @idx below nr_scratch. */
struct bm_range bm_record_scratch(const struct bm_record *rec, unsigned long idx);

/**
 * bm_handover_scratch() - the earliest step: allocate from scratch areas alone from now on
 * @rec: opened
 * @mb:  the map, with or without the firmware's memory
 *
 * Marks the areas KHO_SCRATCH and sets mb->scratch_only, which bm_handover_take() ends. If no
 * memory is known yet the areas are added as such: a kernel that must allocate before it has read
 * the firmware's map believes the record so far. If memory is known, only that is marked.
 *
 * Return: 0; -BM_ENOMEM with @mb unchanged.
 */
BM_MUST_USE int bm_handover_scratch(const struct bm_record *rec, struct memblock *mb);

/**
 * bm_handover_take() - reserve all preserved memory, and list the names
 * @rec:   opened
 * @mb:    the map, with the firmware's memory and what this kernel has taken
 * @names: gets an entry for each name of the record, kept or lost
 *
 * Reservations are marked NOINIT: content is never zeroed, poisoned, or initialised over. Parts
 * of preserved ranges that are no longer memory, or were taken before, are left out and logged. A
 * name is kept only if all of its memory could be.
 *
 * Return: 0, also if some names are lost; -BM_ENOSPC if @names has too few slots left; -BM_ENOMEM
 *         if there is no slot for a reservation. On error what was reserved stays so, and all
 *         names not kept are lost.
 */
BM_MUST_USE int bm_handover_take(const struct bm_record *rec, struct memblock *mb,
				 struct bm_names *names);

/**
 * bm_handover_drop() - free what was kept and nobody asked for
 * @names: the table
 * @mb:    the map
 *
 * Return: names dropped.
 */
unsigned int bm_handover_drop(struct bm_names *names, struct memblock *mb);

/* --- memory in bulk ------------------------------------------------------------------------ */

/**
 * bm_reserve_bitmap() - reserve a page for each bit set
 * @mb:   the map
 * @base: address of bit 0, a multiple of the page size
 * @bits: 64 pages a word, bit 0 first
 * @nr_words: words
 *
 * Cost:   a step for each run of equal bits, and a step for each word.
 * Return: 0; -BM_ENOMEM: the pages of all lower bits are reserved, and one more call goes on.
 */
BM_MUST_USE int bm_reserve_bitmap(struct memblock *mb, phys_addr_t base, const uint64_t *bits,
				  unsigned long nr_words);

/**
 * bm_reserve_list() - reserve ranges, best in ascending order
 *
 * Return: 0; -BM_ENOMEM: those before the one that failed are reserved.
 */
BM_MUST_USE int bm_reserve_list(struct memblock *mb, const struct bm_range *ranges,
				unsigned long nr_ranges, enum memblock_flags flags);

/* --- scratch areas ------------------------------------------------------------------------- */

/**
 * struct bm_scratch_plan - the scratch areas of the next kernel, sizes in bytes
 * @low_limit: address that the low area stays below
 * @align: of each area and its size; a power of two
 * @low:   size of the low area
 * @global: size of the area that may be anywhere
 * @node:  size of the area on each node, by node; the caller's array
 * @nr_nodes: entries there
 */
struct bm_scratch_plan {
	phys_addr_t low_limit;
	phys_addr_t align;
	phys_addr_t low;
	phys_addr_t global;
	phys_addr_t *node;
	unsigned int nr_nodes;
};

/**
 * bm_scratch_size() - size scratch areas from what this boot took for itself
 * @plan:    @low_limit, @align, @node and @nr_nodes are the caller's, the sizes are filled in
 * @mb:      the map, at the end of the boot
 * @percent: of the bytes the kernel reserved for itself; 200 as a rule
 *
 * Linux: scratch_size_update().
 */
void bm_scratch_size(struct bm_scratch_plan *plan, const struct memblock *mb, unsigned int percent);

/**
 * bm_scratch_place() - allocate the areas: low, global, then one on each node
 * @plan:  sizes; an area of size 0 is left out
 * @mb:    the map
 * @areas: set on success
 * @max:   entries there; nr_nodes + 2 are always enough
 *
 * Return: number of areas; -BM_ENOSPC or -BM_ENOMEM with @mb unchanged.
 * Linux:  kho_reserve_scratch().
 */
BM_MUST_USE int bm_scratch_place(const struct bm_scratch_plan *plan, struct memblock *mb,
				 struct bm_range *areas, unsigned int max);

/* --- records of Linux ---------------------------------------------------------------------- */

/**
 * bm_kho_memblock_names() - read what Linux hands over for reserve_mem (compatible "memblock-v1")
 * @blob:  bytes from anywhere, aligned to 8
 * @size:  how many may be read
 * @names: gets an entry for each child: name, place, size
 *
 * Return: entries read; -BM_EBADMSG if it is no such tree or an entry is malformed, with none
 *         added; -BM_ENOSPC.
 */
BM_MUST_USE int bm_kho_memblock_names(const void *blob, size_t size, struct bm_names *names);

/**
 * bm_kho_take() - take over from Linux: bm_handover_take() for its names
 * @blob:  bytes from anywhere, aligned to 8
 * @size:  how many may be read
 * @mb:    the map, with the firmware's memory and what this kernel has taken
 * @names: gets an entry for each name, kept or lost
 *
 * What else Linux preserves is in its own list, which the caller finds by Linux's rules and hands
 * to bm_reserve_bitmap() or bm_reserve_list() before it allocates.
 *
 * Return: as bm_kho_memblock_names() if there is nothing to take; else 0, or -BM_ENOMEM if a name
 *         was lost for want of a slot.
 * Linux:  reserve_mem_kho_revive().
 */
BM_MUST_USE int bm_kho_take(const void *blob, size_t size, struct memblock *mb,
			    struct bm_names *names);

#ifdef __cplusplus
}
#endif

#endif
