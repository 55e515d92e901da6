/* SPDX-License-Identifier: MIT */
/*
 * log_words.h - an event of a log in a line, as people read it.
 */
#ifndef CLI_LOG_WORDS_H
#define CLI_LOG_WORDS_H

#include "cli/log/log.h"

/** text_event() - what an event says, without its addresses' leading zeros. */
const char *text_event(const struct log_event *event, char *out, size_t room);

/** text_arch() - "x86_64", "arm64", "riscv64", "unknown architecture" */
const char *text_arch(enum log_arch arch);

/** event_number() - how many lines of the trace there are up to and with the event at @pos. */
size_t event_number(const struct log *log, size_t pos);

#endif
