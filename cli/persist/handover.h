/* SPDX-License-Identifier: MIT */
/*
 * handover.h - boots on pretend RAM, one after the other: named reservations, what a record of the
 * boot before kept of them, and a record for the boot after.
 *
 *	handover_open(&h, from, why, sizeof(why));	read what the boot before left
 *	handover_take(&h, run, &host);			memory and kernel are known
 *	machine_set_up(run, mm, policy);
 *	handover_scratch(&h, run);			before memory is handed over
 *	machine_release_memory(run, mm);
 *	handover_check(&h, run, mm);
 *	handover_write(&h, run, to, why, sizeof(why));
 *	handover_release(&h);
 *
 * New reservations are filled with a pattern that follows from name and generation; those of the
 * boot before get the content that the file has. At the end every byte is compared.
 */
#ifndef CLI_HANDOVER_H
#define CLI_HANDOVER_H

#include <bootmem/host.h>

#include "cli/base/json.h"
#include "cli/machine/machine_mm.h"
#include "cli/persist/image.h"

/** Most scratch areas: a low one, a global one, and one a node. */
#define HANDOVER_SCRATCH (BM_MAX_NODES + 2)

/** Most reserve_mem= that are told of because they could not be had. */
#define HANDOVER_REFUSED 32

/** What is known of a name's content. */
enum content {
	CONTENT_UNKNOWN, /* the record came without contents */
	CONTENT_NEW,     /* the pattern of this boot */
	CONTENT_OLD,     /* that of the boot before */
};

struct refused {
	char value[80];
	const char *why;
};

/**
 * struct handover - named reservations of a boot. Read it freely.
 * @image:      what the boot before left; image.bytes is NULL if this is the first
 * @names:      the table
 * @content:    of each slot
 * @sums:       of each slot, as the record says that was written; if @is_written
 * @areas:      scratch areas, new or inherited; none, and has_no_scratch, if there is no room
 * @generation: of the record to be written
 * @nr_lost:    names of the record that are lost
 * @refused:    reserve_mem= that could not be had
 * @fault:      what is wrong with the name @culprit at the end of the boot; or NULL
 */
struct handover {
	struct image image;
	struct bm_names names;
	struct bm_named slots[IMAGE_NAMES];
	const unsigned char *old[IMAGE_NAMES];
	enum content content[IMAGE_NAMES];
	uint32_t sums[IMAGE_NAMES];
	struct bm_range areas[HANDOVER_SCRATCH];
	unsigned int nr_areas;
	bool are_inherited;
	bool has_no_scratch;
	uint64_t generation;
	unsigned int nr_lost;
	struct refused refused[HANDOVER_REFUSED];
	unsigned int nr_refused;
	size_t record_size;
	size_t file_size;
	bool is_written;
	const char *fault;
	const char *culprit;

	/* private */
	struct host *host;
	struct bm_str cmdline;
};

/** handover_open() - a table, and the record in file @from unless that is NULL; 0, or -1. */
int handover_open(struct handover *h, const char *from, char *why, size_t room);

void handover_release(struct handover *h);

/**
 * handover_take() - take over what the record has, then reserve what the command line asks for
 * @run: booted; nothing has been allocated yet
 *
 * Return: 0, or a negative bm_error.
 */
int handover_take(struct handover *h, struct machine_boot *run, struct host *host);

/** handover_scratch() - kho=on: place scratch areas, unless they are inherited. */
void handover_scratch(struct handover *h, struct machine_boot *run);

/** handover_check() - is every byte as it was, and no page the allocator's? Sets h->fault. */
void handover_check(struct handover *h, struct machine_boot *run, struct machine_mm *mm);

/** handover_write() - leave a record, and the contents, in file @to; 0, or -1. */
int handover_write(struct handover *h, struct machine_boot *run, const char *to, char *why,
		   size_t room);

/** handover_is_quiet() - is there nothing to show? */
bool handover_is_quiet(const struct handover *h);

/* render_handover.c */
void render_handover(const struct handover *h, const char *to);
void render_handover_json(struct json *json, const struct handover *h);

#endif
