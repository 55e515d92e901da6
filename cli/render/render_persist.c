// SPDX-License-Identifier: MIT
/*
 * render_persist.c - records as text and as JSON.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/text.h"
#include "cli/render/render_persist.h"

static phys_addr_t size_of(struct bm_range range)
{
	return range.end - range.start;
}

/* --- show, as text ------------------------------------------------------------------------ */

static void print_named(const struct bm_named *named)
{
	char name[BM_NAME_MAX + 1];
	char size[TEXT_ROOM];

	image_name(named, name);
	if (named->fate == BM_FATE_LOST_NAME) {
		printf("  %-16s %s\n", name, bm_fate_text(named->fate));
		return;
	}
	printf("  %-16s 0x%016" PRIx64 "  %*s", name, (uint64_t)named->range.start,
	       named->align || named->has_crc || named->nid != NUMA_NO_NODE ? -9 : 0,
	       text_size(size_of(named->range), size, sizeof(size)));
	if (named->align > 0)
		printf("  align %s", text_size(named->align, size, sizeof(size)));
	if (named->nid != NUMA_NO_NODE)
		printf("  node %d", named->nid);
	if (named->has_crc)
		printf("  crc32c 0x%08" PRIx32, named->crc);
	printf("\n");
}

static void print_list(const char *what, const struct bm_record *rec, unsigned long nr,
		       struct bm_range (*at)(const struct bm_record *rec, unsigned long idx))
{
	char size[TEXT_ROOM];
	unsigned long i;

	if (nr > 0)
		printf("%s:\n", what);
	for (i = 0; i < nr; i++)
		printf("  %-16s 0x%016" PRIx64 "  %s\n", "", (uint64_t)at(rec, i).start,
		       text_size(size_of(at(rec, i)), size, sizeof(size)));
}

void render_record(const char *path, const struct image *image)
{
	unsigned int i;

	printf("%s: %s, %zu bytes", path, image_kind_name(image->kind), image->size);
	if (image->kind == IMAGE_RECORD)
		printf(", generation %" PRIu64, image->rec.generation);
	printf("%s\n", image_has_contents(image) ? ", with contents" : "");
	printf("names:%s\n", image->nr_named == 0 ? " none" : "");
	for (i = 0; i < image->nr_named; i++)
		print_named(&image->named[i]);
	print_list("preserved", &image->rec, image->rec.nr_preserved, bm_record_preserved);
	print_list("scratch areas", &image->rec, image->rec.nr_scratch, bm_record_scratch);
}

/* --- show, as JSON ------------------------------------------------------------------------- */

static void put_named(struct json *json, const struct bm_named *named)
{
	json_open(json, NULL, '{');
	json_text(json, "name", named->name);
	json_bool(json, "malformed", named->fate == BM_FATE_LOST_NAME);
	if (named->fate != BM_FATE_LOST_NAME) {
		json_extent(json, named->range.start, named->range.end);
		json_number(json, "align", named->align);
		json_int(json, "nid", named->nid);
	}
	if (named->has_crc)
		json_addr(json, "crc32c", named->crc);
	json_close(json);
}

static void put_list(struct json *json, const char *key, const struct bm_record *rec,
		     unsigned long nr,
		     struct bm_range (*at)(const struct bm_record *rec, unsigned long idx))
{
	unsigned long i;

	json_open(json, key, '[');
	for (i = 0; i < nr; i++)
		json_range(json, NULL, at(rec, i).start, at(rec, i).end);
	json_close(json);
}

void render_record_json(struct json *json, const char *path, const struct image *image)
{
	unsigned int i;

	json_open(json, NULL, '{');
	json_text(json, "file", path);
	json_text(json, "compatible", image_kind_name(image->kind));
	json_number(json, "size", image->size);
	json_bool(json, "contents", image_has_contents(image));
	if (image->kind == IMAGE_RECORD)
		json_number(json, "generation", image->rec.generation);
	json_open(json, "names", '[');
	for (i = 0; i < image->nr_named; i++)
		put_named(json, &image->named[i]);
	json_close(json);
	put_list(json, "preserved", &image->rec, image->rec.nr_preserved, bm_record_preserved);
	put_list(json, "scratch", &image->rec, image->rec.nr_scratch, bm_record_scratch);
	json_close(json);
}

/* --- check --------------------------------------------------------------------------------- */

void render_verdict(const char *path, const struct judge *judge)
{
	unsigned int lost = judge_lost(judge);
	char name[BM_NAME_MAX + 1];
	const char *line;
	unsigned int i;
	int len;

	for (i = 0; i < judge->image->nr_named; i++) {
		const struct bm_named *named = &judge->slots[i];

		if (named->fate != BM_FATE_REVIVED)
			printf("%s: error: '%s' %s\n", path, image_name(named, name),
			       bm_fate_text(named->fate));
	}
	for (line = judge->lost; line && *line; line += len + 1) {
		len = (int)strcspn(line, "\n");
		printf("%s: error: %.*s\n", path, len, line);
	}
	printf("%s: %u of %u names would be revived\n", path, judge->image->nr_named - lost,
	       judge->image->nr_named);
}

/* One line each. */
static void put_lost(struct json *json, const char *lost)
{
	char line[200];
	size_t len;

	json_open(json, "preserved", '[');
	for (; lost && *lost; lost += len + 1) {
		len = strcspn(lost, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)len, lost);
		json_text(json, NULL, line);
	}
	json_close(json);
}

void render_verdict_json(struct json *json, const char *path, const struct judge *judge)
{
	unsigned int i;

	json_open(json, NULL, '{');
	json_text(json, "file", path);
	json_bool(json, "ok", judge_lost(judge) == 0 && !judge->lost);
	json_open(json, "names", '[');
	for (i = 0; i < judge->image->nr_named; i++) {
		json_open(json, NULL, '{');
		json_text(json, "name", judge->slots[i].name);
		json_text(json, "fate", bm_fate_text(judge->slots[i].fate));
		json_close(json);
	}
	json_close(json);
	put_lost(json, judge->lost);
	json_close(json);
}

/* --- compare ------------------------------------------------------------------------------- */

enum change change_of(const struct bm_named *before, const struct bm_named *after)
{
	if (!after)
		return CHANGE_GONE;
	if (!before)
		return CHANGE_NEW;
	if (size_of(before->range) != size_of(after->range))
		return CHANGE_RESIZED;
	if (before->range.start != after->range.start)
		return CHANGE_MOVED;
	return before->has_crc && after->has_crc && before->crc != after->crc ? CHANGE_CONTENT
									      : CHANGE_NONE;
}

const struct bm_named *find_named(const struct image *image, const char *name)
{
	unsigned int i;

	for (i = 0; i < image->nr_named; i++)
		if (image->named[i].fate != BM_FATE_LOST_NAME &&
		    strcmp(image->named[i].name, name) == 0)
			return &image->named[i];
	return NULL;
}

static const char *change_word(enum change change)
{
	static const char *const words[] = {
		[CHANGE_NONE] = "same",	      [CHANGE_GONE] = "gone",
		[CHANGE_MOVED] = "moved",     [CHANGE_RESIZED] = "resized",
		[CHANGE_CONTENT] = "content", [CHANGE_NEW] = "new",
	};

	return words[change];
}

static void print_change(const struct bm_named *before, const struct bm_named *after)
{
	const struct bm_named *any = before ? before : after;
	char old[TEXT_ROOM], new[TEXT_ROOM], name[BM_NAME_MAX + 1];

	printf("  %-16s %-8s", image_name(any, name), change_word(change_of(before, after)));
	if (before)
		printf(" 0x%016" PRIx64 " %s", (uint64_t)before->range.start,
		       text_size(size_of(before->range), old, sizeof(old)));
	if (change_of(before, after) == CHANGE_CONTENT)
		printf(" crc32c 0x%08" PRIx32 " -> 0x%08" PRIx32, before->crc, after->crc);
	else if (after && change_of(before, after) != CHANGE_NONE)
		printf("%s 0x%016" PRIx64 " %s", before ? " ->" : "",
		       (uint64_t)after->range.start,
		       text_size(size_of(after->range), new, sizeof(new)));
	printf("\n");
}

void render_changes(const struct image *a, const struct image *b)
{
	unsigned int i;

	if (a->kind == IMAGE_RECORD && b->kind == IMAGE_RECORD)
		printf("generation %" PRIu64 " -> %" PRIu64 "\n", a->rec.generation,
		       b->rec.generation);
	for (i = 0; i < a->nr_named; i++)
		print_change(&a->named[i], find_named(b, a->named[i].name));
	for (i = 0; i < b->nr_named; i++)
		if (!find_named(a, b->named[i].name))
			print_change(NULL, &b->named[i]);
}

static void put_change(struct json *json, const struct bm_named *before,
		       const struct bm_named *after)
{
	json_open(json, NULL, '{');
	json_text(json, "name", before ? before->name : after->name);
	json_text(json, "change", change_word(change_of(before, after)));
	if (before)
		json_range(json, "before", before->range.start, before->range.end);
	if (after)
		json_range(json, "after", after->range.start, after->range.end);
	json_close(json);
}

void render_changes_json(struct json *json, const struct image *a, const struct image *b)
{
	unsigned int i;

	json_open(json, "names", '[');
	for (i = 0; i < a->nr_named; i++)
		put_change(json, &a->named[i], find_named(b, a->named[i].name));
	for (i = 0; i < b->nr_named; i++)
		if (!find_named(a, b->named[i].name))
			put_change(json, NULL, &b->named[i]);
	json_close(json);
}
