/* SPDX-License-Identifier: MIT */
/*
 * assert.h - an assert() that notes in which check it failed, and goes on.
 *
 * Found before the system's when the well-known suite is compiled, so that a run shows every check
 * that fails, not only the first. No include guard: <assert.h> may be included again and again.
 */
#undef assert
#define assert(cond) ((cond) ? (void)0 : peers_note_failure(__func__, __LINE__, #cond))

void peers_note_failure(const char *check, int line, const char *what);
