/* SPDX-License-Identifier: MIT */
/*
 * render_map.h - maps as text and as JSON.
 */
#ifndef CLI_RENDER_MAP_H
#define CLI_RENDER_MAP_H

#include "cli/base/json.h"
#include "cli/replay/map.h"

enum map_form {
	MAP_AS_TEXT, /* or JSON, for any verb that asks for it */
	MAP_AS_SVG,
	MAP_AS_HTML,
};

/** struct map_view - how to show it, and how much. */
struct map_view {
	enum map_form form;
	bool colour;
	size_t nr_owners; /* of the biggest owners; 0 for all */
	size_t nr_spans;  /* of the biggest spans in the table; 0 for all */
};

/** render_map() - picture, table and biggest owners. */
void render_map(const char *name, const struct replay *replay, const struct map *map,
		const struct map_view *view);

/** render_map_picture() - the picture and what its letters mean. */
void render_map_picture(const struct map *map, const struct map_view *view);

/** render_map_owners() - who has how much. */
void render_map_owners(const struct map *map, const struct map_view *view);

/** render_map_json() - all of it, schema bootmem.map/1. */
void render_map_json(const char *name, const struct replay *replay, const struct map *map);

/** render_map_members() - what of it is about memory: banks, what is taken, owners. */
void render_map_members(struct json *json, const struct replay *replay, const struct map *map);

#endif
