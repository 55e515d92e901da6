// SPDX-License-Identifier: MIT
/*
 * capture.c - read /proc and /sys.
 *
 * Files there have no size until they are read, so each is read to its end. Every piece is made
 * in memory and cleaned before anyone sees it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <bootmem/fw_boot_params.h>

#include "cli/base/vec.h"
#include "cli/machine/capture.h"

/** struct text - bytes that grow. */
struct text {
	char *bytes;
	size_t len;
	size_t room;
};

/* --- reading ------------------------------------------------------------------------------- */

static int read_stream(FILE *file, struct text *text)
{
	size_t got;

	do {
		if (!vec_reserve(&text->bytes, &text->room, text->len + 4096, 1))
			return ENOMEM;
		got = fread(text->bytes + text->len, 1, 4095, file);
		text->len += got;
	} while (got > 0);
	text->bytes[text->len] = '\0';
	return ferror(file) ? errno : 0;
}

/* 0, or an errno. */
static int read_path(const struct capture *capture, const char *path, struct text *text)
{
	char *full;
	FILE *file;
	int err;

	text->len = 0;
	if (asprintf(&full, "%s%s", capture->sysroot, path) < 0)
		return ENOMEM;
	file = fopen(full, "rb");
	err = file ? read_stream(file, text) : errno;
	if (file)
		fclose(file);
	free(full);
	return err;
}

static void say(const struct capture *capture, const char *path, int err)
{
	const char *why = strerror(err);

	if (err == EACCES || err == EPERM)
		why = CAPTURE_ONLY_ROOT;
	if (err == ENOENT)
		why = "this machine has none";
	capture->missing(capture->ctx, path, why);
}

static int put(const struct capture *capture, const char *name, const struct text *text)
{
	struct piece piece = { name, text->bytes, text->len };

	return capture->put(capture->ctx, &piece);
}

/* --- one file, one piece ------------------------------------------------------------------- */

enum cleaning {
	AS_IT_IS,
	OF_CMDLINE,
	OF_BOOT_PARAMS,
	OF_TREE,
	OF_IOMEM,
};

static const struct {
	const char *path;
	const char *name;
	enum cleaning cleaning;
} files[] = {
	{ "/proc/cmdline", "proc_cmdline.txt", OF_CMDLINE },
	{ "/sys/kernel/boot_params/data", "boot_params.bin", OF_BOOT_PARAMS },
	{ "/sys/firmware/fdt", "fdt.dtb", OF_TREE },
	{ "/sys/firmware/acpi/tables/SRAT", "acpi/SRAT.bin", AS_IT_IS },
	{ "/sys/firmware/acpi/tables/SLIT", "acpi/SLIT.bin", AS_IT_IS },
	{ "/sys/firmware/acpi/tables/CEDT", "acpi/CEDT.bin", AS_IT_IS },
	{ "/proc/iomem", "iomem.txt", OF_IOMEM },
	{ "/proc/meminfo", "meminfo.txt", AS_IT_IS },
	{ "/proc/zoneinfo", "zoneinfo.txt", AS_IT_IS },
};

static bool is_hidden(const struct text *iomem)
{
	return strspn(iomem->bytes, "0- :\n") > 8 &&
	       strncmp(iomem->bytes, "00000000-00000000", 17) == 0;
}

/* A kernel started by another protocol makes the page up. */
static bool is_from_loader(const struct text *page)
{
	struct bm_boot_params params;

	return bm_boot_params_parse(page->bytes, page->len, &params, NULL) == 0;
}

static void clean(struct text *text, enum cleaning cleaning)
{
	if (cleaning == OF_CMDLINE)
		text->len = clean_cmdline(text->bytes, text->len);
	if (cleaning == OF_BOOT_PARAMS)
		clean_boot_params(text->bytes, text->len);
	if (cleaning == OF_TREE)
		clean_tree(text->bytes, text->len);
}

static int capture_file(const struct capture *capture, size_t file, struct text *text)
{
	int err = read_path(capture, files[file].path, text);

	if (!err && files[file].cleaning == OF_IOMEM && is_hidden(text))
		err = EACCES;
	if (err) {
		say(capture, files[file].path, err);
		return 0;
	}
	if (files[file].cleaning == OF_BOOT_PARAMS && !is_from_loader(text)) {
		capture->missing(capture->ctx, files[file].path, "no loader has filled it in");
		return 0;
	}
	if (!capture->as_it_is)
		clean(text, files[file].cleaning);
	return put(capture, files[file].name, text);
}

/* --- pieces made of several ---------------------------------------------------------------- */

static bool append(struct text *text, const char *word, char end)
{
	size_t len = strcspn(word, "\n");

	if (!vec_reserve(&text->bytes, &text->room, text->len + len + 2, 1))
		return false;
	memcpy(text->bytes + text->len, word, len);
	text->len += len;
	text->bytes[text->len++] = end;
	text->bytes[text->len] = '\0';
	return true;
}

/* "0 0x0 0x9fbff System RAM"; false when there are no more. */
static bool append_entry(const struct capture *capture, unsigned int nr, struct text *all, int *err)
{
	static const char *const words[] = { "start", "end", "type" };
	struct text text = { 0 };
	char path[64], number[16];
	size_t i;

	snprintf(number, sizeof(number), "%u", nr);
	*err = 0;
	for (i = 0; i < 3 && *err == 0; i++) {
		snprintf(path, sizeof(path), "/sys/firmware/memmap/%u/%s", nr, words[i]);
		*err = read_path(capture, path, &text);
		if (*err == 0 && ((i == 0 && !append(all, number, ' ')) ||
				  !append(all, text.bytes, i < 2 ? ' ' : '\n')))
			*err = ENOMEM;
	}
	free(text.bytes);
	return *err == 0;
}

static int capture_memmap(const struct capture *capture)
{
	struct text all = { 0 };
	unsigned int nr = 0;
	int err = 0;

	while (append_entry(capture, nr, &all, &err))
		nr++;
	if (nr == 0 || err != ENOENT)
		say(capture, "/sys/firmware/memmap", err);
	err = nr > 0 ? put(capture, "firmware_memmap.txt", &all) : 0;
	free(all.bytes);
	return err;
}

/* The release; who built the kernel and where is left out. */
static int capture_version(const struct capture *capture)
{
	struct text text = { 0 };
	struct utsname name;
	char line[200];
	int err = read_path(capture, "/proc/sys/kernel/osrelease", &text);

	if (err || uname(&name) != 0) {
		say(capture, "/proc/sys/kernel/osrelease", err ? err : errno);
		err = 0;
	} else {
		int len = snprintf(line, sizeof(line), "Linux version %.*s (%s)\n",
				   (int)strcspn(text.bytes, "\n"), text.bytes,
				   *capture->sysroot ? "unknown" : name.machine);
		struct piece piece = { "version.txt", line, (size_t)len };

		err = capture->put(capture->ctx, &piece);
	}
	free(text.bytes);
	return err;
}

int capture_run(const struct capture *capture)
{
	struct text text = { 0 };
	int err = capture_version(capture);
	size_t i;

	err = err ? err : capture_memmap(capture);
	for (i = 0; i < sizeof(files) / sizeof(files[0]) && !err; i++)
		err = capture_file(capture, i, &text);
	free(text.bytes);
	return err;
}
