// SPDX-License-Identifier: MIT
/*
 * render_svg.c - maps as a drawing.
 *
 * A row for each stretch of memory, as in the text picture. In it three lanes for each map: what
 * firmware says, zones, and who has taken what, all to one scale; between two maps a lane of what
 * differs. Nothing is narrower than 1.5 pixels; what is too near to be told apart is one box that
 * says how many it stands for. What a box is is written in it, cut at its first comma if need be,
 * or beside it, and all of it is shown on hover, so that nothing rests on colour alone. Owners have
 * the seven colours of Okabe and Ito, which people with any colour vision tell apart; zones are
 * shades of one more, and what is movable is hatched.
 *
 * The same maps give the same bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/render/callout.h"
#include "cli/render/render_svg.h"

#define LEFT 110.0
#define WIDTH 1055.0
#define LANE 25
#define CHAR 6.6
#define NR_COLOURS 7u
#define MAX_ROWS 32

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
	const struct group *groups[NR_COLOURS]; /* that have a colour of their own */
};

/* --- text ----------------------------------------------------------------------------------- */

void svg_text(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			fputs("&amp;", file);
		else if (*text == '<')
			fputs("&lt;", file);
		else if (*text == '>')
			fputs("&gt;", file);
		else if (*text == '"')
			fputs("&quot;", file);
		else
			fputc(*text, file);
	}
}

/* --- what differs --------------------------------------------------------------------------- */

/* Whose @pos is, and up to where that or nobody's goes on. */
static const struct group *owner_at(const struct map *map, phys_addr_t pos, phys_addr_t *until)
{
	size_t i;

	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];

		if (pos < span->base) {
			*until = lower(*until, span->base);
			return NULL;
		}
		if (pos < span->end) {
			*until = lower(*until, span->end);
			return groups_of_tag(span->owner);
		}
	}
	return NULL;
}

bool next_difference(const struct drawing *drawing, phys_addr_t *pos, struct difference *out)
{
	while (*pos < PHYS_ADDR_MAX) {
		phys_addr_t until = PHYS_ADDR_MAX;

		out->base = *pos;
		out->before = owner_at(drawing->maps[0], *pos, &until);
		out->after = owner_at(drawing->maps[1], *pos, &until);
		out->end = *pos = until;
		if (out->before != out->after)
			return true;
	}
	return false;
}

/* --- boxes ---------------------------------------------------------------------------------- */

static double x_of(const struct canvas *canvas, phys_addr_t addr)
{
	addr = higher(canvas->base, lower(addr, canvas->end));
	return LEFT + WIDTH * (double)(addr - canvas->base) / (double)(canvas->end - canvas->base);
}

/* As much of the name as there is room for: all, or what is before the first comma. */
static size_t label_length(const char *what, double width)
{
	size_t len = strlen(what), cut = strcspn(what, ",");

	if (width > CHAR * (double)len + 6)
		return len;
	return width > CHAR * (double)cut + 6 ? cut : 0;
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
	fprintf(canvas->file, "<text x=\"%.0f\" y=\"%d\" class=\"l\">%s%s</text>\n", LEFT - 8,
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
		LEFT, canvas->y, WIDTH);
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

static const char *zone_style(const char *name)
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
		add_box(canvas, zone->base, zone->end, what, zone_style(zone->name));
	}
	end_lane(canvas);
}

/* The biggest owners have a colour each; all others share one. */
static unsigned int colour_of(const struct canvas *canvas, const struct group *group)
{
	unsigned int i;

	for (i = 0; i < NR_COLOURS; i++)
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
	size_t i;

	begin_lane(canvas, nr, "taken");
	fprintf(canvas->file,
		"<rect x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"20\" class=\"free\"/>\n", LEFT,
		canvas->y, WIDTH);
	canvas->callouts = (struct callouts){ .left = LEFT, .right = LEFT + WIDTH };
	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];
		const struct group *group = groups_of_tag(span->owner);
		char style[8];

		snprintf(style, sizeof(style), "c%u", colour_of(canvas, group));
		add_box(canvas, span->base, span->end, group->name, style);
	}
	end_lane(canvas);
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

	fprintf(canvas->file, "<text x=\"%.0f\" y=\"%d\" class=\"l d\">differs</text>\n", LEFT - 8,
		canvas->y + 14);
	while (next_difference(canvas->drawing, &pos, &found)) {
		char what[96];

		name_difference(canvas, &found, what, sizeof(what));
		add_box(canvas, found.base, found.end, what, "x");
	}
	end_lane(canvas);
	canvas->y += 4;
}

/* --- rows ----------------------------------------------------------------------------------- */

static void draw_ticks(const struct canvas *canvas)
{
	static const char *const anchors[] = { "start", "middle", "middle", "middle", "end" };
	phys_addr_t quarter = (canvas->end - canvas->base) / 4;
	int i;

	for (i = 0; i <= 4; i++) {
		phys_addr_t addr = i == 4 ? canvas->end : canvas->base + quarter * (phys_addr_t)i;
		double x = LEFT + WIDTH * i / 4;

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
	size_t nr;

	fprintf(canvas->file,
		"<g class=\"r\" data-a=\"0x%" PRIx64 "\" data-b=\"0x%" PRIx64 "\">\n"
		"<text x=\"%.0f\" y=\"%d\" class=\"h\">%s from 0x%" PRIx64 "</text>\n",
		canvas->base, canvas->end, LEFT, canvas->y + 12,
		text_size(canvas->end - canvas->base, size, sizeof(size)), canvas->base);
	canvas->y += 18;
	draw_ticks(canvas);
	canvas->y += 20;
	for (nr = 0; nr < canvas->drawing->nr; nr++) {
		if (nr == 1)
			draw_differences(canvas);
		draw_firmware(canvas, nr);
		draw_zones(canvas, nr);
		draw_taken(canvas, nr);
	}
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
	fprintf(file, ": %s of memory, %s taken</text>\n",
		text_size(map->nr_bytes, bytes, sizeof(bytes)),
		text_size(map->nr_taken, taken, sizeof(taken)));
}

static int put_head(FILE *file, const struct drawing *drawing)
{
	int y = 26;
	size_t nr;

	for (nr = 0; nr < drawing->nr; nr++, y += 22)
		put_title(file, drawing, nr, y);
	fprintf(file,
		"<text x=\"10\" y=\"%d\" class=\"a\">Physical memory when the page allocator takes "
		"over, by address from left to right; every row has a scale of its own.</text>\n"
		"<text x=\"10\" y=\"%d\" class=\"a\">firmware: what there is | zones: what it is "
		"for | taken: what the kernel has reserved%s | what is small is named below its "
		"lane; each box says its range on hover</text>\n",
		y - 4, y + 10,
		drawing->nr == 1 ? "" : " | differs: taken for something else in A than in B");
	return y + 22;
}

static double put_key(struct canvas *canvas, double x, const char *class, const char *what)
{
	double width = CHAR * (double)strlen(what) + 28;

	if (x + width > LEFT + WIDTH) {
		x = LEFT;
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
	double x = LEFT;
	char class[8];
	unsigned int i;

	canvas->y += 6;
	for (i = 0; i < NR_COLOURS && canvas->groups[i]; i++) {
		snprintf(class, sizeof(class), "c%u", 1 + i);
		x = put_key(canvas, x, class, canvas->groups[i]->name);
	}
	put_key(canvas, x, "c0", "all others, and what is the firmware's");
	canvas->y += 18;
	for (x = LEFT, i = 0; i < 4; i++)
		x = put_key(canvas, x, zone_style(zones[i]), zones[i]);
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
	phys_addr_t bytes[NR_COLOURS] = { 0 };
	const struct group *group;
	size_t i, at, which;

	for (i = 0; (group = groups_nth(i)) != NULL; i++) {
		phys_addr_t sum = 0;

		for (which = 0; which < canvas->drawing->nr; which++)
			sum += bytes_of(canvas->drawing->maps[which], group);
		for (at = NR_COLOURS; at > 0 && bytes[at - 1] < sum; at--) {
			if (at == NR_COLOURS)
				continue;
			bytes[at] = bytes[at - 1];
			canvas->groups[at] = canvas->groups[at - 1];
		}
		if (at < NR_COLOURS && sum > 0) {
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
