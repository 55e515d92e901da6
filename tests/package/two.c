// SPDX-License-Identifier: MIT
/*
 * two.c - two copies of the library in one program, made with different prefixes and for machines
 * of different width, do the same and share nothing.
 */
#include <stdio.h>

#include <a/bootmem.h>
#include <b/bootmem.h>

static struct a_memblock_region slots[8];
static struct a_memblock mb;

static unsigned long long highest_page_of_a(void)
{
	struct a_mb_req req = a_mb_req(4096, 4096);
	struct a_mb_spot spot;

	a_mb_init(&mb, NULL, slots, 8);
	if (a_mb_add(&mb, 0x10000000, 0x1000000) || a_mb_alloc(&mb, &req, &spot))
		return 0;
	return spot.base;
}

/* The well-known names, on b's own static map. */
static unsigned long long highest_page_of_b(void)
{
	if (b_memblock_add(0x1000000000, 0x1000000))
		return 0;
	return b_memblock_phys_alloc(4096, 4096);
}

int main(void)
{
	unsigned long long a = highest_page_of_a(), b = highest_page_of_b();

	printf("a: %d bits, page at %#llx, %lu regions on its static map\n", A_BM_PHYS_ADDR_BITS, a,
	       a_memblock.memory.cnt);
	printf("b: %d bits, page at %#llx, %lu regions on its static map\n", B_BM_PHYS_ADDR_BITS, b,
	       b_memblock.memory.cnt);
	return 0;
}
