/* SPDX-License-Identifier: MIT */
/*
 * svg_int.h - what the files of the drawing share: render_svg.c lays out rows and writes what is
 * around them, svg_lanes.c draws what is in a row.
 */
#ifndef CLI_SVG_INT_H
#define CLI_SVG_INT_H

#include "cli/render/callout.h"
#include "cli/render/render_svg.h"

#define SVG_LEFT 110.0
#define SVG_WIDTH 1055.0
#define SVG_CHAR 6.6
#define SVG_COLOURS 7u

/** struct box - what is drawn as one; @style is a class of the style sheet. */
struct box {
	char what[96];
	char style[4];
	phys_addr_t base;
	phys_addr_t end;
	size_t nr;
};

/** struct canvas - a row being drawn. */
struct canvas {
	FILE *file;
	const struct drawing *drawing;
	phys_addr_t base;
	phys_addr_t end;
	int y;
	struct box box;
	struct callouts callouts;
	const struct group *groups[SVG_COLOURS]; /* that have a colour of their own */
};

/** svg_lanes() - all lanes of the row, each further down. */
void svg_lanes(struct canvas *canvas);

/** svg_zone_style() - the class of a zone by its name. */
const char *svg_zone_style(const char *name);

#endif
