// SPDX-License-Identifier: MIT
/*
 * test_numa.c - domains become nodes in order of first appearance; blocks, distances, and no more
 * of them than fit.
 */
#include <bootmem/fw_acpi.h>
#include <bootmem/numa.h>

#include "harness.h"
#include "sinks.h"

#define BLOCKS 4
#define NODES 4

static struct bm_numa_block blocks[BLOCKS];
static uint32_t domains[NODES];
static uint8_t distances[NODES * NODES];
static struct bm_numa numa;
static struct bm_fw_sink sink;
static struct told told;
static struct bm_fw_sink diags;

static void start(void)
{
	bm_numa_init(&numa, bm_numa_room(blocks, BLOCKS, domains, distances, NODES));
	sink = bm_numa_sink(&numa);
	told = told_new();
	diags = told_sink(&told);
	numa.diag_to = &diags;
}

static int cpu(uint32_t domain)
{
	struct bm_fw_cpu record = { domain, 1, 1, true, true, false, 8 };

	return sink.cpu(sink.ctx, &record);
}

static int memory(uint32_t domain, phys_addr_t first, phys_addr_t end)
{
	struct bm_fw_range range = {
		first, end, BM_FW_USABLE, 0, domain, 0, 0, 16, 0, { NULL, 0 }
	};

	return sink.range(sink.ctx, &range);
}

static int distance(uint32_t from, uint32_t to, uint32_t value)
{
	struct bm_fw_distance record = { from, to, value, 24 };

	return sink.distance(sink.ctx, &record);
}

static void bm_numa_sink__domains__numbered_as_they_appear(void **state)
{
	(void)state;
	start();
	assert_int_equal(cpu(70), 0);
	assert_int_equal(memory(5, 0x1000, 0x2000), 0);
	assert_int_equal(memory(70, 0x2000, 0x3000), 0);
	assert_int_equal(cpu(9), 0);
	assert_int_equal(numa.nr_nodes, 3);
	assert_int_equal(domains[0], 70);
	assert_int_equal(domains[1], 5);
	assert_int_equal(domains[2], 9);
	assert_int_equal(numa.nr_blocks, 2);
	assert_int_equal(blocks[0].nid, 1);
	assert_int_equal(blocks[1].nid, 0);
}

static void bm_numa_sink__device_trees__name_nodes_themselves(void **state)
{
	(void)state;
	start();
	numa.domain_is_nid = true;
	assert_int_equal(memory(3, 0x1000, 0x2000), 0);
	assert_int_equal(cpu(1), 0);
	assert_int_equal(numa.nr_nodes, 4);
	assert_int_equal(domains[0], BM_FW_NO_DOMAIN);
	assert_int_equal(domains[1], 1);
	assert_int_equal(domains[2], BM_FW_NO_DOMAIN);
	assert_int_equal(blocks[0].nid, 3);
	assert_int_equal(memory(4, 0x1000, 0x2000), -BM_ENOSPC);
	expect_told(&told, "! domain at 16\n");
}

static void bm_numa_sink__disabled_or_of_no_domain__is_left_out(void **state)
{
	struct bm_fw_cpu off = { 1, 1, 1, true, false, true, 0 };
	struct bm_fw_range nothing = { 0, 1, BM_FW_NONE, 0, 1, 0, 0, 0, 0, { NULL, 0 } };

	(void)state;
	start();
	assert_int_equal(sink.cpu(sink.ctx, &off), 0);
	assert_int_equal(sink.range(sink.ctx, &nothing), 0);
	assert_int_equal(cpu(BM_FW_NO_DOMAIN), 0);
	assert_int_equal(memory(BM_FW_NO_DOMAIN, 0, 1), 0);
	assert_int_equal(numa.nr_nodes, 0);
	assert_int_equal(numa.nr_blocks, 0);
}

static void bm_numa_sink__no_more_room__says_so(void **state)
{
	unsigned int i;

	(void)state;
	start();
	for (i = 0; i < BLOCKS; i++)
		assert_int_equal(memory(0, i * 0x1000, (i + 1) * 0x1000), 0);
	assert_int_equal(memory(0, 0x9000, 0xa000), -BM_ENOSPC);
	expect_told(&told, "! full at 16\n");
	start();
	for (i = 0; i < NODES; i++)
		assert_int_equal(cpu(i), 0);
	assert_int_equal(cpu(NODES), -BM_ENOSPC);
	expect_told(&told, "! domain at 8\n");
	numa.diag_to = NULL;
	assert_int_equal(cpu(NODES), -BM_ENOSPC);
}

static void bm_numa_sink__hotplug__is_marked_at_once(void **state)
{
	struct world *w = world("mmmmmm");
	struct bm_fw_range range = {
		0, 0, BM_FW_USABLE, BM_FW_HOTPLUG, 1, 0, 0, 0, 0, { NULL, 0 }
	};

	(void)state;
	start();
	numa.hotplug_in = &w->mb;
	range.start = at(w, 2);
	range.end = at(w, 4);
	assert_int_equal(sink.range(sink.ctx, &range), 0);
	expect_memory(w, "mmhhmm");
}

static void bm_numa_add__nid_out_of_range__is_refused(void **state)
{
	struct bm_range range = { 0, 0x1000 };

	(void)state;
	start();
	assert_int_equal(bm_numa_add(&numa, range, -1), -BM_EINVAL);
	assert_int_equal(bm_numa_add(&numa, range, NODES), -BM_EINVAL);
	assert_int_equal(bm_numa_add(&numa, range, NODES - 1), 0);
	assert_int_equal(numa.nr_nodes, NODES);
}

static void bm_numa_distance__unknown__is_the_default(void **state)
{
	(void)state;
	start();
	assert_int_equal(bm_numa_distance(&numa, 0, 0), 10);
	assert_int_equal(bm_numa_distance(&numa, 0, 1), 20);
	assert_int_equal(bm_numa_distance(&numa, -1, 1), 20);
	assert_int_equal(bm_numa_distance(&numa, 0, -1), 20);
	assert_int_equal(bm_numa_distance(&numa, 0, NODES), 20);
	assert_int_equal(bm_numa_distance(&numa, NODES, NODES), 10);
	assert_int_equal(cpu(7), 0);
	assert_int_equal(cpu(8), 0);
	assert_int_equal(bm_numa_distance(&numa, 0, 1), 20);
}

static void bm_numa_distance__told__by_domain_and_asked_by_node(void **state)
{
	(void)state;
	start();
	assert_int_equal(cpu(7), 0);
	assert_int_equal(cpu(8), 0);
	assert_int_equal(distance(7, 8, 31), 0);
	assert_int_equal(distance(8, 7, 21), 0);
	assert_int_equal(distance(7, 99, 15), 0);
	assert_int_equal(bm_numa_distance(&numa, 0, 1), 31);
	assert_int_equal(bm_numa_distance(&numa, 1, 0), 21);
	assert_int_equal(bm_numa_distance(&numa, 1, 1), 10);
	assert_true(numa.has_distances);
}

static void bm_numa_distance__no_room_for_distances__is_the_default(void **state)
{
	(void)state;
	bm_numa_init(&numa, bm_numa_room(blocks, BLOCKS, domains, NULL, BM_MAX_NODES + 1));
	assert_int_equal(numa.room.max_nodes, BM_MAX_NODES);
	start();
	numa.room.distances = NULL;
	assert_int_equal(cpu(0), 0);
	assert_int_equal(cpu(1), 0);
	assert_int_equal(distance(0, 1, 31), 0);
	assert_int_equal(bm_numa_distance(&numa, 0, 1), 20);
}

static void bm_numa_distance__impossible__is_told_and_not_used(void **state)
{
	(void)state;
	start();
	assert_int_equal(cpu(7), 0);
	assert_int_equal(cpu(8), 0);
	assert_int_equal(distance(7, 7, 11), 0);
	assert_int_equal(distance(7, 8, 10), 0);
	assert_int_equal(distance(7, 8, 256), 0);
	expect_told(&told, "! distance at 24\n! distance at 24\n! distance at 24\n");
	assert_false(numa.has_distances);
	numa.room.distances = NULL;
	assert_int_equal(distance(7, 8, 21), 0);
	assert_int_equal(bm_numa_distance(&numa, 0, 1), 20);
}

static void bm_numa_reset__everything_learned__is_forgotten(void **state)
{
	(void)state;
	start();
	assert_int_equal(memory(7, 0, 0x1000), 0);
	bm_numa_reset(&numa);
	assert_int_equal(numa.nr_blocks, 0);
	assert_int_equal(numa.nr_nodes, 0);
	assert_int_equal(memory(8, 0, 0x1000), 0);
	assert_int_equal(blocks[0].nid, 0);
	assert_ptr_equal(numa.diag_to, &diags);
}

static void count_event(void *ctx, const struct bm_numa_event *event)
{
	unsigned int *nr = ctx;

	(void)event;
	++*nr;
}

/* What is wrong with a source is told to whom it may concern, or to nobody. */
static int tables_of(const void *bytes, size_t size, const struct bm_fw_sink *to)
{
	unsigned int nr = 0;
	int err;

	bm_numa_init(&numa, bm_numa_room(blocks, BLOCKS, domains, distances, NODES));
	sink = bm_numa_sink(&numa);
	numa.diag_to = to;
	numa.event = count_event;
	numa.event_ctx = &nr;
	err = bm_srat_parse(bytes, size, &sink);
	return err ? bm_slit_parse(bytes, size, &sink) : 0;
}

static int tables_in_silence(const void *bytes, size_t size, const struct bm_fw_sink *to)
{
	(void)to;
	return tables_of(bytes, size, NULL);
}

static void bm_numa_sink__damaged_tables__whoever_listens(void **state)
{
	static const struct bm_fw_sink deaf;

	(void)state;
	sinks_try_all("acpi", tables_of);
	sinks_try_all("acpi", tables_in_silence);
	start();
	numa.diag_to = &deaf;
	assert_int_equal(cpu(0), 0);
	assert_int_equal(cpu(1), 0);
	assert_int_equal(distance(0, 1, 10), 0);
	numa.diag_to = NULL;
	assert_int_equal(distance(0, 1, 256), 0);
	assert_false(numa.has_distances);
}

static void bm_numa_init__no_room_for_distances_or_too_many_nodes__is_bounded(void **state)
{
	(void)state;
	bm_numa_init(&numa, bm_numa_room(blocks, BLOCKS, domains, NULL, BM_MAX_NODES + 1));
	assert_int_equal(numa.room.max_nodes, BM_MAX_NODES);
	bm_numa_init(&numa, bm_numa_room(blocks, BLOCKS, domains, NULL, NODES));
	sink = bm_numa_sink(&numa);
	assert_int_equal(cpu(0), 0);
	assert_int_equal(cpu(1), 0);
	assert_int_equal(distance(0, 1, 21), 0);
	assert_false(numa.has_distances);
	assert_int_equal(bm_numa_distance(&numa, 0, 1), BM_DISTANCE_REMOTE);
	assert_int_equal(bm_numa_distance(&numa, 0, 7), BM_DISTANCE_REMOTE);
	assert_int_equal(bm_numa_distance(&numa, 7, 0), BM_DISTANCE_REMOTE);
	assert_int_equal(bm_numa_distance(&numa, 0, -1), BM_DISTANCE_REMOTE);
	assert_int_equal(bm_numa_distance(&numa, -1, 0), BM_DISTANCE_REMOTE);
}

static void bm_numa_sink__initiator__is_a_node_and_no_processor(void **state)
{
	struct bm_fw_cpu record = { 4, 1, 1, true, true, false, 8 };
	unsigned int nr = 0;

	(void)state;
	start();
	numa.event = count_event;
	numa.event_ctx = &nr;
	record.is_cpu = false;
	assert_int_equal(sink.cpu(sink.ctx, &record), 0);
	assert_int_equal(numa.nr_nodes, 1);
	assert_int_equal(nr, 0);
	record.is_cpu = true;
	assert_int_equal(sink.cpu(sink.ctx, &record), 0);
	assert_int_equal(nr, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_numa_sink__domains__numbered_as_they_appear),
		CASE(bm_numa_sink__device_trees__name_nodes_themselves),
		CASE(bm_numa_sink__disabled_or_of_no_domain__is_left_out),
		CASE(bm_numa_sink__no_more_room__says_so),
		CASE(bm_numa_sink__hotplug__is_marked_at_once),
		CASE(bm_numa_add__nid_out_of_range__is_refused),
		CASE(bm_numa_distance__unknown__is_the_default),
		CASE(bm_numa_distance__told__by_domain_and_asked_by_node),
		CASE(bm_numa_distance__no_room_for_distances__is_the_default),
		CASE(bm_numa_distance__impossible__is_told_and_not_used),
		CASE(bm_numa_reset__everything_learned__is_forgotten),
		cmocka_unit_test(bm_numa_sink__damaged_tables__whoever_listens),
		cmocka_unit_test(
			bm_numa_init__no_room_for_distances_or_too_many_nodes__is_bounded),
		CASE(bm_numa_sink__initiator__is_a_node_and_no_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
