/* SPDX-License-Identifier: MIT */
/*
 * plan_words.h - which words of a command line give what is wanted? Try several, compare.
 */
#ifndef CLI_PLAN_WORDS_H
#define CLI_PLAN_WORDS_H

#include "cli/base/program.h"
#include "cli/machine/machine.h"
#include "cli/verbs/cli.h"

/** struct wish - what is wanted; NULL and 0 for what was not said. */
struct wish {
	const char *topic;
	const char *want; /* hugepages: "1G:0=8,1=24" */
	phys_addr_t size; /* crashkernel */
};

/** plan_words_knows() - is @topic one of these: crashkernel, hugepages, movable, kho? */
bool plan_words_knows(const char *topic);

/**
 * plan_words() - try, print, advise
 * @cli:     how to print
 * @machine: its command line's own words on the topic are left out
 * @wish:    what is wanted
 *
 * Return: EXIT_YES; EXIT_NO if nothing gives it; EXIT_USAGE after saying why.
 */
int plan_words(const struct cli *cli, const struct machine *machine, const struct wish *wish);

#endif
