/* SPDX-License-Identifier: MIT */
/*
 * recipe.h - what a kernel takes, in order, before it comes to reserve_mem=.
 *
 * A log says what one boot asked for. A recipe keeps the questions and drops the answers, so that
 * they can be asked again on another map, or with the kernel elsewhere. Without a log there is a
 * usual recipe: large things as their sizes follow from memory, small ones summed up.
 *
 *	recipe_learn(&recipe, &machine);
 *	recipe_follow(&recipe, &change, &mb);
 *	recipe_release(&recipe);
 */
#ifndef CLI_RECIPE_H
#define CLI_RECIPE_H

#include "cli/log/groups.h"
#include "cli/machine/machine_boot.h"
#include "cli/replay/replay.h"

enum step_kind {
	STEP_ASK,  /* an allocation: req */
	STEP_TAKE, /* a fixed place is reserved */
	STEP_GIVE, /* a part of what was asked for or taken is freed */
};

/**
 * struct recipe_step - one thing a kernel does
 * @base:    where it was in the log
 * @size:    bytes
 * @group:   what for
 * @answer:  where it is in the run being made
 */
struct recipe_step {
	enum step_kind kind;
	phys_addr_t base;
	phys_addr_t size;
	struct mb_req req;
	bool bottom_up;
	const struct group *group;
	phys_addr_t answer;
	bool is_placed;
};

/**
 * struct recipe - the steps
 * @kernel:   where the kernel was
 * @initrd:   where the initial ram disk was; empty if there was none
 * @top:      where memory ended
 * @memory:   bytes of it
 * @from_log: learnt from a log
 * @late:     the step before which crashkernel= is placed
 */
struct recipe {
	struct recipe_step *steps;
	size_t nr;
	size_t room;
	struct bm_range kernel;
	struct bm_range initrd;
	phys_addr_t top;
	phys_addr_t memory;
	size_t late;
	bool from_log;
};

/**
 * struct recipe_change - what is different in a run
 * @kernel:      where the kernel is
 * @crash:       crashkernel=SIZE to be placed as well; 0 for none
 * @crash_align: where that may begin
 * @crash_high:  as by crashkernel=SIZE,high
 * @log_buf:     bytes of the log buffer; 0: as it was
 * @initrd_more: bytes by which the initial ram disk is larger
 * @cpus:        times as many processors; 0: as it was
 */
struct recipe_change {
	phys_addr_t kernel;
	phys_addr_t crash;
	phys_addr_t crash_align;
	bool crash_high;
	phys_addr_t log_buf;
	phys_addr_t initrd_more;
	unsigned int cpus;
};

/** recipe_learn() - from the machine's log, if it is one with memblock=debug; 0, or -1. */
int recipe_learn(struct recipe *recipe, const struct machine *machine);

/**
 * recipe_follow() - make the steps on a map
 * @recipe: its answers are overwritten
 * @change: what is different
 * @mb:     memory, with nodes, and what firmware reserves; but for the kernel
 *
 * What does not fit is left out, as a kernel that goes on without it would.
 */
void recipe_follow(struct recipe *recipe, const struct recipe_change *change, struct memblock *mb);

void recipe_release(struct recipe *recipe);

#endif
