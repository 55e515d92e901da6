// SPDX-License-Identifier: MIT
/*
 * test_buddy_model.c - the allocator on sixteen frames against an oracle that is an array.
 *
 * Two walks. The first makes every sequence of successful allocations and frees up to a length,
 * and at each step tries everything else that could be asked for: it must be refused, name the
 * right reason, and change nothing. The second visits all 458,330 ways in which sixteen frames can
 * be parted into free frames and allocated blocks, and tries every request in each.
 *
 * The frames lie within a leaf, across two leaves, and across two mids. A CPU that keeps its leaf
 * and one that gives it up after each step must both agree with the oracle.
 *
 * Classes: (g) borders, (d) wrong order, (j) frame 0 of a leaf.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "full.h"
#include "mm_world.h"

#define NR 16u
#define ORDERS 5u

/** The oracle: where each frame's block starts and its order; -1 for a free frame. */
struct oracle {
	int start[NR];
	int order[NR];
};

static struct mm_world w;
static pfn_t base;
static bool drains;
static unsigned long nr_steps;

/* --- a world of sixteen frames ---------------------------------------------------------------- */

static void world(pfn_t first)
{
	base = first;
	mm_world_init(&w, 64);
	w.policy.max_order = 4;
	ok(mb_add(&w.mb, 0, 64 * MIB));
	mm_world_zones(&w);
	mm_world_pages(&w, BM_PAGES_LAZY, 0);
	ok(mb_reserve(&w.mb, 0, 64 * MIB));
	ok(mb_free(&w.mb, (phys_addr_t)first * PAGE, NR * PAGE));
	ok(bm_release(&w.mm, NULL));
	bm_cpu_init(&w.cpu, &w.buddy, 0);
}

/** What a step may change. */
struct snapshot {
	unsigned char *tree;
	struct bm_tree records;
	struct bm_cpu cpu;
};

static void save(struct snapshot *s)
{
	struct bm_tree *tree = &w.buddy.trees[0];

	s->tree = malloc((size_t)tree->size);
	assert_non_null(s->tree);
	memcpy(s->tree, tree->tops, (size_t)tree->size);
	s->records = *tree;
	s->cpu = w.cpu;
}

static void restore(const struct snapshot *s)
{
	struct bm_tree *tree = &w.buddy.trees[0];

	*tree = s->records;
	memcpy(tree->tops, s->tree, (size_t)tree->size);
	w.cpu = s->cpu;
}

/* --- what the oracle says --------------------------------------------------------------------- */

static bool is_free(const struct oracle *o, unsigned int first, unsigned int order)
{
	unsigned int i;

	for (i = first; i < first + (1u << order); i++)
		if (o->order[i] >= 0)
			return false;
	return true;
}

static bool can_alloc(const struct oracle *o, unsigned int order)
{
	unsigned int i;

	for (i = 0; i < NR; i++)
		if (((base + i) & ((1u << order) - 1)) == 0 && i + (1u << order) <= NR &&
		    is_free(o, i, order))
			return true;
	return false;
}

static bool can_free(const struct oracle *o, unsigned int i, unsigned int order)
{
	return o->order[i] == (int)order && o->start[i] == (int)i;
}

static void set(struct oracle *o, unsigned int first, unsigned int order, bool taken)
{
	unsigned int i;

	for (i = first; i < first + (1u << order); i++) {
		o->start[i] = (int)first;
		o->order[i] = taken ? (int)order : -1;
	}
}

static const char *reason(const struct oracle *o, unsigned int i)
{
	if (o->order[i] < 0)
		return "it is free already";
	if (o->start[i] != (int)i)
		return "in the middle of an allocated block";
	return "allocated with another order";
}

/* --- agreement -------------------------------------------------------------------------------- */

static void expect_frames(const struct oracle *o)
{
	struct bm_frame f;
	unsigned int i;

	for (i = 0; i < NR; i++) {
		f = bm_buddy_frame(&w.buddy, base + i);
		if (o->order[i] < 0) {
			assert_true(f.state == BM_FRAME_FREE || f.state == BM_FRAME_PARKED);
			continue;
		}
		assert_int_equal(f.state, BM_FRAME_ALLOCATED);
		assert_int_equal(f.order, o->order[i]);
		assert_int_equal(f.start_pfn, base + (pfn_t)o->start[i]);
	}
	assert_null(bm_buddy_check(&w.buddy));
}

static bool alloc(struct oracle *o, unsigned int order)
{
	pfn_t pfn = 0;
	int err = bm_buddy_alloc(&w.cpu, order, BM_GFP_KERNEL, &pfn);

	nr_steps++;
	assert_int_equal(err, can_alloc(o, order) ? 0 : -BM_ENOMEM);
	if (err)
		return false;
	assert_true(pfn >= base && pfn + (1u << order) <= base + NR);
	assert_int_equal(pfn & ((1u << order) - 1), 0);
	assert_true(is_free(o, (unsigned int)(pfn - base), order));
	set(o, (unsigned int)(pfn - base), order, true);
	return true;
}

static bool release(struct oracle *o, unsigned int i, unsigned int order)
{
	int err = bm_buddy_free(&w.cpu, base + i, order);

	nr_steps++;
	if (can_free(o, i, order)) {
		assert_int_equal(err, 0);
		set(o, i, order, false);
		return true;
	}
	assert_int_equal(err, -BM_EINVAL);
	assert_non_null(strstr(w.lines[(w.nr_lines - 1) % MM_LINES], reason(o, i)));
	return false;
}

/* --- every sequence --------------------------------------------------------------------------- */

struct step {
	bool is_alloc;
	unsigned int i;
	unsigned int order;
};

static bool take_step(struct oracle *o, const struct step *s)
{
	bool done = s->is_alloc ? alloc(o, s->order) : release(o, s->i, s->order);

	if (drains)
		bm_cpu_drain(&w.cpu);
	return done;
}

/* The number-th thing that could be asked for; false behind the last. */
static bool step_of(unsigned int number, struct step *s)
{
	s->is_alloc = number < ORDERS;
	s->order = s->is_alloc ? number : (number - ORDERS) / NR;
	s->i = s->is_alloc ? 0 : (number - ORDERS) % NR;
	return number < ORDERS + ORDERS * NR;
}

static void walk(const struct oracle *before, unsigned int depth)
{
	struct snapshot snapshot;
	struct oracle o;
	struct step s;
	unsigned int n;

	save(&snapshot);
	for (n = 0; step_of(n, &s); n++) {
		o = *before;
		if (take_step(&o, &s)) {
			expect_frames(&o);
			if (depth > 1)
				walk(&o, depth - 1);
		} else {
			expect_frames(before);
		}
		restore(&snapshot);
	}
	free(snapshot.tree);
}

static void every_sequence(pfn_t first, bool drain, unsigned int depth)
{
	struct oracle o;
	unsigned int i;

	world(first);
	drains = drain;
	for (i = 0; i < NR; i++)
		set(&o, i, 0, false);
	expect_frames(&o);
	walk(&o, depth);
	mm_world_reset(&w);
}

static unsigned int depth(void)
{
	return is_full_run() ? 6 : 5;
}

static void buddy__every_sequence_in_a_leaf__agrees_with_the_oracle(void **state)
{
	(void)state;
	every_sequence(16, false, depth());
	every_sequence(64, true, depth());
}

static void buddy__every_sequence_across_leaves__agrees_with_the_oracle(void **state)
{
	(void)state;
	every_sequence(64 - 8, false, 4);
	every_sequence(4096 - 3, true, 4);
	every_sequence(4096 - 8, false, depth() - 1);
}

/* --- every state ------------------------------------------------------------------------------ */

/* Number of states of a block of 2^order frames: all of it allocated, or any two of its halves. */
static unsigned long nr_states(unsigned int order)
{
	unsigned long half;

	if (order == 0)
		return 2;
	half = nr_states(order - 1);
	return half * half + 1;
}

static void set_state(struct oracle *o, unsigned int first, unsigned int order,
		      unsigned long number)
{
	unsigned long half;

	if (number == 0) {
		set(o, first, order, true);
		return;
	}
	if (order == 0) {
		set(o, first, 0, false);
		return;
	}
	half = nr_states(order - 1);
	set_state(o, first, order - 1, (number - 1) % half);
	set_state(o, first + (1u << (order - 1)), order - 1, (number - 1) / half);
}

/* Write the oracle's state into the leaf. */
static void impose(const struct oracle *o, pfn_t first)
{
	struct bm_tree *tree = &w.buddy.trees[0];
	pfn_t rel = first - tree->base_pfn;
	struct bm_leaf *leaf = &tree->leaves[rel >> BM_LEAF_ORDER];
	struct bm_mid *mid = &tree->mids[0];
	unsigned int shift = (unsigned int)rel & ((1u << BM_LEAF_ORDER) - 1);
	uint64_t leaf_bit = (uint64_t)1 << (rel >> BM_LEAF_ORDER);
	unsigned long words[3] = { 0, 0, 0 };
	unsigned int i;

	for (i = 0; i < NR; i++)
		words[o->order[i] < 0 ? 0 : o->start[i] == (int)i ? 1 : 2] |= 1ul << (shift + i);
	leaf->gives = words[0];
	leaf->takes = 0;
	leaf->head = words[1];
	leaf->tail = words[2];
	mid->partial = words[0] ? mid->partial | leaf_bit : mid->partial & ~leaf_bit;
	if (words[0]) {
		tree->ups[0].avail[0] |= 1;
		tree->tops[0].avail[0] |= 1;
		tree->first_top[0] = 0;
	}
}

static void buddy__every_state_of_sixteen_frames__answers_every_request(void **state)
{
	unsigned long every = is_full_run() ? 1 : 16;
	struct snapshot snapshot;
	struct oracle before;
	struct oracle o;
	struct step s;
	unsigned long number;
	unsigned int n;

	(void)state;
	world(16);
	drains = true;
	save(&snapshot);
	assert_int_equal(nr_states(4), 458330);
	for (number = 0; number < nr_states(4); number += every) {
		set_state(&before, 0, 4, number);
		for (n = 0; step_of(n, &s); n++) {
			restore(&snapshot);
			impose(&before, base);
			o = before;
			if (take_step(&o, &s) || n == 0)
				expect_frames(&o);
		}
	}
	free(snapshot.tree);
	mm_world_reset(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buddy__every_sequence_in_a_leaf__agrees_with_the_oracle),
		cmocka_unit_test(buddy__every_sequence_across_leaves__agrees_with_the_oracle),
		cmocka_unit_test(buddy__every_state_of_sixteen_frames__answers_every_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
