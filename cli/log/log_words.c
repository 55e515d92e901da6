// SPDX-License-Identifier: MIT
/*
 * log_words.c - an event of a log in a line, as people read it.
 */
#include <inttypes.h>
#include <stdio.h>

#include <bootmem/mb_alloc.h>

#include "cli/log/log_words.h"

const char *text_arch(enum log_arch arch)
{
	static const char *const names[] = {
		[LOG_ARCH_UNKNOWN] = "unknown architecture",
		[LOG_ARCH_X86] = "x86_64",
		[LOG_ARCH_ARM64] = "arm64",
		[LOG_ARCH_RISCV] = "riscv64",
	};

	return names[arch];
}

size_t event_number(const struct log *log, size_t pos)
{
	size_t i, number = 0;

	for (i = 0; i <= pos && i < log->nr_events; i++)
		number += log_is_trace(&log->events[i]);
	return number;
}

static const char *verb_of(const struct log_event *event)
{
	switch (event->kind) {
	case LOG_ADD:
		return "add";
	case LOG_REMOVE:
		return "remove";
	case LOG_RESERVE:
		return "reserve";
	case LOG_FREE:
		return "free";
	case LOG_FREE_LATE:
		return "free late";
	case LOG_GREW:
		return "array moves to";
	default:
		return "";
	}
}

static const char *text_request(const struct log_event *event, char *out, size_t room)
{
	char from[32] = "", max[32] = "", node[32] = "";

	if (event->from > 0)
		snprintf(from, sizeof(from), " from 0x%" PRIx64, event->from);
	if (event->max > MEMBLOCK_ALLOC_NOLEAKTRACE)
		snprintf(max, sizeof(max), " below 0x%" PRIx64, event->max);
	if (event->nid >= 0)
		snprintf(node, sizeof(node), " on node %d%s", event->nid,
			 event->exact ? " only" : "");
	snprintf(out, room, "allocate %" PRIu64 " bytes align 0x%" PRIx64 "%s%s%s  %s", event->size,
		 event->align, from, max, node, event->who);
	return out;
}

const char *text_event(const struct log_event *event, char *out, size_t room)
{
	if (event->kind == LOG_REQUEST)
		return text_request(event, out, room);
	if (event->kind == LOG_DUMP)
		snprintf(out, room, "dump of the map");
	else if (event->size == 0)
		snprintf(out, room, "%s nothing at 0x%" PRIx64 "  %s", verb_of(event), event->base,
			 event->who);
	else
		snprintf(out, room, "%s 0x%" PRIx64 "-0x%" PRIx64 "  %s", verb_of(event),
			 event->base, log_end(event) - 1, event->who ? event->who : "");
	return out;
}
