// SPDX-License-Identifier: MIT
/*
 * log_prefix.c - what others have put around the kernel's words: stamps, levels, names, colours.
 *
 * Logs come from dmesg with any of its options, journalctl in any format, syslog, /dev/kmsg, and
 * serial consoles behind test farms that stamp every line once more. No list of those would be
 * complete, so there are rules instead, applied until none does: whatever stands before the
 * kernel's own time stamp is not the kernel's; neither is a short bracket with a digit in it, a
 * time of day within the first words, or what ends in "kernel: ". An address in it would make it
 * part of a line of ours that was torn, and such a line has to stay visible.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/log/log_line.h"

/** No prefix is longer. */
#define FAR 120

/** Nor is a stamp in brackets. */
#define SHORT 40

static size_t left(const struct scan *scan)
{
	return (size_t)(scan->end - scan->pos);
}

static bool holds(const char *from, const char *to, const char *what)
{
	return memmem(from, (size_t)(to - from), what, strlen(what)) != NULL;
}

/* Could this be the beginning of a line that counts? */
static bool is_ours(const char *from, const char *to)
{
	return holds(from, to, "memblock") || holds(from, to, "0x");
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool has_digit(const char *from, const char *to)
{
	while (from != to && !is_digit(*from))
		from++;
	return from != to;
}

/* "[   12.345678] " */
static bool skip_stamp(struct scan *scan, uint64_t *usec)
{
	struct scan ahead = *scan;
	uint64_t seconds, fraction;

	if (!scan_text(&ahead, "["))
		return false;
	scan_spaces(&ahead);
	if (!scan_dec(&ahead, &seconds) || !scan_text(&ahead, ".") ||
	    !scan_dec(&ahead, &fraction) || !scan_text(&ahead, "]"))
		return false;
	if (seconds >= UINT32_MAX || fraction >= 1000000)
		return false;
	scan_text(&ahead, " ");
	*usec = seconds * 1000000 + fraction;
	*scan = ahead;
	return true;
}

static void skip_to_stamp(struct scan *scan)
{
	struct scan at = *scan;
	uint64_t usec;

	for (; at.pos != at.end && at.pos - scan->pos < FAR; at.pos++) {
		struct scan ahead = at;

		if (*at.pos != '[' || !skip_stamp(&ahead, &usec))
			continue;
		if (!is_ours(scan->pos, at.pos))
			scan->pos = at.pos;
		return;
	}
}

/* "[    T0]", "[Sun Nov 22 14:22:32 2026] ", "[  +0.000012] ", but not "[mem 0x...". */
static bool skip_bracket(struct scan *scan)
{
	struct scan ahead = *scan;

	if (!scan_text(&ahead, "[") || !scan_find(&ahead, "]") || ahead.pos - scan->pos > SHORT ||
	    !has_digit(scan->pos, ahead.pos) || is_ours(scan->pos, ahead.pos))
		return false;
	scan_text(&ahead, " ");
	*scan = ahead;
	return true;
}

/* "<6>" */
static bool skip_level(struct scan *scan)
{
	struct scan ahead = *scan;
	uint64_t level;

	if (!scan_text(&ahead, "<") || !scan_dec(&ahead, &level) || !scan_text(&ahead, ">"))
		return false;
	*scan = ahead;
	return true;
}

/* "6,339,5140900,-,caller=T1;" */
static bool skip_record(struct scan *scan, uint64_t *usec)
{
	struct scan ahead = *scan;
	uint64_t level, number, time;

	if (!scan_dec(&ahead, &level) || !scan_text(&ahead, ",") || !scan_dec(&ahead, &number) ||
	    !scan_text(&ahead, ",") || !scan_dec(&ahead, &time) || !scan_text(&ahead, ",") ||
	    !scan_find(&ahead, ";") || ahead.pos - scan->pos > FAR)
		return false;
	*usec = time;
	*scan = ahead;
	return true;
}

/* "host kernel: ", "host kernel[0]: ", "kern  :info  : " */
static bool skip_sender(struct scan *scan)
{
	struct scan ahead = *scan;
	uint64_t id;

	if (scan_text(&ahead, "kern ") && scan_find(&ahead, ":") && scan_find(&ahead, ": ") &&
	    ahead.pos - scan->pos < SHORT) {
		scan->pos = ahead.pos;
		return true;
	}
	ahead.pos = scan->pos;
	if (!scan_text(&ahead, "kernel") && !scan_find(&ahead, " kernel"))
		return false;
	if (scan_text(&ahead, "[") && (!scan_dec(&ahead, &id) || !scan_text(&ahead, "]")))
		return false;
	if (!scan_text(&ahead, ": ") || ahead.pos - scan->pos > FAR ||
	    is_ours(scan->pos, ahead.pos))
		return false;
	scan->pos = ahead.pos;
	return true;
}

/* Is there a "14:22:32" in it? */
static bool is_clock(const char *from, const char *to)
{
	for (; to - from >= 8; from++)
		if (is_digit(from[1]) && from[2] == ':' && is_digit(from[4]) && from[5] == ':' &&
		    is_digit(from[7]))
			return true;
	return false;
}

/* "2026-11-22T14:22:32,123456+00:00 ", "Sun Nov 22 14:22:32 " */
static bool skip_clock(struct scan *scan)
{
	struct scan ahead = *scan;
	unsigned int words;

	for (words = 0; words < 4; words++) {
		const char *word = ahead.pos;

		if (scan_word(&ahead, "[(") == 0)
			return false;
		if (is_clock(word, ahead.pos) && scan_text(&ahead, " ")) {
			scan->pos = ahead.pos;
			return true;
		}
		scan_spaces(&ahead);
	}
	return false;
}

void line_skip_prefix(struct scan *scan, bool *out_has_time, uint64_t *out_usec)
{
	bool had_time;

	*out_has_time = false;
	skip_to_stamp(scan);
	do {
		had_time = skip_stamp(scan, out_usec) || skip_record(scan, out_usec);
		*out_has_time |= had_time;
	} while (had_time || skip_bracket(scan) || skip_level(scan) || skip_sender(scan) ||
		 skip_clock(scan));
}

/* --- colours ------------------------------------------------------------- */

/* A terminal's "ESC [ 3 3 m" or "ESC c"; the scan is at ESC. */
static void skip_escape(struct scan *scan)
{
	scan->pos++;
	if (scan_text(scan, "["))
		while (!scan_done(scan) && *scan->pos >= ' ' && *scan->pos < '@')
			scan->pos++;
	if (!scan_done(scan) && *scan->pos != '\n')
		scan->pos++;
}

bool line_has_colours(const char *bytes, size_t len)
{
	struct scan text = { bytes, bytes + len };

	return scan_text(&text, "\xef\xbb\xbf") || (len > 0 && memchr(bytes, '\x1b', len));
}

size_t line_drop_colours(const char *bytes, size_t len, char *to)
{
	struct scan text = { bytes, bytes + len };
	size_t kept = 0;

	scan_text(&text, "\xef\xbb\xbf");
	while (left(&text) > 0) {
		if (*text.pos == '\x1b')
			skip_escape(&text);
		else
			to[kept++] = *text.pos++;
	}
	return kept;
}
