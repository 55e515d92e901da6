/* SPDX-License-Identifier: MIT */
/*
 * mem.h - the four functions that every C program needs and every kernel has.
 *
 * Compilers call them on their own, so they are no extra demand. <string.h> is not among the
 * headers of a freestanding implementation, hence these declarations.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

#endif
