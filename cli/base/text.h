/* SPDX-License-Identifier: MIT */
/*
 * text.h - numbers as people read them, and which bytes are letters.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <bootmem/types.h>

#define TEXT_ROOM 160

/** text_size() - "4 KiB", "1.5 GiB": at most four digits, exact below 10 KiB. */
const char *text_size(phys_addr_t bytes, char *out, size_t room);

/** text_amount() - as on a command line, whole: "2G", "1536M", "64K", "100" */
const char *text_amount(phys_addr_t bytes, char *out, size_t room);

/** text_count() - "29,879" */
const char *text_count(size_t count, char *out, size_t room);

/** What is printed for a byte that is of no letter. */
#define TEXT_NO_LETTER "\xef\xbf\xbd"

/** text_letter() - how many bytes the letter at @at has in UTF-8, at most 4; 0 if it is none. */
size_t text_letter(const char *at);

#endif
