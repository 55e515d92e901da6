/* SPDX-License-Identifier: MIT */
/*
 * manual.h - man pages and shell completion, from the same tables as --help.
 */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include <stdbool.h>

#include "cli/verbs/cli.h"

/** manual_print() - the man page of a verb; with NULL the one that lists @verbs. */
void manual_print(const struct verb *verb, const struct verb *const *verbs, size_t nr_verbs);

/** completion_print() - for "bash", "zsh" or "fish"; false if it is another shell. */
bool completion_print(const char *shell, const struct verb *const *verbs, size_t nr_verbs);

#endif
