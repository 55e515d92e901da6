// SPDX-License-Identifier: MIT
/*
 * test_multiboot2.c - tags in a row, and every way a size can lie.
 */
#include <string.h>

#include <bootmem/fw_multiboot2.h>

#include "told.h"

static uint8_t blob[1024];
static size_t size;

static void begin(void)
{
	memset(blob, 0, sizeof(blob));
	size = 8;
}

static uint8_t *tag(uint32_t type, uint32_t len)
{
	uint8_t *at = blob + size;

	put(at, 0, 4, type);
	put(at, 4, 4, len);
	size += (len + 7) & ~(size_t)7;
	return at;
}

static void end(void)
{
	tag(0, 8);
	put(blob, 0, 4, size);
}

static void entry(uint8_t *map, unsigned int idx, uint64_t base, uint64_t len, uint32_t type)
{
	put(map, 16 + idx * 24, 8, base);
	put(map, 24 + idx * 24, 8, len);
	put(map, 32 + idx * 24, 4, type);
}

static int parse(struct told *told, struct bm_multiboot2 *info, size_t room)
{
	struct bm_fw_sink sink = told_sink(told);

	return bm_multiboot2_parse(blob, room, info, &sink);
}

static uint8_t *map_tag(unsigned int nr)
{
	uint8_t *at = tag(6, 16 + nr * 24);

	put(at, 8, 4, 24);
	return at;
}

static void bm_multiboot2_parse__usual_blob__map_and_modules(void **state)
{
	struct told told = told_new();
	struct bm_multiboot2 info;
	uint8_t *at;

	(void)state;
	begin();
	memcpy(tag(1, 8 + 6) + 8, "quiet", 6);
	at = tag(3, 16 + 7);
	put(at, 8, 4, 0x200000);
	put(at, 12, 4, 0x234567);
	memcpy(at + 16, "initrd", 7);
	at = map_tag(6);
	entry(at, 0, 0, 0x9fc00, 1);
	entry(at, 1, 0x9fc00, 0x400, 2);
	entry(at, 2, 0x7fe0000, 0x10000, 3);
	entry(at, 3, 0x8000000, 0x10000, 4);
	entry(at, 4, 0x9000000, 0x10000, 5);
	entry(at, 5, 0xa000000, 0x10000, 77);
	at = tag(17, 16 + 48);
	put(at, 8, 4, 48);
	memcpy(tag(14, 8 + 20) + 8, "RSD PTR old", 11);
	memcpy(tag(15, 8 + 36) + 8, "RSD PTR new", 11);
	memcpy(tag(14, 8 + 20) + 8, "RSD PTR old", 11);
	tag(8, 31);
	end();
	assert_int_equal(parse(&told, &info, size), 0);
	expect_told(&told, "200000-234567 loaded 'initrd'\n0-9fc00 usable\n9fc00-a0000 reserved\n"
			   "7fe0000-7ff0000 ACPI data\n8000000-8010000 ACPI NVS\n"
			   "9000000-9010000 unusable\na000000-a010000 reserved type 4d\n");
	assert_int_equal(info.size, size);
	assert_int_equal(info.cmdline.len, 5);
	assert_int_equal(info.efi_map.len, 48);
	assert_int_equal(info.efi_stride, 48);
	assert_int_equal(info.rsdp.len, 36);
	assert_memory_equal(info.rsdp.at, "RSD PTR new", 11);
}

static void bm_multiboot2_parse__wider_entries__are_read_at_their_distance(void **state)
{
	struct told told = told_new();
	uint8_t *at;

	(void)state;
	begin();
	at = tag(6, 16 + 64 + 10);
	put(at, 8, 4, 32);
	put(at, 16, 8, 0x1000);
	put(at, 24, 8, 0x1000);
	put(at, 32, 4, 1);
	put(at, 48, 8, 0x3000);
	put(at, 56, 8, 0x1000);
	put(at, 64, 4, 0);
	end();
	assert_int_equal(parse(&told, NULL, size), 0);
	expect_told(&told,
		    "1000-2000 usable\n3000-4000 reserved type 0\n! truncated at 88\n");
}

static void bm_multiboot2_parse__senseless_sizes__one_clear_diag_each(void **state)
{
	static const struct {
		size_t offset;
		uint32_t value;
		const char *want;
	} lies[] = {
		{ 0, 15, "! length at 0\n" },
		{ 0, 1025, "! length at 0\n" },
		{ 12, 7, "! length at 8\n" },
		{ 12, 0, "! length at 8\n" },
		{ 12, 1000, "! length at 8\n" },
		{ 12, 0xffffffff, "! length at 8\n" },
		{ 16, 23, "! length at 8\n" },
		{ 16, 0, "! length at 8\n" },
		{ 0, 48, "1000-2000 usable\n! truncated at 48\n" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct told told = told_new();

		begin();
		entry(map_tag(1), 0, 0x1000, 0x1000, 1);
		end();
		put(blob, lies[i].offset, 4, lies[i].value);
		assert_int_equal(parse(&told, NULL, 1024), -BM_EBADMSG);
		expect_told(&told, lies[i].want);
	}
}

static void bm_multiboot2_parse__short_tags__are_refused_or_empty(void **state)
{
	struct told told = told_new();
	struct bm_multiboot2 info;

	(void)state;
	begin();
	tag(1, 8);
	tag(17, 15);
	end();
	assert_int_equal(parse(&told, &info, size), 0);
	assert_int_equal(info.cmdline.len, 0);
	assert_null(info.efi_map.at);
	begin();
	tag(3, 15);
	end();
	assert_int_equal(parse(&told, &info, size), -BM_EBADMSG);
	begin();
	tag(6, 12);
	end();
	assert_int_equal(parse(&told, &info, size), -BM_EBADMSG);
	assert_int_equal(parse(&told, &info, 7), -BM_EBADMSG);
	expect_told(&told, "! length at 8\n! length at 8\n! truncated at 7\n");
}

static void bm_multiboot2_parse__module_without_bytes_or_reversed__is_left_out(void **state)
{
	struct told told = told_new();
	uint8_t *at;

	(void)state;
	begin();
	at = tag(3, 17);
	put(at, 8, 4, 0x2000);
	put(at, 12, 4, 0x1000);
	at = tag(3, 17);
	put(at, 8, 4, 0x2000);
	put(at, 12, 4, 0x2000);
	end();
	assert_int_equal(parse(&told, NULL, size), 0);
	expect_told(&told, "! reversed at 8\n! empty at 32\n");
}

/* The padding of the last tag may be missing; the end tag then is too. */
static void bm_multiboot2_parse__padding_cut_off__does_not_end(void **state)
{
	struct told told = told_new();

	(void)state;
	begin();
	tag(1, 13);
	put(blob, 0, 4, 8 + 13);
	assert_int_equal(parse(&told, NULL, 8 + 13), -BM_EBADMSG);
	expect_told(&told, "! truncated at 21\n");
}

static void bm_multiboot2_parse__sink_says_stop__ends_there(void **state)
{
	struct told told = told_new();
	uint8_t *at;

	(void)state;
	begin();
	at = map_tag(2);
	entry(at, 0, 0x1000, 0x1000, 1);
	entry(at, 1, 0x3000, 0x1000, 1);
	end();
	told.stop_after = 1;
	told.stop_with = -BM_ENOSPC;
	assert_int_equal(parse(&told, NULL, size), -BM_ENOSPC);
	assert_int_equal(told.nr, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_multiboot2_parse__usual_blob__map_and_modules),
		cmocka_unit_test(bm_multiboot2_parse__wider_entries__are_read_at_their_distance),
		cmocka_unit_test(bm_multiboot2_parse__senseless_sizes__one_clear_diag_each),
		cmocka_unit_test(bm_multiboot2_parse__short_tags__are_refused_or_empty),
		cmocka_unit_test(
			bm_multiboot2_parse__module_without_bytes_or_reversed__is_left_out),
		cmocka_unit_test(bm_multiboot2_parse__padding_cut_off__does_not_end),
		cmocka_unit_test(bm_multiboot2_parse__sink_says_stop__ends_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
