// SPDX-License-Identifier: MIT
/*
 * input.c - read a file whole, through libarchive, which knows every compression by its first
 * bytes.
 *
 * Input may be hostile: a small file can decompress to a large one, so growth stops at INPUT_MAX.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/base/input.h"
#include "cli/base/vec.h"

bool input_is_own(const char *path)
{
	return strcmp(path, INPUT_OWN) == 0;
}

const char *input_name(const char *path)
{
	if (strcmp(path, "-") == 0)
		return "<stdin>";
	if (*path == '\0')
		return "''";
	return input_is_own(path) ? "this machine" : path;
}

static struct archive *open_archive(void)
{
	struct archive *archive = archive_read_new();

	if (!archive)
		return NULL;
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	return archive;
}

/* A file that was cut off is the usual cause, and the library's words do not say so. */
static int fail(struct archive *archive, char *why, size_t room)
{
	const char *text = archive_error_string(archive);
	int number = archive_errno(archive);
	bool damaged = number < 0 || number == EILSEQ; /* what is no error of the system */

	snprintf(why, room, "%s%s", damaged ? "compressed data is cut off or damaged: " : "",
		 text ? text : "cannot read");
	return -1;
}

static int read_data(struct archive *archive, struct input *input, char *why, size_t room)
{
	const size_t step = (size_t)1 << 16;
	size_t space = 0;
	la_ssize_t got;

	for (;;) {
		if (!vec_reserve(&input->bytes, &space, input->len + step, 1)) {
			snprintf(why, room, "out of memory");
			return -1;
		}
		got = archive_read_data(archive, input->bytes + input->len, step);
		if (got < 0)
			return fail(archive, why, room);
		if (got == 0)
			return 0;
		input->len += (size_t)got;
		if (input->len > INPUT_MAX) {
			snprintf(why, room, "more than %zu MiB of text; no boot logs that much",
				 INPUT_MAX >> 20);
			return -1;
		}
	}
}

static int read_archive(struct archive *archive, const char *path, struct input *input, char *why,
			size_t room)
{
	const size_t block = (size_t)1 << 16;
	struct archive_entry *entry;
	int got;

	got = strcmp(path, "-") == 0 ? archive_read_open_fd(archive, STDIN_FILENO, block)
				     : archive_read_open_filename(archive, path, block);
	if (got != ARCHIVE_OK && archive_errno(archive) > 0) {
		snprintf(why, room, "%s", strerror(archive_errno(archive)));
		return -1;
	}
	if (got != ARCHIVE_OK)
		return fail(archive, why, room);
	got = archive_read_next_header(archive, &entry);
	if (got == ARCHIVE_EOF)
		return 0;
	if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
		return fail(archive, why, room);
	return read_data(archive, input, why, room);
}

static bool has(const struct input *input, size_t offset, const char *bytes)
{
	size_t len = strlen(bytes);

	return input->len >= offset + len && memcmp(input->bytes + offset, bytes, len) == 0;
}

/* Reports for support come as archives; some shells write what they redirect in UTF-16. */
static const char *what_else(const struct input *input)
{
	if (has(input, 257, "ustar"))
		return "this is a tar archive; unpack it, and name the folder";
	if (has(input, 0, "\xff\xfe") || has(input, 0, "\xfe\xff"))
		return "this is text in UTF-16; save it as UTF-8";
	return NULL;
}

/* Some editors write a mark that it is UTF-8. */
static void drop_mark(struct input *input)
{
	if (!has(input, 0, "\xef\xbb\xbf"))
		return;
	input->len -= 3;
	memmove(input->bytes, input->bytes + 3, input->len);
}

int input_read(const char *path, struct input *input, char *why, size_t room)
{
	struct archive *archive;
	int err;

	*input = (struct input){ 0 };
	/* To the library no name is standard input. */
	if (*path == '\0') {
		snprintf(why, room, "%s", strerror(ENOENT));
		return -1;
	}
	archive = open_archive();
	if (!archive) {
		snprintf(why, room, "out of memory");
		return -1;
	}
	err = read_archive(archive, path, input, why, room);
	archive_read_free(archive);
	if (!err && what_else(input)) {
		snprintf(why, room, "%s", what_else(input));
		err = -1;
	}
	drop_mark(input);
	if (err) {
		free(input->bytes);
		*input = (struct input){ 0 };
	}
	return err;
}
