// SPDX-License-Identifier: MIT
/*
 * docs.c - files, folders and systems, as documents with places in them.
 *
 * A system's log repeats what its files say in a better way, so it only counts for want of a map,
 * as in a folder.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/base/folder.h"
#include "cli/machine/machine.h"
#include "cli/verbs/docs.h"

/** struct reading - @is_whole: nothing was left out so far */
struct reading {
	const struct docs *docs;
	bool is_whole;
};

static void refuse(struct reading *reading, const char *name, const char *why)
{
	fprintf(stderr, "%s: error: %s\n", name, why);
	reading->is_whole = false;
}

/* Takes the document over, whatever came of it. */
static void pass_on(struct reading *reading, struct doc *doc, int err, const char *why)
{
	if (!err && reading->docs->take(reading->docs->ctx, doc))
		return;
	refuse(reading, doc->name ? doc->name : "a document", err ? why : "out of memory");
	doc_release(doc);
}

static int take_file(void *ctx, const char *path)
{
	struct doc doc;
	char why[400];
	int err = doc_open(&doc, path, why, sizeof(why));

	pass_on(ctx, &doc, err, why);
	return 0;
}

/* --- systems --------------------------------------------------------------------------------- */

static const struct {
	enum machine_part part;
	const char *path;
} pieces[] = {
	{ MACHINE_CMDLINE, "proc/cmdline" },
	{ MACHINE_MEMMAP, "sys/firmware/memmap" },
	{ MACHINE_BOOT_PARAMS, "sys/kernel/boot_params/data" },
	{ MACHINE_TREE, "sys/firmware/fdt" },
	{ MACHINE_SRAT, "sys/firmware/acpi/tables/SRAT" },
	{ MACHINE_SLIT, "sys/firmware/acpi/tables/SLIT" },
	{ MACHINE_CEDT, "sys/firmware/acpi/tables/CEDT" },
	{ MACHINE_IOMEM, "proc/iomem" },
};

/* The bytes are taken out of the machine. */
static void take_part(struct reading *reading, struct input *part, const char *name)
{
	struct input bytes = *part;
	struct doc doc;
	char why[400];
	int err;

	*part = (struct input){ 0 };
	err = doc_of_bytes(&doc, name, bytes, why, sizeof(why));
	pass_on(reading, &doc, err, why);
}

static size_t take_pieces(struct reading *reading, const char *root, struct machine *machine)
{
	const char *slash = input_is_own(root) ? "" : "/";
	size_t i, nr_maps = 0;
	char *name;

	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct input *part = &machine->parts[pieces[i].part];

		if (!part->bytes || asprintf(&name, "%s%s%s", root, slash, pieces[i].path) < 0)
			continue;
		nr_maps += pieces[i].part != MACHINE_CMDLINE;
		take_part(reading, part, name);
		free(name);
	}
	return nr_maps;
}

static void tell_unread(const struct machine *machine)
{
	size_t i;

	for (i = 0; i < machine->nr_unread; i++)
		fprintf(stderr, "%s: note: not read, as only root may: %s\n", machine->name,
			machine->unread[i]);
}

static void take_root(struct reading *reading, const char *root)
{
	const struct machine_wish wish = { 0 };
	struct machine machine;
	struct input *log = &machine.parts[MACHINE_LOG];
	char why[300];
	size_t nr_maps;

	if (machine_load(&machine, root, &wish, why, sizeof(why)) != 0) {
		refuse(reading, input_name(root), why);
		return;
	}
	if (!reading->docs->quiet)
		tell_unread(&machine);
	nr_maps = take_pieces(reading, root, &machine);
	if (nr_maps == 0 && log->bytes)
		take_part(reading, log, "the kernel's log");
	else if (nr_maps == 0)
		refuse(reading, machine.name, "no memory map in /proc or /sys that may be read");
	machine_release(&machine);
}

bool docs_each(const struct docs *docs, const char *input)
{
	struct reading reading = { docs, true };

	if (folder_is_root(input))
		take_root(&reading, input);
	else if (!folder_is(input))
		take_file(&reading, input);
	else if (folder_each(input, take_file, &reading) != 0)
		reading.is_whole = false;
	return reading.is_whole;
}
