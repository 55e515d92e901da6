// SPDX-License-Identifier: MIT
/*
 * elf.c - find a kernel in the initrd, and put it where it is linked to.
 *
 * The initrd holds kernels as ELF files, each from a page boundary on. The one to be loaded is the
 * first that does not lie where this kernel does. Its frames are claimed from the page allocator
 * one by one, so nothing in use is overwritten. Every offset is checked against the file.
 */
#include <string.h>

#include "kernel.h"

#define PAGE 4096u
#define LOADED 1u

struct elf {
	uint8_t magic[16];
	uint16_t type;
	uint16_t machine;
	uint32_t version;
	uint64_t entry;
	uint64_t segments;
	uint64_t sections;
	uint32_t flags;
	uint16_t size;
	uint16_t segment_size;
	uint16_t nr_segments;
};

struct segment {
	uint32_t type;
	uint32_t flags;
	uint64_t offset;
	uint64_t at;
	uint64_t phys;
	uint64_t size;
	uint64_t memory_size;
	uint64_t align;
};

static const struct segment *segment_of(const struct elf *elf, unsigned int i)
{
	return (const struct segment *)(const void *)((const char *)elf + elf->segments +
						      (uint64_t)i * elf->segment_size);
}

/* Are @size bytes at @offset within @room? */
static bool is_within(uint64_t offset, uint64_t size, uint64_t room)
{
	return size <= room && offset <= room - size;
}

static bool is_elf(const struct elf *elf, uint64_t room)
{
	return room >= sizeof(*elf) && memcmp(elf->magic, "\177ELF\2\1", 6) == 0 &&
	       elf->segment_size == sizeof(struct segment) &&
	       is_within(elf->segments, (uint64_t)elf->nr_segments * elf->segment_size, room);
}

/* What it takes in memory; empty if it is no sound file of @room bytes at most. */
static struct bm_range span_of(const struct elf *elf, uint64_t room)
{
	struct bm_range span = { PHYS_ADDR_MAX, 0 };
	struct bm_range none = { 0, 0 };
	unsigned int i;

	if (!is_elf(elf, room))
		return none;
	for (i = 0; i < elf->nr_segments; i++) {
		const struct segment *segment = segment_of(elf, i);

		if (segment->type != LOADED)
			continue;
		if (!is_within(segment->offset, segment->size, room) ||
		    !is_within(segment->phys, segment->memory_size, PHYS_ADDR_MAX) ||
		    segment->size > segment->memory_size)
			return none;
		if (segment->phys < span.start)
			span.start = segment->phys;
		if (segment->phys + segment->memory_size > span.end)
			span.end = segment->phys + segment->memory_size;
	}
	return span;
}

static const struct elf *find_next(struct bm_range initrd, struct bm_range self)
{
	phys_addr_t at;

	for (at = initrd.start; at < initrd.end; at += PAGE) {
		const struct elf *elf = (const struct elf *)(uintptr_t)at;
		struct bm_range span = span_of(elf, initrd.end - at);

		if (span.start < span.end && span.start != self.start)
			return elf;
	}
	return NULL;
}

uint64_t load_next_kernel(struct bm_range initrd, struct bm_range self)
{
	const struct elf *elf = find_next(initrd, self);
	struct bm_range span;
	unsigned int i;

	if (!elf)
		return 0;
	span = span_of(elf, initrd.end - (uintptr_t)elf);
	if (bm_buddy_alloc_range(&cpus[0].pages, span.start / PAGE, (span.end + PAGE - 1) / PAGE))
		return 0;
	for (i = 0; i < elf->nr_segments; i++) {
		const struct segment *segment = segment_of(elf, i);

		if (segment->type == LOADED)
			memcpy((void *)(uintptr_t)segment->phys,
			       (const char *)elf + segment->offset, segment->size);
	}
	return elf->entry;
}
