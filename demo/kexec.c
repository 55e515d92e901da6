// SPDX-License-Identifier: MIT
/*
 * kexec.c - from this kernel to the next without firmware, and what the next finds.
 *
 * Before the jump every named reservation is filled with words that follow from its place in the
 * table and from the number of the jump, the record is written, and the loader's message (device
 * tree, start info) is passed on with the record's place in it. After it nothing is allocated but
 * from scratch until the record is taken over; reserve_mem= finds the names again, and every word
 * is looked at.
 */
#include <libfdt.h>

#include <bootmem/mm.h>
#include <bootmem/persist.h>

#include "arch.h"
#include "kernel.h"

#define PAGE_SHIFT 12
#define RECORD_ORDER 4
#define MESSAGE_ORDER 9
#define MESSAGE_SIZE ((size_t)1 << (PAGE_SHIFT + MESSAGE_ORDER))
#define RECORD_SIZE ((size_t)1 << (PAGE_SHIFT + RECORD_ORDER))
#define SCRATCH_SIZE (1u << 20)

static struct bm_record record;
static struct bm_range scratch;
static uint64_t generation;

void handover_found(struct bm_range found)
{
	const void *blob = (const void *)(uintptr_t)found.start;
	phys_addr_t size = found.end - found.start;

	check(memblock_reserve(found.start, size) == 0, "a kernel was here before");
	need(bm_record_open(&record, blob, size), "open the record it left");
	need(bm_handover_scratch(&record, &memblock), "allocate from its scratch alone");
	generation = record.generation;
}

void take_handover(void)
{
	if (generation > 0)
		need(bm_handover_take(&record, &memblock, &memblock_names),
		     "take over what it names");
}

void place_scratch(void)
{
	struct bm_scratch_plan plan = { 0 };

	plan.align = SCRATCH_SIZE;
	plan.global = SCRATCH_SIZE;
	check(bm_scratch_place(&plan, &memblock, &scratch, 1) == 1, "scratch for the next kernel");
}

/* --- content ------------------------------------------------------------------------------- */

static uint64_t word_of(unsigned int idx, uint64_t jump, size_t at)
{
	return (at + 1) * 0x9e3779b97f4a7c15u ^ jump << 32 ^ idx;
}

static size_t nr_words(const struct bm_named *named)
{
	return (size_t)(named->range.end - named->range.start) / sizeof(uint64_t);
}

static void fill(unsigned int idx, uint64_t jump)
{
	const struct bm_named *named = &memblock_names.slots[idx];
	uint64_t *words = (uint64_t *)(uintptr_t)named->range.start;
	size_t at;

	for (at = 0; at < nr_words(named); at++)
		words[at] = word_of(idx, jump, at);
}

static bool is_intact(unsigned int idx, uint64_t jump)
{
	const struct bm_named *named = &memblock_names.slots[idx];
	const uint64_t *words = (const uint64_t *)(uintptr_t)named->range.start;
	size_t at;

	for (at = 0; at < nr_words(named); at++) {
		if (words[at] != word_of(idx, jump, at))
			return false;
	}
	return named->fate == BM_FATE_REVIVED;
}

void check_names(void)
{
	unsigned int idx;
	unsigned int nr = 0;

	for (idx = 0; idx < memblock_names.nr && generation > 0; idx++)
		nr += is_intact(idx, generation);
	if (generation > 0)
		check(nr > 0 && nr == memblock_names.nr, "every name is back, content intact");
	say("%u names after %llu jumps\n", nr, (unsigned long long)generation);
}

/* --- the jump ------------------------------------------------------------------------------ */

static void *pages(unsigned int order)
{
	pfn_t pfn;

	if (bm_buddy_alloc(&cpus[0].pages, order, BM_GFP_DMA32, &pfn))
		return NULL;
	return (void *)(uintptr_t)(pfn << PAGE_SHIFT);
}

/* Return: the record; empty on failure. */
static struct bm_range write_record(void)
{
	struct bm_handover h = { 0 };
	struct bm_range written = { 0, 0 };
	void *buf = pages(RECORD_ORDER);

	h.names = &memblock_names;
	h.scratch = &scratch;
	h.nr_scratch = 1;
	h.generation = generation + 1;
	h.mb = &memblock;
	h.sum_content = true;
	if (buf && bm_handover_write(&h, buf, RECORD_SIZE) == 0) {
		written.start = (uintptr_t)buf;
		written.end = written.start + fdt_totalsize(buf);
	}
	return written;
}

static void stop(struct cpu *cpu, void *arg)
{
	(void)arg;
	atomic_store(&cpu->is_up, false);
	arch_park();
}

void hand_over(const struct bm_boot *boot, const struct handoff *handoff)
{
	uint64_t entry = load_next_kernel(boot->initrd, boot->kernel_image);
	void *room = pages(MESSAGE_ORDER);
	struct bm_range written;
	phys_addr_t message = 0;
	unsigned int idx;

	need(entry ? 0 : -BM_ENOENT, "load the next kernel");
	for (idx = 0; idx < memblock_names.nr; idx++)
		fill(idx, generation + 1);
	written = write_record();
	need(written.end ? 0 : -BM_ENOMEM, "write the record");
	if (room && handoff->fdt)
		message = pass_on_tree(boot, room, MESSAGE_SIZE, written);
	else if (room && handoff->pvh)
		message = pass_on_pvh(room, written);
	need(message ? 0 : -BM_ENOMEM, "pass on what the loader said");
	cpus_begin(stop, NULL);
	cpus_end();
	say("jump %llu, to %llx\n", (unsigned long long)generation + 1, (unsigned long long)entry);
	arch_jump(entry, message);
}

uint64_t nr_jumps(void)
{
	return generation;
}
