// SPDX-License-Identifier: MIT
/*
 * test_text.c - lines of text against printf, and the edges of their buffer.
 */
#include "harness.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"

static const uint64_t numbers[] = {
	0, 1, 9, 10, 11, 15, 16, 99, 100, 101, 255, 256, 999999999, 1000000000,
	UINT32_MAX, (uint64_t)UINT32_MAX + 1, 9999999999999999999u, 10000000000000000000u,
	INT64_MAX, UINT64_MAX - 1, UINT64_MAX,
};

#define NR_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static void expect_text(const struct bm_text *text, const char *want)
{
	assert_string_equal(text->buf, want);
	assert_int_equal(text->len, strlen(want));
}

static void bm_text_start__used_line__begins_anew(void **state)
{
	struct bm_text text;

	(void)state;
	bm_text_start(&text, "something");
	bm_text_start(&text, "");
	expect_text(&text, "");
}

static void bm_text_str__two_pieces__are_joined(void **state)
{
	struct bm_text text;

	(void)state;
	bm_text_start(&text, "one ");
	bm_text_str(&text, "");
	bm_text_char(&text, '&');
	bm_text_str(&text, " two");
	expect_text(&text, "one & two");
}

/* catalogue R97: the line is full, every kind of piece is dropped and the line stays terminated */
static void bm_text_char__line_full__drops_the_rest(void **state)
{
	struct {
		struct bm_text text;
		char guard[4];
	} line;
	unsigned int i;

	(void)state;
	memset(line.guard, '#', sizeof(line.guard));
	bm_text_start(&line.text, "");
	for (i = 0; i < BM_TEXT_ROOM - 1; i++) {
		assert_int_equal(line.text.len, i);
		bm_text_char(&line.text, 'a');
	}
	assert_int_equal(line.text.len, BM_TEXT_ROOM - 1);
	bm_text_char(&line.text, 'b');
	bm_text_str(&line.text, "cd");
	bm_text_addr(&line.text, 0);
	bm_text_dec(&line.text, 7);
	assert_int_equal(line.text.len, BM_TEXT_ROOM - 1);
	assert_int_equal(strlen(line.text.buf), BM_TEXT_ROOM - 1);
	assert_int_equal(line.text.buf[BM_TEXT_ROOM - 2], 'a');
	assert_memory_equal(line.guard, "####", 4);
}

static void bm_text_str__longer_than_a_line__is_cut(void **state)
{
	struct bm_text text;
	char longer[BM_TEXT_ROOM + 10];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	bm_text_start(&text, longer);
	assert_int_equal(text.len, BM_TEXT_ROOM - 1);
	assert_memory_equal(text.buf, longer, BM_TEXT_ROOM - 1);
	assert_int_equal(text.buf[BM_TEXT_ROOM - 1], '\0');
}

static void bm_text_dec__every_magnitude__as_printf(void **state)
{
	struct bm_text text;
	char want[32];
	size_t i;

	(void)state;
	for (i = 0; i < NR_NUMBERS; i++) {
		bm_text_start(&text, "");
		bm_text_dec(&text, numbers[i]);
		snprintf(want, sizeof(want), "%" PRIu64, numbers[i]);
		expect_text(&text, want);
	}
}

static void bm_text_int__both_signs__as_printf(void **state)
{
	static const int values[] = { 0, 1, -1, 10, -10, INT32_MAX, INT32_MIN };
	struct bm_text text;
	char want[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		bm_text_start(&text, "");
		bm_text_int(&text, values[i]);
		snprintf(want, sizeof(want), "%d", values[i]);
		expect_text(&text, want);
	}
}

static void bm_text_digits__every_width__pads_and_never_cuts(void **state)
{
	struct bm_text text;
	char want[32];
	size_t i;
	unsigned int width;

	(void)state;
	for (i = 0; i < NR_NUMBERS; i++) {
		for (width = 0; width <= 16; width++) {
			bm_text_start(&text, "");
			bm_text_digits(&text, numbers[i], width);
			snprintf(want, sizeof(want), "%0*" PRIx64, (int)width, numbers[i]);
			expect_text(&text, want);
		}
	}
}

static void bm_text_hex__every_magnitude__prefix_also_for_zero(void **state)
{
	struct bm_text text;
	char want[32];
	size_t i;

	(void)state;
	for (i = 0; i < NR_NUMBERS; i++) {
		bm_text_start(&text, "");
		bm_text_hex(&text, numbers[i]);
		snprintf(want, sizeof(want), "0x%" PRIx64, numbers[i]);
		expect_text(&text, want);
	}
}

static void bm_text_addr__any__all_digits_of_the_type(void **state)
{
	struct bm_text text;

	(void)state;
	bm_text_start(&text, "");
	bm_text_addr(&text, 0x1000);
	expect_text(&text, BM_PHYS_ADDR_BITS == 64 ? "0x0000000000001000" : "0x00001000");
	bm_text_start(&text, "");
	bm_text_addr(&text, PHYS_ADDR_MAX);
	expect_text(&text, BM_PHYS_ADDR_BITS == 64 ? "0xffffffffffffffff" : "0xffffffff");
}

static void bm_text_span__empty_and_not__ends_at_the_last_byte(void **state)
{
	struct bm_text text;

	(void)state;
	bm_text_start(&text, "");
	bm_text_span(&text, 0x1000, 0x2000);
	expect_text(&text, BM_PHYS_ADDR_BITS == 64 ? "[0x0000000000001000-0x0000000000002fff]" :
						      "[0x00001000-0x00002fff]");
	bm_text_start(&text, "");
	bm_text_span(&text, 0x1000, 0);
	expect_text(&text, BM_PHYS_ADDR_BITS == 64 ? "[0x0000000000001000-0x0000000000000fff]" :
						      "[0x00001000-0x00000fff]");
}

struct heard {
	unsigned int calls;
	int level;
	size_t len;
	char text[BM_TEXT_ROOM];
};

static void hear(void *ctx, int level, const char *text, size_t len)
{
	struct heard *heard = ctx;

	heard->calls++;
	heard->level = level;
	heard->len = len;
	snprintf(heard->text, sizeof(heard->text), "%s", text);
}

static void bm_text_log__port_with_a_log__gets_line_level_and_length(void **state)
{
	struct heard heard = { 0, 0, 0, "" };
	struct bm_port port = { .ctx = &heard, .log = hear };
	struct bm_text text;

	(void)state;
	bm_text_start(&text, "hello");
	bm_text_log(&text, &port, BM_LOG_WARNING);
	assert_int_equal(heard.calls, 1);
	assert_int_equal(heard.level, BM_LOG_WARNING);
	assert_int_equal(heard.len, 5);
	assert_string_equal(heard.text, "hello");
}

static void bm_text_log__no_port_or_no_log__says_nothing(void **state)
{
	struct bm_port mute = { .ctx = NULL };
	struct bm_text text;

	(void)state;
	bm_text_start(&text, "");
	bm_text_log(&text, NULL, BM_LOG_INFO);
	bm_text_log(&text, &mute, BM_LOG_INFO);
}

static void bm_panic__contract_broken__reaches_the_port_with_the_condition(void **state)
{
	struct world *w = world("m");

	(void)state;
	panics(w, BM_REQUIRE(&w->port, w->nr_pages == 2));
	assert_string_equal(w->panicked, "w->nr_pages == 2");
}

static sigjmp_buf after_trap;

static void on_trap(int sig)
{
	(void)sig;
	siglongjmp(after_trap, 1);
}

/* Panic on @port; true if it ended in a trap. */
static bool traps(const struct bm_port *port)
{
	struct sigaction act;
	struct sigaction old_ill;
	struct sigaction old_trap;
	bool trapped = true;

	memset(&act, 0, sizeof(act));
	act.sa_handler = on_trap;
	sigaction(SIGILL, &act, &old_ill);
	sigaction(SIGTRAP, &act, &old_trap);
	if (sigsetjmp(after_trap, 1) == 0) {
		bm_panic(port, "nobody listens", __FILE__, __LINE__);
		trapped = false;
	}
	sigaction(SIGILL, &old_ill, NULL);
	sigaction(SIGTRAP, &old_trap, NULL);
	return trapped;
}

static void bm_panic__no_port_or_no_panic__traps(void **state)
{
	struct bm_port mute = { .ctx = NULL };

	(void)state;
	assert_true(traps(NULL));
	assert_true(traps(&mute));
}

static void bm_panic__contract_kept__nothing_happens(void **state)
{
	struct world *w = world("m");

	(void)state;
	BM_REQUIRE(&w->port, w->nr_pages == 1);
	BM_ASSERT(w->nr_pages == 1);
	BM_CHECK(!mb_check(&w->mb));
	assert_string_equal(w->panicked, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bm_text_start__used_line__begins_anew),
		CASE(bm_text_str__two_pieces__are_joined),
		CASE(bm_text_char__line_full__drops_the_rest),
		CASE(bm_text_str__longer_than_a_line__is_cut),
		CASE(bm_text_dec__every_magnitude__as_printf),
		CASE(bm_text_int__both_signs__as_printf),
		CASE(bm_text_digits__every_width__pads_and_never_cuts),
		CASE(bm_text_hex__every_magnitude__prefix_also_for_zero),
		CASE(bm_text_addr__any__all_digits_of_the_type),
		CASE(bm_text_span__empty_and_not__ends_at_the_last_byte),
		CASE(bm_text_log__port_with_a_log__gets_line_level_and_length),
		CASE(bm_text_log__no_port_or_no_log__says_nothing),
		CASE(bm_panic__contract_broken__reaches_the_port_with_the_condition),
		CASE(bm_panic__no_port_or_no_panic__traps),
		CASE(bm_panic__contract_kept__nothing_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
