/* SPDX-License-Identifier: MIT */
/*
 * json.h - write JSON as it comes: no tree in memory, commas and indentation kept track of.
 *
 *	struct json json = json_to(stdout);
 *
 *	json_open(&json, NULL, '{');
 *	json_text(&json, "schema", "bootmem.replay/1");
 *	json_open(&json, "logs", '[');
 *	json_close(&json);
 *	json_close(&json);
 *
 * In objects every value has a key, in arrays NULL takes its place. Sizes and counts are numbers,
 * addresses are text in hexadecimal, because many readers of JSON lose bits above 2^53.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 16

struct json {
	FILE *file;
	unsigned int depth;
	char closers[JSON_DEPTH];
	bool has_items[JSON_DEPTH];
};

struct json json_to(FILE *file);

/** json_open() - begin an object '{' or an array '['. */
void json_open(struct json *json, const char *key, char opener);

/** json_close() - end the innermost object or array; the outermost also ends the line. */
void json_close(struct json *json);

void json_text(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, uint64_t value);
void json_int(struct json *json, const char *key, int value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

/** json_addr() - an address as "0x...". */
void json_addr(struct json *json, const char *key, uint64_t value);

/** json_extent() - members base, end (the last byte) and size; none of what is empty. */
void json_extent(struct json *json, uint64_t base, uint64_t end);

/** json_range() - the same as an object; none of what is empty. */
void json_range(struct json *json, const char *key, uint64_t base, uint64_t end);

#endif
