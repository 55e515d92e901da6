// SPDX-License-Identifier: MIT
/*
 * predicted_map.c - put a prediction's edits on the map of its machine.
 *
 * Banks and zones are those of the log that the machine would leave. So are the owners of what is
 * taken before a kernel asks for anything, unless a real log is where the recipe comes from: that
 * says it all, in order.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/machine/trace.h"
#include "cli/predict/predicted_map.h"

/* The log that the machine would leave. */
static bool make_log(struct predicted_map *out, const struct machine *machine, char *why)
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

/* What is taken first stays whose it is, so this comes before the kernel's own edits. */
static bool note_loader(const struct replay *replay, struct history *history)
{
	struct owners owners;
	size_t i;

	if (history_owners(&replay->history, &owners) != 0)
		return false;
	for (i = 0; i < owners.nr_spans; i++) {
		const struct owned *span = &owners.spans[i];
		const struct bm_event event = { .kind = BM_EV_RESERVED,
						.base = span->base,
						.size = span->end - span->base,
						.nid = NUMA_NO_NODE,
						.owner = span->owner };

		history_note(history, &event, NO_EVENT);
	}
	owners_release(&owners);
	return true;
}

static bool find_owners(const struct replay *replay, struct predict *predict, struct owners *owners)
{
	struct history history = { 0 };
	bool ok = predict->recipe.from_log || note_loader(replay, &history);

	ok = ok && predict_history(predict, &history) && history_owners(&history, owners) == 0;
	history_release(&history);
	return ok;
}

bool predicted_map_new(struct predicted_map *out, struct predict *predict, char *why)
{
	struct owners owners;

	*out = (struct predicted_map){ 0 };
	if (!make_log(out, predict->machine, why))
		return false;
	snprintf(why, 300, "out of memory");
	return map_replay(&out->log, &out->replay) == 0 &&
	       find_owners(out->replay, predict, &owners) &&
	       map_of_owners(out->replay, owners, &out->map) == 0;
}

void predicted_map_release(struct predicted_map *map)
{
	map_release(&map->map);
	if (map->replay)
		replay_free(map->replay);
	if (map->has_log)
		log_release(&map->log);
}
