// SPDX-License-Identifier: MIT
/*
 * test_record_write.c - a record never says what its reader would have to refuse.
 */
#include "harness.h"

#include <string.h>

#include <libfdt.h>

#include <bootmem/persist.h>

static _Alignas(8) unsigned char blob[4096];
static struct bm_named slots[3];
static struct bm_names names;

static void name(unsigned int idx, struct world *w, unsigned int page, const char *text)
{
	memset(&slots[idx], 0, sizeof(slots[idx]));
	strcpy(slots[idx].name, text);
	slots[idx].range.start = at(w, page);
	slots[idx].range.end = at(w, page + 1);
	slots[idx].nid = NUMA_NO_NODE;
	names.nr = idx + 1;
}

static struct bm_handover handover(const struct world *w)
{
	struct bm_handover h = { .names = &names, .mb = &w->mb };

	bm_names_init(&names, slots, 3);
	return h;
}

static struct bm_range pages(const struct world *w, unsigned int first, unsigned int end)
{
	struct bm_range range = { at(w, first), at(w, end) };

	return range;
}

static void bm_handover_write__nothing__is_a_record_of_nothing(void **state)
{
	struct world *w = world(".m");
	struct bm_handover h = { .mb = &w->mb };
	struct bm_record rec;

	(void)state;
	ok(bm_handover_write(&h, blob, bm_handover_room(&h)));
	ok(bm_record_open(&rec, blob, sizeof(blob)));
	assert_int_equal(rec.nr_names + rec.nr_preserved + rec.nr_scratch, 0);
}

static void bm_handover_write__released_name__is_left_out(void **state)
{
	struct world *w = world(".mmm");
	struct bm_handover h = handover(w);
	struct bm_record rec;

	(void)state;
	name(0, w, 1, "gone");
	name(1, w, 2, "here");
	slots[0].range.end = slots[0].range.start;
	ok(bm_handover_write(&h, blob, bm_handover_room(&h)));
	ok(bm_record_open(&rec, blob, sizeof(blob)));
	assert_int_equal(rec.nr_names, 1);
}

static void bm_handover_write__room_asked_for__is_enough_and_less_is_refused(void **state)
{
	struct world *w = world(".mmm");
	struct bm_handover h = handover(w);
	struct bm_record rec;
	char longest[BM_NAME_MAX + 1];
	size_t size;

	(void)state;
	memset(longest, 'x', BM_NAME_MAX);
	longest[BM_NAME_MAX] = '\0';
	name(0, w, 1, longest);
	name(1, w, 2, "b");
	h.sum_content = true;
	ok(bm_handover_write(&h, blob, bm_handover_room(&h)));
	size = fdt_totalsize(blob);
	assert_int_equal(bm_handover_write(&h, blob, size - 1), -BM_ENOSPC);
	assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), -BM_EBADMSG);
	assert_int_equal(bm_handover_write(&h, blob, 0), -BM_ENOSPC);
}

static void bm_handover_write__what_no_reader_would_take__is_refused(void **state)
{
	struct world *w = world(".mmmm.n");
	struct bm_handover h = handover(w);
	struct bm_range list[2];
	struct bm_range scratch;

	(void)state;
	h.preserved = list;
	h.nr_preserved = 1;
	list[0] = pages(w, 4, 6);
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	list[0] = pages(w, 6, 7);
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	list[0] = pages(w, 2, 2);
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	h.nr_preserved = 2;
	list[0] = pages(w, 2, 4);
	list[1] = pages(w, 3, 5);
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	list[1] = pages(w, 4, 5);
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	h.scratch = &scratch;
	h.nr_scratch = 1;
	scratch = pages(w, 4, 5);
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	scratch = pages(w, 1, 2);
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	name(0, w, 1, "in scratch");
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	name(0, w, 3, "in the list");
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	name(0, w, 5, "no memory");
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
	h.nr_preserved = 0;
	name(0, w, 3, "a");
	name(1, w, 3, "the same");
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
}

static void bm_handover_write__content_that_cannot_be_mapped__is_refused(void **state)
{
	struct world *w = world(".mmm");
	struct bm_handover h = handover(w);

	(void)state;
	name(0, w, 1, "a");
	h.sum_content = true;
	w->map_fail_at = w->map_calls + 1;
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_ENOMEM);
	ok(bm_handover_write(&h, blob, sizeof(blob)));
}

static void bm_handover_write__every_smaller_buffer__is_refused_and_no_record(void **state)
{
	struct world *w = world(".mmmmmm");
	struct bm_handover h = handover(w);
	struct bm_range more = pages(w, 4, 5);
	struct bm_range scratch = pages(w, 5, 6);
	struct bm_record rec;
	size_t size;
	size_t whole;

	(void)state;
	name(0, w, 1, "a");
	name(1, w, 2, "b");
	h.preserved = &more;
	h.nr_preserved = 1;
	h.scratch = &scratch;
	h.nr_scratch = 1;
	h.sum_content = true;
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	whole = fdt_totalsize(blob);
	for (size = 1; size < whole; size++) {
		assert_int_equal(bm_handover_write(&h, blob, size), -BM_ENOSPC);
		assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), -BM_EBADMSG);
	}
	ok(bm_handover_write(&h, blob, whole));
	ok(bm_record_open(&rec, blob, whole));
}

static void bm_handover_write__lists_too_long_for_a_tree__are_refused_unread(void **state)
{
	struct world *w = world(".m");
	struct bm_handover h = { .nr_preserved = 1ul << 30, .mb = &w->mb };

	(void)state;
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_ENOSPC);
	h.nr_preserved = 0;
	h.nr_scratch = 1ul << 30;
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_ENOSPC);
}

static void bm_handover_write__scratch_that_is_no_memory__is_refused(void **state)
{
	struct world *w = world(".mm.");
	struct bm_range scratch = pages(w, 2, 4);
	struct bm_handover h = { .scratch = &scratch, .nr_scratch = 1, .mb = &w->mb };

	(void)state;
	assert_int_equal(bm_handover_write(&h, blob, sizeof(blob)), -BM_EINVAL);
}

/* Without a port, or one without a map, memory is where its address says. */
static void bm_handover_write__memory_mapped_one_to_one__is_summed_as_it_is(void **state)
{
	static const struct bm_port no_map = { 0 };
	static _Alignas(4096) unsigned char page[4096];
	struct memblock_region regions[8];
	struct memblock mb;
	struct bm_handover h = { .names = &names, .mb = &mb, .sum_content = true };
	struct bm_record rec;
	struct bm_named named[2];
	int i;

	(void)state;
	if (sizeof(phys_addr_t) < sizeof(void *))
		skip();
	memset(page, 0x5a, sizeof(page));
	bm_names_init(&names, slots, 3);
	memset(&slots[0], 0, sizeof(slots[0]));
	strcpy(slots[0].name, "here");
	slots[0].range.start = (phys_addr_t)(uintptr_t)page;
	slots[0].range.end = slots[0].range.start + sizeof(page);
	names.nr = 1;
	for (i = 0; i < 2; i++) {
		int pos = -1;

		mb_init(&mb, i ? &no_map : NULL, regions, 8);
		ok(mb_add(&mb, slots[0].range.start, sizeof(page)));
		ok(bm_handover_write(&h, blob, sizeof(blob)));
		ok(bm_record_open(&rec, blob, sizeof(blob)));
		assert_true(bm_record_next_name(&rec, &pos, &named[i]));
	}
	assert_true(named[0].has_crc);
	assert_int_equal(named[0].crc, named[1].crc);
	assert_int_not_equal(named[0].crc, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_handover_write__nothing__is_a_record_of_nothing),
		CASE(bm_handover_write__released_name__is_left_out),
		CASE(bm_handover_write__room_asked_for__is_enough_and_less_is_refused),
		CASE(bm_handover_write__what_no_reader_would_take__is_refused),
		CASE(bm_handover_write__content_that_cannot_be_mapped__is_refused),
		CASE(bm_handover_write__every_smaller_buffer__is_refused_and_no_record),
		CASE(bm_handover_write__lists_too_long_for_a_tree__are_refused_unread),
		CASE(bm_handover_write__scratch_that_is_no_memory__is_refused),
		CASE(bm_handover_write__memory_mapped_one_to_one__is_summed_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
