// SPDX-License-Identifier: MIT
/*
 * past.c - a dump as a map of its own, and the same at an earlier moment.
 *
 * Undoing the lines between an earlier moment and a dump gives the arrays as they were then: what
 * was added is removed, what was reserved freed, what was freed reserved. The map is edited by the
 * library like any other, and has room for every edit from the start.
 */
#include <stdlib.h>

#include <bootmem/host.h>

#include "cli/replay/past.h"

static int past_new(struct past *past, size_t nr_regions)
{
	*past = (struct past){ 0 };
	past->regions = calloc(2 * nr_regions, sizeof(*past->regions));
	if (!past->regions)
		return -BM_ENOMEM;
	mb_init(&past->mb, &host_no_ram, past->regions, 2 * (unsigned long)nr_regions);
	return 0;
}

void past_release(struct past *past)
{
	free(past->regions);
	past->regions = NULL;
}

static int load_dump(struct past *past, const struct log *log, const struct log_dump *dump)
{
	size_t i;
	int err = 0;

	for (i = 0; i < dump->nr_memory && !err; i++) {
		const struct memblock_region *region = &log->regions[dump->first_memory + i];

		err = mb_add_node(&past->mb, region->base, region->size, region->nid,
				  region->flags);
	}
	for (i = 0; i < dump->nr_reserved && !err; i++) {
		const struct memblock_region *region = &log->regions[dump->first_reserved + i];

		err = mb_reserve_node(&past->mb, region->base, region->size, region->nid,
				      region->flags);
	}
	return err;
}

static int undo(struct past *past, const struct log_event *event)
{
	if (event->kind == LOG_ADD)
		return mb_remove(&past->mb, event->base, event->size);
	if (event->kind == LOG_RESERVE)
		return mb_unreserve(&past->mb, event->base, event->size);
	if (event->kind == LOG_FREE)
		return mb_reserve(&past->mb, event->base, event->size);
	return 0;
}

/* The dump at event @dump_pos as it was before the event at @pos. */
int past_at(const struct log *log, size_t pos, size_t dump_pos, struct past *past)
{
	const struct log_dump *dump = &log->dumps[log->events[dump_pos].idx];
	size_t i;
	int err;

	/*
	 * Undoing an event adds at most one region to an array; cutting one asks for two free
	 * slots.
	 */
	err = past_new(past, dump->nr_memory + dump->nr_reserved + (dump_pos - pos) + 4);
	if (err)
		return err;
	past->line = dump->line;
	err = load_dump(past, log, dump);
	for (i = dump_pos; i > pos && !err; i--)
		err = undo(past, &log->events[i - 1]);
	if (err)
		past_release(past);
	return err;
}

/* Nodes of memory as zones were built from them, for logs that end before the next dump. */
static int past_of_node_ranges(const struct log *log, struct past *past)
{
	size_t i;
	int err = past_new(past, log->nr_events + 4);

	for (i = 0; i < log->nr_events && !err; i++) {
		const struct log_event *event = &log->events[i];

		if (event->kind != LOG_NODE_RANGE)
			continue;
		if (past->line == 0)
			past->line = event->line;
		err = mb_add_node(&past->mb, event->base, event->size, event->nid, MEMBLOCK_NONE);
	}
	if (err)
		past_release(past);
	return err;
}

size_t past_next_dump(const struct log *log, size_t pos)
{
	size_t i;

	for (i = pos; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_DUMP && log->dumps[log->events[i].idx].nr_memory > 0)
			return i;
	return NO_EVENT;
}

int past_ahead(const struct log *log, size_t pos, struct past *past)
{
	size_t dump_pos = past_next_dump(log, pos);

	return dump_pos == NO_EVENT ? past_of_node_ranges(log, past)
				    : past_at(log, pos, dump_pos, past);
}

static bool same_array(const struct memblock_type *a, const struct memblock_type *b)
{
	unsigned long i;

	for (i = 0; i < a->cnt && i < b->cnt; i++) {
		const struct memblock_region *x = &a->regions[i], *y = &b->regions[i];

		if (x->base != y->base || x->size != y->size || x->nid != y->nid ||
		    x->flags != y->flags)
			return false;
	}
	return a->cnt == b->cnt;
}

bool past_equals(const struct past *past, const struct memblock *mb)
{
	return same_array(&past->mb.memory, &mb->memory) &&
	       same_array(&past->mb.reserved, &mb->reserved);
}
