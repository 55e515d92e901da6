/* SPDX-License-Identifier: MIT */
/*
 * sequences.h - everything that can be done to a small machine, in every order.
 *
 * Six pages. From several beginnings, all sequences of so many edits are done to a map and to the
 * model in pages.h, which is asked after every single one. Arrays that begin with two entries are
 * full all the time and move into the very pages that are edited.
 *
 * Small worlds find what large ones would: an edit compares at most a handful of borders, and every
 * arrangement of that many borders is among these. Reliability layers L1, L2, L4.
 */
#ifndef TESTS_SEQUENCES_H
#define TESTS_SEQUENCES_H

#include "harness.h"
#include "pages.h"

#define SEQUENCES_PAGES 6u

/** What is there before the first edit: the edits that make it. */
struct beginning {
	struct op ops[5];
	unsigned int nr;
};

/* The first two have full arrays, and are enough where time matters. */
#define NR_BEGINNINGS 5u
#define NR_MAIN_BEGINNINGS 2u

extern const struct beginning beginnings[NR_BEGINNINGS];

/** sequences_model() - an empty model whose arrays have room for @max regions each. */
struct pages sequences_model(phys_addr_t origin, bool bottom_up, unsigned long max);

/**
 * sequences_walk() - every sequence of @depth edits of the kinds below @nr_kinds
 *
 * Fails the test, with the sequence printed, at the first difference.
 *
 * Return: how many edits were refused for want of a slot.
 */
unsigned long sequences_walk(const struct pages *pages, const struct beginning *beginning,
			     unsigned int depth, unsigned int nr_kinds);

#endif
