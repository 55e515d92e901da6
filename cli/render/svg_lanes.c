// SPDX-License-Identifier: MIT
/*
 * svg_lanes.c - the lanes of a row: boxes to one scale.
 *
 * Nothing is narrower than 1.5 pixels; what is too near to be told apart is one box that says how
 * many it stands for. What a box is is written in it, cut at its first comma if need be, or beside
 * it, and all of it is shown on hover, so that nothing rests on colour alone.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/render/svg_int.h"

#define LANE 25

/* --- boxes ---------------------------------------------------------------------------------- */

static double x_of(const struct canvas *canvas, phys_addr_t addr)
{
	addr = higher(canvas->base, lower(addr, canvas->end));
	return SVG_LEFT +
	       SVG_WIDTH * (double)(addr - canvas->base) / (double)(canvas->end - canvas->base);
}

/* As much of the name as there is room for: all, or what is before the first comma. */
static size_t label_length(const char *what, double width)
{
	size_t len = strlen(what), cut = strcspn(what, ",");

	if (width > SVG_CHAR * (double)len + 6)
		return len;
	return width > SVG_CHAR * (double)cut + 6 ? cut : 0;
}

static void call_out(struct canvas *canvas, const struct box *box, double x)
{
	char text[160], size[32];

	snprintf(text, sizeof(text), "%.*s, %s", (int)strcspn(box->what, ","), box->what,
		 text_size(box->end - box->base, size, sizeof(size)));
	callouts_add(&canvas->callouts, text, x, box->end - box->base);
}

static void draw(struct canvas *canvas, const struct box *box)
{
	double x = x_of(canvas, box->base), right = x_of(canvas, box->end);
	double width = right - x < 1.5 ? 1.5 : right - x;
	size_t len = label_length(box->what, width);
	FILE *file = canvas->file;
	char size[32];

	fprintf(file, "<g class=\"b\" data-a=\"0x%" PRIx64 "\" data-b=\"0x%" PRIx64 "\"><title>",
		box->base, box->end - 1);
	svg_text(file, box->what);
	fprintf(file, "\n0x%" PRIx64 "-0x%" PRIx64 "\n%s", box->base, box->end - 1,
		text_size(box->end - box->base, size, sizeof(size)));
	if (box->nr > 1)
		fprintf(file, ", %zu ranges", box->nr);
	fprintf(file,
		"</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"20\" class=\"%s\"/>", x,
		canvas->y, width, box->style);
	if (len > 0) {
		char label[96];

		snprintf(label, sizeof(label), "%.*s", (int)len, box->what);
		fprintf(file, "<text x=\"%.1f\" y=\"%d\" class=\"m %st\">", x + width / 2,
			canvas->y + 14, box->style);
		svg_text(file, label);
		fprintf(file, "</text>");
	} else if (box->style[0] == 'c') {
		call_out(canvas, box, x + width / 2);
	}
	fprintf(file, "</g>\n");
}

static void flush_box(struct canvas *canvas)
{
	if (canvas->box.nr > 0)
		draw(canvas, &canvas->box);
	canvas->box.nr = 0;
}

/* Joins what is the same and less than a pixel away, or just touches. */
static void add_box(struct canvas *canvas, phys_addr_t base, phys_addr_t end, const char *what,
		    const char *style)
{
	struct box *last = &canvas->box;

	if (end <= canvas->base || base >= canvas->end)
		return;
	if (last->nr > 0 && strcmp(last->what, what) == 0 &&
	    (canvas->drawing->exact ? base == last->end
				    : x_of(canvas, base) - x_of(canvas, last->end) < 1.0)) {
		last->end = higher(last->end, end);
		last->nr++;
		return;
	}
	flush_box(canvas);
	*last = (struct box){ .base = base, .end = end, .nr = 1 };
	snprintf(last->what, sizeof(last->what), "%s", what);
	snprintf(last->style, sizeof(last->style), "%s", style);
}

static void begin_lane(struct canvas *canvas, size_t nr, const char *name)
{
	fprintf(canvas->file, "<text x=\"%.0f\" y=\"%d\" class=\"l\">%s%s</text>\n", SVG_LEFT - 8,
		canvas->y + 14,
		canvas->drawing->nr == 1 ? ""
		: nr == 0		 ? "A "
					 : "B ",
		name);
}

static void end_lane(struct canvas *canvas)
{
	flush_box(canvas);
	canvas->y += LANE;
}

/* --- lanes ---------------------------------------------------------------------------------- */

static void draw_firmware(struct canvas *canvas, size_t nr)
{
	const struct map *map = canvas->drawing->maps[nr];
	char what[64];
	size_t i;

	begin_lane(canvas, nr, "firmware");
	fprintf(canvas->file,
		"<rect x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"20\" class=\"hole\">"
		"<title>nothing is there</title></rect>\n",
		SVG_LEFT, canvas->y, SVG_WIDTH);
	for (i = 0; i < map->nr_banks; i++) {
		const struct map_bank *bank = &map->banks[i];

		if (bank->is_memory && bank->nid >= 0)
			snprintf(what, sizeof(what), "node %d, memory", bank->nid);
		else
			snprintf(what, sizeof(what), "%s", bank->kind);
		add_box(canvas, bank->base, bank->end, what,
			!bank->is_memory		 ? "f"
			: bank->nid > 0 && bank->nid % 2 ? "n1"
							 : "n0");
	}
	end_lane(canvas);
}

const char *svg_zone_style(const char *name)
{
	static const struct {
		const char *name;
		const char *style;
	} styles[] = {
		{ "DMA", "z0" },
		{ "DMA32", "z1" },
		{ "Normal", "z2" },
		{ "Movable", "z3" },
	};
	size_t i;

	for (i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		if (strcmp(styles[i].name, name) == 0)
			return styles[i].style;
	return "f";
}

static void draw_zones(struct canvas *canvas, size_t nr)
{
	const struct map *map = canvas->drawing->maps[nr];
	char what[64];
	size_t i;

	begin_lane(canvas, nr, "zones");
	for (i = 0; i < map->nr_zones; i++) {
		const struct map_zone *zone = &map->zones[i];

		snprintf(what, sizeof(what), zone->nid >= 0 ? "%s, node %d" : "%s", zone->name,
			 zone->nid);
		add_box(canvas, zone->base, zone->end, what, svg_zone_style(zone->name));
	}
	end_lane(canvas);
}

/* The biggest owners have a colour each; all others share one. */
static unsigned int colour_of(const struct canvas *canvas, const struct group *group)
{
	unsigned int i;

	for (i = 0; i < SVG_COLOURS; i++)
		if (canvas->groups[i] == group)
			return 1 + i;
	return 0;
}

static void draw_callouts(struct canvas *canvas)
{
	const struct callouts *callouts = &canvas->callouts;
	size_t i;

	callouts_place(&canvas->callouts);
	for (i = 0; i < callouts->nr; i++) {
		const struct callout *item = &callouts->items[i];
		bool is_left = item->hi < item->x;

		if (item->level < 0)
			continue;
		fprintf(canvas->file,
			"<g class=\"o\"><path d=\"M%.1f %dv%d\" class=\"k\"/>"
			"<text x=\"%.1f\" y=\"%d\" class=\"a\" text-anchor=\"%s\">",
			item->x, canvas->y - 4, 10 + 13 * item->level,
			is_left ? item->hi : item->lo, canvas->y + 8 + 13 * item->level,
			is_left ? "end" : "start");
		svg_text(canvas->file, item->text);
		fprintf(canvas->file, "</text></g>\n");
	}
	canvas->y += 13 * callouts->nr_levels + 2;
}

static void draw_taken(struct canvas *canvas, size_t nr)
{
	const struct map *map = canvas->drawing->maps[nr];
	bool is_predicted = canvas->drawing->predicted[nr];
	size_t i;

	begin_lane(canvas, nr, is_predicted ? "predicted" : "taken");
	fprintf(canvas->file,
		"<rect x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"20\" class=\"free\"/>\n",
		SVG_LEFT, canvas->y, SVG_WIDTH);
	canvas->callouts = (struct callouts){ .left = SVG_LEFT, .right = SVG_LEFT + SVG_WIDTH };
	if (is_predicted)
		fprintf(canvas->file, "<g class=\"p\">\n");
	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];
		const struct group *group = groups_of_tag(span->owner);
		char style[8];

		snprintf(style, sizeof(style), "c%u", colour_of(canvas, group));
		add_box(canvas, span->base, span->end, group->name, style);
	}
	end_lane(canvas);
	if (is_predicted)
		fprintf(canvas->file, "</g>\n");
	draw_callouts(canvas);
}

/* What cannot be seen by itself is not worth a name, unless one can zoom. */
static void name_difference(const struct canvas *canvas, const struct difference *found, char *what,
			    size_t room)
{
	bool is_small = x_of(canvas, found->end) - x_of(canvas, found->base) < 1.0;

	if (is_small && !canvas->drawing->exact)
		snprintf(what, room, "small differences");
	else
		snprintf(what, room, "%s -> %s", found->before ? found->before->name : "free",
			 found->after ? found->after->name : "free");
}

static void draw_differences(struct canvas *canvas)
{
	struct difference found;
	phys_addr_t pos = 0;

	fprintf(canvas->file, "<text x=\"%.0f\" y=\"%d\" class=\"l d\">differs</text>\n",
		SVG_LEFT - 8, canvas->y + 14);
	while (next_difference(canvas->drawing, &pos, &found)) {
		char what[96];

		name_difference(canvas, &found, what, sizeof(what));
		add_box(canvas, found.base, found.end, what, "x");
	}
	end_lane(canvas);
	canvas->y += 4;
}

void svg_lanes(struct canvas *canvas)
{
	size_t nr;

	for (nr = 0; nr < canvas->drawing->nr; nr++) {
		if (nr == 1)
			draw_differences(canvas);
		draw_firmware(canvas, nr);
		draw_zones(canvas, nr);
		draw_taken(canvas, nr);
	}
}
