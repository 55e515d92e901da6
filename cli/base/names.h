/* SPDX-License-Identifier: MIT */
/*
 * names.h - a set of strings in which equal strings are one pointer.
 *
 * Logs repeat a hundred function names ten thousand times; kept once, a name can be compared by
 * pointer and handed to a map as an owner tag that outlives it.
 */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include <stddef.h>

struct names {
	char **slots; /* open addressing; NULL is free */
	size_t nr_slots;
	size_t nr_names;
};

/**
 * names_add() - the one copy of the @len bytes at @text
 * @names: the set; zeroed is empty
 * @text:  need not be terminated; ends at a 0 byte if there is one
 * @len:   bytes
 *
 * Return: terminated string that lives as long as the set; NULL if out of memory.
 */
const char *names_add(struct names *names, const char *text, size_t len);

/** names_release() - free all of them. */
void names_release(struct names *names);

#endif
