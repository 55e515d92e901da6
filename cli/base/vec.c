// SPDX-License-Identifier: MIT
/*
 * vec.c - arrays that grow: doubling, with every multiplication checked.
 *
 * The address of the caller's pointer comes as a void *, whatever it points to, and is read and
 * written by memcpy: so no pointer type is converted into another.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/vec.h"

bool vec_reserve(void *items_ptr, size_t *room, size_t nr, size_t size)
{
	size_t wanted = *room > 0 ? *room : 16;
	void *items;

	if (nr <= *room)
		return true;
	while (wanted < nr && wanted <= SIZE_MAX / 2)
		wanted *= 2;
	if (wanted < nr || wanted > SIZE_MAX / size)
		return false;
	memcpy(&items, items_ptr, sizeof(items));
	items = realloc(items, wanted * size);
	if (!items)
		return false;
	memcpy(items_ptr, &items, sizeof(items));
	*room = wanted;
	return true;
}
