/* SPDX-License-Identifier: MIT */
/*
 * counter.h - the processor's own count of instructions, where it may be read.
 *
 * Most virtual machines hide it; then bench/instructions counts the same runs with callgrind.
 */
#ifndef BENCH_COUNTER_H
#define BENCH_COUNTER_H

/** bench_counter_open() - counts user instructions of this thread; negative if it cannot. */
int bench_counter_open(void);

/** bench_counter_start() - count from zero. */
void bench_counter_start(int counter);

/** bench_counter_stop() - what was counted since. */
double bench_counter_stop(int counter);

#endif
