/* SPDX-License-Identifier: MIT */
/*
 * face.h - the one map of the face, set back before each test, in a world that can be drawn.
 *
 *	struct world *w = face_world("mmmm", NULL);
 *
 *	memblock_reserve(at(w, 1), span(w, 1));
 *	expect_reserved(w, ".r..");
 *
 * The machine (pretend RAM, log, events) is the world's, the map that it looks at is `memblock`.
 */
#ifndef TESTS_FACE_H
#define TESTS_FACE_H

#include <bootmem/memblock.h>

#include "harness.h"

/** face_world() - `memblock` as at start-up, then with the memory and reservations drawn. */
struct world *face_world(const char *picture, const char *nodes);

/** face_world_at() - the same, the first page drawn being at @origin. */
struct world *face_world_at(phys_addr_t origin, const char *picture, const char *nodes);

/** face_go_down(), face_go_up() - set-up of a test: the direction of every face world in it. */
int face_go_down(void **state);
int face_go_up(void **state);

/** BOTH_WAYS() - a test, top down and bottom up. */
#define BOTH_WAYS(test) \
	{ #test "__top_down", test, face_go_down, worlds_end, NULL }, \
	{ #test "__bottom_up", test, face_go_up, worlds_end, NULL }

/** expect_either() - what is reserved, top down and bottom up. */
#define expect_either(w, down, up) expect_reserved((w), memblock_bottom_up() ? (up) : (down))

#endif
