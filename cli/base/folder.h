/* SPDX-License-Identifier: MIT */
/*
 * folder.h - the files of a machine's folder.
 */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <stdbool.h>

/** What is said of a folder that has none of them. */
#define FOLDER_NONE \
	"no file in this folder describes a machine, such as dmesg.txt, e820.txt, guest.dtb or " \
	"iomem.txt"

/** folder_is() - is it a folder? */
bool folder_is(const char *path);

/** folder_is_root() - is it one that a system runs in, or a copy: with /proc in it? */
bool folder_is_root(const char *path);

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
