// SPDX-License-Identifier: MIT
/*
 * render_svg.c - maps as a drawing.
 *
 * A row for each stretch of memory, as in the text picture. In it three lanes for each map: what
 * firmware says, zones, and who has taken what, all to one scale; between two maps a lane of what
 * differs. Owners have the seven colours of Okabe and Ito, which people with any colour vision
 * tell apart; zones are shades of one more, and what is movable is hatched.
 *
 * The same maps give the same bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/render/svg_int.h"

#define MAX_ROWS 32

/* --- text ----------------------------------------------------------------------------------- */

void svg_text(FILE *file, const char *text)
{
	size_t len;

	for (; *text; text += len > 0 ? len : 1) {
		len = text_letter(text);
		if (*text == '&')
			fputs("&amp;", file);
		else if (*text == '<')
			fputs("&lt;", file);
		else if (*text == '>')
			fputs("&gt;", file);
		else if (*text == '"')
			fputs("&quot;", file);
		else if (len > 0)
			fwrite(text, 1, len, file);
		else
			fputs(TEXT_NO_LETTER, file);
	}
}

/* --- rows ----------------------------------------------------------------------------------- */

static void draw_ticks(const struct canvas *canvas)
{
	static const char *const anchors[] = { "start", "middle", "middle", "middle", "end" };
	phys_addr_t quarter = (canvas->end - canvas->base) / 4;
	int i;

	for (i = 0; i <= 4; i++) {
		phys_addr_t addr = i == 4 ? canvas->end : canvas->base + quarter * (phys_addr_t)i;
		double x = SVG_LEFT + SVG_WIDTH * i / 4;

		fprintf(canvas->file,
			"<path d=\"M%.1f %dv4\" class=\"k\"/><text x=\"%.1f\" y=\"%d\" "
			"class=\"a t\" text-anchor=\"%s\">0x%" PRIx64 "</text>\n",
			x, canvas->y + 14, x, canvas->y + 11, anchors[i], addr);
	}
}

static void draw_row(struct canvas *canvas)
{
	int top = canvas->y;
	char size[32];

	fprintf(canvas->file,
		"<g class=\"r\" data-a=\"0x%" PRIx64 "\" data-b=\"0x%" PRIx64 "\">\n"
		"<text x=\"%.0f\" y=\"%d\" class=\"h\">%s from 0x%" PRIx64 "</text>\n",
		canvas->base, canvas->end, SVG_LEFT, canvas->y + 12,
		text_size(canvas->end - canvas->base, size, sizeof(size)), canvas->base);
	canvas->y += 18;
	draw_ticks(canvas);
	canvas->y += 20;
	svg_lanes(canvas);
	fprintf(canvas->file, "<path d=\"M0 %dv%d\" class=\"cur\"/></g>\n", top + 34,
		canvas->y - top - 34);
	canvas->y += 20;
}

/* The rows of all maps; those that touch one another are one. */
static size_t find_rows(const struct drawing *drawing, struct bm_range *rows)
{
	size_t nr = 0, which, i, at;

	for (which = 0; which < drawing->nr; which++) {
		for (i = 0; i < drawing->maps[which]->nr_rows && nr < MAX_ROWS; i++) {
			const struct map_row *row = &drawing->maps[which]->rows[i];

			for (at = nr; at > 0 && rows[at - 1].start > row->base; at--)
				rows[at] = rows[at - 1];
			rows[at] = (struct bm_range){ row->base, row->end };
			nr++;
		}
	}
	for (i = 0, at = 1; at < nr; at++) {
		if (rows[at].start < rows[i].end)
			rows[i].end = higher(rows[i].end, rows[at].end);
		else
			rows[++i] = rows[at];
	}
	return nr > 0 ? i + 1 : 0;
}

/* --- around them ---------------------------------------------------------------------------- */

static const char style[] =
	"text{font:12px \"DejaVu Sans\",sans-serif;fill:#222}.h{font-weight:bold}"
	".title{font-size:17px;font-weight:bold}.l{text-anchor:end;fill:#444}"
	".a{font-size:10px;fill:#444}.m{text-anchor:middle;font-size:11px;fill:#000;"
	"pointer-events:none}.c4t,.c5t{fill:#fff}.k{stroke:#777;fill:none}"
	".z3t,.xt{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"
	".hole{fill:none;stroke:#999;stroke-dasharray:3 3}.free{fill:#8881}"
	".b rect{stroke:#0005;stroke-width:.6}.d{font-weight:bold}"
	".b:hover rect,.b.on rect{stroke:#000;stroke-width:2.5}"
	".p .b rect{stroke:#000b;stroke-width:1;stroke-dasharray:4 3}"
	".cur{display:none;stroke:#d00;stroke-width:2}"
	".c0,.f{fill:#aaa}.c1{fill:#e69f00}.c2{fill:#56b4e9}.c3{fill:#009e73}.c4{fill:#b04a00}"
	".c5{fill:#0072b2}.c6{fill:#cc79a7}.c7{fill:#f0e442}.n0{fill:#c4e4d3}.n1{fill:#a5d3bd}"
	".z0{fill:#f2eef8}.z1{fill:#d9cfea}.z2{fill:#b9a8d6}.z3{fill:url(#mv)}.x{fill:url(#df)}"
	".bg{fill:#fff}"
	"@media(prefers-color-scheme:dark){text{fill:#ddd}.l,.a{fill:#bbb}.m{fill:#000}"
	".c4t,.c5t{fill:#fff}.k{stroke:#aaa}.bg{fill:#1b1b1b}.cur{stroke:#f66}"
	".b rect{stroke:#fff6}.b:hover rect,.b.on rect{stroke:#fff}}";

static const char patterns[] =
	"<defs><pattern id=\"mv\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
	"patternTransform=\"rotate(45)\"><rect width=\"7\" height=\"7\" fill=\"#f2eef8\"/>"
	"<rect width=\"3\" height=\"7\" fill=\"#8d74bd\"/></pattern>"
	"<pattern id=\"df\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
	"patternTransform=\"rotate(-45)\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>"
	"<rect width=\"1.6\" height=\"6\" fill=\"#222\"/></pattern></defs>\n";

static void put_title(FILE *file, const struct drawing *drawing, size_t nr, int y)
{
	const struct map *map = drawing->maps[nr];
	char bytes[32], taken[32];

	fprintf(file, "<text x=\"10\" y=\"%d\" class=\"title\">%s", y,
		drawing->nr == 1 ? ""
		: nr == 0	 ? "A "
				 : "B ");
	svg_text(file, drawing->names[nr]);
	fprintf(file, ": %s of memory, %s taken%s</text>\n",
		text_size(map->nr_bytes, bytes, sizeof(bytes)),
		text_size(map->nr_taken, taken, sizeof(taken)),
		drawing->predicted[nr] ? ", predicted" : "");
}

static int put_head(FILE *file, const struct drawing *drawing)
{
	bool any = drawing->predicted[0] || drawing->predicted[1];
	bool all = drawing->predicted[0] && (drawing->nr == 1 || drawing->predicted[1]);
	int y = 26;
	size_t nr;

	for (nr = 0; nr < drawing->nr; nr++, y += 22)
		put_title(file, drawing, nr, y);
	fprintf(file,
		"<text x=\"10\" y=\"%d\" class=\"a\">Physical memory when %s, by address from left "
		"to right; every row has a scale of its own.</text>\n"
		"<text x=\"10\" y=\"%d\" class=\"a\">firmware: what there is | zones: what it is "
		"for%s%s%s | what is small is named below its lane; each box says its range on "
		"hover</text>\n",
		y - 4, all ? "a kernel has read its command line" : "the page allocator takes over",
		y + 10, all ? "" : " | taken: what the kernel has reserved",
		any ? " | predicted: what would be taken by then" : "",
		drawing->nr == 1 ? "" : " | differs: taken for something else in A than in B");
	return y + 22;
}

static double put_key(struct canvas *canvas, double x, const char *class, const char *what)
{
	double width = SVG_CHAR * (double)strlen(what) + 28;

	if (x + width > SVG_LEFT + SVG_WIDTH) {
		x = SVG_LEFT;
		canvas->y += 18;
	}
	fprintf(canvas->file,
		"<rect x=\"%.0f\" y=\"%d\" width=\"12\" height=\"12\" class=\"%s\"/>"
		"<text x=\"%.0f\" y=\"%d\" class=\"a\">",
		x, canvas->y - 10, class, x + 17, canvas->y);
	svg_text(canvas->file, what);
	fprintf(canvas->file, "</text>\n");
	return x + width;
}

static void put_legend(struct canvas *canvas)
{
	static const char *const zones[] = { "DMA", "DMA32", "Normal", "Movable" };
	double x = SVG_LEFT;
	char class[8];
	unsigned int i;

	canvas->y += 6;
	for (i = 0; i < SVG_COLOURS && canvas->groups[i]; i++) {
		snprintf(class, sizeof(class), "c%u", 1 + i);
		x = put_key(canvas, x, class, canvas->groups[i]->name);
	}
	put_key(canvas, x, "c0", "all others, and what is the firmware's");
	canvas->y += 18;
	for (x = SVG_LEFT, i = 0; i < 4; i++)
		x = put_key(canvas, x, svg_zone_style(zones[i]), zones[i]);
	put_key(canvas, x, "n0", "memory");
	canvas->y += 14;
}

static phys_addr_t bytes_of(const struct map *map, const struct group *group)
{
	size_t i;

	for (i = 0; i < map->nr_shares; i++)
		if (map->shares[i].group == group)
			return map->shares[i].bytes;
	return 0;
}

/* Those that have most, of all maps together, biggest first. */
static void choose_groups(struct canvas *canvas)
{
	phys_addr_t bytes[SVG_COLOURS] = { 0 };
	const struct group *group;
	size_t i, at, which;

	for (i = 0; (group = groups_nth(i)) != NULL; i++) {
		phys_addr_t sum = 0;

		for (which = 0; which < canvas->drawing->nr; which++)
			sum += bytes_of(canvas->drawing->maps[which], group);
		for (at = SVG_COLOURS; at > 0 && bytes[at - 1] < sum; at--) {
			if (at == SVG_COLOURS)
				continue;
			bytes[at] = bytes[at - 1];
			canvas->groups[at] = canvas->groups[at - 1];
		}
		if (at < SVG_COLOURS && sum > 0) {
			bytes[at] = sum;
			canvas->groups[at] = group;
		}
	}
}

void render_svg(const struct drawing *drawing)
{
	struct canvas canvas = { .drawing = drawing };
	struct bm_range rows[MAX_ROWS];
	char *body = NULL;
	size_t len, i, nr = find_rows(drawing, rows);

	canvas.file = open_memstream(&body, &len);
	if (!canvas.file)
		return;
	choose_groups(&canvas);
	canvas.y = put_head(canvas.file, drawing);
	for (i = 0; i < nr; i++) {
		canvas.base = rows[i].start;
		canvas.end = rows[i].end;
		draw_row(&canvas);
	}
	put_legend(&canvas);
	fclose(canvas.file);
	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1180 %d\" width=\"1180\" "
	       "height=\"%d\" role=\"img\" aria-label=\"Boot memory map\">\n"
	       "<style>%s</style>\n%s<rect class=\"bg\" width=\"100%%\" height=\"100%%\"/>\n"
	       "%s</svg>\n",
	       canvas.y, canvas.y, style, patterns, body);
	free(body);
}
