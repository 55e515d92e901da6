/* SPDX-License-Identifier: MIT */
/*
 * word.h - which word was meant by one that was mistyped.
 */
#ifndef CLI_WORD_H
#define CLI_WORD_H

#include <stddef.h>

/** word_distance() - how many letters must be changed, added or dropped to make @b of @a. */
size_t word_distance(const char *a, const char *b);

#endif
