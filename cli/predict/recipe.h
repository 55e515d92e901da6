/* SPDX-License-Identifier: MIT */
/*
 * recipe.h - what a kernel takes, in order, up to where it reads its command line.
 *
 * A log says what one boot asked for. A recipe keeps the questions and drops the answers, so that
 * they can be asked again: on another map, with the kernel elsewhere, with other reservations.
 * Without a log there is a usual recipe, whose large things are as large as memory makes them.
 *
 *	recipe_learn(&recipe, &machine);
 *	recipe_follow(&recipe, &change, &mb);
 *	recipe_release(&recipe);
 */
#ifndef CLI_RECIPE_H
#define CLI_RECIPE_H

#include "cli/log/groups.h"
#include "cli/machine/machine_boot.h"

enum recipe_kind {
	RECIPE_ASK,  /* an allocation: req */
	RECIPE_TAKE, /* a fixed place is reserved */
	RECIPE_GIVE, /* a part of what was asked for or taken is freed */
};

/**
 * struct recipe_step - one thing a kernel does
 * @base:       where it was in the log
 * @size:       bytes
 * @is_claim:   it is there because the command line asks for it
 * @holds_line: it is as long as the command line
 * @group:      what for
 * @answer:     where it is in the run that was made last
 */
struct recipe_step {
	enum recipe_kind kind;
	phys_addr_t base;
	phys_addr_t size;
	struct mb_req req;
	bool bottom_up;
	bool is_claim;
	bool holds_line;
	const struct group *group;
	phys_addr_t answer;
	bool is_placed;
};

/** No step. */
#define RECIPE_NEVER ((size_t)-1)

/** Moments at which kernels make the reservations of their command line. */
enum recipe_moment {
	RECIPE_AT_NODES, /* nodes are known, descriptors are not yet placed */
	RECIPE_AT_ZONES, /* zones are known */
	RECIPE_AT_WORDS, /* the ordinary words of the command line are read: the end */
	RECIPE_NR_MOMENTS,
};

/**
 * struct recipe - the steps
 * @at:       the step before which each moment is
 * @log_at:   that before which a larger log buffer is asked for; others than PCs do it later
 * @kernel:   where the kernel was
 * @initrd:   where the initial ram disk was; empty if there was none
 * @top:      where memory ended
 * @memory:   bytes of it
 * @profile:  its architecture
 * @banks:    the memory of the log, with nodes, when those were known
 * @movable_node: as the log's kernel had it
 * @log_buf:  where the parts of a larger log buffer are in the run that was made last
 * @from_log: learnt from a log
 */
struct recipe {
	struct recipe_step *steps;
	size_t nr;
	size_t room;
	size_t at[RECIPE_NR_MOMENTS];
	size_t log_at;
	struct bm_range kernel;
	struct bm_range initrd;
	phys_addr_t top;
	phys_addr_t memory;
	const struct bm_profile *profile;
	struct memblock_region *banks;
	size_t nr_banks;
	bool movable_node;
	struct bm_range log_buf[3];
	bool from_log;
};

/** struct recipe_claims - who makes the reservations of the command line; false ends a run. */
struct recipe_claims {
	bool (*make)(void *ctx, struct memblock *mb, enum recipe_moment moment);
	void *ctx;
};

/**
 * struct recipe_change - what is different in a run
 * @kernel:      where the kernel is
 * @log_was, @log_is: bytes of log text; as large as the kernel has anyway: 0
 * @line_more:   bytes by which the command line is longer
 * @initrd_more: bytes by which the initial ram disk is larger
 * @cpus:        times as many processors
 * @claims:      in place of the reservations that the recipe was learnt with; NULL: as it was
 */
struct recipe_change {
	phys_addr_t kernel;
	phys_addr_t log_was;
	phys_addr_t log_is;
	int64_t line_more;
	phys_addr_t initrd_more;
	unsigned int cpus;
	const struct recipe_claims *claims;
};

/** recipe_learn() - of a log with memblock=debug; 0, or -1 if it is none. */
int recipe_learn(struct recipe *recipe, const struct machine *machine);

/** recipe_usual() - of a kernel on a machine that was booted; 0, or -1 if out of memory. */
int recipe_usual(struct recipe *recipe, const struct machine_boot *run);

/** recipe_as_it_was() - the change that changes nothing. */
struct recipe_change recipe_as_it_was(const struct recipe *recipe);

/**
 * recipe_follow() - make the steps on a map
 * @recipe: its answers are overwritten
 * @change: what is different
 * @mb:     memory, with nodes, and what firmware reserves; but for the kernel
 *
 * What does not fit is left out, as a kernel that goes on without it would. The map's owner tag is
 * the name of the step's group; claims set their own.
 *
 * Return: false if the claims could not be made for want of memory of this machine.
 */
bool recipe_follow(struct recipe *recipe, const struct recipe_change *change, struct memblock *mb);

/** recipe_nr_elsewhere() - how many allocations of the last run are not where the log has them. */
size_t recipe_nr_elsewhere(const struct recipe *recipe);

void recipe_release(struct recipe *recipe);

/* --- for those that write one ------------------------------------------------------------ */

/** recipe_add() - an empty step at the end; NULL if out of memory. */
struct recipe_step *recipe_add(struct recipe *recipe, enum recipe_kind kind);

/** recipe_take() - a fixed place, or the giving back of one. */
bool recipe_take(struct recipe *recipe, enum recipe_kind kind, struct bm_range range,
		 const struct group *group);

/** recipe_log_parts() - text, records and details of a log buffer, from the bytes of its text. */
void recipe_log_parts(phys_addr_t text, phys_addr_t parts[3]);

#endif
