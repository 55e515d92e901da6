// SPDX-License-Identifier: MIT
/*
 * test_params.c - the parameters of which one value survives, and what is told of the rest.
 */
#include <stdio.h>

#include <bootmem/cmdline.h>

#include "told.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

static struct told heard;

static struct bm_params parsed(const char *line)
{
	struct bm_params params;
	struct bm_fw_sink sink;

	heard = told_new();
	sink = told_sink(&heard);
	bm_params_parse(&params, text(line), &sink);
	return params;
}

static void bm_params_parse__nothing_of_ours__is_left_alone(void **state)
{
	struct bm_params params = parsed("BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet splash");

	(void)state;
	assert_int_equal(params.given, 0);
	assert_int_equal(params.nr_malformed, 0);
	expect_told(&heard, "");
	bm_params_parse(&params, bm_str(NULL, 0), NULL);
	assert_int_equal(params.given, 0);
}

/* catalogue R114b, R114c: amounts, percents, and neither. */
static void bm_params_parse__kernelcore__bytes_percent_or_mirror(void **state)
{
	struct bm_params params;

	(void)state;
	params = parsed("kernelcore=1537M");
	assert_int_equal(params.kernelcore.bytes, 1537 * MIB);
	assert_int_equal(params.kernelcore.percent, 0);
	assert_int_equal(params.given, BM_GIVEN_KERNELCORE);
	params = parsed("kernelcore=30%");
	assert_int_equal(params.kernelcore.percent, 30);
	params = parsed("kernelcore=0x10%junk");
	assert_int_equal(params.kernelcore.percent, 16);
	params = parsed("kernelcore=2G kernelcore=0%");
	assert_int_equal(params.kernelcore.bytes, 2 * GIB);
	assert_int_equal(params.kernelcore.percent, 0);
	params = parsed("kernelcore=30% kernelcore=2G");
	assert_int_equal(params.kernelcore.bytes, 2 * GIB);
	assert_int_equal(params.kernelcore.percent, 0);
	params = parsed("kernelcore=2G kernelcore=150%");
	assert_int_equal(params.kernelcore.percent, 150);
	params = parsed("kernelcore=1G%");
	assert_int_equal(params.kernelcore.bytes, GIB);
	params = parsed("kernelcore=1G kernelcore=");
	assert_int_equal(params.kernelcore.bytes, 0);
	params = parsed("kernelcore=1G,mirror kernelcore=2G");
	assert_true(params.mirror);
	assert_int_equal(params.kernelcore.bytes, 2 * GIB);
	params = parsed("kernelcore=mirrored");
	assert_false(params.mirror);
}

static void bm_params_parse__kernelcore_without_a_number__is_zero(void **state)
{
	static const char *const values[] = { "junk", "%", "x%", "-1", "+1G", " ", "0%", "00%" };
	char line[32];
	struct bm_params params;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		snprintf(line, sizeof(line), "kernelcore=%s", values[i]);
		params = parsed(line);
		if (params.kernelcore.bytes || params.kernelcore.percent || params.nr_malformed)
			fail_msg("%s is a number", values[i]);
	}
	assert_int_equal(parsed("kernelcore=010%").kernelcore.percent, 8);
	assert_int_equal(parsed("kernelcore=10 %").kernelcore.percent, 0);
	assert_int_equal(parsed("movablecore=1Gjunk").movablecore.bytes, GIB);
}

/* Linux says nothing of these, or little. */
static void bm_params_parse__an_amount_that_bites__is_told(void **state)
{
	static const char *const lines[][2] = {
		{ "kernelcore=foo", "! number at 11\n" },
		{ "kernelcore=", "! number at 11\n" },
		{ "movablecore=-1", "! number at 12\n" },
		{ "movablecore=mirror", "! number at 12\n" },
		{ "kernelcore=4GB", "! junk at 13\n" },
		{ "kernelcore=50%junk", "! junk at 14\n" },
		{ "movablecore=110%", "! suspect at 12\n" },
		{ "kernelcore=100% movablecore=0 kernelcore=1G,mirror", "" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parsed(lines[i][0]).nr_malformed, 0);
		expect_told(&heard, lines[i][1]);
	}
}

/* Words are read from left to right; one that is refused stops nothing and changes nothing. */
static void bm_params_parse__refused__the_rest_is_read(void **state)
{
	struct bm_params params = parsed("movablecore=1G movablecore kho=on kho=maybe mem=2G mem "
					 "movable_node");

	(void)state;
	assert_int_equal(params.nr_malformed, 3);
	assert_int_equal(params.movablecore.bytes, GIB);
	assert_true(params.kho);
	assert_int_equal(params.mem_last, 2 * GIB);
	assert_true(params.movable_node);
}

static void bm_params_parse__twice__the_last_counts_and_switches_stay(void **state)
{
	struct bm_params params = parsed("cma=64M@1G cma=32M movablecore=1G movablecore=2G "
					 "numa=fake=2 numa=fake=4U kho=off kho=on");

	(void)state;
	assert_int_equal(params.cma.size, 32 * MIB);
	assert_int_equal(params.cma.start, 0);
	assert_int_equal(params.movablecore.bytes, 2 * GIB);
	assert_memory_equal(params.numa_fake.at, "4U", 2);
	assert_true(params.kho);
	params = parsed("numa=off numa=on memblock=debug memblock=off movable_node=1 "
			"movable_node=0");
	assert_true(params.numa_off);
	assert_true(params.memblock_debug);
	assert_true(params.movable_node);
	params = parsed("kho_scratch=50% kho_scratch=1M,2M,3M");
	assert_int_equal(params.kho_scratch.percent, 0);
	assert_int_equal(params.kho_scratch.global, 2 * MIB);
	params = parsed("kho-scratch=1M,2M,3M kho-scratch=50%");
	assert_int_equal(params.kho_scratch.percent, 50);
	assert_int_equal(params.kho_scratch.global, 0);
}

static void bm_params_parse__without_a_value__is_malformed(void **state)
{
	struct bm_params params = parsed("kernelcore movablecore numa cma efi mem memmap "
					 "crashkernel hugepages reserve_mem");

	(void)state;
	assert_int_equal(params.given, 0);
	assert_int_equal(params.nr_malformed, 10);
	assert_int_equal(heard.nr_diags, 10);
	params = parsed("quiet kernelcore");
	expect_told(&heard, "! malformed at 6\n");
}

static void bm_params_parse__movable__core_and_node(void **state)
{
	struct bm_params params = parsed("movablecore=45% movable-node=whatever");

	(void)state;
	assert_int_equal(params.movablecore.percent, 45);
	assert_true(params.movable_node);
	assert_int_equal(params.given, BM_GIVEN_MOVABLECORE);
}

static void bm_params_parse__numa__each_of_its_words(void **state)
{
	struct bm_params params = parsed("numa=off");

	(void)state;
	assert_true(params.numa_off);
	params = parsed("numa=noacpi numa=fake=4U:10,20");
	assert_false(params.numa_off);
	assert_true(params.numa_noacpi);
	assert_memory_equal(params.numa_fake.at, "4U:10,20", 8);
	params = parsed("numa=on");
	assert_null(params.numa_fake.at);
	assert_int_equal(params.nr_malformed, 0);
}

/* The smallest where each cuts, the last where the last counts. */
static void bm_params_parse__mem__last_and_least(void **state)
{
	struct bm_params params = parsed("mem=2G mem=1G mem=3G mem=nopentium");

	(void)state;
	assert_int_equal(params.mem_last, 3 * GIB);
	assert_int_equal(params.mem_least, GIB);
	assert_int_equal(params.nr_malformed, 0);
	params = parsed("mem=1G mem=0");
	assert_int_equal(params.mem_last, 0);
	assert_int_equal(params.mem_least, GIB);
	expect_told(&heard, "! malformed at 11\n");
}

/* catalogue nvmevirt #60, pmem #30: what memmap= does when the loader ate the dollar. */
static void bm_params_parse__memmap_without_a_start__is_suspect(void **state)
{
	struct bm_params params = parsed("ro memmap=79G isolcpus=7,8");

	(void)state;
	assert_int_equal(params.given, BM_GIVEN_MEMMAP);
	expect_told(&heard, "! suspect at 10\n");
	params = parsed("memmap=79G$82G,1M@0x");
	expect_told(&heard, "! junk at 15\n");
	params = parsed("memmap=junk");
	expect_told(&heard, "! malformed at 7\n");
	assert_int_equal(params.given, 0);
}

static void bm_params_parse__cma__anywhere_at_or_within(void **state)
{
	struct bm_params params = parsed("cma=64M");

	(void)state;
	assert_int_equal(params.cma.size, 64 * MIB);
	assert_int_equal(params.cma.end, 0);
	params = parsed("cma=64M@1G");
	assert_int_equal(params.cma.start, GIB);
	assert_int_equal(params.cma.end, GIB);
	params = parsed("cma=64M@1G-2G");
	assert_int_equal(params.cma.end, 2 * GIB);
	params = parsed("cma=0");
	assert_int_equal(params.cma.size, 0);
	assert_int_equal(params.given, BM_GIVEN_CMA);
}

/* The name of a file is for the loader. */
static void bm_params_parse__initrd__a_place_or_a_file(void **state)
{
	struct bm_params params = parsed("initrd=0x48000000,16M");

	(void)state;
	assert_int_equal(params.initrd_start, 0x48000000);
	assert_int_equal(params.initrd_size, 16 * MIB);
	assert_int_equal(params.given, BM_GIVEN_INITRD);
	params = parsed("initrd=1M initrd=1M, initrd=x,1M");
	assert_int_equal(params.initrd_size, 0);
	assert_int_equal(params.nr_malformed, 0);
	params = parsed("initrdmem=1M,2M initrd=\\initrd.gz");
	assert_int_equal(params.initrd_start, MIB);
	assert_int_equal(params.nr_malformed, 0);
}

static void bm_params_parse__kho__switch_and_sizes(void **state)
{
	struct bm_params params = parsed("kho=on kho_scratch=16M,512M,256M");

	(void)state;
	assert_true(params.kho);
	assert_int_equal(params.kho_scratch.low, 16 * MIB);
	assert_int_equal(params.kho_scratch.global, 512 * MIB);
	assert_int_equal(params.kho_scratch.per_node, 256 * MIB);
	params = parsed("kho=1 kho=0 kho_bootmem=200%");
	assert_false(params.kho);
	assert_int_equal(params.given, BM_GIVEN_KHO | BM_GIVEN_KHO_SCRATCH);
	assert_int_equal(params.kho_scratch.percent, 200);
	params = parsed("kho=maybe kho=o kho_scratch=1M,2M kho_scratch=0,0,0 kho_scratch=1,2,3x "
			"kho_scratch=20%% kho_scratch");
	assert_int_equal(params.nr_malformed, 7);
	assert_int_equal(params.given, 0);
}

static void bm_params_parse__kho_areas_that_are_no_three_sizes__are_malformed(void **state)
{
	static const char *const values[] = {
		"kho_scratch=",		"kho_scratch=x",	    "kho_scratch=1M",
		"kho_scratch=1M,",	"kho_scratch=1M,x",	    "kho_scratch=1M,2M",
		"kho_scratch=1M,2M,",	"kho_scratch=1M,2M,x",	    "kho_scratch=1M,2M,3M,4M",
		"kho_scratch=1M;2M,3M", "kho_scratch=1M,2M;3M",	    "kho_bootmem=0,0,0",
		"kho=",			"kho_bootmem=200%percent",
	};
	struct bm_params params;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		params = parsed(values[i]);
		if (params.nr_malformed != 1 || params.given != 0)
			fail_msg("%s is taken", values[i]);
	}
	assert_int_equal(parsed("kho_scratch=0,0,1M").kho_scratch.per_node, MIB);
	assert_int_equal(parsed("kho_scratch=0,1M,0").kho_scratch.global, MIB);
	assert_int_equal(parsed("kho_bootmem=1M,0,0").kho_scratch.low, MIB);
}

static void bm_params_parse__a_sink_that_hears_nothing__changes_nothing(void **state)
{
	static const struct bm_fw_sink deaf;
	struct bm_params params;

	(void)state;
	bm_params_parse(&params, text("kho=maybe mem=1G memmap=1G a=\"b"), &deaf);
	assert_int_equal(params.nr_malformed, 1);
	bm_params_parse(&params, text("kho=maybe mem=1G memmap=1G a=\"b"), NULL);
	assert_int_equal(params.nr_malformed, 1);
}

static void bm_params_parse__bools__by_their_first_letters(void **state)
{
	static const char *const on[] = { "kho=y", "kho=Yes", "kho=t",	"kho=True",
					  "kho=1", "kho=10",  "kho=on", "kho=ON" };
	static const char *const off[] = { "kho=n", "kho=No", "kho=f",	"kho=FALSE",
					   "kho=0", "kho=01", "kho=of", "kho=OFF" };
	static const char *const neither[] = { "kho=", "kho=o", "kho=ok", "kho=2", "kho=enable" };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
		assert_true(parsed(on[i]).kho);
		assert_int_equal(parsed(on[i]).given, BM_GIVEN_KHO);
		assert_false(parsed(off[i]).kho);
		assert_int_equal(parsed(off[i]).given, BM_GIVEN_KHO);
	}
	for (i = 0; i < sizeof(neither) / sizeof(neither[0]); i++)
		assert_int_equal(parsed(neither[i]).nr_malformed, 1);
}

static void bm_params_parse__words_of_others_that_matter__are_known(void **state)
{
	struct bm_params params = parsed("memblock=debug efi=runtime,nosoftreserve add_efi_memmap "
					 "crashkernel=1G hugepages=2 hugetlb_cma=1G "
					 "reserve_mem=1M:4096:a");

	(void)state;
	assert_true(params.memblock_debug);
	assert_true(params.nosoftreserve);
	assert_true(params.add_efi_memmap);
	assert_int_equal(params.given, BM_GIVEN_CRASHKERNEL | BM_GIVEN_HUGEPAGES |
					       BM_GIVEN_HUGETLB_CMA | BM_GIVEN_RESERVE_MEM);
	params = parsed("efi=nosoftreservations,nosoftreserve memblock");
	assert_true(params.nosoftreserve);
	assert_false(params.memblock_debug);
	params = parsed("memblock=off efi=debug");
	assert_false(params.memblock_debug);
	assert_false(params.nosoftreserve);
}

static void bm_params_parse__open_quote_or_init__is_told_or_ignored(void **state)
{
	struct bm_params params = parsed("a=\"b mem=1G");

	(void)state;
	expect_told(&heard, "! quotes at 0\n");
	assert_int_equal(params.mem_last, 0);
	params = parsed("quiet -- mem=1G");
	assert_int_equal(params.mem_last, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_params_parse__nothing_of_ours__is_left_alone),
		cmocka_unit_test(bm_params_parse__kernelcore__bytes_percent_or_mirror),
		cmocka_unit_test(bm_params_parse__kernelcore_without_a_number__is_zero),
		cmocka_unit_test(bm_params_parse__an_amount_that_bites__is_told),
		cmocka_unit_test(bm_params_parse__refused__the_rest_is_read),
		cmocka_unit_test(bm_params_parse__twice__the_last_counts_and_switches_stay),
		cmocka_unit_test(bm_params_parse__without_a_value__is_malformed),
		cmocka_unit_test(bm_params_parse__movable__core_and_node),
		cmocka_unit_test(bm_params_parse__numa__each_of_its_words),
		cmocka_unit_test(bm_params_parse__mem__last_and_least),
		cmocka_unit_test(bm_params_parse__memmap_without_a_start__is_suspect),
		cmocka_unit_test(bm_params_parse__cma__anywhere_at_or_within),
		cmocka_unit_test(bm_params_parse__initrd__a_place_or_a_file),
		cmocka_unit_test(bm_params_parse__kho__switch_and_sizes),
		cmocka_unit_test(bm_params_parse__kho_areas_that_are_no_three_sizes__are_malformed),
		cmocka_unit_test(bm_params_parse__a_sink_that_hears_nothing__changes_nothing),
		cmocka_unit_test(bm_params_parse__bools__by_their_first_letters),
		cmocka_unit_test(bm_params_parse__words_of_others_that_matter__are_known),
		cmocka_unit_test(bm_params_parse__open_quote_or_init__is_told_or_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
