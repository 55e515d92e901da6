/* SPDX-License-Identifier: MIT */
/*
 * callout.h - words beside what is too small to hold them.
 *
 *	struct callouts callouts = { .left = 0, .right = 1000 };
 *
 *	callouts_add(&callouts, "kernel image", x, weight);
 *	...
 *	callouts_place(&callouts);
 *	...those with level >= 0 have a place that nothing else crosses...
 */
#ifndef CLI_CALLOUT_H
#define CLI_CALLOUT_H

#include <bootmem/types.h>

#define CALLOUTS 9
#define CALLOUT_LEVELS 4
#define CALLOUT_CHAR 5.9

/** struct callout - @text at @x and below, from @lo to @hi, in line @level; -1: no room. */
struct callout {
	char text[72];
	phys_addr_t weight;
	double x;
	double lo;
	double hi;
	int level;
};

/** struct callouts - the heaviest of one lane. */
struct callouts {
	double left;
	double right;
	struct callout items[CALLOUTS];
	size_t nr;
	int nr_levels;
};

/** callouts_add() - if it is among the heaviest; of two with one text the heavier is kept. */
void callouts_add(struct callouts *callouts, const char *text, double x, phys_addr_t weight);

/** callouts_place() - find lines, heaviest first; sets nr_levels. */
void callouts_place(struct callouts *callouts);

#endif
