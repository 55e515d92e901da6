// SPDX-License-Identifier: MIT
/*
 * test_normalise.c - from claims in any order to a map on which every byte is said once.
 *
 * Claims are drawn, one line each and one character a page: u usable, r reserved, a ACPI, n NVS,
 * x unusable, p persistent, s soft reserved. The result is drawn on one line. Besides drawings,
 * every pair of claims of a small world is compared with an oracle that looks at each byte by
 * itself.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/fw_map.h>

#include "told.h"

#define ROOM 64

static const struct {
	char letter;
	uint32_t kind;
} letters[] = {
	{ 'u', BM_FW_USABLE },	      { 'r', BM_FW_RESERVED }, { 'a', BM_FW_ACPI },
	{ 'n', BM_FW_NVS },	      { 'x', BM_FW_UNUSABLE }, { 'p', BM_FW_PRAM },
	{ 's', BM_FW_SOFT_RESERVED },
};

static struct bm_fw_range ranges[ROOM];
static uint32_t scratch[BM_FW_MAP_SCRATCH(ROOM)];
static struct bm_fw_map map;

static uint32_t kind_of(char letter)
{
	unsigned int i;

	for (i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].letter == letter)
			return letters[i].kind;
	fail_msg("no kind %c", letter);
	return 0;
}

static void claim(size_t first, size_t end, uint32_t kind)
{
	struct bm_range range = { (phys_addr_t)first << 12, (phys_addr_t)end << 12 };
	struct bm_fw_range added = bm_fw_claim(range, kind);

	added.offset = map.cnt;
	assert_int_equal(bm_fw_map_add(&map, &added), 0);
}

/* Lines are separated by newlines; each is one claim. */
static void draw(const char *lines)
{
	map = bm_fw_map(ranges, ROOM);
	while (*lines) {
		size_t len = strcspn(lines, "\n");
		size_t first = strspn(lines, ".");
		size_t end = first;

		while (end < len && lines[end] == lines[first])
			end++;
		claim(first, end, kind_of(lines[first]));
		lines += len + (lines[len] == '\n');
	}
}

static void expect_drawn(const char *want)
{
	char have[64];
	phys_addr_t page;
	size_t i;

	memset(have, '.', sizeof(have));
	for (i = 0; i < map.cnt; i++)
		for (page = map.ranges[i].start >> 12; page < map.ranges[i].end >> 12; page++)
			for (size_t l = 0; l < sizeof(letters) / sizeof(letters[0]); l++)
				if (letters[l].kind == map.ranges[i].kind)
					have[page] = letters[l].letter;
	have[strlen(want)] = '\0';
	assert_string_equal(have, want);
}

static int normalise(const struct bm_fw_sink *sink)
{
	return bm_fw_map_normalise(&map, scratch, sizeof(scratch) / sizeof(scratch[0]), sink);
}

static void bm_fw_map_normalise__apart__stays_and_is_sorted(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);

	(void)state;
	draw(".....uu\n"
	     "rr");
	assert_int_equal(normalise(&sink), 0);
	expect_drawn("rr...uu");
	assert_int_equal(map.cnt, 2);
	expect_told(&told, "! unsorted at 1\n");
}

static void bm_fw_map_normalise__overlapping__the_strictest_wins(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);

	(void)state;
	draw("uuuuuuuuuu\n"
	     "..rrrr\n"
	     "....aa");
	assert_int_equal(normalise(&sink), 0);
	expect_drawn("uurraauuuu");
	assert_int_equal(map.cnt, 4);
	expect_told(&told, "! overlap at 1\n! overlap at 2\n");
}

/* A claim that starts later wins over one that is still open, and the other way round. */
static void bm_fw_map_normalise__strict_first_or_last__makes_no_difference(void **state)
{
	(void)state;
	draw("xxxx\n"
	     "..uuuu");
	assert_int_equal(normalise(NULL), 0);
	expect_drawn("xxxxuu");
	draw("..uuuu\n"
	     "xxxx");
	assert_int_equal(normalise(NULL), 0);
	expect_drawn("xxxxuu");
}

static void bm_fw_map_normalise__touching_and_equal__become_one(void **state)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);

	(void)state;
	draw("uu\n"
	     "..uu\n"
	     "...uuu\n"
	     "......rr");
	assert_int_equal(normalise(&sink), 0);
	expect_drawn("uuuuuurr");
	assert_int_equal(map.cnt, 2);
	expect_told(&told, "! twice at 2\n");
}

/* Persistent and soft-reserved memory keeps its pieces apart. */
static void bm_fw_map_normalise__kept_apart__is_cut_at_every_change(void **state)
{
	(void)state;
	draw("pppppp\n"
	     "..uu");
	assert_int_equal(normalise(NULL), 0);
	expect_drawn("pppppp");
	assert_int_equal(map.cnt, 3);
	draw("ss\n"
	     "..ss");
	assert_int_equal(normalise(NULL), 0);
	assert_int_equal(map.cnt, 2);
}

static void bm_fw_map_normalise__other_node_or_flags__stay_apart(void **state)
{
	(void)state;
	draw("uu\n"
	     "..uu\n"
	     "....uu");
	ranges[1].domain = 1;
	ranges[2].domain = 1;
	ranges[2].flags = BM_FW_MIRROR;
	assert_int_equal(normalise(NULL), 0);
	assert_int_equal(map.cnt, 3);
}

static void bm_fw_map_normalise__equal_claims_on_a_byte__the_first_gives_the_node(void **state)
{
	(void)state;
	draw("..uuuu\n"
	     "uuuu");
	ranges[0].domain = 7;
	assert_int_equal(normalise(NULL), 0);
	assert_int_equal(map.cnt, 2);
	assert_int_equal(map.ranges[0].domain, BM_FW_NO_DOMAIN);
	assert_int_equal(map.ranges[1].domain, 7);
	assert_int_equal(map.ranges[1].start, 0x2000);
}

static void bm_fw_map_normalise__nothing__is_a_map(void **state)
{
	(void)state;
	draw("");
	assert_int_equal(normalise(NULL), 0);
	assert_int_equal(map.cnt, 0);
}

static void bm_fw_map_normalise__empty_reversed_or_kindless_claims__say_nothing(void **state)
{
	(void)state;
	draw("....uu");
	claim(1, 1, BM_FW_RESERVED);
	claim(3, 2, BM_FW_RESERVED);
	claim(9, 4, BM_FW_RESERVED);
	claim(4, 5, BM_FW_NONE);
	assert_int_equal(normalise(NULL), 0);
	expect_drawn("....uu");
	assert_int_equal(map.cnt, 1);
}

static void bm_fw_map_normalise__to_the_top__keeps_its_end(void **state)
{
	struct bm_range top = { PHYS_ADDR_MAX - 5, PHYS_ADDR_MAX };
	struct bm_fw_range claimed = bm_fw_claim(top, BM_FW_USABLE);

	(void)state;
	draw("u");
	assert_int_equal(bm_fw_map_add(&map, &claimed), 0);
	assert_int_equal(normalise(NULL), 0);
	assert_int_equal(map.cnt, 2);
	assert_true(map.ranges[1].end == PHYS_ADDR_MAX);
}

static void bm_fw_map_normalise__too_little_room__leaves_the_claims(void **state)
{
	struct bm_fw_range before[3];

	(void)state;
	draw("....aa\n"
	     "uuuuuuuuuu\n"
	     "..rr");
	memcpy(before, ranges, sizeof(before));
	map.max = 6;
	assert_int_equal(normalise(NULL), -BM_ENOSPC);
	assert_int_equal(map.needed, 3 + 4);
	assert_memory_equal(before, ranges, sizeof(before));
	map.max = 7;
	assert_int_equal(normalise(NULL), 0);
	assert_int_equal(map.cnt, 4);
}

static void bm_fw_map_normalise__too_little_scratch__is_refused(void **state)
{
	(void)state;
	draw("uu\n"
	     "rr");
	assert_int_equal(bm_fw_map_normalise(&map, scratch, BM_FW_MAP_SCRATCH(2) - 1, NULL),
			 -BM_EINVAL);
	assert_int_equal(bm_fw_map_normalise(&map, scratch, BM_FW_MAP_SCRATCH(2), NULL), 0);
}

static void bm_fw_map_normalise__twice__changes_nothing_more(void **state)
{
	struct bm_fw_range first[ROOM];
	size_t cnt;

	(void)state;
	draw("uuuuuuuuuu\n"
	     "..rrrr\n"
	     "....aa\n"
	     "........nnnn");
	assert_int_equal(normalise(NULL), 0);
	cnt = map.cnt;
	memcpy(first, ranges, sizeof(first));
	assert_int_equal(normalise(NULL), 0);
	assert_int_equal(map.cnt, cnt);
	assert_memory_equal(first, ranges, cnt * sizeof(first[0]));
}

/* The oracle: the highest kind of all claims on a page. */
static uint32_t kind_at(const struct bm_fw_range *claims, size_t cnt, phys_addr_t addr)
{
	uint32_t kind = BM_FW_NONE;
	size_t i;

	for (i = 0; i < cnt; i++)
		if (claims[i].start <= addr && addr < claims[i].end && claims[i].kind > kind)
			kind = claims[i].kind;
	return kind;
}

static void check_against_oracle(void)
{
	struct bm_fw_range claims[ROOM];
	size_t cnt = map.cnt;
	phys_addr_t page;
	size_t i;

	memcpy(claims, ranges, sizeof(claims));
	assert_int_equal(normalise(NULL), 0);
	for (page = 0; page < 8; page++)
		assert_int_equal(kind_at(ranges, map.cnt, page << 12),
				 kind_at(claims, cnt, page << 12));
	for (i = 1; i < map.cnt; i++) {
		bool touches = ranges[i].start == ranges[i - 1].end;

		assert_true(ranges[i].start >= ranges[i - 1].end);
		assert_false(touches && ranges[i].kind == ranges[i - 1].kind);
	}
}

static void bm_fw_map_normalise__any_three_claims__agree_with_the_oracle(void **state)
{
	static const uint32_t kinds[] = { BM_FW_USABLE, BM_FW_RESERVED, BM_FW_ACPI };
	unsigned int a;
	unsigned int b;
	unsigned int c;

	(void)state;
	/* 10 ranges of up to 4 pages, 3 kinds, three claims. */
	for (a = 0; a < 75; a++)
		for (b = 0; b < 75; b++)
			for (c = 0; c < 75; c++) {
				map = bm_fw_map(ranges, ROOM);
				claim(a % 5, a / 5 % 5 + 1, kinds[a / 25]);
				claim(b % 5, b / 5 % 5 + 1, kinds[b / 25]);
				claim(c % 5, c / 5 % 5 + 1, kinds[c / 25]);
				check_against_oracle();
			}
}

/* catalogue R90: no fixed limit. Every second claim overlaps, in the worst order. */
static void bm_fw_map_normalise__a_hundred_thousand__all_kept(void **state)
{
	size_t nr = 100000;
	struct bm_fw_range *many = calloc(3 * nr, sizeof(*many));
	uint32_t *room = calloc(BM_FW_MAP_SCRATCH(nr), sizeof(*room));
	struct bm_fw_map large = bm_fw_map(many, 3 * nr);
	size_t i;

	(void)state;
	for (i = nr; i-- > 0;) {
		struct bm_range range = { (phys_addr_t)i * 0x1000, (phys_addr_t)(i + 2) * 0x1000 };
		struct bm_fw_range added = bm_fw_claim(range, i % 2 ? BM_FW_ACPI : BM_FW_USABLE);

		range.end -= i % 2 ? 0 : 0x1000;
		added.end = range.end;
		assert_int_equal(bm_fw_map_add(&large, &added), 0);
	}
	assert_int_equal(bm_fw_map_normalise(&large, room, BM_FW_MAP_SCRATCH(nr), NULL), 0);
	assert_int_equal(large.cnt, 2);
	free(many);
	free(room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_fw_map_normalise__apart__stays_and_is_sorted),
		cmocka_unit_test(bm_fw_map_normalise__overlapping__the_strictest_wins),
		cmocka_unit_test(bm_fw_map_normalise__strict_first_or_last__makes_no_difference),
		cmocka_unit_test(bm_fw_map_normalise__touching_and_equal__become_one),
		cmocka_unit_test(bm_fw_map_normalise__kept_apart__is_cut_at_every_change),
		cmocka_unit_test(bm_fw_map_normalise__other_node_or_flags__stay_apart),
		cmocka_unit_test(
			bm_fw_map_normalise__equal_claims_on_a_byte__the_first_gives_the_node),
		cmocka_unit_test(bm_fw_map_normalise__nothing__is_a_map),
		cmocka_unit_test(
			bm_fw_map_normalise__empty_reversed_or_kindless_claims__say_nothing),
		cmocka_unit_test(bm_fw_map_normalise__to_the_top__keeps_its_end),
		cmocka_unit_test(bm_fw_map_normalise__too_little_room__leaves_the_claims),
		cmocka_unit_test(bm_fw_map_normalise__too_little_scratch__is_refused),
		cmocka_unit_test(bm_fw_map_normalise__twice__changes_nothing_more),
		cmocka_unit_test(bm_fw_map_normalise__any_three_claims__agree_with_the_oracle),
		cmocka_unit_test(bm_fw_map_normalise__a_hundred_thousand__all_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
