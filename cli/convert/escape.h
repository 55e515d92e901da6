/* SPDX-License-Identifier: MIT */
/*
 * escape.h - a kernel command line as each loader wants it written.
 *
 * What reaches the kernel is always the same; what has to be typed is not. memmap=64K$0x18690000
 * has cost people whole evenings.
 */
#ifndef CLI_ESCAPE_H
#define CLI_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

/** struct loader - whose file or prompt it is written for. */
struct loader {
	const char *name;
	const char *where; /* what is written: a file and variable, or a command */
	const char *before;
	const char *after;
	/* The escape of @c, NULL if it stands for itself. */
	const char *(*escape)(char c);
};

/** loader_nth() - all of them; NULL behind the last. */
const struct loader *loader_nth(size_t i);

/** loader_find() - by name; NULL if there is none. */
const struct loader *loader_find(const char *name);

/** loader_print() - @text as it must be written, without what is around it. */
void loader_print(FILE *file, const struct loader *loader, const char *text);

#endif
