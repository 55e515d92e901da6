// SPDX-License-Identifier: MIT
/*
 * test_release_own.c - an embedder's own page allocator, that may refuse, and nothing else of mm:
 * no descriptors, no buddy. What fails under way must be told, with the owners of what is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "mm_world.h"

/** struct own - a page allocator that counts, and takes so many calls. */
struct own {
	unsigned int calls;
	unsigned int most;
	pfn_t frames;
	struct mm_world *frees;    /* free a reservation that was passed by: no sink may do that */
};

static int take(struct own *own, pfn_t nr)
{
	if (own->calls == own->most)
		return -BM_ENOSPC;
	own->calls++;
	own->frames += nr;
	return 0;
}

static int take_range(void *ctx, pfn_t start, pfn_t end)
{
	struct own *own = ctx;

	if (own->frees && start > 256) {
		ok(mb_free(&own->frees->mb, MIB - 8 * PAGE, 16 * PAGE));
		own->frees = NULL;
	}
	return take(own, end - start);
}

static int take_block(void *ctx, pfn_t pfn, unsigned int order)
{
	(void)pfn;
	return take(ctx, (pfn_t)1 << order);
}

/* DMA below 1 MiB, Normal above; a reservation across the border, arrays that grew. */
static void world(struct mm_world *w)
{
	phys_addr_t i;

	mm_world_init(w, 8);
	w->policy.zones |= 1u << BM_ZONE_DMA;
	w->policy.limit[BM_ZONE_DMA] = 256;
	mb_init(&w->mb, &w->port, w->regions, 4);
	ok(mb_add(&w->mb, 0, 4 * MIB));
	for (i = 0; i < 6; i++)
		ok(mb_add(&w->mb, 4 * MIB + i * 64 * PAGE, 32 * PAGE));
	ok(mb_reserve(&w->mb, MIB - 8 * PAGE, 16 * PAGE));
	mm_world_zones(w);
}

static void bm_release__own_allocator_refuses_at_any_point__is_told(void **state)
{
	struct own own = { .most = 0 };
	struct bm_sink ranges = { &own, take_range, NULL, 0 };
	struct bm_sink blocks = { &own, NULL, take_block, 3 };
	struct mm_world w;
	int err;

	(void)state;
	for (err = -1; err != 0; own.most++) {
		world(&w);
		own.calls = 0;
		err = bm_release(&w.mm, own.most % 2 ? &ranges : &blocks);
		assert_true(err == 0 || err == -BM_ENOSPC);
		mm_world_reset(&w);
	}
	assert_in_range(own.most, 8, 400);
}

static void late_world(struct mm_world *w, struct own *own)
{
	struct bm_sink sink = { own, take_range, NULL, 0 };

	world(w);
	memset(own, 0, sizeof(*own));
	own->most = ~0u;
	ok(bm_release(&w->mm, &sink));
}

static void bm_free_late__own_allocator__gets_each_zones_part(void **state)
{
	struct mm_world w;
	struct own own;
	pfn_t before;

	(void)state;
	late_world(&w, &own);
	before = own.frames;
	own.most = own.calls + 1;
	assert_int_equal(bm_free_late(&w.mm, MIB - 8 * PAGE, 16 * PAGE), -BM_ENOSPC);
	assert_int_equal(own.frames, before + 8);
	assert_int_equal(w.mm.audit.late, 8 * PAGE);
	own.most = ~0u;
	ok(bm_free_late(&w.mm, MIB, 8 * PAGE));
	assert_int_equal(own.frames, before + 16);
	assert_int_equal(w.mm.audit.late, 16 * PAGE);
	mm_world_reset(&w);
}

static void bm_free_late__a_hole_in_the_reservation__is_refused(void **state)
{
	struct mm_world w;
	struct own own;

	(void)state;
	world(&w);
	ok(mb_reserve(&w.mb, 4 * MIB + 16 * PAGE, 64 * PAGE));
	memset(&own, 0, sizeof(own));
	own.most = ~0u;
	ok(bm_release(&w.mm, &(struct bm_sink){ &own, take_range, NULL, 0 }));
	assert_int_equal(bm_free_late(&w.mm, 4 * MIB + 16 * PAGE, 64 * PAGE), -BM_EINVAL);
	ok(bm_free_late(&w.mm, 4 * MIB + 16 * PAGE, 16 * PAGE));
	mm_world_reset(&w);
}

static void bm_discard__own_allocator__gets_the_arrays_or_says_no(void **state)
{
	struct mm_world w;
	struct own own;
	pfn_t before;

	(void)state;
	late_world(&w, &own);
	assert_true(w.mb.memory_home.size > 0);
	ok(bm_finish(&w.mm));
	before = own.frames;
	ok(bm_discard(&w.mm));
	assert_true(own.frames > before);
	assert_int_equal(w.mb.memory.cnt, 0);
	mm_world_reset(&w);

	late_world(&w, &own);
	ok(bm_finish(&w.mm));
	own.most = own.calls;
	assert_int_equal(bm_discard(&w.mm), -BM_ENOSPC);
	assert_int_equal(w.mb.memory.cnt, 0);
	mm_world_reset(&w);
}

/* An array whose home is not reserved any more belongs to somebody else. */
static void bm_discard__a_home_was_freed__is_refused(void **state)
{
	struct mm_world w;
	struct own own;

	(void)state;
	late_world(&w, &own);
	ok(bm_finish(&w.mm));
	ok(mb_free(&w.mb, w.mb.memory_home.base, w.mb.memory_home.size));
	assert_int_equal(bm_discard(&w.mm), -BM_EINVAL);
	assert_true(w.mb.memory.cnt > 0);
	mm_world_reset(&w);
}

static const char *owner(void *ctx, phys_addr_t addr)
{
	(void)ctx;
	return addr < MIB ? "the loader" : "a driver";
}

static void bm_release__the_audit_fails__owners_are_named(void **state)
{
	struct mm_world *w = malloc(sizeof(*w));
	struct own own = { .most = ~0u };
	struct bm_sink sink = { &own, take_range, NULL, 0 };

	(void)state;
	assert_non_null(w);
	world(w);
	own.frees = w;
	w->mm.owner_of = owner;
	w->may_stop = true;
	if (setjmp(w->stop) == 0) {
		ok(bm_release(&w->mm, &sink));
		fail_msg("the boot went on");
	}
	assert_true(mm_world_said(w, " is owned by the loader"));
	mm_world_reset(w);
	free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_release__own_allocator_refuses_at_any_point__is_told),
		cmocka_unit_test(bm_free_late__own_allocator__gets_each_zones_part),
		cmocka_unit_test(bm_free_late__a_hole_in_the_reservation__is_refused),
		cmocka_unit_test(bm_discard__own_allocator__gets_the_arrays_or_says_no),
		cmocka_unit_test(bm_discard__a_home_was_freed__is_refused),
		cmocka_unit_test(bm_release__the_audit_fails__owners_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
