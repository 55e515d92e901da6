/* SPDX-License-Identifier: MIT */
/*
 * predicted_map.h - the map of a boot that did not happen: what firmware and loader have taken,
 * what a kernel takes up to where its command line is read, and what that asks for.
 *
 *	struct predicted_map predicted;
 *
 *	if (predicted_map_new(&predicted, &predict, why))
 *		...predicted.map...
 *	predicted_map_release(&predicted);
 */
#ifndef CLI_PREDICTED_MAP_H
#define CLI_PREDICTED_MAP_H

#include "cli/predict/predict.h"
#include "cli/replay/map.h"

/** struct predicted_map - the map, and what it is made of. */
struct predicted_map {
	struct map map;

	/* private */
	struct log log;
	bool has_log;
	struct replay *replay;
};

/**
 * predicted_map_new() - the map of a prediction
 * @out:     set; release it with predicted_map_release() whatever comes back
 * @predict: made, the kernel where it was; it is made once more
 * @why:     says what went wrong, on failure; 300 bytes
 *
 * Return: true; false with @why set.
 */
bool predicted_map_new(struct predicted_map *out, struct predict *predict, char *why);

void predicted_map_release(struct predicted_map *map);

#endif
