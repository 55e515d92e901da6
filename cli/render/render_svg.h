/* SPDX-License-Identifier: MIT */
/*
 * render_svg.h - a map as a drawing, or two above one another: to scale, three lanes for each, and
 * what each box is on hover.
 */
#ifndef CLI_RENDER_SVG_H
#define CLI_RENDER_SVG_H

#include <stdio.h>

#include "cli/replay/map.h"

/**
 * struct drawing - what is drawn
 * @nr:    1, or 2 for a comparison
 * @names: what each is
 * @maps:  of each
 * @predicted: which of them did not happen
 * @exact: a box for each range, however small, for those who can zoom
 */
struct drawing {
	size_t nr;
	bool exact;
	const char *names[2];
	const struct map *maps[2];
	bool predicted[2];
};

/** render_svg() - a file that stands alone: no script, nothing from outside. */
void render_svg(const struct drawing *drawing);

/** render_html() - the same drawing with zoom, search for an address, and a table. */
void render_html(const struct drawing *drawing);

/** svg_text() - text as it must be written in SVG and HTML. */
void svg_text(FILE *file, const char *text);

/** struct difference - [base, end) is not whose it was; NULL: nobody's. */
struct difference {
	phys_addr_t base;
	phys_addr_t end;
	const struct group *before;
	const struct group *after;
};

/** next_difference() - the first from *@pos on, which goes behind it; false if there is none. */
bool next_difference(const struct drawing *drawing, phys_addr_t *pos, struct difference *out);

#endif
