// SPDX-License-Identifier: MIT
/*
 * render_report.c - a boot in a screen, in the words of the other renderers. As JSON, schema
 * bootmem.report/1, that is the log as in bootmem.replay/1 and the map as in bootmem.map/1.
 */
#include <stdio.h>

#include "cli/base/text.h"
#include "cli/render/render_report.h"

/* --- as text -------------------------------------------------------------------------------- */

static void print_boot(struct report_view *view, const char *name, const struct replay *replay,
		       const struct map *map)
{
	struct map_view map_view = { .colour = view->replay.colour, .nr_owners = 9 };
	char size[32];

	replay_as_text.begin(&view->replay);
	replay_as_text.log(&view->replay, name, replay);
	printf("\nMap at the hand-over to the page allocator:\n");
	render_map_picture(map, &map_view);
	printf("\nBiggest owners, of %s:\n", text_size(map->nr_bytes, size, sizeof(size)));
	render_map_owners(map, &map_view);
}

static void print_totals(const struct report_view *view, const struct replay_totals *others)
{
	if (others->nr_logs == 0 && !others->unreadable)
		return;
	putchar('\n');
	render_totals(&view->replay, others);
}

/* --- as JSON -------------------------------------------------------------------------------- */

static void put_boot(struct report_view *view, const char *name, const struct replay *replay,
		     const struct map *map)
{
	struct json *json = &view->replay.json;

	*json = json_to(stdout);
	json_open(json, NULL, '{');
	json_text(json, "schema", "bootmem.report/1");
	json_open(json, "logs", '[');
	replay_as_json.log(&view->replay, name, replay);
	json_close(json);
	json_open(json, "map", '{');
	render_map_members(json, replay, map);
	json_close(json);
}

static void put_totals(struct json *json, const struct replay_totals *others, bool ok)
{
	json_open(json, "others", '{');
	json_number(json, "logs", others->nr_logs);
	json_number(json, "alike", others->nr_alike);
	json_number(json, "allocations", others->nr_allocs);
	json_number(json, "matched", others->nr_matched);
	json_close(json);
	json_open(json, "result", '{');
	json_bool(json, "ok", ok);
	json_close(json);
	json_close(json);
}

/* --- both ----------------------------------------------------------------------------------- */

void render_report_boot(struct report_view *view, const char *name, const struct replay *replay,
			const struct map *map)
{
	(view->as_json ? put_boot : print_boot)(view, name, replay, map);
}

void render_report_totals(struct report_view *view, const struct replay_totals *others, bool ok)
{
	if (view->as_json)
		put_totals(&view->replay.json, others, ok);
	else
		print_totals(view, others);
}
