// SPDX-License-Identifier: MIT
/*
 * test_claims.c - crash kernel, contiguous areas and huge pages on maps of a few GiB.
 *
 * What real kernels did is in tests/cli/test_predict.c; here is each step of each rule by itself.
 */
#include <string.h>

#include <bootmem/claims.h>

#include "harness.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define NR_SLOTS 64

static struct memblock_region slots[NR_SLOTS];
static struct memblock mb;

/* Memory in [start, end) of MiB; a machine of 32-bit addresses ends below 4 GiB. */
static void bank(uint64_t start, uint64_t end, int nid)
{
	if (end * MIB > PHYS_ADDR_MAX)
		skip();
	ok(mb_add_node(&mb, (phys_addr_t)(start * MIB), (phys_addr_t)((end - start) * MIB), nid,
		       MEMBLOCK_NONE));
}

static void take(uint64_t start, uint64_t end)
{
	ok(mb_reserve(&mb, (phys_addr_t)(start * MIB), (phys_addr_t)((end - start) * MIB)));
}

static void empty(void)
{
	mb_init(&mb, NULL, slots, NR_SLOTS);
}

static void expect_mib(struct bm_range range, uint64_t start, uint64_t end)
{
	assert_int_equal(range.start, start * MIB);
	assert_int_equal(range.end, end * MIB);
}

static bool is_empty(struct bm_range range)
{
	return range.start >= range.end;
}

static struct bm_crash_rule rule_of(const char *arch, unsigned int kernel)
{
	struct bm_crash_rule rule;

	bm_crash_rule(&rule, bm_profile_find(arch), kernel, 0);
	return rule;
}

static phys_addr_t free_bytes(void)
{
	struct mb_free_iter it;
	phys_addr_t sum = 0;

	mb_for_each_free_range(&it, &mb, mb_any())
		sum += it.end - it.start;
	return sum;
}

/* --- crash kernel ---------------------------------------------------------------------------- */

static void bm_crash_reserve__room_below__highest_below_the_border(void **state)
{
	struct bm_crashkernel crash = { .size = 256 * MIB };
	struct bm_crash_rule rule = rule_of("x86_64", BM_KERNEL(6, 12));
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1, 3000, 0);
	take(2900, 3000);
	ok(bm_crash_reserve(&mb, &crash, &rule, &claim));
	expect_mib(claim.main, 2640, 2896);
	assert_true(is_empty(claim.low));
	assert_int_equal(claim.nr_tries, 1);
	assert_true(claim.tries[0].fits);
	assert_true(mb_is_region_reserved(&mb, claim.main.start, 1));
}

static void bm_crash_reserve__no_room_below__above_and_a_low_part(void **state)
{
	struct bm_crashkernel crash = { .size = 2 * GIB };
	struct bm_crash_rule rule = rule_of("x86_64", BM_KERNEL(6, 12));
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1, 1024, 0);
	bank(4096, 8192, 0);
	ok(bm_crash_reserve(&mb, &crash, &rule, &claim));
	expect_mib(claim.main, 6144, 8192);
	expect_mib(claim.low, 768, 1024);
	assert_int_equal(claim.nr_tries, 3);
	assert_false(claim.tries[0].fits);
	assert_int_equal(claim.tries[1].window.start, 4 * GIB);
}

static void bm_crash_reserve__low_part_does_not_fit__nothing_is_taken(void **state)
{
	struct bm_crashkernel crash = {
		.size = GIB, .high = true, .low = 512 * MIB, .has_low = true
	};
	struct bm_crash_rule rule = rule_of("x86_64", BM_KERNEL(6, 12));
	struct bm_claim claim;
	phys_addr_t before;

	(void)state;
	empty();
	bank(1, 300, 0);
	bank(4096, 8192, 0);
	before = free_bytes();
	refused(BM_ENOMEM, bm_crash_reserve(&mb, &crash, &rule, &claim));
	assert_int_equal(free_bytes(), before);
	assert_true(is_empty(claim.main));
	assert_int_equal(claim.nr_tries, 2);
}

static void bm_crash_reserve__no_low_part_asked_for__none(void **state)
{
	struct bm_crashkernel crash = { .size = GIB, .high = true, .has_low = true };
	struct bm_crash_rule rule = rule_of("x86_64", BM_KERNEL(6, 12));
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1, 300, 0);
	bank(4096, 8192, 0);
	ok(bm_crash_reserve(&mb, &crash, &rule, &claim));
	expect_mib(claim.main, 7168, 8192);
	assert_true(is_empty(claim.low));
}

static void bm_crash_reserve__high_without_memory_there__low_since_6_6(void **state)
{
	struct bm_crashkernel crash = { .size = 256 * MIB, .high = true };
	struct bm_crash_rule now = rule_of("x86_64", BM_KERNEL(6, 6));
	struct bm_crash_rule then = rule_of("x86_64", BM_KERNEL(6, 1));
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1, 1024, 0);
	ok(bm_crash_reserve(&mb, &crash, &now, &claim));
	expect_mib(claim.main, 768, 1024);
	assert_int_equal(claim.nr_tries, 2);
	empty();
	bank(1, 1024, 0);
	ok(bm_crash_reserve(&mb, &crash, &then, &claim));
	expect_mib(claim.main, 768, 1024);
	assert_int_equal(claim.nr_tries, 1);
	assert_int_equal(claim.tries[0].window.start, 16 * MIB);
}

static void bm_crash_reserve__arm_of_6_1__never_above_by_itself(void **state)
{
	struct bm_crashkernel crash = { .size = GIB };
	struct bm_crash_rule then = rule_of("arm64", BM_KERNEL(6, 1));
	struct bm_crash_rule now = rule_of("arm64", BM_KERNEL(6, 12));
	struct bm_claim claim;

	(void)state;
	empty();
	bank(3072, 4096 - 128, 0);
	bank(4096, 8192, 0);
	refused(BM_ENOMEM, bm_crash_reserve(&mb, &crash, &then, &claim));
	ok(bm_crash_reserve(&mb, &crash, &now, &claim));
	expect_mib(claim.main, 7168, 8192);
	expect_mib(claim.low, 3840, 3968);
}

static void bm_crash_reserve__fixed_place__there_or_nowhere(void **state)
{
	struct bm_crashkernel crash = { .size = 64 * MIB, .base = 512 * MIB };
	struct bm_crash_rule rule = rule_of("x86_64", BM_KERNEL(6, 12));
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1, 1024, 0);
	ok(bm_crash_reserve(&mb, &crash, &rule, &claim));
	expect_mib(claim.main, 512, 576);
	refused(BM_ENOMEM, bm_crash_reserve(&mb, &crash, &rule, &claim));
}

static void bm_crash_reserve__more_than_there_are_addresses__is_refused(void **state)
{
	struct bm_crashkernel crash = { .size = UINT64_MAX };
	struct bm_crash_rule rule = rule_of("x86_64", BM_KERNEL(6, 12));
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1, 1024, 0);
	refused(BM_ENOMEM, bm_crash_reserve(&mb, &crash, &rule, &claim));
	crash.base = UINT64_MAX - 5;
	refused(BM_ENOMEM, bm_crash_reserve(&mb, &crash, &rule, &claim));
}

/* --- contiguous areas ------------------------------------------------------------------------ */

static struct bm_cma_ask area(uint64_t mib)
{
	struct bm_cma_ask ask = {
		(phys_addr_t)(mib * MIB), (phys_addr_t)(2 * MIB), 0, 0, NUMA_NO_NODE, false
	};

	return ask;
}

static void bm_cma_reserve__below_a_border__highest_there(void **state)
{
	struct bm_cma_ask ask = area(65);
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1024, 2048, 0);
	take(2047, 2048);
	ask.end = (phys_addr_t)(2048 * MIB);
	ok(bm_cma_reserve(&mb, &ask, &claim));
	expect_mib(claim.main, 1980, 2046);
}

static void bm_cma_reserve__much_memory_above_4g__lowest_there(void **state)
{
	struct bm_cma_ask ask = area(2048);
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1024, 8192, 0);
	take(4096, 4100);
	ok(bm_cma_reserve(&mb, &ask, &claim));
	expect_mib(claim.main, 4100, 6148);
	assert_false(mb.bottom_up);
}

static void bm_cma_reserve__fixed__there_unless_taken_or_no_memory(void **state)
{
	struct bm_cma_ask ask = area(16);
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1024, 2048, 0);
	ask.fixed = true;
	ask.start = (phys_addr_t)(1100 * MIB);
	ok(bm_cma_reserve(&mb, &ask, &claim));
	expect_mib(claim.main, 1100, 1116);
	refused(BM_EBUSY, bm_cma_reserve(&mb, &ask, &claim));
	ask.start = (phys_addr_t)(2040 * MIB);
	refused(BM_EBUSY, bm_cma_reserve(&mb, &ask, &claim));
}

static void bm_cma_reserve__no_size_or_odd_alignment__is_refused(void **state)
{
	struct bm_cma_ask ask = area(0);
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1024, 2048, 0);
	refused(BM_EINVAL, bm_cma_reserve(&mb, &ask, &claim));
	ask.size = 1;
	ask.align = 3;
	refused(BM_EINVAL, bm_cma_reserve(&mb, &ask, &claim));
	ask = area(2048);
	refused(BM_ENOMEM, bm_cma_reserve(&mb, &ask, &claim));
	assert_int_equal(free_bytes(), 1024 * MIB);
}

/* --- huge pages ------------------------------------------------------------------------------ */

static void bm_huge_reserve__node_is_full__another_node(void **state)
{
	struct bm_claim claim;

	(void)state;
	empty();
	bank(1, 1500, 0);
	bank(1536, 3072, 1);
	ok(bm_huge_reserve(&mb, (phys_addr_t)(512 * MIB), 0, &claim));
	expect_mib(claim.main, 512, 1024);
	assert_false(claim.other_node);
	ok(bm_huge_reserve(&mb, (phys_addr_t)(512 * MIB), 0, &claim));
	expect_mib(claim.main, 2560, 3072);
	assert_true(claim.other_node);
	refused(BM_ENOMEM, bm_huge_reserve(&mb, (phys_addr_t)(2048 * MIB), 0, &claim));
	refused(BM_EINVAL, bm_huge_reserve(&mb, (phys_addr_t)(3 * MIB), 0, &claim));
}

static void bm_next_node__nodes_out_of_order__goes_round_by_number(void **state)
{
	(void)state;
	empty();
	assert_int_equal(bm_next_node(&mb, NUMA_NO_NODE), NUMA_NO_NODE);
	bank(1, 2, 5);
	bank(3, 4, 0);
	bank(5, 6, 2);
	bank(7, 8, 0);
	assert_int_equal(bm_next_node(&mb, NUMA_NO_NODE), 0);
	assert_int_equal(bm_next_node(&mb, 0), 2);
	assert_int_equal(bm_next_node(&mb, 2), 5);
	assert_int_equal(bm_next_node(&mb, 5), 0);
}

static void bm_largest_free__windows_nodes_alignment__what_a_search_would_find(void **state)
{
	struct bm_try search = { { 0, 0 }, 0, (phys_addr_t)(16 * MIB), 0, NUMA_NO_NODE, false };

	(void)state;
	empty();
	bank(1, 1000, 0);
	bank(1000, 3000, 1);
	take(900, 1100);
	expect_mib(bm_largest_free(&mb, &search), 1104, 2992);
	search.nid = 0;
	expect_mib(bm_largest_free(&mb, &search), 16, 896);
	search.window.start = (phys_addr_t)(500 * MIB);
	search.window.end = (phys_addr_t)(600 * MIB);
	expect_mib(bm_largest_free(&mb, &search), 512, 592);
	search.nid = 7;
	assert_true(is_empty(bm_largest_free(&mb, &search)));
}

static void bm_largest_free__no_end__holds_to_the_limit(void **state)
{
	struct bm_try search = { { 0, 0 }, 0, (phys_addr_t)(16 * MIB), 0, NUMA_NO_NODE, false };

	(void)state;
	empty();
	bank(1, 1000, 0);
	mb.current_limit = (phys_addr_t)(512 * MIB);
	expect_mib(bm_largest_free(&mb, &search), 16, 512);
	search.window.end = MEMBLOCK_ALLOC_ANYWHERE;
	expect_mib(bm_largest_free(&mb, &search), 16, 992);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_crash_reserve__room_below__highest_below_the_border),
		CASE(bm_crash_reserve__no_room_below__above_and_a_low_part),
		CASE(bm_crash_reserve__low_part_does_not_fit__nothing_is_taken),
		CASE(bm_crash_reserve__no_low_part_asked_for__none),
		CASE(bm_crash_reserve__high_without_memory_there__low_since_6_6),
		CASE(bm_crash_reserve__arm_of_6_1__never_above_by_itself),
		CASE(bm_crash_reserve__fixed_place__there_or_nowhere),
		CASE(bm_crash_reserve__more_than_there_are_addresses__is_refused),
		CASE(bm_cma_reserve__below_a_border__highest_there),
		CASE(bm_cma_reserve__much_memory_above_4g__lowest_there),
		CASE(bm_cma_reserve__fixed__there_unless_taken_or_no_memory),
		CASE(bm_cma_reserve__no_size_or_odd_alignment__is_refused),
		CASE(bm_huge_reserve__node_is_full__another_node),
		CASE(bm_next_node__nodes_out_of_order__goes_round_by_number),
		CASE(bm_largest_free__windows_nodes_alignment__what_a_search_would_find),
		CASE(bm_largest_free__no_end__holds_to_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
