// SPDX-License-Identifier: MIT
/*
 * json.c - write JSON as it comes. Any text is safe: letters of UTF-8 are kept, control bytes are
 * escaped, all else is replaced.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/base/json.h"
#include "cli/base/text.h"

struct json json_to(FILE *file)
{
	struct json json = { .file = file };

	return json;
}

static void put_quoted(struct json *json, const char *text)
{
	size_t len;

	fputc('"', json->file);
	for (; *text; text += len > 0 ? len : 1) {
		unsigned char byte = (unsigned char)*text;

		len = text_letter(text);
		if (byte == '"' || byte == '\\')
			fprintf(json->file, "\\%c", byte);
		else if (len > 0)
			fwrite(text, 1, len, json->file);
		else
			fprintf(json->file, "\\u%04x", byte < 0x80 ? byte : 0xfffdu);
	}
	fputc('"', json->file);
}

static void new_line(struct json *json)
{
	unsigned int i;

	fputc('\n', json->file);
	for (i = 0; i < json->depth; i++)
		fputs("  ", json->file);
}

/* What comes before a value: a comma, a line, a key. */
static void begin_value(struct json *json, const char *key)
{
	if (json->depth > 0) {
		if (json->has_items[json->depth - 1])
			fputc(',', json->file);
		json->has_items[json->depth - 1] = true;
		new_line(json);
	}
	if (key) {
		put_quoted(json, key);
		fputs(": ", json->file);
	}
}

void json_open(struct json *json, const char *key, char opener)
{
	begin_value(json, key);
	fputc(opener, json->file);
	if (json->depth == JSON_DEPTH)
		return;
	json->closers[json->depth] = opener == '{' ? '}' : ']';
	json->has_items[json->depth] = false;
	json->depth++;
}

void json_close(struct json *json)
{
	bool had_items = json->has_items[json->depth - 1];

	json->depth--;
	if (had_items)
		new_line(json);
	fputc(json->closers[json->depth], json->file);
	if (json->depth == 0)
		fputc('\n', json->file);
}

void json_text(struct json *json, const char *key, const char *value)
{
	begin_value(json, key);
	put_quoted(json, value);
}

void json_number(struct json *json, const char *key, uint64_t value)
{
	begin_value(json, key);
	fprintf(json->file, "%" PRIu64, value);
}

void json_int(struct json *json, const char *key, int value)
{
	begin_value(json, key);
	fprintf(json->file, "%d", value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	begin_value(json, key);
	fputs(value ? "true" : "false", json->file);
}

void json_null(struct json *json, const char *key)
{
	begin_value(json, key);
	fputs("null", json->file);
}

void json_addr(struct json *json, const char *key, uint64_t value)
{
	begin_value(json, key);
	fprintf(json->file, "\"0x%" PRIx64 "\"", value);
}

void json_extent(struct json *json, uint64_t base, uint64_t end)
{
	if (end <= base)
		return;
	json_addr(json, "base", base);
	json_addr(json, "end", end - 1);
	json_number(json, "size", end - base);
}

void json_range(struct json *json, const char *key, uint64_t base, uint64_t end)
{
	if (end <= base)
		return;
	json_open(json, key, '{');
	json_extent(json, base, end);
	json_close(json);
}
