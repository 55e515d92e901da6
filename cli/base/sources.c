// SPDX-License-Identifier: MIT
/*
 * sources.c - find the logs in what the command line names.
 *
 * A boot's folder holds its log as dmesg.txt, and the logs of kernels started by kexec in
 * boot2, boot3 and so on. Folders are listed in the order of their names, so that the same
 * arguments give the same output everywhere.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/base/folder.h"
#include "cli/base/input.h"
#include "cli/base/vec.h"

static int out_of_memory(char *why, size_t room)
{
	snprintf(why, room, "out of memory");
	return -1;
}

static char *join(const char *folder, const char *name)
{
	size_t len = strlen(folder);
	bool slash = len > 0 && folder[len - 1] == '/';
	char *path;

	if (asprintf(&path, "%s%s%s", folder, slash ? "" : "/", name) < 0)
		return NULL;
	return path;
}

/* Takes over both strings. */
static bool add_source(struct sources *sources, char *path, char *name)
{
	struct source source = { path, name };

	if (!path || !name ||
	    !vec_reserve(&sources->items, &sources->room, sources->nr + 1, sizeof(source))) {
		free(path);
		free(name);
		return false;
	}
	sources->items[sources->nr++] = source;
	return true;
}

/* The log inside a folder, or NULL. */
static char *log_in(const char *folder)
{
	static const char *const names[] = {
		"dmesg.txt", "dmesg.txt.xz", "dmesg.txt.gz", "dmesg.txt.zst", "dmesg.txt.bz2",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = join(folder, names[i]);
		struct stat info;

		if (path && stat(path, &info) == 0 && S_ISREG(info.st_mode))
			return path;
		free(path);
	}
	return NULL;
}

/* The last part of a path. */
static char *name_of(const char *path)
{
	size_t end = strlen(path), start;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (start = end; start > 0 && path[start - 1] != '/'; start--)
		;
	return strndup(path + start, end - start);
}

/* A boot's folder and its boot2, boot3 ...; *found says whether there was a log. */
static int add_boot(struct sources *sources, const char *folder, bool *found, char *why,
		    size_t room)
{
	char *path = log_in(folder);
	char *name, *later;
	unsigned int i;

	*found = path != NULL;
	if (!path)
		return 0;
	if (!add_source(sources, path, name_of(folder)))
		return out_of_memory(why, room);
	for (i = 2; i < 100; i++) {
		char part[16];

		snprintf(part, sizeof(part), "boot%u", i);
		later = join(folder, part);
		path = later ? log_in(later) : NULL;
		free(later);
		if (!path)
			return 0;
		name = join(sources->items[sources->nr - i + 1].name, part);
		if (!add_source(sources, path, name))
			return out_of_memory(why, room);
	}
	return 0;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_folder_of_boots(struct sources *sources, const char *folder, char *why, size_t room)
{
	struct dirent **entries;
	int nr = scandir(folder, &entries, is_visible, by_name);
	size_t before = sources->nr;
	int i, err = 0;

	if (nr < 0) {
		snprintf(why, room, "%s", strerror(errno));
		return -1;
	}
	for (i = 0; i < nr; i++) {
		char *inner = err ? NULL : join(folder, entries[i]->d_name);
		bool found;

		if (inner)
			err = add_boot(sources, inner, &found, why, room);
		free(inner);
		free(entries[i]);
	}
	free(entries);
	if (!err && sources->nr == before) {
		snprintf(why, room, "no dmesg.txt in this folder or in one inside it");
		err = -1;
	}
	return err;
}

int sources_add(struct sources *sources, const char *arg, char *why, size_t room)
{
	struct stat info;
	bool found;
	int err;

	if (strcmp(arg, "-") == 0)
		return add_source(sources, strdup("-"), strdup("<stdin>"))
			       ? 0
			       : out_of_memory(why, room);
	if (stat(arg, &info) != 0) {
		snprintf(why, room, "%s", strerror(errno));
		return -1;
	}
	if (!S_ISDIR(info.st_mode) || folder_is_root(arg))
		return add_source(sources, strdup(arg), strdup(input_name(arg)))
			       ? 0
			       : out_of_memory(why, room);
	err = add_boot(sources, arg, &found, why, room);
	return err || found ? err : add_folder_of_boots(sources, arg, why, room);
}

void sources_release(struct sources *sources)
{
	size_t i;

	for (i = 0; i < sources->nr; i++) {
		free(sources->items[i].path);
		free(sources->items[i].name);
	}
	free(sources->items);
	*sources = (struct sources){ 0 };
}
