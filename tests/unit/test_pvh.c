// SPDX-License-Identifier: MIT
/*
 * test_pvh.c - the start info of a PVH boot and what it points to.
 */
#include <string.h>

#include <bootmem/fw_pvh.h>

#include "told.h"

#define BASE 0x6000u
#define MAP 0x6100u
#define MODULES 0x6200u

static uint8_t image[0x300];

static void build(uint32_t version, uint32_t nr_entries, uint32_t nr_modules)
{
	memset(image, 0, sizeof(image));
	put(image, 0, 4, 0x336ec578);
	put(image, 4, 4, version);
	put(image, 12, 4, nr_modules);
	put(image, 16, 8, MODULES);
	put(image, 24, 8, 0x9000);
	put(image, 32, 8, 0xe0000);
	put(image, 40, 8, MAP);
	put(image, 48, 4, nr_entries);
	put(image, MAP - BASE, 8, 0);
	put(image, MAP - BASE + 8, 8, 0x9fc00);
	put(image, MAP - BASE + 16, 4, 1);
	put(image, MAP - BASE + 24, 8, 0x100000);
	put(image, MAP - BASE + 32, 8, 0x100000);
	put(image, MAP - BASE + 40, 4, 2);
	put(image, MODULES - BASE, 8, 0x180000);
	put(image, MODULES - BASE + 8, 8, 0x1000);
}

static int parse(struct told *told, uint64_t addr, struct bm_pvh *info)
{
	struct bm_fw_bytes piece = { image, sizeof(image), BASE };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_fw_sink sink = told_sink(told);

	return bm_pvh_parse(addr, &view, info, &sink);
}

static void bm_pvh_parse__usual_info__map_modules_and_itself(void **state)
{
	struct told told = told_new();
	struct bm_pvh info;

	(void)state;
	build(1, 2, 1);
	assert_int_equal(parse(&told, BASE, &info), 0);
	expect_told(&told, "0-9fc00 usable\n100000-200000 reserved\n180000-181000 loaded\n"
			   "6000-6038 reclaimable\n6100-6130 reclaimable\n"
			   "6200-6220 reclaimable\n");
	assert_int_equal(info.version, 1);
	assert_int_equal(info.cmdline_addr, 0x9000);
	assert_int_equal(info.rsdp, 0xe0000);
}

static void bm_pvh_parse__no_map__says_so(void **state)
{
	struct told told = told_new();

	(void)state;
	build(0, 2, 0);
	assert_int_equal(parse(&told, BASE, NULL), -BM_ENOENT);
	build(1, 0, 0);
	assert_int_equal(parse(&told, BASE, NULL), -BM_ENOENT);
	expect_told(&told, "");
}

static void bm_pvh_parse__nothing_there_or_counts_that_lie__is_refused(void **state)
{
	struct told told = told_new();

	(void)state;
	build(1, 2, 1);
	assert_int_equal(parse(&told, 0, NULL), -BM_EBADMSG);
	assert_int_equal(parse(&told, BASE + 4, NULL), -BM_EBADMSG);
	assert_int_equal(parse(&told, BASE + 0x300 - 39, NULL), -BM_EBADMSG);
	expect_told(&told, "! magic at 0\n! magic at 0\n! magic at 0\n");
	build(1, 1000, 1);
	assert_int_equal(parse(&told, BASE, NULL), -BM_EBADMSG);
	build(1, 0xffffffff, 1);
	assert_int_equal(parse(&told, BASE, NULL), -BM_EBADMSG);
	build(1, 2, 0xffffffff);
	assert_int_equal(parse(&told, BASE, NULL), -BM_EBADMSG);
	expect_told(&told, "! length at 0\n! length at 0\n! length at 0\n");
	memmove(image + 0x300 - 40, image, 40);
	assert_int_equal(parse(&told, BASE + 0x300 - 40, NULL), -BM_EBADMSG);
	expect_told(&told, "! truncated at 0\n");
}

static void bm_pvh_parse__sink_says_stop__ends_there(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 1; i <= 6; i++) {
		struct told told = told_new();

		build(1, 2, 1);
		told.stop_after = i;
		told.stop_with = -BM_ENOSPC;
		assert_int_equal(parse(&told, BASE, NULL), -BM_ENOSPC);
		assert_int_equal(told.nr, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_pvh_parse__usual_info__map_modules_and_itself),
		cmocka_unit_test(bm_pvh_parse__no_map__says_so),
		cmocka_unit_test(bm_pvh_parse__nothing_there_or_counts_that_lie__is_refused),
		cmocka_unit_test(bm_pvh_parse__sink_says_stop__ends_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
