// SPDX-License-Identifier: MIT
/*
 * test_find_glance.c - which searches are answered at a glance, and which facts are believed.
 *
 * Neither can be told from an answer. A search that was answered at a glance leaves no fact behind.
 * A fact is believed if a lie is: these tests write lies into the table.
 */
#include "harness.h"

#include <string.h>

#define LOOKS 16u /* ranges and regions that a glance takes in */

static unsigned int nr_facts(const struct world *w)
{
	unsigned int nr = 0;
	unsigned int i;

	for (i = 0; i < MB_NR_FACTS; i++)
		nr += w->mb.facts.table[i].key != 0;
	return nr;
}

static phys_addr_t found(struct world *w, const struct mb_req *req)
{
	struct mb_spot spot;

	return mb_find(&w->mb, req, &spot) ? 0 : spot.base;
}

static struct mb_req pages(unsigned int nr, int nid)
{
	struct mb_req req = mb_req(nr * WORLD_PAGE, WORLD_PAGE);

	req.nid = nid;
	return req;
}

/* --- at a glance ------------------------------------------------------------------------------ */

/* ".mmmmr" and @nr times "mr", or turned round. */
static struct world *world_of_singles(unsigned int nr, bool turned)
{
	char picture[128] = ".";
	unsigned int i;

	if (!turned)
		strcat(picture, "mmmm");
	strcat(picture, "r");
	for (i = 0; i < nr; i++)
		strcat(picture, "mr");
	if (turned)
		strcat(picture, "mmmm");
	return world(picture);
}

static void glance__fit_among_the_first_ranges__is_seen_at_once(void **state)
{
	struct mb_req req = pages(3, NUMA_NO_NODE);
	struct world *w = world_of_singles(LOOKS - 2, false);

	(void)state;
	expect_addr(found(w, &req), at(w, 2));
	assert_int_equal(nr_facts(w), 0);
	w = world_of_singles(LOOKS - 2, true);
	w->mb.bottom_up = true;
	expect_addr(found(w, &req), at(w, 2 * LOOKS - 2));
	assert_int_equal(nr_facts(w), 0);
}

static void glance__fit_one_range_further__is_searched_for(void **state)
{
	struct mb_req req = pages(3, NUMA_NO_NODE);
	struct world *w = world_of_singles(LOOKS - 1, false);

	(void)state;
	expect_addr(found(w, &req), at(w, 2));
	assert_int_equal(nr_facts(w), 1);
	w = world_of_singles(LOOKS - 1, true);
	w->mb.bottom_up = true;
	expect_addr(found(w, &req), at(w, 2 * LOOKS));
	assert_int_equal(nr_facts(w), 1);
}

/* A reserved page at the border, so that a search that walks would have something to learn. */
static void glance__memory_of_another_node_in_the_way__is_stepped_over(void **state)
{
	struct mb_req req = pages(1, 1);
	struct world *w = world_of_nodes(".rmmmrmmm", ".11111000");

	(void)state;
	expect_addr(found(w, &req), at(w, 4));
	assert_int_equal(nr_facts(w), 0);
	w = world_of_nodes(".mmmrmmmr", ".00011111");
	w->mb.bottom_up = true;
	expect_addr(found(w, &req), at(w, 5));
	assert_int_equal(nr_facts(w), 0);
}

/*
 * @nr regions of node 0 with holes between, and one of node 1 behind them, seen from either side.
 */
static struct world *world_of_regions(unsigned int nr, bool turned)
{
	struct world *w = world_at(0, 8 * WORLD_SLOTS, ".", NULL);
	unsigned int i;

	for (i = 0; i < nr; i++)
		ok(mb_add_node(&w->mb, at(w, 10 + 2 * i), span(w, 1), 0, MEMBLOCK_NONE));
	ok(mb_add_node(&w->mb, at(w, turned ? 200 : 2), span(w, 3), 1, MEMBLOCK_NONE));
	w->mb.current_limit = at(w, 300);
	w->mb.bottom_up = turned;
	return w;
}

static void glance__many_regions_in_the_way__is_given_up(void **state)
{
	struct mb_req req = pages(1, 1);
	struct world *w = world_of_regions(LOOKS - 1, false);

	(void)state;
	expect_addr(found(w, &req), at(w, 4));
	assert_int_equal(nr_facts(w), 0);
	w = world_of_regions(LOOKS, false);
	expect_addr(found(w, &req), at(w, 4));
	assert_int_equal(nr_facts(w), 1);
	w = world_of_regions(LOOKS - 1, true);
	expect_addr(found(w, &req), at(w, 200));
	assert_int_equal(nr_facts(w), 0);
	w = world_of_regions(LOOKS, true);
	expect_addr(found(w, &req), at(w, 200));
	assert_int_equal(nr_facts(w), 1);
}

static void glance__window_ends_where_memory_begins__that_is_not_looked_at(void **state)
{
	struct mb_req req = pages(1, NUMA_NO_NODE);
	struct world *w = world_of_nodes(".mmrmmm", ".000111");

	(void)state;
	req.end = at(w, 4);
	expect_addr(found(w, &req), at(w, 2));
	assert_int_equal(nr_facts(w), 0);
}

/* --- facts that are lies ---------------------------------------------------------------------- */

#define SINGLES "mrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmrmr"

static struct mb_fact *only_fact(struct world *w)
{
	unsigned int i = 0;

	assert_int_equal(nr_facts(w), 1);
	while (w->mb.facts.table[i].key == 0)
		i++;
	return &w->mb.facts.table[i];
}

/* Four pages at 1, and a fact that says they are not there. */
static struct world *lied_to_down(void)
{
	struct world *w = world(".mmmmrmmr" SINGLES);
	struct mb_req req = pages(3, NUMA_NO_NODE);

	w->mb.current_limit = at(w, 60);
	expect_addr(found(w, &req), at(w, 2));
	only_fact(w)->lo = at(w, 3);
	return w;
}

/* Four pages at 40, and a fact that says they are not there. */
static struct world *lied_to_up(void)
{
	struct world *w = world("." SINGLES "mmrmmmm");
	struct mb_req req = pages(3, NUMA_NO_NODE);

	w->mb.bottom_up = true;
	expect_addr(found(w, &req), at(w, 40));
	only_fact(w)->hi = at(w, 42);
	return w;
}

static void fact__window_begins_within__is_believed(void **state)
{
	struct mb_req req = pages(3, NUMA_NO_NODE);
	struct world *w = lied_to_down();

	(void)state;
	expect_addr(found(w, &req), 0);
	w = lied_to_down();
	only_fact(w)->hi -= 1;
	expect_addr(found(w, &req), at(w, 2));
	w = lied_to_up();
	expect_addr(found(w, &req), 0);
	w = lied_to_up();
	only_fact(w)->lo += 1;
	expect_addr(found(w, &req), at(w, 40));
}

static void fact__longest_as_long_as_the_request__is_no_help(void **state)
{
	struct mb_req req = pages(3, NUMA_NO_NODE);
	struct world *w = lied_to_down();

	(void)state;
	only_fact(w)->longest = req.size - 1;
	expect_addr(found(w, &req), 0);
	w = lied_to_down();
	only_fact(w)->longest = req.size;
	expect_addr(found(w, &req), at(w, 2));
}

/* What reaches further is kept: a search in a smaller window does not overwrite it. */
static void fact__smaller_window__does_not_replace_it(void **state)
{
	struct mb_req req = pages(3, NUMA_NO_NODE);
	struct world *w = lied_to_down();
	struct mb_fact before;

	(void)state;
	only_fact(w)->longest = req.size;
	before = *only_fact(w);
	req.start = at(w, 3);
	expect_addr(found(w, &req), 0);
	expect_addr(only_fact(w)->lo, before.lo);
	expect_addr(only_fact(w)->longest, before.longest);
	req.end = at(w, 59);
	expect_addr(found(w, &req), 0);
	expect_addr(only_fact(w)->hi, before.hi);
}

/* Another kind of question that falls on the same place in the table replaces what is there. */
static void fact__of_another_key__is_replaced(void **state)
{
	struct mb_req req = pages(3, NUMA_NO_NODE);
	struct world *w = lied_to_down();
	struct mb_fact *fact = only_fact(w);

	(void)state;
	fact->key ^= (uint64_t)1 << 60;
	fact->lo = 0;
	fact->hi = PHYS_ADDR_MAX;
	expect_addr(found(w, &req), at(w, 2));
	expect_addr(only_fact(w)->lo, at(w, 5));
	expect_addr(only_fact(w)->hi, at(w, 60));
}

static void fact__window_ends_with_a_range__it_is_learnt(void **state)
{
	struct mb_req req = pages(3, NUMA_NO_NODE);
	struct world *w = world(".mmmmrmmr" SINGLES);

	(void)state;
	req.start = at(w, 6);
	expect_addr(found(w, &req), 0);
	expect_addr(only_fact(w)->lo, at(w, 6));
	w = world("." SINGLES "mmrmmmm");
	w->mb.bottom_up = true;
	req.start = 0;
	req.end = at(w, 39);
	expect_addr(found(w, &req), 0);
	expect_addr(only_fact(w)->hi, at(w, 39));
}

/* --- gaps that just do not cross a border ----------------------------------------------------- */

static void free__gap_up_to_the_border__keeps_the_fact(void **state)
{
	struct world *w = world(".mmmmrmmr" SINGLES);
	struct mb_req req = pages(3, NUMA_NO_NODE);

	(void)state;
	expect_addr(found(w, &req), at(w, 2));
	ok(mb_reserve(&w->mb, at(w, 5) - 0x10, 0x10));
	ok(mb_free(&w->mb, at(w, 5), 0x10));
	expect_addr(only_fact(w)->lo, at(w, 5));
	w = world("." SINGLES "mmrmmmm");
	w->mb.bottom_up = true;
	expect_addr(found(w, &req), at(w, 40));
	ok(mb_reserve(&w->mb, at(w, 40), 0x10));
	ok(mb_free(&w->mb, at(w, 40) - 0x10, 0x10));
	expect_addr(only_fact(w)->hi, at(w, 40));
}

static void free__gap_exactly_as_long_as_known__keeps_the_fact(void **state)
{
	struct world *w = world(".mmmmrmmr" SINGLES);
	struct mb_req req = pages(3, NUMA_NO_NODE);

	(void)state;
	expect_addr(found(w, &req), at(w, 2));
	ok(mb_reserve(&w->mb, at(w, 11), span(w, 1)));
	ok(mb_free(&w->mb, at(w, 10), span(w, 1)));
	expect_addr(only_fact(w)->lo, at(w, 5));
	expect_addr(only_fact(w)->longest, span(w, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(glance__fit_among_the_first_ranges__is_seen_at_once),
		CASE(glance__fit_one_range_further__is_searched_for),
		CASE(glance__memory_of_another_node_in_the_way__is_stepped_over),
		CASE(glance__many_regions_in_the_way__is_given_up),
		CASE(glance__window_ends_where_memory_begins__that_is_not_looked_at),
		CASE(fact__window_begins_within__is_believed),
		CASE(fact__longest_as_long_as_the_request__is_no_help),
		CASE(fact__smaller_window__does_not_replace_it),
		CASE(fact__of_another_key__is_replaced),
		CASE(fact__window_ends_with_a_range__it_is_learnt),
		CASE(free__gap_up_to_the_border__keeps_the_fact),
		CASE(free__gap_exactly_as_long_as_known__keeps_the_fact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
