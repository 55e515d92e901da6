/* SPDX-License-Identifier: MIT */
/*
 * program.h - what the tool calls itself, and what its exit status says.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#define CLI_NAME "bootmem"
#define CLI_VERSION "0.1.0"

/** Exit codes, as grep and diff have them. */
enum {
	EXIT_YES = 0,   /* done, and all is well */
	EXIT_NO = 1,    /* done, and the answer is no */
	EXIT_USAGE = 2, /* wrong usage, or input that cannot be read */
	EXIT_BUG = 3,   /* a check of our own failed */
};

#endif
