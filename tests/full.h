/* SPDX-License-Identifier: MIT */
/*
 * full.h - how long may a test take? `make check` wants an answer in minutes, `make check-full` all
 * that can be known.
 */
#ifndef TESTS_FULL_H
#define TESTS_FULL_H

#include <stdbool.h>

/** is_full_run() - has BOOTMEM_FULL a value in the environment? */
bool is_full_run(void);

#endif
