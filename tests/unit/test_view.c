// SPDX-License-Identifier: MIT
/*
 * test_view.c - a piece of memory answers for its own addresses and no others.
 */
#include <bootmem/fw_view.h>

#include "told.h"

static void bm_fw_bytes_view__within__is_the_byte_there(void **state)
{
	static const char bytes[] = "0123456789";
	struct bm_fw_bytes piece = { bytes, 10, 0x1000 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);

	(void)state;
	assert_ptr_equal(view.at(view.ctx, 0x1000, 10), bytes);
	assert_ptr_equal(view.at(view.ctx, 0x1009, 1), bytes + 9);
	assert_ptr_equal(view.at(view.ctx, 0x100a, 0), bytes + 10);
}

static void bm_fw_bytes_view__outside_or_across__is_nothing(void **state)
{
	static const char bytes[] = "0123456789";
	struct bm_fw_bytes piece = { bytes, 10, 0x1000 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);

	(void)state;
	assert_null(view.at(view.ctx, 0xfff, 1));
	assert_null(view.at(view.ctx, 0x1009, 2));
	assert_null(view.at(view.ctx, 0x100b, 0));
	assert_null(view.at(view.ctx, 0x1001, SIZE_MAX));
	assert_null(view.at(view.ctx, UINT64_MAX, 2));
	assert_null(view.at(view.ctx, 0, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_fw_bytes_view__within__is_the_byte_there),
		cmocka_unit_test(bm_fw_bytes_view__outside_or_across__is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
