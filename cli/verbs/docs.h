/* SPDX-License-Identifier: MIT */
/*
 * docs.h - the documents that an input consists of, for verbs that read each by itself.
 */
#ifndef CLI_DOCS_H
#define CLI_DOCS_H

#include "cli/check/doc.h"

/**
 * struct docs - who gets them
 * @ctx:   first argument
 * @take:  takes its document over; false if it has no room for it
 * @quiet: do not mention what only root may read
 */
struct docs {
	void *ctx;
	bool (*take)(void *ctx, struct doc *doc);
	bool quiet;
};

/**
 * docs_each() - open every document of an input
 * @docs:  gets those that can be read
 * @input: a file, "-", a machine's folder, or the root of a system
 *
 * Return: true; false, after saying why, if one could not be read or was not taken.
 */
bool docs_each(const struct docs *docs, const char *input);

#endif
