// SPDX-License-Identifier: MIT
/*
 * log.c - from the bytes of a kernel log to its events: how lines belong together.
 *
 * A log proves that it is whole as it is read. Time does not run backwards within the trace, a
 * dump lists as many regions as it announces, in order, events come after the kernel has said
 * its version and only one kernel speaks. A log that was cut, wrapped, shuffled or glued
 * together breaks one of these rules, and the first line that does is named; replaying the rest
 * would only produce nonsense.
 *
 * Cost: one pass; memory by event, not by line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/vec.h"
#include "cli/log/log_line.h"

/** Where in a dump the next line belongs. */
enum dump_part {
	DUMP_NONE,
	DUMP_SIZES,
	DUMP_MEMORY,
	DUMP_RESERVED,
};

struct parser {
	struct log *log;
	struct log_error *error;
	struct line_reader reader;
	struct scan line;
	uint64_t last_usec;
	enum dump_part part;
	uint64_t announced;
	size_t nr_listed;
};

/* --- errors -------------------------------------------------------------- */

static void copy_printable(char *to, size_t room, const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len && i + 1 < room; i++)
		to[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : (from[i] == '\t' ? ' ' : '?');
	to[i] = '\0';
}

/* @at points into the line, or is NULL if all of it is at fault. */
static int fail_at(struct parser *parser, const char *at, const char *message, const char *help)
{
	struct log_error *error = parser->error;
	size_t column = at ? (size_t)(at - parser->line.pos) : 0;
	size_t len = (size_t)(parser->line.end - parser->line.pos);

	error->line = parser->log->nr_lines;
	snprintf(error->message, sizeof(error->message), "%s", message);
	error->help = help;
	copy_printable(error->text, sizeof(error->text), parser->line.pos, len);
	if (at && column < sizeof(error->text) - 1) {
		error->column = (unsigned int)column + 1;
		error->length = 1;
	}
	return -BM_EBADMSG;
}

static int fail_log(struct parser *parser, const char *message, const char *help)
{
	*parser->error = (struct log_error){ .help = help };
	snprintf(parser->error->message, sizeof(parser->error->message), "%s", message);
	return -BM_EBADMSG;
}

/* Underline from where the text stopped making sense to the end of that word. */
static int fail_expected(struct parser *parser, struct scan at)
{
	char message[160];
	int err;

	snprintf(message, sizeof(message), "expected %s%s", parser->reader.expected,
		 scan_done(&at) ? ", but the line ends here" : " here");
	err = fail_at(parser, at.pos, message,
		      "a line of boot memory's trace is damaged; take the log again with dmesg or "
		      "journalctl -k");
	if (parser->error->column > 0) {
		size_t len = scan_word(&at, "");

		parser->error->length = len > 0 && len < 80 ? (unsigned int)len : 1;
	}
	return err;
}

/* --- events -------------------------------------------------------------- */

static int add_event(struct parser *parser, const struct log_event *event)
{
	struct log *log = parser->log;

	if (!vec_reserve(&log->events, &log->events_room, log->nr_events + 1, sizeof(*event)))
		return -BM_ENOMEM;
	log->events[log->nr_events] = *event;
	log->events[log->nr_events].line = log->nr_lines;
	log->nr_events++;
	if (log_is_trace(event))
		log->nr_trace++;
	if (event->kind == LOG_HANDOVER || event->kind == LOG_PANIC)
		log->complete = true;
	return 0;
}

/* A kernel says its version before anything else. */
static int check_begun(struct parser *parser)
{
	if (*parser->log->release == '\0')
		return fail_at(parser, NULL,
			       "the log begins in the middle of a boot: there is no "
			       "'Linux version' line before this one",
			       "the kernel's buffer wrapped or the log was cut; boot with "
			       "log_buf_len=16M, or use journalctl -k -b");
	return 0;
}

static int check_time(struct parser *parser, bool has_time, uint64_t usec)
{
	if (has_time && usec < parser->last_usec)
		return fail_at(parser, parser->line.pos,
			       "time runs backwards: lines are out of order",
			       "the log was sorted or put together from pieces; take it again");
	if (has_time)
		parser->last_usec = usec;
	return 0;
}

/* --- dumps --------------------------------------------------------------- */

static const struct log_event new_event = { .nid = NUMA_NO_NODE };

static int begin_dump(struct parser *parser)
{
	struct log *log = parser->log;
	struct log_event event = new_event;
	struct log_dump dump = { .line = log->nr_lines, .first_memory = log->nr_regions };

	if (!vec_reserve(&log->dumps, &log->dumps_room, log->nr_dumps + 1, sizeof(dump)))
		return -BM_ENOMEM;
	event.kind = LOG_DUMP;
	event.idx = log->nr_dumps;
	log->dumps[log->nr_dumps++] = dump;
	parser->part = DUMP_SIZES;
	return add_event(parser, &event);
}

static struct log_dump *current_dump(struct parser *parser)
{
	return &parser->log->dumps[parser->log->nr_dumps - 1];
}

/* An empty array prints one entry of no bytes, which is no region. */
static int add_region(struct parser *parser, const struct memblock_region *region)
{
	struct log *log = parser->log;
	struct log_dump *dump = current_dump(parser);

	parser->nr_listed++;
	if (region->size == 0)
		return 0;
	if (!vec_reserve(&log->regions, &log->regions_room, log->nr_regions + 1, sizeof(*region)))
		return -BM_ENOMEM;
	log->regions[log->nr_regions++] = *region;
	if (parser->part == DUMP_MEMORY)
		dump->nr_memory++;
	else
		dump->nr_reserved++;
	return 0;
}

static const char *const cut_dump =
	"lines are missing; boot with log_buf_len=16M, or use journalctl -k -b";

/* All of the array that is being listed must have been listed before something else comes. */
static int check_listed(struct parser *parser)
{
	bool listing = parser->part == DUMP_MEMORY || parser->part == DUMP_RESERVED;

	/* An empty array announces 0 regions in newer versions and still lists its first entry. */
	if (listing && parser->nr_listed < parser->announced)
		return fail_at(parser, NULL,
			       "the dump of the map above lists fewer regions than it announces",
			       cut_dump);
	return 0;
}

/* " memory.cnt  = 0x3"; true if the line is one, *err set. */
static bool read_count(struct parser *parser, struct scan message, int *err)
{
	struct log_dump *dump = current_dump(parser);
	enum dump_part part = DUMP_RESERVED;

	if (scan_text(&message, " memory.cnt  = "))
		part = DUMP_MEMORY;
	else if (!scan_text(&message, " reserved.cnt  = "))
		return false;
	*err = check_listed(parser);
	if (*err == 0 && part != parser->part + 1)
		*err = fail_at(parser, NULL,
			       "this line does not belong here: a dump lists memory, then reserved",
			       cut_dump);
	if (*err != 0)
		return true;
	parser->reader.expected = "a number of regions";
	if (!scan_hex(&message, &parser->announced))
		*err = fail_expected(parser, message);
	parser->part = part;
	parser->nr_listed = 0;
	if (part == DUMP_MEMORY)
		dump->first_memory = parser->log->nr_regions;
	else
		dump->first_reserved = parser->log->nr_regions;
	return true;
}

static int check_region(struct parser *parser, bool reserved, uint64_t idx,
			const struct memblock_region *region)
{
	const struct log *log = parser->log;
	const struct log_dump *dump = parser->part != DUMP_NONE ? current_dump(parser) : NULL;
	enum dump_part part = reserved ? DUMP_RESERVED : DUMP_MEMORY;
	const struct memblock_region *before;
	size_t nr_before;

	if (parser->part != part || idx != parser->nr_listed)
		return fail_at(parser, NULL, "this region is not the next one of a dump of the map",
			       cut_dump);
	nr_before = reserved ? dump->nr_reserved : dump->nr_memory;
	if (nr_before == 0)
		return 0;
	before = &log->regions[log->nr_regions - 1];
	if (region->base < before->base || region->base - before->base < before->size)
		return fail_at(parser, NULL, "this region does not lie above the one before it",
			       cut_dump);
	return 0;
}

/* True if the line is part of a dump, *err set. */
static bool read_dump_line(struct parser *parser, struct scan message, int *err)
{
	struct memblock_region region;
	struct scan at = message;
	enum line_verdict verdict;
	bool reserved;
	uint64_t idx;

	*err = 0;
	if (scan_text(&at, "MEMBLOCK configuration:")) {
		*err = check_begun(parser);
		if (*err == 0)
			*err = check_listed(parser);
		if (*err == 0)
			*err = begin_dump(parser);
		return true;
	}
	if (parser->part == DUMP_SIZES && scan_text(&at, " memory size = "))
		return true;
	if (parser->part != DUMP_NONE && read_count(parser, message, err))
		return true;
	verdict = line_read_region(&parser->reader, &at, &reserved, &idx, &region);
	if (verdict == LINE_IGNORED)
		return false;
	*err = check_begun(parser);
	if (*err)
		return true;
	*err = verdict == LINE_BROKEN ? fail_expected(parser, at)
				      : check_region(parser, reserved, idx, &region);
	if (*err == 0)
		*err = add_region(parser, &region);
	return true;
}

/* --- lines --------------------------------------------------------------- */

static int check_second_boot(struct parser *parser, struct scan message)
{
	if (parser->log->nr_trace > 0 && scan_text(&message, "Linux version ") &&
	    !scan_done(&message) && *message.pos >= '0' && *message.pos <= '9')
		return fail_at(parser, NULL, "a second boot begins here",
			       "give one log for each boot; journalctl -k -b N shows one");
	return 0;
}

/* "cma: Reserved 1024 MiB in 1 range": the one that the line before says was taken. */
static void place_area(const struct log *log, struct log_event *event)
{
	const struct log_event *last = log->nr_events ? &log->events[log->nr_events - 1] : NULL;

	if (event->kind == LOG_CMA && event->base == PHYS_ADDR_MAX && last &&
	    last->kind == LOG_RESERVE && last->size == event->size)
		event->base = last->base;
}

static int read_message(struct parser *parser, struct scan message, bool has_time, uint64_t usec)
{
	struct log_event event = new_event;
	enum line_verdict verdict;
	int err;

	err = check_second_boot(parser, message);
	if (err)
		return err;
	line_read_fact(&parser->reader, message, parser->log);
	if (read_dump_line(parser, message, &err))
		return err ? err : check_time(parser, has_time, usec);
	verdict = line_read_event(&parser->reader, &message, &event);
	if (verdict == LINE_BROKEN)
		return fail_expected(parser, message);
	if (verdict == LINE_IGNORED)
		return 0;
	err = check_listed(parser);
	parser->part = DUMP_NONE;
	if (!err && log_is_trace(&event))
		err = check_begun(parser);
	if (!err && log_is_trace(&event))
		err = check_time(parser, has_time, usec);
	place_area(parser->log, &event);
	return err ? err : add_event(parser, &event);
}

/* What makes the line no text, or NULL. Others may draw on a console; the kernel does not. */
static const char *not_text(const struct parser *parser)
{
	bool speaks = *parser->log->release != '\0' && !parser->log->complete;
	const char *c;

	for (c = parser->line.pos; c != parser->line.end; c++) {
		if (*c == '\0')
			return "this is not text: the line holds zero bytes";
		if (speaks && *c > 0 && *c < ' ' && *c != '\t' && *c != '\r')
			return "this is not text: the line holds control bytes";
	}
	return NULL;
}

static int read_line(struct parser *parser)
{
	const char *wrong = not_text(parser);
	struct scan message = parser->line;
	bool has_time;
	uint64_t usec;

	if (wrong) {
		parser->line.end = parser->line.pos;
		return fail_at(parser, NULL, wrong, "a log is what dmesg or journalctl -k prints");
	}
	line_skip_prefix(&message, &has_time, &usec);
	return read_message(parser, message, has_time, usec);
}

/* The next line, without its end; false when there is none. */
static bool next_line(struct parser *parser, struct scan *rest)
{
	const char *end;

	if (scan_done(rest))
		return false;
	end = memchr(rest->pos, '\n', (size_t)(rest->end - rest->pos));
	parser->line.pos = rest->pos;
	parser->line.end = end ? end : rest->end;
	rest->pos = end ? end + 1 : rest->end;
	while (parser->line.end > parser->line.pos && parser->line.end[-1] == '\r')
		parser->line.end--;
	parser->log->nr_lines++;
	return true;
}

static int check_whole(struct parser *parser)
{
	char message[160];

	if (parser->log->nr_trace > 0)
		return 0;
	snprintf(message, sizeof(message), "no event of boot memory in %u line%s",
		 parser->log->nr_lines, parser->log->nr_lines == 1 ? "" : "s");
	return fail_log(parser, message,
			"boot the kernel with memblock=debug, then take its log from the start");
}

static int read_all(struct parser *parser, struct scan rest)
{
	int err = 0;

	while (err == 0 && next_line(parser, &rest))
		err = read_line(parser);
	if (err == 0)
		err = check_listed(parser);
	if (err == 0)
		err = check_whole(parser);
	if (parser->reader.out_of_memory)
		err = -BM_ENOMEM;
	return err;
}

static int parse_text(const char *bytes, size_t len, struct log *log, struct log_error *error)
{
	struct parser parser = { .log = log, .error = error, .reader = { .names = &log->names } };
	struct scan rest = { bytes, bytes + len };
	int err = read_all(&parser, rest);

	if (err == -BM_ENOMEM)
		fail_log(&parser, "out of memory", NULL);
	if (err)
		log_release(log);
	return err;
}

int log_parse(const char *bytes, size_t len, struct log *log, struct log_error *error)
{
	char *text = NULL;
	int err;

	*log = (struct log){ .release = "", .cmdline = "" };
	*error = (struct log_error){ 0 };
	if (line_has_colours(bytes, len)) {
		text = malloc(len);
		if (!text)
			return -BM_ENOMEM;
		len = line_drop_colours(bytes, len, text);
		bytes = text;
	}
	err = parse_text(bytes, len, log, error);
	free(text);
	return err;
}

bool log_has_requests(const struct log *log)
{
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_REQUEST)
			return true;
	return false;
}

void log_release(struct log *log)
{
	free(log->events);
	free(log->dumps);
	free(log->regions);
	names_release(&log->names);
	*log = (struct log){ .release = "", .cmdline = "" };
}
