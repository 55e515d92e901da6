/* SPDX-License-Identifier: MIT */
/*
 * render_persist.h - handover records, what is wrong with them, and what sets two of them apart.
 */
#ifndef CLI_RENDER_PERSIST_H
#define CLI_RENDER_PERSIST_H

#include "cli/base/json.h"
#include "cli/persist/judge.h"

void render_record(const char *path, const struct image *image);
void render_record_json(struct json *json, const char *path, const struct image *image);

/** What keeps a name from being where it was. */
enum change {
	CHANGE_NONE,
	CHANGE_GONE,
	CHANGE_MOVED,
	CHANGE_RESIZED,
	CHANGE_CONTENT,
	CHANGE_NEW, /* there in the second record only */
};

/** change_of() - from a name of one record to that of the same name in another, or NULL. */
enum change change_of(const struct bm_named *before, const struct bm_named *after);

/** find_named() - the name in a record, or NULL. */
const struct bm_named *find_named(const struct image *image, const char *name);

/** render_verdict() - a line "FILE: error: ..." for each name that would be lost, then a sum. */
void render_verdict(const char *path, const struct judge *judge);
void render_verdict_json(struct json *json, const char *path, const struct judge *judge);

void render_changes(const struct image *a, const struct image *b);
void render_changes_json(struct json *json, const struct image *a, const struct image *b);

#endif
