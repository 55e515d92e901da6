// SPDX-License-Identifier: MIT
/*
 * fuzz_ops.c - any sequence of edits, with any 64-bit numbers, against a list of borders.
 *
 * Each array of the map is compared after every edit with a model that knows no regions: a sorted
 * list of addresses, and what lies between each and the next. Painting an interval inserts its two
 * ends and changes what is between. Regions, counts and sums are read off that list.
 *
 * Input: records of 8 bytes. The first byte says what is done, the second with which attributes;
 * then an address and a size of three bytes each: a value and a number of places to shift it, so
 * that small, page-sized, huge and wrapping numbers are all near each other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/check.h>
#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RECORD 8u
#define MOST_RECORDS 200u
#define NR_SLOTS 1024ul
#define MOST_BORDERS 1024u

#define MUST(cond) ((cond) ? (void)0 : broken(#cond, __LINE__))

static void broken(const char *what, int line)
{
	fprintf(stderr, "fuzz_ops.c:%d: %s\n", line, what);
	abort();
}

/* --- the model: borders, and what lies behind each -------------------------------------------- */

/** What an address is: nothing, or something with a node and flags. */
struct paint {
	bool there;
	int nid;
	unsigned int flags;
};

struct line {
	unsigned int nr;
	phys_addr_t at[MOST_BORDERS];
	struct paint from[MOST_BORDERS];
};

static bool same_paint(struct paint a, struct paint b)
{
	return a.there == b.there && (!a.there || (a.nid == b.nid && a.flags == b.flags));
}

static void line_init(struct line *line)
{
	memset(line, 0, sizeof(*line));
	line->nr = 1;
}

/* Make sure that there is a border at @addr; returns its index. */
static unsigned int border(struct line *line, phys_addr_t addr)
{
	unsigned int i = line->nr;

	while (line->at[i - 1] > addr)
		i--;
	if (line->at[i - 1] == addr)
		return i - 1;
	MUST(line->nr < MOST_BORDERS);
	memmove(&line->at[i + 1], &line->at[i], (line->nr - i) * sizeof(line->at[0]));
	memmove(&line->from[i + 1], &line->from[i], (line->nr - i) * sizeof(line->from[0]));
	line->at[i] = addr;
	line->from[i] = line->from[i - 1];
	line->nr++;
	return i;
}

/* Borders with the same on both sides are none. */
static void tidy(struct line *line)
{
	unsigned int to = 1;
	unsigned int i;

	for (i = 1; i < line->nr; i++) {
		if (same_paint(line->from[i], line->from[to - 1]))
			continue;
		line->at[to] = line->at[i];
		line->from[to] = line->from[i];
		to++;
	}
	line->nr = to;
}

/** What an edit makes of what is there. */
struct brush {
	enum { FILL, WIPE, NODE, SET, CLEAR } stroke;
	struct paint paint;
};

static struct paint stroke(struct paint old, const struct brush *brush)
{
	struct paint new = old;

	if (brush->stroke == FILL)
		return old.there ? old : brush->paint;
	if (brush->stroke == WIPE)
		new.there = false;
	else if (brush->stroke == NODE)
		new.nid = brush->paint.nid;
	else if (brush->stroke == SET)
		new.flags |= brush->paint.flags;
	else
		new.flags &= ~brush->paint.flags;
	return new;
}

static phys_addr_t end_of(phys_addr_t base, phys_addr_t size)
{
	return size > PHYS_ADDR_MAX - base ? PHYS_ADDR_MAX : base + size;
}

static void paint(struct line *line, phys_addr_t base, phys_addr_t size, const struct brush *brush)
{
	phys_addr_t end = end_of(base, size);
	unsigned int last;
	unsigned int i;

	if (end == base)
		return;
	border(line, base);
	last = border(line, end);
	for (i = border(line, base); i < last; i++)
		line->from[i] = stroke(line->from[i], brush);
	tidy(line);
}

/* Is all of [base, end)? */
static bool is_there(const struct line *line, phys_addr_t base, phys_addr_t end)
{
	unsigned int i;

	for (i = 0; i < line->nr && base < end; i++) {
		phys_addr_t next = i + 1 < line->nr ? line->at[i + 1] : PHYS_ADDR_MAX;

		if (!line->from[i].there && line->at[i] < end && base < next)
			return false;
	}
	return true;
}

static void must_match(const struct line *line, const struct memblock_type *type)
{
	const struct memblock_region *r = type->regions;
	phys_addr_t total = 0;
	unsigned int i;

	for (i = 0; i < line->nr; i++) {
		phys_addr_t next = i + 1 < line->nr ? line->at[i + 1] : PHYS_ADDR_MAX;

		if (!line->from[i].there)
			continue;
		MUST(r < type->regions + type->cnt);
		MUST(r->base == line->at[i]);
		MUST(r->size == next - line->at[i]);
		MUST(r->nid == line->from[i].nid);
		MUST((unsigned int)r->flags == line->from[i].flags);
		total += r->size;
		r++;
	}
	MUST(r == type->regions + type->cnt);
	MUST(total == type->total_size);
}

/* --- both together ---------------------------------------------------------------------------- */

struct both {
	struct memblock mb;
	struct line memory;
	struct line reserved;
	struct memblock_region slots[NR_SLOTS];
};

/** One record of input. */
struct record {
	unsigned int what;
	int nid;
	unsigned int flags;
	phys_addr_t base;
	phys_addr_t size;
};

static phys_addr_t number(const uint8_t *data)
{
	phys_addr_t value = (phys_addr_t)(data[0] | data[1] << 8);
	unsigned int shift = data[2] % BM_PHYS_ADDR_BITS;
	phys_addr_t moved = value << shift;

	return data[2] & 0x80 ? PHYS_ADDR_MAX - moved : moved;
}

static struct record read_record(const uint8_t *data)
{
	static const unsigned int of_memory[] = { MEMBLOCK_NONE, MEMBLOCK_HOTPLUG, MEMBLOCK_NOMAP,
						  MEMBLOCK_KHO_SCRATCH };
	static const unsigned int of_reserved[] = { MEMBLOCK_NONE, MEMBLOCK_RSRV_KERN,
						    MEMBLOCK_RSRV_NOINIT, MEMBLOCK_RSRV_KERN };
	struct record record;
	bool on_reserved = data[0] & 1;

	record.what = data[0] % 14;
	record.nid = data[1] % 4 - 1;
	record.flags = on_reserved ? of_reserved[data[1] >> 2 & 3] : of_memory[data[1] >> 2 & 3];
	record.base = number(data + 2);
	record.size = number(data + 5);
	return record;
}

static void fill(struct both *b, const struct record *rec, bool on_reserved)
{
	struct brush brush = { FILL, { true, rec->nid, rec->flags } };
	enum memblock_flags flags = (enum memblock_flags)rec->flags;

	if (on_reserved) {
		MUST(mb_reserve_node(&b->mb, rec->base, rec->size, rec->nid, flags) == 0);
		paint(&b->reserved, rec->base, rec->size, &brush);
	} else {
		MUST(mb_add_node(&b->mb, rec->base, rec->size, rec->nid, flags) == 0);
		paint(&b->memory, rec->base, rec->size, &brush);
	}
}

static void wipe(struct both *b, const struct record *rec, bool on_reserved)
{
	struct brush brush = { WIPE, { false, 0, 0 } };
	unsigned long bad = b->mb.nr_bad_frees;
	bool whole = is_there(&b->reserved, rec->base, end_of(rec->base, rec->size));

	if (!on_reserved) {
		MUST(mb_remove(&b->mb, rec->base, rec->size) == 0);
		paint(&b->memory, rec->base, rec->size, &brush);
		return;
	}
	if (rec->nid == 0) {
		MUST(mb_free(&b->mb, rec->base, rec->size) == (whole ? 0 : -BM_ENOENT));
		if (!whole)
			return;
	} else {
		MUST(mb_unreserve(&b->mb, rec->base, rec->size) == 0);
		MUST(b->mb.nr_bad_frees == bad + !whole);
	}
	paint(&b->reserved, rec->base, rec->size, &brush);
}

static void retag(struct both *b, const struct record *rec, bool on_reserved)
{
	struct brush brush = { rec->nid < 1 ? SET : CLEAR, { true, rec->nid, rec->flags } };
	struct memblock_type *type = on_reserved ? &b->mb.reserved : &b->mb.memory;
	struct line *line = on_reserved ? &b->reserved : &b->memory;
	enum memblock_flags flags = (enum memblock_flags)rec->flags;

	if (rec->flags == 0) {
		brush.stroke = NODE;
		MUST(mb_set_node(&b->mb, rec->base, rec->size, type, rec->nid) == 0);
	} else if (brush.stroke == SET) {
		MUST(mb_mark(&b->mb, rec->base, rec->size, flags) == 0);
	} else {
		MUST(mb_clear(&b->mb, rec->base, rec->size, flags) == 0);
	}
	paint(line, rec->base, rec->size, &brush);
}

/* --- what else can be asked ------------------------------------------------------------------- */

static struct paint at(const struct line *line, phys_addr_t addr)
{
	unsigned int i = line->nr;

	while (line->at[i - 1] > addr)
		i--;
	return line->from[i - 1];
}

/* Is [base, base + size), asked for by @req, free memory of one kind that may be used? */
static void must_be_free(const struct both *b, const struct mb_req *req, phys_addr_t base)
{
	phys_addr_t end = end_of(base, req->size);
	struct paint memory = at(&b->memory, base);
	unsigned int i;

	MUST(memory.there && base > 0 && end - base == req->size);
	MUST(!(memory.flags & MEMBLOCK_NOMAP));
	MUST(!b->mb.movable_node || !(memory.flags & MEMBLOCK_HOTPLUG));
	MUST(!b->mb.scratch_only || (memory.flags & MEMBLOCK_KHO_SCRATCH));
	MUST(base % (req->align ? req->align : BM_CACHE_LINE) == 0);
	for (i = 0; i < b->memory.nr; i++)
		MUST(b->memory.at[i] <= base || b->memory.at[i] >= end);
	for (i = 0; i < b->reserved.nr; i++)
		MUST(b->reserved.at[i] <= base || b->reserved.at[i] >= end);
	MUST(!at(&b->reserved, base).there);
}

static void allocate(struct both *b, const struct record *rec)
{
	struct mb_req req = mb_req(rec->size, (phys_addr_t)1 << (rec->flags + 3) % 20);
	struct brush brush = { FILL, { true, NUMA_NO_NODE, MEMBLOCK_RSRV_KERN } };
	struct mb_spot found;
	struct mb_spot spot;
	int err;

	req.nid = rec->nid;
	req.start = rec->base;
	req.soft_start = rec->flags & 1;
	req.exact_nid = rec->flags & 4;
	err = mb_find(&b->mb, &req, &found);
	MUST(err == (rec->size == 0 ? -BM_EINVAL : 0) || err == -BM_ENOMEM);
	MUST(mb_alloc(&b->mb, &req, &spot) == err);
	if (err)
		return;
	MUST(spot.base == found.base && spot.gave_up == found.gave_up);
	must_be_free(b, &req, spot.base);
	MUST((spot.gave_up & MB_GAVE_UP_START) || spot.base >= req.start);
	if (!(spot.gave_up & MB_GAVE_UP_NODE))
		brush.paint.nid = req.nid;
	paint(&b->reserved, spot.base, req.size, &brush);
}

static void change_policy(struct both *b, const struct record *rec)
{
	b->mb.bottom_up = rec->nid & 1;
	b->mb.movable_node = rec->flags & 1;
	b->mb.scratch_only = rec->flags == MEMBLOCK_KHO_SCRATCH;
	b->mb.current_limit = rec->nid == 2 ? rec->base : PHYS_ADDR_MAX;
}

static void ask(const struct both *b, const struct record *rec)
{
	struct paint memory = at(&b->memory, rec->base);
	struct paint reserved = at(&b->reserved, rec->base);
	bool top = rec->base == PHYS_ADDR_MAX;

	MUST(mb_is_memory(&b->mb, rec->base) == (memory.there && !top));
	MUST(mb_is_reserved(&b->mb, rec->base) == (reserved.there && !top));
	MUST(mb_is_map_memory(&b->mb, rec->base) ==
	     (memory.there && !top && !(memory.flags & MEMBLOCK_NOMAP)));
}

/* Free ranges, up and down: the same ones, each free, and together all that is. */
static void walk(const struct both *b)
{
	const struct mb_filter all = { NUMA_NO_NODE, MEMBLOCK_NOMAP | MEMBLOCK_HOTPLUG };
	struct mb_free_iter up;
	struct mb_free_iter down;
	unsigned long nr = 0;
	phys_addr_t last = 0;

	mb_for_each_free_range(&up, &b->mb, all) {
		MUST(up.start >= last && up.start < up.end);
		MUST(!at(&b->reserved, up.start).there && at(&b->memory, up.start).there);
		last = up.end;
		nr++;
	}
	mb_for_each_free_range_reverse(&down, &b->mb, all) {
		MUST(down.end <= last && down.start < down.end);
		MUST(!at(&b->reserved, down.start).there && at(&b->memory, down.start).there);
		last = down.start;
		nr--;
	}
	MUST(nr == 0);
}

static void step(struct both *b, const struct record *rec)
{
	bool on_reserved = rec->what & 1;

	switch (rec->what / 2) {
	case 0:
	case 1:
		fill(b, rec, on_reserved);
		break;
	case 2:
		wipe(b, rec, on_reserved);
		break;
	case 3:
		retag(b, rec, on_reserved);
		break;
	case 4:
	case 5:
		allocate(b, rec);
		break;
	default:
		if (on_reserved)
			change_policy(b, rec);
		walk(b);
		break;
	}
	ask(b, rec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct both b;
	unsigned int i;

	mb_init(&b.mb, NULL, b.slots, NR_SLOTS);
	line_init(&b.memory);
	line_init(&b.reserved);
	for (i = 0; i < MOST_RECORDS && (i + 1) * RECORD <= size; i++) {
		struct record record = read_record(data + i * RECORD);

		step(&b, &record);
		must_match(&b.memory, &b.mb.memory);
		must_match(&b.reserved, &b.mb.reserved);
		MUST(!mb_check(&b.mb));
	}
	return 0;
}
