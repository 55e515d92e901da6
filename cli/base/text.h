/* SPDX-License-Identifier: MIT */
/*
 * text.h - numbers as people read them.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <bootmem/types.h>

#define TEXT_ROOM 160

/** text_size() - "4 KiB", "1.5 GiB": at most four digits, exact below 10 KiB. */
const char *text_size(phys_addr_t bytes, char *out, size_t room);

/** text_count() - "29,879" */
const char *text_count(size_t count, char *out, size_t room);

#endif
