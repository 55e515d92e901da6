/* SPDX-License-Identifier: MIT */
/*
 * check.h - validators. Public on purpose: call them after your own surgery.
 *
 * Each walks a whole structure and proves every invariant that the code leans on. They never change
 * anything, and never stop the machine.
 *
 *	const char *fault = mb_check(&mb);
 *
 *	if (fault)
 *		complain(fault);
 *
 * Context: any, while nobody edits the structure. Cost: a walk over all of it.
 */
#ifndef BOOTMEM_CHECK_H
#define BOOTMEM_CHECK_H

#include <bootmem/mb.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * mb_check() - is this map well formed?
 * @mb: the map
 *
 * For both arrays: no more regions than room; each region has a size, a known flag set and an end
 * that does not wrap; sorted, not overlapping, no two touching regions that should be one;
 * total_size is the sum (plus trimmed_size for memory).
 *
 * Return: NULL if so, else a sentence that names the first invariant found broken.
 */
const char *mb_check(const struct memblock *mb);

#ifdef __cplusplus
}
#endif

#endif
