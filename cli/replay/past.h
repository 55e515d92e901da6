/* SPDX-License-Identifier: MIT */
/*
 * past.h - the map that a log shows in a dump, taken back to an earlier moment.
 */
#ifndef CLI_PAST_H
#define CLI_PAST_H

#include "cli/log/log.h"
#include "cli/replay/history.h"

/** struct past - a map as the log has it; line is that of the dump. */
struct past {
	struct memblock mb;
	struct memblock_region *regions;
	unsigned int line;
};

/** past_next_dump() - index of the next dump that shows memory, from @pos on; NO_EVENT if none. */
size_t past_next_dump(const struct log *log, size_t pos);

/**
 * past_at() - the dump at event @dump_pos as it was before the event at @pos
 * @log:      the log
 * @pos:      not above @dump_pos
 * @dump_pos: index of a LOG_DUMP
 * @past:     set on success; release it with past_release()
 *
 * Return: 0, or -BM_ENOMEM.
 */
int past_at(const struct log *log, size_t pos, size_t dump_pos, struct past *past);

/**
 * past_ahead() - the map before the event at @pos, as the next dump knows it
 *
 * A log that ends before its next dump may still say which memory each node has; then that.
 *
 * Return: 0, or -BM_ENOMEM.
 */
int past_ahead(const struct log *log, size_t pos, struct past *past);

/** past_equals() - are both arrays those of @mb, entry by entry? */
bool past_equals(const struct past *past, const struct memblock *mb);

void past_release(struct past *past);

#endif
