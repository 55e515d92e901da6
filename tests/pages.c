// SPDX-License-Identifier: MIT
/*
 * pages.c - edits of single pages, and the comparison with a map.
 *
 * Everything is a loop over at most eight pages. Slow and obvious is right here.
 */
#include "pages.h"

#include <stdio.h>
#include <string.h>

static const int nid_of[] = { 0, NUMA_NO_NODE, 1, NUMA_NO_NODE, 1 };
static const bool has_flag[] = { false, false, false, true, true };

/* --- regions, read off the pages -------------------------------------------------------------- */

static bool begins(const unsigned char *kind, unsigned int i)
{
	return kind[i] != PAGE_NONE && (i == 0 || kind[i - 1] != kind[i]);
}

static unsigned long nr_regions(const struct pages *pages, const unsigned char *kind)
{
	unsigned long nr = 0;
	unsigned int i;

	for (i = 0; i < pages->nr; i++)
		nr += begins(kind, i);
	return nr;
}

/* --- free pages ------------------------------------------------------------------------------- */

static bool fits(const struct pages *pages, unsigned int at, unsigned int nr)
{
	unsigned int i;

	if (at + nr > pages->nr || (pages->origin == 0 && at == 0))
		return false;
	for (i = at; i < at + nr; i++)
		if (pages->memory[i] == PAGE_NONE || pages->memory[i] != pages->memory[at] ||
		    pages->reserved[i] != PAGE_NONE)
			return false;
	return true;
}

/* Where @nr pages fit within [lo, hi), or -1. */
static int find(const struct pages *pages, unsigned int nr, unsigned int lo, unsigned int hi)
{
	int found = -1;
	unsigned int i;

	for (i = lo; i + nr <= hi; i++) {
		if (fits(pages, i, nr)) {
			found = (int)i;
			if (pages->bottom_up)
				break;
		}
	}
	return found;
}

/* --- room for regions ------------------------------------------------------------------------- */

struct around {
	unsigned int first;
	unsigned int last;
	bool strictly;
};

static bool can_map(struct pages *pages)
{
	pages->maps++;
	if (pages->map_fail_at == 0)
		return true;
	return pages->map_fail_on ? pages->maps < pages->map_fail_at :
				    pages->maps != pages->map_fail_at;
}

/* A page for an array: above @around, else below, else, unless strictly, anywhere. */
static int find_home(struct pages *pages, struct around around)
{
	int home = find(pages, 1, around.last, pages->nr);

	if (home < 0)
		home = find(pages, 1, 0, around.first);
	if (home < 0 && !around.strictly)
		home = find(pages, 1, 0, pages->nr);
	return home >= 0 && can_map(pages) ? home : -1;
}

static unsigned long grown_max(unsigned long max, unsigned long need)
{
	while (max < need)
		max = max > 0 ? 2 * max : 1;
	return max;
}

static void move(struct pages *pages, struct pages_array *array, int home, unsigned long max)
{
	if (array->home >= 0)
		pages->reserved[array->home] = PAGE_NONE;
	pages->reserved[home] = PAGE_FLAG;
	array->home = home;
	array->max = max;
}

/* What a move itself takes in `reserved`: the new page, and a hole where the old one was. */
static unsigned long to_move(const struct pages_array *array)
{
	return array->home >= 0 ? 2 : 1;
}

static bool grow_reserved(struct pages *pages, unsigned long slots, struct around around)
{
	struct pages_array *array = &pages->reserved_array;
	unsigned long need = nr_regions(pages, pages->reserved) + slots + to_move(array);
	int home = find_home(pages, around);

	if (home < 0)
		return false;
	move(pages, array, home, grown_max(array->max, need));
	return true;
}

static bool grow_memory(struct pages *pages, unsigned long slots)
{
	const struct around nothing = { 0, 0, false };
	struct pages_array *array = &pages->memory_array;
	unsigned long max = grown_max(array->max, nr_regions(pages, pages->memory) + slots);
	unsigned long room = pages->reserved_array.max - nr_regions(pages, pages->reserved);
	int home = find_home(pages, nothing);

	if (home < 0)
		return false;
	if (room < to_move(array)) {
		struct around around = { (unsigned int)home, (unsigned int)home + 1, true };

		if (!grow_reserved(pages, to_move(array), around))
			return false;
	}
	move(pages, array, home, max);
	return true;
}

/* --- edits ------------------------------------------------------------------------------------ */

static bool is_on_reserved(enum op_kind kind)
{
	return kind == OP_RESERVE || kind == OP_FREE || kind == OP_ALLOC ||
	       kind == OP_RESERVE_KERN || kind == OP_SET_RESERVED_NODE;
}

static bool inserts(enum op_kind kind)
{
	return kind == OP_ADD || kind == OP_RESERVE || kind == OP_RESERVE_KERN || kind == OP_ALLOC;
}

static unsigned char becomes(enum op_kind kind, unsigned char page)
{
	static const unsigned char with_node[] = { PAGE_NONE, PAGE_NODE, PAGE_NODE, PAGE_NODE_FLAG,
						   PAGE_NODE_FLAG };
	static const unsigned char with_flag[] = { PAGE_NONE, PAGE_FLAG, PAGE_NODE_FLAG, PAGE_FLAG,
						   PAGE_NODE_FLAG };
	static const unsigned char without_flag[] = { PAGE_NONE, PAGE_PLAIN, PAGE_NODE, PAGE_PLAIN,
						      PAGE_NODE };

	switch (kind) {
	case OP_ADD:
	case OP_RESERVE:
		return page == PAGE_NONE ? PAGE_PLAIN : page;
	case OP_RESERVE_KERN:
	case OP_ALLOC:
		return page == PAGE_NONE ? PAGE_FLAG : page;
	case OP_SET_NODE:
	case OP_SET_RESERVED_NODE:
		return with_node[page];
	case OP_MARK:
		return with_flag[page];
	case OP_CLEAR:
		return without_flag[page];
	default:
		return PAGE_NONE;
	}
}

/* Slots that are asked for: one for each stretch to be filled; two for anything that cuts. */
static unsigned long wanted(const unsigned char *kind, struct op op)
{
	unsigned long nr = 0;
	unsigned int i;

	if (!inserts(op.kind))
		return 2;
	for (i = op.first; i < op.last; i++)
		nr += kind[i] == PAGE_NONE && (i == op.first || kind[i - 1] != PAGE_NONE);
	return nr;
}

/* Is there a cut at the border before page @i because @op changes one side of a region? */
static bool cuts(const unsigned char *kind, struct op op, unsigned int i, unsigned int inside)
{
	return i > 0 && kind[i - 1] == kind[i] && becomes(op.kind, kind[inside]) != kind[inside];
}

/* Slots without which it cannot be done. */
static unsigned long needed(const struct pages *pages, const unsigned char *kind, struct op op)
{
	unsigned char after[PAGES_MOST];
	unsigned long was = nr_regions(pages, kind);
	unsigned long is;
	unsigned int i;

	if (!inserts(op.kind) && op.kind != OP_REMOVE && op.kind != OP_FREE)
		return (unsigned long)cuts(kind, op, op.first, op.first) +
		       (op.last < pages->nr && cuts(kind, op, op.last, op.last - 1));
	memcpy(after, kind, sizeof(after));
	for (i = op.first; i < op.last; i++)
		after[i] = becomes(op.kind, kind[i]);
	is = nr_regions(pages, after);
	return is > was ? is - was : 0;
}

static bool make_room(struct pages *pages, struct op op, unsigned long want)
{
	struct around around = { op.first, op.last, inserts(op.kind) || op.kind == OP_FREE };

	return is_on_reserved(op.kind) ? grow_reserved(pages, want, around) :
					 grow_memory(pages, want);
}

int pages_apply(struct pages *pages, struct op op)
{
	bool on_reserved = is_on_reserved(op.kind);
	unsigned char *kind = on_reserved ? pages->reserved : pages->memory;
	struct pages_array *array = on_reserved ? &pages->reserved_array : &pages->memory_array;
	struct pages before = *pages;
	unsigned long room = array->max - nr_regions(pages, kind);
	unsigned long want;
	unsigned int i;

	if (op.kind == OP_ALLOC) {
		int at = find(pages, op.last - op.first, 0, pages->nr);

		if (at < 0)
			return -BM_ENOMEM;
		op.last = (unsigned int)at + op.last - op.first;
		op.first = (unsigned int)at;
	}
	want = wanted(kind, op);
	if (want > room && !make_room(pages, op, want)) {
		before.maps = pages->maps;
		*pages = before;
		if (needed(pages, kind, op) > room)
			return -BM_ENOMEM;
	}
	for (i = op.first; i < op.last; i++)
		kind[i] = becomes(op.kind, kind[i]);
	return 0;
}

bool pages_allows(const struct pages *pages, struct op op)
{
	int first = (int)op.first;
	int last = (int)op.last;

	if (op.kind != OP_FREE)
		return true;
	return !(first <= pages->memory_array.home && pages->memory_array.home < last) &&
	       !(first <= pages->reserved_array.home && pages->reserved_array.home < last);
}

unsigned int pages_ops(const struct pages *pages, unsigned int nr_kinds, struct op *ops)
{
	unsigned int nr = 0;
	unsigned int kind;
	struct op op;

	for (kind = 0; kind < nr_kinds; kind++) {
		op.kind = (enum op_kind)kind;
		for (op.first = 0; op.first < pages->nr; op.first++)
			for (op.last = op.first + 1; op.last <= pages->nr; op.last++)
				if (kind != OP_ALLOC || op.first == 0)
					ops[nr++] = op;
	}
	return nr;
}

/* --- the map ---------------------------------------------------------------------------------- */

static int map_alloc(struct memblock *mb, phys_addr_t size)
{
	struct mb_req req = mb_req(size, PAGE_BYTES);
	struct mb_spot spot;

	return mb_alloc(mb, &req, &spot);
}

int map_apply(struct memblock *mb, phys_addr_t origin, struct op op)
{
	phys_addr_t base = origin + op.first * PAGE_BYTES;
	phys_addr_t size = (op.last - op.first) * PAGE_BYTES;

	switch (op.kind) {
	case OP_ADD:
		return mb_add(mb, base, size);
	case OP_REMOVE:
		return mb_remove(mb, base, size);
	case OP_RESERVE:
		return mb_reserve(mb, base, size);
	case OP_FREE:
		return mb_unreserve(mb, base, size);
	case OP_SET_NODE:
		return mb_set_node(mb, base, size, &mb->memory, 1);
	case OP_MARK:
		return mb_mark(mb, base, size, MEMBLOCK_HOTPLUG);
	case OP_ALLOC:
		return map_alloc(mb, size);
	case OP_RESERVE_KERN:
		return mb_reserve_node(mb, base, size, NUMA_NO_NODE, MEMBLOCK_RSRV_KERN);
	case OP_CLEAR:
		return mb_clear(mb, base, size, MEMBLOCK_HOTPLUG);
	case OP_SET_RESERVED_NODE:
		return mb_set_node(mb, base, size, &mb->reserved, 1);
	default:
		return -BM_EINVAL;
	}
}

static const char *type_differs(const struct pages *pages, const unsigned char *kind,
				const struct memblock_type *type, unsigned int flag)
{
	unsigned long cnt = 0;
	phys_addr_t total = 0;
	unsigned int i;

	for (i = 0; i < pages->nr; i++) {
		const struct memblock_region *r;
		phys_addr_t end = pages->origin + (i + 1) * PAGE_BYTES;

		if (kind[i] == PAGE_NONE)
			continue;
		cnt += begins(kind, i);
		if (cnt > type->cnt)
			return "there are too few regions";
		r = &type->regions[cnt - 1];
		total += PAGE_BYTES;
		if (begins(kind, i) && r->base != end - PAGE_BYTES)
			return "a region begins elsewhere";
		if ((i + 1 == pages->nr || kind[i + 1] != kind[i]) && r->base + r->size != end)
			return "a region ends elsewhere";
		if (r->nid != nid_of[kind[i]])
			return "a region has another node";
		if ((unsigned int)r->flags != (has_flag[kind[i]] ? flag : 0u))
			return "a region has other flags";
	}
	if (cnt != type->cnt)
		return "there are too many regions";
	return total == type->total_size ? NULL : "the total is wrong";
}

const char *pages_differ(const struct pages *pages, const struct memblock *mb)
{
	const char *how;

	if (mb->memory.max != pages->memory_array.max)
		return "memory has room for another number";
	if (mb->reserved.max != pages->reserved_array.max)
		return "reserved has room for another number";
	how = type_differs(pages, pages->memory, &mb->memory, MEMBLOCK_HOTPLUG);
	if (how)
		return how;
	return type_differs(pages, pages->reserved, &mb->reserved, MEMBLOCK_RSRV_KERN);
}

void pages_print(const struct pages *pages, const struct op *ops, unsigned int nr_ops)
{
	static const char *const names[NR_OP_KINDS] = {
		[OP_ADD] = "add",
		[OP_REMOVE] = "remove",
		[OP_RESERVE] = "reserve",
		[OP_FREE] = "free",
		[OP_SET_NODE] = "node",
		[OP_MARK] = "mark",
		[OP_ALLOC] = "alloc",
		[OP_RESERVE_KERN] = "reserve-kern",
		[OP_CLEAR] = "clear",
		[OP_SET_RESERVED_NODE] = "reserved-node",
	};
	unsigned int i;

	for (i = 0; i < nr_ops; i++)
		fprintf(stderr, "%s [%u,%u)\n", names[ops[i].kind], ops[i].first, ops[i].last);
	fprintf(stderr, "memory   ");
	for (i = 0; i < pages->nr; i++)
		fputc(".mnhx"[pages->memory[i]], stderr);
	fprintf(stderr, " max %lu home %d\nreserved ", pages->memory_array.max,
		pages->memory_array.home);
	for (i = 0; i < pages->nr; i++)
		fputc(".rnkx"[pages->reserved[i]], stderr);
	fprintf(stderr, " max %lu home %d\n", pages->reserved_array.max,
		pages->reserved_array.home);
}
