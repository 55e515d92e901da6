/* SPDX-License-Identifier: MIT */
/*
 * doc.h - an input of a check: its bytes, what kind it is, and where in it something is.
 *
 * The kind is found by content, never by name. Device-tree sources are compiled by dtc, which
 * also tells the line of every node and property; the rest of the tool sees a blob either way.
 */
#ifndef CLI_DOC_H
#define CLI_DOC_H

#include <bootmem/fw_fdt.h>
#include <bootmem/str.h>

#include "cli/base/input.h"
#include "cli/check/findings.h"

enum doc_kind {
	DOC_UNKNOWN,
	DOC_LOG,	 /* a kernel log, or any piece of it: e820, EFI map, SRAT lines */
	DOC_MEMMAP,	 /* /sys/firmware/memmap as lines */
	DOC_BOOT_PARAMS, /* the page of an x86 loader */
	DOC_TREE,	 /* a device tree, flattened */
	DOC_TREE_SOURCE, /* a device tree, as people write it */
	DOC_SRAT,
	DOC_SLIT,
	DOC_TABLE,	/* another static table of ACPI: MADT, HMAT, CEDT */
	DOC_MULTIBOOT2, /* what such a loader leaves */
	DOC_JSON,	/* as bootmem convert writes it */
	DOC_IOMEM,   /* /proc/iomem */
	DOC_PLAIN,   /* a map written by hand */
	DOC_CMDLINE, /* a kernel command line */
	NR_DOC_KINDS,
};

/** doc_kind_of() - by content. */
enum doc_kind doc_kind_of(struct bm_str content);

/** doc_kind_name() - "kernel log", "device tree" ... */
const char *doc_kind_name(enum doc_kind kind);

/**
 * struct dts_mark - where a node or property stands in a source
 * @path:   of the node
 * @prop:   NULL for the node itself
 * @file:   as dtc calls it; "<stdin>" for the input itself
 * @line:   from 1, as is @column; [@column, @end) is within the line, @end 0 if it goes on
 */
struct dts_mark {
	char *path;
	char *prop;
	char *file;
	size_t line;
	size_t column;
	size_t end;
};

struct dts_marks {
	struct dts_mark *items;
	size_t nr;
	size_t room;
};

/**
 * struct doc - an input in memory
 * @name:  what to call it
 * @kind:  what it is
 * @input: its bytes
 * @blob:  of a device tree that was compiled; of a JSON map, its lines
 * @fdt:   of a device tree that is sound; blob is NULL otherwise
 * @marks: of a device tree that was compiled
 */
struct doc {
	char *name;
	enum doc_kind kind;
	struct input input;
	struct input blob;
	struct bm_fdt fdt;
	struct dts_marks marks;

	/* private: where each line starts, once a place was looked up */
	size_t *lines;
	size_t nr_lines;
};

/**
 * doc_open() - read a file and find out what it is
 * @doc:  set; release it with doc_release() whatever is returned
 * @path: file, or "-"
 * @why:  says what went wrong, on failure
 * @room: bytes at @why
 *
 * Return: 0, or -1.
 */
int doc_open(struct doc *doc, const char *path, char *why, size_t room);

/**
 * doc_of_bytes() - the same for bytes that are at hand
 * @doc:   set; release it with doc_release() whatever is returned
 * @name:  what to call it
 * @input: taken over
 * @why:   says what went wrong, on failure
 * @room:  bytes at @why
 *
 * Return: 0, or -1.
 */
int doc_of_bytes(struct doc *doc, const char *name, struct input input, char *why, size_t room);

/** doc_of_text() - the same for a text that is at hand, of a given kind. */
int doc_of_text(struct doc *doc, const char *name, const char *text, enum doc_kind kind);

void doc_release(struct doc *doc);

/** doc_text() - its bytes. */
struct bm_str doc_text(const struct doc *doc);

/** doc_has_lines() - is it made of lines? */
bool doc_has_lines(const struct doc *doc);

/* place.c */

/** place_of_doc() - the input as a whole. */
struct place place_of_doc(const struct doc *doc);

/** place_in_text() - the @len bytes at @offset. */
struct place place_in_text(struct doc *doc, size_t offset, size_t len);

/** place_in_tree() - a property of a node of the blob, or the node itself if @prop is NULL. */
struct place place_in_tree(struct doc *doc, int node, const char *prop);

/** place_in_blob() - what of the tree is at @offset of the blob. */
struct place place_in_blob(struct doc *doc, size_t offset);

/* json_map.c */

/**
 * json_map_read() - fill doc->blob with the same map as lines, see fw_plain.h
 *
 * Return: 0, or -1 with @why set.
 */
int json_map_read(struct doc *doc, char *why, size_t room);

/* dts.c */

/**
 * dts_compile() - run dtc: fills doc->blob and doc->marks
 *
 * Return: 0, or -1 with @why set.
 */
int dts_compile(struct doc *doc, char *why, size_t room);

void dts_marks_release(struct dts_marks *marks);

#endif
