/* SPDX-License-Identifier: MIT */
/*
 * doubt.h - what a log does not know of the boot that is asked about.
 */
#ifndef CLI_DOUBT_H
#define CLI_DOUBT_H

#include "cli/predict/recipe.h"

/** doubt_words() - names of words by which two command lines differ in ways that nobody models. */
void doubt_words(const struct machine *machine, char *out, size_t room);

/** doubt_same_memory() - is it the memory, with nodes, that the recipe was learnt on? */
bool doubt_same_memory(const struct recipe *recipe, const struct memblock *mb);

#endif
