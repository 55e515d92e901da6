/* SPDX-License-Identifier: MIT */
/*
 * told.h - a sink that writes down what it is told, so that a test can say it as text.
 *
 *	struct told told = told_new();
 *	struct bm_fw_sink sink = told_sink(&told);
 *
 *	assert_int_equal(bm_e820_parse(table, sizeof(table), &sink), 0);
 *	expect_told(&told, "0-9f000 usable\n"
 *			   "! empty at 20\n");
 *
 * One line a record, numbers in hexadecimal unless noted:
 *
 *	START-END KIND[ type N][ flags][ node N][ 'NAME']              a range; node decimal
 *	? SIZE align ALIGN[ flags][ cma][ in START-END ...] 'NAME'      a request
 *	cpu ID of DOMAIN[ by START-ID][ off][ later]   (initiator ID ... for others)
 *	FROM>TO=DISTANCE                      decimal
 *	! DIAG at OFFSET                      offset decimal
 */
#ifndef TESTS_TOLD_H
#define TESTS_TOLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <bootmem/fw.h>

/**
 * struct told - what was told so far
 * @stop_after: end the parse at that many records; 0 for never
 * @stop_with:  by returning this
 */
struct told {
	char text[8192];
	size_t len;
	unsigned int nr;
	unsigned int nr_diags;
	unsigned int stop_after;
	int stop_with;
};

struct told told_new(void);
struct bm_fw_sink told_sink(struct told *told);

/** expect_told() - exactly this was told since the last time. */
#define expect_told(told, text) expect_told_((told), (text), __FILE__, __LINE__)
void expect_told_(struct told *told, const char *text, const char *file, int line);

/** text() - a string literal or array as a struct bm_str. */
struct bm_str text(const char *string);

/** put() - @width bytes of @value at @offset of @bytes, little endian; put_be() big endian. */
void put(void *bytes, size_t offset, unsigned int width, uint64_t value);
void put_be(void *bytes, size_t offset, unsigned int width, uint64_t value);

/** A parser of text, as tests of damage call it. */
typedef int text_parser(struct bm_str text, const struct bm_fw_sink *sink);

/**
 * every_cut() - parse every beginning of a text, each to the end and each stopped at every record
 *
 * Whatever is cut off, a refusal is told, and what the sink returns is what comes back.
 */
void every_cut(text_parser *parse, const char *whole);

/** needs_64_bits() - skip a test whose addresses do not exist on a small machine. */
#define needs_64_bits() \
	do { \
		if (BM_PHYS_ADDR_BITS != 64) \
			skip(); \
	} while (0)

#endif
