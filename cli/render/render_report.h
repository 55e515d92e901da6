/* SPDX-License-Identifier: MIT */
/*
 * render_report.h - a boot in a screen.
 */
#ifndef CLI_RENDER_REPORT_H
#define CLI_RENDER_REPORT_H

#include "cli/render/render_map.h"
#include "cli/render/render_replay.h"

/** struct report_view - how a report is shown, and for JSON how far it is. */
struct report_view {
	struct replay_view replay;
	bool as_json;
};

/** render_report_boot() - verdict, picture, biggest owners. */
void render_report_boot(struct report_view *view, const char *name, const struct replay *replay,
			const struct map *map);

/** render_report_totals() - all others in a line. @ok is about these and the first. */
void render_report_totals(struct report_view *view, const struct replay_totals *others, bool ok);

#endif
