// SPDX-License-Identifier: MIT
/*
 * test_log_prefix.c - what stands in front of the kernel's words: every way in which logs are kept.
 */
#include <stdio.h>

#include "parsed.h"

static void log_parse__prefixes__are_stepped_over(void **state)
{
	static const char *const prefixes[] = {
		"[    0.012345] ",
		"[    0.012345][    T0] ",
		"<6>[    0.012345] ",
		"<6>",
		"Nov 22 14:22:32 host kernel: ",
		"Nov 22 14:22:32 host kernel: [    0.012345] ",
		"2026-11-22T14:22:32+0000 host kernel: ",
		"[Sun Nov 22 14:22:32 2026] ",
		"kern  :info  : [    0.012345] ",
		"kernel: ",
		"[    0.012345] [      T0] ",
		"[    0.012345 <    0.000000>] ",
		"[<    0.000000>] ",
		"[  +0.000012] ",
		"[Nov22 14:22] ",
		"[So Nov 22 14:22:32 2026] ",
		"[dim. nov. 22 14:22:32 2026] ",
		"[    0.012345] host kernel: ",
		"2026-11-22T14:22:32,123456+00:00 ",
		"1763821352.123456 host kernel: ",
		"Sun 2026-11-22 14:22:32 UTC host kernel: ",
		"Nov 22 14:22:32 host kernel[0]: [    0.012345] ",
		"<6>1 2026-11-22T14:22:32.003Z host kernel - - - [    0.012345] ",
		"6,123,12345,-;",
		"6,123,12345,-,caller=T0;",
		"[2026-11-22 14:22:32] [    0.012345] ",
		"2026-11-22 14:22:32 ",
		"14:22:32.123456 [    0.012345] ",
		"qemu-1 | [    0.012345] ",
		"    [    0.012345] ",
		"\x1b[32m[    0.012345] \x1b[0m\x1b[33m",
	};
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		snprintf(text, sizeof(text), "%sLinux version 6.1.0\r\n%s" ADD, prefixes[i],
			 prefixes[i]);
		assert_int_equal(parse(text), 0);
		assert_int_equal(parsed.nr_events, 1);
		assert_string_equal(parsed.release, "6.1.0");
		forget(NULL);
	}
}

/* Only kernel time can run backwards: records of /dev/kmsg have it too. */
static void log_parse__kmsg_records__time_is_kernel_time(void **state)
{
	(void)state;
	expect_error("6,1,5,-;" VERSION "6,2,9,-;" ADD "6,3,8,-;" ADD, 3, "time runs backwards");
}

static void log_parse__colours_and_byte_order_mark__are_dropped(void **state)
{
	(void)state;
	assert_int_equal(parse("\xef\xbb\xbf\x1b[2J\x1b[01;01H\x1b[=3h\x1b" "c" VERSION
			       "\x1b[33mmemblock_add: \x1b[0m[0x0-0x1] f\x1b[0m\n\x1b\n\x1b"),
			 0);
	assert_int_equal(parsed.nr_events, 1);
	assert_int_equal(parsed.nr_lines, 3);
	assert_string_equal(parsed.events[0].who, "f");
}

/* What looks like a prefix but holds an address is a torn line of ours. */
static void log_parse__two_lines_run_together__error(void **state)
{
	(void)state;
	expect_error("[    0.000000] " VERSION
		     "[    0.000000] memblock_add: [0x0-0x1] f+[    0.000000] " ADD,
		     2, "of the caller");
	expect_error(VERSION "memblock_add: [0x0-0x0[    0.000000] " ADD, 2, "']'");
	expect_error(VERSION "memblock_add: [0x0-0x1] f 14:22:32 host kernel: " ADD, 2,
		     "the end of the line");
}

static void log_parse__brackets_that_are_no_stamps__stay(void **state)
{
	static const char *const lines[] = {
		"[mem 0x0-0x1] " ADD,
		"[Firmware Bug]: " ADD,
		"[    0.9999999999999999999999999999999999999999] " ADD,
		"<x>" ADD,
		"6,1,-;" ADD,
		"kernel" ADD,
		"kernel[x]: " ADD,
		"a b c d 14:22:32 " ADD,
		"(14:22:32) " ADD,
		"kern one two three four five six seven eight: nine: " ADD,
	};
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), VERSION "%s", lines[i]);
		assert_int_equal(parse(text), -BM_EBADMSG);
		assert_non_null(strstr(error.message, "no event of boot memory"));
	}
}

int main(void)
{
#define CASE(name) cmocka_unit_test_teardown(name, forget)
	const struct CMUnitTest tests[] = {
		CASE(log_parse__prefixes__are_stepped_over),
		CASE(log_parse__kmsg_records__time_is_kernel_time),
		CASE(log_parse__colours_and_byte_order_mark__are_dropped),
		CASE(log_parse__two_lines_run_together__error),
		CASE(log_parse__brackets_that_are_no_stamps__stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
