/* SPDX-License-Identifier: MIT */
/*
 * progress.h - how far something is, in a line of the terminal that goes away again.
 *
 *	struct progress progress = { 0 };
 *
 *	progress_begin(&progress, cli->quiet ? NULL : "replaying");
 *	for (i = 0; i < nr; i++) {
 *		progress_at(&progress, i, nr);
 *		...
 *	}
 *	progress_end(&progress);
 *
 * Nothing is shown unless standard error is a terminal, nor before half a second has passed, and
 * nothing is left behind. What takes long need not ask for it to be shown: a thread does.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct progress - begin with zeros
 * @delay_ms: instead of half a second, if it is not 0
 * @prints:   standard output is written to meanwhile; if it is a terminal, that is progress enough
 */
struct progress {
	unsigned int delay_ms;
	bool prints;

	/* private */
	bool is_on;
	bool is_over;
	bool is_shown;
	const char *what;
	size_t done;
	size_t total;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/** progress_begin() - @what is being done, a word or two; NULL for no progress at all. */
void progress_begin(struct progress *progress, const char *what);

/** progress_say() - something else is being done now; @what must last. */
void progress_say(struct progress *progress, const char *what);

/** progress_at() - @done of @total. */
void progress_at(struct progress *progress, size_t done, size_t total);

/**
 * progress_out() - where to write while it goes on
 *
 * Lines for standard output that are written to it come before the line of progress, not into it.
 * Close it with fclose() before the end; NULL if there is no memory.
 */
FILE *progress_out(struct progress *progress);

/** progress_end() - the line is gone. */
void progress_end(struct progress *progress);

#endif
