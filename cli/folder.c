// SPDX-License-Identifier: MIT
/*
 * folder.c - find the files of a machine by their names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/folder.h"

/* Of those in one row the first that exists counts. */
static const char *const names[][3] = {
	{ "proc_cmdline.txt", "cmdline.txt", NULL },
	{ "e820.txt", NULL },
	{ "firmware_memmap.txt", NULL },
	{ "boot_params.bin", NULL },
	{ "efi_memmap.txt", NULL },
	{ "guest.dtb", "qemu.dtb", "fdt.dtb" },
	{ "acpi/SRAT.bin", NULL },
	{ "acpi/SLIT.bin", NULL },
	{ "iomem.txt", NULL },
	{ "machine.txt", NULL },
};

#define NR_NAMES (sizeof(names) / sizeof(names[0]))

bool folder_is(const char *path)
{
	struct stat info;

	return strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
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

int folder_each(const char *folder, int (*take)(void *ctx, const char *path), void *ctx)
{
	bool is_any = false;
	char *path;
	size_t i, j;
	int err = 0;

	for (i = 0; i < NR_NAMES && !err; i++) {
		path = NULL;
		for (j = 0; j < 3 && names[i][j] && !path; j++)
			path = find(folder, names[i][j]);
		is_any |= path != NULL;
		err = path ? take(ctx, path) : 0;
		free(path);
	}
	path = is_any ? NULL : find(folder, "dmesg.txt");
	if (path)
		err = take(ctx, path);
	free(path);
	if (is_any || path)
		return err;
	fprintf(stderr, "%s: error: no file in this folder describes a machine\n", folder);
	return -1;
}
