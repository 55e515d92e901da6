// SPDX-License-Identifier: MIT
/*
 * page_stretches.c - sort pages and join those that touch.
 */
#include <stdlib.h>

#include <bootmem/mb_iter.h>

#include "cli/base/span.h"
#include "cli/predict/page_stretches.h"

static int by_start(const void *a, const void *b)
{
	const struct page_stretch *left = a, *right = b;

	return left->range.start < right->range.start ? -1 : left->range.start > right->range.start;
}

static int node_of(const struct memblock *mb, phys_addr_t addr)
{
	const struct memblock_region *region;

	mb_for_each_memory_region(region, mb)
		if (addr >= region->base && addr - region->base < region->size)
			return region->nid;
	return NUMA_NO_NODE;
}

static void join(struct page_stretches *stretches)
{
	struct page_stretch *items = stretches->items;
	size_t nr = 0, i;

	for (i = 0; i < stretches->nr; i++) {
		struct page_stretch *last = nr > 0 ? &items[nr - 1] : NULL;

		if (!last || last->range.end != items[i].range.start || last->nid != items[i].nid) {
			items[nr++] = items[i];
			continue;
		}
		last->range.end = items[i].range.end;
		last->nr++;
	}
	stretches->nr = nr;
}

bool page_stretches_new(struct page_stretches *out, const struct predict *predict,
			const struct predict_item *item)
{
	const phys_addr_t *pages = predict_pages(predict, item);
	unsigned long i;

	*out = (struct page_stretches){ calloc(item->nr_got + 1, sizeof(*out->items)),
					item->nr_got };
	if (!out->items)
		return false;
	for (i = 0; i < item->nr_got; i++)
		out->items[i] = (struct page_stretch){ span(pages[i], item->size), 1,
						       node_of(&predict->run->mb, pages[i]) };
	qsort(out->items, out->nr, sizeof(*out->items), by_start);
	join(out);
	return true;
}

void page_stretches_release(struct page_stretches *stretches)
{
	free(stretches->items);
	*stretches = (struct page_stretches){ 0 };
}
