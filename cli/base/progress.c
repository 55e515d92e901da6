// SPDX-License-Identifier: MIT
/*
 * progress.c - a line of the terminal that goes away again.
 *
 * A thread sleeps until the delay is over, then writes the line five times a second. All that it
 * shares with the one that works is under one lock, which is held for a few stores, or for the
 * writing of a line.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/base/progress.h"

#define DELAY_MS 500
#define AGAIN_MS 200

static void hide(struct progress *progress)
{
	if (progress->is_shown)
		fputs("\r\033[K", stderr);
	progress->is_shown = false;
}

static void show(struct progress *progress)
{
	if (progress->total > 0)
		fprintf(stderr, "\r\033[K%s: %zu of %zu", progress->what, progress->done,
			progress->total);
	else
		fprintf(stderr, "\r\033[K%s", progress->what);
	progress->is_shown = true;
}

/* Until that much time has passed, or it is over. */
static void wait_for(struct progress *progress, long ms)
{
	struct timespec until;
	int err = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!progress->is_over && err != ETIMEDOUT)
		err = pthread_cond_timedwait(&progress->changed, &progress->lock, &until);
}

static void *watch(void *ctx)
{
	struct progress *progress = ctx;

	pthread_mutex_lock(&progress->lock);
	wait_for(progress, progress->delay_ms > 0 ? progress->delay_ms : DELAY_MS);
	while (!progress->is_over) {
		show(progress);
		wait_for(progress, AGAIN_MS);
	}
	hide(progress);
	pthread_mutex_unlock(&progress->lock);
	return NULL;
}

static bool is_wanted(const struct progress *progress)
{
	const char *term = getenv("TERM");

	if (progress->prints && isatty(STDOUT_FILENO))
		return false;
	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

void progress_begin(struct progress *progress, const char *what)
{
	pthread_condattr_t attr;

	progress->what = what;
	if (!what || !is_wanted(progress))
		return;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&progress->lock, NULL);
	pthread_cond_init(&progress->changed, &attr);
	pthread_condattr_destroy(&attr);
	progress->is_on = pthread_create(&progress->thread, NULL, watch, progress) == 0;
}

void progress_say(struct progress *progress, const char *what)
{
	if (!progress->is_on)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->what = what;
	progress->total = 0;
	pthread_mutex_unlock(&progress->lock);
}

void progress_at(struct progress *progress, size_t done, size_t total)
{
	if (!progress->is_on)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->done = done;
	progress->total = total;
	pthread_mutex_unlock(&progress->lock);
}

static ssize_t write_out(void *ctx, const char *bytes, size_t len)
{
	struct progress *progress = ctx;
	size_t written;

	if (!progress->is_on)
		return (ssize_t)fwrite(bytes, 1, len, stdout);
	pthread_mutex_lock(&progress->lock);
	hide(progress);
	written = fwrite(bytes, 1, len, stdout);
	fflush(stdout);
	pthread_mutex_unlock(&progress->lock);
	return (ssize_t)written;
}

FILE *progress_out(struct progress *progress)
{
	FILE *file = fopencookie(progress, "w", (cookie_io_functions_t){ .write = write_out });

	if (file)
		setvbuf(file, NULL, _IOLBF, BUFSIZ);
	return file;
}

void progress_end(struct progress *progress)
{
	if (!progress->is_on)
		return;
	pthread_mutex_lock(&progress->lock);
	progress->is_over = true;
	pthread_cond_signal(&progress->changed);
	pthread_mutex_unlock(&progress->lock);
	pthread_join(progress->thread, NULL);
	pthread_cond_destroy(&progress->changed);
	pthread_mutex_destroy(&progress->lock);
	progress->is_on = false;
}
