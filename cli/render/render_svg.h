/* SPDX-License-Identifier: MIT */
/*
 * render_svg.h - a map as a drawing: to scale, three lanes, and what each box is on hover.
 */
#ifndef CLI_RENDER_SVG_H
#define CLI_RENDER_SVG_H

#include "cli/replay/map.h"

/** render_svg() - a file that stands alone: no script, nothing from outside. */
void render_svg(const char *name, const struct replay *replay, const struct map *map);

/** render_html() - the same drawing with zoom, search for an address, and a table. */
void render_html(const char *name, const struct replay *replay, const struct map *map);

#endif
