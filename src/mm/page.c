// SPDX-License-Identifier: MIT
/*
 * page.c - what can be said and changed about a frame through its descriptor.
 *
 * Zero is a valid state, so the count is stored less one: a fresh descriptor has one reference.
 * Every operation is atomic by itself.
 *
 * Linux: page-flags.h, page_ref.h.
 */
#include "mm_int.h"

unsigned int bm_page_flags(const struct bm_page *page)
{
	return atomic_load_explicit(&((struct bm_page *)(uintptr_t)page)->flags,
				    memory_order_acquire);
}

unsigned int bm_page_set(struct bm_page *page, unsigned int flags)
{
	return atomic_fetch_or(&page->flags, flags);
}

unsigned int bm_page_clear(struct bm_page *page, unsigned int flags)
{
	return atomic_fetch_and(&page->flags, ~flags);
}

unsigned int bm_page_count(const struct bm_page *page)
{
	return atomic_load(&((struct bm_page *)(uintptr_t)page)->extra_refs) + 1;
}

void bm_page_get(struct bm_page *page)
{
	atomic_fetch_add(&page->extra_refs, 1);
}

bool bm_page_put(struct bm_page *page)
{
	uint32_t refs = atomic_load(&page->extra_refs);

	while (refs > 0)
		if (atomic_compare_exchange_weak(&page->extra_refs, &refs, refs - 1))
			return false;
	return true;
}
