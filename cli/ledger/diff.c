// SPDX-License-Identifier: MIT
/*
 * diff.c - pair the things of two sides, and say what became of each.
 *
 * Ledgers are paired line by line within the stretch between two totals, by name; reservations by
 * what asks for them, else in order; zones by node and name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/ledger/diff.h"
#include "cli/machine/machine_outcome.h"

const char *diff_verdict_name(enum diff_verdict verdict)
{
	static const char *const names[] = {
		[DIFF_SAME] = "same",	[DIFF_GREW] = "grew", [DIFF_SHRANK] = "shrank",
		[DIFF_MOVED] = "moved", [DIFF_NEW] = "new",   [DIFF_GONE] = "gone",
		[DIFF_FAILS] = "fails", [DIFF_FITS] = "fits",
	};

	return names[verdict];
}

/* --- a side ---------------------------------------------------------------------------------- */

int side_fill(struct side *side, bool what_if, char *why)
{
	const struct bm_range all = { 0, PHYS_ADDR_MAX };
	struct outcome *outcome = &side->outcome;

	*outcome = machine_outcome(&side->machine);
	if (ledger_make(&side->ledger, &side->machine, what_if ? NULL : outcome, all, why) != 0)
		return -1;
	return predict_make(&side->predict, &side->machine, why);
}

void side_release(struct side *side)
{
	predict_release(&side->predict);
	machine_release(&side->machine);
}

/* --- rows ------------------------------------------------------------------------------------ */

static enum diff_verdict verdict_of(const struct diff_row *row)
{
	if (row->bytes_b > row->bytes_a)
		return row->bytes_a == 0 ? DIFF_NEW : DIFF_GREW;
	if (row->bytes_b < row->bytes_a)
		return row->bytes_b == 0 ? DIFF_GONE : DIFF_SHRANK;
	return row->a.start != row->b.start || row->a.end != row->b.end ? DIFF_MOVED : DIFF_SAME;
}

static bool add(struct diff *diff, const struct diff_row *row)
{
	if (!vec_reserve(&diff->rows, &diff->room, diff->nr + 1, sizeof(*row)))
		return false;
	diff->rows[diff->nr++] = *row;
	return true;
}

/* --- ledgers --------------------------------------------------------------------------------- */

static const struct ledger_line *find(const struct ledger *ledger, const struct ledger_line *like)
{
	size_t i;

	for (i = 0; i < ledger->nr; i++) {
		const struct ledger_line *line = &ledger->lines[i];

		if (line->kind == like->kind && strcmp(line->key, like->key) == 0 &&
		    (line->kind == LEDGER_TOTAL || strcmp(line->what, like->what) == 0))
			return line;
	}
	return NULL;
}

static bool add_line(struct diff *diff, const struct ledger_line *a, const struct ledger_line *b)
{
	const struct ledger_line *any = a ? a : b;
	struct diff_row row = { .part = DIFF_LEDGER, .kind = any->kind };

	snprintf(row.what, sizeof(row.what), "%s", any->what);
	if (a) {
		row.bytes_a = a->bytes;
		row.a = a->largest;
	}
	if (b) {
		row.bytes_b = b->bytes;
		row.b = b->largest;
	}
	row.verdict = verdict_of(&row);
	/* A total is where its parts are; they are listed. */
	if (row.verdict == DIFF_MOVED && (row.kind == LEDGER_TOTAL || !a || !b || !a->nr || !b->nr))
		row.verdict = DIFF_SAME;
	return add(diff, &row);
}

/* What only @b has before its total like @total; all of the rest if that is NULL. */
static bool add_news(struct diff *diff, const struct ledger *a, const struct ledger *b,
		     size_t *next, const struct ledger_line *total)
{
	bool ok = true;

	for (; *next < b->nr && ok; (*next)++) {
		const struct ledger_line *line = &b->lines[*next];

		if (total && line->kind == LEDGER_TOTAL && strcmp(line->key, total->key) == 0)
			break;
		if (!find(a, line))
			ok = add_line(diff, NULL, line);
	}
	return ok;
}

static bool compare_ledgers(struct diff *diff, const struct ledger *a, const struct ledger *b)
{
	size_t next = 0, i;
	bool ok = true;

	for (i = 0; i < a->nr && ok; i++) {
		const struct ledger_line *line = &a->lines[i];
		const struct ledger_line *other = find(b, line);

		if (line->kind == LEDGER_TOTAL && other)
			ok = add_news(diff, a, b, &next, line);
		ok = ok && add_line(diff, line, other);
	}
	return ok && add_news(diff, a, b, &next, NULL);
}

/* --- reservations ---------------------------------------------------------------------------- */

static phys_addr_t size_of_claim(const struct predict_item *item)
{
	bool counted = item->kind == PREDICT_HUGE || item->kind == PREDICT_SMALL;

	if (counted)
		return item->size * item->nr_got;
	return item->fits ? item->size : 0;
}

/* The same words if they are there again, else the next of its kind that is not paired. */
static const struct predict_item *partner(const struct predict *there, bool *taken,
					  const struct predict_item *item, bool by_words)
{
	size_t i;

	for (i = 0; i < there->nr_items; i++) {
		const struct predict_item *other = &there->items[i];

		if (taken[i] || other->kind != item->kind ||
		    (by_words && strcmp(other->asked, item->asked) != 0))
			continue;
		taken[i] = true;
		return other;
	}
	return NULL;
}

/* A reservation of both sides, or of one; NULL where there is none. */
struct pair {
	const struct predict *of_a;
	const struct predict *of_b;
	const struct predict_item *a;
	const struct predict_item *b;
};

/* Of gigantic pages the first that is not where it was; the first of all if there is none. */
static unsigned long page_to_show(const struct pair *pair)
{
	const struct predict_item *a = pair->a, *b = pair->b;
	unsigned long i;

	if (!a || !b || a->kind != PREDICT_HUGE)
		return 0;
	for (i = 0; i < a->nr_got && i < b->nr_got; i++)
		if (predict_pages(pair->of_a, a)[i] != predict_pages(pair->of_b, b)[i])
			return i;
	return 0;
}

static struct bm_range place_of(const struct predict *predict, const struct predict_item *item,
				unsigned long page)
{
	const struct bm_range nowhere = { 0, 0 };

	if (item->kind != PREDICT_HUGE)
		return item->claim.main;
	return page < item->nr_got ? span(predict_pages(predict, item)[page], item->size) : nowhere;
}

static bool add_claim(struct diff *diff, const struct pair *pair)
{
	const struct predict_item *a = pair->a, *b = pair->b;
	struct diff_row row = { .part = DIFF_CLAIM };
	bool same_words = a && b && strcmp(a->asked, b->asked) == 0;

	snprintf(row.what, sizeof(row.what), "%.50s%s%.50s", a ? a->asked : "",
		 a && b && !same_words ? " -> " : "", b && !same_words ? b->asked : "");
	if (a) {
		row.bytes_a = size_of_claim(a);
		row.a = place_of(pair->of_a, a, page_to_show(pair));
	}
	if (b) {
		row.bytes_b = size_of_claim(b);
		row.b = place_of(pair->of_b, b, page_to_show(pair));
	}
	row.verdict = verdict_of(&row);
	if (a && b && a->fits && !b->fits)
		row.verdict = DIFF_FAILS;
	if (a && b && !a->fits && b->fits)
		row.verdict = DIFF_FITS;
	if (!a)
		row.verdict = b->fits ? DIFF_NEW : DIFF_FAILS;
	if (!b)
		row.verdict = DIFF_GONE;
	return add(diff, &row);
}

static bool compare_claims(struct diff *diff, const struct predict *a, const struct predict *b)
{
	bool *taken = calloc(b->nr_items + 1, sizeof(*taken));
	const struct predict_item **paired = calloc(a->nr_items + 1, sizeof(*paired));
	bool ok = taken && paired;
	size_t i;

	for (i = 0; i < a->nr_items && ok; i++)
		paired[i] = partner(b, taken, &a->items[i], true);
	for (i = 0; i < a->nr_items && ok; i++) {
		if (!paired[i])
			paired[i] = partner(b, taken, &a->items[i], false);
		ok = add_claim(diff, &(struct pair){ a, b, &a->items[i], paired[i] });
	}
	for (i = 0; i < b->nr_items && ok; i++)
		if (!taken[i])
			ok = add_claim(diff, &(struct pair){ a, b, NULL, &b->items[i] });
	free(taken);
	free(paired);
	return ok;
}

/* --- zones ----------------------------------------------------------------------------------- */

static void note_zone(const struct bm_zones *zones, unsigned int nid, unsigned int idx,
		      struct bm_range *range, phys_addr_t *bytes)
{
	unsigned int shift = zones->policy.page_shift;
	const struct bm_zone *zone;

	if (nid >= zones->nr_nodes)
		return;
	zone = &zones->nodes[nid].zones[idx];
	if (zone->spanned == 0)
		return;
	range->start = (phys_addr_t)zone->start_pfn << shift;
	range->end = (phys_addr_t)bm_zone_end(zone) << shift;
	*bytes = (phys_addr_t)zone->present << shift;
}

static bool compare_zones(struct diff *diff, const struct bm_zones *a, const struct bm_zones *b)
{
	unsigned int most = a->nr_nodes > b->nr_nodes ? a->nr_nodes : b->nr_nodes, nid, idx;
	bool ok = true;

	for (nid = 0; nid < most && ok; nid++) {
		for (idx = 0; idx < BM_NR_ZONES && ok; idx++) {
			struct diff_row row = { .part = DIFF_ZONE };

			note_zone(a, nid, idx, &row.a, &row.bytes_a);
			note_zone(b, nid, idx, &row.b, &row.bytes_b);
			snprintf(row.what, sizeof(row.what), "node %u, zone %s", nid,
				 bm_zone_name(idx));
			row.verdict = verdict_of(&row);
			ok = add(diff, &row);
		}
	}
	return ok;
}

/* --- all of it ------------------------------------------------------------------------------- */

bool diff_make(struct diff *diff, const struct side *a, const struct side *b)
{
	*diff = (struct diff){ 0 };
	return compare_ledgers(diff, &a->ledger, &b->ledger) &&
	       compare_claims(diff, &a->predict, &b->predict) &&
	       compare_zones(diff, &a->predict.run->zones, &b->predict.run->zones);
}

bool diff_same(const struct diff *diff)
{
	size_t i;

	for (i = 0; i < diff->nr; i++)
		if (diff->rows[i].verdict != DIFF_SAME)
			return false;
	return true;
}

void diff_release(struct diff *diff)
{
	free(diff->rows);
	*diff = (struct diff){ 0 };
}
