// SPDX-License-Identifier: MIT
/*
 * callout.c - words beside what is too small to hold them.
 *
 * Each stands beside a line that comes down from its box. No word covers another or such a line.
 * The heaviest are placed first, each as high as it can be, to the right of its line or else to
 * the left; what finds no place is left out, it is still in the legend.
 */
#include <stdio.h>
#include <string.h>

#include "cli/render/callout.h"

#define GAP 4.0

void callouts_add(struct callouts *callouts, const char *text, double x, phys_addr_t weight)
{
	struct callout item = { .weight = weight, .x = x, .level = -1 };
	size_t i, at;

	snprintf(item.text, sizeof(item.text), "%s", text);
	for (i = 0; i < callouts->nr; i++) {
		if (strcmp(callouts->items[i].text, item.text) != 0)
			continue;
		if (callouts->items[i].weight >= weight)
			return;
		memmove(&callouts->items[i], &callouts->items[i + 1],
			(callouts->nr - i - 1) * sizeof(item));
		callouts->nr--;
		break;
	}
	for (at = callouts->nr; at > 0 && callouts->items[at - 1].weight < weight; at--)
		;
	if (at == CALLOUTS)
		return;
	if (callouts->nr < CALLOUTS)
		callouts->nr++;
	memmove(&callouts->items[at + 1], &callouts->items[at],
		(callouts->nr - at - 1) * sizeof(item));
	callouts->items[at] = item;
}

static bool is_between(double x, const struct callout *words)
{
	return words->lo - GAP < x && x < words->hi + GAP;
}

/* In its place, does @item cover another, or its line, or is its line covered? */
static bool collides(const struct callouts *callouts, const struct callout *item)
{
	size_t i;

	for (i = 0; i < callouts->nr; i++) {
		const struct callout *other = &callouts->items[i];

		if (other == item || other->level < 0)
			continue;
		if (other->level == item->level && item->lo < other->hi + 2 * GAP &&
		    other->lo < item->hi + 2 * GAP)
			return true;
		if (other->level > item->level && is_between(other->x, item))
			return true;
		if (other->level < item->level && is_between(item->x, other))
			return true;
	}
	return false;
}

static bool place_at(const struct callouts *callouts, struct callout *item, double lo)
{
	double width = CALLOUT_CHAR * (double)strlen(item->text);

	item->lo = lo;
	item->hi = lo + width;
	if (item->lo < callouts->left || item->hi > callouts->right)
		return false;
	for (item->level = 0; item->level < CALLOUT_LEVELS; item->level++)
		if (!collides(callouts, item))
			return true;
	item->level = -1;
	return false;
}

void callouts_place(struct callouts *callouts)
{
	size_t i;

	callouts->nr_levels = 0;
	for (i = 0; i < callouts->nr; i++) {
		struct callout *item = &callouts->items[i];
		double width = CALLOUT_CHAR * (double)strlen(item->text);

		if (!place_at(callouts, item, item->x + GAP))
			place_at(callouts, item, item->x - GAP - width);
		if (item->level >= callouts->nr_levels)
			callouts->nr_levels = item->level + 1;
	}
}
