/* SPDX-License-Identifier: MIT */
/*
 * kaslr.h - where a kernel may be when its place is drawn.
 *
 * What its decompressor, or EFI's loader, chooses among: multiples of 2 MiB in memory, from 16 MiB
 * up on a PC, clear of the initial ram disk, each as likely as any other.
 *
 * Linux: find_random_phys_addr() of x86, efi_random_alloc().
 */
#ifndef CLI_KASLR_H
#define CLI_KASLR_H

#include "cli/predict/predict.h"

/** kaslr_places() - how many there are; 0 if it is not moved. */
uint64_t kaslr_places(const struct predict *predict);

/** kaslr_place() - the @nth of them. */
phys_addr_t kaslr_place(const struct predict *predict, uint64_t nth);

/** kaslr_draw() - the next number of a sequence that its first @state decides. */
uint64_t kaslr_draw(uint64_t *state);

#endif
