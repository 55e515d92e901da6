// SPDX-License-Identifier: MIT
/*
 * test_dump.c - every line of the log to the character, and every event an observer is told.
 *
 * The wording is Linux' own: untagged maps speak as kernels before 6.18, tagged ones as those
 * since.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

static struct world *talking_world(const char *picture)
{
	struct world *w = world(picture);

	w->mb.debug = true;
	w->mb.owner = "setup_arch+0x10/0x20";
	return w;
}

/* --- edits ------------------------------------------------------------------------------------ */

static void debug__add_and_remove__one_line_each(void **state)
{
	struct world *w = talking_world("....");

	(void)state;
	ok(mb_add(&w->mb, 0x1000, 0x3000));
	ok(mb_add_node(&w->mb, 0x8000, 0x1000, 3, MEMBLOCK_HOTPLUG));
	ok(mb_remove(&w->mb, 0x2000, 0x1000));
	expect_log(w, "memblock_add: [" PA("00001000") "-" PA("00003fff") "] setup_arch+0x10/0x20\n"
		      "memblock_add_node: [" PA("00008000") "-" PA("00008fff") "] "
		      "nid=3 flags=1 setup_arch+0x10/0x20\n"
		      "memblock_remove: [" PA("00002000") "-" PA("00002fff") "] "
		      "setup_arch+0x10/0x20\n");
}

static void debug__reserve__is_worded_by_age(void **state)
{
	struct world *w = talking_world("mmmm");

	(void)state;
	ok(mb_reserve(&w->mb, 0x1000, 0x3000));
	ok(mb_reserve_node(&w->mb, 0x8000, 0x10, 3, MEMBLOCK_RSRV_KERN));
	expect_log(w, "__memblock_reserve: [" PA("00001000") "-" PA("00003fff") "] "
		      "nid=-1 flags=0 setup_arch+0x10/0x20\n"
		      "__memblock_reserve: [" PA("00008000") "-" PA("0000800f") "] "
		      "nid=3 flags=20 setup_arch+0x10/0x20\n");
	w->mb.untagged = true;
	ok(mb_reserve(&w->mb, 0x1000, 0x3000));
	expect_log(w, "memblock_reserve: [" PA("00001000") "-" PA("00003fff") "] "
		      "setup_arch+0x10/0x20\n");
}

static void debug__free__both_names_say_the_same(void **state)
{
	struct world *w = talking_world("rrrr");

	(void)state;
	ok(mb_free(&w->mb, 0x1000, 0x1000));
	ok(mb_unreserve(&w->mb, 0x3000, 0x1000));
	expect_log(w, "memblock_phys_free: [" PA("00001000") "-" PA("00001fff") "] "
		      "setup_arch+0x10/0x20\n"
		      "memblock_phys_free: [" PA("00003000") "-" PA("00003fff") "] "
		      "setup_arch+0x10/0x20\n");
}

static void debug__size_zero__the_odd_line_is_printed_too(void **state)
{
	struct world *w = talking_world("mmmm");

	(void)state;
	ok(mb_add(&w->mb, 0x1000, 0));
	expect_log(w,
		   "memblock_add: [" PA("00001000") "-" PA("00000fff") "] setup_arch+0x10/0x20\n");
}

static void debug__no_owner__a_dash_stands_for_it(void **state)
{
	struct world *w = talking_world("....");

	(void)state;
	w->mb.owner = NULL;
	ok(mb_add(&w->mb, 0x1000, 0x1000));
	expect_log(w, "memblock_add: [" PA("00001000") "-" PA("00001fff") "] -\n");
}

static void debug__marks_nodes_and_limits__print_nothing(void **state)
{
	struct world *w = talking_world("mmmmrr");

	(void)state;
	ok(mb_mark(&w->mb, 0, 0x1000, MEMBLOCK_NOMAP));
	ok(mb_clear(&w->mb, 0, 0x1000, MEMBLOCK_NOMAP));
	ok(mb_set_node(&w->mb, 0, 0x1000, &w->mb.memory, 0));
	mb_trim(&w->mb, 0x1000);
	mb_cap(&w->mb, 0, 0x5000);
	mb_limit_memory(&w->mb, 0x3000);
	mb_limit_mapped(&w->mb, 0x2000);
	expect_log(w, "");
}

static void debug__off__nothing_is_printed(void **state)
{
	struct world *w = world("mmrr");
	struct mb_req req = mb_req(0x1000, 0x1000);
	struct mb_spot spot;

	(void)state;
	req.call = "memblock_phys_alloc_range";
	ok(mb_add(&w->mb, 0x8000, 0x1000));
	ok(mb_remove(&w->mb, 0x8000, 0x1000));
	ok(mb_reserve(&w->mb, 0, 0x1000));
	ok(mb_free(&w->mb, 0, 0x1000));
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_log(w, "");
}

/* --- allocations ------------------------------------------------------------------------------ */

static void debug__allocation__request_then_reservation(void **state)
{
	struct world *w = talking_world("mmmm");
	struct mb_req req = mb_req(0x1234, 0x40);
	struct mb_spot spot;

	(void)state;
	req.call = "memblock_phys_alloc_range";
	req.end = MEMBLOCK_ALLOC_ANYWHERE;
	w->mb.current_limit = 0x4000;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_log(w, "memblock_phys_alloc_range: 4660 bytes align=0x40 from=" PA("00000000")
		      " max_addr=" PA_TOP " setup_arch+0x10/0x20\n"
		      "__memblock_reserve: [" PA("00002dc0") "-" PA("00003ff3") "] "
		      "nid=-1 flags=20 setup_arch+0x10/0x20\n");
}

static void debug__allocation_of_pointers__names_the_node_and_unclamped_bounds(void **state)
{
	struct world *w = talking_world("mmmm");
	struct mb_req req = mb_req(0x1000, 0);
	void *mem;

	(void)state;
	req.call = "memblock_alloc_try_nid";
	req.nid = 2;
	req.start = 0x8000;
	req.soft_start = true;
	req.under_limit = true;
	w->mb.untagged = true;
	mem = mb_alloc_raw(&w->mb, &req);
	assert_non_null(mem);
	expect_log(w, "memblock_alloc_try_nid: 4096 bytes align=0x0 nid=2 from=" PA("00008000")
		      " max_addr=" PA("00000000") " setup_arch+0x10/0x20\n"
		      "memblock_reserve: [" PA("00003000") "-" PA("00003fff") "] "
		      "setup_arch+0x10/0x20\n");
}

static void debug__allocation_without_a_name__only_the_reservation(void **state)
{
	struct world *w = talking_world("mm");
	struct mb_req req = mb_req(0x1000, 0x1000);
	struct mb_spot spot;

	(void)state;
	ok(mb_alloc(&w->mb, &req, &spot));
	expect_log(w, "__memblock_reserve: [" PA("00001000") "-" PA("00001fff") "] "
		      "nid=-1 flags=20 setup_arch+0x10/0x20\n");
}

static void debug__allocation_refused__only_the_request(void **state)
{
	struct world *w = talking_world("mm");
	struct mb_req req = mb_req(0x8000, 0x1000);
	struct mb_spot spot;

	(void)state;
	req.call = "memblock_phys_alloc_range";
	refused(BM_ENOMEM, mb_alloc(&w->mb, &req, &spot));
	expect_log(w, "memblock_phys_alloc_range: 32768 bytes align=0x1000 from=" PA("00000000")
		      " max_addr=" PA("00000000") " setup_arch+0x10/0x20\n");
}

/* --- warnings --------------------------------------------------------------------------------- */

static void conflict__existing_region_differs__both_are_named(void **state)
{
	struct world *w = world_of_nodes("mm", "10");

	(void)state;
	ok(mb_add_node(&w->mb, 0, 0x2000, 1, MEMBLOCK_HOTPLUG));
	expect_log(w, "W memblock: memory [" PA("00000000") "-" PA("00000fff")
		      "] stays nid=1 flags=0, asked for nid=1 flags=1\n"
		      "W memblock: memory [" PA("00001000") "-" PA("00001fff")
		      "] stays nid=0 flags=0, asked for nid=1 flags=1\n");
	ok(mb_reserve_node(&w->mb, 0, 0x1000, 1, MEMBLOCK_NONE));
	ok(mb_reserve_node(&w->mb, 0, 0x1000, 0, MEMBLOCK_NONE));
	expect_log(w, "W memblock: reserved [" PA("00000000") "-" PA("00000fff")
		      "] stays nid=1 flags=0, asked for nid=0 flags=0\n");
}

static void conflict__no_node_or_no_flags_asked_for__is_none(void **state)
{
	struct world *w = world_of_nodes("hm", "1-");

	(void)state;
	ok(mb_add(&w->mb, 0, 0x1000));
	ok(mb_add_node(&w->mb, 0, 0x1000, 1, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, 0x1000, 0x1000, 5, MEMBLOCK_NONE));
	expect_log(w, "");
	ok(mb_add_node(&w->mb, 0, 0x2000, NUMA_NO_NODE, MEMBLOCK_HOTPLUG));
	expect_log(w, "W memblock: memory [" PA("00001000") "-" PA("00001fff")
		      "] stays nid=-1 flags=0, asked for nid=-1 flags=1\n");
}

/* --- the dump --------------------------------------------------------------------------------- */

static void mb_dump__empty_map__two_counts_of_zero(void **state)
{
	struct world *w = world(".");

	(void)state;
	mb_dump(&w->mb);
	expect_log(w, "MEMBLOCK configuration:\n"
		      " memory size = " PA("00000000") " reserved size = " PA("00000000") "\n"
		      " memory.cnt  = 0x0\n"
		      " reserved.cnt  = 0x0\n");
}

static void mb_dump__nodes_and_flags__only_where_there_are(void **state)
{
	struct world *w = world_of_nodes("mhhR", "--2-");

	(void)state;
	ok(mb_reserve_node(&w->mb, 0x1000, 0x800, 1, MEMBLOCK_RSRV_KERN));
	mb_dump(&w->mb);
	expect_log(w, "MEMBLOCK configuration:\n"
		      " memory size = " PA("00003000") " reserved size = " PA("00001800") "\n"
		      " memory.cnt  = 0x3\n"
		      " memory[0x0]\t[" PA("00000000") "-" PA("00000fff") "], " PA("00001000")
		      " bytes flags: 0x0\n"
		      " memory[0x1]\t[" PA("00001000") "-" PA("00001fff") "], " PA("00001000")
		      " bytes flags: 0x1\n"
		      " memory[0x2]\t[" PA("00002000") "-" PA("00002fff") "], " PA("00001000")
		      " bytes on node 2 flags: 0x1\n"
		      " reserved.cnt  = 0x2\n"
		      " reserved[0x0]\t[" PA("00001000") "-" PA("000017ff") "], " PA("00000800")
		      " bytes on node 1 flags: 0x20\n"
		      " reserved[0x1]\t[" PA("00003000") "-" PA("00003fff") "], " PA("00001000")
		      " bytes flags: 0x0\n");
}

static void mb_dump__index_above_fifteen__is_hexadecimal(void **state)
{
	struct world *w = world("m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m");

	(void)state;
	mb_dump(&w->mb);
	w->log[w->log_len] = '\0';
	assert_non_null(strstr(w->log, " memory.cnt  = 0x11\n"));
	assert_non_null(strstr(w->log, "\n memory[0xf]\t["));
	assert_non_null(strstr(w->log, "\n memory[0x10]\t["));
	w->log_len = 0;
}

/* catalogue R46: every flag value there is can be dumped */
static void mb_dump__every_flag_value__is_printed_as_it_is(void **state)
{
	struct world *w = world("m");
	char want[64];
	unsigned int i;

	(void)state;
	for (i = 0; i < 32; i++) {
		w->mb.memory.regions[0].flags = (enum memblock_flags)(1u << i);
		mb_dump(&w->mb);
		w->log[w->log_len] = '\0';
		snprintf(want, sizeof(want), " bytes flags: 0x%x\n", 1u << i);
		assert_non_null(strstr(w->log, want));
		w->log_len = 0;
	}
	w->mb.memory.regions[0].flags = MEMBLOCK_NONE;
}

static void mb_dump__no_port__is_silent(void **state)
{
	struct memblock_region slots[4];
	struct memblock mb;

	(void)state;
	mb_init(&mb, NULL, slots, 4);
	mb.debug = true;
	assert_int_equal(mb_add(&mb, 0, 5), 0);
	mb_dump(&mb);
}

/* --- the observer ----------------------------------------------------------------------------- */

static void observer__every_edit__is_told_once_as_asked(void **state)
{
	struct world *w = world("......");

	(void)state;
	w->mb.owner = "e820";
	ok(mb_add(&w->mb, 0x1000, 0x4000));
	ok(mb_add_node(&w->mb, 0x4000, 0x2000, 1, MEMBLOCK_HOTPLUG));
	ok(mb_remove(&w->mb, 0x5000, 0x1000));
	w->mb.owner = "initrd";
	ok(mb_reserve(&w->mb, 0x1000, 0x2000));
	ok(mb_reserve_node(&w->mb, 0x3000, 0x1000, 2, MEMBLOCK_RSRV_NOINIT));
	w->mb.owner = NULL;
	ok(mb_free(&w->mb, 0x1000, 0x1000));
	ok(mb_unreserve(&w->mb, 0x2000, 0x1000));
	ok(mb_mark(&w->mb, 0x1000, 0x1000, MEMBLOCK_NOMAP));
	ok(mb_clear(&w->mb, 0x1000, 0x1000, MEMBLOCK_NOMAP));
	ok(mb_set_node(&w->mb, 0x1000, 0x1000, &w->mb.memory, 3));
	ok(mb_set_node(&w->mb, 0x3000, 0x1000, &w->mb.reserved, 4));
	expect_events(w, "added 1000+4000 -1 0 e820\n"
			 "added 4000+2000 1 1 e820\n"
			 "removed 5000+1000 -1 0 e820\n"
			 "reserved 1000+2000 -1 0 initrd\n"
			 "reserved 3000+1000 2 10 initrd\n"
			 "freed 1000+1000 -1 0 -\n"
			 "freed 2000+1000 -1 0 -\n"
			 "set 1000+1000 -1 4 -\n"
			 "cleared 1000+1000 -1 4 -\n"
			 "memory-node 1000+1000 3 0 -\n"
			 "reserved-node 3000+1000 4 0 -\n");
}

static void observer__refused_edit__is_not_told(void **state)
{
	struct world *w = world_at(0, 4, "R.R.", NULL);

	(void)state;
	refused(BM_ENOENT, mb_free(&w->mb, at(w, 1), 1));
	refused(BM_ENOMEM, mb_reserve_node(&w->mb, at(w, 1), 1, 1, MEMBLOCK_NONE));
	refused(BM_ENOMEM, mb_unreserve(&w->mb, 1, 1));
	refused(BM_ENOMEM, mb_mark(&w->mb, 1, 1, MEMBLOCK_RSRV_KERN));
	expect_events(w, "");
}

static void observer__absent__edits_are_the_same(void **state)
{
	struct world *w = world("mmmm");

	(void)state;
	w->port.observe = NULL;
	ok(mb_reserve(&w->mb, 0x1000, 0x2000));
	expect_reserved(w, ".rr.");
	w->mb.port = NULL;
	ok(mb_free(&w->mb, 0x1000, 0x1000));
	expect_reserved(w, "..r.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(debug__add_and_remove__one_line_each),
		CASE(debug__reserve__is_worded_by_age),
		CASE(debug__free__both_names_say_the_same),
		CASE(debug__size_zero__the_odd_line_is_printed_too),
		CASE(debug__no_owner__a_dash_stands_for_it),
		CASE(debug__marks_nodes_and_limits__print_nothing),
		CASE(debug__off__nothing_is_printed),
		CASE(debug__allocation__request_then_reservation),
		CASE(debug__allocation_of_pointers__names_the_node_and_unclamped_bounds),
		CASE(debug__allocation_without_a_name__only_the_reservation),
		CASE(debug__allocation_refused__only_the_request),
		CASE(conflict__existing_region_differs__both_are_named),
		CASE(conflict__no_node_or_no_flags_asked_for__is_none),
		CASE(mb_dump__empty_map__two_counts_of_zero),
		CASE(mb_dump__nodes_and_flags__only_where_there_are),
		CASE(mb_dump__index_above_fifteen__is_hexadecimal),
		CASE(mb_dump__every_flag_value__is_printed_as_it_is),
		CASE(mb_dump__no_port__is_silent),
		CASE(observer__every_edit__is_told_once_as_asked),
		CASE(observer__refused_edit__is_not_told),
		CASE(observer__absent__edits_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
