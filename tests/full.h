/* SPDX-License-Identifier: MIT */
/*
 * full.h - how much may a test take? `make check` wants an answer in minutes, `make check-full` all
 * that can be known; and address space is short under a tool like valgrind.
 */
#ifndef TESTS_FULL_H
#define TESTS_FULL_H

#include <stdbool.h>
#include <stddef.h>

/** is_full_run() - has BOOTMEM_FULL a value in the environment? */
bool is_full_run(void);

/** has_addresses() - would the host give a test that much address space, in bytes? */
bool has_addresses(size_t size);

/** is_beyond_host() - is the bundled boot in @folder one of 64 GiB, and are addresses too few? */
bool is_beyond_host(const char *folder);

#endif
