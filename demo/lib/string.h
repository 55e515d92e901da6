/* SPDX-License-Identifier: MIT */
/*
 * string.h - what libfdt and compilers expect to be there, for a kernel without a C library.
 */
#ifndef DEMO_STRING_H
#define DEMO_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *at, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *at, int byte, size_t size);
size_t strlen(const char *text);
size_t strnlen(const char *text, size_t max);
char *strrchr(const char *text, int c);
int strcmp(const char *a, const char *b);

#endif
