// SPDX-License-Identifier: MIT
/*
 * render_map.c - a map as text: a picture to scale, a table by address, a list by size.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/json.h"
#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/log/log_words.h"
#include "cli/render/render_map.h"

/* --- the picture --------------------------------------------------------- */

static const struct group *group_of_letter(char letter)
{
	size_t i;

	for (i = 0; groups_nth(i); i++)
		if (groups_nth(i)->letter == letter)
			return groups_nth(i);
	return NULL;
}

static void print_cell(char cell, bool colour)
{
	const struct group *group = group_of_letter(cell);

	if (colour && group)
		printf("\033[38;5;%dm%c\033[0m", group->colour, cell);
	else
		putchar(cell);
}

static void print_row(const struct map_row *row, bool colour)
{
	char size[32];
	size_t i;

	printf("0x%010" PRIx64 " |", row->base);
	for (i = 0; i < MAP_WIDTH; i++)
		print_cell(row->cells[i], colour);
	printf("| 0x%010" PRIx64 "\n", row->end - 1);
	printf("%12s  one character is %s\n", "",
	       text_size((row->end - row->base + MAP_WIDTH - 1) / MAP_WIDTH, size, sizeof(size)));
}

static bool is_drawn(const struct map *map, char letter)
{
	size_t i;

	for (i = 0; i < map->nr_rows; i++)
		if (memchr(map->rows[i].cells, letter, MAP_WIDTH))
			return true;
	return false;
}

static void print_legend(const struct map *map, bool colour)
{
	size_t i, column = 14;

	printf("%14s. free", "");
	column += 6;
	if (is_drawn(map, '-')) {
		printf("  - firmware's");
		column += 14;
	}
	for (i = 0; groups_nth(i); i++) {
		const struct group *group = groups_nth(i);
		size_t len = strlen(group->name) + 4;

		if (!is_drawn(map, group->letter))
			continue;
		if (column + len > 100) {
			printf("\n%12s", "");
			column = 12;
		}
		printf("  ");
		print_cell(group->letter, colour);
		printf(" %s", group->name);
		column += len;
	}
	putchar('\n');
}

void render_map_picture(const struct map *map, const struct map_view *view)
{
	size_t i;

	for (i = 0; i < map->nr_rows; i++)
		print_row(&map->rows[i], view->colour);
	print_legend(map, view->colour);
}

/* --- by size ------------------------------------------------------------- */

static void print_share(phys_addr_t bytes, phys_addr_t of, const char *name)
{
	char size[32];

	printf("  %10s %5.1f%%  %s\n", text_size(bytes, size, sizeof(size)),
	       of > 0 ? 100.0 * (double)bytes / (double)of : 0.0, name);
}

void render_map_owners(const struct map *map, const struct map_view *view)
{
	size_t most = view->nr_owners > 0 ? view->nr_owners : map->nr_shares;
	phys_addr_t rest = 0;
	char others[48];
	size_t i, nr_rest = 0;

	for (i = 0; i < map->nr_shares; i++) {
		if (i < most) {
			print_share(map->shares[i].bytes, map->nr_bytes,
				    map->shares[i].group->name);
			continue;
		}
		rest += map->shares[i].bytes;
		nr_rest++;
	}
	if (nr_rest > 0) {
		snprintf(others, sizeof(others), "%zu other kind%s", nr_rest,
			 nr_rest == 1 ? "" : "s");
		print_share(rest, map->nr_bytes, others);
	}
	print_share(map->nr_bytes - map->nr_taken, map->nr_bytes, "free for the page allocator");
}

/* --- by address ---------------------------------------------------------- */

/** Owners in one bank that are too small for a line each. */
struct small {
	phys_addr_t base;
	phys_addr_t end;
	phys_addr_t bytes;
	size_t nr;
};

static void print_line(const char *indent, phys_addr_t base, phys_addr_t end, phys_addr_t bytes)
{
	char size[32];

	printf("%s0x%012" PRIx64 "-0x%012" PRIx64 "%*s %10s  ", indent, base, end - 1,
	       (int)(2 - strlen(indent)), "", text_size(bytes, size, sizeof(size)));
}

static void flush_small(struct small *small)
{
	if (small->nr > 0) {
		print_line("  ", small->base, small->end, small->bytes);
		printf("%zu smaller\n", small->nr);
	}
	*small = (struct small){ 0 };
}

static void print_span(phys_addr_t base, phys_addr_t end, const char *owner, phys_addr_t least,
		       struct small *small)
{
	if (end - base >= least) {
		flush_small(small);
		print_line("  ", base, end, end - base);
		printf("%s\n", owner);
		return;
	}
	if (small->nr == 0)
		small->base = base;
	small->end = end;
	small->bytes += end - base;
	small->nr++;
}

static void print_bank(const struct map *map, const struct map_bank *bank, phys_addr_t least)
{
	struct small small = { 0 };
	size_t i;

	print_line("", bank->base, bank->end, bank->end - bank->base);
	printf("%s", bank->kind);
	if (bank->nid >= 0)
		printf(", node %d", bank->nid);
	if (bank->flags & MEMBLOCK_HOTPLUG)
		printf(", may be removed");
	if (bank->flags & MEMBLOCK_MIRROR)
		printf(", mirrored");
	if (bank->flags & MEMBLOCK_NOMAP)
		printf(", not mapped");
	putchar('\n');
	for (i = 0; i < map->owners.nr_spans && bank->is_memory; i++) {
		const struct owned *span = &map->owners.spans[i];
		phys_addr_t base = higher(span->base, bank->base);
		phys_addr_t end = lower(span->end, bank->end);

		if (base < end)
			print_span(base, end, groups_of_tag(span->owner)->name, least, &small);
	}
	flush_small(&small);
}

static int biggest_first(const void *a, const void *b)
{
	const phys_addr_t *x = a, *y = b;

	return *x < *y ? 1 : -(*x > *y);
}

/* The size of the @nth biggest span, so that about @nth lines are printed. */
static phys_addr_t size_of_nth(const struct map *map, size_t nth)
{
	phys_addr_t *sizes, least = 0;
	size_t i, nr = map->owners.nr_spans;

	if (nth == 0 || nth >= nr)
		return 0;
	sizes = malloc(nr * sizeof(*sizes));
	if (!sizes)
		return 0;
	for (i = 0; i < nr; i++)
		sizes[i] = map->owners.spans[i].end - map->owners.spans[i].base;
	qsort(sizes, nr, sizeof(*sizes), biggest_first);
	least = sizes[nth - 1];
	free(sizes);
	return least;
}

void render_map(const char *name, const struct replay *replay, const struct map *map,
		const struct map_view *view)
{
	phys_addr_t least = size_of_nth(map, view->nr_spans);
	char size[32], taken[32];
	size_t i;

	printf("%s: Linux %s, %s, %s of memory, %s taken before the page allocator starts\n\n",
	       name, replay->log->release, text_arch(replay->log->arch),
	       text_size(map->nr_bytes, size, sizeof(size)),
	       text_size(map->nr_taken, taken, sizeof(taken)));
	render_map_picture(map, view);
	putchar('\n');
	for (i = 0; i < map->nr_banks; i++)
		print_bank(map, &map->banks[i], least);
	printf("\nBiggest owners, of %s:\n", text_size(map->nr_bytes, size, sizeof(size)));
	render_map_owners(map, view);
}

/* --- JSON ---------------------------------------------------------------- */

static void put_banks(struct json *json, const struct map *map)
{
	size_t i;

	json_open(json, "banks", '[');
	for (i = 0; i < map->nr_banks; i++) {
		const struct map_bank *bank = &map->banks[i];

		json_open(json, NULL, '{');
		json_extent(json, bank->base, bank->end);
		json_text(json, "kind", bank->kind);
		json_int(json, "node", bank->nid);
		json_number(json, "flags", bank->flags);
		json_close(json);
	}
	json_close(json);
}

static void put_zones(struct json *json, const struct map *map)
{
	size_t i;

	json_open(json, "zones", '[');
	for (i = 0; i < map->nr_zones; i++) {
		const struct map_zone *zone = &map->zones[i];

		json_open(json, NULL, '{');
		json_extent(json, zone->base, zone->end);
		json_text(json, "zone", zone->name);
		json_int(json, "node", zone->nid);
		json_close(json);
	}
	json_close(json);
}

static void put_spans(struct json *json, const struct log *log, const struct map *map)
{
	size_t i;

	json_open(json, "taken", '[');
	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];

		json_open(json, NULL, '{');
		json_extent(json, span->base, span->end);
		json_text(json, "owner", groups_of_tag(span->owner)->name);
		if (span->event != NO_EVENT)
			json_number(json, "line", log->events[span->event].line);
		json_close(json);
	}
	json_close(json);
}

static void put_shares(struct json *json, const struct map *map)
{
	size_t i;

	json_open(json, "owners", '[');
	for (i = 0; i < map->nr_shares; i++) {
		json_open(json, NULL, '{');
		json_text(json, "owner", map->shares[i].group->name);
		json_number(json, "bytes", map->shares[i].bytes);
		json_number(json, "spans", map->shares[i].nr_spans);
		json_close(json);
	}
	json_close(json);
}

void render_map_members(struct json *json, const struct replay *replay, const struct map *map)
{
	json_number(json, "memory", map->nr_bytes);
	json_number(json, "taken_bytes", map->nr_taken);
	put_banks(json, map);
	put_zones(json, map);
	put_spans(json, replay->log, map);
	put_shares(json, map);
}

void render_map_json(const char *name, const struct replay *replay, const struct map *map)
{
	struct json json = json_to(stdout);

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.map/1");
	json_text(&json, "name", name);
	json_text(&json, "kernel", replay->log->release);
	json_text(&json, "arch", text_arch(replay->log->arch));
	render_map_members(&json, replay, map);
	json_open(&json, "result", '{');
	json_bool(&json, "ok", true);
	json_close(&json);
	json_close(&json);
}
