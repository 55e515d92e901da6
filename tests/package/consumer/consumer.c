// SPDX-License-Identifier: MIT
/*
 * consumer.c - a program that found the library installed: a part of each of the three is used.
 *
 * Only what is installed is found here; programs of the tree include the same names.
 */
#include <stdio.h>

#include <bootmem/bootmem.h>
#include <bootmem/host.h>

static struct memblock_region slots[16];
static struct memblock mb;

/* No device tree at all: what has to be refused is refused by libfdt's part. */
static bool refuses_nonsense(void)
{
	static const uint64_t nonsense[8];
	struct bm_fdt fdt;

	return bm_fdt_check(&fdt, nonsense, sizeof(nonsense), NULL) != 0;
}

int main(void)
{
	struct host_config config = host_config(1 << 30);
	struct mb_req req = mb_req(4096, 4096);
	struct host host;
	char *page;

	if (host_init(&host, &config))
		return 1;
	mb_init(&mb, &host.port, slots, 16);
	if (mb_add(&mb, 0, 1 << 30))
		return 2;
	page = mb_alloc_zeroed(&mb, &req);
	if (!page || page[4095] != 0)
		return 3;
	printf("a page at %#llx\n", (unsigned long long)mb_addr(&mb, page));
	host_release(&host);
	return refuses_nonsense() ? 0 : 4;
}
