/* SPDX-License-Identifier: MIT */
/*
 * log_line.h - the forms a line can have.
 *
 * log_line.c knows single lines, log.c knows how they belong together; nobody else includes this.
 */
#ifndef CLI_LOG_LINE_H
#define CLI_LOG_LINE_H

#include "cli/base/scan.h"
#include "cli/log/log.h"

enum line_verdict {
	LINE_IGNORED, /* none of ours */
	LINE_EVENT,   /* an event */
	LINE_BROKEN,  /* starts like an event, but does not go on like one; scan->pos is where */
};

/**
 * struct line_reader - what reading lines needs and finds out
 * @names:         what lines may refer to
 * @offsets:       callers come with offsets in this log
 * @expected:      what a broken line should have gone on with
 * @out_of_memory: a name could not be kept
 */
struct line_reader {
	struct names *names;
	bool offsets;
	const char *expected;
	bool out_of_memory;
};

/** line_read_event() - a line of the trace, or a note. */
enum line_verdict line_read_event(struct line_reader *reader, struct scan *scan,
				  struct log_event *event);

/** line_read_region() - " memory[0x0]\t[...], ... bytes on node 0 flags: 0x0" of a dump. */
enum line_verdict line_read_region(struct line_reader *reader, struct scan *scan,
				   bool *out_reserved, uint64_t *out_idx,
				   struct memblock_region *region);

/** line_read_fact() - lines that say something about the whole log: version, command line, arch. */
void line_read_fact(struct line_reader *reader, struct scan scan, struct log *log);

/* log_prefix.c: what is not the kernel's. */

/** line_skip_prefix() - step over stamps, levels, names; *out_usec if there was a kernel's time. */
void line_skip_prefix(struct scan *scan, bool *out_has_time, uint64_t *out_usec);

/** line_has_colours() - are there a terminal's commands or a byte order mark in a log? */
bool line_has_colours(const char *bytes, size_t len);

/** line_drop_colours() - copy @bytes without them, at most @len; how many that are. */
size_t line_drop_colours(const char *bytes, size_t len, char *to);

/* log_notes.c: lines of other parts of the kernel that explain boot memory. */
bool line_read_note(struct line_reader *reader, struct scan scan, struct log_event *event);

/** line_name() - an interned copy of text; never NULL, sets reader->out_of_memory instead. */
const char *line_name(struct line_reader *reader, const char *text, size_t len);

/** line_mem_range() - "[mem 0x...-0x...]" */
bool line_mem_range(struct scan *scan, struct log_event *event);

#endif
