/* SPDX-License-Identifier: MIT */
/*
 * findings.h - what a check has found: which rule, where, and in words.
 *
 *	struct finding *found = finding_add(list, 201, place, "%s overlaps %s", a, b);
 *
 *	finding_point(found, other_place, "the other one");
 *	finding_help(found, "0x%llx is the largest size that fits", size);
 *
 * A finding may be pointed at and helped until the next one is added. Places are handed over.
 * Running out of memory is not an error anyone must handle: the list then says it is not whole,
 * and NULL may be passed where a finding is expected.
 */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include <bootmem/types.h>

#include "cli/check/rules.h"

/**
 * struct place - where something is
 * @file:   name of the input
 * @line:   from 1; 0 if the input has no lines
 * @column: from 1
 * @len:    bytes that are meant, within the line
 * @offset: in an input without lines, bytes from its start; SIZE_MAX if that says nothing
 * @node:   path of a device tree's node, with :property; or NULL
 * @text:   the line; or NULL
 */
struct place {
	char *file;
	size_t line;
	size_t column;
	size_t len;
	size_t offset;
	char *node;
	char *text;
};

struct related {
	struct place place;
	char *text;
};

struct finding {
	const struct rule *rule;
	struct place place;
	char *message;
	char *help;
	struct related *related;
	size_t nr_related;
	size_t room;
};

struct findings {
	struct finding *items;
	size_t nr;
	size_t room;
	size_t nr_of[NR_SEVERITIES];
	bool is_cut; /* memory ran out */
};

/** finding_add() - by rule @code, at @place, as printf. */
struct finding *finding_add(struct findings *list, unsigned int code, struct place place,
			    const char *format, ...) __attribute__((format(printf, 4, 5)));

/** finding_point() - at another place that has to do with it. */
void finding_point(struct finding *found, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** finding_help() - say what to change, instead of what the rule says. */
void finding_help(struct finding *found, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void findings_release(struct findings *list);

void place_release(struct place *place);

/* --- numbers within a message ------------------------------------------------------------- */

struct words {
	char text[48];
};

/** in_hex() - "0x86000000-0x8ebfffff", the last byte included. */
struct words in_hex(phys_addr_t start, phys_addr_t end);

/** in_bytes() - "64 KiB" */
struct words in_bytes(phys_addr_t bytes);

#endif
