/* SPDX-License-Identifier: MIT */
/*
 * machine_mm.h - the second half of a boot: descriptors, page allocator, release, on pretend RAM.
 */
#ifndef CLI_MACHINE_MM_H
#define CLI_MACHINE_MM_H

#include <bootmem/release.h>

#include "cli/machine/machine_boot.h"

/** Allocations that a trial makes, and kinds of them. */
#define MACHINE_TRIALS 1000u
#define MACHINE_NR_KINDS 4

/**
 * struct machine_trial - allocations of one kind
 * @name:      what they are like
 * @gfp:       enum bm_gfp
 * @order:     log2 of the pages of each
 * @nr_wanted: how many are asked for
 * @nr_got:    how many succeeded
 * @nr_by_zone: where they came from
 * @first_pfn: the first
 */
struct machine_trial {
	const char *name;
	unsigned int gfp;
	unsigned int order;
	unsigned int nr_wanted;
	unsigned int nr_got;
	unsigned int nr_by_zone[BM_MAX_NODES][BM_NR_ZONES];
	pfn_t first_pfn;
};

/** struct machine_mm - a machine with a page allocator. */
struct machine_mm {
	struct bm_mm mm;
	struct bm_pages pages;
	struct bm_buddy buddy;
	struct bm_cpu cpu;
	enum bm_pages_policy policy;
	unsigned long early_sections;
	unsigned long early_bytes;
	struct machine_trial trials[MACHINE_NR_KINDS];
	const char *fault;
};

/**
 * machine_count_managed() - hand free memory over to nobody, so that zones know what they manage
 *
 * Return: 0, or a negative bm_error.
 */
int machine_count_managed(struct machine_boot *run);

/**
 * machine_set_up() - descriptors and page allocator
 * @run:    booted; its port has pretend RAM
 * @mm:     set
 * @policy: when descriptors are initialised
 *
 * Return: 0, or a negative bm_error.
 */
int machine_set_up(struct machine_boot *run, struct machine_mm *mm, enum bm_pages_policy policy);

/**
 * machine_release_memory() - release, the first allocations, then the workers
 * @run: set up
 * @mm:  the same
 *
 * The trial runs before the workers, as a kernel would: what is not initialised yet is on the
 * way.
 *
 * Return: 0, or a negative bm_error.
 */
int machine_release_memory(struct machine_boot *run, struct machine_mm *mm);

#endif
