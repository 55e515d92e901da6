/* SPDX-License-Identifier: MIT */
/*
 * parsed.h - one log at a time, parsed from a string, and what is said if it cannot be.
 *
 * Tests name forget() as their teardown.
 */
#ifndef TESTS_PARSED_H
#define TESTS_PARSED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/log/log.h"

#define VERSION "Linux version 6.12.1 (gcc)\n"
#define ADD "memblock_add: [0x0000000000001000-0x000000000009efff] e820__memblock_setup+0x65/0x7d\n"

static struct log parsed;
static struct log_error error;

static inline int parse(const char *text)
{
	return log_parse(text, strlen(text), &parsed, &error);
}

static inline void expect_error(const char *text, unsigned int line, const char *part)
{
	assert_int_equal(parse(text), -BM_EBADMSG);
	assert_int_equal(error.line, line);
	assert_non_null(strstr(error.message, part));
}

static inline int forget(void **state)
{
	(void)state;
	log_release(&parsed);
	return 0;
}

#endif
