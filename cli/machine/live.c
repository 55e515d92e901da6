// SPDX-License-Identifier: MIT
/*
 * live.c - the running machine, through the same door as a capture of it.
 *
 * What is not written to disk need not be cleaned, but the pieces are the same, so what works on
 * a capture works here and the other way round. The kernel's log is not part of a capture; here
 * it is asked for, and as a rule only root gets it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "cli/machine/capture.h"
#include "cli/machine/live.h"

enum {
	KLOG_READ_ALL = 3,
	KLOG_SIZE = 10,
};

static int keep(struct input *part, const char *bytes, size_t len)
{
	char *copy = malloc(len + 1);

	if (!copy)
		return -1;
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	free(part->bytes);
	part->bytes = copy;
	part->len = len;
	return 0;
}

static int put(void *ctx, const struct piece *piece)
{
	struct live *live = ctx;
	enum machine_part part;

	if (strcmp(piece->name, "meminfo.txt") == 0)
		return keep(&live->meminfo, piece->bytes, piece->len);
	if (strcmp(piece->name, "zoneinfo.txt") == 0)
		return keep(&live->zoneinfo, piece->bytes, piece->len);
	if (!machine_part_of(piece->name, &part) || live->machine.parts[part].bytes)
		return 0;
	return keep(&live->machine.parts[part], piece->bytes, piece->len);
}

static void note_unread(struct live *live, const char *what)
{
	if (live->nr_unread < LIVE_MAX_UNREAD)
		live->unread[live->nr_unread++] = strdup(what);
}

/* What the machine does not have is no loss. */
static void missing(void *ctx, const char *what, const char *why)
{
	if (strcmp(why, "only root may read it") == 0)
		note_unread(ctx, what);
}

static void read_log(struct live *live)
{
	int room = klogctl(KLOG_SIZE, NULL, 0);
	char *text = room > 0 ? malloc((size_t)room) : NULL;
	int len = text ? klogctl(KLOG_READ_ALL, text, room) : -1;

	if (len > 0)
		keep(&live->machine.parts[MACHINE_LOG], text, (size_t)len);
	else
		note_unread(live, "the kernel's log");
	free(text);
}

int live_load(struct live *live, const char *sysroot, const struct machine_wish *wish, char *why,
	      size_t room)
{
	struct capture capture = { sysroot, live, put, missing };
	int err;

	*live = (struct live){ .machine = { .name = strdup("this machine") } };
	err = capture_run(&capture);
	if (!err && *sysroot == '\0')
		read_log(live);
	if (err)
		snprintf(why, room, "out of memory");
	else
		err = machine_find_facts(&live->machine, wish, why, room);
	if (err)
		live_release(live);
	return err ? -1 : 0;
}

void live_release(struct live *live)
{
	size_t i;

	machine_release(&live->machine);
	free(live->meminfo.bytes);
	free(live->zoneinfo.bytes);
	for (i = 0; i < live->nr_unread; i++)
		free(live->unread[i]);
	*live = (struct live){ 0 };
}
