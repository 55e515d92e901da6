// SPDX-License-Identifier: MIT
/*
 * dts.c - device-tree sources, through dtc: once for the blob, once for where everything stands.
 *
 * There is no library for the language, and dtc is the reference. `dtc -O dts -T -T` prints the
 * tree again with the place of every node and property behind it:
 *
 *	reg = <0x00 0x86000000>; (comment: board.dts:12:27-12:60)
 *
 * dtc reads files and writes files, so that neither side can block the other.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/base/scan.h"
#include "cli/base/vec.h"
#include "cli/check/doc.h"

/* --- running dtc --------------------------------------------------------------------------- */

enum {
	NOT_FOUND = 127,
};

/** struct run - a program's standard input, output and errors, as files. */
struct run {
	FILE *files[3];
};

static bool read_back(FILE *file, struct input *out)
{
	long len;

	if (fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) < 0)
		return false;
	rewind(file);
	out->bytes = malloc((size_t)len + 1);
	if (!out->bytes || fread(out->bytes, 1, (size_t)len, file) != (size_t)len)
		return false;
	out->bytes[len] = '\0';
	out->len = (size_t)len;
	return true;
}

static int run_child(const struct run *run, char *const *argv)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		int i;

		for (i = 0; i < 3; i++)
			if (dup2(fileno(run->files[i]), i) < 0)
				_exit(NOT_FOUND);
		execvp(argv[0], argv);
		_exit(NOT_FOUND);
	}
	if (child < 0)
		return NOT_FOUND;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return NOT_FOUND;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The first line of what dtc complained of. */
static void tell_errors(FILE *file, char *why, size_t room)
{
	char line[200] = "";

	rewind(file);
	while (fgets(line, sizeof(line), file) && !strstr(line, "rror"))
		;
	line[strcspn(line, "\n")] = '\0';
	snprintf(why, room, "dtc does not accept it: %s", line);
}

static int run_dtc(const struct doc *doc, char *const *argv, struct input *out, char *why,
		   size_t room)
{
	struct run run = { { tmpfile(), tmpfile(), tmpfile() } };
	int code = 1, i;

	if (!run.files[0] || !run.files[1] || !run.files[2] ||
	    fwrite(doc->input.bytes, 1, doc->input.len, run.files[0]) != doc->input.len ||
	    fflush(run.files[0]) != 0) {
		snprintf(why, room, "cannot write a temporary file: %s", strerror(errno));
	} else {
		rewind(run.files[0]);
		code = run_child(&run, argv);
		if (code == NOT_FOUND)
			snprintf(why, room,
				 "dtc is needed to read device-tree sources: install "
				 "device-tree-compiler, or give the .dtb");
		else if (code != 0)
			tell_errors(run.files[2], why, room);
		else if (!read_back(run.files[1], out))
			code = 1;
	}
	for (i = 0; i < 3; i++)
		if (run.files[i])
			fclose(run.files[i]);
	return code == 0 ? 0 : -1;
}

/* --- places -------------------------------------------------------------------------------- */

/** struct reader - the node that the current line of the listing is in. */
struct reader {
	struct dts_marks *marks;
	char path[1024];
	size_t len;
};

/* "board.dts:12:27-12:60"; of several the first, which is where it was written first. */
static bool scan_place(struct scan *scan, struct dts_mark *mark)
{
	const char *start = scan->pos;
	const char *colon;
	uint64_t line, column, end_line, end;

	for (colon = start; colon < scan->end; colon++) {
		struct scan rest = { colon, scan->end };

		if (scan_text(&rest, ":") && scan_dec(&rest, &line) && scan_text(&rest, ":") &&
		    scan_dec(&rest, &column) && scan_text(&rest, "-") &&
		    scan_dec(&rest, &end_line) && scan_text(&rest, ":") && scan_dec(&rest, &end)) {
			mark->file = strndup(start, (size_t)(colon - start));
			mark->line = (size_t)line;
			mark->column = (size_t)column;
			mark->end = line == end_line ? (size_t)end : 0;
			return mark->file != NULL;
		}
	}
	return false;
}

static bool add_mark(struct reader *reader, struct dts_mark mark, struct scan prop)
{
	struct dts_marks *marks = reader->marks;

	mark.path = strdup(reader->len ? reader->path : "/");
	if (prop.pos < prop.end)
		mark.prop = strndup(prop.pos, (size_t)(prop.end - prop.pos));
	if (!mark.path || !vec_reserve(&marks->items, &marks->room, marks->nr + 1, sizeof(mark))) {
		free(mark.path);
		free(mark.prop);
		free(mark.file);
		return false;
	}
	marks->items[marks->nr++] = mark;
	return true;
}

/* "label: memory@0 {": the word before the brace. */
static void enter(struct reader *reader, struct scan line)
{
	const char *end = line.end - 2; /* the blank before the brace */
	const char *start = end;

	while (start > line.pos && start[-1] != ' ' && start[-1] != '\t')
		start--;
	if (end - start == 1 && *start == '/')
		return;
	reader->len +=
		(size_t)snprintf(reader->path + reader->len, sizeof(reader->path) - reader->len,
				 "/%.*s", (int)(end - start), start);
	if (reader->len >= sizeof(reader->path))
		reader->len = sizeof(reader->path) - 1;
}

static void leave(struct reader *reader)
{
	while (reader->len > 0 && reader->path[--reader->len] != '/')
		;
	reader->path[reader->len] = '\0';
}

/* A line without its comment, and the place that the comment tells. */
static bool split(struct scan *line, struct dts_mark *mark)
{
	const char *at = line->end;

	while (at - 3 > line->pos && memcmp(at - 3, "/* ", 3) != 0)
		at--;
	if (at - 3 <= line->pos)
		return false;
	if (!scan_place(&(struct scan){ at, line->end }, mark))
		return false;
	line->end = at - 4;
	return true;
}

static bool read_line(struct reader *reader, struct scan line)
{
	struct dts_mark mark = { 0 };
	struct scan prop;

	scan_spaces(&line);
	if (scan_done(&line) || !split(&line, &mark))
		return true;
	if (*line.pos == '}') {
		free(mark.file);
		leave(reader);
		return true;
	}
	if (line.end[-1] == '{') {
		enter(reader, line);
		return add_mark(reader, mark, (struct scan){ line.pos, line.pos });
	}
	prop = line;
	scan_word(&line, "=;");
	prop.end = line.pos;
	return add_mark(reader, mark, prop);
}

static bool read_marks(const struct input *listing, struct dts_marks *marks)
{
	struct reader reader = { .marks = marks };
	const char *at = listing->bytes, *end = listing->bytes + listing->len;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		stop = stop ? stop : end;
		if (stop - at > 4 && !read_line(&reader, (struct scan){ at, stop }))
			return false;
		at = stop + 1;
	}
	return true;
}

/* --- both ---------------------------------------------------------------------------------- */

int dts_compile(struct doc *doc, char *why, size_t room)
{
	char *slash = strrchr(doc->name, '/');
	char *folder = slash ? strndup(doc->name, (size_t)(slash - doc->name) + 1) : strdup(".");
	char *to_blob[] = { "dtc", "-q", "-I", "dts", "-O", "dtb", "-i", folder, "-", NULL };
	char *to_list[] = { "dtc", "-q",  "-T", "-T",	"-I", "dts",
			    "-O",  "dts", "-i", folder, "-",  NULL };
	struct input listing = { 0 };
	int err = folder ? run_dtc(doc, to_blob, &doc->blob, why, room) : -1;

	if (!err && run_dtc(doc, to_list, &listing, why, room) == 0)
		err = read_marks(&listing, &doc->marks) ? 0 : -1;
	free(listing.bytes);
	free(folder);
	return err;
}

void dts_marks_release(struct dts_marks *marks)
{
	size_t i;

	for (i = 0; i < marks->nr; i++) {
		free(marks->items[i].path);
		free(marks->items[i].prop);
		free(marks->items[i].file);
	}
	free(marks->items);
	*marks = (struct dts_marks){ 0 };
}
