// SPDX-License-Identifier: MIT
/*
 * json_map.c - read back what `bootmem convert --to json` wrote.
 *
 * Each range becomes a line of a plain map, so one parser knows what a map can say. What is not of
 * the schema is refused, member by member.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/doc.h"

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* A word that cannot end the line or begin a remark. */
static bool is_word(const char *text)
{
	return *text != '\0' && strcspn(text, " \t\r\n#") == strlen(text);
}

static bool put_flags(FILE *file, const json_t *flags)
{
	const json_t *flag;
	size_t i;

	json_array_foreach(flags, i, flag) {
		const char *word = json_string_value(flag);

		if (!word || !is_word(word))
			return false;
		fprintf(file, " %s", word);
	}
	return true;
}

static bool put_range(FILE *file, const json_t *range)
{
	const json_t *node = json_object_get(range, "node");
	const char *base = text_of(range, "base"), *end = text_of(range, "end");
	const char *name = text_of(range, "name");

	if (!is_word(base) || !is_word(end) || !is_word(text_of(range, "kind")))
		return false;
	fprintf(file, "%s - %s %s", base, end, text_of(range, "kind"));
	if (node && !json_is_integer(node))
		return false;
	if (node)
		fprintf(file, " node %" JSON_INTEGER_FORMAT, json_integer_value(node));
	if (!put_flags(file, json_object_get(range, "flags")))
		return false;
	if (is_word(name) && strcmp(text_of(range, "kind"), "usable") != 0)
		fprintf(file, " name %s", name);
	fputc('\n', file);
	return true;
}

static bool put_distance(FILE *file, const json_t *distance)
{
	static const char *const keys[] = { "from", "to", "distance" };
	size_t i;

	fprintf(file, "distance");
	for (i = 0; i < 3; i++) {
		const json_t *number = json_object_get(distance, keys[i]);

		if (!json_is_integer(number))
			return false;
		fprintf(file, " %" JSON_INTEGER_FORMAT, json_integer_value(number));
	}
	fputc('\n', file);
	return true;
}

static const char *put_all(FILE *file, const json_t *root)
{
	const json_t *item;
	size_t i;

	if (strcmp(text_of(root, "schema"), "bootmem.convert/1") != 0)
		return "this is JSON, but not of the schema bootmem.convert/1";
	json_array_foreach(json_object_get(root, "ranges"), i, item)
		if (!put_range(file, item))
			return "a member of \"ranges\" is not as bootmem convert writes it";
	json_array_foreach(json_object_get(root, "distances"), i, item)
		if (!put_distance(file, item))
			return "a member of \"distances\" is not as bootmem convert writes it";
	return NULL;
}

int json_map_read(struct doc *doc, char *why, size_t room)
{
	FILE *file = open_memstream(&doc->blob.bytes, &doc->blob.len);
	json_error_t error;
	json_t *root = json_loadb(doc->input.bytes, doc->input.len, 0, &error);
	const char *fault = NULL;

	if (!root)
		snprintf(why, room, "line %d, column %d: %s", error.line, error.column, error.text);
	else
		fault = file ? put_all(file, root) : "out of memory";
	if (fault)
		snprintf(why, room, "%s", fault);
	if (file)
		fclose(file);
	json_decref(root);
	return root && !fault ? 0 : -1;
}
