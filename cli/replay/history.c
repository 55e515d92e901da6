// SPDX-License-Identifier: MIT
/*
 * history.c - from a list of edits to who owns each byte.
 *
 * Spans are kept sorted in one array. A reservation fills the gaps between spans, a release cuts
 * them. Touching spans of one owner become one, so that ten thousand page tables taken one
 * below the other stay one span, and the array stays short.
 *
 * Cost: a binary search and a memmove per edit, over spans that are mostly merged.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/mb.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/replay/history.h"

void history_note(struct history *history, const struct bm_event *event, size_t cause)
{
	struct edit edit = {
		.kind = event->kind,
		.base = event->base,
		.size = event->size,
		.nid = event->nid,
		.flags = event->flags,
		.owner = event->owner,
		.event = cause,
	};

	if (!vec_reserve(&history->edits, &history->room, history->nr_edits + 1, sizeof(edit))) {
		history->out_of_memory = true;
		return;
	}
	history->edits[history->nr_edits++] = edit;
}

void history_release(struct history *history)
{
	free(history->edits);
	*history = (struct history){ 0 };
}

void owners_release(struct owners *owners)
{
	free(owners->spans);
	*owners = (struct owners){ 0 };
}

/* The first span that ends above @addr. */
static size_t find_span(const struct owners *owners, phys_addr_t addr)
{
	size_t lo = 0, hi = owners->nr_spans;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (owners->spans[mid].end <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int insert_span(struct owners *owners, size_t at, struct owned span)
{
	struct owned *spans;

	if (!vec_reserve(&owners->spans, &owners->room, owners->nr_spans + 1, sizeof(span)))
		return -BM_ENOMEM;
	spans = owners->spans;
	memmove(&spans[at + 1], &spans[at], (owners->nr_spans - at) * sizeof(span));
	spans[at] = span;
	owners->nr_spans++;
	return 0;
}

static void remove_spans(struct owners *owners, size_t at, size_t nr)
{
	struct owned *spans = owners->spans;

	if (nr == 0)
		return;
	memmove(&spans[at], &spans[at + nr], (owners->nr_spans - at - nr) * sizeof(*spans));
	owners->nr_spans -= nr;
}

/* Put @span, which overlaps nobody, at index @at, or widen a neighbour of the same owner. */
static int place_span(struct owners *owners, size_t at, struct owned span)
{
	struct owned *left = at > 0 ? &owners->spans[at - 1] : NULL;
	struct owned *right = at < owners->nr_spans ? &owners->spans[at] : NULL;
	bool joins_left = left && left->end == span.base && left->owner == span.owner;
	bool joins_right = right && right->base == span.end && right->owner == span.owner;

	if (joins_left && joins_right) {
		left->end = right->end;
		remove_spans(owners, at, 1);
	} else if (joins_left) {
		left->end = span.end;
	} else if (joins_right) {
		right->base = span.base;
	} else {
		return insert_span(owners, at, span);
	}
	return 0;
}

static int take(struct owners *owners, struct owned span)
{
	phys_addr_t end = span.end;

	while (span.base < end) {
		size_t at = find_span(owners, span.base);
		int err;

		if (at < owners->nr_spans && owners->spans[at].base <= span.base) {
			span.base = owners->spans[at].end;
			continue;
		}
		span.end = at < owners->nr_spans ? lower(end, owners->spans[at].base) : end;
		err = place_span(owners, at, span);
		if (err)
			return err;
		span.base = span.end;
	}
	return 0;
}

static int give_back(struct owners *owners, phys_addr_t base, phys_addr_t end)
{
	size_t at = find_span(owners, base);
	size_t last;

	if (at < owners->nr_spans && owners->spans[at].base < base) {
		struct owned upper = owners->spans[at];

		owners->spans[at].end = base;
		at++;
		if (upper.end > end) {
			upper.base = end;
			return insert_span(owners, at, upper);
		}
	}
	for (last = at; last < owners->nr_spans && owners->spans[last].end <= end; last++)
		;
	remove_spans(owners, at, last - at);
	if (at < owners->nr_spans && owners->spans[at].base < end)
		owners->spans[at].base = end;
	return 0;
}

static int apply(struct owners *owners, const struct edit *edit)
{
	phys_addr_t end = span_end(edit->base, edit->size);
	struct owned span = { edit->base, end, edit->owner, edit->event };
	int err = 0;

	if (edit->size == 0)
		return 0;
	if (edit->kind == BM_EV_FREED || edit->kind == BM_EV_ARRAY_GREW)
		err = give_back(owners, edit->base, end);
	if (!err && (edit->kind == BM_EV_RESERVED || edit->kind == BM_EV_ARRAY_GREW))
		err = take(owners, span);
	return err;
}

int history_owners(const struct history *history, struct owners *owners)
{
	size_t i;
	int err = 0;

	*owners = (struct owners){ 0 };
	for (i = 0; i < history->nr_edits && !err; i++)
		err = apply(owners, &history->edits[i]);
	if (err)
		owners_release(owners);
	return err;
}
