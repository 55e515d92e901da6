// SPDX-License-Identifier: MIT
/*
 * test_record_read.c - a record, and every way in which it can be damaged.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include <bootmem/persist.h>

#include "persist/record_int.h"

static _Alignas(8) unsigned char blob[4096];
static _Alignas(8) unsigned char copy[4096];
static size_t blob_size;

/* A small record: one name, one range, one scratch area. */
static struct world *small_record(void)
{
	static struct bm_named slots[1];
	struct world *w = world(".mmmmmmm");
	struct bm_range more = { 2 * WORLD_PAGE, 3 * WORLD_PAGE };
	struct bm_range scratch = { 4 * WORLD_PAGE, 5 * WORLD_PAGE };
	struct bm_name_req req = { WORLD_PAGE, WORLD_PAGE, "oops", 4 };
	struct bm_names names;
	struct bm_handover h = { .names = &names,
				 .preserved = &more,
				 .nr_preserved = 1,
				 .scratch = &scratch,
				 .nr_scratch = 1,
				 .generation = 0x1122334455,
				 .mb = &w->mb };

	bm_names_init(&names, slots, 1);
	ok(bm_reserve_mem(&names, &w->mb, &req));
	ok(bm_handover_write(&h, blob, sizeof(blob)));
	blob_size = fdt_totalsize(blob);
	return w;
}

static void bm_record_open__as_written__tells_what_was_put_in(void **state)
{
	struct bm_record rec;
	struct bm_named named;
	int pos = -1;

	(void)state;
	small_record();
	assert_int_equal(bm_record_open(&rec, blob, sizeof(blob)), 0);
	assert_int_equal(rec.size, blob_size);
	assert_true(rec.generation == 0x1122334455);
	assert_int_equal(rec.nr_names, 1);
	assert_int_equal(rec.nr_preserved, 1);
	assert_int_equal(rec.nr_scratch, 1);
	expect_addr(bm_record_preserved(&rec, 0).start, 2 * WORLD_PAGE);
	expect_addr(bm_record_scratch(&rec, 0).end, 5 * WORLD_PAGE);
	assert_true(bm_record_next_name(&rec, &pos, &named));
	assert_string_equal(named.name, "oops");
	expect_addr(named.range.start, 7 * WORLD_PAGE);
	assert_int_equal(named.fate, BM_FATE_KEPT);
	assert_false(bm_record_next_name(&rec, &pos, &named));
	assert_string_equal(bm_record_fault(blob, sizeof(blob)), "nothing is wrong with it");
}

static void bm_record_open__every_bit_flipped__is_refused_or_harmless(void **state)
{
	struct bm_record rec;
	unsigned long nr_open = 0;
	size_t bit;

	(void)state;
	small_record();
	for (bit = 0; bit < blob_size * 8; bit++) {
		memcpy(copy, blob, blob_size);
		copy[bit / 8] ^= (unsigned char)(1 << bit % 8);
		if (bm_record_open(&rec, copy, blob_size) == 0)
			nr_open++;
	}
	assert_int_equal(nr_open, 0);
}

static void bm_record_open__every_truncation__is_refused(void **state)
{
	struct bm_record rec;
	size_t size;

	(void)state;
	small_record();
	for (size = 0; size < blob_size; size++) {
		/* Exactly as large as it says, so that a sanitizer sees one byte too many. */
		unsigned char *exact = aligned_alloc(8, (size + 8) & ~(size_t)7);

		memcpy(exact, blob, size);
		assert_int_equal(bm_record_open(&rec, exact, size), -BM_EBADMSG);
		free(exact);
	}
}

static void bm_record_open__no_record__is_refused_with_a_reason(void **state)
{
	static const char tree[] = "it is no flattened device tree, or cut short, or damaged";
	struct bm_record rec;

	(void)state;
	small_record();
	memset(copy, 0, sizeof(copy));
	assert_int_equal(bm_record_open(&rec, copy, sizeof(copy)), -BM_EBADMSG);
	assert_string_equal(bm_record_fault(copy, sizeof(copy)), tree);
	memcpy(copy + 4, blob, blob_size);
	assert_int_equal(bm_record_open(&rec, copy + 4, blob_size), -BM_EBADMSG);
	assert_string_equal(bm_record_fault(copy + 4, blob_size),
			    "the record does not start at a multiple of 8");
}

/* Write the tree of a record by hand, with a right checksum, so that only what it says is wrong. */
static size_t by_hand(const char *compatible, const void *list, int list_size, const char *label)
{
	size_t size;
	void *hole;

	assert_int_equal(fdt_create(copy, sizeof(copy)), 0);
	fdt_finish_reservemap(copy);
	fdt_begin_node(copy, "");
	fdt_property(copy, PROP_COMPATIBLE, compatible, (int)strlen(compatible) + 1);
	fdt_property_u32(copy, PROP_CRC, 0);
	fdt_property_u64(copy, PROP_GENERATION, 1);
	fdt_property(copy, PROP_PRESERVED, list, list_size);
	fdt_property(copy, PROP_SCRATCH, NULL, 0);
	if (label) {
		fdt_begin_node(copy, NODE_NAMES);
		fdt_begin_node(copy, "entry-0");
		fdt_property(copy, PROP_LABEL, label, (int)strlen(label) + 1);
		fdt_property_u64(copy, PROP_START, WORLD_PAGE);
		fdt_property_u64(copy, PROP_SIZE, PHYS_ADDR_MAX);
		fdt_property_u64(copy, PROP_ALIGN, 0);
		fdt_property_u32(copy, PROP_NODE, 0);
		fdt_end_node(copy);
		fdt_end_node(copy);
	}
	fdt_end_node(copy);
	assert_int_equal(fdt_finish(copy), 0);
	size = fdt_totalsize(copy);
	hole = fdt_getprop_w(copy, 0, PROP_CRC, NULL);
	fdt32_st(hole, bm_record_crc_(copy, size, hole));
	return size;
}

static void bm_record_open__other_version__is_told_apart(void **state)
{
	struct bm_record rec;
	size_t size;

	(void)state;
	size = by_hand("bootmem,handover-v2", NULL, 0, "a");
	assert_int_equal(bm_record_open(&rec, copy, size), -BM_EINVAL);
	assert_string_equal(bm_record_fault(copy, size), "it is not " BM_HANDOVER_COMPATIBLE);
}

static void bm_record_open__lists_out_of_order_empty_or_cut__are_refused(void **state)
{
	fdt64_t lists[][4] = {
		{ cpu_to_fdt64(0x2000), cpu_to_fdt64(0x1000), cpu_to_fdt64(0x1000),
		  cpu_to_fdt64(0x1000) },
		{ cpu_to_fdt64(0x1000), cpu_to_fdt64(0x1001), cpu_to_fdt64(0x2000),
		  cpu_to_fdt64(0x1000) },
		{ cpu_to_fdt64(0x1000), cpu_to_fdt64(0), cpu_to_fdt64(0x2000),
		  cpu_to_fdt64(0x1000) },
		{ cpu_to_fdt64(0x1000), cpu_to_fdt64(0x1000), cpu_to_fdt64(0x2000),
		  cpu_to_fdt64(UINT64_MAX) },
	};
	struct bm_record rec;
	size_t size;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		size = by_hand(BM_HANDOVER_COMPATIBLE, lists[i], 32, "a");
		assert_int_equal(bm_record_open(&rec, copy, size), -BM_EBADMSG);
		assert_string_equal(bm_record_fault(copy, size),
				    "a list in it is missing, malformed or out of order");
	}
	size = by_hand(BM_HANDOVER_COMPATIBLE, lists[0], 24, "a");
	assert_int_equal(bm_record_open(&rec, copy, size), -BM_EBADMSG);
	size = by_hand(BM_HANDOVER_COMPATIBLE, NULL, 0, NULL);
	assert_int_equal(bm_record_open(&rec, copy, size), -BM_EBADMSG);
}

static void bm_record_next_name__malformed_entry__is_lost_not_skipped(void **state)
{
	static const char too_long[] = "much too long: sixty-four bytes is the limit, and this "
				       "one has more than that";
	const char *const labels[] = { "", "  ", "fine, but its range wraps", too_long };
	struct bm_record rec;
	struct bm_named named;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t size = by_hand(BM_HANDOVER_COMPATIBLE, NULL, 0, labels[i]);
		int pos = -1;

		assert_int_equal(bm_record_open(&rec, copy, size), 0);
		assert_true(bm_record_next_name(&rec, &pos, &named));
		assert_int_equal(named.fate, BM_FATE_LOST_NAME);
		expect_addr(named.range.start, named.range.end);
	}
}

/** A change to a property of a good record. */
struct change {
	const char *path;
	const char *prop;
	const char *value;
	int len; /* bytes of @value, or -1: there is no such property */
};

/* A good record but for one property, with a right checksum if it has one. */
static void changed(const struct change *change)
{
	void *hole;
	int node;
	int len;

	small_record();
	assert_int_equal(fdt_open_into(blob, copy, sizeof(copy)), 0);
	node = fdt_path_offset(copy, change->path);
	assert_true(node >= 0);
	if (change->len < 0)
		assert_int_equal(fdt_delprop(copy, node, change->prop), 0);
	else
		assert_int_equal(fdt_setprop(copy, node, change->prop, change->value, change->len),
				 0);
	hole = fdt_getprop_w(copy, 0, PROP_CRC, &len);
	if (hole && len == 4)
		fdt32_st(hole, bm_record_crc_(copy, sizeof(copy), hole));
}

static void bm_record_open__root_without_a_property__is_refused_with_the_reason(void **state)
{
	static const struct {
		struct change change;
		const char *fault;
	} cases[] = {
		{ { "/", PROP_CRC, NULL, -1 }, "its checksum is missing or wrong" },
		{ { "/", PROP_CRC, "eight by", 8 }, "its checksum is missing or wrong" },
		{ { "/", PROP_GENERATION, NULL, -1 }, "its checksum is missing or wrong" },
		{ { "/", PROP_GENERATION, "four", 4 }, "its checksum is missing or wrong" },
		{ { "/", PROP_PRESERVED, NULL, -1 },
		  "a list in it is missing, malformed or out of order" },
		{ { "/", PROP_SCRATCH, NULL, -1 },
		  "a list in it is missing, malformed or out of order" },
		{ { "/", PROP_SCRATCH, "12345678", 8 },
		  "a list in it is missing, malformed or out of order" },
	};
	struct bm_record rec;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		changed(&cases[i].change);
		assert_int_equal(bm_record_open(&rec, copy, sizeof(copy)), -BM_EBADMSG);
		assert_string_equal(bm_record_fault(copy, sizeof(copy)), cases[i].fault);
	}
}

static void bm_record_next_name__entry_without_a_property__is_lost(void **state)
{
	static const struct change changes[] = {
		{ "/names/entry-0", PROP_LABEL, NULL, -1 },
		{ "/names/entry-0", PROP_LABEL, "", 0 },
		{ "/names/entry-0", PROP_LABEL, "no end", 6 },
		{ "/names/entry-0", PROP_START, NULL, -1 },
		{ "/names/entry-0", PROP_START, "four", 4 },
		{ "/names/entry-0", PROP_SIZE, NULL, -1 },
		{ "/names/entry-0", PROP_ALIGN, NULL, -1 },
		{ "/names/entry-0", PROP_NODE, NULL, -1 },
		{ "/names/entry-0", PROP_NODE, "eight by", 8 },
		{ "/names/entry-0", PROP_SIZE, "\0\0\0\0\0\0\0\0", 8 },
	};
	struct bm_record rec;
	struct bm_named named;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		int pos = -1;

		changed(&changes[i]);
		assert_int_equal(bm_record_open(&rec, copy, sizeof(copy)), 0);
		assert_int_equal(rec.nr_names, 1);
		assert_true(bm_record_next_name(&rec, &pos, &named));
		assert_int_equal(named.fate, BM_FATE_LOST_NAME);
		expect_addr(named.range.start, named.range.end);
		assert_false(bm_record_next_name(&rec, &pos, &named));
	}
}

static void bm_record_next_name__unknown_words__are_ignored(void **state)
{
	static const struct change more = { "/names/entry-0", "mood", "good", 5 };
	struct bm_record rec;
	struct bm_named named;
	int pos = -1;

	(void)state;
	changed(&more);
	assert_int_equal(bm_record_open(&rec, copy, sizeof(copy)), 0);
	assert_true(bm_record_next_name(&rec, &pos, &named));
	assert_int_equal(named.fate, BM_FATE_KEPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_record_open__as_written__tells_what_was_put_in),
		CASE(bm_record_open__every_bit_flipped__is_refused_or_harmless),
		CASE(bm_record_open__every_truncation__is_refused),
		CASE(bm_record_open__no_record__is_refused_with_a_reason),
		CASE(bm_record_open__other_version__is_told_apart),
		CASE(bm_record_open__lists_out_of_order_empty_or_cut__are_refused),
		CASE(bm_record_next_name__malformed_entry__is_lost_not_skipped),
		CASE(bm_record_open__root_without_a_property__is_refused_with_the_reason),
		CASE(bm_record_next_name__entry_without_a_property__is_lost),
		CASE(bm_record_next_name__unknown_words__are_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
