// SPDX-License-Identifier: MIT
/*
 * names.c - interned strings: an open hash table, at most half full, that only grows.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/names.h"

static size_t hash_of(const char *text, size_t len)
{
	uint64_t hash = 14695981039346656037u;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
	return (size_t)(hash ^ (hash >> 32));
}

/* The slot that holds the text, or the free one where it belongs. */
static char **slot_of(char **slots, size_t nr_slots, const char *text, size_t len)
{
	size_t i = hash_of(text, len) & (nr_slots - 1);

	while (slots[i] && (strlen(slots[i]) != len || memcmp(slots[i], text, len) != 0))
		i = (i + 1) & (nr_slots - 1);
	return &slots[i];
}

static int make_room(struct names *names)
{
	size_t nr_slots = names->nr_slots > 0 ? 2 * names->nr_slots : 64;
	char **slots;
	size_t i;

	if (2 * (names->nr_names + 1) <= names->nr_slots)
		return 0;
	slots = calloc(nr_slots, sizeof(*slots));
	if (!slots)
		return -1;
	for (i = 0; i < names->nr_slots; i++)
		if (names->slots[i])
			*slot_of(slots, nr_slots, names->slots[i], strlen(names->slots[i])) =
				names->slots[i];
	free(names->slots);
	names->slots = slots;
	names->nr_slots = nr_slots;
	return 0;
}

const char *names_add(struct names *names, const char *text, size_t len)
{
	const char *zero = memchr(text, 0, len);
	char **slot;

	if (zero)
		len = (size_t)(zero - text);
	if (make_room(names) != 0)
		return NULL;
	slot = slot_of(names->slots, names->nr_slots, text, len);
	if (!*slot) {
		*slot = strndup(text, len);
		if (*slot)
			names->nr_names++;
	}
	return *slot;
}

void names_release(struct names *names)
{
	size_t i;

	for (i = 0; i < names->nr_slots; i++)
		free(names->slots[i]);
	free(names->slots);
	*names = (struct names){ 0 };
}
