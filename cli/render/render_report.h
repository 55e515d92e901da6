/* SPDX-License-Identifier: MIT */
/*
 * render_report.h - a boot in a screen.
 */
#ifndef CLI_RENDER_REPORT_H
#define CLI_RENDER_REPORT_H

#include "cli/render/render_map.h"
#include "cli/render/render_replay.h"

/** render_report_boot() - verdict, picture, biggest owners. */
void render_report_boot(const char *name, const struct replay *replay, const struct map *map,
			bool colour);

/** render_report_totals() - many boots in a line. */
void render_report_totals(const struct replay_totals *totals, bool colour);

#endif
