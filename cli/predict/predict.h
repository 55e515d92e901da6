/* SPDX-License-Identifier: MIT */
/*
 * predict.h - what a command line asks of boot memory, and what it gets.
 *
 * The machine is booted to where each reservation is made, and the library searches as the kernel
 * does. What else a kernel takes before that decides the exact address: with a log that has a trace
 * every allocation of that kernel is asked for again, in order, so places are exact; without, the
 * large ones are modelled, and places below them may be off by a little. A log answers exactly for
 * its own kernel, its own memory, and command lines that differ in reservations alone.
 *
 *	struct predict predict;
 *
 *	if (predict_make(&predict, &machine, why) == 0) {
 *		...predict.items...
 *		predict_release(&predict);
 *	}
 */
#ifndef CLI_PREDICT_H
#define CLI_PREDICT_H

#include <bootmem/claims.h>
#include <bootmem/reserve_mem.h>

#include "cli/machine/machine_boot.h"

enum predict_kind {
	PREDICT_CRASH,
	PREDICT_CMA,
	PREDICT_HUGE_CMA,
	PREDICT_HUGE,  /* pages too large for the page allocator */
	PREDICT_SMALL, /* huge pages that the page allocator gives, after the boot */
	PREDICT_NAMED,
	PREDICT_CORE, /* kernelcore=, movablecore= */
};

/**
 * struct predict_item - one thing that is asked for
 * @asked:     the words of the command line, or why it is there without
 * @size:      bytes of it, or of a page
 * @nr_wanted: pages
 * @nr_got:    pages
 * @nr_elsewhere: of these on another node than the one asked for
 * @fits:      all of it
 * @claim:     where it is, and which searches were made; of the last page for huge pages
 * @first:     huge pages: the first
 * @why:       why not, in words; "" if it fits
 * @nearest:   the largest that would fit where it was looked for; empty if nothing
 */
struct predict_item {
	enum predict_kind kind;
	char asked[96];
	phys_addr_t size;
	unsigned long nr_wanted;
	unsigned long nr_got;
	unsigned long nr_elsewhere;
	int nid;
	bool fits;
	struct bm_claim claim;
	struct bm_range first;
	char why[96];
	struct bm_range nearest;
};

/**
 * struct predict - all of it
 * @run:   the machine, zones laid out
 * @exact: a trace was there and is of such a boot, so addresses are exact
 * @doubt: why not, of a log that is there; "" if there is none
 */
struct predict {
	const struct machine *machine;
	struct machine_boot *run;
	bool exact;
	char doubt[200];
	struct predict_item *items;
	size_t nr_items;

	/* private */
	size_t room;
	struct memblock *mb;
	struct bm_named slots[BM_RESERVE_MEM_MAX];
	struct bm_names names;
};

/**
 * predict_make() - predict
 * @predict: set on success; release it with predict_release()
 * @machine: with the command line that is meant
 * @why:     says what went wrong, on failure; 300 bytes
 *
 * Return: 0, or -1.
 */
int predict_make(struct predict *predict, const struct machine *machine, char *why);

void predict_release(struct predict *predict);

/** predict_fits() - everything that was asked for? */
bool predict_fits(const struct predict *predict);

/* --- for whatif.c: a kernel's own allocations, and where in between the reservations come ----- */

/** Moments of a boot. */
enum predict_moment {
	PREDICT_AT_NODES, /* nodes are known, descriptors are not yet placed */
	PREDICT_AT_ZONES, /* zones are known */
	PREDICT_AT_WORDS, /* the ordinary words of the command line are read */
};

/** predict_moment() - make the reservations of a moment on @mb; false if out of memory. */
bool predict_moment(struct predict *predict, struct memblock *mb, enum predict_moment moment);

struct log;

/**
 * whatif() - run a log's allocations again on its own machine
 *
 * Words that are no reservations may change those allocations in ways that no log tells. They are
 * run as they are then, and predict->doubt names the words.
 *
 * Return: 0, or -1 if it cannot be done; predict->doubt says why if the log is of another boot.
 */
int whatif(struct predict *predict, const struct log *log);

/** model_early() - large allocations of a kernel, without a log. */
bool model_early(struct predict *predict);

#endif
