/* SPDX-License-Identifier: MIT */
/*
 * page_stretches.h - gigantic pages by address: those of a node that touch are one stretch.
 *
 * Kernels take them downward, and from one node after the other; people look for where they are.
 */
#ifndef CLI_PAGE_STRETCHES_H
#define CLI_PAGE_STRETCHES_H

#include "cli/predict/predict.h"

/** struct page_stretch - @nr pages of node @nid without a gap. */
struct page_stretch {
	struct bm_range range;
	unsigned long nr;
	int nid;
};

struct page_stretches {
	struct page_stretch *items;
	size_t nr;
};

/** page_stretches_new() - of an item's pages, ascending; false if out of memory. */
bool page_stretches_new(struct page_stretches *out, const struct predict *predict,
			const struct predict_item *item);

void page_stretches_release(struct page_stretches *stretches);

#endif
