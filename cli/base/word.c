// SPDX-License-Identifier: MIT
/*
 * word.c - the distance that Levenshtein found, a row of his table at a time.
 */
#include <string.h>

#include "cli/base/word.h"

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

size_t word_distance(const char *a, const char *b)
{
	size_t row[32];
	size_t len = strlen(b), i, j;

	if (len >= 32)
		return len;
	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 1; a[i - 1]; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (j = 1; j <= len; j++) {
			size_t above = row[j];

			row[j] = smallest(above + 1, row[j - 1] + 1,
					  corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[len];
}
