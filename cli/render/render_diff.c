// SPDX-License-Identifier: MIT
/*
 * render_diff.c - a comparison as text and as JSON, schema bootmem.diff/1.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/json.h"
#include "cli/render/render_diff.h"
#include "cli/render/render_zones.h"

/* --- text ------------------------------------------------------------------------------------ */

static const char *mib(phys_addr_t bytes, char *out, size_t room)
{
	uint64_t hundredths = (bytes >> 20) * 100 + (((bytes & 0xfffff) * 100 + (1 << 19)) >> 20);

	snprintf(out, room, "%" PRIu64 ".%02" PRIu64, hundredths / 100, hundredths % 100);
	return out;
}

static void print_change(const struct diff_row *row)
{
	bool more = row->bytes_b > row->bytes_a;
	phys_addr_t by = more ? row->bytes_b - row->bytes_a : row->bytes_a - row->bytes_b;
	char text[32], change[40] = "";

	if (by >= 1 << 20)
		snprintf(change, sizeof(change), "%c%s", more ? '+' : '-',
			 mib(by, text, sizeof(text)));
	else if (by > 0)
		snprintf(change, sizeof(change), "%c%" PRIu64 " bytes", more ? '+' : '-',
			 (uint64_t)by);
	printf(" %14s", change);
}

static void print_range(struct bm_range range)
{
	if (range.end > range.start)
		printf("0x%" PRIx64 "-0x%" PRIx64, range.start, range.end - 1);
	else
		printf("nowhere");
}

static bool is_total(const struct diff_row *row)
{
	return row->part == DIFF_LEDGER && row->kind == LEDGER_TOTAL;
}

/* Where it was and is, if that is what changed. */
static void print_places(const struct diff_row *row)
{
	bool had = row->a.end > row->a.start, has = row->b.end > row->b.start;

	if (row->verdict == DIFF_SAME || is_total(row) || (!had && !has))
		return;
	printf("  ");
	if (had && has && row->a.start == row->b.start && row->a.end == row->b.end) {
		print_range(row->a);
		return;
	}
	if (row->verdict != DIFF_NEW)
		print_range(row->a);
	if (row->verdict != DIFF_NEW && row->verdict != DIFF_GONE)
		printf(" -> ");
	if (row->verdict != DIFF_GONE)
		print_range(row->b);
}

static bool has_place(const struct diff_row *row)
{
	return row->a.end > row->a.start || row->b.end > row->b.start;
}

static void print_row(const struct diff_row *row)
{
	static const char signs[] = {
		[LEDGER_TOTAL] = '=', [LEDGER_TAKE] = '-', [LEDGER_GIVE] = '+', [LEDGER_ASIDE] = ' '
	};
	char a[32], b[32];
	const char *verdict = row->verdict == DIFF_SAME ? "" : diff_verdict_name(row->verdict);

	printf("%c %-44s %12s %12s", row->part == DIFF_LEDGER ? signs[row->kind] : ' ', row->what,
	       mib(row->bytes_a, a, sizeof(a)), mib(row->bytes_b, b, sizeof(b)));
	if (row->verdict != DIFF_SAME)
		print_change(row);
	if (*verdict && !is_total(row))
		printf("  %s%*s", verdict, has_place(row) ? (int)(6 - strlen(verdict)) : 0, "");
	print_places(row);
	printf("\n");
}

static bool is_shown(const struct diff_row *row, const struct diff_view *view)
{
	if (row->bytes_a == 0 && row->bytes_b == 0 && row->verdict == DIFF_SAME)
		return false;
	return view->all || row->verdict != DIFF_SAME || is_total(row);
}

static void print_part(const struct diff *diff, const struct diff_view *view, enum diff_part part,
		       const char *title)
{
	bool any = false;
	size_t i;

	for (i = 0; i < diff->nr; i++) {
		const struct diff_row *row = &diff->rows[i];

		if (row->part != part || !is_shown(row, view))
			continue;
		if (!any && title)
			printf("%s:\n", title);
		any = true;
		print_row(row);
	}
}

static void print_cmdlines(const struct diff_view *view)
{
	if (strcmp(view->a->machine.cmdline, view->b->machine.cmdline) == 0)
		return;
	printf("A is booted with '%s'\nB is booted with '%s'\n", view->a->machine.cmdline,
	       view->b->machine.cmdline);
}

static bool is_guessed(const struct side *side)
{
	return side->ledger.depth == LEDGER_GUESSED;
}

/* What neither side knows cannot be a difference. */
static void print_doubts(const struct diff_view *view)
{
	if (view->a->predict.doubt[0] != '\0')
		printf("A: %s; places may be off\n", view->a->predict.doubt);
	if (view->b->predict.doubt[0] != '\0')
		printf("B: %s; places may be off\n", view->b->predict.doubt);
	if (is_guessed(view->a) || is_guessed(view->b))
		printf("sums %sare modelled: no per-CPU areas, page tables or small things\n",
		       !is_guessed(view->a)   ? "of B "
		       : !is_guessed(view->b) ? "of A "
					      : "");
}

void render_diff(const struct diff *diff, const struct diff_view *view)
{
	printf("A ");
	render_machine(&view->a->machine, view->a->predict.run);
	printf("B ");
	render_machine(&view->b->machine, view->b->predict.run);
	print_cmdlines(view);
	print_doubts(view);
	if (diff_same(diff)) {
		printf("nothing is different\n");
		if (!view->all)
			return;
	}
	printf("%-46s %12s %12s %14s\n", "", "A, MiB", "B, MiB", "change");
	print_part(diff, view, DIFF_LEDGER, NULL);
	print_part(diff, view, DIFF_CLAIM, "reservations of the command line");
	print_part(diff, view, DIFF_ZONE, "zones, present memory");
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void put_row(struct json *json, const struct diff_row *row)
{
	static const char *const parts[] = {
		[DIFF_LEDGER] = "ledger",
		[DIFF_CLAIM] = "reservation",
		[DIFF_ZONE] = "zone",
	};

	json_open(json, NULL, '{');
	json_text(json, "part", parts[row->part]);
	json_text(json, "what", row->what);
	json_text(json, "verdict", diff_verdict_name(row->verdict));
	json_number(json, "bytes_a", row->bytes_a);
	json_number(json, "bytes_b", row->bytes_b);
	json_range(json, "range_a", row->a.start, row->a.end);
	json_range(json, "range_b", row->b.start, row->b.end);
	json_close(json);
}

static void put_machine(struct json *json, const char *key, const struct side *side)
{
	json_open(json, key, '{');
	render_machine_json(json, &side->machine);
	json_close(json);
}

static void put_doubt(struct json *json, const char *key, const struct side *side)
{
	if (side->predict.doubt[0] != '\0')
		json_text(json, key, side->predict.doubt);
}

void render_diff_json(const struct diff *diff, const struct diff_view *view)
{
	struct json json = json_to(stdout);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.diff/1");
	put_machine(&json, "a", view->a);
	put_machine(&json, "b", view->b);
	put_doubt(&json, "doubt_a", view->a);
	put_doubt(&json, "doubt_b", view->b);
	json_open(&json, "rows", '[');
	for (i = 0; i < diff->nr; i++)
		if (is_shown(&diff->rows[i], view))
			put_row(&json, &diff->rows[i]);
	json_close(&json);
	json_open(&json, "result", '{');
	json_bool(&json, "same", diff_same(diff));
	json_close(&json);
	json_close(&json);
}
