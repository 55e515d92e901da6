// SPDX-License-Identifier: MIT
/*
 * folder.c - find the files of a machine by their names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/base/folder.h"

/* Of those in one row the first that exists counts; the first row is no map. */
static const char *const names[][3] = {
	{ "proc_cmdline.txt", "cmdline.txt", NULL },
	{ "e820.txt", NULL },
	{ "firmware_memmap.txt", NULL },
	{ "boot_params.bin", NULL },
	{ "efi_memmap.txt", NULL },
	{ "guest.dtb", "qemu.dtb", "fdt.dtb" },
	{ "acpi/SRAT.bin", NULL },
	{ "acpi/SLIT.bin", NULL },
	{ "acpi/CEDT.bin", NULL },
	{ "iomem.txt", NULL },
	{ "machine.txt", NULL },
};

#define NR_NAMES (sizeof(names) / sizeof(names[0]))

bool folder_is(const char *path)
{
	struct stat info;

	return strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool folder_is_root(const char *path)
{
	char *proc = NULL;
	bool is_root;

	if (!folder_is(path) || asprintf(&proc, "%s/proc", path) < 0)
		return false;
	is_root = folder_is(proc);
	free(proc);
	return is_root;
}

/* The file with any suffix; NULL if there is none. */
static char *find(const char *folder, const char *name)
{
	static const char *const suffixes[] = { "", ".xz", ".gz", ".zst", ".bz2" };
	struct stat info;
	char *path;
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (asprintf(&path, "%s/%s%s", folder, name, suffixes[i]) < 0)
			return NULL;
		if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
			return path;
		free(path);
	}
	return NULL;
}

static char *find_any(const char *folder, size_t row)
{
	char *path = NULL;
	size_t i;

	for (i = 0; i < 3 && names[row][i] && !path; i++)
		path = find(folder, names[row][i]);
	return path;
}

static int take_and_free(int (*take)(void *ctx, const char *path), void *ctx, char *path)
{
	int err = path ? take(ctx, path) : 0;

	free(path);
	return err;
}

/* A command line alone describes no machine. */
static bool has_map(const char *folder)
{
	bool found = false;
	char *path;
	size_t i;

	for (i = 1; i < NR_NAMES && !found; i++) {
		path = find_any(folder, i);
		found = path != NULL;
		free(path);
	}
	return found;
}

int folder_each(const char *folder, int (*take)(void *ctx, const char *path), void *ctx)
{
	char *path = has_map(folder) ? NULL : find(folder, "dmesg.txt");
	size_t i, nr = 0;
	int err = 0;

	if (path)
		return take_and_free(take, ctx, path);
	for (i = 0; i < NR_NAMES && !err; i++) {
		path = find_any(folder, i);
		nr += path != NULL;
		err = take_and_free(take, ctx, path);
	}
	if (nr > 0)
		return err;
	fprintf(stderr, "%s: error: %s\n", folder, FOLDER_NONE);
	return -1;
}
