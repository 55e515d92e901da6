/* SPDX-License-Identifier: MIT */
/*
 * porting.h - the three stages of docs/porting.md, each a file whose marked part is printed there.
 */
#ifndef DEMO_PORTING_H
#define DEMO_PORTING_H

#include <bootmem/types.h>

/** import_memory() - stage 1: from a device tree to a map that can be allocated from. */
int import_memory(const void *blob, struct bm_range kernel);

/** release_to_own() - stage 2: free memory goes to a page allocator of your own. */
int release_to_own(const char *architecture);

/** own_page() - a page from that; NULL if there is none. */
void *own_page(void);

/** release_to_buddy() - stage 3: or to bootmem's, with zones and page descriptors. */
int release_to_buddy(const char *architecture);

#endif
