/* SPDX-License-Identifier: MIT */
/*
 * pages.h - the model of a map: what every single page is, and nothing about regions.
 *
 * Written in another style than the library on purpose: no sorting, no searching, no merging. An
 * edit sets pages; the regions that a map must then hold are read off the pages. Where the arrays
 * live is part of the model too, because a full array moves into the pages themselves: when it
 * must, where to, and what it leaves behind is worked out here from the contract.
 *
 * Nodes and flags are only ever compared for equality, so a few combinations stand for all.
 */
#ifndef TESTS_PAGES_H
#define TESTS_PAGES_H

#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>

#define PAGES_MOST 8u
#define PAGE_BYTES ((phys_addr_t)4096)

/** What a page can be; memory and reserved have their own meaning for the attributes. */
enum page_kind {
	PAGE_NONE,
	PAGE_PLAIN,     /* no node, no flags */
	PAGE_NODE,      /* node 1 */
	PAGE_FLAG,      /* HOTPLUG, or the kernel's */
	PAGE_NODE_FLAG, /* both */
};

/**
 * struct pages_array - a region array: how many it can hold, and in which page it is, -1: in
 * none.
 */
struct pages_array {
	unsigned long max;
	int home;
};

/** struct pages - the model. map_fail_at and _on as in struct world; heard: with an observer. */
struct pages {
	unsigned int nr;
	phys_addr_t origin;
	bool bottom_up;
	unsigned char memory[PAGES_MOST];
	unsigned char reserved[PAGES_MOST];
	struct pages_array memory_array;
	struct pages_array reserved_array;
	unsigned int maps;
	unsigned int map_fail_at;
	bool map_fail_on;
	bool heard;
};

enum op_kind {
	OP_ADD,
	OP_REMOVE,
	OP_RESERVE,
	OP_FREE,
	OP_SET_NODE,
	OP_MARK,
	OP_ALLOC,
	OP_RESERVE_KERN,
	OP_CLEAR,
	OP_SET_RESERVED_NODE,
	NR_OP_KINDS,
};

/** struct op - one edit, of the pages [first, last); OP_ALLOC: of last - first pages, anywhere. */
struct op {
	enum op_kind kind;
	unsigned int first;
	unsigned int last;
};

/** pages_ops() - every edit of the kinds below @nr_kinds; returns how many. */
unsigned int pages_ops(const struct pages *pages, unsigned int nr_kinds, struct op *ops);

#define PAGES_MOST_OPS (NR_OP_KINDS * PAGES_MOST * (PAGES_MOST + 1) / 2)

/** pages_allows() - not an edit that frees the page an array lives in: that is nobody's to free. */
bool pages_allows(const struct pages *pages, struct op op);

/** pages_apply() - do @op to the model: 0, or -BM_ENOMEM with only @pages->maps counted on. */
int pages_apply(struct pages *pages, struct op op);

/** map_apply() - do @op to a map. */
int map_apply(struct memblock *mb, phys_addr_t origin, struct op op);

/** pages_differ() - NULL if @mb holds exactly what @pages say, else what does not fit. */
const char *pages_differ(const struct pages *pages, const struct memblock *mb);

/** pages_print() - both, and the edits that led there, to standard error. */
void pages_print(const struct pages *pages, const struct op *ops, unsigned int nr_ops);

#endif
