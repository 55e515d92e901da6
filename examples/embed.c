// SPDX-License-Identifier: MIT
/*
 * embed.c - all that a program brings so that bootmem can live in it: RAM, and where lines go.
 *
 * A machine with 16 MiB of RAM at 1 GiB, played by an array; so an address is not a pointer, and a
 * port says how one becomes the other. From then on memory can be allocated, the map's own arrays
 * grow out of it, and the map can say what it holds.
 */
#include <stdio.h>

#include <bootmem/mb_query.h>
#include <bootmem/memblock.h>

#define RAM_BASE 0x40000000u
#define RAM_SIZE 0x01000000u

static _Alignas(4096) unsigned char ram[RAM_SIZE];

static void *to_pointer(void *ctx, phys_addr_t base, size_t size)
{
	(void)ctx;
	if (base < RAM_BASE || size > RAM_SIZE || base - RAM_BASE > RAM_SIZE - size)
		return NULL;
	return ram + (base - RAM_BASE);
}

static phys_addr_t to_address(void *ctx, const void *ptr)
{
	(void)ctx;
	return RAM_BASE + (phys_addr_t)((const unsigned char *)ptr - ram);
}

static void print_line(void *ctx, int level, const char *text, size_t len)
{
	(void)ctx;
	(void)level;
	(void)len;
	puts(text);
}

static const struct bm_port port = { .map = to_pointer, .addr = to_address, .log = print_line };

int main(void)
{
	unsigned int i;
	char *page;

	memblock.port = &port;
	if (memblock_add(RAM_BASE, RAM_SIZE) || memblock_reserve(RAM_BASE, 0x200000))
		return 1;
	page = memblock_alloc(4096, 4096);
	if (!page || page[0] || page[4095])
		return 2;
	mb_dump(&memblock);
	for (i = 0; i < 300; i++)
		if (memblock_reserve(RAM_BASE + 0x400000 + i * 0x2000, 0x1000))
			return 3;
	printf("%lu reservations in %lu slots\n", memblock.reserved.cnt, memblock.reserved.max);
	return 0;
}
