/* SPDX-License-Identifier: MIT */
/*
 * str.h - a piece of text that somebody else owns.
 *
 * Text from outside (a log, a command line, a name in a device tree) is never copied and
 * never trusted to end in a 0: whoever speaks of it says where it starts and how long it is.
 *
 *	struct bm_str line = bm_str(text, len);
 *
 * Context: any. Cost: constant.
 */
#ifndef BOOTMEM_STR_H
#define BOOTMEM_STR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_str - the @len bytes at @at; @at is NULL for "none", which is not the same as empty.
 */
struct bm_str {
	const char *at;
	size_t len;
};

/** bm_str() - a piece of text: the @len bytes at @at. */
static inline struct bm_str bm_str(const char *at, size_t len)
{
	struct bm_str str;

	str.at = at;
	str.len = len;
	return str;
}

#ifdef __cplusplus
}
#endif

#endif
