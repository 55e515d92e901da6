// SPDX-License-Identifier: MIT
/*
 * test_reserve.c - reserve_mem=, crashkernel=, hugepages= and hugetlb_cma=.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/cmdline.h>

#include "told.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

static void bm_reserve_mem_parse__size_align_name__are_read(void **state)
{
	struct bm_reserve_mem_param param;

	(void)state;
	assert_int_equal(bm_reserve_mem_parse(text("12M:4096:oops"), &param), 0);
	assert_int_equal(param.size, 12 * MIB);
	assert_int_equal(param.align, 4096);
	assert_memory_equal(param.name.at, "oops", 4);
	assert_int_equal(bm_reserve_mem_parse(text("1M::a:b c"), &param), 0);
	assert_int_equal(param.align, 0);
	assert_int_equal(param.name.len, 5);
	assert_int_equal(bm_reserve_mem_parse(text("1M:3000:123456789012345"), &param), 0);
	assert_int_equal(param.align, 3000);
	assert_int_equal(bm_reserve_mem_parse(text("1M::longer than Linux takes"), &param), 0);
	assert_int_equal(param.name.len, 23);
}

static void bm_reserve_mem_parse__malformed__changes_nothing(void **state)
{
	static const char *const values[] = {
		"",
		"1M",
		"1M:4096",
		"1M:4096:",
		"1M:4096: ",
		"0:4096:zero",
		":4096:a",
		"x:4096:a",
		"1M4096:a",
		"1M:4096x:a",
	};
	struct bm_reserve_mem_param param = { 7, 7, { NULL, 0 } };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_int_equal(bm_reserve_mem_parse(text(values[i]), &param), -BM_EINVAL);
	assert_int_equal(bm_reserve_mem_parse(bm_str(NULL, 0), &param), -BM_EINVAL);
	assert_int_equal(param.size, 7);
}

/* --- crashkernel= -------------------------------------------------------------------------- */

/* "SIZE@BASE", sizes in MiB, then what else was given; or the error. */
static void expect_crash(const char *line, uint64_t ram, const char *want)
{
	struct bm_crashkernel crash;
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	char have[128];
	int err = bm_crashkernel_parse(text(line), ram, &crash, &sink);

	if (err == -BM_ENOENT)
		snprintf(have, sizeof(have), "none");
	else if (err == -BM_EINVAL)
		snprintf(have, sizeof(have), "malformed");
	else
		snprintf(have, sizeof(have), "%llu@%llx%s", (unsigned long long)(crash.size / MIB),
			 (unsigned long long)crash.base, crash.high ? " high" : "");
	if (!err && crash.has_low)
		snprintf(have + strlen(have), 32, " low %llu",
			 (unsigned long long)(crash.low / MIB));
	if (!err && crash.cma)
		snprintf(have + strlen(have), 32, " cma %llu",
			 (unsigned long long)(crash.cma / MIB));
	assert_string_equal(have, want);
	assert_int_equal(told.nr_diags, err == -BM_EINVAL);
}

static void bm_crashkernel_parse__one_size__with_or_without_a_place(void **state)
{
	(void)state;
	expect_crash("crashkernel=256M", 4 * GIB, "256@0");
	expect_crash("crashkernel=64M@16M", 4 * GIB, "64@1000000");
	expect_crash("quiet crashkernel=1G ro crashkernel=128M", 4 * GIB, "128@0");
	expect_crash("quiet", 4 * GIB, "none");
	expect_crash("crashkernel=0", 4 * GIB, "none");
}

/* catalogue kdump-utils #76: 4000 MiB that are seen count as 4 GiB. */
static void bm_crashkernel_parse__ranges__chosen_by_the_ram_there_is(void **state)
{
	static const char line[] = "crashkernel=1G-4G:128M,4G-64G:256M,64G-:512M";

	(void)state;
	expect_crash(line, 600 * MIB, "none");
	expect_crash(line, 300 * MIB, "malformed");
	expect_crash(line, 1 * GIB, "128@0");
	expect_crash(line, 1 * GIB - 1, "128@0");
	expect_crash(line, 4 * GIB - 200 * MIB, "128@0");
	expect_crash(line, 4000 * MIB, "256@0");
	expect_crash(line, 100 * GIB, "512@0");
	expect_crash("crashkernel=1G-:128M@64M", 2 * GIB, "128@4000000");
	expect_crash("crashkernel=1G-:128M,junk", 2 * GIB, "128@0");
}

static void bm_crashkernel_parse__high_and_low__the_last_of_each(void **state)
{
	(void)state;
	expect_crash("crashkernel=512M,high", 8 * GIB, "512@0 high");
	expect_crash("crashkernel=1G,high crashkernel=512M,high crashkernel=128M,low", 8 * GIB,
		     "512@0 high low 128");
	expect_crash("crashkernel=512M,high crashkernel=0,low", 8 * GIB, "512@0 high low 0");
	expect_crash("crashkernel=512M,high crashkernel=256M", 8 * GIB, "256@0");
	expect_crash("crashkernel=128M,low", 8 * GIB, "none");
	expect_crash("crashkernel=256M crashkernel=1G,cma", 8 * GIB, "256@0 cma 1024");
}

static void bm_crashkernel_parse__malformed__is_told_once(void **state)
{
	(void)state;
	expect_crash("crashkernel=", 4 * GIB, "malformed");
	expect_crash("crashkernel=x", 4 * GIB, "malformed");
	expect_crash("crashkernel=256M,", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-2G", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-2G:", 4 * GIB, "malformed");
	expect_crash("crashkernel=2G-1G:64M", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G:64M", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-:8G", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-:64M@x", 4 * GIB, "malformed");
	expect_crash("crashkernel=x-:64M", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-x:64M", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-2G;64M:", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-2G64M:", 4 * GIB, "malformed");
	expect_crash("crashkernel=:64M-", 4 * GIB, "malformed");
	expect_crash("crashkernel=1G-,2G-:64M", 4 * GIB, "malformed");
	expect_crash("crashkernel crashkernel=256M", 4 * GIB, "256@0");
	expect_crash("crashkernel=0,high", 4 * GIB, "none");
	expect_crash("crashkernel=x,high", 4 * GIB, "none");
	expect_crash("crashkernel=1Gx,high", 4 * GIB, "none");
	expect_crash("crashkernel=1G,high crashkernel=x,low", 4 * GIB, "1024@0 high");
}

static void bm_crashkernel_parse__malformed_but_high__high_counts(void **state)
{
	struct bm_crashkernel crash;

	(void)state;
	assert_int_equal(bm_crashkernel_parse(text("crashkernel=x crashkernel=1G,high"), 4 * GIB,
					      &crash, NULL),
			 0);
	assert_true(crash.high);
}

static void bm_crashkernel_parse__a_sink_that_hears_nothing__changes_nothing(void **state)
{
	static const struct bm_fw_sink deaf;
	struct bm_crashkernel crash;

	(void)state;
	assert_int_equal(bm_crashkernel_parse(text("crashkernel=x"), GIB, &crash, &deaf),
			 -BM_EINVAL);
	assert_int_equal(bm_crashkernel_parse(text("crashkernel=x"), GIB, &crash, NULL),
			 -BM_EINVAL);
	assert_int_equal(crash.size, 0);
}

/* --- hugepages ----------------------------------------------------------------------------- */

typedef bool step(struct bm_hugepages_iter *it, struct bm_hugepages *pages);

static void expect_pages(step *next, const char *line, const char *want)
{
	struct bm_hugepages_iter it;
	struct bm_hugepages pages;
	char have[256] = "";

	bm_hugepages_first(&it, text(line));
	while (next(&it, &pages))
		snprintf(have + strlen(have), sizeof(have) - strlen(have), "%llx of %llx on %d\n",
			 (unsigned long long)pages.nr, (unsigned long long)pages.size, pages.nid);
	assert_string_equal(have, want);
}

static void bm_hugepages_next__amounts__each_with_the_size_before(void **state)
{
	(void)state;
	expect_pages(bm_hugepages_next,
		     "hugepages=16 hugepagesz=1G hugepages=2 hugepagesz=2M "
		     "hugepages=0:1,1:3",
		     "10 of 0 on -1\n2 of 40000000 on -1\n"
		     "1 of 200000 on 0\n3 of 200000 on 1\n");
	expect_pages(bm_hugepages_next,
		     "hugepages= hugepages=x hugepages hugepages=99999:1 hugepages=0:x quiet "
		     "-- hugepages=3",
		     "");
	expect_pages(bm_hugepages_next, "hugepages=1;2 hugepages=3", "3 of 0 on -1\n");
}

static void bm_hugepages_next__a_default_size__stands_for_what_has_none(void **state)
{
	(void)state;
	expect_pages(bm_hugepages_next,
		     "hugepages=1 hugepagesz=2M hugepages=2 default_hugepagesz=1G hugepages=3",
		     "1 of 40000000 on -1\n2 of 200000 on -1\n3 of 40000000 on -1\n");
	expect_pages(bm_hugepages_next, "hugepages=1 -- default_hugepagesz=1G", "1 of 0 on -1\n");
}

static void bm_hugetlb_cma_next__bytes__in_all_or_per_node(void **state)
{
	(void)state;
	expect_pages(bm_hugetlb_cma_next, "hugetlb_cma=2G", "80000000 of 0 on -1\n");
	expect_pages(bm_hugetlb_cma_next, "hugetlb_cma=0:1G,2:2G",
		     "40000000 of 0 on 0\n"
		     "80000000 of 0 on 2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_reserve_mem_parse__size_align_name__are_read),
		cmocka_unit_test(bm_reserve_mem_parse__malformed__changes_nothing),
		cmocka_unit_test(bm_crashkernel_parse__one_size__with_or_without_a_place),
		cmocka_unit_test(bm_crashkernel_parse__ranges__chosen_by_the_ram_there_is),
		cmocka_unit_test(bm_crashkernel_parse__high_and_low__the_last_of_each),
		cmocka_unit_test(bm_crashkernel_parse__malformed__is_told_once),
		cmocka_unit_test(bm_crashkernel_parse__malformed_but_high__high_counts),
		cmocka_unit_test(
			bm_crashkernel_parse__a_sink_that_hears_nothing__changes_nothing),
		cmocka_unit_test(bm_hugepages_next__amounts__each_with_the_size_before),
		cmocka_unit_test(bm_hugepages_next__a_default_size__stands_for_what_has_none),
		cmocka_unit_test(bm_hugetlb_cma_next__bytes__in_all_or_per_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
