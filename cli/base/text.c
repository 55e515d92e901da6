// SPDX-License-Identifier: MIT
/*
 * text.c - numbers as people read them.
 */
#include <stdint.h>
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
