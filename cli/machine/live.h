/* SPDX-License-Identifier: MIT */
/*
 * live.h - the running machine, as far as whoever asks may see it.
 */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include "cli/machine/machine.h"

#define LIVE_MAX_UNREAD 16

/**
 * struct live - the running machine
 * @machine:  as from a folder; its log is the kernel's ring, if that may be read
 * @meminfo:  /proc/meminfo
 * @zoneinfo: /proc/zoneinfo
 * @unread:   paths that only others may read
 */
struct live {
	struct machine machine;
	struct input meminfo;
	struct input zoneinfo;
	char *unread[LIVE_MAX_UNREAD];
	size_t nr_unread;
};

/**
 * live_load() - look at everything that may be looked at
 * @live:    set on success; release it with live_release()
 * @sysroot: put before /proc and /sys; "" for this machine. With another there is no log
 * @wish:    what to override
 * @why:     says what went wrong, on failure
 * @room:    bytes at @why
 *
 * Return: 0, or -1.
 */
int live_load(struct live *live, const char *sysroot, const struct machine_wish *wish, char *why,
	      size_t room);

void live_release(struct live *live);

#endif
