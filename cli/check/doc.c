// SPDX-License-Identifier: MIT
/*
 * doc.c - open an input, and tell its kind from its content.
 *
 * Binary formats have magic numbers. Of texts the first line that says anything decides, because
 * people cut pieces out of logs and give files any name.
 */
#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/fw_boot_params.h>

#include "cli/base/scan.h"
#include "cli/check/doc.h"

struct bm_str doc_text(const struct doc *doc)
{
	return bm_str(doc->input.bytes, doc->input.len);
}

bool doc_has_lines(const struct doc *doc)
{
	switch (doc->kind) {
	case DOC_LOG:
	case DOC_MEMMAP:
	case DOC_TREE_SOURCE:
	case DOC_IOMEM:
	case DOC_PLAIN:
	case DOC_CMDLINE:
		return true;
	default:
		return false;
	}
}

const char *doc_kind_name(enum doc_kind kind)
{
	static const char *const names[NR_DOC_KINDS] = {
		[DOC_UNKNOWN] = "unknown",
		[DOC_LOG] = "kernel log",
		[DOC_MEMMAP] = "firmware memmap",
		[DOC_BOOT_PARAMS] = "boot_params",
		[DOC_TREE] = "device tree",
		[DOC_TREE_SOURCE] = "device tree source",
		[DOC_SRAT] = "SRAT",
		[DOC_SLIT] = "SLIT",
		[DOC_TABLE] = "ACPI table",
		[DOC_MULTIBOOT2] = "Multiboot2 information",
		[DOC_JSON] = "JSON map",
		[DOC_IOMEM] = "iomem",
		[DOC_PLAIN] = "plain map",
		[DOC_CMDLINE] = "command line",
	};

	return names[kind];
}

/* --- kinds --------------------------------------------------------------------------------- */

static bool starts_with(struct bm_str content, const char *magic, size_t len)
{
	return content.len >= len && memcmp(content.at, magic, len) == 0;
}

static bool has(struct bm_str content, const char *word)
{
	return content.len > 0 && memmem(content.at, content.len, word, strlen(word)) != NULL;
}

static bool is_boot_params(struct bm_str content)
{
	struct bm_boot_params params;

	return content.len >= BM_BOOT_PARAMS_SIZE &&
	       bm_boot_params_parse(content.at, content.len, &params, NULL) == 0;
}

/* Its size, a zero, and the first tag. */
static bool is_multiboot2(struct bm_str content)
{
	const uint32_t last_tag = 21;
	uint32_t head[3];

	if (content.len < 16 || content.len % 8 != 0)
		return false;
	memcpy(head, content.at, sizeof(head));
	return le32toh(head[0]) == content.len && head[1] == 0 && le32toh(head[2]) <= last_tag;
}

static bool is_other_table(struct bm_str content)
{
	return starts_with(content, "APIC", 4) || starts_with(content, "HMAT", 4) ||
	       starts_with(content, "CEDT", 4);
}

static bool is_log(struct bm_str content)
{
	static const char *const words[] = {
		"BIOS-e820:",	   "-provided physical RAM map",
		"Linux version ",  "range=[0x",
		"SRAT: ",	   "user: [mem ",
		"modified: [mem ", "|WB|",
		"(XEN) ",	   "Command line: ",
		" Xen: ",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has(content, words[i]))
			return true;
	return false;
}

/* The first line that is neither empty nor a remark. */
static struct scan first_line(struct bm_str content)
{
	const char *at = content.at, *end = content.at + content.len;
	struct scan scan = { at, end };

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		scan.pos = at;
		scan.end = stop ? stop : end;
		while (scan.pos < scan.end && (*scan.pos == ' ' || *scan.pos == '\t'))
			scan.pos++;
		if (scan.pos < scan.end && *scan.pos != '#')
			break;
		at = scan.end + 1;
	}
	return scan;
}

/* "0 0x0 0x9fbff System RAM" */
static bool is_memmap(struct scan line)
{
	char copy[64] = "";
	unsigned int idx;
	uint64_t start, last;

	snprintf(copy, sizeof(copy), "%.*s", (int)(line.end - line.pos), line.pos);
	return sscanf(copy, "%u 0x%" SCNx64 " 0x%" SCNx64 " ", &idx, &start, &last) == 3;
}

/* "00001000-0009ffff : System RAM" */
static bool is_iomem(struct scan line)
{
	char copy[64] = "";
	uint64_t start, last;
	char colon = 0;

	snprintf(copy, sizeof(copy), "%.*s", (int)(line.end - line.pos), line.pos);
	return sscanf(copy, "%" SCNx64 "-%" SCNx64 " %c ", &start, &last, &colon) == 3 &&
	       colon == ':';
}

static enum doc_kind kind_of_text(struct bm_str content)
{
	struct scan line = first_line(content);
	struct scan next;

	if (line.pos < line.end && *line.pos == '{' && has(content, "bootmem.convert/1"))
		return DOC_JSON;
	if (has(content, "/dts-v1/"))
		return DOC_TREE_SOURCE;
	if (is_log(content))
		return DOC_LOG;
	if (is_memmap(line))
		return DOC_MEMMAP;
	if (is_iomem(line))
		return DOC_IOMEM;
	if (line.pos < line.end &&
	    (strchr("0123456789", *line.pos) ||
	     starts_with(bm_str(line.pos, (size_t)(line.end - line.pos)), "distance ", 9)))
		return DOC_PLAIN;
	next = first_line(bm_str(line.end, content.len - (size_t)(line.end - content.at)));
	return line.pos < line.end && next.pos == next.end ? DOC_CMDLINE : DOC_UNKNOWN;
}

enum doc_kind doc_kind_of(struct bm_str content)
{
	if (starts_with(content, "\xd0\x0d\xfe\xed", 4))
		return DOC_TREE;
	if (starts_with(content, "SRAT", 4))
		return DOC_SRAT;
	if (starts_with(content, "SLIT", 4))
		return DOC_SLIT;
	if (is_other_table(content))
		return DOC_TABLE;
	if (is_multiboot2(content))
		return DOC_MULTIBOOT2;
	if (is_boot_params(content))
		return DOC_BOOT_PARAMS;
	if (content.len == 0 || memchr(content.at, '\0', content.len))
		return DOC_UNKNOWN;
	return kind_of_text(content);
}

/* --- opening ------------------------------------------------------------------------------- */

static int prepare(struct doc *doc, char *why, size_t room)
{
	if (!doc->name) {
		snprintf(why, room, "out of memory");
		return -1;
	}
	if (doc->input.len == 0) {
		snprintf(why, room, "the file is empty");
		return -1;
	}
	doc->kind = doc_kind_of(doc_text(doc));
	if (doc->kind == DOC_UNKNOWN) {
		snprintf(why, room,
			 "this is no memory map, device tree, SRAT, SLIT or command line");
		return -1;
	}
	if (doc->kind == DOC_JSON)
		return json_map_read(doc, why, room);
	return doc->kind == DOC_TREE_SOURCE ? dts_compile(doc, why, room) : 0;
}

int doc_of_bytes(struct doc *doc, const char *name, struct input input, char *why, size_t room)
{
	*doc = (struct doc){ .name = strdup(name), .input = input };
	return prepare(doc, why, room);
}

int doc_open(struct doc *doc, const char *path, char *why, size_t room)
{
	*doc = (struct doc){ .name = strdup(input_name(path)) };
	if (input_read(path, &doc->input, why, room) != 0)
		return -1;
	return prepare(doc, why, room);
}

int doc_of_text(struct doc *doc, const char *name, const char *text, enum doc_kind kind)
{
	*doc = (struct doc){ .name = strdup(name), .kind = kind };
	doc->input.bytes = strdup(text);
	doc->input.len = strlen(text);
	return doc->name && doc->input.bytes ? 0 : -1;
}

void doc_release(struct doc *doc)
{
	free(doc->name);
	free(doc->input.bytes);
	free(doc->blob.bytes);
	free(doc->lines);
	dts_marks_release(&doc->marks);
	*doc = (struct doc){ 0 };
}
