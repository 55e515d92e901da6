// SPDX-License-Identifier: MIT
/*
 * render_report.c - a boot in a screen, in the words of the other renderers.
 */
#include <stdio.h>

#include "cli/base/text.h"
#include "cli/render/render_report.h"

void render_report_boot(const char *name, const struct replay *replay, const struct map *map,
			bool colour)
{
	struct replay_view verdict = { .colour = colour };
	struct map_view view = { .colour = colour, .nr_owners = 9 };
	char size[32];

	replay_as_text.begin(&verdict);
	replay_as_text.log(&verdict, name, replay);
	printf("\nMap at the hand-over to the page allocator:\n");
	render_map_picture(map, &view);
	printf("\nBiggest owners, of %s:\n", text_size(map->nr_bytes, size, sizeof(size)));
	render_map_owners(map, &view);
}

void render_report_totals(const struct replay_totals *totals, bool colour)
{
	struct replay_view view = { .several = true, .colour = colour };

	putchar('\n');
	render_totals(&view, totals);
}
