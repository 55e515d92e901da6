// SPDX-License-Identifier: MIT
/*
 * test_take.c - from one boot to the next: what of a record a machine accepts, and what becomes
 * of names.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include <bootmem/persist.h>

#include "persist/record_int.h"

#define ROOM 8

static _Alignas(8) unsigned char blob[8192];
static struct bm_named old_slots[ROOM];
static struct bm_named new_slots[ROOM];
static struct bm_names old_names;
static struct bm_names new_names;
static struct bm_record rec;

static int reserve(struct bm_names *names, struct world *w, phys_addr_t size, phys_addr_t align,
		   const char *name)
{
	struct bm_name_req req = { size, align, name, strlen(name) };

	return bm_reserve_mem(names, &w->mb, &req);
}

/* The kernel before: two names, and a record of them with their sums. */
static void hand_over(struct world *w, const struct bm_range *more, unsigned long nr_more)
{
	struct bm_handover h = { .names = &old_names,
				 .preserved = more,
				 .nr_preserved = nr_more,
				 .mb = &w->mb,
				 .generation = 7,
				 .sum_content = true };

	bm_names_init(&old_names, old_slots, ROOM);
	bm_names_init(&new_names, new_slots, ROOM);
	ok(reserve(&old_names, w, 2 * WORLD_PAGE, WORLD_PAGE, "oops"));
	ok(reserve(&old_names, w, WORLD_PAGE, WORLD_PAGE, "trace"));
	ok(bm_handover_write(&h, blob, sizeof(blob)));
}

/* The kernel after, on a machine drawn anew whose RAM has the content of @before. */
static struct world *reboot(struct world *before, const char *picture)
{
	struct world *w = world(picture);

	memcpy(ram_at(w, 0), ram_at(before, 0), w->nr_pages * WORLD_PAGE);
	w->log_len = 0;
	assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), 0);
	return w;
}

static void bm_handover_take__same_machine__keeps_all_and_revives_by_name(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct bm_range more = { 2 * WORLD_PAGE, 3 * WORLD_PAGE };
	struct bm_range range;
	struct world *w;

	(void)state;
	hand_over(before, &more, 1);
	w = reboot(before, ".mmmmmmm");
	assert_int_equal(rec.generation, 7);
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, "..x..xxx");
	ok(reserve(&new_names, w, WORLD_PAGE, WORLD_PAGE, "other"));
	expect_reserved(w, "..x.kxxx");
	ok(reserve(&new_names, w, 2 * WORLD_PAGE, WORLD_PAGE, "oops"));
	ok(reserve(&new_names, w, WORLD_PAGE, WORLD_PAGE, "trace"));
	assert_true(bm_names_find(&new_names, "oops", &range));
	expect_addr(range.start, at(w, 6));
	assert_int_equal(new_slots[0].fate, BM_FATE_REVIVED);
	assert_int_equal(new_slots[1].fate, BM_FATE_REVIVED);
	refused(BM_EEXIST, reserve(&new_names, w, WORLD_PAGE, WORLD_PAGE, "trace"));
}

static void bm_handover_take__memory_gone__loses_that_name_and_says_so(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmm.");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, ".....x..");
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_RAM);
	assert_int_equal(new_slots[1].fate, BM_FATE_KEPT);
	expect_log(w, "W handover: 'oops' [" PA("00006000") "-" PA(
			      "00007fff") "] lost: its memory is gone\n"
					  "handover: 'trace' [" PA("00005000") "-" PA(
						  "00005fff") "] kept\n");
	ok(reserve(&new_names, w, WORLD_PAGE, WORLD_PAGE, "oops"));
	assert_int_equal(new_slots[2].fate, BM_FATE_FRESH);
}

static void bm_handover_take__not_to_be_mapped__is_gone_as_well(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmn");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_RAM);
}

static void bm_handover_take__kernel_on_it__loses_that_name(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmr");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, ".....x.r");
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_TAKEN);
}

static void bm_handover_take__preserved_partly_taken__keeps_the_rest_and_says_so(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct bm_range more = { WORLD_PAGE, 5 * WORLD_PAGE };
	struct world *w;

	(void)state;
	hand_over(before, &more, 1);
	w = reboot(before, ".mr.mmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, ".xr.xxxx");
	assert_non_null(strstr(w->log, "W handover: 8192 bytes of preserved ["));
}

static void bm_handover_take__hotplug_memory_kept_free__is_preserved_all_the_same(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct bm_range more = { WORLD_PAGE, 3 * WORLD_PAGE };
	struct world *w;

	(void)state;
	hand_over(before, &more, 1);
	w = reboot(before, ".hhmmmmm");
	w->mb.movable_node = true;
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, ".xx..xxx");
}

static void bm_handover_take__name_known_already__loses_the_recorded_one(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	w->mb.bottom_up = true;
	ok(reserve(&new_names, w, WORLD_PAGE, WORLD_PAGE, "oops"));
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	assert_int_equal(new_slots[1].fate, BM_FATE_LOST_NAME);
	assert_int_equal(new_slots[2].fate, BM_FATE_KEPT);
}

static void bm_handover_take__table_too_small__changes_nothing(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	new_names.max = 1;
	refused(BM_ENOSPC, bm_handover_take(&rec, &w->mb, &new_names));
	assert_int_equal(new_names.nr, 0);
}

static void bm_handover_take__no_slot__loses_what_could_not_be_reserved(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), 0);
	w = world_at(0, 2, ".mmmmmmm", NULL);
	ok(mb_reserve(&w->mb, at(w, 2), WORLD_PAGE));
	w->map_fail_at = w->map_calls + 1;
	w->map_fail_on = true;
	assert_int_equal(bm_handover_take(&rec, &w->mb, &new_names), -BM_ENOMEM);
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_ROOM);
	assert_int_equal(new_slots[1].fate, BM_FATE_LOST_ROOM);
	expect_reserved(w, "..r.....");
}

static void bm_reserve_mem__other_size__allocates_afresh_and_frees_the_old(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	ok(reserve(&new_names, w, WORLD_PAGE, WORLD_PAGE, "oops"));
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_SIZE);
	assert_int_equal(new_slots[2].fate, BM_FATE_FRESH);
	expect_reserved(w, ".....x.k");
}

static void bm_reserve_mem__other_alignment__allocates_afresh(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	ok(reserve(&new_names, w, WORLD_PAGE, 4 * WORLD_PAGE, "trace"));
	assert_int_equal(new_slots[1].fate, BM_FATE_LOST_ALIGN);
	expect_reserved(w, "....k.xx");
}

static void bm_reserve_mem__content_changed__is_not_passed_off_as_kept(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	ram_at(w, at(w, 7))[17] ^= 4;
	ok(reserve(&new_names, w, 2 * WORLD_PAGE, WORLD_PAGE, "oops"));
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_CONTENT);
	assert_int_equal(new_slots[2].fate, BM_FATE_FRESH);
}

static void bm_reserve_mem__content_that_cannot_be_mapped__is_not_passed_off_as_kept(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	w->map_fail_at = w->map_calls + 1;
	ok(reserve(&new_names, w, 2 * WORLD_PAGE, WORLD_PAGE, "oops"));
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_CONTENT);
}

/* Three names in a row are one region; giving up the middle one takes a slot more. */
static struct world *three_in_a_row(void)
{
	struct world *before = world(".mmmmmmm");
	struct bm_handover h = { .names = &old_names, .mb = &before->mb };
	struct world *w;

	bm_names_init(&old_names, old_slots, ROOM);
	bm_names_init(&new_names, new_slots, ROOM);
	ok(reserve(&old_names, before, WORLD_PAGE, WORLD_PAGE, "a"));
	ok(reserve(&old_names, before, WORLD_PAGE, WORLD_PAGE, "b"));
	ok(reserve(&old_names, before, WORLD_PAGE, WORLD_PAGE, "c"));
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	w = reboot(before, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	assert_int_equal(w->mb.reserved.cnt, 1);
	w->mb.reserved.max = 1;
	w->map_fail_at = w->map_calls + 1;
	w->map_fail_on = true;
	return w;
}

static void bm_reserve_mem__old_place_cannot_be_freed__changes_nothing(void **state)
{
	struct world *w;

	(void)state;
	w = three_in_a_row();
	assert_int_equal(reserve(&new_names, w, 2 * WORLD_PAGE, WORLD_PAGE, "b"), -BM_ENOMEM);
	assert_int_equal(new_slots[1].fate, BM_FATE_KEPT);
	expect_reserved(w, ".....xxx");
}

static void bm_handover_drop__no_slot_to_free_it__keeps_it(void **state)
{
	struct world *w;
	struct bm_range range;

	(void)state;
	w = three_in_a_row();
	new_slots[0].fate = BM_FATE_REVIVED;
	new_slots[2].fate = BM_FATE_REVIVED;
	assert_int_equal(bm_handover_drop(&new_names, &w->mb), 0);
	assert_true(bm_names_find(&new_names, "b", &range));
	expect_reserved(w, ".....xxx");
}

/* --- where arrays go meanwhile ---------------------------------------------------------------- */

/* A record of further memory alone, and a machine whose array of reservations is full. */
static struct world *full_array(const struct bm_range *more, unsigned long nr, const char *picture)
{
	struct world *before = world(".mmmmmmm");
	struct bm_handover h = { .preserved = more, .nr_preserved = nr, .mb = &before->mb };
	struct world *w;

	bm_names_init(&new_names, new_slots, ROOM);
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), 0);
	w = world_at(0, 16, picture, NULL);
	w->mb.reserved.max = 1;
	return w;
}

static void bm_handover_take__array_is_full__moves_to_what_is_not_preserved(void **state)
{
	struct bm_range more[] = { { 2 * WORLD_PAGE, 3 * WORLD_PAGE },
				   { 4 * WORLD_PAGE, 5 * WORLD_PAGE },
				   { 7 * WORLD_PAGE, 8 * WORLD_PAGE } };
	struct world *w;

	(void)state;
	w = full_array(more, 3, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, "..x.x.kx");
}

static void bm_handover_take__no_room_that_is_safe__moves_no_array_and_loses_the_rest(void **state)
{
	struct bm_range more[] = { { 1 * WORLD_PAGE, 3 * WORLD_PAGE },
				   { 4 * WORLD_PAGE, 6 * WORLD_PAGE },
				   { 7 * WORLD_PAGE, 8 * WORLD_PAGE } };
	struct world *w;

	(void)state;
	w = full_array(more, 3, "mmm.mm.m");
	assert_int_equal(bm_handover_take(&rec, &w->mb, &new_names), -BM_ENOMEM);
	expect_reserved(w, ".xx.....");
	assert_true(w->mb.current_limit > 0);
	w = full_array(more, 3, ".mm.....");
	ok(mb_add(&w->mb, at(w, 5) + 0x800, WORLD_PAGE));
	assert_int_equal(bm_handover_take(&rec, &w->mb, &new_names), -BM_ENOMEM);
}

static void bm_handover_take__scratch_only__moves_the_array_to_scratch(void **state)
{
	struct bm_range more[] = { { 6 * WORLD_PAGE, 7 * WORLD_PAGE } };
	struct world *w;

	(void)state;
	w = full_array(more, 1, ".mmsmmmm");
	w->mb.scratch_only = true;
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, "...k..x.");
	assert_false(w->mb.scratch_only);
}

static void bm_handover_take__nothing_free_in_it__loses_the_range(void **state)
{
	struct bm_range more[] = { { 5 * WORLD_PAGE, 7 * WORLD_PAGE } };
	struct world *before = world(".mmmmmmm");
	struct bm_handover h = { .preserved = more, .nr_preserved = 1, .mb = &before->mb };
	struct world *w;

	(void)state;
	bm_names_init(&new_names, new_slots, ROOM);
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	w = reboot(before, ".mmmmrr.");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, ".....rr.");
	w = reboot(before, ".mmmmrrm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	expect_reserved(w, ".....rr.");
}

static void bm_handover_take__no_slot_for_names_and_list__tells_the_first_error(void **state)
{
	struct bm_range more[] = { { 2 * WORLD_PAGE, 3 * WORLD_PAGE } };
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, more, 1);
	assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), 0);
	w = world_at(0, 2, ".mmmmmmm", NULL);
	ok(mb_reserve(&w->mb, at(w, 4), WORLD_PAGE));
	w->map_fail_at = w->map_calls + 1;
	w->map_fail_on = true;
	assert_int_equal(bm_handover_take(&rec, &w->mb, &new_names), -BM_ENOMEM);
	expect_reserved(w, "....r...");
	assert_non_null(strstr(w->log, "4096 bytes of preserved"));
}

static void bm_handover_take__table_just_large_enough__holds_all(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	new_names.max = 2;
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	assert_int_equal(new_names.nr, 2);
}

static void bm_handover_take__malformed_entry__is_told_and_the_rest_kept(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;
	void *hole;

	(void)state;
	hand_over(before, NULL, 0);
	assert_int_equal(fdt_nop_property(blob, fdt_path_offset(blob, "/names/entry-0"), PROP_SIZE),
			 0);
	hole = fdt_getprop_w(blob, 0, PROP_CRC, NULL);
	fdt32_st(hole, bm_record_crc_(blob, fdt_totalsize(blob), hole));
	w = reboot(before, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	assert_int_equal(new_slots[0].fate, BM_FATE_LOST_NAME);
	assert_int_equal(new_slots[1].fate, BM_FATE_KEPT);
	expect_reserved(w, ".....x..");
}

static void bm_handover_drop__nobody_asked__frees_those_alone(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct world *w;

	(void)state;
	hand_over(before, NULL, 0);
	w = reboot(before, ".mmmmmmm");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	ok(reserve(&new_names, w, WORLD_PAGE, WORLD_PAGE, "trace"));
	assert_int_equal(bm_handover_drop(&new_names, &w->mb), 1);
	expect_reserved(w, ".....x..");
	assert_int_equal(bm_handover_drop(&new_names, &w->mb), 0);
}

static void bm_handover_scratch__before_memory_is_known__is_all_there_is(void **state)
{
	struct world *before = world(".mmmmmmm");
	struct bm_range area = { WORLD_PAGE, 3 * WORLD_PAGE };
	struct bm_handover h = { .scratch = &area, .nr_scratch = 1, .mb = &before->mb };
	struct mb_req req = mb_req(WORLD_PAGE, WORLD_PAGE);
	struct mb_spot spot;
	struct world *w;

	(void)state;
	bm_names_init(&new_names, new_slots, ROOM);
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	w = reboot(before, "........");
	ok(bm_handover_scratch(&rec, &w->mb));
	ok(mb_add(&w->mb, at(w, 1), span(w, 7)));
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 2));
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_addr(spot.base, at(w, 7));
}

static void scratch_record(struct world *w, unsigned int first, unsigned int second)
{
	struct bm_range areas[2] = { { at(w, first), at(w, first + 1) },
				     { at(w, second), at(w, second + 1) } };
	struct bm_handover h = { .scratch = areas, .nr_scratch = 2, .mb = &w->mb };

	bm_names_init(&new_names, new_slots, ROOM);
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), 0);
}

static void bm_handover_scratch__memory_is_known__only_that_is_marked(void **state)
{
	struct world *w;

	(void)state;
	scratch_record(world(".mmmmmmm"), 2, 6);
	w = world(".mmmm...");
	ok(bm_handover_scratch(&rec, &w->mb));
	expect_memory(w, ".msmm...");
	ok(bm_handover_take(&rec, &w->mb, &new_names));
	assert_false(w->mb.scratch_only);
}

static void bm_handover_scratch__no_slot__changes_nothing(void **state)
{
	struct world *w;

	(void)state;
	scratch_record(world(".mmmmmmm"), 2, 6);
	w = world_at(0, 2, "........", NULL);
	w->map_fail_at = w->map_calls + 1;
	w->map_fail_on = true;
	w->mb.memory.max = 1;
	refused(BM_ENOMEM, bm_handover_scratch(&rec, &w->mb));
	assert_false(w->mb.scratch_only);
	ok(mb_add(&w->mb, at(w, 1), span(w, 7)));
	refused(BM_ENOMEM, bm_handover_scratch(&rec, &w->mb));
	expect_memory(w, ".mmmmmmm");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_handover_take__same_machine__keeps_all_and_revives_by_name),
		CASE(bm_handover_take__memory_gone__loses_that_name_and_says_so),
		CASE(bm_handover_take__not_to_be_mapped__is_gone_as_well),
		CASE(bm_handover_take__kernel_on_it__loses_that_name),
		CASE(bm_handover_take__preserved_partly_taken__keeps_the_rest_and_says_so),
		CASE(bm_handover_take__hotplug_memory_kept_free__is_preserved_all_the_same),
		CASE(bm_handover_take__name_known_already__loses_the_recorded_one),
		CASE(bm_handover_take__table_too_small__changes_nothing),
		CASE(bm_handover_take__no_slot__loses_what_could_not_be_reserved),
		CASE(bm_reserve_mem__other_size__allocates_afresh_and_frees_the_old),
		CASE(bm_reserve_mem__other_alignment__allocates_afresh),
		CASE(bm_reserve_mem__content_changed__is_not_passed_off_as_kept),
		CASE(bm_reserve_mem__content_that_cannot_be_mapped__is_not_passed_off_as_kept),
		CASE(bm_reserve_mem__old_place_cannot_be_freed__changes_nothing),
		CASE(bm_handover_drop__no_slot_to_free_it__keeps_it),
		CASE(bm_handover_take__array_is_full__moves_to_what_is_not_preserved),
		CASE(bm_handover_take__no_room_that_is_safe__moves_no_array_and_loses_the_rest),
		CASE(bm_handover_take__scratch_only__moves_the_array_to_scratch),
		CASE(bm_handover_take__nothing_free_in_it__loses_the_range),
		CASE(bm_handover_take__no_slot_for_names_and_list__tells_the_first_error),
		CASE(bm_handover_take__table_just_large_enough__holds_all),
		CASE(bm_handover_take__malformed_entry__is_told_and_the_rest_kept),
		CASE(bm_handover_drop__nobody_asked__frees_those_alone),
		CASE(bm_handover_scratch__before_memory_is_known__is_all_there_is),
		CASE(bm_handover_scratch__memory_is_known__only_that_is_marked),
		CASE(bm_handover_scratch__no_slot__changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
