// SPDX-License-Identifier: MIT
/*
 * world.c - the bytes behind a pretend machine: reserved as address space, paid for when touched.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "subject.h"

char *world_arena(void *where)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (where ? MAP_FIXED_NOREPLACE : 0);
	char *arena = mmap(where, WORLD_SPAN, PROT_READ | PROT_WRITE, flags, -1, 0);

	if (arena == MAP_FAILED) {
		perror("bench: address space for a pretend machine");
		exit(2);
	}
	return arena;
}

void world_arena_free(char *arena)
{
	munmap(arena, WORLD_SPAN);
}
