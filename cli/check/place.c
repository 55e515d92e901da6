// SPDX-License-Identifier: MIT
/*
 * place.c - from an offset, or a node of a tree, to file, line and column.
 *
 * A place copies what it needs, so it outlives the input.
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/vec.h"
#include "cli/check/doc.h"

struct place place_of_doc(const struct doc *doc)
{
	struct place place = { .file = strdup(doc->name), .offset = SIZE_MAX };

	return place;
}

/* --- text ---------------------------------------------------------------------------------- */

/* Findings of a large map are many, so lines are counted once. */
static bool index_lines(struct doc *doc)
{
	size_t room = 0, i;

	if (doc->lines)
		return true;
	for (i = 0; i < doc->input.len; i++) {
		if (i > 0 && doc->input.bytes[i - 1] != '\n')
			continue;
		if (!vec_reserve(&doc->lines, &room, doc->nr_lines + 1, sizeof(*doc->lines)))
			return false;
		doc->lines[doc->nr_lines++] = i;
	}
	return doc->nr_lines > 0;
}

/* From 1: the last line that starts at or before @offset. */
static size_t line_of(struct doc *doc, size_t offset)
{
	size_t low = 0, high;

	if (!index_lines(doc))
		return 1;
	for (high = doc->nr_lines; high - low > 1;) {
		size_t middle = low + (high - low) / 2;

		if (doc->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

static void set_line(struct place *place, struct bm_str text, size_t offset)
{
	const char *at = text.at + offset, *end = text.at + text.len;
	const char *start = at;
	const char *stop = memchr(at, '\n', (size_t)(end - at));

	while (start > text.at && start[-1] != '\n')
		start--;
	stop = stop ? stop : end;
	if (stop > start && stop[-1] == '\r')
		stop--;
	place->column = (size_t)(at - start) + 1;
	place->text = strndup(start, (size_t)(stop - start));
	if (at + place->len > stop)
		place->len = stop > at ? (size_t)(stop - at) : 0;
}

struct place place_in_text(struct doc *doc, size_t offset, size_t len)
{
	struct place place = place_of_doc(doc);
	struct bm_str text = doc_text(doc);

	if (!doc_has_lines(doc)) {
		place.offset = offset;
		return place;
	}
	offset = offset < text.len ? offset : text.len;
	place.line = line_of(doc, offset);
	place.len = len;
	set_line(&place, text, offset);
	return place;
}

/* --- trees --------------------------------------------------------------------------------- */

static const struct dts_mark *find_mark(const struct dts_marks *marks, const char *path,
					const char *prop)
{
	size_t i;

	for (i = 0; i < marks->nr; i++) {
		const struct dts_mark *mark = &marks->items[i];

		if (strcmp(mark->path, path) == 0 &&
		    (prop ? mark->prop && strcmp(mark->prop, prop) == 0 : !mark->prop))
			return mark;
	}
	return NULL;
}

static bool offset_of_line(struct doc *doc, size_t line, size_t *offset)
{
	if (!index_lines(doc) || line > doc->nr_lines)
		return false;
	*offset = doc->lines[line - 1];
	return true;
}

/* dtc puts a node at its brace; people look for its name. */
static size_t start_of_name(const char *line, size_t column)
{
	size_t at = column - 1;

	while (at > 0 && line[at - 1] == ' ')
		at--;
	while (at > 0 && line[at - 1] != ' ' && line[at - 1] != '\t')
		at--;
	return at + 1;
}

static void set_mark(struct doc *doc, struct place *place, const struct dts_mark *mark)
{
	size_t start;

	place->line = mark->line;
	place->column = mark->column;
	if (strcmp(mark->file, "<stdin>") != 0) {
		free(place->file);
		place->file = strdup(mark->file);
		return;
	}
	if (!offset_of_line(doc, mark->line, &start))
		return;
	place->len = SIZE_MAX / 4;
	if (mark->end > mark->column)
		place->len = mark->end - mark->column;
	if (start + mark->column - 1 > doc->input.len)
		return;
	set_line(place, doc_text(doc), start + mark->column - 1);
	if (!mark->prop && place->text) {
		size_t name = start_of_name(place->text, place->column);

		place->len = strcspn(place->text + name - 1, " \t{");
		place->column = name;
	}
}

struct place place_in_tree(struct doc *doc, int node, const char *prop)
{
	struct place place = place_of_doc(doc);
	const struct dts_mark *mark;
	char path[1024];

	if (fdt_get_path(doc->fdt.blob, node, path, sizeof(path)) != 0)
		return place;
	mark = find_mark(&doc->marks, path, prop);
	if (!mark)
		mark = find_mark(&doc->marks, path, NULL);
	if (mark)
		set_mark(doc, &place, mark);
	else if (asprintf(&place.node, "%s%s%s", path, prop ? ":" : "", prop ? prop : "") < 0)
		place.node = NULL;
	return place;
}

/* The node whose properties are at @offset, or that is there itself; -1 if none. */
static int node_around(const void *blob, size_t offset)
{
	size_t base = (size_t)fdt_off_dt_struct(blob);
	int node, found = -1, depth = 0;

	for (node = 0; node >= 0 && base + (size_t)node <= offset;
	     node = fdt_next_node(blob, node, &depth))
		found = node;
	return found;
}

static const char *prop_around(const void *blob, int node, size_t offset)
{
	int prop;

	fdt_for_each_property_offset(prop, blob, node)
	{
		const char *name = NULL;
		int len = 0;
		const char *bytes = fdt_getprop_by_offset(blob, prop, &name, &len);
		size_t start = (size_t)(bytes - (const char *)blob);

		if (bytes && start <= offset && offset < start + (size_t)(len > 0 ? len : 1))
			return name;
	}
	return NULL;
}

struct place place_in_blob(struct doc *doc, size_t offset)
{
	int node;

	if (!doc->fdt.blob || offset < (size_t)fdt_off_dt_struct(doc->fdt.blob)) {
		struct place place = place_of_doc(doc);

		place.offset = doc->marks.nr > 0 ? SIZE_MAX : offset;
		return place;
	}
	node = node_around(doc->fdt.blob, offset);
	return place_in_tree(doc, node, prop_around(doc->fdt.blob, node, offset));
}
