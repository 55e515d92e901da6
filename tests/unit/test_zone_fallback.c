// SPDX-License-Identifier: MIT
/*
 * test_zone_fallback.c - which node is asked next, and the zonelists that follow.
 *
 * Orders marked as real are from logs of Linux on machines of that shape.
 */
#include <stdlib.h>

#include "zone_world.h"

static void expect_row(const struct zone_world *w, unsigned int nid, const char *want)
{
	char got[ZONE_WORLD_NODES + 1] = "";
	unsigned int nr;
	const uint16_t *row = bm_zones_fallback(&w->zones, nid, &nr);
	unsigned int i;

	for (i = 0; i < nr; i++)
		got[i] = (char)('0' + row[i]);
	assert_string_equal(got, want);
}

/* Real. */
static void bm_zones_fallback__equally_far__turns_around_the_ring(void **state)
{
	struct zone_world *w = drawn("mmmmmmmm", "01234567", 0);

	(void)state;
	laid_out(w);
	expect_row(w, 0, "01234567");
	expect_row(w, 1, "12345670");
	expect_row(w, 6, "67012345");
	expect_row(w, 7, "70123456");
}

static struct zone_world *four_nodes(const uint8_t *distance)
{
	struct zone_world *w = drawn("mmmm", "0123", 0);

	bm_zones_init(&w->zones, w->nodes, 4);
	w->zones.fallback = w->fallback;
	w->zones.distance = distance;
	laid_out(w);
	return w;
}

/* Real. */
static void bm_zones_fallback__two_pairs__the_partner_first(void **state)
{
	static const uint8_t distance[16] = {
		10, 12, 21, 31,
		12, 10, 31, 21,
		21, 31, 10, 12,
		31, 21, 12, 10,
	};
	struct zone_world *w = four_nodes(distance);

	(void)state;
	expect_row(w, 0, "0123");
	expect_row(w, 1, "1032");
	expect_row(w, 2, "2301");
	expect_row(w, 3, "3210");
}

/* Of nodes that are equally far, the one that came first for fewer others. */
static void bm_zones_fallback__two_pairs_equally_far__their_nodes_take_turns(void **state)
{
	static const uint8_t distance[16] = {
		10, 12, 21, 21,
		12, 10, 21, 21,
		21, 21, 10, 12,
		21, 21, 12, 10,
	};
	struct zone_world *w = four_nodes(distance);

	(void)state;
	expect_row(w, 0, "0123");
	expect_row(w, 1, "1032");
	expect_row(w, 2, "2301");
	expect_row(w, 3, "3210");
}

/* Real: 6.1 lists the node itself first, later kernels only nodes with memory. */
static void bm_zones_fallback__node_without_memory__asks_others(void **state)
{
	struct zone_world *w = drawn("mmmm", "0022", 0);

	(void)state;
	w->nodes[1].possible = true;
	laid_out(w);
	expect_row(w, 0, "02");
	expect_row(w, 1, "20");
	expect_row(w, 2, "20");
	w->policy.own_node_first = true;
	laid_out(w);
	expect_row(w, 0, "02");
	expect_row(w, 1, "120");
	expect_row(w, 2, "20");
}

static void bm_zones_fallback__node_with_cpus__comes_after_one_without(void **state)
{
	struct zone_world *w = drawn("mmm", "012", 0);

	(void)state;
	w->nodes[1].has_cpus = true;
	laid_out(w);
	expect_row(w, 0, "021");
}

static void bm_zones_fallback__node_that_is_not_there__no_row(void **state)
{
	struct zone_world *w = drawn("mmm", "013", 0);
	unsigned int nr = 1;

	(void)state;
	laid_out(w);
	expect_row(w, 2, "");
	assert_null(bm_zones_fallback(&w->zones, ZONE_WORLD_NODES, &nr));
	assert_int_equal(nr, 0);
	w->zones.fallback = NULL;
	laid_out(w);
	assert_null(bm_zones_fallback(&w->zones, 0, &nr));
}

static void bm_zones_distance__no_table__ten_or_twenty(void **state)
{
	static const uint8_t distance[4] = { 10, 15, 16, 10 };
	struct zone_world *w = drawn("mm", "01", 0);

	(void)state;
	assert_int_equal(bm_zones_distance(&w->zones, 0, 0), BM_DISTANCE_LOCAL);
	assert_int_equal(bm_zones_distance(&w->zones, 0, 1), BM_DISTANCE_REMOTE);
	bm_zones_init(&w->zones, w->nodes, 2);
	w->zones.distance = distance;
	assert_int_equal(bm_zones_distance(&w->zones, 0, 1), 15);
	assert_int_equal(bm_zones_distance(&w->zones, 1, 0), 16);
	assert_int_equal(bm_zones_distance(&w->zones, 0, 2), BM_DISTANCE_REMOTE);
	assert_int_equal(bm_zones_distance(&w->zones, 2, 0), BM_DISTANCE_REMOTE);
	assert_int_equal(bm_zones_distance(&w->zones, 3, 3), BM_DISTANCE_LOCAL);
}

static void bm_zones_log_fallback__as_in_linux__a_space_at_the_end(void **state)
{
	struct zone_world *w = drawn("mmm", "013", 0);

	(void)state;
	laid_out(w);
	bm_zones_log_fallback(&w->zones, &w->port);
	assert_string_equal(w->log, "Fallback order for Node 0: 0 1 3 \n"
				    "Fallback order for Node 1: 1 3 0 \n"
				    "Fallback order for Node 3: 3 0 1 \n");
}

/* A row that is longer than a line goes on in the next; no number is lost or cut. */
static void bm_zones_log_fallback__hundred_nodes__goes_on_in_the_next_line(void **state)
{
	static struct memblock_region regions[100];
	static struct bm_node nodes[100];
	static uint16_t fallback[100 * 100];
	struct zone_world *w = drawn("m", NULL, 0);
	unsigned int nid;
	char *at;

	(void)state;
	w->mb.memory.regions = regions;
	w->mb.memory.cnt = 100;
	for (nid = 0; nid < 100; nid++) {
		regions[nid].base = (phys_addr_t)nid << 12;
		regions[nid].size = (phys_addr_t)1 << 12;
		regions[nid].nid = (int)nid;
	}
	bm_zones_init(&w->zones, nodes, 100);
	w->zones.fallback = fallback;
	laid_out(w);
	for (nid = 1; nid < 100; nid++)
		nodes[nid].possible = false;
	bm_zones_log_fallback(&w->zones, &w->port);
	at = w->log + strlen("Fallback order for Node 0: ");
	for (nid = 0; nid < 100; nid++)
		assert_int_equal(strtol(at, &at, 10), nid);
	assert_string_equal(at, " \n");
}

/* --- zonelists ------------------------------------------------------------------------ */

static void expect_list(struct zone_world *w, unsigned int nid, unsigned int highest, bool own,
			const char *want)
{
	char got[128] = "";
	struct bm_zonelist it;

	bm_zonelist_first(&it, &w->zones, nid, highest, own);
	while (bm_zonelist_next(&it)) {
		size_t len = strlen(got);

		got[len] = (char)('0' + it.zone->nid);
		got[len + 1] = "DSNHMV"[it.zone->idx];
		got[len + 2] = ' ';
	}
	assert_null(it.zone);
	assert_string_equal(got, want);
}

static struct zone_world *two_nodes(void)
{
	struct zone_world *w = drawn("mmmmmmmm", "00001111", 0);

	zone_limit(w, BM_ZONE_DMA, 2);
	w->policy.kernelcore.nr_pages = 6;
	laid_out(w);
	return w;
}

static void bm_zonelist_next__own_node_first__highest_zone_first(void **state)
{
	struct zone_world *w = two_nodes();

	(void)state;
	expect_list(w, 0, BM_ZONE_MOVABLE, false, "0M 0N 0D 1M 1N ");
	expect_list(w, 1, BM_ZONE_MOVABLE, false, "1M 1N 0M 0N 0D ");
	expect_list(w, 1, BM_NR_ZONES, false, "1M 1N 0M 0N 0D ");
}

static void bm_zonelist_next__highest_zone_given__nothing_above(void **state)
{
	struct zone_world *w = two_nodes();

	(void)state;
	expect_list(w, 1, BM_ZONE_NORMAL, false, "1N 0N 0D ");
	expect_list(w, 1, BM_ZONE_DMA, false, "0D ");
}

static void bm_zonelist_next__own__no_other_node(void **state)
{
	struct zone_world *w = two_nodes();

	(void)state;
	expect_list(w, 0, BM_ZONE_NORMAL, true, "0N 0D ");
	expect_list(w, 1, BM_ZONE_DMA, true, "");
	expect_list(w, ZONE_WORLD_NODES, BM_ZONE_NORMAL, true, "");
}

/* Kernelcore=mirror can give a zone pages that do not count as present. */
static void bm_zonelist_next__managed_but_not_present__is_seen(void **state)
{
	struct zone_world *w = two_nodes();

	(void)state;
	w->nodes[1].zones[BM_ZONE_NORMAL].present = 0;
	expect_list(w, 1, BM_ZONE_NORMAL, true, "1N ");
	w->nodes[1].zones[BM_ZONE_NORMAL].managed = 0;
	expect_list(w, 1, BM_ZONE_NORMAL, true, "");
}

static void bm_zonelist_next__no_room_for_fallback__own_node_only(void **state)
{
	struct zone_world *w = two_nodes();

	(void)state;
	w->zones.fallback = NULL;
	laid_out(w);
	expect_list(w, 1, BM_ZONE_MOVABLE, false, "1M 1N ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_zones_fallback__equally_far__turns_around_the_ring),
		cmocka_unit_test(bm_zones_fallback__two_pairs__the_partner_first),
		cmocka_unit_test(bm_zones_fallback__two_pairs_equally_far__their_nodes_take_turns),
		cmocka_unit_test(bm_zones_fallback__node_without_memory__asks_others),
		cmocka_unit_test(bm_zones_fallback__node_with_cpus__comes_after_one_without),
		cmocka_unit_test(bm_zones_fallback__node_that_is_not_there__no_row),
		cmocka_unit_test(bm_zones_distance__no_table__ten_or_twenty),
		cmocka_unit_test(bm_zones_log_fallback__as_in_linux__a_space_at_the_end),
		cmocka_unit_test(bm_zones_log_fallback__hundred_nodes__goes_on_in_the_next_line),
		cmocka_unit_test(bm_zonelist_next__own_node_first__highest_zone_first),
		cmocka_unit_test(bm_zonelist_next__highest_zone_given__nothing_above),
		cmocka_unit_test(bm_zonelist_next__own__no_other_node),
		cmocka_unit_test(bm_zonelist_next__managed_but_not_present__is_seen),
		cmocka_unit_test(bm_zonelist_next__no_room_for_fallback__own_node_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
