// SPDX-License-Identifier: MIT
/*
 * diff_drawing.c - the two sides of a comparison as maps.
 *
 * What was booted and has a trace is replayed up to the hand-over, as bootmem map does. What was
 * not booted is booted by the model, as bootmem map does with a machine, and the reservations of
 * its command line are put where bootmem predict says they would be.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/base/span.h"
#include "cli/machine/trace.h"
#include "cli/verbs/diff_drawing.h"

static const struct group *group_of(enum predict_kind kind)
{
	switch (kind) {
	case PREDICT_CRASH:
		return &group_crash;
	case PREDICT_CMA:
	case PREDICT_HUGE_CMA:
		return &group_cma;
	case PREDICT_HUGE:
		return &group_huge_pages;
	case PREDICT_NAMED:
		return &group_named;
	case PREDICT_SMALL:
	case PREDICT_CORE:
		break;
	}
	return NULL;
}

static bool take(struct map *map, struct bm_range range, const struct group *group)
{
	return range.end <= range.start || map_take(map, range.start, range.end, group) == 0;
}

static bool take_pages(struct map *map, const struct predict *predict,
		       const struct predict_item *item)
{
	const phys_addr_t *pages = predict_pages(predict, item);
	bool ok = true;
	unsigned long i;

	for (i = 0; i < item->nr_got && ok; i++)
		ok = take(map, span(pages[i], item->size), &group_huge_pages);
	return ok;
}

static bool take_item(struct map *map, const struct predict *predict,
		      const struct predict_item *item)
{
	const struct group *group = group_of(item->kind);

	if (!group)
		return true;
	if (item->kind == PREDICT_HUGE)
		return take_pages(map, predict, item);
	return take(map, item->claim.main, group) && take(map, item->claim.low, group);
}

static bool take_claims(struct map *map, const struct predict *predict)
{
	size_t i;

	for (i = 0; i < predict->nr_items; i++)
		if (!take_item(map, predict, &predict->items[i]))
			return false;
	return true;
}

/* The log that the machine would leave. */
static bool make_log(struct side_map *out, const struct machine *machine, char *why)
{
	struct log_error error = { 0 };
	struct input text;

	if (trace_of_machine(machine, &text, why, 300) != 0)
		return false;
	out->has_log = log_parse(text.bytes, text.len, &out->log, &error) == 0;
	free(text.bytes);
	if (!out->has_log)
		snprintf(why, 300, "%s", error.message);
	return out->has_log;
}

bool side_map_new(struct side_map *out, const struct side *side, bool what_if, char *why)
{
	const struct log *log = what_if ? NULL : machine_log(&side->machine);
	bool is_model = !log;
	int err;

	*out = (struct side_map){ 0 };
	if (is_model && !make_log(out, &side->machine, why))
		return false;
	snprintf(why, 300, "out of memory");
	err = map_replay(is_model ? &out->log : log, &out->replay);
	if (!err)
		err = map_new(out->replay, &out->map);
	return !err && (!is_model || take_claims(&out->map, &side->predict));
}

void side_map_release(struct side_map *map)
{
	map_release(&map->map);
	if (map->replay)
		replay_free(map->replay);
	if (map->has_log)
		log_release(&map->log);
}
