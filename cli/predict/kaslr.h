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

struct progress;

/** kaslr_places() - how many there are; 0 if it is not moved. */
uint64_t kaslr_places(const struct predict *predict);

/** kaslr_place() - the @nth of them. */
phys_addr_t kaslr_place(const struct predict *predict, uint64_t nth);

/**
 * kaslr_try() - predict again with the kernel elsewhere, and count
 * @predict: made; its items stay those of the kernel where it was, with what was counted
 * @draws:   how many places are drawn; 0: every one, in turn
 * @seed:    of the draws
 * @progress: told of every boot; NULL: nobody is
 *
 * Return: false if out of memory.
 */
bool kaslr_try(struct predict *predict, size_t draws, uint64_t seed, struct progress *progress);

/** kaslr_draw() - the next number of a sequence that its first @state decides. */
uint64_t kaslr_draw(uint64_t *state);

#endif
