/* SPDX-License-Identifier: MIT */
/*
 * replay_int.h - what the replay's own files share.
 *
 * replay.c walks the events, replay_place.c asks and compares, replay_ask.c turns lines into
 * requests, replay_sync.c takes from dumps what lines do not say, replay_why.c explains a
 * difference.
 */
#ifndef CLI_REPLAY_INT_H
#define CLI_REPLAY_INT_H

#include <bootmem/host.h>

#include "cli/replay/replay.h"

/** struct replayer - the whole of a replay; the public part comes first. */
struct replayer {
	struct replay pub;
	struct host host;
	struct memblock_region *regions;
	struct placement placed;
	struct bm_range *grown; /* where our arrays moved; not said by the log from next_grown on */
	size_t nr_grown;
	size_t grown_room;
	size_t next_grown;
	size_t mismatches_room;
	size_t resyncs_room;
	size_t skips_room;
	size_t answer;      /* event that answers the last request, to be passed over */
	bool grew_same;     /* the log's last array move was ours too */
	size_t cause;       /* event that the edits being made follow from, or NO_EVENT */
	bool map_known;     /* a dump with memory has been met or looked ahead to */
	bool nodes_known;
	bool mirror_known;
	bool limit_raised;
	unsigned int nr_node_data;
};

/** req_of_event() - what a logged request asks for. */
struct mb_req req_of_event(const struct log_event *event);

/**
 * answer_of() - index of the reservation that answers the request at @pos, NO_EVENT if it
 * failed.
 */
size_t answer_of(const struct log *log, size_t pos);

/** is_answer() - was it made by the allocator for a request? */
bool is_answer(const struct log_event *event);

/** is_array_move() - does it belong to an array that grows? */
bool is_array_move(const struct log_event *event);

/** is_area() - is the answer at @pos an area of contiguous memory? */
bool is_area(const struct log *log, size_t pos);

/**
 * ask_unlogged() - the request behind an answer that nobody asked for; false if it cannot be
 * known.
 */
bool ask_unlogged(struct replayer *r, size_t pos, struct placement *placement);

/** place_request() - a logged request: ask, compare with its answer. */
int place_request(struct replayer *r, const struct log_event *event);

/** place_unasked() - an answer without a request: the same, if it can be known what was asked. */
int place_unasked(struct replayer *r, const struct log_event *event);

/** place_grown() - the log's array has moved: compare with ours. */
int place_grown(struct replayer *r, const struct log_event *event);

/** check_grown() - has an array of ours moved although the log's did not? */
int check_grown(struct replayer *r, const struct log_event *event);

/** raise_limit() - x86 maps all memory now, so all of it may be allocated. */
void raise_limit(struct replayer *r);

/** anticipate() - do what the log's kernel has begun, but will only say when it is done. */
int anticipate(struct replayer *r);

/** sync_start() - before the first event: what was there before logging began. */
int sync_start(struct replayer *r);

/**
 * sync_before_request() - before the first allocation: flags, and what was removed without a
 * line.
 */
int sync_before_request(struct replayer *r);

/** sync_mirror() - mirrored memory has just been marked. */
int sync_mirror(struct replayer *r);

/** sync_nodes() - nodes have just been given to memory. */
int sync_nodes(struct replayer *r);

/** sync_dump() - compare with the dump at the current event, adopt what differs. */
int sync_dump(struct replayer *r);

/** explain() - fill in placement->why. */
void explain(const struct memblock *mb, struct placement *placement);

#endif
