// SPDX-License-Identifier: MIT
/*
 * minimal.c - the whole life of a map: memory comes in, some is taken, what is left is walked.
 *
 * No port, no operating system: a map that is only asked for addresses touches no memory but the
 * array it is given, so the same lines work before a kernel has mapped anything.
 */
/* cut */
#include <inttypes.h>
#include <stdio.h>

#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_iter.h>

static struct memblock_region slots[64];
static struct memblock mb;

/* A board with 1 GiB at 2 GiB, its kernel at the start. A call that fails has done nothing. */
static int describe_board(void)
{
	int err = mb_add(&mb, 0x80000000, 0x40000000);

	return err ? err : mb_reserve(&mb, 0x80000000, 0x01200000);
}

int main(void)
{
	struct mb_req req = mb_req(0x200000, 0x200000);
	struct mb_free_iter it;
	struct mb_spot spot;

	mb_init(&mb, NULL, slots, 64);
	if (describe_board() != 0 || mb_alloc(&mb, &req, &spot) != 0)
		return 1;
	printf("2 MiB, aligned to 2 MiB: 0x%" PRIx64 "\n", (uint64_t)spot.base);

	mb_for_each_free_range(&it, &mb, mb_any())
		printf("free: 0x%" PRIx64 " to 0x%" PRIx64 "\n", (uint64_t)it.start,
		       (uint64_t)it.end);
	return 0;
}
/* end */
