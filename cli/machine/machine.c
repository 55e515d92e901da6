// SPDX-License-Identifier: MIT
/*
 * machine.c - read the files of a machine, whatever they are called and however compressed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <bootmem/cmdline.h>

#include "cli/base/folder.h"
#include "cli/machine/machine.h"

/* Names by preference: the first that exists is the part. */
static const struct {
	enum machine_part part;
	const char *name;
} files[] = {
	{ MACHINE_CMDLINE, "proc_cmdline.txt" },
	{ MACHINE_CMDLINE, "cmdline.txt" },
	{ MACHINE_VERSION, "version.txt" },
	{ MACHINE_E820, "e820.txt" },
	{ MACHINE_BOOT_PARAMS, "boot_params.bin" },
	{ MACHINE_MEMMAP, "firmware_memmap.txt" },
	{ MACHINE_EFI, "efi_memmap.txt" },
	{ MACHINE_TREE, "guest.dtb" },
	{ MACHINE_TREE, "qemu.dtb" },
	{ MACHINE_TREE, "fdt.dtb" },
	{ MACHINE_SRAT, "acpi/SRAT.bin" },
	{ MACHINE_SLIT, "acpi/SLIT.bin" },
	{ MACHINE_CEDT, "acpi/CEDT.bin" },
	{ MACHINE_PLAIN, "machine.txt" },
	{ MACHINE_IOMEM, "iomem.txt" },
	{ MACHINE_LOG, "dmesg.txt" },
	{ MACHINE_MEMINFO, "meminfo.txt" },
	{ MACHINE_ZONEINFO, "zoneinfo.txt" },
};

static const char *const suffixes[] = { "", ".xz", ".gz", ".zst", ".bz2" };

#define NR_FILES (sizeof(files) / sizeof(files[0]))
#define NR_SUFFIXES (sizeof(suffixes) / sizeof(suffixes[0]))

struct bm_str machine_part(const struct machine *machine, enum machine_part part)
{
	return bm_str(machine->parts[part].bytes, machine->parts[part].len);
}

/* --- a folder ------------------------------------------------------------------------- */

static int read_part(struct machine *machine, enum machine_part part, const char *path, char *why,
		     size_t room)
{
	char reason[200];

	if (input_read(path, &machine->parts[part], reason, sizeof(reason)) == 0)
		return 0;
	snprintf(why, room, "%s: %s", path, reason);
	return -1;
}

/* One name with any suffix; not being there is no error. */
static int read_file(struct machine *machine, const char *folder, size_t file, char *why,
		     size_t room)
{
	struct stat info;
	char *path;
	size_t i;
	int err;

	for (i = 0; i < NR_SUFFIXES; i++) {
		if (asprintf(&path, "%s/%s%s", folder, files[file].name, suffixes[i]) < 0) {
			snprintf(why, room, "out of memory");
			return -1;
		}
		err = 0;
		if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
			err = read_part(machine, files[file].part, path, why, room);
		free(path);
		if (err || machine->parts[files[file].part].bytes)
			return err;
	}
	return 0;
}

bool machine_part_of(const char *name, enum machine_part *part)
{
	size_t i;

	for (i = 0; i < NR_FILES; i++) {
		if (strcmp(files[i].name, name) == 0) {
			*part = files[i].part;
			return true;
		}
	}
	return false;
}

bool machine_read_beside(const char *folder, const char *name, struct input *input)
{
	bool found = false;
	struct stat info;
	char why[200];
	char *path;
	size_t i;

	for (i = 0; i < NR_SUFFIXES && !found; i++) {
		if (asprintf(&path, "%s/%s%s", folder, name, suffixes[i]) < 0)
			return false;
		found = stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
			input_read(path, input, why, sizeof(why)) == 0;
		free(path);
	}
	return found;
}

static int read_folder(struct machine *machine, const char *folder, char *why, size_t room)
{
	bool any = false;
	size_t i;

	for (i = 0; i < NR_FILES; i++) {
		if (!machine->parts[files[i].part].bytes &&
		    read_file(machine, folder, i, why, room) != 0)
			return -1;
		any |= files[i].part < MACHINE_MEMINFO && machine->parts[files[i].part].bytes;
	}
	if (!any)
		snprintf(why, room, "%s", FOLDER_NONE);
	return any ? 0 : -1;
}

/* --- a single file -------------------------------------------------------------------- */

static int read_single(struct machine *machine, const char *path, char *why, size_t room)
{
	struct input input;

	if (input_read(path, &input, why, room) != 0)
		return -1;
	return machine_take(machine, path, input, why, room);
}

/* --- both ----------------------------------------------------------------------------- */

static int read_any(struct machine *machine, const char *path, char *why, size_t room)
{
	if (folder_is_root(path))
		return machine_read_root(machine, path, why, room);
	if (folder_is(path))
		return read_folder(machine, path, why, room);
	return read_single(machine, path, why, room);
}

int machine_load(struct machine *machine, const char *path, const struct machine_wish *wish,
		 char *why, size_t room)
{
	int err;

	*machine = (struct machine){ .name = strdup(input_name(path)) };
	err = read_any(machine, path, why, room);
	if (!err)
		err = machine_find_facts(machine, wish, why, room);
	if (err)
		machine_release(machine);
	return err;
}

int machine_of_input(struct machine *machine, const char *name, struct input input, char *why,
		     size_t room)
{
	const struct machine_wish wish = { 0 };
	int err;

	*machine = (struct machine){ .name = strdup(name) };
	err = machine_take(machine, name, input, why, room);
	if (!err)
		err = machine_find_facts(machine, &wish, why, room);
	if (err)
		machine_release(machine);
	return err;
}

void machine_release(struct machine *machine)
{
	size_t i;

	for (i = 0; i < MACHINE_NR_PARTS; i++)
		free(machine->parts[i].bytes);
	free(machine->name);
	free(machine->cmdline);
	free(machine->booted_cmdline);
	machine_log_free(machine->log);
	*machine = (struct machine){ 0 };
}

/* --- made up -------------------------------------------------------------------------- */

/* A PC leaves 1 GiB below 4 GiB to devices; others have their memory in one piece. */
static char *map_of_size(const struct bm_profile *profile, uint64_t size)
{
	const uint64_t hole = (uint64_t)3 << 30, above = (uint64_t)4 << 30, first = 0xa0000;
	uint64_t low = size < hole ? size : hole;
	char *map = NULL;
	int len;

	if (!profile->has_e820)
		len = asprintf(&map, "0x%llx+0x%llx usable\n",
			       profile->page_shift ? 0x40000000ull : 0, (unsigned long long)size);
	else if (size <= 0x100000)
		len = asprintf(&map, "0+0x%llx usable\n", (unsigned long long)size);
	else if (size <= hole)
		len = asprintf(&map, "0+0x%llx usable\n1M+0x%llx usable\n",
			       (unsigned long long)first, (unsigned long long)(low - 0x100000));
	else
		len = asprintf(&map, "0+0x%llx usable\n1M+0x%llx usable\n0x%llx+0x%llx usable\n",
			       (unsigned long long)first, (unsigned long long)(low - 0x100000),
			       (unsigned long long)above, (unsigned long long)(size - low));
	return len < 0 ? NULL : map;
}

static char *map_of_lines(const char *map)
{
	char *text = NULL;
	size_t i;

	if (asprintf(&text, "%s\n", map) < 0)
		return NULL;
	for (i = 0; text[i] != '\0'; i++) {
		if (text[i] == ';')
			text[i] = '\n';
	}
	return text;
}

int machine_make(struct machine *machine, const char *map, const struct machine_wish *wish,
		 char *why, size_t room)
{
	const struct bm_profile *profile =
		wish->profile ? wish->profile : bm_profile_find("x86_64");
	struct machine_wish whole = *wish;
	struct bm_str rest = bm_str(map, strlen(map));
	uint64_t size = bm_memparse(&rest);
	struct input *part = &machine->parts[MACHINE_PLAIN];

	*machine = (struct machine){ .name = strdup(*map ? map : "--ram") };
	whole.profile = profile;
	part->bytes = rest.len == 0 ? map_of_size(profile, size) : map_of_lines(map);
	if (!part->bytes) {
		snprintf(why, room, "out of memory");
		machine_release(machine);
		return -1;
	}
	part->len = strlen(part->bytes);
	return machine_find_facts(machine, &whole, why, room);
}
