/* SPDX-License-Identifier: MIT */
/*
 * folder.h - the files of a machine's folder.
 */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <stdbool.h>

/** folder_is() - is it a folder? */
bool folder_is(const char *path);

/**
 * folder_each() - call @take with each file that describes the machine, compressed or not
 * @folder: as `bootmem capture` writes it
 * @take:   returns 0 to go on
 * @ctx:    its first argument
 *
 * A log repeats what other files say in a better way, so it is only taken for want of them.
 *
 * Return: 0; what @take returned if that was not 0; -1, after saying why, if there is no such file.
 */
int folder_each(const char *folder, int (*take)(void *ctx, const char *path), void *ctx);

#endif
