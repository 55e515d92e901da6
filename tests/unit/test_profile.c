// SPDX-License-Identifier: MIT
/*
 * test_profile.c - what is fixed for an architecture, and what a release changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <bootmem/profile.h>

#define GIB ((uint64_t)1 << 30)

static struct bm_zone_policy policy_of(const char *name, unsigned int kernel, uint64_t start,
				       uint64_t end, uint64_t dma_last)
{
	struct bm_profile_memory memory = { start, end, dma_last };
	const struct bm_profile *profile = bm_profile_find(name);
	struct bm_zone_policy policy;

	assert_non_null(profile);
	bm_profile_policy(profile, kernel, &memory, &policy);
	return policy;
}

static bool has_zone(const struct bm_zone_policy *policy, unsigned int idx)
{
	return (policy->zones >> idx & 1u) != 0;
}

static void bm_profile_find__every_profile__is_found_by_its_name(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; bm_profile_at(i); i++)
		assert_ptr_equal(bm_profile_find(bm_profile_at(i)->name), bm_profile_at(i));
	assert_int_equal(i, 5);
}

static void bm_profile_find__other_names__are_known_too(void **state)
{
	(void)state;
	assert_ptr_equal(bm_profile_find("amd64"), bm_profile_find("x86_64"));
	assert_ptr_equal(bm_profile_find("aarch64"), bm_profile_find("arm64"));
	assert_null(bm_profile_find("arm64-"));
	assert_null(bm_profile_find(""));
	assert_null(bm_profile_find("vax"));
}

static void bm_profile_at__every_profile__makes_a_sound_policy(void **state)
{
	static struct memblock_region regions[2];
	struct memblock mb = { 0 };
	struct bm_node nodes[1];
	struct bm_zones zones;
	unsigned int i;

	(void)state;
	mb.memory.regions = regions;
	mb.memory.cnt = 1;
	regions[0].base = 0x40000000;
	regions[0].size = 0x40000000;
	for (i = 0; bm_profile_at(i); i++) {
		const struct bm_profile *profile = bm_profile_at(i);
		struct bm_zone_policy policy = policy_of(profile->name, BM_KERNEL_NEWEST,
							 0x40000000, 0x80000000, 0);

		mb.page_shift = profile->page_shift;
		bm_zones_init(&zones, nodes, 1);
		assert_int_equal(bm_zones_layout(&zones, &mb, &policy), 0);
		assert_int_equal(nodes[0].present, 0x40000000u >> profile->page_shift);
		assert_int_equal(zones.nr_unzoned, 0);
	}
}

static void bm_profile_at__every_list_of_steps__ends_with_zones(void **state)
{
	unsigned int i;
	unsigned int n;

	(void)state;
	for (i = 0; bm_profile_at(i); i++) {
		const uint8_t *steps = bm_profile_at(i)->steps;

		for (n = 0; n < BM_MAX_STEPS && steps[n] != BM_STEP_END; n++)
			assert_true(steps[n] < BM_NR_STEPS);
		assert_in_range(n, 2, BM_MAX_STEPS - 1);
		assert_int_equal(steps[n - 1], BM_STEP_ZONES);
	}
}

static void bm_step_name__every_step__has_one(void **state)
{
	unsigned int step;

	(void)state;
	for (step = 0; step < BM_NR_STEPS; step++)
		assert_true(bm_step_name((enum bm_step)step)[0] != '\0');
	assert_string_equal(bm_step_name(BM_NR_STEPS), "unknown");
}

/* --- x86_64 --------------------------------------------------------------------------- */

static void bm_profile_policy__pc_with_8_gib__three_zones(void **state)
{
	struct bm_zone_policy policy = policy_of("x86_64", BM_KERNEL(6, 1), 0x1000, 9 * GIB, 0);

	(void)state;
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0x1000);
	assert_int_equal(policy.limit[BM_ZONE_DMA32], 0x100000);
	assert_int_equal(policy.limit[BM_ZONE_NORMAL], 0x240000);
	assert_true(has_zone(&policy, BM_ZONE_DEVICE));
	assert_false(has_zone(&policy, BM_ZONE_HIGHMEM));
}

static void bm_profile_policy__pc_with_8_mib__limits_end_with_memory(void **state)
{
	struct bm_zone_policy policy = policy_of("x86_64", BM_KERNEL(6, 1), 0x1000, 0x800000, 0);

	(void)state;
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0x800);
	assert_int_equal(policy.limit[BM_ZONE_DMA32], 0x800);
	assert_int_equal(policy.limit[BM_ZONE_NORMAL], 0x800);
}

/* --- arm64 ---------------------------------------------------------------------------- */

static void bm_profile_policy__arm64__dma_reaches_4_gib(void **state)
{
	struct bm_zone_policy policy = policy_of("arm64", BM_KERNEL(6, 1), GIB, 5 * GIB, 0);

	(void)state;
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0x100000);
	assert_int_equal(policy.limit[BM_ZONE_DMA32], 0x100000);
	assert_int_equal(policy.limit[BM_ZONE_NORMAL], 0x140000);
	assert_false(has_zone(&policy, BM_ZONE_DEVICE));
	policy = policy_of("arm64", BM_KERNEL(6, 12), GIB, 5 * GIB, 0);
	assert_true(has_zone(&policy, BM_ZONE_DEVICE));
}

static void bm_profile_policy__devices_with_30_bits__dma_ends_there(void **state)
{
	struct bm_zone_policy policy = policy_of("arm64", BM_KERNEL(6, 1), 0, 8 * GIB, GIB - 1);

	(void)state;
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0x40000);
	assert_int_equal(policy.limit[BM_ZONE_DMA32], 0x100000);
}

/* Up to 6.1 the limit is a number of bits, later the address. */
static void bm_profile_policy__limit_not_a_power_of_two__rounded_up_in_6_1(void **state)
{
	struct bm_zone_policy policy = policy_of("arm64", BM_KERNEL(6, 1), 0, 8 * GIB, 3 * GIB - 1);

	(void)state;
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0x100000);
	policy = policy_of("arm64", BM_KERNEL(7, 1), 0, 8 * GIB, 3 * GIB - 1);
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0xc0000);
}

static void bm_profile_policy__memory_above_the_limit__limit_is_4_gib(void **state)
{
	struct bm_zone_policy policy = policy_of("arm64", BM_KERNEL(6, 1), 2 * GIB, 8 * GIB,
						 GIB - 1);

	(void)state;
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0x100000);
}

static void bm_profile_policy__memory_above_4_gib__all_of_it_is_dma(void **state)
{
	struct bm_zone_policy policy = policy_of("arm64", BM_KERNEL(6, 1), 512 * GIB, 516 * GIB,
						 0);

	(void)state;
	assert_int_equal(policy.limit[BM_ZONE_DMA], 516 * GIB >> 12);
	assert_int_equal(policy.limit[BM_ZONE_DMA32], 0x100000);
	policy = policy_of("arm64", BM_KERNEL(7, 1), 512 * GIB, 516 * GIB, 0);
	assert_int_equal(policy.limit[BM_ZONE_DMA], 516 * GIB >> 12);
}

static void bm_profile_policy__larger_pages__limits_count_in_them(void **state)
{
	struct bm_zone_policy policy = policy_of("arm64-64k", BM_KERNEL(6, 1), GIB, 5 * GIB, 0);

	(void)state;
	assert_int_equal(policy.page_shift, 16);
	assert_int_equal(policy.section_shift, 29);
	assert_int_equal(policy.max_order, 13);
	assert_int_equal(policy.limit[BM_ZONE_DMA], 0x10000);
	assert_int_equal(policy.limit[BM_ZONE_NORMAL], 0x14000);
}

/* --- riscv64 -------------------------------------------------------------------------- */

static void bm_profile_policy__riscv64__has_no_dma(void **state)
{
	struct bm_zone_policy policy = policy_of("riscv64", BM_KERNEL(6, 1), 2 * GIB, 5 * GIB, 0);

	(void)state;
	assert_false(has_zone(&policy, BM_ZONE_DMA));
	assert_int_equal(policy.limit[BM_ZONE_DMA32], 0x100000);
	assert_int_equal(policy.limit[BM_ZONE_NORMAL], 0x140000);
	assert_true(has_zone(&policy, BM_ZONE_DEVICE));
}

/* --- releases ------------------------------------------------------------------------- */

static void bm_profile_policy__releases__differ_as_in_linux(void **state)
{
	struct bm_zone_policy old = policy_of("x86_64", BM_KERNEL(6, 1), 0, GIB, 0);
	struct bm_zone_policy new = policy_of("x86_64", BM_KERNEL(6, 12), 0, GIB, 0);
	struct bm_zone_policy arm = policy_of("arm64", BM_KERNEL(6, 1), 0, GIB, 0);

	(void)state;
	assert_true(old.absent_twice && old.own_node_first && old.counts_descriptors);
	assert_false(old.mirror_strict);
	assert_false(new.absent_twice || new.own_node_first || new.counts_descriptors);
	assert_true(new.mirror_strict);
	assert_false(arm.absent_twice);
	assert_true(BM_KERNEL(5, 19) < BM_KERNEL(6, 1));
	assert_true(BM_KERNEL(6, 2) < BM_KERNEL(6, 12));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_profile_find__every_profile__is_found_by_its_name),
		cmocka_unit_test(bm_profile_find__other_names__are_known_too),
		cmocka_unit_test(bm_profile_at__every_profile__makes_a_sound_policy),
		cmocka_unit_test(bm_profile_at__every_list_of_steps__ends_with_zones),
		cmocka_unit_test(bm_step_name__every_step__has_one),
		cmocka_unit_test(bm_profile_policy__pc_with_8_gib__three_zones),
		cmocka_unit_test(bm_profile_policy__pc_with_8_mib__limits_end_with_memory),
		cmocka_unit_test(bm_profile_policy__arm64__dma_reaches_4_gib),
		cmocka_unit_test(bm_profile_policy__devices_with_30_bits__dma_ends_there),
		cmocka_unit_test(
			bm_profile_policy__limit_not_a_power_of_two__rounded_up_in_6_1),
		cmocka_unit_test(bm_profile_policy__memory_above_the_limit__limit_is_4_gib),
		cmocka_unit_test(bm_profile_policy__memory_above_4_gib__all_of_it_is_dma),
		cmocka_unit_test(bm_profile_policy__larger_pages__limits_count_in_them),
		cmocka_unit_test(bm_profile_policy__riscv64__has_no_dma),
		cmocka_unit_test(bm_profile_policy__releases__differ_as_in_linux),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
