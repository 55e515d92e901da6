// SPDX-License-Identifier: MIT
/*
 * text.c - numbers as people read them, and lines of a log in short.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/span.h"
#include "cli/text.h"

const char *text_size(phys_addr_t bytes, char *out, size_t room)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	unsigned int unit = 0;
	double value = (double)bytes;

	while (value >= 1024 && unit < 6) {
		value /= 1024;
		unit++;
	}
	if (unit == 0 || value >= 1000 || value == (double)(uint64_t)value)
		snprintf(out, room, "%.0f %s", value, units[unit]);
	else
		snprintf(out, room, "%.*f %s", value < 10 ? 2 : 1, value, units[unit]);
	return out;
}

const char *text_count(size_t count, char *out, size_t room)
{
	char digits[32];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%zu", count);
	size_t i, n = 0;

	for (i = 0; i < len && n + 2 < room; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[n++] = ',';
		out[n++] = digits[i];
	}
	out[n] = '\0';
	return out;
}

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

static void print_array(FILE *file, const struct memblock_type *type)
{
	unsigned long i;
	char size[32];

	fprintf(file, "%s: %lu regions, room for %lu, %s\n", type->name, type->cnt, type->max,
		text_size(type->total_size, size, sizeof(size)));
	for (i = 0; i < type->cnt; i++) {
		const struct memblock_region *region = &type->regions[i];

		fprintf(file, "  0x%012" PRIx64 "-0x%012" PRIx64 " %10s", region->base,
			region_end(region) - 1, text_size(region->size, size, sizeof(size)));
		if (region->nid >= 0)
			fprintf(file, "  node %d", region->nid);
		if (region->flags)
			fprintf(file, "  flags %#x", (unsigned int)region->flags);
		fputc('\n', file);
	}
}

void text_state(FILE *file, const struct memblock *mb)
{
	print_array(file, &mb->memory);
	print_array(file, &mb->reserved);
}
