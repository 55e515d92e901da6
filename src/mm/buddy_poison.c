// SPDX-License-Identifier: MIT
/*
 * buddy_poison.c - see writes to memory after it was freed.
 *
 * A frame is filled when it becomes free and looked at when it is allocated. One that was written
 * to stays out of use. Frames that the port cannot map are left alone.
 *
 * Linux: page_poison=on.
 */
#include "base/text.h"
#include "mm_int.h"

#define POISON 0xaa

static unsigned char *frame(const struct bm_buddy *buddy, pfn_t pfn, size_t *out_size)
{
	unsigned int shift = buddy->pages->mb->page_shift;
	phys_addr_t base = bm_pfn_addr(pfn, shift);

	*out_size = (size_t)1 << shift;
	if (buddy->port && buddy->port->map)
		return buddy->port->map(buddy->port->ctx, base, *out_size);
	return base == (uintptr_t)base ? (unsigned char *)(uintptr_t)base : NULL;
}

void bm_poison_(const struct bm_buddy *buddy, pfn_t start_pfn, pfn_t end_pfn)
{
	unsigned char *mem;
	size_t size;

	for (; start_pfn < end_pfn; start_pfn++) {
		mem = frame(buddy, start_pfn, &size);
		if (mem)
			memset(mem, POISON, size);
	}
}

static void complain(const struct bm_buddy *buddy, pfn_t pfn, size_t offset)
{
	struct bm_text text;

	bm_text_start(&text, "buddy: frame ");
	bm_text_hex(&text, pfn);
	bm_text_str(&text, " was written to after it was freed, at offset ");
	bm_text_hex(&text, offset);
	bm_text_str(&text, "; it stays out of use");
	bm_text_log(&text, buddy->port, BM_LOG_ERR);
}

bool bm_poison_is_intact_(struct bm_buddy *buddy, pfn_t pfn, unsigned int order)
{
	pfn_t end = pfn + frames(order);
	const unsigned char *mem;
	size_t size;
	size_t i;

	for (; pfn < end; pfn++) {
		mem = frame(buddy, pfn, &size);
		for (i = 0; mem && i < size; i++) {
			if (mem[i] != POISON) {
				complain(buddy, pfn, i);
				return false;
			}
		}
	}
	return true;
}
