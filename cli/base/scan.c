// SPDX-License-Identifier: MIT
/*
 * scan.c - read text left to right. Every function looks at most up to the end it was given.
 */
#include <limits.h>
#include <string.h>

#include "cli/base/scan.h"

static size_t left(const struct scan *scan)
{
	return (size_t)(scan->end - scan->pos);
}

bool scan_text(struct scan *scan, const char *literal)
{
	size_t len = strlen(literal);

	if (left(scan) < len || memcmp(scan->pos, literal, len) != 0)
		return false;
	scan->pos += len;
	return true;
}

bool scan_find(struct scan *scan, const char *literal)
{
	size_t len = strlen(literal);
	const char *at = memmem(scan->pos, left(scan), literal, len);

	if (!at)
		return false;
	scan->pos = at + len;
	return true;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

static bool scan_number(struct scan *scan, unsigned int radix, uint64_t *out)
{
	const char *pos = scan->pos;
	uint64_t value = 0;

	for (; pos != scan->end && (unsigned int)digit_of(*pos) < radix; pos++) {
		unsigned int digit = (unsigned int)digit_of(*pos);

		if (value > (UINT64_MAX - digit) / radix)
			return false;
		value = value * radix + digit;
	}
	if (pos == scan->pos)
		return false;
	scan->pos = pos;
	*out = value;
	return true;
}

bool scan_dec(struct scan *scan, uint64_t *out)
{
	return scan_number(scan, 10, out);
}

bool scan_int(struct scan *scan, int *out)
{
	struct scan ahead = *scan;
	bool minus = scan_text(&ahead, "-");
	uint64_t value;

	if (!scan_dec(&ahead, &value) || value > INT_MAX)
		return false;
	*out = minus ? -(int)value : (int)value;
	*scan = ahead;
	return true;
}

bool scan_digits(struct scan *scan, uint64_t *out)
{
	return scan_number(scan, 16, out);
}

bool scan_hex(struct scan *scan, uint64_t *out)
{
	struct scan ahead = *scan;

	if (!scan_text(&ahead, "0x") || !scan_digits(&ahead, out))
		return false;
	*scan = ahead;
	return true;
}

void scan_spaces(struct scan *scan)
{
	while (scan->pos != scan->end && (*scan->pos == ' ' || *scan->pos == '\t'))
		scan->pos++;
}

size_t scan_word(struct scan *scan, const char *stops)
{
	const char *start = scan->pos;

	while (scan->pos != scan->end && *scan->pos != ' ' && *scan->pos != '\t' &&
	       *scan->pos != '\0' && !strchr(stops, *scan->pos))
		scan->pos++;
	return (size_t)(scan->pos - start);
}
