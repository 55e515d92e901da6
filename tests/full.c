// SPDX-License-Identifier: MIT
/*
 * full.c - see full.h.
 */
#include "full.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

bool is_full_run(void)
{
	const char *full = getenv("BOOTMEM_FULL");

	return full && *full && strcmp(full, "0") != 0;
}

bool has_addresses(size_t size)
{
	void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at != MAP_FAILED && munmap(at, size) == 0;
}

bool is_beyond_host(const char *folder)
{
	return strstr(folder, "-64g") && !has_addresses((size_t)66 << 30);
}
