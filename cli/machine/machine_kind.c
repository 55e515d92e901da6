// SPDX-License-Identifier: MIT
/*
 * machine_kind.c - a machine from one file, whatever it is.
 *
 * What a boot reads directly becomes a part as it is. Maps in other formats are made lines of a
 * plain map first. What says nothing of RAM is refused, with what to do instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/convert/convert.h"
#include "cli/machine/machine.h"

/* --- through a plain map ------------------------------------------------------------------- */

static int write_plain(const struct lint *lint, struct input *out)
{
	FILE *file = open_memstream(&out->bytes, &out->len);
	struct cargo cargo;
	int err = -1;

	if (!file)
		return -1;
	if (cargo_of(lint, &cargo)) {
		format_find("plain")->write(file, &cargo);
		cargo_release(&cargo);
		err = 0;
	}
	return fclose(file) == 0 ? err : -1;
}

static int make_plain(struct doc *doc, struct input *out, char *why, size_t room)
{
	const char *kind = doc_kind_name(doc->kind);
	struct findings findings = { 0 };
	struct lint lint = { .findings = &findings };
	int err = -1;

	if (lint_take(&lint, doc))
		*doc = (struct doc){ 0 };
	if (lint.nr_docs > 0 && lint_read(&lint))
		err = write_plain(&lint, out);
	if (err && findings.nr > 0)
		snprintf(why, room, "no memory map in this %s: %s", kind,
			 findings.items[0].message);
	else if (err)
		snprintf(why, room, "no memory map in this %s", kind);
	lint_release(&lint);
	findings_release(&findings);
	return err;
}

char *machine_plain_of(struct bm_str iomem)
{
	struct input copy = { NULL, iomem.len }, plain = { 0 };
	struct doc doc;
	char why[100];

	copy.bytes = iomem.at ? strndup(iomem.at, iomem.len) : NULL;
	if (!copy.bytes)
		return NULL;
	if (doc_of_bytes(&doc, "iomem", copy, why, sizeof(why)) == 0 && doc.kind == DOC_IOMEM &&
	    make_plain(&doc, &plain, why, sizeof(why)) != 0) {
		free(plain.bytes);
		plain.bytes = NULL;
	}
	doc_release(&doc);
	return plain.bytes;
}

/* --- parts --------------------------------------------------------------------------------- */

static bool contains(struct bm_str text, const char *word)
{
	return memmem(text.at, text.len, word, strlen(word)) != NULL;
}

/* A piece with nothing but EFI's map is more than a log that has none. */
static enum machine_part part_of_log(struct bm_str text)
{
	bool is_whole = contains(text, "Linux version ") || contains(text, "BIOS-e820:") ||
			contains(text, "physical RAM map");

	return !is_whole && contains(text, "range=[") ? MACHINE_EFI : MACHINE_LOG;
}

static int refuse(const struct doc *doc, char *why, size_t room)
{
	if (doc->kind == DOC_CMDLINE)
		snprintf(why, room,
			 "a command line describes no memory; give it with --cmdline to a machine");
	else
		snprintf(why, room,
			 "this %s says what memory is like, not where RAM is; name a folder that "
			 "has a map as well",
			 doc_kind_name(doc->kind));
	return -1;
}

static int take_part(struct machine *machine, enum machine_part part, struct input *from)
{
	machine->parts[part] = *from;
	*from = (struct input){ 0 };
	return 0;
}

static int take_doc(struct machine *machine, struct doc *doc, char *why, size_t room)
{
	switch (doc->kind) {
	case DOC_LOG:
		return take_part(machine, part_of_log(doc_text(doc)), &doc->input);
	case DOC_MEMMAP:
		return take_part(machine, MACHINE_MEMMAP, &doc->input);
	case DOC_BOOT_PARAMS:
		return take_part(machine, MACHINE_BOOT_PARAMS, &doc->input);
	case DOC_TREE:
		return take_part(machine, MACHINE_TREE, &doc->input);
	case DOC_TREE_SOURCE:
		return take_part(machine, MACHINE_TREE, &doc->blob);
	case DOC_JSON:
		return take_part(machine, MACHINE_PLAIN, &doc->blob);
	case DOC_PLAIN:
		return take_part(machine, MACHINE_PLAIN, &doc->input);
	case DOC_IOMEM:
	case DOC_MULTIBOOT2:
		return make_plain(doc, &machine->parts[MACHINE_PLAIN], why, room);
	default:
		return refuse(doc, why, room);
	}
}

int machine_take(struct machine *machine, const char *name, struct input input, char *why,
		 size_t room)
{
	struct doc doc;
	int err = doc_of_bytes(&doc, name, input, why, room);

	/* Of an unknown text a map by hand was meant, and its parser says what is wrong. */
	if (err && doc.kind == DOC_UNKNOWN && doc.input.len > 0 &&
	    !memchr(doc.input.bytes, '\0', doc.input.len))
		err = take_part(machine, MACHINE_PLAIN, &doc.input);
	else if (!err)
		err = take_doc(machine, &doc, why, room);
	doc_release(&doc);
	return err;
}
