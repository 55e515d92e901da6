// SPDX-License-Identifier: MIT
/*
 * test_crc32c.c - the checksum, by the standard's values, and both ways of computing it against
 * each other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "persist/crc32c.h"

/** What a way of computing looks like. */
typedef uint32_t way(uint32_t crc, const void *bytes, size_t size);

/* RFC 3720, B.4. */
static void has_the_standards_values(way *crc)
{
	unsigned char bytes[32];
	unsigned int i;

	assert_int_equal(crc(0, "123456789", 9), 0xe3069283);
	assert_int_equal(crc(crc(0, "1234", 4), "56789", 5), 0xe3069283);
	assert_int_equal(crc(0, "123456789", 0), 0);
	memset(bytes, 0, sizeof(bytes));
	assert_int_equal(crc(0, bytes, sizeof(bytes)), 0x8a9136aa);
	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(crc(0, bytes, sizeof(bytes)), 0x62a8ab43);
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	assert_int_equal(crc(0, bytes, sizeof(bytes)), 0x46dd794e);
}

static void bm_crc32c__standards_values__are_met(void **state)
{
	(void)state;
	has_the_standards_values(bm_crc32c_);
	has_the_standards_values(bm_crc32c_by_table_);
}

static void bm_crc32c_by_instruction___any_bytes__gives_what_the_table_gives(void **state)
{
	unsigned char bytes[300];
	unsigned int i;

	(void)state;
	if (!bm_has_crc32c_())
		skip();
	has_the_standards_values(bm_crc32c_by_instruction_);
	srand(1);
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)rand();
	for (i = 0; i < 2000; i++) {
		size_t start = (size_t)rand() % 20;
		size_t size = (size_t)rand() % (sizeof(bytes) - start);
		uint32_t crc = (uint32_t)rand();

		assert_int_equal(bm_crc32c_by_instruction_(crc, bytes + start, size),
				 bm_crc32c_by_table_(crc, bytes + start, size));
	}
}

/* The way is chosen by size; nobody may notice. */
static void bm_crc32c__any_size__is_the_same_either_way(void **state)
{
	static unsigned char bytes[5000];
	size_t size;

	(void)state;
	for (size = 0; size < sizeof(bytes); size++)
		bytes[size] = (unsigned char)(size * 37 >> 3);
	for (size = 0; size <= sizeof(bytes); size += size < 2000 || size > 2100 ? 50 : 1)
		assert_int_equal(bm_crc32c_(3, bytes, size), bm_crc32c_by_table_(3, bytes, size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_crc32c__standards_values__are_met),
		cmocka_unit_test(bm_crc32c__any_size__is_the_same_either_way),
		cmocka_unit_test(
			bm_crc32c_by_instruction___any_bytes__gives_what_the_table_gives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
