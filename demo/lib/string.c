// SPDX-License-Identifier: MIT
/*
 * string.c - bytes and text, in the plainest way that is not slow.
 *
 * Descriptors of a large machine are filled with memset(), so the two that move much go by words
 * where both ends are aligned. Compiled so that no loop here becomes a call to itself.
 */
#include <stdint.h>
#include <string.h>

#define WORD sizeof(unsigned long)

/* Any object may be read and written through it. */
typedef unsigned long __attribute__((may_alias)) word_t;

static int is_aligned(const void *a, const void *b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (WORD - 1)) == 0;
}

void *memcpy(void *to, const void *from, size_t size)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if (is_aligned(to, from)) {
		for (; size >= WORD; size -= WORD, d += WORD, s += WORD)
			*(word_t *)(void *)d = *(const word_t *)(const void *)s;
	}
	while (size-- > 0)
		*d++ = *s++;
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if ((uintptr_t)d - (uintptr_t)s >= size)
		return memcpy(to, from, size);
	while (size-- > 0)
		d[size] = s[size];
	return to;
}

void *memset(void *at, int byte, size_t size)
{
	unsigned char *d = at;
	word_t word = (word_t)-1 / 0xff * (unsigned char)byte;

	if (is_aligned(at, at)) {
		for (; size >= WORD; size -= WORD, d += WORD)
			*(word_t *)(void *)d = word;
	}
	while (size-- > 0)
		*d++ = (unsigned char)byte;
	return at;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a;
	const unsigned char *y = b;

	for (; size > 0; size--, x++, y++) {
		if (*x != *y)
			return *x < *y ? -1 : 1;
	}
	return 0;
}

void *memchr(const void *at, int byte, size_t size)
{
	const unsigned char *s = at;

	for (; size > 0; size--, s++) {
		if (*s == (unsigned char)byte)
			return (void *)(uintptr_t)s;
	}
	return NULL;
}

size_t strnlen(const char *text, size_t max)
{
	size_t len = 0;

	while (len < max && text[len] != '\0')
		len++;
	return len;
}

size_t strlen(const char *text)
{
	return strnlen(text, SIZE_MAX);
}

char *strrchr(const char *text, int c)
{
	const char *last = NULL;

	do {
		if (*text == (char)c)
			last = text;
	} while (*text++ != '\0');
	return (char *)(uintptr_t)last;
}

int strcmp(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}
