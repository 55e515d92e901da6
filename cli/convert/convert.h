/* SPDX-License-Identifier: MIT */
/*
 * convert.h - a machine's map as a plain list, and the formats it can be written in.
 *
 * What formats can hold differs: most know neither nodes nor attributes. What is lost is counted
 * and said, never dropped in silence.
 */
#ifndef CLI_CONVERT_H
#define CLI_CONVERT_H

#include <stdio.h>

#include "cli/check/lint.h"

/**
 * struct cargo - what is carried from one format to another
 * @name:      of the input
 * @ranges:    sorted, none overlap
 * @distances: between nodes
 * @nested:    ranges within others (where the kernel is) that no map has a place for
 * @requests:  reservations without an address, which a map cannot hold either
 * @kept_free: reserved ranges are RAM that is kept free, not holes
 */
struct cargo {
	const char *name;
	const struct bm_fw_range *ranges;
	size_t nr_ranges;
	const struct bm_fw_distance *distances;
	size_t nr_distances;
	size_t nested;
	size_t requests;
	bool kept_free;

	/* private */
	struct bm_fw_range *room;
	struct bm_fw_distance *far;
};

/** Bits of struct format.holds. */
enum {
	HOLDS_NODES = 1,
	HOLDS_NAMES = 2,
	HOLDS_DISTANCES = 4,
	HOLDS_ACPI = 8,	    /* kinds of e820 and ACPI: tables, NVS, unusable */
	HOLDS_PMEM = 16,    /* persistent memory */
	HOLDS_PRAM = 32,    /* the same, of the time before there was a standard */
	HOLDS_SOFT = 64,    /* memory reserved for a purpose */
	HOLDS_LOADER = 128, /* kinds of loaders: reclaimable, loaded, registers */
	HOLDS_HOLES = 256,  /* ranges that are no RAM */
};

/**
 * struct format - a way to write a map
 * @name:  for --to
 * @what:  half a line for the help
 * @holds: HOLDS_ bits
 * @flags: of enum bm_fw_flag, those that it knows
 * @most:  ranges that it has room for; 0 if there is no limit
 * @write: to @file
 * @binary: it is no text
 */
struct format {
	const char *name;
	const char *what;
	unsigned int holds;
	unsigned int flags;
	size_t most;
	void (*write)(FILE *file, const struct cargo *cargo);
	bool binary;
};

/** format_at() - all of them, by number from 0; NULL at the end. */
const struct format *format_at(size_t i);

/** format_find() - by name; NULL if there is none. */
const struct format *format_find(const char *name);

/** cargo_of() - the map of a machine that was read; false if there is none, or no memory. */
bool cargo_of(const struct lint *lint, struct cargo *cargo);

void cargo_release(struct cargo *cargo);

/* convert_binary.c */
void write_dtb(FILE *file, const struct cargo *cargo);
void write_boot_params(FILE *file, const struct cargo *cargo);
void write_multiboot2(FILE *file, const struct cargo *cargo);

/** cargo_type() - the number that e820 has for a range's kind. */
uint32_t cargo_type(const struct bm_fw_range *range);

/** cargo_simplify() - forget what @format cannot hold, and join what is the same then. */
void cargo_simplify(struct cargo *cargo, const struct format *format);

/** cargo_losses() - say to @file, if any, what @format cannot hold; how many things that is. */
size_t cargo_losses(const struct cargo *cargo, const struct format *format, FILE *file);

#endif
