/* SPDX-License-Identifier: MIT */
/*
 * replay_totals.h - sums over several replays.
 */
#ifndef CLI_REPLAY_TOTALS_H
#define CLI_REPLAY_TOTALS_H

#include "cli/replay/replay.h"

/** struct replay_totals - sums over the logs so far. */
struct replay_totals {
	size_t nr_logs;
	size_t nr_alike; /* logs in which everything matched */
	size_t nr_events;
	size_t nr_allocs;
	size_t nr_matched;
	size_t nr_mismatched;
	size_t nr_skipped;
	size_t resynced;
	bool unreadable; /* some log could not be read */
};

static inline void replay_totals_add(struct replay_totals *totals, const struct replay *replay)
{
	totals->nr_logs++;
	totals->nr_alike += replay_ok(replay);
	totals->nr_events += replay->log->nr_trace;
	totals->nr_allocs += replay->nr_allocs;
	totals->nr_matched += replay->nr_matched;
	totals->nr_mismatched += replay->nr_mismatched;
	totals->nr_skipped += replay->nr_skipped;
	totals->resynced += replay->resynced;
}

/** replay_ok_overall() - was every log read, and did everything match? */
static inline bool replay_ok_overall(const struct replay_totals *totals)
{
	return totals->nr_mismatched == 0 && !totals->unreadable;
}

#endif
