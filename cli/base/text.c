// SPDX-License-Identifier: MIT
/*
 * text.c - numbers as people read them; letters.
 */
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/text.h"

const char *text_size(phys_addr_t bytes, char *out, size_t room)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	unsigned int unit = 0;
	double value = (double)bytes;

	while (value >= 1024 && unit < 6) {
		value /= 1024;
		unit++;
	}
	if (unit == 0 || value >= 1000 || value == (double)(uint64_t)value)
		snprintf(out, room, "%.0f %s", value, units[unit]);
	else
		snprintf(out, room, "%.*f %s", value < 10 ? 2 : 1, value, units[unit]);
	return out;
}

const char *text_amount(phys_addr_t bytes, char *out, size_t room)
{
	static const char *const units[] = { "", "K", "M", "G" };
	unsigned int unit = 0;

	while (unit < 3 && bytes > 0 && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	snprintf(out, room, "%" PRIu64 "%s", (uint64_t)bytes, units[unit]);
	return out;
}

const char *text_count(size_t count, char *out, size_t room)
{
	char digits[32];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%zu", count);
	size_t i, n = 0;

	for (i = 0; i < len && n + 2 < room; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[n++] = ',';
		out[n++] = digits[i];
	}
	out[n] = '\0';
	return out;
}

/* By its first byte. */
static size_t letter_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc0 || first >= 0xf8)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* No control bytes, nothing longer than it need be, no halves of UTF-16, nothing above 0x10ffff. */
size_t text_letter(const char *at)
{
	static const uint32_t least[] = { 0, 0x20, 0x80, 0x800, 0x10000 };
	const unsigned char *byte = (const unsigned char *)at;
	size_t len = letter_length(*byte);
	uint32_t letter = len == 1 ? *byte : *byte & (0x7fu >> len);
	size_t i;

	for (i = 1; i < len; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		letter = letter << 6 | (byte[i] & 0x3fu);
	}
	if (letter < least[len] || letter == 0x7f || letter > 0x10ffff || letter >> 11 == 0x1b)
		return 0;
	return len;
}
