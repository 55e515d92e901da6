// SPDX-License-Identifier: MIT
/*
 * arena.c - pretend RAM: one stretch of address space in which pages appear when asked for.
 *
 * The whole machine is reserved without access rights, which no kernel counts as memory.
 * host_arena_map() opens the pieces that someone is about to touch; a bit per piece
 * remembers which are open, so that mapping the same place again costs a look at that bit. One
 * stretch, not a table of pieces, because a pointer to a range must reach its end.
 *
 * Cost: a system call per run of 2 MiB pieces that nobody asked for before; one bit per piece.
 * Linux: none.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include <bootmem/host.h>

#define PIECE_SHIFT 21

static uint64_t nr_pieces(uint64_t size)
{
	return (size >> PIECE_SHIFT) + ((size & (((uint64_t)1 << PIECE_SHIFT) - 1)) != 0);
}

int host_arena_init(struct host_arena *arena, uint64_t size)
{
	uint64_t pieces = nr_pieces(size);
	void *ram;

	*arena = (struct host_arena){ 0 };
	if (size == 0)
		return 0;
	if (size > HOST_RAM_MAX || pieces << PIECE_SHIFT > SIZE_MAX)
		return -BM_ENOMEM;
	arena->ready = calloc((size_t)(pieces / 8 + 1), 1);
	if (!arena->ready)
		return -BM_ENOMEM;
	ram = mmap(NULL, (size_t)(pieces << PIECE_SHIFT), PROT_NONE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (ram == MAP_FAILED) {
		host_arena_release(arena);
		return -BM_ENOMEM;
	}
	arena->ram = ram;
	arena->size = size;
	return 0;
}

void host_arena_release(struct host_arena *arena)
{
	if (arena->ram)
		munmap(arena->ram, (size_t)(nr_pieces(arena->size) << PIECE_SHIFT));
	free(arena->ready);
	*arena = (struct host_arena){ 0 };
}

static bool is_open(const struct host_arena *arena, uint64_t piece)
{
	return arena->ready[piece >> 3] >> (piece & 7) & 1;
}

static bool open_pieces(struct host_arena *arena, uint64_t piece, uint64_t end)
{
	if (mprotect(arena->ram + (piece << PIECE_SHIFT), (size_t)((end - piece) << PIECE_SHIFT),
		     PROT_READ | PROT_WRITE) != 0)
		return false;
	for (; piece < end; piece++)
		arena->ready[piece >> 3] |= (unsigned char)(1u << (piece & 7));
	return true;
}

void *host_arena_map(struct host_arena *arena, uint64_t base, uint64_t size)
{
	uint64_t piece, end, next;

	if (base >= arena->size || size > arena->size - base)
		return NULL;
	end = nr_pieces(base + (size ? size : 1));
	for (piece = base >> PIECE_SHIFT; piece < end; piece = next + 1) {
		for (next = piece; next < end && !is_open(arena, next);)
			next++;
		if (next > piece && !open_pieces(arena, piece, next))
			return NULL;
	}
	return arena->ram + base;
}
