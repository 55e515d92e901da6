/* SPDX-License-Identifier: MIT */
/*
 * load.h - from an argument to a parsed log, with what goes wrong told to the person.
 */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "cli/base/input.h"
#include "cli/base/program.h"
#include "cli/log/log.h"
#include "cli/verbs/cli.h"

/**
 * load_sources() - the logs that the rest of the command line names
 * @cli:     at least one argument must be left, from index @first on
 * @first:   index into cli->args
 * @sources: set; release it with sources_release() whatever is returned
 *
 * Return: EXIT_YES or EXIT_USAGE, after saying why.
 */
int load_sources(const struct cli *cli, size_t first, struct sources *sources);

/**
 * load_log() - read and parse one
 * @source:  where it is
 * @partial: accept a log that ends before boot memory's work is done
 * @log:     set on success; release it with log_release()
 *
 * Return: EXIT_YES or EXIT_USAGE, after saying why with file and line.
 */
int load_log(const struct source *source, bool partial, struct log *log);

/**
 * load_one() - the same for a verb that works on a single log: the first of what
 * cli->args[first] names; if that is a machine without a log, the log that it would leave.
 */
int load_one(const struct cli *cli, size_t first, bool partial, struct log *log, char **out_name);

/** say_unreplayable() - the library had no room for an edit of @name, at @line if that is not 0. */
void say_unreplayable(const char *name, unsigned int line);

#endif
