/* SPDX-License-Identifier: MIT */
/*
 * assert.h - four words for four kinds of certainty.
 *
 * BM_STATIC_ASSERT  relations between constants; at compile time
 * BM_REQUIRE        the embedding program keeps its contract; always on, goes to the port's panic
 * BM_ASSERT         we have a proof; checked in tests, free in release
 * BM_CHECK          a whole structure is valid, O(n); checked in tests, free in release
 *
 * None of them may have a side effect, and none is for data from outside or for running out of
 * memory: those are return values.
 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#include <bootmem/port.h>

#ifdef __cplusplus
#define BM_STATIC_ASSERT(cond, why) static_assert(cond, why)
#else
#define BM_STATIC_ASSERT(cond, why) _Static_assert(cond, why)
#endif

void bm_panic(const struct bm_port *port, const char *what, const char *file, int line) BM_NORETURN;

#define BM_REQUIRE(port, cond) \
	((cond) ? (void)0 : bm_panic((port), #cond, __FILE__, __LINE__))

#if BM_DEBUG
#define BM_ASSERT(cond) BM_REQUIRE(NULL, cond)
#else
#define BM_ASSERT(cond) ((void)0)
#endif

#if BM_DEBUG
#define BM_CHECK(cond) BM_REQUIRE(NULL, cond)
#else
#define BM_CHECK(cond) ((void)0)
#endif

#endif
