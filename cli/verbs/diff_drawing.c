// SPDX-License-Identifier: MIT
/*
 * diff_drawing.c - the two sides of a comparison as maps.
 *
 * What was booted and has a trace is replayed up to the hand-over, as bootmem map does. What was
 * not booted is as bootmem predict foresees it.
 */
#include <stdio.h>

#include "cli/verbs/diff_drawing.h"

bool side_map_new(struct side_map *out, struct side *side, bool what_if, char *why)
{
	const struct log *log = what_if ? NULL : machine_log(&side->machine);

	*out = (struct side_map){ .is_predicted = !log };
	if (out->is_predicted) {
		out->map = &out->predicted.map;
		return predicted_map_new(&out->predicted, &side->predict, why);
	}
	out->map = &out->booted;
	snprintf(why, 300, "out of memory");
	return map_replay(log, &out->replay) == 0 && map_new(out->replay, &out->booted) == 0;
}

void side_map_release(struct side_map *map)
{
	map_release(&map->booted);
	if (map->replay)
		replay_free(map->replay);
	predicted_map_release(&map->predicted);
}
