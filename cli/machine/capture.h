/* SPDX-License-Identifier: MIT */
/*
 * capture.h - what a running Linux tells of its memory, piece by piece.
 */
#ifndef CLI_CAPTURE_H
#define CLI_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

/** struct piece - a file to be written. */
struct piece {
	const char *name;
	const char *bytes;
	size_t len;
};

/** Why something is missing that a more mighty user would get. */
#define CAPTURE_ONLY_ROOT "only root may read it"

/**
 * struct capture - where from, and where to
 * @sysroot: put before /proc and /sys
 * @as_it_is: it stays on this machine, so nothing is left out
 * @ctx:     first argument of both functions
 * @put:     takes a piece; returns 0 to go on
 * @missing: told what could not be read, which lasts, and why
 */
struct capture {
	const char *sysroot;
	bool as_it_is;
	void *ctx;
	int (*put)(void *ctx, const struct piece *piece);
	void (*missing)(void *ctx, const char *what, const char *why);
};

/** capture_run() - everything; 0, or what put() returned if that was not 0. */
int capture_run(const struct capture *capture);

/* capture_clean.c: leave out what is nobody's business. */

/** clean_cmdline() - only the parameters of boot memory; the text is changed. New length. */
size_t clean_cmdline(char *text, size_t len);

/** clean_boot_params() - only the fields that speak of memory. */
void clean_boot_params(char *page, size_t len);

/** clean_tree() - no serial numbers, network addresses, seeds, command line. */
void clean_tree(char *blob, size_t len);

#endif
