/* SPDX-License-Identifier: MIT */
/*
 * predict.h - what a command line asks of boot memory, and what it gets.
 *
 * The kernel's recipe is followed to where each reservation is made, and the library searches as
 * the kernel does. With a log that has a trace the recipe is that of its boot, so places are exact;
 * without, it is a usual one, and places below the large things may be off by a little. A log
 * answers exactly for its own kernel, its own memory, and command lines that differ in nothing but
 * reservations and the log buffer; and only if its own allocations come out where it has them.
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

#include "cli/predict/ground.h"
#include "cli/predict/recipe.h"
#include "cli/replay/history.h"

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
 * struct predict_tally - boots with the kernel elsewhere, see kaslr.h
 * @nr:       how many
 * @nr_fits:  in how many of them it fits
 * @nr_same:  and where it is with the kernel where it was
 * @fails_at: the first place of the kernel with which it does not fit
 */
struct predict_tally {
	size_t nr;
	size_t nr_fits;
	size_t nr_same;
	phys_addr_t fails_at;
};

/**
 * struct predict_item - one thing that is asked for
 * @asked:     the words of the command line, or why it is there without
 * @size:      bytes of it, or of a page
 * @nr_wanted: pages
 * @nr_got:    pages
 * @nr_elsewhere: of these on another node than the one asked for
 * @fits:      all of it
 * @claim:     where it is, and which searches were made; of the last page for gigantic pages
 * @first_page: gigantic pages: which of the prediction's is the first, see predict_pages()
 * @why:       why not, in words; "" if it fits
 * @nearest:   the largest that would fit where it was looked for; empty if nothing
 * @tally:     what becomes of it with the kernel elsewhere; all 0 if that was not asked
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
	size_t first_page;
	char why[96];
	struct bm_range nearest;
	struct predict_tally tally;
};

/**
 * struct predict_wish - what is different beside the command line; zeros: nothing
 * @initrd_more: bytes by which the initial ram disk is larger
 * @cpus:        times as many processors
 * @any_memory:  a log's recipe is followed on other memory, too, as far as it goes
 * @any_release: reserve_mem= is understood by releases that do not know it
 */
struct predict_wish {
	phys_addr_t initrd_more;
	unsigned int cpus;
	bool any_memory;
	bool any_release;
};

/**
 * struct predict - all of it
 * @run:    the machine, zones laid out
 * @recipe: what the kernel takes beside
 * @exact:  a trace was there and is of such a boot, so addresses are exact
 * @doubt:  why not, of a log that is there; "" if there is none
 * @nr_elsewhere: allocations of the log that do not come out where it has them; not exact then
 * @names:  of reserve_mem=, those that fit
 * @nr_places: where the kernel may be; 0 if it is not moved, or that was not asked
 * @nr_draws:  how many of them were drawn; 0: it was at each once
 */
struct predict {
	const struct machine *machine;
	const struct machine_boot *run;
	struct recipe recipe;
	bool exact;
	char doubt[200];
	size_t nr_elsewhere;
	struct predict_item *items;
	size_t nr_items;
	struct bm_names names;
	uint64_t nr_places;
	size_t nr_draws;

	/* private */
	size_t room;
	phys_addr_t *pages;
	size_t nr_pages;
	size_t pages_room;
	struct memblock *mb;
	struct ground ground;
	struct recipe_change change;
	bool any_release;
	struct bm_named slots[BM_RESERVE_MEM_MAX];
};

/**
 * predict_make() - predict
 * @predict: set on success; release it with predict_release()
 * @machine: with the command line that is meant; must outlive it
 * @why:     says what went wrong, on failure; 300 bytes
 *
 * Return: 0, or -1.
 */
int predict_make(struct predict *predict, const struct machine *machine, char *why);

/** predict_prepare() - the same up to where nothing is predicted yet. */
int predict_prepare(struct predict *predict, const struct machine *machine,
		    const struct predict_wish *wish, char *why);

/** predict_with() - predict anew, with the kernel at @kernel; false if out of memory. */
bool predict_with(struct predict *predict, phys_addr_t kernel);

void predict_release(struct predict *predict);

/**
 * predict_history() - the same prediction once more, and every edit that it made of the map
 * @predict: made, the kernel where it was
 * @history: edits are added; owners are names of groups
 *
 * What firmware and loader reserved before is not among them, but for a recipe from a log, which
 * tells that itself.
 *
 * Return: false if out of memory.
 */
bool predict_history(struct predict *predict, struct history *history);

/** predict_pages() - where its item->nr_got gigantic pages are, in the order they were taken. */
const phys_addr_t *predict_pages(const struct predict *predict, const struct predict_item *item);

/** predict_fits() - everything that was asked for, wherever the kernel was? */
bool predict_fits(const struct predict *predict);

#endif
