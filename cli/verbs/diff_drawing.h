/* SPDX-License-Identifier: MIT */
/*
 * diff_drawing.h - the two sides of a comparison as maps that can be drawn above one another.
 */
#ifndef CLI_DIFF_DRAWING_H
#define CLI_DIFF_DRAWING_H

#include "cli/ledger/diff.h"
#include "cli/predict/predicted_map.h"

/**
 * struct side_map - the map of one side
 * @map: of what happened, or of what is predicted
 */
struct side_map {
	const struct map *map;
	bool is_predicted;

	/* private */
	struct map booted;
	struct replay *replay;
	struct predicted_map predicted;
};

/**
 * side_map_new() - the map of @side
 * @out:     set; release it with side_map_release() whatever comes back
 * @side:    filled by side_fill()
 * @what_if: do not look at its log
 *
 * Return: true; false with @why (300 bytes) set.
 */
bool side_map_new(struct side_map *out, struct side *side, bool what_if, char *why);

void side_map_release(struct side_map *map);

#endif
