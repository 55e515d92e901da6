/* SPDX-License-Identifier: MIT */
/*
 * render_replay.h - how replays are shown: as text for people, as JSON for programs.
 *
 * A renderer is three functions, called once before, once for each log, once after.
 * cmd_replay.c computes and chooses one; renderers only print.
 */
#ifndef CLI_RENDER_REPLAY_H
#define CLI_RENDER_REPLAY_H

#include "cli/base/json.h"
#include "cli/replay/replay_totals.h"

/** struct replay_view - what a renderer may need. */
struct replay_view {
	struct json json;
	bool several; /* more than one log: a line each */
	bool colour;
};

struct replay_renderer {
	void (*begin)(struct replay_view *view);
	void (*log)(struct replay_view *view, const char *name, const struct replay *replay);
	void (*end)(struct replay_view *view, const struct replay_totals *totals);
};

extern const struct replay_renderer replay_as_text;
extern const struct replay_renderer replay_as_json;
extern const struct replay_renderer replay_as_nothing;

/** render_step() - a line for the event at @pos, the @number th of the trace, just replayed. */
void render_step(const struct replay *replay, size_t pos, size_t number);

/** render_stop() - where the replay stands, and the map as it is. */
void render_stop(const struct replay *replay);

/** render_totals() - many boots in a line. */
void render_totals(const struct replay_view *view, const struct replay_totals *totals);

#endif
