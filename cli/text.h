/* SPDX-License-Identifier: MIT */
/*
 * text.h - numbers as people read them, colours, and lines of a log in short.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdio.h>

#include "cli/replay.h"

#define TEXT_ROOM 160

/** text_size() - "4 KiB", "1.5 GiB": at most four digits, exact below 10 KiB. */
const char *text_size(phys_addr_t bytes, char *out, size_t room);

/** text_count() - "29,879" */
const char *text_count(size_t count, char *out, size_t room);

/** text_event() - what an event says, in a line without its addresses' leading zeros. */
const char *text_event(const struct log_event *event, char *out, size_t room);

/** text_arch() - "x86_64", "arm64", "riscv64", "unknown architecture" */
const char *text_arch(enum log_arch arch);

/** event_number() - how many lines of the trace there are up to and with the event at @pos. */
size_t event_number(const struct log *log, size_t pos);

/** text_state() - both arrays of a map, each region on a line. */
void text_state(FILE *file, const struct memblock *mb);

#endif
