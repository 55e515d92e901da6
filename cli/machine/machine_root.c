// SPDX-License-Identifier: MIT
/*
 * machine_root.c - a running system, through the same door as a capture of it.
 *
 * What is not written to disk need not be cleaned, but the pieces are the same, so what works on
 * a capture works here and the other way round. The kernel's log is not part of a capture. Here it
 * is asked for, and as a rule only root gets it; the log of a copy of a system is where systems
 * keep it, or where reports for a distributor's support have it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "cli/machine/capture.h"
#include "cli/machine/machine.h"

enum {
	KLOG_READ_ALL = 3,
	KLOG_SIZE = 10,
	KLOG_MAX = 1 << 29,
};

static int put(void *ctx, const struct piece *piece)
{
	struct machine *machine = ctx;
	enum machine_part part;
	char *copy;

	if (!machine_part_of(piece->name, &part) || machine->parts[part].bytes)
		return 0;
	copy = malloc(piece->len + 1);
	if (!copy)
		return -1;
	memcpy(copy, piece->bytes, piece->len);
	copy[piece->len] = '\0';
	machine->parts[part] = (struct input){ copy, piece->len };
	return 0;
}

/* What the machine does not have is no loss. */
static void missing(void *ctx, const char *what, const char *why)
{
	struct machine *machine = ctx;

	if (strcmp(why, CAPTURE_ONLY_ROOT) == 0 && machine->nr_unread < MACHINE_MAX_UNREAD)
		machine->unread[machine->nr_unread++] = what;
}

/* The kernel keeps lines without level and time, which take room here; what has none is lost. */
static void read_own_log(struct machine *machine)
{
	int kept = klogctl(KLOG_SIZE, NULL, 0);
	int room = kept > 0 && kept <= KLOG_MAX ? 2 * kept : kept;
	char *text = room > 0 ? malloc((size_t)room) : NULL;
	int len = text ? klogctl(KLOG_READ_ALL, text, room) : -1;

	if (len > 0)
		put(machine, &(struct piece){ "dmesg.txt", text, (size_t)len });
	else
		missing(machine, "the kernel's log", CAPTURE_ONLY_ROOT);
	free(text);
}

int machine_read_root(struct machine *machine, const char *root, char *why, size_t room)
{
	struct capture capture = {
		.sysroot = input_is_own(root) ? "" : root,
		.as_it_is = true,
		.ctx = machine,
		.put = put,
		.missing = missing,
	};

	machine->is_root = true;
	machine->is_own = input_is_own(root);
	if (capture_run(&capture) != 0) {
		snprintf(why, room, "out of memory");
		return -1;
	}
	if (machine->is_own)
		read_own_log(machine);
	else if (!machine_read_beside(root, "var/log/dmesg", &machine->parts[MACHINE_LOG]))
		machine_read_beside(root, "sos_commands/kernel/dmesg",
				    &machine->parts[MACHINE_LOG]);
	return 0;
}
