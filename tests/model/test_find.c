// SPDX-License-Identifier: MIT
/*
 * test_find.c - searches remember; do they ever remember wrongly?
 *
 * A long random life of a map: edits of every kind, most of them small, so that there are many
 * free ranges that are too small. After each, requests of all shapes are put to the library and
 * to a first fit that remembers nothing. It is written in another style: it cuts every
 * reservation out of a list of free ranges, then looks at the list from one end. Address and what
 * was given up must be the same.
 *
 * Some steps edit the map behind the library's back, as the well-known userspace suite does:
 * counts, totals and arrays are assigned directly.
 *
 * Every run is the same; BOOTMEM_SEED chooses another, and is printed on failure.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#define MOST_RANGES 600u
#define NR_SLOTS 1024ul
#define NR_STEPS 8000u
#define NR_REQUESTS 4u

/* --- random numbers: xorshift, good enough and the same everywhere ---------------------------- */

static uint64_t began_with;
static uint64_t seed;

static unsigned int below(unsigned int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned int)(seed >> 33) % n;
}

static bool once_in(unsigned int n)
{
	return below(n) == 0;
}

/* --- first fit, without memory ---------------------------------------------------------------- */

struct list {
	unsigned int nr;
	struct {
		phys_addr_t start;
		phys_addr_t end;
	} range[MOST_RANGES];
};

/* Take [start, end) out of the range at @i; what is left of it stays in order. */
static void cut_out(struct list *list, unsigned int i, phys_addr_t start, phys_addr_t end)
{
	phys_addr_t old_end = list->range[i].end;

	if (end <= list->range[i].start || start >= old_end)
		return;
	if (start > list->range[i].start) {
		list->range[i].end = start;
	} else {
		list->range[i].start = end < old_end ? end : old_end;
		return;
	}
	if (end >= old_end)
		return;
	assert_true(list->nr < MOST_RANGES);
	memmove(&list->range[i + 2], &list->range[i + 1],
		(list->nr - i - 1) * sizeof(list->range[0]));
	list->nr++;
	list->range[i + 1].start = end;
	list->range[i + 1].end = old_end;
}

static bool may_use(const struct memblock *mb, const struct memblock_region *r, int nid,
		    unsigned int must)
{
	if (nid >= 0 && nid < BM_MAX_NODES && nid != r->nid)
		return false;
	if ((r->flags & MEMBLOCK_HOTPLUG) && mb->movable_node)
		return false;
	if (r->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
		return false;
	return must == 0 || (r->flags & must);
}

static void list_free(const struct memblock *mb, int nid, unsigned int must, struct list *list)
{
	unsigned long m;
	unsigned long r;
	unsigned int i;

	list->nr = 0;
	for (m = 0; m < mb->memory.cnt; m++) {
		const struct memblock_region *region = &mb->memory.regions[m];

		if (!may_use(mb, region, nid, must))
			continue;
		assert_true(list->nr < MOST_RANGES);
		list->range[list->nr].start = region->base;
		list->range[list->nr].end = region->base + region->size;
		list->nr++;
	}
	for (r = 0; r < mb->reserved.cnt; r++) {
		const struct memblock_region *region = &mb->reserved.regions[r];

		for (i = 0; i < list->nr; i++)
			cut_out(list, i, region->base, region->base + region->size);
	}
}

/* The highest or lowest multiple of @align in [start, end) with @size bytes behind it. */
static bool place(phys_addr_t start, phys_addr_t end, const struct mb_req *req, bool up,
		  phys_addr_t *at)
{
	phys_addr_t align = req->align ? req->align : BM_CACHE_LINE;

	if (start >= end || end - start < req->size)
		return false;
	*at = up ? start + (align - start % align) % align : (end - req->size) / align * align;
	return *at >= start && *at < end && end - *at >= req->size;
}

static bool first_fit(const struct memblock *mb, const struct mb_req *req, phys_addr_t lo,
		      phys_addr_t hi, const struct list *list, phys_addr_t *at)
{
	unsigned int i;

	for (i = 0; i < list->nr; i++) {
		unsigned int k = mb->bottom_up ? i : list->nr - 1 - i;
		phys_addr_t start = list->range[k].start > lo ? list->range[k].start : lo;
		phys_addr_t end = list->range[k].end < hi ? list->range[k].end : hi;

		if (place(start, end, req, mb->bottom_up, at))
			return true;
	}
	return false;
}

/** A rung of the ladder: which memory, and what was given up to get here. */
struct rung {
	int nid;
	unsigned int must;
	unsigned int gave_up;
};

static unsigned int rungs_of(const struct memblock *mb, const struct mb_req *req, struct rung *rung)
{
	bool has_node = req->nid >= 0 && req->nid < BM_MAX_NODES;
	unsigned int must = mb->scratch_only ? MEMBLOCK_KHO_SCRATCH :
			    mb->has_mirror   ? MEMBLOCK_MIRROR :
					       MEMBLOCK_NONE;
	unsigned int nr = 0;
	unsigned int pass;

	for (pass = 0; pass < (must == MEMBLOCK_MIRROR ? 2u : 1u); pass++) {
		unsigned int gave_up = pass ? MB_GAVE_UP_MIRROR : 0;
		unsigned int flags = pass ? MEMBLOCK_NONE : must;

		rung[nr++] = (struct rung){ req->nid, flags, gave_up };
		if (has_node && !req->exact_nid)
			rung[nr++] =
				(struct rung){ NUMA_NO_NODE, flags, gave_up | MB_GAVE_UP_NODE };
	}
	return nr;
}

static bool climb(const struct memblock *mb, const struct mb_req *req, phys_addr_t lo,
		  struct mb_spot *spot)
{
	static struct list list;
	phys_addr_t hi = req->end;
	struct rung rung[4];
	unsigned int nr = rungs_of(mb, req, rung);
	unsigned int i;

	if (req->under_limit && hi > mb->current_limit)
		hi = mb->current_limit;
	if (hi <= MEMBLOCK_ALLOC_NOLEAKTRACE)
		hi = mb->current_limit;
	if (lo < (phys_addr_t)1 << mb->page_shift)
		lo = (phys_addr_t)1 << mb->page_shift;
	for (i = 0; i < nr; i++) {
		list_free(mb, rung[i].nid, rung[i].must, &list);
		if (first_fit(mb, req, lo, hi, &list, &spot->base)) {
			spot->gave_up = rung[i].gave_up;
			return true;
		}
	}
	return false;
}

static bool naive_find(const struct memblock *mb, const struct mb_req *req, struct mb_spot *spot)
{
	if (climb(mb, req, req->start, spot))
		return true;
	if (!req->soft_start || req->start == 0 || !climb(mb, req, 0, spot))
		return false;
	spot->gave_up |= MB_GAVE_UP_START;
	return true;
}

/* --- a life ----------------------------------------------------------------------------------- */

#define RAM_END ((phys_addr_t)0x1000000)

static phys_addr_t some_address(void)
{
	return (phys_addr_t)below(RAM_END / 0x100) * 0x100;
}

static phys_addr_t some_size(void)
{
	static const phys_addr_t sizes[] = { 0x40, 0x100, 0x180, 0x400, 0x1000, 0x2800, 0x8000,
					     0x40000 };

	return sizes[below(once_in(8) ? 8 : 6)] * (1 + below(3));
}

static int take(struct memblock *mb)
{
	struct mb_req req = mb_req(some_size(), (phys_addr_t)1 << below(14));
	struct mb_spot spot;
	int err;

	req.nid = (int)below(4) - 1;
	err = mb_alloc(mb, &req, &spot);
	return err == -BM_ENOMEM ? 0 : err;
}

/* Give back all of some reservation, or a part of it. */
static int give_back(struct memblock *mb)
{
	const struct memblock_region *r;

	if (mb->reserved.cnt == 0)
		return 0;
	r = &mb->reserved.regions[below((unsigned int)mb->reserved.cnt)];
	if (once_in(3))
		return mb_free(mb, r->base + r->size / 2, r->size - r->size / 2);
	return mb_free(mb, r->base, r->size);
}

/* What the reset of the well-known suite does, and what a test of it leaves behind. */
static void behind_the_back(struct memblock *mb)
{
	unsigned long n;

	switch (below(4)) {
	case 0:
		for (n = 0; n < mb->reserved.cnt; n++)
			mb->reserved.regions[n].size = 0;
		mb->reserved.cnt = 0;
		mb->reserved.total_size = 0;
		break;
	case 1:
		mb->memory.cnt = 0;
		mb->memory.total_size = 0;
		mb->trimmed_size = 0;
		break;
	case 2:
		n = mb->reserved.cnt / 2;
		while (mb->reserved.cnt > n)
			mb->reserved.total_size -= mb->reserved.regions[--mb->reserved.cnt].size;
		break;
	default:
		mb->reserved.regions = mb->reserved.regions == mb->memory.regions + NR_SLOTS ?
					       mb->memory.regions + 2 * NR_SLOTS :
					       mb->memory.regions + NR_SLOTS;
		mb->reserved.cnt = 0;
		mb->reserved.total_size = 0;
		break;
	}
}

static int change_memory(struct memblock *mb)
{
	static const enum memblock_flags flags[] = { MEMBLOCK_HOTPLUG, MEMBLOCK_NOMAP,
						     MEMBLOCK_MIRROR,  MEMBLOCK_DRIVER_MANAGED,
						     MEMBLOCK_KHO_SCRATCH };
	phys_addr_t base = some_address();
	phys_addr_t size = some_size();

	switch (below(6)) {
	case 0:
		return mb_remove(mb, base, size);
	case 1:
		return mb_set_node(mb, base, 4 * size, &mb->memory, (int)below(3));
	case 2:
		return mb_mark(mb, base, size, flags[below(5)]);
	case 3:
		return mb_clear(mb, base, 16 * size, flags[below(5)]);
	case 4:
		mb_trim(mb, 0x100);
		return 0;
	default:
		return mb_add_node(mb, base, 16 * size, (int)below(3), MEMBLOCK_NONE);
	}
}

static int change_policy(struct memblock *mb)
{
	switch (below(8)) {
	case 0:
		mb->movable_node = !mb->movable_node;
		break;
	case 1:
		mb->scratch_only = once_in(4);
		break;
	case 2:
		mb->mirrored_kernelcore = !mb->mirrored_kernelcore;
		break;
	case 3:
		mb->has_mirror = false;
		break;
	case 4:
		mb->current_limit = once_in(2) ? PHYS_ADDR_MAX : some_address();
		break;
	default:
		mb->bottom_up = !mb->bottom_up;
		break;
	}
	return 0;
}

static int live(struct memblock *mb)
{
	if (once_in(600))
		behind_the_back(mb);
	if (once_in(60))
		return change_memory(mb);
	if (once_in(10))
		return change_policy(mb);
	if (mb->memory.cnt == 0)
		return mb_add(mb, 0, RAM_END);
	if (mb->reserved.cnt > 200 || once_in(4))
		return give_back(mb);
	if (once_in(2))
		return mb_reserve(mb, some_address(), some_size());
	return take(mb);
}

static struct mb_req some_request(void)
{
	struct mb_req req =
		mb_req(some_size() - below(2), once_in(8) ? 0 : (phys_addr_t)1 << below(17));

	if (once_in(3))
		req.nid = (int)below(4);
	if (once_in(3))
		req.start = some_address() + below(2);
	if (once_in(4))
		req.end = once_in(3) ? (phys_addr_t)below(2) : some_address() + below(2);
	req.exact_nid = once_in(4);
	req.soft_start = once_in(3);
	req.under_limit = once_in(3);
	return req;
}

static void ask_both(struct memblock *mb, const struct mb_req *req)
{
	struct mb_spot want = { 0, 0 };
	struct mb_spot got = { 0, 0 };
	bool fits = naive_find(mb, req, &want);
	int err = mb_find(mb, req, &got);

	if (err != (fits ? 0 : -BM_ENOMEM) ||
	    (fits && (got.base != want.base || got.gave_up != want.gave_up)))
		fail_msg("BOOTMEM_SEED=0x%llx: %d at %llx (%x), first fit: %llx (%x)",
			 (unsigned long long)began_with, err, (unsigned long long)got.base,
			 got.gave_up, (unsigned long long)want.base, want.gave_up);
}

static void live_and_ask(unsigned int nr_steps)
{
	struct memblock_region *slots = calloc(3 * NR_SLOTS, sizeof(*slots));
	struct memblock mb;
	unsigned int step;
	unsigned int i;

	assert_non_null(slots);
	seed = began_with;
	mb_init(&mb, NULL, slots, 2 * NR_SLOTS);
	for (step = 0; step < nr_steps; step++) {
		struct mb_req req = some_request();

		assert_int_equal(live(&mb), 0);
		if (mb_check(&mb))
			fail_msg("%s", mb_check(&mb));
		for (i = 0; i < NR_REQUESTS; i++) {
			if (i % 2)
				req = some_request();
			ask_both(&mb, &req);
		}
	}
	free(slots);
}

static uint64_t first_seed(void)
{
	const char *text = getenv("BOOTMEM_SEED");

	return text && *text ? strtoull(text, NULL, 0) : 0x9e3779b97f4a7c15u;
}

/* catalogue R9 R23 R31 R48 R49 R66 R71: every placement, in both directions, under every bound */
static void mb_find__random_life__is_always_the_first_fit(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		began_with = first_seed() + i;
		live_and_ask(NR_STEPS / 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mb_find__random_life__is_always_the_first_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
