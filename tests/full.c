// SPDX-License-Identifier: MIT
/*
 * full.c - see full.h.
 */
#include "full.h"

#include <stdlib.h>
#include <string.h>

bool is_full_run(void)
{
	const char *full = getenv("BOOTMEM_FULL");

	return full && *full && strcmp(full, "0") != 0;
}
