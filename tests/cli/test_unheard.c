// SPDX-License-Identifier: MIT
/*
 * test_unheard.c - every bundled boot once more, on a map that nobody listens to.
 *
 * A replay has an observer, and edits that nobody hears of take shorter ways. Two more maps follow
 * each replay here, edit by edit, one with an observer and one without, and are asked for every
 * allocation as well. They must agree at each step, and have the regions of the replay at its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cli/base/input.h"
#include "cli/replay/replay.h"

#define NR_SLOTS 16384ul /* more than any boot has regions, so no array has to move */

struct follower {
	struct memblock mb;
	size_t nr_done; /* edits */
};

static size_t nr_heard;

static void hear(void *ctx, const struct bm_event *event)
{
	(void)ctx;
	(void)event;
	nr_heard++;
}

static const struct bm_port heard = { .observe = hear };
static const struct bm_port unheard = { .observe = NULL };

static void follower_init(struct follower *f, const struct bm_port *port, const struct memblock *mb)
{
	struct memblock_region *slots = calloc(2 * NR_SLOTS, sizeof(*slots));

	assert_non_null(slots);
	mb_init(&f->mb, port, slots, 2 * NR_SLOTS);
	f->mb.untagged = mb->untagged;
	f->mb.movable_node = mb->movable_node;
	f->mb.mirrored_kernelcore = mb->mirrored_kernelcore;
	f->mb.page_shift = mb->page_shift;
	f->nr_done = 0;
}

static int do_edit(struct memblock *mb, const struct edit *edit)
{
	enum memblock_flags flags = (enum memblock_flags)edit->flags;

	switch (edit->kind) {
	case BM_EV_MEMORY_ADDED:
		return mb_add_node(mb, edit->base, edit->size, edit->nid, flags);
	case BM_EV_MEMORY_REMOVED:
		return mb_remove(mb, edit->base, edit->size);
	case BM_EV_RESERVED:
	case BM_EV_ARRAY_GREW:
		return mb_reserve_node(mb, edit->base, edit->size, edit->nid, flags);
	case BM_EV_FREED:
		return mb_unreserve(mb, edit->base, edit->size);
	case BM_EV_FLAGS_SET:
		return mb_mark(mb, edit->base, edit->size, flags);
	case BM_EV_FLAGS_CLEARED:
		return mb_clear(mb, edit->base, edit->size, flags);
	case BM_EV_MEMORY_NODE_SET:
		return mb_set_node(mb, edit->base, edit->size, &mb->memory, edit->nid);
	default:
		return mb_set_node(mb, edit->base, edit->size, &mb->reserved, edit->nid);
	}
}

/* Do what the replay has done since; nobody is told that it trimmed its memory. */
static void follow(struct follower *f, const struct replay *replay)
{
	const struct history *history = &replay->history;

	for (; f->nr_done < history->nr_edits; f->nr_done++)
		assert_int_equal(do_edit(&f->mb, &history->edits[f->nr_done]), 0);
	if (f->mb.trimmed_size != replay->mb.trimmed_size)
		mb_trim(&f->mb, (phys_addr_t)1 << f->mb.page_shift);
	f->mb.current_limit = replay->mb.current_limit;
	f->mb.bottom_up = replay->mb.bottom_up;
}

static void expect_same_type(const struct memblock_type *a, const struct memblock_type *b)
{
	unsigned long i;

	assert_int_equal(a->cnt, b->cnt);
	assert_int_equal(a->total_size, b->total_size);
	for (i = 0; i < a->cnt; i++) {
		assert_int_equal(a->regions[i].base, b->regions[i].base);
		assert_int_equal(a->regions[i].size, b->regions[i].size);
		assert_int_equal(a->regions[i].nid, b->regions[i].nid);
		assert_int_equal(a->regions[i].flags, b->regions[i].flags);
	}
}

static void expect_same_answer(struct follower *a, struct follower *b, const struct mb_req *req)
{
	struct mb_spot one = { 0 };
	struct mb_spot other = { 0 };

	assert_int_equal(mb_find(&a->mb, req, &one), mb_find(&b->mb, req, &other));
	assert_int_equal(one.base, other.base);
}

static void check_log(const struct log *log)
{
	struct follower listened, silent;
	struct replay *replay;

	assert_int_equal(replay_new(log, &replay), 0);
	follower_init(&listened, &heard, &replay->mb);
	follower_init(&silent, &unheard, &replay->mb);
	while (replay_step(replay)) {
		follow(&listened, replay);
		follow(&silent, replay);
		if (replay->last)
			expect_same_answer(&listened, &silent, &replay->last->req);
	}
	follow(&listened, replay);
	follow(&silent, replay);
	assert_int_equal(replay->err, 0);
	expect_same_type(&silent.mb.memory, &listened.mb.memory);
	expect_same_type(&silent.mb.reserved, &listened.mb.reserved);
	expect_same_type(&silent.mb.memory, &replay->mb.memory);
	expect_same_type(&silent.mb.reserved, &replay->mb.reserved);
	free(listened.mb.memory.regions);
	free(silent.mb.memory.regions);
	replay_free(replay);
}

static void replay__every_bundled_boot_unheard__has_the_same_regions(void **state)
{
	struct sources sources = { 0 };
	struct log_error error;
	struct input input;
	struct log log;
	char why[300];
	size_t i;

	(void)state;
	assert_int_equal(sources_add(&sources, "maps", why, sizeof(why)), 0);
	assert_in_range(sources.nr, 100, 100000);
	for (i = 0; i < sources.nr; i++) {
		print_message("%s\n", sources.items[i].name);
		assert_int_equal(input_read(sources.items[i].path, &input, why, sizeof(why)), 0);
		assert_int_equal(log_parse(input.bytes, input.len, &log, &error), 0);
		check_log(&log);
		log_release(&log);
		free(input.bytes);
	}
	assert_true(nr_heard > 0);
	sources_release(&sources);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__every_bundled_boot_unheard__has_the_same_regions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
