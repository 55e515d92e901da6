// SPDX-License-Identifier: MIT
/*
 * render_svg.c - a map as a drawing.
 *
 * A row for each stretch of memory, as in the text picture. In it three lanes: what firmware says,
 * who has taken what, and zones, all to one scale. Nothing is narrower than 1.5 pixels; what is
 * too near to be told apart is one box that says how many it stands for. What a box is is written
 * in it or, where that does not fit, shown on hover, so that nothing rests on colour alone; the
 * colours are eight that people with any colour vision tell apart.
 *
 * The same map gives the same bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/render/render_svg.h"

#define LEFT 150.0
#define WIDTH 1000.0
#define TOP 64.0
#define ROW 142.0
#define LANE 26.0
#define CHAR 6.6
#define NR_COLOURS 7u
#define OF_MEMORY 8u

/** struct box - what is drawn as one. */
struct box {
	const char *what;
	phys_addr_t base;
	phys_addr_t end;
	size_t nr;
	unsigned int colour;
};

/** struct canvas - a row being drawn. */
struct canvas {
	const struct map_row *row;
	double y;
	struct box box;
};

/* --- text ----------------------------------------------------------------------------------- */

static void put_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			fputs("&amp;", stdout);
		else if (*text == '<')
			fputs("&lt;", stdout);
		else if (*text == '>')
			fputs("&gt;", stdout);
		else if (*text == '"')
			fputs("&quot;", stdout);
		else
			putchar(*text);
	}
}

/* --- boxes ---------------------------------------------------------------------------------- */

static double x_of(const struct map_row *row, phys_addr_t addr)
{
	addr = higher(row->base, lower(addr, row->end));
	return LEFT + WIDTH * (double)(addr - row->base) / (double)(row->end - row->base);
}

static void draw(const struct canvas *canvas, const struct box *box)
{
	double x = x_of(canvas->row, box->base), right = x_of(canvas->row, box->end);
	double width = right - x < 1.5 ? 1.5 : right - x;
	size_t len = strlen(box->what);
	char size[32];

	printf("<g class=\"b\" data-a=\"0x%" PRIx64 "\" data-b=\"0x%" PRIx64 "\"><title>",
	       box->base, box->end - 1);
	put_text(box->what);
	printf("\n0x%" PRIx64 "-0x%" PRIx64 "\n%s", box->base, box->end - 1,
	       text_size(box->end - box->base, size, sizeof(size)));
	if (box->nr > 1)
		printf(", %zu ranges", box->nr);
	printf("</title><rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"20\" class=\"c%u\"/>",
	       x, canvas->y, width, box->colour);
	if (width > CHAR * (double)len + 6) {
		printf("<text x=\"%.1f\" y=\"%.0f\" class=\"m t%u\">", x + width / 2,
		       canvas->y + 14, box->colour);
		put_text(box->what);
		printf("</text>");
	}
	printf("</g>\n");
}

static void flush_box(struct canvas *canvas)
{
	if (canvas->box.nr > 0)
		draw(canvas, &canvas->box);
	canvas->box.nr = 0;
}

/* Joins what is the same and less than a pixel away. */
static void add_box(struct canvas *canvas, const struct box *box)
{
	struct box *last = &canvas->box;
	const struct map_row *row = canvas->row;

	if (box->end <= row->base || box->base >= row->end)
		return;
	if (last->nr > 0 && strcmp(last->what, box->what) == 0 &&
	    x_of(row, box->base) - x_of(row, last->end) < 1.0) {
		last->end = higher(last->end, box->end);
		last->nr++;
		return;
	}
	flush_box(canvas);
	*last = *box;
	last->nr = 1;
}

static void begin_lane(struct canvas *canvas, const char *name)
{
	printf("<text x=\"%.0f\" y=\"%.0f\" class=\"l\">%s</text>\n", LEFT - 8, canvas->y + 14,
	       name);
}

static void end_lane(struct canvas *canvas)
{
	flush_box(canvas);
	canvas->y += LANE;
}

/* --- lanes ---------------------------------------------------------------------------------- */

static void draw_firmware(struct canvas *canvas, const struct map *map)
{
	size_t i;

	begin_lane(canvas, "firmware");
	printf("<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"20\" class=\"hole\"/>\n", LEFT,
	       canvas->y, WIDTH);
	for (i = 0; i < map->nr_banks; i++) {
		const struct map_bank *bank = &map->banks[i];
		struct box box = { bank->kind, bank->base, bank->end, 1,
				   bank->is_memory ? OF_MEMORY : 0 };
		char text[64];

		snprintf(text, sizeof(text), "memory, node %d", bank->nid);
		if (bank->is_memory && bank->nid >= 0)
			box.what = text;
		add_box(canvas, &box);
		/* The name does not outlive this turn. */
		if (box.what == text)
			flush_box(canvas);
	}
	end_lane(canvas);
}

/* The biggest owners have a colour each; all others share that of the firmware. */
static unsigned int colour_of(const struct map *map, const struct group *group)
{
	unsigned int i;

	for (i = 0; i < map->nr_shares && i < NR_COLOURS; i++)
		if (map->shares[i].group == group)
			return 1 + i;
	return 0;
}

static void draw_taken(struct canvas *canvas, const struct map *map)
{
	size_t i;

	begin_lane(canvas, "taken");
	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];
		const struct group *group = groups_of_tag(span->owner);
		struct box box = { group->name, span->base, span->end, 1, colour_of(map, group) };

		add_box(canvas, &box);
	}
	end_lane(canvas);
}

static void draw_zones(struct canvas *canvas, const struct replay *replay)
{
	unsigned int nr = 0;
	size_t i;

	begin_lane(canvas, "zones");
	for (i = 0; i < replay->log->nr_events; i++) {
		const struct log_event *event = &replay->log->events[i];
		struct box box = { event->who, event->base, log_end(event), 1, 2 };

		if (event->kind != LOG_ZONE)
			continue;
		box.colour = nr++ % 2 ? 5 : 2;
		add_box(canvas, &box);
	}
	end_lane(canvas);
}

static void draw_ticks(const struct canvas *canvas)
{
	static const char *const anchors[] = { "start", "middle", "middle", "middle", "end" };
	const struct map_row *row = canvas->row;
	int i;

	for (i = 0; i <= 4; i++) {
		phys_addr_t quarter = (row->end - row->base) / 4;
		phys_addr_t addr = i == 4 ? row->end : row->base + quarter * (phys_addr_t)i;
		double x = LEFT + WIDTH * i / 4;

		printf("<path d=\"M%.0f %.0fv5\" class=\"k\"/><text x=\"%.0f\" y=\"%.0f\" "
		       "class=\"a\" "
		       "text-anchor=\"%s\">0x%" PRIx64 "</text>\n",
		       x, canvas->y - 4, x, canvas->y + 12, anchors[i], addr);
	}
}

static void draw_row(const struct replay *replay, const struct map *map, size_t nr)
{
	struct canvas canvas = { &map->rows[nr], TOP + ROW * (double)nr, { 0 } };
	char size[32];

	printf("<text x=\"%.0f\" y=\"%.0f\" class=\"h\">%s from 0x%" PRIx64 "</text>\n", LEFT,
	       canvas.y + 12, text_size(canvas.row->end - canvas.row->base, size, sizeof(size)),
	       canvas.row->base);
	canvas.y += 20;
	draw_firmware(&canvas, map);
	draw_taken(&canvas, map);
	draw_zones(&canvas, replay);
	draw_ticks(&canvas);
}

/* --- around them ---------------------------------------------------------------------------- */

/* Okabe and Ito's colours; 0 is what is firmware's. Text in a box is readable on it. */
static void put_style(void)
{
	printf("<style>text{font:12px \"DejaVu Sans\",sans-serif;fill:#222}.h{font-weight:bold}"
	       ".title{font-size:17px;font-weight:bold}.l{text-anchor:end;fill:#555}"
	       ".a{font-size:10px;fill:#555}.m{text-anchor:middle;font-size:11px;fill:#000}"
	       ".t4,.t5{fill:#fff}.k{stroke:#555;fill:none}"
	       ".hole{fill:none;stroke:#999;stroke-dasharray:3 3}.b rect{stroke:#0004}"
	       ".b:hover rect,.b.on rect{stroke:#000;stroke-width:2}"
	       ".c0{fill:#aaa}.c1{fill:#e69f00}.c2{fill:#56b4e9}.c3{fill:#009e73}.c4{fill:#b04a00}"
	       ".c5{fill:#0072b2}.c6{fill:#cc79a7}.c7{fill:#f0e442}.c8{fill:#c4e4d3}"
	       "@media(prefers-color-scheme:dark){text{fill:#ddd}.l,.a{fill:#aaa}.m{fill:#000}"
	       ".t4,.t5{fill:#fff}.k{stroke:#aaa}.bg{fill:#1b1b1b}"
	       ".b:hover rect,.b.on rect{stroke:#fff}}.bg{fill:#fff}"
	       "@media(prefers-color-scheme:dark){.bg{fill:#1b1b1b}}</style>\n");
}

static void put_head(const char *name, const struct map *map)
{
	char bytes[32], taken[32];

	printf("<text x=\"10\" y=\"26\" class=\"title\">");
	put_text(name);
	printf(": %s of memory, %s taken</text>\n", text_size(map->nr_bytes, bytes, sizeof(bytes)),
	       text_size(map->nr_taken, taken, sizeof(taken)));
	printf("<text x=\"10\" y=\"46\" class=\"a\">when the page allocator takes over | a box "
	       "names "
	       "itself and its exact range on hover</text>\n");
}

static void put_legend(const struct map *map)
{
	double y = TOP + ROW * (double)map->nr_rows + 14, x = LEFT;
	size_t i;

	for (i = 0; i < map->nr_shares && i <= NR_COLOURS; i++) {
		const struct group *group = map->shares[i].group;
		bool is_last = i == NR_COLOURS;
		const char *what = is_last ? "all others, and what is the firmware's" : group->name;
		double width = CHAR * (double)strlen(what) + 34;

		if (x + width > LEFT + WIDTH) {
			x = LEFT;
			y += 18;
		}
		printf("<rect x=\"%.0f\" y=\"%.0f\" width=\"12\" height=\"12\" class=\"c%u\"/>"
		       "<text x=\"%.0f\" y=\"%.0f\" class=\"a\">",
		       x, y - 10, colour_of(map, group), x + 17, y);
		put_text(what);
		printf("</text>\n");
		x += width;
	}
}

void render_svg(const char *name, const struct replay *replay, const struct map *map)
{
	double height = TOP + ROW * (double)map->nr_rows + 14 + 18 * 3;
	size_t i;

	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1180 %.0f\" width=\"1180\" "
	       "height=\"%.0f\" role=\"img\" aria-label=\"Boot memory map\">\n",
	       height, height);
	put_style();
	printf("<rect class=\"bg\" width=\"100%%\" height=\"100%%\"/>\n");
	put_head(name, map);
	for (i = 0; i < map->nr_rows; i++)
		draw_row(replay, map, i);
	put_legend(map);
	printf("</svg>\n");
}

/* --- with a script -------------------------------------------------------------------------- */

static const char script[] =
	"const svg=document.querySelector('svg'),box=[...document.querySelectorAll('.b')],\n"
	"say=document.querySelector('#say');let v=svg.viewBox.baseVal,full=v.width;\n"
	"function pin(hits){box.forEach(b=>b.classList.toggle('on',hits.includes(b)));\n"
	" say.textContent=hits.map(b=>b.querySelector('title').textContent.replace(/\\n/g,' '))\n"
	"  .join(' | ')||'nothing is there';}\n"
	"svg.addEventListener('wheel',e=>{e.preventDefault();\n"
	" const k=e.deltaY<0?0.8:1.25,w=Math.min(full,v.width*k),r=svg.getBoundingClientRect();\n"
	" const x=v.x+(e.clientX-r.left)/r.width*v.width;\n"
	" v.x=Math.max(0,Math.min(full-w,x-(x-v.x)*w/v.width));v.width=w;\n"
	" svg.setAttribute('preserveAspectRatio','none');},{passive:false});\n"
	"svg.addEventListener('dblclick',()=>{v.x=0;v.width=full;});\n"
	"box.forEach(b=>b.addEventListener('click',()=>pin([b])));\n"
	"document.querySelector('#find').addEventListener('input',e=>{\n"
	" let a;try{a=BigInt(e.target.value.trim());}catch{return;}\n"
	" pin(box.filter(b=>BigInt(b.dataset.a)<=a&&a<=BigInt(b.dataset.b)));});\n"
	"document.querySelectorAll('tr[data-a]').forEach(t=>t.addEventListener('click',()=>{\n"
	" const a=BigInt(t.dataset.a);\n"
	" pin(box.filter(b=>BigInt(b.dataset.a)<=a&&a<=BigInt(b.dataset.b)));scrollTo(0,0);}));\n";

static void put_table(const struct map *map)
{
	char size[32];
	size_t i;

	printf("<table><tr><th>first<th>last<th>size<th>whose</tr>\n");
	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];

		printf("<tr data-a=\"0x%" PRIx64 "\"><td>0x%" PRIx64 "<td>0x%" PRIx64 "<td>%s<td>",
		       span->base, span->base, span->end - 1,
		       text_size(span->end - span->base, size, sizeof(size)));
		put_text(groups_of_tag(span->owner)->name);
		printf("</tr>\n");
	}
	printf("</table>\n");
}

void render_html(const char *name, const struct replay *replay, const struct map *map)
{
	printf("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>");
	put_text(name);
	printf("</title>\n<style>body{font:13px sans-serif;margin:8px}"
	       ":root{color-scheme:light "
	       "dark}svg{width:100%%;height:auto;max-width:1180px}td,th{text-align:right;padding:0 "
	       "8px}"
	       "td:last-child{text-align:left}tr[data-a]{cursor:pointer}"
	       "tr:hover{text-decoration:underline}</style>\n"
	       "<p><label>address <input id=\"find\" placeholder=\"0x3fe00000\"></label> "
	       "<span id=\"say\">wheel zooms, double click resets, click pins</span></p>\n");
	render_svg(name, replay, map);
	put_table(map);
	printf("<script>\n%s</script>\n</html>\n", script);
}
