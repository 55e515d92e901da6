/* SPDX-License-Identifier: MIT */
/*
 * input.h - from what is on the command line to bytes: files, compressed or not, folders, stdin.
 */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

/** The input if none is named: the root of the system that this runs on. */
#define INPUT_OWN "/"

/** No input is larger than this once decompressed. */
#define INPUT_MAX ((size_t)256 << 20)

/** struct input - a file in memory. */
struct input {
	char *bytes;
	size_t len;
};

/**
 * input_read() - all of a file, decompressed if it is compressed (gzip, bzip2, xz, zstd)
 * @path:  file, or "-" for standard input
 * @input: set on success; free input->bytes
 * @why:   says what went wrong, on failure
 * @room:  bytes at @why
 *
 * Return: 0, or -1.
 */
int input_read(const char *path, struct input *input, char *why, size_t room);

/** input_is_own() - is the running system meant? */
bool input_is_own(const char *path);

/** input_name() - how an input is called: its path, or "<stdin>", or "this machine". */
const char *input_name(const char *path);

/** struct source - one log: where it is, and what to call it. */
struct source {
	char *path;
	char *name;
};

/** struct sources - the logs that the command line names, in order. */
struct sources {
	struct source *items;
	size_t nr;
	size_t room;
};

/**
 * sources_add() - the logs that one argument names
 * @sources: extended
 * @arg:     a file; "-"; the root of a system; a folder with a dmesg.txt, perhaps compressed, and
 *           those of later kernels in boot2, boot3 ...; or a folder of such folders
 * @why:     says what went wrong, on failure
 * @room:    bytes at @why
 *
 * Return: 0, or -1.
 */
int sources_add(struct sources *sources, const char *arg, char *why, size_t room);

void sources_release(struct sources *sources);

#endif
