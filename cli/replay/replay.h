/* SPDX-License-Identifier: MIT */
/*
 * replay.h - feed the events of a log to the library, and compare where it puts things.
 *
 * Every edit in the log is made; every allocation is asked of the library before the log's
 * answer is looked at. Then the two are compared and, should they differ, the log's answer is
 * put in force, so that one difference does not hide the next.
 *
 *	struct replay *replay;
 *
 *	err = replay_new(&log, &replay);
 *	while (!err && replay_step(replay))
 *		...look at replay->mb...
 *	replay_free(replay);
 *
 * What a log cannot say is taken from its own dumps, and counted in replay->resynced:
 * reservations made before logging began, nodes and flags that firmware tables gave.
 */
#ifndef CLI_REPLAY_H
#define CLI_REPLAY_H

#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_query.h>

#include "cli/log/groups.h"
#include "cli/log/log.h"
#include "cli/replay/history.h"

/** struct placement - an allocation as asked, as answered by us and by the log. */
struct placement {
	const struct log_event *cause; /* the request, or the answer that nobody asked for */
	const char *what;              /* function or purpose */
	struct mb_req req;
	bool bottom_up;
	bool ours_fits;
	bool theirs_fits;
	phys_addr_t ours;
	phys_addr_t theirs;
	unsigned int gave_up;
	char why[256]; /* of a difference */
};

/** placement_is_alike() - the same address, or no place for either? */
static inline bool placement_is_alike(const struct placement *placed)
{
	return placed->ours_fits == placed->theirs_fits &&
	       (!placed->ours_fits || placed->ours == placed->theirs);
}

/** struct resync - facts that were taken from a dump. */
struct resync {
	unsigned int line; /* of the dump, or of the first line that served as one */
	size_t nr_regions;
	const char *what;
};

/** struct skip - an allocation that could not be asked for. */
struct skip {
	unsigned int line;
	const char *reason;
};

/**
 * struct replay - a replay in progress. Read it freely, change nothing.
 * @pos:          next event
 * @nr_allocs:    allocations met: matched + mismatched + skipped
 * @nr_dumps:     dumps compared
 * @nr_dumps_same: of these, equal to the library's arrays entry by entry
 * @resynced:     regions whose existence, node or flags were taken from a dump
 * @last:         the placement that the last step made, NULL if it made none
 */
struct replay {
	const struct log *log;
	struct memblock mb;
	size_t pos;
	size_t nr_allocs;
	size_t nr_matched;
	size_t nr_mismatched;
	size_t nr_skipped;
	size_t nr_dumps;
	size_t nr_dumps_same;
	size_t resynced;
	struct placement *mismatches;
	size_t nr_mismatches;
	struct resync *resyncs;
	size_t nr_resyncs;
	struct skip *skips;
	size_t nr_skips;
	struct history history;
	const struct placement *last;
	int err;
};

/**
 * replay_new() - a replay that stands before the first event
 * @log: the log; must outlive the replay
 * @out: set on success
 *
 * Return: 0, or -BM_ENOMEM.
 */
int replay_new(const struct log *log, struct replay **out);

/** replay_step() - go on to the next event; false when there is none, or replay->err is set. */
bool replay_step(struct replay *replay);

/** replay_run() - all the steps; 0, or replay->err. */
int replay_run(struct replay *replay);

/** replay_ok() - has everything matched so far? */
static inline bool replay_ok(const struct replay *replay)
{
	return replay->nr_mismatched == 0;
}

void replay_free(struct replay *replay);

#endif
