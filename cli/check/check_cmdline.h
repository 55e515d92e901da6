/* SPDX-License-Identifier: MIT */
/*
 * check_cmdline.h - what the checks of command lines share: places of words.
 */
#ifndef CLI_CHECK_CMDLINE_H
#define CLI_CHECK_CMDLINE_H

#include <bootmem/cmdline.h>

#include "cli/check/lint.h"

/** cmdline_word() - name and value of a word. */
struct bm_str cmdline_word(const struct bm_cmdline_iter *it);

/** cmdline_place() - of a piece of the command line. */
struct place cmdline_place(const struct claims *claims, struct bm_str piece);

/** str_has() - is @word in it? */
bool str_has(struct bm_str text, const char *word);

#endif
